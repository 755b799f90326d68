// What is drawn in the network: the nodes, the positions of the acts of opened nodes, and the lines between them.

import {
  D,
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
  nodes,
  standingText,
  terms,
} from "./data.js";
import { byId, count, el, refill } from "./dom.js";
import { MOST_ACTS, groupHides } from "./groups.js";
import { drawnAt, fitAll } from "./network.js";
import { actsOf } from "./panel.js";
import { UNHELD, agents, inTimeOrder, matters, selection, statusOf } from "./select.js";
import { change, state } from "./state.js";

/** Acts that are drawn as nodes because lines between all their parties would hide everything. */
export const crowds = new Set(
  matters.filter((n) => edgesOfAct[n].length >= 15 && new Set(edgesOfAct[n].flatMap((e) => [edges[e].s, edges[e].o])).size >= 6),
);
/** The weight of a line: of each act that it rests on, an equal share with the other lines between agents that rest on the act. */
export function weightOf(e) {
  const between = edges[e].e && isAgent(edges[e].s) && isAgent(edges[e].o);
  return selection.edgeActs[e].reduce((sum, act) => sum + 1 / ((between && nodes[act].x) || 1), 0) || 1;
}
const crowded = (e) => selection.edgeActs[e].length > 0 && selection.edgeActs[e].every((act) => crowds.has(act));
export let only = D.about.only ? new Set(D.about.only) : null;
let answerLines = [];
let answerEdges = null;

/** Shows only the nodes and lines of an answer. `null` shows everything again. */
export function showOnly(answer) {
  only = answer ? answer.nodes : D.about.only ? new Set(D.about.only) : null;
  // A line that the graph has too is drawn with its proof, any other line as the query returned it.
  answerLines = answer ? answer.lines.filter((line) => line[3] === undefined) : [];
  answerEdges = answer && answer.lines.length ? new Set(answer.lines.map((line) => line[3])) : null;
  byId("answer-note").hidden = !answer;
  if (answer)
    refill(
      byId("answer-note"),
      `The answer: ${count(answer.nodes.size, "thing")}${answer.lines.length ? `, ${count(answer.lines.length, "line")}` : ""}. `,
      el(
        "button",
        {
          type: "button",
          id: "answer-close",
          onclick: () => {
            showOnly(null);
            fitAll();
          },
        },
        "Show everything",
      ),
    );
  change({ view: "network", sel: null, open: [] });
  fitAll(false);
}

/** The nodes to draw: visible agents, what the legend switches on, what is opened or selected, and what is visible but not held. */
export function standing() {
  const s = selection;
  const shown = new Map();
  const show = (n, why) => {
    if (!shown.has(n)) shown.set(n, why);
  };
  const acts = new Set();
  if (only)
    for (const n of only) {
      if (isMatter(n)) acts.add(n);
      else show(n, "named");
    }
  else for (const n of agents) if (s.agent[n] && !groupHides(n)) show(n, "agent");
  const loose = (n) => s.matter[n] === UNHELD || (state.more.size > 0 && factsOf[n].some((f) => s.fact[f] === UNHELD));
  leftOutNow.acts = 0;
  for (const n of s.acts) {
    if (!(loose(n) || state.show.has(groupOf(n)) || (crowds.has(n) && !only)) || groupHides(n)) continue;
    if (acts.size < MOST_ACTS) acts.add(n);
    else leftOutNow.acts += 1;
  }
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
      if (!state.open.includes(n)) continue;
      for (const act of actsOf(n)) acts.add(act);
      for (const e of edgesAt[n])
        if (s.edge[e] && !edges[e].e) {
          show(edges[e].s, "near");
          show(edges[e].o, "near");
        }
    }
  }
  for (const n of acts) {
    show(n, "act");
    if (only && only.has(n) && !openOnes().includes(n)) continue;
    for (const f of factsOf[n])
      if (s.fact[f] && isRole(facts[f]) && (s.matter[n] === UNHELD || isAgent(facts[f][2]))) show(facts[f][2], "role");
  }
  for (const n of [...shown.keys()]) if (!statusOf(n)) shown.delete(n);
  return shown;
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
export const leftOutNow = { acts: 0 };

/** The lines between the nodes that are drawn: direct lines, bundled by pair, tone and origin, and the roles of acts. */
export function linesAmong(shown) {
  const bundles = new Map();
  const add = (key, line, weight, words, acts = 1) => {
    const bundle = bundles.get(key) || { ...line, key, list: [], facts: [], weight: 0, words: new Map() };
    if (line.edge !== undefined) bundle.list.push(line.edge);
    if (line.fact !== undefined) bundle.facts.push(line.fact);
    bundle.weight += weight;
    bundle.words.set(words, (bundle.words.get(words) || 0) + acts);
    bundles.set(key, bundle);
  };
  edges.forEach((edge, e) => {
    if (!selection.edge[e] || !shown.has(edge.s) || !shown.has(edge.o) || edge.s === edge.o || (edge.e && crowded(e) && !answerEdges))
      return;
    if (answerEdges && !answerEdges.has(e) && !openOnes().some((n) => n === edge.s || n === edge.o)) return;
    const unheld = selection.edge[e] === UNHELD;
    const kind = unheld ? "unheld" : edge.e ? "entailed" : "authored";
    const words = terms[edge.p][1] + (unheld ? ` (${unheldText(edge.c)})` : "");
    add(
      `${edge.s} ${edge.o} ${edge.t ?? -1} ${kind}`,
      { from: edge.s, to: edge.o, tone: edge.t ?? -1, kind, edge: e },
      weightOf(e),
      words,
      Math.max(1, selection.edgeActs[e].length),
    );
  });
  for (const n of shown.keys()) {
    if (!isMatter(n)) continue;
    for (const f of factsOf[n]) {
      const fact = facts[f];
      if (!selection.fact[f] || !isRole(fact) || !shown.has(fact[2])) continue;
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
  for (const [s, words, o] of answerLines)
    if (s !== o && shown.has(s) && shown.has(o)) add(`${s} ${o} answer ${words}`, { from: s, to: o, tone: -1, kind: "answer" }, 1, words);
  for (const [key, bundle] of bundles) {
    // A relation that holds in both directions, such as having met, is one line without an arrowhead.
    const back = `${bundle.to} ${bundle.from} ${bundle.tone} ${bundle.kind}`;
    const other = bundles.get(back);
    if (!other || bundle.from > bundle.to || bundle.kind === "role" || [...bundle.words].join() !== [...other.words].join()) continue;
    bundles.delete(back);
    bundles.set(key, { ...bundle, mutual: true, weight: bundle.weight + other.weight, list: [...bundle.list, ...other.list] });
  }
  return bundles;
}

/** "rumoured, said by X": why the visible claims of a fact are not held. */
export function unheldText(behind) {
  return [...new Set(behind.filter((c) => selection.claim[c]).map((c) => standingText(claims[c])))].join("; ");
}

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
      const offset = (place - (list.length - 1) / 2) * Math.min(0.16, 0.7 / list.length);
      bend.set(bundle.key, bundle.from < bundle.to ? offset : -offset);
    });
  }
  return bend;
}
