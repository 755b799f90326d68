// The claims, facts, acts and lines that pass the filters. One pass over flat lists, because it also runs while a range is dragged.

import {
  claims,
  disputed,
  edges,
  edgesOfAct,
  factAt,
  facts,
  factsOf,
  factsOfClaim,
  factsTo,
  isAgent,
  isMatter,
  isRole,
  labelOf,
  lists,
  nodes,
  periods,
  whens,
  whensOf,
} from "./data.js";
import { begunBy, dayNumber, joined, lastingAt, surelyIn } from "./dates.js";

/** @typedef {import("./types.js").Claim} Claim */
import { state } from "./state.js";

export const NONE = 0,
  HELD = 1,
  UNHELD = 2;
export const selection = {
  claim: new Uint8Array(claims.length),
  fact: new Uint8Array(facts.length),
  matter: new Uint8Array(nodes.length),
  /** The status of a matter by its claims and kind: periods of relations rest on acts of other times than that of the view. */
  told: new Uint8Array(nodes.length),
  thing: new Uint8Array(nodes.length),
  agent: new Uint8Array(nodes.length),
  /** @type {(import("./types.js").Dated | null)[]} */
  when: new Array(nodes.length).fill(null),
  /** With a day of the view: whether a matter had begun by it, "surely", "possibly" or "undated"; else "". @type {string[]} */
  begun: new Array(nodes.length).fill(""),
  /** With a day of the view: whether a matter was still going on, "surely", "possibly" or "no". @type {string[]} */
  lasting: new Array(nodes.length).fill("no"),
  /** With a day of the view: how sure a line is by then: "surely", "possibly" or "undated"; else "". @type {string[]} */
  edgeBegun: new Array(edges.length).fill(""),
  /** Whether a matter, and a line, was surely in the chosen period and by the day of the view; without either all are. */
  sure: new Uint8Array(nodes.length).fill(1),
  edgeSure: new Uint8Array(edges.length).fill(1),
  edge: new Uint8Array(edges.length),
  edgeActs: lists(edges.length),
  edgeWays: lists(edges.length),
  period: new Uint8Array(periods.length),
  /** @type {number[]} */
  acts: [],
  /** The acts that pass all filters but the period. @type {number[]} */
  beforeTime: [],
  undated: 0,
  filtered: false,
};
/** The status of a node: for a matter under all filters, for any other node by what is claimed of it. */
export const statusOf = (n) => (isMatter(n) ? selection.matter[n] : selection.thing[n]);
export const isUnheld = (n) => statusOf(n) === UNHELD;
export const matters = nodes.map((_, n) => n).filter(isMatter);
export const agents = nodes.map((_, n) => n).filter(isAgent);

/** The status of a fact: HELD if a visible held claim (or the curators' background) states it, UNHELD if only other visible claims do. */
function factStatus(f) {
  const behind = facts[f][3];
  if (!behind.length || facts[f][4] === 2) return HELD;
  let status = NONE;
  for (const c of behind)
    if (selection.claim[c]) {
      if (claims[c].h) return HELD;
      status = UNHELD;
    }
  return status;
}

/** The status of a node that is not an act: by what is claimed of it or, if there is nothing, by what mentions it. */
function thingStatus(n) {
  let status = NONE;
  for (const f of factsOf[n].length ? factsOf[n] : factsTo[n])
    if (selection.fact[f] && (status === NONE || selection.fact[f] < status)) status = selection.fact[f];
  return status;
}

/** Whether a claim is shown if `more` is switched on: a held one always, another if any of what marks it is switched on. It is always
 * drawn with all its marks and its speaker. What was withdrawn is shown only if that is asked for.
 * @param {Claim} claim
 * @param {Set<string>} more */
function shownWith(claim, more) {
  if (!claim.tags.length) return true;
  if (claim.tags.includes("withdrawn")) return more.has("withdrawn");
  return claim.tags.some((tag) => more.has(tag));
}

/** @param {Claim} claim
 * @param {number} c */
function claimVisible(claim, c) {
  if (state.agreed && disputed[c]) return false;
  return shownWith(claim, state.more) && (!claim.docs.length || claim.docs.some((d) => !state.docs.has(d)));
}

/** How many claims a switch shows that are not shown now; if it is on, how many only it shows.
 * @param {string} tag */
export function claimsBehind(tag) {
  const other = new Set(state.more);
  if (!other.delete(tag)) other.add(tag);
  return claims.filter((claim, c) => claim.tags.includes(tag) && shownWith(claim, state.more) !== shownWith(claim, other) && claimInTime(c))
    .length;
}

/** Whether a claim is about something that may have been in the period and by the day of the view.
 * @param {number} c */
function claimInTime(c) {
  const { from, to, asof } = state;
  if (from === null && to === null && asof === null) return true;
  const matters = factsOfClaim[c].map((f) => facts[f][0]).filter(isMatter);
  if (!matters.length) return true;
  return matters.some((n) => {
    const when = joined(whensOf[n].filter((each) => each.c < 0 || each.c === c || claims[each.c].h));
    if (!when || !when.dated) return state.undated;
    return inRange(when) && (asof === null || begunByDay(when, asof) !== "no");
  });
}

