// The same selection as tables: acts, relations, and agents with their measures. They can be sorted, and read without the picture.

import {
  D,
  above,
  claims,
  dip,
  edges,
  edgesAt,
  facts,
  factsOf,
  isAgent,
  isRole,
  kindText,
  labelOf,
  localName,
  nodes,
  passages,
  rules,
  speakerText,
  speakersOf,
  terms,
} from "./data.js";
import { byId, el, folded, refill } from "./dom.js";
import { copyCsv, printing, saveCsv } from "./export.js";
import { plural, t } from "./language.js";
import { actStandingText, actTitle, isSpeech } from "./network.js";
import { isAgentOrThing } from "./panel.js";
import { claimsAbout } from "./proof.js";
import { pointsTo } from "./roles.js";
import { HELD, UNHELD, agents, inTimeOrder, isUnheld, selection } from "./select.js";
import { unheldText } from "./standing.js";
import { change, selectionSlug, state } from "./state.js";
import { nodeBadges, nodeLink } from "./words.js";

export const PAGE = 200;
/** How many rows the table shows. */
export const rowsShown = { most: PAGE };
let tableParts = null;

/** The passages of a list of claims, as short names: "A12, E2". */
export const slugsOf = (list) => [...new Set(list.flatMap((c) => claims[c].p))].map((p) => localName(passages[p].i)).join(", ");

/** The nodes that have a role of some sort in a matter, from the visible facts.
 * @param {number} n
 * @param {(names: string[]) => boolean} wanted whether a role, with the broader ones after it, is of the sort
 * @returns {number[]} */
function inRoles(n, wanted) {
  const found = factsOf[n].filter(
    (f) => selection.fact[f] && isRole(facts[f]) && wanted(above(facts[f][1]).map((p) => localName(terms[p][0]))),
  );
  return [...new Set(found.map((f) => facts[f][2]))];
}

/** Roles of those who act, and of the first of those who are in something together. */
const WHO = new Set(["actor", "holder", "firstSide", "leadParticipant", "presenter"]);
/** Relations of who took part in something, as other acts tell. */
const PRESENT = ["tookPartIn", "attended"].map(dip);

/** Those to whom a matter belongs: who acts; where nobody does, who is in it together, such as the members of a membership; else who took part in
 * it, as other acts tell; else the organization in which it was done.
 * @param {number} n
 * @returns {number[]} */
function whoIn(n) {
  const tried = [
    () => inRoles(n, (names) => names.some((name) => WHO.has(name)) || names[0] === "party"),
    () => inRoles(n, (names) => pointsTo([names]) === "neither" && !names.includes("secondSide")).filter(isAgent),
    () => edgesAt[n].filter((e) => edges[e].o === n && selection.edge[e] === HELD && PRESENT.includes(edges[e].p)).map((e) => edges[e].s),
    () => inRoles(n, (names) => names.includes("inOrganization")),
  ];
  for (const attempt of tried) {
    const found = attempt();
    if (found.length) return found;
  }
  return [];
}

/** Whether a role says where something was, such as the place of purchase. @param {number} p */
const isPlace = (p) => above(p).some((each) => localName(terms[each][0]) === "place");

/** The places where a matter was, from the visible facts. @param {number} n */
function placesOf(n) {
  const found = factsOf[n].filter((f) => selection.fact[f] && isRole(facts[f]) && isPlace(facts[f][1])).map((f) => facts[f][2]);
  return [...new Set(found)];
}

