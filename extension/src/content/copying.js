/**
 * Copies an element as cleaned HTML, in one walk over the live page and without touching it.
 *
 * Left out: scripts (JSON data stays), styles, images, SVG, frames, templates, comments, values of form fields,
 * whatever is typed into an editor, and what escrowl itself put there. Of a drawing that says something (an icon named
 * "Payment verified") the tag and its words stay, and nothing else. The text comes in pieces, so that a number can
 * be written behind each tag's name later, and the hash, which leaves numbers out, is made of the same pieces.
 */
"use strict";

(() => {
  /** @typedef {import("../../types/content").Copy} Copy */

  const NUMBER = "data-escrowl-n";
  const NUMBER_LENGTH = NUMBER.length + 9; // with its blank, equals sign, quotes and digits
  const MAX_DATA = 1_000_000; // one JSON data script
  const ELEMENT = 1, TEXT = 3; // kinds of nodes
  const set = (/** @type {string} */ words) => new Set(words.split(" "));
  const DROPPED = set(
    "style link meta base img picture source svg math canvas video audio track iframe frame frameset object embed template " +
      "noscript noembed noframes xmp plaintext listing applet",
  );
  const DATA = set("application/json application/ld+json");
  const FIELDS = set("input button option");
  const VOID = set("area base br col embed hr img input link meta param source track wbr");
  const DRAWN = /\.svg(?:[?#]|$)|^data:image\/svg/i; // photographs are a person's, and so are their names: those are not sent
  const LABELS = ["aria-label", "title", "alt"];
  const ATTRIBUTES = set(`${NUMBER} style src srcset nonce integrity onclick onload onerror`);

  /** @param {string} text @returns {string} as it stands between tags */
  const escaped = (text) => (/[&<>]/.test(text) ? text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;") : text);
  /** @param {string} text @returns {string} as it stands between quotes */
  const quoted = (text) => (/[&"<>]/.test(text) ? escaped(text).replace(/"/g, "&quot;") : text);

  /** Whether a data script is too long to send, or holds what would end it early. @param {Element} data */
  function isUnfit(data) {
    const text = data.textContent ?? "";
    return text.length > MAX_DATA || /<!--|<\/script/i.test(text);
  }

  /** @param {Element} element @param {string} tag */
  const isDropped = (element, tag) =>
    DROPPED.has(tag) || escrowl.parts.own.has(element) || (tag === "script" && (!DATA.has((element.getAttribute("type") ?? "").toLowerCase()) || isUnfit(element)));

  /**
   * What a drawing says, as it is sent; "" when it says nothing.
   * @param {Element} element @param {string} tag @param {string[] | undefined} words
   */
  function drawing(element, tag, words) {
    if (tag === "img" && !DRAWN.test(element.getAttribute("src") ?? "")) return "";
    let text = "", title = "";
    for (const name of LABELS) {
      const label = element.getAttribute(name)?.trim();
      if (!label) continue;
      text += ` ${name}="${quoted(label)}"`;
      words?.push(label);
    }
    if (tag === "svg" && (title = element.querySelector("title")?.textContent?.trim() ?? "")) words?.push(title);
    if (!text && !title) return "";
    const kind = element.getAttribute("class");
    if (kind) text += ` class="${quoted(kind)}"`;
    return tag === "img" ? `${text} src=".svg">` : `${text}>${title && `<title>${escaped(title)}</title>`}</svg>`;
  }

  /** The attributes that are sent, as they stand in a tag. @param {Element} element @param {string} tag @param {string[]} names of all its attributes */
  function attributes(element, tag, names) {
    const field = FIELDS.has(tag);
    let text = "";
    for (const name of names) {
      if (ATTRIBUTES.has(name) || (field && (name === "value" || name === "checked"))) continue;
      text += ` ${name}="${quoted(element.getAttribute(name) ?? "")}"`;
    }
    return text;
  }

  /** Whether a person types into it: then nothing inside is read. @param {Element} element @param {string} tag @param {string[]} names */
  const isTypedInto = (element, tag, names) =>
    tag === "textarea" || tag === "select" || (names.includes("contenteditable") && element.getAttribute("contenteditable")?.toLowerCase() !== "false");

  /**
   * @param {Element} root never left out itself @param {Set<Element>} holes elements with a copy of their own: they stand in the pieces themselves
   * @param {{words?: string[], lead?: string}} [more] `words` takes what a person reads, however it is dressed; `lead` goes before all that is inside the root
   * @returns {Copy}
   */
  function copy(root, holes, { words, lead = "" } = {}) {
    /** @type {Copy["pieces"]} */
    const pieces = [];
    /** @type {Element[]} */
    const elements = [];
    const open = []; // closing tags still to come
    let text = "", size = 0;
    for (let node = /** @type {Node} */ (root); ; ) {
      let next = null;
      const type = node.nodeType;
      if (type === TEXT) {
        const { data } = /** @type {Text} */ (node);
        text += escaped(data);
        words?.push(data);
      } else if (type === ELEMENT) {
        const element = /** @type {Element} */ (node), tag = element.localName;
        if (element !== root && holes.has(element)) {
          size += text.length;
          pieces.push(text, element);
          text = "";
        } else if (tag === "svg" || tag === "img") {
          const said = element === root ? "" : drawing(element, tag, words);
          if (said) {
            text += `<${tag}`;
            size += text.length + NUMBER_LENGTH;
            pieces.push(text, null);
            elements.push(element);
            text = said;
          }
        } else if (element === root || !isDropped(element, tag)) {
          text += `<${tag}`;
          size += text.length + NUMBER_LENGTH;
          pieces.push(text, null);
          elements.push(element);
          const names = element.getAttributeNames();
          text = `${attributes(element, tag, names)}>${element === root ? lead : ""}`;
          if (words && (names.includes("aria-label") || names.includes("title"))) words.push(`${element.ariaLabel}|${element.getAttribute("title")}`);
          if (tag === "script") text += `${element.textContent}</script>`;
          else if (VOID.has(tag)) next = null;
          else if (isTypedInto(element, tag, names) || !(next = element.firstChild)) text += `</${tag}>`;
          else open.push(`</${tag}>`);
        }
      }
      while (!next && node !== root) {
        next = node.nextSibling;
        if (next) break;
        node = /** @type {Node} */ (node.parentNode);
        text += open.pop();
      }
      if (!next) break;
      node = next;
    }
    pieces.push(text);
    return { pieces, elements, size: size + text.length };
  }

  /**
   * The text of a copy, its elements numbered from `first` on.
   * @param {Copy} made @param {number} first 0: no numbers are written @param {(hole: Element) => string} [fill] what stands where another copy belongs
   */
  function written({ pieces }, first, fill) {
    let html = "", number = first;
    for (const piece of pieces) {
      if (typeof piece === "string") html += piece;
      else if (piece) html += fill?.(piece) ?? "";
      else if (first) html += ` ${NUMBER}="${number++}"`;
    }
    return html;
  }

  /** A tag alone, for what stands around copies. @param {Element} element @param {number} number @param {string} inside */
  const shell = (element, number, inside) => `<${element.localName} ${NUMBER}="${number}"${attributes(element, element.localName, element.getAttributeNames())}>${inside}</${element.localName}>`;

  escrowl.copying = { copy, written, shell, isUnfit, quoted };
})();