/** The first day of which the documents tell anything: what has no first day is not counted before it. */
const firstTold = whens
  .flatMap(({ e, l }) => [dayNumber(e), dayNumber(l)])
  .filter((day) => !Number.isNaN(day))
  .reduce((a, b) => (b < a ? b : a), Infinity);

/** Whether a date may be in the range. An open end reaches until the date of the document that tells of it, an open beginning back to the
 * first day of which any document tells. Undated things are in it only if the reader wants them. */
function inRange(when) {
  if (state.from === null && state.to === null) return true;
  if (!when || !when.dated) return state.undated;
  return (
    (state.to === null || (Number.isNaN(when.from) ? Math.min(firstTold, when.to) : when.from) <= state.to) &&
    (state.from === null || Number.isNaN(when.last) || when.last >= state.from)
  );
}

function partiesFit(n) {
  if (!state.parties.length) return true;
  const has = (party) =>
    factsOf[n].some((f) => selection.fact[f] && facts[f][2] === party) ||
    edgesOfAct[n].some((e) => edges[e].s === party || edges[e].o === party);
  return state.all ? state.parties.every(has) : state.parties.some(has);
}

/** The date of a node according to the visible claims: what the build took together from all held accounts, if all of them are visible.
 * @param {number} n
 * @returns {import("./types.js").Dated | null} */
export function whenOf(n) {
  const list = whensOf[n];
  if (!list.length) return null;
  const claimed = list.filter((when) => when.c >= 0);
  if (!claimed.length) return joined(list);
  const visible = claimed.filter((when) => selection.claim[when.c]);
  const held = visible.filter((when) => claims[when.c].h);
  const together = list.find((when) => when.c < 0);
  if (together && held.length && held.length === claimed.filter((when) => claims[when.c].h).length) {
    const [whole, each] = [joined([together]), joined(held)];
    return whole && each && { ...whole, bases: each.bases };
  }
  return joined(held.length ? held : visible);
}

/** Applies the state to the data and fills `selection`. */
export function applyState() {
  const s = selection;
  claims.forEach((claim, c) => {
    s.claim[c] = claimVisible(claim, c) ? 1 : 0;
  });
  facts.forEach((_, f) => {
    s.fact[f] = factStatus(f);
  });
  s.filtered =
    state.from !== null ||
    state.to !== null ||
    state.asof !== null ||
    state.kinds.size > 0 ||
    state.parties.length > 0 ||
    state.docs.size > 0;
  s.acts = [];
  s.undated = 0;
  s.beforeTime = [];
  s.agent.fill(0);
  nodes.forEach((_, n) => {
    if (!isMatter(n)) s.thing[n] = thingStatus(n);
  });
  for (const n of matters) {
    let status = factsOf[n].length ? NONE : HELD;
    for (const f of factsOf[n]) if (s.fact[f] && (status === NONE || s.fact[f] < status)) status = s.fact[f];
    s.when[n] = status ? whenOf(n) : null;
    if (status && nodes[n].k.length && nodes[n].k.every((k) => state.kinds.has(k))) status = NONE;
    s.told[n] = status;
    if (status && !partiesFit(n)) status = NONE;
    if (status && s.when[n] && s.when[n].dated) s.beforeTime.push(n);
    if (status && !inRange(s.when[n])) {
      status = NONE;
      if (!s.when[n] || !s.when[n].dated) s.undated += 1;
    }
    s.begun[n] = state.asof === null ? "" : begunByDay(s.when[n], state.asof);
    s.sure[n] = isSure(s.when[n]) ? 1 : 0;
    s.lasting[n] = state.asof === null ? "no" : lastingAt(s.when[n], state.asof);
    if (s.begun[n] === "no") status = NONE;
    // What has no date says nothing about a day: it stays only if the reader wants it.
    if (status && s.begun[n] === "undated" && !state.undated) {
      status = NONE;
      s.undated += 1;
    }
    s.matter[n] = status;
    if (status) {
      s.acts.push(n);
      for (const f of factsOf[n]) if (s.fact[f] && isRole(facts[f])) s.agent[facts[f][2]] = 1;
    }
  }
  edges.forEach((edge, e) => applyToEdge(edge, e));
  // What is stated without an act says nothing of its time and kind: under filters it stays between what has visible acts.
  if (s.filtered) {
    const isIn = (/** @type {number} */ n) =>
      isMatter(n) ? s.matter[n] : isAgent(n) ? s.agent[n] : factsTo[n].some((f) => s.fact[f] && s.matter[facts[f][0]]);
    edges.forEach((edge, e) => {
      if (!edge.e && !(isIn(edge.s) && isIn(edge.o))) s.edge[e] = NONE;
    });
  }
  periods.forEach((period, i) => {
    s.period[i] = period.w.some((way) => way.a.every((act) => s.told[act] === HELD) && way.p.every(premiseHolds)) ? HELD : NONE;
  });
  for (const n of agents)
    if (!s.thing[n]) s.agent[n] = 0;
    else if (!s.filtered) s.agent[n] = 1;
}

