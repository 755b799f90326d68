// What is drawn in the network: the nodes, the positions of the acts of opened nodes, and the lines between them.

import {
  D,
  NEGATIVE,
  above,
  claims,
  edges,
  edgesAt,
  edgesOfAct,
  facts,
  factsOf,
  factsTo,
  groupOf,
  isAgent,
  isMatter,
  isRole,
  localName,
  nodes,
  standingText,
  terms,
  tones,
} from "./data.js";
import { byId, el, refill } from "./dom.js";
import { plural, t } from "./language.js";
import { MOST_ACTS, groupHides } from "./groups.js";
import { drawnAt } from "./layout.js";
import { actsOf } from "./panel.js";
import { HELD, UNHELD, agents, inTimeOrder, matters, selection, statusOf } from "./select.js";
import { change, state } from "./state.js";
import { inOrder } from "./telling.js";
import { pointsTo } from "./roles.js";
import { weightOf } from "./weights.js";

export { weightOf };

/** Acts of many parties, such as joint statements, summits and treaties: drawn once, as a node with its parties, because lines between all
 * of these would hide everything. They are the acts whose lines connect most of four or more agents with each other. */
export const crowds = new Set(
  matters.filter((n) => {
    const between = edgesOfAct[n].filter((e) => isAgent(edges[e].s) && isAgent(edges[e].o));
    const parties = new Set(between.flatMap((e) => [edges[e].s, edges[e].o])).size;
    const pairs = new Set(between.map((e) => `${Math.min(edges[e].s, edges[e].o)} ${Math.max(edges[e].s, edges[e].o)}`)).size;
    return parties >= 4 && pairs >= (parties * (parties - 1)) / 4;
  }),
);
const crowded = (e) => selection.edgeActs[e].length > 0 && selection.edgeActs[e].every((act) => crowds.has(act));
export let only = D.about.only ? new Set(D.about.only) : null;
let answerLines = [];
let answerEdges = null;
/** Whether what is drawn alone is one chain, all of which the reader follows. */
export let isChain = false;

/** Draws only the nodes and lines of an answer or a chain, and says so. `null` draws everything again.
 * @param {{nodes: Set<number>, lines: any[], chain?: boolean} | null} answer */
export function drawAlone(answer) {
  isChain = !!answer?.chain;
  only = answer ? answer.nodes : D.about.only ? new Set(D.about.only) : null;
  // A line that the graph has too is drawn with its proof, any other line as the query returned it.
  answerLines = answer ? answer.lines.filter((line) => line[3] === undefined) : [];
  answerEdges = answer && answer.lines.length ? new Set(answer.lines.map((line) => line[3])) : null;
  byId("answer-note").hidden = !answer;
  if (!answer) return;
  const things = plural(answer.nodes.size, "{n} thing", "{n} things");
  refill(
    byId("answer-note"),
    isChain
      ? plural(answer.nodes.size, "The chain of {n} party", "The chain of {n} parties")
      : answer.lines.length
        ? t("The answer: {things}, {lines}.", { things, lines: plural(answer.lines.length, "{n} line", "{n} lines") })
        : t("The answer: {things}.", { things }),
    " ",
    el("button", { type: "button", id: "answer-close", onclick: () => change({ drawn: "" }) }, t("Show everything")),
  );
}

/** Whether the view is that of few nodes, each with its name and one line for each pair: the principal parties, an answer, or what narrow
 * filters leave. And whether the nodes are laid out for the canvas, as few and not very many are. */
export const compact = { on: false, laid: false };

/** The greatest number of nodes that are laid out for the canvas. */
const MOST_LAID_OUT = 60;

/** How many parties the opening view has room for: each needs some for its name.
 * @returns {number} */
function roomOnCanvas() {
  const { clientWidth: wide, clientHeight: high } = byId("canvas");
  return Math.max(6, Math.min(MOST_LAID_OUT, Math.floor((wide * high) / 12500)));
}

/** Whether filters narrow the view, so that it shows all that they leave and not only the parties of the opening. The view as of a day is
 * no such choice: it opens on the same parties, as far as they had ties by then. */
