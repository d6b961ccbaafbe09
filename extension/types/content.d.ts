/** What the content scripts share. They are classic scripts in one isolated world; `escrowl` is their only global. */

import type { Answer, BadgeOut, CardReport, FilledReply, Finding, Muted, Page, Saved, SiteKind } from "./answers";
export type { Answer, BadgeOut, CardReport, FilledReply, Finding, Muted, Page, Saved, SiteKind };

export interface SnapCard {
  element: Element;
  /** Names of the context around it and of its own copy, numbers left out: what an answer belongs to. */
  key: string;
  /** Numbers of the card's first and last element in the copy. */
  first: number;
  last: number;
  sent: boolean;
}

export interface TakeOptions {
  known?: (key: string) => boolean;
  /** Cards to send at most; the others go with the next snapshot. */
  most?: number;
}

/** A cleaned copy. */
export interface Copy {
  /** It itself, in a document of its own. */
  twin: Element;
  /** Its text, without numbers. */
  html: string;
  /** Live elements with a copy of their own, in document order. */
  holes: Element[];
}

export interface Snap {
  html: string;
  scope: "page" | "cards" | "changes";
  cards: Omit<SnapCard, "element">[];
  more: boolean;
  tooLong: boolean;
}

export type MutePlace = "client" | "site" | "everywhere";

export interface Mount {
  /** Where on the page the card is. */
  card: Element;
  place: Element;
  report: CardReport;
  /** Checked because a person asked, and kept nowhere: there is nothing to dismiss. */
  once?: boolean;
}

export type Shape = Finding["severity"] | "ok" | "plain" | "grey";

/** A badge on its card. `at`: where its box is moved to from the host. */
export interface Placed {
  card: Element;
  place: Element;
  host: HTMLElement;
  root: ShadowRoot;
  box: HTMLElement;
  at: { x: number; y: number };
  way?: { mode: "line" | "block" | "over"; parent: Element; after: ChildNode | null };
  /** Size of the card when it was placed. */
  size?: [number, number];
  /** Its button had the focus when it was drawn anew. */
  focused?: boolean;
}

/** One label of a badge; what is read aloud beside it is `more`. */
export interface Chip {
  shape: Shape;
  label: string;
  more?: string;
}

