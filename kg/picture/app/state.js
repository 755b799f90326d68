// The state of the view. It is kept in the address after the #, so that a link reopens the same view.

import {
  D,
  DIP,
  documents,
  edges,
  groups,
  isMatter,
  knownStandings,
  localName,
  nodeBySlug,
  nodes,
  periods,
  slugOf,
  terms,
} from "./data.js";
import { isoDay, typedBounds } from "./dates.js";
import { byId } from "./dom.js";
import { BESIDES, decoded, encoded, storyOf } from "./steps.js";

/**
 * @typedef {object} State
 * @property {string} view "network", "timeline", "table" or "ask"
 * @property {boolean} whole whether everything is drawn, and not only the parties with which the picture opens
 * @property {Set<string>} more what is shown besides what is held, see `standings`
 * @property {boolean} agreed whether what two accounts tell differently is left out
 * @property {Set<number>} docs documents that are left out
 * @property {Set<number>} kinds kinds of act that are left out
 * @property {number[]} parties only acts with any of these agents
 * @property {boolean} all only acts with all of them
 * @property {number | null} from first day of the period
 * @property {number | null} to last day of the period
 * @property {boolean} undated whether acts without a date stay in a period and as of a day
 * @property {number | null} asof the day of the view
 * @property {number[]} pair the two parties whose relations the timeline shows, or one for its relations with anyone; empty for those of the selection
 * @property {Set<string>} show groups of nodes that the legend switches on
 * @property {number[]} open nodes whose acts are drawn around them
 * @property {number[]} folded acts of many parties that are drawn otherwise than at first: with all their parties in the opening and among
 *   all agents, elsewhere without those who take part in nothing else
 * @property {boolean} doubts whether the opening draws all acts with doubt, and not only those that touch its parties
 * @property {number[]} groups closed groups that are open
 * @property {import("./types.js").Selected | null} sel the selection
 * @property {string} size what the size of a node shows
 * @property {string} sort column and direction of the table
 * @property {string} theme "light", "dark" or empty for that of the system
 * @property {string} tab which table
 * @property {boolean} keys whether single keys are shortcuts everywhere
 * @property {Asked | null} ask the question of the Ask view
 * @property {string} drawn what is drawn alone: "answer", "chain:FROM,TO" with two agents, or empty for nothing
 * @property {import("./steps.js").Step[]} story views with captions
 * @property {number} step the view of the story that is shown, 1 for the first; 0 for none
 * @property {boolean} embed whether the page is one figure without controls
 *
 * @typedef {object} Asked
 * @property {string} name the stored question; empty for a query of the reader's own
 * @property {Record<string, string>} params its parameters as the reader wrote them
 * @property {string} text the query, if it is the reader's own
 * @property {boolean} run whether it was run
 */

/** The story that is in the file. */
const fileStory = storyOf(JSON.parse(byId("story")?.textContent || "[]"));

/** What the address says where nothing stands after the #: the state in which the file opens. */
const opens = fileStory.length ? "step=1" : D.about.start;

/** @returns {State} */
const noState = () => ({
  view: "network",
  whole: false,
  more: new Set(),
  agreed: false,
  docs: new Set(),
  kinds: new Set(),
  parties: [],
  all: false,
  from: null,
  to: null,
  undated: false,
  asof: null,
  pair: [],
  show: new Set(),
  open: [],
  folded: [],
  doubts: false,
  groups: [],
  sel: null,
  size: "acts",
  sort: "",
  theme: "",
  tab: "acts",
  keys: true,
  ask: null,
  drawn: "",
  story: fileStory,
  step: 0,
  embed: false,
});
export const state = noState();
const now = state;
/** @type {((patch: Partial<State>) => void)[]} */
const listeners = [];

/** Registers a function that is called after each change. */
export const onChange = (listener) => listeners.push(listener);

/** What a computation returns while a part of the state has other values. It gets its own back even if the computation fails, and nobody who
 * listens to changes hears of it.
 * @template T
 * @param {Partial<State>} patch
 * @param {() => T} compute
 * @returns {T} */
export function supposing(patch, compute) {
  const before = Object.fromEntries(Object.keys(patch).map((name) => [name, state[/** @type {keyof State} */ (name)]]));
  Object.assign(state, patch);
  try {
    return compute();
  } finally {
    Object.assign(state, before);
  }
}

/** Changes the state and notifies every view.
 * @param {Partial<State>} patch
 * @param {{passing?: boolean}} [how] a passing change, as while a window is dragged, makes no new entry in the history of the browser */
export function change(patch, { passing = false } = {}) {
  Object.assign(state, patch);
  scheduleAddress(passing);
  notify(patch);
}

/** Notifies every view of a change that was made, such as one of the address.
 * @param {Partial<State>} patch */
