// One choice of a reader is one filter.

import assert from "node:assert/strict";
import { test } from "node:test";
import { allBut, choicesOf } from "../../kg/picture/app/chosen.js";

/** Three groups: relations 1 2 3, statements 4 5 6 7, votes 8. @type {[number, number[]][]} */
const TABLE = [
  [0, [1, 2, 3]],
  [1, [4, 5, 6, 7]],
  [2, [8]],
];
const ALL = [1, 2, 3, 4, 5, 6, 7, 8];

test("nothing hidden is no filter", () => {
  assert.deepEqual(choicesOf(new Set(), TABLE), []);
});

test("only votes is one filter, not seven", () => {
  assert.deepEqual(choicesOf(allBut([8], ALL), TABLE), [{ only: true, members: [8], group: 2 }]);
});

test("only one kind of a group is one filter", () => {
  assert.deepEqual(choicesOf(allBut([5], ALL), TABLE), [{ only: true, members: [5] }]);
});

test("a whole group left out is one filter", () => {
  assert.deepEqual(choicesOf(new Set([1, 2, 3]), TABLE), [{ only: false, members: [1, 2, 3], group: 0 }]);
});

test("kinds left out one by one are one filter each, beside whole groups", () => {
  assert.deepEqual(choicesOf(new Set([4, 8]), TABLE), [
    { only: false, members: [8], group: 2 },
    { only: false, members: [4] },
  ]);
});

test("everything hidden is each group left out", () => {
  assert.equal(choicesOf(new Set(ALL), TABLE).length, 3);
});

test("what is hidden but not in the table is no filter", () => {
  assert.deepEqual(choicesOf(new Set([99]), TABLE), []);
});
