/** How badges and panel look: shapes, words of severity, style sheets. */
"use strict";

(() => {
  /** @typedef {import("../../types/content").Shape} Shape */

  /** @type {Record<Shape, string>} */
  const WORDS = { danger: "Danger", warning: "Warning", caution: "Caution", info: "Note", ok: "Seen", plain: "Seen", grey: "Not known" };

  /**
   * Each severity has its own outline: octagon, triangle, diamond, circle; a tick in a circle; a minus in an empty circle for
   * what is known and not given; a broken circle for what is not known. */
  const OUTLINES = /** @type {Record<Shape, string>} */ ({
    danger: "M5.2 1h5.6L15 5.2v5.6L10.8 15H5.2L1 10.8V5.2z",
    warning: "M8 1.2 15.4 14.6H.6z",
    caution: "M8 .8 15.2 8 8 15.2.8 8z",
    info: "M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1z",
    ok: "M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1z",
    plain: "M8 1.6a6.4 6.4 0 1 1 0 12.8A6.4 6.4 0 0 1 8 1.6z",
    grey: "M8 1.6a6.4 6.4 0 1 1 0 12.8A6.4 6.4 0 0 1 8 1.6z",
  });
  const MARKS = /** @type {Record<Shape, string>} */ ({
    danger: "M5.4 5.4l5.2 5.2M10.6 5.4l-5.2 5.2",
    warning: "M8 6v4M8 12.1v.4",
    caution: "M8 4.6v4.2M8 11.1v.4",
    info: "M8 7.4v4.2M8 4.5v.4",
    ok: "M4.8 8.2l2.2 2.3 4.2-4.8",
    plain: "M5 8h6",
    grey: "M6.2 6.3c.2-2.4 3.9-2.2 3.6.1-.2 1.3-1.8 1.4-1.8 2.9M8 11.3v.4",
  });
  const LEVELS = ["info", "caution", "warning", "danger"];
  const CLEAR = "rgba(0, 0, 0, 0)"; // a ground that is see-through
  const SVG = "http://www.w3.org/2000/svg";

  /** @type {Partial<Record<Shape, SVGSVGElement>>} */
  const icons = {};
  /** @param {Shape} shape @returns {SVGSVGElement} */
  const icon = (shape) => /** @type {SVGSVGElement} */ ((icons[shape] ??= made(shape)).cloneNode(true));

  /** @param {Shape} shape @returns {SVGSVGElement} */
  function made(shape) {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", "0 0 16 16");
    svg.setAttribute("aria-hidden", "true");
    svg.setAttribute("class", "icon");
    const outline = document.createElementNS(SVG, "path");
    outline.setAttribute("d", OUTLINES[shape]);
    outline.setAttribute("class", "outline");
    const mark = document.createElementNS(SVG, "path");
    mark.setAttribute("d", MARKS[shape]);
    mark.setAttribute("class", "mark");
    svg.append(outline, mark);
    return svg;
  }

  const COLOURS = `
    .danger { --ground: #fdeaea; --ink: #8a1414; --line: #d98a8a; --fill: #b3261e }
    .warning { --ground: #fff0e0; --ink: #7a3a00; --line: #dfa66a; --fill: #b65a00 }
    .caution { --ground: #fdf6d3; --ink: #594700; --line: #cdb75b; --fill: #806600 }
    .info { --ground: #e8f1fb; --ink: #17457a; --line: #93b6dd; --fill: #2b6cb0 }
    .ok { --ground: #f1f7f4; --ink: #1d5a3c; --line: #a5c9b6; --fill: #2c7a54 }
    .plain { --ground: #fff; --ink: #3a3f47; --line: #a4a8b0; --fill: #565b63 }
    .grey { --ground: #f3f3f5; --ink: #4b4f57; --line: #a4a8b0; --fill: #6b6f76 }
    .dark .danger, .dark.danger { --ground: #471616; --ink: #ffd5d2; --line: #8f3a3a; --fill: #ff9a92 }
    .dark .warning, .dark.warning { --ground: #432405; --ink: #ffdcb5; --line: #8d5a22; --fill: #ffb463 }
    .dark .caution, .dark.caution { --ground: #393005; --ink: #f8e9a6; --line: #7d6d22; --fill: #ecd35c }
    .dark .info, .dark.info { --ground: #14304f; --ink: #d3e6fb; --line: #3c6491; --fill: #8fc0f5 }
    .dark .ok, .dark.ok { --ground: #14322a; --ink: #c8ecd9; --line: #3c6f57; --fill: #7dd3a8 }
    .dark .plain, .dark.plain { --ground: #1d2024; --ink: #dfe2e7; --line: #6c7079; --fill: #b4b9c2 }
    .dark .grey, .dark.grey { --ground: #2c2e33; --ink: #d5d8de; --line: #6c7079; --fill: #a6abb5 }
    .icon { width: 1em; height: 1em; flex: none }
    .outline { fill: var(--fill) }
    .mark { fill: none; stroke: var(--ground); stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round }
    .plain .outline { fill: none; stroke: var(--fill); stroke-width: 1.4 }
    .grey .outline { fill: none; stroke: var(--fill); stroke-width: 1.4; stroke-dasharray: 3 2 }
    .plain .mark, .grey .mark { stroke: var(--fill); stroke-width: 1.5 }`;
  const FONT = `font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;`;

  // What changes when a box gets its place (opacity, transform) is neither inherited nor laid out: that costs a third.
  const BADGE = `
    :host { all: initial !important; direction: ltr !important; line-height: 0 !important; font-size: 0 !important }
    ${COLOURS}
    .box { position: absolute; left: 0; top: 0; display: block; width: max-content; opacity: 0; transform: translate(0, 0) } .box.there { opacity: 1 }
    .lead .chip + .chip :is(.word, .label), .few .label, .few .chip + .chip .word { display: none } :is(.lead .chip + .chip, .few .chip + .chip) { padding: 1px 4px }
    button { all: unset; direction: ltr; ${FONT} display: inline-flex; gap: 3px; max-width: 100%; font-size: 12px; line-height: 16px;
      font-weight: 500; cursor: pointer; border-radius: 6px; text-align: start; letter-spacing: 0; text-transform: none }
    button:focus-visible { outline: 2px solid #1d6fe0; outline-offset: 2px }
    .dark button:focus-visible { outline-color: #9cc6ff }
    .chip { display: inline-flex; align-items: center; gap: 5px; padding: 1px 7px 1px 5px; border: 1px solid var(--line); border-radius: 6px;
      background: var(--ground); color: var(--ink); min-width: 0 }
    .chip.grey { border-style: dashed }
    button:hover .chip { filter: brightness(.97) } .dark button:hover .chip { filter: brightness(1.15) }
    .word { font-weight: 700; flex: none }
    .label { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; min-width: 0 }
    button.off { font-size: 17px; line-height: 28px; padding: 0 8px; color: #4b4f57; align-self: center } .dark button.off { color: #d5d8de }
    .floating .chip { padding: 5px 11px 5px 8px; box-shadow: 0 2px 10px rgb(0 0 0 / .18); font-size: 13px; line-height: 18px; border-radius: 9px }
    @media (forced-colors: active) { .chip { border: 1px solid ButtonText } .outline { fill: ButtonText } .mark { stroke: ButtonFace }
      :is(.plain, .grey) .outline { fill: none; stroke: ButtonText } :is(.plain, .grey) .mark { stroke: ButtonText } }`;

  const PANEL = `
    :host { all: initial !important; direction: ltr !important }
    @media print { :host { display: none !important } }
    ${COLOURS}
    .panel { all: unset; ${FONT} --back: #fff; --text: #1d2126; --soft: #5b626c; --edge: #dfe2e7; --wash: #f5f6f8; --accent: #1f5c54; --on: #fff;
      position: fixed; inset: auto; box-sizing: border-box; width: min(400px, calc(100vw - 24px)); max-height: min(640px, calc(100vh - 24px)); overflow: auto;
      overscroll-behavior: contain; background: var(--back); color: var(--text); border: 1px solid var(--edge); border-radius: 14px;
      box-shadow: 0 12px 40px rgb(15 25 35 / .22), 0 2px 6px rgb(15 25 35 / .1); font-size: 14px; line-height: 1.45; padding: 0 }
    .panel:not(:popover-open) { z-index: 2147483647 }
    .panel.dark { --back: #1d2024; --text: #eceef1; --soft: #a9b0ba; --edge: #3a3f47; --wash: #272b31; --accent: #8fd3c4; --on: #10211e; color-scheme: dark }
    * { box-sizing: border-box }
    .head { display: flex; align-items: flex-start; gap: 10px; padding: 14px 14px 10px 18px; position: sticky; top: 0; background: var(--back); z-index: 1 }
    h2 { margin: 0; font-size: 15px; line-height: 1.35; font-weight: 650; flex: 1; overflow-wrap: anywhere; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden }
    h3 { margin: 0 0 6px; font-size: 12px; font-weight: 650; color: var(--soft) }
    section { padding: 12px 18px; border-top: 1px solid var(--edge) }
    p { margin: 0 } ul { margin: 0; padding: 0; list-style: none }
    button { all: unset; box-sizing: border-box; font: inherit; cursor: pointer; border-radius: 8px; padding: 5px 11px; border: 1px solid var(--edge); background: var(--back); color: var(--text);
      line-height: 18px; font-size: 13px; font-weight: 550 }
    button:hover { background: var(--wash) }
    button.main { background: var(--accent); border-color: var(--accent); color: var(--on) } button.main:hover { filter: brightness(1.08) }
    button[aria-disabled=true] { opacity: .55; cursor: default }
    button.plain { border-color: transparent; color: var(--soft); padding: 3px 7px; font-weight: 500 }
    button.close { border-color: transparent; padding: 2px 8px; font-size: 18px; color: var(--soft) }
    :is(button, textarea, summary, select):focus-visible { outline: 2px solid #1d6fe0; outline-offset: 1px } .dark :is(button, textarea, summary, select):focus-visible { outline-color: #9cc6ff }
    .finding { display: grid; grid-template-columns: 22px 1fr auto; gap: 2px 8px; padding: 10px 0; align-items: start }
    .finding + .finding { border-top: 1px solid var(--edge) }
    .finding:first-child { padding-top: 0 } .finding:last-child { padding-bottom: 0 }
    .finding > .icon { width: 17px; height: 17px; margin-top: 2px }
    .finding .title { font-weight: 600; overflow-wrap: anywhere } .finding .title b { color: var(--ink); font-weight: 700 }
    .finding > .acts { flex-wrap: nowrap; gap: 0 }
    .finding > .rest { grid-column: 2 / 4; display: grid; gap: 4px }
    .finding.gone { opacity: .7 } .finding.gone .title { text-decoration: line-through; font-weight: 500 }
    q { color: var(--soft); quotes: "“" "”"; overflow-wrap: anywhere; font-size: 13px }
    q::before { content: open-quote } q::after { content: close-quote }
    .meter { display: grid; gap: 5px } .meter + .meter { margin-top: 10px } .level { height: 7px; border-radius: 4px; background: var(--wash); border: 1px solid var(--edge); overflow: hidden }
    .level > div { height: 100%; background: var(--accent) } @media (forced-colors: active) { .level > div { background: Highlight } }
    .why { margin-top: 10px; padding-inline-start: 0 } .why .finding { padding: 7px 0; font-size: 13px }
    .soft { color: var(--soft); font-size: 13px } .facts li { display: flex; justify-content: space-between; gap: 12px; padding: 2px 0; font-size: 13px; align-items: baseline }
    .facts span:last-child { color: var(--soft); text-align: end }
    .reply { border: 1px solid var(--edge); border-radius: 10px; margin-top: 6px; overflow: hidden }
    .reply > button { display: flex; width: 100%; border: 0; border-radius: 0; padding: 8px 12px; gap: 8px; align-items: center }
    .reply > button::after { content: ""; width: 7px; height: 7px; border: solid var(--soft); border-width: 0 1.6px 1.6px 0; transform: rotate(45deg) translate(-2px, -2px); margin-inline-start: auto; flex: none }
    .reply > button[aria-expanded=true]::after { transform: rotate(225deg) translate(-2px, -2px) }
    .best { font-size: 11px; color: var(--accent); border: 1px solid currentColor; border-radius: 5px; padding: 0 5px; font-weight: 650; flex: none }
    .draft { padding: 0 12px 12px; display: grid; gap: 8px }
    textarea { font: inherit; font-size: 13px; width: 100%; min-height: 132px; resize: vertical; border: 1px solid var(--edge); border-radius: 8px; padding: 9px 10px; background: var(--wash); color: inherit }
    .row { display: flex; gap: 6px; align-items: center; flex-wrap: wrap } .row .push { margin-inline-start: auto }
    .tones { display: inline-flex; border: 1px solid var(--edge); border-radius: 8px; overflow: hidden; margin-inline-start: auto }
    .tones button { border: 0; border-radius: 0; padding: 3px 9px; font-size: 12px; color: var(--soft) }
    .tones button[aria-pressed=true] { background: var(--wash); color: var(--text); font-weight: 650; box-shadow: inset 0 -2px var(--accent) }
    details summary { cursor: pointer; font-size: 13px; color: var(--soft) } details[open] summary { margin-bottom: 6px }
    [role=status]:empty { display: none } [role=status] { padding: 9px 18px; position: sticky; bottom: 0; background: var(--wash); border-top: 1px solid var(--edge); font-size: 13px }
    @media (prefers-reduced-motion: no-preference) { .panel { animation: in .12s ease-out } @keyframes in { from { opacity: 0; transform: translateY(4px) } } }`;

  const PRINT = "@media print { :host { display: none !important } }"; // paper has a layout of its own
  const HOSTS = {
    line: ":host { display: inline-block !important; position: relative !important; z-index: 1 !important; width: 0 !important; height: 0 !important; vertical-align: baseline !important }" + PRINT,
    block: ":host { display: block !important; position: relative !important; z-index: 1 !important; width: 0 !important; height: 0 !important }" + PRINT,
    over: ":host { display: block !important; position: absolute !important; z-index: 1 !important; width: 0 !important; height: 0 !important }" + PRINT,
  };

  /** @param {string} text */
  function sheet(text) {
    const made = new CSSStyleSheet();
    made.replaceSync(text);
    return made;
  }
  /** @type {Map<string, CSSStyleSheet>} */
  const sheets = new Map();
  const once = (/** @type {string} */ text) => sheets.get(text) ?? (sheets.set(text, sheet(text)), /** @type {CSSStyleSheet} */ (sheets.get(text)));

  /** What was found in this task: cards stand on the same ground. @type {Map<Element, boolean>} */
  const grounds = new Map();

  /** Whether the ground behind an element is dark: the nearest colour that is not see-through. @param {Element} element */
  function dark(element) {
    if (!grounds.size) queueMicrotask(() => grounds.clear());
    const passed = [];
    let found = false;
    for (let up = /** @type {Element | null} */ (element); up; up = up.parentElement) {
      const known = grounds.get(up);
      passed.push(up);
      if (known !== undefined) {
        found = known;
        break;
      }
      const { backgroundColor } = getComputedStyle(up);
      if (backgroundColor === CLEAR) continue;
      const [red = 0, green = 0, blue = 0, alpha = 1] = (backgroundColor.match(/[\d.]+/g) ?? []).map(Number);
      if (alpha > 0.5) {
        found = 0.299 * red + 0.587 * green + 0.114 * blue < 110;
        break;
      }
    }
    for (const one of passed) grounds.set(one, found);
    return found;
  }

  /** One label of a badge. @param {Shape} shape @param {string} label @param {boolean} word whether the severity's word stands before it */
  function chip(shape, label, word) {
    const { make } = escrowl.parts;
    const made = make("span", { class: `chip ${shape}` });
    made.append(icon(shape));
    if (word) made.append(make("span", { class: "word" }, WORDS[shape]));
    made.append(make("span", { class: "label" }, label));
    return made;
  }

  /** A chip as a screen reader says it: the severity's word, the label, and what is behind it. @param {import("../../types/content").Chip} chip */
  const aloud = ({ shape, label, more }) => `${LEVELS.includes(shape) ? `${WORDS[shape]}: ` : ""}${label}${more ? ` (${more})` : ""}`;

  escrowl.look = { WORDS, LEVELS, icon, chip, aloud, dark, badgeSheet: () => once(BADGE), panelSheet: () => once(PANEL), hostSheet: (mode) => once(HOSTS[mode]), sheet: once };
})();
