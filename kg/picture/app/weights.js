// The weight of a line, which its width and the order of lists follow.

import { edges, isAgent, nodes } from "./data.js";
import { selection } from "./select.js";

/** The weight of a line: of each act that it rests on, an equal share with the other lines between agents that rest on the act.
 * @param {number} e */
export function weightOf(e) {
  const between = edges[e].e && isAgent(edges[e].s) && isAgent(edges[e].o);
  return selection.edgeActs[e].reduce((sum, act) => sum + 1 / ((between && nodes[act].x) || 1), 0) || 1;
}
