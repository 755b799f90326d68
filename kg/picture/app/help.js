// The toolbar, the legend and the help.

import { AGENTS, D, claims, disputed, edges, groupOf, groups, nodes, standings, tones } from "./data.js";
import { dashText, formOf } from "./doubt.js";
import { announce, byId, el, outside, refill } from "./dom.js";
import { toggleFilters, toggled } from "./filters.js";
import { zoomBy } from "./keyboard.js";
import { t } from "./language.js";
import { dark, fitAll, ink, negative, network, standingNow, tint } from "./network.js";
import { matters } from "./select.js";
import { copyLink, shareMenu } from "./share.js";
import { change, state } from "./state.js";

function tool(id, text, title, onclick, attributes = {}) {
  return el("button", { type: "button", id, title, onclick, ...attributes }, text);
}

export function buildToolbar() {
  refill(
    byId("tools"),
    tool(
      "filters-toggle",
      [t("Filters"), el("span", { class: "how-many" })],
      t("Filters (f)"),
      () => toggleFilters(document.body.dataset.filters !== "open"),
      { "aria-expanded": "false", "aria-controls": "filters" },
    ),
    tool("help-open", "?", t("Help and keys (?)"), () => byId("help").showModal(), { "aria-label": t("Help and keys") }),
  );
  refill(
    byId("exports"),
    shareMenu(),
    tool("link", t("Link"), t("Copy a link that reopens this view"), copyLink),
    tool("theme", "◐", t("Switch between light and dark"), () => change({ theme: dark() ? "light" : "dark" }), {
      "aria-label": t("Switch between light and dark"),
    }),
  );
  refill(
    byId("zoom"),
    tool("zoom-in", "+", t("Zoom in"), () => zoomBy(1.25), { "aria-label": t("Zoom in") }),
    tool("zoom-out", "−", t("Zoom out"), () => zoomBy(0.8), { "aria-label": t("Zoom out") }),
    tool("zoom-fit", "⤢", t("Show everything"), () => fitAll(), { "aria-label": t("Show everything") }),
    tool("loosen", "≋", t("Let the nodes repel each other (physics)"), togglePhysics, {
      "aria-label": t("Let the nodes move by physics"),
      "aria-pressed": "false",
    }),
  );
  byId("panel-close").addEventListener("click", () => {
    change({ sel: null });
    byId("canvas").focus();
  });
  byId("skip").addEventListener("click", () => {
    change({ view: "table" });
    byId("view-table").focus();
  });
  const splitter = byId("splitter");
  const height = () => byId("view-timeline").getBoundingClientRect().height;
  const resize = (pixels) => {
    const value = Math.max(110, Math.min(600, innerHeight - 260, pixels));
    document.documentElement.style.setProperty("--time-height", `${Math.round(value)}px`);
    splitter.setAttribute("aria-valuenow", String(Math.round(value)));
  };
  splitter.addEventListener("keydown", (event) => {
    const step = { ArrowUp: 24, ArrowDown: -24 }[event.key];
    if (step) {
      resize(height() + step);
      event.preventDefault();
    }
  });
  splitter.addEventListener("pointerdown", (event) => {
    const [from, tall] = [event.clientY, height()];
    const move = (moved) => resize(tall + from - moved.clientY);
    splitter.setPointerCapture(event.pointerId);
    splitter.addEventListener("pointermove", move);
    splitter.addEventListener("pointerup", () => splitter.removeEventListener("pointermove", move), { once: true });
  });
}

/** Switches physics on or off. It stays off if it would freeze the page. */
function togglePhysics() {
  const on = byId("loosen").getAttribute("aria-pressed") !== "true";
  if (on && standingNow.size > 1500) {
    announce(t("Too many nodes for physics; filter first"));
    return;
  }
  byId("loosen").setAttribute("aria-pressed", String(on));
  network.setOptions({
    nodes: { physics: on },
    physics: {
      enabled: on,
      solver: "barnesHut",
      barnesHut: { gravitationalConstant: -9000, springLength: 170, avoidOverlap: 0.6 },
      stabilization: false,
    },
  });
}