export function notify(patch) {
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

/** @param {string} text
 * @returns {import("./types.js").Selected | null} */
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

/** The selection of a period of relations, which has no line in the network. Null for none.
 * @param {number} period
 * @returns {import("./types.js").Selected | null} */
export const periodSelected = (period) => (period < 0 ? null : { type: "period", period, edges: [] });

/** The kinds that acts here have: a link names those that are shown, if they are fewer than those that are left out. */
const KINDS = new Set(nodes.flatMap((node, n) => (isMatter(n) ? node.k : [])));
export const kindSlug = (k) => (terms[k][0].startsWith(DIP) ? terms[k][0].slice(DIP.length) : terms[k][0]);

/** The state as the text after the #, with some of it changed.
 * @param {Partial<State>} [patch] */
export function address(patch = {}) {
  const asked = { ...state, ...patch };
  const view = bareAddress(asked);
  const step = asked.story[asked.step - 1];
  const out = new URLSearchParams(step && view === canonical(step.address) ? "" : view || (step ? "view=network" : ""));
  if (!isSame(asked.story, fileStory)) out.set("story", asked.story.length ? encoded(asked.story) : "none");
  if (step) out.set("step", String(asked.step));
  if (asked.embed) out.set("embed", "1");
  if (asked.theme) out.set("theme", asked.theme);
  return out.toString() || (opens ? "view=network" : "");
}
const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** The address of a view as this page writes it. @param {string} text */
const canonical = (text) => bareAddress(stateOfAddress(text));

/** The view itself as the text after the #, without story, theme and the like.
 * @param {State} [state] */
export function bareAddress(state = now) {
  const out = new URLSearchParams();
  const set = (name, value) => {
    if (value) out.set(name, value);
  };
  set("view", state.view === "network" ? "" : state.view);
  set("scope", state.whole ? "all" : "");
  set("more", [...state.more].sort().join(","));
  set(
    "hide-docs",
    [...state.docs]
      .map((d) => slugOf(documents[d].i))
      .sort()
      .join(","),
  );
  const left = [...KINDS].filter((k) => !state.kinds.has(k));
  const few = left.length > 0 && left.length < state.kinds.size;
  set(few ? "kinds" : "hide-kinds", (few ? left : [...state.kinds]).map(kindSlug).sort().join(","));
  set("party", state.parties.map((n) => slugOf(nodes[n].i)).join(","));
  set("all", state.all ? "1" : "");
  set("from", state.from === null ? "" : isoDay(state.from));
  set("to", state.to === null ? "" : isoDay(state.to));
  set("undated", state.undated ? "1" : "");
  set("as-of", state.asof === null ? "" : isoDay(state.asof));
  set("agreed", state.agreed ? "1" : "");
  set("pair", state.pair.map((n) => slugOf(nodes[n].i)).join(","));
  set("fold", state.folded.map((n) => slugOf(nodes[n].i)).join(","));
  set("doubt", state.doubts ? "all" : "");
  set("show", [...state.show].sort().join(","));
  set("open", state.open.map((n) => slugOf(nodes[n].i)).join(","));
  set("groups", state.groups.join(","));
  set("sel", selectionSlug(state.sel));
  set("size", state.size === "acts" ? "" : state.size);
  set("sort", state.sort);
  set("tab", state.tab === "acts" ? "" : state.tab);
  set("theme", state.theme);
  set("keys", state.keys ? "" : "off");
  if (state.ask) {
    set("ask", state.ask.name);
    for (const [param, value] of Object.entries(state.ask.params)) set(`ask-${param}`, value);
    set("sparql", state.ask.text);
    set("run", state.ask.run ? "1" : "");
  }
  set("drawn", state.drawn);
  return out.toString();
}

/** What an address says is drawn alone: a chain between two agents of the file, or the answer of a question that was run.
 * @param {URLSearchParams} given
 * @param {Asked | null} ask */
function drawnIn(given, ask) {
  const wanted = given.get("drawn") || "";
  if (wanted === "answer") return ask && ask.run ? wanted : "";
  const [what, list] = wanted.split(":");
  const ends = (list || "").split(",").map(nodeBySlug);
  return what === "chain" && ends.length === 2 && ends.every((n) => n !== undefined) ? wanted : "";
}

/** The question that an address describes: a stored one with its parameters, or a query. Null for none.
 * @param {URLSearchParams} given
 * @returns {Asked | null} */
function askedIn(given) {
  const query = D.about.asking && D.about.asking.queries.find((each) => each.name === given.get("ask"));
  const text = given.get("sparql") || "";
  if (!query && !text) return null;
  /** @type {Record<string, string>} */
  const params = {};
  for (const param of query ? query.params : []) {
    const value = given.get(`ask-${param.name}`);
    if (value) params[param.name] = value;
  }
  return { name: query ? query.name : "", params, text, run: given.get("run") === "1" };
}

/** The state that an address describes. Unknown parts are ignored. */
export function stateOfAddress(text) {
  const given = new URLSearchParams(text);
  const told = given.get("story");
  const story = told === "none" ? [] : (told && decoded(told)) || fileStory;
  const wanted = Number(given.get("step") || 0);
  const step = Number.isInteger(wanted) && story[wanted - 1] ? wanted : 0;
  // The number of a view alone stands for the view.
  if (step && ![...given.keys()].some((name) => !BESIDES.includes(name)))
    for (const [name, value] of new URLSearchParams(story[step - 1].address)) given.append(name, value);
  const list = (name) => (given.get(name) || "").split(",").filter(Boolean);
  const day = (name) => typedBounds(given.get(name) || "");
  /** @type {State} */
  const found = { ...noState(), story, step, embed: given.get("embed") === "1" };
  const view = given.get("view");
  if (view && ["network", "table", "timeline", "ask"].includes(view)) found.view = view;
  found.ask = askedIn(given);
  found.drawn = drawnIn(given, found.ask);
  found.whole = given.get("scope") === "all";
  found.agreed = given.get("agreed") === "1";
  const [one, other] = list("pair").map(nodeBySlug);
  if (one !== undefined && one !== other) found.pair = other === undefined ? [one] : [one, other];
  found.folded = list("fold")
    .map(nodeBySlug)
    .filter((n) => n !== undefined);
  found.doubts = given.get("doubt") === "all";
  found.more = new Set(list("more").filter((id) => knownStandings.has(id)));
  found.docs = new Set(
    list("hide-docs")
      .map((slug) => documents.findIndex((doc) => slugOf(doc.i) === slug))
      .filter((d) => d >= 0),
  );
  const kindAt = new Map(terms.map((_, k) => [kindSlug(k), k]));
  const kindsIn = (name) =>
    list(name)
      .map((slug) => kindAt.get(slug))
      .filter((k) => k !== undefined);
  const left = new Set(kindsIn("kinds"));
  found.kinds = new Set(left.size ? [...KINDS].filter((k) => !left.has(k)) : kindsIn("hide-kinds"));
  found.parties = list("party")
    .map(nodeBySlug)
    .filter((n) => n !== undefined);
  found.all = given.get("all") === "1";
  found.from = day("from")?.[0] ?? null;
  found.to = day("to")?.[1] ?? null;
  found.keys = given.get("keys") !== "off";
  found.undated = given.get("undated") === "1";
  found.asof = day("as-of")?.[1] ?? null;
  found.show = new Set(list("show").filter((id) => groups.some((group) => group.id === id)));
  found.open = list("open")
    .map(nodeBySlug)
    .filter((n) => n !== undefined);
  found.groups = list("groups")
    .map(Number)
    .filter((c) => Number.isInteger(c) && c >= 0 && c < (D.clusters || []).length);
  found.sel = selectionFromSlug(given.get("sel") || "");
  const among = (name, choices, otherwise) => (choices.includes(given.get(name)) ? /** @type {string} */ (given.get(name)) : otherwise);
  found.size = among("size", ["acts", "degree", "betweenness", "equal"], found.size);
  found.tab = among("tab", ["acts", "relations", "agents"], found.tab);
  found.theme = among("theme", ["light", "dark"], found.theme);
  if (/^[a-z]+-(up|down)$/.test(given.get("sort") || "")) found.sort = given.get("sort") || "";
  return found;
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let writing;
/** @type {string | null} */
let written = null;
/** Whether the address last written belongs to a change that makes no entry in the history. */
let passingNow = false;
function scheduleAddress(passing) {
  clearTimeout(writing);
  if (!passing) writeAddress();
  else writing = setTimeout(() => writeAddress(true), 150);
}

/** Writes the state into the address: as a new entry of the history, so that Back returns to the view before, or over a passing one. */
export function writeAddress(passing = false) {
  const wanted = address();
  // What ends a drag takes the place of what passed by. In a frame of another page, Back belongs to that page.
  const replace = state.embed || passingNow || (!passing && (wanted === written || written === null));
  passingNow = passing;
  if (wanted === written) return;
  written = wanted;
  const text = wanted ? "#" + wanted : location.pathname + location.search;
  // A page in a notebook's frame may not change its address, and then has no link.
  try {
    if (replace) history.replaceState(null, "", text);
    else history.pushState(null, "", text);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}

/** Applies the address. Returns what it changes, or null.
 * @returns {Partial<State> | null} */
export function readAddress() {
  const raw = location.hash.replace(/^#/, "");
  if (raw === written) return null;
  const patch = differing(stateOfAddress(raw || opens));
  Object.assign(state, patch);
  written = raw;
  return Object.keys(patch).length ? patch : null;
}
/** What of a state is not so now.
 * @param {State} asked
 * @returns {Partial<State>} */
export function differing(asked) {
  /** @type {Partial<State>} */
  const patch = {};
  for (const name of Object.keys(asked)) if (comparable(asked[name]) !== comparable(state[name])) patch[name] = asked[name];
  return patch;
}
const comparable = (value) => JSON.stringify(value instanceof Set ? [...value].sort() : value);
