// The filters: period, as of a day, party, kind of act, document and doubt. Each is a standard form control. Every filter that is on is
// told above the panel as well, where it can be removed.

import { allBut, choicesOf } from "./chosen.js";
import { claims, disputed, documents, facts, factsOf, labelOf, nodes, sourceName, standings, terms, tones } from "./data.js";
import { dayWords, isoDay, spanWords, typedBounds } from "./dates.js";
import { announce, byId, el, folded, refill } from "./dom.js";
import { formOf } from "./doubt.js";
import { figure, plural, t } from "./language.js";
import { tint } from "./network.js";
import { commas, name, phrase } from "./phrases.js";
import { agentField } from "./search.js";
import { HELD, agents, applyState, claimsBehind, matters, selection } from "./select.js";
import { change, state } from "./state.js";

/** @type {Record<string, HTMLElement>} */
const filterParts = {};
/** @type {Set<number>} */
const openTones = new Set();
/** Above this number of kinds there is a field that searches them. */
const SEARCH_KINDS = 12;
let kindWanted = "";

function field(id, label, attributes) {
  return el("div", {}, el("label", { for: id }, label), el("input", { id, type: "text", autocomplete: "off", ...attributes }));
}

export function buildFilters() {
  const parts = filterParts;
  for (const part of ["kinds", "docs", "more", "parties"]) parts[part] = el("div");
  parts.undated = checkbox("undated", t("Keep acts without a date"), state.undated, (on) => change({ undated: on }));
  const party = el("input", { id: "party", type: "text", placeholder: t("Add a party") });
  const partyBox = el("div", { id: "party-suggestions" });
  refill(
    byId("filters-body"),
    el("button", { type: "button", id: "reset", onclick: resetFilters }, t("Clear all filters")),
    el(
      "fieldset",
      {},
      el("legend", {}, t("Period")),
      el(
        "div",
        { class: "two" },
        field("from", t("From"), { placeholder: "1947", inputmode: "numeric", onchange: () => typedPeriod("from") }),
        field("to", t("To"), { placeholder: "1990-12", inputmode: "numeric", onchange: () => typedPeriod("to") }),
      ),
      el("p", { class: "aside" }, t("An act stays if it may have happened in the period. Where that is not sure, it is drawn paler.")),
      parts.undated,
    ),
    el(
      "fieldset",
      {},
      el("legend", {}, t("As of a day")),
      field("asof", t("What had begun by"), { placeholder: "1989-01-01", inputmode: "numeric", onchange: () => typedPeriod("asof") }),
      el("p", { class: "aside" }, t("What may have been by then is drawn paler. What has no date is left out, unless it is kept above.")),
    ),
    el(
      "fieldset",
      {},
      el("legend", {}, t("Party")),
      el("label", { for: "party", class: "unseen" }, t("Add a party")),
      el("div", { class: "field" }, party, partyBox),
      parts.parties,
    ),
    el(
      "fieldset",
      {},
      el("legend", {}, t("Kind of act")),
      kindsByTone().reduce((sum, [, , kinds]) => sum + kinds.length, 0) > SEARCH_KINDS
        ? el("input", {
            id: "kind-search",
            type: "search",
            "aria-label": t("Search the kinds of act"),
            placeholder: t("Search the kinds"),
            autocomplete: "off",
            oninput: (event) => {
              kindWanted = folded(event.target.value.trim());
              drawKinds();
            },
          })
        : null,
      parts.kinds,
    ),
    el("fieldset", {}, el("legend", {}, t("Document")), parts.docs),
    el(
      "fieldset",
      { id: "doubt" },
      el("legend", {}, t("Doubt")),
      el("p", { class: "aside" }, t("Off by default. What you switch on is marked ⚑, with its sign and the speaker, if there is one.")),
      parts.more,
    ),
  );
  agentField(party, partyBox, (n) => selection.thing[n] === HELD && !state.parties.includes(n), addParty, {
    label: t("Parties"),
    enter: () => {
      party.setAttribute("aria-invalid", String(party.value.trim() !== ""));
      if (party.value.trim()) announce(t("no party is called {name}", { name: party.value }));
    },
  });
  party.addEventListener("input", () => party.removeAttribute("aria-invalid"));
  byId("filters-close").addEventListener("click", () => {
    toggleFilters(false);
    byId("filters-toggle").focus();
  });
  buildChips();
}

