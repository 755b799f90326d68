// What a reader can learn from the picture at once: a few sentences computed from the graph, each of which opens its proof.

import { D, NEGATIVE, claims, disputed, edges, isAgent, labelOf, nodes, terms } from "./data.js";
import { strongest, yearsOf } from "./captions.js";
import { plural, statement, t } from "./language.js";
import { isDisputed } from "./marks.js";
import { UNSPECIFIC, actsBehind, turns } from "./telling.js";
import { HELD, agents, selection } from "./select.js";
import { weightOf } from "./weights.js";

/** @typedef {{text: string, sel: import("./types.js").Selected}} Finding */

const MOST = 3;
const APART = new Set(D.apart);

/** The parties that the data call principal, or else the most active. */
function parties() {
  const named = D.opening?.principals || [];
  return new Set(named.length > 1 ? named : [...agents].sort((a, b) => (nodes[b].n || 0) - (nodes[a].n || 0)).slice(0, 6));
}

/** The held, inferred lines between the parties, by pair: the lines of each pair, the strongest pair first.
 * @returns {number[][]} */
function pairs() {
  const wanted = parties();
  /** @type {Map<string, number[]>} */
  const found = new Map();
  edges.forEach((edge, e) => {
    if (selection.edge[e] !== HELD || !edge.e || !isAgent(edge.s) || !isAgent(edge.o) || !(wanted.has(edge.s) || wanted.has(edge.o)))
      return;
    const key = edge.s < edge.o ? `${edge.s} ${edge.o}` : `${edge.o} ${edge.s}`;
    found.set(key, [...(found.get(key) || []), e]);
  });
  const weight = (/** @type {number[]} */ list) => list.reduce((sum, e) => sum + weightOf(e), 0);
  return [...found.values()].sort((a, b) => weight(b) - weight(a) || a[0] - b[0]);
}

const toneOf = (/** @type {number} */ e) => (edges[e].t >= 0 ? D.tones[edges[e].t].id : "");

/** Lines by their relation and direction.
 * @param {number[]} list
 * @returns {number[][]} */
function byRelation(list) {
  /** @type {Map<string, number[]>} */
  const found = new Map();
  for (const e of list) {
    const key = `${edges[e].s} ${edges[e].p}`;
    found.set(key, [...(found.get(key) || []), e]);
  }
  return [...found.values()];
}

/** A sentence about lines of one relation: "Pakistan recognized State of Palestine 1988". Where each did it to the other in acts of its own,
 * both are said.
 * @param {number[]} list
 * @returns {Finding} */
function told(list) {
  const [first] = list;
  const back = list.find((e) => edges[e].s === edges[first].o && !actsBehind([e]).every((act) => actsBehind([first]).includes(act)));
  const differ = actsBehind(list).some(isDisputed) ? ` ${t("Two accounts tell it differently.")}` : "";
  const said = (/** @type {number} */ e) => statement(labelOf(edges[e].s), terms[edges[e].p][1], labelOf(edges[e].o));
  return {
    text:
      t("{statement}{when}.", {
        statement: [said(first), ...(back === undefined ? [] : [said(back)])].join("; "),
        when: yearsOf(actsBehind(list)) ? ` (${yearsOf(actsBehind(list))})` : "",
      }) + differ,
    sel: { type: "edges", edges: list },
  };
}

/** At most three findings about what is shown: how the parties stand to each other, what is not so, which two dealt most with each other,
 * and how many accounts differ.
 * @returns {Finding[]} */
export function findings() {
  /** @type {Finding[]} */
  const found = [];
  const all = pairs();
  const wanted = parties();
  const inside = all.filter(([e]) => wanted.has(edges[e].s) && wanted.has(edges[e].o));
  const relations = inside
    .map((list) => list.filter((e) => toneOf(e) === "relations" && !NEGATIVE.has(edges[e].p) && !UNSPECIFIC.has(edges[e].p)))
    .filter((list) => list.length);
  // Of recognition and relations, what is dated best, and then what came first.
  const vague = (/** @type {number[]} */ list) => (/^\d+$/.test(yearsOf(actsBehind(list))) ? 0 : yearsOf(actsBehind(list)) ? 1 : 2);
  const began = (/** @type {number[]} */ list) => Math.min(...actsBehind(list).map((act) => selection.when[act]?.from || Infinity));
  const broad = (/** @type {number[]} */ list) => Math.min(...list.map((e) => edges[e].y || 0));
  // What began or ended a state of relations comes before what was done besides.
  const turned = (/** @type {number[]} */ list) => Number(!actsBehind(list).some((act) => turns.has(act)));
  const agreed = (/** @type {number[]} */ list) => Number(actsBehind(list).some(isDisputed));
  const dated = relations
    .flatMap(byRelation)
    .sort(
      (a, b) =>
        agreed(a) - agreed(b) || turned(a) - turned(b) || broad(a) - broad(b) || vague(a) - vague(b) || began(a) - began(b) || a[0] - b[0],
    );
  const acted = inside.map((list) => list.filter((e) => !NEGATIVE.has(edges[e].p) && !APART.has(edges[e].p))).find((list) => list.length);
  // Without such a turn, what says most about the two parties that dealt most with each other.
  if (dated.length && !turned(dated[0])) found.push(told(dated[0]));
  else if (acted) found.push(told(strongest(acted)[1]));
  const negative = [...inside, ...all].map((list) => list.filter((e) => NEGATIVE.has(edges[e].p))).find((list) => list.length);
  if (negative) found.push(told(strongest(negative)[1]));
  // What is not so, and what connects nobody, is no dealing.
  const dealings = all.map((list) => list.filter((e) => !NEGATIVE.has(edges[e].p) && !APART.has(edges[e].p))).filter((list) => list.length);
  const [most, next] = dealings.sort((a, b) => actsBehind(b).length - actsBehind(a).length);
  // Only a single pair dealt most with each other, and one act is no pattern.
  if (most && actsBehind(most).length > Math.max(1, next ? actsBehind(next).length : 0)) {
    const acts = actsBehind(most);
    found.push({
      text: t("{one} and {other} dealt most with each other: {acts}{years}.", {
        one: labelOf(edges[most[0]].s),
        other: labelOf(edges[most[0]].o),
        acts: plural(acts.length, "{n} act", "{n} acts"),
        years: yearsOf(acts) ? `, ${yearsOf(acts)}` : "",
      }),
      sel: { type: "edges", edges: [...most].sort((a, b) => a - b) },
    });
  }
  const differing = claims.filter((_, c) => disputed[c] && selection.claim[c]).length;
  if (differing && found.length < MOST) {
    const about = D.facts.find((fact) => fact[3].some((c) => disputed[c]));
    if (about)
      found.push({
        text: plural(differing, "{n} account differs from another.", "{n} accounts differ from each other."),
        sel: { type: "node", node: about[0] },
      });
  }
  return found.slice(0, MOST);
}
