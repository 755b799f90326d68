// The positions of small views: they fill the canvas, keep neighbours near, and are the same each time.

import assert from "node:assert/strict";
import test from "node:test";

import { sprung } from "../../kg/picture/app/springs.js";

const middle = (/** @type {number} */ number) => Array.from({ length: number }, () => /** @type {[number, number]} */ ([0.5, 0.5]));

test("a star fills the canvas with its middle in the middle", () => {
  const places = sprung(
    middle(5),
    [
      [0, 1],
      [0, 2],
      [0, 3],
      [0, 4],
    ],
    1000,
    500,
  );
  const [xs, ys] = [places.map((place) => place[0]), places.map((place) => place[1])];
  for (const all of [xs, ys]) {
    assert.ok(Math.max(...all) > 0.9);
    assert.ok(Math.min(...all) < 0.1);
  }
  assert.ok(xs[0] > 0.2 && xs[0] < 0.8);
  assert.ok(ys[0] > 0.2 && ys[0] < 0.8);
});

test("the same input gives the same places", () => {
  const links = /** @type {[number, number][]} */ ([
    [0, 1],
    [1, 2],
  ]);
  assert.deepEqual(sprung(middle(3), links, 800, 500), sprung(middle(3), links, 800, 500));
});

test("a chain runs over the canvas from end to end", () => {
  const chain = /** @type {[number, number][]} */ ([
    [0, 1],
    [1, 2],
    [2, 3],
    [3, 4],
  ]);
  const places = sprung(middle(5), chain, 1000, 600);
  const along = places.map((place) => place[0]);
  const sorted = [...along].sort((a, b) => a - b);
  assert.ok(along.join() === sorted.join() || along.join() === sorted.reverse().join());
});

test("one node and two nodes have places", () => {
  assert.deepEqual(sprung(middle(1), [], 800, 500), [[0.5, 0.5]]);
  const two = sprung(middle(2), [[0, 1]], 800, 500);
  assert.notDeepEqual(two[0], two[1]);
});

test("who has many lines has room, and a line that is to be longer is", () => {
  const links = /** @type {[number, number, number?][]} */ ([[0, 1, 2.6]]);
  for (let leaf = 2; leaf < 40; leaf++) links.push([leaf % 2, leaf]);
  const [wide, high] = [1000, 500];
  const places = sprung(
    Array.from({ length: 40 }, (_, i) => /** @type {[number, number]} */ ([0.5 + 0.01 * Math.cos(i), 0.5 + 0.01 * Math.sin(i)])),
    links,
    wide,
    high,
  );
  const far = (/** @type {number} */ a, /** @type {number} */ b) =>
    Math.hypot((places[a][0] - places[b][0]) * wide, (places[a][1] - places[b][1]) * high);
  const leaves = Array.from({ length: 38 }, (_, i) => far((i + 2) % 2, i + 2)).sort((a, b) => a - b);
  assert.ok(far(0, 1) > 1.5 * leaves[19], `${far(0, 1)} against ${leaves[19]}`);
  assert.ok(leaves[0] > 30);
});
