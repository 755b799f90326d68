// The strip above the lanes: how many acts fall into each slice of time, a window that filters everything when dragged, and the axis.

import { axisBottom } from "d3-axis";
import { brushX } from "d3-brush";
import { select } from "d3-selection";
import { dayWords, isoDay } from "./dates.js";
import { announce, byId, el, refill } from "./dom.js";
import { t } from "./language.js";
import { tip } from "./measure.js";
import { buildPlay, drawPlay, pause } from "./play.js";
import { slicesOf } from "./scale.js";
import { selection } from "./select.js";
import { change, state } from "./state.js";
import { time, wholeVisible, xOf } from "./timeline.js";

/** The top of the strip, its base, and the height with the axis. */
const TOP = 8,
  BASE = 42,
  HEIGHT = 64;
/** A window is at least as wide as this many pixels. */
const LEAST = 4;
/** After so many milliseconds without a key, the visible stretch follows a window that was moved by keys. */
const REST = 900;

/** @typedef {import("d3-brush").D3BrushEvent<unknown>} BrushEvent */

const strip = {
  /** @type {any} */ svg: null,
  /** @type {any} */ bars: null,
  /** @type {any} */ axis: null,
  /** @type {any} */ where: null,
  /** @type {any} */ asof: null,
  /** @type {Record<"from" | "to", any>} */ ends: { from: null, to: null },
  brush: brushX(),
  /** @type {any} */ group: null,
  /** The extent that the brush was set up for. */
  extent: "",
  /** Whether a finger or the mouse is dragging. */
  dragging: false,
  /** The period before the drag. @type {{from: number | null, to: number | null}} */
  before: { from: null, to: null },
  /** @type {[number, number] | null} */ last: null,
  waiting: 0,
  /** @type {ReturnType<typeof setTimeout> | undefined} */ rest: undefined,
};

export function buildBrush() {
  strip.bars = el("g", { "aria-hidden": "true" });
  strip.axis = el("g", { class: "axis", transform: `translate(0,${BASE})`, "aria-hidden": "true" });
  strip.where = el("g", { class: "where" });
  strip.asof = el("line", { class: "asof-line", y1: TOP, y2: BASE });
  strip.ends = { from: end("from"), to: end("to") };
  const group = el("g", { class: "brush-window" });
  strip.svg = el(
    "svg",
    { height: HEIGHT, role: "group", "aria-label": t("Period") },
    strip.where,
    strip.bars,
    strip.axis,
    group,
    strip.asof,
    strip.ends.from,
    strip.ends.to,
  );
  strip.group = select(group);
  const coarse = matchMedia("(pointer: coarse)").matches;
  strip.brush
    .handleSize(coarse ? 28 : 14)
    .on("start", started)
    .on("brush", moved)
    .on("end", ended);
  refill(byId("brush"), buildPlay(), strip.svg);
}

/** An end of the window: a slider for the keyboard. The mouse and fingers drag what lies under it.
 * @param {"from" | "to"} which */
const end = (which) =>
  el(
    "g",
    {
      class: "handle",
      role: "slider",
      tabindex: "0",
      "aria-label": which === "from" ? t("From") : t("To"),
      dataset: { end: which },
      onkeydown: (event) => keyEnd(event, which),
    },
    el("rect", { width: 10, y: TOP - 3, height: BASE - TOP + 6, rx: 2 }),
  );

/** Draws the strip for the state. What is dragged stays as it is. */
export function drawBrush() {
  const from = state.from ?? time.min,
    to = state.to ?? time.max;
  const [left, right] = time.range;
  const clamp = (x) => Math.max(left, Math.min(right, x));
  const [x1, x2] = [clamp(xOf(from)), clamp(xOf(to))];
  strip.svg.setAttribute("viewBox", `0 0 ${time.width} ${HEIGHT}`);
  strip.svg.setAttribute("width", time.width);
  refill(strip.bars, histogram());
  drawAxis();
  drawWhere();
  const extent = `${left} ${right}`;
  if (strip.extent !== extent) {
    strip.extent = extent;
    strip.brush.extent([
      [left, TOP],
      [right, BASE],
    ]);
    strip.group.call(strip.brush);
  }
  const narrowed = state.from !== null || state.to !== null;
  // Without a period there is no window yet, and dragging anywhere draws one.
  if (!strip.dragging) strip.group.call(strip.brush.move, narrowed ? [x1, Math.max(x2, x1 + 1)] : null);
  for (const [which, x, day] of /** @type {["from" | "to", number, number][]} */ ([
    ["from", x1, from],
    ["to", x2, to],
  ])) {
    const node = strip.ends[which];
    node.setAttribute("transform", `translate(${which === "from" ? x - 9 : x - 1},0)`);
    node.setAttribute("aria-valuemin", String(Math.round(time.min)));
    node.setAttribute("aria-valuemax", String(Math.round(time.max)));
    node.setAttribute("aria-valuenow", String(Math.round(day)));
    node.setAttribute("aria-valuetext", dayWords(isoDay(day)));
  }
  const day = state.asof;
  const visible = day !== null && day >= time.stretch[0] && day <= time.stretch[1];
  strip.asof.style.display = visible ? "" : "none";
  if (visible) for (const name of ["x1", "x2"]) strip.asof.setAttribute(name, xOf(day));
  drawPlay();
}