/** Whether a premise holds: a visible held fact is the same triple. A premise that is not a fact of the picture was inferred. */
function premiseHolds([s, p, o]) {
  if (typeof s !== "number") return true;
  const f = factAt.get(typeof o === "number" ? `${s} ${p} ${o}` : o.t !== undefined ? `${s} ${p} t${o.t}` : "");
  return f === undefined || selection.fact[f] === HELD;
}

/** Whether something with this date had begun by a day; before the first day of which the documents tell nothing had. */
const begunByDay = (when, day) => (when && when.dated && day < firstTold ? "no" : begunBy(when, day));

/** Whether something with this date was surely in the chosen period and by the day of the view. */
function isSure(when) {
  const { from, to, asof } = state;
  if (asof !== null && begunByDay(when, asof) !== "surely") return false;
  return (from === null && to === null) || surelyIn(when, from ?? -Infinity, to ?? Infinity);
}

/** Whether a derivation holds under the filters: all its acts and premises do. One without acts is of no kind, and is with its ends only. */
function wayHolds(way, edge) {
  if (!way.a.length) {
    if (state.kinds.size) return false;
    const isEnd = (/** @type {number} */ party) => edge.s === party || edge.o === party;
    if (state.parties.length && !(state.all ? state.parties.every(isEnd) : state.parties.some(isEnd))) return false;
  }
  return way.a.every((act) => selection.matter[act] === HELD) && way.p.every(premiseHolds) && inTime(way);
}

/** The nodes in a derivation without acts that have a date of their own, such as the tenure behind an office held. */
const datedBehind = (way) => [...new Set(way.p.map(([s]) => s))].filter((n) => typeof n === "number" && whensOf[n].length);

/** Whether a derivation without acts may have held in the period and by the day of the view. Without a date of its own it is drawn, like
 * an undated act, only if the reader wants it. */
function inTime(way) {
  const { from, to, asof } = state;
  if (way.a.length || (from === null && to === null && asof === null)) return true;
  const whens = datedBehind(way)
    .map(whenOf)
    .filter((when) => when && when.dated);
  if (!whens.length) return state.undated;
  return whens.some((when) => inRange(when)) && (asof === null || whens.some((when) => begunByDay(when, asof) !== "no"));
}

/** Whether a derivation surely holds in the chosen period and by the day of the view: all of its acts, or what is dated behind it. */
const waySure = (way) => (way.a.length ? way.a.every((act) => selection.sure[act]) : datedBehind(way).some((n) => isSure(whenOf(n))));

/** How sure something is that rests on several dates: as sure as the least sure of them. */
const leastSure = (list) => ["undated", "possibly", "surely"].find((each) => list.includes(each)) || "undated";

/** How sure a derivation is by the day of the view. */
const sureBy = (way, day) =>
  leastSure(way.a.length ? way.a.map((act) => selection.begun[act]) : datedBehind(way).map((n) => begunByDay(whenOf(n), day)));

function applyToEdge(edge, e) {
  const s = selection;
  if (!edge.e) {
    const f = factAt.get(`${edge.s} ${edge.p} ${edge.o}`);
    s.edge[e] = f === undefined ? HELD : s.fact[f];
    s.edgeWays[e] = [];
    s.edgeActs[e] = [];
    s.edgeSure[e] = 1;
    return;
  }
  const ways = edge.w.filter((way) => wayHolds(way, edge));
  // An edge whose proof is not in the file cannot be filtered by its acts. It is shown as long as there are no filters.
  s.edge[e] = edge.w.length ? (ways.length ? HELD : NONE) : s.filtered ? NONE : HELD;
  s.edgeWays[e] = ways;
  s.edgeActs[e] = [...new Set(ways.flatMap((way) => way.a))];
  const { asof } = state;
  const sure = asof === null ? [] : ways.map((way) => sureBy(way, asof));
  s.edgeSure[e] = (asof === null && state.from === null && state.to === null) || ways.some(waySure) ? 1 : 0;
  s.edgeBegun[e] = asof === null ? "" : ["surely", "possibly"].find((each) => sure.includes(each)) || "undated";
  // A line that rests on no act and no date makes nobody part of a selection, and one without an act nobody part of one by kind or party.
  const byDate = !state.kinds.size && !state.parties.length;
  if (s.edge[e] && ways.some((way) => way.a.length || (byDate && datedBehind(way).length))) {
    s.agent[edge.s] = 1;
    s.agent[edge.o] = 1;
  }
}

/** Acts in time order: by earliest day, then by latest day, undated acts last. */
export function inTimeOrder(list) {
  const key = (n) => {
    const when = selection.when[n];
    return when && when.dated ? (Number.isNaN(when.from) ? when.to - 1e-3 : when.from) : Infinity;
  };
  const end = (n) => {
    const when = selection.when[n];
    return when && when.dated ? (Number.isNaN(when.to) ? Infinity : when.to) : Infinity;
  };
  return [...list].sort((a, b) => key(a) - key(b) || end(a) - end(b) || (labelOf(a) < labelOf(b) ? -1 : 1));
}
