// Places few nodes, each with its name, on a canvas: spread over all of it, and no two of them over each other. Pure arithmetic in pixels
// around the middle of the canvas, without data or page, so that it can be tested by itself.

/**
 * @typedef {object} Item
 * @property {number | string} id
 * @property {number} x where it would like to be, 0 (left) to 1 (right)
 * @property {number} y 0 (top) to 1 (bottom)
 * @property {number} r the radius of its mark in pixels
 * @property {number} wide the width of its name in pixels; the name stands below the mark
 * @property {number} high the height of its name in pixels
 * @property {boolean} [spare] whether it is rather left out than drawn over a line that is to stay bare
 */

/** @typedef {[number, number, number, number]} Box left, top, right, bottom */
/** @typedef {[number | string, number | string, number, boolean?]} Line the ends of a line, how far it bends at most, as a part of its length,
 *   and whether names keep off it too */

const GAP = 8;
const UNDER = 3;
/** How far from its wish a place off all lines is looked for, and how far one off the lines that are to stay bare. */
const NEARBY = 150,
  FAR = 420;

/** The space that an item takes at a place, with its mark and its name.
 * @param {Item} item
 * @param {{x: number, y: number}} at the middle of its mark
 * @returns {Box} */
export function boxOf(item, at) {
  const half = Math.max(item.r, item.wide / 2);
  return [at.x - half, at.y - item.r, at.x + half, at.y + item.r + (item.high ? UNDER + item.high : 0)];
}

/** How far two boxes overlap in both directions, with a gap between them; null if they do not.
 * @param {Box} a
 * @param {Box} b
 * @param {number} [gap]
 * @returns {[number, number] | null} */
export function overlap(a, b, gap = 0) {
  const x = Math.min(a[2], b[2]) - Math.max(a[0], b[0]) + gap;
  const y = Math.min(a[3], b[3]) - Math.max(a[1], b[1]) + gap;
  return x > 0 && y > 0 ? [x, y] : null;
}

/** The nearest value between two limits.
 * @param {number} value
 * @param {number} low
 * @param {number} high */
const between = (value, low, high) => (low > high ? (low + high) / 2 : Math.max(low, Math.min(high, value)));

/** How far a mark has to move across a line between two others to clear it, along the line's normal; 0 if it does, or stands beside an end.
 * @param {number} x of the mark
 * @param {number} y
 * @param {{x: number, y: number}} from
 * @param {{x: number, y: number}} to
 * @param {number} needed the distance in pixels, without the bend
 * @param {number} bend how far the line bends at most, as a part of its length
 * @returns {number} to the left of the line if it is negative */
function acrossLine(x, y, from, to, needed, bend) {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const long = Math.sqrt(dx * dx + dy * dy);
  if (long < 1) return 0;
  const along = ((x - from.x) * dx + (y - from.y) * dy) / long;
  if (along < 12 || along > long - 12) return 0;
  const across = ((x - from.x) * -dy + (y - from.y) * dx) / long;
  const far = needed + bend * long;
  if (Math.abs(across) >= far) return 0;
  return (far - Math.abs(across) + 0.5) * (across < 0 ? -1 : 1) * 0.6;
}

/** How far a box reaches from its middle across a line.
 * @param {number} wide half its width
 * @param {number} high half its height
 * @param {{x: number, y: number}} from
 * @param {{x: number, y: number}} to */
function reachAcross(wide, high, from, to) {
  const long = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  return (wide * Math.abs(to.y - from.y) + high * Math.abs(to.x - from.x)) / long;
}

/** A place for each item, the first items first: those that do not fit are left out.
 * @param {Item[]} items the most important first
 * @param {number} width of the canvas in pixels
 * @param {number} height
 * @param {Box[]} [obstacles] what covers the canvas, such as its controls
 * @param {Line[]} [lines] from which other marks keep away
 * @returns {Map<number | string, {x: number, y: number}>} around the middle of the canvas */
