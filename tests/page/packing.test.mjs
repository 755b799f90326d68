// Where marks and names stand: nothing touches anything, and no name is cut.

import assert from "node:assert/strict";
import { test } from "node:test";
import { linesOf, place, valuesOf } from "../../kg/picture/app/packing.js";

const widthOf = (text) => text.length * 6;
const FRAME = { left: 150, right: 1000, lines: 2 };

/** The boxes of marks and names by row: [row, left, right]. */
function boxes(items, { placed }) {
  return placed.flatMap(({ row, name }, i) => [
    [row, items[i].left, items[i].right],
    ...(name ? name.lines : []).map((line, at) => {
      const left = name.anchor === "end" ? name.x - widthOf(line) : name.x;
      return [row + name.below + at, left, left + widthOf(line)];
    }),
  ]);
}

function assertApart(found) {
  found.forEach(([row, left, right], i) => {
    for (const [other, a, b] of found.slice(i + 1))
      assert.ok(other !== row || right < a || b < left, `${[row, left, right]} meets ${[other, a, b]}`);
  });
}

test("no name touches a mark, a name or the edge, in wide and in narrow frames", () => {
  // A fixed sequence that looks random, so that the test is the same every time.
  let seed = 7;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  for (const frame of [FRAME, { left: 3, right: 386, lines: 3 }]) {
    const items = Array.from({ length: 200 }, () => {
      const left = frame.left + 10 + random() * (frame.right - frame.left - 40);
      const right = Math.min(frame.right - 10, left + 8 + random() * random() * 400);
      return {
        left,
        right,
        name: Array.from({ length: 1 + Math.floor(random() * 12) }, () => "word".repeat(1 + Math.floor(random() * 2))).join(" "),
      };
    }).sort((a, b) => a.left - b.left);
    const result = place(items, frame, widthOf);
    const found = boxes(items, result);
    assertApart(found);
    for (const [, left, right] of found) assert.ok(left >= frame.left && right <= frame.right);
    assert.ok(result.placed.filter(({ name }) => name).length > 190);
    assert.ok(found.every(([row]) => row < result.rows));
  }
});

test("a name stands to the right of its mark, or else to its left, or else below it", () => {
  const at = (left, right) => place([{ left, right, name: "Recognition" }], FRAME, widthOf).placed[0].name;
  assert.deepEqual([at(200, 208).anchor, at(200, 208).x], ["start", 213]);
  assert.deepEqual([at(980, 988).anchor, at(980, 988).x], ["end", 975]);
  assert.equal(at(152, 998).below, 1);
});

test("a long name is wrapped and never cut, and is left out where a word has no room", () => {
  const long = "Agreement on the training of officers of the organization in the military academies of the country";
  const [{ name }] = place([{ left: 200, right: 208, name: long }], FRAME, widthOf).placed;
  assert.equal(name.lines.join(" "), long);
  assert.equal(name.lines.length, 2);
  const [{ name: none }] = place([{ left: 200, right: 208, name: "x".repeat(400) }], FRAME, widthOf).placed;
  assert.equal(none, null);
});

test("lines end between words, and between signs where a script has no spaces", () => {
  assert.deepEqual(linesOf("one two three", 48, 3, widthOf), ["one two", "three"]);
  assert.equal(linesOf("one two three", 48, 1, widthOf), null);
  assert.deepEqual(linesOf("中华人民共和国", 24, 2, widthOf), ["中华人民", "共和国"]);
});

test("the value of a band stands on its sure part if that is long enough", () => {
  const at = (sure) => valuesOf([{ left: 200, right: 400, name: "recognized", sure }], [150, 720], widthOf)[0];
  assert.deepEqual(at([280, 400]), { x: 285, inside: true });
  assert.deepEqual(at([380, 400]), { x: 205, inside: true });
});

test("the value of a band stands in it, or in the empty space beside it, or nowhere", () => {
  const values = valuesOf(
    [
      { left: 200, right: 400, name: "recognized" },
      { left: 400, right: 410, name: "severed" },
      { left: 600, right: 612, name: "closed" },
      { left: 613, right: 700, name: "a value with no room" },
    ],
    [150, 720],
    widthOf,
  );
  assert.deepEqual(values[0], { x: 205, inside: true });
  assert.deepEqual(values[1], { x: 415, inside: false });
  assert.deepEqual(values[2], { x: 600 - 5 - 36, inside: false });
  assert.equal(values[3], null);
  // Before a band that nobody sees, its name would be read as what was so before.
  const narrow = [
    { left: 600, right: 605, name: "closed" },
    { left: 606, right: 720, name: "open" },
  ];
  assert.equal(valuesOf(narrow, [150, 720], widthOf)[0], null);
});
