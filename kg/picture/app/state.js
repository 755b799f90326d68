// The state of the view. It is kept in the address after the #, so that a link reopens the same view.

import { D, DIP, documents, edges, groups, knownStandings, localName, nodeBySlug, nodes, periods, slugOf, terms } from "./data.js";
import { isoDay, typedBounds } from "./dates.js";

const noState = () => ({
  view: "network",
  more: new Set(),
  docs: new Set(),
  kinds: new Set(),
  parties: [],
  all: false,
  from: null,
  to: null,
  undated: false,
  asof: null,
  show: new Set(),
  open: [],
  groups: [],
  sel: null,
  size: "acts",
  sort: "",
  theme: "",
  tab: "acts",
});
export const state = noState();
const listeners = [];

/** Registers a function that is called after each change. */
export const onChange = (listener) => listeners.push(listener);

/** Changes the state and notifies every view. After `quiet` changes (selection, size), views need not filter again. */
export function change(patch, { replace = false } = {}) {
  Object.assign(state, patch);
  scheduleAddress(replace);
  for (const listener of listeners) listener(patch);
}

const edgeSlug = (e) => [slugOf(nodes[edges[e].s].i), localName(terms[edges[e].p][0]), slugOf(nodes[edges[e].o].i)].join(">");
const edgeSlugs = new Map();

/** A selection (node, edges of one line, or group) as text. */
export function selectionSlug(sel) {
  if (!sel) return "";
  if (sel.type === "node") return "n:" + slugOf(nodes[sel.node].i);
  if (sel.type === "period") return "p:" + slugOf(periods[sel.period].i);
  if (sel.type === "edges") return "e:" + sel.edges.map(edgeSlug).join("|");
  return "";
}

function selectionFromSlug(text) {
  if (text.startsWith("n:")) {
    const node = nodeBySlug(text.slice(2));
    return node === undefined ? null : { type: "node", node };
  }
  if (text.startsWith("p:")) return periodSelected(periods.findIndex((period) => slugOf(period.i) === text.slice(2)));
  if (text.startsWith("e:")) {
    if (!edgeSlugs.size) edges.forEach((_, e) => edgeSlugs.set(edgeSlug(e), e));
    const found = text
      .slice(2)
      .split("|")
      .map((slug) => edgeSlugs.get(slug))
      .filter((e) => e !== undefined);
    return found.length ? { type: "edges", edges: found } : null;
  }
  return null;
}

/** The selection of a period of relations, which has no line in the network. Null for none. */
export const periodSelected = (period) => (period < 0 ? null : { type: "period", period, edges: [] });

const kindSlug = (k) => (terms[k][0].startsWith(DIP) ? terms[k][0].slice(DIP.length) : terms[k][0]);

/** The state as the text after the #. */
export function address() {
  const out = new URLSearchParams();
  const set = (name, value) => {
    if (value) out.set(name, value);
  };
  set("view", state.view === "network" ? "" : state.view);
  set("more", [...state.more].sort().join(","));
  set(
    "hide-docs",
    [...state.docs]
      .map((d) => slugOf(documents[d].i))
      .sort()
      .join(","),
  );
  set("hide-kinds", [...state.kinds].map(kindSlug).sort().join(","));
  set("party", state.parties.map((n) => slugOf(nodes[n].i)).join(","));
  set("all", state.all ? "1" : "");
  set("from", state.from === null ? "" : isoDay(state.from));
  set("to", state.to === null ? "" : isoDay(state.to));
  set("undated", state.undated ? "1" : "");
  set("as-of", state.asof === null ? "" : isoDay(state.asof));
  set("show", [...state.show].sort().join(","));
  set("open", state.open.map((n) => slugOf(nodes[n].i)).join(","));
  set("groups", state.groups.join(","));
  set("sel", selectionSlug(state.sel));
  set("size", state.size === "acts" ? "" : state.size);
  set("sort", state.sort);
  set("tab", state.tab === "acts" ? "" : state.tab);
  set("theme", state.theme);
  return out.toString();
}

/** The state that an address describes. Unknown parts are ignored. */
export function stateOfAddress(text) {
  const given = new URLSearchParams(text);
  const list = (name) => (given.get(name) || "").split(",").filter(Boolean);
  const day = (name) => {
    const bounds = typedBounds(given.get(name) || "");
    return bounds;
  };
  const found = noState();
  const view = given.get("view");
  if (["network", "table", "timeline", "ask"].includes(view)) found.view = view;
  found.more = new Set(list("more").filter((id) => knownStandings.has(id)));
  found.docs = new Set(
    list("hide-docs")
      .map((slug) => documents.findIndex((doc) => slugOf(doc.i) === slug))
      .filter((d) => d >= 0),
  );
  const kindAt = new Map(terms.map((_, k) => [kindSlug(k), k]));
  found.kinds = new Set(
    list("hide-kinds")
      .map((slug) => kindAt.get(slug))
      .filter((k) => k !== undefined),
  );
  found.parties = list("party")
    .map(nodeBySlug)
    .filter((n) => n !== undefined);
  found.all = given.get("all") === "1";
  found.from = day("from") ? day("from")[0] : null;
  found.to = day("to") ? day("to")[1] : null;
  found.undated = given.get("undated") === "1";
  found.asof = day("as-of") ? day("as-of")[1] : null;
  found.show = new Set(list("show").filter((id) => groups.some((group) => group.id === id)));
  found.open = list("open")
    .map(nodeBySlug)
    .filter((n) => n !== undefined);
  found.groups = list("groups")
    .map(Number)
    .filter((c) => Number.isInteger(c) && c >= 0 && c < (D.clusters || []).length);
  found.sel = selectionFromSlug(given.get("sel") || "");
  if (["acts", "degree", "betweenness", "equal"].includes(given.get("size"))) found.size = given.get("size");
  if (/^[a-z]+-(up|down)$/.test(given.get("sort") || "")) found.sort = given.get("sort");
  if (["acts", "relations", "agents"].includes(given.get("tab"))) found.tab = given.get("tab");
  if (["light", "dark"].includes(given.get("theme"))) found.theme = given.get("theme");
  return found;
}

let writing = 0;
let written = null;
function scheduleAddress() {
  clearTimeout(writing);
  writing = setTimeout(writeAddress, 150);
}
export function writeAddress() {
  written = address();
  // A page in a notebook's frame may not change its address, and then has no link.
  try {
    history.replaceState(null, "", written ? "#" + written : location.pathname + location.search);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}

/** Applies the address. Returns what it changes, or null. */
export function readAddress() {
  const raw = location.hash.replace(/^#/, "");
  if (raw === written) return null;
  const [asked, patch] = [stateOfAddress(raw), {}];
  for (const name of Object.keys(asked)) if (comparable(asked[name]) !== comparable(state[name])) patch[name] = asked[name];
  Object.assign(state, patch);
  written = raw;
  return Object.keys(patch).length ? patch : null;
}
const comparable = (value) => JSON.stringify(value instanceof Set ? [...value].sort() : value);
