/**
 * First of the content scripts: the one global they share, and what more than one of them needs.
 *
 * It lives in the extension's isolated world, where the page cannot see it. It uses no `chrome.*`, so that the
 * scrapers can inject it, with snapshot.js, into a page as it is.
 */
"use strict";

Object.assign(globalThis, { escrowl: {} });

(() => {
  /** Elements that we put into the page: never read back, never counted as a change. @type {WeakSet<Node>} */
  const own = new WeakSet();
  /** Those of them that are in use. @type {Set<Element>} */
  const hosts = new Set();

  /**
   * A new element, with properties and children. Text goes in as text nodes only.
   * @template {keyof HTMLElementTagNameMap} T
   * @param {T} tag
   * @param {Record<string, string>} [attributes]
   * @param {...(Node | string)} children
   * @returns {HTMLElementTagNameMap[T]}
   */
  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  /**
   * A host with a closed shadow root and the given style sheets. Its tag is plain and varies, it carries no
   * attribute: a page that looks for us finds nothing fixed to look for.
   * @param {CSSStyleSheet[]} sheets
   * @param {boolean} block block-level tag rather than inline
   */
  function shadowHost(sheets, block) {
    const tags = block ? ["div", "section", "aside"] : ["span", "div"]; // few tags may have a shadow root
    const host = document.createElement(tags[Math.floor(Math.random() * tags.length)] ?? "span");
    const root = host.attachShadow({ mode: "closed" });
    root.adoptedStyleSheets = sheets;
    own.add(host);
    hosts.add(host);
    return { host, root };
  }

  /** Takes a host off the page for good. @param {Element} host */
  function drop(host) {
    host.remove();
    hosts.delete(host);
  }

  /**
   * 64-bit hash of a text as 16 hex digits (cyrb53's mixing with two full lanes, two characters into each at a
   * time). Fast, not cryptographic: it only tells a changed text from an unchanged one.
   * @param {string} text
   */
  function hash(text) {
    let a = 0xdeadbeef, b = 0x41c6ce57;
    const { length } = text;
    for (let i = 0; i < length; i += 4) { // beyond the end is NaN, which counts as 0; the length tells those apart
      a = Math.imul(a ^ (b >>> 7) ^ text.charCodeAt(i) ^ (text.charCodeAt(i + 1) << 16), 2654435761);
      b = Math.imul(b ^ (a >>> 9) ^ text.charCodeAt(i + 2) ^ (text.charCodeAt(i + 3) << 16), 1597334677);
    }
    a ^= length;
    a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
    b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
    return (a >>> 0).toString(16).padStart(8, "0") + (b >>> 0).toString(16).padStart(8, "0");
  }

  /** Gives the page its turn between two slices of work. @returns {Promise<unknown>} */
  function turn() {
    const scheduler = /** @type {{yield?: () => Promise<void>} | undefined} */ (/** @type {any} */ (globalThis).scheduler);
    return scheduler?.yield ? scheduler.yield() : new Promise((go) => setTimeout(go, 0));
  }

  const PATIENCE = 50; // ms that a page may be busy

  /** Waits until the page has nothing to do, or for a while. @returns {Promise<unknown>} */
  function idle() {
    const ask = /** @type {typeof requestIdleCallback | undefined} */ (globalThis.requestIdleCallback);
    return new Promise((go) => (ask ? ask(go, { timeout: PATIENCE }) : setTimeout(go, 0)));
  }

  escrowl.parts = { own, hosts, make, shadowHost, drop, hash, turn, idle };
})();
