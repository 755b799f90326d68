// A drawing as data, and the two ways to put it on paper: as SVG and on a canvas. Both draw the same. Nothing here touches the document.

import { element, escaped, legal } from "./markup.js";

/** @typedef {{d: string, fill?: string, stroke?: string, width?: number, dash?: number[], opacity?: number}} Drawn a path */
/** @typedef {{text: string, x: number, y: number, size: number, face: string, weight?: string, anchor?: "start" | "middle" | "end",
 *   fill: string, halo?: string}} Written a text, whose baseline begins, has its middle or ends at a point */
/** @typedef {{clip: [number, number, number, number], parts: (Drawn | Written)[]}} Clipped what is drawn only inside a box: left, top,
 *   width, height */
/** @typedef {{markup: string, x: number, y: number}} Inset finished SVG, which a canvas cannot draw */
/** @typedef {Drawn | Written | Clipped | Inset} Part */
/** @typedef {{wide: number, high: number, title: string, about: string, parts: Part[]}} Scene in pixels; `about` says in a sentence or two
 *   what is seen and where it is from */

/** The width of the halo around a text. */
const HALO = 3.5;

/** A number with at most two decimals.
 * @param {number} value */
export const short = (value) => String(Math.round(value * 100) / 100);

/** A colour as SVG 1.1 knows it, and its opacity.
 * @param {string} colour
 * @returns {[string, string | null]} */
export function solid(colour) {
  const found = /^rgba\(\s*(\d+),\s*(\d+),\s*(\d+),\s*([\d.]+)\s*\)$/.exec(colour);
  return found ? [`rgb(${found[1]},${found[2]},${found[3]})`, found[4]] : [colour, null];
}

/** @param {Part} part
 * @param {number} place */
function markupOf(part, place) {
  if ("clip" in part) {
    const [x, y, width, height] = part.clip.map(short);
    const id = `clip-${place}`;
    return (
      element("clipPath", { id }, element("rect", { x, y, width, height })) +
      element("g", { "clip-path": `url(#${id})` }, part.parts.map((each) => markupOf(each, place)).join("\n"))
    );
  }
  if ("markup" in part) return element("g", { transform: `translate(${short(part.x)} ${short(part.y)})` }, part.markup);
  if ("text" in part) {
    const [fill, opacity] = solid(part.fill);
    return element(
      "text",
      {
        x: short(part.x),
        y: short(part.y),
        "font-family": part.face,
        "font-size": short(part.size),
        "font-weight": part.weight || null,
        "text-anchor": part.anchor || null,
        fill,
        "fill-opacity": opacity,
        ...(part.halo ? { stroke: part.halo, "stroke-width": short(HALO), "stroke-linejoin": "round", "paint-order": "stroke" } : {}),
      },
      escaped(part.text),
    );
  }
  const [fill, fillOpacity] = part.fill ? solid(part.fill) : ["none", null];
  const [stroke, strokeOpacity] = part.stroke ? solid(part.stroke) : [null, null];
  return element("path", {
    d: part.d,
    fill,
    "fill-opacity": fillOpacity,
    stroke,
    "stroke-opacity": strokeOpacity,
    "stroke-width": part.stroke ? short(part.width ?? 1) : null,
    "stroke-dasharray": part.dash ? part.dash.map(short).join(" ") : null,
    opacity: part.opacity !== undefined && part.opacity < 1 ? short(part.opacity) : null,
  });
}

/** A scene as the text of an SVG file.
 * @param {Scene} scene */
export function svgOf({ wide, high, title, about, parts }) {
  const [width, height] = [Math.ceil(wide), Math.ceil(high)];
  return (
    `<?xml version="1.0" encoding="UTF-8"?>\n` +
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title desc">\n` +
    `${element("title", { id: "title" }, escaped(title))}\n${element("desc", { id: "desc" }, escaped(about))}\n` +
    `${parts.map(markupOf).join("\n")}\n</svg>\n`
  );
}

/** Draws a scene on a canvas.
 * @param {CanvasRenderingContext2D} pen
 * @param {Part[]} parts */
export function paint(pen, parts) {
  for (const part of parts) {
    pen.save();
    if ("clip" in part) {
      pen.beginPath();
      pen.rect(...part.clip);
      pen.clip();
      paint(pen, part.parts);
    } else if ("text" in part) {
      pen.font = fontOf(part);
      pen.textAlign = part.anchor === "middle" ? "center" : part.anchor === "end" ? "right" : "left";
      pen.lineJoin = "round";
      if (part.halo) {
        pen.lineWidth = HALO;
        pen.strokeStyle = part.halo;
        pen.strokeText(legal(part.text), part.x, part.y);
      }
      pen.fillStyle = part.fill;
      pen.fillText(legal(part.text), part.x, part.y);
    } else if ("d" in part) {
      const path = new Path2D(part.d);
      pen.globalAlpha = part.opacity ?? 1;
      if (part.fill) {
        pen.fillStyle = part.fill;
        pen.fill(path);
      }
      if (part.stroke) {
        pen.strokeStyle = part.stroke;
        pen.lineWidth = part.width ?? 1;
        pen.setLineDash(part.dash || []);
        pen.stroke(path);
      }
    }
    pen.restore();
  }
}

/** The font of a text as a canvas takes it.
 * @param {{size: number, face: string, weight?: string}} text */
export const fontOf = ({ size, face, weight }) => `${weight ? weight + " " : ""}${size}px ${face}`;
