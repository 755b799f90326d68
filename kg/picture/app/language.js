// The language of the interface. The English text is the key: a catalogue of kg/picture/words/ gives it in another language, and what a
// catalogue lacks stays English. Labels and gists are data and have the languages of the workspace.

import { D } from "./file.js";

/** The catalogue of the workspace's language: English text to text, or to the forms of a plural by category. Empty for English.
 * @type {Record<string, string | Record<string, string>>} */
const catalogue = D.words || {};
/** The language of numbers and plurals: that of the texts around them, which are English without a catalogue or where a browser does not
 * know its tag. */
function locale() {
  try {
    return new Intl.Locale(D.words && Object.keys(D.words).length ? D.about.language || "en" : "en").toString();
  } catch (error) {
    if (error instanceof RangeError) return "en";
    throw error;
  }
}
const plurals = new Intl.PluralRules(locale());
// Numbers have the digits of the dates.
const digits = { numberingSystem: "latn" };
const numbers = new Intl.NumberFormat(locale(), digits);
const percents = new Intl.NumberFormat(locale(), { ...digits, style: "percent" });
// British English has no comma before "and", as the rest of the interface.
const lists = new Intl.ListFormat(locale() === "en" ? "en-GB" : locale(), { type: "conjunction" });

/** Several texts as one: "a, b and c".
 * @param {string[]} texts */
export const listed = (texts) => lists.format(texts.map(isolated));

/** A text with its places filled in: `fill("{n} acts", { n: 2 })` is "2 acts".
 * @param {string} text
 * @param {Record<string, string | number>} [values] */
export const fill = (text, values) => (values ? text.replace(/\{(\w+)\}/g, (place, name) => isolated(values[name] ?? place)) : text);

const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u;
/** Whether the page is written from right to left. */
const backwards = globalThis.document?.documentElement.dir === "rtl";

/** The direction of a text: that of its first letter outside the isolates that `fill` and `statement` have put into it, as a browser
 * takes it too. A text without such a letter has the direction of its first isolate.
 * @param {string} text
 * @returns {"rtl" | "ltr"} */
export function directionOf(text) {
  let outside = text;
  for (let before = ""; before !== outside;) {
    before = outside;
    outside = before.replace(/[\u2066-\u2068][^\u2066-\u2069]*\u2069/g, "");
  }
  const [first] = /\p{L}/u.exec(outside) || /[\u2066\u2067]|\p{L}/u.exec(text) || [""];
  return first === "\u2067" || RIGHT_TO_LEFT.test(first) ? "rtl" : "ltr";
}

/** A text that reorders nothing around it and that nothing around it reorders.
 * @param {string} text
 * @param {"rtl" | "ltr"} direction */
const isolate = (text, direction) => `${direction === "rtl" ? "\u2067" : "\u2066"}${text}\u2069`;

/** A value in its own direction: on a page from right to left, names in other letters would else reorder the text around them. Spaces at its
 * ends are part of the text around it.
 * @param {string | number} value */
function isolated(value) {
  if (typeof value !== "string" || !(backwards || RIGHT_TO_LEFT.test(value)) || !value.trim()) return String(value);
  const [, before, inner, after] = /** @type {RegExpExecArray} */ (/^(\s*)(.*?)(\s*)$/s.exec(value));
  return before + isolate(inner, directionOf(inner)) + after;
}

/** A statement of data, such as "Pakistan recognized Italy": in the direction of its verb, because in the other it would say the reverse.
 * @param {string} one
 * @param {string} what
 * @param {string} other */
export function statement(one, what, other) {
  const words = [one, what, other].map(isolated).join(" ");
  return backwards || RIGHT_TO_LEFT.test(words) ? isolate(words, directionOf(what)) : words;
}

/** A line of an interface text for a drawing, which runs from left to right: in the direction of the text. An isolate of which the line has
 * only the beginning or the end is completed.
 * @param {string} line
 * @param {string} text the whole text */
export function directed(line, text) {
  if (!backwards || !RIGHT_TO_LEFT.test(text)) return line;
  let [open, missing] = [0, 0];
  for (const sign of line) {
    if ("\u2066\u2067\u2068".includes(sign)) open += 1;
    else if (sign === "\u2069" && open) open -= 1;
    else if (sign === "\u2069") missing += 1;
  }
  return isolate("\u2068".repeat(missing) + line + "\u2069".repeat(open), "rtl");
}

/** Two or more things that stand in the order of time, which runs to the right on every page.
 * @param {any[]} list */
export const inWayOfTime = (list) => (backwards ? [...list].reverse() : list);

/** An interface text in the language of the workspace: `t("as of {day}", { day })`.
 * @param {string} text in English
 * @param {Record<string, string | number>} [values] */
export function t(text, values) {
  const found = catalogue[text];
  return fill(typeof found === "string" ? found : text, values);
}

/** A number in the language of the workspace: "1,200".
 * @param {number} number */
export const figure = (number) => numbers.format(number);

/** A share between 0 and 1 in whole percent: "12%".
 * @param {number} share */
export const percent = (share) => percents.format(share);

/** A number with the thing that it counts: `plural(2, "{n} act", "{n} acts")`. The English plural is the key of the forms.
 * @param {number} n
 * @param {string} one
 * @param {string} many
 * @param {Record<string, string | number>} [values] */
export function plural(n, one, many, values) {
  const found = catalogue[many];
  const forms = typeof found === "object" ? found : null;
  const form = forms ? (forms[plurals.select(n)] ?? forms.other ?? many) : n === 1 ? one : many;
  return fill(form, { n: figure(n), ...values });
}
