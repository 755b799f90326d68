// The network: the look of nodes and lines, and what a click does. vis-network draws it. The positions are in the file.

import {
  D,
  above,
  claims,
  dip,
  edges,
  facts,
  factsOf,
  groupOf,
  groups,
  isAgent,
  isMatter,
  labelOf,
  nodes,
  periods,
  speakersOf,
  standingText,
  tones,
} from "./data.js";
import { announce, byId } from "./dom.js";
import { groupLook, groupName, openGroup, regroup } from "./groups.js";
import { drawLabels, plan, planNow } from "./labels.js";
import { periodAgents } from "./periods.js";
import { agents, isUnheld, selection } from "./select.js";
import { listed, plural, statement, t } from "./language.js";
import { formOfLine, isMisnamed } from "./marks.js";
import { compact, crowds, curves, isChain, isFolded, isMain, linesAmong, standing } from "./standing.js";
import { andMore, captions } from "./captions.js";
import { actsBehind, verbOf } from "./telling.js";
import { canvasSize, drawnAt, layoutUnselected, moveTo, placesOf } from "./layout.js";
import { change, selectionSlug, state } from "./state.js";

const drawn = { nodes: new Map(), edges: new Map() };
export const visNodes = new vis.DataSet();
export const visEdges = new vis.DataSet();
/** The network of vis-network, which has no types. Null until the page has started.
 * @type {any} */
export let network = null;
const MANY_EDGES = 900;

/** Where a node is drawn. */
export const placeOf = (n) => places.get(n) || { x: drawnAt[n].x, y: drawnAt[n].y };

/** The texts that fit a line, the longest first: in a view of few nodes the most telling relation, and when; else its first two verbs. */
export function wordsOfLine(bundle) {
  if (bundle.list.length && bundle.kind !== "unheld" && (compact.on || bundle.words.size > 2 || isMain(bundle)))
    return captions(bundle.list);
  const words = [...bundle.words.keys()];
  return [andMore(words.slice(0, 2), words.length - 2)];
}

/** The most sentences in the title of a line. */
const MOST_SENTENCES = 6;

/** Direct lines in sentences, each from who acts: what one did to another, and then what the other did. What both did with each other, in the
 * same acts, is said once.
 * @param {number[]} list
 * @returns {string[]} */
function sentencesOf(list) {
  /** @type {Map<string, {s: number, o: number, relations: Map<number, string>, misnamed: boolean}>} */
  const ways = new Map();
  const acts = (/** @type {number} */ e) => [...actsBehind([e])].sort().join(" ");
  for (const e of list) {
    const { s, o, p } = edges[e];
    const said = ways.get(`${o} ${s}`)?.relations.has(p);
    if (said && list.some((other) => edges[other].p === p && edges[other].s === o && edges[other].o === s && acts(other) === acts(e)))
      continue;
    const way = ways.get(`${s} ${o}`) || { s, o, relations: new Map(), misnamed: false };
    way.relations.set(p, verbOf(e));
    way.misnamed ||= isMisnamed(actsBehind([e]));
    ways.set(`${s} ${o}`, way);
  }
  const all = [...ways.values()].map(({ s, o, relations, misnamed }) => {
    const words = statement(labelOf(s), listed([...relations.values()]), labelOf(o));
    return misnamed ? t("{statement}, as the source names it", { statement: words }) : words;
  });
  const more = all.length - MOST_SENTENCES;
  return more > 0 ? [...all.slice(0, MOST_SENTENCES), plural(more, "and {n} more", "and {n} more")] : all;
}

/** A line in sentences with both ends: all relations, or the role of a party in an act. */
export function titleOfLine(bundle) {
  const end = (/** @type {number | string} */ n) => (typeof n === "number" ? labelOf(n) : groupName(n).lines.join(" "));
  if (!bundle) return "";
  if (bundle.list.length) return sentencesOf(bundle.list).join("; ");
  const words = listed([...bundle.words.keys()]);
  if (!bundle.facts.length) return `${end(bundle.from)} ${words} ${end(bundle.to)}`;
  const act = facts[bundle.facts[0]][0];
  return t("{party}: {role} in “{act}”", { party: end(bundle.from === act ? bundle.to : bundle.from), role: words, act: labelOf(act) });
}

export const dark = () => document.documentElement.dataset.theme === "dark";
export const tint = (pair) => pair[dark() ? 1 : 0];

