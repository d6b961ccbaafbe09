/**
 * One check at a time for each tab, and few at once over all tabs.
 *
 * Nothing waits on disk: a page that could not be sent is still open, and its content script asks again with the
 * same id, which the server counts once. So no page is ever stored by the extension.
 */

const AT_ONCE = 3;
/** @type {Map<number, Promise<unknown>>} */
const ofTab = new Map();
/** @type {(() => void)[]} */
const waiting = [];
let running = 0;

/**
 * Runs `work` when it is this tab's turn and one of the places is free.
 * @template T
 * @param {number} tab @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function inTurn(tab, work) {
  const before = ofTab.get(tab);
  const mine = (async () => {
    await before?.catch(() => undefined);
    if (running >= AT_ONCE) await new Promise((/** @type {(value?: unknown) => void} */ go) => waiting.push(go));
    running += 1;
    try {
      return await work();
    } finally {
      running -= 1;
      waiting.shift()?.();
    }
  })();
  ofTab.set(tab, mine);
  try {
    return await mine;
  } finally {
    if (ofTab.get(tab) === mine) ofTab.delete(tab);
  }
}
