// The desk: opens texts and passages, and writes what is entered.

import { ask } from "./ask.js";
import { drawConflicts, drawPassage } from "./coded.js";
import { byId, el, refill, say } from "./dom.js";
import { field, fill, insert, look, startEntry } from "./entry.js";
import { drawGraph } from "./graph.js";
import { askForNote, showKeys, startKeys } from "./keys.js";
import { drawText, markPassage, passageAt } from "./prose.js";
import { state, withLine } from "./state.js";

/** How often the page looks whether a file has changed, in milliseconds. */
const LOOK_EVERY = 2000;

/** The name of the passage that was asked for last. */
let opening = "";

/** Tells what went wrong. True if something did.
 * @param {any} found */
function failed(found) {
  if (found.error) say([found.error, found.place, found.hint].filter(Boolean).join(". "));
  return !!found.error;
}

/** Opens a text, at a passage or at the first that is not coded.
 * @param {string} name
 * @param {string} [passage] */
async function openText(name, passage) {
  const found = await ask("document", { document: name });
  if (failed(found)) return;
  state.text = found;
  state.stamp = found.stamp;
  state.passage = null;
  drawText(openPassage);
  const first = passage || passageAt(0, true) || found.order[0];
  if (first) await openPassage(first);
  else drawRelations();
}

/** Opens a passage.
 * @param {string} name */
async function openPassage(name) {
  opening = name;
  fill("");
  const found = await ask("passage", { passage: name });
  // The answer to an earlier question is of no use when another passage has been opened since.
  if (opening !== name || failed(found)) return;
  show(found);
  if (field().value) look();
  drawRelations();
}

/** Shows a passage as the server has told it.
 * @param {import("./state.js").Passage} passage */
function show(passage) {
  state.passage = passage;
  if (state.text) state.text.states[passage.name] = passage.state;
  drawPassage(does);
  markPassage();
  byId("undo").disabled = passage.undo.length === 0;
  byId("redo").disabled = passage.redo.length === 0;
}

/** Deletes a line, with what belongs to it: a claim with its gist, and a header that nothing follows any more.
 * @param {number} number */
async function remove(number) {
  const passage = state.passage;
  if (!passage) return;
  const lines = passage.lines.filter((line, place) => place !== number && !(place === number + 1 && line.startsWith("=")));
  await save(lines, `delete a line of ${passage.name}`, "");
}

/** Writes the line that was typed.
 * @param {string} text */
async function write(text) {
  const passage = state.passage;
  if (!passage) return;
  const { editing } = state;
  if (editing === null) await save(withLine(passage.lines, text, passage.name), "", text);
  else {
    const changed = passage.lines.map((line, place) => (place === editing ? text : line)).filter(Boolean);
    await save(changed, `change a line of ${passage.name}`, text);
  }
}

/** Sends all lines of the passage. What cannot be written stays in the line.
 * @param {string[]} lines
 * @param {string} what
 * @param {string} typed the line that was typed */
async function save(lines, what, typed) {
  const passage = state.passage;
  if (!passage) return;
  const found = await ask("save", { passage: passage.name, lines, what });
  if (failed(found)) return;
  if (found.problems) {
    // What was accepted and is not complete yet goes into the line, to be completed there.
    if (!field().value) fill(typed);
    const rows = found.problems.map((/** @type {any} */ each) => el("p", { class: "wrong" }, each.what, each.hint && ` (${each.hint})`));
    refill(byId("preview"), rows);
    say(`Not written: ${found.problems[0].what}`);
    return;
  }
  if (found.conflicts) {
    const now = await ask("passage", { passage: passage.name });
    if (!failed(now)) show(now);
    fill(typed);
    drawConflicts(found.conflicts);
    say("Not written: the files have changed meanwhile.");
    return;
  }
  show(found.passage);
  fill("");
  say(found.said);
  // If this was the only change, there is nothing else to read again.
  if (found.passage?.stamp === state.stamp + 1) state.stamp += 1;
  drawRelations();
}

/** Accepts suggestions: they become lines of the passage, in one step that one undo takes back.
 * @param {string[]} lines */
async function accept(lines) {
  const passage = state.passage;
  if (!passage || lines.length === 0) return;
  const all = lines.reduce((above, line) => withLine(above, line, passage.name), passage.lines);
  await save(all, `accept ${lines.length === 1 ? "a suggestion" : `${lines.length} suggestions`} for ${passage.name}`, lines[0]);
}

