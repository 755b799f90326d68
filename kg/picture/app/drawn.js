// What is drawn alone in the network because the reader asked for it: a chain between two agents, or the answer of a question. It is a part
// of the state, so that a link opens it and Back leaves it.

import { pictureOfAnswer } from "./ask.js";
import { chainBetween } from "./connect.js";
import { nodeBySlug } from "./data.js";
import { fitAll } from "./network.js";
import { drawAlone } from "./standing.js";
import { onChange, state } from "./state.js";

/** Draws alone what the state names, before the network is drawn. */
export function applyDrawn() {
  const [what, list] = state.drawn.split(":");
  if (what === "answer") drawAlone(pictureOfAnswer());
  else if (what === "chain") {
    const [from, to] = (list || "").split(",").map(nodeBySlug);
    drawAlone(from === undefined || to === undefined ? null : chainBetween(from, to));
  } else drawAlone(null);
}

/** Follows the state from now on. */
export function followDrawn() {
  onChange((patch) => {
    if ("drawn" in patch) fitAll(false);
  });
}