/** A box with a label, a number and, beside it, a button that chooses only this.
 * @param {string} id
 * @param {any} label
 * @param {boolean} checked
 * @param {(on: boolean) => void} onchange
 * @param {{ swatch?: string, number?: any, note?: string, only?: () => void, what?: string }} [extra] */
function checkbox(id, label, checked, onchange, extra = {}) {
  const box = el(
    "label",
    { class: "check", title: extra.note },
    el("input", { type: "checkbox", id: `f-${id}`, checked, onchange: (event) => onchange(event.target.checked) }),
    extra.swatch ? el("span", { class: "swatch", "aria-hidden": "true", style: { "--tone": extra.swatch } }) : null,
    el("span", { class: "what" }, label),
    extra.number !== undefined ? el("span", { class: "number" }, extra.number) : null,
  );
  if (!extra.only) return box;
  return el(
    "div",
    { class: "choice" },
    box,
    el(
      "button",
      { type: "button", class: "only", id: `only-${id}`, "aria-label": t("Only {what}", { what: extra.what || "" }), onclick: extra.only },
      t("only"),
    ),
  );
}

function typedPeriod(which) {
  const input = byId(which);
  const text = input.value.trim();
  const bounds = text ? typedBounds(text) : null;
  const bad = text !== "" && !bounds;
  input.setAttribute("aria-invalid", String(bad));
  if (bad) {
    announce(t("{text} is not a date; write a year, 1974-02 or 1974-02-15", { text }));
    input.title = t("a year, 1974-02 or 1974-02-15");
    return;
  }
  input.title = "";
  change({ [which]: bounds ? bounds[which === "from" ? 0 : 1] : null });
}

function addParty(n) {
  byId("party").value = "";
  if (!state.parties.includes(n)) change({ parties: [...state.parties, n] });
}

/** The state without any filter. */
const noFilters = () => ({
  from: null,
  to: null,
  asof: null,
  undated: false,
  parties: [],
  all: false,
  kinds: new Set(),
  docs: new Set(),
  more: new Set(),
  agreed: false,
});

export function resetFilters() {
  change(noFilters());
  announce(t("All filters cleared"));
}

export function toggled(set, id, on) {
  const copy = new Set(set);
  if (on) copy.add(id);
  else copy.delete(id);
  return copy;
}

/** The kinds of acts by tone, with their numbers: [[tone, total, [[kind, number], ...]], ...].
 * @type {[number, number, [number, number][]][] | null} */
let kindTable = null;
/** The matters of which something is held: the others are shown only if the reader wants them. */
const HELD_MATTERS = matters.filter(
  (n) => !factsOf[n].length || factsOf[n].some((f) => !facts[f][3].length || facts[f][3].some((c) => claims[c].h)),
);

/** @returns {[number, number, [number, number][]][]} */
function kindsByTone() {
  if (kindTable) return kindTable;
  /** @type {Map<number, Map<number, number>>} */
  const found = new Map();
  for (const n of matters) {
    const tone = nodes[n].t ?? tones.length - 1;
    const kinds = found.get(tone) || new Map();
    found.set(tone, kinds);
    for (const k of nodes[n].k) kinds.set(k, (kinds.get(k) || 0) + 1);
  }
  /** @type {[number, number, [number, number][]][]} */
  const table = [...found]
    .sort(([a], [b]) => a - b)
    .map(([tone, kinds]) => [
      tone,
      // What only this group would leave: also acts of other groups that have one of its kinds.
      HELD_MATTERS.filter((n) => nodes[n].k.some((k) => kinds.has(k))).length,
      [...kinds.keys()]
        .map((k) => /** @type {[number, number]} */ ([k, HELD_MATTERS.filter((n) => nodes[n].k.includes(k)).length]))
        .sort((a, b) => b[1] - a[1] || (terms[a[0]][1] < terms[b[0]][1] ? -1 : 1)),
    ]);
  kindTable = table;
  return table;
}
/** The same without numbers, for `choicesOf`.
 * @returns {[number, number[]][]} */
const kindGroups = () => kindsByTone().map(([tone, , kinds]) => [tone, kinds.map(([k]) => k)]);
const allKinds = () => kindGroups().flatMap(([, kinds]) => kinds);

/**
 * @typedef {object} Filter
 * @property {string} id
 * @property {() => any} text its words, as new children for `el`
 * @property {Partial<import("./state.js").State>} without the change that removes it
 */

/** Every filter that is on, one for each choice.
 * @returns {Filter[]} */
