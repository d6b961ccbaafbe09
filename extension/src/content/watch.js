/**
 * Notices that the page changed or that a single-page app moved on.
 *
 * Changes are gathered: one call when the page has been quiet for 150 ms (later while it changes without pause), in an
 * idle moment. The first change after a rest does not wait for that: lists come in one piece, and their badges with
 * them. What we put into the page ourselves does not count.
 */
"use strict";

(() => {
  const QUIET = 150; // ms without a change
  const REST = 300, SOON = 40; // ms without a change, after which the next one is answered so soon
  const LONGEST = 600; // ms: a page that never rests is read this often
  const MANY = 400; // records in one go: touch whole targets, not each node's chain

  /** @param {() => void} changed called when cards may have changed @param {() => void} moved called when the address changed */
  function start(changed, moved) {
    const { own } = escrowl.parts;
    let timer = 0, first = 0, latest = -REST, early = false, more = false, address = location.href;

    function fire() {
      const tooSoon = early && location.href !== address; // the page goes to another address, and may not be there yet
      const again = early && (more || tooSoon);
      timer = first = 0;
      early = more = false;
      if (again) later();
      if (tooSoon) return;
      const idle = /** @type {typeof requestIdleCallback | undefined} */ (globalThis.requestIdleCallback);
      const run = () => {
        if (location.href !== address) {
          address = location.href;
          moved();
        }
        changed();
      };
      if (idle) idle(run, { timeout: 200 });
      else setTimeout(run, 0);
    }

    function later() {
      const now = performance.now();
      first ||= now;
      clearTimeout(timer);
      timer = setTimeout(fire, Math.max(0, Math.min(QUIET, first + LONGEST - now)));
    }

    /** The page changed. */
    function soon() {
      const now = performance.now(), rested = now - latest >= REST;
      latest = now;
      if (early) more = true;
      else if (!rested || timer || location.href !== address) later();
      else {
        early = true;
        timer = setTimeout(fire, SOON);
      }
    }

    const ours = (/** @type {MutationRecord} */ { target, addedNodes, removedNodes }) => {
      if (own.has(target)) return true;
      const nodes = [...addedNodes, ...removedNodes];
      return nodes.length > 0 && nodes.every((node) => own.has(node)) && ![...removedNodes].length;
    };
    const observer = new MutationObserver((records) => {
      let some = false;
      const touched = new Set();
      for (const record of records) {
        if (ours(record)) continue;
        some = true;
        if (touched.has(record.target)) continue;
        if (touched.size < MANY || !touched.has(record.target.parentNode)) {
          escrowl.snapshot.touch(record.target);
          escrowl.badges.check(record.target);
        }
        touched.add(record.target);
      }
      if (some) soon();
    });
    observer.observe(document.documentElement, {
      childList: true,
      subtree: true,
      characterData: true,
      attributes: true,
      attributeFilter: ["data-test", "data-qa", "data-ev-job-uid", "hidden", "aria-label", "aria-hidden", "href", "title", "alt"],
    });
    for (const kind of ["popstate", "hashchange", "pageshow"]) addEventListener(kind, soon);
    const navigation = /** @type {EventTarget | undefined} */ (/** @type {any} */ (globalThis).navigation);
    navigation?.addEventListener("navigatesuccess", soon);
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) soon();
    });
  }

  escrowl.watch = { start };
})();
