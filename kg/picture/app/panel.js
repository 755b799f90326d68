// The panel beside the network: the selection in full, with its proof.

import { connectField } from "./connect.js";
import {
  DIP,
  claims,
  documents,
  edges,
  edgesAt,
  edgesOfAct,
  facts,
  factsOf,
  factsTo,
  groupOf,
  isAgent,
  isMatter,
  kindText,
  labelOf,
  localName,
  nodes,
  notesOn,
  passages,
  periods,
  sourceName,
  terms,
} from "./data.js";
import { byId, count, el, outside, refill } from "./dom.js";
import { resetFilters } from "./filters.js";
import { actStandingText, actTitle, toggleOpen } from "./network.js";
import { t } from "./language.js";
import { periodList, periodView } from "./periods.js";
import { actEntry, claimBlock, claimsAbout, edgeEntry, hiddenClaims, hiddenOffer, noteBlock } from "./proof.js";
import { copyLine } from "./quote.js";
import { HELD, UNHELD, agents, inTimeOrder, isUnheld, selection, statusOf } from "./select.js";
import { change, state } from "./state.js";
import { dealings, edgeButton, officesOf, tiesOf } from "./ties.js";
import { QUIET, factList, factRows, nodeLink, tripleWords } from "./words.js";

function overview() {
  const held = selection.acts.filter((n) => selection.matter[n] === HELD);
  // Counting under the current filters is fast enough during a drag only if the graph is drawn as a whole.
  const number = new Map(agents.map((n) => [n, selection.filtered && nodes.length < 5000 ? actsOf(n).length : nodes[n].n || 0]));
  const ranked = agents
    .filter((n) => selection.agent[n])
    .sort((a, b) => number.get(b) - number.get(a) || (nodes[b].b || 0) - (nodes[a].b || 0))
    .slice(0, 6);
  return [
    el("h2", { id: "panel-title" }, "Who dealt with whom, and who says so"),
    el(
      "p",
      {},
      "Each node is a party that acted. Each line is a kind of relation, and a thicker line has more acts behind it. Select a name or a line to read the acts and the passages that report them.",
    ),
    el(
      "dl",
      { class: "figures" },
      [
        [agents.filter((n) => selection.agent[n] && selection.thing[n] === HELD).length, "agents"],
        [held.length, "acts, conflicts, situations"],
        [documents.length, "documents"],
        [passages.length, "passages"],
      ].map(([number, text]) => el("div", {}, el("dt", {}, text), el("dd", {}, number.toLocaleString("en")))),
    ),
    ranked.length ? el("h3", {}, "In the most acts") : null,
    ranked.length
      ? el(
          "ol",
          { class: "ranking" },
          ranked.map((n) => el("li", {}, nodeLink(n), el("span", { class: "aside" }, ` ${count(number.get(n), "act")}`))),
        )
      : null,
    el("h3", {}, "How to read the picture"),
    el("div", { class: "panel-legend" }),
    documents.length ? el("h3", {}, "Sources") : null,
    el(
      "ul",
      { class: "documents" },
      documents.map((doc) =>
        el(
          "li",
          {},
          el("strong", {}, doc.pb || doc.l),
          doc.t ? [": ", doc.t] : null,
          doc.pb ? t(", called “{name}” in our words", { name: doc.l }) : null,
          doc.s ? [" · ", outside(doc.s, t("the document in {name}", { name: doc.pb || doc.t || doc.l }))] : null,
          doc.sh && doc.sh.length
            ? el("span", { class: "aside" }, ` · shares text with ${doc.sh.map(sourceName).join(", ")}: not two witnesses`)
            : null,
          copyLine(doc),
        ),
      ),
    ),
    el(
      "p",
      { class: "aside" },
      "What is only hedged, rumoured, conditional or said by a speaker is hidden until it is switched on under Filters. It is then marked ⚑, and a speaker's words never appear without the speaker.",
    ),
  ];
}

