/** What is said in the corner of the window: the state of the page, and what the rules say to words a person asked about. */
"use strict";

(() => {
  /** @typedef {import("../../types/content").Shape} Shape */
  /** @typedef {import("../../types/content").CardReport} CardReport */
  /** @typedef {{host: HTMLElement, text: string}} Corner */

  /** @type {Corner | null} */
  let state = null;
  /** @type {Corner | null} */
  let words = null;

  const FLOATING = (/** @type {number} */ bottom) =>
    `:host { position: fixed !important; left: 14px !important; bottom: ${bottom}px !important; z-index: 2147483646 !important; margin: 0 !important } @media print { :host { display: none !important } }`;

  /** @param {number} bottom pixels from the window's edge @param {(button: HTMLButtonElement) => void} fill @param {(button: HTMLButtonElement) => void} open @param {(() => void) | null} shut */
  function float(bottom, fill, open, shut) {
    const { make, shadowHost } = escrowl.parts;
    const box = make("span", { class: `floating lead${escrowl.look.dark(document.body) ? " dark" : ""}` });
    const button = make("button", { type: "button", "aria-haspopup": "dialog", "aria-expanded": "false" });
    fill(button);
    button.addEventListener("click", (event) => {
      if (!event.isTrusted) return;
      if (button.getAttribute("aria-expanded") === "true") escrowl.panel.close();
      else open(button);
    });
    box.append(button);
    if (shut) {
      const off = make("button", { type: "button", class: "off", "aria-label": "escrowl: take this off the page" }, "×");
      off.addEventListener("click", (event) => event.isTrusted && shut());
      box.append(off);
    }
    const { host, root } = shadowHost([escrowl.look.badgeSheet(), escrowl.look.sheet(FLOATING(bottom))], true);
    root.append(box);
    document.body.append(host);
    return { host, button };
  }

  /** The state of the page; null takes it away. @param {{shape: Shape, words: string, what: string, fix?: boolean} | null} next `fix`: saving the page is offered */
  function sign(next) {
    const text = next ? next.words + next.what : "";
    if (state && state.text === text) return;
    if (state) escrowl.parts.drop(state.host);
    state = null;
    if (!next || !document.body) return;
    const { host } = float(14, (button) => {
      button.setAttribute("aria-label", `escrowl: ${next.words}. What to do`);
      button.append(escrowl.look.chip(next.shape, `escrowl: ${next.words}`, false));
    }, (button) => escrowl.panel.openNote(next.words, next.what, button, next.fix), null);
    state = { host, text };
  }

  /** What the rules say to words alone, with its panel open; null takes it away. @param {CardReport | null} report */
  function say(report) {
    const { LEVELS, chip, aloud } = escrowl.look;
    if (words) escrowl.parts.drop(words.host);
    words = null;
    if (!report || !document.body) return;
    /** @type {import("../../types/content").Chip[]} */
    const chips = report.badges.map(({ severity, label }) => ({ shape: severity, label }));
    if (!chips.length) chips.push({ shape: "grey", label: "Nothing of the known schemes was seen in this text" });
    const open = (/** @type {HTMLButtonElement} */ button) => escrowl.panel.open({ card: button, place: button, report, once: true }, button);
    const { host, button } = float(54, (made) => {
      made.setAttribute("aria-label", `escrowl, only the words: ${chips.map(aloud).join("; ")}. Open details`);
      made.append(...chips.map(({ shape, label }) => chip(shape, label, LEVELS.includes(shape))));
    }, open, () => {
      escrowl.panel.close(false);
      say(null);
    });
    words = { host, text: report.id };
    open(button);
  }

  /** Puts back what the page threw out. */
  function mend() {
    for (const one of [state, words]) if (one && !one.host.isConnected) document.body?.append(one.host);
  }

  escrowl.corner = { sign, say, mend };
})();
