// Who says so: the claims behind a row of an answer, with the columns that `kg query --cite` adds.

import {
  claims,
  documents,
  edgeAt,
  edges,
  factAt,
  facts,
  factsOf,
  isMatter,
  localName,
  nodeAt,
  passageText,
  passages,
  termAt,
} from "./data.js";
import { el, outside } from "./dom.js";
import { plural, t } from "./language.js";
import { commas, name } from "./phrases.js";
import { claimBadges } from "./words.js";

/** @typedef {import("./outside.js").AnswerTerm} Term */

/** How many claims of a row are listed. */
const MOST = 30;
/** @type {Map<string, number> | null} */
let claimAt = null;

/** The node of a term that is in this file, or undefined. */
const nodeOfTerm = (term) => (term && term.type === "uri" ? nodeAt.get(term.value) : undefined);

/** The claims about a node. */
const about = (n) => factsOf[n].flatMap((f) => facts[f][3]);

/** The claims behind a triple: those that state it, or those about the acts from which it follows.
 * @param {(Term | undefined)[]} row */
function behindTriple(row) {
  const [s, p, o] = row;
  const [subject, object] = [nodeOfTerm(s), nodeOfTerm(o)];
  const term = p && termAt.get(p.value);
  if (subject === undefined || term === undefined) return [];
  const key = object !== undefined ? `${subject} ${term} ${object}` : `${subject} ${term} t${o && termAt.get(o.value)}`;
  const f = factAt.get(key);
  const e = edgeAt.get(key);
  const own = [...(f === undefined ? [] : facts[f][3]), ...(e === undefined ? [] : edges[e].c)];
  return own.length || e === undefined ? own : edges[e].w.flatMap((way) => way.a.flatMap(about));
}

/** The columns of an answer whose nodes carry the evidence: those that the question names, as far as they are there. Several names in one
 * text are a node and what it must be connected with; the first one counts. Without any, every column with a node counts.
 * @param {string[]} vars
 * @param {string[]} cite
 * @returns {number[]} */
function columnsFor(vars, cite) {
  const named = cite.map((names) => vars.indexOf(names.split(" ")[0])).filter((place) => place >= 0);
  return named.length ? named : vars.map((_, place) => place);
}

/** The claims behind a row, held ones first.
 * @param {(Term | undefined)[]} row
 * @param {string[]} vars
 * @param {string[]} cite
 * @param {boolean} triple whether the row is a triple
 * @returns {number[]} */
export function claimsBehindRow(row, vars, cite, triple) {
  claimAt ||= new Map(claims.map((claim, c) => [claim.i, c]));
  const at = claimAt;
  const places = columnsFor(vars, cite);
  const terms = places.map((place) => row[place]);
  const direct = row.flatMap((term) =>
    term && term.type === "uri" && at.has(term.value) ? [/** @type {number} */ (at.get(term.value))] : [],
  );
  const nodes = terms.map(nodeOfTerm).filter((n) => n !== undefined);
  const matters = nodes.filter(isMatter);
  // Of an agent there are claims of all kinds, so that the acts of a row say more about it.
  const found = triple ? behindTriple(row) : direct.length ? direct : (matters.length ? matters : nodes).flatMap(about);
  return [...new Set(found)].sort((a, b) => (claims[b].h || 0) - (claims[a].h || 0) || a - b);
}

/** The passages of some claims as short names: "A12, E2". */
export const passagesOfClaims = (list) => [...new Set(list.flatMap((c) => claims[c].p))].map((p) => localName(passages[p].i)).join(", ");

/** One passage of a claim: its short name, its place, and the address of its document. */
function passageCell(p) {
  const doc = documents[passages[p].d];
  return el(
    "li",
    {},
    el("strong", {}, localName(passages[p].i)),
    " ",
    name(passageText(p)),
    doc && doc.s ? [" · ", outside(doc.s, t("source"))] : null,
  );
}

/** The claims behind a row as a table. Claims that are not held are counted, and listed only if they are all that there is.
 * @param {number[]} list */
export function evidenceTable(list) {
  const held = list.filter((c) => claims[c].h);
  const shown = held.length ? held : list;
  const rest = list.length - shown.length;
  return el(
    "div",
    { class: "evidence-box" },
    el(
      "table",
      { class: "evidence" },
      el("caption", { class: "unseen" }, t("Who says so")),
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          [t("Passages"), t("Standing"), t("What it says, in our words"), t("Documents")].map((head) => el("th", { scope: "col" }, head)),
        ),
      ),
      el(
        "tbody",
        {},
        shown
          .slice(0, MOST)
          .map((c) =>
            el(
              "tr",
              { dataset: { claim: claims[c].i } },
              el("td", {}, el("ul", { class: "passages" }, claims[c].p.map(passageCell))),
              el("td", {}, claims[c].h ? [t("held"), " ", claimBadges(c)] : claimBadges(c)),
              el("td", {}, claims[c].g || ""),
              el("td", {}, commas(claims[c].docs.map((d) => name(documents[d].t || documents[d].l)))),
            ),
          ),
      ),
    ),
    shown.length > MOST ? el("p", { class: "aside" }, plural(shown.length - MOST, "and {n} claim more", "and {n} claims more")) : null,
    rest
      ? el("p", { class: "aside" }, plural(rest, "{n} further claim is not held as fact.", "{n} further claims are not held as fact."))
      : null,
  );
}
