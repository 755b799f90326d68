// The panel beside the network: the selection in full, with its proof.

import { sourcesShown } from "./behind.js";
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
  periods,
  sourceName,
  terms,
} from "./data.js";
import { dayWords, isoDay } from "./dates.js";
import { byId, el, outside, refill } from "./dom.js";
import { activeFilters, resetFilters } from "./filters.js";
import { figure, plural, t } from "./language.js";
import { actTitle, toggleOpen } from "./network.js";
import { periodList, periodView } from "./periods.js";
import { commas, name, phrase } from "./phrases.js";
import { actEntry, claimBlock, claimsAbout, edgeEntry, hiddenClaims, hiddenOffer, noteBlock } from "./proof.js";
import { copyLine } from "./quote.js";
import { HELD, UNHELD, agents, inTimeOrder, isUnheld, selection, statusOf } from "./select.js";
import { change, state } from "./state.js";
import { dealings, dealtOrNot, edgeButton, officesOf, tiesOf } from "./ties.js";
import { QUIET, factList, factRows, nodeBadges, nodeLink, tripleWords } from "./words.js";

/** Above this length a name in the heading is cut, and shown in full on demand. */
const LONG_NAME = 120;
/** How many rows of a list are shown before the others are folded. */
const FOLD = 12;

/** The heading of the panel: a name, cut if it is long.
 * @param {string} text */
function heading(text) {
  const signs = [...text];
  if (signs.length <= LONG_NAME) return el("h2", { id: "panel-title" }, name(text));
  const words = el("bdi", {}, signs.slice(0, LONG_NAME).join("").trimEnd() + "…");
  const button = el(
    "button",
    {
      type: "button",
      class: "small whole-name",
      "aria-expanded": "false",
      onclick: () => {
        const open = button.getAttribute("aria-expanded") === "true";
        button.setAttribute("aria-expanded", String(!open));
        words.textContent = open ? signs.slice(0, LONG_NAME).join("").trimEnd() + "…" : text;
        button.textContent = open ? t("Show the whole name") : t("Shorten the name");
      },
    },
    t("Show the whole name"),
  );
  return [el("h2", { id: "panel-title" }, words), el("p", { class: "actions" }, button)];
}

/** Rows of a list, those after the first dozen folded.
 * @param {any[]} rows
 * @param {string} tag
 * @param {Record<string, any>} attributes */
export function folding(rows, tag, attributes) {
  if (rows.length <= FOLD + 3) return el(tag, attributes, rows);
  const rest = rows.length - FOLD;
  return [
    el(tag, attributes, rows.slice(0, FOLD)),
    el("details", { class: "rest" }, el("summary", {}, plural(rest, "{n} more", "{n} more")), el(tag, attributes, rows.slice(FOLD))),
  ];
}

/** A document with its title, publication, address and licence. */
function sourceEntry(doc) {
  return el(
    "li",
    {},
    el("strong", {}, name(doc.t || doc.l)),
    doc.pb ? [", ", el("cite", {}, name(doc.pb))] : null,
    doc.t && doc.t !== doc.l ? el("span", { class: "aside" }, " · ", phrase("cited as “{name}”", { name: name(doc.l) })) : null,
    doc.s ? [" · ", outside(doc.s, t("the document in {name}", { name: doc.pb || doc.t || doc.l }))] : null,
    doc.sh && doc.sh.length
      ? el(
          "span",
          { class: "aside" },
          " · ",
          phrase("shares text with {documents}: not two witnesses", { documents: commas(doc.sh.map((d) => name(sourceName(d)))) }),
        )
      : null,
    copyLine(doc),
  );
}

