// Search in texts of any script: words, typing errors, beginnings of words, and the marking of what was found. MiniSearch holds the index.
// This module knows neither the page nor the data.

import MiniSearch from "minisearch";

/** Letters of the Arabic script that stand for each other: Persian and Urdu forms of kaf, yeh and heh, alef maksura, teh marbuta. */
const ALIKE = new Map([
  ["\u06a9", "\u0643"],
  ["\u06cc", "\u064a"],
  ["\u0649", "\u064a"],
  ["\u06d2", "\u064a"],
  ["\u0629", "\u0647"],
  ["\u06c1", "\u0647"],
  ["\u06be", "\u0647"],
  ["\u0671", "\u0627"],
]);
const LETTERS = { ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ł: "l", ı: "i", þ: "th", ð: "d" };

/** A word as it is compared: without case, accents, vowel signs and width, and with one form for letters that stand for each other.
 * @param {string} word */
export function plain(word) {
  const bare = word
    .normalize("NFKD")
    .replace(/[\p{M}\u0640'’ʼ]|\u200c|\u200d/gu, "")
    .toLowerCase();
  return bare.replace(/[\u0629\u0649\u0671\u06a9\u06be\u06c1\u06cc\u06d2ßæœøđłıþð]/gu, (letter) => ALIKE.get(letter) ?? LETTERS[letter]);
}

/** A run of letters, digits and the signs between them. */
const WORD = /[\p{L}\p{N}](?:(?:[\p{M}'’ʼ]|\u200c|\u200d)*[\p{L}\p{N}])*\p{M}*/gu;
/** Scripts that write no spaces between words. */
const DENSE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Khmer}\p{Script=Lao}]+/gu;

/** The words of a text with their places: [[start, end], ...]. In scripts without spaces, each pair of characters is a word.
 * @param {string} text
 * @returns {[number, number][]} */
export function spans(text) {
  /** @type {[number, number][]} */
  const found = [];
  for (const word of text.matchAll(WORD)) {
    const start = word.index;
    let at = 0;
    for (const run of word[0].matchAll(DENSE)) {
      if (run.index > at) found.push([start + at, start + run.index]);
      const signs = [...run[0]];
      let place = start + run.index;
      signs.forEach((sign, i) => {
        found.push([place, place + sign.length + (signs[i + 1]?.length ?? 0)]);
        place += sign.length;
      });
      at = run.index + run[0].length;
    }
    if (at < word[0].length) found.push([start + at, start + word[0].length]);
  }
  return found;
}

/** @param {string} text */
const words = (text) => spans(text).map(([start, end]) => text.slice(start, end));

/** Words of the index: an Arabic word also without its article.
 * @param {string} word
 * @returns {string | string[]} */
function indexed(word) {
  const form = plain(word);
  return form.startsWith("\u0627\u0644") && form.length > 4 ? [form, form.slice(2)] : form;
}

/**
 * @typedef {object} Row
 * @property {string} id
 * @property {string} label
 * @property {string} [names] other names
 * @property {string} [kind]
 * @property {string} [gist]
 * @property {number} [weight] how much it matters among equal matches, from 0
 */

/** An empty index. */
export const emptyIndex = () =>
  new MiniSearch({
    fields: ["label", "names", "kind", "gist"],
    storeFields: ["weight"],
    tokenize: words,
    processTerm: indexed,
    searchOptions: {
      boost: { label: 4, names: 3, gist: 1.5, kind: 1 },
      prefix: true,
      fuzzy: (term) => (term.length > 3 ? 0.2 : false),
      maxFuzzy: 2,
      weights: { fuzzy: 0.25, prefix: 0.6 },
      boostDocument: (_id, _term, stored) => 1 + Math.log1p(Number(stored?.weight ?? 0)) / 3,
      combineWith: "AND",
      tokenize: words,
      processTerm: plain,
    },
  });

/** An index of rows.
 * @param {Row[]} rows */
export function indexOf(rows) {
  const index = emptyIndex();
  index.addAll(rows);
  return index;
}

/**
 * @typedef {object} Match
 * @property {string} id
 * @property {number} score
 * @property {string[]} terms the words of the row that matched
 */

/** The rows that match all words of a text, best first; if none does, those that match any of them. A row that begins with the text
 * comes before the others.
 * @param {ReturnType<typeof emptyIndex>} index
 * @param {string} text
 * @param {(id: string) => string} labelOf the label of a row
 * @returns {Match[]} */
export function find(index, text, labelOf) {
  if (!words(text).length) return [];
  const begins = plain(text.trim());
  const all = index.search(text);
  const found = all.length ? all : index.search(text, { combineWith: "OR" });
  // Beginnings are looked for among the best only: of thousands of matches for one letter nobody reads the last.
  const best = found
    .slice(0, BEST)
    .map(({ id, score, terms }) => ({ id, score: score * (plain(labelOf(id)).startsWith(begins) ? 4 : 1), terms }));
  return [...best.sort((a, b) => b.score - a.score), ...found.slice(BEST).map(({ id, score, terms }) => ({ id, score, terms }))];
}
/** How many matches are ranked by their beginnings. */
const BEST = 400;

/** A text cut where marks begin and end: [[part, whether it is marked], ...].
 * @param {string} text
 * @param {Iterable<string>} terms the words to mark, as the index has them
 * @returns {[string, boolean][]} */
export function marked(text, terms) {
  const wanted = new Set(terms);
  /** @type {[string, boolean][]} */
  const parts = [];
  let at = 0;
  for (const [start, end] of spans(text)) {
    const found = indexed(text.slice(start, end));
    if (!(Array.isArray(found) ? found : [found]).some((word) => wanted.has(word)) || end <= at) continue;
    if (start > at) parts.push([text.slice(at, start), false]);
    const from = Math.max(start, at);
    const last = parts[parts.length - 1];
    if (last && last[1] && from === at) last[0] += text.slice(from, end);
    else parts.push([text.slice(from, end), true]);
    at = end;
  }
  if (at < text.length) parts.push([text.slice(at), false]);
  return parts;
}
