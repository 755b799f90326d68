// The positions of nodes: few nodes are laid out for the canvas, many are where the file puts them.

import { arranged, besides, boxOf, overlap } from "./arrange.js";
import { D, edges, edgesAt, facts, factsOf, factsTo, isAgent, isMatter, isRole, nodes } from "./data.js";
import { byId } from "./dom.js";
import { nameOf, widthOf } from "./labels.js";
import { markRadius } from "./network.js";
import { isUnheld, selection } from "./select.js";
import {
  compact,
  crowds,
  isActForDoubt,
  isForDoubt,
  isMain,
  isOpening,
  isPrincipal,
  leftOutNow,
  linesAmong,
  sideBySide,
  spread,
  standing,
} from "./standing.js";
import { MOST_SPRUNG, sprung } from "./springs.js";
import { bareAddress, state, supposing } from "./state.js";

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

/** @typedef {import("./arrange.js").Item} Item */
/** @typedef {{view: string, asked: Set<number | string>, items: Map<number | string, Item>, placed: Map<number | string, Point>}} Layout a
 *   view that was laid out: what kind of view on which canvas, all that was to be drawn, and what was drawn where */

/** The layouts of this session, by what they draw: what is drawn again stands where it stood. @type {Map<string, Layout>} */
const layouts = new Map();
const MOST_LAYOUTS = 60;
/** The layout before. @type {Layout | null} */
let latest = null;
/** The layout of the view without its selection, and the view. */
const unselected = { key: "", layout: /** @type {Layout | null} */ (null) };
/** The most nodes that give up their room for one that was chosen. */
const MOST_YIELDING = 8;
/** Of a view and the one before, the part that both must have in common for its nodes to stay where they are. */
const IN_COMMON = 0.6;

/** The layout of the view as it would be without its selection, from which a selection moves nothing. Null without a selection, and where
 * nothing is laid out for the canvas.
 * @returns {Layout | null} */
export function layoutUnselected() {
  if (!state.sel || state.open.length || (nodes.length > MOST_FOLLOWED && !isOpening())) return null;
  const { wide, high } = canvasSize();
  const key = `${wide} ${high} ${bareAddress({ ...state, sel: null })}`;
  if (unselected.key === key) return unselected.layout;
  unselected.layout = supposing({ sel: null }, () => {
    placesOf(standing(), null);
    return compact.laid ? latest : null;
  });
  unselected.key = key;
  return unselected.layout;
}
/** Of more nodes than this, the view without its selection is not computed for a click. */
const MOST_FOLLOWED = 3000;

/** The positions of the nodes of a view that differ from those of the file. In the opening view, those for which there is no room
 * are taken out of it.
 * @param {Map<number | string, any>} shown
 * @param {Layout | null} base the layout without the selection
 * @returns {Map<number | string, Point>} */
