// The start of the page: reads the address, applies it, draws everything, and redraws what each change affects.

import "./pristine.js"; // before everything that changes the document
import { asofWords } from "./asof.js";
import { buildAsk } from "./ask.js";
import { whenOfLines } from "./captions.js";
import { inOrder } from "./telling.js";
import {
  D,
  NEGATIVE,
  above,
  dip,
  edgeAt,
  edges,
  isAgent,
  isMatter,
  kindText,
  labelOf,
  nodeAt,
  nodes,
  periods,
  termAt,
  terms,
} from "./data.js";
import { announce, byId, refill } from "./dom.js";
import { buildFilters, drawFilters } from "./filters.js";
import { drawEmbed } from "./embed.js";
import { applyDrawn, followDrawn } from "./drawn.js";
import { canvasSize } from "./layout.js";
import { drawLead } from "./lead.js";
import { buildHelp, buildToolbar, drawLegend } from "./help.js";
import { buildKeyboard } from "./keyboard.js";
import { middleOf, plan, pointOf } from "./labels.js";
import { figure, plural, t } from "./language.js";
import "./measures.js"; // the sentences of the agents
import {
  bringIntoView,
  drawNetwork,
  fitAll,
  isCovered,
  linesNow,
  network,
  standingNow,
  startNetwork,
  titleOfLine,
  visEdges,
} from "./network.js";
import { actsListed, actsOf, drawPanel } from "./panel.js";
import { periodDays, periodTitle } from "./periods.js";
import { periodWords } from "./play.js";
import { claimsAbout } from "./proof.js";
import { buildSearch } from "./search.js";
import { HELD, UNHELD, agents, applyState, selection, statusOf } from "./select.js";
import { isMain, leftOutNow, weightOf } from "./standing.js";
import { address, kindSlug, notify, onChange, readAddress, state } from "./state.js";
import { buildStory, drawStory } from "./story.js";
import { buildTable, drawTable } from "./table.js";
import { buildTimeline, drawTimeline, markTimeline } from "./timeline.js";

const VIEW_ONLY = new Set([
  "sel",
  "open",
  "groups",
  "show",
  "size",
  "sort",
  "tab",
  "view",
  "theme",
  "whole",
  "folded",
  "doubts",
  "pair",
  "ask",
  "drawn",
]);
const STORY = ["story", "step", "embed"];

function setTheme() {
  const wish = state.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  document.documentElement.dataset.theme = wish;
  document.querySelector('meta[name="color-scheme"]')?.setAttribute("content", wish);
}

/** How often the line above the network was drawn because the canvas has another size: it takes room itself. */
let relaid = 0;
const MOST_RELAID = 2;

/** Counts again what is drawn, when the network was laid out for another size. */
function countAgain() {
  relaid += 1;
  if (relaid <= MOST_RELAID) drawLead();
}

/** Redraws what a change affects. Filters affect everything, a selection only the network and the panel. */
function redraw(patch) {
  relaid = 0;
  drawStory();
  drawEmbed();
  const names = Object.keys(patch).filter((name) => !STORY.includes(name));
  if (!names.length) return;
  if ("theme" in patch) setTheme();
  if (names.some((name) => !VIEW_ONLY.has(name))) {
    applyState();
    actsListed.most = 60;
    drawSummary();
    drawFilters();
  }
  if ("drawn" in patch || state.drawn) applyDrawn();
  if ("sel" in patch) actsListed.most = 60;
  if ("view" in patch) showView();
  const alone = leftOutNow.alone.length;
  drawNetwork();
  if (alone !== leftOutNow.alone.length || names.some((name) => name !== "sel" && name !== "tab" && name !== "sort")) drawLead();
  const inPanel = names.some((name) => !["size", "sort", "tab", "show", "view", "theme", "groups", "ask", "pair"].includes(name));
  if (inPanel) drawPanel();
  const looksOnly = names.every((name) => name === "sel" || name === "open" || name === "groups");
  if (looksOnly && !("sel" in patch && periods.length)) markTimeline();
  else drawTimeline();
  // The overview in the panel has a legend, too.
  if (!looksOnly || inPanel) drawLegend();
  drawTable();
  if ("sel" in patch && patch.sel) announce(selectionWords(patch.sel));
  // What the details of the last selection pushed up comes back.
  if ("sel" in patch && !patch.sel && isCovered()) fitAll();
}

