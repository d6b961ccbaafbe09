/** parts.js is a classic script without a build: it is run here as it is. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { runInThisContext } from "node:vm";

runInThisContext(readFileSync(new URL("../src/content/parts.js", import.meta.url), "utf8"));
const { hash } = /** @type {any} */ (globalThis).escrowl.parts;

test("the hash is 16 hex digits and the same for the same text", () => {
  assert.match(hash("a card"), /^[0-9a-f]{16}$/);
  assert.equal(hash("a card"), hash("a card"));
});

test("small changes give other hashes", () => {
  const seen = new Set();
  for (let i = 0; i < 20_000; i++) seen.add(hash(`Payment verified ${i} of ${i * 7}`));
  assert.equal(seen.size, 20_000);
  assert.notEqual(hash("Payment verified"), hash("Payment unverified"));
  assert.notEqual(hash("ab"), hash("ba"));
});

for (const name of ["parts", "copying", "snapshot"]) {
  test(`${name}.js uses nothing of the extension's API, so scrapers can inject it`, () => {
    const text = readFileSync(new URL(`../src/content/${name}.js`, import.meta.url), "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, "");
    assert.doesNotMatch(text, /\b(chrome|browser)\./);
  });
}