const isNarrow = () => selection.filtered && !isOnlyAsOf();
const isOnlyAsOf = () =>
  state.asof !== null && state.from === null && state.to === null && !state.kinds.size && !state.parties.length && !state.docs.size;

/** Whether the picture opens with its principal parties, and these are what is shown now. */
export const isOpening = () => !state.whole && !state.groups.length && !only && !isNarrow() && !!D.opening && core.length > 1;

/** The agents of the opening: the principal parties, then those with the strongest ties to them.
 * @type {number[]} */
let core = D.opening?.core || [];

/** The number of agents of the opening at most, as in the file. */
const MOST_OPENED = 24;

/** The agents of the opening as of the day of the view: the principal parties that had a tie by then, and one after the other the agent
 * with the strongest ties to those that are there, as the file chooses them for the whole time.
 * @returns {number[]} */
function coreNow() {
  if (!D.opening || state.asof === null) return D.opening?.core || [];
  const between = (/** @type {number} */ n) => {
    /** @type {Map<number, number>} */
    const found = new Map();
    for (const e of edgesAt[n]) {
      const other = edges[e].s === n ? edges[e].o : edges[e].s;
      if (selection.edge[e] !== HELD || other === n || !isAgent(other) || !selection.agent[other]) continue;
      // A lasting tie counts only where no act does.
      found.set(other, (found.get(other) || 0) + (edges[e].e ? weightOf(e) : 1e-6));
    }
    return found;
  };
  /** @type {number[]} */
  const list = [];
  /** @type {Map<number, number>} */
  const strength = new Map();
  const add = (/** @type {number} */ n) => {
    list.push(n);
    strength.delete(n);
    for (const [other, weight] of between(n)) if (!list.includes(other)) strength.set(other, (strength.get(other) || 0) + weight);
  };
  for (const n of D.opening.principals) if (selection.agent[n] && between(n).size) add(n);
  while (list.length < MOST_OPENED && strength.size) add([...strength].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0][0]);
  return list.filter((n) => list.some((other) => between(n).has(other)));
}

/** The lines of an agent to things that are not agents, such as a text that it voted for. */
const linesToThings = (n) => edgesAt[n].filter((e) => edges[e].e && selection.edge[e] && edges[e].s === n && isCarried(edges[e].o));
const isCarried = (n) => !isAgent(n) && !isMatter(n) && groupOf(n) !== "office" && groupOf(n) !== "place";

/** Acts of the view that no line between two drawn agents shows, though they have two ends: they are drawn as nodes with their ends. */
function uncarried(shown) {
  return selection.acts.filter((n) => {
    if (selection.matter[n] !== HELD) return false;
    if (edgesOfAct[n].some((e) => selection.edge[e] && shown.has(edges[e].s) && shown.has(edges[e].o) && !crowds.has(n))) return false;
    return endsOf(n).length > 1;
  });
}

/** The ends of an act: those who take part, and the texts and matters that it is about.
 * @param {number} n
 * @returns {number[]} */
function endsOf(n) {
  const found = new Set();
  for (const f of factsOf[n]) {
    const o = facts[f][2];
    if (selection.fact[f] && isRole(facts[f]) && groupOf(o) !== "place" && groupOf(o) !== "office") found.add(o);
  }
  return [...found];
}

/** Whether all agents are drawn, and not only the parties of the opening or what filters leave. */
export const isWhole = () => state.whole && !only && !isNarrow();

/** Whether an act with many parties is drawn with all of them, or only with those that are drawn anyway. In the opening view and among all
 * agents it is folded until the reader opens it, elsewhere open until the reader folds it.
 * @param {number} n */
export const isFolded = (n) => (isOpening() || isWhole() ? !state.folded.includes(n) : state.folded.includes(n));

/** How many parties of an act are not drawn. @param {number} n */
export const partiesLeftOut = (n) => endsOf(n).filter((end) => isAgent(end) && !standingIds.has(end)).length;
/** @type {Map<any, any>} */
let standingIds = new Map();

/** The acts of recognition and relations that no line between drawn agents shows, of which one end at least is drawn, in time order.
 * @param {Map<number, string>} shown */
