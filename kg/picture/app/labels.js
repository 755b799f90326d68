// Names on the network, placed as on a map: one size at every zoom, important names first, no overlap. Zooming in shows more names.

import { whenOfActs } from "./captions.js";
import { D, isAgent, isMatter, labelOf } from "./data.js";
import { saysWhen } from "./days.js";
import { evenly, wrapped } from "./dom.js";
import { groupName } from "./groups.js";
import {
  actStandingText,
  actTitle,
  dark,
  importance,
  ink,
  isDense,
  linesNow,
  lit,
  markRadius,
  network,
  paper,
  standingNow,
  tint,
  visEdges,
  visNodes,
  wordsOfLine,
} from "./network.js";
import { UNHELD, isUnheld, selection } from "./select.js";
import { formOf } from "./doubt.js";
import { formOfLine, isDisputed } from "./marks.js";
import { canvasSize, controls } from "./layout.js";
import { awayFrom, bendAt, leaves, lengthIn, viaOf } from "./outlines.js";
import { compact, crowds, isCut, isMain, isPrincipal, partiesLeftOut } from "./standing.js";
import { plural, t } from "./language.js";
import { state } from "./state.js";
import { actsBehind, inOrder } from "./telling.js";

/** The names and words of the current zoom, with their boxes in screen pixels around the origin.
 * @type {{key: string | null, scale: number, list: any[], lines: any[], marks: any[], signs: any[], heads: any[], bars: any[]}} */
export const plan = { key: null, scale: 0, list: [], lines: [], marks: [], signs: [], heads: [], bars: [] };
const measured = new Map();
const pen = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));

/** The width in pixels of a text in a font. */
export function widthOf(font, text) {
  const key = font + text;
  let width = measured.get(key);
  if (width === undefined) {
    pen.font = font;
    width = pen.measureText(text).width;
    if (measured.size > 20000) measured.clear();
    measured.set(key, width);
  }
  return width;
}

export const SANS =
  "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', Arial, 'Noto Naskh Arabic', 'Geeza Pro', 'PingFang SC', 'Hiragino Sans', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif";
const SERIF = "'Iowan Old Style', Palatino, Georgia, 'Times New Roman', serif";

/** The lines of a node's name, with font and colour. */
export function nameOf(n) {
  if (typeof n !== "number") return groupName(n);
  if (isMatter(n)) {
    const unheld = selection.matter[n] === UNHELD;
    const lines = wrapped(actTitle(n), 26, 3).split("\n");
    const when = selection.when[n];
    if (when && when.words && when.words.length < 34 && !saysWhen(actTitle(n), when.words))
      lines.push(when.words + (!selection.sure[n] && when.dated ? ` ${t("(possibly)")}` : ""));
    if (isDisputed(n)) lines[0] = `${formOf("disputed").sign} ${lines[0]}`;
    if (unheld) lines.unshift(...wrapped("⚑ " + actStandingText(n), 30, 3).split("\n"));
    if (isCut(n) && partiesLeftOut(n)) lines.push(plural(partiesLeftOut(n), "and {n} other party", "and {n} other parties"));
    return { lines, size: 12, face: SANS, colour: unheld ? tint(D.unheld) : ink(), weight: "", box: unheld };
  }
  if (isUnheld(n))
    return {
      lines: [...wrapped("⚑ " + actStandingText(n), 30, 3).split("\n"), ...wrapped(labelOf(n), 24, 2).split("\n")],
      size: 12,
      face: SANS,
      colour: tint(D.unheld),
      weight: "",
      box: true,
    };
  const weight = isAgent(n) ? importance(n) : 0;
  const size = isAgent(n) ? Math.round(compact.on ? 12.5 + 4 * weight : 12 + 5.5 * weight) : 12;
  return {
    lines: wrapped(labelOf(n), 20, compact.on ? 4 : 3).split("\n"),
    size,
    face: weight > 0.5 ? SERIF : SANS,
    weight: weight > 0.5 ? "600 " : "",
    colour: isAgent(n) ? ink() : dark() ? "#aab1ba" : "#555d66",
    box: false,
  };
}

