// Names on the network, placed as on a map: one size at every zoom, important names first, no overlap. Zooming in shows more names.

import { D, isAgent, isMatter, labelOf } from "./data.js";
import { wrapped } from "./dom.js";
import { groupName } from "./groups.js";
import {
  actStandingText,
  actTitle,
  dark,
  importance,
  ink,
  lineWords,
  linesNow,
  lit,
  network,
  paper,
  standingNow,
  tint,
  visEdges,
  visNodes,
} from "./network.js";
import { UNHELD, isUnheld, selection } from "./select.js";
import { crowds } from "./standing.js";
import { state } from "./state.js";
import { clipped } from "./timeline.js";

export const plan = { key: null, scale: 0, list: [] };
const measured = new Map();
const pen = document.createElement("canvas").getContext("2d");

/** The width in pixels of a text in a font. */
function widthOf(font, text) {
  const key = font + text;
  let width = measured.get(key);
  if (width === undefined) {
    pen.font = font;
    width = pen.measureText(text).width;
    if (measured.size > 20000) measured.clear();
    measured.set(key, width);
  }
  return width;
}

export const SANS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', Arial, sans-serif";
const SERIF = "'Iowan Old Style', Palatino, Georgia, 'Times New Roman', serif";

/** The lines of a node's name, with font and colour. */
function nameOf(n) {
  if (typeof n !== "number") return groupName(n);
  if (isMatter(n)) {
    const unheld = selection.matter[n] === UNHELD;
    const lines = wrapped(actTitle(n), 26, 3).split("\n");
    const when = selection.when[n];
    if (when && when.words && when.words.length < 34 && !actTitle(n).includes(when.words))
      lines.push(when.words + (selection.begun[n] === "possibly" ? " (possibly)" : ""));
    if (unheld) lines.unshift(...wrapped("⚑ " + actStandingText(n), 30, 3).split("\n"));
    return { lines, size: 11, face: SANS, colour: unheld ? tint(D.unheld) : ink(), weight: "", box: unheld };
  }
  if (isUnheld(n))
    return {
      lines: [...wrapped("⚑ " + actStandingText(n), 30, 3).split("\n"), ...wrapped(labelOf(n), 24, 2).split("\n")],
      size: 11,
      face: SANS,
      colour: tint(D.unheld),
      weight: "",
      box: true,
    };
  const weight = isAgent(n) ? importance(n) : 0;
  const size = isAgent(n) ? Math.round(11.5 + 6 * weight) : 11;
  return {
    lines: wrapped(labelOf(n), 20, 3).split("\n"),
    size,
    face: weight > 0.5 ? SERIF : SANS,
    weight: weight > 0.5 ? "600 " : "",
    colour: isAgent(n) ? ink() : dark() ? "#aab1ba" : "#555d66",
    box: false,
  };
}

/** A grid of occupied boxes in screen pixels. */
function takenGrid() {
  const cells = new Map();
  const each = (box, act) => {
    for (let column = Math.floor(box[0] / 80); column <= Math.floor(box[2] / 80); column++)
      for (let row = Math.floor(box[1] / 40); row <= Math.floor(box[3] / 40); row++) if (act(`${column} ${row}`)) return true;
    return false;
  };
  return {
    add: (box) =>
      each(box, (key) => {
        if (!cells.has(key)) cells.set(key, []);
        cells.get(key).push(box);
        return false;
      }),
    free: (box) =>
      !each(box, (key) =>
        (cells.get(key) || []).some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1]),
      ),
  };
}

/** Chooses which names are drawn at a zoom, and where. Positions are relative to the node, so panning changes nothing. */
function planLabels(scale) {
  const near = lit();
  const at = network.getPositions();
  const grid = takenGrid();
  const weight = (n) => (typeof n === "number" && isAgent(n) ? importance(n) : 0);
  const rank = (n) =>
    (typeof n !== "number" ? 3 : near && near.has(n) ? 2 : 0) +
    weight(n) +
    (typeof n === "number" && isUnheld(n) ? 0.5 : typeof n === "number" && isMatter(n) ? (crowds.has(n) ? 1 : 0.12) : 0);
  const shown = [...standingNow.keys()]
    .filter((n) => at[n] && (!near || near.has(n) || typeof n !== "number"))
    .sort((a, b) => rank(b) - rank(a) || (a < b ? -1 : 1));
  const glyph = (n) => {
    const look = visNodes.get(n);
    const r =
      (look && (look.shape === "box" || look.shape === "ellipse") ? (look.shape === "box" ? 12 : 15) : (look && look.size) || 10) * scale;
    return { r, box: [at[n].x * scale - r * 0.8, at[n].y * scale - r * 0.8, at[n].x * scale + r * 0.8, at[n].y * scale + r * 0.8] };
  };
  const marks = new Map(shown.map((n) => [n, glyph(n)]));
  // The most important names are placed first and may cover small marks. The others avoid every mark.
  const first = near ? 0 : Math.min(12, Math.ceil(shown.length / 6));
  shown.slice(0, first || shown.length).forEach((n) => grid.add(marks.get(n).box));
  plan.list = [];
  shown.forEach((n, place) => {
    if (place === first && first) shown.slice(first).forEach((other) => grid.add(marks.get(other).box));
    if (plan.list.length > 600) return;
    const name = nameOf(n);
    const font = `${name.weight}${name.size}px ${name.face}`;
    const wide = Math.max(...name.lines.map((line) => widthOf(font, line)));
    const high = name.lines.length * (name.size + 2);
    const [x, y, r] = [at[n].x * scale, at[n].y * scale, marks.get(n).r];
    const spots = [
      [-wide / 2, r + 2, "center"],
      [r + 4, -high / 2, "left"],
      [-r - 4 - wide, -high / 2, "right"],
      [-wide / 2, -r - 2 - high, "center"],
      [r * 0.7, r * 0.7, "left"],
      [r * 0.7, -r * 0.7 - high, "left"],
      [-r * 0.7 - wide, r * 0.7, "right"],
      [-r * 0.7 - wide, -r * 0.7 - high, "right"],
    ];
    const must =
      typeof n === "number" &&
      (place < Math.min(first, 6) || (state.sel && (state.sel.type === "node" ? state.sel.node === n : near.has(n))));
    const found = spots.findIndex(([left, top]) => grid.free([x + left - 2, y + top - 1, x + left + wide + 2, y + top + high + 1]));
    if (found < 0 && !must) return;
    const [left, top, align] = spots[Math.max(0, found)];
    grid.add([x + left - 2, y + top - 1, x + left + wide + 2, y + top + high + 1]);
    plan.list.push({ n, name, font, left, top, wide, high, align });
  });
  planLines(scale, at, grid, near);
}

