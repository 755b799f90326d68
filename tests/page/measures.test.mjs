// The sentence on the measures of an agent: its rank, a tie for the first, an estimated share, and no dealings.

import assert from "node:assert/strict";
import { test } from "node:test";

// The modules of the page read its data when they are loaded.
globalThis.document = /** @type {any} */ ({
  documentElement: { dir: "ltr" },
  getElementById: (/** @type {string} */ id) => (id === "data" ? { textContent: '{"about": {"language": "en"}, "nodes": []}' } : null),
});
const { D } = await import("../../kg/picture/app/file.js");

/** @param {string} l @param {number} d degree @param {number} o others @param {number} r rank @param {number} [b] betweenness */
const agent = (l, d, o, r, b = 0) => ({ i: l, l, g: 0, k: [], n: o + 1, d, b, o, r });
let times = 0;

/** The sentences of a file with these agents, by name.
 * @param {any[]} nodes */
async function sentences(nodes, estimated = false) {
  Object.assign(D, { nodes, estimated });
  times += 1;
  await import(`../../kg/picture/app/measures.js?${times}`);
  return Object.fromEntries(nodes.map((node) => [node.l, node.s]));
}

test("only a single first agent dealt more than any other", async () => {
  const found = await sentences([agent("Alvia", 4, 3, 1, 0.5), agent("Brenia", 2, 1, 2), agent("Corvia", 1, 1, 3), agent("Dorn", 0, 0, 4)]);
  assert.equal(
    found.Alvia,
    "Alvia has a role in 4 recorded acts and dealt directly with 3 other agents (degree 4, more than any other agent here); " +
      "50% of the shortest chains of acts between two others run through it.",
  );
  assert.match(found.Brenia, /1 other agent \(degree 2, rank 2 of the 3 with direct dealings\); 0% of/);
});

test("two first agents have a rank", async () => {
  const found = await sentences([agent("Alvia", 2, 2, 1), agent("Brenia", 2, 2, 1), agent("Corvia", 1, 2, 3)]);
  for (const name of ["Alvia", "Brenia"]) assert.match(found[name], /\(degree 2, rank 1 of the 3 with direct dealings\)/);
  assert.match(found.Corvia, /\(degree 1, rank 3 of the 3 with direct dealings\)/);
});

test("an estimated share says that it is one", async () => {
  const found = await sentences([agent("Alvia", 2, 1, 1, 0.25), agent("Brenia", 1, 1, 2)], true);
  assert.match(found.Alvia, /; an estimated 25% of the shortest chains/);
});

test("an agent without direct dealings has no rank", async () => {
  const found = await sentences([agent("Alvia", 0, 0, 1)]);
  assert.equal(found.Alvia, "Alvia has a role in 1 recorded act and no direct dealing with another agent that a source states as fact.");
});