const turnsBeside = (shown) =>
  inTimeOrder(uncarried(shown).filter((n) => tones[nodes[n].t ?? -1]?.id === "relations" && endsOf(n).some((end) => shown.has(end))));

/** What the picture opens with: the parties for which there is room, and the texts and acts of many parties that matter most to them.
 * @param {number} room
 * @returns {{shown: Map<number, string>, acts: Set<number>}} */
function openedWith(room) {
  /** @type {Map<number, string>} */
  const shown = new Map(core.slice(0, room).map((n) => [n, "agent"]));
  const acts = new Set();
  const things = [...new Set([...shown.keys()].flatMap(linesToThings).map((e) => edges[e].o))];
  for (const n of things.slice(0, Math.floor(room / 8))) shown.set(n, "thing");
  const shared = [...crowds].filter((n) => selection.matter[n] === HELD && endsOf(n).filter((end) => shown.has(end)).length > 1);
  for (const n of shared.sort((a, b) => endsOf(b).length - endsOf(a).length).slice(0, Math.floor(room / 8))) acts.add(n);
  // As of a day, also the acts of recognition and relations that no line shows, where there is room.
  if (state.asof !== null)
    for (const n of turnsBeside(shown).slice(0, Math.max(0, Math.floor((room - shown.size) / 4)))) {
      acts.add(n);
      for (const end of endsOf(n)) if (!shown.has(end)) shown.set(end, "end");
    }
  return { shown, acts };
}

/** Whether anything about a visible act is not held. @param {number} n */
const isDoubted = (n) => selection.matter[n] === UNHELD || (state.more.size > 0 && factsOf[n].some((f) => selection.fact[f] === UNHELD));

/** The ends of an act among some nodes that its lines of doubt lead to: of an act that is held, only what is not held of it counts.
 * @param {number} n
 * @param {Map<number, string>} shown
 * @returns {number[]} */
function doubtedEnds(n, shown) {
  const whole = selection.matter[n] === UNHELD;
  return [
    ...new Set(
      factsOf[n].flatMap((f) =>
        shown.has(facts[f][2]) && isRole(facts[f]) && (whole ? selection.fact[f] : selection.fact[f] === UNHELD) ? facts[f][2] : [],
      ),
    ),
  ];
}

/** The acts with doubt that the opening draws: those that touch its parties, as many as it has room for. What is not held at all comes first,
 * then what has most of the principal parties, then of the others.
 * @param {number[]} list
 * @param {Map<number, string>} shown
 * @param {number} room how many nodes the canvas has room for
 * @returns {number[]} */
function doubtAmong(list, shown, room) {
  const first = new Set(D.opening?.principals || []);
  const rows = inTimeOrder(list).map((n, place) => {
    const ends = doubtedEnds(n, shown);
    const weight = ends.reduce((sum, end) => sum + (first.has(end) ? 3 : 1), 0);
    return { n, place, lines: ends.length, rank: (selection.matter[n] === UNHELD ? 100 : 0) + weight };
  });
  rows.sort((a, b) => b.rank - a.rank || a.place - b.place);
  const found = [];
  let lines = 0;
  for (const { n, lines: own } of rows) {
    if (!own || (found.length && lines + own > room / 2) || found.length >= room / 5) continue;
    found.push(n);
    lines += own;
  }
  return found;
}

/** Whether a switch of doubt shows something of an act. @param {number} n @param {string} tag */
const isShownBy = (n, tag) =>
  factsOf[n].some((f) => selection.fact[f] === UNHELD && facts[f][3].some((c) => selection.claim[c] && claims[c].tags.includes(tag)));

/** The acts with doubt of the switches that would else draw none, because no such act touches the parties of the opening: of each switch
 * the one that brings in the fewest nodes, and if this is all doubt that is drawn, as many as there is room for.
 * @param {number[]} list all acts with doubt
 * @param {number[]} inSight those that are drawn anyway
 * @param {Map<number, string>} shown
 * @param {number} room how many nodes the canvas has room for
 * @returns {number[]} */
