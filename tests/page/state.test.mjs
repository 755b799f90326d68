// The state of the view: what is computed for another one leaves it as it is.

import assert from "node:assert/strict";
import { test } from "node:test";
import { small } from "./small.mjs";

const made = small();
const node = made.state("One");
made.open();
const { state, supposing } = await import("../../kg/picture/app/state.js");
const sel = { type: "node", node, edges: [] };

test("what is computed without a selection gives it back", () => {
  Object.assign(state, { sel });
  assert.equal(
    supposing({ sel: null }, () => state.sel),
    null,
  );
  assert.equal(state.sel, sel);
});

test("a computation that fails gives it back too", () => {
  Object.assign(state, { sel });
  const fail = () => {
    throw new RangeError("no room");
  };
  assert.throws(() => supposing({ sel: null }, fail), RangeError);
  assert.equal(state.sel, sel);
});
