// Facts in words. A fact that is not held is always marked as such, and a speaker's words are always shown with the speaker.

import {
  D,
  TYPE,
  claims,
  dip,
  disputed,
  facts,
  factsOf,
  factsTo,
  isAgent,
  kindText,
  labelOf,
  localName,
  nodes,
  slugOf,
  speakerText,
  standingLabel,
  terms,
  tones,
} from "./data.js";
import { dayWords, isoDay, limitWords } from "./dates.js";
import { el, outside } from "./dom.js";
import { formOf, ranked } from "./doubt.js";
import { listed, t } from "./language.js";
import { bringIntoView, tint } from "./network.js";
import { inDirectionOf } from "./phrases.js";
import { HELD, selection } from "./select.js";
import { change, state } from "./state.js";

/** A link with the name of a node that selects it. Opened in another tab, it opens the picture there. */
export function nodeLink(n, text) {
  return el(
    "a",
    {
      href: "#sel=" + encodeURIComponent(wellFormed("n:" + slugOf(nodes[n].i))),
      class: "link",
      dataset: { node: n },
      onclick: (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        goTo(n);
      },
    },
    el("bdi", {}, text || labelOf(n)),
  );
}

/** A text without lone surrogates, which an address cannot contain. */
const wellFormed = (text) =>
  text.toWellFormed
    ? text.toWellFormed()
    : text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd");

export function goTo(n) {
  change({ sel: { type: "node", node: n } });
  bringIntoView();
}

/** The object of a fact: a node or an address as a link, a named value or a literal as text. */
export function valueWords(value) {
  if (typeof value === "number") return nodeLink(value);
  if (value.t !== undefined) return terms[value.t][1];
  if (value.x !== undefined) return outside(value.x, value.x);
  return value.l && value.l !== D.about.language ? el("span", { lang: value.l }, value.v) : value.v;
}

/** The offices in which an agent acts, from tenures that are attested in the act. */
function capacities(agent, act) {
  const found = [];
  for (const f of factsTo[agent]) {
    const [tenure, p] = facts[f];
    if (p !== dip("holder") || selection.fact[f] !== HELD) continue;
    if (!factsOf[tenure].some((g) => facts[g][1] === dip("attestedIn") && facts[g][2] === act && selection.fact[g] === HELD)) continue;
    for (const g of factsOf[tenure])
      if (facts[g][1] === dip("office") && typeof facts[g][2] === "number" && selection.fact[g]) found.push(labelOf(facts[g][2]));
  }
  return [...new Set(found)];
}

export const QUIET = new Set(["memberKind", "gist", "wording", "dateBasis"]);

/** The visible facts of a node by predicate: [[term, [fact, ...]], ...], roles first. */
export function factRows(n, wanted) {
  const rows = new Map();
  for (const f of factsOf[n]) {
    const [, p] = facts[f];
    if (p === TYPE || !wanted(f)) continue;
    if (!rows.has(p)) rows.set(p, []);
    rows.get(p).push(f);
  }
  const rank = (p) => {
    const place = [
      "actor",
      "leadParticipant",
      "party",
      "recipient",
      "counterpart",
      "target",
      "victim",
      "onBehalfOf",
      "onText",
      "position",
      "place",
      "inResponseTo",
      "during",
      "after",
    ].indexOf(localName(terms[p][0]));
    return place < 0 ? 50 : place;
  };
  return [...rows].sort(([a], [b]) => rank(a) - rank(b) || (terms[a][1] < terms[b][1] ? -1 : 1));
}

/** A definition list of facts. With `act`, agents are shown with the capacity in which they act. */
export function factList(rows, act) {
  if (!rows.length) return null;
  return el(
    "dl",
    { class: "facts" },
    rows.map(([p, list]) => [
      el("dt", {}, terms[p][1]),
      el(
        "dd",
        {},
        list.map((f, place) => {
          const value = facts[f][2];
          const capacity = act !== undefined && typeof value === "number" && isAgent(value) ? capacities(value, act) : [];
          return [
            place ? el("span", { class: "sep" }, "; ") : null,
            valueWords(value),
            capacity.length ? el("span", { class: "capacity" }, " ", t("as {office}", { office: listed(capacity) })) : null,
          ];
        }),
      ),
    ]),
  );
}

