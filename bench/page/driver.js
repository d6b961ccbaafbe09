/**
 * Runs in the benchmark's own page: waits for the extension's badges, draws the same with plain in-page JavaScript by
 * turns, and posts what both took. Nothing drives the browser from outside meanwhile.
 */
"use strict";

(() => {
  const root = document.documentElement, asked = new URL(location.href).searchParams;
  const turn = Number(asked.get("turn")), tiles = Number(asked.get("tiles"));
  const result = { turn, tiles, first: null, more: null, plainFirst: 0, plainMore: 0, shift: 0, shiftMore: 0, long: [], own: [] };
  const later = (ms) => new Promise((done) => setTimeout(done, ms));
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(":host{all:initial;display:inline-block}button{font:12px sans-serif;border-radius:9px;padding:1px 8px}");
  const words = [/telegram|whats ?app|skype/i, /[\w.+-]+@[\w-]+\.\w+/, /gift ?card/i, /western union|wire transfer/i, /free (?:sample|test)/i,
    /registration fee|deposit/i, /bank account/i, /verification code/i, /\bcheque\b/i, /outside (?:of )?upwork/i];
  /** Long tasks, and from when to when the page itself was at work after the extension had come. */
  const tasks = [], plain = [];
  let before = 0;

  new PerformanceObserver((list) => { for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) result.shift += value; })
    .observe({ type: "layout-shift", buffered: true });
  new PerformanceObserver((list) => { tasks.push(...list.getEntries()); })
    .observe({ type: "longtask", buffered: true });

  /** The extension's badges on so many cards. */
  const badges = (count) => new Promise((done) => {
    root.dataset.benchExpect = String(count);
    document.addEventListener("bench-done", ({ detail }) => done(JSON.parse(detail)), { once: true });
  });

  /** What a script written for this page alone would do: read the same fields, look for words, draw a badge each. */
  function plainly(cards) {
    const start = performance.now(), hosts = [];
    for (const card of cards) {
      const at = (token) => card.querySelector(`[data-test~="${token}"]`);
      const said = (token) => at(token)?.textContent.replace(/\s+/g, " ").trim() ?? "";
      const facts = {
        title: said("job-tile-title-link"), id: at("job-tile-title-link")?.getAttribute("href")?.match(/~02(\d{19})/)?.[1],
        payment: /unverified/i.test(said("payment-verified")) ? "unverified" : "verified", spent: said("total-spent").match(/\$[\d,.]+[KM]?\+?/)?.[0],
        rating: said("total-feedback").match(/\d\.\d+/)?.[0], country: said("location"), type: said("job-type-label"), tier: said("experience-level"),
        duration: said("duration-label"), budget: said("is-fixed-price"), description: said("JobDescription"), proposals: said("proposals-tier"),
        posted: said("job-pubilshed-date"), skills: [...card.querySelectorAll('[data-test~="token"]')].map((one) => one.textContent.trim()),
      };
      const found = words.filter((word) => word.test(facts.description));
      const host = document.createElement("span"), button = document.createElement("button");
      const shadow = host.attachShadow({ mode: "closed" });
      shadow.adoptedStyleSheets = [sheet];
      button.textContent = found.length ? "Look twice" : `Payment ${facts.payment}`;
      shadow.append(button);
      card.querySelector("h2").append(host);
      hosts.push(host);
    }
    return new Promise((done) => requestAnimationFrame(() => {
      const after = new MessageChannel();
      after.port1.onmessage = () => {
        const end = performance.now();
        for (const host of hosts) host.remove();
        plain.push([start, end]);
        done(end - start);
      };
      after.port2.postMessage(0);
    }));
  }

  const cards = () => [...document.querySelectorAll("article[data-test~=JobTile]")];
  const first = badges(tiles);
  addEventListener("load", async () => {
    result.first = await first;
    await later(600); // long tasks and shifts are told after the fact
    before = result.shift;
    result.plainFirst = await plainly(cards());
    scrollTo(0, document.body.scrollHeight); // lists grow when a person has come to their end
    await later(900);
    const more = document.querySelector("template").content.cloneNode(true), known = new Set(cards());
    result.shiftMore = result.shift;
    document.dispatchEvent(new Event("bench-begin"));
    const drawn = badges(3);
    document.querySelector("[data-test=JobsList]").append(more);
    result.more = await drawn;
    await later(300);
    result.shiftMore = result.shift - result.shiftMore;
    result.plainMore = await plainly(cards().filter((card) => !known.has(card)));
    result.shift = before;
    for (const { startTime, duration } of tasks) {
      const end = startTime + duration, own = end < Number(root.dataset.benchLoaded) || plain.some(([from, to]) => startTime < to && from < end);
      (own ? result.own : result.long).push(duration);
    }
    await fetch("/bench-result", { method: "POST", body: JSON.stringify(result) });
    const next = document.querySelector("link[rel=next]");
    if (next) location.href = next.href;
  });
})();