export function activeFilters() {
  /** @type {Filter[]} */
  const found = [];
  if (state.from !== null || state.to !== null) {
    const [from, to] = [state.from, state.to].map((day) => (day === null ? "" : dayWords(isoDay(day))));
    const text = !from ? t("until {to}", { to }) : !to ? t("from {from}", { from }) : spanWords(from, to);
    found.push({ id: "period", text: () => text, without: { from: null, to: null } });
  }
  if (state.asof !== null)
    found.push({ id: "asof", text: () => t("as of {day}", { day: dayWords(isoDay(state.asof)) }), without: { asof: null } });
  if (state.undated && (state.from !== null || state.to !== null || state.asof !== null))
    found.push({ id: "undated", text: () => t("with undated acts"), without: { undated: false } });
  for (const n of state.parties)
    found.push({
      id: `party-${n}`,
      text: () => phrase(state.all && state.parties.length > 1 ? "also with {party}" : "with {party}", { party: name(labelOf(n)) }),
      without: { parties: state.parties.filter((other) => other !== n) },
    });
  const kindNames = (choice) =>
    choice.group !== undefined
      ? tones[choice.group].l
      : choice.members.length > 3
        ? plural(choice.members.length, "{n} kind of act", "{n} kinds of act")
        : choice.members.map((k) => terms[k][1]).join(", ");
  choicesOf(state.kinds, kindGroups()).forEach((choice, place) => {
    const rest = choice.only ? new Set() : allBut(choice.members, state.kinds);
    const text = choice.only ? t("only {kinds}", { kinds: kindNames(choice) }) : t("without {kinds}", { kinds: kindNames(choice) });
    found.push({ id: `kinds-${place}`, text: () => text, without: { kinds: rest } });
  });
  choicesOf(state.docs, [[0, documents.map((_, d) => d)]]).forEach((choice, place) => {
    const list = () =>
      choice.members.length > 3
        ? plural(choice.members.length, "{n} document", "{n} documents")
        : commas(choice.members.map((d) => name(sourceName(d))));
    found.push({
      id: `docs-${place}`,
      text: () => phrase(choice.only ? "only {documents}" : "without {documents}", { documents: list() }),
      without: { docs: choice.only ? new Set() : allBut(choice.members, state.docs) },
    });
  });
  for (const { id, l } of standings)
    if (state.more.has(id))
      found.push({
        id: `more-${id}`,
        text: () => [el("span", { class: "sign", "aria-hidden": "true" }, formOf(id).sign), " ", t("also {standing}", { standing: l })],
        without: { more: toggled(state.more, id, false) },
      });
  if (state.agreed)
    found.push({
      id: "agreed",
      text: () => [
        el("span", { class: "sign", "aria-hidden": "true" }, formOf("disputed").sign),
        " ",
        t("without what is told differently"),
      ],
      without: { agreed: false },
    });
  return found;
}

/** The line of filters: in the panel, or below the header where the panel covers the rest. */
function buildChips() {
  const chips = el("div", { id: "chips", class: "chips", role: "group", "aria-label": t("Filters that are on"), hidden: true });
  const narrow = matchMedia("(max-width: 900px)");
  const home = () => {
    if (narrow.matches) document.querySelector(".head")?.append(chips);
    else byId("panel").prepend(chips);
  };
  narrow.addEventListener("change", home);
  home();
}

function drawChips(found) {
  const chips = byId("chips");
  const focused = chips.contains(document.activeElement);
  chips.hidden = !found.length;
  refill(
    chips,
    found.map(({ id, text, without }) =>
      el(
        "span",
        { class: "filter-chip", dataset: { filter: id } },
        el("span", {}, text()),
        el(
          "button",
          {
            type: "button",
            class: "small",
            onclick: () => change(without),
          },
          el("span", { "aria-hidden": "true" }, "×"),
          el("span", { class: "unseen" }, t("Remove this filter"), ": ", plainText(text())),
        ),
      ),
    ),
    found.length > 1 ? el("button", { type: "button", class: "link", onclick: resetFilters }, t("Clear all")) : null,
  );
  if (focused) (chips.querySelector("button") || byId("panel-body")).focus();
}
/** The text of children for `el`. */
const plainText = (children) => el("span", {}, children).textContent;

/** The number of acts under the filters with a change, without drawing anything. */
function actsWith(patch) {
  const before = { ...state };
  Object.assign(state, patch);
  applyState();
  const number = selection.acts.length;
  Object.assign(state, before);
  return number;
}