function overview() {
  const known = agents.filter((n) => selection.agent[n] && selection.thing[n] === HELD).length;
  const held = selection.acts.filter((n) => selection.matter[n] === HELD).length;
  const sources = sourcesShown();
  // Counting under the current filters is fast enough during a drag only if the graph is drawn as a whole.
  const number = new Map(agents.map((n) => [n, selection.filtered && nodes.length < 5000 ? actsOf(n).length : nodes[n].n || 0]));
  const ofAgent = (n) => number.get(n) || 0;
  const order = agents
    .filter((n) => selection.agent[n] && ofAgent(n))
    .sort((a, b) => ofAgent(b) - ofAgent(a) || (nodes[b].b || 0) - (nodes[a].b || 0))
    .slice(0, 6);
  const figures = [
    [known, plural(known, "agent", "agents")],
    [held, plural(held, "act, conflict or situation", "acts, conflicts, situations")],
    [sources.documents, plural(sources.documents, "document", "documents")],
    [sources.passages, plural(sources.passages, "passage", "passages")],
  ];
  return [
    el("h2", { id: "panel-title" }, t("Who dealt with whom, and who says so")),
    el(
      "p",
      {},
      t(
        "Each node is a party that acted. Each line is a kind of relation, and a thicker line has more acts behind it. Select a name or a line to read the acts and the passages that report them.",
      ),
    ),
    el(
      "dl",
      { class: "figures" },
      figures.map(([each, text]) => el("div", {}, el("dt", {}, text), el("dd", {}, figure(Number(each))))),
    ),
    order.length ? el("h3", {}, t("In the most acts")) : null,
    order.length
      ? el(
          "ol",
          { class: "ranking" },
          order.map((n) => el("li", {}, nodeLink(n), el("span", { class: "aside" }, " ", plural(ofAgent(n), "{n} act", "{n} acts")))),
        )
      : null,
    el("h3", {}, t("How to read the picture")),
    el("div", { class: "panel-legend" }),
    documents.length ? el("h3", {}, t("Sources")) : null,
    folding(documents.map(sourceEntry), "ul", { class: "documents" }),
    el(
      "p",
      { class: "aside" },
      t(
        "What is only hedged, rumoured, conditional or said by a speaker is hidden until it is switched on under Filters. It is then marked ⚑ with the sign of its doubt, and a speaker's words never appear without the speaker.",
      ),
    ),
  ];
}

/** The acts of a node in time order, or why there are none. */
function actList(n) {
  const acts = inTimeOrder(actsOf(n));
  if (!acts.length) return noActs(n);
  const sure = (begun) => acts.filter((act) => selection.begun[act] === begun).length;
  return [
    el("h3", {}, plural(acts.length, "{n} act in time order", "{n} acts in time order")),
    state.asof === null
      ? null
      : el(
          "p",
          { class: "aside", dataset: { sure: "" } },
          t("By {day}: {surely} surely, {possibly} possibly, {undated} undated.", {
            day: dayWords(isoDay(state.asof)),
            surely: figure(sure("surely")),
            possibly: figure(sure("possibly")),
            undated: figure(sure("undated")),
          }),
        ),
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
            t("Show more ({n} left)", { n: figure(acts.length - actsListed.most) }),
          ),
        )
      : null,
  ];
}

/** What is said of a node without a visible act: that no source tells of one, or that the filters leave none. */
function noActs(n) {
  const all =
    factsTo[n].some((f) => isMatter(facts[f][0]) && facts[f][3].some((c) => claims[c].h)) ||
    edgesAt[n].some((e) => edges[e].w.some((way) => way.a.length));
  if (!isAgent(n) && !all) return null;
  const found = activeFilters();
  return [
    el("h3", {}, t("No acts")),
    all && found.length
      ? el(
          "p",
          {},
          t("The filters leave out all its acts."),
          " ",
          el("button", { type: "button", class: "small", onclick: resetFilters }, t("Clear all filters")),
        )
      : el(
          "p",
          {},
          t("No document here tells, as fact, of an act in which it takes part. It is named in what others do or are, or by a speaker."),
        ),
  ];
}

