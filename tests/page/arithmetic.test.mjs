// Chains of arithmetic are grouped from the left, and nothing else in a query changes.

import assert from "node:assert/strict";
import { test } from "node:test";
import { leftGrouped } from "../../kg/picture/app/arithmetic.js";

/** An expression as it is grouped, without spaces. */
const grouped = (expression) =>
  leftGrouped(`SELECT (${expression} AS ?x) {}`)
    .replace(/\s+/g, "")
    .replace(/^SELECT\(|AS\?x\)\{\}$/g, "");

test("a chain is grouped from the left", () => {
  assert.equal(grouped("100 - 40 + 15"), "((100-40)+15)");
  assert.equal(grouped("?a -1"), "(?a-1)");
});

test("multiplication comes before addition", () => {
  assert.equal(grouped("1 + 2 * 3"), "(1+(2*3))");
});

test("a value alone, a call and a comparison keep their form", () => {
  for (const expression of ["5", "COUNT(*)", "ABS(-1)", "?a = ?b"]) assert.equal(grouped(expression), expression.replaceAll(" ", ""));
});

test("paths, IRIs, strings and comments are left alone", () => {
  for (const query of [
    "SELECT * { ?a (dip:x|^dip:y)+/dip:z* ?b }",
    "SELECT * { ?a <http://example.org/1-2+3> 'a - b + c' } # 1 - 2 + 3",
    "SELECT * { VALUES (?a ?b) { (1 2) (-3 4) } FILTER EXISTS { ?a dip:x/dip:y* ?b } }",
  ])
    assert.equal(leftGrouped(query), query);
});

test("a query whose parentheses do not match is unchanged", () => {
  assert.equal(leftGrouped("SELECT (1 - 2 + 3"), "SELECT (1 - 2 + 3");
});