/** A colour of the style sheet in the current theme, looked up once for each theme. */
const looked = new Map();
function styleColour(name) {
  const key = document.documentElement.dataset.theme + name;
  if (!looked.has(key)) looked.set(key, getComputedStyle(document.documentElement).getPropertyValue(name).trim());
  return looked.get(key);
}
export const ink = () => styleColour("--ink");
export const negative = () => styleColour("--negative");
export const paper = () => styleColour("--paper");

/** A colour #rrggbb with an opacity. */
function faded(colour, opacity) {
  const value = parseInt(colour.slice(1), 16);
  return `rgba(${value >> 16},${(value >> 8) & 255},${value & 255},${opacity})`;
}

/** A colour #rrggbb over another, as opaque as given: lines below do not show through it. */
function mixed(colour, below, opacity) {
  const [over, under] = [colour, below].map((each) => parseInt(each.slice(1), 16));
  const part = (/** @type {number} */ shift) =>
    Math.round(((over >> shift) & 255) * opacity + ((under >> shift) & 255) * (1 - opacity))
      .toString(16)
      .padStart(2, "0");
  return `#${part(16)}${part(8)}${part(0)}`;
}

/** The greatest value of the measure that sizes show. */
const greatest = { key: "", value: 1 };

/** The measure that a node's size shows, between 0 and 1. */
export function importance(n) {
  if (state.size === "equal") return 0.25;
  const key = { acts: "n", degree: "d", betweenness: "b" }[state.size];
  if (greatest.key !== key) {
    greatest.key = key;
    greatest.value = Math.max(1e-9, ...agents.map((a) => nodes[a][key] || 0).slice(0, 50000));
  }
  return Math.sqrt((nodes[n][key] || 0) / greatest.value);
}

/** The radius of the smallest node. It grows with the number of nodes, because many nodes are seen from farther away. */
export const smallest = Math.max(6, Math.min(16, 6 * Math.sqrt(nodes.length / 400)));

/** The radius of a node's mark in pixels.
 * @param {number} n */
function sizeOf(n) {
  if (isMatter(n)) return smallest * (groupOf(n) === "event" ? 1.3 : 0.85);
  return smallest + smallest * (compact.on ? 1.8 : 2.6) * (isAgent(n) ? importance(n) : 0.05);
}

/** The radius of the circle around a node's mark in pixels. Boxes and ellipses have a size of their own in vis-network.
 * @param {number} n */
export function markRadius(n) {
  const { shape } = groups[nodes[n].g];
  return shape === "box" ? 13 : shape === "ellipse" ? 15 : sizeOf(n);
}

function nodeLook(n, chosen, near) {
  const group = groups[nodes[n].g];
  const unheld = isUnheld(n);
  /** @type {any} */
  const look = {
    id: n,
    ...placeOf(n),
    opacity: near && !near.has(n) ? 0.15 : 1,
    borderWidth: 1.5,
    shape: group.shape,
  };
  if (isMatter(n)) {
    const edge = unheld ? tint(D.unheld) : tint(tones[nodes[n].t ?? tones.length - 1].c);
    look.size = sizeOf(n);
    look.color = { background: unheld ? paper() : groupOf(n) === "event" ? edge : mixed(edge, paper(), 0.3), border: edge };
    look.borderWidth = unheld ? 2 : 1.8;
    look.shapeProperties = { borderDashes: unheld ? [4, 3] : selection.sure[n] ? false : [2, 3] };
  } else {
    look.size = sizeOf(n);
    look.color = unheld ? { background: paper(), border: tint(D.unheld) } : { background: tint(group.c), border: paper() };
    if (unheld) look.shapeProperties = { borderDashes: [4, 3] };
  }
  if (chosen.has(n)) {
    look.borderWidth = 4;
    look.color.border = ink();
  }
  look.color.highlight = { background: look.color.background, border: ink() };
  look.color.hover = { background: look.color.background, border: ink() };
  return look;
}

/** The title of an act as drawn. An accusation names its speaker: by surname, or by the whole name if `full`. */
export function actTitle(n, full = false) {
  const label = labelOf(n);
  if (!isSpeech(n)) return label;
  const speakers = speakersOf(n).map(labelOf);
  const named = (name) => label.includes(name) || (!full && label.includes(name.split(" ").at(-1)) && name.split(" ").at(-1).length > 3);
  if (!speakers.length || speakers.every(named)) return label;
  return `${speakers.length > 3 ? `${speakers[0]} and ${speakers.length - 1} others` : listed(speakers)}: ${label}`;
}
export const isSpeech = (n) => nodes[n].k.some((k) => above(k).includes(dip("Statement")));