/** Everything about a node that is not an act: names, measures, offices, relations, its acts in time order, its ties. */
function nodeView(n) {
  const node = nodes[n];
  const lines = edgesAt[n].filter((e) => selection.edge[e]);
  const own = factRows(
    n,
    (f) => selection.fact[f] === HELD && typeof facts[f][2] !== "number" && !QUIET.has(localName(terms[facts[f][1]][0])),
  );
  const loose = claimsAbout(n).filter((c) => !claims[c].h);
  const hidden = hiddenClaims(n);
  const open = state.open.includes(n);
  const byActs = lines.filter((e) => edges[e].e && edges[e].s !== edges[e].o && isAgent(edges[e].s) && isAgent(edges[e].o));
  const [dealt, otherwise] = dealtOrNot(n, byActs);
  const few = actsOf(n).length <= FOLD;
  return [
    el("p", { class: "kicker" }, kindText(n), isUnheld(n) ? [" ", nodeBadges(n)] : null),
    heading(node.l),
    node.a
      ? el(
          "p",
          { class: "aside" },
          t("also:"),
          " ",
          node.a.map((each, place) => [place ? "; " : "", name(each)]),
        )
      : null,
    node.c && node.c !== node.l ? el("p", {}, node.c) : null,
    node.s ? el("p", { class: "measure" }, node.s) : null,
    node.s && (selection.filtered || state.agreed)
      ? el("p", { class: "aside", id: "whole" }, t("That counts the whole graph. The lists below follow the filters."))
      : null,
    el(
      "p",
      { class: "actions" },
      el(
        "button",
        { type: "button", onclick: () => toggleOpen(n), "aria-pressed": String(open) },
        open ? t("Hide its acts in the network") : t("Show its acts in the network"),
      ),
      isAgent(n)
        ? el(
            "button",
            {
              type: "button",
              onclick: () => change({ parties: state.parties.includes(n) ? state.parties.filter((p) => p !== n) : [...state.parties, n] }),
            },
            state.parties.includes(n) ? t("Stop filtering by it") : t("Only acts with it"),
          )
        : null,
    ),
    factList(own),
    officesOf(n),
    // Few acts are read one by one; many are first summed up by the other party.
    few ? actList(n) : null,
    dealings(n, dealt, (number) => plural(number, "Dealt directly with {n} other", "Dealt directly with {n} others")),
    dealings(n, otherwise, (number) => plural(number, "Connected by acts with {n} other", "Connected by acts with {n} others")),
    isAgent(n) ? periodList([n]) : null,
    isAgent(n) ? connectField(n) : null,
    loose.length
      ? el(
          "section",
          {},
          el("h3", {}, t("Not held as fact")),
          loose.map((c) => claimBlock(c, n)),
        )
      : null,
    hidden.length ? hiddenOffer(hidden, t("Also reported, but not shown")) : null,
    notesOn[n].map(noteBlock),
    few ? null : actList(n),
    dealings(
      n,
      lines.filter((e) => edges[e].e && !(isAgent(edges[e].s) && isAgent(edges[e].o)) && terms[edges[e].p][0] !== DIP + "heldOffice"),
      (number) => plural(number, "Acted on {n} thing", "Acted on {n} things"),
    ),
    tiesOf(
      n,
      lines.filter((e) => !edges[e].e && groupOf(edges[e].s) !== "office" && !isMatter(edges[e].s)),
    ),
    node.m && node.m.length
      ? el("p", { class: "aside" }, t("Elsewhere:"), " ", commas(node.m.map((address) => outside(address, localName(address)))))
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
    el("p", { class: "kicker" }, kindText(n), selection.matter[n] === UNHELD ? [" ", nodeBadges(n)] : null),
    heading(actTitle(n)),
    nodes[n].c ? el("p", {}, nodes[n].c) : null,
    el(
      "p",
      { class: "actions" },
      el(
        "button",
        { type: "button", onclick: () => toggleOpen(n), "aria-pressed": String(open) },
        open ? t("Remove from the network") : t("Keep in the network"),
      ),
    ),
    actEntry(n, true),
    following.length
      ? el(
          "section",
          {},
          el("h3", {}, t("Linked acts")),
          folding(
            following.map((f) => {
              const [s, p, o] = facts[f];
              return el("li", {}, tripleWords([s, p, o]));
            }),
            "ul",
            { class: "triples" },
          ),
        )
      : null,
    inferred.length
      ? el(
          "section",
          {},
          el("h3", {}, t("Lines that rest on this")),
          folding(
            inferred.map((e) => el("li", {}, tripleWords([edges[e].s, edges[e].p, edges[e].o]), " ", edgeButton([e], t("proof")))),
            "ul",
            { class: "triples" },
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
    el("p", { class: "kicker" }, t("Left out")),
    known ? heading(labelOf(n)) : el("h2", { id: "panel-title" }, t("Not held as fact")),
    known
      ? el(
          "p",
          {},
          t("The current filters exclude this."),
          " ",
          el("button", { type: "button", class: "small", onclick: resetFilters }, t("Clear all filters")),
        )
      : null,
    known ? null : hiddenOffer(behind, t("This is reported but not held as fact, and therefore hidden")),
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
    el("p", { class: "kicker" }, t("Line")),
    el(
      "h2",
      { id: "panel-title" },
      phrase("{one} → {other}", { one: name(labelOf(edges[first].s)), other: name(labelOf(edges[first].o)) }),
    ),
    visible.length
      ? visible.map((e) => edgeEntry(e, visible.length === 1))
      : el("p", {}, t("The current filters exclude every act behind this line.")),
    periodList([edges[first].s, edges[first].o]),
    between.length
      ? el(
          "section",
          {},
          el("h3", {}, t("Also between the two")),
          folding(
            between.map((e) => el("li", {}, tripleWords([edges[e].s, edges[e].p, edges[e].o]), " ", edgeButton([e], t("proof")))),
            "ul",
            { class: "triples" },
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
