// The Ask view: stored queries as forms, an editor, and answers as a table or a picture. Only files that contain the engine have it.

import {
  D,
  EDTF,
  dateWords,
  documents,
  edgeAt,
  labelOf,
  localName,
  nodeAt,
  passageText,
  passages,
  termAt,
  terms,
  whensOf,
} from "./data.js";
import { dayNumber, limitWords } from "./dates.js";
import { byId, count, el, refill } from "./dom.js";
import { ask, engine, startEngine, stopEngine } from "./engine.js";
import { copyText, csvOf, fileName, save } from "./export.js";
import { boundText, paramField, withoutHeader } from "./form.js";
import { dark } from "./network.js";
import { showOnly } from "./standing.js";
import { change, onChange, state } from "./state.js";
import { goTo } from "./words.js";

export const asking = { query: null, editor: null, answer: null, fields: new Map(), names: new Map(), turn: 0, written: undefined };
const FIRST_QUERY =
  "SELECT ?act ?earliest ?latest WHERE {\n  ?act a dip:Recognition .\n  OPTIONAL { ?act dip:earliest ?earliest }\n  OPTIONAL { ?act dip:latest ?latest }\n}\nORDER BY ?earliest";

export function buildAsk() {
  byId("tab-ask").hidden = !D.about.engine;
  if (!D.about.engine) return;
  const stored = D.about.asking.queries;
  const parts = (asking.parts = {
    form: el("div", { class: "params" }),
    about: el("div", { class: "aside" }),
    box: el("div", { class: "editor" }),
    answer: el("div", { class: "answer", id: "answer" }),
    status: el("span", { class: "aside", id: "ask-status", role: "status" }),
  });
  refill(
    byId("view-ask"),
    el(
      "div",
      { class: "ask" },
      el(
        "div",
        {},
        el("h2", {}, "Ask the graph"),
        el(
          "p",
          { class: "aside" },
          `The query engine (Oxigraph ${D.about.asking.engine}) and the whole graph are in this file, and no query leaves it. A plain query returns what is held. GRAPH ?a { … } with ?a dip:cites ?p returns who claims it.`,
        ),
      ),
      el(
        "div",
        {},
        el("label", { for: "stored" }, "A stored question"),
        el(
          "select",
          { id: "stored", onchange: (event) => chooseQuery(event.target.value) },
          el("option", { value: "" }, "— write your own —"),
          stored.map((query) => el("option", { value: query.name }, query.summary || query.name)),
        ),
      ),
      parts.about,
      parts.form,
      // Above the editor, because its height changes with its text and a button must not move under the pointer.
      el(
        "div",
        { class: "actions" },
        el("button", { type: "button", id: "run", class: "main", onclick: runQuery, title: "Run (Ctrl+Enter in the editor)" }, "Run"),
        el("button", { type: "button", id: "stop", onclick: stopEngine, disabled: true }, "Stop"),
        parts.status,
      ),
      el("details", { class: "sparql", open: true }, el("summary", {}, "The query in SPARQL"), parts.box),
      parts.answer,
    ),
  );
  onChange((patch) => {
    if ("view" in patch && state.view === "ask") openAsk();
    if ("theme" in patch && asking.editor) asking.editor.setDark(dark());
  });
  if (state.view === "ask") openAsk();
}

/** Creates the editor, and starts the engine in the background, when Ask is opened for the first time. */
function openAsk() {
  if (asking.editor) return;
  const completions = [
    ...terms.map(([iri, label]) => ({ label: shortName(iri), detail: label })),
    ...Object.keys(D.about.asking.prefixes).map((name) => ({ label: name + ":", detail: "prefix" })),
  ].filter((each) => each.label.includes(":") && !each.label.includes("/"));
  asking.editor = ChanceryEditor.create(asking.parts.box, {
    doc: FIRST_QUERY,
    label: "SPARQL query",
    dark: dark(),
    completions,
    run: runQuery,
  });
  tellStatus("Starting the query engine…");
  const began = performance.now();
  startEngine().then(
    () => {
      tellStatus(`Ready: ${engine.quads.toLocaleString("en")} quads, started in ${((performance.now() - began) / 1000).toFixed(1)} s.`);
      document.body.dataset.engine = "ready";
    },
    (problem) => tellProblem(problem),
  );
}

const tellStatus = (text) => refill(asking.parts.status, text);
function tellProblem(problem) {
  refill(asking.parts.status);
  refill(asking.parts.answer, el("p", { class: "problem", role: "alert" }, problem.message));
}

/** An IRI as a CURIE if a prefix fits. */
function shortName(iri) {
  const fit = Object.entries(D.about.asking ? D.about.asking.prefixes : {})
    .filter(([, start]) => iri.startsWith(start) && /^[\w-]*$/.test(iri.slice(start.length)))
    .sort((a, b) => b[1].length - a[1].length)[0];
  return fit ? `${fit[0]}:${iri.slice(fit[1].length)}` : iri;
}