function doubtElsewhere(list, inSight, shown, room) {
  /** @type {number[]} */
  const found = [];
  for (const tag of [...state.more].sort()) {
    if ([...inSight, ...found].some((n) => isShownBy(n, tag))) continue;
    const rows = inTimeOrder(list.filter((n) => isShownBy(n, tag))).map((n, place) => {
      const ends = endsOf(n);
      return { n, place, brings: ends.length ? ends.filter((end) => !shown.has(end)).length : Infinity };
    });
    rows.sort((a, b) => (a.brings === b.brings ? a.place - b.place : a.brings - b.brings));
    let nodes = 0;
    for (const [place, { n, brings }] of rows.entries()) {
      nodes += 1 + brings;
      if (place && (inSight.length || nodes > room / 6)) break;
      found.push(n);
    }
  }
  return found;
}

/** The acts with doubt that the opening draws, with those of their parties that it draws anyway.
 * @type {Set<number>} */
const doubts = new Set();
/** Those that the opening draws with all their parties, because their switch would else draw none.
 * @type {Set<number>} */
const doubtsElsewhere = new Set();
/** The parties of these. @type {Set<number>} */
const partiesElsewhere = new Set();
/** Whether the opening draws an act for its doubt, which a reader has asked for. @param {number | string} n */
export const isActForDoubt = (n) => typeof n === "number" && (doubts.has(n) || doubtsElsewhere.has(n));
/** Whether it is such an act, or a node that one brings in. @param {number | string} n */
export const isForDoubt = (n) => isActForDoubt(n) || (typeof n === "number" && partiesElsewhere.has(n));
/** Whether an act is drawn without those of its parties that nothing else draws. @param {number} n */
export const isCut = (n) => doubts.has(n) || (crowds.has(n) && isFolded(n));

/** The nodes to draw, with the reason: agents, what the legend switches on, what is opened or selected, and what is visible but not held.
 * @returns {Map<number, string>} */
