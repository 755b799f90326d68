// What a reader can learn from the picture at once: a few sentences computed from the graph, each of which opens its proof.

import { D, NEGATIVE, claims, disputed, edges, groupOf, isAgent, labelOf, nodes } from "./data.js";
import { isSeries, vagueness, whenOfActs } from "./captions.js";
import { plural, statement, t } from "./language.js";
import { isDisputed, isMisnamed } from "./marks.js";
import { UNSPECIFIC, actsBehind, directions, inOrder, turns, verbOf } from "./telling.js";
import { HELD, agents, inTimeOrder, selection } from "./select.js";
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

/** A sentence about lines of one relation: "Pakistan recognized State of Palestine (1988)". Of two directions each is said with its own
 * acts and dates, the better attested one first.
 * @param {number[]} list
 * @param {(act: number) => boolean} [wanted] of which acts it tells; without it, of all behind the lines
 * @returns {Finding} */
function told(list, wanted = () => true) {
  const actsOf = (/** @type {number[]} */ some) => actsBehind(some).filter(wanted);
  const said = directions(list).map((e) => {
    const words = statement(labelOf(edges[e].s), verbOf(e), labelOf(edges[e].o));
    const when = whenOfActs(actsOf([e]));
    return when && !words.endsWith(` ${when}`) ? t("{statement} ({when})", { statement: words, when }) : words;
  });
  const named = isMisnamed(actsOf(list));
  const differ = actsOf(list).some(isDisputed) ? ` ${t("Two accounts differ.")}` : "";
  const statements = { statement: said.join("; ") };
  return {
    text: (named ? t("{statement}, as the source names it.", statements) : t("{statement}.", statements)) + differ,
    sel: { type: "edges", edges: list },
  };
}

/** The act that last began or ended recognition or diplomatic relations of the first two principal parties, and the lines that say so. Null
 * if none is of a known year.
 * @param {number[][]} pairs the lines of each pair
 * @returns {{act: number, lines: number[]} | null} */
function latestTurn(pairs) {
  const [one, other] = D.opening?.principals || [];
  const list = pairs.find(([e]) => [edges[e].s, edges[e].o].every((n) => n === one || n === other));
  const act = inTimeOrder(actsBehind(list || []).filter((act) => turns.has(act) && vagueness([act]) === 0)).at(-1);
  return list && act !== undefined ? { act, lines: inOrder(list.filter((e) => actsBehind([e]).includes(act)))[0].list } : null;
}

/** Which two dealt most with each other, and how often. A situation is no act, and what stands for several acts makes them at least so many.
 * @param {number[][]} dealings the lines of each pair
 * @returns {Finding | null} null if no single pair did, or if it was once: one act is no pattern */
export function dealtMost(dealings) {
  const rows = dealings.map((list) => ({ list, acts: actsBehind(list).filter((act) => groupOf(act) !== "situation") }));
  const [most, next] = rows.sort((a, b) => b.acts.length - a.acts.length);
  if (!most || most.acts.length <= Math.max(1, next ? next.acts.length : 0)) return null;
  const { list, acts } = most;
  const counted = acts.some(isSeries)
    ? plural(acts.length, "at least {n} act", "at least {n} acts")
    : plural(acts.length, "{n} act", "{n} acts");
  return {
    text: t("{one} and {other} dealt most with each other: {acts}.", {
      one: labelOf(edges[list[0]].s),
      other: labelOf(edges[list[0]].o),
      acts: whenOfActs(acts, counted),
    }),
    sel: { type: "edges", edges: [...list].sort((a, b) => a - b) },
  };
}

/** At most three findings about what is shown: how the parties stand to each other, what the first two of them did last about it, what is
 * not so, which two dealt most with each other, and how many accounts differ.
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
  const vague = (/** @type {number[]} */ list) => vagueness(actsBehind(list));
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
  else if (acted) found.push(told(inOrder(acted)[0].list));
  const latest = latestTurn(inside);
  if (latest && !latest.lines.every((e) => found.some(({ sel }) => sel.edges?.includes(e))))
    found.push(told(latest.lines, (act) => act === latest.act));
  const negative = [...inside, ...all].map((list) => list.filter((e) => NEGATIVE.has(edges[e].p))).find((list) => list.length);
  if (negative) found.push(told(inOrder(negative)[0].list));
  // What is not so, and what connects nobody, is no dealing.
  const dealings = all.map((list) => list.filter((e) => !NEGATIVE.has(edges[e].p) && !APART.has(edges[e].p))).filter((list) => list.length);
  const most = dealtMost(dealings);
  if (most) found.push(most);
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
