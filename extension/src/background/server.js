/**
 * The only file that talks to the server: fixed endpoints on 127.0.0.1, always POST.
 *
 * Before anything of a page is sent the server proves that it holds the pairing key. The token lives in memory, is
 * dropped after any failure, and is renewed when the last good answer is older than FRESH: if the server died and
 * another program took its port in between, that program gets nothing.
 */

import { nonce, proven, storedKey } from "./pairing.js";
import { sites } from "./answers.js";

/** @typedef {import("../../types/answers").State} State */

const API = /** @type {const} */ ([1, 1]);
const PATIENCE = 5; // seconds, unless the options say otherwise
const MAX_ANSWER = 1_000_000; // bytes
const FRESH = 4_000; // ms that a good answer vouches for who listens on the port
const FAILURES = 5; // in a row, then the breaker opens
const BREAK = 30_000;

/** Why a call failed: the state to show and a sentence. */
export class ServerFault extends Error {
  /** @param {State} state @param {string} message @param {number} [status] */
  constructor(state, message, status = 0) {
    super(message);
    this.state = state;
    this.status = status;
  }
}

/** @typedef {{port: number, clientId: string, patience?: number}} Where seconds of patience for one answer */
/** @type {{token: string, where: string, good: number} | null} */
let session = null;
/** @type {Promise<void> | null} */
let greeting = null;
let failures = 0;
let brokenUntil = 0;
/** @type {ServerFault | null} */
let lastFault = null;

const cut = (/** @type {unknown} */ text) => (typeof text === "string" ? text.slice(0, 300) : "");

/** Reads the answer up to the limit; a longer or non-JSON one is a fault. @param {Response} response @param {AbortController} stop */
async function bodyOf(response, stop) {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder(); // piece by piece: putting them together in a Blob first takes a trip through another process
  let size = 0, text = "";
  for (;;) {
    const part = await reader?.read();
    if (!part || part.done) break;
    size += part.value.byteLength;
    if (size > MAX_ANSWER) {
      stop.abort();
      throw new ServerFault("refused", "The server's answer was too long and was not read. Update escrowl.");
    }
    text += decoder.decode(part.value, { stream: true });
  }
  try {
    return /** @type {any} */ (JSON.parse(text + decoder.decode()));
  } catch {
    throw new ServerFault("refused", "What answers on escrowl's port does not speak its language. Update escrowl, or free the port.", response.status);
  }
}

/** One POST. @param {Where} where @param {string} path @param {unknown} body @param {string} [token] @returns {Promise<any>} */
async function post({ port, patience = PATIENCE }, path, body, token) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), 1000 * patience);
  try {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...(token ? { Authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify(body),
      signal: stop.signal,
      redirect: "error",
      credentials: "omit",
      cache: "no-store",
    });
    const answer = await bodyOf(response, stop);
    if (response.ok) return answer;
    throw new ServerFault(stateOf(response.status), cut(answer?.error) || `The server answered with status ${response.status}.`, response.status);
  } catch (fault) {
    if (fault instanceof ServerFault) throw fault;
    if (stop.signal.aborted) throw new ServerFault("server-slow", `The server did not answer within ${patience} seconds.`);
    throw new ServerFault("server-down", "");
  } finally {
    clearTimeout(timer);
  }
}

/** @param {number} status @returns {State} */
function stateOf(status) {
  if (status === 401) return "not-paired";
  return status === 429 ? "server-slow" : "refused";
}

/**
 * Says hello with a key and opens a session.
 * @param {Where} where @param {CryptoKey} key
 * @param {boolean} [pairing] the line was just pasted: the server refuses one that another browser has used
 * @throws {ServerFault} "unknown-server" when the other side did not prove the key
 */
