// CSV that a spreadsheet reads as the texts that they are.

import assert from "node:assert/strict";
import { test } from "node:test";
import { csvCell, csvText } from "../../kg/picture/app/csv.js";

test("a cell with a comma, a quotation mark or a new line is quoted", () => {
  assert.equal(csvCell("plain"), "plain");
  assert.equal(csvCell("a, b"), '"a, b"');
  assert.equal(csvCell('the "A" list'), '"the ""A"" list"');
  assert.equal(csvCell("two\nlines"), '"two\nlines"');
  assert.equal(csvCell("a;b"), '"a;b"');
});

test("no cell is a formula", () => {
  for (const text of ["=1+1", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "  =1"]) assert.ok(csvCell(text).replace(/^"/, "").startsWith("'"), text);
});

test("numbers stay numbers", () => {
  for (const text of ["-5", "-1.25", "-1,5", "42"]) assert.equal(csvCell(text).replaceAll('"', ""), text);
});

test("lines end as the standard says, and any value is a text", () => {
  assert.equal(
    csvText([
      ["a", 1],
      [true, ""],
    ]),
    "a,1\r\ntrue,\r\n",
  );
});