export function arranged(items, width, height, obstacles = [], lines = []) {
  const place = new Map(items.map(({ id }, i) => [id, i]));
  const ends = lines
    .map(([from, to, bend, bare]) => ({ a: place.get(from) ?? -1, b: place.get(to) ?? -1, bend, bare }))
    .filter(({ a, b }) => a >= 0 && b >= 0 && a !== b);
  const at = items.map((item) => ({ x: (item.x - 0.5) * width, y: (item.y - 0.5) * height }));
  // How far each item reaches to both sides, up and down from the middle of its mark. The rounds below make no objects: there are many.
  const [side, up, down] = [0, 1, 3].map((edge) => items.map((item) => Math.abs(boxOf(item, { x: 0, y: 0 })[edge])));
  /** Keeps an item on the canvas. @param {number} i */
  const keep = (i) => {
    at[i].x = between(at[i].x, -width / 2 + side[i], width / 2 - side[i]);
    at[i].y = between(at[i].y, -height / 2 + up[i], height / 2 - down[i]);
  };
  /** How far an item at a place is too near to a line: its mark, or its mark and name as one.
   * @param {number} i @param {{x: number, y: number}} here @param {number} a @param {number} b @param {number} bend @param {boolean} [bare] */
  const tooNear = (i, here, a, b, bend, bare) =>
    bare
      ? acrossLine(
          here.x,
          here.y + (down[i] - up[i]) / 2,
          at[a],
          at[b],
          reachAcross(side[i], (up[i] + down[i]) / 2, at[a], at[b]) + 6,
          bend,
        )
      : acrossLine(here.x, here.y, at[a], at[b], items[i].r + 6, bend);
  items.forEach((_, i) => keep(i));
  for (let round = 0; round < 400; round++) {
    let moved = false;
    for (let i = 0; i < items.length; i++)
      for (let j = i + 1; j < items.length; j++) {
        const [a, b] = [at[i], at[j]];
        const x = side[i] + side[j] + GAP - Math.abs(a.x - b.x);
        if (x <= 0) continue;
        const y = Math.min(a.y + down[i], b.y + down[j]) - Math.max(a.y - up[i], b.y - up[j]) + GAP;
        if (y <= 0) continue;
        moved = true;
        // Apart in the direction that needs the smaller move; names are wide, so that is most often up and down.
        const across = x < y;
        const forward = across ? a.x <= b.x : 2 * a.y + down[i] - up[i] <= 2 * b.y + down[j] - up[j];
        const step = (0.9 * (across ? x : y) + 0.2) * (forward ? 1 : -1);
        // The more important of the two keeps more of its place.
        const way = across ? "x" : "y";
        a[way] -= step * 0.25;
        b[way] += step * 0.75;
        keep(i);
        keep(j);
      }
    for (let i = 0; i < items.length; i++)
      for (const obstacle of obstacles) {
        const box = boxOf(items[i], at[i]);
        const over = overlap(box, obstacle, GAP);
        if (!over) continue;
        moved = true;
        if (over[0] < over[1]) at[i].x += (box[0] + box[2] < obstacle[0] + obstacle[2] ? -1 : 1) * over[0];
        else at[i].y += (box[1] + box[3] < obstacle[1] + obstacle[3] ? -1 : 1) * over[1];
        keep(i);
      }
    if (round < 320)
      for (const { a, b, bend, bare } of ends)
        for (let i = 0; i < items.length; i++) {
          if (i === a || i === b) continue;
          const push = tooNear(i, at[i], a, b, bend, bare);
          if (!push) continue;
          moved = true;
          const [dx, dy] = [at[b].x - at[a].x, at[b].y - at[a].y];
          const long = Math.sqrt(dx * dx + dy * dy);
          at[i].x -= (dy / long) * push;
          at[i].y += (dx / long) * push;
          keep(i);
        }
    if (!moved) break;
  }
  /** @type {Map<number | string, {x: number, y: number}>} */
  const placed = new Map();
  /** @type {Box[]} */
  const taken = [...obstacles];
  items.forEach((item, i) => {
    const clear = (/** @type {{x: number, y: number}} */ point) =>
      !ends.some(({ a, b, bend, bare }) => i !== a && i !== b && tooNear(i, point, a, b, bend, bare));
    const bared = (/** @type {{x: number, y: number}} */ point) =>
      !ends.some(({ a, b, bend, bare }) => bare && i !== a && i !== b && tooNear(i, point, a, b, bend, bare));
    // Off every line if there is such a place, else off those that are to stay bare, else off the other marks.
    const found =
      freePlace(item, at[i], taken, width, height, clear) ||
      freePlace(item, at[i], taken, width, height, bared, item.spare ? FAR : NEARBY) ||
      (item.spare ? null : freePlace(item, at[i], taken, width, height));
    if (found) at[i] = found;
    if (!found) return;
    placed.set(item.id, found);
    taken.push(boxOf(item, found));
  });
  return placed;
}

