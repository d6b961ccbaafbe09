/** What a person set. Kept in `storage.local`, closed to content scripts where the browser can do that. */

/**
 * @typedef {object} Settings
 * @property {number} port the server's port; 0 when not paired
 * @property {string} clientId id of this browser at the server
 * @property {string} name my name, for the replies
 * @property {string} rate my hourly rate, a decimal number or empty
 * @property {string} currency three letters
 * @property {string} minutes how long a first talk with me may be, a whole number or empty
 * @property {"" | "verified" | "unverified"} idBadge what the sites say of my own identity; empty: not told
 * @property {number} patience seconds the server is given for an answer
 * @property {"soft" | "neutral" | "firm"} tone
 * @property {boolean} paused
 * @property {boolean} inPage badges in the page; off: only in the popup, and the site sees nothing of escrowl
 * @property {Record<string, boolean>} sites a site that is false is not read
 */

/** @type {Settings} */
export const DEFAULTS = Object.freeze({
  port: 0,
  clientId: "",
  name: "",
  rate: "",
  currency: "USD",
  minutes: "",
  idBadge: "",
  patience: 5,
  tone: "neutral",
  paused: false,
  inPage: true,
  sites: {},
});

/** Whatever was stored or sent, as settings; a value that does not fit is replaced by the default. @param {any} raw @returns {Settings} */
export function settled(raw) {
  const plain = raw && typeof raw === "object" ? raw : {};
  const text = (/** @type {unknown} */ value, /** @type {number} */ most) => (typeof value === "string" ? value.trim().slice(0, most) : "");
  const port = Number(plain.port);
  /** @type {Record<string, boolean>} */
  const sites = {};
  for (const [site, on] of Object.entries(plain.sites ?? {}).slice(0, 50)) if (on === false && /^\w{1,40}$/.test(site)) sites[site] = false;
  const patience = Number(plain.patience);
  const rate = text(plain.rate, 12).replace(",", ".");
  return {
    port: Number.isInteger(port) && port > 0 && port < 65536 ? port : 0,
    clientId: typeof plain.clientId === "string" && /^[A-Za-z0-9_-]{1,64}$/.test(plain.clientId) ? plain.clientId : "",
    name: text(plain.name, 80),
    rate: /^\d{1,6}(\.\d{1,2})?$/.test(rate) ? rate : "",
    currency: /^[A-Za-z]{3}$/.test(plain.currency) ? plain.currency.toUpperCase() : DEFAULTS.currency,
    minutes: /^[1-9]\d{0,2}$/.test(text(String(plain.minutes ?? ""), 3)) && Number(plain.minutes) <= 600 ? String(plain.minutes) : "",
    idBadge: ["verified", "unverified"].includes(plain.idBadge) ? plain.idBadge : "",
    patience: patience >= 0.5 && patience <= 60 ? patience : DEFAULTS.patience,
    tone: ["soft", "neutral", "firm"].includes(plain.tone) ? plain.tone : DEFAULTS.tone,
    paused: plain.paused === true,
    inPage: plain.inPage !== false,
    sites,
  };
}

/** What was read, until it changes: each message of a page asks for it. @type {Promise<Settings> | null} */
let known = null;

/** @returns {Promise<Settings>} */
export function load() {
  known ??= chrome.storage.local.get("settings").then(({ settings }) => settled(settings));
  known.catch(forget);
  return known;
}

function forget() {
  known = null;
}

/** @param {Partial<Settings>} change @returns {Promise<Settings>} */
export async function save(change) {
  const settings = settled({ ...(await load()), ...change });
  await chrome.storage.local.set({ settings });
  forget();
  return settings;
}

globalThis.chrome?.storage?.onChanged?.addListener((changes, area) => {
  if (area === "local" && "settings" in changes) forget();
});

/** Chrome can close `storage.local` to content scripts; Firefox has no such call. */
export async function closeStorage() {
  const area = /** @type {{setAccessLevel?: (o: {accessLevel: string}) => Promise<void>}} */ (/** @type {unknown} */ (chrome.storage.local));
  await area.setAccessLevel?.({ accessLevel: "TRUSTED_CONTEXTS" });
}
