// The query page: Yasgui with our prefixes, completion, stored queries, links and evidence. No request leaves this service.

import Yasgui from "@zazuko/yasgui";
import { complete } from "./asking.js";
import { completers, language } from "./completing.js";
import { byId, element } from "./dom.js";
import { list } from "./stored.js";
import { advice, count, duration, hashOf, problemOf, queryOf } from "./places.js";
import { tableOf } from "./table.js";

/** @type {any} */
const { Yasqe, Yasr, Tab } = Yasgui;
/** @type {import("./places.js").Setup} */
const setup = JSON.parse(byId("setup").textContent);
const endpoint = new URL("sparql", document.baseURI).href;
/** The query that each result answers. @type {WeakMap<object, string>} */
const answered = new WeakMap();

/** What is wrong, where, and what to do. @param {{ text: string }} summary */
async function shownProblem(summary) {
  const problem = problemOf(summary.text);
  const place = problem.line ? `Line ${problem.line}${problem.column ? `, column ${problem.column}` : ""}: ` : "";
  const todo = [problem.hint, advice(problem, setup)].filter(Boolean);
  return element(
    "div",
    { class: "problem", role: "alert" },
    element("p", {}, element("b", {}, problem.title)),
    element("p", {}, place, problem.detail),
    ...todo.map((each) => element("p", { class: "hint" }, String(each))),
  );
}

/** What is said above the results of a tab. @param {any} yasqe @param {string} text @param {(Node | string)[]} [links] */
function say(yasqe, text, links = []) {
  yasqe.status.textContent = text;
  yasqe.downloads.replaceChildren(...links);
}

/** Mark the place of an error in the editor, and put the cursor there. @param {any} yasqe @param {import("./places.js").Problem} problem */
function markPlace(yasqe, problem) {
  if (!problem.line) return;
  const document = yasqe.getDoc();
  const line = Math.min(problem.line, document.lineCount()) - 1;
  const text = document.getLine(line);
  const from = Math.min((problem.column ?? 1) - 1, Math.max(0, text.length - 1));
  const word = /^[\w?$:.<-]+/.exec(text.slice(from));
  yasqe.marks = [document.markText({ line, ch: from }, { line, ch: from + (word?.[0].length || 1) }, { className: "error-place" })];
  yasqe.addLineClass(line, "background", "error-line");
  yasqe.markedLine = line;
  document.setCursor({ line, ch: from });
  yasqe.scrollIntoView({ line, ch: from }, 40);
}

/** @param {any} yasqe */
function unmark(yasqe) {
  for (const mark of yasqe.marks ?? []) mark.clear();
  if (yasqe.markedLine !== undefined) yasqe.removeLineClass(yasqe.markedLine, "background", "error-line");
  yasqe.marks = [];
  yasqe.markedLine = undefined;
}

/** The links to the answer in other formats. @param {string} query @param {boolean} triples */
function downloads(query, triples) {
  const formats = triples
    ? { ttl: "Turtle", nt: "N-Triples", json: "JSON-LD", xml: "RDF/XML" }
    : { csv: "CSV", tsv: "TSV", json: "JSON", xml: "XML" };
  const links = Object.entries(formats).flatMap(([format, name]) => {
    const address = `query/answer?${new URLSearchParams({ query, format, download: "" })}`;
    return [" ", element("a", { href: address, download: `answer.${format}` }, name)];
  });
  return ["Download", ...links];
}

/** Say what came back. @param {any} yasqe @param {any} response @param {number} took */
function told(yasqe, response, took) {
  if (response instanceof Error) {
    say(yasqe, "");
    markPlace(yasqe, problemOf(response.message));
    return;
  }
  const query = yasqe.getValue();
  const triples = ["CONSTRUCT", "DESCRIBE"].includes(yasqe.getQueryType());
  let what = "Answered";
  if (!triples) {
    const { results, boolean } = JSON.parse(response.content);
    what = results ? count(results.bindings.length, "row") : boolean ? "Yes" : "No";
  }
  say(yasqe, `${what} in ${duration(took)}. The answer is complete.`, downloads(query, triples));
  history.replaceState(null, "", hashOf(query));
}

