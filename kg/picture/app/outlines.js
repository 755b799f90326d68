// The shapes of nodes and the heads of lines as paths, as vis-network draws them. Nothing here touches the document.

import { short } from "./scene.js";

/** @typedef {{x: number, y: number}} Point */

/** @param {number[][]} points */
const polygon = (points) => `M${points.map(([x, y]) => `${short(x)} ${short(y)}`).join("L")}Z`;

/** The path of a node's mark.
 * @param {string} shape
 * @param {number} x
 * @param {number} y
 * @param {number} r radius of the mark
 * @param {[number, number]} [half] half the width and height, for a box and an ellipse
 * @returns {string} */
export function markPath(shape, x, y, r, half = [r * 1.2, r * 0.8]) {
  const around = (/** @type {number} */ corners, /** @type {(k: number) => number} */ radius, from = 0, dy = 0) =>
    polygon(
      Array.from({ length: corners }, (_, k) => {
        const angle = from + (2 * Math.PI * k) / corners;
        return [x + radius(k) * Math.cos(angle), y + dy + radius(k) * Math.sin(angle)];
      }),
    );
  const triangle = (/** @type {1 | -1} */ up) => {
    const side = 2.3 * r;
    const inner = (Math.sqrt(3) / 6) * side;
    const high = (Math.sqrt(3) / 2) * side;
    const middle = y + up * 0.316 * r;
    return polygon([
      [x, middle - up * (high - inner)],
      [x + side / 2, middle + up * inner],
      [x - side / 2, middle + up * inner],
    ]);
  };
  const ellipse = (/** @type {number} */ a, /** @type {number} */ b) =>
    `M${short(x - a)} ${short(y)}a${short(a)} ${short(b)} 0 1 0 ${short(2 * a)} 0a${short(a)} ${short(b)} 0 1 0 ${short(-2 * a)} 0Z`;
  switch (shape) {
    case "square":
      return around(4, () => r * Math.SQRT2, Math.PI / 4);
    case "diamond":
      return around(4, () => r);
    case "triangle":
      return triangle(1);
    case "triangleDown":
      return triangle(-1);
    case "hexagon":
      return around(6, () => r);
    case "star":
      return around(10, (k) => 0.82 * r * (k % 2 ? 0.5 : 1.3), -Math.PI / 2, 0.082 * r);
    case "box": {
      const [a, b] = half;
      const bend = Math.min(a / 2, b / 2, 6);
      const arc = (/** @type {number} */ dx, /** @type {number} */ dy) => `a${short(bend)} ${short(bend)} 0 0 1 ${short(dx)} ${short(dy)}`;
      return (
        `M${short(x - a + bend)} ${short(y - b)}h${short(2 * (a - bend))}${arc(bend, bend)}v${short(2 * (b - bend))}${arc(-bend, bend)}` +
        `h${short(-2 * (a - bend))}${arc(-bend, -bend)}v${short(-2 * (b - bend))}${arc(bend, -bend)}Z`
      );
    }
    case "ellipse":
      return ellipse(...half);
    default:
      return ellipse(r, r);
  }
}

/** The control point of the bend that goes through a point in its middle.
 * @param {Point} from
 * @param {Point} middle
 * @param {Point} to
 * @returns {Point} */
export const controlOf = (from, middle, to) => ({ x: 2 * middle.x - (from.x + to.x) / 2, y: 2 * middle.y - (from.y + to.y) / 2 });

/** @param {Point} from
 * @param {Point} control
 * @param {Point} to */
export const bendPath = (from, control, to) =>
  `M${short(from.x)} ${short(from.y)}Q${short(control.x)} ${short(control.y)} ${short(to.x)} ${short(to.y)}`;

/** A point of a bend: 0 is where it begins, 1 where it ends.
 * @param {Point} from
 * @param {Point} control
 * @param {Point} to
 * @param {number} part
 * @returns {Point} */
export function bendAt(from, control, to, part) {
  const [a, b, c] = [(1 - part) ** 2, 2 * part * (1 - part), part ** 2];
  return { x: a * from.x + b * control.x + c * to.x, y: a * from.y + b * control.y + c * to.y };
}

/** The control point of a line between two nodes as vis-network bends it: to the right of its way ("curvedCW") or to the left.
 * @param {Point} from
 * @param {Point} to
 * @param {{type: string, roundness: number} | false | undefined} smooth
 * @returns {Point} the middle of a straight line */
