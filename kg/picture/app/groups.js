// Large graphs are drawn as groups that can be opened. Small graphs have no groups, and the functions here do nothing.

import { D, edges, facts, factsOf, isAgent, isRole } from "./data.js";
import { announce, byId, el, refill, wrapped } from "./dom.js";
import { plural, t } from "./language.js";
import { SANS } from "./labels.js";
import { calm, dark, ink, linesNow, network, smallest, standingNow } from "./network.js";
import { agents, selection } from "./select.js";
import { isOpening, leftOutNow, only, weightOf } from "./standing.js";
import { change, state } from "./state.js";
import { clipped } from "./timeline.js";

const clusters = D.clusters || [];
const homeOf = new Map();
clusters.forEach((cluster, c) => {
  for (const n of cluster.m) homeOf.set(n, c);
});
const MOST_STANDING = 1400;
export const MOST_ACTS = 1500;
const groupId = (c) => `g${c}`;
const clusterOf = (id) => Number(id.slice(1));

/** Whether a node is hidden in a closed group. An act is hidden if all its parties are. */
export function groupHides(n) {
  if (!clusters.length) return false;
  if (state.open.includes(n) || (state.sel && state.sel.type === "node" && state.sel.node === n)) return false;
  if (isAgent(n)) return homeOf.has(n) && !state.groups.includes(homeOf.get(n));
  return !factsOf[n].some((f) => selection.fact[f] && isRole(facts[f]) && isAgent(facts[f][2]) && !groupHides(facts[f][2]));
}

/** Adds closed groups to the nodes that are drawn, with one line for all connections between two of them. */
export function regroup() {
  if (!clusters.length || only || isOpening()) {
    byId("group-note").hidden = true;
    return;
  }
  const sizes = new Map();
  for (const n of agents)
    if (selection.agent[n] && groupHides(n) && homeOf.has(n)) sizes.set(homeOf.get(n), (sizes.get(homeOf.get(n)) || 0) + 1);
  for (const [c, size] of sizes) standingNow.set(groupId(c), size);
  const end = (n) => (standingNow.has(n) ? n : homeOf.has(n) && sizes.has(homeOf.get(n)) ? groupId(homeOf.get(n)) : null);
  const between = new Map();
  edges.forEach((edge, e) => {
    if (!selection.edge[e]) return;
    const [a, b] = [end(edge.s), end(edge.o)];
    if (a === null || b === null || a === b || (typeof a === "number" && typeof b === "number")) return;
    const key = String(a) < String(b) ? `${a} ${b}` : `${b} ${a}`;
    const line = between.get(key) || {
      key: "between " + key,
      from: a,
      to: b,
      tone: -1,
      kind: "between",
      list: [],
      facts: [],
      weight: 0,
      acts: new Set(),
      words: new Map(),
      mutual: true,
    };
    line.weight += weightOf(e);
    for (const act of selection.edgeActs[e].length ? selection.edgeActs[e] : [`line ${e}`]) line.acts.add(act);
    between.set(key, line);
  });
  const strongest = [...between.values()].sort((a, b) => b.weight - a.weight || (a.key < b.key ? -1 : 1)).slice(0, 600);
  for (const line of strongest) {
    line.words.set(plural(line.acts.size, "{n} dealing", "{n} dealings"), 1);
    linesNow.set(line.key, line);
  }
  drawGroupNote(sizes.size);
}

function drawGroupNote(closed) {
  const note = byId("group-note");
  note.hidden = false;
  refill(
    note,
    plural(closed, "{n} closed group. Choose one to open it.", "{n} closed groups. Choose one to open it."),
    " ",
    state.groups.map((c) =>
      el(
        "span",
        { class: "token" },
        clipped(clusters[c].l, 36),
        el(
          "button",
          {
            type: "button",
            class: "small",
            "aria-label": t("Close the group {name}", { name: clusters[c].l }),
            onclick: () => closeGroup(c),
          },
          "×",
        ),
      ),
    ),
    leftOutNow.acts
      ? el(
          "span",
          { class: "aside" },
          " ",
          plural(
            leftOutNow.acts,
            "{n} act more than can be drawn: choose a period, a party or a kind.",
            "{n} acts more than can be drawn: choose a period, a party or a kind.",
          ),
        )
      : null,
  );
}

export function groupLook(id) {
  const cluster = clusters[clusterOf(id)];
  const size = standingNow.get(id);
  const fill = dark() ? "#39424e" : "#d9dee4";
  const [background, border] = [fill, dark() ? "#aab1ba" : "#555d66"];
  return {
    id,
    x: cluster.x,
    y: cluster.y,
    shape: "dot",
    size: Math.max(smallest, cluster.r * Math.sqrt(size / cluster.m.length)),
    borderWidth: 2,
    color: { background, border, highlight: { background, border: ink() }, hover: { background, border: ink() } },
    opacity: state.sel ? 0.35 : 1,
  };
}

export function groupName(id) {
  const cluster = clusters[clusterOf(id)];
  return {
    lines: [...wrapped(cluster.l, 24, 2).split("\n"), plural(standingNow.get(id) || 0, "{n} agent", "{n} agents")],
    size: 11.5,
    face: SANS,
    weight: "",
    colour: ink(),
    box: false,
  };
}

/** Opens a group. If too many nodes would be drawn, the group that was opened first is closed. */
export function openGroup(id) {
  const c = clusterOf(id);
  let open = [...state.groups.filter((other) => other !== c), c];
  const standingThen = () => open.reduce((sum, each) => sum + clusters[each].m.length, 0);
  while (open.length > 1 && standingThen() > MOST_STANDING) open = open.slice(1);
  change({ groups: open });
  announce(t("Group opened: {name}", { name: clusters[c].l }));
  if (network)
    network.moveTo({
      position: { x: clusters[c].x, y: clusters[c].y },
      scale: Math.max(network.getScale(), 0.45),
      animation: calm() ? false : { duration: 350 },
    });
}

function closeGroup(c) {
  change({ groups: state.groups.filter((other) => other !== c) });
  announce(t("Group closed: {name}", { name: clusters[c].l }));
}
