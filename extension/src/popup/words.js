/** The popup's check of words alone: of any page, or of what is selected on it. */

import { FROM_OURS, STATES, TO_PAGE } from "../shared/names.js";
import { WORDS, button, byId, icon, make } from "../shared/shapes.js";
import { selectedIn, showOnPage, wordsOf } from "./reading.js";

/** @typedef {import("../../types/answers").CardReport} CardReport */

const MAX_TEXT = 100_000;
const section = byId("words", HTMLDetailsElement);
const buttons = byId("words-buttons", HTMLElement);
const result = byId("words-result", HTMLElement);

/** @param {string} words */
const soft = (words) => make("p", "soft small", words);

/** @param {import("../../types/answers").Finding} finding */
function findingRow({ severity, title, quotes, advice }) {
  const row = make("li", severity, make("span", `line ${severity}`, icon(severity), make("b", "", WORDS[severity] ?? ""), make("span", "", title)));
  for (const quote of quotes.slice(0, 3)) row.append(make("q", "", quote));
  if (advice) row.append(make("p", "small", advice));
  return row;
}

/** @param {CardReport} card @param {string | null} site @param {string} tone */
function answersTo(card, site, tone) {
  const box = make("details", "answers", make("summary", "", "Answers to copy"));
  for (const id of card.replies.slice(0, 5)) {
    const part = make("div", "answer");
    const open = button(part, card.reply_titles[id] ?? id, "quiet", async () => {
      const answer = await chrome.runtime.sendMessage({ what: FROM_OURS.replies, ids: [id], site: site ?? "", slots: {}, flags: card.flags, tone });
      const reply = answer.replies?.[0];
      if (!reply) return void part.append(soft(answer.words || "The reply could not be fetched. Is the server running?"));
      const area = make("textarea");
      area.value = reply.text;
      area.rows = 6;
      area.setAttribute("aria-label", `Text of the reply “${reply.title}”`);
      open.disabled = true;
      part.append(area);
      if (reply.to === "support") part.append(soft("This one goes to the site's support, not to the client."));
      button(part, "Copy", "", async (copy) => {
        await navigator.clipboard.writeText(area.value);
        copy.textContent = "Copied";
      });
    });
    box.append(part);
  }
  return box;
}

/** @param {number} tab @param {import("../../types/answers").Report} report @param {string} tone @param {string} url @param {string} note */
function draw(tab, report, tone, url, note) {
  const [card] = report.cards;
  result.replaceChildren();
  if (!card) return;
  const findings = card.findings.filter(({ folded_into }) => !folded_into);
  if (findings.length) {
    const list = make("ul", "found", ...findings.map(findingRow));
    result.append(list);
    if (card.replies.length) result.append(answersTo(card, report.site, tone));
  } else {
    result.append(make("p", "line grey", icon("grey"), make("span", "", "Nothing of the known schemes was seen in this text.")));
  }
  const unread = findings.length > 0 && findings.every(({ rule }) => rule === "language/not-read");
  const what = unread ? "" : `Only the words were checked, not who wrote them${findings.length ? "" : "; a new scheme reads like anything else"}. `;
  result.append(soft(`${note}${what}Nothing of the text is kept.`));
  button(result, "Show it on the page", "", async (made) => {
    await chrome.runtime.sendMessage({ what: FROM_OURS.aside, tab, url });
    if (await showOnPage(tab, { what: TO_PAGE.words, report: card, tone })) window.close();
    else made.replaceWith(soft("The browser lets nothing be shown on this page."));
  });
}

/** @param {number} tab @param {"selection" | "page"} scope */
async function check(tab, scope) {
  result.replaceChildren(soft("Not checked yet: reading …"));
  const read = await wordsOf(tab);
  const whole = scope === "selection" ? read?.selected : read?.page;
  if (!read) return result.replaceChildren(soft("Not checked: the browser lets no extension read this page. Copy the text into a page that it may read."));
  if (!whole) return result.replaceChildren(soft(scope === "selection" ? "Not checked: nothing is selected any more." : "Not checked: this page shows no text."));
  const answer = await chrome.runtime.sendMessage({ what: FROM_OURS.text, url: read.url, title: read.title, text: whole.slice(0, MAX_TEXT), scope });
  if (answer.state === "ok" && answer.report) {
    return draw(tab, answer.report, answer.tone, read.url, whole.length > MAX_TEXT ? `The text is very long: its first ${MAX_TEXT.toLocaleString()} characters were checked. ` : "");
  }
  const known = STATES[/** @type {keyof typeof STATES} */ (answer.state)] ?? STATES.refused;
  return result.replaceChildren(make("p", "line grey", icon("grey"), make("b", "", `${known.title}.`)), soft(`Not checked. ${answer.words || known.what}`));
}

/**
 * Offers the check for a tab. `open`: nothing else is known of this page, so it is offered first.
 * @param {number} tab @param {boolean} open
 */
export async function offer(tab, open) {
  section.hidden = false;
  section.open = open;
  const selected = await selectedIn(tab);
  buttons.replaceChildren();
  if (selected === null) return buttons.append(soft("Press the toolbar button on the page you mean; some pages no extension may read."));
  if (selected) button(buttons, "Check the selected text", "main", () => check(tab, "selection"));
  button(buttons, "Check the words of this page", selected ? "" : "main", () => check(tab, "page"));
}
