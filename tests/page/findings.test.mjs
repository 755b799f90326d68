// What the opening says first: how many acts are behind the dealings of two parties.

import assert from "node:assert/strict";
import { test } from "node:test";
import { small } from "./small.mjs";

const made = small();
const [one, other] = [made.state("One"), made.state("Other")];
const [fight, talks] = [made.act(["1988", "1988-01-01", "1988-12-31"]), made.act(["1990", "1990-01-01", "1990-12-31"])];
const [war, raids, raid] = [made.situation(), made.act(), made.act()];
const fought = made.line(one, "fought", other, [fight, talks, war]);
const third = made.state("Third");
const raided = made.line(one, "raided", third, [raids, raid]);
made.data.facts.push([raids, made.term("memberKind"), { t: made.term("Raid") }, []]);
made.open();
const { dealtMost } = await import("../../kg/picture/app/findings.js");
const { applyState } = await import("../../kg/picture/app/select.js");
applyState();

test("a situation is no act of those who dealt most with each other", () => {
  assert.equal(dealtMost([[fought]])?.text, "One and Other dealt most with each other: 2 acts, 1988 and 1990.");
});

test("acts of which one stands for several are counted at least", () => {
  assert.equal(dealtMost([[raided]])?.text, "One and Third dealt most with each other: at least 2 acts.");
});

test("of two pairs with as many acts none dealt most with each other", () => {
  assert.equal(dealtMost([[fought], [raided]]), null);
});