export function standing() {
  const s = selection;
  /** @type {Map<number, string>} */
  const shown = new Map();
  const show = (n, why) => {
    if (!shown.has(n)) shown.set(n, why);
  };
  const acts = new Set();
  const room = roomOnCanvas();
  core = coreNow();
  const opening = isOpening();
  if (only)
    for (const n of only) {
      if (isMatter(n)) acts.add(n);
      else show(n, "named");
    }
  else if (opening) {
    const first = openedWith(room);
    for (const [n, why] of first.shown) show(n, why);
    for (const n of first.acts) acts.add(n);
  } else for (const n of agents) if (s.agent[n] && !groupHides(n)) show(n, "agent");
  // What filters leave does not depend on the size of the canvas, only where it is drawn; the opening has as many as there is room for.
  const few = shown.size <= MOST_LAID_OUT;
  compact.on = opening || (few && (!state.whole || selection.filtered)) || (few && !!only);
  // All agents are drawn with the texts and turns of relations that the picture opens with, and with the ends of these.
  /** @type {Set<number>} */
  const opened = new Set();
  if (isWhole() && D.opening && !D.clusters?.length) {
    const first = openedWith(MOST_LAID_OUT);
    for (const [n, why] of first.shown) show(n, why);
    if (state.asof !== null)
      for (const n of turnsBeside(shown).slice(0, MOST_ENDS)) {
        acts.add(n);
        for (const end of endsOf(n)) show(end, "end");
      }
    const turns = state.asof === null ? [] : turnsBeside(first.shown);
    for (const n of [...first.shown.keys(), ...turns.flatMap(endsOf)]) opened.add(n);
  }
  if (!opening && selection.filtered && !only && few) {
    for (const n of [...shown.keys()]) for (const e of linesToThings(n)) show(edges[e].o, "thing");
    const more = inTimeOrder(uncarried(shown));
    leftOutNow.ends = Math.max(0, more.length - MOST_ENDS);
    for (const n of more.slice(0, MOST_ENDS)) {
      acts.add(n);
      for (const end of endsOf(n)) show(end, "end");
    }
  }
  leftOutNow.acts = 0;
  partly.clear();
  doubts.clear();
  doubtsElsewhere.clear();
  partiesElsewhere.clear();
  leftOutNow.doubts = { shown: 0, all: 0 };
  const doubted = s.acts.filter((n) => isDoubted(n) && !groupHides(n));
  if (opening && doubted.length) {
    const inSight = state.doubts ? doubted : doubtAmong(doubted, shown, room);
    const elsewhere = state.doubts ? [] : doubtElsewhere(doubted, inSight, shown, room);
    leftOutNow.doubts = { shown: inSight.length + elsewhere.length, all: doubted.length };
    if (!state.doubts)
      for (const n of inSight) {
        doubts.add(n);
        if (s.matter[n] === HELD && !state.show.has(groupOf(n)) && !openOnes().includes(n)) partly.add(n);
      }
    for (const n of elsewhere) {
      doubtsElsewhere.add(n);
      for (const end of endsOf(n)) partiesElsewhere.add(end);
    }
    for (const n of [...inSight, ...elsewhere]) acts.add(n);
  }
  for (const n of s.acts) {
    if (!((!opening && isDoubted(n)) || state.show.has(groupOf(n)) || (crowds.has(n) && !only && !opening)) || groupHides(n)) continue;
    if (acts.size < MOST_ACTS) acts.add(n);
    else leftOutNow.acts += 1;
  }
  // Of many held acts about which something is not held, only this and who acted is drawn.
  if (acts.size > MOST_WHOLE && state.more.size)
    for (const n of acts)
      if (s.matter[n] === HELD && !doubtsElsewhere.has(n) && !state.show.has(groupOf(n)) && !crowds.has(n) && !openOnes().includes(n))
        partly.add(n);
  nodes.forEach((_, n) => {
    if (!isAgent(n) && !isMatter(n) && state.show.has(groupOf(n)) && isConnected(n) && !groupHides(n)) show(n, "shown");
  });
  for (const n of openOnes()) {
    if (isMatter(n)) {
      if (s.matter[n]) {
        acts.add(n);
        for (const f of factsOf[n]) if (s.fact[f] && isRole(facts[f])) show(facts[f][2], "role");
      }
    } else {
      show(n, "open");
      if (opening && !edgesAt[n].some((e) => s.edge[e] && shown.has(edges[e].s) && shown.has(edges[e].o)))
        for (const other of nearest(n, 8)) show(other, "near");
      if (!state.open.includes(n)) continue;
      for (const act of actsOf(n)) acts.add(act);
      for (const e of edgesAt[n])
        if (s.edge[e] && !edges[e].e) {
          show(edges[e].s, "near");
          show(edges[e].o, "near");
        }
    }
  }
  for (const e of state.sel?.edges || [])
    if (isAgent(edges[e].s) && isAgent(edges[e].o)) for (const n of [edges[e].s, edges[e].o]) show(n, "line");
  for (const n of acts) {
    show(n, "act");
    if (only && only.has(n) && !openOnes().includes(n)) continue;
    if (doubts.has(n) && !state.show.has(groupOf(n)) && !openOnes().includes(n)) continue;
    if (crowds.has(n) && isFolded(n) && s.matter[n] === HELD && !openOnes().includes(n)) continue;
    for (const f of factsOf[n])
      if (s.fact[f] && isRole(facts[f]) && isSpoke(n, f) && (s.matter[n] === UNHELD || isAgent(facts[f][2]))) show(facts[f][2], "role");
  }
  leftOutNow.folded = 0;
  if (!opening && !only)
    for (const n of acts)
      if (crowds.has(n) && isFolded(n))
        for (const end of tiedOnlyBy(n, shown)) if (!opened.has(end) && shown.delete(end)) leftOutNow.folded += 1;
  for (const n of [...shown.keys()]) if (!statusOf(n)) shown.delete(n);
  leftOutNow.nodes = 0;
  for (const n of partly)
    if (!factsOf[n].some((f) => s.fact[f] && isRole(facts[f]) && shown.has(facts[f][2]) && isSpoke(n, f)) && shown.delete(n))
      leftOutNow.nodes += 1;
  leftOutNow.alone = [];
  if (!only && !isNarrow()) {
    const tied = tiedAmong(shown);
    const asked = new Set(openOnes());
    leftOutNow.alone = [...shown].flatMap(([n, why]) => (why === "agent" && !tied.has(n) && !asked.has(n) ? n : []));
    for (const n of leftOutNow.alone) shown.delete(n);
  }
  if (compact.on && shown.size > MOST_LAID_OUT) compact.on = false;
  standingIds = shown;
  return shown;
}

