// The desk: opens texts and passages, and writes what is entered.

import { ask } from "./ask.js";
import { drawConflicts, drawPassage } from "./coded.js";
import { byId, el, refill, say } from "./dom.js";
import { field, fill, insert, look, settled, startEntry } from "./entry.js";
import { drawGraph } from "./graph.js";
import { askForNote, showKeys, startKeys } from "./keys.js";
import { drawText, markPassage, passageAt } from "./prose.js";
import { state, withHeader, withLine, withoutLine } from "./state.js";

/** How often the page looks whether a file has changed, in milliseconds. */
const LOOK_EVERY = 2000;

/** How often the reader has opened or changed something; an answer to a question of before is then out of date. */
let turns = 0;

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
  turns += 1;
  leave();
  const found = await ask("document", { document: name });
  if (failed(found)) return;
  state.text = found;
  state.stamp = found.stamp;
  state.passage = null;
  state.at = "";
  drawText(openPassage);
  const first = passage || passageAt(0, true) || found.order[0];
  if (first) await openPassage(first);
  else drawRelations();
}

/** Opens a passage. It is marked in the text at once; of several that are chosen quickly, only the last is asked for.
 * @param {string} name */
function openPassage(name) {
  if (name === state.at) {
    field().focus();
    return loading;
  }
  turns += 1;
  leave();
  state.at = name;
  const kept = unwritten.get(name) || { typed: "", editing: null };
  fill(kept.typed, kept.editing);
  unwritten.delete(name);
  // What is shown is that of the passage before, until the answer is here.
  byId("coded").inert = true;
  refill(byId("trouble"));
  // What was said of another passage is out of date.
  say("");
  markPassage();
  history.replaceState(null, "", `#${encodeURIComponent(name)}`);
  byId("coding").setAttribute("aria-busy", "true");
  loading = Promise.all([loading, saving]).then(async () => {
    if (state.at !== name) return;
    const found = await ask("passage", { passage: name });
    // The answer is of no use when another passage has been chosen since.
    if (state.at !== name) return;
    byId("coding").removeAttribute("aria-busy");
    byId("coded").inert = false;
    if (failed(found)) return;
    show(found);
    if (field().value) look();
    drawRelations();
  });
  return loading;
}

/** The passage that was chosen last, on its way. @type {Promise<unknown>} */
let loading = Promise.resolve();

/** Shows a passage as the server has told it.
 * @param {import("./state.js").Passage} passage */
function show(passage) {
  turns += 1;
  state.passage = passage;
  if (state.text) state.text.states[passage.name] = passage.state;
  drawPassage(does);
  markPassage();
  byId("undo").disabled = passage.undo.length === 0;
  byId("redo").disabled = passage.redo.length === 0;
  if (passage.findings === null) showFindings(passage);
}

/** Shows what the check finds about a passage, which takes longer than to show the passage.
 * @param {import("./state.js").Passage} passage */
async function showFindings(passage) {
  const found = await ask("findings", { passage: passage.name });
  if (state.passage !== passage) return;
  // What was found in something else belongs to an answer that is on its way.
  passage.findings = found.error || found.token !== passage.token ? [] : found.findings;
  if (found.error) failed(found);
  drawPassage(does);
}

/** What was typed for passages that were left before it was written. @type {Map<string, {typed: string, editing: string | null}>} */
const unwritten = new Map();

/** Keeps what stands in the line for when its passage is opened again. */
function leave() {
  if (state.at && field().value) unwritten.set(state.at, { typed: field().value, editing: state.editing });
}

/** The passage that the reader has chosen, if it is the one that is shown; a key may be quicker than the answer. */
function shown() {
  if (state.passage?.name === state.at) return state.passage;
  say("The passage is still being opened.");
  return null;
}

/** Saves one after the other: the next is made of what the one before has left. */
let saving = Promise.resolve();

/** Puts words into the line. What stood there can be taken up again.
 * @param {string} words
 * @param {string | null} [editing] the line that is changed */
function replaceLine(words, editing = null) {
  const [old, before] = [field().value, state.editing];
  refill(byId("trouble"));
  const kept = old.trim() !== "" && old !== words && old !== before;
  if (kept) keepBelow(old, before);
  fill(words, editing, kept); // completions would cover what is kept below
}

/** Shows below the line what stood in it, to be taken up again.
 * @param {string} typed
 * @param {string | null} editing */
function keepBelow(typed, editing) {
  const again = el("button", { type: "button", onclick: () => replaceLine(typed, editing) }, "Take up again");
  byId("trouble").append(el("p", {}, el("code", {}, typed), " ", again));
}

/** Deletes a line, with what depends on it.
 * @param {number} number */
function remove(number) {
  const passage = shown();
  if (passage) save((lines) => withoutLine(lines, number), `delete a line of ${passage.name}`, "", null);
}

/** Writes the line that was typed.
 * @param {string} text */
