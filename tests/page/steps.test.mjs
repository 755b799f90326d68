// How a story is kept in an address.

import assert from "node:assert/strict";
import { test } from "node:test";
import { LONGEST, MOST_STEPS, decoded, encoded, shifted, storyOf, viewPart } from "../../kg/picture/app/steps.js";

const STORY = [
  { caption: "", address: "" },
  { caption: "Zwölf Fragen – 十二, \u0627\u0644 & <b>", address: "as-of=1974-02-22&sel=n%3Apakistan" },
];

test("a story comes back from an address, which needs no escaping", () => {
  const text = encoded(STORY);
  assert.match(text, /^[\w-]+$/);
  assert.deepEqual(decoded(text), STORY);
});

test("an address that holds no story gives none", () => {
  for (const text of ["***", "e30", "bnVsbA", "gICA", "WzFd".slice(0, 3), "eyJhIjoxfQ"]) assert.equal(decoded(text), null, text);
});

test("what is not a view with a caption is left out", () => {
  assert.deepEqual(storyOf({ caption: "a" }), []);
  assert.deepEqual(storyOf([null, 3, { caption: "a" }, { caption: 1, address: "" }, { caption: "b", address: "view=table" }]), [
    { caption: "b", address: "view=table" },
  ]);
});

test("a story has its greatest length", () => {
  const many = Array.from({ length: MOST_STEPS + 5 }, () => ({ caption: "x".repeat(LONGEST + 5), address: "" }));
  assert.equal(storyOf(many).length, MOST_STEPS);
  assert.equal(storyOf(many)[0].caption.length, LONGEST);
});

test("a view is what an address says of the view alone", () => {
  assert.equal(viewPart("file.html#view=table&theme=dark&story=abc&step=2&embed=1"), "view=table");
  assert.equal(viewPart(""), "");
});

test("an item moves within its list", () => {
  assert.deepEqual(shifted(["a", "b", "c"], 0, 1), ["b", "a", "c"]);
  assert.deepEqual(shifted(["a", "b", "c"], 2, -2), ["c", "a", "b"]);
  assert.deepEqual(shifted(["a", "b", "c"], 2, 1), ["a", "b", "c"]);
});