/** A grid of occupied boxes in screen pixels. */
function takenGrid() {
  const cells = new Map();
  const each = (box, act) => {
    for (let column = Math.floor(box[0] / 80); column <= Math.floor(box[2] / 80); column++)
      for (let row = Math.floor(box[1] / 40); row <= Math.floor(box[3] / 40); row++) if (act(`${column} ${row}`)) return true;
    return false;
  };
  return {
    add: (box) =>
      each(box, (key) => {
        if (!cells.has(key)) cells.set(key, []);
        cells.get(key).push(box);
        return false;
      }),
    free: (box) =>
      !each(box, (key) =>
        (cells.get(key) || []).some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1]),
      ),
  };
}

/** The greatest number of lines that names and words keep off: among more, nobody follows a single one. */
const MOST_KEPT_OFF = 500;

/** How many times more it costs to hide the line of two principal parties. The words of another line are rather left out. */
const MAIN = 12;
/** The words of a line that would cost more than this are left out. */
const MOST_HIDDEN = 150;

/** A line that runs through words for more than so many times their height runs along them and does not just cross them. */
const ALONG = 1.3;
/** Of a line without words, the greatest part that the words of another may hide. */
const MOST_COVERED = 0.2;
/** A line that goes up or down by so much for each pixel to the side is steep. */
const STEEP = 0.6;

/** The lines as drawn, in pixels around the origin: the points of each, and the box around these.
 * @param {number} scale
 * @param {Record<string | number, {x: number, y: number}>} at */
function tracesOf(scale, at) {
  if (linesNow.size > MOST_KEPT_OFF) return [];
  return [...linesNow.values()]
    .filter((bundle) => at[bundle.from] && at[bundle.to])
    .map((bundle) => {
      const parts = visEdges.get(bundle.key)?.smooth ? [0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1] : [0, 1];
      const points = parts.map((part) => pointOf(bundle, at, part)).map(({ x, y }) => ({ x: x * scale, y: y * scale }));
      const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
      const around = /** @type {const} */ ([Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)]);
      return { bundle, points, main: isMain(bundle), around };
    });
}

/** Whether the words of a line would be read as those of another one at a place: of one that runs along them or through the middle of their
 * box, or is nearer to it than their own line. A steep line with words of its own may cross them.
 * @param {ReturnType<typeof tracesOf>} traces
 * @param {any} near what the selection highlights; the lines that it leaves pale take no words
 * @returns {(box: [number, number, number, number], own: any) => boolean} */
function misread(traces, near) {
  const rivals = traces.filter(({ bundle }) => bundle.kind !== "role" && (!near || touches(bundle, near)));
  return (box, own) => {
    const [wide, high] = [box[2] - box[0], box[3] - box[1]];
    const middle = { x: (box[0] + box[2]) / 2, y: (box[1] + box[3]) / 2 };
    /** @type {typeof box} */
    const inner = [box[0] + wide / 8, box[1] + high / 4, box[2] - wide / 8, box[3] - high / 4];
    const through = (/** @type {typeof box} */ part, /** @type {{x: number, y: number}[]} */ points) =>
      points.slice(1).reduce((sum, point, i) => sum + lengthIn(part, points[i], point), 0);
    const mine = traces.find(({ bundle }) => bundle === own);
    const away = mine ? awayFrom(middle, mine.points) : 0;
    const reach = Math.max(away, high / 2);
    return rivals.some(({ bundle, points, around }) => {
      if (bundle === own || around[0] > box[2] || around[2] < box[0] || around[1] > middle.y + reach || around[3] < middle.y - reach)
        return false;
      const [first, last] = [points[0], points[points.length - 1]];
      const [across, down] = [Math.abs(last.x - first.x), Math.abs(last.y - first.y)];
      const hidden = through(box, points);
      const named = plan.lines.some((each) => each.bundle === bundle);
      if (named && down >= STEEP * across) return false;
      if (!named && hidden > MOST_COVERED * Math.hypot(across, down)) return true;
      return hidden > ALONG * high || through(inner, points) > 0 || awayFrom(middle, points) < away;
    });
  };
}

