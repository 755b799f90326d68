// The filters: period, as of a day, party, kind of act, document and standing. Each is a standard form control.

import { claims, documents, labelOf, nodes, standings, terms, tones } from "./data.js";
import { isoDay, typedBounds } from "./dates.js";
import { announce, byId, el, folded, refill } from "./dom.js";
import { tint } from "./network.js";
import { HELD, agents, matters, selection } from "./select.js";
import { change, state } from "./state.js";

const filterParts = {};
const openTones = new Set();

function field(id, label, attributes) {
  return el("div", {}, el("label", { for: id }, label), el("input", { id, type: "text", autocomplete: "off", ...attributes }));
}

export function buildFilters() {
  const parts = filterParts;
  parts.kinds = el("div");
  parts.docs = el("div");
  parts.more = el("div");
  parts.parties = el("div");
  parts.undated = checkbox("undated", "Keep acts without a date", state.undated, (on) => change({ undated: on }));
  refill(
    byId("filters-body"),
    el("button", { type: "button", id: "reset", onclick: resetFilters }, "Clear all filters"),
    el(
      "fieldset",
      {},
      el("legend", {}, "Period"),
      el(
        "div",
        { class: "two" },
        field("from", "From", { placeholder: "1947", inputmode: "numeric", onchange: () => typedPeriod("from") }),
        field("to", "To", { placeholder: "1990-12", inputmode: "numeric", onchange: () => typedPeriod("to") }),
      ),
      el("p", { class: "aside" }, "An act stays if it may have happened in the period."),
      parts.undated,
    ),
    el(
      "fieldset",
      {},
      el("legend", {}, "As of a day"),
      field("asof", "What had begun by", { placeholder: "1989-01-01", inputmode: "numeric", onchange: () => typedPeriod("asof") }),
      el("p", { class: "aside" }, "What may have been by then is drawn paler. What has no date is left out, unless it is kept above."),
    ),
    el(
      "fieldset",
      {},
      el("legend", {}, "Party"),
      el("label", { for: "party", class: "unseen" }, "Add a party"),
      el("input", { id: "party", type: "text", list: "party-list", autocomplete: "off", placeholder: "Add a party", onchange: addParty }),
      el(
        "datalist",
        { id: "party-list" },
        agents
          .filter((n) => selection.thing[n] === HELD)
          .slice(0, 3000)
          .map((n) => el("option", { value: labelOf(n) })),
      ),
      parts.parties,
    ),
    el("fieldset", {}, el("legend", {}, "Kind of act"), parts.kinds),
    el("fieldset", {}, el("legend", {}, "Document"), parts.docs),
    el(
      "fieldset",
      {},
      el("legend", {}, "Not held as fact"),
      el("p", { class: "warning" }, "Off by default. What you switch on is marked ⚑."),
      parts.more,
    ),
  );
  byId("filters-close").addEventListener("click", () => {
    toggleFilters(false);
    byId("filters-toggle").focus();
  });
  byId("empty-reset").addEventListener("click", resetFilters);
}

function checkbox(id, label, checked, onchange, extra = {}) {
  return el(
    "label",
    { class: "check" },
    el("input", { type: "checkbox", id: `f-${id}`, checked, onchange: (event) => onchange(event.target.checked) }),
    extra.swatch ? el("span", { class: "swatch", "aria-hidden": "true", style: { "--tone": extra.swatch } }) : null,
    el("span", {}, label),
    extra.number !== undefined ? el("span", { class: "number" }, extra.number.toLocaleString("en")) : null,
  );
}

function typedPeriod(which) {
  const input = byId(which);
  const text = input.value.trim();
  const bounds = text ? typedBounds(text) : null;
  const bad = text !== "" && !bounds;
  input.setAttribute("aria-invalid", String(bad));
  if (bad) {
    announce(`${text} is not a date; write a year, 1974-02 or 1974-02-15`);
    input.title = "a year, 1974-02 or 1974-02-15";
    return;
  }
  input.title = "";
  change({ [which]: bounds ? bounds[which === "from" ? 0 : 1] : null });
}

function addParty(event) {
  const wanted = folded(event.target.value.trim());
  if (!wanted) return;
  const exact = agents.filter((n) => folded(labelOf(n)) === wanted);
  const found = exact.length ? exact : agents.filter((n) => (nodes[n].a || []).some((alias) => folded(alias) === wanted));
  event.target.setAttribute("aria-invalid", String(!found.length));
  if (!found.length) {
    announce(`no party is called ${event.target.value}`);
    return;
  }
  event.target.value = "";
  if (!state.parties.includes(found[0])) change({ parties: [...state.parties, found[0]] });
}

