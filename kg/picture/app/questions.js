// The stored questions as a list that can be searched, in groups by what they ask.

import { D } from "./data.js";
import { el, refill } from "./dom.js";
import { find, indexOf } from "./finding.js";
import { plural, t } from "./language.js";

/** @typedef {import("./types.js").StoredQuery} StoredQuery */

/** The headings of the groups, by the first tag of a question. A tag without a heading is its own.
 * @returns {Record<string, string>} */
const headings = () => ({
  acts: t("Acts"),
  dyads: t("Two sides"),
  recognition: t("Recognition"),
  network: t("Connections"),
  offices: t("Offices and people"),
  organizations: t("Organizations"),
  statements: t("Statements"),
  texts: t("Texts and treaties"),
  conflicts: t("Conflicts"),
  places: t("Places"),
  time: t("Dates and relations in time"),
  claims: t("Claims and who makes them"),
  doubt: t("Doubt"),
  documents: t("Documents and passages"),
});

/** The questions by group, in the order of the headings; unknown tags and questions without a tag come last.
 * @param {StoredQuery[]} queries
 * @returns {[string, StoredQuery[]][]} */
export function grouped(queries) {
  const known = headings();
  /** @type {Map<string, StoredQuery[]>} */
  const groups = new Map(Object.keys(known).map((tag) => [tag, []]));
  for (const query of queries) {
    const tag = query.tags[0] || "";
    groups.set(tag, [...(groups.get(tag) || []), query]);
  }
  return [...groups]
    .filter(([, list]) => list.length)
    .map(([tag, list]) => [known[tag] || (tag ? tag[0].toUpperCase() + tag.slice(1) : t("Others")), list]);
}

/** The list with its search field.
 * @param {(name: string) => void} choose called with the name of a question, empty for a query of one's own
 * @returns {{ element: HTMLElement, draw: (name: string) => void, fold: () => void }} */
export function questionList(choose) {
  const { queries } = /** @type {import("./types.js").About & { asking: { queries: StoredQuery[] } }} */ (D.about).asking;
  const index = indexOf(
    queries.map(({ name, summary, description, tags, params }) => ({
      id: name,
      label: summary || name,
      names: [name.replaceAll("-", " "), ...tags].join(" \n "),
      kind: params.map((param) => param.help).join(" \n "),
      gist: description,
    })),
  );
  const byName = new Map(queries.map((query) => [query.name, query]));
  const list = el("div", { class: "question-groups" });
  const input = el("input", {
    id: "question-search",
    type: "text",
    autocomplete: "off",
    spellcheck: "false",
    placeholder: t("Search the questions"),
    oninput: () => draw(chosen),
  });
  let chosen = "";
  const row = (name, text, title) =>
    el(
      "li",
      {},
      el(
        "button",
        {
          type: "button",
          title,
          "aria-pressed": String(name === chosen),
          dataset: { query: name },
          onclick: () => choose(name),
        },
        text,
      ),
    );
  const draw = (name) => {
    chosen = name;
    const focused =
      document.activeElement instanceof HTMLElement && list.contains(document.activeElement)
        ? document.activeElement.dataset.query
        : undefined;
    const text = input.value.trim();
    const found = text
      ? find(index, text, (id) => byName.get(id)?.summary || id).map(({ id }) => /** @type {StoredQuery} */ (byName.get(id)))
      : null;
    const rows = (some) =>
      el(
        "ul",
        {},
        some.map((query) => row(query.name, query.summary || query.name, query.name)),
      );
    refill(
      list,
      el("ul", {}, row("", t("Write a query of your own"))),
      found
        ? [
            el("p", { class: "aside", role: "status" }, plural(found.length, "{n} question matches", "{n} questions match")),
            found.length ? rows(found) : null,
          ]
        : grouped(queries).map(([heading, some]) => [el("h3", {}, heading), rows(some)]),
    );
    if (focused !== undefined) /** @type {HTMLElement | null} */ (list.querySelector(`[data-query="${CSS.escape(focused)}"]`))?.focus();
  };
  const narrow = matchMedia("(max-width: 900px)");
  const element = el(
    "details",
    { class: "questions", id: "questions", open: true },
    el("summary", {}, plural(queries.length, "{n} stored question", "{n} stored questions")),
    el("label", { for: "question-search", class: "unseen" }, t("Search the questions")),
    input,
    list,
  );
  draw("");
  return {
    element,
    draw,
    fold: () => {
      if (narrow.matches) element.removeAttribute("open");
    },
  };
}
