// The timeline: a lane for each tone, with each act as long as its dates allow.

import { buildBrush, drawBrush } from "./brush.js";
import { D, isMatter, labelOf, nodes, periods, tones, whens } from "./data.js";
import { MONTHS, dayNumber, dayWords, isoDay } from "./dates.js";
import { byId, count, el, refill, wrapped } from "./dom.js";
import { actStandingText, actTitle, tint } from "./network.js";
import { periodLane, selectPeriod } from "./periods.js";
import { UNHELD, inTimeOrder, selection } from "./select.js";
import { change, state } from "./state.js";

export const time = { from: 0, to: 1, min: 0, max: 1, width: 800 };
export const ROW_HEIGHT = 13,
  MAX_BARS = 700;
export let LEFT = 0;

/** Converts days to pixels within the visible period. */
export const xOf = (day) => LEFT + ((day - time.from) / (time.to - time.from)) * (time.width - LEFT - 8);

/** The period that all dated acts of the file cover. */
function measureTime() {
  const days = [];
  for (const when of whens) if (isMatter(when.n)) for (const iso of [when.e, when.l]) if (iso) days.push(dayNumber(iso));
  if (!days.length) return false;
  time.min = days.reduce((a, b) => Math.min(a, b)) - 200;
  time.max = days.reduce((a, b) => Math.max(a, b)) + 200;
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
  new ResizeObserver(() => {
    if (lanes.clientWidth && Math.abs(lanes.clientWidth - time.width) > 1) drawTimeline();
  }).observe(lanes);
  lanes.addEventListener("keydown", moveAlongLane);
}

/** Packs acts into as few rows as possible: [[row, act], ...] and the number of rows. */
function packed(list) {
  const ends = [];
  const rows = [];
  for (const n of list) {
    const [left, right] = extent(n);
    let row = ends.findIndex((end) => end < left - 2);
    if (row < 0) {
      row = ends.length;
      ends.push(0);
    }
    ends[row] = right;
    rows.push([row, n]);
  }
  return [rows, ends.length];
}

const labelRoom = (n) => Math.min(170, 12 + labelOf(n).length * 5.2);

/** The pixels that an act occupies with its label. */
function extent(n) {
  const when = selection.when[n];
  const left = Number.isNaN(when.from) ? xOf(when.to) - 40 : xOf(when.from);
  const right = Number.isNaN(when.to) ? fadeEnd(when, left) : xOf(when.to);
  const end = Math.max(right, left + 7);
  if (time.labels && flips(end, n)) return [left - labelRoom(n), end];
  return [left, end + (time.labels ? labelRoom(n) : 0)];
}

/** Where an open end has faded: soon after the visible start, and never beyond the date of the document that tells of it. */
const fadeEnd = (when, left) => Math.max(left + 4, Math.min(xOf(Math.max(when.from, time.from)) + 40, xOf(when.last)));

/** Whether a name is placed to the left of its mark because there is no room on the right. */
const flips = (end, n) => end + labelRoom(n) > time.width - 4 && end - labelRoom(n) > LEFT + 10;

export function drawTimeline() {
  if (!time.dated) return;
  const lanes = byId("lanes");
  if (!lanes.clientWidth) return;
  time.width = lanes.clientWidth;
  LEFT = time.width > 700 ? 112 : 0;
  time.from = state.from === null ? time.min : Math.min(state.from, time.max - 30);
  time.to = state.to === null ? time.max : Math.max(state.to, time.from + 30);
  const dated = inTimeOrder(selection.acts.filter((n) => selection.when[n] && selection.when[n].dated));
  const shown = dated.filter((n) => inStretch(selection.when[n]));
  time.labels = shown.length < 260;
  const crowd = shown.length > MAX_BARS;
  const byTone = tones.map(() => []);
  for (const n of shown) byTone[nodes[n].t ?? tones.length - 1].push(n);
  const [parts, from] = periodLane(20);
  let y = from;
  byTone.forEach((list, t) => {
    if (!list.length) return;
    const [rows, height] = crowd ? [[], 3] : packed(list);
    parts.push(el("line", { class: "lane-line", x1: 0, x2: time.width, y1: y - 2, y2: y - 2 }));
    const name = LEFT ? wrapped(tones[t].l, 17, 2).split("\n") : [tones[t].l];
    name.forEach((line, i) =>
      parts.push(el("text", { class: "lane-name", x: 6, y: y + 10 + i * 12, style: { fill: tint(tones[t].c) } }, line)),
    );
    const first = LEFT ? 1 : 14;
    for (const [row, n] of rows) parts.push(bar(n, y + first + row * ROW_HEIGHT, t));
    if (crowd) parts.push(density(list, y + first, height * ROW_HEIGHT, t));
    y += Math.max(first + 3 + height * ROW_HEIGHT, name.length * 12 + 4);
  });
  const asof =
    state.asof !== null && state.asof >= time.from && state.asof <= time.to
      ? el("line", { class: "asof-line", x1: xOf(state.asof), x2: xOf(state.asof), y1: 14, y2: y })
      : null;
  const focused = document.activeElement && document.activeElement.closest ? document.activeElement.closest(".bar") : null;
  const keep = focused ? (focused.dataset.act !== undefined ? "act" : "period") : null;
  const kept = focused ? focused.dataset[keep] : null;
  const height = Math.max(y + 4, lanes.clientHeight - 2);
  const top = lanes.scrollTop;
  refill(
    lanes,
    el(
      "svg",
      { height, viewBox: `0 0 ${time.width} ${height}`, width: time.width, role: "presentation" },
      patterns(),
      axis(height),
      parts,
      asof,
    ),
    crowd
      ? el(
          "p",
          { class: "aside lanes-note" },
          `${count(shown.length, "act")}: too many to draw one by one. Each column shows how many may fall into that time; choose one, or a shorter period above, to see them.`,
        )
      : null,
  );
  lanes.scrollTop = top;
  if (keep) {
    const again = lanes.querySelector(`.bar[data-${keep}="${kept}"]`);
    if (again) again.focus();
  }
  drawBrush(dated);
}

