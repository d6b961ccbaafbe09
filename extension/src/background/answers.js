/**
 * What the server answers, checked and cut before anyone uses it.
 *
 * Unknown fields are dropped, texts cut to lengths a badge or panel can show, lists to lengths a page can have. A
 * value of the wrong type becomes its empty form; a card or badge without what it needs is left out. The extension
 * draws typed data and nothing else.
 */

/** @typedef {import("../../types/answers").Severity} Severity */

const SEVERITIES = ["info", "caution", "warning", "danger"];
const STATUSES = ["read", "partial", "unreadable", "unsupported"];

/** @param {unknown} value @param {number} most */
const text = (value, most) => (typeof value === "string" ? value.slice(0, most) : "");
/** @param {unknown} value @param {number} most @returns {any[]} */
const list = (value, most) => (Array.isArray(value) ? value.slice(0, most) : []);
/** @param {unknown} value @param {number} many @param {number} most @returns {string[]} */
const texts = (value, many, most) => list(value, many).filter((item) => typeof item === "string").map((item) => item.slice(0, most));
/** @param {unknown} value @returns {Severity | null} */
const severity = (value) => (SEVERITIES.includes(/** @type {string} */ (value)) ? /** @type {Severity} */ (value) : null);
/** @param {unknown} value */
const count = (value) => (Number.isInteger(value) && /** @type {number} */ (value) >= 0 ? /** @type {number} */ (value) : 0);

/**
 * @template T
 * @param {unknown} value @param {number} many @param {(item: any) => T | undefined} item
 * @returns {Record<string, T>}
 */
function table(value, many, item) {
  /** @type {[string, T][]} */
  const out = [];
  if (value && typeof value === "object" && !Array.isArray(value)) {
    for (const [name, raw] of Object.entries(value).slice(0, many)) {
      const made = item(raw);
      if (made !== undefined && name !== "__proto__") out.push([name.slice(0, 80), made]);
    }
  }
  return Object.fromEntries(out);
}

/** @param {any} raw @returns {import("../../types/answers").Site[]} */
export function sites(raw) {
  return list(raw, 50).flatMap((site) =>
    typeof site?.site === "string"
      ? [{
          site: text(site.site, 40),
          name: text(site.name, 80) || text(site.site, 40),
          hosts: texts(site.hosts, 400, 200), // some sites have one for each country
          kinds: list(site.kinds, 30).map((kind) => ({
            kind: text(kind?.kind, 40),
            pattern: text(kind?.pattern, 1000),
            cards: texts(kind?.cards, 40, 400),
            context: texts(kind?.context, 40, 400),
            composer: texts(kind?.composer, 20, 400),
            status: text(kind?.status, 20),
          })),
        }]
      : [],
  );
}

/** @param {any} raw */
function finding(raw) {
  const level = severity(raw?.severity);
  if (!level || typeof raw.rule !== "string") return [];
  return [{
    rule: text(raw.rule, 120),
    severity: level,
    title: text(raw.title, 200),
    quotes: texts(raw.quotes, 10, 300),
    advice: text(raw.advice, 1000),
    replies: texts(raw.replies, 20, 120),
    folded_into: typeof raw.folded_into === "string" ? text(raw.folded_into, 120) : null,
  }];
}

/** @param {any} raw */
function badge(raw) {
  const level = severity(raw?.severity);
  const label = text(raw?.label, 60);
  return level && label ? [{ severity: level, label, rule: text(raw.rule, 120) }] : [];
}

/** @param {any} raw @returns {import("../../types/answers").Meter[]} */
function meter(raw) {
  const label = text(raw?.label, 120), level = raw?.level;
  if (!label || typeof level !== "number" || !(level >= 0 && level <= 1)) return [];
  return [{ id: text(raw.id, 60), label, level, quotes: texts(raw.quotes, 5, 300), advice: text(raw.advice, 600) }];
}

