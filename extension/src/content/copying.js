/**
 * Copies an element as cleaned HTML, without touching the live page.
 *
 * The browser itself makes a twin in a document of its own, where nothing is loaded and nothing runs; what is not sent
 * is taken out of the twin. Left out: scripts (JSON data stays), styles, images, SVG, frames, templates, comments,
 * values of form fields, whatever is typed into an editor, and what escrowl itself put there. Of a drawing that says
 * something (an icon named "Payment verified") the tag and its words stay, and nothing else. Numbers are written late, so that the
 * name of a card, which is its text, has none.
 */
"use strict";

(() => {
  /** @typedef {import("../../types/content").Copy} Copy */

  const NUMBER = "data-escrowl-n";
  const MAX_DATA = 1_000_000; // one JSON data script
  const set = (/** @type {string} */ words) => new Set(words.split(" "));
  const DROPPED = set(
    "style link meta base picture source math canvas video audio track iframe frame frameset object embed template " +
      "noscript noembed noframes xmp plaintext listing applet",
  );
  const DATA = set("application/json application/ld+json");
  const VOID = set("area br col hr input param track wbr"); // browsers write nothing of what a script has put into them
  const DRAWN = /\.svg(?:[?#]|$)|^data:image\/svg/i; // photographs are a person's, and so are their names: those are not sent
  const LABELS = ["aria-label", "title", "alt"];
  const ATTRIBUTES = set(`${NUMBER} style src srcset nonce integrity onclick onload onerror`);
  const FIELDS = set("input button option"); // their values are a person's
  const TYPED = 'textarea, select, [contenteditable]:not([contenteditable="false" i])'; // a person types into it: nothing inside is read
  const UNCLEAN = [...DROPPED, ...FIELDS, "script", "svg", "img", TYPED, ...[...ATTRIBUTES].map((name) => `[${name}]`)].join();
  const COMMENTS = NodeFilter.SHOW_COMMENT | NodeFilter.SHOW_PROCESSING_INSTRUCTION;

  const INSIDE = '[^>"]*(?:"[^"]*"[^>"]*)*>'; // the rest of a tag: browsers write attributes so, and may leave "<" and ">" in them as they are
  /** Tags as browsers write them. Drawings get no number, and of a data script what is in it is passed over. */
  const TAG = new RegExp(`<(?:svg(?=[\\s>])${INSIDE}(?:<title>[^<]*</title>)?</svg>|img(?=[\\s>])${INSIDE}|(script)(${INSIDE}[^]*?</script>)|([a-zA-Z][^\\s/>]*)(${INSIDE}))`, "g");

  const inert = document.implementation.createHTMLDocument("");
  /** Stands in a twin where another copy belongs; a page cannot know its name. */
  const HOLE = `x-${Math.random().toString(36).slice(2)}${Math.random().toString(36).slice(2)}`;

  /** Whether a data script is too long to send, or holds what would end it early. @param {Element} data */
  function isUnfit(data) {
    const text = data.textContent ?? "";
    return text.length > MAX_DATA || /<!--|<\/script/i.test(text);
  }

  /** Takes the attributes away that are not sent. @param {Element} twin */
  function bare(twin) {
    const names = twin.getAttributeNames(), field = FIELDS.has(twin.localName);
    for (const name of names) if (ATTRIBUTES.has(name) || (field && (name === "value" || name === "checked"))) twin.removeAttribute(name);
    if (twin.matches(TYPED)) twin.textContent = "";
  }

  /** Leaves of a drawing what it says, and takes it out when it says nothing. @param {Element} twin @param {boolean} isImage */
  function drawing(twin, isImage) {
    /** @type {[string, string][]} */
    const said = [];
    const photograph = isImage && !DRAWN.test(twin.getAttribute("src") ?? "");
    if (!photograph) {
      for (const name of LABELS) {
        const label = twin.getAttribute(name)?.trim();
        if (label) said.push([name, label]);
      }
    }
    const title = isImage ? "" : twin.querySelector("title")?.textContent?.trim();
    if (!said.length && !title) return twin.remove();
    const kind = twin.getAttribute("class");
    for (const name of twin.getAttributeNames()) twin.removeAttribute(name);
    for (const [name, label] of said) twin.setAttribute(name, label);
    if (kind) twin.setAttribute("class", kind);
    if (isImage) return twin.setAttribute("src", ".svg");
    twin.textContent = "";
    if (title) twin.append(Object.assign(inert.createElement("title"), { textContent: title }));
  }

  /** @param {Element} element */
  const isData = (element) => DATA.has((element.getAttribute("type") ?? "").toLowerCase()) && !isUnfit(element);

  /**
   * A twin of `node`.
   * @param {Element} node @param {Set<Node>} around what is copied piece by piece: something in it stands elsewhere, or is ours
   * @param {Map<Node, Element>} places in the twin, of the holes
   * @returns {Element}
   */
  function twinOf(node, around, places) {
    if (!around.has(node)) return inert.importNode(node, true);
    const twin = inert.importNode(node, false);
    for (const child of node.childNodes) {
      if (escrowl.parts.own.has(child)) continue;
      twin.append(places.get(child) ?? (around.has(child) ? twinOf(/** @type {Element} */ (child), around, places) : inert.importNode(child, true)));
    }
    return twin;
  }

  /**
   * @param {Element} root never left out itself @param {Set<Element>} [holes] elements with a copy of their own
   * @returns {Copy}
   */
  function copy(root, holes) {
    /** @type {Map<Element, Element>} */
    const places = new Map();
    const around = new Set();
    /** @param {Element} inside */
    const apart = (inside) => {
      if (inside === root || !root.contains(inside)) return false;
      for (let up = inside.parentNode; up && !around.has(up); up = up.parentNode) around.add(up);
      return true;
    };
    for (const hole of holes ?? []) if (apart(hole)) places.set(hole, inert.createElement(HOLE));
    for (const host of escrowl.parts.hosts) apart(host);
    const twin = twinOf(root, around, places);
    for (const one of twin.querySelectorAll(UNCLEAN)) {
      const tag = one.localName;
      if (tag === "svg" || tag === "img") drawing(one, tag === "img");
      else if (DROPPED.has(tag) || (tag === "script" && !isData(one))) one.remove();
      else bare(one);
    }
    bare(twin);
    const comments = inert.createNodeIterator(twin, COMMENTS);
    for (let one = comments.nextNode(); one; one = comments.nextNode()) /** @type {Comment} */ (one).remove();
    return { twin, html: twin.outerHTML, holes: [...places].flatMap(([hole, place]) => (twin.contains(place) ? [hole] : [])) };
  }

  /**
   * The live elements that have numbers in a copy, in document order: all that is copied but drawings.
   * @param {Element} root @param {number} [most]
   */
  function numberedIn(root, most = Infinity) {
    const elements = [root];
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT);
    let next = root.matches(TYPED) ? null : walker.firstChild();
    while (next && elements.length < most) {
      const element = /** @type {Element} */ (next), tag = element.localName;
      const out = tag === "svg" || tag === "img" || DROPPED.has(tag) || escrowl.parts.own.has(element) || (tag === "script" && !isData(element));
      if (!out) elements.push(element);
      next = out || VOID.has(tag) || element.matches(TYPED) ? null : walker.firstChild();
      while (!next) {
        next = walker.nextSibling();
        if (!next && (walker.parentNode() ?? root) === root) return elements;
      }
    }
    return elements;
  }

  /** What a person reads in a copy, however it is dressed. @param {Copy} copy */
  function wordsOf({ twin }) {
    const texts = inert.createTreeWalker(twin, NodeFilter.SHOW_TEXT);
    let words = "";
    for (let one = texts.nextNode(); one; one = texts.nextNode()) if (one.parentNode?.nodeName !== "SCRIPT") words += /** @type {Text} */ (one).data;
    for (const one of twin.querySelectorAll("[aria-label], [title], [alt]")) for (const name of LABELS) words += `|${one.getAttribute(name) ?? ""}`;
    return words.replace(/\s+/g, "");
  }

  const hole = `<${HOLE}></${HOLE}>`;
  /** The text of a copy without what is in its holes: the same for the same content. @param {Copy} copy */
  const textOf = ({ html, holes }) => (holes.length ? html.replaceAll(hole, "") : html);

  /**
   * The text of a copy, with its elements' numbers.
   * @param {Copy} copy @param {() => number} give a number @param {(hole: Element) => string} [fill] what stands where another copy belongs
   */
  function written({ html, holes }, give, fill) {
    let at = 0;
    const numbered = html.replace(TAG, (tag, script, data, name = script, rest = data) => (!name || name === HOLE ? tag : `<${name} ${NUMBER}="${give()}"${rest}`));
    return holes.length ? numbered.replaceAll(hole, () => fill?.(/** @type {Element} */ (holes[at++])) ?? "") : numbered;
  }

  /** A tag alone, for what stands around copies. @param {Element} element @param {number} number @param {string} inside */
  function shell(element, number, inside) {
    const twin = inert.importNode(element, false);
    bare(twin);
    twin.setAttribute(NUMBER, String(number));
    const html = twin.outerHTML, end = html.lastIndexOf("</");
    return html.slice(0, end) + inside + html.slice(end);
  }

  escrowl.copying = { copy, written, numberedIn, wordsOf, textOf, shell, isUnfit };
})();