/** How much of all lines a box would hide, as a length in pixels, without the line that it belongs to. What it would hide of the lines of the
 * principal parties with each other counts many times, but for the end whose name it is.
 * @param {ReturnType<typeof tracesOf>} traces
 * @returns {(box: [number, number, number, number], own?: any, end?: any) => number} */
function hiddenBy(traces) {
  return (box, own, end) => {
    let sum = 0;
    for (const { bundle, points, main, around } of traces) {
      if (around[0] > box[2] || around[2] < box[0] || around[1] > box[3] || around[3] < box[1] || bundle === own) continue;
      const weight = main && bundle.from !== end && bundle.to !== end ? MAIN : 1;
      for (let i = 1; i < points.length; i++) sum += weight * lengthIn(box, points[i - 1], points[i]);
    }
    return sum;
  };
}

/** The one with the least cost; the first of several.
 * @template T
 * @param {T[]} list
 * @param {(each: T, place: number) => number} cost
 * @returns {T | undefined} */
function cheapest(list, cost) {
  let [best, least] = [/** @type {T | undefined} */ (undefined), Infinity];
  list.forEach((each, place) => {
    const own = cost(each, place);
    if (own < least) [best, least] = [each, own];
  });
  return best;
}

/** How much a name would rather stand below its mark, in pixels of lines that it hides elsewhere: by the order of the places. */
const RATHER = [0, 14, 14, 10, 24, 24, 24, 24, 28, 28, 28, 28];

/** Chooses which names are drawn at a zoom, and where. Positions are relative to the node, so panning changes nothing. No name lies on
 * another or on a mark, and among its free places each takes the one where it hides least of the lines.
 * @param {number} scale */