/** Everything about a node that is not an act: names, measures, offices, relations, its acts in time order, its ties. */
function nodeView(n) {
  const node = nodes[n];
  const acts = inTimeOrder(actsOf(n));
  const lines = edgesAt[n].filter((e) => selection.edge[e]);
  const own = factRows(
    n,
    (f) => selection.fact[f] === HELD && typeof facts[f][2] !== "number" && !QUIET.has(localName(terms[facts[f][1]][0])),
  );
  const loose = claimsAbout(n).filter((c) => !claims[c].h);
  const hidden = hiddenClaims(n);
  const open = state.open.includes(n);
  return [
    el("p", { class: "kicker" }, kindText(n), isUnheld(n) ? el("span", { class: "badge unheld" }, "⚑ " + actStandingText(n)) : null),
    el("h2", { id: "panel-title" }, node.l),
    node.a ? el("p", { class: "aside" }, "also: ", node.a.join("; ")) : null,
    node.c && node.c !== node.l ? el("p", {}, node.c) : null,
    node.s ? el("p", { class: "measure" }, node.s) : null,
    el(
      "p",
      { class: "actions" },
      el(
        "button",
        { type: "button", onclick: () => toggleOpen(n), "aria-pressed": String(open) },
        open ? "Hide its acts in the network" : "Show its acts in the network",
      ),
      isAgent(n)
        ? el(
            "button",
            {
              type: "button",
              onclick: () => change({ parties: state.parties.includes(n) ? state.parties.filter((p) => p !== n) : [...state.parties, n] }),
            },
            state.parties.includes(n) ? "Stop filtering by it" : "Only acts with it",
          )
        : null,
    ),
    factList(own),
    officesOf(n),
    dealings(
      n,
      lines.filter((e) => edges[e].e && isAgent(edges[e].s) && isAgent(edges[e].o)),
      "Connected by acts with",
    ),
    isAgent(n) ? periodList([n]) : null,
    isAgent(n) ? connectField(n) : null,
    loose.length
      ? el(
          "section",
          {},
          el("h3", {}, "Not held as fact"),
          loose.map((c) => claimBlock(c, n)),
        )
      : null,
    hidden.length ? hiddenOffer(hidden, "Also reported, but not shown") : null,
    notesOn[n].map(noteBlock),
    el("h3", {}, acts.length ? `${count(acts.length, "act")} in time order` : "No acts in the current selection"),
    acts.slice(0, actsListed.most).map((act) => actEntry(act, false)),
    acts.length > actsListed.most
      ? el(
          "p",
          {},
          el(
            "button",
            {
              type: "button",
              onclick: () => {
                actsListed.most += 200;
                drawPanel();
              },
            },
            `Show more (${acts.length - actsListed.most} left)`,
          ),
        )
      : null,
    dealings(
      n,
      lines.filter((e) => edges[e].e && !(isAgent(edges[e].s) && isAgent(edges[e].o)) && terms[edges[e].p][0] !== DIP + "heldOffice"),
      "Acted on",
    ),
    tiesOf(
      n,
      lines.filter((e) => !edges[e].e && groupOf(edges[e].s) !== "office" && !isMatter(edges[e].s)),
    ),
    node.m && node.m.length
      ? el(
          "p",
          { class: "aside" },
          "Elsewhere: ",
          node.m.map((address, place) => [place ? ", " : "", outside(address, localName(address))]),
        )
      : null,
    el("p", { class: "iri" }, node.i),
  ];
}
/** How many acts of a node the panel lists. */
export const actsListed = { most: 60 };
export const isAgentOrThing = (e) => groupOf(edges[e].s) !== "office" || groupOf(edges[e].o) === "office";

/** The visible acts of a node: acts in which it has a role, and acts behind its lines. */
export function actsOf(n) {
  const found = new Set();
  for (const f of factsTo[n]) if (selection.fact[f] && selection.matter[facts[f][0]]) found.add(facts[f][0]);
  for (const e of edgesAt[n]) if (selection.edge[e]) for (const act of selection.edgeActs[e]) found.add(act);
  found.delete(n);
  return [...found];
}

