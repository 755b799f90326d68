// The Ask view: stored queries as forms, an editor, and answers as a table or a picture. Only files that contain the engine have it.

import {
  D,
  EDTF,
  claims,
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
import { byId, el, refill } from "./dom.js";
import { ask, engine, startEngine, stopEngine } from "./engine.js";
import { claimsBehindRow, evidenceTable, passagesOfClaims } from "./evidence.js";
import { copyText, csvOf, fileName, save } from "./export.js";
import { boundText, paramField, withoutHeader } from "./form.js";
import { figure, plural, t } from "./language.js";
import { dark } from "./network.js";
import { questionList } from "./questions.js";
import { change, onChange, state } from "./state.js";
import { goTo } from "./words.js";

/** @typedef {import("./types.js").StoredQuery} StoredQuery */
/** @typedef {import("./outside.js").Editor} Editor */
/** @typedef {import("./outside.js").Answer} Answer */
/** @typedef {import("./outside.js").AnswerTerm} Term */
/** @typedef {import("./state.js").Asked} Asked */

export const asking = {
  /** @type {StoredQuery | null} */
  query: null,
  /** @type {Editor | null} */
  editor: null,
  /** @type {Answer | null} */
  answer: null,
  /** The stored question whose answer is shown, for its evidence. @type {StoredQuery | null} */
  answered: null,
  /** @type {Map<string, { param: import("./types.js").Param, input: any }>} */
  fields: new Map(),
  /** @type {Map<string, Promise<{ shown: string[], found: Map<string, string> }>>} */
  names: new Map(),
  turn: 0,
  /** Counts what was asked and chosen: an answer to what was asked before is not shown. */
  wanted: 0,
  /** The text that the form wrote into the editor. @type {string | undefined} */
  written: undefined,
  /** The question of the state, as this view knows it. */
  known: "null",
  /** @type {Record<string, HTMLElement>} */
  parts: {},
  /** @type {ReturnType<typeof questionList> | null} */
  list: null,
};
/** What the file says of its engine; only files with one have this view. */
const about = () => /** @type {NonNullable<import("./types.js").About["asking"]>} */ (D.about.asking);
const FIRST_QUERY =
  "SELECT ?act ?earliest ?latest WHERE {\n  ?act a dip:Recognition .\n  OPTIONAL { ?act dip:earliest ?earliest }\n  OPTIONAL { ?act dip:latest ?latest }\n}\nORDER BY ?earliest";
/** How many rows of an answer the table shows. */
const MOST_ROWS = 1000;

export function buildAsk() {
  byId("tab-ask").hidden = !D.about.engine;
  if (!D.about.engine) return;
  const parts = (asking.parts = {
    title: el("h3", { id: "asked" }),
    form: el("div", { class: "params" }),
    about: el("div", { class: "aside" }),
    box: el("div", { class: "editor" }),
    sparql: el("details", { class: "sparql", open: true }, el("summary", {}, t("The query in SPARQL"))),
    answer: el("div", { class: "answer", id: "answer" }),
    status: el("span", { class: "aside", id: "ask-status", role: "status" }),
  });
  parts.sparql.append(parts.box);
  asking.list = questionList(begin);
  refill(
    byId("view-ask"),
    el(
      "div",
      { class: "ask" },
      el(
        "div",
        {},
        el("h2", {}, t("Ask the graph")),
        el(
          "p",
          { class: "aside" },
          t(
            "The query engine (Oxigraph {version}) and the whole graph are in this file, and no query leaves it. A plain query returns what is held. GRAPH ?a { … } with ?a dip:cites ?p returns who claims it.",
            { version: about().engine },
          ),
        ),
      ),
      el(
        "div",
        { class: "asking" },
        asking.list.element,
        el(
          "div",
          { class: "query" },
          parts.title,
          parts.about,
          parts.form,
          // Above the editor, because its height changes with its text and a button must not move under the pointer.
          el(
            "div",
            { class: "actions" },
            el(
              "button",
              { type: "button", id: "run", class: "main", onclick: runAsked, title: t("Run (Ctrl+Enter in the editor)") },
              t("Run"),
            ),
            el("button", { type: "button", id: "stop", onclick: stopEngine, disabled: true }, t("Stop")),
            parts.status,
          ),
          parts.sparql,
          parts.answer,
        ),
      ),
    ),
  );
  drawTitle();
  onChange((patch) => {
    if (("view" in patch && state.view === "ask") || ("drawn" in patch && state.drawn === "answer")) openAsk();
    if ("theme" in patch && asking.editor) asking.editor.setDark(dark());
    if ("ask" in patch && JSON.stringify(state.ask) !== asking.known) reopen();
  });
  if (state.view === "ask" || state.drawn === "answer") openAsk();
}

/** Creates the editor, and starts the engine in the background, when Ask is opened for the first time. */
function openAsk() {
  if (asking.editor) return;
  const completions = [
    ...terms.map(([iri, label]) => ({ label: shortName(iri), detail: label })),
    ...Object.keys(about().prefixes).map((name) => ({ label: name + ":", detail: "prefix" })),
  ].filter((each) => each.label.includes(":") && !each.label.includes("/"));
  asking.editor = ChanceryEditor.create(asking.parts.box, {
    doc: FIRST_QUERY,
    label: "SPARQL query",
    dark: dark(),
    completions,
    run: runAsked,
  });
  tellStatus(t("Starting the query engine…"));
  const began = performance.now();
  startEngine().then(
    () => {
      if (!asking.answer)
        tellStatus(
          t("Ready: {quads} quads, started in {seconds} s.", {
            quads: figure(engine.quads),
            seconds: ((performance.now() - began) / 1000).toFixed(1),
          }),
        );
      document.body.dataset.engine = "ready";
    },
    (problem) => tellProblem(problem),
  );
  if (state.ask) reopen();
}

/** Shows the question of the state, as a link or the Back button wants it, with its answer if it was run. */
function reopen() {
  asking.known = JSON.stringify(state.ask);
  if (!asking.editor) return;
  const wanted = state.ask;
  chooseQuery(wanted ? wanted.name : "");
  if (wanted) asking.list?.fold();
  if (wanted && asking.query) {
    for (const { param, input } of asking.fields.values())
      if (wanted.params[param.name] !== undefined) input.value = wanted.params[param.name];
    writeQuery();
  }
  if (wanted && wanted.text) asking.editor.setText(wanted.text);
  if (wanted && wanted.run) runQuery();
}

/** The question as it stands: the stored one with its parameters, or the text of the editor if the reader wrote it.
 * @param {boolean} run
 * @returns {Asked | null} */
function asked(run) {
  const text = asking.editor ? asking.editor.text() : "";
  if (asking.query && (asking.written === undefined || text === asking.written)) {
    /** @type {Record<string, string>} */
    const params = {};
    for (const { param, input } of asking.fields.values()) if (input.value.trim()) params[param.name] = input.value.trim();
    return { name: asking.query.name, params, text: "", run };
  }
  return run || text !== FIRST_QUERY ? { name: "", params: {}, text, run } : null;
}

/** Keeps the question in the state, and so in the address.
 * @param {boolean} run whether it was run
 * @param {boolean} [passing] whether it makes no entry in the history */
function remember(run, passing = false) {
  const ask = asked(run);
  asking.known = JSON.stringify(ask);
  // What was drawn is no longer the answer of the question.
  if (JSON.stringify(state.ask) !== asking.known) change(state.drawn === "answer" ? { ask, drawn: "" } : { ask }, { passing });
}

const tellStatus = (text) => refill(asking.parts.status, text);
function tellProblem(problem) {
  refill(asking.parts.status);
  refill(asking.parts.answer, el("p", { class: "problem", role: "alert" }, messageOf(problem)));
}

/** An IRI as a CURIE if a prefix fits. */
function shortName(iri) {
  const fit = Object.entries(D.about.asking ? D.about.asking.prefixes : {})
    .filter(([, start]) => iri.startsWith(start) && /^[\w-]*$/.test(iri.slice(start.length)))
    .sort((a, b) => b[1].length - a[1].length)[0];
  return fit ? `${fit[0]}:${iri.slice(fit[1].length)}` : iri;
}

const drawTitle = () => refill(asking.parts.title, asking.query ? asking.query.summary || asking.query.name : t("A query of your own"));

/** A description, in which names of columns stand between backticks. */
const withCode = (text) => text.split("`").map((part, place) => (place % 2 ? el("code", {}, part) : part));

/** What a click on a question does: it is asked at once if it needs nothing from the reader, else the first field waits for it; for a
 * query of one's own the editor does.
 * @param {string} name */
function begin(name) {
  chooseQuery(name);
  asking.list?.fold();
  const missing = [...asking.fields.values()].find(({ param, input }) => !param.optional && param.default === null && !input.value.trim());
  if (asking.query && !missing) {
    runAsked();
    return;
  }
  remember(false);
  if (missing) missing.input.focus();
  else asking.editor?.select();
}

/** Shows a stored question as a form, or the editor alone.
 * @param {string} name */
function chooseQuery(name) {
  const query = (asking.query = about().queries.find((each) => each.name === name) || null);
  asking.fields.clear();
  asking.written = undefined;
  asking.answer = null;
  asking.turn += 1;
  asking.wanted += 1;
  asking.list?.draw(name);
  drawTitle();
  // The text of a stored question is for those who want to change it. Folded, it leaves the room to the answer.
  asking.parts.sparql.toggleAttribute("open", !query);
  // What was asked before and has no answer yet would keep the engine busy.
  if (!byId("stop").disabled && document.body.dataset.engine === "ready") stopEngine();
  byId("run").disabled = false;
  byId("stop").disabled = true;
  refill(asking.parts.answer);
  refill(asking.parts.about, query && query.description ? el("p", {}, withCode(query.description)) : null);
  refill(asking.parts.form, query ? query.params.map((param) => paramField(param)) : null);
  writeQuery();
}

/** What a change of the form does: it writes the query anew, and the address. */
export function formChanged() {
  writeQuery();
  remember(false, true);
}

/** Shows a stored query in the editor with the values of its form, or with the names of its parameters until the form is complete. */
async function writeQuery() {
  const [query, turn] = [asking.query, ++asking.turn];
  if (!query || !asking.editor) return;
  const plain = withoutHeader(query.pieces.map((piece) => (typeof piece === "string" ? piece : piece[1])).join(""));
  let [text, hint] = [plain, ""];
  try {
    text = await boundText(query);
  } catch (problem) {
    hint = messageOf(problem);
  }
  // A later change of the form, or a run, has superseded this one.
  if (turn !== asking.turn) return;
  asking.written = text;
  asking.editor.setText(text);
  tellStatus(hint);
}
const messageOf = (problem) => (problem instanceof Error ? problem.message : String(problem));

/** The query to run: the text of the editor. An unedited stored query gets the current values of its form. */
async function textToAsk() {
  const editor = /** @type {Editor} */ (asking.editor);
  const untouched = asking.query && (asking.written === undefined || editor.text() === asking.written);
  if (!asking.query || !untouched) return editor.text();
  const text = await boundText(asking.query);
  asking.written = text;
  editor.setText(text);
  return text;
}

/** Runs the query, and keeps it in the address as one that was run. */
function runAsked() {
  remember(true);
  runQuery();
}

async function runQuery() {
  const [run, stop] = [byId("run"), byId("stop")];
  asking.turn += 1;
  const wanted = ++asking.wanted;
  refill(asking.parts.answer);
  tellStatus(t("Asking…"));
  run.disabled = true;
  stop.disabled = false;
  const began = performance.now();
  try {
    const text = await textToAsk();
    const answered = asking.query && text === asking.written ? asking.query : null;
    const answer = /** @type {Answer} */ (await ask(text));
    if (wanted !== asking.wanted) return;
    asking.answer = answer;
    asking.answered = answered;
    drawAnswer(answer, (performance.now() - began) / 1000);
    if (state.drawn === "answer") change({ drawn: "answer" }, { passing: true });
  } catch (problem) {
    if (wanted === asking.wanted) tellProblem(problem);
  } finally {
    if (wanted === asking.wanted) {
      run.disabled = false;
      stop.disabled = true;
    }
  }
}

/** @param {Answer} answer
 * @returns {string[]} */
const answerVars = (answer) => (answer.kind === "table" ? answer.vars : ["subject", "predicate", "object"]);
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
    .flatMap((i) => whensOf[/** @type {number} */ (nodeAt.get(row[i].value))].filter((when) => when.c < 0));

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
    .join(t(" or "));
}