/** Why a node is not held, according to its visible claims. */
export function actStandingText(n) {
  const behind = new Set(factsOf[n].flatMap((f) => facts[f][3]).filter((c) => selection.claim[c]));
  return [...new Set([...behind].map((c) => standingText(claims[c])).filter(Boolean))].join("; ");
}

/** The line of an act that the keyboard reached: the selection is the act, which has more of them. */
const traced = { key: "", sel: "" };

/** Marks a line of an act as the one that is looked at, as long as the act is selected.
 * @param {import("./types.js").Bundle} bundle */
export function trace(bundle) {
  const act = bundle.facts.length && !bundle.list.length ? facts[bundle.facts[0]][0] : undefined;
  traced.key = act === undefined ? "" : bundle.key;
  traced.sel = act === undefined ? "" : selectionSlug({ type: "node", node: act });
  if (traced.sel && traced.sel === selectionSlug(state.sel)) drawNetwork();
}

function lineLook(bundle, curve, near, many) {
  const form = formOfLine(bundle);
  const chosen =
    (!!state.sel?.edges && bundle.list.some((e) => state.sel?.edges?.includes(e))) ||
    (traced.key === bundle.key && traced.sel === selectionSlug(state.sel));
  const pale = near && !(near.has(bundle.from) && near.has(bundle.to));
  // A line that only may have been in the chosen period, or by the day of the view, is paler.
  const sure = !bundle.list.length || bundle.list.some((e) => selection.edgeSure[e]);
  const colour =
    bundle.kind === "unheld"
      ? tint(D.unheld)
      : bundle.negative
        ? negative()
        : bundle.kind === "authored" || bundle.tone < 0
          ? dark()
            ? "#8b95a1"
            : "#77808a"
          : tint(tones[bundle.tone].c);
  const dashes = many
    ? false
    : form?.dash?.length
      ? form.dash
      : { entailed: false, between: false, unheld: [2, 4], authored: [1.5, 5], role: false, answer: false }[bundle.kind];
  // Among very many lines the spokes of acts step back behind what they connect.
  const back = bundle.facts.length > 0 && isDense() && !near;
  return {
    id: bundle.key,
    from: bundle.from,
    to: bundle.to,
    dashes,
    // What is not so is never thick: it is not more of a relation because it was said more often.
    width:
      (chosen ? 2 : 0) +
      (bundle.kind === "role" || back
        ? back
          ? 1
          : 1.2
        : bundle.negative
          ? 1.8
          : Math.min(9, 1 + 1.3 * Math.log2(1 + bundle.weight)) * (bundle.kind === "authored" ? 0.7 : 1)),
    color: {
      color: faded(colour, pale ? 0.12 : back ? 0.45 : !sure || bundle.kind === "authored" ? 0.4 : 0.85),
      highlight: colour,
      hover: colour,
    },
    arrows: {
      to: { enabled: !bundle.mutual, scaleFactor: bundle.kind === "role" ? 0.5 : 0.55, type: bundle.kind === "authored" ? "vee" : "arrow" },
    },
    smooth: curve ? { enabled: true, type: curve > 0 ? "curvedCW" : "curvedCCW", roundness: Math.abs(curve) } : false,
    selectionWidth: 1.5,
    hoverWidth: 1,
  };
}

/** Whether there are more lines than anybody follows one by one. */
export const isDense = () => linesNow.size > 150;

/** @type {Map<number | string, {x: number, y: number}>} */
let places = new Map();
export let standingNow = new Map();
export let linesNow = new Map();

/** What the selection highlights: the selected nodes or ends and their neighbours. Null if nothing is selected. */
export function lit() {
  const sel = state.sel;
  if (!sel || (isChain && sel.type === "node")) return null;
  const near = new Set();
  if (sel.type === "node") {
    near.add(sel.node);
    for (const bundle of linesNow.values())
      if (bundle.from === sel.node || bundle.to === sel.node) {
        near.add(bundle.from);
        near.add(bundle.to);
      }
  } else if (sel.type === "edges") {
    for (const e of sel.edges) {
      near.add(edges[e].s);
      near.add(edges[e].o);
    }
  } else for (const n of periodAgents(periods[sel.period])) near.add(n);
  return near;
}

/** Whether the view before this was one of few nodes. */
let compactBefore = false;