const TABLES = {
  acts: {
    caption: t("Acts, conflicts and situations of the current selection"),
    rows: () => inTimeOrder(selection.acts),
    id: (n) => ({ type: "node", node: n }),
    marked: (n) => selection.matter[n] === UNHELD,
    columns: [
      {
        id: "date",
        l: t("Date"),
        text: (n) => (selection.when[n] && selection.when[n].words) || t("undated"),
        key: (n) => {
          const when = selection.when[n];
          return when && when.dated ? (Number.isNaN(when.from) ? when.to : when.from) : Infinity;
        },
      },
      { id: "act", l: t("Act"), text: (n) => actTitle(n), link: true },
      { id: "kind", l: t("Kind"), text: (n) => kindText(n) },
      { id: "who", l: t("Who"), text: (n) => whoIn(n).map(labelOf).join("; "), nodes: whoIn },
      { id: "others", l: t("With, to or about"), text: (n) => othersIn(n).map(labelOf).join("; "), nodes: othersIn },
      {
        id: "where",
        l: t("Where"),
        when: () => selection.acts.some((n) => placesOf(n).length),
        text: (n) => placesOf(n).map(labelOf).join("; "),
        nodes: placesOf,
      },
      {
        id: "standing",
        l: t("Standing"),
        text: (n) => (selection.matter[n] === UNHELD ? t("not held: {why}", { why: actStandingText(n) }) : t("stated")),
      },
      { id: "speaker", l: t("Speaker"), text: speakerCell },
      { id: "passages", l: t("Passages"), text: (n) => slugsOf(claimsAbout(n)) },
      { id: "earliest", l: t("Not before"), csv: true, text: (n) => (selection.when[n] ? selection.when[n].e : "") },
      { id: "latest", l: t("Not after"), csv: true, text: (n) => (selection.when[n] ? selection.when[n].l : "") },
      {
        id: "asof",
        l: t("As of"),
        when: () => state.asof !== null,
        text: (n) => ({ surely: t("surely"), possibly: t("possibly"), undated: t("undated") })[selection.begun[n]] || "",
      },
      { id: "iri", l: "IRI", csv: true, text: (n) => nodes[n].i },
    ],
  },
  relations: {
    caption: t("Direct lines between nodes of the current selection"),
    rows: () => edges.map((_, e) => e).filter((e) => selection.edge[e] && (edges[e].e || isAgentOrThing(e))),
    id: (e) => ({ type: "edges", edges: [e] }),
    marked: (e) => selection.edge[e] === UNHELD,
    columns: [
      { id: "from", l: t("From"), text: (e) => labelOf(edges[e].s), nodes: (e) => [edges[e].s] },
      {
        id: "relation",
        l: t("Relation"),
        text: (e) => terms[edges[e].p][1] + (selection.edge[e] === UNHELD ? ` (${unheldText(edges[e].c)})` : ""),
        link: true,
      },
      { id: "to", l: t("To"), text: (e) => labelOf(edges[e].o), nodes: (e) => [edges[e].o] },
      {
        id: "number",
        l: t("Acts"),
        num: true,
        text: (e) => String(selection.edgeActs[e].length || ""),
        key: (e) => selection.edgeActs[e].length,
      },
      {
        id: "origin",
        l: t("Origin"),
        text: (e) =>
          edges[e].e
            ? t("inferred: {rules}", { rules: [...new Set(edges[e].w.map((way) => rules[way.r][0]))].join(", ") })
            : edges[e].c.length
              ? t("stated")
              : t("background"),
      },
      {
        id: "first",
        l: t("First act"),
        text: (e) => {
          const acts = inTimeOrder(selection.edgeActs[e]);
          return (acts.length && selection.when[acts[0]]?.words) || "";
        },
        key: (e) => {
          const acts = inTimeOrder(selection.edgeActs[e]);
          const when = acts.length ? selection.when[acts[0]] : null;
          return when && when.dated ? (Number.isNaN(when.from) ? when.to : when.from) : Infinity;
        },
      },
      {
        id: "passages",
        l: t("Passages"),
        text: (e) =>
          slugsOf(
            [...new Set([...edges[e].c, ...selection.edgeActs[e].flatMap(claimsAbout)])].filter(
              (c) => selection.claim[c] && (claims[c].h || !edges[e].e),
            ),
          ),
      },
      { id: "acts", l: t("Which acts"), csv: true, text: (e) => selection.edgeActs[e].map(labelOf).join("; ") },
    ],
  },
  agents: {
    caption: t("Agents of the current selection, with measures over the whole graph in this file"),
    rows: () => agents.filter((n) => selection.agent[n]),
    id: (n) => ({ type: "node", node: n }),
    marked: (n) => isUnheld(n),
    columns: [
      { id: "agent", l: t("Agent"), text: (n) => labelOf(n) + (isUnheld(n) ? ` (⚑ ${actStandingText(n)})` : ""), link: true },
      { id: "kind", l: t("Kind"), text: (n) => kindText(n) },
      { id: "acts", l: t("Acts"), num: true, text: (n) => String(nodes[n].n || 0), key: (n) => nodes[n].n || 0 },
      { id: "degree", l: t("Degree"), num: true, text: (n) => String(nodes[n].d || 0), key: (n) => nodes[n].d || 0 },
      { id: "betweenness", l: t("Betweenness"), num: true, text: (n) => (nodes[n].b || 0).toFixed(3), key: (n) => nodes[n].b || 0 },
      { id: "sentence", l: t("In a sentence"), text: (n) => nodes[n].s || "" },
      { id: "iri", l: "IRI", csv: true, text: (n) => nodes[n].i },
    ],
  },
};

/** The nodes with a visible role in a matter other than those who act. */
function othersIn(n) {
  const who = new Set(whoIn(n));
  const found = [];
  for (const f of factsOf[n])
    if (
      selection.fact[f] &&
      isRole(facts[f]) &&
      !who.has(facts[f][2]) &&
      !isPlace(facts[f][1]) &&
      (isAgent(facts[f][2]) || /target|onText|about/.test(localName(terms[facts[f][1]][0]))) &&
      !found.includes(facts[f][2])
    )
      found.push(facts[f][2]);
  return found;
}

/** The speakers: of a statement, or of the claims about something that is not held. */
function speakerCell(n) {
  if (isSpeech(n)) return speakersOf(n).map(labelOf).join("; ");
  const behind = new Set(
    factsOf[n].flatMap((f) => facts[f][3]).filter((c) => selection.claim[c] && !claims[c].h && claims[c].of !== undefined),
  );
  return [...new Set([...behind].map((c) => speakerText(claims[c])))].join("; ");
}

