// Positions of the nodes of a small view by springs and repulsion, so that it fills its canvas. Without data or page, to be tested by itself.

import { forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY } from "d3-force";

/** @typedef {[number, number]} Place from 0, left or top, to 1 */

/** The greatest number of nodes for which the springs are fast enough for a click. */
export const MOST_SPRUNG = 150;
/** From so many nodes on, who has many lines has more room. */
const CROWD = 24;
/** How many times more room the node with the most lines has than another. */
const MOST_SHARE = 2.5;
/** How near a node comes to the border, as a part of the canvas. */
const BORDER = 0.05;

/** The places of nodes, which fill the canvas in both directions. The same input gives the same places.
 * @param {Place[]} start where each node begins
 * @param {[number, number, number?][]} links pairs of nodes, by their place in the list, and how many times longer than others at least
 * @param {number} wide of the canvas in pixels
 * @param {number} high
 * @param {boolean} [calm] whether the nodes stay near to where they begin
 * @returns {Place[]} */
export function sprung(start, links, wide, high, calm = false) {
  const far = Math.sqrt((wide * high) / Math.max(2, start.length));
  // Two nodes in one place would have no direction in which to part.
  const nodes = start.map(([x, y], i) => ({ x: (x - 0.5) * wide + (i % 7) - 3, y: (y - 0.5) * high + ((i * 3) % 5) - 2 }));
  const ends = nodes.map(() => 0);
  for (const [source, target] of links) for (const end of [source, target]) ends[end] += 1;
  // Around who has many lines there is more to draw, and two of these need room between them for what each has.
  const share = (/** @type {number} */ i) => (start.length < CROWD ? 1 : Math.min(MOST_SHARE, Math.max(1, Math.sqrt(ends[i] / 4))));
  forceSimulation(nodes)
    .force(
      "link",
      forceLink(links.map(([source, target]) => ({ source, target }))).distance(
        (_, i) => far * 0.9 * Math.max(links[i][2] ?? 1, Math.min(share(links[i][0]), share(links[i][1])) ** 1.5),
      ),
    )
    .force(
      "apart",
      forceManyBody().strength((_, i) => -far * 2.2 * share(i)),
    )
    .force("clear", forceCollide(start.length < CROWD ? 0 : far * 0.42))
    .force("x", forceX(0).strength((0.06 * high) / wide))
    .force("y", forceY(0).strength((0.06 * wide) / high))
    .alpha(calm ? 0.15 : 1)
    .stop()
    .tick(calm ? 40 : 240);
  return filled(nodes.map(({ x, y }) => [x, y]));
}

/** Places stretched over the canvas. Where all have one coordinate, they stand in the middle.
 * @param {[number, number][]} list
 * @returns {Place[]} */
function filled(list) {
  const scales = [0, 1].map((way) => {
    const all = list.map((place) => place[way]);
    const [low, high] = [Math.min(...all), Math.max(...all)];
    return (/** @type {number} */ value) => (high - low < 1 ? 0.5 : BORDER + ((1 - 2 * BORDER) * (value - low)) / (high - low));
  });
  return list.map(([x, y]) => [scales[0](x), scales[1](y)]);
}
