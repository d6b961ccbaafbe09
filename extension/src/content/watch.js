/**
 * Notices that the page changed or that a single-page app moved on.
 *
 * Changes are gathered: one call at most every 150 ms (longer while a page changes without pause), in an idle moment.
 * What we put into the page ourselves does not count.
 */
"use strict";

(() => {
  const QUIET = 150; // ms without a change
  const LONGEST = 600; // ms: a page that never rests is read this often
  const MANY = 400; // records in one go: touch whole targets, not each node's chain

  /** @param {() => void} changed called when cards may have changed @param {() => void} moved called when the address changed */
  function start(changed, moved) {
    const { own } = escrowl.parts;
    let timer = 0, first = 0, address = location.href;

    function fire() {
      timer = 0;
      first = 0;
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

    function soon() {
      const now = performance.now();
      first ||= now;
      clearTimeout(timer);
      timer = setTimeout(fire, Math.max(0, Math.min(QUIET, first + LONGEST - now)));
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
        if (touched.size < MANY || !touched.has(record.target.parentNode)) escrowl.snapshot.touch(record.target);
        touched.add(record.target);
      }
      if (some) soon();
    });
    observer.observe(document.documentElement, {
      childList: true,
      subtree: true,
      characterData: true,
      attributes: true,
      attributeFilter: ["data-test", "data-qa", "data-ev-job-uid", "hidden", "aria-label", "aria-hidden", "href", "title"],
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
