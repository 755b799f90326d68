// How two agents are connected: a shortest chain of visible acts between them, with the proof of each step.

import { D, edges, isAgent, labelOf, nodes } from "./data.js";
import { count, el, folded, refill } from "./dom.js";
import { HELD, agents, selection } from "./select.js";
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

/** The input field in the panel of an agent, and the chain that it finds. */
export function connectField(n) {
  const answer = el("div", { class: "chain", role: "status" });
  const input = el("input", { type: "text", id: "connect", list: "party-list", autocomplete: "off", placeholder: "another party" });
  const find = () => {
    const wanted = folded(input.value.trim());
    const to = agents.find(
      (each) =>
        selection.thing[each] === HELD &&
        (folded(labelOf(each)) === wanted || (nodes[each].a || []).some((name) => folded(name) === wanted)),
    );
    input.setAttribute("aria-invalid", String(to === undefined));
    if (to === undefined || to === n) {
      refill(answer, el("p", { class: "aside" }, to === n ? "That is the same party." : "No visible party has that name."));
      return;
    }
    refill(answer, chainWords(n, to));
  };
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") find();
  });
  return el(
    "section",
    {},
    el("h3", {}, "Find a connection to…"),
    el(
      "div",
      { class: "connect" },
      el("label", { for: "connect", class: "unseen" }, `Another party to connect ${labelOf(n)} with`),
      input,
      el("button", { type: "button", id: "connect-find", onclick: find }, "Find"),
    ),
    answer,
  );
}

function chainWords(from, to) {
  let near = tiesNow(false);
  let chain = shortestChain(from, to, near);
  const lasting = !chain;
  if (lasting) {
    near = tiesNow(true);
    chain = shortestChain(from, to, near);
  }
  if (!chain) return el("p", {}, `Nothing shown here connects ${labelOf(from)} and ${labelOf(to)}.`);
  const steps = chain.slice(1).map((n, i) => [chain[i], n, near.get(chain[i]).get(n)]);
  return [
    el(
      "p",
      {},
      chain.map((n, i) => [i ? " — " : "", nodeLink(n)]),
    ),
    el(
      "ol",
      { class: "triples" },
      steps.map(([, , list]) =>
        el(
          "li",
          {},
          merged(list).map(([e], i) => [
            i ? "; " : "",
            tripleWords([edges[e].s, edges[e].p, edges[e].o]),
            " ",
            edgeButton([e], edges[e].e ? count(selection.edgeActs[e].length, "act") : "lasting tie"),
          ]),
        ),
      ),
    ),
    el("p", { class: "aside" }, lasting ? D.explain.lasting : D.explain.chain),
  ];
}