function planLabels(scale) {
  const near = lit();
  const at = network.getPositions();
  const grid = takenGrid();
  const weight = (n) => (typeof n === "number" && isAgent(n) ? importance(n) : 0);
  const isChosen = (n) => state.sel && (state.sel.type === "node" ? state.sel.node === n : !!near && near.has(n));
  const rank = (n) =>
    (isChosen(n) ? 8 : 0) +
    (typeof n !== "number" ? 3 : near && near.has(n) ? 2 : 0) +
    weight(n) +
    // What a reader switched on has to be read.
    (typeof n === "number" && isUnheld(n) ? 6 : typeof n === "number" && isMatter(n) ? (crowds.has(n) ? 1 : 0.12) : 0);
  const standing = [...standingNow.keys()].filter((n) => at[n]);
  const shown = standing
    .filter((n) => compact.on || !near || near.has(n) || typeof n !== "number")
    .sort((a, b) => rank(b) - rank(a) || (a < b ? -1 : 1));
  plan.marks = [];
  const marks = new Map(
    standing.map((n) => {
      const r = (typeof n === "number" ? markRadius(n) : visNodes.get(n)?.size || 10) * scale;
      const [x, y] = [at[n].x * scale, at[n].y * scale];
      return [n, { r, box: [x - r * 0.8, y - r * 0.8, x + r * 0.8, y + r * 0.8] }];
    }),
  );
  for (const [n, { box }] of marks) {
    grid.add(box);
    plan.marks.push({ n, box });
  }
  // A view of few nodes is laid out for the canvas: there its names keep inside, and off its controls.
  const home = compact.laid && scale === 1;
  const { wide: across, high: down } = canvasSize();
  const inside = (box) => !home || (box[0] >= -across / 2 && box[2] <= across / 2 && box[1] >= -down / 2 && box[3] <= down / 2);
  if (home) for (const box of controls()) grid.add(box);
  plan.list = [];
  const traces = tracesOf(scale, at);
  const hides = hiddenBy(traces);
  // Where lines end at marks; at a node's own name they end before it.
  bordersNow(scale);
  const heads = [...headsNow(scale, at), ...barsNow(scale, at)];
  const wanted = shown.map((n) => {
    const name = nameOf(n);
    const font = `${name.weight}${name.size}px ${name.face}`;
    const wide = Math.max(...name.lines.map((line) => widthOf(font, line)));
    const high = name.lines.length * (name.size + 2);
    const [x, y, r] = [at[n].x * scale, at[n].y * scale, marks.get(n)?.r || 0];
    return { n, name, font, wide, high, x, y, r, below: [x - wide / 2, y + r + 3, x + wide / 2, y + r + 3 + high] };
  });
  const apart = (a, b) => a[0] >= b[2] || a[2] <= b[0] || a[1] >= b[3] || a[3] <= b[1];
  const write = (/** @type {number} */ place) => {
    const { n, name, font, wide, high, x, y, r } = wanted[place];
    /** @type {[number, number, CanvasTextAlign][]} */
    const spots = [
      [-wide / 2, r + 3, "center"],
      [r + 4, -high / 2, "left"],
      [-r - 4 - wide, -high / 2, "right"],
      [-wide / 2, -r - 2 - high, "center"],
      [r * 0.8, r * 0.8, "left"],
      [r * 0.8, -r * 0.8 - high, "left"],
      [-r * 0.8 - wide, r * 0.8, "right"],
      [-r * 0.8 - wide, -r * 0.8 - high, "right"],
      [-wide * 0.8, r + 3, "center"],
      [-wide * 0.2, r + 3, "center"],
      [-wide * 0.8, -r - 2 - high, "center"],
      [-wide * 0.2, -r - 2 - high, "center"],
    ];
    const boxAt = (/** @type {[number, number, CanvasTextAlign]} */ [left, top]) =>
      /** @type {[number, number, number, number]} */ ([x + left, y + top, x + left + wide, y + top + high]);
    // Where the view is laid out for the canvas, each of the names that follow has its place below its mark.
    const later = home && compact.on ? wanted.slice(place + 1) : [];
    const free = (/** @type {[number, number, CanvasTextAlign]} */ spot, /** @type {number} */ i) => {
      const box = boxAt(spot);
      return inside(box) && grid.free(box) && !(i && later.some(({ below }) => !apart(box, below)));
    };
    const found = cheapest(spots, (spot, i) => {
      if (!free(spot, i)) return Infinity;
      const box = boxAt(spot);
      const hidden = heads.filter(({ box: head }) => !apart(box, head));
      return RATHER[i] + hides(box, null, n) + hidden.reduce((sum, { n: end }) => sum + (end === n ? 30 : end === null ? 150 : 110), 0);
    });
    if (!found) return;
    const [left, top, align] = found;
    const box = boxAt(found);
    grid.add(box);
    plan.list.push({ n, name, font, left, top, wide, high, align, box });
  };
  const lines = linesPlanned(scale, at, grid, near, inside, hides, compact.on ? misread(traces, near) : () => false);
  const leads = wanted.flatMap(({ n }, place) => (isPrincipal(n) ? place : []));
  // Among all agents there is not room for all names: those of the principal parties and the words of their lines come first.
  const first = compact.on || near ? [] : leads;
  for (const place of first) write(place);
  if (first.length) {
    bordersNow(scale);
    lines.leading();
  }
  for (const place of wanted.keys()) if (!first.includes(place) && plan.list.length <= 600) write(place);
  bordersNow(scale);
  plan.heads = headsNow(scale, at);
  plan.bars = barsNow(scale, at, grid);
  for (const { box } of [...plan.heads, ...plan.bars]) grid.add(box);
  lines.rest();
}

/** Where the heads of arrows are, which nothing is to hide.
 * @param {number} scale
 * @param {Record<string | number, {x: number, y: number}>} at
 * @returns {{n: any, box: [number, number, number, number]}[]} */