/** The nodes among some to which a line leads.
 * @param {Map<number, string>} shown */
function tiedAmong(shown) {
  const tied = new Set();
  edges.forEach((edge, e) => {
    if (isDrawn(e, shown)) for (const n of [edge.s, edge.o]) tied.add(n);
  });
  for (const n of shown.keys())
    if (isMatter(n))
      for (const f of factsOf[n])
        if (selection.fact[f] && isRole(facts[f]) && isSpoke(n, f) && shown.has(facts[f][2])) tied.add(facts[f][2]);
  return tied;
}

/** The agents that nothing but one act connects with the rest: its parties without another act, and who is tied to these alone, such as
 * the state of a ministry that signed.
 * @param {number} act
 * @param {Map<number, string>} shown */
function tiedOnlyBy(act, shown) {
  const seen = new Set();
  const found = [];
  const isOther = (n) => actsOf(n).some((other) => other !== act) || openOnes().includes(n);
  for (const start of endsOf(act)) {
    if (!isAgent(start) || !shown.has(start) || seen.has(start)) continue;
    const part = [start];
    seen.add(start);
    for (const n of part)
      for (const e of edgesAt[n]) {
        const other = edges[e].s === n ? edges[e].o : edges[e].s;
        if (!selection.edge[e] || crowded(e) || seen.has(other) || !isAgent(other) || !shown.has(other)) continue;
        seen.add(other);
        part.push(other);
      }
    if (!part.some(isOther)) found.push(...part);
  }
  return found;
}

/** The agents with the strongest lines to an agent, at most some.
 * @param {number} n
 * @param {number} most */
function nearest(n, most) {
  /** @type {Map<number, number>} */
  const weight = new Map();
  for (const e of edgesAt[n]) {
    const other = edges[e].s === n ? edges[e].o : edges[e].s;
    if (selection.edge[e] && isAgent(other)) weight.set(other, (weight.get(other) || 0) + weightOf(e));
  }
  return [...weight]
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, most)
    .map(([other]) => other);
}
const openOnes = () => [...state.open, ...(state.sel && state.sel.type === "node" ? [state.sel.node] : [])];
const isConnected = (n) =>
  factsTo[n].some((f) => selection.fact[f] && selection.matter[facts[f][0]]) || edgesAt[n].some((e) => selection.edge[e]);

/** The positions of the acts of opened nodes: around the node, clockwise in time order from the top, on a spiral if they are many. */
export function spread(shown) {
  const places = new Map();
  for (const centre of state.open) {
    if (isMatter(centre) || !shown.has(centre)) continue;
    const mine = inTimeOrder(actsOf(centre).filter((n) => shown.has(n) && !places.has(n)));
    const { x, y } = drawnAt[centre];
    let radius = Math.max(105, 11 * Math.min(mine.length, 16));
    let angle = -Math.PI / 2;
    const single = mine.length <= 16;
    for (const n of mine) {
      places.set(n, { x: x + 1.55 * radius * Math.cos(angle), y: y + radius * Math.sin(angle) });
      const step = single ? (2 * Math.PI) / mine.length : 88 / radius;
      angle += step;
      if (!single) radius += (80 * step) / (2 * Math.PI);
    }
  }
  return places;
}
/** How many acts are left out because there are too many to draw. */
export const leftOutNow = {
  acts: 0,
  ends: 0,
  nodes: 0,
  /** agents that only took part in an act that is folded */ folded: 0,
  /** the acts with doubt that the opening draws, and all of them */ doubts: { shown: 0, all: 0 },
  alone: /** @type {number[]} agents to which no line leads */ ([]),
};
/** The greatest number of acts that are drawn as nodes because no line shows them. */
const MOST_ENDS = 30;

