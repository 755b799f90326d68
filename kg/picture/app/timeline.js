// The timeline: a lane for each tone, with each act as long as its dates allow. The strip, the axis and the lanes have one scale.

import { reach } from "./asof.js";
import { buildBrush, drawBrush } from "./brush.js";
import { D, isMatter, labelOf, nodes, periods, tones, whens } from "./data.js";
import { dayNumber, dayWords, isoDay, monthName, saysWhen, spanWords } from "./dates.js";
import { byId, el, refill } from "./dom.js";
import { figure, plural, t } from "./language.js";
import { boldWidth, tip, widthOf } from "./measure.js";
import { actStandingText, actTitle, tint } from "./network.js";
import { linesOf, place } from "./packing.js";
import { selectPeriod } from "./periods.js";
import { buildRelations, drawRelations, relationsLane } from "./relations.js";
import { scaleOf, stretchOf, ticksOf } from "./scale.js";
import { UNHELD, inTimeOrder, selection } from "./select.js";
import { change, state } from "./state.js";

/** The height of a row: a line of text. */
const ROW = 16;
/** The height of a mark. */
const MARK = 10;
/** More acts than this have no names; more than the second are not drawn one by one. */
const MOST_NAMED = 260,
  MOST_DRAWN = 700;
/** The width from which lane names stand beside their lanes, and the width that they then have. */
const WIDE = 700,
  GUTTER = 152;

/** What the timeline shows. All days are numbers. */
export const time = {
  /** Whether any act has a date. */
  dated: false,
  min: 0,
  max: 1,
  /** The visible stretch. @type {[number, number]} */
  stretch: [0, 1],
  /** Whether the stretch stays as it is: while a window is dragged. */
  held: false,
  /** The period for which the stretch was set. */
  settled: "",
  width: 800,
  /** The space for the names of lanes, at the left. */
  gutter: 0,
  /** The first and the last pixel of the scale. @type {[number, number]} */
  range: [0, 800],
  to: scaleOf([0, 1], [0, 800]),
  /** @type {import("./scale.js").Tick[]} */
  ticks: [],
};

/** Where a day lies, in pixels.
 * @param {number} day */
export const xOf = (day) => time.to.x(day);

/** Whether the whole time of the file is visible. */
export const wholeVisible = () => time.stretch[0] === time.min && time.stretch[1] === time.max;

/** Measures the time that all dated acts of the file cover. Returns whether there is any. */
function measureTime() {
  const days = [];
  for (const when of whens) if (isMatter(when.n)) for (const iso of [when.e, when.l]) if (iso) days.push(dayNumber(iso));
  if (!days.length) return false;
  time.min = days.reduce((a, b) => Math.min(a, b)) - 200;
  time.max = days.reduce((a, b) => Math.max(a, b), reach) + 200;
  return true;
}

export function buildTimeline() {
  if (!measureTime()) {
    byId("view-timeline").hidden = true;
    byId("tab-timeline").hidden = true;
    return;
  }
  time.dated = true;
  buildBrush();
  const lanes = byId("lanes");
  const focusName = el("div", { class: "bar-tip", "aria-hidden": "true", hidden: true });
  refill(lanes, buildRelations(), el("div", { id: "lanes-figure" }), el("div", { id: "lanes-undated" }), focusName);
  lanes.addEventListener("focusin", (/** @type {FocusEvent} */ event) => showName(event.target, focusName));
  lanes.addEventListener("focusout", () => {
    focusName.hidden = true;
  });
  new ResizeObserver(() => {
    if (lanes.clientWidth && Math.abs(lanes.clientWidth - time.width) > 1) drawTimeline();
  }).observe(lanes);
  lanes.addEventListener("keydown", moveAlongLane);
}

/** Shows the whole name of what the keyboard has reached, below it.
 * @param {EventTarget | null} target
 * @param {any} box */
function showName(target, box) {
  const bar = target instanceof Element && target.matches(":focus-visible") ? target.closest(".bar") : null;
  if (!bar) return;
  const lanes = byId("lanes");
  const [frame, place] = [lanes.getBoundingClientRect(), bar.getBoundingClientRect()];
  box.textContent = bar.getAttribute("aria-label");
  box.hidden = false;
  const left = Math.max(4, Math.min(place.left - frame.left, time.width - box.offsetWidth - 4));
  box.style.left = `${left}px`;
  box.style.top = `${place.bottom - frame.top + lanes.scrollTop + 3}px`;
}

