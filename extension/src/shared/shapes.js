/** The outlines of severities for popup and options; the same shapes as in the page. */

const SVG = "http://www.w3.org/2000/svg";
const OUTLINES = /** @type {Record<string, string>} */ ({
  danger: "M5.2 1h5.6L15 5.2v5.6L10.8 15H5.2L1 10.8V5.2z",
  warning: "M8 1.2 15.4 14.6H.6z",
  caution: "M8 .8 15.2 8 8 15.2.8 8z",
  info: "M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1z",
  grey: "M8 1.6a6.4 6.4 0 1 1 0 12.8A6.4 6.4 0 0 1 8 1.6z",
});
const MARKS = /** @type {Record<string, string>} */ ({
  danger: "M5.4 5.4l5.2 5.2M10.6 5.4l-5.2 5.2",
  warning: "M8 6v4M8 12.1v.4",
  caution: "M8 4.6v4.2M8 11.1v.4",
  info: "M8 7.4v4.2M8 4.5v.4",
  grey: "M6.2 6.3c.2-2.4 3.9-2.2 3.6.1-.2 1.3-1.8 1.4-1.8 2.9M8 11.3v.4",
});

export const WORDS = /** @type {Record<string, string>} */ ({ danger: "Danger", warning: "Warning", caution: "Caution", info: "Note", grey: "" });

/** @param {string} shape @returns {SVGSVGElement} */
export function icon(shape) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  for (const [name, paths] of /** @type {const} */ ([["outline", OUTLINES], ["mark", MARKS]])) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("class", name);
    path.setAttribute("d", paths[shape] ?? paths.grey ?? "");
    svg.append(path);
  }
  return svg;
}

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag @param {string} [className] @param {...(Node | string)} children
 */
export function make(tag, className = "", ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

/** A button at the end of an element. @param {HTMLElement} parent @param {string} label @param {string} className @param {(button: HTMLButtonElement) => void} work */
export function button(parent, label, className, work) {
  const made = make("button", className, label);
  made.type = "button";
  made.addEventListener("click", () => work(made));
  parent.append(made);
  return made;
}

/** @template {Element} T @param {string} id @param {new () => T} type @returns {T} */
export function byId(id, type) {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`The page has no #${id}`);
  return found;
}
