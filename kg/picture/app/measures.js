// The measures of an agent as a sentence to be quoted, in the language of the interface.

import { D } from "./file.js";
import { figure, percent, plural, t } from "./language.js";

/** @typedef {import("./types.js").GraphNode} GraphNode */

/** @type {{number: number, single: boolean} | null} */
let dealing = null;
/** The number of agents with direct dealings, and whether only one of them has the first rank. Agents of one degree share a rank. */
function dealingNow() {
  if (!dealing) {
    const list = D.nodes.filter(({ o }) => o);
    dealing = { number: list.length, single: list.filter(({ r }) => r === 1).length === 1 };
  }
  return dealing;
}

/** The sentence on an agent: its acts, its direct dealings and its rank among those who have some, its share of the shortest chains.
 * @param {GraphNode} node */
export function measureWords({ l, n = 0, d = 0, b = 0, o = 0, r = 1 }) {
  const acts = plural(n, "{n} recorded act", "{n} recorded acts");
  if (!o)
    return t("{agent} has a role in {acts} and no direct dealing with another agent that a source states as fact.", { agent: l, acts });
  const share = percent(b);
  const { number, single } = dealingNow();
  return t(
    "{agent} has a role in {acts} and dealt directly with {others} (degree {degree}, {place}); {share} of the shortest chains of acts between two others run through it.",
    {
      agent: l,
      acts,
      others: plural(o, "{n} other agent", "{n} other agents"),
      degree: figure(d),
      place:
        r === 1 && single
          ? t("more than any other agent here")
          : t("rank {rank} of the {number} with direct dealings", { rank: figure(r), number: figure(number) }),
      share: D.estimated ? t("an estimated {share}", { share }) : share,
    },
  );
}

// The panel and the table ask for it as a member of the node; it is made when it is asked for, because a file may have many agents.
for (const node of D.nodes) if (node.n !== undefined) Object.defineProperty(node, "s", { get: () => measureWords(node) });
