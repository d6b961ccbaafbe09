/**
 * The worker: hears the content scripts, the popup and the options page, and talks to the server for them.
 *
 * A content script can do five things, each about the page it is on: get the site table, have the page checked, have
 * replies filled, dismiss a finding or mute its rule, have the page saved for a fix. Who it is and where is taken from the browser (`sender`), never from the message.
 * On any other page it runs only after a person pressed the button there, and can then have replies filled.
 */

import * as answers from "./answers.js";
import { PairingFault, importKey, keepKey, parseLine } from "./pairing.js";
import { inTurn } from "./queue.js";
import { ServerFault, call, hello, knownSites, reset, siteTable } from "./server.js";
import * as settings from "./settings.js";
import { FROM_OURS, FROM_PAGE, STATES, TO_PAGE } from "../shared/names.js";

/** @typedef {import("../../types/answers").Answer} Answer */
/** @typedef {{tab: number, url: URL}} Place */

const MAX_HTML = 4_000_000;
const MAX_TEXT = 100_000; // the server's limit on words alone
const TAKEN_BY = `extension ${chrome.runtime.getManifest().version}`;
const HOSTS = new Set(
  (chrome.runtime.getManifest().content_scripts ?? []).flatMap((script) => (script.matches ?? []).map((match) => new URL(match.replace("/*", "/")).hostname)),
);
/** Pages about money, sign-in and security of the account: never read, whatever the server's table says. */
const NEVER = /\/(login|signup|logout|uas|checkpoint|account-security|payments?|payouts?|billing|deposit-methods|deposits?|withdraw|withdrawals?|identity|settings|psettings|mypreferences|tax)(\/|$)/i;
const COLOURS = /** @type {Record<string, string>} */ ({ danger: "#b3261e", warning: "#a84a00", caution: "#7a6200", info: "#2b5f8f", grey: "#6b6f76" });

/** The page a message comes from, by the browser's word; null when it is not a page we read. @param {chrome.runtime.MessageSender} sender @returns {Place | null} */
export function placeOf(sender) {
  if (sender.id !== chrome.runtime.id || sender.frameId !== 0 || sender.tab?.id === undefined || !sender.url) return null;
  const url = new URL(sender.url);
  const origin = /** @type {{origin?: string}} */ (sender).origin;
  if (url.protocol !== "https:" || !HOSTS.has(url.hostname) || (origin && origin !== url.origin)) return null;
  return { tab: sender.tab.id, url };
}

/** Tabs in which a person asked for a check of words, and where. @returns {Promise<Record<number, string>>} */
const asides = async () => /** @type {any} */ ((await chrome.storage.session.get("aside")).aside ?? {});

/** A page that is not one of the marketplaces', on which a person asked for a check. @param {chrome.runtime.MessageSender} sender @returns {Promise<boolean>} */
async function asked(sender) {
  if (sender.id !== chrome.runtime.id || sender.frameId !== 0 || sender.tab?.id === undefined || !sender.url) return false;
  return (await asides())[sender.tab.id] === new URL(sender.url).origin;
}

/** @param {chrome.runtime.MessageSender} sender */
const fromOurs = (sender) => sender.id === chrome.runtime.id && !!sender.url?.startsWith(chrome.runtime.getURL(""));

/** @param {unknown} value @param {number} most */
const text = (value, most) => (typeof value === "string" ? value.slice(0, most) : "");

/** @param {settings.Settings} mine */
const me = (mine) => ({ ...(mine.name && { name: mine.name }), ...(mine.rate && { rate: Number(mine.rate) }) });
/** The same where facts are judged. @param {settings.Settings} mine */
const meForFacts = (mine) => ({ ...me(mine), ...(mine.idBadge && { id_badge: mine.idBadge }) });
/** The same where replies are filled. @param {settings.Settings} mine */
const meForReplies = (mine) => ({ ...me(mine), currency: mine.currency, ...(mine.minutes && { minutes: Number(mine.minutes) }) });

