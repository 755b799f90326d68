// The coding line: a text field that completes what is typed, says what would follow, and writes with Enter.

import { ask } from "./ask.js";
import { byId, el, refill, say } from "./dom.js";
import { state, withLine } from "./state.js";

/** @typedef {{insert: string, start: number, end: number, about: string}} Completion */

/** @type {Completion[]} */
let offered = [];
let chosen = 0;
let asked = 0;
/** The question that was asked last, while it is not answered. @type {Promise<void> | null} */
let waiting = null;

/** @returns {HTMLInputElement} */
export const field = () => byId("line");

/** Asks what the line would make and how it can go on, and shows it. An answer that comes after a later question is not shown.
 * @param {boolean} [closed] whether the completions are left out */
export function look(closed = false) {
  const number = ++asked;
  const question = answered(number, closed).finally(() => {
    if (waiting === question) waiting = null;
  });
  waiting = question;
  return question;
}

/** The lines of the passage that would stand before and behind the line.
 * @param {string} value */
function around(value) {
  const lines = state.passage?.name === state.at ? state.passage.lines : [];
  const every = state.editing === null ? withLine(lines, value, state.at) : lines;
  const at = state.editing === null ? every.lastIndexOf(value) : every.indexOf(state.editing);
  return { before: every.slice(0, Math.max(at, 0)), after: every.slice(at + 1) };
}

/** @param {number} number
 * @param {boolean} closed */
async function answered(number, closed) {
  const { value, selectionStart } = field();
  if (!state.at) return;
  const found = await ask("line", { passage: state.at, text: value, cursor: selectionStart ?? value.length, ...around(value) });
  if (number !== asked) return;
  if (found.error) {
    refill(byId("preview"), el("p", { class: "wrong" }, found.error));
    return;
  }
  offer(closed ? [] : found.completions);
  preview(found, value);
}

/** What the line would make, and what is wrong with it. Of what keeps it from being written, the first is told, and nothing else.
 * @param {{follows: string[], why: string, gist: string, problems: {what: string, hint: string, allowed: boolean}[]}} found
 * @param {string} value */
function preview(found, value) {
  if (!value.trim()) {
    refill(byId("preview"));
    return;
  }
  // While a known name is being typed, that it is not whole yet is no mistake.
  const unfinished = offered.some((each) => !each.insert.startsWith("+"));
  const told = (/** @type {{what: string, hint: string}} */ each, /** @type {string} */ look) =>
    el("p", { class: look }, each.what, each.hint && el("span", { class: "soft" }, ` (${each.hint})`));
  const refused = found.problems.find((each) => !each.allowed);
  refill(
    byId("preview"),
    refused
      ? told(refused, unfinished ? "soft" : "warn")
      : [
          found.gist && el("p", {}, found.gist),
          found.follows.length > 0
            ? el("p", {}, el("b", {}, "It follows: "), found.follows.join("; "))
            : el("p", { class: "soft" }, found.why),
          found.problems.map((each) => told(each, "warn")),
        ],
  );
}

/** Shows completions. The first is chosen as soon as something is typed.
 * @param {Completion[]} completions */
export function offer(completions) {
  offered = completions;
  chosen = 0;
  drawOptions();
}

function drawOptions() {
  const list = byId("options");
  list.hidden = offered.length === 0 || document.activeElement !== field();
  field().setAttribute("aria-expanded", String(!list.hidden));
  if (list.hidden) field().removeAttribute("aria-activedescendant");
  else field().setAttribute("aria-activedescendant", `option-${chosen}`);
  refill(
    list,
    offered.map((each, place) =>
      el(
        "li",
        {
          role: "option",
          id: `option-${place}`,
          "aria-selected": String(place === chosen),
          // The field keeps the focus.
          onmousedown: (/** @type {Event} */ event) => {
            event.preventDefault();
            take(place);
          },
        },
        el("span", {}, each.insert.trim()),
        el("small", {}, each.about),
      ),
    ),
  );
  list.children[chosen]?.scrollIntoView({ block: "nearest" });
}

