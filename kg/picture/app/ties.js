// The lines of a node in words, for the panel: those inferred from acts, those stated directly, and the offices held.

import { D, above, claims, dip, edges, facts, factsOf, factsTo, groupOf, labelOf, localName, passages, terms, tones } from "./data.js";
import { el } from "./dom.js";
import { directionOf, figure, t } from "./language.js";
import { tint } from "./network.js";
import { folding } from "./panel.js";
import { commas, inDirectionOf, phrase } from "./phrases.js";
import { HELD, UNHELD, selection, whenOf } from "./select.js";
import { weightOf } from "./standing.js";
import { change, state } from "./state.js";
import { slugsOf } from "./table.js";
import { claimBadges, nodeLink } from "./words.js";

/** A relation with an arrow away from the thing whose panel it stands in, to it, or both.
 * @param {string} verb
 * @param {"out" | "in" | "both"} way */
function verbWords(verb, way) {
  const away = directionOf(verb) === "ltr" ? "→" : "←";
  const arrow = way === "both" ? "↔" : way === "out" ? away : away === "→" ? "←" : "→";
  return inDirectionOf(verb, [`${arrow} ${verb}`]);
}

/** The relations that connect nobody, such as having no relations. */
const APART = new Set(D.apart);
const isDealing = (e) => !APART.has(edges[e].p) && above(edges[e].p).includes(/** @type {number} */ (dip("dealtWith")));
/** Whether any line is a dealing. Where the ontology names no dealings, every line that connects is one, as for the measures. */
const named = edges.some((edge, e) => edge.e && isDealing(e));

/** The inferred lines of a node in two: those to the others with whom it dealt directly, and those to all others. They agree with the
 * sentence of the measures, as long as nothing is filtered.
 * @param {number} n
 * @param {number[]} list
 * @returns {[number[], number[]]} */
export function dealtOrNot(n, list) {
  const other = (e) => (edges[e].s === n ? edges[e].o : edges[e].s);
  const dealt = new Set(list.filter((e) => (named ? isDealing(e) : !APART.has(edges[e].p))).map(other));
  return [list.filter((e) => dealt.has(other(e))), list.filter((e) => !dealt.has(other(e)))];
}

/** The inferred lines of a node by their other end: "Israel: does not recognize (3 acts), ...".
 * @param {number} n
 * @param {number[]} list
 * @param {(number: number) => string} title of that many others */
export function dealings(n, list, title) {
  if (!list.length) return null;
  /** @type {Map<number, number[]>} */
  const byOther = new Map();
  for (const e of list) {
    const other = edges[e].s === n ? edges[e].o : edges[e].s;
    byOther.set(other, [...(byOther.get(other) || []), e]);
  }
  const weight = (some) => some.reduce((sum, e) => sum + weightOf(e), 0);
  const rows = [...byOther].sort((a, b) => weight(b[1]) - weight(a[1]) || (labelOf(a[0]) < labelOf(b[0]) ? -1 : 1));
  return el(
    "section",
    { class: "dealings" },
    el("h3", {}, title(rows.length)),
    folding(
      rows.map(([other, some]) =>
        el(
          "li",
          {},
          nodeLink(other),
          " ",
          merged(some).map(([e, back]) =>
            el(
              "button",
              {
                type: "button",
                class: "verb",
                style: { "--tone": edges[e].t >= 0 ? tint(tones[edges[e].t].c) : "var(--rule)" },
                onclick: () => change({ sel: { type: "edges", edges: back === undefined ? [e] : [e, back] } }),
              },
              verbWords(terms[edges[e].p][1], back !== undefined ? "both" : edges[e].s === n ? "out" : "in"),
              selection.edgeActs[e].length > 1 ? [" ", el("bdi", {}, `×${figure(selection.edgeActs[e].length)}`)] : "",
              state.asof !== null && ["possibly", "undated"].includes(selection.edgeBegun[e])
                ? ` (${selection.edgeBegun[e] === "possibly" ? t("possibly by then") : t("undated")})`
                : "",
              el("span", { class: "unseen" }, ": ", proofWords(e)),
            ),
          ),
        ),
      ),
      "ul",
      { class: "lines" },
    ),
  );
}
const proofWords = (e) =>
  t("proof that {subject} {relation} {object}", {
    subject: labelOf(edges[e].s),
    relation: terms[edges[e].p][1],
    object: labelOf(edges[e].o),
  });