/** @param {string} line */
async function reject(line) {
  if (!state.passage) return;
  const found = await ask("reject", { passage: state.passage.name, line });
  if (failed(found)) return;
  show(found.passage);
  say(found.said);
}

/** @type {import("./coded.js").Does} */
const does = {
  edit: (number) => state.passage && fill(state.passage.lines[number], number),
  remove,
  accept: (line) => accept([line]),
  change: (line) => fill(line),
  reject,
  // Only what is shown, which is what the server has told of this passage.
  acceptAll: () => accept((state.passage?.suggestions || []).map((each) => each.line)),
};

/** Does something with the first suggestion.
 * @param {(line: string) => void} act */
function first(act) {
  const line = state.passage?.suggestions[0]?.line;
  if (line) act(line);
  else say("Nothing is suggested for this passage.");
}

/** Takes back or does again.
 * @param {"undo" | "redo"} how */
async function journal(how) {
  const found = await ask(how);
  if (failed(found)) return;
  if (found.conflicts) {
    drawConflicts(found.conflicts);
    say("Not taken back: the files have changed since.");
    return;
  }
  say(found.said);
  // If this was the only change, there is nothing else to read again.
  if (found.passage?.stamp === state.stamp + 1) state.stamp += 1;
  if (!found.passage) return;
  if (found.passage.document !== state.text?.name) {
    byId("documents").value = found.passage.document;
    await openText(found.passage.document, found.passage.name);
  } else {
    show(found.passage);
    fill("");
    drawRelations();
  }
}

async function drawRelations() {
  if (!state.text) return;
  const found = await ask("relations", { document: state.text.name, passage: state.passage?.name || "" });
  if (!found.error) drawGraph(found);
}

/** Reads the text again when a file has changed, and leaves alone what is being typed. */
async function follow() {
  const found = await ask("stamp");
  if (found.error) return;
  if (state.stamp === found.stamp || !state.text) return;
  const [text, passage] = await Promise.all([
    ask("document", { document: state.text.name }),
    state.passage && !field().value ? ask("passage", { passage: state.passage.name }) : null,
  ]);
  if (failed(text)) return;
  state.text = text;
  state.stamp = text.stamp;
  drawText(openPassage);
  if (passage && !passage.error) show(passage);
  drawRelations();
  say("A file has changed; this is what it says now.");
}

/** @param {string | undefined} name
 * @param {string} otherwise */
function go(name, otherwise) {
  if (name) openPassage(name);
  else say(otherwise);
}

/** @type {Record<string, (shift?: boolean) => void>} */
const actions = {
  KeyN: () => go(passageAt(0, true), "All passages of this text are done."),
  ArrowDown: () => go(passageAt(1), "This is the last passage."),
  ArrowUp: () => go(passageAt(-1), "This is the first passage."),
  KeyL: () => field().focus(),
  KeyQ: () => {
    const words = String(getSelection()).trim();
    if (words) insert(words);
    else say("Select words in the text first.");
  },
  KeyC: () => {
    const last = state.passage?.lines.findLast((line) => !/^(@|=|note\b)/.test(line));
    if (last) fill(last.replace(/ #[\w.-]+/, ""));
    else say("This passage has no line yet.");
  },
  KeyX: () => fill("- "),
  KeyM: () => askForNote((kind) => fill(`note ${kind}: `)),
  KeyA: (shift) => (shift ? does.acceptAll() : first(does.accept)),
  KeyE: () => first(does.change),
  KeyD: () => first(does.reject),
  KeyU: () => journal("undo"),
  KeyR: () => journal("redo"),
};

async function start() {
  const found = await ask("documents");
  if (failed(found)) return;
  const list = byId("documents");
  refill(
    list,
    found.documents.map((/** @type {any} */ each) => el("option", { value: each.name }, `${each.label} (${each.passages})`)),
  );
  list.addEventListener("change", () => openText(list.value));
  byId("undo").addEventListener("click", () => actions.KeyU());
  byId("redo").addEventListener("click", () => actions.KeyR());
  byId("next").addEventListener("click", () => actions.KeyN());
  byId("keys").addEventListener("click", showKeys);
  startEntry(write);
  startKeys(actions);
  if (found.documents.length) await openText(found.documents[0].name);
  else say("There is no text yet: kg sources index FILE --write adds one.");
  for (const remark of found.remarks) say(remark);
  setInterval(follow, LOOK_EVERY);
  document.body.dataset.ready = "yes";
}

start();
