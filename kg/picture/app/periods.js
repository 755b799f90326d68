// The periods of relations: what held between two agents when. A lane of the timeline, a list and a view of the panel.

import { edges, isAgent, labelOf, periods, terms, tones } from "./data.js";
import { dayNumber, dayWords } from "./dates.js";
import { el, listed } from "./dom.js";
import { resetFilters } from "./filters.js";
import { tint } from "./network.js";
import { actEntry, proofOf } from "./proof.js";
import { inTimeOrder, selection } from "./select.js";
import { change, periodSelected, state } from "./state.js";
import { LEFT, ROW_HEIGHT, clipped, time, xOf } from "./timeline.js";
import { nodeLink } from "./words.js";

const MOST_PERIODS = 60;

export const periodAgents = (period) => [...new Set([...period.s, ...period.o])];

/** Who and what, in words: "Norway → Sweden: is recognized". A mutual aspect has both agents on both sides. */
export function periodTitle(period) {
  const who =
    period.m !== undefined
      ? labelOf(period.m)
      : period.s.length > 1
        ? listed(period.s.map(labelOf))
        : `${labelOf(period.s[0])} → ${period.o.map(labelOf).join(", ")}`;
  return `${who}: ${terms[period.v][1]}`;
}

/** The sure and the possible days in words. */
export function periodDays(period) {
  const { e, l, f, u } = period;
  const sure = f ? (u ? `surely from ${dayWords(f)} to ${dayWords(u)}` : `surely from ${dayWords(f)} on`) : "no day is sure";
  const wider = [e && e !== f ? `from ${dayWords(e)}` : "", l && l !== u ? `until ${dayWords(l)}` : ""].filter(Boolean);
  const ends = [!e && "beginning", !l && "end"].filter(Boolean);
  return [sure, wider.length ? `possibly ${wider.join(" ")}` : "", ends.length ? `no ${ends.join(" and no ")} is told` : ""]
    .filter(Boolean)
    .join("; ");
}

/** The periods that the filters allow in which all of some agents take part. */
const periodsOf = (list) => periods.filter((period, i) => selection.period[i] && list.every((n) => periodAgents(period).includes(n)));

/** The agents whose periods the lane shows: those of the selection. Empty for all. */
function periodFocus() {
  const sel = state.sel;
  if (!sel) return [];
  if (sel.type === "period") return periodAgents(periods[sel.period]);
  if (sel.type === "edges") return [edges[sel.edges[0]].s, edges[sel.edges[0]].o].filter(isAgent);
  return isAgent(sel.node) ? [sel.node] : [];
}

export const selectPeriod = (period) => change({ sel: periodSelected(periods.indexOf(period)) });

/** The lane of the periods from a height on: its parts and the height below it. Without a period to show, nothing. */
export function periodLane(y) {
  const focus = periodFocus();
  const shown = periodsOf(focus).filter((period) => {
    const [left, right] = periodEnds(period);
    return right >= LEFT && left <= time.width;
  });
  if (!shown.length) return [[], y];
  const parts = [
    el("line", { class: "lane-line", x1: 0, x2: time.width, y1: y - 2, y2: y - 2 }),
    (LEFT ? ["Relations", "in time"] : ["Relations in time"]).map((line, i) =>
      el("text", { class: "lane-name", x: 6, y: y + 10 + i * 12 }, line),
    ),
  ];
  const first = LEFT ? 1 : 14;
  if (shown.length > MOST_PERIODS) {
    parts.push(el("text", { x: LEFT, y: y + first + 10 }, `${shown.length} periods: select a party or a line to see those of one or two.`));
    return [parts, y + first + 26];
  }
  shown.forEach((period, row) => parts.push(periodBar(period, y + first + row * ROW_HEIGHT)));
  return [parts, y + Math.max(first + 3 + shown.length * ROW_HEIGHT, 28)];
}

/** The pixels that a period occupies. An open beginning is drawn from the left edge, an open end until the reach of the documents. */
function periodEnds(period) {
  const last = period.l || period.z || period.u || period.f || period.e;
  const left = period.e ? xOf(dayNumber(period.e)) : LEFT;
  return [Math.max(LEFT, left), last ? xOf(dayNumber(last)) : time.width - 30];
}

