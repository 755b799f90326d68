// Lines of a passage: where a new one belongs, and what goes with one that is deleted.

import assert from "node:assert/strict";
import test from "node:test";

import { withHeader, withLine, withoutLine } from "../../kg/desk/app/state.js";

test("a claim stands before the notes, a note behind them", () => {
  const lines = ["meeting; A; B", "note NotStated: x"];
  assert.deepEqual(withLine(lines, "visit; A; place: C", "A1"), ["meeting; A; B", "visit; A; place: C", "note NotStated: x"]);
  assert.deepEqual(withLine(lines, "note Ambiguity: y", "A1").at(-1), "note Ambiguity: y");
});

test("what was read with an earlier claim is not read with the next", () => {
  assert.deepEqual(withLine(["@A1 with A0", "meeting; A; B"], "visit; A", "A1"), ["@A1 with A0", "meeting; A; B", "@A1", "visit; A"]);
  assert.deepEqual(withLine(["@A1 with A0", "meeting; A; B"], "& A; body of: B", "A1").length, 3);
});

test("a header goes above the last claim, in place of the one that it has", () => {
  const lines = ["meeting; A; B", "visit; A; place: C", "& A; body of: B", "note Ambiguity: x"];
  assert.deepEqual(withHeader(lines, "@A2 with A1"), [lines[0], "@A2 with A1", ...lines.slice(1)]);
  assert.deepEqual(withHeader(["@A2/3", "meeting; A; B"], "@A2 with A1"), ["@A2 with A1", "meeting; A; B"]);
  assert.equal(withHeader(["- a heading"], "@A2 with A1"), null);
});

test("a statement goes with what is said in it, and never leaves it to the statement above", () => {
  const lines = [
    "demand; A",
    '" renunciation; B',
    "statement; C; D",
    '"~ says The claim was false.',
    "= C judged so.",
    "note Ambiguity: x",
  ];
  assert.deepEqual(withoutLine(lines, 2), ["demand; A", '" renunciation; B', "note Ambiguity: x"]);
  assert.deepEqual(withoutLine(lines, 3), ["demand; A", '" renunciation; B', "statement; C; D", "note Ambiguity: x"]);
});

test("content below a header of its own goes too, and no header is left over nothing", () => {
  const lines = ["@A36 with A35", "accusation; Z", "& tenure; Z", "= Z accused.", "@A36", '" series; I', "note Ambiguity: x"];
  assert.deepEqual(withoutLine(lines, 1), ["@A36 with A35", "note Ambiguity: x"]);
  assert.deepEqual(withoutLine(lines.slice(0, -1), 1), []);
});

test("a line of the same graph, a gist, a note and a reason go alone", () => {
  const lines = ["meeting; A; B", "& A; body of: C", "= A met B.", "note Ambiguity: x"];
  for (const number of [1, 2, 3]) assert.equal(withoutLine(lines, number).length, 3);
  assert.deepEqual(withoutLine(["- a heading"], 0), []);
});
