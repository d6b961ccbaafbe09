/**
 * Finds each badge a place at its card where it moves nothing and covers nothing.
 *
 * The host takes no room: it stands at the end of the title (or of the card) without width and height, so that the
 * badge follows its card when the page scrolls or grows. The badge itself is laid over a free spot: beside the title,
 * on the card's edge, in its corner; where none is wide enough, with fewer words. Boxes are measured some at a time
 * and in slices, so that the page's main thread is never held for long.
 */
"use strict";

(() => {
  /** @typedef {import("../../types/content").Placed} Placed */
  /** @typedef {{x: number, y: number}} Spot in pixels of the window */
  /** @typedef {{mode: "line" | "block" | "over", parent: Element, after: ChildNode | null}} Way a place for the host that takes no room */

  const BUDGET = 3; // ms of work before the page gets its turn
  const GROUP = 8; // badges measured together: one layout serves them all
  /** What is tried, best first. Forms: all words, "lead" those of the first chip, "few" of that only the severity's. */
  const TRIES = /** @type {const} */ ([["", "beside"], ["lead", "beside"], ["", "edge"], ["lead", "edge"], ["few", "edge"]]);
  const TAKEN = "a, button, summary, label, input, [role=button], [role=link]"; // a badge never stands inside one
  const CONTROLS = `${TAKEN}, select, textarea, img, svg, video, canvas`;
  const EDGE = 10; // px between a badge and a corner of its card
  const NODES = 1_500; // most parts of a card looked at: tiles have about 100
  const CLEAR = 6; // px² of overlap that nobody sees

  /** @type {Set<Placed>} */
  const waiting = new Set();
  let running = false;
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

  /** Where the host could stand, best first. @param {Placed} item @returns {Way[]} */
  function waysOf({ card, place }) {
    const taken = place.closest(TAKEN);
    /** @type {Way[]} */
    const ways = [];
    for (let up = taken && taken !== card && card.contains(taken) ? taken.parentElement : place; up; up = up.parentElement) {
      const { display, overflowX, overflowY } = getComputedStyle(up);
      const clips = up !== card && (overflowX !== "visible" || overflowY !== "visible");
      const after = lineEnd(up);
      if (!clips && /^(block|flow-root|inline|inline-block|list-item|table-cell)$/.test(display) && (after || display !== "inline")) {
        ways.push({ mode: after ? "line" : "block", parent: up, after });
      }
      if (up === card || !card.contains(up)) break;
    }
    ways.push({ mode: "over", parent: card, after: null });
    return ways;
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
    const whole = card.getBoundingClientRect();
    const sums = boxes.map(() => 0);
    const meets = (/** @type {DOMRect} */ a, /** @type {DOMRect} */ b) => Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left)) * Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));
    const count = (/** @type {DOMRect} */ rect, /** @type {number} */ weight) => boxes.forEach((box, i) => (sums[i] = (sums[i] ?? 0) + weight * meets(rect, box)));
    let left = NODES;
    /** @param {Element} node */
    const look = (node) => {
      if (escrowl.parts.own.has(node)) return NodeFilter.FILTER_REJECT;
      const rect = node.getBoundingClientRect();
      const near = !rect.width || !rect.height || boxes.some((box) => meets(rect, box));
      if (near && node.matches(CONTROLS) && rect.width * rect.height < 0.5 * whole.width * whole.height) count(rect, 3); // a link over the whole card is no obstacle
      return near ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_REJECT;
    };
    for (const root of around(item)) {
      if (look(root) === NodeFilter.FILTER_REJECT) continue;
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) =>
        node instanceof Element ? look(node) : /** @type {Text} */ (node).data.trim() ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_REJECT);
      while (left-- > 0 && walker.nextNode()) {
        if (!(walker.currentNode instanceof Text)) continue;
        range.selectNodeContents(walker.currentNode);
        for (const rect of range.getClientRects()) count(rect, 1);
      }
    }
    return sums;
  }

  /** Spots for a box of this size, best first: beside the title, or at the card's edges. @param {Placed} item @param {Way} way @param {DOMRect} box @param {"beside" | "edge"} where @returns {Spot[]} */
  function spotsOf({ card, host }, way, box, where) {
    const { left, right, top, bottom } = card.getBoundingClientRect();
    const { overflowX, overflowY } = getComputedStyle(card);
    const inside = overflowX !== "visible" || overflowY !== "visible";
    if (where === "beside") {
      const line = host.getBoundingClientRect(), size = parseFloat(getComputedStyle(way.parent).fontSize) || 16;
      const x = line.right + 8;
      return way.mode === "line" && x + box.width <= right - 4 ? [{ x, y: line.bottom - 0.35 * size - box.height / 2 }] : [];
    }
    const over = inside ? top + 1 : top - box.height / 2, under = inside ? bottom - box.height - 1 : bottom - box.height / 2;
    const far = Math.max(left, right - EDGE - box.width), near = left + EDGE;
    return [over, under].flatMap((y) => [far, near].map((x) => ({ x, y })));
  }

  /** @param {Placed} item @param {Way} way @param {"beside" | "edge"} where @returns {number} how much it covers there, in px² */
  function settle(item, way, where) {
    const { box, at } = item;
    const now = box.getBoundingClientRect();
    const spots = spotsOf(item, way, now, where);
    if (!spots.length) return Infinity;
    const covered = overlaps(item, spots.map(({ x, y }) => new DOMRect(x, y, now.width, now.height)));
    const least = Math.min(...covered);
    const best = covered.findIndex((one) => one <= Math.max(least, CLEAR));
    const spot = spots[best] ?? now;
    item.next = { x: spot.x - (now.x - at.x), y: spot.y - (now.y - at.y) };
    return least;
  }

  /** Whether a label is cut off where another form would do. @param {Placed} item @param {string} form */
  const cramped = ({ box }, form) => !form && [...box.querySelectorAll(".label")].some((one) => one.scrollWidth > one.clientWidth + 1);

  /** @param {Placed[]} items */
  function group(items) {
    const there = items.filter(({ card, place }) => card.isConnected && place.isConnected);
    const ways = there.map((item) => (item.host.isConnected ? [] : waysOf(item)));
    const before = there.map(sizes);
    /** @type {Way[]} */
    const taken = there.map(({ host, way }) => way ?? { mode: "over", parent: host, after: null });
    for (let pending = there.map((_, i) => i).filter((i) => ways[i]?.length), attempt = 0; pending.length; attempt += 1) {
      for (const i of pending) {
        const item = /** @type {Placed} */ (there[i]), way = ways[i]?.[attempt];
        if (way) attach(item, (taken[i] = item.way = way));
      }
      // Whatever moved the page is taken back before anybody sees it.
      pending = pending.filter((i) => ways[i]?.[attempt + 1] && !same(before[i] ?? [], sizes(/** @type {Placed} */ (there[i]))));
    }
    for (const item of there) item.size = [item.card.clientWidth, item.card.clientHeight]; // all is read before all is written: each change in between would cost a layout
    for (const { box, size } of there) box.style.maxWidth = `${Math.max(60, (size?.[0] ?? 0) - 2 * EDGE)}px`;
    let open = there.map((_, i) => i);
    for (const [form, where] of TRIES) {
      for (const i of open) {
        there[i]?.box.classList.toggle("lead", form === "lead");
        there[i]?.box.classList.toggle("few", form === "few");
      }
      open = open.filter((i) => {
        const item = /** @type {Placed} */ (there[i]);
        return cramped(item, form) || settle(item, /** @type {Way} */ (taken[i]), where) > CLEAR;
      });
      if (!open.length) break;
    }
    for (const item of there) {
      item.at = item.next;
      item.box.style.transform = `translate(${Math.round(item.at.x)}px, ${Math.round(item.at.y)}px)`;
      item.box.classList.add("there");
      resized.observe(item.card);
    }
  }

  async function run() {
    if (running) return;
    running = true;
    try {
      await null; // badges drawn in one go are measured together
      while (waiting.size) {
        const started = performance.now();
        do {
          const some = [...waiting].slice(0, GROUP);
          for (const item of some) waiting.delete(item);
          group(some);
        } while (waiting.size && performance.now() - started < BUDGET);
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
      if (item?.size && (item.size[0] !== target.clientWidth || item.size[1] !== target.clientHeight)) put(item);
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
    item.host.remove();
  }

  escrowl.placing = { put, drop, waits: (item) => waiting.has(item) };
})();
