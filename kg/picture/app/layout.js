// The positions of nodes: few nodes are laid out for the canvas, many are where the file puts them.

import { arranged } from "./arrange.js";
import { D, edges, edgesAt, facts, factsOf, factsTo, isAgent, isMatter, isRole, nodes } from "./data.js";
import { byId } from "./dom.js";
import { nameOf, widthOf } from "./labels.js";
import { markRadius } from "./network.js";
import { isUnheld, selection } from "./select.js";
import { compact, crowds, isOpening, leftOutNow, linesAmong, spread } from "./standing.js";
import { MOST_SPRUNG, sprung } from "./springs.js";
import { state } from "./state.js";

/** @typedef {{x: number, y: number}} Point */

export const drawnAt = D.network.nodes;
/** @type {Map<any, [number, number]>} */
const openingAt = new Map((D.opening?.core || []).map((n, place) => [n, D.opening?.at[place] || [0.5, 0.5]]));
/** Where a reader dragged a node to, and where a node was in the view of few nodes before, as parts of the canvas.
 * @type {Map<number | string, Point>} */
const moved = new Map();
/** @type {Map<number | string, [number, number]>} */
let before = new Map();
/** Whether the view before was the opening, whose places mean nothing for another view. */
let openedBefore = false;

/** Remembers where a reader dragged a node to.
 * @param {number} n
 * @param {Point} point */
export function moveTo(n, point) {
  if (compact.laid) moved.set(n, point);
  else Object.assign(drawnAt[n], point);
}

/** The size of the canvas in pixels. */
export const canvasSize = () => ({ wide: byId("canvas").clientWidth || 800, high: byId("canvas").clientHeight || 500 });

/** The greatest number of nodes that are laid out for the canvas so that all are in sight. */
const MOST_IN_SIGHT = 220;

/** What covers the canvas, as boxes around its middle. */
export function controls() {
  const frame = byId("canvas").getBoundingClientRect();
  const [x, y] = [frame.left + frame.width / 2, frame.top + frame.height / 2];
  return ["zoom", "legend", "answer-note", "group-note"]
    .map((id) => byId(id).getBoundingClientRect())
    .filter((box) => box.width > 0)
    .map((box) => /** @type {[number, number, number, number]} */ ([box.left - x, box.top - y, box.right - x, box.bottom - y]));
}

/** The positions of the nodes of a view that differ from those of the file. In the opening view, those for which there is no room
 * are taken out of it.
 * @param {Map<number | string, any>} shown
 * @returns {Map<number | string, Point>} */
export function placesOf(shown) {
  leftOutNow.nodes = 0;
  const spreadOut = () => {
    compact.laid = false;
    before = new Map();
    return spread(shown);
  };
  if (!compact.on && (shown.size > MOST_IN_SIGHT || state.open.length || [...shown.keys()].some((n) => typeof n !== "number")))
    return spreadOut();
  compact.laid = true;
  const { wide, high } = canvasSize();
  if (openedBefore !== isOpening()) before = new Map();
  openedBefore = isOpening();
  const wishes = wishesOf([...shown.keys()]);
  const first = new Set(D.opening?.principals || []);
  const rank = (n) =>
    (state.sel?.node === n ? 8 : 0) +
    // What a reader switched on is not left out for want of room.
    (isUnheld(n) ? 6 : 0) +
    (first.has(n) ? 4 : 0) +
    (openingAt.has(n) ? 2 : 0) +
    (isAgent(n) ? 1 + (nodes[n].n || 0) / 1e6 : crowds.has(n) ? 1.5 : isMatter(n) ? 0.5 : 0);
  const sorted = [...shown.keys()].sort((a, b) => rank(b) - rank(a) || Number(a) - Number(b));
  const lines = compact.on ? linesOf(shown) : [];
  /** Where the nodes are, with room for some names. @param {number} named */
  const attempt = (named) => {
    const items = sorted.map((id, place) => {
      const name = nameOf(id);
      const font = `${name.weight}${name.size}px ${name.face}`;
      const [x, y] = wishes.get(id) || [0.5, 0.5];
      if (place >= named) return { id, x, y, r: markRadius(Number(id)), wide: 0, high: 0 };
      return {
        id,
        x,
        y,
        r: markRadius(Number(id)),
        wide: Math.max(...name.lines.map((line) => widthOf(font, line))) + 4,
        high: name.lines.length * (name.size + 2),
      };
    });
    return arranged(items, wide - 16, high - 16, controls(), lines);
  };
  let named = compact.on ? Infinity : Math.floor((wide * high) / 14000);
  let placed = attempt(named);
  // Rather fewer names than a node without a place.
  while (placed.size < shown.size && !compact.on && named > 4) {
    named = Math.floor(named / 2);
    placed = attempt(named);
  }
  if (placed.size < shown.size && !isOpening()) {
    // What a reader asked for is never left out for want of room: fewer names keep room, or it is drawn where the file puts it.
    if (!compact.on) return spreadOut();
    compact.on = false;
    return placesOf(shown);
  }
  for (const n of [...shown.keys()])
    if (!placed.has(n)) {
      shown.delete(n);
      leftOutNow.nodes += 1;
    }
  before = new Map([...placed].map(([n, { x, y }]) => [n, [x / wide + 0.5, y / high + 0.5]]));
  for (const [n, point] of moved) if (placed.has(n)) placed.set(n, point);
  return placed;
}