/** Sets the scale: to the visible stretch that goes with the chosen period, unless a window is being dragged. */
function setScale() {
  const key = `${state.from} ${state.to}`;
  if (!time.held && time.settled !== key) {
    time.settled = key;
    time.stretch = stretchOf([time.min, time.max], state.from, state.to);
  }
  time.width = byId("lanes").clientWidth;
  time.gutter = time.width > WIDE ? GUTTER : 0;
  time.range = [time.gutter + 12, time.width - 16];
  time.to = scaleOf(time.stretch, time.range);
  time.ticks = ticksOf(time.to, [2, time.width - 2], widthOf, monthName);
}

/** Shows the whole time of the file, whatever the period is. */
export function showWholeTime() {
  time.settled = `${state.from} ${state.to}`;
  time.stretch = [time.min, time.max];
  drawTimeline();
}

/** @param {import("./types.js").Dated} when */
const inStretch = (when) =>
  (Number.isNaN(when.from) || when.from <= time.stretch[1]) && (Number.isNaN(when.last) || when.last >= time.stretch[0]);

/** The date of an act that has one.
 * @param {number} n
 * @returns {import("./types.js").Dated} */
const whenOf = (n) => /** @type {any} */ (selection.when[n]);

export function drawTimeline() {
  if (!time.dated) return;
  const lanes = byId("lanes");
  drawRelations();
  // While a page is laid out for paper the lanes may have no room for a moment.
  if (lanes.clientWidth < 160) return;
  setScale();
  const dated = inTimeOrder(selection.acts.filter((n) => selection.when[n]?.dated));
  const shown = dated.filter((n) => inStretch(whenOf(n)));
  const crowd = shown.length > MOST_DRAWN;
  const byTone = tones.map(() => /** @type {number[]} */ ([]));
  for (const n of shown) byTone[nodes[n].t ?? tones.length - 1].push(n);
  const [parts, from] = relationsLane(2);
  let y = from;
  byTone.forEach((list, tone) => {
    if (!list.length) return;
    const head = laneHead(tones[tone].l, tint(tones[tone].c), y);
    const [body, height] = crowd ? density(list, y + head.first, tone) : acts(list, y + head.first, tone, shown.length < MOST_NAMED);
    parts.push(head.parts, body);
    y += Math.max(head.first + height + 5, head.height);
  });
  const asof = state.asof;
  const day = asof !== null && asof >= time.stretch[0] && asof <= time.stretch[1] ? asof : null;
  const focused = document.activeElement?.closest
    ? /** @type {HTMLElement | null} */ (document.activeElement.closest("#lanes .bar"))
    : null;
  const keep = focused ? (focused.dataset.act !== undefined ? "act" : "period") : null;
  const kept = focused && keep ? focused.dataset[keep] : null;
  const height = y + 4;
  const top = lanes.scrollTop;
  refill(
    byId("lanes-figure"),
    el(
      "svg",
      { height, viewBox: `0 0 ${time.width} ${height}`, width: time.width, role: "presentation" },
      patterns(),
      grid(height),
      day === null ? null : el("line", { class: "asof-line", x1: xOf(day), x2: xOf(day), y1: 0, y2: height }),
      parts,
    ),
    crowd
      ? el(
          "p",
          { class: "aside lanes-note" },
          t(
            "{n} acts: too many to draw one by one. Each column shows how many may fall into that time. Choose one, or a shorter period above, to see them.",
            { n: figure(shown.length) },
          ),
        )
      : null,
  );
  drawUndated();
  lanes.scrollTop = top;
  if (keep) /** @type {any} */ (lanes.querySelector(`.bar[data-${keep}="${kept}"]`))?.focus();
  drawBrush();
}

/** The name of a lane and the line above it: its parts, the offset of the first row, and the height of the name.
 * @param {string} text
 * @param {string} colour
 * @param {number} y */
function laneHead(text, colour, y) {
  const lines = time.gutter ? linesOf(text, time.gutter - 14, 3, boldWidth) || [text] : [text];
  return {
    first: time.gutter ? 2 : ROW + 2,
    height: lines.length * 14 + 8,
    parts: [
      el("line", { class: "lane-line", x1: 0, x2: time.width, y1: y - 1, y2: y - 1 }),
      lines.map((line, i) => el("text", { class: "lane-name", x: 6, y: y + 13 + i * 14, style: { fill: colour } }, line)),
    ],
  };
}

/** The edges within which the names of a lane stand. */
const nameFrame = () => ({ left: time.gutter + 3, right: time.width - 4, lines: time.gutter ? 2 : 3 });

/** @typedef {{left: number, right: number, day: boolean, cutLeft: boolean, cutRight: boolean, openLeft: boolean, openRight: boolean}} Shape */

