// How two agents are connected: a shortest chain of visible acts between them, with the proof of each step.

import { D, edges, isAgent, labelOf, nodes, slugOf, terms } from "./data.js";
import { el, folded, refill } from "./dom.js";
import { plural, t } from "./language.js";
import { name, phrase } from "./phrases.js";
import { agentField } from "./search.js";
import { HELD, agents, selection } from "./select.js";
import { change } from "./state.js";
import { edgeButton, merged } from "./ties.js";
import { nodeLink, tripleWords } from "./words.js";

/** The relations that connect nobody, such as having no relations. */
const APART = new Set(D.apart);

/** Which agents are connected under the current filters: by acts and, if `lasting`, by directly stated relations. */
function tiesNow(lasting) {
  const near = new Map();
  edges.forEach((edge, e) => {
    if (
      selection.edge[e] !== HELD ||
      edge.s === edge.o ||
      APART.has(edge.p) ||
      !isAgent(edge.s) ||
      !isAgent(edge.o) ||
      (!edge.e && !lasting)
    )
      return;
    for (const [a, b] of [
      [edge.s, edge.o],
      [edge.o, edge.s],
    ]) {
      if (!near.has(a)) near.set(a, new Map());
      near.get(a).set(b, [...(near.get(a).get(b) || []), e]);
    }
  });
  return near;
}

/** One shortest chain as a list of agents, the first one in data order if several are equally short. Null if there is none. */
function shortestChain(from, to, near) {
  const before = new Map([[from, null]]);
  let layer = [from];
  while (layer.length && !before.has(to)) {
    const next = [];
    for (const n of layer)
      for (const other of [...(near.get(n) || new Map()).keys()].sort((a, b) => a - b))
        if (!before.has(other)) {
          before.set(other, n);
          next.push(other);
        }
    layer = next;
  }
  if (!before.has(to)) return null;
  const chain = [];
  for (let n = to; n !== null; n = before.get(n)) chain.unshift(n);
  return chain;
}

/** The chain that was asked for last: it stays in the panel while its first agent is selected.
 * @type {{ from: number, to: number } | null} */
let asked = null;

/** The input field in the panel of an agent, and the chain that it finds.
 * @param {number} n */
export function connectField(n) {
  const answer = el("div", { class: "chain", role: "status" });
  const input = el("input", { type: "text", id: "connect", placeholder: t("another party") });
  const box = el("div", { id: "connect-suggestions" });
  const show = (to) => {
    input.setAttribute("aria-invalid", String(to === undefined));
    asked = to === undefined || to === n ? null : { from: n, to };
    if (asked) input.value = labelOf(to);
    refill(
      answer,
      asked
        ? chainWords(n, to)
        : el("p", { class: "aside" }, to === n ? t("That is the same party.") : t("No visible party has that name.")),
    );
  };
  const find = () => {
    const wanted = folded(input.value.trim());
    show(
      agents.find(
        (each) =>
          selection.thing[each] === HELD &&
          (folded(labelOf(each)) === wanted || (nodes[each].a || []).some((other) => folded(other) === wanted)),
      ),
    );
  };
  agentField(input, box, (each) => each !== n && selection.thing[each] === HELD, show, { label: t("Parties"), enter: find });
  if (asked && asked.from === n) show(asked.to);
  return el(
    "section",
    {},
    el("h3", {}, t("Find a connection to…")),
    el(
      "div",
      { class: "connect" },
      el("label", { for: "connect", class: "unseen" }, t("Another party to connect {name} with", { name: labelOf(n) })),
      el("div", { class: "field" }, input, box),
      el("button", { type: "button", id: "connect-find", onclick: find }, t("Find")),
    ),
    answer,
  );
}

/** A shortest chain through acts or, if there is none, through lasting ties too. */
function chainNow(from, to) {
  const near = tiesNow(false);
  const chain = shortestChain(from, to, near);
  if (chain) return { near, chain, lasting: false };
  const wider = tiesNow(true);
  return { near: wider, chain: shortestChain(from, to, wider), lasting: true };
}

/** A chain in words, with the proof of each step and a button that draws it. */
function chainWords(from, to) {
  const { near, chain, lasting } = chainNow(from, to);
  if (!chain)
    return el("p", {}, phrase("Nothing shown here connects {one} and {other}.", { one: name(labelOf(from)), other: name(labelOf(to)) }));
  const agentsIn = chain;
  /** @type {number[][]} */
  const steps = chain.slice(1).map((n, i) => near.get(agentsIn[i]).get(n));
  return [
    el(
      "p",
      {},
      chain.map((n, i) => [i ? " — " : "", nodeLink(n)]),
    ),
    el(
      "ol",
      { class: "triples" },
      steps.map((list) =>
        el(
          "li",
          {},
          merged(list).map(([e], i) => [
            i ? "; " : "",
            tripleWords([edges[e].s, edges[e].p, edges[e].o]),
            " ",
            edgeButton([e], edges[e].e ? plural(selection.edgeActs[e].length, "{n} act", "{n} acts") : t("lasting tie")),
          ]),
        ),
      ),
    ),
    el(
      "p",
      { class: "actions" },
      el("button", { type: "button", id: "connect-draw", onclick: () => draw(from, to) }, t("Draw this chain")),
    ),
    el("p", { class: "aside" }, lasting ? D.explain.lasting : D.explain.chain),
  ];
}

/** Draws a chain alone in the network. The panel keeps it in words.
 * @param {number} from
 * @param {number} to */
const draw = (from, to) =>
  change({
    drawn: `chain:${slugOf(nodes[from].i)},${slugOf(nodes[to].i)}`,
    view: "network",
    open: [],
    sel: { type: "node", node: from },
  });

/** A chain as what is drawn alone: its agents and lines. Null if there is none under the filters.
 * @param {number} from
 * @param {number} to */
export function chainBetween(from, to) {
  const { near, chain } = chainNow(from, to);
  if (!chain) return null;
  const list = chain.slice(1).flatMap((n, i) => near.get(chain[i]).get(n));
  return { nodes: new Set(chain), lines: list.map((e) => [edges[e].s, terms[edges[e].p][1], edges[e].o, e]), chain: true };
}
