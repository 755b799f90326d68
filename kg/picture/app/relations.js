// The relations of two parties in time: a lane with a band for each aspect, in which stands what held between them.

import { D, NEGATIVE, edges, edgesAt, isAgent, labelOf, nodes, periods, terms, tones } from "./data.js";
import { dayNumber } from "./dates.js";
import { el, refill } from "./dom.js";
import { directed, plural, t } from "./language.js";
import { boldWidth, tip, widthOf } from "./measure.js";
import { tint } from "./network.js";
import { linesOf, valuesOf } from "./packing.js";
import { onlyByDocument, periodAgents, periodDays, periodTitle, selectPeriod } from "./periods.js";
import { HELD, selection } from "./select.js";
import { change, state } from "./state.js";
import { arrow, fades, hatch, time, xOf } from "./timeline.js";
import { weightOf } from "./weights.js";

/** The height of a band, and of a line of the words beside it. */
const BAND = 18,
  LINE = 14;
/** The width over which a state fades of which only the document is known, and half the width of its mark. */
const FADE = 150,
  MARK = 4;
/** More rows than this are not drawn. */
const MOST_ROWS = 60;
/** The aspects in the order of the rows. */
const ASPECTS = ["DiplomaticStatus", "RecognitionStatus", "RepresentationLevel", "EnvoyPresence", "MissionPresence"];

/** @typedef {import("./types.js").Period} Period */

const parts = {
  /** @type {any} */ one: null,
  /** @type {any} */ other: null,
  /** @type {any} */ box: null,
};

/** The parties that one can choose: those with periods, and the principal ones. */
const principals = () => (D.opening?.principals || []).filter(isAgent);
const withPeriods = new Set(periods.flatMap(periodAgents));

const between = (a, b) => periods.filter((period) => periodAgents(period).includes(a) && periodAgents(period).includes(b));

/** The two parties with which the lane begins: the first two principal ones with a period, or else the two with the most,
 * of which the most is sure. */
function firstPair() {
  const first = principals();
  for (const [i, a] of first.entries()) for (const b of first.slice(i + 1)) if (between(a, b).length) return [a, b];
  /** @type {Map<string, {pair: number[], number: number, sure: number}>} */
  const found = new Map();
  for (const period of periods) {
    const pair = periodAgents(period).sort((a, b) => a - b);
    const key = pair.join(" ");
    const seen = found.get(key) || { pair, number: 0, sure: 0 };
    seen.number += pair.length === 2 ? 1 : 0;
    seen.sure += period.f ? 1 : 0;
    found.set(key, seen);
  }
  const weight = ({ pair }) => pair.map((n) => nodes[n].n || 0).reduce((a, b) => a + b, 0);
  const [most] = [...found.values()].sort((a, b) => b.number - a.number || b.sure - a.sure || weight(b) - weight(a));
  return most ? most.pair : [];
}

/** The party with the strongest ties to a given one, of those with whom it has a state of relations under the filters.
 * @param {number} n
 * @returns {number[]} the party, or none */
function strongestCounterpart(n) {
  /** @type {Map<number, number>} */
  const found = new Map();
  periods.forEach((period, i) => {
    const pair = periodAgents(period);
    if (!selection.period[i] || pair.length !== 2 || !pair.includes(n)) return;
    for (const other of pair) if (other !== n) found.set(other, 0);
  });
  for (const e of edgesAt[n]) {
    const other = edges[e].s === n ? edges[e].o : edges[e].s;
    const sum = found.get(other);
    if (sum !== undefined && edges[e].e && selection.edge[e] === HELD) found.set(other, sum + weightOf(e));
  }
  return [...found]
    .sort(([a, one], [b, other]) => other - one || (labelOf(a) < labelOf(b) ? -1 : 1))
    .slice(0, 1)
    .map(([other]) => other);
}

/** The parties whose relations are shown: those that the reader chose, those of the selected period or line, those of the filter, the
 * selected party, or the first. One stands for its relations with anyone. */