/** Many acts of a tone as columns: the number that may be in each slice of the visible time. Choosing a column sets the period to it. */
function density(list, y, height, t) {
  const slices = Math.max(10, Math.floor((time.width - LEFT) / 9));
  const length = (time.to - time.from) / slices;
  const numbers = new Array(slices).fill(0);
  const at = (day) => Math.max(0, Math.min(slices - 1, Math.floor((day - time.from) / length)));
  for (const n of list) {
    const when = selection.when[n];
    const [first, last] = [at(Number.isNaN(when.from) ? when.to : when.from), at(when.last)];
    for (let i = first; i <= last; i++) numbers[i] += 1;
  }
  const most = Math.max(1, ...numbers);
  return el(
    "g",
    {},
    numbers.map((number, i) => {
      if (!number) return null;
      const [from, to] = [Math.round(time.from + i * length), Math.round(time.from + (i + 1) * length)];
      const tall = Math.max(1.5, (number / most) * (height - 3));
      const narrow = () => change({ from, to });
      return el(
        "g",
        {
          class: "bar",
          role: "button",
          tabindex: "-1",
          "aria-label": `${tones[t].l}, ${dayWords(isoDay(from))} to ${dayWords(isoDay(to))}: up to ${count(number, "act")}`,
          dataset: { from, to },
          onclick: narrow,
        },
        el("rect", {
          x: xOf(from),
          y: y + height - tall,
          width: Math.max(1, xOf(to) - xOf(from) - 1),
          height: tall,
          fill: tint(tones[t].c),
        }),
        el("rect", { class: "hit", x: xOf(from), y, width: Math.max(1, xOf(to) - xOf(from) - 1), height }),
      );
    }),
  );
}

const inStretch = (when) => (Number.isNaN(when.from) || when.from <= time.to) && (Number.isNaN(when.last) || when.last >= time.from);

/** Marks the selected act without redrawing the lanes. */
export function markTimeline() {
  const chosen = state.sel && state.sel.type === "node" ? String(state.sel.node) : null;
  for (const node of byId("lanes").querySelectorAll(".bar"))
    node.classList.toggle("chosen", node.dataset.act !== undefined && node.dataset.act === chosen);
}

function patterns() {
  return el(
    "defs",
    {},
    tones.map((tone, t) => [
      el(
        "pattern",
        { id: `hatch-${t}`, width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
        el("rect", { width: 5, height: 5, fill: tint(tone.c), "fill-opacity": 0.16 }),
        el("line", { x1: 0, y1: 0, x2: 0, y2: 5, stroke: tint(tone.c), "stroke-width": 1.6, "stroke-opacity": 0.75 }),
      ),
      ["left", "right"].map((side) =>
        el(
          "linearGradient",
          { id: `fade-${side}-${t}` },
          [0, 1].map((stop) =>
            el("stop", { offset: stop, "stop-color": tint(tone.c), "stop-opacity": (side === "right") === (stop === 0) ? 0.7 : 0 }),
          ),
        ),
      ),
    ]),
  );
}

/** Draws years (or months, if few years are visible) as lines across the lanes. */
function axis(height) {
  const years = (time.to - time.from) / 365.25;
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].find((each) => years / each <= Math.max(3, time.width / 90)) || 5000;
  const marks = [];
  const yearAt = (day) => new Date(day * 864e5).getUTCFullYear();
  const start = (year, month = 0) => {
    const date = new Date(0);
    date.setUTCFullYear(year, month, 1);
    return date.getTime() / 864e5;
  };
  if (years < 3) {
    const each = years < 1 ? 1 : 3;
    for (let year = yearAt(time.from); year <= yearAt(time.to); year++)
      for (let month = 0; month < 12; month += each) marks.push([start(year, month), `${MONTHS[month].slice(0, 3)} ${year}`]);
  } else
    for (let year = Math.ceil(yearAt(time.from) / step) * step; year <= yearAt(time.to); year += step)
      marks.push([start(year), String(year)]);
  return el(
    "g",
    { class: "axis", "aria-hidden": "true" },
    marks
      .filter(([day]) => day >= time.from && day <= time.to)
      .map(([day, text]) => [
        el("line", { x1: xOf(day), x2: xOf(day), y1: 14, y2: height }),
        el("text", { x: xOf(day), y: 11, "text-anchor": "middle" }, text),
      ]),
  );
}