/** An icon with the shape of a group. */
function shapeIcon(group) {
  const fill = tint(group.c);
  const edge = ["act", "situation", "matter"].includes(group.id) ? ink() : fill;
  const points = {
    square: "2,2 14,2 14,14 2,14",
    diamond: "8,0.5 15.5,8 8,15.5 0.5,8",
    triangle: "8,1 15.5,14.5 0.5,14.5",
    triangleDown: "8,15 0.5,1.5 15.5,1.5",
    hexagon: "4,1.5 12,1.5 16,8 12,14.5 4,14.5 0,8",
    star: "8,0 10,5.6 16,5.8 11.2,9.4 13,15.2 8,11.8 3,15.2 4.8,9.4 0,5.8 6,5.6",
  }[group.shape];
  const shape = points
    ? el("polygon", { points, fill, stroke: edge })
    : group.shape === "box"
      ? el("rect", { x: 0.5, y: 3, width: 15, height: 10, rx: group.id === "situation" ? 5 : 1.5, fill, stroke: edge })
      : group.shape === "ellipse"
        ? el("ellipse", { cx: 8, cy: 8, rx: 7.5, ry: 5, fill, stroke: edge })
        : el("circle", { cx: 8, cy: 8, r: 6.5, fill, stroke: edge });
  return el("svg", { width: 16, height: 16, viewBox: "0 0 16 16", "aria-hidden": "true" }, shape);
}

function lineIcon(colour, dashes, width = 3, barred = false) {
  return el(
    "svg",
    { width: 30, height: 12, viewBox: "0 0 30 12", "aria-hidden": "true" },
    el("line", { x1: 0, y1: 6, x2: 30, y2: 6, stroke: colour, "stroke-width": width, "stroke-dasharray": dashes }),
    barred ? el("line", { x1: 15, y1: 0, x2: 15, y2: 12, stroke: colour, "stroke-width": 2.5 }) : null,
  );
}

let groupNumbers = null;
/** The parts of the legend: shapes (shapes of other things than agents are switches), tones of lines, and styles of lines. */
function legendParts() {
  if (!groupNumbers) {
    groupNumbers = new Map();
    nodes.forEach((_, n) => groupNumbers.set(groupOf(n), (groupNumbers.get(groupOf(n)) || 0) + 1));
  }
  const presentTones = new Set(edges.map((edge) => edge.t).filter((tone) => tone >= 0));
  for (const n of matters) presentTones.add(nodes[n].t ?? tones.length - 1);
  const grey = dark() ? "#8b95a1" : "#77808a";
  const present = groups.filter((group) => groupNumbers.has(group.id));
  return [
    el(
      "div",
      { class: "legend-grid" },
      present.filter((group) => AGENTS.has(group.id)).map((group) => el("div", { class: "legend-item" }, shapeIcon(group), group.l)),
    ),
    el("p", { class: "aside" }, t("Switch on what the acts are and are about:")),
    el(
      "div",
      { class: "legend-grid" },
      present
        .filter((group) => !AGENTS.has(group.id))
        .map((group) =>
          el(
            "button",
            {
              type: "button",
              class: "legend-item",
              "aria-pressed": String(state.show.has(group.id)),
              dataset: { show: group.id },
              onclick: () => change({ show: toggled(state.show, group.id, !state.show.has(group.id)) }),
            },
            shapeIcon(group),
            group.l,
          ),
        ),
    ),
    el("p", { class: "aside" }, t("Colour of a line or act: its kind")),
    el(
      "div",
      { class: "legend-grid" },
      tones.map((tone, place) =>
        presentTones.has(place) ? el("div", { class: "legend-item" }, lineIcon(tint(tone.c), null), tone.l) : null,
      ),
    ),
    el("p", { class: "aside" }, t("How a line is drawn")),
    el(
      "div",
      { class: "legend-grid" },
      el("div", { class: "legend-item" }, lineIcon(grey, null), t("inferred from acts")),
      el("div", { class: "legend-item" }, lineIcon(grey, "1.5 4", 2), t("stated by a source, without an act")),
      el("div", { class: "legend-item" }, lineIcon(negative(), null, 2, true), t("barred: it is not so, was refused or taken back")),
    ),
    el("p", { class: "aside" }, t("⚑ Not held as fact, or disputed: shown if it is switched on under Filters")),
    el(
      "div",
      { class: "legend-grid" },
      doubts().map(({ id, l, x }) =>
        el(
          "div",
          { class: "legend-item", title: x },
          lineIcon(id === "disputed" ? grey : tint(D.unheld), id === "disputed" ? null : dashText(formOf(id)), 2),
          el("span", { class: "sign", "aria-hidden": "true" }, formOf(id).sign),
          l,
        ),
      ),
    ),
  ];
}

/** The forms of doubt that the claims of this file have. */
function doubts() {
  const present = new Set(claims.flatMap((claim) => claim.tags));
  const found = standings.filter(({ id }) => present.has(id));
  if (disputed.includes(1)) found.push({ id: "disputed", l: t("told differently by another account"), x: "" });
  return found;
}