function selectionWords(sel) {
  if (sel.type === "node" && !statusOf(sel.node)) return t("Hidden by the current filters.");
  if (sel.type === "node")
    return t("{name}, {kind}, {number}. Details in the panel.", {
      name: labelOf(sel.node),
      kind: kindText(sel.node),
      number: isMatter(sel.node)
        ? plural(claimsAbout(sel.node).length, "{n} claim", "{n} claims")
        : plural(actsOf(sel.node).length, "{n} act", "{n} acts"),
    });
  const words =
    sel.type === "period"
      ? `${periodTitle(periods[sel.period])}, ${periodDays(periods[sel.period])}`
      : sel.edges.map((e) => `${labelOf(edges[e].s)} ${terms[edges[e].p][1]} ${labelOf(edges[e].o)}`).join("; ");
  return t("{what}. Proof in the panel.", { what: words });
}

/** Draws the line that says what is shown. */
function drawSummary() {
  const s = selection;
  const held = s.acts.filter((n) => s.matter[n] === HELD).length;
  const known = agents.filter((n) => s.agent[n] && s.thing[n] === HELD).length;
  const unheld = s.acts.length - held + agents.filter((n) => s.agent[n] && s.thing[n] === UNHELD).length;
  const parts = [
    plural(known, "{n} agent", "{n} agents"),
    plural(held, "{n} act, conflict or situation", "{n} acts, conflicts and situations"),
  ];
  if (unheld) parts.push(t("{n} not held as fact (marked ⚑)", { n: figure(unheld) }));
  if (state.from !== null || state.to !== null) parts.push(periodWords());
  if (state.asof !== null) parts.unshift(asofWords());
  else if (s.undated) parts.push(plural(s.undated, "{n} undated act left out", "{n} undated acts left out"));
  refill(byId("summary"), parts.join(" · "));
  byId("summary").title = parts.join(" · ");
}

/** Shows the view, and marks the tab of what is seen: on a wide screen the timeline has none, because it stands below the network. */
function showView() {
  const isTabShown = (/** @type {string} */ name) => getComputedStyle(byId(`tab-${name}`)).display !== "none";
  const seen = state.view === "timeline" && !isTabShown("timeline") ? "network" : state.view;
  // One figure in another page has no tabs, and may be the timeline alone.
  document.body.dataset.view = state.embed ? state.view : seen;
  for (const name of ["network", "timeline", "table", "ask"]) {
    const tab = byId(`tab-${name}`);
    if (tab) {
      tab.setAttribute("aria-selected", String(seen === name));
      tab.tabIndex = seen === name ? 0 : -1;
      if (seen === name) tab.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
  }
}

function start() {
  for (const [name, text] of [
    ["title", D.about.title],
    ["cite", D.about.citation],
    ["digest", D.about.digest ? `snapshot ${D.about.digest}` : ""],
    ["chosen", D.about.selection],
  ])
    refill(byId(name), text || "");
  readAddress();
  setTheme();
  drawEmbed();
  applyState();
  buildFilters();
  buildSearch();
  buildTable();
  buildHelp();
  buildToolbar();
  buildStory();
  buildTimeline();
  startNetwork(countAgain);
  buildKeyboard();
  buildAsk();
  drawSummary();
  drawFilters();
  drawLegend();
  showView();
  drawPanel();
  drawLegend();
  if (state.drawn) applyDrawn();
  // The findings take room above the network, for which few nodes are laid out. What is drawn is counted only afterwards.
  drawLead();
  for (let turn = 0; turn <= MOST_RELAID; turn++) {
    drawNetwork();
    const { wide, high } = canvasSize();
    drawLead();
    const now = canvasSize();
    if (now.wide === wide && now.high === high) break;
  }
  drawTimeline();
  drawTable();
  fitAll(false, !state.embed);
  if (state.sel) bringIntoView();
  onChange(redraw);
  followDrawn();
  addEventListener("hashchange", () => {
    const patch = readAddress();
    if (!patch) return;
    notify(patch);
    if (patch.sel) bringIntoView();
  });
  addEventListener("resize", showView);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    if (!state.theme) {
      setTheme();
      redraw({ size: state.size });
    }
  });
  document.body.dataset.ready = "yes";
}

/** An IRI, or the name of a group. @param {any} n */
const iriOf = (n) => (typeof n === "number" ? nodes[n].i : n);