export async function hello(where, key, pairing = false) {
  session = null;
  const c = nonce();
  const answer = await post(where, "hello", { client_id: where.clientId, c, api: API, ...(pairing && { pairing }) }).catch((fault) => {
    if (fault.state === "refused" && fault.status === 0) throw new ServerFault("unknown-server", "");
    throw fault;
  });
  const proof = await proven(key, where.clientId, c, where.port, answer);
  if (!proof) throw new ServerFault("unknown-server", "");
  if (proof.api < API[0] || proof.api > API[1]) throw new ServerFault("refused", "This extension is older or newer than the server: update both.");
  session = { token: proof.token, where: `${where.port}|${where.clientId}`, good: Date.now() };
  await chrome.storage.session.set({ sites: sites(answer.sites) });
}

/** Makes sure that who listens has just proven the key. @param {Where} where */
async function ensure(where) {
  if (session && session.where === `${where.port}|${where.clientId}` && Date.now() - session.good < FRESH) return;
  greeting ??= (async () => {
    const key = where.port ? await storedKey() : null;
    if (!key) throw new ServerFault("not-paired", "");
    await hello(where, key);
  })().finally(() => {
    greeting = null;
  });
  await greeting;
}

/**
 * Tries once more after a timeout, from the hello on: the first checks after a start wait for a server that is still
 * loading its rules, and on a slow machine that takes longer than the timeout. A snapshot sent twice is counted once.
 * @template T @param {() => Promise<T>} work @returns {Promise<T>}
 */
async function twice(work) {
  try {
    return await work();
  } catch (fault) {
    if (!(fault instanceof ServerFault) || fault.state !== "server-slow" || fault.status) throw fault;
    session = null;
    return work();
  }
}

/** @param {Where} where @param {string} path @param {unknown} body @returns {Promise<any>} */
async function proved(where, path, body) {
  await ensure(where);
  try {
    return await post(where, path, body, session?.token);
  } catch (fault) {
    if (!(fault instanceof ServerFault) || fault.status !== 401) throw fault;
    session = null; // expired or the server restarted: prove again, once
    await ensure(where);
    return post(where, path, body, /** @type {{token: string} | null} */ (session)?.token);
  }
}

/**
 * One call with a fresh session.
 * @param {Where} where @param {"check" | "text" | "save-page" | "replies" | "dismiss" | "mute" | "history" | "open"} path @param {unknown} body
 * @param {boolean} [patient] try once more when there was no answer in time
 * @returns {Promise<any>} the raw answer; the caller checks it
 * @throws {ServerFault}
 */
export async function call(where, path, body, patient = true) {
  if (Date.now() < brokenUntil && lastFault) throw lastFault;
  try {
    const once = () => proved(where, path, body);
    const answer = await (patient ? twice(once) : once());
    if (session) session.good = Date.now();
    failures = 0;
    return answer;
  } catch (fault) {
    session = null;
    const known = fault instanceof ServerFault ? fault : new ServerFault("server-down", "");
    if (known.state === "server-down" || known.state === "server-slow" || known.state === "unknown-server") {
      failures += 1;
      lastFault = known;
      if (failures >= FAILURES) {
        failures = 0;
        brokenUntil = Date.now() + BREAK;
      }
    }
    throw known;
  }
}

/** Forget session and breaker: after pairing, or when the person asks to try again. */
export function reset() {
  session = null;
  failures = 0;
  brokenUntil = 0;
}

/**
 * The site table of the last hello; says hello when there is none.
 * @param {Where} where
 * @returns {Promise<import("../../types/answers").Site[]>}
 */
export async function siteTable(where) {
  const stored = (await chrome.storage.session.get("sites")).sites;
  if (Array.isArray(stored) && session && Date.now() - session.good < FRESH) return /** @type {any} */ (stored);
  if (Date.now() < brokenUntil && lastFault) throw lastFault;
  await twice(() => ensure(where));
  return knownSites();
}

/** The site table of an earlier hello, without asking anybody; empty when there was none since the browser started. @returns {Promise<import("../../types/answers").Site[]>} */
export const knownSites = async () => /** @type {any} */ ((await chrome.storage.session.get("sites")).sites ?? []);