/** Places for items beside others that keep theirs, off the lines where that can be: those that find none are left out.
 * @param {Item[]} items the most important first
 * @param {[Item, {x: number, y: number}][]} kept
 * @param {number} width of the canvas in pixels
 * @param {number} height
 * @param {Box[]} [obstacles]
 * @param {Line[]} [lines] as for `arranged`
 * @returns {Map<number | string, {x: number, y: number}>} around the middle of the canvas, without those that are kept */
export function besides(items, kept, width, height, obstacles = [], lines = []) {
  const marks = new Map(kept.map(([item, at]) => [item.id, { item, at }]));
  const taken = [...obstacles, ...kept.map(([item, at]) => boxOf(item, at))];
  /** @type {Map<number | string, {x: number, y: number}>} */
  const placed = new Map();
  for (const item of items) {
    const mine = lines.flatMap(([from, to, bend]) => {
      const other = marks.get(from === item.id ? to : to === item.id ? from : NaN);
      return other ? [{ other, bend }] : [];
    });
    const clear = (/** @type {{x: number, y: number}} */ point) =>
      lines.every(([from, to, bend, bare]) => {
        const [a, b] = [marks.get(from), marks.get(to)];
        if (!a || !b || from === item.id || to === item.id) return true;
        const [left, top, right, bottom] = boxOf(item, point);
        if (!bare) return !acrossLine(point.x, point.y, a.at, b.at, item.r + 6, bend);
        const reach = reachAcross((right - left) / 2, (bottom - top) / 2, a.at, b.at);
        return !acrossLine(point.x, (top + bottom) / 2, a.at, b.at, reach + 6, bend);
      }) &&
      mine.every(({ other, bend }) =>
        [...marks.values()].every((each) => each === other || !acrossLine(each.at.x, each.at.y, point, other.at, each.item.r + 4, bend)),
      );
    const wish = { x: (item.x - 0.5) * width, y: (item.y - 0.5) * height };
    const found = freePlace(item, wish, taken, width, height, clear) || freePlace(item, wish, taken, width, height);
    if (!found) continue;
    placed.set(item.id, found);
    marks.set(item.id, { item, at: found });
    taken.push(boxOf(item, found));
  }
  return placed;
}

/** The free place nearest to a wish, on a spiral around it; null if there is none on the canvas.
 * @param {Item} item
 * @param {{x: number, y: number}} wish
 * @param {Box[]} taken
 * @param {number} width
 * @param {number} height
 * @param {(point: {x: number, y: number}) => boolean} [clear] what else a place must be, not far from the wish
 * @param {number} [far] how far from the wish at most, in pixels
 * @returns {{x: number, y: number} | null} */
export function freePlace(item, wish, taken, width, height, clear, far = clear ? NEARBY : Infinity) {
  const fits = (/** @type {{x: number, y: number}} */ place) => {
    const box = boxOf(item, place);
    if (box[0] < -width / 2 - 0.5 || box[1] < -height / 2 - 0.5 || box[2] > width / 2 + 0.5 || box[3] > height / 2 + 0.5) return false;
    return !taken.some((other) => overlap(box, other, GAP / 2)) && (!clear || clear(place));
  };
  const reach = Math.min(far, Math.hypot(width, height));
  for (let radius = 0; radius < reach; radius += 7) {
    const steps = Math.max(1, Math.ceil((2 * Math.PI * radius) / 14));
    for (let step = 0; step < steps; step++) {
      const angle = (step / steps) * 2 * Math.PI;
      const place = { x: wish.x + radius * Math.cos(angle), y: wish.y + radius * Math.sin(angle) };
      if (fits(place)) return place;
    }
  }
  return null;
}
