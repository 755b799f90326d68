import assert from "node:assert/strict";
import test from "node:test";
import { pointsTo } from "../../kg/picture/app/roles.js";

const agent = (...names) => [...names, "participant"];

test("who acts points to the act, and the act to whom it reaches", () => {
  for (const name of ["actor", "leadParticipant", "presenter"]) assert.equal(pointsTo([agent(name)]), "act");
  assert.equal(pointsTo([["holder"]]), "act");
  for (const name of ["recipient", "victim", "counterpart", "personConcerned"]) assert.equal(pointsTo([agent(name)]), "party");
  assert.equal(pointsTo([["target"]]), "party");
});

test("those who are in an act together have no heads", () => {
  assert.equal(pointsTo([agent("party")]), "neither");
  assert.equal(pointsTo([agent("firstSide", "party")]), "neither");
  assert.equal(pointsTo([["participant"]]), "neither");
});

test("a narrower role of a workspace points as the broader one does", () => {
  assert.equal(pointsTo([agent("donor", "actor")]), "act");
});

test("of several roles of one party the one that points counts, and opposite ones cancel out", () => {
  assert.equal(pointsTo([agent("actor"), agent("party")]), "act");
  assert.equal(pointsTo([agent("party"), agent("recipient")]), "party");
  assert.equal(pointsTo([agent("actor"), ["target"]]), "neither");
});
