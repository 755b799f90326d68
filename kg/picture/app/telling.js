// Which relation of two agents says most about them: it names their line. The rule is that of kg/picture/telling.py, for what the filters
// leave.

import { D, claims, disputed, edges, factAt, facts, factsOf, labelOf, periods, terms, tones } from "./data.js";
import { dayNumber, yearOf } from "./days.js";
import { selection } from "./select.js";
import { state } from "./state.js";
import { weightOf } from "./weights.js";

/** Relations that say little about two agents. */
export const UNSPECIFIC = new Set(D.unspecific);
const TURNING = new Set(D.turning);
/** The acts that began or ended recognition or diplomatic relations. */
export const turns = new Set(periods.filter(({ k }) => TURNING.has(k)).flatMap((period) => [...period.b, ...period.x]));

/** @typedef {import("./types.js").Dated} Dated */

/** The year of a date that has only one, or null.
 * @param {import("./types.js").Dated | null | undefined} when */
export const knownYear = (when) => (when?.dated && !when.q && yearOf(when.from) === yearOf(when.to) ? yearOf(when.from) : null);

/** The acts behind some lines. @param {number[]} list */
export const actsBehind = (list) => [...new Set(list.flatMap((e) => selection.edgeActs[e]))];

/** How many held claims are about some acts. @param {number[]} acts */
const claimsAbout = (acts) => new Set(acts.flatMap((act) => factsOf[act].flatMap((f) => facts[f][3])).filter((c) => claims[c].h)).size;

/** The held claims that name the agent who acts in the acts behind a line.
 * @param {number} e
 * @returns {number[]} */
function naming(e) {
  const said = selection.edgeWays[e].flatMap((/** @type {import("./types.js").Way} */ way) => way.p).filter(([, , o]) => o === edges[e].s);
  const found = said.map(([s, p, o]) => factAt.get(`${s} ${p} ${o}`)).filter((f) => f !== undefined);
  return [...new Set(found.flatMap((f) => facts[f][3]).filter((c) => claims[c].h))];
}

/** Lines of one relation between two nodes, one for each direction, the better attested one first: first the one of which not only claims
 * that differ from another name who acts, then the one that more claims name, then the one with more claims about its acts, then the earlier
 * one. Where both did it in the same acts, one direction says all. The rule is that of kg/picture/telling.py.
 * @param {number[]} list
 * @returns {number[]} */
export function directions(list) {
  const rows = list.map((e) => {
    const named = naming(e);
    const acts = actsBehind([e]);
    const days = acts.map((act) => selection.when[act]).flatMap((when) => (when?.dated ? when.e || when.l : []));
    /** @type {(number | string)[]} */
    const key = [
      Number(named.length > 0 && named.every((c) => disputed[c])),
      -named.length,
      -claimsAbout(acts),
      days.sort()[0] || "9999",
      labelOf(edges[e].s),
    ];
    // What no act shows is stated of each direction by itself.
    return { key, e, acts: acts.length ? [...acts].sort((a, b) => a - b).join(" ") : `${edges[e].s} > ${edges[e].o}` };
  });
  rows.sort(byKey);
  return rows.filter(({ acts }, i) => rows.findIndex((each) => each.acts === acts) === i).map(({ e }) => e);
}

/** Sorts rows by their keys, member by member.
 * @param {{key: (number | string)[]}} a
 * @param {{key: (number | string)[]}} b */
function byKey(a, b) {
  const at = a.key.findIndex((part, i) => part !== b.key[i]);
  return at < 0 ? 0 : a.key[at] < b.key[at] ? -1 : 1;
}

/** The last day of the dates of the documents; NaN if none has a date. */
const documentsUntil = dayNumber(D.told);

/** Whether what has a last day ends only after the day of the view or, without one, after the dates of all documents. A document may date what it
 * tells by its own year, so that only an end after the whole of it is to come. The rule is that of kg/picture/telling.py.
 * @param {number} last
 * @param {number} surely the last day of the time that it is known to fill, or NaN */
