// What is behind what is shown: the documents and passages of the acts that the filters leave.

import { claims, documents, facts, factsOf, passages } from "./data.js";
import { selection } from "./select.js";
import { state } from "./state.js";

/** The number of documents and of passages: all, or under filters those of the visible claims about the acts that are left, without the
 * documents that the reader hides.
 * @returns {{documents: number, passages: number}} */
export function sourcesShown() {
  if (!selection.filtered) return { documents: documents.length, passages: passages.length };
  const behind = new Set();
  for (const n of selection.acts) for (const f of factsOf[n]) for (const c of facts[f][3]) if (selection.claim[c]) behind.add(c);
  const [docs, cited] = [new Set(), new Set()];
  for (const c of behind) {
    for (const d of claims[c].docs) if (!state.docs.has(d)) docs.add(d);
    for (const p of claims[c].p) if (!state.docs.has(passages[p].d)) cited.add(p);
  }
  return { documents: docs.size, passages: cited.size };
}
