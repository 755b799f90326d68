// Where marks and their names stand in a lane, so that no name touches a mark, another name or the edge. Imports nothing, so that it can be
// tested alone. All lengths are pixels; a row is as high as a line of text.

/** The space between a mark and its name, and between neighbours in a row. */
/** The least width in pixels of a band that one sees. */
const SEEN = 8;
const GAP = 5;
/** A name wider than this is written in several lines. */
const WIDE = 320;
/** Names are not written in columns narrower than this. */
const NARROW = 70;

/** @typedef {{left: number, right: number, name: string}} Item a mark, and the name that belongs to it; empty for none */
/** @typedef {{lines: string[], x: number, anchor: "start" | "end", below: number}} Name where a name is written, `below` rows under its mark */
/** @typedef {{row: number, name: Name | null}} Placed */
/** @typedef {{left: number, right: number, lines: number}} Frame the edges of a lane, and the most lines of a name */

/** The pieces of a text between which a line may end. */
const PIECES =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]+/gu;
const SPACED = /\s/;

/** A text in lines no wider than a width. Null if it has too many lines or a word that is too wide: names are not cut.
 * @param {string} text
 * @param {number} width
 * @param {number} most the most lines
 * @param {(text: string) => number} widthOf
 * @returns {string[] | null} */
export function linesOf(text, width, most, widthOf) {
  /** @type {string[]} */
  const lines = [];
  let line = "";
  for (const match of text.matchAll(PIECES)) {
    const piece = match[0];
    const joined = line && SPACED.test(text[match.index - 1] || "") ? `${line} ${piece}` : line + piece;
    if (widthOf(joined) <= width) line = joined;
    else if (!line || widthOf(piece) > width) return null;
    else {
      lines.push(line);
      line = piece;
    }
    if (lines.length >= most) return null;
  }
  return line ? [...lines, line] : null;
}

/** A text in as few lines as possible, of about the same width. Null as for `linesOf`.
 * @param {string} text
 * @param {number} width
 * @param {number} most
 * @param {(text: string) => number} widthOf */
function balanced(text, width, most, widthOf) {
  const found = linesOf(text, width, most, widthOf);
  if (!found || found.length === 1) return found;
  for (let tried = Math.ceil(widthOf(text) / found.length); tried < width; tried += 10) {
    const lines = linesOf(text, tried, found.length, widthOf);
    if (lines) return lines;
  }
  return found;
}

/** The places where a name can stand beside or below its mark, the best first.
 * @param {Item} item
 * @param {Frame} frame
 * @param {(text: string) => number} widthOf
 * @returns {Name[]} */
function choices({ left, right, name }, frame, widthOf) {
  if (!name) return [];
  const after = frame.right - right - GAP;
  const before = left - GAP - frame.left;
  const width = widthOf(name);
  /** @type {Name[]} */
  const found = [];
  if (width <= WIDE && width <= after) found.push({ lines: [name], x: right + GAP, anchor: "start", below: 0 });
  if (width <= WIDE && width <= before) found.push({ lines: [name], x: left - GAP, anchor: "end", below: 0 });
  if (found.length) return found;
  /** @param {number} room */
  const wrapped = (room) => (room < NARROW ? null : balanced(name, Math.min(room, WIDE), frame.lines, widthOf));
  const [onRight, onLeft] = [wrapped(after), wrapped(before)];
  if (onRight) found.push({ lines: onRight, x: right + GAP, anchor: "start", below: 0 });
  if (onLeft) found.push({ lines: onLeft, x: left - GAP, anchor: "end", below: 0 });
  if (found.length) return found;
  const under = wrapped(frame.right - frame.left);
  if (!under) return [];
  const wide = Math.max(...under.map(widthOf));
  return [{ lines: under, x: Math.max(frame.left, Math.min(left, frame.right - wide)), anchor: "start", below: 1 }];
}

/** Places marks and names into as few rows as possible, in the order given.
 * @param {Item[]} items
 * @param {Frame} frame
 * @param {(text: string) => number} widthOf
 * @returns {{placed: Placed[], rows: number}} */
export function place(items, frame, widthOf) {
  /** @type {[number, number][][]} */
  const taken = [];
  /** @param {number} row @param {number} left @param {number} right */
  const free = (row, left, right) => (taken[row] || []).every(([a, b]) => right + GAP < a || left - GAP > b);
  /** @param {number} row @param {number} left @param {number} right */
  const take = (row, left, right) => {
    while (taken.length <= row) taken.push([]);
    taken[row].push([left, right]);
  };
  const placed = items.map((item) => {
    const [name = null] = choices(item, frame, widthOf);
    /** @type {[number, number, number][]} what it occupies: the row under the mark's, left, right */
    const boxes = [[0, item.left, item.right]];
    for (const [i, line] of (name?.lines || []).entries()) {
      const width = widthOf(line);
      const start = name?.anchor === "end" ? name.x - width : (name?.x ?? 0);
      boxes.push([i + (name?.below ?? 0), start, start + width]);
    }
    let row = 0;
    while (!boxes.every(([under, left, right]) => free(row + under, left, right))) row += 1;
    for (const [under, left, right] of boxes) take(row + under, left, right);
    return { row, name };
  });
  return { placed, rows: taken.length };
}

/** Where the value of each band of a track is written: on its sure part, or else in the band, or else in the empty space after or before it.
 * Null where there is no room. Bands are in the order of time.
 * @param {(Item & {sure?: Span | null})[]} bands
 * @param {Span} frame
 * @param {(text: string) => number} widthOf
 * @returns {({x: number, inside: boolean} | null)[]} */
export function valuesOf(bands, frame, widthOf) {
  let reached = frame[0];
  return bands.map(({ left, right, name, sure }, i) => {
    const next = bands[i + 1] ? bands[i + 1].left : frame[1];
    const width = widthOf(name);
    const start = Math.max(left, i ? bands[i - 1].right : left);
    const end = Math.min(right, next);
    /** @type {{x: number, inside: boolean} | null} */
    let found = null;
    if (sure && sure[1] - sure[0] >= width + 2 * GAP) found = { x: sure[0] + GAP, inside: true };
    else if (end - start >= width + 2 * GAP) found = { x: start + GAP, inside: true };
    else if (next - right >= width + 2 * GAP) found = { x: right + GAP, inside: false };
    // A name before a band too narrow to be seen would read as what was so before.
    else if (right - left >= SEEN && left - Math.max(reached, i ? bands[i - 1].right : frame[0]) >= width + 2 * GAP)
      found = { x: left - GAP - width, inside: false };
    reached = Math.max(right, found ? found.x + width : right);
    return found;
  });
}
/** @typedef {[number, number]} Span */