function headsNow(scale, at) {
  if (linesNow.size > MOST_KEPT_OFF) return [];
  const context = network.canvas.getContext();
  return [...linesNow.values()].flatMap((bundle) => {
    const [end, shape] = [at[bundle.to], network.body.nodes[bundle.to]?.shape];
    if (!at[bundle.from] || !end || !shape || !visEdges.get(bundle.key)?.arrows.to.enabled) return [];
    const before = pointOf(bundle, at, 0.85);
    const angle = Math.atan2(end.y - before.y, end.x - before.x);
    const away = shape.distanceToBorder(context, angle) + 6 / scale;
    const [x, y] = [(end.x - away * Math.cos(angle)) * scale, (end.y - away * Math.sin(angle)) * scale];
    return [{ n: bundle.to, box: /** @type {[number, number, number, number]} */ ([x - 4, y - 4, x + 4, y + 4]) }];
  });
}

/** The parts of a line at which its bar is tried. */
const BAR_PARTS = [0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73, 0.2, 0.8, 0.14, 0.86];

/** Where the bars are across the lines that say that something is not so.
 * @param {number} scale
 * @param {Record<string | number, {x: number, y: number}>} at
 * @param {{free: (box: any) => boolean}} [taken] what a bar keeps off
 * @returns {{n: any, bundle: any, part: number, box: [number, number, number, number]}[]} */
function barsNow(scale, at, taken) {
  return [...linesNow.values()]
    .filter((bundle) => bundle.negative && at[bundle.from] && at[bundle.to])
    .map((bundle) => {
      const boxAt = (/** @type {number} */ part) => {
        const { x, y } = pointOf(bundle, at, part);
        return /** @type {[number, number, number, number]} */ ([x * scale - 10, y * scale - 10, x * scale + 10, y * scale + 10]);
      };
      // Where no name hides it, as near to the middle as that is.
      const part = BAR_PARTS.find((each) => !taken || taken.free(boxAt(each))) ?? 0.5;
      return { n: null, bundle, part, box: boxAt(part) };
    });
}

/** Makes lines end where a node's name ends, if they come from there, so that no head of an arrow is under a name.
 * @param {number} scale */
function bordersNow(scale) {
  const names = new Map(
    plan.list.map(({ n, left, top, wide, high }) => [
      n,
      /** @type {[number, number, number, number]} */ ([
        (left - 3) / scale,
        (top - 1) / scale,
        (left + wide + 3) / scale,
        (top + high) / scale,
      ]),
    ]),
  );
  for (const n of standingNow.keys()) {
    const shape = network.body.nodes[n]?.shape;
    if (!shape) continue;
    const own = Object.getPrototypeOf(shape).distanceToBorder;
    const box = names.get(n);
    shape.distanceToBorder = (context, angle) =>
      // The angle is that of a line that arrives.
      Math.max(own.call(shape, context, angle), box ? leaves(box, angle + Math.PI) : 0);
  }
}

/** Where the words of a line are tried: how far along it, and beside or on it. */
const LINE_PARTS = [0.5, 0.46, 0.54, 0.42, 0.58, 0.38, 0.62, 0.34, 0.66, 0.3, 0.7, 0.25, 0.75, 0.2, 0.8];
const LINE_SPOTS = [0, -1, 1, -1.6, 1.6].flatMap((lift) => LINE_PARTS.map((part) => [part, lift]));

/** The words of a line without the years: half a date says less than none, and may say something else.
 * @param {any} bundle
 * @param {string} words */
function undated(bundle, words) {
  const when = bundle.list.length ? whenOfActs(actsBehind(inOrder(bundle.list)[0].list)) : "";
  return when ? words.replace(` ${when}`, "") : words;
}

/** Words on lines, the strongest first, where there is room beside the names: on those that the selection highlights, else on all. In a
 * view of few nodes only the strongest are labelled, which a reader can take in.
 */
