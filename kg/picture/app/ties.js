// The lines of a node in words, for the panel: those inferred from acts, those stated directly, and the offices held.

import { claims, dip, edges, facts, factsOf, factsTo, groupOf, labelOf, localName, passages, terms, tones } from "./data.js";
import { el } from "./dom.js";
import { tint } from "./network.js";
import { HELD, UNHELD, selection, whenOf } from "./select.js";
import { unheldText, weightOf } from "./standing.js";
import { change } from "./state.js";
import { slugsOf } from "./table.js";
import { nodeLink } from "./words.js";

/** The inferred lines of a node by their other end: "Israel: does not recognize (3 acts), ...". */
export function dealings(n, list, title) {
  if (!list.length) return null;
  const byOther = new Map();
  for (const e of list) {
    const other = edges[e].s === n ? edges[e].o : edges[e].s;
    byOther.set(other, [...(byOther.get(other) || []), e]);
  }
  const weight = (some) => some.reduce((sum, e) => sum + weightOf(e), 0);
  const rows = [...byOther].sort((a, b) => weight(b[1]) - weight(a[1]) || (labelOf(a[0]) < labelOf(b[0]) ? -1 : 1));
  return el(
    "section",
    {},
    el("h3", {}, `${title} (${rows.length})`),
    el(
      "ul",
      { class: "lines" },
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
              (back !== undefined ? "↔ " : edges[e].s === n ? "→ " : "← ") + terms[edges[e].p][1],
              selection.edgeActs[e].length > 1 ? ` ×${selection.edgeActs[e].length}` : "",
              el("span", { class: "unseen" }, `: proof that ${labelOf(edges[e].s)} ${terms[edges[e].p][1]} ${labelOf(edges[e].o)}`),
            ),
          ),
        ),
      ),
    ),
  );
}

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
    el("h3", {}, "Lasting ties"),
    el(
      "dl",
      { class: "facts" },
      [...rows.values()].map((some) => {
        const out = edges[some[0]].s === n;
        return [
          el("dt", {}, out ? terms[edges[some[0]].p][1] : `← ${terms[edges[some[0]].p][1]}`),
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
                edges[e].c.length ? slugsOf(edges[e].c.filter((c) => selection.claim[c])) || "proof" : "background",
                el("span", { class: "unseen" }, `: proof that ${labelOf(edges[e].s)} ${terms[edges[e].p][1]} ${labelOf(edges[e].o)}`),
              ),
              selection.edge[e] === UNHELD ? el("span", { class: "badge unheld" }, "⚑ " + unheldText(edges[e].c)) : null,
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
          ? [el("span", { class: "aside" }, " attested in "), at("attestedIn").map((act, place) => [place ? ", " : "", nodeLink(act)])]
          : null,
        " ",
        el("span", { class: "aside" }, passagesOfFact(f).join("; ")),
      ),
    );
  }
  return rows.length ? el("section", {}, el("h3", {}, "Offices"), el("ul", { class: "triples" }, rows)) : null;
}
const passagesOfFact = (f) =>
  [...new Set(facts[f][3].filter((c) => selection.claim[c]).flatMap((c) => claims[c].p))].map((p) => localName(passages[p].i));

export function edgeButton(list, text) {
  return el("button", { type: "button", class: "small", onclick: () => change({ sel: { type: "edges", edges: list } }) }, text);
}