export function resetFilters() {
  change({ from: null, to: null, asof: null, undated: false, parties: [], all: false, kinds: new Set(), docs: new Set(), more: new Set() });
  announce("All filters cleared");
}

export function toggled(set, id, on) {
  const copy = new Set(set);
  if (on) copy.add(id);
  else copy.delete(id);
  return copy;
}

/** The kinds of acts by tone, with their numbers: [[tone, total, [[kind, number], ...]], ...]. */
let kindTable = null;
function kindsByTone() {
  if (kindTable) return kindTable;
  const found = new Map();
  for (const n of matters) {
    const tone = nodes[n].t ?? tones.length - 1;
    if (!found.has(tone)) found.set(tone, new Map());
    for (const k of nodes[n].k) found.get(tone).set(k, (found.get(tone).get(k) || 0) + 1);
  }
  kindTable = [...found]
    .sort(([a], [b]) => a - b)
    .map(([tone, kinds]) => [
      tone,
      [...kinds.values()].reduce((a, b) => a + b, 0),
      [...kinds].sort((a, b) => b[1] - a[1] || (terms[a[0]][1] < terms[b[0]][1] ? -1 : 1)),
    ]);
  return kindTable;
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
        labelOf(n),
        el(
          "button",
          {
            type: "button",
            class: "small",
            "aria-label": `Remove ${labelOf(n)}`,
            onclick: () => change({ parties: state.parties.filter((other) => other !== n) }),
          },
          "×",
        ),
      ),
    ),
    state.parties.length > 1 ? checkbox("all", "only acts with all of them", state.all, (on) => change({ all: on })) : null,
  );
  refill(
    parts.kinds,
    kindsByTone().map(([tone, total, kinds]) => {
      const ids = kinds.map(([k]) => k);
      const on = ids.filter((k) => !state.kinds.has(k)).length;
      const box = checkbox(
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
        { swatch: tint(tones[tone].c), number: total },
      );
      box.firstChild.indeterminate = on > 0 && on < ids.length;
      const open = openTones.has(tone);
      const more = el(
        "button",
        {
          type: "button",
          class: "subtoggle",
          id: `sub-${tone}`,
          "aria-expanded": String(open),
          "aria-label": `Kinds of ${tones[tone].l}`,
          onclick: () => {
            if (open) openTones.delete(tone);
            else openTones.add(tone);
            drawFilters();
          },
        },
        open ? "▾" : "▸",
      );
      return [
        el("div", { class: "row" }, el("div", { style: { display: "flex" } }, el("div", { style: { flex: "1" } }, box), more)),
        open
          ? el(
              "div",
              { class: "sub" },
              kinds.map(([k, number]) =>
                checkbox(`kind-${k}`, terms[k][1], !state.kinds.has(k), (checked) => change({ kinds: toggled(state.kinds, k, !checked) }), {
                  number,
                }),
              ),
            )
          : null,
      ];
    }),
  );
  refill(
    parts.docs,
    documents.map((doc, d) =>
      checkbox(`doc-${d}`, doc.t || doc.l, !state.docs.has(d), (checked) => change({ docs: toggled(state.docs, d, !checked) })),
    ),
  );
  const numbers = new Map();
  for (const claim of claims) for (const tag of claim.tags) numbers.set(tag, (numbers.get(tag) || 0) + 1);
  refill(
    parts.more,
    standings
      .filter(({ id }) => numbers.has(id))
      .map(({ id, l, x }) => {
        const box = checkbox(`more-${id}`, l, state.more.has(id), (checked) => change({ more: toggled(state.more, id, checked) }), {
          number: numbers.get(id),
        });
        box.title = x;
        return box;
      }),
  );
  if (focused && byId(focused) && document.activeElement !== byId(focused)) byId(focused).focus();
  const active =
    state.kinds.size +
    state.docs.size +
    state.more.size +
    state.parties.length +
    (state.from !== null) +
    (state.to !== null) +
    (state.asof !== null);
  const button = byId("filters-toggle");
  if (button) button.querySelector(".how-many").textContent = active ? ` (${active})` : "";
}

export function toggleFilters(open) {
  document.body.dataset.filters = open ? "open" : "closed";
  byId("filters-toggle").setAttribute("aria-expanded", String(open));
  if (open) byId("filters").focus();
}
