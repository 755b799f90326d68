// What the page knows at the moment. The files of the workspace are the truth: everything here comes from the server.

/**
 * @typedef {{name: string, label: string, kinds: string[], roles: [string, string][]}} Thing
 * @typedef {{name: string, gist: string, standing: string, said: string, things: Thing[], kept: boolean}} Graph
 * @typedef {{name: string, kind: string, gist: string, about: string[], kept: boolean}} Note
 * @typedef {{severity: string, rule: string, what: string, hint: string, node: string, graph: string, role: string, place: string}} Finding
 * @typedef {{line: string, reason: string, words: string[], source: string, lacking: string[]}} Suggestion
 * @typedef {{name: string, token: string, document: string, section: string, text: string, state: string, lines: string[], graphs: Graph[], notes: Note[],
 *   nothing: string, findings: Finding[] | null, suggestions: Suggestion[], stamp: number, undo: string[], redo: string[]}} Passage
 * @typedef {{name: string, stamp: number, label: string, hint: string, order: string[], states: Record<string, string>,
 *   paragraphs: {kind: string, pieces: [string, string][]}[]}} Text
 */

/** What is open. `at` is the name of the passage that the reader has chosen, and `passage` what the server has told, which may still be that of
 * the passage before. `editing` is the line that is being changed, or null for a new one. `stamp` is the number of the files as they were read. */
export const state = {
  /** @type {Text | null} */
  text: null,
  /** @type {Passage | null} */
  passage: null,
  at: "",
  /** @type {string | null} */
  editing: null,
  stamp: 0,
};

/** The states of a passage, in words. */
export const STATES = {
  open: "not coded",
  drafted: "drafted",
  coded: "coded",
  nothing: "asserts nothing",
  doubted: "coded, with a note",
};

/** Whether a line begins a graph: a claim with no line above that it belongs to.
 * @param {string} line */
const begins = (line) => !/^(?:note\b|[-@=])/.test(line) && !/[&"]/.test(lead(line));

/** The lines with a header, such as `@A5 with A4`, above the last claim, in place of the header that it has. Null if there is no claim.
 * @param {string[]} lines
 * @param {string} header */
export function withHeader(lines, header) {
  const at = lines.findLastIndex(begins);
  if (at < 0) return null;
  const above = lines[at - 1]?.startsWith("@") ? at - 1 : at;
  return [...lines.slice(0, above), header, ...lines.slice(at)];
}

/** Where a new line belongs among the lines of a passage, and what has to stand above it: a note at the end, a claim before the notes.
 * @param {string[]} lines
 * @param {string} line
 * @param {string} name the name of the passage
 * @returns {string[]} all lines */
export function withLine(lines, line, name) {
  if (/^(note\b|-)/.test(line)) return [...lines, line];
  const notes = lines.findIndex((each) => /^note\b/.test(each));
  const at = notes < 0 ? lines.length : notes;
  const above = lines.slice(0, at);
  const header = above.findLast((each) => each.startsWith("@"));
  // What was read with an earlier claim is not read with this one, unless it belongs to the same graph or speech.
  const own = header && header !== `@${name}` && !/^[@&="]/.test(line) ? [`@${name}`] : [];
  return [...above, ...own, line, ...lines.slice(at)];
}

/** How deep a claim is in speech: the number of quotation marks before it.
 * @param {string} line */
const depth = (line) => (lead(line).match(/"/g) || []).length;

/** The marks before a claim. Other lines have none.
 * @param {string} line */
const lead = (line) => (/^(?:note\b|[-@=])/.test(line) ? "" : (line.match(/^[&"?!~%>/\s]*/) || [""])[0]);

/** The lines without one, and without what depends on it: of a claim its gist, what stands in the same graph, and what is said in it. Content
 * without its statement would be taken for that of the statement above.
 * @param {string[]} lines
 * @param {number} number */
export function withoutLine(lines, number) {
  const line = lines[number];
  let end = number + 1;
  if (!/^(?:note\b|[-@=])/.test(line) && !lead(line).includes("&")) {
    const own = depth(line);
    const depends = (/** @type {string | undefined} */ each) =>
      each !== undefined && (each.startsWith("=") || lead(each).includes("&") || depth(each) > own);
    while (depends(lines[end]) || (lines[end]?.startsWith("@") && depth(lines[end + 1] || "") > own)) end += 1;
  }
  const left = [...lines.slice(0, number), ...lines.slice(end)];
  // A header below which nothing is left says nothing.
  return left.filter((each, place) => !each.startsWith("@") || (left[place + 1] !== undefined && !left[place + 1].startsWith("@")));
}
