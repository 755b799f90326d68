// The periods of relations: what held between two agents when. Their words, a list and a view of the panel. relations.js draws them.

import { labelOf, periods, terms } from "./data.js";
import { dayWords } from "./dates.js";
import { el } from "./dom.js";
import { resetFilters } from "./filters.js";
import { listed, t } from "./language.js";
import { actEntry, proofOf } from "./proof.js";
import { inTimeOrder, selection } from "./select.js";
import { change, periodSelected } from "./state.js";
import { nodeLink } from "./words.js";

/** @typedef {import("./types.js").Period} Period */

/** The agents of a period, each once.
 * @param {Period} period */
export const periodAgents = (period) => [...new Set([...period.s, ...period.o])];

/** Who and what, in words: "Norway → Sweden: is recognized". A mutual aspect has both agents on both sides.
 * @param {Period} period */
export function periodTitle(period) {
  const who =
    period.m !== undefined
      ? labelOf(period.m)
      : period.s.length > 1
        ? listed(period.s.map(labelOf))
        : t("{one} → {other}", { one: labelOf(period.s[0]), other: period.o.map(labelOf).join(", ") });
  return t("{who}: {state}", { who, state: terms[period.v][1] });
}

/** Whether all that is known of the time of a period is the document that tells of it.
 * @param {Period} period */
export const onlyByDocument = ({ e, l, f, z }) => !e && !l && !f && Boolean(z);

/** The sure and the possible days in words.
 * @param {Period} period */
export function periodDays(period) {
  const { e, l, f, u, z } = period;
  if (z && onlyByDocument(period))
    return t("so at the date of the document ({day} at the latest); it is not said when it began, nor that it ended", { day: dayWords(z) });
  const sure = !f
    ? t("no day is sure")
    : u === f
      ? t("surely on {day}", { day: dayWords(f) })
      : u
        ? t("surely from {from} to {to}", { from: dayWords(f), to: dayWords(u) })
        : t("surely from {from} on", { from: dayWords(f) });
  const [from, to] = [e && e !== f ? dayWords(e) : "", l && l !== u ? dayWords(l) : ""];
  const wider =
    from && from === to
      ? t("possibly on {day}", { day: from })
      : from && to
        ? t("possibly from {from} until {to}", { from, to })
        : from
          ? t("possibly from {from}", { from })
          : to
            ? t("possibly until {to}", { to })
            : "";
  const open = !e && !l ? t("no beginning and no end is told") : !e ? t("no beginning is told") : !l ? t("no end is told") : "";
  return [sure, wider, open].filter(Boolean).join("; ");
}

/** The periods that the filters allow in which all of some agents take part. */
const periodsOf = (/** @type {number[]} */ list) =>
  periods.filter((period, i) => selection.period[i] && list.every((n) => periodAgents(period).includes(n)));

/** @param {Period} period */
export const selectPeriod = (period) => change({ sel: periodSelected(periods.indexOf(period)) });

/** The periods of an agent, or between two, in the panel.
 * @param {number[]} list */
export function periodList(list) {
  const found = periodsOf(list);
  if (!found.length) return null;
  return el(
    "section",
    {},
    el("h3", {}, t("Relations in time")),
    el(
      "ul",
      { class: "triples periods" },
      found.map((period) =>
        el(
          "li",
          {},
          `${periodTitle(period)}, ${periodDays(period)} `,
          el("button", { type: "button", class: "small", onclick: () => selectPeriod(period) }, t("proof")),
        ),
      ),
    ),
  );
}

/** A period in full: its days, the acts that begin, end and show it, and its proof.
 * @param {Period} period
 * @param {unknown} visible */
export function periodView(period, visible) {
  const head = [
    el("p", { class: "kicker" }, t("Relations in time: {aspect}", { aspect: terms[period.k][1] })),
    el("h2", { id: "panel-title" }, periodTitle(period)),
  ];
  if (!visible)
    return [
      head[0],
      head[1],
      el(
        "p",
        {},
        t("The current filters exclude an act on which this rests."),
        " ",
        el("button", { type: "button", class: "small", onclick: resetFilters }, t("Clear all filters")),
      ),
    ];
  const only = period.y.filter((n) => !period.b.includes(n));
  const acts = inTimeOrder([...new Set([...period.y, ...period.x])]);
  return [
    ...head,
    el("p", {}, el("span", { class: "badge inferred" }, t("inferred")), " ", periodDays(period), "."),
    el(
      "ul",
      { class: "triples" },
      /** @type {[string, number[]][]} */ ([
        [t("begun through"), period.b],
        [t("ended through"), period.x],
        [t("shown by"), only],
      ])
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
      t("Between:"),
      " ",
      periodAgents(period).map((n, i) => [i ? ", " : "", nodeLink(n)]),
    ),
    proofOf(period.w, true),
    el("h3", {}, t("The acts")),
    acts.map((act) => actEntry(act, acts.length === 1)),
    el("p", { class: "iri" }, period.i),
  ];
}
