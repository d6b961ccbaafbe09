import assert from "node:assert/strict";
import { createHmac, randomBytes } from "node:crypto";
import { test } from "node:test";

import { PairingFault, fromBase64url, importKey, mac, nonce, parseLine, proven, toBase64url } from "../src/background/pairing.js";

const KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

test("a pairing line is taken apart", () => {
  assert.deepEqual(parseLine(`  escrowl1:47613:abc_-9:${KEY}\n`), { port: 47613, clientId: "abc_-9", key: KEY });
});

for (const [what, line] of Object.entries({
  "nothing": "",
  "another word": `hello:1:a:${KEY}`,
  "no key": "escrowl1:1234:a",
  "a key cut short": `escrowl1:1234:a:${KEY.slice(1)}`,
  "a port that is none": `escrowl1:70000:a:${KEY}`,
  "a port in words": `escrowl1:12x:a:${KEY}`,
  "a separator in the id": `escrowl1:1234:a|b:${KEY}`,
  "too many parts": `escrowl1:1234:a:${KEY}:x`,
})) {
  test(`a pairing line with ${what} is refused with a sentence`, () => {
    assert.throws(() => parseLine(line), (/** @type {Error} */ fault) => fault instanceof PairingFault && fault.message.length > 30);
  });
}

test("base64url goes both ways", () => {
  for (let i = 0; i < 50; i++) {
    const bytes = randomBytes(32);
    const text = toBase64url(bytes);
    assert.equal(text, bytes.toString("base64url"));
    assert.deepEqual(Buffer.from(fromBase64url(text)), bytes);
  }
  assert.match(nonce(), /^[\w-]{43}$/);
});

test("the MAC is HMAC-SHA-256 over the joined fields, and the key cannot be taken out", async () => {
  const key = await importKey(KEY);
  const expected = createHmac("sha256", Buffer.from(KEY, "base64url")).update("srv|me|c|s|8000|1").digest("base64url");
  assert.equal(await mac(key, "srv", "me", "c", "s", 8000, 1), expected);
  await assert.rejects(crypto.subtle.exportKey("raw", key));
});

/** @param {Record<string, unknown>} change @param {number} [dialled] */
async function answered(change, dialled = 8000) {
  const key = await importKey(KEY), c = nonce(), s = nonce();
  const proof = createHmac("sha256", Buffer.from(KEY, "base64url")).update(`srv|me|${c}|${s}|8000|1`).digest("base64url");
  const got = await proven(key, "me", c, dialled, { s, api: 1, mac: proof, ...change });
  const token = createHmac("sha256", Buffer.from(KEY, "base64url")).update(`ses|me|${c}|${s}`).digest("base64url");
  return { got, token };
}

test("a server that holds the key is believed, and the token follows from it", async () => {
  const { got, token } = await answered({});
  assert.deepEqual(got, { token, api: 1 });
});

for (const [what, change] of Object.entries({
  "no proof": { mac: undefined },
  "a wrong proof": { mac: nonce() },
  "another nonce": { s: nonce() },
  "another version": { api: 2 },
  "a version that is no number": { api: "1" },
  "a nonce with a separator": { s: `|${nonce().slice(1)}` },
})) {
  test(`a server with ${what} is not believed`, async () => assert.equal((await answered(change)).got, null));
}

test("a relay from another port is not believed", async () => assert.equal((await answered({}, 8001)).got, null));

test("an answer that is no object is not believed", async () => {
  assert.equal(await proven(await importKey(KEY), "me", nonce(), 8000, null), null);
});
