/**
 * Takes the snapshot: the page's cards and their context as cleaned, numbered HTML.
 *
 * Which elements are cards comes from the server's site table (DECISIONS.md, Anchors); here nothing is known about
 * any site. The live page is only read: numbers go into the copy, and number → live element stays here.
 * What a copy leaves out: copying.js.
 */
"use strict";

(() => {
  const MAX_CHARACTERS = 4_000_000; // the server's limit on a snapshot
  const MOST = 60; // cards in one snapshot: their answer has to be read in one go too
  const FULL = 500_000; // characters without numbers: the other cards go with the next snapshot
  const MAX_ELEMENTS = 60_000; // in one card or main column; whole pages of marketplaces have 3,000 to 22,000
  const LONG = 20_000, HELD = 2_000_000; // characters of one text, and of all, that are held to tell changed cards from unchanged ones

  /**
   * What was read of a card or of its context: its copy (until it is sent), and as many of its live elements, in the copy's
   * order, as were asked for.
   * @typedef {{hash: string, copy: Copy | null, elements: Element[], whole: boolean}} Read
   * @typedef {import("../../types/content").Copy} Copy
   */
  /** @type {WeakMap<Element, Read>} */
  const memo = new WeakMap();
  let numbers = 0; // given so far; each element of each copy gets one of its own
  const give = () => ++numbers;
  /** @type {import("../../types/content").SnapCard[]} */
  let last = [];
  /** Cards that the snapshot taken last left for the next one. @type {Set<Element>} */
  let left = new Set();

  /** Names of texts that were read, oldest first. @type {Map<string, string>} */
  const names = new Map();
  let given = 0, held = 0;

  /**
   * A name for a text: the same text has the same one. The browser's own table finds it a hundred times faster than a hash
   * can be worked out in a script that has just been loaded; only long texts are hashed, so that few are held.
   * @param {string} text
   */
  function nameOf(text) {
    if (text.length > LONG) return escrowl.parts.hash(text);
    const name = names.get(text) ?? `n${++given}`;
    if (!names.delete(text)) held += text.length;
    names.set(text, name);
    for (const [old] of names) {
      if (held <= HELD) break;
      held -= old.length;
      names.delete(old);
    }
    return name;
  }

  /** @param {Element} element @param {boolean} whole it is the main column, sent because no card is known: told from a changed one by its words alone @returns {Read} */
  function readAlone(element, whole) {
    const copy = escrowl.copying.copy(element);
    const hash = whole ? escrowl.parts.hash(escrowl.copying.wordsOf(copy)) : nameOf(copy.html);
    return { hash, copy, elements: whole ? escrowl.copying.numberedIn(element) : [element], whole };
  }

  /** What was read of an element, or is read now. @param {Element} element @param {boolean} [whole] @returns {Read} */
  function known(element, whole = false) {
    let entry = memo.get(element);
    if (entry?.whole !== whole) memo.set(element, (entry = readAlone(element, whole)));
    return entry;
  }

  /** The outermost elements that some selector matches, as the page has them. @param {readonly string[]} selectors @returns {Set<Element>} */
  function pick(selectors) {
    /** @type {Set<Element>} */
    const found = new Set();
    let outer = null;
    for (const element of matching(selectors)) {
      if (!outer?.contains(element)) found.add((outer = element));
    }
    return found;
  }

  /** @param {readonly string[]} selectors @returns {Iterable<Element>} in document order */
  function matching(selectors) {
    try {
      return selectors.length ? document.querySelectorAll(selectors.join(", ")) : [];
    } catch {
      // A selector of a newer server that this browser does not know: the others still count.
      const known = selectors.filter((selector) => {
        try {
          return document.createDocumentFragment().querySelector(selector) === null;
        } catch {
          return false;
        }
      });
      return known.length ? document.querySelectorAll(known.join(", ")) : [];
    }
  }

  /** The regions that `warm` found, for the `take` after it, and for the next ones while cards are left and nothing changes. @type {(ReturnType<typeof regions> & {kind: unknown}) | null} */
  let found = null;

  /** Where the page says what it is about, when no card is known. */
  const mainColumn = () => document.querySelector("main, [role=main], #main, #content") ?? document.body ?? document.documentElement;

  /** The page's cards, or its main column when none is known. @param {import("../../types/content").SiteKind | null} kind */
  function regions(kind) {
    const cards = kind ? pick(kind.cards) : new Set();
    const all = cards.size ? cards : new Set([mainColumn()]);
    return { cards: all, order: inOrder(all), page: cards.size === 0, read: 0 };
  }

  /** In the order in which they are read: what is in the window and below it comes first. @param {Set<Element>} cards @returns {Element[]} */
  function inOrder(cards) {
    const all = [...cards];
    const from = scrollY > 0 && all.length > 1 ? all.findIndex((card) => card.getBoundingClientRect().bottom > 0) : 0;
    return from > 0 ? [...all.slice(from), ...all.slice(0, from)] : all;
  }

  /**
   * Reads cards ahead of `take` for about so many milliseconds, so that no task of the page's main thread gets long.
   * @param {import("../../types/content").SiteKind | null} kind @param {number} budget @param {number} [most] cards that were not read before
   * @returns {boolean} whether all, or so many, are read
   */
  function warm(kind, budget, most = Infinity) {
    const started = performance.now();
    if (found?.kind !== kind) found = { kind, ...regions(kind) };
    let open = most - found.read;
    for (const element of found.order) {
      if (open <= 0) break;
      if (memo.has(element) || !element.isConnected) continue;
      if (performance.now() - started > budget) return false;
      if (element.getElementsByTagName("*").length <= MAX_ELEMENTS) known(element, found.page);
      found.read += 1;
      open -= 1;
    }
    return true;
  }

  /** How many of the cards that are read first are in the window, or begin in it. @param {import("../../types/content").SiteKind | null} kind */
  function near(kind) {
    if (found?.kind !== kind) found = { kind, ...regions(kind) };
    const beyond = found.order.findIndex((card) => card.getBoundingClientRect().top > innerHeight);
    return beyond < 0 ? found.order.length : beyond;
  }

  /** Whether no card is known on this page, so that its whole main column would be sent. @param {import("../../types/content").SiteKind | null} kind */
  const pageWide = (kind) => (found?.kind === kind ? found : regions(kind)).page;

  /** The main column that was sent last. @type {{hash: string, elements: Element[]} | null} */
  let column = null;

  /**
   * Whether what was said of the main column still leads to its elements: the same words may stand in other ones now. Where some
   * came in between (a place for an advertisement), those that were sent count.
   * @param {Read} entry
   */
  function sameColumn(entry) {
    if (column?.hash !== entry.hash) return false;
    const { elements } = entry, sent = column.elements;
    if (elements.length === sent.length && elements.every(({ localName }, i) => localName === sent[i]?.localName)) return true;
    if (!sent.every(({ isConnected }) => isConnected)) return false;
    entry.elements = sent;
    return true;
  }

  /**
   * Reads the page.
   *
   * @param {import("../../types/content").SiteKind | null} kind what the site table says of this address; null: send the main column
   * @param {import("../../types/content").TakeOptions} [options] `known` tells which cards the server has answered; `most`: cards to send at most
   * @returns {import("../../types/content").Snap} with `html` empty when there is nothing new; `more`: some cards are left
   *   for the next call
   */
  function take(kind, { known: isKnown, most = MOST } = {}) {
    const seenBefore = found?.kind === kind ? found : null;
    const { cards, order, page } = seenBefore ?? regions(kind);
    found = null;
    for (const card of cards) if (!card.isConnected) cards.delete(card);
    const context = pick(kind ? kind.context : []);
    for (const element of context) {
      if (element.localName === "script" && escrowl.copying.isUnfit(element)) context.delete(element);
      for (let up = /** @type {Element | null} */ (element); up; up = up.parentElement) if (cards.has(up)) context.delete(element);
    }

    /** @type {Map<Element, Copy | null>} those with cards inside, which cannot be kept; null: the others */
    const contexts = new Map();
    for (const element of context) contexts.set(element, [...cards].some((card) => element.contains(card)) ? escrowl.copying.copy(element, cards) : null);
    const around = nameOf([...contexts].map(([element, made]) => (made ? nameOf(escrowl.copying.textOf(made)) : known(element).hash)).join());

    /** @type {Map<Element, import("../../types/content").SnapCard>} */
    const seen = new Map();
    let more = false, skipped = false, size = 0, sent = 0;
    for (const element of order) {
      if (!cards.has(element)) continue;
      const full = size > FULL || sent >= Math.min(most, MOST);
      if (full && !memo.has(element)) {
        more = true;
        continue;
      }
      if (!memo.has(element) && element.getElementsByTagName("*").length > MAX_ELEMENTS) return tooLong();
      let entry = known(element, page);
      let key = `${around}.${entry.hash}`;
      const answered = (isKnown?.(key) ?? false) && (!page || sameColumn(entry));
      if (!answered && full) {
        more = true; // it goes with the next snapshot; those that were answered keep their badges
        continue;
      }
      if (!answered && !entry.copy) {
        memo.set(element, (entry = readAlone(element, page))); // it was sent before, and the answer is not known any more
        key = `${around}.${entry.hash}`;
      }
      seen.set(element, { element, key, first: 0, last: 0, sent: !answered });
      if (answered) {
        skipped = true;
        entry.copy = null;
      } else {
        size += entry.copy?.html.length ?? 0;
        sent += 1;
        if (page) column = entry;
      }
    }
    if (more && seenBefore) found = { ...seenBefore, read: 0 };
    last = [...cards].flatMap((element) => seen.get(element) ?? []); // as the page has them
    left = new Set([...cards].filter((element) => !seen.has(element)));

    const html = size ? assemble(contexts) : "";
    if (html.length > MAX_CHARACTERS) return tooLong();
    return {
      html,
      scope: page ? "page" : skipped || more ? "changes" : "cards",
      cards: last.map(({ key, first, last: end, sent }) => ({ key, first, last: end, sent })),
      more,
      tooLong: false,
    };
  }

  /** @returns {import("../../types/content").Snap} */
  function tooLong() {
    last = [];
    left = new Set();
    return { html: "", scope: "page", cards: [], more: false, tooLong: true };
  }

  /**
   * One document of what was read, inside the bare tags of what is around it, in document order.
   * @param {Map<Element, Copy | null>} contexts
   */
  function assemble(contexts) {
    const { written, shell } = escrowl.copying;
    const sent = new Map(last.flatMap((card) => (card.sent ? [[card.element, card]] : [])));
    const around = new Set();
    for (const element of [...sent.keys(), ...contexts.keys()]) {
      for (let up = element.parentElement; up && !around.has(up); up = up.parentElement) around.add(up);
    }
    /** Cards are numbered first, what stands around them last: the server tells them apart by that. @type {Map<Element, string>} */
    const alone = new Map();
    for (const element of [...sent.keys(), ...contexts.keys()]) {
      if (contexts.get(element)) continue;
      const { copy } = memo.get(element) ?? readAlone(element, false), first = numbers + 1;
      alone.set(element, copy ? written(copy, give) : "");
      Object.assign(sent.get(element) ?? {}, { first, last: numbers });
    }
    /** @param {Element} element @returns {string} */
    const frame = (element) => {
      const context = contexts.get(element);
      if (context) return written(context, give, (card) => alone.get(card) ?? "");
      const made = alone.get(element);
      if (made !== undefined || !around.has(element)) return made ?? "";
      const number = give();
      let inside = "";
      for (const child of element.children) inside += frame(child);
      return shell(element, number, inside);
    };
    const html = frame(document.documentElement);
    for (const element of sent.keys()) /** @type {Read} */ (memo.get(element)).copy = null;
    return html && `<!doctype html>${html}`;
  }

  /** The whole page, cleaned, for whoever mends its layout; empty when it is too long. Anchors are left as they are. */
  function whole() {
    const { twin } = escrowl.copying.copy(document.documentElement);
    if (document.title && !twin.querySelector("title")) { // its element goes with the head's other content on some pages
      const title = twin.ownerDocument.createElement("title");
      title.textContent = document.title;
      twin.prepend(title);
    }
    const html = `<!doctype html>${twin.outerHTML}`;
    return html.length > MAX_CHARACTERS ? "" : html;
  }

  /** A card's element, or one inside it by its place in the card's copy; null when it has left the page. */
  function elementIn(/** @type {Element} */ card, /** @type {number} */ offset) {
    const entry = memo.get(card);
    if (entry && entry.elements.length <= offset) entry.elements = escrowl.copying.numberedIn(card, offset + 1);
    const element = entry?.elements[offset];
    return element?.isConnected ? element : null;
  }

  /** Say that something in or at this node changed: its card is read anew. @param {Node | null} node */
  function touch(node) {
    found = null;
    for (let up = node; up; up = up.parentNode) memo.delete(/** @type {Element} */ (up));
  }

  escrowl.snapshot = { take, warm, near, whole, pageWide, elementIn, touch, latest: () => last, left: () => left };
})();
