// The marks of doubt on lines and nodes: what is not held, and about what two accounts differ.

import { claims, disputed, edges, facts, factsOf, notesOn } from "./data.js";
import { formAmong, ranked, signsOf } from "./doubt.js";
import { HELD, selection } from "./select.js";

/** Whether a visible claim about a node is one of two accounts that differ.
 * @param {number} n */
export const isDisputed = (n) => factsOf[n].some((f) => facts[f][3].some((c) => selection.claim[c] && disputed[c]));

/** Whether a note says of one of some acts that the source does not name something in it by its right name.
 * @param {number[]} acts */
export const isMisnamed = (acts) => acts.some((act) => notesOn[act].some((note) => note.y));

/** What marks a line: the standings of the claims behind it if it is not held, and whether accounts differ about it.
 * @param {import("./types.js").Bundle} bundle
 * @returns {string[]} */
export function tagsOfLine(bundle) {
  const behind = [
    ...bundle.facts.filter((f) => bundle.kind !== "unheld" || selection.fact[f] !== HELD).flatMap((f) => facts[f][3]),
    ...bundle.list.flatMap((e) => edges[e].c),
  ].filter((c) => selection.claim[c]);
  const tags = bundle.kind === "unheld" ? behind.flatMap((c) => claims[c].tags) : [];
  // An inferred line is disputed if all acts behind it are: what differs about one of many says little of the line.
  const acts = bundle.list.flatMap((e) => selection.edgeActs[e]);
  if (behind.some((c) => disputed[c]) || (acts.length && acts.every(isDisputed))) tags.push("disputed");
  return ranked(tags);
}

/** The sign of a line, the dashes of one that is not held. Null for a line without doubt.
 * @param {import("./types.js").Bundle} bundle */
export function formOfLine(bundle) {
  const tags = tagsOfLine(bundle);
  return tags.length ? { sign: signsOf(tags), dash: bundle.kind === "unheld" ? formAmong(tags)?.dash || [] : null } : null;
}
