/** Saves the whole page, trimmed, on this computer for whoever mends its layout. Only ever after a person's click. */
"use strict";

(() => {
  /** @returns {Promise<import("../../types/answers").Saved>} */
  async function save() {
    const html = escrowl.snapshot.whole();
    if (!html) return { ok: false, words: "This page is too long to be saved.", folder: "", command: "" };
    const { state, words, saved } = await escrowl.main.ask({ what: "save-page", html });
    if (state === "ok" && saved) return { ok: true, words: "", ...saved };
    return { ok: false, words: words || "It was not saved: the server did not answer. Start it and try again.", folder: "", command: "" };
  }

  /** A button that saves, with what came of it said beside it. @returns {HTMLElement} */
  function offer() {
    const { make } = escrowl.parts;
    const button = make("button", { type: "button" }, "Save this page for a fix");
    const said = make("div", { role: "status" });
    button.addEventListener("click", async (event) => {
      if (!event.isTrusted) return;
      button.disabled = true;
      const { ok, words, folder, command } = await save();
      button.disabled = false;
      if (!ok) said.textContent = words;
      else said.replaceChildren(make("p", {}, `Saved in ${folder}, on this computer only. It holds private data until it is scrubbed:`), make("p", {}, make("code", {}, command)));
    });
    return make("section", {}, make("p", {}, "With the page, whoever mends its reading can do so. Nothing is sent anywhere."), button, said);
  }

  escrowl.saving = { save, offer };
})();