/** The date of the one node of a row that has these bounds, in the words of the build; else the bounds, named as bounds. */
function boundsCell(row, of, earliest, latest, worded) {
  const [e, l] = [earliest, latest].map((term) => (term ? term.value : ""));
  if (![e, l].every((iso) => !iso || !Number.isNaN(dayNumber(iso)))) return [e, l].join(" ").trim();
  const dated = whensIn(row, of).filter((when) => (when.e || "") === e && (when.l || "") === l);
  const words = [...new Set(dated.map((when) => when.w))];
  return worded && words.length === 1 ? words[0] : limitWords(e, l);
}

/** @param {Answer} answer
 * @returns {any[][]} rows of terms, undefined where a variable is unbound */
const answerRows = (answer) =>
  answer.kind === "triples"
    ? answer.triples
    : answer.kind === "table"
      ? answer.rows.map((row) => answer.vars.map((head) => row[head]))
      : [];

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
      el("bdi", {}, labelOf(/** @type {number} */ (nodeAt.get(term.value)))),
    );
  return cellText(term);
}
function cellText(term) {
  if (!term) return "";
  if (term.type !== "uri") return (term.datatype === EDTF && dateWords.get(term.value)) || term.value;
  const [n, k] = [nodeAt.get(term.value), termAt.get(term.value)];
  if (n !== undefined) return labelOf(n);
  if (k !== undefined) return terms[k][1];
  const [p, d] = [passages.findIndex((passage) => passage.i === term.value), documents.findIndex((doc) => doc.i === term.value)];
  return p >= 0 ? `${localName(term.value)} (${passageText(p)})` : d >= 0 ? documents[d].l : shortName(term.value);
}