/** Words on lines: on those that the selection highlights, and on others if there is room. */
function planLines(scale, at, grid, near) {
  plan.lines = [];
  const font = `11px ${SANS}`;
  const list = [...linesNow.values()]
    .filter(
      (bundle) =>
        at[bundle.from] &&
        at[bundle.to] &&
        ((!near && (bundle.kind === "unheld" || bundle.kind === "entailed" || bundle.kind === "answer" || bundle.kind === "between")) ||
          (near && touches(bundle, near) && (bundle.kind !== "role" || isMatter(state.sel.node)))),
    )
    .sort((a, b) => (b.kind === "unheld") - (a.kind === "unheld") || b.weight - a.weight || (a.key < b.key ? -1 : 1))
    .slice(0, 500);
  for (const bundle of list) {
    const words = clipped(lineWords(bundle), bundle.kind === "unheld" ? 90 : 48);
    const wide = widthOf(font, words);
    const [dx, dy] = [(at[bundle.to].x - at[bundle.from].x) * scale, (at[bundle.to].y - at[bundle.from].y) * scale];
    const lit = near !== null;
    if (Math.hypot(dx, dy) < (lit ? 30 : Math.min(wide, 120) * 0.7 + 40)) continue;
    const middle = middleOf(bundle, at);
    const [x, y] = [middle.x * scale, middle.y * scale];
    const box = [x - wide / 2 - 2, y - 7, x + wide / 2 + 2, y + 7];
    if (!grid.free(box) && !(bundle.kind === "unheld" && lit)) continue;
    grid.add(box);
    plan.lines.push({ bundle, words, font, wide });
  }
}
const touches = (bundle, near) =>
  state.sel.type === "node"
    ? bundle.from === state.sel.node || bundle.to === state.sel.node
    : bundle.list.some((e) => state.sel.edges.includes(e)) && near.has(bundle.from);

/** The middle of a line as drawn, including its bend. */
export function middleOf(bundle, at) {
  const drawnEdge = network.body.edges[bundle.key];
  if (drawnEdge && drawnEdge.edgeType && drawnEdge.edgeType.getPoint) {
    const point = drawnEdge.edgeType.getPoint(0.5);
    if (point && Number.isFinite(point.x)) return point;
  }
  return { x: (at[bundle.from].x + at[bundle.to].x) / 2, y: (at[bundle.from].y + at[bundle.to].y) / 2 };
}

/** Draws the planned names over the network. Called by vis-network in its own coordinates. */
export function drawLabels(context) {
  const scale = network.getScale();
  const key = `${scale.toFixed(3)} ${document.documentElement.dataset.theme}`;
  if (plan.key !== key) {
    planLabels(scale);
    plan.key = key;
  }
  const at = network.getPositions();
  context.save();
  context.lineJoin = "round";
  context.textBaseline = "top";
  const halo = paper();
  for (const { bundle, words, wide } of plan.lines) {
    const look = visEdges.get(bundle.key);
    if (!look || !at[bundle.from] || !at[bundle.to]) continue;
    const middle = middleOf(bundle, at);
    context.font = `${11 / scale}px ${SANS}`;
    context.textAlign = "center";
    context.lineWidth = 4 / scale;
    context.strokeStyle = halo;
    context.fillStyle = look.color.highlight;
    context.strokeText(words, middle.x, middle.y - 6 / scale, (wide + 4) / scale);
    context.fillText(words, middle.x, middle.y - 6 / scale, (wide + 4) / scale);
  }
  for (const { n, name, left, top, wide, high, align } of plan.list) {
    if (!at[n]) continue;
    context.font = `${name.weight}${name.size / scale}px ${name.face}`;
    context.textAlign = align;
    const x = at[n].x + (left + (align === "center" ? wide / 2 : align === "right" ? wide : 0)) / scale;
    if (name.box) {
      context.fillStyle = halo;
      context.strokeStyle = name.colour;
      context.lineWidth = 1 / scale;
      context.setLineDash([3 / scale, 2 / scale]);
      context.beginPath();
      context.rect(at[n].x + (left - 3) / scale, at[n].y + (top - 2) / scale, (wide + 6) / scale, (high + 2) / scale);
      context.fill();
      context.stroke();
      context.setLineDash([]);
    }
    name.lines.forEach((line, place) => {
      const y = at[n].y + (top + place * (name.size + 2)) / scale;
      context.lineWidth = 3.5 / scale;
      context.strokeStyle = halo;
      context.fillStyle = name.colour;
      if (!name.box) context.strokeText(line, x, y);
      context.fillText(line, x, y);
    });
  }
  context.restore();
}
