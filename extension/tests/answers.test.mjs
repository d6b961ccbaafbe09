import assert from "node:assert/strict";
import { test } from "node:test";

import { link, replies, report, saved, sites } from "../src/background/answers.js";

const card = (/** @type {object} */ change = {}) => ({
  id: "1", role: "job", anchor: { element: 3, place: 5 }, facts: {}, unknown: {}, findings: [], verdict: null, badges: [], replies: [], reply_titles: {}, slots: {}, client: "", dismissed: [], muted: [], ...change,
});
const page = (/** @type {object} */ change = {}) => ({ schema: 1, url: "https://x.test/", site: "x", kind: "search", status: "read", signed_in: true, cards: [card()], ...change });

test("a report comes through with what the extension draws", () => {
  const badges = [{ severity: "caution", label: "New client", rule: "verdict/new" }];
  const got = report(page({ cards: [card({ badges, facts: { "client.payment": { value: "verified", text: "Payment verified", where: "x" } } })], seq: 4, server: { extension: "reload" } }));
  assert.deepEqual(got?.cards[0]?.badges, badges);
  assert.deepEqual(got?.cards[0]?.facts["client.payment"], { value: "verified", text: "Payment verified" });
  assert.equal(got?.reload, true);
});

for (const [what, raw] of Object.entries({ null: null, text: "x", list: [], "no status": {}, "a strange status": page({ status: "great" }) })) {
  test(`${what} is no report`, () => assert.equal(report(raw), null));
}

test("a card without id or anchor, a badge with an unknown severity, a finding without rule are left out", () => {
  const got = report(page({
    cards: [card({ id: 7 }), card({ anchor: null }), card({ badges: [{ severity: "fine", label: "x", rule: "r" }, { severity: "info", label: "", rule: "r" }], findings: [{ severity: "info", title: "x" }] })],
  }));
  assert.equal(got?.cards.length, 1);
  assert.deepEqual(got?.cards[0]?.badges, []);
  assert.deepEqual(got?.cards[0]?.findings, []);
});

test("texts and lists are cut", () => {
  const long = "x".repeat(100_000);
  const finding = { rule: long, severity: "danger", title: long, quotes: Array(99).fill(long), advice: long, replies: Array(99).fill("r"), folded_into: long };
  const got = report(page({ cards: Array(1000).fill(card({ findings: Array(200).fill(finding), badges: Array(9).fill({ severity: "info", label: long, rule: "r" }) })) }));
  assert.equal(got?.cards.length, 300);
  const first = got?.cards[0];
  assert.equal(first?.badges.length, 3);
  assert.equal(first?.badges[0]?.label.length, 60);
  assert.equal(first?.findings.length, 60);
  assert.equal(first?.findings[0]?.quotes.length, 10);
  assert.ok((first?.findings[0]?.title.length ?? 999) <= 200);
});

test("fields of a wrong type become empty and names of prototypes do no harm", () => {
  const raw = JSON.parse('{"status":"read","cards":[{"id":"1","anchor":{"element":1,"place":-4},"facts":{"__proto__":{"value":"verified"},"a":7},"unknown":[1],"slots":{"x":3,"y":"z"},"dismissed":"no"}]}');
  const first = report(raw)?.cards[0];
  assert.equal(first?.anchor.place, 0);
  assert.equal(Object.hasOwn(first?.facts ?? {}, "__proto__"), false);
  assert.equal(Object.getPrototypeOf(first?.facts), Object.prototype);
  assert.deepEqual(first?.slots, { y: "z" });
  assert.deepEqual(first?.dismissed, []);
  assert.deepEqual(first?.unknown, {});
});

test("gaps are counted in the units of a text field", () => {
  const [reply] = replies({ replies: [{ id: "a", title: "A", text: "🦉 Hi {name}!", tone: "soft", gaps: [{ start: 5, end: 11, slot: "name" }, { start: 9, end: 99, slot: "x" }] }] });
  assert.equal(reply?.gaps.length, 1);
  const gap = reply?.gaps[0];
  assert.equal(reply?.text.slice(gap?.start, gap?.end), "{name}");
});

test("a meter without label or with a level beyond its scale is left out", () => {
  const meters = [{ id: "a", label: "Advice", level: 0.5, quotes: ["x", 3], advice: "Stop" }, { id: "b", label: "", level: 0.2 }, { id: "c", label: "C", level: 1.4 }, { id: "d", label: "D", level: NaN }, 7];
  assert.deepEqual(report(page({ cards: [card({ meters })] }))?.cards[0]?.meters, [{ id: "a", label: "Advice", level: 0.5, quotes: ["x"], advice: "Stop" }]);
});

test("only a text for the site's support is one", () => {
  const of = (/** @type {unknown} */ to) => replies({ replies: [{ id: "a", title: "A", text: "x", tone: "soft", gaps: [], to }] })[0]?.to;
  assert.deepEqual(["support", "client", undefined, "x"].map(of), ["support", "client", "client", "client"]);
});

test("the site table keeps only what is text", () => {
  const [site] = sites([{ site: "x", name: 4, hosts: ["a.test", 3], kinds: [{ kind: "search", pattern: "^https://a", cards: ["article", null], context: "no" }] }, 5, {}]);
  assert.deepEqual(site, { site: "x", name: "x", hosts: ["a.test"], kinds: [{ kind: "search", pattern: "^https://a", cards: ["article"], context: [], composer: [], status: "" }] });
  assert.deepEqual(sites("x"), []);
});

test("a changed layout and a saved page are cut to what can be shown", () => {
  const of = (/** @type {unknown} */ health) => report({ status: "read", health })?.health;
  assert.equal(of(null), null);
  assert.equal(of({ state: "ok", lost: [], words: "" }), null);
  assert.deepEqual(of({ state: "changed", lost: ["client.payment", 3], since: "x" }), { lost: ["client.payment"], words: "This site changed its layout." });
  assert.equal(of({ state: "changed", words: "w".repeat(900) })?.words.length, 400);
  assert.equal(saved({ folder: 3 }), undefined);
  assert.deepEqual(saved({ folder: "/a", command: "b", more: 1 }), { folder: "/a", command: "b" });
});

test("a dashboard link leads to the paired server and nowhere else", () => {
  assert.equal(link({ url: "http://127.0.0.1:4000/#t=abc" }, 4000), "http://127.0.0.1:4000/#t=abc");
  for (const url of ["http://127.0.0.1:4001/#t=abc", "http://127.0.0.1:4000@evil.test/#t=a", "javascript:alert(1)", 7]) assert.equal(link({ url }, 4000), null);
});
