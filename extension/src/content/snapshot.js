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
  const MAX_DATA = 1_000_000; // one JSON data script
  const MAX_DEPTH = 400; // deeper is a page built to hurt; real pages stay under 60
  const DROPPED = new Set(
    ("script style link meta base img picture source svg math canvas video audio track iframe frame frameset object embed " +
      "template noscript noembed noframes xmp plaintext listing param applet").split(" "),
  );
  const VOID = new Set("area br col hr input wbr".split(" "));
  const FIELDS = new Set("input textarea select option button".split(" "));
  const NOT_COPIED = new Set([NUMBER, "style", "src", "srcset", "srcdoc", "nonce", "integrity", "poster"]);
  const ENTITIES = /** @type {Record<string, string>} */ ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" });

  /** Numbers are filled in when the copy is put together; `null` keeps their place. @typedef {string | null | Element} Piece */
  /** @type {WeakMap<Element, {hash: string, elements: WeakRef<Element>[], pieces: Piece[] | null}>} */
  const memo = new WeakMap();
  /** @type {import("../../types/content").SnapCard[]} */
  let last = [];

  const escape = (/** @type {string} */ text) => (/[&<>"]/.test(text) ? text.replace(/[&<>"]/g, (c) => ENTITIES[c] ?? c) : text);

  /** Whether an element holds what a person typed, and not what the page says. @param {Element} element */
  function typedInto(element) {
    const editable = element.getAttribute("contenteditable");
    return element.localName === "textarea" || element.localName === "select" || (editable !== null && editable !== "false");
  }

  /** `<tag attr="…"` without the closing `>`. @param {Element} element @param {string} tag */
  function opening(element, tag) {
    let text = `<${tag}`;
    for (const { name, value } of element.attributes) {
      if (NOT_COPIED.has(name) || name.startsWith("on") || !/^[\w:.@-]+$/.test(name)) continue;
      if ((name === "value" || name === "checked" || name === "selected") && FIELDS.has(tag)) continue;
      text += value ? ` ${name}="${escape(value)}"` : ` ${name}`;
    }
    return text;
  }

  const tagOf = (/** @type {Element} */ element) => (/^[a-z][a-z0-9-]*$/.test(element.localName) ? element.localName : "span");

  /**
   * Writes one element into `pieces` and lists the numbered elements in the same order.
   * @param {Element} element @param {Piece[]} pieces @param {WeakRef<Element>[]} elements
   * @param {Set<Element>} holes elements that are written on their own @param {number} depth
   */
  function write(element, pieces, elements, holes, depth) {
    const tag = tagOf(element);
    if (escrowl.parts.own.has(element)) return;
    if (tag === "script" && /^application\/(ld\+)?json$/i.test(element.getAttribute("type") ?? "")) {
      const data = element.textContent ?? "";
      if (data.length <= MAX_DATA && !/<\/script|<!--/i.test(data)) {
        elements.push(new WeakRef(element));
        pieces.push(`${opening(element, tag)} ${NUMBER}="`, null, `">${data}</script>`);
      }
      return;
    }
    if (DROPPED.has(tag)) return;
    elements.push(new WeakRef(element));
    pieces.push(`${opening(element, tag)} ${NUMBER}="`, null, '">');
    if (VOID.has(tag)) return;
    if (depth < MAX_DEPTH && !typedInto(element)) writeInside(element, pieces, elements, holes, depth);
    pieces.push(`</${tag}>`);
  }

  /** @param {Element} element @param {Piece[]} pieces @param {WeakRef<Element>[]} elements @param {Set<Element>} holes @param {number} depth */
  function writeInside(element, pieces, elements, holes, depth) {
    for (let node = element.firstChild; node; node = node.nextSibling) {
      if (node.nodeType === Node.TEXT_NODE) {
        pieces.push(escape(node.nodeValue ?? ""));
      } else if (node.nodeType === Node.ELEMENT_NODE) {
        const child = /** @type {Element} */ (node);
        if (holes.has(child)) pieces.push(child);
        else write(child, pieces, elements, holes, depth + 1);
      }
    }
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

  /** Where the page says what it is about, when no card is known. */
  const mainColumn = () => document.querySelector("main, [role=main], #main, #content") ?? document.body ?? document.documentElement;

  /**
   * Reads the page.
   *
   * @param {import("../../types/content").SiteKind | null} kind what the site table says of this address; null: send the main column
   * @param {import("../../types/content").TakeOptions} [options] `known` tells which cards the server has answered;
   *   `budget` is how many milliseconds may be spent before the rest is left for the next call (`more`)
   * @returns {import("../../types/content").Snap} with `html` empty when there is nothing new
   */
  function take(kind, options = {}) {
    const started = performance.now();
    let cards = kind ? pick(kind.cards) : new Set();
    const page = cards.size === 0;
    if (page) cards = new Set([mainColumn()]);
    const context = pick(kind ? kind.context : []);
    for (const element of context) {
      for (let up = element.parentElement; up; up = up.parentElement) if (cards.has(up)) context.delete(element);
      if (cards.has(element)) context.delete(element);
    }

    /** @type {Map<Element, Piece[]>} */
    const contextPieces = new Map();
    const contextHash = [];
    for (const element of context) {
      /** @type {Piece[]} */
      const pieces = [];
      write(element, pieces, [], cards, 0);
      contextPieces.set(element, pieces);
      contextHash.push(...pieces);
    }
    const around = escrowl.parts.hash(contextHash);

    last = [];
    let more = false, skipped = false, fresh = 0, size = 0;
    /** @type {Map<Element, import("../../types/content").SnapCard>} */
    const sending = new Map();
    for (const element of cards) {
      if (more || (fresh > 0 && options.budget !== undefined && performance.now() - started > options.budget)) {
        more = true;
        break;
      }
      let entry = memo.get(element);
      if (!entry) {
        /** @type {Piece[]} */
        const pieces = [];
        /** @type {WeakRef<Element>[]} */
        const elements = [];
        write(element, pieces, elements, new Set(), 0);
        entry = { hash: escrowl.parts.hash(pieces), elements, pieces };
        memo.set(element, entry);
        fresh += 1;
      }
      /** @type {import("../../types/content").SnapCard} */
      const card = { element, hash: entry.hash, key: `${around}.${entry.hash}`, first: 0, last: 0, sent: false };
      last.push(card);
      if (options.known?.(card.key)) {
        skipped = true;
        entry.pieces = null;
        continue;
      }
      if (!entry.pieces) {
        entry.pieces = [];
        entry.elements = [];
        write(element, entry.pieces, entry.elements, new Set(), 0);
        entry.hash = card.hash = escrowl.parts.hash(entry.pieces);
        card.key = `${around}.${entry.hash}`;
      }
      const length = entry.pieces.reduce((sum, piece) => sum + (typeof piece === "string" ? piece.length : 8), 0);
      if (size + length > MAX_CHARACTERS * 0.9) {
        more = sending.size > 0; // the rest goes with the next call; one card that is too long is never sent
        if (!more) return { html: "", scope: "page", url: location.href, cards: [], more: false, tooLong: true };
        last.pop();
        break;
      }
      size += length;
      card.sent = true;
      sending.set(element, card);
    }

    let html = "";
    if (sending.size) {
      html = assemble(sending, contextPieces);
      if (html.length > MAX_CHARACTERS) return { html: "", scope: "page", url: location.href, cards: [], more: false, tooLong: true };
    }
    for (const card of sending.keys()) /** @type {{pieces: Piece[] | null}} */ (memo.get(card)).pieces = null;
    return {
      html,
      scope: page ? "page" : skipped || more ? "changes" : "cards",
      url: location.href,
      cards: last.map(({ hash, key, first, last: end, sent }) => ({ hash, key, first, last: end, sent })),
      more,
      tooLong: false,
    };
  }

  /**
   * One document of the picked elements, inside the bare opening tags of what is around them, in document order.
   * @param {Map<Element, import("../../types/content").SnapCard>} sending @param {Map<Element, Piece[]>} context
   */
  function assemble(sending, context) {
    const around = new Set();
    for (const element of [...sending.keys(), ...context.keys()]) {
      for (let up = element.parentElement; up && !around.has(up); up = up.parentElement) around.add(up);
    }
    let number = 0;
    /** @type {string[]} */
    const out = ["<!doctype html>"];
    /** @param {Piece[]} pieces */
    const put = (pieces) => {
      for (const piece of pieces) {
        if (piece === null) out.push(String(++number));
        else if (typeof piece === "string") out.push(piece);
        else putCard(piece);
      }
    };
    /** @param {Element} element */
    const putCard = (element) => {
      const card = sending.get(element);
      if (!card) return;
      card.first = number + 1;
      put(memo.get(element)?.pieces ?? []);
      card.last = number;
    };
    /** @param {Element} element */
    const walk = (element) => {
      const pieces = context.get(element);
      if (pieces) put(pieces);
      else if (sending.has(element)) putCard(element);
      else if (around.has(element)) {
        const tag = tagOf(element);
        out.push(opening(element, tag), ">");
        for (const child of element.children) walk(child);
        out.push(`</${tag}>`);
      }
    };
    walk(document.documentElement);
    return out.join("");
  }

  /** A card's element, or one inside it by its place in the card's copy; null when it has left the page. */
  function elementIn(/** @type {Element} */ card, /** @type {number} */ offset) {
    const element = memo.get(card)?.elements[offset]?.deref();
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

  escrowl.snapshot = { take, element, elementIn, touch, latest: () => last };
})();
