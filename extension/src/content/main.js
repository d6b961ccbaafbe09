/**
 * Last of the content scripts: takes a snapshot when the page changed, has the worker check it, draws what comes back.
 *
 * One batch at a time. A card whose copy the server has answered is not sent again; when the page draws the same card
 * anew, the known answer is put on the new element. Whatever stands in the way is said in words.
 */
"use strict";

(() => {
  /** @typedef {import("../../types/content").CardReport} CardReport */
  /** @typedef {import("../../types/content").Answer} Answer */
  /** @typedef {import("../../types/content").Snap} Snap */
  /** @typedef {import("../../types/answers").State} State */
  /** @typedef {{report: CardReport, card: number, place: number}} Known the report, and its elements counted from the region's first */

  const BUDGET = 3; // ms of reading before the page gets its turn
  const FEWEST = 3, FIRST = 10, MANY = 60; // cards sent first (those in the window), so that their badges do not wait for the rest; and then together
  const AT_ONCE = 2; // snapshots under way
  const AT_IDLE = 10; // badges drawn far from the window in one go: 3 ms, and one layout to place them
  const KEPT = 600; // answers kept by content
  const AGAIN = [2_000, 4_000, 8_000, 15_000]; // ms until an unreachable server is asked again
  const PAUSE = /** @type {const} */ ([1_000, 30_000]); // ms between two sendings of a main column that keeps changing: first, longest
  const LATE = 500; // ms of checking before it is said
  const TOO_LONG = "It is too long to be read.";
  const LEVELS = ["info", "caution", "warning", "danger"];
  const SIGNS = /** @type {Partial<Record<State, {words: string, what: string}>>} */ ({
    "server-down": { words: "server not running", what: "Nothing new on this page was checked. Start the server in a terminal, as you did first (“escrowl start” or “python3 run.py start”); this page is checked as soon as the server answers." },
    "server-slow": { words: "server too slow", what: "Nothing new on this page was checked: the server did not answer in time. It is asked again by itself; when it stays so, see what keeps this computer busy." },
    "not-paired": { words: "not paired", what: "Nothing on this page was checked. Paste a pairing line into the options of the escrowl extension: the server prints one when it starts, “escrowl pair” makes another." },
    unreadable: { words: "page not readable", what: "The page has a layout that escrowl does not know, so nothing on it was checked. Look at the client's details yourself." },
    checking: { words: "not checked yet", what: "The page is being read. Wait for the result before you decide." },
    "unknown-server": { words: "unknown server", what: "Another program answers on escrowl's port and could not prove that it is your server. Nothing of this page was sent to it." },
    paused: { words: "paused", what: "Nothing on this page is read. Switch it on again in the escrowl popup." },
    refused: { words: "refused by the server", what: "Nothing on this page was checked." },
  });

  /** @type {Map<string, Known[]>} */
  const answered = new Map();
  /** @type {State} */
  let state = "checking";
  let words = "", busy = false, again = false, alive = true, inPage = true, failures = 0, retry = 0, notBefore = 0;
  /** @type {import("../../types/answers").Site | null} */
  let site = null;
  /** @type {import("../../types/content").SiteKind | null} */
  let kind = null;
  /** @type {"soft" | "neutral" | "firm"} */
  let tone = "neutral";
  /** @type {import("../../types/answers").Health | null} */
  let health = null;
  /** When a main column was sent last, and how long it then rests. */
  let columnSent = -Infinity, columnPause = 0;
  /** Ids of what was sent and not answered, by its cards: the same cards asked about again are one check, however they are numbered. @type {Map<string, string>} */
  const unanswered = new Map();

  /** @param {Record<string, unknown>} message @returns {Promise<Answer>} */
  async function ask(message) {
    try {
      return (await chrome.runtime.sendMessage(message)) ?? { state: "refused" };
    } catch {
      alive = chrome.runtime?.id !== undefined; // gone when the extension was updated or removed: this script is over
      return { state: alive ? "server-down" : "refused", words: alive ? "" : "The extension was updated: reload this page." };
    }
  }

  /** @param {State} next @param {string} [more] */
  function enter(next, more = "") {
    state = next;
    words = more;
    const changed = state === "ok" && health ? { words: "layout changed", what: "What is missing there is said at the cards; look at it yourself." } : undefined;
    const sign = SIGNS[state] ?? changed;
    const fix = state === "unreadable" || changed !== undefined;
    const what = sign && [more, fix && health?.words, sign.what].filter(Boolean).join(" ");
    escrowl.corner.sign(inPage && state !== "paused" && sign ? { shape: "grey", words: sign.words, what: what ?? "", fix } : null);
    if (next === "paused" || next === "elsewhere") escrowl.badges.clear();
    const badges = current().flatMap(({ badges, dismissed }) => badges.filter(({ rule, severity }) => !dismissed.includes(rule) && severity !== "info"));
    const worst = badges.map(({ severity }) => severity).sort((a, b) => LEVELS.indexOf(b) - LEVELS.indexOf(a))[0];
    const count = current().filter((card) => card.badges.some(({ rule, severity }) => severity !== "info" && !card.dismissed.includes(rule))).length;
    void ask({ what: "mark", state, count, severity: worst ?? "grey" });
  }

  /** Reports of the cards that are on the page now. @returns {CardReport[]} */
  const current = () => escrowl.snapshot.latest().flatMap(({ key, element }) => (element.isConnected ? (answered.get(key) ?? []).map(({ report }) => report) : []));

  let drawing = false;

  /** Draws what is known of the cards in the latest snapshot, in slices. What was drawn at others stays until they are answered. */
  async function draw() {
    const keep = new Set(), open = new Set(escrowl.snapshot.left());
    /** @type {Record<"near" | "far", import("../../types/content").Mount[]>} from the window */
    const found = { near: [], far: [] };
    for (const { element, key } of escrowl.snapshot.latest()) {
      if (!answered.has(key)) open.add(element);
      for (const known of answered.get(key) ?? []) {
        const card = escrowl.snapshot.elementIn(element, known.card);
        const place = escrowl.snapshot.elementIn(element, known.place) ?? card;
        if (!card || !place) continue;
        keep.add(card);
        const before = escrowl.badges.at(card), mount = { card, place, report: known.report };
        if (before?.report === known.report && before.place === place) continue;
        const { top, bottom } = card.getBoundingClientRect();
        found[bottom > -innerHeight && top < 3 * innerHeight ? "near" : "far"].push(mount);
      }
    }
    for (const { card } of escrowl.badges.mounts()) {
      let up = /** @type {Element | null} */ (card);
      while (up && !open.has(up)) up = up.parentElement;
      if (!up && !keep.has(card)) escrowl.badges.remove(card);
    }
    let started = performance.now();
    escrowl.badges.plan([...found.near, ...found.far]);
    for (const { card } of found.near) {
      if (performance.now() - started > BUDGET) {
        await escrowl.parts.turn();
        started = performance.now();
      }
      escrowl.badges.drawPlanned(card);
    }
    escrowl.badges.mend();
    void drawFar();
  }

  /** Draws what is not near the window, when the page has nothing else to do. */
  async function drawFar() {
    if (drawing) return;
    drawing = true;
    try {
      while (escrowl.badges.planned().length) {
        await escrowl.parts.idle();
        for (const card of escrowl.badges.planned().slice(0, AT_IDLE)) escrowl.badges.drawPlanned(card);
      }
    } finally {
      drawing = false;
    }
  }

  /** What of a snapshot stays the same when it is taken again. @param {Snap} snap */
  const sentCards = ({ cards }) => cards.filter(({ sent }) => sent).map(({ key }) => key);

  /** Sorts the answer's cards to the regions that were sent. @param {import("../../types/answers").Report} report @param {Snap} snap */
  function keepAnswers(report, snap) {
    unanswered.delete(sentCards(snap).join());
    for (const { key, first, last, sent } of snap.cards) {
      if (!sent) continue;
      const mine = report.cards.filter(({ anchor }) => first <= anchor.element && anchor.element <= last);
      answered.delete(key);
      answered.set(key, mine.map((card) => ({ report: card, card: card.anchor.element - first, place: first <= card.anchor.place && card.anchor.place <= last ? card.anchor.place - first : card.anchor.element - first })));
    }
    for (const key of answered.keys()) {
      if (answered.size <= KEPT) break;
      answered.delete(key);
    }
  }

  /** Which kind of page this is; asks for the site table when it is not known. @returns {Promise<boolean>} */
  async function learn() {
    const answer = await ask({ what: "sites" });
    if (answer.state !== "ok") {
      enter(answer.state, answer.words);
      return false;
    }
    site = answer.site ?? null;
    tone = answer.tone ?? "neutral";
    inPage = answer.inPage !== false;
    kind = site?.kinds.find(({ pattern }) => fits(pattern)) ?? null;
    if (!kind) enter("elsewhere");
    return kind !== null;
  }

  const fits = (/** @type {string} */ pattern) => {
    try {
      return new RegExp(pattern).test(location.href);
    } catch {
      return false;
    }
  };

  /** One round: read, send, draw; once more when the page changed meanwhile. */
  async function round() {
    if (busy) again = true;
    if (busy || !alive || document.hidden || performance.now() < notBefore) return;
    busy = true;
    clearTimeout(retry);
    const late = setTimeout(() => state === "checking" && enter("checking"), LATE);
    try {
      await step();
    } finally {
      clearTimeout(late);
      busy = false;
    }
    if (again) {
      again = false;
      void round();
    }
  }

  async function step() {
    const stale = state !== "ok" && state !== "unreadable" && state !== "checking";
    if ((!kind || stale) && !(await learn())) return wait();
    const rest = columnSent + columnPause - performance.now();
    if (rest > 0 && escrowl.snapshot.pageWide(kind)) {
      retry = setTimeout(round, rest);
      return;
    }
    const snap = await read(Math.max(FEWEST, Math.min(FIRST, escrowl.snapshot.near(kind))));
    if (snap.html) {
      if (!(await exchange(snap))) return wait();
    } else if (snap.tooLong) {
      enter("unreadable", TOO_LONG);
    } else {
      if (inPage) await draw();
      if (stale || state === "checking") enter(current().length || state === "checking" ? "ok" : state);
    }
    failures = 0;
  }

  /**
   * Has what was read checked, and draws what comes back. The next cards are read and sent while the server is at work: they wait in
   * the worker for their turn.
   * @param {Snap} first @returns {Promise<boolean>} false: the server did not answer as it should, and the state says so
   */
  async function exchange(first) {
    const address = location.href, here = () => location.href === address;
    const flying = [{ snap: first, answer: send(first) }];
    /** @type {import("../../types/answers").Report | null} */
    let report = null;
    for (let snap = first; ; ) {
      while (snap.more && flying.length < AT_ONCE && here()) {
        snap = await read(MANY, flying.flatMap(({ snap }) => sentCards(snap)));
        if (snap.html && here()) flying.push({ snap, answer: send(snap) });
      }
      const next = flying.shift();
      if (!next) {
        if (snap.tooLong) enter("unreadable", TOO_LONG);
        else if (report) enterRead(report);
        return true;
      }
      const answer = await next.answer;
      if (!here()) {
        again = true;
        return true;
      }
      if (answer.state !== "ok" || !answer.report) {
        enter(answer.state, answer.words);
        escrowl.badges.mend();
        return false;
      }
      report = answer.report;
      health = report.health;
      keepAnswers(report, next.snap);
      if (inPage) await draw();
    }
  }

  /** Reads cards in slices, and takes at most so many that were not answered. @param {number} most @param {string[]} [asked] keys of those that the server is at work on */
  async function read(most, asked = []) {
    while (!escrowl.snapshot.warm(kind, BUDGET, most)) await escrowl.parts.turn();
    return escrowl.snapshot.take(kind, { known: (key) => answered.has(key) || asked.includes(key), most });
  }

  /** @param {Snap} snap @returns {Promise<Answer>} */
  function send(snap) {
    const { html, scope } = snap, name = sentCards(snap).join();
    const id = unanswered.get(name) ?? crypto.randomUUID();
    unanswered.set(name, id);
    if (scope === "page") {
      const calm = performance.now() - columnSent > 2 * PAUSE[1];
      columnPause = calm || !columnPause ? PAUSE[0] : Math.min(2 * columnPause, PAUSE[1]);
      columnSent = performance.now();
    }
    return ask({ what: "check", html, scope, id });
  }

  /** The state after all was answered. @param {import("../../types/answers").Report} report the last */
  function enterRead(report) {
    if (report.status === "unsupported") enter("elsewhere");
    else if (report.status === "unreadable" && !current().length) enter("unreadable");
    else enter("ok", report.reload ? "The extension is older than the server: reload it on the browser's extensions page." : "");
  }

  /** A server that is not there is asked again, ever more rarely, however often the page changes. */
  function wait() {
    if (!["server-down", "server-slow", "unknown-server", "not-paired", "refused", "paused"].includes(state)) return;
    const pause = AGAIN[Math.min(failures, AGAIN.length - 1)] ?? 15_000;
    failures += 1;
    notBefore = performance.now() + pause - 5; // timers may fire a little early
    retry = setTimeout(round, pause);
  }

  /** All is read anew, and at once. */
  function afresh() {
    kind = health = null;
    state = "checking";
    failures = notBefore = columnPause = 0;
  }

  function moved() {
    afresh();
    unanswered.clear();
    escrowl.corner.say(null);
    if (escrowl.panel.isOpen()) escrowl.panel.close();
  }

  /** @param {CardReport} report @param {string} rule @param {boolean} undo */
  async function dismiss(report, rule, undo) {
    const answer = await ask({ what: "dismiss", site: site?.site ?? "", card: report.id, rule, undo });
    if (!answer.ok) return false;
    for (const known of answered.values()) {
      for (const { report: other } of known) {
        if (other.id === report.id) other.dismissed = undo ? other.dismissed.filter((one) => one !== rule) : [...new Set([...other.dismissed, rule])];
      }
    }
    enter(state, words);
    return true;
  }

  /** @type {import("../../types/content").ContentParts["main"]["mute"]} */
  async function mute(report, rule, where, key, confirm) {
    const answer = await ask({ what: "mute", rule, where, key, confirm });
    const done = answer.muted ?? { state: "failed", words: answer.words || "That could not be kept: the server did not answer." };
    if (done.state !== "muted") return done;
    report.findings = report.findings.filter((one) => one.rule !== rule).map((one) => (one.folded_into === rule ? { ...one, folded_into: null } : one));
    report.badges = report.badges.filter((one) => one.rule !== rule);
    report.muted = [...report.muted, rule];
    answered.clear(); // every card is asked about anew: what the rule stood before comes forward
    void round();
    return done;
  }

  /** What the popup shows. @returns {import("../../types/answers").Page} */
  function page() {
    const cards = current();
    return {
      state,
      words,
      what: SIGNS[state]?.what ?? "",
      checked: cards.length,
      kind: kind?.kind ?? "",
      health: health?.words ?? "",
      cards: cards.map((card) => ({
        id: card.id,
        title: card.facts["job.title"]?.text || card.facts["client.name"]?.text || card.role,
        payment: String(card.facts["client.payment"]?.value ?? ("client.payment" in card.unknown ? "not shown" : "")),
        badges: card.badges.filter(({ rule }) => !card.dismissed.includes(rule)),
        findings: card.findings.filter(({ rule, folded_into }) => !folded_into && !card.dismissed.includes(rule)).map(({ severity, title }) => ({ severity, title })),
      })),
    };
  }

  escrowl.main = { ask, page, kind: () => kind, tone: () => tone, site: () => site?.site ?? "", dismiss, mute };

  chrome.runtime.onMessage.addListener((message, sender, respond) => {
    if (sender.id !== chrome.runtime.id || sender.tab?.url?.startsWith("http")) return false;
    if (message?.what === "page") respond(page());
    else if (message?.what === "show") respond({ ok: inPage && escrowl.badges.show(String(message.card)) });
    else if (message?.what === "words") {
      escrowl.corner.say(message.report);
      respond({ ok: true });
    } else if (message?.what === "save") {
      void escrowl.saving.save().then(respond);
      return true;
    } else if (message?.what === "again") {
      afresh();
      respond({ ok: true });
      void round();
    }
    return false;
  });
  escrowl.watch.start(() => {
    if (!alive) return;
    if (inPage) escrowl.badges.mend();
    void round();
  }, moved);
  void round();
})();
