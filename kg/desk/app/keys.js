// The keys. They are told apart by their place on the keyboard, so that a letter that Alt changes is still the same key.

import { byId, el, refill } from "./dom.js";

/** The kinds of notes, by the letter that follows Alt+M. */
export const NOTES = {
  a: "Ambiguity",
  r: "UncertainReference",
  i: "UncertainIdentity",
  o: "OpenReading",
  s: "ReportedSpeech",
  p: "Presupposition",
  n: "NotStated",
  t: "OrderNotStated",
  c: "CausalReading",
  d: "UncertainDate",
  q: "UncertainQuantity",
  x: "ConflictingClaims",
  y: "InternalInconsistency",
  f: "DoubtfulFact",
  m: "ProbableMisprint",
  w: "ProbableMisnomer",
  h: "Anachronism",
  g: "ChangedName",
  e: "EvaluativeWording",
  u: "SharedText",
};

const KEYS = [
  ["Enter", "write the line"],
  ["Tab", "take the completion that is marked; ↓ and ↑ choose another"],
  ["Esc", "close the completions, so that Tab leaves the line; again: empty the line"],
  ["↑", "in the empty line: change the line before; what is emptied and entered is deleted"],
  ["Alt+N", "the next passage that is not coded"],
  ["Alt+↓, Alt+↑", "the next passage, the one before"],
  ["Alt+L", "go to the coding line"],
  ["Alt+Q", "put what is selected in the text into the line"],
  ["Alt+C", "copy the last line of the passage into the line"],
  ["Alt+X", "the passage asserts nothing"],
  ["Alt+M and a letter", "a note of a kind"],
  ["Alt+A, Alt+E, Alt+D", "accept the first suggestion, change it, reject it"],
  ["Alt+Shift+A", "accept all suggestions that are shown; one undo takes them back"],
  ["Alt+U, Alt+R", "undo, redo; without end"],
  ["F1", "these keys"],
];

const MARKS = [
  ["(none)", "stated"],
  ["?", "hedged: apparently, reportedly, might"],
  ["!", "denied"],
  ["~", "a judgement"],
  ["%", "a rumour"],
  [">", "planned"],
  ["/", "on a condition"],
  ['"', "content of the statement above"],
  ["&", "in the same graph as the line above"],
];

/** Shows all keys. */
export function showKeys() {
  const table = (/** @type {string[][]} */ rows) =>
    el(
      "table",
      {},
      rows.map(([key, words]) => el("tr", {}, el("th", { scope: "row" }, el("kbd", {}, key)), el("td", {}, words))),
    );
  const close = el("button", { type: "button", onclick: () => byId("help").close() }, "Close");
  refill(
    byId("help"),
    el(
      "div",
      { class: "sides" },
      el("div", {}, el("h2", {}, "Keys"), table(KEYS)),
      el("div", {}, el("h2", {}, "At the beginning of a line"), table(MARKS)),
    ),
    el("h2", {}, "Letters of notes"),
    el(
      "p",
      {},
      Object.entries(NOTES).map(([key, kind]) => [el("kbd", {}, key), ` ${spaced(kind)}  `]),
    ),
    close,
  );
  byId("help").showModal();
  close.focus();
}

/** Asks for the letter of a note.
 * @param {(kind: string) => void} choose */
export function askForNote(choose) {
  const dialog = byId("help");
  const take = (/** @type {string} */ kind) => {
    dialog.removeEventListener("keydown", onKey);
    dialog.close();
    choose(kind);
  };
  const onKey = (/** @type {KeyboardEvent} */ event) => {
    const kind = event.ctrlKey || event.altKey || event.metaKey ? undefined : NOTES[event.key.toLowerCase()];
    if (!kind) return;
    event.preventDefault();
    take(kind);
  };
  refill(
    dialog,
    el("h2", {}, "A note of which kind?"),
    el(
      "div",
      {},
      Object.entries(NOTES).map(([key, kind]) =>
        el("button", { type: "button", onclick: () => take(kind) }, el("kbd", {}, key), ` ${spaced(kind)}`),
      ),
    ),
  );
  dialog.addEventListener("keydown", onKey);
  dialog.addEventListener("close", () => dialog.removeEventListener("keydown", onKey), { once: true });
  dialog.showModal();
}

/** A name such as UncertainDate in words. */
const spaced = (/** @type {string} */ name) => name.replace(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();

/** Listens to the keys.
 * @param {Record<string, (shift?: boolean) => unknown>} actions by the code of the key that is pressed with Alt; told whether Shift is, too */
export function startKeys(actions) {
  addEventListener("keydown", (event) => {
    if (byId("help").open) return;
    const action = event.key === "F1" ? showKeys : event.altKey && !event.ctrlKey && !event.metaKey ? actions[event.code] : undefined;
    if (!action) return;
    event.preventDefault();
    action(event.shiftKey);
  });
}