/** Computes what is to be drawn, and passes only the changes to vis-network. */
export function drawNetwork() {
  if (!network) return;
  compactBefore = compact.laid;
  plan.key = null;
  const base = layoutUnselected();
  standingNow = standing();
  places = placesOf(standingNow, base);
  linesNow = linesAmong(standingNow);
  regroup();
  const near = lit();
  const chosen = new Set(state.sel ? (state.sel.type === "node" ? [state.sel.node] : []) : []);
  const many = linesNow.size > MANY_EDGES;
  const bend = many ? new Map() : curves(linesNow);
  const wanted = new Map();
  for (const n of standingNow.keys()) wanted.set(n, typeof n === "number" ? nodeLook(n, chosen, near) : groupLook(n));
  const lines = new Map();
  for (const bundle of linesNow.values()) lines.set(bundle.key, lineLook(bundle, bend.get(bundle.key) || 0, near, many));
  exchange(visNodes, drawn.nodes, wanted);
  exchange(visEdges, drawn.edges, lines);
  plan.key = null;
  network.redraw();
  if (compact.laid !== compactBefore) fitAll();
  byId("canvas").setAttribute(
    "aria-label",
    t("Network of {nodes} and {lines}. Arrow keys move from node to node, L from line to line, Enter opens the details.", {
      nodes: plural(standingNow.size, "{n} node", "{n} nodes"),
      lines: plural(linesNow.size, "{n} line", "{n} lines"),
    }),
  );
  byId("empty").hidden = standingNow.size > 0;
}

function exchange(dataset, before, wanted) {
  const gone = [...before.keys()].filter((id) => !wanted.has(id));
  const changed = [];
  const texts = new Map();
  for (const [id, look] of wanted) {
    const text = JSON.stringify(look);
    texts.set(id, text);
    if (before.get(id) !== text) changed.push(look);
  }
  if (gone.length) dataset.remove(gone);
  if (changed.length) dataset.update(changed);
  before.clear();
  for (const [id, text] of texts) before.set(id, text);
}

/** Starts the network.
 * @param {() => void} laidOut what to do when it was laid out anew for another size of the canvas */
export function startNetwork(laidOut) {
  const options = {
    autoResize: true,
    physics: { enabled: false },
    layout: { improvedLayout: false },
    interaction: {
      hover: nodes.length < 3000,
      keyboard: false,
      multiselect: false,
      selectConnectedEdges: false,
      hideEdgesOnDrag: edges.length > 4000,
      hideEdgesOnZoom: edges.length > 4000,
      tooltipDelay: 1e6,
      zoomSpeed: 0.7,
      // The wheel scrolls the page that shows one figure of this one.
      zoomView: !state.embed,
    },
    nodes: { physics: false, chosen: false },
    edges: { chosen: false },
  };
  network = new vis.Network(byId("canvas"), { nodes: visNodes, edges: visEdges }, options);
  network.on("beforeDrawing", planNow);
  network.on("afterDrawing", drawLabels);
  // The element of vis-network would be a second, unnamed stop for the tab key inside the canvas.
  for (const inner of byId("canvas").querySelectorAll("[tabindex]")) inner.tabIndex = -1;
  let size = canvasSize();
  new ResizeObserver(() => {
    const now = canvasSize();
    if (Math.abs(now.wide - size.wide) < 2 && Math.abs(now.high - size.high) < 2) return;
    size = now;
    if (!compact.laid && !compactBefore) return;
    drawNetwork();
    fitAll(false);
    laidOut();
  }).observe(byId("canvas"));
  network.on("click", (event) => {
    if (event.nodes.length) chooseNode(event.nodes[0]);
    else if (event.edges.length) chooseLine(event.edges[0]);
    else change({ sel: null });
  });
  network.on("doubleClick", (event) => {
    if (event.nodes.length) toggleOpen(event.nodes[0]);
  });
  network.on("hoverNode", () => {
    byId("canvas").style.cursor = "pointer";
  });
  network.on("hoverEdge", (event) => {
    byId("canvas").style.cursor = "pointer";
    byId("canvas").title = titleOfLine(linesNow.get(event.edge));
  });
  network.on("blurEdge", () => {
    byId("canvas").removeAttribute("title");
  });
  network.on("blurNode", () => {
    byId("canvas").style.cursor = "";
  });
  network.on("blurEdge", () => {
    byId("canvas").style.cursor = "";
  });
  network.on("dragEnd", (event) => {
    for (const n of event.nodes) if (typeof n === "number") moveTo(n, network.getPosition(n));
  });
}

function chooseNode(id) {
  if (typeof id === "number") change({ sel: { type: "node", node: id } });
  else openGroup(id);
}

