// The strip above the lanes: the number of acts in each year, and a window that filters everything when dragged.

import { dayWords, isoDay } from "./dates.js";
import { announce, byId, count, el, refill } from "./dom.js";
import { selection } from "./select.js";
import { change, state } from "./state.js";
import { time } from "./timeline.js";

const strip = { height: 34, top: 3 };

export function buildBrush() {
  strip.note = el("div", { class: "brush-note" });
  strip.svg = el("svg", { height: strip.height, role: "group", "aria-label": "Period" });
  refill(byId("brush"), strip.note, strip.svg);
  strip.svg.addEventListener("pointerdown", startDrag);
}

const stripX = (day) => ((day - time.min) / (time.max - time.min)) * (time.width - 16) + 8;
const stripDay = (x) => time.min + ((x - 8) / (time.width - 16)) * (time.max - time.min);

export function drawBrush(dated) {
  const slices = histogramOf(state.from === null && state.to === null ? dated : selection.beforeTime);
  const top = Math.max(1, ...slices);
  const from = state.from === null ? time.min : state.from,
    to = state.to === null ? time.max : state.to;
  const [x1, x2] = [stripX(Math.max(from, time.min)), stripX(Math.min(to, time.max))];
  const width = (time.width - 16) / slices.length;
  const base = strip.height - 2;
  strip.svg.setAttribute("viewBox", `0 0 ${time.width} ${strip.height}`);
  strip.svg.setAttribute("width", time.width);
  const focused = document.activeElement && document.activeElement.dataset ? document.activeElement.dataset.end : null;
  refill(
    strip.svg,
    slices.map((number, i) =>
      number
        ? el("rect", {
            class: "histogram",
            x: 8 + i * width,
            width: Math.max(1, width - 1),
            y: base - (number / top) * (base - strip.top),
            height: (number / top) * (base - strip.top),
          })
        : null,
    ),
    el("rect", {
      class: "window",
      x: x1,
      width: Math.max(2, x2 - x1),
      y: strip.top - 2,
      height: base - strip.top + 3,
      dataset: { part: "window" },
    }),
    handle("from", x1, from),
    handle("to", x2, to),
  );
  if (focused) {
    const again = strip.svg.querySelector(`[data-end="${focused}"]`);
    if (again) again.focus();
  }
  const undated = selection.acts.filter((n) => !selection.when[n] || !selection.when[n].dated).length;
  refill(
    strip.note,
    el(
      "span",
      {},
      state.from === null && state.to === null
        ? `${isoDay(time.min + 200).slice(0, 4)} to ${isoDay(time.max - 200).slice(0, 4)}`
        : `${dayWords(isoDay(from))} to ${dayWords(isoDay(to))}`,
    ),
    undated
      ? el(
          "button",
          { type: "button", class: "small", onclick: () => change({ view: "table", tab: "acts", sort: "date-down" }) },
          `${count(undated, "act")} without a date`,
        )
      : null,
    selection.undated ? el("span", {}, `${selection.undated} undated left out`) : null,
    state.from !== null || state.to !== null
      ? el(
          "button",
          { type: "button", class: "small", id: "whole-period", onclick: () => change({ from: null, to: null }) },
          "Whole period",
        )
      : null,
  );
}

/** The slices under all filters except time, so that the strip also shows what is outside the window. */
function histogramOf(list) {
  const slices = new Array(Math.max(20, Math.min(120, Math.round(time.width / 8)))).fill(0);
  const at = (day) => Math.max(0, Math.min(slices.length - 1, Math.floor(((day - time.min) / (time.max - time.min)) * slices.length)));
  for (const n of list) {
    const when = selection.when[n];
    const first = at(Number.isNaN(when.from) ? when.to : when.from),
      last = at(when.last);
    for (let i = first; i <= last; i++) slices[i] += 1 / (last - first + 1);
  }
  return slices;
}

function handle(end, x, day) {
  return el(
    "g",
    {
      class: "handle",
      role: "slider",
      tabindex: "0",
      "aria-label": end === "from" ? "From" : "To",
      "aria-valuemin": Math.round(time.min),
      "aria-valuemax": Math.round(time.max),
      "aria-valuenow": Math.round(day),
      "aria-valuetext": dayWords(isoDay(day)),
      dataset: { end },
      onkeydown: (event) => keyHandle(event, end, day),
    },
    el("rect", { x: x - 5, y: strip.top - 4, width: 10, height: strip.height - strip.top + 4, rx: 2 }),
  );
}

function keyHandle(event, end, day) {
  const step = { ArrowLeft: -30, ArrowDown: -30, ArrowRight: 30, ArrowUp: 30, PageUp: 365, PageDown: -365, Home: -1e9, End: 1e9 }[
    event.key
  ];
  if (!step) return;
  event.preventDefault();
  event.stopPropagation();
  setEnd(end, day + step * (event.shiftKey ? 12 : 1));
  announce(`${end === "from" ? "From" : "To"} ${dayWords(isoDay(state[end] ?? (end === "from" ? time.min : time.max)))}`);
}

function setEnd(end, day) {
  const other = end === "from" ? (state.to ?? time.max) : (state.from ?? time.min);
  const value = end === "from" ? Math.max(time.min, Math.min(day, other - 1)) : Math.min(time.max, Math.max(day, other + 1));
  const open = end === "from" ? value <= time.min : value >= time.max;
  change({ [end]: open ? null : Math.round(value) });
}

/** Drags one end or the whole window, or draws a new window on the empty strip. */
function startDrag(event) {
  const box = strip.svg.getBoundingClientRect();
  const at = (moved) => stripDay(((moved.clientX - box.left) / box.width) * time.width);
  const handleNode = event.target.closest("[data-end]");
  const start = at(event);
  const before = [state.from ?? time.min, state.to ?? time.max];
  const narrowed = state.from !== null || state.to !== null;
  const mode = handleNode ? handleNode.dataset.end : event.target.dataset.part === "window" && narrowed ? "window" : "new";
  let waiting = 0;
  let last = null;
  const apply = () => {
    waiting = 0;
    const day = at(last);
    if (mode === "new") {
      if (Math.abs(day - start) < (time.max - time.min) / 200) return;
      change({ from: Math.round(Math.max(time.min, Math.min(start, day))), to: Math.round(Math.min(time.max, Math.max(start, day))) });
    } else if (mode === "window") {
      const length = before[1] - before[0];
      const from = Math.max(time.min, Math.min(time.max - length, before[0] + day - start));
      change({ from: Math.round(from), to: Math.round(from + length) });
    } else setEnd(mode, Math.round(day));
  };
  const move = (moved) => {
    last = moved;
    waiting ||= requestAnimationFrame(apply);
  };
  const stop = () => {
    removeEventListener("pointermove", move);
    removeEventListener("pointerup", stop);
    removeEventListener("pointercancel", stop);
    if (waiting) {
      cancelAnimationFrame(waiting);
      apply();
    }
    announce(byId("summary").textContent);
  };
  addEventListener("pointermove", move);
  addEventListener("pointerup", stop);
  addEventListener("pointercancel", stop);
  event.preventDefault();
  if (handleNode) handleNode.focus();
}