/** Held acts that are drawn only for what is not held about them.
 * @type {Set<number>} */
const partly = new Set();
/** More acts than this are not drawn with all their parties, if doubt is all that brings them into the view. */
const MOST_WHOLE = 25;
/** Whether the line of a role is drawn.
 * @param {number} n the act
 * @param {number} f the fact */
const isSpoke = (n, f) => !partly.has(n) || selection.fact[f] === UNHELD || pointsTo([namesOf(facts[f][1])]) === "act";
/** A role and the broader ones, as local names. @param {number} p */
const namesOf = (p) => above(p).map((each) => localName(terms[each][0]));

/** Whether a direct line between two of some nodes is drawn.
 * @param {number} e
 * @param {Map<number, string>} shown */
function isDrawn(e, shown) {
  const edge = edges[e];
  if (!selection.edge[e] || !shown.has(edge.s) || !shown.has(edge.o) || edge.s === edge.o || (edge.e && crowded(e) && !answerEdges))
    return false;
  return !answerEdges || answerEdges.has(e) || openOnes().some((n) => n === edge.s || n === edge.o);
}

/** More lines than this between one pair are drawn as one: nobody follows a single one of them. */
const MOST_BESIDE = 3;

/** The lines between the nodes that are drawn: direct lines, bundled by pair, tone and origin, and the roles of acts. In a view of few
 * nodes, and where a pair would have many, all held lines of a pair are one, and those that say that something is not so another.
 * @param {Map<number, string>} shown
 * @returns {Map<string, import("./types.js").Bundle>} */
export function linesAmong(shown) {
  /** @type {Map<string, import("./types.js").Bundle>} */
  const bundles = new Map();
  const add = (key, line, weight, words, acts = 1) => {
    const bundle = bundles.get(key) || { ...line, key, list: [], facts: [], weight: 0, words: new Map() };
    if (line.edge !== undefined) bundle.list.push(line.edge);
    if (line.fact !== undefined) bundle.facts.push(line.fact);
    bundle.weight += weight;
    bundle.words.set(words, (bundle.words.get(words) || 0) + acts);
    bundles.set(key, bundle);
  };
  const drawn = edges.map((_, e) => e).filter((e) => isDrawn(e, shown));
  /** The lines that each pair would have if each direction, tone and origin had its own.
   * @type {Map<string, Set<string>>} */
  const dense = new Map();
  for (const e of drawn) {
    const { s, o, t: tone, p } = edges[e];
    const among = `${Math.min(s, o)} ${Math.max(s, o)}`;
    if (!dense.has(among)) dense.set(among, new Set());
    dense.get(among)?.add(`${s} ${tone} ${selection.edge[e]} ${NEGATIVE.has(p)}`);
  }
  for (const e of drawn) {
    const edge = edges[e];
    const unheld = selection.edge[e] === UNHELD;
    const negative = NEGATIVE.has(edge.p);
    const kind = unheld ? "unheld" : edge.e ? "entailed" : "authored";
    const words = terms[edge.p][1] + (unheld ? ` (${unheldText(edge.c)})` : "");
    const among = `${Math.min(edge.s, edge.o)} ${Math.max(edge.s, edge.o)}`;
    const one = compact.on || (dense.get(among)?.size ?? 0) > MOST_BESIDE;
    add(
      one ? `${among} ${unheld ? "unheld" : "held"} ${negative}` : `${edge.s} ${edge.o} ${edge.t ?? -1} ${kind} ${negative}`,
      { from: edge.s, to: edge.o, tone: edge.t ?? -1, kind, negative, edge: e },
      weightOf(e),
      words,
      Math.max(1, selection.edgeActs[e].length),
    );
  }
  for (const bundle of bundles.values()) if (/ (un)?held (true|false)$/.test(bundle.key)) settle(bundle);
  for (const n of shown.keys()) {
    if (!isMatter(n)) continue;
    for (const f of factsOf[n]) {
      const fact = facts[f];
      if (!selection.fact[f] || !isRole(fact) || !shown.has(fact[2]) || !isSpoke(n, f)) continue;
      const unheld = selection.fact[f] === UNHELD;
      const words = terms[fact[1]][1] + (unheld ? ` (${unheldText(fact[3])})` : "");
      add(
        `${n} ${fact[2]} role ${unheld ? "unheld" : "held"}`,
        { from: n, to: fact[2], tone: nodes[n].t ?? -1, kind: unheld ? "unheld" : "role", fact: f },
        1,
        words,
      );
    }
  }
  for (const bundle of bundles.values()) if (bundle.facts.length && isAgent(bundle.to)) point(bundle);
  for (const [s, words, o] of answerLines)
    if (s !== o && shown.has(s) && shown.has(o)) add(`${s} ${o} answer ${words}`, { from: s, to: o, tone: -1, kind: "answer" }, 1, words);
  for (const [key, bundle] of bundles) {
    // A relation that holds in both directions, such as having met, is one line without an arrowhead.
    const back = [bundle.to, bundle.from, ...key.split(" ").slice(2)].join(" ");
    const other = bundles.get(back);
    if (!other || bundle.from > bundle.to || bundle.facts.length || [...bundle.words].join() !== [...other.words].join()) continue;
    bundles.delete(back);
    bundles.set(key, { ...bundle, mutual: true, weight: bundle.weight + other.weight, list: [...bundle.list, ...other.list] });
  }
  return bundles;
}

