/** The replies in the panel: best first; each opens to a draft with its slots filled, to change, copy or insert. */
"use strict";

(() => {
  /** @typedef {import("../../types/content").CardReport} CardReport */
  const TONES = /** @type {const} */ (["soft", "neutral", "firm"]);
  const DWELL = 500; // ms that the button must have been seen before a click on it counts

  /**
   * Whether a person can have seen the button: IntersectionObserver v2 notices what covers or fades it. Where the
   * browser has no such check the answer is yes.
   * @param {HTMLElement} button @returns {{seen(): boolean, stop(): void}}
   */
  function visibility(button) {
    if (!("isVisible" in IntersectionObserverEntry.prototype)) return { seen: () => true, stop() {} };
    let since = Infinity;
    const observer = new IntersectionObserver(
      (entries) => {
        const last = /** @type {IntersectionObserverEntry & {isVisible: boolean}} */ (entries.at(-1));
        since = last.isVisible ? Math.min(since, performance.now()) : Infinity;
      },
      /** @type {IntersectionObserverInit} */ ({ threshold: [0, 0.5, 1], trackVisibility: true, delay: 100 }),
    );
    observer.observe(button);
    return { seen: () => performance.now() - since >= DWELL, stop: () => observer.disconnect() };
  }

  /** @param {HTMLTextAreaElement} area @param {string[]} gaps texts of the gaps; the first that is left is selected @returns {number} how many are left */
  function nextGap(area, gaps) {
    const from = area.selectionEnd ?? 0;
    const places = gaps.flatMap((gap) => {
      const out = [];
      for (let at = area.value.indexOf(gap); at >= 0; at = area.value.indexOf(gap, at + gap.length)) out.push({ at, end: at + gap.length });
      return out;
    });
    places.sort((a, b) => a.at - b.at);
    const next = places.find(({ at }) => at >= from) ?? places[0];
    if (next) {
      area.focus();
      area.setSelectionRange(next.at, next.end);
    }
    return places.length;
  }

  /**
   * @param {CardReport} report @param {string} id
   * @param {import("../../types/content").ContentParts["main"] extends {tone(): infer T} ? T : never} tone
   * @param {(words: string) => void} say @param {AbortSignal} gone
   * @returns {Promise<HTMLElement>}
   */
  async function draft(report, id, tone, say, gone) {
    const { make } = escrowl.parts;
    const answer = await escrowl.main.ask({ what: "replies", ids: [id], site: escrowl.main.site(), slots: report.slots, flags: report.flags, tone });
    const reply = answer.replies?.find((one) => one.id === id);
    if (!reply) return make("p", { class: "soft" }, answer.words || "The reply could not be fetched. Is the server running?");
    const gaps = [...new Set(reply.gaps.map(({ start, end }) => reply.text.slice(start, end)).filter(Boolean))];
    const area = make("textarea", { "aria-label": `Text of the reply “${reply.title}”`, spellcheck: "true" });
    area.value = reply.text;
    area.rows = Math.min(14, reply.text.split("\n").reduce((rows, line) => rows + 1 + Math.floor(line.length / 42), 1));
    const forSupport = reply.to === "support";
    const insert = make("button", { type: "button", class: "main" }, "Insert");
    const copy = make("button", { type: "button", ...(forSupport && { class: "main" }) }, "Copy");
    const more = make("button", { type: "button", class: "plain push" });
    const label = () => {
      const left = gaps.filter((gap) => area.value.includes(gap)).length;
      more.hidden = left === 0;
      more.style.display = left ? "" : "none";
      more.textContent = left === 1 ? "1 gap to fill" : `${left} gaps to fill`;
    };
    label();
    area.addEventListener("input", label);
    more.addEventListener("click", (event) => event.isTrusted && nextGap(area, gaps));
    const sight = visibility(insert);
    gone.addEventListener("abort", () => sight.stop(), { once: true });
    copy.addEventListener("click", async (event) => {
      if (!event.isTrusted) return;
      say((await escrowl.composer.copy(area.value)) ? "Copied." : "The browser refused to copy. Select the text and copy it by hand.");
    });
    insert.addEventListener("click", async (event) => {
      if (!event.isTrusted) return;
      if (!sight.seen()) return say("The button was covered or had only just appeared. Click again, or use Copy.");
      if (!area.value.trim()) return say("There is no text to insert.");
      insert.setAttribute("aria-disabled", "true");
      const { words } = await escrowl.composer.insert(area.value);
      insert.removeAttribute("aria-disabled");
      say(words);
    });
    if (gaps.length) setTimeout(() => nextGap(area, gaps), 0);
    if (!forSupport) return make("div", { class: "draft" }, area, make("div", { class: "row" }, insert, copy, more));
    const whom = make("p", { class: "soft" }, "This one goes to the site's support, not to the client.");
    return make("div", { class: "draft" }, whom, area, make("div", { class: "row" }, copy, more));
  }

  /** @param {CardReport} report @param {(words: string) => void} say @returns {HTMLElement | null} */
  function section(report, say) {
    const { make } = escrowl.parts;
    if (!report.replies.length) return null;
    let tone = escrowl.main.tone();
    /** @type {{id: string, stop: AbortController, box: HTMLElement, button: HTMLElement} | null} */
    let open = null;
    const tones = make("div", { class: "tones", role: "group", "aria-label": "Tone" });
    const closeDraft = () => {
      open?.stop.abort();
      open?.button.setAttribute("aria-expanded", "false");
      open?.box.querySelector(".draft, p")?.remove();
      open = null;
    };
    /** @param {string} id @param {HTMLElement} box @param {HTMLElement} button */
    const openDraft = async (id, box, button) => {
      closeDraft();
      const mine = (open = { id, stop: new AbortController(), box, button });
      button.setAttribute("aria-expanded", "true");
      const made = await draft(report, id, tone, say, mine.stop.signal);
      if (open !== mine) return mine.stop.abort();
      box.append(made);
      box.scrollIntoView({ block: "nearest" });
    };
    for (const one of TONES) {
      const button = make("button", { type: "button", "aria-pressed": String(one === tone) }, one);
      button.addEventListener("click", (event) => {
        if (!event.isTrusted) return;
        tone = one;
        for (const other of tones.children) other.setAttribute("aria-pressed", String(other === button));
        if (open) void openDraft(open.id, open.box, open.button);
      });
      tones.append(button);
    }
    const boxes = report.replies.map((id, place) => {
      const button = make("button", { type: "button", "aria-expanded": "false" }, report.reply_titles[id] ?? id.replaceAll("-", " "));
      if (place === 0 && report.replies.length > 1) button.append(make("span", { class: "best" }, "best fit"));
      const box = make("div", { class: "reply" }, button);
      button.addEventListener("click", (event) => {
        if (!event.isTrusted) return;
        if (open?.id === id) closeDraft();
        else void openDraft(id, box, button);
      });
      return box;
    });
    const few = boxes.slice(0, 4), rest = boxes.slice(4);
    const out = make("section", {}, make("div", { class: "row" }, make("h3", {}, "Replies"), tones), ...few);
    if (rest.length) out.append(make("details", { style: "margin-top:8px" }, make("summary", {}, `${rest.length} more`), ...rest));
    return out;
  }

  escrowl.replies = { section };
})();
