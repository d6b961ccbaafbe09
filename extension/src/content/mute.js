/** “Mute” beside a finding: a choice of where, a question first when the rule can be a danger. The dashboard lists it. */
"use strict";

(() => {
  /** @typedef {import("../../types/content").Mount} Mount */
  /** @typedef {import("../../types/content").Finding} Finding */
  /** @typedef {import("../../types/content").MutePlace} MutePlace */

  /** The places there are for this card. @param {Mount} mount @returns {{where: MutePlace, key: string, label: string}[]} */
  function places({ report }) {
    const site = escrowl.main.site();
    const whom = report.client.startsWith("job:") ? "This job" : report.client.startsWith("room:") ? "This talk" : "This client";
    return [
      ...(report.client ? [{ where: /** @type {const} */ ("client"), key: report.client, label: whom }] : []),
      ...(site ? [{ where: /** @type {const} */ ("site"), key: site, label: "This site" }] : []),
      { where: "everywhere", key: "", label: "Everywhere" },
    ];
  }

  /**
   * The button, and below the finding the choice it opens.
   * @param {Mount} mount @param {Finding} finding @param {HTMLElement} row @param {(words: string) => void} say @param {() => void} redraw
   */
  function button(mount, finding, row, say, redraw) {
    const { make } = escrowl.parts;
    const opener = make("button", { type: "button", class: "plain", "aria-label": `Mute: ${finding.title}`, "aria-expanded": "false" }, "Mute");
    /** @type {HTMLElement | null} */
    let choice = null;
    const shut = () => {
      choice?.remove();
      choice = null;
      opener.setAttribute("aria-expanded", "false");
    };
    /** @param {ReturnType<typeof places>[number]} place @param {boolean} confirm */
    const mute = async (place, confirm) => {
      const done = await escrowl.main.mute(mount.report, finding.rule, place.where, place.key, confirm);
      if (done.state === "ask") return ask(place, done.words);
      if (done.state === "muted") redraw();
      return say(done.words);
    };
    /** @param {ReturnType<typeof places>[number]} place @param {string} words */
    const ask = (place, words) => {
      const yes = make("button", { type: "button" }, "Mute it all the same");
      const no = make("button", { type: "button", class: "plain" }, "Leave it");
      yes.addEventListener("click", (event) => event.isTrusted && void mute(place, true));
      no.addEventListener("click", () => {
        shut();
        opener.focus();
      });
      choice?.replaceChildren(make("p", {}, words), make("div", { class: "row" }, yes, no));
      no.focus();
    };
    opener.addEventListener("click", (event) => {
      if (!event.isTrusted) return;
      if (choice) return shut();
      const buttons = places(mount).map((place) => {
        const one = make("button", { type: "button" }, place.label);
        one.addEventListener("click", (click) => click.isTrusted && void mute(place, false));
        return one;
      });
      choice = make("div", { class: "rest", role: "group", "aria-label": `Where to mute: ${finding.title}` }, make("div", { class: "row" }, ...buttons));
      opener.setAttribute("aria-expanded", "true");
      row.append(choice);
      buttons[0]?.focus();
    });
    return opener;
  }

  escrowl.mute = { button };
})();