/** What stands in the way before the server is even asked. @param {Place} place @param {settings.Settings} mine @returns {Answer | null} */
function barred(place, mine) {
  if (mine.paused) return { state: "paused" };
  return NEVER.test(place.url.pathname) ? { state: "elsewhere" } : null;
}

/** @param {Place} place @returns {Promise<Answer>} */
async function sitesFor(place) {
  const mine = await settings.load();
  const stop = barred(place, mine);
  if (stop) return stop;
  const site = (await siteTable(mine)).find(({ hosts }) => hosts.includes(place.url.hostname)) ?? null;
  if (site && mine.sites[site.site] === false) return { state: "paused", words: `${site.name} is switched off in the options.` };
  return { state: "ok", site, tone: mine.tone, inPage: mine.inPage };
}

/** @param {Place} place @param {any} message @returns {Promise<Answer>} */
async function check(place, message) {
  const mine = await settings.load();
  const stop = barred(place, mine);
  if (stop) return stop;
  const html = message.html, id = text(message.id, 64), scope = message.scope;
  if (typeof html !== "string" || html.length > MAX_HTML || !/^[0-9a-f-]{36}$/.test(id) || !["page", "cards", "changes"].includes(scope)) {
    return { state: "unreadable", words: "The page is too long to be read." };
  }
  const raw = await inTurn(place.tab, () =>
    call(mine, "check", {
      id,
      url: place.url.href,
      html,
      taken_at: new Date().toISOString(),
      taken_by: TAKEN_BY,
      scope,
      me: meForFacts(mine),
    }),
  );
  const report = answers.report(raw);
  return report ? { state: "ok", report } : { state: "refused", words: "The server's answer was not understood: update escrowl." };
}

/** The words a person asked about, from the popup. @param {any} message @returns {Promise<Answer>} */
async function words(message) {
  const mine = await settings.load();
  if (mine.paused) return { state: "paused" };
  const url = new URL(text(message.url, 4000));
  if (HOSTS.has(url.hostname) && NEVER.test(url.pathname)) return { state: "elsewhere", words: "Pages about money, sign-in and security of the account are never read." };
  const raw = await call(mine, "text", {
    url: url.href,
    title: text(message.title, 400),
    text: text(message.text, MAX_TEXT),
    scope: message.scope === "selection" ? "selection" : "page",
    taken_by: TAKEN_BY,
    me: meForFacts(mine),
  });
  const report = answers.report(raw);
  return report ? { state: "ok", report, tone: mine.tone } : { state: "refused", words: "The server's answer was not understood: update escrowl." };
}

/** From now on the scripts in this tab may ask for replies, until it goes to another site. @param {any} message @returns {Promise<Answer>} */
async function setAside(message) {
  const kept = Object.entries(await asides()).slice(-20);
  await chrome.storage.session.set({ aside: { ...Object.fromEntries(kept), [Number(message.tab)]: new URL(text(message.url, 4000)).origin } });
  return { state: "ok" };
}

/** @param {any} message @returns {Promise<Answer>} */
async function replies(message) {
  const mine = await settings.load();
  if (mine.paused) return { state: "paused" };
  const ids = (Array.isArray(message.ids) ? message.ids : []).filter((/** @type {unknown} */ id) => typeof id === "string").slice(0, 20);
  /** @type {Record<string, string>} */
  const slots = {};
  for (const [slot, value] of Object.entries(message.slots ?? {}).slice(0, 60)) if (typeof value === "string") slots[slot.slice(0, 60)] = value.slice(0, 200);
  const tone = ["soft", "neutral", "firm"].includes(message.tone) ? message.tone : mine.tone;
  const raw = await call(mine, "replies", {
    ids,
    site: text(message.site, 40),
    slots,
    flags: (Array.isArray(message.flags) ? message.flags : []).filter((/** @type {unknown} */ flag) => typeof flag === "string").slice(0, 20),
    tone,
    me: meForReplies(mine),
  });
  return { state: "ok", replies: answers.replies(raw) };
}

