// The stored queries beside the editor: a list with search, what each one answers, and a form for its parameters.

import { bound, complete, Refused } from "./asking.js";
import { byId, element } from "./dom.js";
import { having } from "./places.js";

/**
 * @param {import("./places.js").Param} param
 * @param {string} id
 */
function field(param, id) {
  const needed = param.required;
  if (param.choices.length) {
    const none = needed ? [] : [element("option", { value: "" }, param.default ?? "any")];
    return element(
      "select",
      { id, name: param.name, required: needed },
      ...none,
      ...param.choices.map((each) => element("option", {}, each)),
    );
  }
  const shared = { id, name: param.name, required: needed, autocomplete: "off", placeholder: param.default ?? "" };
  if (param.type === "number") return element("input", { ...shared, inputmode: "decimal" });
  if (param.type !== "entity")
    return element("input", { ...shared, placeholder: param.default ?? (param.type === "date" ? "1988-11" : "") });
  const list = element("datalist", { id: `${id}-names` });
  const kind = param.of?.includes("owl:Class") ? "class" : param.of?.includes("Property") ? "property" : "name";
  const input = element("input", {
    ...shared,
    list: list.id,
    input: async () => {
      const typed = input.value.trim();
      if (typed.length < 2) return;
      try {
        const found = await complete(kind, typed, kind === "name" ? param.of : null);
        if (input.value.trim() !== typed) return;
        list.replaceChildren(
          ...found
            .slice(0, 20)
            .map((each) => element("option", { value: each.label }, each.about ? `${each.short}, ${each.about}` : each.short)),
        );
      } catch (error) {
        if (!(error instanceof Refused)) throw error; // a list that cannot be had is not worth a message
      }
    },
  });
  return element("span", { class: "field" }, input, list);
}

/**
 * @param {import("./places.js").Stored} query
 * @param {(text: string, name: string, run: boolean) => void} open
 */
function entry(query, open) {
  const problem = element("p", { class: "problem", role: "alert" });
  const id = `q-${query.name}`;
  const fields = query.params.map((param) => {
    const own = `${id}-${param.name}`;
    const what = element(
      "label",
      { for: own },
      element("b", {}, param.name),
      param.help ? ` ${param.help}` : "",
      param.required ? "" : " (optional)",
    );
    return element("p", {}, what, field(param, own));
  });
  const form = element(
    "form",
    {
      class: "params",
      submit: async (/** @type {SubmitEvent} */ event) => {
        event.preventDefault();
        const given = /** @type {[string, string][]} */ (
          [...new FormData(form)].filter(([, value]) => typeof value === "string" && value.trim())
        );
        const run = /** @type {HTMLButtonElement | null} */ (event.submitter)?.value !== "open";
        problem.textContent = "";
        try {
          open(await bound(query.name, Object.fromEntries(given)), query.name, run);
        } catch (error) {
          if (!(error instanceof Refused)) throw error;
          problem.textContent = [error.problem.detail, error.problem.hint].filter(Boolean).join(". ");
        }
      },
    },
    ...fields,
    problem,
    element(
      "p",
      {},
      element("button", { type: "submit", value: "run", class: "first" }, "Run"),
      " ",
      element("button", { type: "submit", value: "open" }, "Open in a tab"),
    ),
  );
  return element(
    "li",
    {},
    element(
      "details",
      { name: "stored" },
      element("summary", {}, element("span", {}, query.summary), " ", element("code", {}, query.name)),
      query.description ? element("p", { class: "description" }, query.description) : null,
      form,
    ),
  );
}

/**
 * Fill the list, and keep it in step with its search field.
 * @param {import("./places.js").Setup} setup
 * @param {(text: string, name: string, run: boolean) => void} open what to do with the text of a query
 */
export function list(setup, open) {
  const lines = new Map(setup.queries.map((each) => [each.name, entry(each, open)]));
  byId("stored-list").replaceChildren(...lines.values());
  const search = byId("stored-search");
  search.addEventListener("input", () => {
    const kept = new Set(having(setup.queries, search.value).map((each) => each.name));
    for (const [name, line] of lines) line.hidden = !kept.has(name);
    byId("stored-none").hidden = kept.size > 0;
  });
}