/** The pixels of an act: clipped at the edges of the visible stretch, and at least as wide as a mark.
 * @param {number} n
 * @returns {Shape} */
function shapeOf(n) {
  const when = whenOf(n);
  const [first, last] = time.range;
  const [openLeft, openRight] = [Number.isNaN(when.from), Number.isNaN(when.to)];
  // An open beginning fades until the edge: a bar that began somewhere would tell of a beginning.
  const left = openLeft ? Math.min(first, xOf(when.to) - 40) : xOf(when.from);
  // An open end has faded soon after the visible start, and never beyond the date of the document that tells of it.
  const faded = Math.max(
    left + 4,
    Math.min(xOf(Math.max(when.from, time.stretch[0])) + 40, Number.isNaN(when.last) ? Infinity : xOf(when.last)),
  );
  const right = openRight ? faded : xOf(when.to);
  if (!openLeft && !openRight && right - left < 5) {
    const middle = Math.max(first, Math.min(last, (left + right) / 2));
    return { left: middle - 4, right: middle + 4, day: true, cutLeft: false, cutRight: false, openLeft, openRight };
  }
  const [cutLeft, cutRight] = [!openLeft && left < first - 0.5, right > last + 0.5];
  const from = Math.max(first, Math.min(left, last - 6));
  return { left: from, right: Math.max(from + 6, Math.min(right, last)), day: false, cutLeft, cutRight, openLeft, openRight };
}

/** The words beside the mark of an act. */
const nameOf = (n) =>
  [selection.matter[n] === UNHELD ? "⚑" : "", labelOf(n), selection.begun[n] === "possibly" ? t("(possibly)") : ""]
    .filter(Boolean)
    .join(" ");

/** The acts of a lane, and the height that they need.
 * @param {number[]} list
 * @param {number} y
 * @param {number} tone
 * @param {boolean} named
 * @returns {[any[], number]} */
function acts(list, y, tone, named) {
  const shapes = list.map(shapeOf);
  const items = shapes.map((shape, i) => ({
    left: shape.left - (shape.cutLeft ? 8 : 0),
    right: shape.right + (shape.cutRight ? 8 : 0),
    name: named ? nameOf(list[i]) : "",
  }));
  const { placed, rows } = place(items, nameFrame(), widthOf);
  return [list.map((n, i) => bar(n, shapes[i], placed[i].name, y + placed[i].row * ROW, tone)), rows * ROW];
}

/** An arrow at an edge of the visible stretch, where something began before it or goes on after it.
 * @param {number} x the edge
 * @param {number} y the middle of the row
 * @param {1 | -1} way
 * @param {string} colour */
export const arrow = (x, y, way, colour) =>
  el("polygon", { class: "goes-on", points: `${x + way},${y - 5} ${x + way * 7},${y} ${x + way},${y + 5}`, fill: colour });

/** One act: a mark for a day, a hatched bar between bounds, a full bar if it lasted throughout, a fading end if the end is open, an arrow
 * where it goes on outside the visible stretch. What had only possibly begun by the day of the view is hatched.
 * @param {number} n
 * @param {Shape} shape
 * @param {import("./packing.js").Name | null} name
 * @param {number} top
 * @param {number} tone */