export function drawLegend() {
  const active = /** @type {HTMLElement | null} */ (document.activeElement);
  const home =
    active && active.dataset && active.dataset.show ? [active.closest("#legend") ? "legend" : "panel-body", active.dataset.show] : null;
  refill(byId("legend-body"), legendParts(), el("label", { class: "size-choice" }, t("Size shows"), " ", sizeChoice()));
  const inPanel = document.querySelector(".panel-legend");
  if (inPanel) refill(inPanel, legendParts(), el("label", { class: "size-choice" }, t("Size shows"), " ", sizeChoice()));
  if (home) {
    const again = byId(home[0]).querySelector(`[data-show="${home[1]}"]`);
    if (again) again.focus();
  }
}

function sizeChoice() {
  const select = el(
    "select",
    {
      class: "size",
      onchange: (event) => {
        change({ size: event.target.value });
        announce(D.explain[event.target.value] || t("All nodes have one size"));
      },
    },
    [
      ["acts", t("acts")],
      ["degree", t("degree")],
      ["betweenness", t("betweenness")],
      ["equal", t("nothing: all equal")],
    ].map(([value, text]) => el("option", { value, selected: state.size === value }, text)),
  );
  if (D.explain[state.size]) select.title = D.explain[state.size];
  return select;
}

export function buildHelp() {
  const keys = [
    ["/", t("search")],
    [t("Arrow keys"), t("in the network: from node to node; in the timeline: from act to act")],
    ["L", t("from line to line of the selected node; with Shift, back")],
    ["Enter", t("read the details of the selected thing")],
    ["O", t("show or hide the acts of the selected node, or fold an act of many parties (also: double click)")],
    ["+  −  0", t("zoom in, out, show everything")],
    ["f", t("filters")],
    ["Esc", t("deselect, close")],
    ["?", t("this help")],
  ];
  const dialog = byId("help");
  refill(
    dialog,
    el("h2", { id: "help-title" }, t("How to read this")),
    [
      t(
        "Nodes are states, organizations, persons and peoples. The picture opens on the principal parties; Show all is one click. A line says the most telling relation of two parties, and when; select it to read the acts and the passages that report them.",
      ),
      t(
        "A full line in a colour is inferred by a rule from acts that a source states; its proof names the rule. A dotted grey line is stated by a source directly, without an act. A barred line says that something is not so, was refused or was taken back, and is never thick.",
      ),
      t("An act of many parties, such as a joint statement or a vote, is drawn once, with its parties. O or a double click folds it."),
      t(
        "The timeline shows what is known of each date: a mark for a known day, a pale bar where only the bounds are known, a full bar where something lasted throughout, a fading end where the end is open. An open end reaches until the date of the document that tells of it. The relations of the two parties that are chosen above the lanes are full where they surely held and pale where they possibly did. Drag the window on the strip to see a period; Play and the arrows walk through the years; As of shows what had happened by a day; Whole time returns.",
      ),
      t(
        "A state of relations that a document tells without a date is a mark at the date of the document and fades on both sides: it is not said when it began, nor that it ended.",
      ),
      t(
        "What a source only hedges, reports as a rumour, makes conditional, denies or attributes to a speaker is hidden. Switched on under Filters, it is marked ⚑ with the sign of its doubt, and what a speaker says is shown with the speaker.",
      ),
      t(
        "Share saves the figure as it is seen, copies a link to the view, and adds the view with a caption to a story. The link holds the story; a saved copy of the file opens it.",
      ),
      t("What stands after “In our words” is a paraphrase of the curators, not a quotation."),
    ].map((text) => el("p", {}, text)),
    ["acts", "degree", "betweenness", "chain"].map((name) => el("p", { class: "aside" }, D.explain[name])),
    el("h3", {}, t("Keys")),
    el(
      "dl",
      { class: "facts" },
      keys.map(([key, text]) => [el("dt", {}, el("kbd", {}, key)), el("dd", {}, text)]),
    ),
    el(
      "label",
      { class: "check" },
      el("input", {
        type: "checkbox",
        id: "single-keys",
        checked: state.keys,
        onchange: (event) => change({ keys: event.target.checked }),
      }),
      el("span", {}, t("Single keys (/, f, ?) are shortcuts everywhere")),
    ),
    D.about.license ? el("p", { class: "aside" }, t("Licence of the data:"), " ", outside(D.about.license, D.about.license)) : null,
    el("p", {}, el("button", { type: "button", onclick: () => dialog.close() }, t("Close"))),
  );
}