export function placesOf(shown, base) {
  leftOutNow.nodes = 0;
  const spreadOut = () => {
    compact.laid = false;
    before = new Map();
    latest = null;
    return spread(shown);
  };
  if (!compact.on && (shown.size > MOST_IN_SIGHT || state.open.length || [...shown.keys()].some((n) => typeof n !== "number")))
    return spreadOut();
  compact.laid = true;
  const { wide, high } = canvasSize();
  if (openedBefore !== isOpening()) before = new Map();
  openedBefore = isOpening();
  const first = new Set(D.opening?.principals || []);
  const rank = (n) =>
    (state.sel?.node === n ? 16 : 0) +
    (first.has(n) ? 8 : 0) +
    // What a reader switched on is not left out for want of room.
    (isUnheld(n) || isForDoubt(n) ? 6 : 0) +
    (openingAt.has(n) ? 2 : 0) +
    (isAgent(n) ? 1 + (nodes[n].n || 0) / 1e6 : crowds.has(n) ? 1.5 : isMatter(n) ? 0.5 : 0);
  const sorted = [...shown.keys()].sort((a, b) => rank(b) - rank(a) || Number(a) - Number(b));
  const lines = linesOf(shown);
  /** The nodes as they are laid out, with room for some names.
   * @param {number} named
   * @param {Map<number | string, [number, number]>} wishes where they would like to be */
  const itemsFor = (named, wishes) =>
    sorted.map((id, place) => {
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
        // In the opening, what parties did besides is rather counted than written over their main lines.
        spare: isOpening() && isMatter(Number(id)) && !isUnheld(id) && state.sel?.node !== id,
      };
    });
  const many = Math.floor((wide * high) / 9000);
  const named = compact.on ? Infinity : many;
  const nowhere = new Map();
  let items = itemsFor(named, nowhere);
  const view = `${wide} ${high} ${compact.on} ${isOpening()}`;
  const key = `${view} ${items
    .map(({ id, wide: across, high: down }) => `${id}:${Math.round(across)}x${down}`)
    .sort()
    .join(" ")}`;
  const asked = new Set(shown.keys());
  const known = layouts.get(key);
  const ids = [...shown.keys()];
  /** @param {Layout} layout */
  const stayingAs = (layout) => {
    const was = new Map([...layout.placed].map(([n, at]) => [n, partsOf(at)]));
    return beside(itemsFor(named, wishesOf(ids, was)), layout, lines);
  };
  let placed =
    known?.placed ||
    (base && base.view === view && stayingAs(base)) ||
    (latest && latest.view === view && inCommon(latest.asked, asked) && stayingAs(latest)) ||
    null;
  if (!placed) {
    const found = wishesOf(ids, before);
    const wishes = isOpening() || ids.length > MOST_SPRUNG ? found : bySprings(ids, found);
    items = itemsFor(named, wishes);
    const attempt = () => arranged(items, wide - 16, high - 16, controls(), lines);
    placed = attempt();
    // Rather fewer names than a node without a place.
    for (let fewer = Math.floor(many * 0.7); placed.size < shown.size && !compact.on && fewer > 1; fewer = Math.floor(fewer * 0.7)) {
      items = itemsFor(fewer, wishes);
      placed = attempt();
    }
  }
  if (placed.size < shown.size && !isOpening()) {
    // What a reader asked for is never left out for want of room: fewer names keep room, or it is drawn where the file puts it.
    if (!compact.on) return spreadOut();
    compact.on = false;
    return placesOf(shown, null);
  }
  if (layouts.size > MOST_LAYOUTS) layouts.clear();
  latest = { view, asked, items: new Map(items.map((item) => [item.id, item])), placed };
  layouts.set(key, latest);
  const tied = new Set(lines.flatMap(([from, to]) => (placed?.has(from) && placed.has(to) ? [from, to] : [])));
  for (const [n, why] of [...shown])
    // Who only has a part in an act is not drawn without it, nor such an act without anybody.
    if (!placed.has(n) || (isOpening() && (why === "role" || isActForDoubt(n)) && !tied.has(n) && state.sel?.node !== n)) {
      shown.delete(n);
      leftOutNow.nodes += 1;
      if (isActForDoubt(n)) leftOutNow.doubts.shown -= 1;
    }
  before = new Map([...placed].map(([n, at]) => [n, partsOf(at)]));
  const now = new Map(placed);
  for (const [n, point] of moved) if (now.has(n)) now.set(n, point);
  return now;
}

/** A place as parts of the canvas.
 * @param {Point} at
 * @returns {[number, number]} */
const partsOf = ({ x, y }) => [x / canvasSize().wide + 0.5, y / canvasSize().high + 0.5];

/** Whether two views have most of their nodes in common.
 * @param {Set<number | string>} one
 * @param {Set<number | string>} other */
function inCommon(one, other) {
  const both = [...one].filter((n) => other.has(n)).length;
  return both >= IN_COMMON * Math.max(one.size, other.size);
}

/** The places of nodes of which some stand where they stood in another layout. Null if these do not leave room for what may not be left out.
 * @param {Item[]} items
 * @param {Layout} layout
 * @param {import("./arrange.js").Line[]} lines
 * @returns {Map<number | string, Point> | null} */