/** Puts a completion into the line.
 * @param {number} place */
function take(place) {
  const { insert, start, end } = offered[place];
  const { value } = field();
  field().value = value.slice(0, start) + insert + value.slice(end);
  field().setSelectionRange(start + insert.length, start + insert.length);
  offer([]);
  look();
}

/** The keys that were pressed while a completion was awaited; null if none is. @type {string[] | null} */
let held = null;

/** Takes the completion that is marked. Who types quickly presses the key before the completions of the last letter are there: then what is
 * typed meanwhile waits, too. */
async function complete() {
  /** @type {string[]} */
  const keys = [];
  held = keys;
  await completeNow(keys);
  for (let key = keys.shift(); key !== undefined; key = keys.shift()) {
    if (key === "Tab") {
      look();
      await completeNow(keys);
    } else if (key === "Enter") byId("entry").requestSubmit();
    else {
      const { selectionStart, selectionEnd } = field();
      const from = key === "Backspace" ? Math.max(0, (selectionStart ?? 0) - 1) : (selectionStart ?? 0);
      field().setRangeText(key === "Backspace" ? "" : key, from, selectionEnd ?? 0, "end");
      if (keys.length === 0) look();
    }
  }
  if (held === keys) held = null;
}

/** Waits until the completion that is awaited has come, and what was typed meanwhile is in the line. */
export const settled = () => completing;
let completing = Promise.resolve();

/** @param {string[]} keys what is held meanwhile; Esc gives it up */
async function completeNow(keys) {
  while (waiting && held === keys) await waiting;
  if (held !== keys) return;
  if (offered.length > 0) take(chosen);
  else say("There is nothing to complete. Esc and then Tab leaves the line.");
}

/** Puts a text into the line at the cursor, in place of what is selected there.
 * @param {string} words */
export function insert(words) {
  const { selectionStart, selectionEnd } = field();
  field().setRangeText(words, selectionStart ?? 0, selectionEnd ?? 0, "end");
  field().focus();
  look();
}

/** Fills the line.
 * @param {string} words
 * @param {string | null} [editing] the line that is changed
 * @param {boolean} [closed] whether no completions are shown */
export function fill(words, editing = null, closed = false) {
  state.editing = editing;
  field().value = words;
  field().focus();
  field().setSelectionRange(words.length, words.length);
  if (words) look(closed);
  else {
    asked++;
    offer([]);
    refill(byId("preview"));
  }
}

/** Lets the line be typed in.
 * @param {(text: string) => void} write writes it
 * @param {() => void} editBefore takes up the line before */
export function startEntry(write, editBefore) {
  // Tab completes, also where nothing can be completed: a key that sometimes leaves the line would send the next letters to a button. As
  // nobody may be caught in a field, Esc lets the next Tab leave.
  let leaves = false;
  byId("entry").addEventListener("submit", (/** @type {Event} */ event) => {
    event.preventDefault();
    const text = field().value.trim();
    if (text || state.editing !== null) write(text);
  });
  field().addEventListener("input", () => {
    leaves = false;
    look();
  });
  field().addEventListener("blur", () => offer([]));
  field().addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    if (held && event.key === "Escape") {
      held.length = 0;
      held = null;
    } else if (held) {
      if (event.key.length > 1 && !["Tab", "Enter", "Backspace"].includes(event.key)) return;
      held.push(event.key);
      event.preventDefault();
      return;
    }
    const open = !byId("options").hidden;
    if (event.key === "Tab" && !event.shiftKey && field().value && (open || !leaves)) completing = complete();
    else if (open && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      chosen = (chosen + (event.key === "ArrowDown" ? 1 : offered.length - 1)) % offered.length;
      drawOptions();
    } else if (event.key === "ArrowDown" && !open) look();
    else if (event.key === "ArrowUp" && [state.editing || "", ""].includes(field().value)) editBefore();
    else if (event.key === "Escape" && open) {
      offer([]);
      leaves = true;
    } else if (event.key === "Escape" && field().value) fill("");
    else return;
    event.preventDefault();
  });
}
