// The first minute: above the network, what it shows and from how many documents, the findings, and one click to everything.

import { sourcesShown } from "./behind.js";
import { D, isAgent } from "./data.js";
import { byId, el, refill } from "./dom.js";
import { findings } from "./findings.js";
import { figure, plural, t } from "./language.js";
import { bringIntoView, linesNow, standingNow } from "./network.js";
import { HELD, agents, selection } from "./select.js";
import { crowds, isOpening, leftOutNow } from "./standing.js";
import { change, state } from "./state.js";

/** Draws what stands above the network. */
export function drawLead() {
  // Only agents of whom something is held are counted, as in the header.
  const isHeld = (/** @type {number} */ n) => selection.thing[n] === HELD;
  const shown = [...standingNow.keys()].filter((n) => typeof n === "number" && isAgent(n) && isHeld(n)).length;
  const all = agents.filter((n) => selection.agent[n] && isHeld(n)).length;
  const opening = isOpening();
  const can = !!D.opening && D.opening.core.length > 1 && D.opening.core.length < agents.length && !D.about.only;
  const numbers = { shown: figure(shown), all: figure(all) };
  const parts = [
    opening
      ? D.opening?.named
        ? t("The principal parties and their strongest ties: {shown} of {all} agents", numbers)
        : t("The most connected parties: {shown} of {all} agents", numbers)
      : plural(shown, "{n} agent", "{n} agents"),
    plural(linesNow.size, "{n} line", "{n} lines"),
    plural(sourcesShown().documents, "from {n} document", "from {n} documents"),
  ];
  const { doubts, folded } = leftOutNow;
  if (doubts.all) parts.push(t("{shown} of {all} acts with doubt", { shown: figure(doubts.shown), all: figure(doubts.all) }));
  const left = leftOutNow.ends + leftOutNow.nodes;
  if (left) parts.push(plural(left, "{n} more has no room here", "{n} more have no room here"));
  const alone = leftOutNow.alone.filter(isHeld).length;
  const list = opening && state.asof === null ? findings() : [];
  refill(
    byId("lead"),
    el(
      "p",
      { class: "lead-line" },
      el("span", {}, parts.join(" · ")),
      " ",
      alone
        ? el(
            "button",
            {
              type: "button",
              id: "alone",
              class: "link",
              title: t("Their acts name nobody else, or stand only in what others say or judge. The table has them."),
              onclick: () => change({ view: "table", tab: "agents" }),
            },
            plural(alone, "{n} agent without a line is not drawn", "{n} agents without a line are not drawn"),
          )
        : null,
      " ",
      folded
        ? el(
            "button",
            {
              type: "button",
              id: "unfold",
              class: "link",
              title: t("Draw them with the act in which they took part."),
              onclick: () => change({ folded: [...crowds].filter((n) => standingNow.has(n)) }),
            },
            plural(folded, "{n} agent of a folded act is not drawn", "{n} agents of folded acts are not drawn"),
          )
        : null,
      " ",
      doubts.all && (state.doubts || doubts.shown < doubts.all)
        ? el(
            "button",
            {
              type: "button",
              id: "all-doubt",
              class: "link",
              title: t("At first only those that touch the parties shown are drawn, as many as there is room for."),
              onclick: () => change({ doubts: !state.doubts }),
            },
            state.doubts ? t("Draw only doubt about the parties shown") : t("Draw all acts with doubt"),
          )
        : null,
      " ",
      can && (opening || state.whole)
        ? el(
            "button",
            {
              type: "button",
              id: "show-all",
              class: "small",
              "aria-pressed": String(state.whole),
              onclick: () => change({ whole: !state.whole, sel: null }),
            },
            state.whole ? t("Only the principal parties") : t("Show all"),
          )
        : null,
    ),
    list.length
      ? el(
          "ul",
          { class: "findings", "aria-label": t("Findings") },
          list.map(({ text, sel }) =>
            el(
              "li",
              {},
              el(
                "button",
                {
                  type: "button",
                  class: "link finding",
                  title: t("Who says so?"),
                  onclick: () => {
                    change({ sel });
                    bringIntoView();
                  },
                },
                text,
              ),
            ),
          ),
        )
      : null,
  );
}