// Read-only access for an enclosing page and for tests: positions on the screen, and the address of the view.
window.chancery = Object.freeze({
  /** The position in the window of the node with an IRI. Null if it is not drawn. */
  pointOf(iri) {
    const n = nodeAt.get(iri);
    if (n === undefined || !standingNow.has(n)) return null;
    return inWindow(network.getPosition(n));
  },
  /** The position in the window of the line for a direct edge. Null if it is not drawn. */
  pointOfEdge(subject, predicate, object) {
    const e = edgeAt.get(`${nodeAt.get(subject)} ${termAt.get(predicate)} ${nodeAt.get(object)}`);
    const bundle = [...linesNow.values()].find((each) => each.list.includes(e));
    return bundle ? inWindow(middleOf(bundle, network.getPositions())) : null;
  },
  /** The weight of a direct edge, which the width of its line and the order of the panel follow. Null if there is no such edge. */
  weightOfEdge(subject, predicate, object) {
    const e = edgeAt.get(`${nodeAt.get(subject)} ${termAt.get(predicate)} ${nodeAt.get(object)}`);
    return e === undefined ? null : weightOf(e);
  },
  /** The boxes in the window of all names, words and signs on lines, marks and heads of arrows that are drawn: [kind, text, left, top, right, bottom], and
   * whose they are. */
  labels() {
    const frame = byId("canvas").getBoundingClientRect();
    const { x, y } = network.canvasToDOM({ x: 0, y: 0 });
    const row = (kind, text, [left, top, right, bottom]) => [
      kind,
      text,
      frame.left + x + left,
      frame.top + y + top,
      frame.left + x + right,
      frame.top + y + bottom,
    ];
    return [
      ...plan.list.map((each) => [...row("name", each.name.lines.join(" "), each.box), iriOf(each.n)]),
      ...plan.lines.map((each) => [...row("line", each.lines.join(" "), each.box), iriOf(each.bundle.from), iriOf(each.bundle.to)]),
      ...plan.signs.map((each) => row("sign", each.sign, each.box)),
      ...plan.marks.map((each) => row("mark", String(each.n), each.box)),
      ...plan.bars.map((each) => row("bar", "", each.box)),
      ...plan.heads.map((each) => row("head", String(each.n), each.box)),
    ];
  },
  /** The lines of the principal parties with each other as drawn, as points in the window: [one, other, points]. */
  mainLines: () => drawnLines().flatMap(({ one, other, points, main }) => (main ? [[one, other, points]] : [])),
  /** All lines as drawn, with what is written on each. */
  lines: () => drawnLines(),
  /** How the lines are drawn. */
  looks: () =>
    [...linesNow.values()].map((bundle) => {
      const look = visEdges.get(bundle.key);
      return {
        words: [...bundle.words.keys()],
        from: typeof bundle.from === "number" ? nodes[bundle.from].i : bundle.from,
        to: typeof bundle.to === "number" ? nodes[bundle.to].i : bundle.to,
        head: look.arrows.to.enabled,
        spoke: bundle.facts.length > 0,
        title: titleOfLine(bundle),
        kind: bundle.kind,
        negative: !!bundle.negative,
        bar: plan.bars.some((each) => each.bundle === bundle),
        width: look.width,
        color: look.color.highlight,
        opacity: Number(/,([\d.]+)\)$/.exec(look.color.color)?.[1] ?? 1),
        dashes: look.dashes,
      };
    }),
  /** The kinds of the file but those below one, as the address names them: `hide-kinds` of these leaves that kind alone. */
  kindsBut: (name) =>
    [...new Set(nodes.flatMap((node, n) => (isMatter(n) ? node.k : [])))].filter((k) => !above(k).includes(dip(name))).map(kindSlug),
  /** What each line between two agents says: [one, other, whether it says that something is not so, relation], by IRI, and when. */
  named() {
    /** @type {Map<string, number[]>} */
    const found = new Map();
    edges.forEach(({ s, p, o }, e) => {
      if (selection.edge[e] !== HELD || s === o || !isAgent(s) || !isAgent(o)) return;
      const key = `${[nodes[s].i, nodes[o].i].sort().join(" ")} ${NEGATIVE.has(p)}`;
      found.set(key, [...(found.get(key) || []), e]);
    });
    return [...found]
      .map(([key, list]) => {
        const [told] = inOrder(list);
        return `${key} ${terms[told.relation][0]} ${whenOfLines(told.list)}`;
      })
      .sort();
  },
  standing: () => [...standingNow.keys()].map((n) => (typeof n === "number" ? nodes[n].i : n)),
  address,
});

/** The lines as points in the window, with their ends, their words and what they are. */
function drawnLines() {
  const at = network.getPositions();
  return [...linesNow.values()].map((bundle) => ({
    one: iriOf(bundle.from),
    other: iriOf(bundle.to),
    points: Array.from({ length: 41 }, (_, i) => inWindow(pointOf(bundle, at, i / 40))),
    words: plan.lines.find((each) => each.bundle === bundle)?.lines.join(" ") ?? "",
    main: isMain(bundle),
    barred: !!bundle.negative,
    role: bundle.kind === "role",
  }));
}

function inWindow(position) {
  const box = byId("canvas").getBoundingClientRect();
  const point = network.canvasToDOM(position);
  return [box.left + point.x, box.top + point.y];
}

start();
