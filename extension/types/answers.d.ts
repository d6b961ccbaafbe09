/**
 * What the worker hands on after it has checked and cut the server's answers (background/answers.js), and what the
 * parts of the extension tell each other. The server's own types, generated, are in wire.d.ts; here stands what is
 * taken of them.
 */

import type * as Wire from "./wire";

export type Severity = Wire.FindingOut["severity"];
export type Tone = Wire.ReplyOut["tone"];
export type Finding = Wire.FindingOut;
export type BadgeOut = Wire.BadgeOut;
export type Meter = Wire.MeterOut;
export type FactOut = Pick<Wire.FactOut, "value" | "text">;

export type CardReport = Omit<Wire.CardReport, "role" | "facts" | "digest"> & { role: string; facts: Record<string, FactOut> };

export type Report = Pick<Wire.Report, "url" | "site" | "status" | "signed_in"> & {
  kind: string;
  cards: CardReport[];
  /** The extension is older than the server. */
  reload: boolean;
  health: Health | null;
};

/** A layout that changed: facts that cards lost, and a sentence. */
export type Health = Pick<Wire.Health, "lost" | "words">;

export type FilledReply = Omit<Wire.ReplyOut, "tone"> & { tone: string };

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

/** What came of saving a page: where it is and the next command, or why not. */
export interface Saved {
  ok: boolean;
  words: string;
  folder: string;
  command: string;
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
