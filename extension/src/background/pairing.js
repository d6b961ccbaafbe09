/**
 * The pairing key and what it proves (SECURITY.md, hello).
 *
 * The key is kept as a CryptoKey that cannot be exported, in the extension's own IndexedDB: content scripts cannot
 * reach it there, and nobody can read its bytes back.
 */

const TOKEN = /^[A-Za-z0-9_-]{43}$/;
const CLIENT = /^[A-Za-z0-9_-]{1,64}$/;

/** A fault with a sentence for the person. */
export class PairingFault extends Error {}

/**
 * The parts of the line that `escrowl pair` prints.
 * @param {string} line `escrowl1:PORT:CLIENT_ID:KEY`
 * @returns {{port: number, clientId: string, key: string}}
 * @throws {PairingFault} when it is not such a line, saying what is wrong
 */
export function parseLine(line) {
  const parts = line.trim().split(":");
  if (parts[0] !== "escrowl1") {
    throw new PairingFault("This is not a pairing line. It begins with “escrowl1:”; run “escrowl pair” and copy the whole line.");
  }
  const [, port = "", clientId = "", key = ""] = parts;
  if (parts.length !== 4 || !/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65535 || !CLIENT.test(clientId) || !TOKEN.test(key)) {
    throw new PairingFault("The pairing line is incomplete. Copy it again, from “escrowl1:” to its end.");
  }
  return { port: Number(port), clientId, key };
}

/** @param {string} text base64url without padding @returns {Uint8Array<ArrayBuffer>} */
export function fromBase64url(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (c) => c.charCodeAt(0));
}

/** @param {ArrayBuffer | Uint8Array} bytes @returns {string} */
export function toBase64url(bytes) {
  return btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** @param {string} key 43 base64url characters @returns {Promise<CryptoKey>} */
export function importKey(key) {
  return crypto.subtle.importKey("raw", fromBase64url(key), { name: "HMAC", hash: "SHA-256" }, false, ["sign", "verify"]);
}

const joined = (/** @type {(string | number)[]} */ fields) => new TextEncoder().encode(fields.join("|"));

/** HMAC-SHA-256 over the fields joined with `|`, as 43 base64url characters. @param {CryptoKey} key @param {...(string | number)} fields */
export async function mac(key, ...fields) {
  return toBase64url(await crypto.subtle.sign("HMAC", key, joined(fields)));
}

/** A fresh 32-byte nonce as 43 base64url characters. */
export const nonce = () => toBase64url(crypto.getRandomValues(new Uint8Array(32)));

/**
 * Checks the server's proof and derives the session token.
 * @param {CryptoKey} key
 * @param {string} clientId
 * @param {string} c our nonce
 * @param {number} port the port that was dialled, not one the server names
 * @param {any} answer body of the hello's answer
 * @returns {Promise<{token: string, api: number} | null>} null when the server did not prove the key
 */
export async function proven(key, clientId, c, port, answer) {
  const { s, api, mac: proof } = answer ?? {};
  if (typeof s !== "string" || !TOKEN.test(s) || typeof proof !== "string" || !TOKEN.test(proof) || !Number.isInteger(api) || api < 0) return null;
  const good = await crypto.subtle.verify("HMAC", key, fromBase64url(proof), joined(["srv", clientId, c, s, port, api]));
  return good ? { token: await mac(key, "ses", clientId, c, s), api } : null;
}

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
const settled = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("The browser's database refused."));
  });

async function keys(/** @type {IDBTransactionMode} */ mode) {
  const opening = indexedDB.open("escrowl", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("keys");
  const database = await settled(opening);
  return { database, store: database.transaction("keys", mode).objectStore("keys") };
}

/** Keeps the key, or forgets it when null. @param {CryptoKey | null} key */
export async function keepKey(key) {
  const { database, store } = await keys("readwrite");
  if (key) await settled(store.put(key, "pairing"));
  else await settled(store.delete("pairing"));
  database.close();
}

/** @returns {Promise<CryptoKey | null>} */
export async function storedKey() {
  const { database, store } = await keys("readonly");
  const key = await settled(store.get("pairing"));
  database.close();
  return key instanceof CryptoKey ? key : null;
}
