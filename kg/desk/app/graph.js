// The graph that grows: who stands in which relation to whom, as far as the text is coded.

import { byId, el, refill } from "./dom.js";

const MARGIN = 70;
const RADIUS = 7;

/** Draws the relations of a document.
 * @param {{nodes: {name: string, label: string, x: number, y: number}[], lines: [number, number, string[], boolean][], more: number}} found
 *   a line is the numbers of two nodes, the verbs, and whether the passage that is open says so */
export function drawGraph({ nodes, lines, more }) {
  const section = byId("graph");
  if (nodes.length === 0) {
    refill(section, el("p", {}, "No relation follows yet from what is coded of this text."));
    return;
  }
  const wide = Math.max(section.clientWidth, 320);
  const high = Math.max(section.clientHeight, 200);
  const at = nodes.map((node) => [MARGIN + node.x * (wide - 2 * MARGIN), 20 + node.y * (high - 56)]);
  const parts = lines.map(([one, other, verbs, own]) => {
    const [[x1, y1], [x2, y2]] = [at[one], at[other]];
    const length = Math.hypot(x2 - x1, y2 - y1) || 1;
    // The line ends at the mark, with a head that points at it.
    const [dx, dy] = [(x2 - x1) / length, (y2 - y1) / length];
    const [tipX, tipY] = [x2 - dx * (RADIUS + 2), y2 - dy * (RADIUS + 2)];
    const wing = (/** @type {number} */ side) => `${tipX - dx * 9 + dy * side} ${tipY - dy * 9 - dx * side}`;
    const words = verbs[0] + (verbs.length > 1 ? ` +${verbs.length - 1}` : "");
    const [x, y] = [x1 + (x2 - x1) * 0.55, y1 + (y2 - y1) * 0.55];
    return el(
      "g",
      { class: own ? "own" : null },
      el("line", { x1, y1, x2: tipX, y2: tipY }),
      el("path", { d: `M ${tipX} ${tipY} L ${wing(4)} L ${wing(-4)} Z` }),
      (own || lines.length <= 14) && el("text", { class: "verb", x, y: y - 4 }, words),
    );
  });
  const marks = nodes.map((node, place) => [
    el("circle", { cx: at[place][0], cy: at[place][1], r: RADIUS }),
    el("text", { x: at[place][0], y: at[place][1] + 21 }, node.label.length > 26 ? `${node.label.slice(0, 25)}…` : node.label),
  ]);
  const sentences = lines.flatMap(([one, other, verbs]) => verbs.map((verb) => `${nodes[one].label} ${verb} ${nodes[other].label}`));
  refill(
    section,
    el("svg", { role: "img", "aria-label": sentences.join("; "), viewBox: `0 0 ${wide} ${high}` }, parts, marks),
    more > 0 && el("p", { class: "more" }, `${more} more in the picture of kg view`),
  );
}
