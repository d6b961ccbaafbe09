/**
 * Finds each badge a place at its card where it moves nothing and covers nothing.
 *
 * The host takes no room: it stands at the end of the title (or of the card) without width and height, so that the
 * badge follows its card when the page scrolls or grows. The badge itself is laid over a free spot: beside the title,
 * on the card's edge, in its corner; where none is wide enough, with fewer words. All that is read of some badges is
 * read together, before and after they are put in, so that they cost the page one layout; how wide they are with fewer
 * words is worked out. That goes in slices, so that the page's main thread is never held for long.
 */
"use strict";

(() => {
  /** @typedef {import("../../types/content").Placed} Placed */
  /** @typedef {{x: number, y: number}} Spot in pixels of the window */
  /** @typedef {{mode: "line" | "block" | "over", parent: Element, after: ChildNode | null}} Way a place for the host that takes no room */
  /**
   * What is read of a badge that has been put in.
   * @typedef {{now: DOMRect, scale: Spot, card: DOMRect, line: DOMRect | null, rtl: boolean, size: number, inside: boolean, widths: Record<"" | "lead" | "few", number | null>}} Measured
   *   `scale`: pixels of the window in one of the badge's own, which differ where the page's CSS has `zoom` or `transform`; `line`: where
   *   the line of the title ends; `rtl`: it runs from right to left; `size`: of its letters; `inside`: the card cuts off what reaches beyond it
   */

  const SLICE = 8; // ms of work that the page shall wait for at once: half a frame
  const FEW = 10, MOST = 40; // badges measured together: one layout serves them all
  /** What is tried, best first. Forms: all words, "lead" those of the first chip, "few" of that only the severity's. */
  const TRIES = /** @type {const} */ ([[["", "beside"], ["lead", "beside"]], [["", "edge"], ["lead", "edge"], ["few", "edge"]]]); // together: one look at the card serves them
  const TAKEN = "a, button, summary, label, input, [role=button], [role=link]"; // a badge never stands inside one
  const CONTROLS = `${TAKEN}, select, textarea, img, svg, video, canvas`;
  const BARE = 10, GAP = 5, BETWEEN = 3; // px of the style sheet: around a chip's icon alone, between icon and words, between chips
  const EDGE = 10; // px between a badge and a corner of its card
  const NODES = 1_500; // most parts of a card looked at: tiles have about 100
  const CLEAR = 6; // px² of overlap that nobody sees

  /** @type {Set<Placed>} */
  const waiting = new Set();
  let running = false, many = FEW;
  const range = document.createRange();

  /** The last thing in `parent`, when it stands in a line of text: our host can stand behind it. @param {Element} parent @returns {ChildNode | null} */
  function lineEnd(parent) {
    for (let node = parent.lastChild; node; node = node.previousSibling) {
      if (node instanceof Text && node.data.trim()) return node;
      if (!(node instanceof Element) || escrowl.parts.own.has(node)) continue;
      const { display, position, float } = getComputedStyle(node);
      if (display === "none" || position === "absolute" || position === "fixed" || float !== "none") continue;
      return display.startsWith("inline") ? node : null;
    }
    return null;
  }

  /** Where the host could stand, best first. @param {Placed} item @returns {Generator<Way, void>} */
  function* waysOf({ card, place }) {
    const taken = place.closest(TAKEN);
    for (let up = taken && taken !== card && card.contains(taken) ? taken.parentElement : place; up; up = up.parentElement) {
      const { display, overflowX, overflowY } = getComputedStyle(up);
      const clips = up !== card && (overflowX !== "visible" || overflowY !== "visible");
      if (!clips && /^(block|flow-root|inline|inline-block|list-item|table-cell)$/.test(display)) {
        const after = lineEnd(up);
        if (after || display !== "inline") yield { mode: after ? "line" : "block", parent: up, after };
      }
      if (up === card || !card.contains(up)) break;
    }
    yield { mode: "over", parent: card, after: null };
  }

  /** @param {Placed} item @param {Way} way */
  function attach({ host, root }, { mode, parent, after }) {
    root.adoptedStyleSheets = [escrowl.look.badgeSheet(), escrowl.look.hostSheet(mode)];
    if (after) after.after(host);
    else parent.append(host);
  }

  /** What must stay as it is. @param {Placed} item */
  function sizes({ card, place }) {
    const a = card.getBoundingClientRect(), b = place.getBoundingClientRect();
    return [a.width, a.height, b.x - a.x, b.y - a.y, b.height];
  }

  /** @param {number[]} a @param {number[]} b */
  const same = (a, b) => a.every((one, i) => Math.abs(one - (b[i] ?? 0)) < 0.1);

  /** The card and what may stand close to it: a badge on its edge reaches a little beyond. @param {Placed} item @returns {Element[]} */
  function around({ card, place }) {
    const found = card.contains(place) ? [card] : [card, place.parentElement ?? place];
    for (let up = /** @type {Element | null} */ (card), steps = 3; up && steps; up = up.parentElement, steps -= 1) {
      for (const near of [up.previousElementSibling, up.nextElementSibling]) if (near) found.push(near);
    }
    return found;
  }

  /** What is shown near one of the boxes: words count once, controls three times. @param {Placed} item @param {DOMRect[]} boxes @returns {number[]} overlap in px² */
  function overlaps(item, boxes) {
    const { card } = item;
    const whole = rectOf(card);
    const sums = boxes.map(() => 0);
    const meets = (/** @type {DOMRect} */ a, /** @type {DOMRect} */ b) => Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left)) * Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));
    const count = (/** @type {DOMRect} */ rect, /** @type {number} */ weight) => boxes.forEach((box, i) => (sums[i] = (sums[i] ?? 0) + weight * meets(rect, box)));
    let left = NODES;
    /** Whether something inside may be near. @param {Element} element */
    const look = (element) => {
      const rect = element.getBoundingClientRect();
      const near = !rect.width || !rect.height || boxes.some((box) => meets(rect, box));
      if (near && element.matches(CONTROLS) && rect.width * rect.height < 0.5 * whole.width * whole.height) count(rect, 3); // a link over the whole card is no obstacle
      return near;
    };
    /** @type {Node[]} */
    const open = around(item).filter((root) => !escrowl.parts.own.has(root) && look(root));
    for (let node = open.pop(); node && left > 0; node = open.pop()) {
      for (let child = node.firstChild; child && left-- > 0; child = child.nextSibling) {
        if (child instanceof Element) {
          if (!escrowl.parts.own.has(child) && look(child)) open.push(child);
        } else if (child instanceof Text && child.data.trim()) {
          range.selectNodeContents(child);
          for (const rect of range.getClientRects()) count(rect, 1);
        }
      }
    }
    return sums;
  }

  /**
   * How wide the badge is with all its words, with those of the first chip, with only that one's severity; null: a label would be
   * cut off where another form would do.
   * @param {Placed} item drawn with all its words @param {DOMRect} now @param {number} most @param {number} zoom of the badge's pixels @returns {Record<"" | "lead" | "few", number | null>}
   */
  function widths({ box }, now, most, zoom) {
    const chips = [...box.querySelectorAll(".chip")], [first] = chips;
    if (!first) return { "": now.width, lead: now.width, few: now.width };
    const hidden = (/** @type {Element} */ { lastElementChild: label }) => (label ? zoom * (label.scrollWidth - label.clientWidth) : 0);
    const [icon = 0, label = 0, whole = 0] = [first.firstElementChild, first.lastElementChild, first].map((one) => one?.getBoundingClientRect().width);
    const others = (chips.length - 1) * (icon + zoom * (BARE + BETWEEN));
    return { "": chips.some((chip) => hidden(chip) > 1) ? null : now.width, lead: Math.min(zoom * most, whole + hidden(first) + others), few: whole - label - zoom * GAP + others };
  }

  /** Spots for a box of this size, best first: beside the title, or at the card's edges. @param {Measured} seen @param {number} width @param {"beside" | "edge"} where @returns {Spot[]} */
  function spotsOf({ card: { left, right, top, bottom }, line, rtl, inside, size, now: { height } }, width, where) {
    if (where === "beside") {
      if (!line) return [];
      const x = rtl ? line.left - 8 - width : line.right + 8;
      return x >= left + 4 && x + width <= right - 4 ? [{ x, y: line.bottom - 0.35 * size - height / 2 }] : [];
    }
    const over = inside ? top + 1 : top - height / 2, under = inside ? bottom - height - 1 : bottom - height / 2;
    const far = Math.max(left, right - EDGE - width), near = left + EDGE, ends = rtl ? [near, far] : [far, near]; // first where no title begins
    return [over, under].flatMap((y) => ends.map((x) => ({ x, y })));
  }

  /** How many pixels of the window are one of the box's own. @param {HTMLElement} box @param {DOMRect} now @returns {Spot} */
  function scaleOf(box, now) {
    const { width, height } = getComputedStyle(box), x = now.width / parseFloat(width), y = now.height / parseFloat(height);
    return { x: x > 0 && x < Infinity ? x : 1, y: y > 0 && y < Infinity ? y : 1 };
  }

  /** Where a card is. Some have no box of their own, only what is in them. @param {Element} card @returns {DOMRect} */
  function rectOf(card) {
    const rect = card.getBoundingClientRect();
    if (rect.width || rect.height || !card.firstChild) return rect;
    range.selectNodeContents(card);
    return range.getBoundingClientRect();
  }

  /** @param {Placed} item @param {Way} way @param {number} most @returns {Measured} */
  function measure(item, way, most) {
    const now = item.box.getBoundingClientRect(), style = getComputedStyle(item.card), scale = scaleOf(item.box, now);
    const { fontSize, direction } = getComputedStyle(way.parent);
    return {
      now,
      scale,
      card: rectOf(item.card),
      line: way.mode === "line" ? item.host.getBoundingClientRect() : null,
      rtl: direction === "rtl",
      size: scale.y * (parseFloat(fontSize) || 16),
      inside: style.overflowX !== "visible" || style.overflowY !== "visible",
      widths: widths(item, now, most, scale.x),
    };
  }

  /** The first form and spot that cover nothing, or the last form where it covers least. @param {Placed} item @param {Measured} seen */
  function settle(item, seen) {
    const { now } = seen;
    let chosen = { form: "", x: now.x, y: now.y };
    for (const together of TRIES) {
      const tries = together.map(([form, where]) => ({ form, width: seen.widths[form], where }));
      const found = tries.flatMap(({ form, width, where }) => (width === null ? [] : spotsOf(seen, width, where).map((spot) => ({ form, ...spot, width }))));
      const covered = found.length ? overlaps(item, found.map(({ x, y, width }) => new DOMRect(x, y, width, now.height))) : [];
      for (const { form } of tries) {
        const mine = found.flatMap((spot, i) => (spot.form === form ? [{ spot, over: covered[i] ?? 0 }] : []));
        if (!mine.length) continue;
        const least = Math.min(...mine.map(({ over }) => over));
        chosen = mine.find(({ over }) => over <= Math.max(least, CLEAR))?.spot ?? chosen;
        if (least <= CLEAR) return chosen;
      }
    }
    return chosen;
  }

  /** @param {Element} card @returns {[number, number]} */
  const sizeOf = ({ clientWidth, clientHeight }) => [clientWidth, clientHeight];

  /** @param {Placed[]} items */
  function place(items) {
    const there = items.filter(({ card, place }) => card.isConnected && place.isConnected);
    // All is read before all is written: each change in between would cost a layout.
    const jobs = there.map((item) => {
      const ways = item.host.isConnected && item.way ? null : waysOf(item);
      item.size = sizeOf(item.card);
      return { item, ways, way: ways ? /** @type {Way} */ (ways.next().value) : /** @type {Way} */ (item.way), before: ways ? sizes(item) : [], most: Math.max(60, (item.size[0] || rectOf(item.card).width) - 2 * EDGE) };
    });
    for (const { item, most } of jobs) {
      item.box.style.maxWidth = `${most}px`;
      item.box.classList.remove("lead", "few");
    }
    for (let pending = jobs.filter(({ ways }) => ways); pending.length; ) {
      for (const { item, way } of pending) attach(item, (item.way = way));
      // Whatever moved the page is taken back before anybody sees it.
      pending = pending.filter((job) => {
        const next = job.way.mode !== "over" && !same(job.before, sizes(job.item)) ? job.ways?.next().value : null;
        if (next) job.way = next;
        return next;
      });
    }
    const settled = jobs.map(({ item, way, most }) => {
      const seen = measure(item, way, most), { form, x, y } = settle(item, seen);
      return { item, form, x: (x - seen.now.x) / seen.scale.x + item.at.x, y: (y - seen.now.y) / seen.scale.y + item.at.y };
    });
    for (const { item, form, x, y } of settled) {
      const { box, card } = item;
      item.at = { x, y };
      box.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
      box.classList.add("there", ...(form ? [form] : []));
      resized.observe(card);
      if (item.focused && document.activeElement === document.body) box.querySelector("button")?.focus({ preventScroll: true });
      item.focused = false;
    }
  }

  async function run() {
    if (running) return;
    running = true;
    try {
      await null; // badges drawn in one go are measured together
      while (waiting.size) {
        const started = performance.now();
        const some = [...waiting].slice(0, many);
        for (const item of some) waiting.delete(item);
        escrowl.placing.place(some);
        const took = Math.max(0.1, performance.now() - started);
        many = Math.max(FEW, Math.min(MOST, 2 * many, Math.floor((some.length * SLICE) / took)));
        if (waiting.size) await escrowl.parts.turn();
      }
    } finally {
      running = false;
    }
  }

  /** @type {WeakMap<Element, Placed>} */
  const byCard = new WeakMap();
  const resized = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const item = byCard.get(target);
      if (item?.size && !same(item.size, sizeOf(target))) put(item);
    }
  });

  /** Places a badge, or places it anew. @param {Placed} item */
  function put(item) {
    byCard.set(item.card, item);
    waiting.add(item);
    void run();
  }

  /** @param {Placed} item */
  function drop(item) {
    waiting.delete(item);
    if (byCard.get(item.card) === item) {
      byCard.delete(item.card);
      resized.unobserve(item.card);
    }
    escrowl.parts.drop(item.host);
  }

  escrowl.placing = { put, drop, place, waits: (item) => waiting.has(item) };
})();