function linesPlanned(scale, at, grid, near, inside, hides, misleads) {
  plan.lines = [];
  plan.signs = [];
  const font = `12px ${SANS}`;
  const most = compact.on && !near ? Math.max(5, Math.round(standingNow.size * 0.8)) : 500;
  const list = [...linesNow.values()]
    .filter(
      (bundle) =>
        at[bundle.from] &&
        at[bundle.to] &&
        ((!near && bundle.kind !== "authored" && (bundle.kind !== "role" || (compact.on && canvasSize().wide > 600))) ||
          (near && touches(bundle, near) && (bundle.kind !== "role" || isMatter(state.sel?.node ?? -1)))),
    )
    .sort((a, b) => order(b) - order(a) || b.weight - a.weight || (a.key < b.key ? -1 : 1))
    .slice(0, 500);
  // On one line or two, be it with fewer words; in a narrow column only where there is no room for any of these.
  const attempt = (/** @type {any} */ bundle, /** @type {boolean} */ anywhere) =>
    [26, 12].some((width) => wordsOfLine(bundle).some((words, i, all) => write(bundle, words, width, i === all.length - 1, anywhere)));
  // Only the words that a reader looks for first may have a place where they can be taken for those of another line, if there is none else.
  const label = (/** @type {any} */ bundle) => attempt(bundle, false) || (isFirst(bundle) && attempt(bundle, true));
  const isFirst = (/** @type {any} */ bundle) => isMain(bundle) || (compact.on && bundle.negative);
  // The shortest words may be cut, and stand beside the line; longer ones would only be taken for those of another.
  const write = (
    /** @type {any} */ bundle,
    /** @type {string} */ words,
    /** @type {number} */ width,
    /** @type {boolean} */ shortest,
    /** @type {boolean} */ anywhere,
  ) => {
    const [dx, dy] = [(at[bundle.to].x - at[bundle.from].x) * scale, (at[bundle.to].y - at[bundle.from].y) * scale];
    const long = Math.hypot(dx, dy);
    if (width < 26 && words.length <= 14) return false;
    const mostLines = bundle.kind === "unheld" ? 5 : 4;
    let lines = evenly(words, width, mostLines);
    if (lines.at(-1)?.endsWith("…")) {
      if (!shortest) return false;
      lines = evenly(undated(bundle, words), width, mostLines);
    }
    const wide = Math.max(...lines.map((line) => widthOf(font, line)));
    const high = lines.length * 14;
    if (long < (near ? 30 : Math.min(wide, 90) * 0.7 + 30)) return false;
    const placed = LINE_SPOTS.map(([part, side]) => {
      const point = pointOf(bundle, at, part);
      const lift = side * (high / 2 + 3);
      const [x, y] = [point.x * scale, point.y * scale + lift];
      return { part, lift, box: [x - wide / 2 - 2, y - high / 2 - 1, x + wide / 2 + 2, y + high / 2 + 1] };
    });
    // On the line, which leaves a gap for them, rather than beside it; not where another line crosses.
    const found = cheapest(placed, ({ lift, box }, i) =>
      !inside(box) || !grid.free(box) || (lift && !shortest) || (!anywhere && misleads(box, bundle))
        ? Infinity
        : (lift ? 30 : 0) + (i % LINE_PARTS.length) + 2 * hides(box, bundle),
    );
    if (!found || (!isMain(bundle) && hides(found.box, bundle) > MOST_HIDDEN)) return false;
    grid.add(found.box);
    plan.lines.push({ bundle, lines, font, wide, high, ...found });
    return true;
  };
  const sign = (/** @type {any} */ bundle) => {
    // Among very many lines, an act that is not held says so itself, and its spokes need no sign each.
    if (!near && isDense() && bundle.facts.length) return;
    const form = at[bundle.from] && at[bundle.to] ? formOfLine(bundle) : null;
    if (!form || plan.signs.length > 200) return;
    const wide = Math.max(16, widthOf(`600 12px ${SANS}`, form.sign) + 8);
    // Where there is no room in the middle, nearer to where the line begins or ends.
    for (const part of [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8]) {
      const point = pointOf(bundle, at, part);
      const [x, y] = [point.x * scale, point.y * scale];
      const box = [x - wide / 2, y - 8, x + wide / 2, y + 8];
      if (!grid.free(box)) continue;
      grid.add(box);
      plan.signs.push({ bundle, sign: form.sign, part, wide, box });
      return;
    }
  };
  // The lines that matter most have their words before any line has its sign.
  const strongest = [...list]
    .sort((a, b) => b.weight - a.weight)
    .filter((bundle) => compact.on || isPrincipal(bundle.from) || isPrincipal(bundle.to));
  const leading = new Set(near ? [] : strongest.slice(0, LEADING));
  const isLeading = (/** @type {any} */ bundle) => !near && (leading.has(bundle) || isMain(bundle) || (compact.on && bundle.negative));
  const done = () => new Set(plan.lines.map(({ bundle }) => bundle));
  return {
    leading: () => {
      for (const bundle of list) if (isLeading(bundle)) label(bundle);
    },
    rest: () => {
      const before = done();
      for (const bundle of list) if (isLeading(bundle) && !before.has(bundle)) label(bundle);
      for (const bundle of linesNow.values()) sign(bundle);
      const named = done();
      for (const bundle of list) if (!named.has(bundle) && plan.lines.length < most) label(bundle);
    },
  };
}
/** How many of the strongest lines have their words before any line has its sign. */
const LEADING = 4;
/** Whether a line leads to something that is not an agent, such as a text that was voted on. */
const isOnThing = (bundle) => [bundle.from, bundle.to].some((n) => typeof n === "number" && !isAgent(n) && !isMatter(n));
/** What is not held comes first, then the lines of the principal parties with each other, then what says that something is not so and how parties voted, of which there is little.
 * Among all agents, the other lines of the principal parties follow. The role in an act comes last. */