/** What stands in the middle if nothing is drawn: that the graph is empty, or which filters leave nothing. */
function drawEmpty(found) {
  const box = byId("empty");
  if (!nodes.length) {
    refill(
      box,
      el("strong", {}, t("This graph is empty.")),
      " ",
      t("Begin with a document: kg sources index FILE records its passages. Write what they say into data/, and run kg view again."),
    );
    return;
  }
  const nothing = !selection.acts.length && !agents.some((n) => selection.agent[n]);
  const offers = nothing && found.length > 1 ? found.map((each) => ({ ...each, acts: actsWith(each.without) })) : [];
  if (offers.length) applyState();
  refill(
    box,
    nothing && found.length
      ? found.length === 1
        ? t("This filter leaves nothing:")
        : t("These filters together leave nothing:")
      : t("Nothing matches the filters."),
    " ",
    nothing ? found.map(({ text }, place) => [place ? "; " : "", el("strong", {}, plainText(text()))]) : null,
    nothing && found.length ? ". " : " ",
    offers
      .filter(({ acts }) => acts > 0)
      .map(({ text, acts, without }) => [
        el(
          "button",
          { type: "button", class: "small", onclick: () => change(without) },
          t("Remove “{filter}”", { filter: plainText(text()) }),
          ` (${plural(acts, "{n} act", "{n} acts")})`,
        ),
        " ",
      ]),
    el("button", { type: "button", id: "empty-reset", onclick: resetFilters }, t("Clear all filters")),
  );
}

/** The kinds by tone, or those whose name is searched. */
function drawKinds() {
  const row = (k, number) =>
    checkbox(`kind-${k}`, terms[k][1], !state.kinds.has(k), (on) => change({ kinds: toggled(state.kinds, k, !on) }), {
      number: figure(number),
      only: () => change({ kinds: allBut([k], allKinds()) }),
      what: terms[k][1],
    });
  if (kindWanted) {
    const numbers = new Map();
    for (const [, , kinds] of kindsByTone()) for (const [k, number] of kinds) numbers.set(k, (numbers.get(k) || 0) + number);
    const hits = [...numbers].filter(([k]) => folded(terms[k][1]).includes(kindWanted));
    refill(
      filterParts.kinds,
      hits.map(([k, number]) => row(k, number)),
      hits.length ? null : el("p", { class: "aside" }, t("No kind of act here has that name.")),
    );
    return;
  }
  refill(
    filterParts.kinds,
    kindsByTone().map(([tone, total, kinds]) => {
      const ids = kinds.map(([k]) => k);
      const on = ids.filter((k) => !state.kinds.has(k)).length;
      const choice = checkbox(
        `tone-${tone}`,
        tones[tone].l,
        on > 0,
        (checked) => {
          const copy = new Set(state.kinds);
          for (const k of ids)
            if (checked) copy.delete(k);
            else copy.add(k);
          change({ kinds: copy });
        },
        {
          swatch: tint(tones[tone].c),
          number: figure(total),
          only: () => change({ kinds: allBut(ids, allKinds()) }),
          what: tones[tone].l,
        },
      );
      /** @type {HTMLInputElement} */ (choice.querySelector("input")).indeterminate = on > 0 && on < ids.length;
      const open = openTones.has(tone);
      const more = el(
        "button",
        {
          type: "button",
          class: "subtoggle",
          id: `sub-${tone}`,
          "aria-expanded": String(open),
          "aria-label": t("Kinds of {group}", { group: tones[tone].l }),
          onclick: () => {
            if (open) openTones.delete(tone);
            else openTones.add(tone);
            drawFilters();
          },
        },
        open ? "▾" : "▸",
      );
      return [
        el("div", { class: "tone-row" }, choice, more),
        open
          ? el(
              "div",
              { class: "sub" },
              kinds.map(([k, number]) => row(k, number)),
            )
          : null,
      ];
    }),
  );
}

/** Why a switch shows nothing more, in words.
 * @param {string} tag */
function whyNone(tag) {
  const own = claims.filter((claim) => claim.tags.includes(tag));
  if (!own.length) return t("No claim here is of this kind.");
  if (state.more.has(tag)) return t("All of them are shown by another switch too.");
  if (tag !== "withdrawn" && own.every((claim) => claim.tags.includes("withdrawn"))) return t("All of them were withdrawn as well.");
  return t("All of them are shown already, by another switch.");
}