function pairNow() {
  if (state.pair.length) return state.pair;
  const { sel } = state;
  if (sel?.type === "period") return periodAgents(periods[sel.period]).slice(0, 2);
  if (sel?.type === "edges") {
    const ends = [edges[sel.edges[0]].s, edges[sel.edges[0]].o];
    if (ends.every(isAgent) && ends[0] !== ends[1]) return ends;
  }
  const { parties } = state;
  if (parties.length === 2) return parties;
  if (parties.length === 1 && withPeriods.has(parties[0])) return [parties[0], ...strongestCounterpart(parties[0])];
  if (sel?.type === "node" && withPeriods.has(sel.node)) return [sel.node];
  return firstPair();
}

/** The choice of the two parties. Null if the file tells of no relations in time. */
export function buildRelations() {
  if (!periods.length) return null;
  parts.one = el("select", { id: "pair-one", "aria-label": t("Relations of"), onchange: choose });
  parts.other = el("select", { id: "pair-other", "aria-label": t("Relations with"), onchange: choose });
  parts.box = el(
    "div",
    { class: "pair-choice", role: "group", "aria-label": t("Relations of two parties") },
    el("span", { "aria-hidden": "true" }, t("Relations of")),
    parts.one,
    el("span", { "aria-hidden": "true" }, t("with")),
    parts.other,
  );
  return parts.box;
}

function choose() {
  const [a, b] = [parts.one.value, parts.other.value];
  change({ pair: b === "" || a === b ? [Number(a)] : [Number(a), Number(b)] });
}

/** Updates the choice from the state. */
export function drawRelations() {
  if (!parts.box) return;
  const pair = pairNow();
  const first = principals();
  const rest = [...new Set([...withPeriods, ...pair])].filter((n) => !first.includes(n)).sort((a, b) => (labelOf(a) < labelOf(b) ? -1 : 1));
  const all = [...first, ...rest];
  const option = (n, chosen) => el("option", { value: n, selected: n === chosen }, labelOf(n));
  refill(
    parts.one,
    all.map((n) => option(n, pair[0])),
  );
  refill(
    parts.other,
    el("option", { value: "", selected: pair.length < 2 }, t("anyone")),
    all.filter((n) => n !== pair[0]).map((n) => option(n, pair[1])),
  );
}

/** @typedef {{words: string, short: string, list: Period[]}} Track one row: its name, a name without the parties, its periods */

/** The rows of the lane: the periods of each aspect and direction, or mission.
 * @param {number[]} pair
 * @returns {Track[]} */
function tracksOf(pair) {
  /** @type {Map<string, {period: Period, list: Period[]}>} */
  const found = new Map();
  periods.forEach((period, i) => {
    if (!selection.period[i] || !pair.every((n) => periodAgents(period).includes(n))) return;
    const key = [period.k, period.s, period.o, period.m ?? ""].join(" ");
    const track = found.get(key) || { period, list: [] };
    track.list.push(period);
    found.set(key, track);
  });
  const place = ({ k }) => {
    const at = ASPECTS.findIndex((name) => terms[k][0].endsWith(`#${name}`));
    return at < 0 ? ASPECTS.length : at;
  };
  const begin = (period) => (period.e ? dayNumber(period.e) : -Infinity);
  return [...found.values()]
    .map(({ period, list }) => ({
      period,
      words: trackWords(period, pair),
      short: terms[period.k][1],
      list: list.sort((a, b) => begin(a) - begin(b)),
    }))
    .sort((a, b) => place(a.period) - place(b.period) || (a.words < b.words ? -1 : 1));
}

/** The name of a row: whose conduct towards whom it is, or both if it is mutual.
 * @param {Period} period
 * @param {number[]} pair */
function trackWords(period, pair) {
  if (period.m !== undefined) return labelOf(period.m);
  const aspect = terms[period.k][1];
  if (period.s.length > 1) {
    if (pair.length > 1) return aspect;
    return t("{aspect}, with {party}", {
      aspect,
      party: period.s
        .filter((n) => n !== pair[0])
        .map(labelOf)
        .join(", "),
    });
  }
  return t("{aspect}, {one} → {other}", { aspect, one: labelOf(period.s[0]), other: period.o.map(labelOf).join(", ") });
}