/** Where each node would like to be: in the opening where the file puts it there; else where it was, or as in the whole picture; and a
 * node without such a place between those that it is connected with.
 * @param {(number | string)[]} list
 * @returns {Map<number | string, [number, number]>} */
function wishesOf(list) {
  /** @type {Map<number | string, [number, number]>} */
  const found = new Map();
  const opening = isOpening();
  const agents = list.filter((n) => typeof n === "number" && isAgent(n));
  const [xs, ys] = [agents.map((n) => drawnAt[n].x), agents.map((n) => drawnAt[n].y)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const [across, down] = [Math.max(1, Math.max(...xs) - left), Math.max(1, Math.max(...ys) - top)];
  const part = (from, whole) => (whole < 50 ? 0.5 : 0.06 + (0.88 * from) / whole);
  for (const n of agents) {
    const at = opening ? openingAt.get(n) : before.get(n);
    if (at) found.set(n, [at[0], at[1]]);
    else if (!opening) found.set(n, [part(drawnAt[n].x - left, across), part(drawnAt[n].y - top, down)]);
  }
  // What hangs on one node alone stands around it, all the farther the fewer there are; what connects several stands between them.
  const reach = list.length < 16 ? 0.3 : 0.14;
  /** @type {Map<any, number>} */
  const around = new Map();
  for (const n of list) {
    if (found.has(n)) continue;
    const near = neighbours(n).filter((other) => found.has(other));
    const at = near.map((other) => found.get(other) || [0.5, 0.5]);
    const mean = (place) => at.reduce((sum, each) => sum + each[place], 0) / at.length;
    const was = opening ? undefined : before.get(n);
    if (was) found.set(n, was);
    else if (at.length === 1) {
      const turn = around.get(near[0]) || 0;
      around.set(near[0], turn + 1);
      const angle = turn * 2.4 - Math.PI / 2;
      found.set(n, [at[0][0] + reach * Math.cos(angle), at[0][1] + reach * Math.sin(angle)]);
    } else found.set(n, at.length ? [mean(0), mean(1)] : [0.5, 0.5]);
  }
  return opening || list.length > MOST_SPRUNG ? found : bySprings(list, found);
}

/** Places that fill the canvas: by springs from where the nodes would like to be, and near to where they were.
 * @param {(number | string)[]} list
 * @param {Map<number | string, [number, number]>} wishes
 * @returns {Map<number | string, [number, number]>} */
function bySprings(list, wishes) {
  const at = new Map(list.map((n, place) => [n, place]));
  /** @type {[number, number][]} */
  const links = list.flatMap((n, place) =>
    neighbours(n).flatMap((other) => {
      const end = at.get(other);
      return end !== undefined && end > place ? [/** @type {[number, number]} */ ([place, end])] : [];
    }),
  );
  const { wide, high } = canvasSize();
  const known = list.filter((n) => before.has(n)).length;
  const places = sprung(
    list.map((n) => wishes.get(n) || [0.5, 0.5]),
    links,
    wide,
    high,
    known > 0.6 * list.length,
  );
  return new Map(list.map((n, place) => [n, places[place]]));
}

/** The ends of the lines that will be drawn between nodes.
 * @param {Map<number | string, any>} shown
 * @returns {[any, any, number, boolean][]} */
function linesOf(shown) {
  const lines = [...linesAmong(/** @type {Map<number, string>} */ (shown)).values()];
  /** @type {Map<string, number>} */
  const beside = new Map();
  const pair = (from, to) => (from < to ? `${from} ${to}` : `${to} ${from}`);
  for (const { from, to } of lines) beside.set(pair(from, to), (beside.get(pair(from, to)) || 0) + 1);
  // Several lines of one pair bend away from each other, see `curves`.
  // The bar across what is not so stays in sight.
  return lines.map(({ from, to, negative }) => [from, to, (beside.get(pair(from, to)) || 1) > 1 ? 0.045 : 0, !!negative]);
}

/** The nodes that a node is connected with by visible lines and roles.
 * @param {any} n */
function neighbours(n) {
  const found = new Set();
  for (const f of factsOf[n]) if (selection.fact[f] && isRole(facts[f])) found.add(facts[f][2]);
  for (const f of factsTo[n]) if (selection.fact[f]) found.add(facts[f][0]);
  for (const e of edgesAt[n]) if (selection.edge[e]) found.add(edges[e].s === n ? edges[e].o : edges[e].s);
  found.delete(n);
  return [...found];
}