/** One period: full on its sure days, hatched on the possible ones, fading where no end is told. */
function periodBar(period, y) {
  const t = Math.max(
    0,
    tones.findIndex((tone) => tone.id === "relations"),
  );
  const [left, end] = periodEnds(period);
  const right = Math.max(end, left + 3);
  const h = ROW_HEIGHT - 4;
  const body = [
    el("rect", {
      class: "possible",
      x: left,
      y,
      width: right - left,
      height: h,
      fill: `url(#hatch-${t})`,
      stroke: tint(tones[t].c),
      "stroke-width": 0.8,
    }),
  ];
  if (period.f) {
    const from = Math.max(left, xOf(dayNumber(period.f)));
    const to = period.u ? xOf(dayNumber(period.u)) : right;
    body.push(
      el("rect", { class: "sure", x: from, y, width: Math.max(1, to - from), height: h, fill: tint(tones[t].c), "fill-opacity": 0.75 }),
    );
  }
  if (!period.l) body.push(el("rect", { x: right, y, width: 14, height: h, fill: `url(#fade-right-${t})` }));
  const chosen = state.sel && state.sel.type === "period" && periods[state.sel.period] === period;
  const title = periodTitle(period);
  const text = clipped(title, 60);
  // The name is to the right of the bar, or else to its left, or else on it.
  const room = 22 + text.length * 5.6;
  const [at, anchor] = right + room <= time.width ? [right + 18, "start"] : left - room > LEFT ? [left - 4, "end"] : [left + 4, "start"];
  return [
    el(
      "g",
      {
        class: chosen ? "bar chosen" : "bar",
        role: "button",
        tabindex: "-1",
        "aria-label": `${title}, ${periodDays(period)}`,
        dataset: { period: periods.indexOf(period) },
        onclick: () => selectPeriod(period),
      },
      body,
      el("rect", { class: "hit", x: left - 2, y: y - 2, width: right - left + 18, height: h + 4 }),
    ),
    el("text", { class: "bar-name period-name", "aria-hidden": "true", x: at, y: y + h - 0.5, "text-anchor": anchor }, text),
  ];
}

/** The periods of an agent, or between two, in the panel. */
export function periodList(list) {
  const found = periodsOf(list);
  if (!found.length) return null;
  return el(
    "section",
    {},
    el("h3", {}, "Relations in time"),
    el(
      "ul",
      { class: "triples periods" },
      found.map((period) =>
        el(
          "li",
          {},
          `${periodTitle(period)}, ${periodDays(period)} `,
          el("button", { type: "button", class: "small", onclick: () => selectPeriod(period) }, "proof"),
        ),
      ),
    ),
  );
}

/** A period in full: its days, the acts that begin, end and show it, and its proof. */
export function periodView(period, visible) {
  const head = [
    el("p", { class: "kicker" }, `Relations in time: ${terms[period.k][1]}`),
    el("h2", { id: "panel-title" }, periodTitle(period)),
  ];
  if (!visible)
    return [
      head[0],
      head[1],
      el(
        "p",
        {},
        "The current filters exclude an act on which this rests. ",
        el("button", { type: "button", class: "small", onclick: resetFilters }, "Clear all filters"),
      ),
    ];
  const only = period.y.filter((n) => !period.b.includes(n));
  const acts = inTimeOrder([...new Set([...period.y, ...period.x])]);
  return [
    ...head,
    el("p", {}, el("span", { class: "badge inferred" }, "inferred"), " ", periodDays(period), "."),
    el(
      "ul",
      { class: "triples" },
      [
        ["begun through", period.b],
        ["ended through", period.x],
        ["shown by", only],
      ]
        .filter(([, list]) => list.length)
        .map(([words, list]) =>
          el(
            "li",
            {},
            el("em", {}, words),
            " ",
            list.map((n, i) => [i ? "; " : "", nodeLink(n)]),
          ),
        ),
    ),
    el(
      "p",
      {},
      "Between: ",
      periodAgents(period).map((n, i) => [i ? ", " : "", nodeLink(n)]),
    ),
    proofOf(period.w, true),
    el("h3", {}, "The acts"),
    acts.map((act) => actEntry(act, acts.length === 1)),
    el("p", { class: "iri" }, period.i),
  ];
}