/** @param {any} message @returns {Promise<Answer>} */
async function dismiss(message) {
  const raw = await call(await settings.load(), "dismiss", {
    site: text(message.site, 40),
    card: text(message.card, 200),
    rule: text(message.rule, 120),
    undo: message.undo === true,
  });
  return { state: "ok", ok: raw?.ok === true };
}

/** @param {any} message @returns {Promise<Answer>} */
async function mute(message) {
  const raw = await call(await settings.load(), "mute", {
    rule: text(message.rule, 120),
    where: ["client", "site"].includes(message.where) ? message.where : "everywhere",
    key: text(message.key, 200),
    confirm: message.confirm === true,
  });
  return { state: "ok", muted: answers.muted(raw) };
}

/** Keeps the whole page on this computer, for a fix. @param {Place} place @param {any} message @returns {Promise<Answer>} */
async function savePage(place, message) {
  const mine = await settings.load();
  const stop = barred(place, mine);
  if (stop) return stop;
  if (typeof message.html !== "string" || message.html.length > MAX_HTML) return { state: "unreadable", words: "The page is too long to be saved." };
  const raw = await call(mine, "save-page", { url: place.url.href, html: message.html, taken_at: new Date().toISOString() });
  return { state: "ok", saved: answers.saved(raw) };
}

/** The sign on the toolbar's icon. @param {Place} place @param {any} message @returns {Promise<Answer>} */
async function mark(place, message) {
  const state = message.state in STATES ? /** @type {keyof typeof STATES} */ (message.state) : "checking";
  const grey = state !== "ok";
  const signs = /** @type {Record<string, string>} */ ({ elsewhere: "", paused: "II", checking: "…", ok: String(Math.min(99, Number(message.count) || 0)) });
  await chrome.action.setBadgeText({ tabId: place.tab, text: signs[state] ?? "?" });
  await chrome.action.setBadgeBackgroundColor({ tabId: place.tab, color: (grey ? COLOURS.grey : COLOURS[message.severity]) ?? "#6b6f76" });
  await chrome.action.setTitle({ tabId: place.tab, title: `escrowl: ${STATES[state].title}` });
  return { state: "ok" };
}

/** Open pages are checked again: the pairing, or what may be read, has changed. */
async function tellPages() {
  const tabs = await chrome.tabs.query({});
  for (const { id } of tabs) if (id !== undefined) chrome.tabs.sendMessage(id, { what: TO_PAGE.again }).catch(() => undefined); // no page of ours
}

/** @param {string} line @returns {Promise<Answer>} */
async function pair(line) {
  const parsed = parseLine(line);
  const key = await importKey(parsed.key);
  const where = { port: parsed.port, clientId: parsed.clientId };
  reset();
  await hello(where, key, true);
  // The server ties the pairing to this browser when the token is first used: use it while its window is open.
  await call(where, "replies", { ids: [], site: "upwork", slots: {}, flags: [], tone: "neutral", me: {} }, false).catch((fault) => {
    if (fault.status !== 400 && fault.status !== 422) throw fault;
  });
  await keepKey(key);
  await settings.save(where);
  await tellPages();
  return { state: "ok", words: `Paired with the server on port ${parsed.port}.` };
}

/** @returns {Promise<Answer>} */
async function unpair() {
  reset();
  await keepKey(null);
  await settings.save({ port: 0, clientId: "" });
  await tellPages();
  return { state: "not-paired" };
}

/** @param {any} message @param {Place} place @returns {Promise<Answer>} */
async function answerPage(message, place) {
  switch (message?.what) {
    case FROM_PAGE.sites:
      return sitesFor(place);
    case FROM_PAGE.check:
      return check(place, message);
    case FROM_PAGE.replies:
      return barred(place, await settings.load()) ?? replies(message);
    case FROM_PAGE.dismiss:
      return dismiss(message);
    case FROM_PAGE.mute:
      return mute(message);
    case FROM_PAGE.savePage:
      return savePage(place, message);
    case FROM_PAGE.mark:
      return mark(place, message);
    default:
      return { state: "refused" };
  }
}

