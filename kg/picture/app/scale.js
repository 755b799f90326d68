// The scale of the timeline: which stretch of time is visible, where each day lies, which days the axis names, and how many acts fall into
// each slice. Imports neither the data nor the page, so that it can be tested alone. Days are numbers since 1970.

import { scaleUtc } from "d3-scale";

const DAY = 864e5;
/** The least share of the whole time that a period must cover for the whole time to be drawn. */
const SHARE = 0.4;
const LEAST_DAYS = 30;
const MONTHLY_BELOW = 3 * 366;

/** @typedef {[number, number]} Span first and last day, or first and last pixel */
/** @typedef {{text: string, day: number}} Tick */
/** @typedef {{from: number, to: number, last: number, sureFrom: number, sureTo: number}} Bounds days; NaN for none */
/** @typedef {{from: number, to: number, sure: number, possible: number}} Slice */

/** The visible stretch of time: the whole, or a period that is much shorter with a quarter of its length on both sides, so that it can be
 * widened. A period outside the whole time is visible too.
 * @param {Span} whole
 * @param {number | null} from
 * @param {number | null} to
 * @returns {Span} */
export function stretchOf([min, max], from, to) {
  if (from === null && to === null) return [min, max];
  const first = from ?? Math.min(min, Number(to) - LEAST_DAYS);
  const last = to ?? Math.max(max, Number(from) + LEAST_DAYS);
  const length = Math.max(LEAST_DAYS, last - first);
  const overlaps = first <= max && last >= min;
  if (overlaps && length >= SHARE * (max - min)) return [min, max];
  const [left, right] = [first - length / 4, last + length / 4];
  return [first < min ? left : Math.max(left, min), last > max ? right : Math.min(right, max)];
}

/** Days to pixels and back.
 * @param {Span} stretch
 * @param {Span} range */
export function scaleOf(stretch, range) {
  const scale = scaleUtc()
    .domain(stretch.map((day) => new Date(day * DAY)))
    .range(range);
  return {
    scale,
    /** @param {number} day */
    x: (day) => range[0] + ((day - stretch[0]) / (stretch[1] - stretch[0])) * (range[1] - range[0]),
    /** @param {number} x */
    day: (x) => stretch[0] + ((x - range[0]) / (range[1] - range[0])) * (stretch[1] - stretch[0]),
  };
}

/** The words of a day on the axis: its year if it is the first of January, else its month, else its day and month. The first day of an axis
 * that begins within a year names the year too.
 * @param {Date} date
 * @param {boolean} first
 * @param {(month: number) => string} monthName of 1 to 12 */
export function tickWords(date, first, monthName) {
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  if (month === 0 && day === 1) return String(year);
  return [day === 1 ? "" : String(day), monthName(month + 1), first ? String(year) : ""].filter(Boolean).join(" ");
}

/** The days that the axis names: as many as have room. A name that would leave the frame is empty.
 * @param {ReturnType<typeof scaleOf>} to
 * @param {Span} frame the pixels within which names must lie
 * @param {(text: string) => number} widthOf pixels of a text
 * @param {(month: number) => string} monthName
 * @returns {Tick[]} */
export function ticksOf({ scale, x }, frame, widthOf, monthName) {
  const days = (Number(scale.domain()[1]) - Number(scale.domain()[0])) / DAY;
  for (let wanted = Math.min(Math.floor((frame[1] - frame[0]) / 48), Math.ceil(days)); wanted > 0; wanted--) {
    const dates = scale.ticks(wanted).filter((date) => Number(date) % DAY === 0);
    const ticks = dates.map((date, i) => ({ text: tickWords(date, i === 0, monthName), day: Number(date) / DAY }));
    const boxes = ticks.map(({ text, day }) => [x(day) - widthOf(text) / 2, x(day) + widthOf(text) / 2]);
    if (boxes.every(([left], i) => i === 0 || left > boxes[i - 1][1] + 10))
      return ticks.map((tick, i) => (boxes[i][0] < frame[0] || boxes[i][1] > frame[1] ? { ...tick, text: "" } : tick));
  }
  return [];
}

/** How many acts fall into each slice of the visible stretch. Slices begin with years, months or days. An act whose date is less exact is
 * spread over the slices that it may belong to, and counts as possible in those in which it did not surely go on.
 * @param {ReturnType<typeof scaleOf>} to
 * @param {number} wanted about how many slices
 * @param {Bounds[]} dates
 * @returns {Slice[]} */
export function slicesOf({ scale }, wanted, dates) {
  const ends = scale.domain().map((date) => Number(date) / DAY);
  const inner = scale
    .ticks(wanted)
    .map((date) => Math.floor(Number(date) / DAY))
    .filter((day, i, all) => day > ends[0] && day < ends[1] && day !== all[i - 1]);
  const starts = [ends[0], ...inner];
  const slices = starts.map((from, i) => ({ from, to: starts[i + 1] ?? ends[1], sure: 0, possible: 0 }));
  /** @param {number} day */
  const at = (day) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle] <= day) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  for (const { from, to, last, sureFrom, sureTo } of dates) {
    const begin = Number.isNaN(from) ? to : from;
    if (last < ends[0] || begin > ends[1]) continue;
    const [first, final] = [at(Math.max(begin, ends[0])), at(Math.min(last, ends[1]))];
    // What lies outside the visible stretch has its share of the act there.
    const length = Math.max(1, last - begin + 1);
    for (let i = first; i <= final; i++) {
      const slice = slices[i];
      const inside = Math.min(last + 1, slice.to) - Math.max(begin, slice.from);
      const share = first === final && begin >= ends[0] && last <= ends[1] ? 1 : Math.max(0, Math.min(1, inside / length));
      const sure = share === 1 || (sureFrom <= Math.max(slice.from, begin) && sureTo >= Math.min(slice.to, last + 1) - 1);
      if (sure) slice.sure += share;
      else slice.possible += share;
    }
  }
  return slices;
}

/** The unit in which one steps through a visible stretch.
 * @param {Span} stretch
 * @returns {"month" | "year"} */
export const unitOf = ([from, to]) => (to - from < MONTHLY_BELOW ? "month" : "year");

/** @param {number} year
 * @param {number} month from 0; may be outside the year
 * @param {number} day */
function dayOf(year, month, day) {
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  return Math.round(date.getTime() / DAY);
}

/** The end of the year or month after or before a day, or that of its own if the day is not yet at its end.
 * @param {number} day
 * @param {1 | -1} way
 * @param {"month" | "year"} unit */
export function nextEnd(day, way, unit) {
  const date = new Date(Math.round(day) * DAY);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  /** @param {number} steps */
  const end = (steps) => (unit === "year" ? dayOf(year + steps + 1, 0, 0) : dayOf(year, month + steps + 1, 0));
  if (way < 0) return end(-1);
  return end(0) > Math.round(day) ? end(0) : end(1);
}

/** The period of the same length after or before a period: whole years or months stay whole.
 * @param {number} from
 * @param {number} to
 * @param {1 | -1} way
 * @returns {Span} */
export function nextPeriod(from, to, way) {
  const [first, after] = [new Date(from * DAY), new Date((to + 1) * DAY)];
  if (first.getUTCDate() === 1 && after.getUTCDate() === 1 && to > from) {
    const months = 12 * (after.getUTCFullYear() - first.getUTCFullYear()) + after.getUTCMonth() - first.getUTCMonth();
    const [year, month] = [first.getUTCFullYear(), first.getUTCMonth() + way * months];
    return [dayOf(year, month, 1), dayOf(year, month + months, 0)];
  }
  const length = to - from + 1;
  return [from + way * length, to + way * length];
}