const endsLater = (last, surely) => (state.asof !== null ? last > state.asof : (Number.isNaN(surely) ? last : surely) > documentsUntil);

/** Whether something lasts beyond the day from which it is told, and ends only later.
 * @param {Dated} when */
export const goesOn = (when) => when.text.includes("/") && endsLater(when.to, when.sureTo);

/** The periods with a last day, by what shows them.
 * @type {Map<number, import("./types.js").Period[]>} */
const endedPeriods = new Map();
for (const period of periods) if (period.l) for (const act of period.y) endedPeriods.set(act, [...(endedPeriods.get(act) || []), period]);

/** Whether nothing that a line follows from is known to go on: it lasted until a known day, or shows a period with such a last day, or has a
 * first day and nobody tells how long it lasted. An end that is still to come is none.
 * @param {number} e */
function hasEnded(e) {
  const acts = actsBehind([e]);
  return acts.length > 0 && acts.every((act) => isOver(act, edges[e]));
}

/** @param {number} act
 * @param {import("./types.js").Edge} edge */
function isOver(act, { s, o }) {
  const when = selection.when[act];
  if (when?.dated && when.text.includes("/") && when.l) return !goesOn(when);
  // Only an end that is told to be open says that something goes on.
  if (when?.e && !when.l && !when.text.includes("/..")) return true;
  const between = (endedPeriods.get(act) || []).filter((each) => [s, o].every((n) => each.s.includes(n) || each.o.includes(n)));
  return between.some(({ l, u }) => !endsLater(dayNumber(l), dayNumber(u)));
}

/** The names of relations that are states, for those that have ended. */
const PAST = new Map(D.past);

/** What a line says, in the past if it is a state that has ended.
 * @param {number} e
 * @returns {string} */
export function verbOf(e) {
  const past = PAST.get(edges[e].p);
  return past && hasEnded(e) ? past : terms[edges[e].p][1];
}

/** @typedef {{relation: number, list: number[], own: number[]}} Told a relation, its lines, and the acts that show nothing narrower */

/** The relations of some direct lines between two nodes, the most telling first.
 * @param {number[]} list
 * @returns {Told[]} */
export function inOrder(list) {
  /** @type {Map<number, number[]>} */
  const by = new Map();
  /** @type {Map<number, number>} */
  const narrowest = new Map();
  const breadth = (/** @type {number} */ e) => edges[e].y || 0;
  for (const e of list) {
    by.set(edges[e].p, [...(by.get(edges[e].p) || []), e]);
    for (const act of selection.edgeActs[e]) narrowest.set(act, Math.min(narrowest.get(act) ?? 99, breadth(e)));
  }
  const rows = [...by].map(([relation, mine]) => {
    const acts = actsBehind(mine);
    const own = actsBehind(mine).filter((act) =>
      mine.some((e) => selection.edgeActs[e].includes(act) && breadth(e) <= (narrowest.get(act) ?? 99)),
    );
    const turn = own.some((act) => turns.has(act));
    const dated = acts.every((act) => knownYear(selection.when[act]) !== null);
    const tone = edges[mine[0]].t ?? -1;
    /** @type {(number | string)[]} */
    const key = [
      acts.length ? 0 : 1,
      mine.some((e) => edges[e].e) ? 0 : 1,
      acts.length && !own.length ? 1 : 0,
      turn ? 0 : 1,
      UNSPECIFIC.has(relation) ? 1 : 0,
      -claimsAbout(own),
      -Math.round(1e6 * mine.reduce((sum, e) => sum + weightOf(e), 0)),
      dated ? 0 : 1,
      tone < 0 ? tones.length : tone,
      terms[relation][1],
      terms[relation][0],
    ];
    return { key, told: { relation, list: mine, own } };
  });
  rows.sort(byKey);
  return rows.map(({ told }) => told);
}