const order = (bundle) =>
  bundle.kind === "role"
    ? -1
    : bundle.kind === "unheld"
      ? 2
      : isMain(bundle)
        ? 1.5 + Number(bundle.negative) / 4
        : compact.on
          ? Number(bundle.negative || isOnThing(bundle))
          : Number(isPrincipal(bundle.from) || isPrincipal(bundle.to));
const touches = (bundle, near) => {
  const { node, edges } = state.sel || {};
  if (node !== undefined) return bundle.from === node || bundle.to === node;
  return bundle.list.some((e) => edges?.includes(e)) && near.has(bundle.from);
};

/** The middle of a line as drawn. */
export const middleOf = (bundle, at) => pointOf(bundle, at, 0.5);

/** A point of a line as drawn, including its bend: 0 is the middle of the mark where it begins, 1 of the one where it ends. */
export function pointOf(bundle, at, part) {
  const [from, to] = [at[bundle.from], at[bundle.to]];
  return bendAt(from, viaOf(from, to, visEdges.get(bundle.key)?.smooth), to, part);
}

/** How long the bar across a line is. @param {any} look */
export const barLength = (look) => 16.5 + 3 * look.width;

/** The direction of the bar across a line: upright on it.
 * @param {any} bundle
 * @param {any} at
 * @param {number} part
 * @returns {number} */
export function barAngle(bundle, at, part) {
  const [before, after] = [pointOf(bundle, at, part - 0.05), pointOf(bundle, at, part + 0.05)];
  return Math.atan2(after.y - before.y, after.x - before.x) + Math.PI / 2;
}

