// The order of names and texts of both directions.

import assert from "node:assert/strict";
import { test } from "node:test";
import { small } from "./small.mjs";

small().open();
const { directionOf, statement, t } = await import("../../kg/picture/app/language.js");

const NAME = "السعودية";

test("a text has the direction of its own letters, not of a name that is filled in", () => {
  assert.equal(directionOf("Iran"), "ltr");
  assert.equal(directionOf(NAME), "rtl");
  assert.equal(directionOf("12"), "ltr");
  assert.equal(directionOf(t("{one} and {other} dealt most with each other: {acts}.", { one: NAME, other: "Iran", acts: "1 act" })), "ltr");
  assert.equal(directionOf(`\u2066Iran\u2069 ${NAME}`), "rtl");
});

test("a text that is all filled in has the direction of what stands first", () => {
  assert.equal(directionOf(`\u2067${NAME}\u2069 (1988)`), "rtl");
  assert.equal(directionOf(`\u2066\u2067${NAME}\u2069 recognized Iran\u2069 (1988)`), "ltr");
});

test("a finding that begins with a name from right to left keeps its year at its end", () => {
  const dated = t("{statement} ({when})", { statement: statement(NAME, "severed relations with", "Iran"), when: "1988" });
  const text = t("{statement}.", { statement: dated });
  assert.ok(text.startsWith("\u2066"));
  assert.equal(text.indexOf("\u2067"), text.indexOf(NAME) - 1);
});
