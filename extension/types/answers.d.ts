/**
 * What the worker hands on after it has checked and cut the server's answers (background/answers.js), and what the
 * parts of the extension tell each other. The server's own types, generated, are in api.d.ts.
 */

export type Severity = "info" | "caution" | "warning" | "danger";
export type Tone = "soft" | "neutral" | "firm";

export interface SiteKind {
  kind: string;
  pattern: string;
  cards: string[];
  context: string[];
  composer: string[];
  status: string;
}

export interface Site {
  site: string;
  name: string;
  hosts: string[];
  kinds: SiteKind[];
}

export interface Finding {
  rule: string;
  severity: Severity;
  title: string;
  quotes: string[];
  advice: string;
  replies: string[];
  folded_into: string | null;
}

export interface BadgeOut {
  severity: Severity;
  label: string;
  rule: string;
}

export interface FactOut {
  value: unknown;
  text: string;
}

export interface CardReport {
  id: string;
  role: string;
  anchor: { element: number; place: number };
  facts: Record<string, FactOut>;
  unknown: Record<string, string>;
  findings: Finding[];
  verdict: string | null;
  badges: BadgeOut[];
  replies: string[];
  reply_titles: Record<string, string>;
  slots: Record<string, string>;
  flags: string[];
  client: string;
  dismissed: string[];
  /** Rules that fired and that the person does not want to see. */
  muted: string[];
}

export interface Report {
  url: string;
  site: string | null;
  kind: string;
  status: "read" | "partial" | "unreadable" | "unsupported";
  signed_in: boolean | null;
  cards: CardReport[];
  reload: boolean;
  health: Health | null;
}

/** A layout that changed: facts that cards lost, and a sentence. */
export interface Health {
  lost: string[];
  words: string;
}

/** What came of saving a page: where it is and the next command, or why not. */
export interface Saved {
  ok: boolean;
  words: string;
  folder: string;
  command: string;
}

export interface FilledReply {
  id: string;
  title: string;
  text: string;
  gaps: { start: number; end: number; slot: string }[];
  tone: string;
  to: "client" | "support";
}

/** What became of a mute; "ask": the rule can be a danger and nothing was done yet. */
export interface Muted {
  state: "muted" | "shown" | "ask" | "failed";
  words: string;
}

/** The states a person is told; all but the last are grey. */
export type State =
  | "server-down"
  | "server-slow"
  | "not-paired"
  | "unreadable"
  | "checking"
  | "unknown-server"
  | "paused"
  | "refused"
  | "elsewhere"
  | "ok";

/** What the worker answers to a content script, popup or options page. */
export interface Answer {
  state: State;
  words?: string;
  site?: Site | null;
  tone?: Tone;
  inPage?: boolean;
  report?: Report;
  replies?: FilledReply[];
  ok?: boolean;
  muted?: Muted;
  saved?: { folder: string; command: string };
}

/** What the popup is told about the page in its tab. */
export interface Page {
  state: State;
  words: string;
  what: string;
  cards: { id: string; title: string; payment: string; badges: BadgeOut[]; findings: { severity: Severity; title: string }[] }[];
  checked: number;
  /** Kind of page, empty when it is none that is read. */
  kind: string;
  /** What changed in the layout, empty when all is as usual. */
  health: string;
}