function beside(items, layout, lines) {
  const { wide, high } = canvasSize();
  /** @type {[Item, Point][]} */
  const kept = items.flatMap((item) => {
    const at = layout.placed.get(item.id);
    // Of many nodes only some have room for their names, whichever is selected.
    const same = compact.on ? item : layout.items.get(item.id) || item;
    return at ? [/** @type {[Item, Point]} */ ([same, at])] : [];
  });
  const boxes = kept.map(([item, at]) => boxOf(item, at));
  const grown = kept.some(([item]) => {
    const { wide: across = 0, high: down = 0 } = layout.items.get(item.id) || {};
    return item.wide > across + 1 || item.high > down + 1;
  });
  // A name that has grown, such as by the number of parties that are not drawn, may need another place.
  if (grown && boxes.some((box, i) => boxes.slice(i + 1).some((other) => overlap(box, other)))) return null;
  // What had no room there has none now, unless it was chosen or something has left.
  const isChosen = (/** @type {any} */ n) => state.sel?.node === n || !!state.sel?.edges?.some((e) => edges[e].s === n || edges[e].o === n);
  const someLeft = kept.length < layout.placed.size;
  const more = items.filter(({ id }) => !layout.placed.has(id) && (isChosen(id) || someLeft || !layout.asked.has(id) || !isOpening()));
  let added = besides(more, kept, wide - 16, high - 16, controls(), lines);
  // In the opening, what was chosen takes the room of the least important: the others need not move.
  const least = kept.length - (isOpening() ? MOST_YIELDING : 0);
  while (kept.length > least && more.some(({ id }) => isChosen(id) && !added.has(id))) {
    kept.pop();
    added = besides(more, kept, wide - 16, high - 16, controls(), lines);
  }
  const isNew = (/** @type {any} */ n) => isForDoubt(n) && !layout.asked.has(n);
  if (more.some(({ id }) => !added.has(id) && (isChosen(id) || isNew(id) || !isOpening()))) return null;
  return new Map([...kept.map(([{ id }, at]) => /** @type {[number | string, Point]} */ ([id, at])), ...added]);
}

/** How far an act stands off the line of two principal parties, in pixels. */
const OFF = 90;

/** Where each node would like to be: in the opening where the file puts it there; else where it was, or as in the whole picture; and a
 * node without such a place between those that it is connected with.
 * @param {(number | string)[]} list
 * @param {Map<number | string, [number, number]>} before where some of them were
 * @returns {Map<number | string, [number, number]>} */
function wishesOf(list, before) {
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
  const { wide, high } = canvasSize();
  let aside = 0;
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
    } else if (near.filter((other) => isPrincipal(other)).length > 1 && typeof n === "number" && isMatter(n)) {
      // Between principal parties runs the line that says most: what they did besides stands off it.
      const [one, other] = near.filter(isPrincipal).map((end) => found.get(end) || [0.5, 0.5]);
      const [dx, dy] = [(other[0] - one[0]) * wide, (other[1] - one[1]) * high];
      const long = Math.hypot(dx, dy) || 1;
      const turn = aside++ % 2 ? -1 : 1;
      const off = (side) =>
        /** @type {[number, number]} */ ([mean(0) - (side * OFF * dy) / long / wide, mean(1) + (side * OFF * dx) / long / high]);
      const inside = ([x, y]) => x > 0.05 && x < 0.95 && y > 0.08 && y < 0.85;
      found.set(n, inside(off(turn)) ? off(turn) : off(-turn));
    } else found.set(n, at.length ? [mean(0), mean(1)] : [0.5, 0.5]);
  }
  return found;
}

/** How many times longer at least the lines between principal parties are than others. */
const STRETCH = 2.6;

/** Places that fill the canvas: by springs from where the nodes would like to be, and near to where they were.
 * @param {(number | string)[]} list
 * @param {Map<number | string, [number, number]>} wishes
 * @returns {Map<number | string, [number, number]>} */
function bySprings(list, wishes) {
  const at = new Map(list.map((n, place) => [n, place]));
  /** @type {[number, number, number][]} */
  const links = list.flatMap((n, place) =>
    neighbours(n).flatMap((other) => {
      const end = at.get(other);
      // The lines of principal parties with each other have room for their words.
      const stretch = isPrincipal(n) && isPrincipal(other) ? STRETCH : 1;
      return end !== undefined && end > place ? [/** @type {[number, number, number]} */ ([place, end, stretch])] : [];
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

/** The ends of the lines that will be drawn between nodes: in a view of few nodes of all lines, else of those of the principal parties with
 * each other.
 * @param {Map<number | string, any>} shown
 * @returns {import("./arrange.js").Line[]} */
function linesOf(shown) {
  const lines = [...linesAmong(/** @type {Map<number, string>} */ (shown)).values()].filter((line) => compact.on || isMain(line));
  /** @type {Map<string, number>} */
  const alongside = new Map();
  const pair = (from, to) => (from < to ? `${from} ${to}` : `${to} ${from}`);
  for (const { from, to } of lines) alongside.set(pair(from, to), (alongside.get(pair(from, to)) || 0) + 1);
  // Several lines of one pair bend away from each other, see `curves`.
  // Names keep off the lines of the principal parties with each other, and off what is not so, of which the bar stays in sight.
  return lines.map((line) => [
    line.from,
    line.to,
    (alongside.get(pair(line.from, line.to)) || 1) > 1 ? 0.28 * sideBySide(line) : 0,
    !!line.negative || isMain(line),
  ]);
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