/** A switch for one standing, with the number of claims that it shows. */
function standingSwitch({ id, l, x }) {
  const number = claimsBehind(id);
  const on = state.more.has(id);
  const says = number
    ? on
      ? plural(number, "{n} claim is shown only by this switch", "{n} claims are shown only by this switch")
      : plural(number, "shows {n} more claim", "shows {n} more claims")
    : whyNone(id);
  return [
    checkbox(`more-${id}`, doubtLabel(id, l), on, (checked) => change({ more: toggled(state.more, id, checked) }), {
      number: [
        el("span", { "aria-hidden": "true" }, number ? (on ? figure(number) : `+${figure(number)}`) : figure(0)),
        el("span", { class: "unseen" }, `: ${says}`),
      ],
      note: `${x} ${says}`,
    }),
    number ? null : el("p", { class: "aside none" }, says),
  ];
}
/** The words of a standing in its own form. */
const doubtLabel = (id, words) =>
  el(
    "span",
    {
      class: id === "disputed" ? "badge doubt disputed" : "badge doubt unheld",
      dataset: { doubt: id },
      style: { "border-style": formOf(id).border },
    },
    el("span", { class: "sign", "aria-hidden": "true" }, formOf(id).sign),
    " ",
    words,
  );

/** The switches for doubt: one for each standing, and one for what two accounts tell differently. */
function drawDoubt() {
  // Counting takes time in a large graph, and a period may be dragged while the filters are closed.
  if (document.body.dataset.filters !== "open") return;
  const open = claims.filter((_, c) => disputed[c] && (selection.claim[c] || state.agreed)).length;
  const words = plural(open, "{n} claim that is shown differs from another", "{n} claims that are shown differ from others");
  refill(
    filterParts.more,
    standings.map(standingSwitch),
    checkbox(
      "agreed",
      [doubtLabel("disputed", t("Leave out what two accounts tell differently"))],
      state.agreed,
      (on) => change({ agreed: on }),
      {
        number: [
          el("span", { "aria-hidden": "true" }, open && !state.agreed ? `−${figure(open)}` : figure(open)),
          el("span", { class: "unseen" }, `: ${words}`),
        ],
        note: words,
      },
    ),
    open ? null : el("p", { class: "aside none" }, t("No two accounts here differ.")),
  );
}

/** Updates the controls from the state. */
export function drawFilters() {
  const parts = filterParts;
  const focused = document.activeElement ? document.activeElement.id : "";
  const day = (id, value) => {
    if (document.activeElement !== byId(id)) byId(id).value = value === null ? "" : isoDay(value);
  };
  day("from", state.from);
  day("to", state.to);
  day("asof", state.asof);
  byId("f-undated").checked = state.undated;
  refill(
    parts.parties,
    state.parties.map((n) =>
      el(
        "span",
        { class: "token" },
        name(labelOf(n)),
        el(
          "button",
          {
            type: "button",
            class: "small",
            "aria-label": t("Remove {name}", { name: labelOf(n) }),
            onclick: () => change({ parties: state.parties.filter((other) => other !== n) }),
          },
          "×",
        ),
      ),
    ),
    state.parties.length > 1 ? checkbox("all", t("only acts with all of them"), state.all, (on) => change({ all: on })) : null,
  );
  drawKinds();
  refill(
    parts.docs,
    documents.map((doc, d) =>
      checkbox(`doc-${d}`, name(doc.t || doc.l), !state.docs.has(d), (on) => change({ docs: toggled(state.docs, d, !on) }), {
        note: doc.pb ? [doc.l, doc.pb].join(", ") : doc.l,
        only: documents.length > 1 ? () => change({ docs: allBut([d], documents.keys()) }) : undefined,
        what: doc.t || doc.l,
      }),
    ),
  );
  drawDoubt();
  if (focused && byId(focused) && document.activeElement !== byId(focused)) byId(focused).focus();
  const found = activeFilters();
  drawChips(found);
  drawEmpty(found);
  const button = byId("filters-toggle");
  if (button) button.querySelector(".how-many").textContent = found.length ? ` (${figure(found.length)})` : "";
}

export function toggleFilters(open) {
  document.body.dataset.filters = open ? "open" : "closed";
  byId("filters-toggle").setAttribute("aria-expanded", String(open));
  if (!open) return;
  drawDoubt();
  byId("filters").focus();
}