function bar(n, shape, name, top, tone) {
  const when = whenOf(n);
  const unheld = selection.matter[n] === UNHELD;
  const possibly = selection.begun[n] === "possibly";
  const colour = unheld ? tint(D.unheld) : tint(tones[tone].c);
  const { left, right } = shape;
  const y = top + (ROW - MARK) / 2;
  const middle = top + ROW / 2;
  const dash = unheld ? "3 2" : when.a || when.q ? "1 2" : null;
  const box = { y, height: MARK };
  const body = [];
  if (shape.openLeft) body.push(el("rect", { ...box, x: left, width: right - left, fill: `url(#fade-left-${tone})` }));
  else if (shape.openRight) body.push(el("rect", { ...box, x: left, width: right - left, fill: `url(#fade-right-${tone})` }));
  else if (shape.day)
    body.push(
      el("polygon", {
        points: `${left},${middle} ${left + 4},${y} ${right},${middle} ${left + 4},${y + MARK}`,
        fill: unheld ? "none" : possibly ? `url(#hatch-${tone})` : colour,
        stroke: colour,
        "stroke-dasharray": dash,
      }),
    );
  else {
    body.push(
      el("rect", {
        ...box,
        class: "possible",
        x: left,
        width: right - left,
        rx: 1,
        fill: `url(#hatch-${tone})`,
        stroke: colour,
        "stroke-width": 0.8,
        "stroke-dasharray": dash,
      }),
    );
    const [from, to] = [Math.max(left, xOf(when.sureFrom)), Math.min(right, xOf(when.sureTo))];
    if (to >= from && !unheld && !possibly)
      body.push(
        el("rect", { ...box, class: "ground", x: from, width: Math.max(1, to - from) }),
        el("rect", { ...box, class: "sure", x: from, width: Math.max(1, to - from), fill: colour, "fill-opacity": 0.8 }),
      );
  }
  if (shape.cutLeft) body.push(arrow(left, middle, -1, colour));
  if (shape.cutRight) body.push(arrow(right, middle, 1, colour));
  const sure = possibly
    ? ", " + t("possibly by then")
    : selection.lasting[n] !== "no" && state.asof !== null
      ? ", " + t("still lasting")
      : "";
  const title = actTitle(n, true);
  const dated = saysWhen(title, when.words, true) ? title : `${title}, ${when.words}`;
  const words = `${unheld ? t("Not held, {how}", { how: actStandingText(n) }) + ": " : ""}${dated}${sure}`;
  const chosen = state.sel?.type === "node" && state.sel.node === n;
  const choose = () => change({ sel: { type: "node", node: n } });
  // The name is beside the button, so that a screen reader says the whole name and not the lines of it.
  return el(
    "g",
    { class: ["entry", selection.begun[n]].filter(Boolean).join(" ") },
    el(
      "g",
      {
        class: ["bar", chosen ? "chosen" : "", selection.begun[n]].filter(Boolean).join(" "),
        role: "button",
        tabindex: "-1",
        "aria-label": words,
        dataset: { act: n },
        onclick: choose,
      },
      tip(words),
      body,
      el("rect", { class: "hit", x: left - 2, y: top + 1, width: right - left + 4, height: ROW - 2 }),
    ),
    name ? el("g", { class: "name", "aria-hidden": "true", onclick: choose }, tip(words), nameLines(name, top)) : null,
  );
}

/** A placed name as text.
 * @param {import("./packing.js").Name} name
 * @param {number} top the top of the row of its mark */
const nameLines = (name, top) =>
  name.lines.map((line, i) =>
    el("text", { class: "bar-name", x: name.x, y: top + (name.below + i) * ROW + 12, "text-anchor": name.anchor }, line),
  );

/** Many acts of a tone as columns: the number that may be in each slice of the visible time. Choosing a column sets the period to it.
 * @param {number[]} list
 * @param {number} y
 * @param {number} tone
 * @returns {[any, number]} */
function density(list, y, tone) {
  const height = 3 * ROW;
  const [start, end] = time.stretch;
  const slices = Math.max(10, Math.floor((time.range[1] - time.range[0]) / 9));
  const length = (end - start) / slices;
  const numbers = new Array(slices).fill(0);
  const at = (day) => Math.max(0, Math.min(slices - 1, Math.floor((day - start) / length)));
  for (const n of list) {
    const when = whenOf(n);
    const [first, last] = [at(Number.isNaN(when.from) ? when.to : when.from), at(Number.isNaN(when.last) ? end : when.last)];
    for (let i = first; i <= last; i++) numbers[i] += 1;
  }
  const most = Math.max(1, ...numbers);
  const columns = numbers.map((number, i) => {
    if (!number) return null;
    const [from, to] = [Math.round(start + i * length), Math.round(start + (i + 1) * length)];
    const tall = Math.max(1.5, (number / most) * (height - 3));
    const words = t("{kind}, {time}: {acts}", {
      kind: tones[tone].l,
      time: spanWords(dayWords(isoDay(from)), dayWords(isoDay(to))),
      acts: plural(number, "up to {n} act", "up to {n} acts"),
    });
    const place = { x: xOf(from), width: Math.max(1, xOf(to) - xOf(from) - 1) };
    return el(
      "g",
      {
        class: "bar",
        role: "button",
        tabindex: "-1",
        "aria-label": words,
        dataset: { from, to },
        onclick: () => change({ from, to }),
      },
      tip(words),
      el("rect", { ...place, y: y + height - tall, height: tall, fill: tint(tones[tone].c) }),
      el("rect", { ...place, class: "hit", y, height }),
    );
  });
  return [el("g", {}, columns), height];
}

/** Marks the selected act without redrawing the lanes. */
export function markTimeline() {
  const chosen = state.sel?.type === "node" ? String(state.sel.node) : null;
  for (const node of byId("lanes").querySelectorAll(".bar"))
    node.classList.toggle("chosen", node.dataset.act !== undefined && node.dataset.act === chosen);
}