function write(text) {
  const name = state.at;
  const { editing } = state;
  if (text.startsWith("@") && editing !== null && !editing.startsWith("@")) {
    say("A line with @ says what a claim is read with: leave the claim (Esc) and enter it as a line of its own.");
    return undefined;
  }
  if (/^#(\s|$)/.test(text)) {
    say("A comment belongs into a file; a note is kept with the passage.");
    return undefined;
  }
  if (text.startsWith("@") && editing === null && state.passage?.name === name && withHeader(state.passage.lines, text) === null) {
    say("Write the claim first: then a line with @ says what it is read with.");
    return undefined;
  }
  fill("");
  if (editing === null && text.startsWith("@")) return save((lines) => withHeader(lines, text) || [...lines, text], "", text, null);
  if (editing === null) return save((lines) => withLine(lines, text, name), "", text, null);
  return save(
    (lines) => {
      const place = lines.indexOf(editing);
      if (place < 0) return withLine(lines, text, name);
      return text ? lines.with(place, text) : withoutLine(lines, place);
    },
    `change a line of ${name}`,
    text,
    editing,
  );
}

/** Sends all lines of the passage. What cannot be written comes back into the line, or stands below it if something else is typed already.
 * @param {(lines: string[]) => string[]} change makes the lines of those that the passage has then
 * @param {string} what
 * @param {string} typed the line that was typed
 * @param {string | null} editing the line that was changed */
function save(change, what, typed, editing) {
  const name = state.at;
  turns += 1;
  // Until the answer is here, what is shown may not be what a second click would change.
  byId("coded").inert = true;
  const earlier = saving;
  saving = Promise.all([earlier, loading]).then(async () => {
    const { passage } = state;
    if (!passage || passage.name !== name) {
      if (typed) unwritten.set(name, { typed, editing });
      say(`Not written: ${name} was left before it was open. What was typed comes back with it.`);
      return;
    }
    const found = await ask("save", { passage: name, lines: change(passage.lines), what, token: passage.token });
    if (found.error || found.problems || found.conflicts) await refused(found, passage, typed, editing);
    else {
      refill(byId("trouble"));
      show(found.passage);
      say(found.said);
      // If this was the only change, there is nothing else to read again.
      if (found.passage.stamp === state.stamp + 1) state.stamp += 1;
      drawRelations();
    }
  });
  saving = saving.finally(() => (byId("coded").inert = false));
  return saving;
}

/** Says why nothing was written.
 * @param {any} found
 * @param {import("./state.js").Passage} before the passage as it was shown
 * @param {string} typed
 * @param {string | null} editing */
async function refused(found, before, typed, editing) {
  const free = !field().value;
  let changed = editing;
  if (found.conflicts) {
    const now = await ask("passage", { passage: before.name });
    if (!now.error) show(now);
    // The line that was being changed says something else now; it is the one in its place, if no line has come or gone.
    const place = editing === null ? -1 : before.lines.indexOf(editing);
    changed = (now.lines?.length === before.lines.length && now.lines[place]) || null;
    const then = typed ? `Your line is in the field; Enter ${changed ? "writes it over theirs" : "adds it"}.` : "";
    drawConflicts(found.conflicts, `Somebody else has changed the same meanwhile, and differently. Nothing was written. ${then}`);
    say("Not written: the files have changed meanwhile.");
  } else {
    const rows = found.problems || [{ what: found.error, hint: [found.place, found.hint].filter(Boolean).join(". ") }];
    refill(
      byId("trouble"),
      rows.map((/** @type {any} */ each) => el("p", { class: "wrong" }, each.what, each.hint && ` (${each.hint})`)),
    );
    say(`Not written: ${rows[0].what}`);
  }
  if (!typed) return;
  if (free) fill(typed, changed);
  else keepBelow(typed, changed);
}

/** Accepts suggestions: they become lines of the passage, in one step that one undo takes back.
 * @param {string[]} lines */
async function accept(lines) {
  const passage = shown();
  if (!passage || lines.length === 0) return;
  const add = (/** @type {string[]} */ before) => lines.reduce((above, line) => withLine(above, line, passage.name), before);
  await save(
    add,
    `accept ${lines.length === 1 ? "a suggestion" : `${lines.length} suggestions`} for ${passage.name}`,
    lines.length === 1 ? lines[0] : "",
    null,
  );
}

/** @param {string} line */
async function reject(line) {
  const passage = shown();
  if (!passage) return;
  turns += 1;
  const turn = turns;
  const found = await ask("reject", { passage: passage.name, line });
  if (failed(found) || turn !== turns) return;
  show(found.passage);
  say(found.said);
}

/** Changes the line before the one that is being changed, or the last one. */
function editBefore() {
  const lines = shown()?.lines || [];
  const from = state.editing === null ? lines.length : lines.indexOf(state.editing);
  const number = lines.findLastIndex((line, place) => place < from && !line.startsWith("@"));
  if (number >= 0) does.edit(number);
}

