// The claims, facts, acts and lines that pass the filters. One pass over flat lists, because it also runs while a range is dragged.

import {
  claims,
  edges,
  edgesOfAct,
  factAt,
  facts,
  factsOf,
  factsTo,
  isAgent,
  isMatter,
  isRole,
  labelOf,
  lists,
  nodes,
  periods,
  whensOf,
} from "./data.js";
import { begunBy, joined } from "./dates.js";
import { state } from "./state.js";

export const NONE = 0,
  HELD = 1,
  UNHELD = 2;
export const selection = {
  claim: new Uint8Array(claims.length),
  fact: new Uint8Array(facts.length),
  matter: new Uint8Array(nodes.length),
  thing: new Uint8Array(nodes.length),
  agent: new Uint8Array(nodes.length),
  when: new Array(nodes.length).fill(null),
  begun: new Array(nodes.length).fill("yes"),
  edge: new Uint8Array(edges.length),
  edgeActs: lists(edges.length),
  edgeWays: lists(edges.length),
  period: new Uint8Array(periods.length),
  acts: [],
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

function claimVisible(claim) {
  return claim.tags.every((tag) => state.more.has(tag)) && (!claim.docs.length || claim.docs.some((d) => !state.docs.has(d)));
}

/** Whether a date may be in the range. An open end reaches until the date of the document that tells of it. Undated things are in it only if the reader wants them. */
function inRange(when) {
  if (state.from === null && state.to === null) return true;
  if (!when || !when.dated) return state.undated;
  return (
    (state.to === null || Number.isNaN(when.from) || when.from <= state.to) &&
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

/** The date of a node according to the visible claims: what the build took together from all held accounts, if all of them are visible. */
export function whenOf(n) {
  const list = whensOf[n];
  if (!list.length) return null;
  const claimed = list.filter((when) => when.c >= 0);
  if (!claimed.length) return joined(list);
  const visible = claimed.filter((when) => selection.claim[when.c]);
  const held = visible.filter((when) => claims[when.c].h);
  const together = list.find((when) => when.c < 0);
  if (together && held.length && held.length === claimed.filter((when) => claims[when.c].h).length)
    return { ...joined([together]), bases: joined(held).bases };
  return joined(held.length ? held : visible);
}

/** Applies the state to the data and fills `selection`. */
export function applyState() {
  const s = selection;
  claims.forEach((claim, c) => {
    s.claim[c] = claimVisible(claim) ? 1 : 0;
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
    if (status && !partiesFit(n)) status = NONE;
    if (status && s.when[n] && s.when[n].dated) s.beforeTime.push(n);
    if (status && !inRange(s.when[n])) {
      status = NONE;
      if (!s.when[n] || !s.when[n].dated) s.undated += 1;
    }
    s.begun[n] = state.asof === null ? "yes" : begunBy(s.when[n], state.asof);
    if (s.begun[n] === "no") status = NONE;
    s.matter[n] = status;
    if (status) {
      s.acts.push(n);
      for (const f of factsOf[n]) if (s.fact[f] && isRole(facts[f])) s.agent[facts[f][2]] = 1;
    }
  }
  edges.forEach((edge, e) => applyToEdge(edge, e));
  periods.forEach((period, i) => {
    s.period[i] = period.w.some(wayHolds) ? HELD : NONE;
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

/** Whether a derivation holds under the filters: all its acts and premises do. */
const wayHolds = (way) => way.a.every((act) => selection.matter[act] === HELD) && way.p.every(premiseHolds);

function applyToEdge(edge, e) {
  const s = selection;
  if (!edge.e) {
    const f = factAt.get(`${edge.s} ${edge.p} ${edge.o}`);
    s.edge[e] = f === undefined ? HELD : s.fact[f];
    s.edgeWays[e] = [];
    s.edgeActs[e] = [];
    return;
  }
  const ways = edge.w.filter(wayHolds);
  // An edge whose proof is not in the file cannot be filtered by its acts. It is shown as long as there are no filters.
  s.edge[e] = edge.w.length ? (ways.length ? HELD : NONE) : s.filtered ? NONE : HELD;
  s.edgeWays[e] = ways;
  s.edgeActs[e] = [...new Set(ways.flatMap((way) => way.a))];
  if (s.edge[e]) {
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