/** @param {any} raw @returns {import("../../types/answers").CardReport[]} */
function card(raw) {
  if (typeof raw?.id !== "string" || !Number.isInteger(raw?.anchor?.element)) return [];
  return [{
    id: text(raw.id, 200),
    role: text(raw.role, 20),
    anchor: { element: count(raw.anchor.element), place: count(raw.anchor.place) },
    facts: table(raw.facts, 100, (fact) => {
      const value = fact?.value;
      const simple = ["string", "number", "boolean"].includes(typeof value);
      return { value: typeof value === "string" ? text(value, 200) : simple ? value : null, text: text(fact?.text, 200) };
    }),
    unknown: table(raw.unknown, 100, (reason) => text(reason, 200)),
    findings: list(raw.findings, 60).flatMap(finding),
    verdict: typeof raw.verdict === "string" ? text(raw.verdict, 120) : null,
    badges: list(raw.badges, 3).flatMap(badge),
    meters: list(raw.meters, 5).flatMap(meter),
    replies: texts(raw.replies, 20, 120),
    reply_titles: table(raw.reply_titles, 100, (title) => text(title, 120)),
    slots: table(raw.slots, 60, (value) => (typeof value === "string" ? text(value, 200) : undefined)),
    flags: texts(raw.flags, 20, 60),
    client: text(raw.client, 200),
    dismissed: texts(raw.dismissed, 100, 120),
    muted: texts(raw.muted, 100, 120),
  }];
}

/** What is said of a changed layout; null when all is as usual. @param {any} raw @returns {import("../../types/answers").Health | null} */
function health(raw) {
  return raw?.state === "changed" ? { lost: texts(raw.lost, 80, 80), words: text(raw.words, 400) || "This site changed its layout." } : null;
}

/** Where a page was saved. @param {any} raw @returns {{folder: string, command: string} | undefined} */
export function saved(raw) {
  const folder = text(raw?.folder, 4000);
  return folder ? { folder, command: text(raw.command, 5000) } : undefined;
}

/** A link into the dashboard of the server on a port; null for any other address. @param {any} raw @param {number} port */
export function link(raw, port) {
  const url = text(raw?.url, 300);
  return url.startsWith(`http://127.0.0.1:${port}/#t=`) ? url : null;
}

/** What became of a mute. @param {any} raw @returns {import("../../types/answers").Muted} */
export function muted(raw) {
  const state = ["muted", "shown", "ask"].includes(raw?.state) ? raw.state : "failed";
  return { state, words: text(raw?.words, 400) || "That could not be kept: the server did not answer." };
}

/** @param {any} raw @returns {import("../../types/answers").Report | null} null when it is no report */
export function report(raw) {
  if (!raw || typeof raw !== "object" || !STATUSES.includes(raw.status)) return null;
  return {
    url: text(raw.url, 4000),
    site: typeof raw.site === "string" ? text(raw.site, 40) : null,
    kind: text(raw.kind, 40),
    status: raw.status,
    signed_in: typeof raw.signed_in === "boolean" ? raw.signed_in : null,
    cards: list(raw.cards, 300).flatMap(card),
    reload: raw.server?.extension === "reload",
    health: health(raw.health),
  };
}

/**
 * Filled replies. The server counts characters as Python does, by code point; a text field here counts UTF-16 units.
 * @param {any} raw @returns {import("../../types/answers").FilledReply[]}
 */
export function replies(raw) {
  return list(raw?.replies, 20).flatMap((reply) => {
    const body = text(reply?.text, 20_000);
    if (typeof reply?.id !== "string" || !body) return [];
    const points = Array.from(body);
    const unit = (/** @type {number} */ at) => (points.length === body.length ? at : points.slice(0, at).join("").length);
    return [{
      id: text(reply.id, 120),
      title: text(reply.title, 120),
      text: body,
      tone: text(reply.tone, 20),
      to: reply.to === "support" ? "support" : "client",
      gaps: list(reply.gaps, 50).flatMap((gap) => {
        const start = count(gap?.start), end = count(gap?.end);
        return start < end && end <= points.length ? [{ start: unit(start), end: unit(end), slot: text(gap.slot, 60) }] : [];
      }),
    }];
  });
}