/** Gives the line between an act and a party the direction of the role: from who acts to the act, from the act to whom it reaches.
 * @param {import("./types.js").Bundle} bundle */
function point(bundle) {
  const end = pointsTo(bundle.facts.map((f) => namesOf(facts[f][1])));
  if (end === "act") [bundle.from, bundle.to] = [bundle.to, bundle.from];
  bundle.mutual = end === "neither";
}

/** Gives a line that stands for several the direction, tone and origin of the most telling of them.
 * @param {import("./types.js").Bundle} bundle */
function settle(bundle) {
  const some = inOrder(bundle.list)[0].list;
  const [first] = some;
  bundle.from = edges[first].s;
  bundle.to = edges[first].o;
  bundle.tone = edges[first].t ?? -1;
  bundle.mutual = some.some((e) => edges[e].s === bundle.to);
  if (bundle.kind !== "unheld") bundle.kind = some.some((e) => edges[e].e) ? "entailed" : "authored";
}

/** "rumoured, said by X": why the visible claims of a fact are not held. */
export function unheldText(behind) {
  return [...new Set(behind.filter((c) => selection.claim[c]).map((c) => standingText(claims[c])))].join("; ");
}

/** @type {Set<any>} */
const principals = new Set(D.opening?.principals || []);
/** Whether a node is a principal party. @param {any} n */
export const isPrincipal = (n) => principals.has(n);
/** Whether a line connects two principal parties.
 * @param {import("./types.js").Bundle} bundle */
export const isMain = ({ from, to }) => principals.has(from) && principals.has(to);

/** How far the outermost two of several lines between one pair are apart, as a part of their length: more between principal parties in a view
 * of few nodes, so that each has room for its words. */
export const sideBySide = (bundle) => (compact.on && isMain(bundle) ? 0.3 : 0.16);

/** The bend of each of several lines between one pair, so that they run side by side. */
export function curves(bundles) {
  const pairs = new Map();
  for (const bundle of bundles.values()) {
    const key = bundle.from < bundle.to ? `${bundle.from} ${bundle.to}` : `${bundle.to} ${bundle.from}`;
    if (!pairs.has(key)) pairs.set(key, []);
    pairs.get(key).push(bundle);
  }
  const bend = new Map();
  for (const list of pairs.values()) {
    list.sort((a, b) => (a.key < b.key ? -1 : 1));
    list.forEach((bundle, place) => {
      const offset = (place - (list.length - 1) / 2) * Math.min(sideBySide(bundle), 0.7 / list.length);
      bend.set(bundle.key, bundle.from < bundle.to ? offset : -offset);
    });
  }
  return bend;
}
