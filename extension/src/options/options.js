/** The options page: pairing, who I am, the tone, and where escrowl reads. Everything is kept at once. */

import { FROM_OURS, STATES } from "../shared/names.js";
import { byId, make } from "../shared/shapes.js";

const pairing = byId("pairing", HTMLInputElement);
const pairButton = byId("pair", HTMLButtonElement);
const unpair = byId("unpair", HTMLButtonElement);
const pairingState = byId("pairing-state", HTMLOutputElement);
const name = byId("name", HTMLInputElement);
const rate = byId("rate", HTMLInputElement);
const rateHelp = byId("rate-help", HTMLElement);
const currency = byId("currency", HTMLInputElement);
const minutes = byId("minutes", HTMLInputElement);
const idBadge = byId("id-badge", HTMLSelectElement);
const patience = byId("patience", HTMLInputElement);
const inPage = byId("in-page", HTMLInputElement);
const paused = byId("paused", HTMLInputElement);
const sites = byId("sites", HTMLFieldSetElement);
const saved = byId("saved", HTMLElement);
const tones = [...document.querySelectorAll("input[name=tone]")].filter((input) => input instanceof HTMLInputElement);
let pairings = 0; // tries to pair so far: a slower answer to an older question is not shown over them

/** @param {string} words @param {"" | "good" | "bad"} kind */
function say(words, kind) {
  pairingState.className = `small ${kind}`;
  pairingState.value = words;
}

/** @param {{site: string, name: string}[]} known @param {Record<string, boolean>} chosen */
function drawSites(known, chosen) {
  const legend = sites.querySelector("legend");
  sites.replaceChildren(...(legend ? [legend] : []));
  if (!known.length) sites.append(make("p", "soft small", "They are listed here when the server answers."));
  for (const site of known) {
    const box = make("input");
    box.type = "checkbox";
    box.value = site.site;
    box.checked = chosen[site.site] !== false;
    sites.append(make("label", "choice", box, ` ${site.name}`));
  }
}

/** Fills the form and says how the pairing stands. */
async function show() {
  const before = pairings;
  const { settings, sites: known = [] } = await chrome.runtime.sendMessage({ what: FROM_OURS.settings });
  name.value = settings.name;
  rate.value = settings.rate;
  currency.value = settings.currency;
  minutes.value = settings.minutes;
  idBadge.value = settings.idBadge;
  patience.value = String(settings.patience);
  inPage.checked = settings.inPage;
  paused.checked = settings.paused;
  for (const tone of tones) tone.checked = tone.value === settings.tone;
  drawSites(known, settings.sites);
  unpair.hidden = !settings.port;
  if (before !== pairings) return undefined;
  if (!settings.port) return say("Not paired yet.", "");
  say(`Asking the server on port ${settings.port} …`, "");
  const answer = await chrome.runtime.sendMessage({ what: FROM_OURS.state });
  if (before !== pairings) return undefined;
  if (answer.state === "ok") {
    say(`Paired. The server on port ${settings.port} answers.`, "good");
    if (answer.sites?.length) drawSites(answer.sites, settings.sites);
    return undefined;
  }
  return say(`${explain(answer)} (This browser is paired with port ${settings.port}.)`, "bad");
}

/** @param {{state: keyof typeof STATES, words?: string}} answer */
const explain = ({ state, words }) => `${STATES[state]?.title ?? "Not answered"}. ${words || (state === "server-down" ? "Start it in a terminal, as you did first (“escrowl start” or “python3 run.py start”)." : STATES[state]?.what ?? "")}`;

byId("pairing-form", HTMLFormElement).addEventListener("submit", async (event) => {
  event.preventDefault();
  pairButton.disabled = true;
  pairings += 1;
  say("Asking the server to prove itself …", "");
  const answer = await chrome.runtime.sendMessage({ what: FROM_OURS.pair, line: pairing.value });
  pairButton.disabled = false;
  if (answer.state === "ok") {
    pairing.value = "";
    unpair.hidden = false;
    say(`${answer.words} Now open a list of jobs, a job or a talk: its badges appear there.`, "good");
    const { settings, sites: known = [] } = await chrome.runtime.sendMessage({ what: FROM_OURS.settings });
    drawSites(known, settings.sites);
  } else {
    say(answer.state === "not-paired" && answer.words ? answer.words : explain(answer), "bad");
  }
});

unpair.addEventListener("click", async () => {
  await chrome.runtime.sendMessage({ what: FROM_OURS.unpair });
  await show();
});

async function keep() {
  const typed = rate.value.trim();
  const boxes = [...sites.querySelectorAll("input")]; // none while the server has not told which there are
  const { settings } = await chrome.runtime.sendMessage({
    what: FROM_OURS.save,
    settings: {
      name: name.value,
      rate: typed,
      currency: currency.value,
      minutes: minutes.value,
      idBadge: idBadge.value,
      patience: patience.value,
      tone: tones.find((tone) => tone.checked)?.value,
      inPage: inPage.checked,
      paused: paused.checked,
      ...(boxes.length && { sites: Object.fromEntries(boxes.map((box) => [box.value, box.checked])) }),
    },
  });
  rateHelp.textContent = typed && !settings.rate ? "The rate must be a number such as 35 or 42.50; it was not kept." : "";
  saved.textContent = "Kept. Open pages follow when they are checked again.";
}

for (const form of ["me", "where"]) {
  byId(form, HTMLFormElement).addEventListener("submit", (event) => event.preventDefault());
  byId(form, HTMLFormElement).addEventListener("change", keep);
}
document.addEventListener("visibilitychange", () => void (document.hidden || pairButton.disabled || show()));
await show();
