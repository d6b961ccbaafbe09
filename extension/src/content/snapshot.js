/**
 * Takes the snapshot: the page's cards and their context as cleaned, numbered HTML.
 *
 * Which elements are cards comes from the server's site table (DECISIONS.md, Anchors); here nothing is known about
 * any site. The live page is only read: numbers go into the copy, and number → live element stays here.
 * Left out: scripts (JSON data stays), styles, images, SVG, frames, templates, comments, values of form fields, and
 * whatever is typed into an editor.
 */
"use strict";

(() => {
  const NUMBER = "data-escrowl-n";
  const MAX_CHARACTERS = 4_000_000; // the server's limit on a snapshot
  const MOST = 60; // cards in one snapshot: their answer has to be read in one go too
  const FULL = 600_000; // the other cards go with the next snapshot
  const MAX_DATA = 1_000_000; // one JSON data script
  const MAX_ELEMENTS = 60_000; // in one card or main column; whole pages of marketplaces have 3,000 to 22,000
  const DROPPED =
    "style, link, meta, base, img, picture, source, svg, math, canvas, video, audio, track, iframe, frame, frameset, object, embed, " +
    "template, noscript, noembed, noframes, xmp, plaintext, listing, applet, " +
    'script:not([type="application/json" i], [type="application/ld+json" i])';
  const TYPED_INTO = 'textarea, select, [contenteditable]:not([contenteditable="false" i])';
  const ATTRIBUTES = [NUMBER, "style", "src", "srcset", "nonce", "integrity", "onclick", "onload", "onerror"];
  const FIELD_ATTRIBUTES = ["value", "checked"];
  const WITH_ATTRIBUTES = [...ATTRIBUTES.map((name) => `[${name}]`), ...FIELD_ATTRIBUTES.map((name) => `:is(input, button, option)[${name}]`)].join(", ");

  /** Copies are made in a document that loads nothing and runs nothing. */
  const inert = document.implementation.createHTMLDocument("");

  /**
   * What was read of a card or of its context: its numbered HTML (until it is sent), the number of its first element,
   * and the live elements in the copy's order.
   * @typedef {{hash: string, html: string, first: number, elements: Element[], whole: boolean}} Read
   */
  /** @type {WeakMap<Element, Read>} */
  const memo = new WeakMap();
  let numbers = 0; // given so far; each element of each copy gets one of its own
  /** @type {import("../../types/content").SnapCard[]} */
  let last = [];

  /** Whether a data script is too long to send, or holds what would end it early. @param {Element} data */
  function isUnfit(data) {
    const text = data.textContent ?? "";
    return text.length > MAX_DATA || /<!--|<\/script/i.test(text);
  }

  /** Takes away what is never sent. @param {Element} copy */
  function clean(copy) {
    for (const element of copy.querySelectorAll(DROPPED)) element.remove();
    for (const data of copy.querySelectorAll("script")) if (isUnfit(data)) data.remove();
    for (const element of copy.querySelectorAll(TYPED_INTO)) element.replaceChildren();
    if (copy.matches(TYPED_INTO)) copy.replaceChildren();
    // A tree walker and not an iterator: the document keeps track of iterators, and each later removal would pay for it.
    const walker = inert.createTreeWalker(copy, NodeFilter.SHOW_COMMENT), comments = [];
    while (walker.nextNode()) comments.push(/** @type {Comment} */ (walker.currentNode));
    for (const comment of comments) comment.remove();
    for (const element of [copy, ...copy.querySelectorAll(WITH_ATTRIBUTES)]) bare(element);
  }

  /** @param {Element} element */
  function bare(element) {
    for (const name of ATTRIBUTES) element.removeAttribute(name);
    if (element.matches("input, button, option")) for (const name of FIELD_ATTRIBUTES) element.removeAttribute(name);
  }

  /**
   * The cleaned copy of an element. `holes`, elements with a copy of their own, are left as `<s>` in their place.
   * @param {Element} element @param {Set<Element>} holes
   * @returns {{copy: Element, elements: Element[], places: Map<Element, Element>}}
   */
  function read(element, holes) {
    const live = [element, ...element.querySelectorAll("*")];
    const copy = inert.importNode(element, true);
    const twins = [copy, ...copy.querySelectorAll("*")];
    /** @type {Map<Element, Element>} */
    const places = new Map();
    for (let i = 1; i < live.length; i++) {
      const one = /** @type {Element} */ (live[i]), twin = /** @type {Element} */ (twins[i]);
      if (escrowl.parts.own.has(one)) twin.remove();
      else if (holes.has(one)) {
        const place = inert.createElement("s");
        places.set(one, place);
        twin.replaceWith(place);
      }
    }
    clean(copy);
    const kept = [copy, ...copy.querySelectorAll("*")];
    /** @type {Element[]} */
    const elements = [];
    for (let i = 0, k = 0; i < twins.length && k < kept.length; i++) {
      if (twins[i] !== kept[k]) continue; // it was dropped
      elements.push(/** @type {Element} */ (live[i]));
      k += 1;
    }
    return { copy, elements, places };
  }

  /** Numbers a copy's elements. @param {Element} copy @returns {number} that of the first */
  function number(copy) {
    const first = ++numbers;
    copy.setAttribute(NUMBER, String(first));
    for (const element of copy.querySelectorAll("*")) element.setAttribute(NUMBER, String(++numbers));
    return first;
  }

  /** What tells a changed main column from an unchanged one: its words, however they are dressed. @param {Element} copy */
  const said = (copy) => [(copy.textContent ?? "").replace(/\s+/g, " "), ...[...copy.querySelectorAll("[aria-label], [title]")].map((one) => `${one.ariaLabel}|${one.getAttribute("title")}`)];

  /** @param {Element} element @param {boolean} whole it is the main column, sent because no card is known @returns {Read} */
  function readAlone(element, whole) {
    const { copy, elements } = read(element, new Set());
    const hash = escrowl.parts.hash(whole ? said(copy) : [copy.outerHTML]);
    const first = number(copy);
    return { hash, html: copy.outerHTML, first, elements, whole };
  }

  /** What was read of an element, or is read now. @param {Element} element @param {boolean} [whole] @returns {Read} */
  function known(element, whole = false) {
    let entry = memo.get(element);
    if (entry?.whole !== whole) memo.set(element, (entry = readAlone(element, whole)));
    return entry;
  }

  /** The outermost elements that some selector matches. @param {readonly string[]} selectors @returns {Set<Element>} */
  function pick(selectors) {
    /** @type {Set<Element>} */
    const found = new Set();
    for (const selector of selectors) {
      try {
        for (const element of document.querySelectorAll(selector)) found.add(element);
      } catch {
        // A selector of a newer server that this browser does not know: the others still count.
      }
    }
    for (const element of found) {
      for (let up = element.parentElement; up; up = up.parentElement) {
        if (found.has(up)) {
          found.delete(element);
          break;
        }
      }
    }
    return found;
  }

  /** The regions that `warm` found, for the `take` after it. @type {(ReturnType<typeof regions> & {kind: unknown}) | null} */
  let found = null;

  /** Where the page says what it is about, when no card is known. */
  const mainColumn = () => document.querySelector("main, [role=main], #main, #content") ?? document.body ?? document.documentElement;

  /** The page's cards, or its main column when none is known. @param {import("../../types/content").SiteKind | null} kind */
  function regions(kind) {
    const cards = kind ? pick(kind.cards) : new Set();
    return { cards: cards.size ? cards : new Set([mainColumn()]), page: cards.size === 0 };
  }

  /**
   * Reads cards ahead of `take` for about so many milliseconds, so that no task of the page's main thread gets long.
   * @param {import("../../types/content").SiteKind | null} kind @param {number} budget
   * @returns {boolean} whether all are read
   */
  function warm(kind, budget) {
    const started = performance.now();
    if (found?.kind !== kind) found = { kind, ...regions(kind) };
    for (const element of found.cards) {
      if (memo.has(element) || !element.isConnected) continue;
      if (performance.now() - started > budget) return false;
      if (element.getElementsByTagName("*").length <= MAX_ELEMENTS) known(element, found.page);
    }
    return true;
  }

  /** Whether no card is known on this page, so that its whole main column would be sent. @param {import("../../types/content").SiteKind | null} kind */
  const pageWide = (kind) => regions(kind).page;

  /**
   * Reads the page.
   *
   * @param {import("../../types/content").SiteKind | null} kind what the site table says of this address; null: send the main column
   * @param {import("../../types/content").TakeOptions} [options] `known` tells which cards the server has answered
   * @returns {import("../../types/content").Snap} with `html` empty when there is nothing new; `more`: some cards are left
   *   for the next call
   */
  function take(kind, options = {}) {
    const { cards, page } = found?.kind === kind ? found : regions(kind);
    found = null;
    for (const card of cards) if (!card.isConnected) cards.delete(card);
    const context = pick(kind ? kind.context : []);
    for (const element of context) {
      if (element.localName === "script" && isUnfit(element)) context.delete(element);
      for (let up = /** @type {Element | null} */ (element); up; up = up.parentElement) if (cards.has(up)) context.delete(element);
    }

    /** @type {Map<Element, ReturnType<typeof read> | null>} those with cards inside, which cannot be kept; null: the others */
    const contexts = new Map();
    for (const element of context) contexts.set(element, [...cards].some((card) => element.contains(card)) ? read(element, cards) : null);
    const around = escrowl.parts.hash([...contexts].map(([element, made]) => (made ? made.copy.outerHTML : known(element).hash)));

    last = [];
    let more = false, skipped = false, size = 0, sent = 0;
    for (const element of cards) {
      if (!memo.has(element) && element.getElementsByTagName("*").length > MAX_ELEMENTS) return tooLong();
      let entry = known(element, page);
      let key = `${around}.${entry.hash}`;
      const answered = options.known?.(key) ?? false;
      if (!answered && (size > FULL || sent === MOST)) {
        more = true; // it goes with the next snapshot; those that were answered keep their badges
        continue;
      }
      if (!answered && !entry.html) {
        memo.set(element, (entry = readAlone(element, page))); // it was sent before, and the answer is not known any more
        key = `${around}.${entry.hash}`;
      }
      last.push({ element, hash: entry.hash, key, first: entry.first, last: entry.first + entry.elements.length - 1, sent: !answered });
      if (answered) {
        skipped = true;
        entry.html = "";
      } else {
        size += entry.html.length;
        sent += 1;
      }
    }

    const html = size ? assemble(contexts) : "";
    if (html.length > MAX_CHARACTERS) return tooLong();
    return {
      html,
      scope: page ? "page" : skipped || more ? "changes" : "cards",
      url: location.href,
      cards: last.map(({ hash, key, first, last: end, sent }) => ({ hash, key, first, last: end, sent })),
      more,
      tooLong: false,
    };
  }

  /** @returns {import("../../types/content").Snap} */
  const tooLong = () => ({ html: "", scope: "page", url: location.href, cards: [], more: false, tooLong: true });

  /**
   * One document of what was read, inside the bare tags of what is around it, in document order.
   * @param {Map<Element, ReturnType<typeof read> | null>} contexts
   */
  function assemble(contexts) {
    const sent = new Map(last.filter((card) => card.sent).map((card) => [card.element, card]));
    const around = new Set();
    for (const element of [...sent.keys(), ...contexts.keys()]) {
      for (let up = element.parentElement; up && !around.has(up); up = up.parentElement) around.add(up);
    }
    // What was read stands for itself as text already; a mark that no page can guess keeps its place.
    const mark = `escrowl-${Math.random().toString(36).slice(2)}-`;
    /** @type {string[]} */
    const texts = [];
    /** @param {Element} element */
    const stand = (element) => {
      const place = inert.createElement("s");
      place.textContent = mark + texts.length;
      texts.push(memo.get(element)?.html || readAlone(element, false).html);
      return place;
    };
    /** @param {Element} element @returns {Element | null} */
    const frame = (element) => {
      const context = contexts.get(element);
      if (context) {
        number(context.copy);
        for (const [card, place] of context.places) {
          if (sent.has(card)) place.replaceWith(stand(card));
          else place.remove();
        }
        return context.copy;
      }
      if (context === null || sent.has(element)) return stand(element);
      if (!around.has(element)) return null;
      const shell = inert.importNode(element, false);
      bare(shell);
      shell.setAttribute(NUMBER, String(++numbers));
      for (const child of element.children) {
        const made = frame(child);
        if (made) shell.append(made);
      }
      return shell;
    };
    const root = frame(document.documentElement);
    if (!root) return "";
    const html = root.outerHTML.split(new RegExp(`<s>${mark}(\\d+)</s>`)).map((part, i) => (i % 2 ? texts[Number(part)] ?? "" : part)).join("");
    for (const card of sent.values()) /** @type {Read} */ (memo.get(card.element)).html = "";
    return `<!doctype html>${html}`;
  }

  /** The whole page, cleaned, for whoever mends its layout; empty when it is too long. Anchors are left as they are. */
  function whole() {
    const page = document.documentElement;
    const title = document.title; // its element goes with the head's other content on some pages
    const { copy } = read(page, new Set());
    if (title && !copy.querySelector("title")) copy.prepend(Object.assign(inert.createElement("title"), { textContent: title }));
    const html = `<!doctype html>${copy.outerHTML}`;
    return html.length > MAX_CHARACTERS ? "" : html;
  }

  /** A card's element, or one inside it by its place in the card's copy; null when it has left the page. */
  function elementIn(/** @type {Element} */ card, /** @type {number} */ offset) {
    const element = memo.get(card)?.elements[offset];
    return element?.isConnected ? element : null;
  }

  /** The live element that carries this number in the latest copy; null when it has left the page. @param {number} number */
  function element(number) {
    const card = last.find(({ sent, first, last: end }) => sent && first <= number && number <= end);
    return card ? elementIn(card.element, number - card.first) : null;
  }

  /** Say that something in or at this node changed: its card is read anew. @param {Node | null} node */
  function touch(node) {
    for (let up = node; up; up = up.parentNode) memo.delete(/** @type {Element} */ (up));
  }

  escrowl.snapshot = { take, warm, whole, pageWide, element, elementIn, touch, latest: () => last };
})();
