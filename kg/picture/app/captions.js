// What is written on a line: what was done most, and when: "recognized 1988", "condemned 1967 to 2023, 12 acts".

import { edges, terms } from "./data.js";
import { plural, t } from "./language.js";
import { selection } from "./select.js";
import { actsBehind, inOrder } from "./telling.js";

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
  // The words of kg.dates: a bound is not a date.
  return from !== null ? t("in or after {date}", { date: from }) : t("in or before {date}", { date: to ?? "" });
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

/** The most telling relation of some direct lines, with the lines that have it; see telling.js.
 * @param {number[]} list
 * @returns {[number, number[]]} the relation and its lines */
export function strongest(list) {
  const [{ relation, list: some }] = inOrder(list);
  return [relation, some];
}

/** A line with at least so many relations is named by several of them, where there is room. */
const MANY = 5;

/** The words for a line that stands for several direct lines of two nodes, the longest first: a shorter one is for where there is less room.
 * @param {number[]} list
 * @returns {string[]} */
export function captions(list) {
  const told = inOrder(list);
  const [{ relation, list: some }] = told;
  const acts = actsBehind(some);
  const first = [terms[relation][1], yearsOf(acts)].filter(Boolean).join(" ");
  const alone = acts.length > 2 ? `${first}, ${plural(acts.length, "{n} act", "{n} acts")}` : first;
  if (told.length < MANY) return [alone];
  // What only says again, more broadly, what another relation says is not named.
  /** @type {number[][]} */
  const named = [];
  // One head shows one direction, so that only what runs as the first relation does is named beside it.
  const way = (/** @type {number} */ e) => `${edges[e].s} ${edges[e].o}`;
  const ways = new Set(some.map(way));
  const others = told.filter(({ own, list: lines }) => {
    const again = own.length ? named.some((acts) => own.every((act) => acts.includes(act))) : actsBehind(lines).length > 0;
    const along = [...ways].every((each) => lines.some((e) => way(e) === each));
    if (along && !again) named.push(own);
    return along && !again;
  });
  const several = (/** @type {number} */ number) =>
    [first, ...others.slice(1, number).map((each) => terms[each.relation][1]), `+${told.length - Math.min(number, others.length)}`].join(
      ", ",
    );
  return others.length > 2 ? [several(3), several(2), several(1)] : [several(2), several(1)];
}

/** The words for a line where there is room for a few.
 * @param {number[]} list */
export const caption = (list) => captions(list)[0];
