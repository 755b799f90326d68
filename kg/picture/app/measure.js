// The width of texts on the timeline, and tooltips for what has no room for its name.

/** @type {CanvasRenderingContext2D | null} */
let context = null;
/** @type {Map<string, number>} */
const widths = new Map();

/** The size of all text on the timeline. */
const SIZE = 12;

/** The pixels that a text of the timeline is wide.
 * @param {string} text
 * @param {string} [weight] */
export function widthOf(text, weight = "400") {
  const key = weight + text;
  let found = widths.get(key);
  if (found === undefined) {
    context ||= document.createElement("canvas").getContext("2d");
    if (!context) return text.length * SIZE;
    context.font = `${weight} ${SIZE}px ${getComputedStyle(document.body).fontFamily}`;
    found = Math.ceil(context.measureText(text).width * 1.02);
    widths.set(key, found);
  }
  return found;
}

/** @param {string} text */
export const boldWidth = (text) => widthOf(text, "600");

/** A tooltip of an element of a figure.
 * @param {string} text */
export function tip(text) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", "title");
  node.textContent = text;
  return node;
}