/** Handles a click on a line: a direct line opens its proof, a role its act. */
export function chooseLine(key) {
  const bundle = linesNow.get(key);
  if (!bundle) return;
  if (bundle.kind === "between") openGroup(typeof bundle.from === "string" ? bundle.from : bundle.to);
  else if (bundle.list.length) change({ sel: { type: "edges", edges: [...bundle.list].sort((a, b) => a - b) } });
  else if (bundle.kind === "answer") change({ sel: { type: "node", node: bundle.from } });
  else if (bundle.facts.length) change({ sel: { type: "node", node: facts[bundle.facts[0]][0] } });
}

export function toggleOpen(n) {
  if (typeof n !== "number") {
    openGroup(n);
    return;
  }
  if (crowds.has(n)) {
    change({ folded: state.folded.includes(n) ? state.folded.filter((other) => other !== n) : [...state.folded, n] });
    announce(isFolded(n) ? t("{act}: folded", { act: labelOf(n) }) : t("{act}: all parties shown", { act: labelOf(n) }));
    return;
  }
  const open = state.open.includes(n) ? state.open.filter((other) => other !== n) : [...state.open, n];
  change({ open });
  if (open.includes(n)) bringIntoView();
  announce(open.includes(n) ? t("{node}: acts shown", { node: labelOf(n) }) : t("{node}: acts hidden", { node: labelOf(n) }));
}

/** Brings everything into view. With `start`, names stay readable on a small screen, and the most important node is shown instead. */
export function fitAll(animate = true, start = false) {
  if (!network || !standingNow.size) return;
  if (compact.laid) {
    // The view is laid out for the canvas, with room for the names.
    network.moveTo({ position: { x: 0, y: 0 }, scale: 1, animation: animate && !calm() ? { duration: 350 } : false });
    return;
  }
  const at = [...standingNow.keys()].map((n) => network.getPosition(n));
  const [left, right, top, bottom] = [
    Math.min(...at.map((p) => p.x)),
    Math.max(...at.map((p) => p.x)),
    Math.min(...at.map((p) => p.y)),
    Math.max(...at.map((p) => p.y)),
  ];
  const canvas = byId("canvas");
  // Room for names at the edges.
  const scale = Math.min(
    1.6,
    (canvas.clientWidth - 150) / Math.max(1, right - left),
    (canvas.clientHeight - 110) / Math.max(1, bottom - top),
  );
  if (start && scale < 0.5 && canvas.clientWidth < 700 && standingNow.size < 600) {
    const top = [...standingNow.keys()]
      .filter((n) => typeof n === "number" && isAgent(n))
      .sort((a, b) => (nodes[b].n || 0) - (nodes[a].n || 0))[0];
    if (top !== undefined) {
      network.moveTo({ position: network.getPosition(top), scale: 0.6 });
      return;
    }
  }
  network.moveTo({
    position: { x: (left + right) / 2, y: (top + bottom) / 2 + 10 / scale },
    scale: Math.max(0.02, scale),
    animation: animate && !calm() ? { duration: 350 } : false,
  });
}
export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

const isNarrow = () => innerWidth <= 900;
/** Whether the details of a selection cover a part of a view that is laid out for the canvas. */
export const isCovered = () => compact.laid && isNarrow();

/** Brings what the selection highlights into view, close enough to read the names. If it is well in view, nothing moves. */
export function bringIntoView() {
  const near = lit();
  if (!network || !near) return;
  // On a narrow screen the details cover the lower part of the network.
  const covered = isNarrow() ? byId("panel").clientHeight : 0;
  if (compact.laid) {
    const node = state.sel?.type === "node" && standingNow.has(state.sel.node) ? network.getPosition(state.sel.node) : null;
    if (covered && node) network.moveTo({ position: { x: 0, y: node.y }, scale: 1, offset: { x: 0, y: -covered / 2 } });
    else fitAll();
    return;
  }
  const at = [...near].filter((n) => standingNow.has(n)).map((n) => network.getPosition(n));
  if (!at.length) return;
  const canvas = byId("canvas");
  const [left, right, top, bottom] = [
    Math.min(...at.map((p) => p.x)),
    Math.max(...at.map((p) => p.x)),
    Math.min(...at.map((p) => p.y)),
    Math.max(...at.map((p) => p.y)),
  ];
  const scale = Math.max(
    0.25,
    Math.min(
      1.2,
      (canvas.clientWidth - 240) / Math.max(1, right - left),
      (canvas.clientHeight - covered - 120) / Math.max(1, bottom - top),
    ),
  );
  network.moveTo({
    position: { x: (left + right) / 2, y: (top + bottom) / 2 },
    scale,
    offset: { x: 0, y: -covered / 2 },
    animation: calm() ? false : { duration: 300 },
  });
}
