// What is coded of the passage that is open: in words, with its lines, and with what the check finds where it is.

import { byId, el, refill } from "./dom.js";
import { STATES, state } from "./state.js";

/** @typedef {{edit: (number: number) => void, remove: (number: number) => void, accept: (line: string) => void,
 *   change: (line: string) => void, reject: (line: string) => void, acceptAll: () => void}} Does */

/** Draws the passage, what is suggested for it, and what is coded of it.
 * @param {Does} does what the buttons do */
export function drawPassage(does) {
  const passage = state.passage;
  if (!passage) return;
  refill(
    byId("passage"),
    el("p", { class: "soft" }, [passage.name, passage.section, STATES[passage.state]].filter(Boolean).join(" · ")),
    passage.text && el("blockquote", {}, passage.text),
  );
  const told = new Set();
  const at = (/** @type {(finding: import("./state.js").Finding) => boolean} */ here) => {
    const found = (passage.findings || []).filter((each) => !told.has(each) && here(each));
    for (const each of found) told.add(each);
    return found.map(drawFinding);
  };
  const graphs = passage.graphs.map((graph) => {
    const names = new Set(graph.things.map((each) => each.name));
    const found = at((each) => each.graph === graph.name || (each.graph === "" && names.has(each.node)) || each.node === graph.name);
    return drawGraph(graph, found);
  });
  const notes = passage.notes.map((note) =>
    el(
      "div",
      { class: "entry" },
      el("p", {}, el("b", {}, note.kind), `: ${note.gist}`),
      at((each) => each.node === note.name),
    ),
  );
  const rest = at(() => true);
  refill(
    byId("coded"),
    rest.length > 0 && el("div", { role: "group", "aria-label": "Findings" }, rest),
    passage.findings === null && el("p", { class: "soft" }, "Checking …"),
    passage.nothing && el("p", {}, `Asserts nothing: ${passage.nothing}`),
    graphs,
    notes,
    drawSuggestions(passage.suggestions, does),
    passage.lines.length > 0 && el("h2", {}, "Lines"),
    passage.lines.map((line, number) =>
      el(
        "div",
        { class: "entry" },
        el("code", {}, line),
        // A header belongs to the claim below it, and goes with it.
        !line.startsWith("@") &&
          el(
            "div",
            { class: "do" },
            el("button", { type: "button", "aria-label": `Edit: ${line}`, onclick: () => does.edit(number) }, "Edit"),
            el("button", { type: "button", "aria-label": `Delete: ${line}`, onclick: () => does.remove(number) }, "Delete"),
          ),
      ),
    ),
  );
}

/** @param {import("./state.js").Suggestion[]} suggestions
 * @param {Does} does */
function drawSuggestions(suggestions, does) {
  if (suggestions.length === 0) return null;
  const whole = suggestions.filter(({ lacking }) => lacking.length === 0);
  const acceptAll = whole.length === suggestions.length ? `Accept these ${whole.length}` : `Accept the ${whole.length} that lack no kind`;
  return el(
    "div",
    { role: "group", "aria-label": "Suggestions", id: "suggestions" },
    el("h2", {}, "Suggested, not asserted"),
    suggestions.map(({ line, reason, words, lacking }, place) => {
      const button = (/** @type {string} */ name, /** @type {string} */ key, /** @type {() => void} */ onclick) =>
        el("button", { type: "button", title: place === 0 ? key : null, "aria-label": `${name}: ${line}`, onclick }, name);
      return el(
        "div",
        { class: "entry suggested" },
        el("code", {}, line),
        el("p", { class: "soft" }, reason, words.length > 0 && `, from: ${words.map((each) => `“${each}”`).join(", ")}`),
        lacking.length > 0 && el("p", { class: "soft" }, `To be accepted, it needs the kind of ${lacking.join(", ")} in brackets.`),
        el(
          "div",
          { class: "do" },
          button("Accept", "Alt+A", () => does.accept(line)),
          button("Change", "Alt+E", () => does.change(line)),
          button("Reject", "Alt+D", () => does.reject(line)),
        ),
      );
    }),
    whole.length > 1 && el("button", { type: "button", title: "Alt+Shift+A", onclick: does.acceptAll }, acceptAll),
  );
}

/** @param {import("./state.js").Graph} graph
 * @param {any[]} findings */
function drawGraph(graph, findings) {
  const standing = graph.standing === "Stated" && !graph.said ? null : graph.standing.toLowerCase();
  return el(
    "div",
    { class: "entry" },
    el(
      "p",
      {},
      graph.gist,
      " ",
      standing && el("span", { class: "standing" }, standing),
      graph.said && el("span", { class: "soft" }, ` in: ${graph.said}`),
    ),
    graph.things.map((thing) =>
      el(
        "p",
        { class: "soft" },
        thing.kinds.length > 0 ? thing.kinds.join(", ") : thing.label,
        thing.roles.length > 0 && " · ",
        thing.roles.map(([role, value], place) => [place > 0 ? " · " : "", el("span", {}, `${role}: `), el("b", {}, value)]),
      ),
    ),
    graph.kept && el("p", { class: "warn" }, "No line can say this graph. It stays as it is; change it in the file."),
    findings,
  );
}

/** @param {import("./state.js").Finding} finding */
function drawFinding(finding) {
  const look = { error: "wrong", warning: "warn" }[finding.severity] || "soft";
  const where = finding.role ? `${finding.role}: ` : "";
  return el(
    "p",
    { class: `finding ${look}` },
    el("b", {}, `${finding.severity}: `),
    `${where}${finding.what}`,
    finding.hint && el("span", { class: "soft" }, ` (${finding.hint})`),
  );
}

/** Shows what the page would write beside what somebody else has written.
 * @param {{name: string, mine: string[] | null, theirs: string[] | null}[]} conflicts
 * @param {string} what what has become of it, in a sentence or two
 * @param {[string, () => unknown][]} [ways] what can be done now: the words of each button, and what it does */
export function drawConflicts(conflicts, what, ways = []) {
  const side = (/** @type {string} */ title, /** @type {string[] | null} */ lines) =>
    el("div", {}, el("b", {}, title), lines ? lines.map((line) => el("p", {}, line)) : el("p", {}, "deleted"));
  refill(
    byId("trouble"),
    el("p", { class: "wrong" }, what),
    // Before the two sides, which may be longer than the page is high.
    ways.length > 0 && el("div", { class: "do" }, ...ways.map(([words, act]) => el("button", { type: "button", onclick: act }, words))),
    conflicts.map((each) =>
      el(
        "div",
        { class: "entry" },
        el("p", {}, each.name),
        el("div", { class: "sides" }, side("Yours", each.mine), side("In the files", each.theirs)),
      ),
    ),
  );
}
