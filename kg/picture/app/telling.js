// Which relation of two agents says most about them: it names their line. The rule is that of kg/picture/telling.py, for what the filters
// leave.

import { D, claims, edges, facts, factsOf, periods, terms, tones } from "./data.js";
import { selection } from "./select.js";
import { weightOf } from "./weights.js";

/** Relations that say little about two agents. */
export const UNSPECIFIC = new Set(D.unspecific);
const TURNING = new Set(D.turning);
/** The acts that began or ended recognition or diplomatic relations. */
export const turns = new Set(periods.filter(({ k }) => TURNING.has(k)).flatMap((period) => [...period.b, ...period.x]));

const yearOf = (/** @type {number} */ day) => new Date(day * 864e5).getUTCFullYear();
/** The year of a date that has only one, or null.
 * @param {import("./types.js").Dated | null | undefined} when */
export const knownYear = (when) => (when?.dated && !when.q && yearOf(when.from) === yearOf(when.to) ? yearOf(when.from) : null);

/** The acts behind some lines. @param {number[]} list */
export const actsBehind = (list) => [...new Set(list.flatMap((e) => selection.edgeActs[e]))];

/** How many held claims are about some acts. @param {number[]} acts */
const claimsAbout = (acts) => new Set(acts.flatMap((act) => factsOf[act].flatMap((f) => facts[f][3])).filter((c) => claims[c].h)).size;

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
  rows.sort((a, b) => {
    const at = a.key.findIndex((part, i) => part !== b.key[i]);
    return at < 0 ? 0 : a.key[at] < b.key[at] ? -1 : 1;
  });
  return rows.map(({ told }) => told);
}
