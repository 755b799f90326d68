// How few nodes with their names are placed on a canvas.

import assert from "node:assert/strict";
import { test } from "node:test";
import { arranged, besides, boxOf, freePlace, overlap } from "../../kg/picture/app/arrange.js";

/** A sequence of numbers between 0 and 1 that is always the same. */
function numbers(seed) {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return state / 4294967296;
  };
}

const crowd = (seed, size) => {
  const next = numbers(seed);
  return Array.from({ length: size }, (_, id) => ({ id, x: next(), y: next(), r: 6 + 12 * next(), wide: 40 + 80 * next(), high: 28 }));
};

for (const [width, height] of [
  [1060, 520],
  [690, 560],
  [390, 480],
])
  test(`no two of a crowd overlap or leave the canvas of ${width} x ${height}`, () => {
    for (let seed = 1; seed <= 40; seed++) {
      const items = crowd(seed, 18);
      const placed = arranged(items, width, height);
      assert.ok(placed.size >= 15, `only ${placed.size} of 18 were placed`);
      const boxes = items.filter(({ id }) => placed.has(id)).map((item) => boxOf(item, placed.get(item.id)));
      boxes.forEach((box, i) => {
        assert.ok(box[0] >= -width / 2 - 1 && box[2] <= width / 2 + 1 && box[1] >= -height / 2 - 1 && box[3] <= height / 2 + 1);
        for (const other of boxes.slice(i + 1)) assert.equal(overlap(box, other), null);
      });
    }
  });

test("few items stay where they would like to be", () => {
  const placed = arranged(
    [
      { id: "a", x: 0.25, y: 0.5, r: 10, wide: 60, high: 14 },
      { id: "b", x: 0.75, y: 0.5, r: 10, wide: 60, high: 14 },
    ],
    800,
    400,
  );
  assert.deepEqual(Object.fromEntries(placed), { a: { x: -200, y: 0 }, b: { x: 200, y: 0 } });
});

test("an item for which there is no room is left out, the last first", () => {
  const items = Array.from({ length: 12 }, (_, id) => ({ id, x: 0.5, y: 0.5, r: 10, wide: 90, high: 14 }));
  const placed = arranged(items, 200, 120);
  assert.ok(placed.has(0));
  assert.ok(!placed.has(11));
  assert.equal(freePlace({ id: "x", x: 0, y: 0, r: 10, wide: 900, high: 10 }, { x: 0, y: 0 }, [], 200, 100), null);
});

test("what comes in stands beside what keeps its place, and off its lines", () => {
  const item = (/** @type {string} */ id) => ({ id, x: 0.5, y: 0.5, r: 10, wide: 60, high: 14 });
  /** @type {[ReturnType<typeof item>, {x: number, y: number}][]} */
  const kept = [
    [item("a"), { x: -200, y: 0 }],
    [item("b"), { x: 200, y: 0 }],
  ];
  const added = besides([item("c")], kept, 800, 400, [], [["a", "b", 0, true]]);
  const box = boxOf(item("c"), added.get("c"));
  assert.ok(box[1] > 0 || box[3] < 0, "the line runs through neither mark nor name");
  assert.ok(!added.has("a"));
  assert.equal(besides([{ ...item("d"), wide: 900 }], kept, 800, 400).size, 0);
});

test("what is spare is left out rather than drawn over a line that stays bare", () => {
  const item = (/** @type {string} */ id, /** @type {number} */ x, spare = false) => ({ id, x, y: 0.5, r: 10, wide: 60, high: 60, spare });
  const lines = /** @type {[string, string, number, boolean][]} */ ([["a", "b", 0, true]]);
  const place = (/** @type {boolean} */ spare) => arranged([item("a", 0.05), item("b", 0.95), item("c", 0.5, spare)], 600, 110, [], lines);
  assert.ok(place(false).has("c"));
  assert.ok(!place(true).has("c"));
});
