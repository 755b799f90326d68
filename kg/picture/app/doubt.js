// The forms of doubt: a sign, a border and a dash pattern for each standing, so that colour is never the only difference. This module knows
// neither the page nor the data. Lines, nodes, badges, switches and the legend take their forms from here.

/**
 * @typedef {object} Form
 * @property {string} sign one to three characters that the fonts of all systems have
 * @property {number[]} dash dashes and gaps of a line in pixels; empty for a full line
 * @property {string} border the `border-style` of a badge or a box, one to four values as in CSS
 * @property {boolean} [struck] whether its words are struck through
 */

/** The form of each standing, by its name in the state of the view; the first that a claim has is the form of its line.
 * @type {Readonly<Record<string, Form>>} */
export const FORMS = Object.freeze({
  withdrawn: { sign: "†", dash: [2, 8], border: "solid none", struck: true },
  Denied: { sign: "×", dash: [3, 3, 3, 3, 12, 3], border: "solid", struck: false },
  Rumoured: { sign: "~", dash: [10, 4, 2, 4], border: "dashed dotted" },
  Hedged: { sign: "?", dash: [2, 4], border: "dotted" },
  Conditional: { sign: "if", dash: [16, 6], border: "dashed" },
  Planned: { sign: "→", dash: [10, 4, 10, 14], border: "dashed solid dashed none" },
  Evaluative: { sign: "!", dash: [6, 3], border: "none none solid solid" },
  said: { sign: "“", dash: [12, 3, 3, 3, 3, 3], border: "none solid" },
  disputed: { sign: "≠", dash: [1, 2, 8, 2], border: "double" },
});

/** The form of what the page does not know: that of a hedge. */
const OTHER = FORMS.Hedged;

/** The form of a standing: `formOf("Rumoured").sign` is "~".
 * @param {string} tag
 * @returns {Form} */
export const formOf = (tag) => (Object.hasOwn(FORMS, tag) ? FORMS[tag] : OTHER);

/** The standings of a claim, those that say most about it first.
 * @param {Iterable<string>} tags
 * @returns {string[]} */
export function ranked(tags) {
  const order = Object.keys(FORMS);
  const place = (tag) => (order.includes(tag) ? order.indexOf(tag) : order.length);
  return [...new Set(tags)].sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
}

/** The form in which something with several standings is drawn: that of the first in the order of `FORMS`. Null for none.
 * @param {Iterable<string>} tags
 * @returns {Form | null} */
export function formAmong(tags) {
  const [first] = ranked(tags);
  return first === undefined ? null : formOf(first);
}

/** The signs of several standings: "~“" for a rumour that a speaker told.
 * @param {Iterable<string>} tags */
export const signsOf = (tags) =>
  ranked(tags)
    .map((tag) => formOf(tag).sign)
    .join("");

/** The dashes of a line as an attribute of SVG: "10 4 2 4"; null for a full line.
 * @param {Form | null} form */
export const dashText = (form) => (form && form.dash.length ? form.dash.join(" ") : null);