/** Shows an answer: yes or no, or a table whose rows say who says so.
 * @param {Answer} answer
 * @param {number} seconds how long it took */
function drawAnswer(answer, seconds) {
  if (answer.kind === "truth") {
    tellStatus(t("Answered in {seconds} s.", { seconds: seconds.toFixed(2) }));
    refill(asking.parts.answer, el("p", { class: "measure" }, answer.value ? t("Yes: this is held.") : t("No: this is not held.")));
    return;
  }
  const rows = answerRows(answer);
  const columns = answerColumns(answerVars(answer));
  const number =
    answer.kind === "triples" ? plural(answer.total, "{n} triple", "{n} triples") : plural(answer.total, "{n} row", "{n} rows");
  tellStatus(
    rows.length < answer.total
      ? t("{rows} in {seconds} s; the first {shown} are shown.", { rows: number, seconds: seconds.toFixed(2), shown: figure(rows.length) })
      : t("{rows} in {seconds} s.", { rows: number, seconds: seconds.toFixed(2) }),
  );
  const drawable = rows.some((row) => row.some((term) => term && term.type === "uri" && nodeAt.has(term.value)));
  const withWho = rows.slice(0, MOST_ROWS).some((row) => behind(answer, row).length);
  refill(
    asking.parts.answer,
    el(
      "p",
      { class: "actions" },
      el("button", { type: "button", id: "answer-csv", onclick: () => copyText(answerCsv(), t("Answer copied as CSV")) }, t("Copy as CSV")),
      el(
        "button",
        {
          type: "button",
          onclick: () => save(new Blob(["\ufeff", answerCsv()], { type: "text/csv;charset=utf-8" }), fileName("answer", ".csv")),
        },
        t("Save as CSV"),
      ),
      drawable ? el("button", { type: "button", id: "answer-picture", onclick: showAnswer }, t("Show as picture")) : null,
    ),
    rows.length
      ? el(
          "div",
          { class: "answer-scroll" },
          el(
            "table",
            { id: "answer-table" },
            el("caption", {}, t("Answer")),
            el(
              "thead",
              {},
              el(
                "tr",
                {},
                columns.map(([head]) => el("th", { scope: "col" }, head)),
                withWho ? el("th", { scope: "col", class: "who" }, t("Who says so")) : null,
              ),
            ),
            el(
              "tbody",
              {},
              rows.slice(0, MOST_ROWS).map((row) => answerRow(answer, row, columns, withWho)),
            ),
          ),
        )
      : el("p", {}, t("No results. A plain query finds only what is held.")),
    rows.length > MOST_ROWS
      ? el("p", { class: "aside" }, t("The table shows {n} rows. The CSV has all of them.", { n: figure(MOST_ROWS) }))
      : null,
  );
}

