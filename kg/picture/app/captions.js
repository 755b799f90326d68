// What is written on a line: the most telling relation, and when: "recognized 1988", "condemned 12 times, 1967 to 2023".

import { dip, edges, facts, factsOf, terms } from "./data.js";
import { yearOf } from "./days.js";
import { plural, t } from "./language.js";
import { selection } from "./select.js";
import { actsBehind, directions, goesOn, inOrder, knownYear, verbOf } from "./telling.js";

/** @typedef {import("./types.js").Dated} Dated */

/** A year, with what the sources say of it: that it is only about that year.
 * @param {number} day
 * @param {boolean | number} about */
const nearYear = (day, about) => (about ? t("about {year}", { year: String(yearOf(day)) }) : String(yearOf(day)));

/** Years that may be doubtful.
 * @param {string} words
 * @param {boolean | number} doubtful */
const perhaps = (words, doubtful) => (doubtful && words ? t("perhaps {date}", { date: words }) : words);

/** The years of one act: a year, how long it lasted, or the bounds between which it was.
 * @param {Dated} when */
function yearsOfOne(when) {
  const lasts = when.text.includes("/");
  const [from, to] = [when.from, when.to].map((day) => !Number.isNaN(day));
  const words = () => {
    const date = nearYear(from ? when.from : when.to, when.a);
    if (from && to && yearOf(when.from) === yearOf(when.to)) return date;
    // Without a first day, all that is known is an end that is still to come.
    if (goesOn(when)) return from ? t("since {date}", { date }) : "";
    if (from && to) {
      const years = { first: date, last: String(yearOf(when.to)) };
      return lasts ? t("{first} to {last}", years) : t("between {first} and {last}", years);
    }
    // The words of kg.dates: a bound is not a date.
    if (from) return lasts ? t("from {date}", { date }) : t("in or after {date}", { date });
    return lasts ? t("until {date}", { date }) : t("in or before {date}", { date });
  };
  return perhaps(words(), when.q);
}

/** Whether the years of some dates are two, of which each is known.
 * @param {Dated[]} whens */
function areTwo(whens) {
  const single = whens.every((when) => yearOf(when.from) === yearOf(when.to));
  return single && whens.length === 2 && yearOf(whens[0].from) !== yearOf(whens[1].from);
}

/** The years of several acts, of which each has both bounds.
 * @param {Dated[]} whens */
function yearsOfAll(whens) {
  const first = [...whens].sort((a, b) => yearOf(a.from) - yearOf(b.from) || yearOf(b.to) - yearOf(a.to))[0];
  const last = [...whens].sort((a, b) => yearOf(b.to) - yearOf(a.to) || yearOf(a.from) - yearOf(b.from))[0];
  const [start, end] = [yearOf(first.from), yearOf(last.to)];
  const about = whens.some((when) => when.a);
  const years = { first: nearYear(first.from, about), last: String(end) };
  const exact = [first, last].every((when) => when.text.includes("/") || yearOf(when.from) === yearOf(when.to));
  const words = () => {
    if (start === end) return about ? years.first : t("in {year}", { year: String(start) });
    if (areTwo(whens)) return t("{first} and {last}", years);
    if (whens.some(goesOn)) return t("since {date}", { date: years.first });
    return exact || about ? t("{first} to {last}", years) : t("between {first} and {last}", years);
  };
  return perhaps(
    words(),
    whens.some((when) => when.q),
  );
}

/** Whether an act stands for several, which nobody counted.
 * @param {number} act */
export const isSeries = (act) => factsOf[act].some((f) => selection.fact[f] && facts[f][1] === dip("memberKind"));

/** How many acts, and in which years, in as few words as a line allows. kg/picture/lines.py words the acts of a figure in the same way;
 * tests/picture/years.json has cases for both.
 * @param {number[]} acts
 * @param {string} [counted] how many they are, in the words of the sentence around them, which says only the years of all of them
 * @returns {string} empty for no act, or for one act without a date */
export function whenOfActs(acts, counted) {
  const dated = acts.flatMap((act) => selection.when[act] || []).filter((when) => when.dated);
  const several = acts.some(isSeries);
  if (!counted && acts.length === 1 && !several) return dated.length ? yearsOfOne(dated[0]) : "";
  if (!acts.length) return "";
  const often = counted || (several ? t("several times") : acts.length === 2 ? t("twice") : plural(acts.length, "{n} time", "{n} times"));
  const whole = dated.filter((when) => !Number.isNaN(when.from) && !Number.isNaN(when.to));
  if (!whole.length) return often;
  const years = yearsOfAll(whole);
  if (counted && whole.length < acts.length) return counted;
  if (whole.length < acts.length)
    return plural(whole.length, "{often}, one of them {years}", "{often}, {n} of them {years}", { often, years });
  // Two years say by themselves that it was twice.
  return !counted && acts.length === 2 && !several && areTwo(whole) ? years : t("{often}, {years}", { often, years });
}

/** How often and when a relation of two agents was, by its lines. Empty where the directions differ, because one label cannot say which did it
 * when.
 * @param {number[]} list */
export function whenOfLines(list) {
  const found = new Set(directions(list).map((e) => whenOfActs(actsBehind([e]))));
  return found.size === 1 ? [...found][0] : "";
}

/** How well the years of some acts are known: 0 if each has one, 1 if some have a date, 2 if none has.
 * @param {number[]} acts */
export const vagueness = (acts) =>
  acts.length && acts.every((act) => knownYear(selection.when[act]) !== null) ? 0 : acts.some((act) => selection.when[act]?.dated) ? 1 : 2;

/** A line with at least so many relations is named by several of them, where there is room. */
const MANY = 5;

/** The words for a line that stands for several direct lines of two nodes, the longest first: a shorter one is for where there is less room.
 * @param {number[]} list
 * @returns {string[]} */
export function captions(list) {
  const told = inOrder(list);
  const [{ list: some }] = told;
  const verbs = new Set(some.map(verbOf));
  const verb = verbs.size === 1 ? [...verbs][0] : terms[told[0].relation][1];
  const first = [verb, whenOfLines(some)].filter(Boolean).join(" ");
  if (told.length < MANY) return [first];
  // What only says again, more broadly, what another relation says is not named.
  /** @type {number[][]} */
  const named = [told[0].own];
  // One head shows one direction, so that only what runs as the first relation does is named beside it.
  const way = (/** @type {number} */ e) => `${edges[e].s} ${edges[e].o}`;
  const ways = new Set(some.map(way));
  const others = told.slice(1).filter(({ own, list: lines }) => {
    const again = own.length ? named.some((acts) => own.every((act) => acts.includes(act))) : actsBehind(lines).length > 0;
    const along = [...ways].every((each) => lines.some((e) => way(e) === each));
    if (along && !again) named.push(own);
    return along && !again;
  });
  const several = (/** @type {number} */ number) => {
    const beside = others.slice(0, number - 1).map(({ list: [e] }) => verbOf(e));
    return andMore([first, ...beside], told.length - 1 - beside.length);
  };
  const most = Math.min(3, others.length + 1);
  return Array.from({ length: most }, (_, i) => several(most - i));
}

/** Some words, and how many more there are: "attacked, is a rival of, and 3 more".
 * @param {string[]} words
 * @param {number} more */
export const andMore = (words, more) => [...words, ...(more > 0 ? [plural(more, "and {n} more", "and {n} more")] : [])].join(", ");
