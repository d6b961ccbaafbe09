/**
 * Puts a reply into the page's own message box, the way a person would: so that the editor's model follows and undo works.
 *
 * What each editor takes was tried by hand (docs/architecture.md, "Replies in editors"): insertText for plain fields, a paste for rich editors in
 * Chromium (their models follow it, insertText corrupts some), insertText for all in Firefox. Then it is read back: when
 * the text is not there it goes to the clipboard, and the person is told. Nothing is ever sent.
 */
"use strict";

(() => {
  const FIREFOX = CSS.supports("-moz-appearance", "none");
  const SETTLE = 150; // ms an editor needs to see the selection
  const READ_BACK = 120; // ms until it has drawn
  /** @type {WeakRef<HTMLElement> | null} */
  let lastUsed = null;

  const pause = (/** @type {number} */ ms) => new Promise((go) => setTimeout(go, ms));
  const folded = (/** @type {string} */ text) => text.replace(/[\s\u200b\ufeff]+/g, "");

  /** The body of a frame of the page's own in which an editor such as TinyMCE lets a person write. @param {Element} element @returns {HTMLElement | null} */
  function framed(element) {
    try {
      const body = element instanceof HTMLIFrameElement ? element.contentDocument?.body : null;
      return body?.isContentEditable && element.getClientRects().length ? body : null;
    } catch {
      return null; // a frame of another site
    }
  }

  /** @param {Element} element @returns {element is HTMLElement} */
  const usable = (element) =>
    element instanceof HTMLElement && element.isConnected && element.getClientRects().length > 0 && !element.closest("[aria-hidden=true], [inert]") &&
    (element instanceof HTMLTextAreaElement ? !element.disabled && !element.readOnly : element.isContentEditable);

  /** Where a person writes who is in this element: itself, or what is in its frame. @param {Element} element @returns {HTMLElement | null} */
  const fieldOf = (element) => (usable(element) ? element : framed(element));

  document.addEventListener("focusin", ({ target }) => {
    if (target instanceof HTMLElement && fieldOf(target)) lastUsed = new WeakRef(target);
  });

  /** The message box: what the site table names, else the one used last, else the only one in the page's main part. @returns {HTMLElement | null} */
  function find() {
    for (const selector of escrowl.main.kind()?.composer ?? []) {
      try {
        const found = [...document.querySelectorAll(selector)].find(usable);
        if (found) return /** @type {HTMLElement} */ (found);
      } catch {
        // a selector this browser does not know
      }
    }
    const used = lastUsed?.deref(), last = used && fieldOf(used);
    if (last) return last;
    const all = [...document.querySelectorAll("main textarea, main [contenteditable], main iframe, [role=main] textarea, [role=main] [contenteditable], [role=main] iframe")]
      .flatMap((one) => fieldOf(one) ?? []);
    return all.length === 1 ? (all[0] ?? null) : null;
  }

  const valueOf = (/** @type {HTMLElement} */ field) => (field instanceof HTMLTextAreaElement ? field.value : field.innerText);

  /** @param {string} text @param {Document} [page] the field's */
  const insertText = (text, page = document) => page.execCommand("insertText", false, text);

  /** @param {HTMLElement} field @param {string} text @param {string} html @returns {boolean} whether the editor took it */
  function paste(field, text, html) {
    const data = new DataTransfer();
    if (html) data.setData("text/html", html);
    data.setData("text/plain", text);
    return !field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true, composed: true }));
  }

  /** One paragraph a line, escaped. @param {string} text */
  function paragraphs(text) {
    const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
    return escaped.split("\n").map((line) => `<p>${line || "<br>"}</p>`).join("");
  }

  /** @param {HTMLTextAreaElement} field @param {string} text */
  function intoTextarea(field, text) {
    const old = field.value;
    field.setSelectionRange(old.length, old.length);
    const added = (old && !old.endsWith("\n") ? "\n\n" : "") + text;
    if (insertText(added) && field.value !== old) return;
    field.value = old + added;
    field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText", data: added }));
  }

  /** @param {HTMLElement} field @param {string} text */
  async function intoEditor(field, text) {
    const page = field.ownerDocument, draftJs = field.classList.contains("public-DraftEditor-content");
    const full = folded(field.innerText) !== "";
    const selection = page.getSelection();
    selection?.selectAllChildren(field);
    if (full) selection?.collapseToEnd();
    await pause(SETTLE);
    if (FIREFOX) {
      // A line break at the beginning of a text some editors refuse; Draft.js loses what stands before a paragraph made so.
      if (full && !draftJs && page.execCommand("insertParagraph")) await pause(READ_BACK);
      return void insertText(full && draftJs ? `\n${text}` : text, page);
    }
    const added = (full ? "\n" : "") + text; // below what is there
    if (added.includes("\n") && !draftJs && paste(field, added, paragraphs(added))) return;
    if (paste(field, added, "")) return;
    insertText(added, page);
  }

  /** @param {string} text @returns {Promise<boolean>} */
  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const box = document.createElement("textarea");
      box.value = text;
      box.style.cssText = "position:fixed;opacity:0";
      escrowl.parts.own.add(box);
      document.body.append(box);
      box.select();
      const done = document.execCommand("copy");
      box.remove();
      return done;
    }
  }

  /** @param {string} text @returns {Promise<{done: "inserted" | "copied" | "failed", words: string}>} */
  async function insert(text) {
    const field = find();
    if (field) {
      const had = folded(valueOf(field));
      field.focus();
      if (field instanceof HTMLTextAreaElement) intoTextarea(field, text);
      else await intoEditor(field, text);
      await pause(READ_BACK);
      const has = folded(valueOf(field));
      if (has.includes(folded(text)) && has.includes(had)) {
        return { done: "inserted", words: `Inserted${had ? " below your draft" : ""}. Read it once more and send it yourself; undo takes it out${had && FIREFOX ? ", in some editors together with your draft" : ""}.` };
      }
    }
    const why = field ? "The page's message box did not take the text" : "There is no message box on this page";
    if (await copy(text)) return { done: "copied", words: `${why}, so it was copied: paste it where you want it.` };
    return { done: "failed", words: `${why}, and copying was refused. Select the text above and copy it by hand.` };
  }

  escrowl.composer = { find, insert, copy };
})();
