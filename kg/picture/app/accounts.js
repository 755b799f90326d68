// Accounts that differ, side by side: each under its document, with its date and standing, and what differs marked.

import { TYPE, claims, contentsOf, facts, factsOfClaim, labelOf, localName, sourceName, terms, whensOf } from "./data.js";
import { el } from "./dom.js";
import { t } from "./language.js";
import { commas, name } from "./phrases.js";
import { claimBlock, claimsAbout } from "./proof.js";
import { selection } from "./select.js";

/** A fact as a text that is equal for equal facts. */
const factKey = (f) => JSON.stringify([facts[f][0], facts[f][1], facts[f][2]]);

/** What one claim says and another does not, as texts. */
function differing(c, other) {
  const theirs = new Set(factsOfClaim[other].map(factKey));
  return factsOfClaim[c].filter((f) => !theirs.has(factKey(f)) && facts[f][1] !== TYPE && localName(terms[facts[f][1]][0]) !== "gist");
}

/** The value of a fact in words. */
function valueText(f) {
  const value = facts[f][2];
  if (typeof value === "number") return labelOf(value);
  return value.t !== undefined ? terms[value.t][1] : (value.x ?? value.v);
}

/** The dates that a claim gives, in words. */
const datesOf = (c) => [
  ...new Set(
    factsOfClaim[c].flatMap((f) =>
      whensOf[facts[f][0]].filter((when) => when.c === c && when.w).map((when) => /** @type {string} */ (when.w)),
    ),
  ),
];

/** One account: its document, the date that it gives, what only it says, and the claim in full. */
function account(c, other) {
  const claim = claims[c];
  const dates = datesOf(c);
  const own = differing(c, other);
  return el(
    "div",
    { class: "account", dataset: { claim: c } },
    el(
      "p",
      { class: "teller" },
      commas(claim.docs.map((d) => name(sourceName(d)))),
      dates.length ? el("span", { class: "aside" }, ` · ${dates.join("; ")}`) : null,
      claim.h ? el("span", { class: "aside" }, ` · ${t("held")}`) : null,
    ),
    own.length
      ? el(
          "ul",
          { class: "differing" },
          own.map((f) => el("li", {}, el("mark", {}, el("em", {}, terms[facts[f][1]][1]), " ", el("bdi", {}, valueText(f))))),
        )
      : null,
    claimBlock(c),
  );
}

/** Pairs of accounts that differ, from the claims about a node and the content of its statements.
 * @param {number} n */
export function differences(n) {
  const about = new Set([...claimsAbout(n), ...contentsOf[n].filter((c) => selection.claim[c])]);
  /** @type {Map<string, [number, number]>} */
  const pairs = new Map();
  for (const c of about)
    for (const other of claims[c].df || []) if (selection.claim[other]) pairs.set([c, other].sort((a, b) => a - b).join(), [other, c]);
  return [...pairs.values()].map(([a, b]) =>
    el(
      "section",
      { class: "differs", "aria-label": t("Two accounts that differ") },
      el("h4", {}, el("span", { class: "sign", "aria-hidden": "true" }, "≠ "), t("Reported differently")),
      el("div", { class: "pair" }, account(a, b), account(b, a)),
    ),
  );
}
