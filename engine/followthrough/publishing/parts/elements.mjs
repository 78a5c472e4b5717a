// @ts-check
/** Elements and words that all parts of the page make alike. Texts are only ever put in as texts, never as markup. */

/**
 * Make an element. Attributes that are null or false are left out; `on` is called when it is pressed, sent, or opened.
 * @param {string} name
 * @param {Record<string, any> | null} attributes
 * @param {...(Node | string | null | undefined | false | (Node | string | null | undefined | false)[])} children
 * @returns {HTMLElement}
 */
export function h(name, attributes, ...children) {
  return filled(document.createElement(name), attributes, children);
}

/** Make an element of a drawing. @param {string} name @param {Record<string, any> | null} attributes @param {...(Node | string)} children */
export function svg(name, attributes, ...children) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

/**
 * @template {Element} T
 * @param {T} made
 * @param {Record<string, any> | null} attributes
 * @param {(Node | string | null | undefined | false | (Node | string | null | undefined | false)[])[]} children
 */
function filled(made, attributes, children) {
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : String(value));
  }
  made.append(...children.flat().filter((one) => one !== null && one !== undefined && one !== false).map((one) => /** @type {Node | string} */ (one)));
  return made;
}

/** @param {string} text */
export const sentence = (text) => (/[.!?\u2026]["'\u201d\u2019)\]]*$/.test(text) ? text : text + ".");
/** @param {string} text */
export const begun = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);
/** @param {string} concept */
export const heading = (concept) => begun(concept.replaceAll("_", " "));
/** @param {number} number @param {string} what */
export const counted = (number, what) => `${number} ${what}${number === 1 ? "" : "s"}`;
/** @param {number} days */
export const away = (days) =>
  days === 0 ? "today" : days === 1 ? "tomorrow" : days === -1 ? "yesterday" : days > 0 ? `in ${days} days` : `${-days} days ago`;