function matterView(n) {
  const open = state.open.includes(n);
  const following = factsTo[n].filter((f) => selection.fact[f] && isMatter(facts[f][0]) && selection.matter[facts[f][0]]);
  const inferred = edgesOfAct[n].filter((e) => selection.edge[e] && selection.edgeActs[e].includes(n));
  return [
    el(
      "p",
      { class: "kicker" },
      kindText(n),
      selection.matter[n] === UNHELD ? el("span", { class: "badge unheld" }, "⚑ " + actStandingText(n)) : null,
    ),
    el("h2", { id: "panel-title" }, actTitle(n)),
    nodes[n].c ? el("p", {}, nodes[n].c) : null,
    el(
      "p",
      { class: "actions" },
      el(
        "button",
        { type: "button", onclick: () => toggleOpen(n), "aria-pressed": String(open) },
        open ? "Remove from the network" : "Keep in the network",
      ),
    ),
    actEntry(n, true),
    following.length
      ? el(
          "section",
          {},
          el("h3", {}, "Linked acts"),
          el(
            "ul",
            { class: "triples" },
            following.map((f) => el("li", {}, tripleWords(facts[f]))),
          ),
        )
      : null,
    inferred.length
      ? el(
          "section",
          {},
          el("h3", {}, "Lines that rest on this"),
          el(
            "ul",
            { class: "triples" },
            inferred.map((e) => el("li", {}, tripleWords([edges[e].s, edges[e].p, edges[e].o]), " ", edgeButton([e], "proof"))),
          ),
        )
      : null,
    el("p", { class: "iri" }, nodes[n].i),
  ];
}

/** A node that the filters exclude. It is named only if something held mentions it. */
function leftOut(n) {
  const behind = [...new Set(factsOf[n].flatMap((f) => facts[f][3]))];
  const known = behind.some((c) => claims[c].h) || factsOf[n].some((f) => !facts[f][3].length || facts[f][4] === 2);
  return [
    el("p", { class: "kicker" }, "Left out"),
    el("h2", { id: "panel-title" }, known ? labelOf(n) : "Not held as fact"),
    known
      ? el(
          "p",
          {},
          "The current filters exclude this. ",
          el("button", { type: "button", class: "small", onclick: resetFilters }, "Clear all filters"),
        )
      : null,
    known ? null : hiddenOffer(behind, "This is reported but not held as fact, and therefore hidden"),
  ];
}

function edgesView(list) {
  const [first] = list;
  const visible = list.filter((e) => selection.edge[e]);
  const between = [
    ...new Set([
      ...edgesAt[edges[first].s].filter((e) => selection.edge[e] && (edges[e].o === edges[first].o || edges[e].s === edges[first].o)),
    ]),
  ].filter((e) => !list.includes(e));
  return [
    el("p", { class: "kicker" }, "Line"),
    el("h2", { id: "panel-title" }, `${labelOf(edges[first].s)} → ${labelOf(edges[first].o)}`),
    visible.length
      ? visible.map((e) => edgeEntry(e, visible.length === 1))
      : el("p", {}, "The current filters exclude every act behind this line."),
    periodList([edges[first].s, edges[first].o]),
    between.length
      ? el(
          "section",
          {},
          el("h3", {}, "Also between the two"),
          el(
            "ul",
            { class: "triples" },
            between.map((e) => el("li", {}, tripleWords([edges[e].s, edges[e].p, edges[e].o]), " ", edgeButton([e], "proof"))),
          ),
        )
      : null,
  ];
}

/** Draws the panel from the state. */
export function drawPanel() {
  const body = byId("panel-body");
  const sel = state.sel;
  const content = !sel
    ? overview()
    : sel.type === "edges"
      ? edgesView(sel.edges)
      : sel.type === "period"
        ? periodView(periods[sel.period], selection.period[sel.period])
        : !statusOf(sel.node)
          ? leftOut(sel.node)
          : isMatter(sel.node)
            ? matterView(sel.node)
            : nodeView(sel.node);
  refill(body, content);
  body.scrollTop = 0;
  document.body.dataset.chosen = sel ? "yes" : "no";
  byId("panel-close").hidden = !sel;
}