function chooseQuery(name) {
  const query = (asking.query = D.about.asking.queries.find((each) => each.name === name) || null);
  asking.fields.clear();
  asking.written = undefined;
  refill(asking.parts.about, query && query.description ? el("p", {}, query.description) : null);
  refill(asking.parts.form, query ? query.params.map(paramField) : null);
  writeQuery();
}

/** Shows a stored query in the editor with the values of its form, or with the names of its parameters until the form is complete. */
export async function writeQuery() {
  const [query, turn] = [asking.query, ++asking.turn];
  if (!query || !asking.editor) return;
  const plain = withoutHeader(query.pieces.map((piece) => (typeof piece === "string" ? piece : piece[1])).join(""));
  let [text, hint] = [plain, ""];
  try {
    text = await boundText(query);
  } catch (problem) {
    hint = problem.message;
  }
  // A later change of the form, or a run, has superseded this one.
  if (turn !== asking.turn) return;
  asking.written = text;
  asking.editor.setText(text);
  tellStatus(hint);
}

/** The query to run: the text of the editor. An unedited stored query gets the current values of its form. */
async function textToAsk() {
  const untouched = asking.query && (asking.written === undefined || asking.editor.text() === asking.written);
  if (!untouched) return asking.editor.text();
  asking.written = await boundText(asking.query);
  asking.editor.setText(asking.written);
  return asking.written;
}

async function runQuery() {
  const [run, stop] = [byId("run"), byId("stop")];
  asking.turn += 1;
  refill(asking.parts.answer);
  tellStatus("Asking…");
  run.disabled = true;
  stop.disabled = false;
  const began = performance.now();
  try {
    asking.answer = await ask(await textToAsk());
    drawAnswer((performance.now() - began) / 1000);
  } catch (problem) {
    tellProblem(problem);
  } finally {
    run.disabled = false;
    stop.disabled = true;
  }
}

const answerVars = (answer) => (answer.kind === "triples" ? ["subject", "predicate", "object"] : answer.vars);
/** The columns of the table on the page: [heading, row to content]. Two bounds of a date are one column, in words. */
function answerColumns(vars) {
  const place = (name) => vars.indexOf(name);
  const starts = vars.filter((name) => /(^|_)earliest$/.test(name)).map((name) => name.slice(0, -8));
  const pairs = starts.filter((before) => place(`${before}latest`) >= 0);
  return vars.flatMap((name, at) => {
    const before = pairs.find((each) => name === `${each}earliest` || name === `${each}latest`);
    if (before === undefined) return [[name, /(^|_)date$/.test(name) ? (row) => dateCell(row, row[at]) : (row) => cell(row[at])]];
    if (name.endsWith("latest")) return [];
    const head = vars.includes(`${before}date`) ? "bounds" : "date";
    const of = vars.map((_, i) => i).filter((i) => (before ? vars[i] === before.slice(0, -1) : !pairs.includes(`${vars[i]}_`)));
    return [[before + head, (row) => boundsCell(row, of, row[at], row[place(`${before}latest`)], head === "date")]];
  });
}

/** The dates of the nodes in some columns of a row, each as the build took it together from all held accounts. */
const whensIn = (row, of) =>
  of
    .filter((i) => row[i] && row[i].type === "uri" && nodeAt.has(row[i].value))
    .flatMap((i) => whensOf[nodeAt.get(row[i].value)].filter((when) => when.c < 0));

/** A date in EDTF, or several joined by "or", in the words of the build. */
function dateCell(row, term) {
  if (!term || term.type === "uri") return cell(term);
  const same = (text) => text.split(" or ").sort().join();
  const found = whensIn(row, [...row.keys()]).filter((when) => when.t && same(when.t) === same(term.value));
  const words = [...new Set(found.map((when) => when.w))];
  if (words.length === 1) return words[0];
  return term.value
    .split(" or ")
    .map((text) => dateWords.get(text) || text)
    .join(" or ");
}

/** The date of the one node of a row that has these bounds, in the words of the build; else the bounds, named as bounds. */
function boundsCell(row, of, earliest, latest, worded) {
  const [e, l] = [earliest, latest].map((term) => (term ? term.value : ""));
  if (![e, l].every((iso) => !iso || !Number.isNaN(dayNumber(iso)))) return [e, l].join(" ").trim();
  const dated = whensIn(row, of).filter((when) => (when.e || "") === e && (when.l || "") === l);
  const words = [...new Set(dated.map((when) => when.w))];
  return worded && words.length === 1 ? words[0] : limitWords(e, l);
}

const answerRows = (answer) =>
  answer.kind === "triples" ? answer.triples : answer.rows.map((row) => answer.vars.map((name) => row[name]));