/** @type {import("./coded.js").Does} */
const does = {
  edit: (number) => {
    const line = shown()?.lines[number];
    if (line !== undefined) replaceLine(line, line);
  },
  remove,
  accept: (line) => {
    const lacking = shown()?.suggestions.find((each) => each.line === line)?.lacking || [];
    if (lacking.length === 0) return accept([line]);
    replaceLine(line);
    say(`Write the kind of ${lacking.join(" and of ")} in brackets behind the name, such as (State) or (Group).`);
    return undefined;
  },
  change: (line) => replaceLine(line),
  reject,
  // Only what is shown, which is what the server has told of this passage.
  acceptAll: () => accept((shown()?.suggestions || []).filter((each) => each.lacking.length === 0).map((each) => each.line)),
};

/** Does something with the first suggestion.
 * @param {(line: string) => void} act */
function first(act) {
  const passage = shown();
  const line = passage?.suggestions[0]?.line;
  if (line) act(line);
  else if (passage) say("Nothing is suggested for this passage.");
}

/** Takes back or does again.
 * @param {"undo" | "redo"} how
 * @param {"merge" | "skip" | "force"} [over] what becomes of a step where somebody else has changed the same since */
async function journal(how, over = "merge") {
  turns += 1;
  const found = await ask(how, { over });
  if (failed(found)) return;
  if (found.conflicts) {
    const done = how === "undo" ? "taken back" : "done again";
    drawConflicts(found.conflicts, `This was not ${done}: somebody else has changed the same since.`, [
      ["Keep what the files have", () => journal(how, "skip")],
      ["Write it over theirs", () => journal(how, "force")],
    ]);
    say(`Not ${done}: the files have changed since.`);
    return;
  }
  refill(byId("trouble"));
  say(found.said);
  // If this was the only change, there is nothing else to read again.
  if (found.passage?.stamp === state.stamp + 1) state.stamp += 1;
  if (!found.passage) return;
  if (found.passage.document !== state.text?.name) {
    byId("documents").value = found.passage.document;
    await openText(found.passage.document, found.passage.name);
    say(found.said);
  } else if (found.passage.name !== state.at) {
    await openPassage(found.passage.name);
    say(found.said);
  } else {
    show(found.passage);
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
  await saving;
  const turn = turns;
  const found = await ask("stamp");
  if (found.error) return;
  if (state.stamp === found.stamp || !state.text) return;
  const [text, passage] = await Promise.all([
    ask("document", { document: state.text.name }),
    state.passage && !field().value ? ask("passage", { passage: state.passage.name }) : null,
  ]);
  // What was read before the reader did something else is not shown; the next look reads it again.
  if (turn !== turns || failed(text)) return;
  const before = state.text;
  state.text = text;
  state.stamp = text.stamp;
  // What the page itself has written is shown already, and its message stays.
  const same = JSON.stringify({ ...before, stamp: 0 }) === JSON.stringify({ ...text, stamp: 0 });
  if (same && (!passage || passage.token === state.passage?.token)) return;
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

/** @type {Record<string, (shift?: boolean) => unknown>} */
const actions = {
  KeyN: async () => {
    // Which passage is next is known when the last line is written; what is typed until then is meant for it.
    const empty = !field().value;
    await saving;
    const typed = empty && !byId("trouble").firstChild ? field().value : "";
    if (typed) fill("");
    go(passageAt(0, true), "All passages of this text are done.");
    if (typed) fill(typed + field().value);
  },
  ArrowDown: () => go(passageAt(1), "This is the last passage."),
  ArrowUp: () => go(passageAt(-1), "This is the first passage."),
  KeyL: () => field().focus(),
  KeyQ: () => {
    const words = String(getSelection()).trim();
    if (words) insert(words);
    else say("Select words in the text first.");
  },
  KeyC: () => {
    const passage = shown();
    const last = passage?.lines.findLast((line) => !/^(@|=|note\b)/.test(line));
    // Another thing of the same kind: without the identifier behind the kind.
    if (last) replaceLine(last.replace(/^([^;]*?) #[\w.-]+/, "$1"));
    else if (passage) say("This passage has no line yet.");
  },
  KeyX: () => replaceLine("- "),
  KeyM: () => askForNote((kind) => replaceLine(`note ${kind}: `)),
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
  startEntry(write, editBefore);
  // A key acts on what was typed before it, which may still wait for a completion.
  const inTurn = Object.entries(actions).map(([code, act]) => [
    code,
    (/** @type {boolean | undefined} */ shift) => settled().then(() => act(shift)),
  ]);
  startKeys(Object.fromEntries(inTurn));
  const wanted = decodeURIComponent(location.hash.slice(1));
  const there = wanted ? await ask("passage", { passage: wanted }) : { error: "" };
  if (found.documents.length) {
    list.value = there.document || found.documents[0].name;
    await openText(list.value, there.error === undefined ? wanted : undefined);
  } else say("There is no text yet: kg sources index FILE --write adds one.");
  for (const remark of found.remarks) say(remark);
  setInterval(follow, LOOK_EVERY);
  document.body.dataset.ready = "yes";
}

start();
