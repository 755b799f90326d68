// The table of results: Yasgui's own, with labels that link to pages, and a button in each row that shows who says so.

import { evidence, labels, Refused } from "./asking.js";
import { element } from "./dom.js";
import { citeOf, pageOf, short } from "./places.js";
import { proof } from "./proof.js";

/**
 * The plugin for the results.
 * @param {any} Table Yasgui's table
 * @param {import("./places.js").Setup} setup
 * @param {(yasr: any) => string} queryOf the query that was answered
 */
export function tableOf(Table, setup, queryOf) {
  return class extends Table {
    label = "Table";
    helpReference = undefined;
    /** @type {Map<string, string>} */
    names = new Map();

    /** The rows as they were answered: Yasgui fills in what stands between double braces in a text. */
    answeredRows() {
      const { results } = this.yasr;
      if (results?.getType() !== "json") return results?.getBindings() ?? [];
      return JSON.parse(results.getOriginalResponseAsString()).results?.bindings ?? [];
    }

    getRows() {
      const variables = this.yasr.results?.getVariables() ?? [];
      const row = (/** @type {any} */ binding, /** @type {number} */ place) => [
        place + 1,
        ...variables.map((/** @type {string} */ name) => binding[name] ?? ""),
      ];
      return this.answeredRows().map(row);
    }

    /** The labels, before the table is drawn: they are searched and sorted by, too. */
    async initialize() {
      const found = this.answeredRows();
      const iris = found
        .flatMap((/** @type {any} */ row) => Object.values(row).filter((each) => each.type === "uri"))
        .map((each) => each.value);
      try {
        this.names = await labels(iris);
      } catch (error) {
        // The answer is right without them.
        if (!(error instanceof Refused)) throw error;
      }
    }

    /** @param {any} binding */
    textOf(binding) {
      return binding.type === "uri" ? this.names.get(binding.value) || short(binding.value, setup.prefixes) : binding.value;
    }

    /** @param {any} binding */
    getCellContent(binding) {
      const text = this.textOf(binding);
      if (binding.type === "uri") {
        const page = pageOf(binding.value, setup);
        const shown = short(binding.value, setup.prefixes);
        if (!page) return element("span", { class: "term" }, text).outerHTML;
        const rel = page.outside ? "external noopener noreferrer" : null;
        return element("a", { class: "term", href: page.href, title: shown, rel, target: page.outside ? "_blank" : null }, text).outerHTML;
      }
      const plain = !binding.datatype || /#(string|integer|boolean|date)$|\/edtf\//.test(binding.datatype);
      const kind = binding["xml:lang"] ? `@${binding["xml:lang"]}` : plain ? "" : short(binding.datatype, setup.prefixes);
      const bare = this.persistentConfig.compact || !kind || kind === "@en";
      return element("span", { class: "value", title: kind || null }, text, bare ? null : element("small", {}, ` ${kind}`)).outerHTML;
    }

    getColumns() {
      const variables = this.yasr.results?.getVariables() ?? [];
      const number = {
        data: 0,
        title: element("span", { class: "unseen" }, "Row").outerHTML,
        orderable: false,
        searchable: false,
        className: "number",
      };
      const columns = variables.map((/** @type {string} */ name, /** @type {number} */ place) => ({
        data: place + 1,
        name,
        title: element("span", {}, name).outerHTML,
        createdCell: (/** @type {HTMLElement} */ cell) => void (cell.dataset.name = name), // a phone shows it beside the value
        render: (/** @type {any} */ data, /** @type {string} */ type) => {
          if (data === "") return "";
          return type === "display" ? this.getCellContent(data) : this.textOf(data);
        },
      }));
      const render = (/** @type {number} */ row) =>
        element(
          "button",
          { type: "button", class: "who", "aria-expanded": "false", "aria-label": `Who says so? Row ${row}` },
          "Who says so?",
        ).outerHTML;
      const who = {
        data: 0,
        title: element("span", { class: "unseen" }, "Evidence").outerHTML,
        orderable: false,
        searchable: false,
        className: "evidence",
        render: (/** @type {any} */ data, /** @type {string} */ type) => (type === "display" ? render(data) : ""),
      };
      return [number, ...columns, ...(this.yasr.results?.getBindings()?.length ? [who] : [])];
    }

    /** @param {any} config */
    draw(config) {
      super.draw({ isEllipsed: false, ...config });
      this.tableResizer?.reset({ disable: true }); // the columns are as wide as what is in them
      this.tableSizeField?.setAttribute("aria-label", "Page size");
      this.tableEl.classList.add("answer");
      this.tableEl.addEventListener("click", (/** @type {MouseEvent} */ event) => {
        const button = /** @type {Element} */ (event.target).closest("button.who");
        if (button) void this.ask(button);
      });
    }

    /** Show or hide who says what is in the row of a button. @param {Element} button */
    async ask(button) {
      const line = this.dataTable.row(button.closest("tr"));
      if (line.child.isShown()) {
        line.child.hide();
        button.setAttribute("aria-expanded", "false");
        return;
      }
      const [, ...terms] = line.data();
      const variables = this.yasr.results.getVariables();
      const row = terms.map((/** @type {any} */ each) => (each === "" ? null : each));
      // The rows of a graph are its triples.
      const cite = this.yasr.results.getType() === "ttl" ? [variables.join(" ")] : citeOf(queryOf(this.yasr));
      button.setAttribute("aria-expanded", "true");
      line.child(element("div", { class: "row-evidence" }, "Looking …"), "behind").show();
      try {
        line.child(proof(await evidence({ variables, row, cite }), setup), "behind").show();
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        line
          .child(element("div", { class: "row-evidence", role: "alert" }, `${error.problem.title}: ${error.problem.detail}`), "behind")
          .show();
      }
    }
  };
}
