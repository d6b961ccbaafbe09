/** The popup: what escrowl can say of the page in this tab. A page can copy a badge; it cannot copy this. */

import { FROM_OURS, STATES, TO_PAGE } from "../shared/names.js";
import { offerSaving } from "./saving.js";
import { offer } from "./words.js";
import { WORDS, button, byId, icon, make } from "../shared/shapes.js";

/** @typedef {import("../../types/answers").Page} Page */

const LEVELS = ["info", "caution", "warning", "danger"];
const stateBox = byId("state", HTMLElement);
const list = byId("findings", HTMLUListElement);
const pause = byId("pause", HTMLButtonElement);
const next = byId("next", HTMLElement); // what a person can do now

/** The tab the popup is about: the one in front, or `?tab=` when the popup is opened as a page. */
async function tabId() {
  const given = Number(new URLSearchParams(location.search).get("tab"));
  if (given) return given;
  const [tab] = await chrome.tabs.query({ active: true, currentWindow: true });
  return tab?.id;
}

/** @param {string} shape @param {string} title @param {...string} lines */
function say(shape, title, ...lines) {
  stateBox.className = `state ${shape}`;
  stateBox.replaceChildren(icon(shape), make("strong", "", title), ...lines.filter(Boolean).map((line) => make("p", "", line)));
}

/** Leads to the options, where the pairing line goes. */
const offerPairing = () => button(next, "Pair this browser", "main", () => chrome.runtime.openOptionsPage());

/** How the clients' payments stand over the page. @param {Page} page */
function payments(page) {
  const counts = ["unverified", "not shown", "verified"].map((word) => [word, page.cards.filter(({ payment }) => payment === word).length]);
  const told = counts.filter(([, count]) => count).map(([word, count]) => `${count} ${word}`);
  return told.length ? `Payment: ${told.join(", ")}.` : "";
}

/** @param {Page} page @param {number} tab @param {{inPage: boolean}} settings */
function draw(page, tab, settings) {
  const words = STATES[page.state] ?? STATES.checking;
  if (page.state === "not-paired") offerPairing();
  if (page.state === "ok" && !settings.inPage) next.append(make("p", "", "Badges in the page are switched off in the options; the findings stand here only."));
  const cards = page.cards.filter(({ findings, badges }) => findings.length || badges.length);
  const worst = (/** @type {Page["cards"][number]} */ card) => Math.max(...[...card.findings, ...card.badges].map(({ severity }) => LEVELS.indexOf(severity)));
  cards.sort((a, b) => worst(b) - worst(a));
  if (page.state !== "ok") say("grey", words.title, page.words, words.what);
  else if (!page.checked) say("grey", "Nothing to check on this page", "No job, client or talk was found on it.", page.words);
  else {
    const heavy = cards.filter((card) => worst(card) > 0).length;
    const title = heavy ? `${heavy} of ${page.checked} ${page.checked === 1 ? "card" : "cards"} to look at` : `${page.checked} ${page.checked === 1 ? "card" : "cards"} read, no rule speaks up`;
    const top = heavy ? LEVELS[worst(/** @type {Page["cards"][number]} */ (cards[0]))] : "info";
    say(top ?? "info", title, payments(page), heavy ? "" : "That is what the page shows, not a check of the people behind it.", page.words);
  }
  if (page.health) stateBox.append(make("p", "", make("b", "", "Layout changed. "), page.health));
  offerSaving(tab, page);
  list.replaceChildren(
    ...cards.slice(0, 100).map((card) => {
      const button = make("button", "card", make("span", "title", card.title));
      button.type = "button";
      for (const { severity, title } of card.findings.slice(0, 4)) {
        button.append(make("span", `line ${severity}`, icon(severity), make("b", "", WORDS[severity] ?? ""), make("span", "", title)));
      }
      button.addEventListener("click", async () => {
        const shown = await chrome.tabs.sendMessage(tab, { what: TO_PAGE.show, card: card.id }).catch(() => null);
        if (shown?.ok) window.close();
      });
      return make("li", "", button);
    }),
  );
}

let shown = ""; // what is drawn: drawing the same anew would take the focus from under a keyboard

async function refresh() {
  const tab = await tabId();
  /** @type {Page | null} */
  const page = tab === undefined ? null : await chrome.tabs.sendMessage(tab, { what: TO_PAGE.page }).catch(() => null);
  const { settings } = await chrome.runtime.sendMessage({ what: FROM_OURS.settings });
  const now = JSON.stringify([page, settings]);
  if (now === shown) return undefined;
  shown = now;
  next.replaceChildren();
  if (page && tab !== undefined) return draw(page, tab, settings);
  list.replaceChildren();
  if (!settings.port && !settings.paused) offerPairing();
  if (settings.paused) return say("grey", STATES.paused.title, STATES.paused.what);
  if (!settings.port) return say("grey", STATES["not-paired"].title, STATES["not-paired"].what);
  return say("grey", STATES.elsewhere.title, STATES.elsewhere.what, "On a page that was open before escrowl was installed: reload it.");
}

async function drawPause() {
  const { settings } = await chrome.runtime.sendMessage({ what: FROM_OURS.settings });
  pause.setAttribute("aria-pressed", String(settings.paused));
  pause.textContent = settings.paused ? "Go on" : "Pause";
}

async function again() {
  const tab = await tabId();
  if (tab !== undefined) await chrome.tabs.sendMessage(tab, { what: TO_PAGE.again }).catch(() => null);
  setTimeout(refresh, 400);
}

pause.addEventListener("click", async () => {
  await chrome.runtime.sendMessage({ what: FROM_OURS.save, settings: { paused: pause.getAttribute("aria-pressed") !== "true" } });
  await drawPause();
  await again();
});
byId("again", HTMLButtonElement).addEventListener("click", async () => {
  await chrome.runtime.sendMessage({ what: FROM_OURS.retry });
  await again();
});
byId("dashboard", HTMLButtonElement).addEventListener("click", async () => {
  const answer = await chrome.runtime.sendMessage({ what: FROM_OURS.dashboard });
  if (answer.state === "ok") return window.close();
  const known = STATES[/** @type {keyof typeof STATES} */ (answer.state)] ?? STATES.refused;
  byId("fault", HTMLElement).textContent = `The dashboard was not opened: ${known.title.toLowerCase()}. ${answer.words || known.what}`;
  return undefined;
});
byId("options", HTMLButtonElement).addEventListener("click", () => chrome.runtime.openOptionsPage());

await drawPause();
await refresh();
const here = await tabId();
if (here !== undefined) await offer(here, !list.childElementCount && !stateBox.textContent?.includes("read, no rule"));
setInterval(refresh, 1500);
