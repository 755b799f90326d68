// The graph that grows: who stands in which relation to whom, as far as the text is coded.

import { byId, el, refill } from "./dom.js";

const MARGIN = 70;
const RADIUS = 7;

/** About how much room words take: left, top, right, bottom.
 * @param {string} words
 * @param {number} x their middle
 * @param {number} y their base line */
const boxOf = (words, x, y) => [x - words.length * 3.4 - 2, y - 12, x + words.length * 3.4 + 2, y + 4];

/** A place on a line where words lie on nothing else; null if there is none.
 * @param {number[]} from
 * @param {number[]} to
 * @param {string} words
 * @param {number[][]} taken what is taken; the words are added
 * @param {number} wide the width of the drawing */
function freeSpot([x1, y1], [x2, y2], words, taken, wide) {
  for (const share of [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74]) {
    for (const above of [-4, 13]) {
      const [x, y] = [x1 + (x2 - x1) * share, y1 + (y2 - y1) * share + above];
      const box = boxOf(words, x, y);
      if (box[0] < 0 || box[2] > wide || taken.some((each) => overlap(each, box))) continue;
      taken.push(box);
      return [x, y];
    }
  }
  return null;
}

/** @param {number[]} one
 * @param {number[]} other */
const overlap = (one, other) => one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3];

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
  const top = more > 0 ? 36 : 20;
  const at = nodes.map((node) => [MARGIN + node.x * (wide - 2 * MARGIN), top + node.y * (high - 36 - top)]);
  const parts = lines.map(([one, other, verbs, own]) => {
    const [[x1, y1], [x2, y2]] = [at[one], at[other]];
    const length = Math.hypot(x2 - x1, y2 - y1) || 1;
    // The line ends at the mark, with a head that points at it.
    const [dx, dy] = [(x2 - x1) / length, (y2 - y1) / length];
    const [tipX, tipY] = [x2 - dx * (RADIUS + 2), y2 - dy * (RADIUS + 2)];
    const wing = (/** @type {number} */ side) => `${tipX - dx * 9 + dy * side} ${tipY - dy * 9 - dx * side}`;
    return el(
      "g",
      { class: own ? "own" : null },
      el("title", {}, verbs.map((verb) => `${nodes[one].label} ${verb} ${nodes[other].label}`).join("; ")),
      el("line", { x1, y1, x2: tipX, y2: tipY }),
      el("path", { d: `M ${tipX} ${tipY} L ${wing(4)} L ${wing(-4)} Z` }),
    );
  });
  /** What is taken: left, top, right, bottom. @type {number[][]} */
  const taken = at.map(([x, y]) => [x - RADIUS, y - RADIUS, x + RADIUS, y + RADIUS]);
  const marks = nodes.map((node, place) => {
    const words = node.label.length > 26 ? `${node.label.slice(0, 25)}…` : node.label;
    const half = boxOf(words, 0, 0)[2];
    const [x, y] = [Math.min(Math.max(at[place][0], half + 4), wide - half - 4), at[place][1] + 21];
    taken.push(boxOf(words, x, y));
    return [el("circle", { cx: at[place][0], cy: at[place][1], r: RADIUS }), el("text", { x, y }, words)];
  });
  // Those of the open passage choose first. A line without room for its words has them in its title and in the list of sentences.
  const verbs = lines
    .toSorted((one, other) => Number(other[3]) - Number(one[3]))
    .map(([one, other, said, own]) => {
      const words = said[0] + (said.length > 1 ? ` +${said.length - 1}` : "");
      const spot = freeSpot(at[one], at[other], words, taken, wide);
      return spot && el("text", { class: own ? "verb own" : "verb", x: spot[0], y: spot[1] }, words);
    });
  const sentences = lines.flatMap(([one, other, verbs]) => verbs.map((verb) => `${nodes[one].label} ${verb} ${nodes[other].label}`));
  refill(
    section,
    el("svg", { role: "img", "aria-label": sentences.join("; "), viewBox: `0 0 ${wide} ${high}` }, parts, marks, verbs),
    more > 0 && el("p", { class: "more" }, `${more} more in the picture of kg view`),
  );
}
