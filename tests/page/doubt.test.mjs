// The forms of doubt: each has its own, and a claim with several has the one that says most.

import assert from "node:assert/strict";
import { test } from "node:test";
import { FORMS, dashText, formAmong, formOf, ranked, signsOf } from "../../kg/picture/app/doubt.js";

test("no two standings share a sign, a border or a dash pattern", () => {
  for (const look of [(form) => form.sign, (form) => form.border, (form) => form.dash.join(" ")]) {
    const looks = Object.values(FORMS).map(look);
    assert.equal(new Set(looks).size, looks.length, looks.join(" | "));
  }
});

test("each standing of the picture has a form", () => {
  for (const tag of ["Hedged", "Rumoured", "Conditional", "Planned", "Evaluative", "Denied", "said", "withdrawn", "disputed"])
    assert.ok(Object.hasOwn(FORMS, tag), tag);
});

test("dashes are pairs of positive lengths", () => {
  for (const { dash } of Object.values(FORMS)) {
    assert.equal(dash.length % 2, 0);
    assert.ok(dash.every((length) => length > 0));
  }
});

test("the standing that says most comes first", () => {
  assert.deepEqual(ranked(["said", "Rumoured", "said"]), ["Rumoured", "said"]);
  assert.deepEqual(ranked(["Hedged", "withdrawn"]), ["withdrawn", "Hedged"]);
  assert.equal(signsOf(["said", "Rumoured"]), "~“");
  assert.equal(formAmong(["said", "Denied"]), FORMS.Denied);
  assert.equal(formAmong([]), null);
});

test("an unknown standing is drawn as a hedge and comes last", () => {
  assert.equal(formOf("Whispered"), FORMS.Hedged);
  assert.equal(formOf("constructor"), FORMS.Hedged);
  assert.deepEqual(ranked(["Whispered", "said"]), ["said", "Whispered"]);
});

test("dashes as SVG writes them", () => {
  assert.equal(dashText(FORMS.Conditional), "16 6");
  assert.equal(dashText(null), null);
});
