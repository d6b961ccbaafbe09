/**
 * Draws badges: one host with a closed shadow root at each card, one button in it with up to three chips.
 *
 * Severity is told by its word and the icon's outline; colour only repeats it. Beside what the
 * rules say stands whether the client's payment is verified or not shown, so that silence never passes for "fine".
 */
"use strict";

(() => {
  /** @typedef {import("../../types/content").Mount} Mount */
  /** @typedef {import("../../types/content").Shape} Shape */
  /** @typedef {import("../../types/content").CardReport} CardReport */
  /** @typedef {import("../../types/content").Finding["severity"]} Severity */
  /** @typedef {{shape: Shape, label: string, more?: string}} Chip what is read aloud beside the label is `more` */
  /** @typedef {{mount: Mount, host: HTMLElement, button: HTMLButtonElement, dropped: number}} Drawn */

  const MAX_DROPPED = 20; // a page that keeps throwing the host out wins; the popup still tells all
  const LEVELS = ["info", "caution", "warning", "danger"];
  /** @type {Map<Element, Drawn>} */
  const drawn = new Map();
  /** @type {{host: HTMLElement, text: string} | null} */
  let corner = null;

  const OF_PAYMENT = /^payment\/(method-|lapsed|unverified|verified)/; // rules that say how the payment method stands
  const OF_METHOD = /^payment\/method-/; // those that say nothing else
  /** What stands behind a finding that is drawn, and was not dismissed by itself. @param {CardReport} report @param {string} rule @param {Set<string>} off */
  const reasons = (report, rule, off) => report.findings.filter((one) => one.folded_into === rule && !off.has(one.rule));

  /** Whether a drawn badge, or a reason folded into one, is about payment already. @param {CardReport} report @param {Set<string>} off */
  const speaksOfPayment = (report, off) =>
    report.badges.some(({ rule, label }) => !off.has(rule) && (OF_PAYMENT.test(rule) || /payment/i.test(label) || reasons(report, rule, off).some((one) => OF_PAYMENT.test(one.rule))));

  /** A mere note on the payment looks like what it tells: seen, seen and not given, or not known. @param {CardReport} report @param {Severity} severity @param {string} rule @returns {Shape} */
  function shapeOf(report, severity, rule) {
    if (severity !== "info" || !OF_METHOD.test(rule)) return severity;
    const payment = report.facts["client.payment"]?.value;
    return payment === "verified" ? "ok" : payment === "unverified" ? "plain" : "client.payment" in report.unknown ? "grey" : severity;
  }

  /** The chips of a card: what the rules say, and the client's payment when they do not speak of it. @param {CardReport} report @returns {Chip[]} */
  function chips(report) {
    const off = new Set(report.dismissed);
    /** @type {Chip[]} */
    const found = report.badges
      .filter(({ rule }) => !off.has(rule))
      .map(({ severity, label, rule }) => ({ shape: shapeOf(report, severity, rule), label, more: reasons(report, rule, off).map(({ title }) => title).join(", ") }));
    found.sort((a, b) => LEVELS.indexOf(b.shape) - LEVELS.indexOf(a.shape)); // notes on the payment come last
    if (!found.length && report.findings.some(({ rule }) => off.has(rule))) found.push({ shape: "grey", label: "Findings dismissed" });
    if (speaksOfPayment(report, off)) return found;
    const payment = report.facts["client.payment"];
    if (payment?.value === "verified") found.push({ shape: "ok", label: "Payment verified" });
    else if (payment?.value === "unverified") found.push({ shape: "plain", label: "Payment unverified" });
    else if ("client.payment" in report.unknown) found.push({ shape: "grey", label: "Payment not shown" });
    return found;
  }

  /** @param {Shape} shape @param {string} label @param {boolean} word */
  function chip(shape, label, word) {
    const { make } = escrowl.parts;
    const made = make("span", { class: `chip ${shape}` });
    made.append(escrowl.look.icon(shape));
    if (word) made.append(make("span", { class: "word" }, escrowl.look.WORDS[shape]));
    made.append(make("span", { class: "label" }, label));
    return made;
  }

  /** A chip as a screen reader says it: the severity's word, the label, and what is behind it. @param {Chip} chip */
  const aloud = ({ shape, label, more }) => `${LEVELS.includes(shape) ? `${escrowl.look.WORDS[shape]}: ` : ""}${label}${more ? ` (${more})` : ""}`;

  /** Puts the host at the end of what `place` holds; never inside a link or button. @param {HTMLElement} host @param {Element} place */
  function attach(host, place) {
    const taken = place.closest("a, button, summary, label, input, [role=button], [role=link]");
    if (taken) taken.after(host);
    else place.append(host);
  }

  /** @param {Mount} mount */
  function draw(mount) {
    const { make, shadowHost } = escrowl.parts;
    const shown = chips(mount.report);
    const before = drawn.get(mount.card);
    if (!shown.length) return remove(mount.card);
    const box = make("span", escrowl.look.dark(mount.place) ? { class: "dark" } : {});
    const button = make("button", { type: "button", "aria-haspopup": "dialog", "aria-expanded": "false" });
    button.setAttribute("aria-label", `escrowl: ${shown.map(aloud).join("; ")}. Open details`);
    button.append(...shown.map(({ shape, label }) => chip(shape, label, LEVELS.includes(shape))));
    button.addEventListener("click", (event) => {
      if (!event.isTrusted) return;
      event.preventDefault();
      event.stopPropagation();
      const now = drawn.get(mount.card);
      if (button.getAttribute("aria-expanded") === "true") escrowl.panel.close();
      else if (now) escrowl.panel.open(now.mount, button);
    });
    for (const kind of ["mousedown", "mouseup", "pointerdown", "pointerup", "auxclick", "dblclick", "keydown", "keyup"]) {
      button.addEventListener(kind, (event) => event.stopPropagation()); // the card under it must not open
    }
    box.append(button);
    const { host, root } = shadowHost([escrowl.look.badgeSheet()], false);
    root.append(box);
    before?.host.remove();
    attach(host, mount.place);
    drawn.set(mount.card, { mount, host, button, dropped: 0 });
  }

  /** @param {Element} card */
  function remove(card) {
    drawn.get(card)?.host.remove();
    drawn.delete(card);
  }

  function clear() {
    for (const card of [...drawn.keys()]) remove(card);
  }

  function mend() {
    for (const [card, item] of drawn) {
      if (!card.isConnected) remove(card);
      else if (!item.host.isConnected && item.mount.place.isConnected && item.dropped < MAX_DROPPED) {
        item.dropped += 1;
        attach(item.host, item.mount.place);
      }
    }
    if (corner && !corner.host.isConnected) document.body?.append(corner.host);
  }

  /** @param {{shape: Shape, words: string, what: string} | null} state */
  function sign(state) {
    const { make, shadowHost } = escrowl.parts;
    if (corner && state && corner.text === state.words + state.what) return;
    corner?.host.remove();
    corner = null;
    if (!state || !document.body) return;
    const box = make("span", { class: escrowl.look.dark(document.body) ? "dark floating" : "floating" });
    const button = make("button", { type: "button", "aria-haspopup": "dialog", "aria-expanded": "false", "aria-label": `escrowl: ${state.words}. What to do` });
    button.append(chip(state.shape, `escrowl: ${state.words}`, false));
    button.addEventListener("click", (event) => {
      if (!event.isTrusted) return;
      if (button.getAttribute("aria-expanded") === "true") escrowl.panel.close();
      else escrowl.panel.openNote(state.words, state.what, button);
    });
    box.append(button);
    const { host, root } = shadowHost([escrowl.look.badgeSheet(), floating()], true);
    root.append(box);
    document.body.append(host);
    corner = { host, text: state.words + state.what };
  }

  /** @type {CSSStyleSheet | null} */
  let floatingSheet = null;
  function floating() {
    floatingSheet ??= new CSSStyleSheet();
    floatingSheet.replaceSync(
      ":host { position: fixed !important; left: 14px !important; bottom: 14px !important; z-index: 2147483646 !important; margin: 0 !important }",
    );
    return floatingSheet;
  }

  /** Scrolls to a card and opens its panel. @param {string} cardId */
  function show(cardId) {
    for (const { mount, button } of drawn.values()) {
      if (mount.report.id !== cardId || !mount.card.isConnected) continue;
      mount.place.scrollIntoView({ block: "center" });
      button.focus();
      escrowl.panel.open(mount, button);
      return true;
    }
    return false;
  }

  /** @param {Element} card */
  const focus = (card) => drawn.get(card)?.button.focus({ preventScroll: true });

  escrowl.badges = { focus, draw, remove, clear, mend, sign, show, mounts: () => [...drawn.values()].map(({ mount }) => mount) };
})();