/** Opens the dashboard in a tab; the link works once, within a minute. @returns {Promise<Answer>} */
async function dashboard() {
  const mine = await settings.load();
  const url = answers.link(await call(mine, "open", {}), mine.port);
  if (!url) return { state: "refused", words: "The server's answer was not understood: update escrowl." };
  await chrome.tabs.create({ url });
  return { state: "ok" };
}

/** @type {Promise<unknown>} */
let pairingTurn = Promise.resolve();

/** Pairing and questions about it go one after the other: each opens a session of its own. @template T @param {() => Promise<T>} work @returns {Promise<T>} */
function alone(work) {
  const mine = pairingTurn.then(work);
  pairingTurn = mine.catch(() => undefined);
  return mine;
}

/** @returns {Promise<Answer & {settings: settings.Settings, sites: unknown}>} */
async function serverState() {
  reset();
  const mine = await settings.load();
  return { state: "ok", settings: mine, sites: named(await siteTable(mine)) };
}

/** @param {import("../../types/answers").Site[]} table */
const named = (table) => table.map(({ site, name }) => ({ site, name }));

/** @param {any} message @returns {Promise<Answer & {settings?: settings.Settings, sites?: unknown}>} */
async function answerOurs(message) {
  switch (message?.what) {
    case FROM_OURS.pair:
      return alone(() => pair(text(message.line, 400)));
    case FROM_OURS.unpair:
      return alone(unpair);
    case FROM_OURS.settings:
      return { state: "ok", settings: await settings.load(), sites: named(await knownSites()) };
    case FROM_OURS.save: {
      const kept = await settings.save({ ...message.settings, ...keptPairing(await settings.load()) });
      await tellPages();
      return { state: "ok", settings: kept };
    }
    case FROM_OURS.text:
      return words(message);
    case FROM_OURS.replies:
      return replies(message);
    case FROM_OURS.aside:
      return setAside(message);
    case FROM_OURS.dashboard:
      return dashboard();
    case FROM_OURS.retry:
      reset();
      return { state: "ok" };
    case FROM_OURS.state:
      return alone(serverState);
    default:
      return { state: "refused" };
  }
}

/** @param {any} message @param {chrome.runtime.MessageSender} sender @returns {Promise<Answer>} */
const answerAside = async (message, sender) => ((await asked(sender)) ? replies(message) : { state: "refused" });

/** A form never changes what pairing set. @param {settings.Settings} mine */
const keptPairing = ({ port, clientId }) => ({ port, clientId });

chrome.runtime.onMessage.addListener((message, sender, respond) => {
  const place = placeOf(sender);
  const aside = !place && !fromOurs(sender) && message?.what === FROM_PAGE.replies && sender.tab;
  const answer = place ? answerPage(message, place) : fromOurs(sender) ? answerOurs(message) : aside ? answerAside(message, sender) : null;
  if (!answer) return false;
  answer.then(respond, (fault) => {
    if (fault instanceof PairingFault) respond({ state: "not-paired", words: fault.message });
    else if (fault instanceof ServerFault) respond({ state: fault.state, words: fault.message });
    else {
      console.error(fault);
      respond({ state: "refused", words: "Something went wrong inside the extension. Reload it on the browser's extensions page." });
    }
  });
  return true;
});

// Just loaded: there is nothing to see before it is paired, and the options say how.
chrome.runtime.onInstalled.addListener(async ({ reason }) => {
  if (reason === "install" && !(await settings.load()).port) await chrome.runtime.openOptionsPage();
});

settings.closeStorage().catch(() => undefined); // an older browser: content scripts could read the settings, not the key
