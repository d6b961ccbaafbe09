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
  /** @typedef {import("../../types/content").Chip} Chip */
  /** @typedef {{mount: Mount, placed: import("../../types/content").Placed, button: HTMLButtonElement, subject: string, dropped: number}} Drawn */

  const MAX_DROPPED = 20; // a page that keeps throwing the host out wins; the popup still tells all
  const { LEVELS } = escrowl.look;
  /** @type {Map<Element, Drawn>} */
  const drawn = new Map();

  const OF_PAYMENT = /^payment\/(method-|lapsed|unverified|verified)/; // rules that say how the payment method stands
  const OF_METHOD = /^payment\/method-/; // those that say nothing else
  /** What stands behind a finding that is drawn, and was not dismissed by itself. @param {CardReport} report @param {string} rule @param {Set<string>} off */
  const reasons = (report, rule, off) => report.findings.filter((one) => one.folded_into === rule && !off.has(one.rule));

  /** Whether a drawn badge, or a reason folded into one, is about payment already. That it is not shown is always said in so many words. @param {CardReport} report @param {Set<string>} off */
  const speaksOfPayment = (report, off) =>
    report.badges.some(({ rule, label }) => !off.has(rule) && (OF_PAYMENT.test(rule) || /payment/i.test(label) || reasons(report, rule, off).some((one) => OF_PAYMENT.test(one.rule) && one.rule !== "payment/method-unknown")));

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

  /** Cards of the hosts at them. @type {WeakMap<EventTarget, Element>} */
  const cards = new WeakMap();
  const KEPT_BACK = ["mousedown", "mouseup", "pointerdown", "pointerup", "auxclick", "dblclick", "keydown", "keyup", "click"]; // the card under it must not open
  /** What happens at any badge, heard once for all of them and before the page hears it. @param {Event} event */
  function heard(event) {
    const card = event.target && cards.get(event.target), item = card && drawn.get(card);
    if (!item) return;
    event.stopPropagation();
    if (event.type !== "click" || !event.isTrusted) return;
    event.preventDefault();
    if (item.button.getAttribute("aria-expanded") === "true") escrowl.panel.close();
    else escrowl.panel.open(item.mount, item.button);
  }
  for (const kind of KEPT_BACK) addEventListener(kind, heard, { capture: true });

  const MANY = 200; // boxes kept
  /** What stands at a card, by its words: lists say the same of many cards. @type {Map<string, HTMLElement>} */
  const boxes = new Map();
  /** @param {Chip[]} shown @param {boolean} dark @returns {HTMLElement} */
  function boxOf(shown, dark) {
    const name = JSON.stringify([shown, dark]);
    let box = boxes.get(name);
    if (!box) {
      const { make } = escrowl.parts;
      const button = make("button", { type: "button", "aria-haspopup": "dialog", "aria-expanded": "false" });
      button.setAttribute("aria-label", `escrowl: ${shown.map(escrowl.look.aloud).join("; ")}. Open details`);
      button.append(...shown.map(({ shape, label }) => escrowl.look.chip(shape, label, LEVELS.includes(shape))));
      box = make("span", { class: dark ? "box dark" : "box" }, button);
      if (boxes.size >= MANY) boxes.clear();
      boxes.set(name, box);
    }
    return /** @type {HTMLElement} */ (box.cloneNode(true));
  }

  /** @param {Mount} mount */
  function draw(mount) {
    const shown = chips(mount.report);
    if (!shown.length) return remove(mount.card);
    const box = boxOf(shown, escrowl.look.dark(mount.place)), button = /** @type {HTMLButtonElement} */ (box.firstChild);
    const old = drawn.get(mount.card);
    if (old && old.mount.place === mount.place) {
      old.placed.focused = old.placed.root.activeElement !== null; // by a keyboard: it stays there, too
      old.placed.root.replaceChildren(box); // it stays where it stands
      drawn.set(mount.card, { ...old, mount, button, subject: subjectOf(mount) });
      escrowl.placing.put(Object.assign(old.placed, { box, at: { x: 0, y: 0 } }));
      return escrowl.panel.renew(mount, button);
    }
    remove(mount.card);
    const { host, root } = escrowl.parts.shadowHost([], false); // its sheets come with its place
    root.append(box);
    cards.set(host, mount.card);
    /** @type {Drawn["placed"]} */
    const placed = { card: mount.card, place: mount.place, host, root, box, at: { x: 0, y: 0 } };
    drawn.set(mount.card, { mount, placed, button, subject: subjectOf(mount), dropped: 0 });
    escrowl.placing.put(placed);
    escrowl.panel.renew(mount, button);
  }

  /**
   * What tells whom a card is about: its title, where that leads, and numbers in the card's own attributes. Lists reuse their
   * elements for other jobs.
   * @param {Mount} mount
   */
  function subjectOf({ card, place }) {
    const link = place.closest("a") ?? place.querySelector("a") ?? card.querySelector("a");
    let subject = `${place === card ? "" : place.textContent}|${link?.getAttribute("href")}`;
    for (const { name, value } of card.attributes) if (name !== "style" && name !== "class" && /\d{5}/.test(value)) subject += `|${value}`;
    return subject;
  }

  /** To be drawn, as long as nothing at the card changes. @type {Map<Element, Mount>} */
  const plans = new Map();

  /** What is to be drawn, instead of what was planned before. @param {Mount[]} mounts */
  function plan(mounts) {
    plans.clear();
    for (const mount of mounts) plans.set(mount.card, mount);
  }

  /** Draws what was planned for a card. @param {Element} card */
  function drawPlanned(card) {
    const mount = plans.get(card);
    plans.delete(card);
    if (mount?.place.isConnected) escrowl.badges.draw(mount);
  }

  /** A badge goes at once, before the page is painted, when its card is about another job now. @param {Node} changed */
  function check(changed) {
    for (let up = /** @type {Node | null} */ (changed); up; up = up.parentNode) {
      const card = /** @type {Element} */ (up), item = drawn.get(card);
      plans.delete(card);
      if (item && (!item.mount.place.isConnected || subjectOf(item.mount) !== item.subject)) remove(item.mount.card);
    }
  }

  /** @param {Element} card */
  function remove(card) {
    const old = drawn.get(card);
    if (old) escrowl.placing.drop(old.placed);
    drawn.delete(card);
  }

  function clear() {
    plans.clear();
    for (const card of [...drawn.keys()]) remove(card);
  }

  function mend() {
    for (const [card, item] of drawn) {
      if (!card.isConnected) remove(card);
      else if (!item.placed.host.isConnected && !escrowl.placing.waits(item.placed) && item.mount.place.isConnected && item.dropped < MAX_DROPPED) {
        item.dropped += 1;
        escrowl.placing.put(item.placed);
      }
    }
    escrowl.corner.mend();
  }

  /** Scrolls to a card and opens its panel. @param {string} cardId */
  function show(cardId) {
    for (const { card, report } of plans.values()) if (report.id === cardId) drawPlanned(card);
    for (const { mount, button } of drawn.values()) {
      if (mount.report.id !== cardId || !mount.card.isConnected) continue;
      mount.place.scrollIntoView({ block: "center" });
      button.focus();
      escrowl.panel.open(mount, button);
      return true;
    }
    return false;
  }

  /** Whether the card's badge is still to be put in its place. @param {Element} card */
  function waits(card) {
    const item = drawn.get(card);
    return !!item && escrowl.placing.waits(item.placed);
  }

  /** @param {Element} card */
  const focus = (card) => drawn.get(card)?.button.focus({ preventScroll: true });

  escrowl.badges = { focus, draw, plan, planned: () => [...plans.keys()], drawPlanned, check, remove, clear, mend, show, mounts: () => [...drawn.values()].map(({ mount }) => mount), at: (card) => drawn.get(card)?.mount, waits };
})();