/** The columns under all filters but the period, so that the strip also shows what is outside the window. */
function histogram() {
  const list = state.asof === null ? selection.beforeTime : selection.beforeTime.filter((n) => selection.begun[n] !== "no");
  const dates = /** @type {import("./types.js").Dated[]} */ (list.map((n) => selection.when[n]).filter((when) => when?.dated));
  const wanted = Math.max(20, Math.min(140, Math.round((time.range[1] - time.range[0]) / 8)));
  const slices = slicesOf(time.to, wanted, dates);
  const most = Math.max(1, ...slices.map(({ sure, possible }) => sure + possible));
  const tall = (number) => (number / most) * (BASE - TOP);
  return slices.map(({ from, to, sure, possible }) => {
    if (!sure && !possible) return null;
    const box = { x: xOf(from) + 0.5, width: Math.max(1, xOf(to) - xOf(from) - 1) };
    return [
      sure ? el("rect", { ...box, class: "histogram", y: BASE - tall(sure), height: tall(sure) }) : null,
      possible ? el("rect", { ...box, class: "histogram unsure", y: BASE - tall(sure) - tall(possible), height: tall(possible) }) : null,
    ];
  });
}

function drawAxis() {
  const axis = axisBottom(time.to.scale)
    .tickValues(time.ticks.map(({ day }) => new Date(day * 864e5)))
    .tickFormat((_, i) => time.ticks[i].text)
    .tickSizeOuter(0)
    .offset(0);
  select(strip.axis).call(axis);
}

/** A mark that shows where the visible stretch lies in the whole time. */
function drawWhere() {
  if (wholeVisible()) {
    refill(strip.where);
    return;
  }
  const [left, right] = time.range;
  const [min, max] = [Math.min(time.min, time.stretch[0]), Math.max(time.max, time.stretch[1])];
  const at = (day) => left + ((day - min) / (max - min)) * (right - left);
  const [first, last] = time.stretch;
  refill(
    strip.where,
    tip(
      t("Visible: {from} to {to}, of {first} to {last}", {
        from: dayWords(isoDay(first)),
        to: dayWords(isoDay(last)),
        first: dayWords(isoDay(min)),
        last: dayWords(isoDay(max)),
      }),
    ),
    el("rect", { class: "where-whole", x: left, width: right - left, y: 1, height: 3 }),
    el("rect", { class: "where-here", x: at(first), width: Math.max(4, at(last) - at(first)), y: 0, height: 5 }),
  );
}

/** The period of a window. An end at the edge of the whole time is open.
 * @param {[number, number]} window in pixels */
function periodOf([x1, x2]) {
  const [left, right] = time.range;
  const from = x1 <= left + 0.5 && time.stretch[0] <= time.min ? null : Math.round(time.to.day(x1));
  const to = x2 >= right - 0.5 && time.stretch[1] >= time.max ? null : Math.round(time.to.day(x2));
  return { from, to };
}

/** @param {BrushEvent} event */
function started({ sourceEvent }) {
  if (!sourceEvent) return;
  clearTimeout(strip.rest);
  pause();
  strip.dragging = time.held = true;
  strip.before = { from: state.from, to: state.to };
  strip.last = null;
  const kind = sourceEvent.target instanceof Element ? sourceEvent.target.getAttribute("class") || "" : "";
  if (kind.includes("handle--w")) strip.ends.from.focus({ preventScroll: true });
  if (kind.includes("handle--e")) strip.ends.to.focus({ preventScroll: true });
}

/** @param {BrushEvent} event */
function moved({ sourceEvent, selection: window }) {
  if (!sourceEvent || !window) return;
  strip.last = /** @type {[number, number]} */ (window);
  strip.waiting ||= requestAnimationFrame(() => {
    strip.waiting = 0;
    if (strip.dragging && strip.last && strip.last[1] - strip.last[0] >= LEAST) change(periodOf(strip.last), { passing: true });
  });
}

/** @param {BrushEvent} event */
function ended({ sourceEvent, selection: window }) {
  if (!sourceEvent) return;
  cancelAnimationFrame(strip.waiting);
  strip.waiting = 0;
  strip.dragging = time.held = false;
  const last = /** @type {[number, number] | null} */ (window);
  // A click does not draw a window, so the period stays as it is.
  change(last && last[1] - last[0] >= LEAST ? periodOf(last) : strip.before);
  announce(byId("summary").textContent);
}

/** @param {KeyboardEvent} event
 * @param {"from" | "to"} which */
function keyEnd(event, which) {
  const step = { ArrowLeft: -30, ArrowDown: -30, ArrowRight: 30, ArrowUp: 30, PageUp: 365, PageDown: -365, Home: -1e9, End: 1e9 }[
    event.key
  ];
  if (!step) return;
  event.preventDefault();
  event.stopPropagation();
  pause();
  const now = state[which] ?? (which === "from" ? time.min : time.max);
  time.held = true;
  setEnd(which, now + step * (event.shiftKey ? 12 : 1));
  announce(`${which === "from" ? t("From") : t("To")} ${strip.ends[which].getAttribute("aria-valuetext")}`);
  clearTimeout(strip.rest);
  strip.rest = setTimeout(() => {
    time.held = false;
    change({ from: state.from, to: state.to });
  }, REST);
}

/** @param {"from" | "to"} which
 * @param {number} day */
function setEnd(which, day) {
  const other = which === "from" ? (state.to ?? time.max) : (state.from ?? time.min);
  const value = which === "from" ? Math.max(time.min, Math.min(day, other - 1)) : Math.min(time.max, Math.max(day, other + 1));
  const open = which === "from" ? value <= time.min : value >= time.max;
  change({ [which]: open ? null : Math.round(value) }, { passing: true });
}