export function buildTable() {
  const parts = {
    head: el("tr"),
    body: el("tbody"),
    caption: el("caption"),
    more: el("p", { class: "explain" }),
    explain: el("div", { class: "explain" }),
  };
  parts.tabs = Object.keys(TABLES).map((id) =>
    el(
      "button",
      {
        type: "button",
        dataset: { tab: id },
        onclick: () => {
          rowsShown.most = PAGE;
          change({ tab: id, sort: "" });
        },
      },
      { acts: t("Acts"), relations: t("Relations"), agents: t("Agents and measures") }[id],
    ),
  );
  refill(
    byId("view-table"),
    el(
      "div",
      { class: "tablebar" },
      el("div", { role: "group", "aria-label": t("Which table"), class: "tools" }, parts.tabs),
      el("button", { type: "button", id: "copy-csv", onclick: copyCsv }, t("Copy as CSV")),
      el("button", { type: "button", id: "save-csv", onclick: saveCsv }, t("Save as CSV")),
    ),
    parts.explain,
    el("table", { id: "table" }, parts.caption, el("thead", {}, parts.head), parts.body),
    parts.more,
  );
  tableParts = parts;
}

export const columnsOf = (id, csv) => TABLES[id].columns.filter((column) => (!column.csv || csv) && (!column.when || column.when()));

/** The rows of the current table in the current order. */
export function tableRows() {
  const table = TABLES[state.tab];
  const rows = table.rows();
  const [name, direction] = state.sort.split("-");
  const column = table.columns.find((each) => each.id === name);
  if (!column)
    return state.tab === "agents" ? rows.sort((a, b) => (nodes[b].d || 0) - (nodes[a].d || 0) || (labelOf(a) < labelOf(b) ? -1 : 1)) : rows;
  const key = column.key || ((row) => folded(column.text(row)));
  const keyed = rows.map((row, place) => [key(row), place, row]);
  keyed.sort((a, b) => (a[0] === b[0] ? a[1] - b[1] : (a[0] < b[0] ? -1 : 1) * (direction === "down" ? -1 : 1)));
  return keyed.map((each) => each[2]);
}

export function drawTable() {
  if (state.view !== "table" && !printing) return;
  const table = TABLES[state.tab];
  const columns = columnsOf(state.tab, false);
  const rows = tableRows();
  const [name, direction] = state.sort.split("-");
  for (const tab of tableParts.tabs) tab.setAttribute("aria-pressed", String(tab.dataset.tab === state.tab));
  refill(
    tableParts.explain,
    state.tab === "agents"
      ? ["acts", "degree", "betweenness"].map((id) => el("p", {}, D.explain[id]))
      : state.tab === "relations"
        ? el(
            "p",
            {},
            t("Inferred lines follow from acts by a rule. Passages state the other lines directly. Select a line to see its proof."),
          )
        : null,
  );
  refill(tableParts.caption, `${table.caption}: ${plural(rows.length, "{n} row", "{n} rows")}.`);
  const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.column : null;
  refill(
    tableParts.head,
    columns.map((column) =>
      el(
        "th",
        {
          scope: "col",
          class: column.num ? "num" : null,
          "aria-sort": column.id === name ? (direction === "down" ? "descending" : "ascending") : "none",
        },
        el(
          "button",
          {
            type: "button",
            dataset: { column: column.id },
            onclick: () =>
              change({
                sort: `${column.id}-${column.id === name && direction === "up" ? "down" : column.id === name ? "up" : column.num ? "down" : "up"}`,
              }),
          },
          column.l,
          column.id === name ? (direction === "down" ? " ↓" : " ↑") : "",
        ),
      ),
    ),
  );
  const chosen = selectionSlug(state.sel);
  refill(
    tableParts.body,
    rows.slice(0, rowsShown.most).map((row) =>
      el(
        "tr",
        {
          class:
            [table.marked(row) ? "unheld" : "", chosen && selectionSlug(table.id(row)) === chosen ? "chosen" : ""].join(" ").trim() || null,
        },
        columns.map((column, place) => {
          const content = column.link
            ? el(
                "button",
                { type: "button", class: "link", onclick: () => change({ sel: table.id(row) }) },
                el("bdi", {}, column.text(row)),
              )
            : column.nodes
              ? column.nodes(row).map((n, i) => [i ? "; " : "", nodeLink(n)])
              : column.text(row);
          return el(
            place ? "td" : "th",
            { scope: place ? null : "row", class: column.num ? "num" : null, style: place ? {} : { "font-weight": "400" } },
            table.marked(row) && column.id === "standing" ? ["⚑ ", t("not held:"), " ", nodeBadges(row, false)] : content,
          );
        }),
      ),
    ),
  );
  refill(
    tableParts.more,
    rows.length > rowsShown.most
      ? [
          plural(rows.length - rowsShown.most, "{n} more row.", "{n} more rows."),
          " ",
          el(
            "button",
            {
              type: "button",
              onclick: () => {
                rowsShown.most += 1000;
                drawTable();
              },
            },
            t("Show more"),
          ),
        ]
      : null,
  );
  if (focused) {
    const button = tableParts.head.querySelector(`[data-column="${focused}"]`);
    if (button) button.focus();
  }
}