/** The lane from a height on: its parts, and the height below it. Nothing if the file tells of no relations in time.
 * @param {number} y
 * @returns {[any[], number]} */
export function relationsLane(y) {
  if (!parts.box) return [[], y];
  const pair = pairNow();
  const tracks = tracksOf(pair).filter(({ list }) => list.some((period) => !begunLater(period) && pixels(period).seen));
  if (!tracks.length) {
    const words = nothingWords(pair);
    const lines = (linesOf(words, time.width - 16, 3, widthOf) || []).map((line) => directed(line, words));
    return [
      lines.map((line, i) => el("text", { class: "lane-words", x: 8, y: y + 13 + i * LINE }, line)),
      y + Math.max(1, lines.length) * LINE + 8,
    ];
  }
  const tone = Math.max(
    0,
    tones.findIndex((each) => each.id === "relations"),
  );
  const colour = tint(tones[tone].c);
  const drawn = [
    el(
      "defs",
      {},
      hatch("hatch-held", colour),
      fades("held", colour),
      hatch("hatch-negative", "var(--negative)", 135),
      fades("negative", "var(--negative)"),
      el(
        "pattern",
        { id: "barred", width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(135)" },
        el("rect", { width: 7, height: 7, fill: "var(--negative)", "fill-opacity": 0.2 }),
        el("line", { x1: 0, y1: 0, x2: 0, y2: 7, stroke: "var(--negative)", "stroke-width": 4 }),
      ),
    ),
  ];
  let at = y;
  let row = 0;
  for (const track of tracks.slice(0, MOST_ROWS)) {
    const room = time.gutter ? time.gutter - 14 : time.width - 16;
    const most = time.gutter ? 4 : 2;
    const head = linesOf(track.words, room, most, widthOf) || linesOf(track.short, room, most, widthOf) || [];
    const above = time.gutter ? 2 : Math.max(1, head.length) * LINE + 3;
    drawn.push(
      el("line", { class: "lane-line", x1: 0, x2: time.width, y1: at - 1, y2: at - 1 }),
      el(
        "g",
        {},
        tip(track.words),
        head.map((line, i) => el("text", { class: "track-name", x: 6, y: at + 12 + i * LINE }, directed(line, track.words))),
      ),
      bands(track, at + above, row, colour),
    );
    row += track.list.length;
    at += Math.max(above + BAND + 5, head.length * LINE + 6);
  }
  if (tracks.length > MOST_ROWS) {
    drawn.push(el("text", { class: "lane-words", x: 8, y: at + 13 }, t("More rows than can be drawn: choose the other party above.")));
    at += 20;
  }
  return [drawn, at + 3];
}

/** Why the lane is empty: nothing is told of this time, or the filters leave it out.
 * @param {number[]} pair */
function nothingWords(pair) {
  const left = periods.filter(
    (period, i) =>
      !selection.period[i] && pair.every((n) => periodAgents(period).includes(n)) && !begunLater(period) && pixels(period).seen,
  ).length;
  const [one, other] = pair.map(labelOf);
  if (pair.length > 1)
    return left
      ? plural(
          left,
          "The filters leave out {n} state of the relations of {one} and {other} in this time.",
          "The filters leave out {n} states of the relations of {one} and {other} in this time.",
          { one, other },
        )
      : t("No state of the relations of {one} and {other} is told of this time.", { one, other });
  return left
    ? plural(
        left,
        "The filters leave out {n} state of relations in this time.",
        "The filters leave out {n} states of relations in this time.",
      )
    : t("No state of relations is told of this time.");
}

/** Whether a period begins only after the day of the view.
 * @param {Period} period */
const begunLater = (period) => state.asof !== null && Boolean(period.e) && dayNumber(period.e) > state.asof;

/** Where a period is drawn: its first and last pixel, the pixels of its sure days, and those of the mark of its document if nothing else is
 * known of its time; whether anything of it is visible, whether it goes on before or after what is visible, and whether the day of the view
 * cuts it. Nothing of what is undated is a place in time: only its words stand where its row begins.
 * @typedef {{left: number, right: number, sure: [number, number] | null, mark: [number, number] | null, seen: boolean, before: boolean,
 *   after: boolean, cut: boolean, undated: boolean}} Place */

/** The pixels of a state that is known only at the date of its document: the mark of that day, and how far it fades on both sides. If the
 * day is not visible, it fades from the edge on that side.
 * @param {Period} period
 * @returns {Place} */
function pixelsByDocument(period) {
  const [first, last] = time.range;
  const end = Math.min(last, state.asof === null ? Infinity : xOf(state.asof + 1));
  const day = xOf(dayNumber(period.z || ""));
  const [before, after] = [day < first, day > end];
  const middle = before ? first : after ? end : day;
  return {
    left: Math.max(first, middle - FADE),
    right: Math.max(first + 2, after ? end : Math.min(last + 12, middle + FADE)),
    mark: before || after ? null : [Math.max(first, day - MARK), Math.min(last, day + MARK)],
    sure: null,
    seen: end > first,
    before,
    after,
    cut: false,
    undated: false,
  };
}

/** Whether nothing is known of the time of a period, not even the date of a document.
 * @param {Period} period */
const isUndated = ({ e, l, f, u, z }) => !e && !l && !f && !u && !z;

/** The value of a period as it is written in its band.
 * @param {Period} period */
const valueWords = (period) => (isUndated(period) ? t("{state}, undated", { state: terms[period.v][1] }) : terms[period.v][1]);

/** The pixels of a period. An open beginning fades to the edge, an open end is drawn until the reach of the documents.
 * @param {Period} period
 * @returns {Place} */
function pixels(period) {
  if (onlyByDocument(period)) return pixelsByDocument(period);
  const [first, last] = time.range;
  if (isUndated(period)) {
    const right = Math.min(last, first + boldWidth(valueWords(period)) + 10);
    return { left: first, right, sure: null, mark: null, seen: true, before: false, after: false, cut: false, undated: true };
  }
  const end = period.l || period.z || period.u || period.f || period.e;
  const [left, right] = [period.e ? xOf(dayNumber(period.e)) : -Infinity, end ? xOf(dayNumber(end) + 1) : last];
  const from = Math.max(first, left);
  // As of a day, no more is drawn than until then.
  const now = state.asof === null ? Infinity : xOf(state.asof + 1);
  const cut = right > now && now < last;
  const to = Math.max(from + 2, Math.min(last, right, now));
  const since = period.f ? Math.max(from, xOf(dayNumber(period.f))) : NaN;
  const until = period.u ? Math.min(to, xOf(dayNumber(period.u) + 1)) : to;
  return {
    left: from,
    right: to,
    mark: null,
    sure: since < to && until > from ? [since, Math.max(since + 1, until)] : null,
    seen: right >= first && left <= last,
    before: left < first - 0.5,
    after: !cut && right > last + 0.5,
    cut,
    undated: false,
  };
}

/** The part of a band in which its value is written first: its sure part, or beside the mark of a document the wider side.
 * @param {Place} place
 * @returns {[number, number] | null} */
const roomOf = ({ left, right, sure, mark, undated }) =>
  undated ? [left, right + 2] : !mark ? sure : mark[0] - left > right - mark[1] ? [left, mark[0]] : [mark[1], right];

/** One row: a band for each period, full on its sure days, hatched on the possible ones, fading where no end is told, and empty where
 * nothing is told.
 * @param {Track} track
 * @param {number} y
 * @param {number} row
 * @param {string} colour */
function bands(track, y, row, colour) {
  const list = track.list
    .filter((period) => !begunLater(period))
    .map((period) => ({ period, ...pixels(period) }))
    .filter(({ seen }) => seen);
  const values = valuesOf(
    list.map((each) => ({
      sure: roomOf(each),
      left: each.left,
      right: each.right + (onlyByDocument(each.period) ? (each.after ? 8 : 0) : each.period.l || each.cut || each.undated ? 0 : 12),
      name: valueWords(each.period),
    })),
    [time.range[0], time.width - 4],
    boldWidth,
  );
  return [
    el("line", { class: "untold", x1: time.range[0], x2: time.range[1], y1: y + BAND / 2, y2: y + BAND / 2 }),
    list.map((each, i) => band(each, values[i], y, row + i, colour)),
  ];
}

/** @param {Place & {period: Period}} place
 * @param {{x: number, inside: boolean} | null} value where the value is written
 * @param {number} y
 * @param {number} row
 * @param {string} colour */
function band({ period, left, right, sure, mark, before, after, cut, undated }, value, y, row, colour) {
  const negative = NEGATIVE.has(period.v);
  const [name, fill, ink] = negative ? ["negative", "url(#barred)", "var(--negative)"] : ["held", colour, colour];
  const box = { y, height: BAND };
  const middle = y + BAND / 2;
  const byDocument = onlyByDocument(period);
  const possible = { ...box, class: "possible", fill: `url(#hatch-${name})`, stroke: ink, "stroke-width": 0.8 };
  const open = (side, x, width) => el("rect", { ...box, class: "open", x, width: Math.max(0, width), fill: `url(#fade-${side}-${name})` });
  const body = byDocument
    ? [
        before ? null : open("left", left, (mark ? mark[0] : right) - left),
        after ? null : open("right", mark ? mark[1] : left, right - (mark ? mark[1] : left)),
        mark ? el("rect", { ...box, class: "told", x: mark[0], width: mark[1] - mark[0], fill, stroke: ink, "stroke-width": 0.8 }) : null,
      ]
    : undated
      ? [el("rect", { ...box, class: "undated", x: left, width: right - left, stroke: ink })]
      : period.e
        ? [el("rect", { ...possible, x: left, width: right - left })]
        : // A band that began where the axis does would tell of a beginning: it fades to the edge until what is known.
          [
            open("left", left, (sure ? sure[0] : right) - left),
            sure && sure[1] < right ? el("rect", { ...possible, x: sure[1], width: right - sure[1] }) : null,
          ];
  if (sure)
    body.push(
      el("rect", { ...box, class: "ground", x: sure[0], width: sure[1] - sure[0] }),
      el("rect", { ...box, class: "sure", x: sure[0], width: sure[1] - sure[0], fill, "fill-opacity": negative ? 0.75 : 0.62 }),
    );
  if ((period.e || byDocument) && before) body.push(arrow(left, middle, -1, ink));
  if (after) body.push(arrow(right, middle, 1, ink));
  else if (!period.l && !cut && !byDocument && !undated) body.push(open("right", right, 12));
  const words = valueWords(period);
  const said = `${periodTitle(period)}, ${periodDays(period)}`;
  const title = directed(said, said);
  const chosen = state.sel?.type === "period" && periods[state.sel.period] === period;
  const plate = value?.inside
    ? el("rect", { class: "plate", x: value.x - 3, y: y + 2, width: boldWidth(words) + 6, height: BAND - 4, rx: 2 })
    : null;
  return el(
    "g",
    { class: "entry" },
    el(
      "g",
      {
        class: ["bar", "band", chosen ? "chosen" : "", negative ? "negative" : ""].filter(Boolean).join(" "),
        role: "button",
        tabindex: "-1",
        "aria-label": title,
        dataset: { period: periods.indexOf(period), row },
        onclick: () => selectPeriod(period),
      },
      tip(title),
      body,
      el("rect", { class: "hit", x: left - 1, y: y - 1, width: right - left + 2, height: BAND + 2 }),
    ),
    plate,
    value ? el("text", { class: "band-value", "aria-hidden": "true", x: value.x, y: y + 13 }, words) : null,
  );
}
