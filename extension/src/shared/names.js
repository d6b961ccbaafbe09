/** Names of the messages between worker, popup, options page and content scripts. Content scripts write them out. */

/** From a content script: the page that is open asks about itself. */
export const FROM_PAGE = Object.freeze({
  sites: "sites",
  check: "check",
  replies: "replies",
  dismiss: "dismiss",
  mute: "mute",
  mark: "mark",
  savePage: "save-page",
});

/** From the popup and the options page. */
export const FROM_OURS = Object.freeze({
  pair: "pair",
  unpair: "unpair",
  state: "state",
  settings: "settings",
  save: "save",
  retry: "retry",
  text: "text",
  replies: "replies",
  aside: "aside",
  dashboard: "dashboard",
});

/** From the popup to the content script of a tab. */
export const TO_PAGE = Object.freeze({ page: "page", show: "show", again: "again", words: "words", save: "save" });

/** What a person reads for each state, and what to do about it. None of the grey ones sounds like "fine". */
export const STATES = Object.freeze({
  "server-down": {
    title: "Server not running",
    what: "Nothing on this page was checked. Start the server in a terminal, as you did first (“escrowl start” or “python3 run.py start”); the page is checked as soon as it answers.",
  },
  "server-slow": {
    title: "Server too slow",
    what: "Nothing new on this page was checked: the server runs, but did not answer in time. It is asked again by itself.",
  },
  "not-paired": {
    title: "Not paired",
    what: "Nothing on this page was checked. Paste a pairing line into the options of this extension: the server prints one when it starts, “escrowl pair” makes another.",
  },
  unreadable: {
    title: "Page not readable",
    what: "The page has a layout that escrowl does not know, so nothing on it was checked. Look at the client's details yourself.",
  },
  checking: { title: "Not checked yet", what: "The page is being read. Wait for the result before you decide." },
  "unknown-server": {
    title: "Unknown server",
    what:
      "Another program answers on escrowl's port and could not prove that it is your server. Nothing of the page was sent to it. " +
      "Stop that program, or start escrowl and pair again.",
  },
  paused: { title: "Paused", what: "escrowl reads nothing while it is paused." },
  refused: { title: "Refused by the server", what: "Nothing on this page was checked. Pair again, or update the older part of escrowl." },
  elsewhere: { title: "Not a page escrowl reads", what: "It reads job lists, job pages and message rooms." },
  ok: { title: "Checked", what: "" },
});
