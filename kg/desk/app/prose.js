// The text as running prose, with the state of each passage.

import { byId, el, refill } from "./dom.js";
import { STATES, state } from "./state.js";

/** Draws the text.
 * @param {(name: string) => void} open opens a passage */
export function drawText(open) {
  const text = state.text;
  if (!text) return;
  const passage = (/** @type {string} */ words, /** @type {string} */ name) =>
    el(
      "span",
      {
        class: `passage ${text.states[name]}`,
        "data-passage": name,
        title: `${name}: ${STATES[text.states[name]]}`,
        "aria-current": state.at === name && "true",
        onclick: () => {
          // A click that ends a selection does not leave the passage.
          if (String(getSelection()) === "") open(name);
        },
      },
      words,
    );
  const parts = text.paragraphs.map(({ kind, pieces }) =>
    el(
      { heading: "h2", item: "li" }[kind] || "p",
      {},
      pieces.map(([words, name]) => (name ? passage(words, name) : el("span", { class: "gap" }, words))),
    ),
  );
  refill(byId("text"), text.hint && el("p", { class: "warn" }, text.hint), parts);
  drawProgress();
}

/** Says how many passages are done. */
export function drawProgress() {
  const text = state.text;
  if (!text) return;
  const open = text.order.filter((name) => ["open", "drafted"].includes(text.states[name])).length;
  byId("progress").textContent = `${text.order.length - open} of ${text.order.length} passages done`;
}

/** Marks the passage that is open and what has changed of its state, and brings it into view. */
export function markPassage() {
  const text = state.text;
  for (const span of document.querySelectorAll("#text .passage")) {
    const name = /** @type {HTMLElement} */ (span).dataset.passage || "";
    span.className = `passage ${text?.states[name]}`;
    span.setAttribute("title", `${name}: ${STATES[text?.states[name] || "open"]}`);
    if (name === state.at) span.setAttribute("aria-current", "true");
    else span.removeAttribute("aria-current");
  }
  document.querySelector("#text [aria-current]")?.scrollIntoView({ block: "nearest" });
  drawProgress();
}

/** The passage that is so many places after the one that is chosen; or, with `open`, the next that is not coded, from the start if there is
 * none behind. Undefined if there is none.
 * @param {number} steps
 * @param {boolean} [open] */
export function passageAt(steps, open = false) {
  const text = state.text;
  if (!text) return undefined;
  const at = text.order.indexOf(state.at);
  if (!open) return text.order[at + steps];
  const order = [...text.order.slice(at + 1), ...text.order.slice(0, at + 1)];
  return order.find((name) => ["open", "drafted"].includes(text.states[name]));
}
