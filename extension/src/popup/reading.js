/** Reads the words of the page in a tab, where the browser lets the popup do so: on the page whose button was pressed. */

/** @typedef {{url: string, title: string, selected: string, page: string}} Words */

/**
 * Runs in the page, so it may use nothing from outside itself. What is hidden is not read, nor what is being written.
 * @returns {Words}
 */
function read() {
  const visible = (/** @type {Element | null} */ element) => {
    if (!(element instanceof HTMLElement)) return "";
    let text = element.innerText;
    for (const field of element.querySelectorAll("[contenteditable]:not([contenteditable=false]), textarea, select")) {
      const own = field instanceof HTMLElement ? field.innerText.trim() : "";
      if (own) text = text.replace(own, " ");
    }
    return text.trim();
  };
  const field = document.activeElement;
  const inField = field instanceof HTMLTextAreaElement ? field.value.slice(field.selectionStart, field.selectionEnd) : "";
  const columns = [...document.querySelectorAll("main, [role=main], article")].filter((one) => !one.parentElement?.closest("main, [role=main], article"));
  const column = columns.map(visible).join("\n\n").trim();
  const page = column.length >= 80 ? column : visible(document.body);
  return { url: location.href, title: document.title, selected: (getSelection()?.toString() || inField).trim(), page };
}

/**
 * @param {number} tab
 * @returns {Promise<Words | null>} null where the browser lets no extension read
 */
export async function wordsOf(tab) {
  try {
    const frames = await chrome.scripting.executeScript({ target: { tabId: tab, allFrames: true }, func: read });
    const top = frames.find(({ frameId }) => frameId === 0)?.result;
    if (!top) return null;
    const all = frames.flatMap(({ result }) => (result ? [result] : []));
    return { ...top, selected: all.map(({ selected }) => selected).find(Boolean) ?? "", page: all.map(({ page }) => page).filter(Boolean).join("\n\n") };
  } catch {
    return null;
  }
}

/**
 * Whether something is selected; the words themselves are read only when the person asks for a check.
 * @param {number} tab
 * @returns {Promise<boolean | null>} null where the browser lets no extension read
 */
export async function selectedIn(tab) {
  const any = () => {
    const field = document.activeElement;
    return !!getSelection()?.toString().trim() || (field instanceof HTMLTextAreaElement && field.selectionStart !== field.selectionEnd);
  };
  try {
    const frames = await chrome.scripting.executeScript({ target: { tabId: tab, allFrames: true }, func: any });
    return frames.some(({ result }) => result === true);
  } catch {
    return null;
  }
}

const SCRIPTS = ["parts", "look", "placing", "badges", "corner", "composer", "replies", "panel", "aside"].map((name) => `content/${name}.js`);

/**
 * Shows a report on the page itself. On a marketplace our scripts are there already.
 * @param {number} tab @param {object} message @returns {Promise<boolean>}
 */
export async function showOnPage(tab, message) {
  try {
    const here = { tabId: tab };
    const there = await chrome.scripting.executeScript({ target: here, func: () => "escrowl" in globalThis });
    if (!there[0]?.result) await chrome.scripting.executeScript({ target: here, files: SCRIPTS });
    return (await chrome.tabs.sendMessage(tab, message))?.ok === true;
  } catch {
    return false;
  }
}