/** A term of an answer as a reader sees it: a link for a node of the picture, a name if the term has one. */
function cell(term) {
  if (!term) return "";
  if (term.type === "uri" && nodeAt.has(term.value))
    return el(
      "button",
      {
        type: "button",
        class: "link",
        onclick: () => {
          change({ view: "network" });
          goTo(nodeAt.get(term.value));
        },
      },
      labelOf(nodeAt.get(term.value)),
    );
  return cellText(term);
}
function cellText(term) {
  if (!term) return "";
  if (term.type !== "uri") return (term.datatype === EDTF && dateWords.get(term.value)) || term.value;
  if (nodeAt.has(term.value)) return labelOf(nodeAt.get(term.value));
  if (termAt.has(term.value)) return terms[termAt.get(term.value)][1];
  const [p, d] = [passages.findIndex((passage) => passage.i === term.value), documents.findIndex((doc) => doc.i === term.value)];
  return p >= 0 ? `${localName(term.value)} (${passageText(p)})` : d >= 0 ? documents[d].l : shortName(term.value);
}

function drawAnswer(seconds) {
  const answer = asking.answer;
  if (answer.kind === "truth") {
    tellStatus(`Answered in ${seconds.toFixed(2)} s.`);
    refill(asking.parts.answer, el("p", { class: "measure" }, answer.value ? "Yes: this is held." : "No: this is not held."));
    return;
  }
  const rows = answerRows(answer);
  const columns = answerColumns(answerVars(answer));
  tellStatus(
    `${count(answer.total, answer.kind === "triples" ? "triple" : "row")} in ${seconds.toFixed(2)} s${rows.length < answer.total ? `; the first ${rows.length.toLocaleString("en")} are shown` : ""}.`,
  );
  const drawable = rows.some((row) => row.some((term) => term && term.type === "uri" && nodeAt.has(term.value)));
  refill(
    asking.parts.answer,
    el(
      "p",
      { class: "actions" },
      el("button", { type: "button", id: "answer-csv", onclick: () => copyText(answerCsv(), "Answer copied as CSV") }, "Copy as CSV"),
      el(
        "button",
        {
          type: "button",
          onclick: () => save(new Blob(["\ufeff", answerCsv()], { type: "text/csv;charset=utf-8" }), fileName("answer", ".csv")),
        },
        "Save as CSV",
      ),
      drawable ? el("button", { type: "button", id: "answer-picture", onclick: showAnswer }, "Show as picture") : null,
    ),
    rows.length
      ? el(
          "table",
          { id: "answer-table" },
          el("caption", {}, "Answer"),
          el(
            "thead",
            {},
            el(
              "tr",
              {},
              columns.map(([name]) => el("th", { scope: "col" }, name)),
            ),
          ),
          el(
            "tbody",
            {},
            rows.slice(0, 1000).map((row) =>
              el(
                "tr",
                {},
                columns.map(([, content]) => el("td", {}, content(row))),
              ),
            ),
          ),
        )
      : el("p", {}, "No results. A plain query finds only what is held."),
    rows.length > 1000 ? el("p", { class: "aside" }, "The table shows 1,000 rows. The CSV has all of them.") : null,
  );
}

function answerCsv() {
  const columns = answerVars(asking.answer).map((name, place) => ({
    l: name,
    text: (row) =>
      row[place] ? (row[place].type !== "uri" || !nodeAt.has(row[place].value) ? row[place].value : cellText(row[place])) : "",
  }));
  const cite = [
    D.about.citation,
    D.about.digest && `snapshot ${D.about.digest}`,
    `query: ${asking.editor.text().replace(/\s+/g, " ").trim()}`,
  ]
    .filter(Boolean)
    .join("; ");
  return csvOf(columns, answerRows(asking.answer), cite);
}

/** Shows the nodes of an answer in the network. Triples, and rows with ?s, ?p and ?o, become lines. */
function showAnswer() {
  const rows = answerRows(asking.answer);
  const places = asking.answer.kind === "triples" ? [0, 1, 2] : ["s", "p", "o"].map((name) => asking.answer.vars.indexOf(name));
  const named = new Set();
  for (const row of rows)
    for (const term of row) if (term && term.type === "uri" && nodeAt.has(term.value)) named.add(nodeAt.get(term.value));
  const lines = places.includes(-1)
    ? []
    : rows
        .map((row) => places.map((place) => row[place]))
        .filter((row) => row.every((term) => term && term.type === "uri") && nodeAt.has(row[0].value) && nodeAt.has(row[2].value))
        .map(([s, p, o]) => [
          nodeAt.get(s.value),
          cellText(p),
          nodeAt.get(o.value),
          edgeAt.get(`${nodeAt.get(s.value)} ${termAt.get(p.value)} ${nodeAt.get(o.value)}`),
        ]);
  showOnly({ nodes: named, lines });
}
