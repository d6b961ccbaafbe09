import assert from "node:assert/strict";
import { test } from "node:test";

import { DEFAULTS, settled } from "../src/background/settings.js";
import { inTurn } from "../src/background/queue.js";

test("nothing stored gives the defaults", () => {
  for (const raw of [undefined, null, 3, "x", {}, []]) assert.deepEqual(settled(raw), DEFAULTS);
});

test("values that fit stay, others fall back", () => {
  const got = settled({ port: "8123", clientId: "a b", name: "  Robin ", rate: "42,50", currency: "eur", tone: "loud", paused: "yes", inPage: false, sites: { upwork: false, guru: true, "<x>": false }, minutes: "045", idBadge: "great", patience: "0" });
  assert.deepEqual(got, { ...DEFAULTS, port: 8123, name: "Robin", rate: "42.50", currency: "EUR", inPage: false, sites: { upwork: false } });
  assert.equal(settled({ rate: "much" }).rate, "");
  assert.deepEqual(settled({ minutes: 15, idBadge: "verified", patience: "12" }), { ...DEFAULTS, minutes: "15", idBadge: "verified", patience: 12 });
  assert.equal(settled({ port: 70_000 }).port, 0);
});

test("one tab's checks go one after the other, and no more than three run at once", async () => {
  let running = 0, most = 0;
  /** @type {string[]} */
  const order = [];
  const work = (/** @type {string} */ name) => async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((go) => setTimeout(go, 5));
    running -= 1;
    order.push(name);
    if (name === "1b") throw new Error("failed");
    return name;
  };
  const all = await Promise.allSettled([inTurn(1, work("1a")), inTurn(1, work("1b")), inTurn(1, work("1c")), ...[2, 3, 4, 5].map((tab) => inTurn(tab, work(`${tab}`)))]);
  assert.equal(most, 3);
  assert.deepEqual(order.filter((name) => name.startsWith("1")), ["1a", "1b", "1c"]);
  assert.deepEqual(all.map(({ status }) => status).filter((status) => status === "rejected").length, 1);
});
