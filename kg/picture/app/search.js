// Search in names, other names, kinds and gists, with typing errors. Nothing that is hidden is suggested: it is counted, and offered.

import { combobox } from "./combobox.js";
import { claims, factsOf, factsOfClaim, facts, isAgent, isMatter, kindText, labelOf, nodes, passageText } from "./data.js";
import { byId, el } from "./dom.js";
import { resetFilters } from "./filters.js";
import { emptyIndex, find, indexOf, marked } from "./finding.js";
import { figure, plural, t } from "./language.js";
import { actTitle } from "./network.js";
import { isUnheld, selection, statusOf } from "./select.js";
import { change, state } from "./state.js";
import { claimBadges, goTo, nodeBadges } from "./words.js";

/** Above this number of nodes and gists the index is made in pieces, while the page stays usable. */
const AT_ONCE = 4000;
/** How many matches of each group are listed. */
const MOST = { parties: 5, acts: 5, things: 3, gists: 4 };

/** @type {ReturnType<typeof emptyIndex> | null} */
let index = null;
/** @type {Promise<ReturnType<typeof emptyIndex>> | null} */
let making = null;

/** The rows of the index: nodes as "n12", gists as "c3". */
function rows() {
  return [
    ...nodes.map((node, n) => ({
      id: `n${n}`,
      label: node.l,
      names: (node.a || []).join(" \n "),
      kind: kindText(n),
      gist: node.c && node.c !== node.l ? node.c : "",
      weight: isAgent(n) ? 2 + (node.n || 0) : isMatter(n) ? 1 : 0,
    })),
    ...claims.flatMap((claim, c) => (claim.g ? [{ id: `c${c}`, label: "", gist: claim.g }] : [])),
  ];
}

/** Starts making the index, unless it is made or being made. */
function prepare() {
  if (index || making) return;
  const all = rows();
  if (all.length <= AT_ONCE) index = indexOf(all);
  else {
    const made = emptyIndex();
    making = made.addAllAsync(all, { chunkSize: 250 }).then(() => (index = made));
  }
}

const nodeOf = (id) => (id[0] === "n" ? Number(id.slice(1)) : -1);
const claimOf = (id) => (id[0] === "c" ? Number(id.slice(1)) : -1);

/** The agents that match a text among some, best first.
 * @param {string} text
 * @param {(n: number) => boolean} wanted
 * @returns {[number, string[]][]} nodes with the words that matched */
function agentsAmong(text, wanted) {
  return find(/** @type {any} */ (index), text, (id) => (nodeOf(id) < 0 ? "" : labelOf(nodeOf(id))))
    .filter(({ id }) => nodeOf(id) >= 0 && isAgent(nodeOf(id)) && wanted(nodeOf(id)))
    .map(({ id, terms }) => [nodeOf(id), terms]);
}

/** A text in which what was found is marked. */
const withMarks = (text, terms) =>
  el(
    "bdi",
    {},
    marked(text, terms).map(([part, hit]) => (hit ? el("mark", {}, part) : part)),
  );

/** What is shown of a node: its name with the matched words marked, the other name that matched, its kind and its doubt. */
function nodeOption(n, terms) {
  const label = isMatter(n) ? actTitle(n) : labelOf(n);
  const hit = (text) => marked(text, terms).some(([, found]) => found);
  const other = hit(label) ? undefined : (nodes[n].a || []).find(hit);
  return [
    el("span", {}, withMarks(label, terms), other ? [" (", withMarks(other, terms), ")"] : null),
    el("span", { class: "aside" }, withMarks(kindText(n), terms), isUnheld(n) ? [" ", nodeBadges(n)] : null),
  ];
}

/** Makes a field complete the names of agents.
 * @param {HTMLInputElement} input
 * @param {HTMLElement} box
 * @param {(n: number) => boolean} wanted which agents
 * @param {(n: number) => void} choose
 * @param {{ label: string, enter?: () => void }} settings */
export function agentField(input, box, wanted, choose, settings) {
  const offer = (text) => ({
    groups: /** @type {[string, import("./combobox.js").Option[]][]} */ ([
      [
        "",
        agentsAmong(text, wanted)
          .slice(0, 8)
          .map(([n, terms]) => ({ content: nodeOption(n, terms), choose: () => choose(n) })),
      ],
    ]),
    none: t("No visible party has that name."),
  });
  input.addEventListener("focus", prepare);
  return combobox(input, box, (text) => ready(() => offer(text)), settings);
}

/** A result now if the index is made, else later.
 * @template T
 * @param {() => T} then
 * @returns {T | Promise<T>} */