/** The claims behind a row of an answer. */
const behind = (answer, row) =>
  claimsBehindRow(row, answerVars(answer), asking.answered ? asking.answered.cite : [], answer.kind === "triples");

/** A row of an answer, with a button that shows the claims behind it below. */
function answerRow(answer, row, columns, withWho) {
  const found = withWho ? behind(answer, row) : [];
  const line = el(
    "tr",
    {},
    columns.map(([, content]) => el("td", {}, content(row))),
  );
  if (!withWho) return line;
  /** @type {HTMLElement | null} */
  let below = null;
  const button = el(
    "button",
    {
      type: "button",
      class: "small who",
      "aria-expanded": "false",
      onclick: () => {
        if (below) below.remove();
        below = below ? null : el("tr", { class: "evidence" }, el("td", { colspan: columns.length + 1 }, evidenceTable(found)));
        if (below) line.after(below);
        button.setAttribute("aria-expanded", String(below !== null));
      },
    },
    passagesOfClaims(found.filter((c) => claims[c].h))
      .split(", ")
      .slice(0, 3)
      .join(", ") || t("not held"),
    el("span", { class: "unseen" }, ": ", t("who says so")),
  );
  line.append(el("td", {}, found.length ? button : ""));
  return line;
}

function answerCsv() {
  const answer = asking.answer;
  if (!answer || answer.kind === "truth") return "";
  const columns = answerVars(answer).map((head, place) => ({
    l: head,
    text: (row) =>
      row[place] ? (row[place].type !== "uri" || !nodeAt.has(row[place].value) ? row[place].value : cellText(row[place])) : "",
  }));
  const rows = answerRows(answer);
  const cited = rows.map((row) => passagesOfClaims(behind(answer, row).filter((c) => claims[c].h)));
  if (cited.some(Boolean)) columns.push({ l: "passages", text: (row) => cited[rows.indexOf(row)] });
  const query = asking.editor ? asking.editor.text().replace(/\s+/g, " ").trim() : "";
  const cite = [D.about.citation, D.about.digest && `snapshot ${D.about.digest}`, `query: ${query}`].filter(Boolean).join("; ");
  return csvOf(columns, rows, cite);
}

/** Draws the answer alone in the network. */
const showAnswer = () => change({ drawn: "answer", view: "network", open: [], sel: null });

/** The nodes of the answer, and its lines: triples, and rows with ?s, ?p and ?o. Null as long as there is none. */
export function pictureOfAnswer() {
  const answer = asking.answer;
  if (!answer || answer.kind === "truth") return null;
  const rows = answerRows(answer);
  const places = answer.kind === "triples" ? [0, 1, 2] : ["s", "p", "o"].map((head) => answer.vars.indexOf(head));
  /** @type {Set<number>} */
  const named = new Set();
  for (const row of rows)
    for (const term of row) {
      const n = term && term.type === "uri" ? nodeAt.get(term.value) : undefined;
      if (n !== undefined) named.add(n);
    }
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
  return { nodes: named, lines };
}