Tab.prototype.getShareableLink = /** @this {any} */ function () {
  return location.href.replace(/#.*/, "") + hashOf(this.getQuery());
};
Yasr.defaults.errorRenderers = [shownProblem];
Yasr.registerPlugin(
  "table",
  tableOf(Yasr.plugins.table, setup, (yasr) => answered.get(yasr) ?? ""),
);
Yasr.plugins.response.prototype.helpReference = undefined;

const yasgui = new Yasgui(
  byId("yasgui"),
  /** @type {any} */ ({
    persistenceId: "chancery",
    populateFromUrl: false,
    autofocus: false,
    endpointCatalogueOptions: { getData: () => [], keys: [] },
    requestConfig: {
      endpoint: () => endpoint,
      method: "POST",
      acceptHeaderGraph: "text/turtle",
      acceptHeaderSelect: "application/sparql-results+json",
    },
    yasqe: { mode: language(Yasqe, setup), value: setup.start, autocompleters: completers(Yasqe, setup), editorHeight: "19rem" },
    // An answer is not kept in the browser: it would be shown again when the graph has long been another.
    yasr: { prefixes: setup.prefixes, maxPersistentResponseSize: 0 },
  }),
);

// A list of tabs may contain tabs only, so that the button that adds one stands beside it.
const tabs = /** @type {any} */ (yasgui.tabElements);
const bar = element("div", { class: "tabs" });
tabs._tabsListEl.before(bar);
bar.append(tabs._tabsListEl, tabs.addTabEl);
tabs.addTabEl = undefined;

/** What this page needs of a tab, once it is drawn. @param {any} tab */
function prepared(tab) {
  const yasqe = tab?.getYasqe();
  const yasr = tab?.getYasr();
  if (!yasqe || yasqe.prepared) return;
  yasqe.prepared = true;
  yasqe.getInputField().setAttribute("aria-label", "SPARQL query. Escape leaves the editor, Control Enter runs the query.");
  // A reader who moves with Tab would not get out of the editor otherwise.
  yasqe.setOption("extraKeys", {
    ...yasqe.getOption("extraKeys"),
    Esc: () => (tab.getYasqe().rootEl.querySelector(".yasqe_queryButton") ?? byId("stored")).focus(),
  });
  yasqe.status = element("p", { role: "status" });
  yasqe.downloads = element("p", { class: "downloads" });
  yasr.rootEl.prepend(element("div", { class: "said" }, yasqe.status, yasqe.downloads));
  yasr.documentationLink?.remove();
  yasr.downloadBtn?.remove();
  yasqe.on("query", () => {
    unmark(yasqe);
    answered.set(yasr, yasqe.getValue());
    say(yasqe, "Running …");
  });
  yasqe.on("change", () => unmark(yasqe));
  yasqe.on("queryResponse", (/** @type {any} */ _, /** @type {any} */ response, /** @type {number} */ took) => told(yasqe, response, took));
  yasqe.on("queryAbort", () => say(yasqe, "Stopped."));
  if (yasr.results) answered.set(yasr, yasqe.getValue());
}

/** Open a text in a tab. @param {string} text @param {string} name @param {boolean} run */
function open(text, name, run) {
  const same = Object.values(yasgui._tabs).find((/** @type {any} */ tab) => tab.getPersistedJson().yasqe.value === text);
  if (same) yasgui.selectTabId(same.getId());
  else yasgui.addTab(true, /** @type {any} */ ({ name: yasgui.createTabName(name), yasqe: { value: text } }));
  const tab = yasgui.getTab();
  prepared(tab);
  if (run) tab?.query().catch(() => {}); // what went wrong is shown with the results
}

yasgui.on("tabSelect", () => prepared(yasgui.getTab()));
yasgui.on("tabAdd", () => setTimeout(() => prepared(yasgui.getTab())));
byId("plain").remove();
byId("app").hidden = false;
byId("stored").open = matchMedia("(min-width: 60rem)").matches;
list(setup, open);
prepared(yasgui.getTab());
const linked = queryOf(location.hash);
if (linked !== null) open(linked, "Shared query", true);
window.addEventListener("hashchange", () => {
  const query = queryOf(location.hash);
  if (query !== null && query !== yasgui.getTab()?.getYasqe()?.getValue()) open(query, "Shared query", true);
});
for (const tab of Object.values(yasgui._tabs)) /** @type {any} */ (tab).getYasqe()?.refresh();
// The service reads the names at the first question: not while somebody types.
complete("name", "").catch(() => {});
document.body.dataset.ready = "yes";
