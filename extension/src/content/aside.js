/**
 * Last of the scripts on a page that is not one of the marketplaces', where they run only after a person pressed
 * escrowl's button: shows what the rules say to the words that were asked about. Nothing here reads the page.
 */
"use strict";

(() => {
  /** @typedef {import("../../types/content").Answer} Answer */
  let tone = /** @type {"soft" | "neutral" | "firm"} */ ("neutral");

  /** @param {Record<string, unknown>} message @returns {Promise<Answer>} */
  async function ask(message) {
    try {
      return (await chrome.runtime.sendMessage(message)) ?? { state: "refused" };
    } catch {
      return { state: "refused", words: "The extension was updated: reload this page." };
    }
  }

  escrowl.main = {
    ask,
    page: () => ({ state: "elsewhere", words: "", what: "", cards: [], checked: 0, kind: "", health: "" }),
    kind: () => null,
    tone: () => tone,
    site: () => "",
    dismiss: async () => false,
    mute: async () => ({ state: "failed", words: "" }),
  };

  chrome.runtime.onMessage.addListener((message, sender, respond) => {
    if (sender.id !== chrome.runtime.id || sender.tab?.url?.startsWith("http") || message?.what !== "words") return false;
    tone = message.tone ?? tone;
    escrowl.corner.say(message.report);
    respond({ ok: true });
    return false;
  });
})();
