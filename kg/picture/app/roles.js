// Which way the line between an act and one of its parties points: from who acts to the act, and from the act to whom it reaches. Imports
// nothing, so that it can be tested alone.

/** Roles of those who act. */
const ACTING = new Set(["actor", "leadParticipant", "presenter", "holder", "instigator", "host", "mediator", "arbitrator", "guarantor"]);
/** Roles of those who are in an act together with others, of whom none acts on the other. */
const TOGETHER = new Set([
  "party",
  "participant",
  "member",
  "spouse",
  "intermediary",
  "accompaniedBy",
  "passenger",
  "commandedForce",
  "onBehalfOf",
  "through",
]);

/** Which way a line points: to the act, to the party, or neither.
 * @param {string[][]} roles each role of the party in the act as local names: its own, then the broader ones, the nearest first
 * @returns {"act" | "party" | "neither"} */
export function pointsTo(roles) {
  const way = (/** @type {string[]} */ names) => {
    for (const [i, name] of names.entries()) {
      if (ACTING.has(name)) return "act";
      // All roles of agents are below "participant", which only by itself says no more than that somebody took part.
      if (TOGETHER.has(name) && !(name === "participant" && i)) return "neither";
    }
    return "party";
  };
  const ways = new Set(roles.map(way));
  return ways.size === 1 ? [...ways][0] : ways.has("act") && ways.has("party") ? "neither" : ways.has("act") ? "act" : "party";
}
