/**
 * Content script that the benchmark adds before main.js, in a copy of the extension: it times what the extension does
 * on the page's main thread, and tells the page when the last badge of a batch is painted.
 */
"use strict";

(() => {
  let begun = 0, work = 0, longest = 0, drawn = 0, seen = 0, seenWork = 0, away = 0, asked = 0, since = 0;
  let stages = { reading: 0, drawing: 0, placing: 0 };
  document.documentElement.dataset.benchLoaded = String(performance.now()); // what ran before this was the page's own

  /** @param {Record<string, Function>} object @param {string} name @param {keyof typeof stages} stage @param {(start: number) => void} [before] @param {() => void} [after] */
  function timed(object, name, stage, before, after) {
    const real = object[name];
    object[name] = (/** @type {unknown[]} */ ...given) => {
      const start = performance.now();
      before?.(start);
      try {
        return real(...given);
      } finally {
        const took = performance.now() - start;
        work += took;
        stages[stage] += took;
        longest = Math.max(longest, took);
        after?.();
      }
    };
  }

  /** @param {(time: number) => void} told called when what was drawn is on its way to the screen */
  function shown(told) {
    requestAnimationFrame(() => {
      const after = new MessageChannel(); // its message comes when the frame is on its way to the screen
      after.port1.onmessage = () => told(performance.now() - begun);
      after.port2.postMessage(0);
    });
  }

  /** Whether all cards in the window have their badges. */
  function windowDone() {
    return [...document.querySelectorAll("article")].every((card) => {
      const { top, bottom } = card.getBoundingClientRect();
      return bottom <= 0 || top >= innerHeight || (escrowl.badges.at(card) && !escrowl.badges.waits(card));
    });
  }

  /** Some badges stand in their places. */
  function placed() {
    if (!seen && windowDone()) {
      seen = -1;
      seenWork = work;
      shown((time) => { seen = time; });
    }
    if (drawn < Number(document.documentElement.dataset.benchExpect) || escrowl.badges.mounts().some(({ card }) => escrowl.badges.waits(card))) return;
    shown((painted) => {
      const detail = JSON.stringify({ painted, seen, seenWork, work, longest, away, ...stages });
      forget();
      document.dispatchEvent(new CustomEvent("bench-done", { detail }));
    });
  }

  function forget() {
    begun = work = longest = drawn = seen = seenWork = away = 0;
    stages = { reading: 0, drawing: 0, placing: 0 };
  }

  const real = chrome.runtime.sendMessage;
  chrome.runtime.sendMessage = async (/** @type {any} */ message) => {
    if (message.what !== "check") return real(message);
    if (!asked++) since = performance.now();
    try {
      return await real(message);
    } finally {
      if (!--asked) away += performance.now() - since; // while one was under way at least
    }
  };

  timed(escrowl.snapshot, "warm", "reading", (start) => { begun ||= start; });
  timed(escrowl.snapshot, "take", "reading", (start) => { begun ||= start; });
  timed(escrowl.badges, "draw", "drawing", undefined, () => { drawn += 1; });
  timed(escrowl.placing, "place", "placing", undefined, placed);
  timed(escrowl.badges, "mend", "drawing");
  document.addEventListener("bench-begin", forget);
})();