/** One act: a mark for a day, a hatched bar between bounds, a full bar if it lasted throughout, a fading end if the end is open. */
function bar(n, y, t) {
  const when = selection.when[n];
  const colour = tint(tones[t].c);
  const unheld = selection.matter[n] === UNHELD;
  const h = ROW_HEIGHT - 4;
  const openLeft = Number.isNaN(when.from),
    openRight = Number.isNaN(when.to);
  const left = openLeft ? xOf(when.to) - 40 : xOf(when.from);
  const right = openRight ? fadeEnd(when, left) : xOf(when.to);
  const body = [];
  const stroke = unheld ? tint(D.unheld) : colour;
  const dash = unheld ? "3 2" : when.a || when.q ? "1 2" : null;
  if (openLeft) body.push(el("rect", { x: left, y, width: 40, height: h, fill: `url(#fade-left-${t})` }));
  else if (openRight) body.push(el("rect", { x: left, y, width: right - left, height: h, fill: `url(#fade-right-${t})` }));
  else if (right - left < 5)
    body.push(
      el("polygon", {
        points: `${left},${y + h / 2} ${left + 4},${y} ${left + 8},${y + h / 2} ${left + 4},${y + h}`,
        fill: unheld ? "none" : colour,
        stroke,
        "stroke-dasharray": dash,
      }),
    );
  else {
    body.push(
      el("rect", {
        x: left,
        y,
        width: right - left,
        height: h,
        rx: 1,
        fill: `url(#hatch-${t})`,
        stroke,
        "stroke-width": 0.8,
        "stroke-dasharray": dash,
      }),
    );
    if (!Number.isNaN(when.sureFrom) && !Number.isNaN(when.sureTo) && when.sureTo >= when.sureFrom && !unheld)
      body.push(
        el("rect", {
          x: xOf(when.sureFrom),
          y,
          width: Math.max(1, xOf(when.sureTo) - xOf(when.sureFrom)),
          height: h,
          fill: colour,
          "fill-opacity": 0.75,
        }),
      );
  }
  const end = Math.max(right, left + 8);
  const turned = time.labels && flips(end, n);
  const room = turned ? left - 4 : Math.min(time.width, end) + 4;
  const name = `${unheld ? "Not held, " + actStandingText(n) + ": " : ""}${actTitle(n, true)}, ${when.words}`;
  const chosen = state.sel && state.sel.type === "node" && state.sel.node === n;
  const text = time.labels ? clipped(labelOf(n), 30) : "";
  const extra = text ? Math.min(170, 12 + text.length * 5.2) : 0;
  // The name is beside the button, so that a screen reader says the whole name and not the clipped one.
  return [
    el(
      "g",
      {
        class: chosen ? "bar chosen" : "bar",
        role: "button",
        tabindex: "-1",
        "aria-label": name,
        dataset: { act: n },
        onclick: () => change({ sel: { type: "node", node: n } }),
      },
      body,
      el("rect", { class: "hit", x: (turned ? left - extra : left) - 2, y: y - 2, width: end - left + extra + 4, height: h + 4 }),
    ),
    text
      ? el(
          "text",
          {
            class: "bar-name",
            "aria-hidden": "true",
            x: room,
            y: y + h - 0.5,
            "text-anchor": turned ? "end" : "start",
            style: selection.begun[n] === "possibly" ? { "font-style": "italic" } : {},
          },
          (unheld ? "⚑ " : "") + text + (selection.begun[n] === "possibly" ? " (possibly)" : ""),
        )
      : null,
  ];
}
export const clipped = (text, length) => (text.length > length ? text.slice(0, length - 1) + "…" : text);

/** Arrow keys in the lanes go from act to act in time order. Enter selects. */
function moveAlongLane(event) {
  const bars = [...byId("lanes").querySelectorAll(".bar")].sort((a, b) => Number(order(a)) - Number(order(b)));
  if (!bars.length) return;
  const at = bars.indexOf(document.activeElement);
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (step) {
    const next = bars[Math.max(0, Math.min(bars.length - 1, at < 0 ? 0 : at + step))];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
    event.preventDefault();
  } else if ((event.key === "Enter" || event.key === " ") && at >= 0) {
    if (bars[at].dataset.period) selectPeriod(periods[bars[at].dataset.period]);
    else if (bars[at].dataset.act) change({ sel: { type: "node", node: Number(bars[at].dataset.act) } });
    else change({ from: Number(bars[at].dataset.from), to: Number(bars[at].dataset.to) });
    event.preventDefault();
  }
}

function order(node) {
  if (node.dataset.from) return node.dataset.from;
  if (node.dataset.period) return Number(node.dataset.period) - 1e9; // the lane of the periods is the first
  const when = selection.when[Number(node.dataset.act)];
  return Number.isNaN(when.from) ? when.to : when.from;
}