export function viaOf(from, to, smooth) {
  if (!smooth || !smooth.roundness) return { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  const { roundness } = smooth;
  const [dx, dy] = [to.x - from.x, from.y - to.y];
  const long = (0.5 * roundness + 0.5) * Math.hypot(dx, dy);
  const angle = Math.atan2(dy, dx) + (0.5 + (smooth.type === "curvedCW" ? 0.5 : -0.5) * roundness) * Math.PI;
  return { x: from.x + long * Math.sin(angle), y: from.y + long * Math.cos(angle) };
}

/** @typedef {[number, number, number, number]} Box left, top, right, bottom */

/** The part of a segment that lies in a box, as where it begins and ends: 0 is the first point, 1 the other. Null if none does.
 * @param {Box} box
 * @param {Point} a
 * @param {Point} b
 * @returns {[number, number] | null} */
function clipped([left, top, right, bottom], a, b) {
  let [first, last] = [0, 1];
  for (const [step, low, high] of [
    [b.x - a.x, left - a.x, right - a.x],
    [b.y - a.y, top - a.y, bottom - a.y],
  ]) {
    if (Math.abs(step) < 1e-9) {
      if (low > 0 || high < 0) return null;
      continue;
    }
    first = Math.max(first, Math.min(low / step, high / step));
    last = Math.min(last, Math.max(low / step, high / step));
  }
  return last > first ? [first, last] : null;
}

/** How much of a segment lies in a box, as a length.
 * @param {Box} box
 * @param {Point} a
 * @param {Point} b
 * @returns {number} */
export function lengthIn(box, a, b) {
  const part = clipped(box, a, b);
  return part ? (part[1] - part[0]) * Math.hypot(b.x - a.x, b.y - a.y) : 0;
}

/** How far a point is from a line of several points.
 * @param {Point} from
 * @param {Point[]} points at least two
 * @returns {number} */
export function awayFrom(from, points) {
  const each = points.slice(1).map((b, i) => {
    const a = points[i];
    const [dx, dy] = [b.x - a.x, b.y - a.y];
    const part = ((from.x - a.x) * dx + (from.y - a.y) * dy) / (dx * dx + dy * dy || 1);
    const on = Math.max(0, Math.min(1, part));
    return Math.hypot(a.x + on * dx - from.x, a.y + on * dy - from.y);
  });
  return Math.min(...each);
}

/** How near to the origin a ray enters a box that stands beside it, in pixels. Farther out it only crosses a corner. */
const NEAR = 30;

/** How far from the origin a ray leaves a box; 0 if it does not meet the box, or enters it only far out.
 * @param {Box} box
 * @param {number} angle of the ray in radians
 * @returns {number} */
export function leaves(box, angle) {
  const far = Math.hypot(Math.max(-box[0], box[2]), Math.max(-box[1], box[3])) + 1;
  const part = clipped(box, { x: 0, y: 0 }, { x: far * Math.cos(angle), y: far * Math.sin(angle) });
  return part && part[0] * far <= NEAR ? part[1] * far : 0;
}

/** The part of a bend from its beginning to a point of it, as its control point and its end.
 * @param {Point} from
 * @param {Point} control
 * @param {Point} to
 * @param {number} part
 * @returns {[Point, Point]} */
export const cutBend = (from, control, to, part) => [
  { x: from.x + (control.x - from.x) * part, y: from.y + (control.y - from.y) * part },
  bendAt(from, control, to, part),
];

/** Where a bend that ends in the middle of a mark meets the border of the mark, as a part of the bend.
 * @param {Point} from
 * @param {Point} control
 * @param {Point} to
 * @param {(angle: number) => number} border how far the border is from the middle, by angle
 * @returns {number} */
export function meetsBorder(from, control, to, border) {
  let [outside, inside] = [0, 1];
  for (let turn = 0; turn < 24; turn++) {
    const part = (outside + inside) / 2;
    const { x, y } = bendAt(from, control, to, part);
    if (Math.hypot(x - to.x, y - to.y) > border(Math.atan2(y - to.y, x - to.x))) outside = part;
    else inside = part;
  }
  return inside;
}

/** The outlines of what stands on a line, along and across it, in parts of its length.
 * @type {Record<string, number[][]>} */
const HEADS = {
  arrow: [
    [0, 0],
    [-1, 0.3],
    [-0.9, 0],
    [-1, -0.3],
  ],
  vee: [
    [0, 0],
    [-1, 0.3],
    [-0.5, 0],
    [-1, -0.3],
  ],
  bar: [
    [0.075, 0.5],
    [0.075, -0.5],
    [-0.075, -0.5],
    [-0.075, 0.5],
  ],
};

/** The path of an arrow's head, or of the bar across a line.
 * @param {string} type
 * @param {Point} tip
 * @param {number} angle in radians
 * @param {number} long */
export function headPath(type, tip, angle, long) {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return polygon(
    (HEADS[type] || HEADS.arrow).map(([along, across]) => [
      tip.x + long * (along * cos - across * sin),
      tip.y + long * (along * sin + across * cos),
    ]),
  );
}
