/** "Save this page for a fix": asked by a click, done by the content script of the tab, and said with the next step. */

import { TO_PAGE } from "../shared/names.js";
import { byId, make } from "../shared/shapes.js";

/** @typedef {import("../../types/answers").Page} Page */
/** @typedef {import("../../types/answers").Saved} Saved */

const box = byId("saving", HTMLDetailsElement);
const button = byId("save-page", HTMLButtonElement);
const said = byId("saved", HTMLElement);
let opened = false;

/** @param {number} tab */
async function save(tab) {
  button.disabled = true;
  /** @type {Saved | null} */
  const saved = await chrome.tabs.sendMessage(tab, { what: TO_PAGE.save }).catch(() => null);
  button.disabled = false;
  if (!saved?.ok) return said.replaceChildren(make("p", "", saved?.words || "It was not saved: reload the page and try again."));
  const command = make("code", "", saved.command);
  const copy = make("button", "", "Copy the command");
  copy.type = "button";
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(saved.command);
    copy.textContent = "Copied";
  });
  return said.replaceChildren(
    make("p", "", "Saved on this computer, in ", make("code", "", saved.folder), "."),
    make("p", "", "It holds private data until it is scrubbed. Do that next, in a terminal:"),
    make("p", "", command),
    copy,
  );
}

/** Offers to save the page of a tab; open at once when its layout changed. @param {number} tab @param {Page} page */
export function offerSaving(tab, page) {
  const ours = page.kind !== "";
  box.hidden = !ours;
  if (!opened && ours && (page.state === "unreadable" || page.health)) box.open = opened = true;
  button.onclick = () => void save(tab);
}