/** The hatching and the fading of each tone. */
function patterns() {
  return el(
    "defs",
    {},
    tones.map((tone, place) => [hatch(`hatch-${place}`, tint(tone.c)), fades(String(place), tint(tone.c))]),
  );
}

/** @param {string} id
 * @param {string} colour
 * @param {number} [angle] in degrees */
export const hatch = (id, colour, angle = 45) =>
  el(
    "pattern",
    { id, width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: `rotate(${angle})` },
    el("rect", { width: 5, height: 5, fill: colour, "fill-opacity": 0.16 }),
    el("line", { x1: 0, y1: 0, x2: 0, y2: 5, stroke: colour, "stroke-width": 1.6, "stroke-opacity": 0.75 }),
  );

/** @param {string} name
 * @param {string} colour */
export const fades = (name, colour) =>
  ["left", "right"].map((side) =>
    el(
      "linearGradient",
      { id: `fade-${side}-${name}` },
      [0, 1].map((stop) =>
        el("stop", { offset: stop, "stop-color": colour, "stop-opacity": (side === "right") === (stop === 0) ? 0.7 : 0 }),
      ),
    ),
  );

/** The days of the axis as lines across the lanes, and what lies outside the chosen period paler.
 * @param {number} height */
function grid(height) {
  const { from, to } = state;
  const [first, last] = [time.gutter, time.width];
  const clamp = (x) => Math.max(first, Math.min(last, x));
  return el(
    "g",
    { class: "grid", "aria-hidden": "true" },
    from === null ? null : el("rect", { class: "outside", x: first, y: 0, width: clamp(xOf(from)) - first, height }),
    to === null ? null : el("rect", { class: "outside", x: clamp(xOf(to)), y: 0, width: last - clamp(xOf(to)), height }),
    time.ticks.map(({ day }) => el("line", { x1: xOf(day), x2: xOf(day), y1: 0, y2: height })),
  );
}

/** Lists the acts without a date below the lanes, or says that they are left out. */
function drawUndated() {
  const list = selection.acts.filter((n) => !selection.when[n]?.dated);
  const box = byId("lanes-undated");
  const out = selection.undated;
  const open = /** @type {HTMLDetailsElement | null} */ (box.querySelector("details"))?.open ?? false;
  refill(
    box,
    list.length
      ? el(
          "details",
          { open: open || state.asof !== null },
          el("summary", {}, plural(list.length, "{n} act without a date", "{n} acts without a date")),
          el(
            "ul",
            {},
            list
              .slice(0, MOST_NAMED)
              .map((n) =>
                el(
                  "li",
                  {},
                  el("button", { type: "button", class: "link", onclick: () => change({ sel: { type: "node", node: n } }) }, nameOf(n)),
                ),
              ),
            list.length > MOST_NAMED ? el("li", {}, t("{n} more in the table", { n: figure(list.length - MOST_NAMED) })) : null,
          ),
        )
      : null,
    out
      ? el(
          "p",
          { class: "aside" },
          plural(out, "{n} act without a date is left out.", "{n} acts without a date are left out."),
          " ",
          el("button", { type: "button", class: "small", onclick: () => change({ undated: true }) }, t("Keep them")),
        )
      : null,
  );
}

/** A text shortened to a number of characters.
 * @param {string} text
 * @param {number} length */
export const clipped = (text, length) => (text.length > length ? text.slice(0, length - 1) + "…" : text);

/** Arrow keys in the lanes go from act to act in time order. Enter selects.
 * @param {KeyboardEvent} event */
function moveAlongLane(event) {
  if (!(event.target instanceof Element) || event.target.closest("button, select, summary")) return;
  /** @type {any[]} */
  const bars = [...byId("lanes").querySelectorAll(".bar")].sort((a, b) => order(a) - order(b));
  if (!bars.length) return;
  const at = bars.indexOf(document.activeElement);
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (step) {
    const next = bars[Math.max(0, Math.min(bars.length - 1, at < 0 ? 0 : at + step))];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
    event.preventDefault();
  } else if ((event.key === "Enter" || event.key === " ") && at >= 0) {
    const { period, act, from, to } = bars[at].dataset;
    if (period) selectPeriod(periods[period]);
    else if (act) change({ sel: { type: "node", node: Number(act) } });
    else change({ from: Number(from), to: Number(to) });
    event.preventDefault();
  }
}

/** @param {any} node a bar */
function order(node) {
  if (node.dataset.from) return Number(node.dataset.from);
  if (node.dataset.period) return Number(node.dataset.row) - 1e9; // the lane of relations is the first
  const when = whenOf(Number(node.dataset.act));
  return Number.isNaN(when.from) ? when.to : when.from;
}
