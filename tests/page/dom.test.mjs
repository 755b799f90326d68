// How texts are broken into lines.

import assert from "node:assert/strict";
import { test } from "node:test";
import { evenly, wrapped } from "../../kg/picture/app/dom.js";

test("a text that fits is not cut to make its lines even", () => {
  assert.deepEqual(evenly("voted against in or after 1975", 12, 4), ["voted", "against in", "or after", "1975"]);
});

test("lines are about as long as each other", () => {
  assert.deepEqual(evenly("severed relations with 1961", 26, 4), ["severed relations", "with 1961"]);
});

test("a text that does not fit is cut at the end of its last line", () => {
  const words = "visited several times, one of them in 2005";
  assert.deepEqual(evenly(words, 12, 4), wrapped(words, 12, 4).split("\n"));
  assert.equal(evenly(words, 12, 4).at(-1), "of them in…");
});

test("words that end in an ellipsis of their own are made even like others", () => {
  assert.deepEqual(evenly("one two three four…", 17, 4), ["one two", "three four…"]);
});
