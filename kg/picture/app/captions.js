// What is written on a line: what was done most, and when: "recognized 1988", "condemned 1967 to 2023, 12 acts".

import { edges, terms, tones } from "./data.js";
import { plural, t } from "./language.js";
import { selection } from "./select.js";
import { weightOf } from "./weights.js";

const yearOf = (/** @type {number} */ day) => new Date(day * 864e5).getUTCFullYear();

/** A year with what the sources say of it: about, perhaps.
 * @param {number} year
 * @param {import("./types.js").Dated} when */
function yearWords(year, when) {
  if (when.q) return t("perhaps {year}", { year });
  return when.a ? t("about {year}", { year }) : String(year);
}

/** The years of one act: a year, how long it lasted, or the bounds between which it was.
 * @param {import("./types.js").Dated} when */
function yearsOfOne(when) {
  const [from, to] = [when.from, when.to].map((day) => (Number.isNaN(day) ? null : yearOf(day)));
  if (from !== null && from === to) return yearWords(from, when);
  if (when.text.includes("/")) {
    if (from !== null && to !== null) return t("{first} to {last}", { first: from, last: to });
    return from !== null ? t("from {year}", { year: from }) : t("until {year}", { year: to ?? "" });
  }
  if (from !== null && to !== null) return t("between {first} and {last}", { first: from, last: to });
  return from !== null ? t("{year} or later", { year: from }) : t("{year} or earlier", { year: to ?? "" });
}

/** The years of some acts: of one act all that is known; of several the first and the last year, if each of them has a known year.
 * @param {number[]} acts */
export function yearsOf(acts) {
  const whens = acts.flatMap((act) => selection.when[act] || []).filter((when) => when.dated);
  if (acts.length === 1) return whens.length ? yearsOfOne(whens[0]) : "";
  const known = whens.flatMap((when) => (yearOf(when.from) === yearOf(when.to) && !when.q ? yearOf(when.from) : []));
  if (!known.length || known.length < acts.length) return "";
  const [first, last] = [Math.min(...known), Math.max(...known)];
  if (first === last) return String(first);
  // Of two acts nothing is told of the time between.
  return acts.length === 2 ? t("{first} and {last}", { first, last }) : t("{first} to {last}", { first, last });
}

/** The acts behind some lines. @param {number[]} list */
const actsOf = (list) => [...new Set(list.flatMap((e) => selection.edgeActs[e]))];

/** Whether a relation is one of recognition and relations, which says most about how two parties stand to each other. */
const isRelations = (/** @type {number} */ e) => edges[e].t >= 0 && tones[edges[e].t].id === "relations";

/** The strongest relation of some direct lines, with the lines that have it: what acts show, recognition and relations before all
 * others, those of a known year first; then the narrower, and else the one with the greatest weight.
 * @param {number[]} list
 * @returns {[number, number[]]} the relation and its lines */
export function strongest(list) {
  /** @type {Map<number, number[]>} */
  const by = new Map();
  for (const e of list) by.set(edges[e].p, [...(by.get(edges[e].p) || []), e]);
  const weight = (/** @type {number[]} */ some) => some.reduce((sum, e) => sum + weightOf(e), 0);
  const dated = (/** @type {number[]} */ some) => (/^\d+$/.test(yearsOf(actsOf(some))) ? 2 : yearsOf(actsOf(some)) ? 1 : 0);
  const first = (/** @type {number[]} */ some) => (some.some(isRelations) ? 1 + dated(some) : 0);
  // What acts show says more than what follows from an office held.
  const acted = (/** @type {number[]} */ some) => Number(actsOf(some).length > 0);
  // From a severance also follows that relations were reduced: the narrower says what was done.
  const breadth = (/** @type {number[]} */ some) => Math.min(...some.map((e) => edges[e].y || 0));
  return [...by].sort(
    (a, b) =>
      acted(b[1]) - acted(a[1]) ||
      first(b[1]) - first(a[1]) ||
      breadth(a[1]) - breadth(b[1]) ||
      weight(b[1]) - weight(a[1]) ||
      (terms[a[0]][1] < terms[b[0]][1] ? -1 : 1),
  )[0];
}

/** The words for a line that stands for several direct lines of two nodes.
 * @param {number[]} list */
export function caption(list) {
  const [relation, some] = strongest(list);
  const acts = actsOf(some);
  const years = yearsOf(acts);
  const words = [terms[relation][1], years].filter(Boolean).join(" ");
  return acts.length > 2 ? `${words}, ${plural(acts.length, "{n} act", "{n} acts")}` : words;
}
