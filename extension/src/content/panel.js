/** The panel that opens from a badge: findings with their quotes and advice, what is not shown, and the replies. */
"use strict";

(() => {
  /** @typedef {import("../../types/content").Mount} Mount */
  /** @typedef {import("../../types/content").Finding} Finding */

  /** `renew`: shows what is said of the card now. @type {{host: HTMLElement, box: HTMLElement, from: HTMLElement, mount: Mount | null, stop: AbortController, renew?: () => void} | null} */
  let now = null;

  const { LEVELS } = escrowl.look;
  /** Facts worth a line, in this order, and what a person calls them. */
  const NAMES = /** @type {Record<string, string>} */ ({
    "client.payment": "Payment method",
    "client.identity": "Identity",
    "client.phone": "Phone",
    "client.email": "Email",
    "client.deposit": "Deposit",
    "client.spent": "Total spent",
    "client.hires": "Hires",
    "client.hire_rate": "Hire rate",
    "client.rating": "Rating",
    "client.reviews": "Reviews",
    "client.jobs_posted": "Jobs posted",
    "client.country": "Country",
    "client.member_since": "Member since",
    "contract.stage": "Stage",
    "job.proposals": "Proposals",
  });

  /** @param {Mount} mount @param {Finding} finding @param {(words: string) => void} say @param {() => void} redraw */
  function findingRow(mount, finding, say, redraw) {
    const { make } = escrowl.parts;
    const { report } = mount;
    const gone = report.dismissed.includes(finding.rule);
    const row = make("li", { class: `finding ${gone ? "grey gone" : finding.severity}` });
    const title = make("div", { class: "title" }, make("b", {}, `${escrowl.look.WORDS[finding.severity]}: `), finding.title);
    const button = make("button", { type: "button", class: "plain", "aria-label": `${gone ? "Undo dismissing" : "Dismiss"}: ${finding.title}` }, gone ? "Undo" : "Dismiss");
    button.addEventListener("click", async (event) => {
      if (!event.isTrusted) return;
      const done = await escrowl.main.dismiss(report, finding.rule, gone);
      if (done) redraw();
      say(done ? (gone ? "It is back." : "Dismissed for this card; “Undo” brings it back.") : "That could not be kept: the server did not answer.");
    });
    row.append(escrowl.look.icon(gone ? "grey" : finding.severity), title);
    if (!mount.once) row.append(make("div", { class: "row acts" }, ...(gone ? [] : [escrowl.mute.button(mount, finding, row, say, redraw)]), button));
    if (!gone && (finding.quotes.length || finding.advice)) {
      const rest = make("div", { class: "rest" });
      for (const quote of finding.quotes) rest.append(make("div", {}, make("q", {}, quote)));
      if (finding.advice) rest.append(make("p", {}, finding.advice));
      row.append(rest);
    }
    return row;
  }

  /** @param {Mount} mount @param {(words: string) => void} say @param {() => void} redraw */
  function findings(mount, say, redraw) {
    const { make } = escrowl.parts;
    const { findings: all, verdict } = mount.report;
    const weight = (/** @type {Finding} */ { rule, severity }) => 2 * LEVELS.indexOf(severity) + Number(rule === verdict);
    const main = all.filter(({ folded_into }) => !folded_into).sort((a, b) => weight(b) - weight(a));
    const folded = all.filter(({ folded_into }) => folded_into);
    const out = make("section", {});
    if (!all.length) {
      const words = mount.once
        ? "Nothing of the known schemes was seen in this text. Only the words were checked, not who wrote them; a new scheme reads like anything else."
        : "No rule of escrowl applies to what this card shows. That is not a check of the person behind it.";
      out.append(make("p", { class: "soft" }, words));
      return out;
    }
    const rows = (/** @type {Finding[]} */ some) => make("ul", {}, ...some.map((finding) => findingRow(mount, finding, say, redraw)));
    out.append(rows(main));
    if (folded.length) {
      const why = make("details", { class: "why" }, make("summary", {}, folded.length === 1 ? "1 reason behind it" : `${folded.length} reasons behind it`), rows(folded));
      why.open = main.length < 2;
      out.append(why);
    }
    return out;
  }

  /** @param {Mount} mount */
  function muted({ report }) {
    const { make } = escrowl.parts;
    const many = report.muted.length;
    return many ? make("section", {}, make("p", { class: "soft" }, `${many === 1 ? "1 finding is" : `${many} findings are`} muted. The dashboard lists what is muted under Rules.`)) : null;
  }

  /** How far the talk has come on a scale, with the words that moved it. @param {Mount} mount @returns {HTMLElement | null} */
  function meters({ report }) {
    const { make } = escrowl.parts;
    if (!report.meters.length) return null;
    const parts = report.meters.map(({ label, level, quotes, advice }) => {
      const percent = Math.round(100 * level);
      const bar = make("div", { class: "level", role: "meter", "aria-label": label, "aria-valuemin": "0", "aria-valuemax": "100", "aria-valuenow": String(percent) }, make("div"));
      /** @type {HTMLElement} */ (bar.firstChild).style.width = `${percent}%`;
      const why = quotes.length ? [make("details", {}, make("summary", {}, quotes.length === 1 ? "The words that moved it" : `${quotes.length} places that moved it`), ...quotes.map((quote) => make("div", {}, make("q", {}, quote))))] : [];
      return make("div", { class: "meter" }, make("div", { class: "row" }, make("b", {}, label), make("span", { class: "push soft" }, `${percent} %`)), bar, ...(advice ? [make("p", {}, advice)] : []), ...why);
    });
    return make("section", {}, ...parts);
  }

  /** @param {Mount} mount */
  function facts({ report }) {
    const { make } = escrowl.parts;
    const shown = Object.entries(NAMES).filter(([name]) => report.facts[name]?.text || report.facts[name]?.value);
    const hidden = Object.entries(NAMES).filter(([name]) => !report.facts[name] && report.unknown[name]);
    const line = (/** @type {string} */ name, /** @type {string} */ text) => make("li", {}, make("span", {}, name), make("span", {}, text));
    const out = make("section", {});
    if (shown.length) {
      const list = make("ul", { class: "facts" }, ...shown.map(([name, label]) => line(label, report.facts[name]?.text || String(report.facts[name]?.value))));
      out.append(make("details", {}, make("summary", {}, `What this card shows (${shown.length})`), list));
    }
    if (hidden.length) {
      const list = make("ul", { class: "facts" }, ...hidden.map(([name, label]) => line(label, report.unknown[name] || "not shown here")));
      const words = make("summary", {}, `Not shown here: ${hidden.slice(0, 3).map(([, label]) => label.toLowerCase()).join(", ")}${hidden.length > 3 ? ` and ${hidden.length - 3} more` : ""}`);
      out.append(make("details", {}, words, list));
    }
    return out.childNodes.length ? out : null;
  }

  /**
   * Below the badge if there is room, else above; inside the window in any case, and beside the message box rather than on it.
   * @param {HTMLElement} box @param {DOMRect} at
   */
  function place(box, at) {
    const { width, height } = box.getBoundingClientRect();
    let left = Math.max(12, Math.min(at.left, innerWidth - width - 12));
    const below = at.bottom + 8, above = at.top - height - 8;
    const top = below + height <= innerHeight - 12 ? below : above >= 12 ? above : Math.max(12, innerHeight - height - 12);
    const found = escrowl.composer.find();
    const field = (found?.ownerDocument.defaultView?.frameElement ?? found)?.getBoundingClientRect(); // an editor's frame, not what is in it
    if (field && field.top < top + height && top < field.bottom && left < field.right) left = Math.max(left, innerWidth - width - 12);
    box.style.left = `${left}px`;
    box.style.top = `${top}px`;
  }

  /**
   * @param {string} title @param {HTMLElement} from @param {Mount | null} mount
   * @param {(box: HTMLElement, say: (words: string) => void) => void} fill
   */
  function show(title, from, mount, fill) {
    close();
    const { make, shadowHost } = escrowl.parts;
    const { host, root } = shadowHost([escrowl.look.panelSheet()], true);
    const dark = escrowl.look.dark(document.body) || (matchMedia("(prefers-color-scheme: dark)").matches && escrowl.look.dark(mount?.place ?? document.body));
    const box = make("div", { class: dark ? "panel dark" : "panel", role: "dialog", "aria-labelledby": "t", tabindex: "-1", popover: "manual" });
    const shut = make("button", { type: "button", class: "close", "aria-label": "Close" }, "×");
    const status = make("div", { role: "status" });
    const say = (/** @type {string} */ words) => {
      status.textContent = words;
    };
    const body = make("div");
    box.append(make("div", { class: "head" }, make("h2", { id: "t", title }, title), shut), body, status);
    const stop = new AbortController();
    now = { host, box, from, mount, stop };
    fill(body, say);
    root.append(box);
    document.documentElement.append(host);
    try {
      box.showPopover();
    } catch {
      // an older browser: the panel is shown without the top layer
    }
    place(box, from.getBoundingClientRect());
    const grown = new ResizeObserver(() => {
      const over = box.getBoundingClientRect().bottom - (innerHeight - 12);
      if (over > 0) box.style.top = `${Math.max(12, parseFloat(box.style.top) - over)}px`;
    });
    grown.observe(box);
    stop.signal.addEventListener("abort", () => grown.disconnect(), { once: true });
    addEventListener("resize", () => now && place(box, (now.from.isConnected || !now.mount ? now.from : now.mount.place).getBoundingClientRect()), { signal: stop.signal }); // a narrower or zoomed window must not lose it
    shut.addEventListener("click", (event) => event.isTrusted && close());
    box.addEventListener("keydown", (event) => {
      event.stopPropagation(); // the page's shortcuts do not fire while one types here
      if (event.key === "Escape") close();
    });
    for (const kind of ["keyup", "keypress", "input", "paste", "click"]) box.addEventListener(kind, (event) => event.stopPropagation());
    document.addEventListener(
      "pointerdown",
      (event) => {
        const inside = /** @type {Node[]} */ (event.composedPath()).some((node) => escrowl.parts.own.has(node));
        const composer = escrowl.composer.find();
        if (!inside && event.isTrusted && !(composer && event.composedPath().includes(composer))) close(false);
      },
      { signal: stop.signal, capture: true },
    );
    from.setAttribute("aria-expanded", "true");
    box.focus({ preventScroll: true });
  }

  /** What the replies are made of. @param {Mount} mount */
  const repliesOf = ({ report: { replies, reply_titles, slots, flags } }) => JSON.stringify([replies, reply_titles, slots, flags]);

  /** What a person knows something in the panel by. @param {Element} element */
  const nameOf = (element) => `${element.localName} ${element.getAttribute("aria-label") ?? element.textContent}`;

  /**
   * Puts new words in the place of old ones; what has the focus and what is unfolded stays so.
   * @param {HTMLElement} slot @param {HTMLElement | null} part
   */
  function put(slot, part) {
    const active = /** @type {ShadowRoot} */ (slot.getRootNode()).activeElement;
    const name = active && slot.contains(active) ? nameOf(active) : null;
    const unfolded = [...slot.querySelectorAll("details")].map(({ open }) => open);
    slot.replaceChildren(...(part ? [part] : []));
    slot.querySelectorAll("details").forEach((one, i) => (one.open = unfolded[i] ?? one.open));
    if (!name) return;
    const same = [...slot.querySelectorAll("button, summary")].find((one) => nameOf(one) === name);
    /** @type {HTMLElement | undefined} */ (same ?? now?.box)?.focus({ preventScroll: true });
  }

  /** @param {Mount} mount @param {HTMLElement} from */
  function open(mount, from) {
    const title = mount.once ? "What the rules say to these words" : mount.report.facts["job.title"]?.text || mount.report.facts["client.name"]?.text || "What escrowl sees here";
    show(title, from, mount, (box, say) => {
      const { make } = escrowl.parts;
      const found = make("div"), far = make("div"), off = make("div"), answers = make("div"), seen = make("div");
      let latest = mount, made = "";
      const fill = () => {
        put(found, findings(latest, say, redraw));
        put(far, meters(latest));
        put(off, muted(latest));
        put(seen, latest.once ? null : facts(latest));
        const replies = repliesOf(latest);
        if (made === replies || answers.querySelector("textarea")) return; // what a person is writing stays
        made = replies;
        put(answers, escrowl.replies.section(latest.report, say));
      };
      const redraw = () => {
        escrowl.badges.draw(latest);
        fill();
      };
      box.append(found, far, off, answers, seen);
      fill();
      if (now) {
        now.renew = () => {
          const before = box.textContent;
          latest = now?.mount ?? latest;
          fill();
          if (box.textContent !== before) say("This card changed. Above is what is said of it now.");
        };
      }
    });
  }

  /** A card's badge was drawn: its panel, when it is open, says the same. @param {Mount} mount @param {HTMLElement} from */
  function renew(mount, from) {
    if (!now?.mount || now.mount.once || now.mount.report.id !== mount.report.id) return;
    const old = now.mount.report;
    Object.assign(now, { mount, from });
    from.setAttribute("aria-expanded", "true");
    if (old !== mount.report) now.renew?.();
  }

  /** @param {string} title @param {string} text @param {HTMLElement} from @param {boolean} [fix] offer to save the page */
  function openNote(title, text, from, fix = false) {
    const { make } = escrowl.parts;
    show(title, from, null, (box) => box.append(make("section", {}, make("p", {}, text)), ...(fix ? [escrowl.saving.offer()] : [])));
  }

  /** @param {boolean} [back] give the focus back to where the panel was opened */
  function close(back = true) {
    if (!now) return;
    const { host, from, mount, stop } = now;
    now = null;
    stop.abort();
    escrowl.parts.drop(host);
    from.setAttribute("aria-expanded", "false");
    if (!back) return;
    if (from.isConnected) from.focus({ preventScroll: true });
    else if (mount) escrowl.badges.focus(mount.card);
  }

  escrowl.panel = { open, openNote, renew, close, isOpen: () => now !== null };
})();