export interface ContentParts {
  parts: {
    own: WeakSet<Node>;
    /** Our elements that are in use. */
    hosts: Set<Element>;
    drop(host: Element): void;
    make<T extends keyof HTMLElementTagNameMap>(
      tag: T,
      attributes?: Record<string, string>,
      ...children: (Node | string)[]
    ): HTMLElementTagNameMap[T];
    shadowHost(sheets: CSSStyleSheet[], block: boolean): { host: HTMLElement; root: ShadowRoot };
    hash(text: string): string;
    turn(): Promise<unknown>;
    idle(): Promise<unknown>;
  };
  copying: {
    copy(root: Element, holes?: Set<Element>): Copy;
    written(copy: Copy, give: () => number, fill?: (hole: Element) => string): string;
    numberedIn(root: Element, most?: number): Element[];
    wordsOf(copy: Copy): string;
    textOf(copy: Copy): string;
    /** A tag without what the page has inside. */
    shell(element: Element, number: number, inside: string): string;
    isUnfit(data: Element): boolean;
  };
  snapshot: {
    take(kind: SiteKind | null, options?: TakeOptions): Snap;
    warm(kind: SiteKind | null, budget: number, most?: number): boolean;
    /** How many of the cards that are read first are in the window. */
    near(kind: SiteKind | null): number;
    /** The whole page, cleaned; empty when it is too long. */
    whole(): string;
    /** Whether no card is known here, so that the whole main column would be sent. */
    pageWide(kind: SiteKind | null): boolean;
    elementIn(card: Element, offset: number): Element | null;
    touch(node: Node | null): void;
    latest(): SnapCard[];
    /** Cards that the latest snapshot left for the next one. */
    left(): Set<Element>;
  };
  look: {
    WORDS: Record<Shape, string>;
    /** Severities, mildest first. */
    LEVELS: string[];
    icon(shape: Shape): SVGSVGElement;
    chip(shape: Shape, label: string, word: boolean): HTMLElement;
    aloud(chip: Chip): string;
    badgeSheet(): CSSStyleSheet;
    panelSheet(): CSSStyleSheet;
    /** How a badge's host stands at its card without taking room. */
    hostSheet(mode: "line" | "block" | "over"): CSSStyleSheet;
    /** The sheet of this text, made once. */
    sheet(text: string): CSSStyleSheet;
    /** Whether the page behind an element is dark. */
    dark(element: Element): boolean;
  };
  badges: {
    /** Draw or refresh the badge of a card. */
    draw(mount: Mount): void;
    /** What is to be drawn, card by card, as long as nothing at a card changes. */
    plan(mounts: Mount[]): void;
    planned(): Element[];
    drawPlanned(card: Element): void;
    /** Something in or at this node changed: a badge that is about another job goes. */
    check(changed: Node): void;
    remove(card: Element): void;
    clear(): void;
    /** Put hosts back that the page dropped; remove those of cards that left. */
    mend(): void;
    /** Focus on the badge of a card. */
    focus(card: Element): void;
    show(cardId: string): boolean;
    mounts(): Mount[];
    /** What is drawn at this card. */
    at(card: Element): Mount | undefined;
    waits(card: Element): boolean;
  };
  placing: {
    put(item: Placed): void;
    drop(item: Placed): void;
    /** Finds places for badges, all at once; `put` does it in slices. */
    place(items: Placed[]): void;
    waits(item: Placed): boolean;
  };
  corner: {
    /** The small sign that says the state of the page; null takes it away. */
    sign(state: { shape: Shape; words: string; what: string; fix?: boolean } | null): void;
    /** What the rules say to words alone, with its panel open; null takes it away. */
    say(report: CardReport | null): void;
    mend(): void;
  };
  panel: {
    open(mount: Mount, from: HTMLElement): void;
    /** The badge of a card was drawn anew: an open panel about it shows the same. */
    renew(mount: Mount, from: HTMLElement): void;
    openNote(title: string, text: string, from: HTMLElement, fix?: boolean): void;
    close(back?: boolean): void;
    isOpen(): boolean;
  };
  mute: {
    /** The button beside a finding; what it opens goes into the finding's row. */
    button(mount: Mount, finding: Finding, row: HTMLElement, say: (words: string) => void, redraw: () => void): HTMLElement;
  };
  replies: {
    /** The list of replies of a card, with preview, copy and insert. */
    section(report: CardReport, say: (words: string) => void): HTMLElement | null;
  };
  composer: {
    find(): HTMLElement | null;
    insert(text: string): Promise<{ done: "inserted" | "copied" | "failed"; words: string }>;
    copy(text: string): Promise<boolean>;
  };
  saving: {
    save(): Promise<Saved>;
    /** A section with the button that saves. */
    offer(): HTMLElement;
  };
  watch: {
    start(changed: () => void, moved: () => void): void;
  };
  main: {
    ask(message: Record<string, unknown>): Promise<Answer>;
    page(): Page;
    kind(): SiteKind | null;
    tone(): "soft" | "neutral" | "firm";
    site(): string;
    /** A finding was dismissed or brought back: report of the card as it is now. */
    dismiss(report: CardReport, rule: string, undo: boolean): Promise<boolean>;
    /** A rule is not to be shown any more: for a client, on a site, everywhere. Taken out of ``report`` when it is done. */
    mute(report: CardReport, rule: string, where: MutePlace, key: string, confirm: boolean): Promise<Muted>;
  };
}

declare global {
  // eslint-disable-next-line no-var
  var escrowl: ContentParts;
}