/** The direction of a text by its first letter. @param {string} text */
const directionOf = (text) =>
  /^[^\p{L}]*[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u.test(text) ? "rtl" : "ltr";

/** Plans names and words, if anything has changed. Called by vis-network before it draws, because lines end where names are. */
export function planNow() {
  const scale = network.getScale();
  const key = `${scale.toFixed(3)} ${document.documentElement.dataset.theme}`;
  if (plan.key === key) return;
  planLabels(scale);
  plan.key = key;
}

/** Draws the planned names over the network. Called by vis-network in its own coordinates. */
export function drawLabels(context) {
  const scale = network.getScale();
  const at = network.getPositions();
  context.save();
  context.lineJoin = "round";
  context.textBaseline = "top";
  const halo = paper();
  for (const { bundle, part } of plan.bars) {
    const look = visEdges.get(bundle.key);
    if (!look || !at[bundle.from] || !at[bundle.to]) continue;
    const { x, y } = pointOf(bundle, at, part);
    const across = barAngle(bundle, at, part);
    const half = barLength(look) / 2;
    context.beginPath();
    context.moveTo(x - half * Math.cos(across), y - half * Math.sin(across));
    context.lineTo(x + half * Math.cos(across), y + half * Math.sin(across));
    context.strokeStyle = look.color.color;
    context.lineWidth = 0.15 * barLength(look);
    context.stroke();
  }
  // Each text in its own direction, whatever that of the page is, in a gap of the lines below it.
  const write = (/** @type {string} */ text, /** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ size, gap = true) => {
    context.direction = directionOf(text);
    if (gap) {
      const { fillStyle: colour, textAlign: align } = context;
      const wide = widthOf(context.font.replace(/[\d.]+px/, `${size}px`), text) / scale;
      const left = align === "center" ? x - wide / 2 : align === "right" ? x - wide : x;
      context.fillStyle = halo;
      context.fillRect(left - 2 / scale, y, wide + 4 / scale, (size + 2) / scale);
      context.fillStyle = colour;
    }
    context.fillText(text, x, y);
  };
  // What the selection leaves pale has pale words.
  const near = compact.on ? lit() : null;
  const strength = (/** @type {any[]} */ ...ends) => (near && !ends.every((n) => near.has(n)) ? 0.45 : 1);
  for (const { bundle, sign, part, wide } of plan.signs) {
    const look = visEdges.get(bundle.key);
    if (!look || !at[bundle.from] || !at[bundle.to]) continue;
    context.globalAlpha = strength(bundle.from, bundle.to);
    const point = pointOf(bundle, at, part);
    context.beginPath();
    context.roundRect(point.x - wide / 2 / scale, point.y - 8 / scale, wide / scale, 16 / scale, 8 / scale);
    context.fillStyle = halo;
    context.strokeStyle = look.color.highlight;
    context.lineWidth = 1.4 / scale;
    context.fill();
    context.stroke();
    context.font = `600 ${12 / scale}px ${SANS}`;
    context.textAlign = "center";
    context.fillStyle = look.color.highlight;
    context.fillText(sign, point.x, point.y - 6 / scale);
  }
  context.globalAlpha = 1;
  for (const { bundle, lines, part, lift, high } of plan.lines) {
    const look = visEdges.get(bundle.key);
    if (!look || !at[bundle.from] || !at[bundle.to]) continue;
    const point = pointOf(bundle, at, part);
    context.font = `${12 / scale}px ${SANS}`;
    context.textAlign = "center";
    context.fillStyle = look.color.highlight;
    lines.forEach((line, place) => write(line, point.x, point.y + (lift + place * 14 - high / 2 + 1) / scale, 12));
  }
  for (const { n, name, left, top, wide, high, align } of plan.list) {
    if (!at[n]) continue;
    context.globalAlpha = strength(n);
    context.font = `${name.weight}${name.size / scale}px ${name.face}`;
    context.textAlign = align;
    const x = at[n].x + (left + (align === "center" ? wide / 2 : align === "right" ? wide : 0)) / scale;
    if (name.box) {
      context.fillStyle = halo;
      context.strokeStyle = name.colour;
      context.lineWidth = 1 / scale;
      context.setLineDash([3 / scale, 2 / scale]);
      context.beginPath();
      context.rect(at[n].x + (left - 3) / scale, at[n].y + (top - 2) / scale, (wide + 6) / scale, (high + 2) / scale);
      context.fill();
      context.stroke();
      context.setLineDash([]);
    }
    name.lines.forEach((line, place) => {
      const y = at[n].y + (top + place * (name.size + 2)) / scale;
      context.fillStyle = name.colour;
      write(line, x, y, name.size, !name.box);
    });
  }
  context.restore();
}