function ready(then) {
  prepare();
  return index ? then() : /** @type {Promise<any>} */ (making).then(then);
}

/** What a gist leads to: the statement whose content it is, else an act that its claim is about, else anything. */
function leadsTo(c) {
  const claim = claims[c];
  if (claim.of !== undefined && claim.of >= 0 && statusOf(claim.of)) return claim.of;
  const about = [...new Set(factsOfClaim[c].map((f) => facts[f][0]))].filter((n) => statusOf(n));
  return about.find(isMatter) ?? about[0];
}

/** What a text finds: options by group, and the claims to be shown for what is hidden.
 * @param {string} text
 * @returns {import("./combobox.js").Found} */
function matches(text, input) {
  const found = find(/** @type {any} */ (index), text, (id) => (nodeOf(id) < 0 ? "" : labelOf(nodeOf(id))));
  /** @type {Record<string, import("./combobox.js").Option[]>} */
  const groups = { parties: [], acts: [], things: [], gists: [] };
  const total = { parties: 0, acts: 0, things: 0, gists: 0 };
  /** @type {Set<string>} */
  const tags = new Set();
  let hidden = 0;
  let left = 0;
  const choose = (n) => {
    // A setter of the browser does not fire the event that would open the suggestions again.
    input.value = labelOf(n);
    // On a narrow screen the field folds again.
    if (matchMedia("(max-width: 600px)").matches) input.blur();
    if (state.view !== "network" && state.view !== "table") change({ view: "network" });
    goTo(n);
  };
  const add = (group, make) => {
    total[group] += 1;
    if (groups[group].length < MOST[group]) groups[group].push(make());
  };
  for (const { id, terms } of found) {
    const [n, c] = [nodeOf(id), claimOf(id)];
    if (n >= 0 && statusOf(n))
      add(isAgent(n) ? "parties" : isMatter(n) ? "acts" : "things", () => ({ content: nodeOption(n, terms), choose: () => choose(n) }));
    else if (n >= 0) {
      const behind = factsOf[n].flatMap((f) => facts[f][3]);
      const unheld = factsOf[n].some((f) => facts[f][3].length && facts[f][3].every((each) => !claims[each].h));
      const held = factsOf[n].some((f) => !facts[f][3].length || facts[f][4] === 2 || facts[f][3].some((each) => claims[each].h));
      if (held) left += 1;
      else if (unheld) {
        hidden += 1;
        for (const each of behind) for (const tag of claims[each].tags) tags.add(tag);
      }
    } else if (selection.claim[c]) {
      const to = leadsTo(c);
      if (to === undefined) continue;
      add("gists", () => ({
        content: [
          el("span", { class: "found-gist" }, withMarks(claims[c].g, terms)),
          el("span", { class: "aside" }, claims[c].p.slice(0, 2).map(passageText).join("; "), " ", claimBadges(c)),
        ],
        choose: () => choose(to),
      }));
    } else if (!claims[c].h) {
      hidden += 1;
      for (const tag of claims[c].tags) tags.add(tag);
    }
  }
  const heading = (group, words) =>
    total[group] > MOST[group]
      ? t("{group} ({shown} of {all})", { group: words, shown: figure(MOST[group]), all: figure(total[group]) })
      : words;
  /** @type {import("./combobox.js").Option[]} */
  const notes = [];
  if (hidden)
    notes.push({
      content: el(
        "span",
        { class: "aside" },
        plural(hidden, "{n} more, not held as fact: show it, marked", "{n} more, not held as fact: show them, marked"),
      ),
      choose: () => {
        change({ more: new Set([...state.more, ...tags]) });
        input.dispatchEvent(new Event("input"));
      },
    });
  if (left)
    notes.push({
      content: el(
        "span",
        { class: "aside" },
        plural(left, "{n} more, left out by the filters: clear all filters", "{n} more, left out by the filters: clear all filters"),
      ),
      choose: () => {
        resetFilters();
        input.dispatchEvent(new Event("input"));
      },
    });
  return {
    groups: [
      [heading("parties", t("Parties")), groups.parties],
      [heading("acts", t("Acts, conflicts, situations")), groups.acts],
      [heading("things", t("Texts, places, offices")), groups.things],
      [heading("gists", t("What passages say, in our words")), groups.gists],
      [t("Hidden"), notes],
    ],
    none: t("Nothing that is shown matches"),
  };
}

export function buildSearch() {
  const input = byId("search");
  input.addEventListener("focus", prepare);
  combobox(input, byId("suggestions"), (text) => ready(() => matches(text, input)), { label: t("Suggestions") });
}