/** Lines without those that repeat another in the opposite direction: [[line, the opposite line or undefined], ...]. */
export function merged(list) {
  const rows = [];
  for (const e of list) {
    const back = list.find(
      (other) =>
        other !== e &&
        edges[other].p === edges[e].p &&
        edges[other].s === edges[e].o &&
        String(selection.edgeActs[other]) === String(selection.edgeActs[e]),
    );
    if (back === undefined || e < back) rows.push([e, back]);
  }
  return rows;
}

/** The badges of a directly stated line that is not held. */
const lineBadges = (e) => edges[e].c.filter((c) => selection.claim[c]).map(claimBadges);

/** What is stated directly about a node, by relation: "nationality of: A, B". */
export function tiesOf(n, list) {
  if (!list.length) return null;
  const rows = new Map();
  for (const e of list) {
    const key = `${edges[e].p} ${edges[e].s === n}`;
    rows.set(key, [...(rows.get(key) || []), e]);
  }
  return el(
    "section",
    {},
    el("h3", {}, t("Lasting ties")),
    el(
      "dl",
      { class: "facts" },
      [...rows.values()].map((some) => {
        const out = edges[some[0]].s === n;
        return [
          el("dt", {}, out ? terms[edges[some[0]].p][1] : verbWords(terms[edges[some[0]].p][1], "in")),
          el(
            "dd",
            {},
            some.map((e, place) => [
              place ? "; " : "",
              nodeLink(out ? edges[e].o : edges[e].s),
              " ",
              el(
                "button",
                { type: "button", class: "link aside", onclick: () => change({ sel: { type: "edges", edges: [e] } }) },
                edges[e].c.length ? slugsOf(edges[e].c.filter((c) => selection.claim[c])) || t("proof") : t("background"),
                el("span", { class: "unseen" }, ": ", proofWords(e)),
              ),
              selection.edge[e] === UNHELD ? [" ", lineBadges(e)] : null,
            ]),
          ),
        ];
      }),
    ),
  );
}

/** The offices that a person held, as far as acts attest them. */
export function officesOf(n) {
  const rows = [];
  for (const f of factsTo[n]) {
    const [tenure, p] = facts[f];
    if (p !== dip("holder") || groupOf(tenure) !== "office" || selection.fact[f] !== HELD) continue;
    const at = (name) =>
      factsOf[tenure]
        .filter((g) => facts[g][1] === dip(name) && typeof facts[g][2] === "number" && selection.fact[g])
        .map((g) => facts[g][2]);
    const when = selection.when[tenure] || whenOf(tenure);
    rows.push(
      el(
        "li",
        {},
        at("office").map((office) => nodeLink(office)),
        when && when.words ? `, ${when.words}` : "",
        at("attestedIn").length
          ? [
              " ",
              el("span", { class: "aside" }, phrase("attested in {acts}", { acts: commas(at("attestedIn").map((act) => nodeLink(act))) })),
            ]
          : null,
        " ",
        el("span", { class: "aside" }, passagesOfFact(f).join("; ")),
      ),
    );
  }
  return rows.length ? el("section", {}, el("h3", {}, t("Offices")), folding(rows, "ul", { class: "triples" })) : null;
}
const passagesOfFact = (f) =>
  [...new Set(facts[f][3].filter((c) => selection.claim[c]).flatMap((c) => claims[c].p))].map((p) => localName(passages[p].i));

export function edgeButton(list, text) {
  return el("button", { type: "button", class: "small", onclick: () => change({ sel: { type: "edges", edges: list } }) }, text);
}