/** The date of a node: words, bounds and basis. */
export function dateLine(n) {
  const when = selection.when[n];
  if (!when || !when.words) return el("p", { class: "date undated" }, t("no date given"));
  const bounds = limitWords(when.e, when.l);
  const plain = /^\d{4}-\d\d-\d\d$/.test(when.text);
  return el(
    "p",
    { class: "date" },
    el("span", { class: "when" }, when.words),
    plain ? null : el("span", { class: "bounds" }, bounds ? ` (${bounds})` : ""),
    when.bases.length && !when.bases.includes("as stated") ? el("span", { class: "basis" }, ` · ${when.bases.join(", ")}`) : null,
    state.asof !== null && selection.begun[n] === "possibly"
      ? el("span", { class: "basis" }, " · ", t("possibly by {day}", { day: dayWords(isoDay(state.asof)) }))
      : null,
  );
}

/** A triple in words. */
export function tripleWords([s, p, o]) {
  const verb = p === TYPE ? t("has the kind") : terms[p][1];
  return inDirectionOf(verb, [typeof s === "number" ? nodeLink(s) : valueWords(s), " ", el("em", {}, verb), " ", valueWords(o)]);
}

/** A badge in the form of a standing: its sign, its border, and words.
 * @param {string} tag
 * @param {string} words
 * @param {boolean} [first] whether it is the first of several, which has the flag */
function doubtBadge(tag, words, first = true) {
  const form = formOf(tag);
  return el(
    "span",
    {
      class: tag === "disputed" ? "badge doubt disputed" : "badge doubt unheld",
      dataset: { doubt: tag },
      style: { "border-style": form.border },
    },
    first && tag !== "disputed" ? "⚑ " : null,
    el("span", { class: "sign", "aria-hidden": "true" }, form.sign),
    " ",
    form.struck ? el("s", {}, words) : words,
  );
}

/** The badges of a claim: one for each reason why it is not held, and one if another account tells it differently.
 * @param {number} c */
export function claimBadges(c) {
  const claim = claims[c];
  const speaker = speakerText(claim);
  const badges = ranked(claim.tags).map((tag, place) => doubtBadge(tag, tag === "said" ? speaker : standingLabel(tag), place === 0));
  if (disputed[c]) badges.push(doubtBadge("disputed", t("told differently"), false));
  return badges.map((badge) => [badge, " "]);
}

/** The badges of a node that is not held: one for each reason that its visible claims have.
 * @param {number} n
 * @param {boolean} [flag] whether the first has the flag */
export function nodeBadges(n, flag = true) {
  /** @type {Map<string, Set<string>>} */
  const found = new Map();
  for (const c of new Set(factsOf[n].flatMap((f) => facts[f][3])))
    if (selection.claim[c])
      for (const tag of claims[c].tags) {
        if (!found.has(tag)) found.set(tag, new Set());
        found.get(tag)?.add(tag === "said" ? speakerText(claims[c]) : standingLabel(tag));
      }
  return ranked(found.keys()).map((tag, place) => [doubtBadge(tag, [...(found.get(tag) || [])].join("; "), flag && place === 0), " "]);
}

/** The badge of something about which the visible accounts differ. Null if they do not.
 * @param {Iterable<number>} behind claims */
export const disputedBadge = (behind) =>
  [...behind].some((c) => disputed[c] && selection.claim[c]) ? doubtBadge("disputed", t("told differently"), false) : null;

/** How sure something is as of the day of the view, as a badge: "surely", "possibly" or "undated". Null without such a day.
 * @param {string} begun */
export function begunBadge(begun) {
  const words = { surely: t("surely by then"), possibly: t("possibly by then"), undated: t("undated") }[begun];
  return state.asof !== null && words ? el("span", { class: "badge begun", dataset: { begun } }, words) : null;
}

export function toneChip(n) {
  const tone = tones[nodes[n].t ?? tones.length - 1];
  return el("span", { class: "chip", style: { "--tone": tint(tone.c) } }, kindText(n));
}
