// The network and the timeline on a sheet of paper: title, what is seen, the drawing as it is on the screen, what its signs mean, source and
// licence. See scene.js for how a sheet becomes a file.

import { D, claims, edges, facts, factsOf, groups, isAgent, isMatter, labelOf, nodes, standingLabel, terms, tones } from "./data.js";
import { dayWords, isoDay } from "./dates.js";
import { byId } from "./dom.js";
import { formOf, ranked } from "./doubt.js";
import { citeLine } from "./export.js";
import { SANS, barAngle, barLength, plan, pointOf, widthOf } from "./labels.js";
import { t } from "./language.js";
import { canvasSize } from "./layout.js";
import { legal } from "./markup.js";
import { isDisputed, tagsOfLine } from "./marks.js";
import { bendAt, bendPath, controlOf, cutBend, headPath, markPath, meetsBorder } from "./outlines.js";
import { dark, ink, linesNow, markRadius, negative, network, paper, standingNow, tint, visEdges, visNodes } from "./network.js";
import { fontOf, solid } from "./scene.js";
import { isUnheld, selection } from "./select.js";
import { state } from "./state.js";

/** @typedef {import("./scene.js").Part} Part */
/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./scene.js").Drawn | import("./scene.js").Written} Sign */
/** @typedef {{x: number, y: number}} Point */

const SERIF = "'Iowan Old Style', Palatino, Georgia, 'Times New Roman', serif";
const MARGIN = 24;
/** The least width of a sheet: below it the source would take more room than the drawing. */
const NARROWEST = 560;

/** A text broken into lines of at most a width in pixels. A word that is wider is broken.
 * @param {string} text
 * @param {string} font
 * @param {number} wide
 * @returns {string[]} */
function linesOf(text, font, wide) {
  const out = [];
  let line = "";
  for (const word of legal(text).split(/\s+/).filter(Boolean)) {
    if (widthOf(font, line ? `${line} ${word}` : word) <= wide) {
      line = line ? `${line} ${word}` : word;
      continue;
    }
    if (line) out.push(line);
    line = "";
    for (const sign of word) {
      if (line && widthOf(font, line + sign) > wide) {
        out.push(line);
        line = "";
      }
      line += sign;
    }
  }
  if (line) out.push(line);
  return out;
}

/** How far the baseline of a font is below its top, as a canvas places it.
 * @type {Map<string, number>} */
const dropped = new Map();
function dropOf(/** @type {string} */ font) {
  let drop = dropped.get(font);
  if (drop === undefined) {
    const pen = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
    pen.font = font;
    const above = pen.measureText("H").actualBoundingBoxAscent;
    pen.textBaseline = "top";
    drop = above - pen.measureText("H").actualBoundingBoxAscent;
    dropped.set(font, drop);
  }
  return drop;
}

/** A sheet that is written from the top down. */
class Sheet {
  /** @param {number} wide the width of the drawing in pixels */
  constructor(wide) {
    this.inner = Math.max(wide, NARROWEST);
    this.wide = this.inner + 2 * MARGIN;
    this.y = MARGIN - 6;
    /** @type {Part[]} */
    this.parts = [];
  }

  /** @param {string} text
   * @param {{size: number, face?: string, weight?: string, fill?: string}} look */
  write(text, { size, face = SANS, weight = "", fill = ink() }) {
    const font = fontOf({ size, face, weight });
    for (const line of linesOf(text, font, this.inner)) {
      this.parts.push({ text: line, x: MARGIN, y: this.y + size, size, face, weight, fill });
      this.y += Math.round(size * 1.4);
    }
  }

  /** The signs of a legend, as many in a row as there is room for.
   * @param {{wide: number, signs: Sign[], text: string}[]} items signs drawn around the origin, as wide as given */
  legend(items) {
    let x = MARGIN;
    for (const { wide, signs, text } of items) {
      const words = widthOf(fontOf({ size: 12, face: SANS }), text);
      if (x > MARGIN && x + wide + 8 + words > this.wide - MARGIN) {
        x = MARGIN;
        this.y += 21;
      }
      for (const sign of signs) this.parts.push(movedBy(sign, x + wide / 2, this.y + 8));
      this.parts.push({ text, x: x + wide + 7, y: this.y + 12.3, size: 12, face: SANS, fill: ink() });
      x += wide + 7 + words + 22;
    }
    if (items.length) this.y += 24;
  }

  rule() {
    this.parts.push({ d: `M${MARGIN} ${this.y + 0.5}H${this.wide - MARGIN}`, stroke: rule(), width: 1 });
    this.y += 8;
  }

  /** @param {string} title
   * @param {string[]} figure
   * @returns {Scene} */
  finished(title, figure) {
    const high = this.y + MARGIN - 8;
    return {
      wide: this.wide,
      high,
      title,
      about: [...seen(figure), ...origin()].join(". "),
      parts: [{ d: `M0 0H${this.wide}V${high}H0Z`, fill: paper() }, ...this.parts],
    };
  }
}

/** A sign drawn around the origin, at another place. Its path is relative to a point that it names first.
 * @param {Sign} sign
 * @param {number} x
 * @param {number} y
 * @returns {Sign} */
const movedBy = (sign, x, y) => ("text" in sign ? { ...sign, x: sign.x + x, y: sign.y + y } : { ...sign, d: shiftedPath(sign.d, x, y) });

/** A path of absolute M and L and relative other commands, moved.
 * @param {string} d
 * @param {number} x
 * @param {number} y */
const shiftedPath = (d, x, y) =>
  d.replace(/([ML])(-?[\d.]+) (-?[\d.]+)/g, (_, command, a, b) => `${command}${Number(a) + x} ${Number(b) + y}`);

const soft = () => (dark() ? "#aab1ba" : "#555d66");
const rule = () => (dark() ? "#363c45" : "#d8d4ca");
const grey = () => (dark() ? "#8b95a1" : "#77808a");

/** What is seen, in words: the caption of the view, what the figure shows, and the day of the view.
 * @param {string[]} figure what the network or the timeline shows
 * @returns {string[]} */
function seen(figure) {
  const caption = state.story[state.step - 1]?.caption || "";
  const day = state.asof === null ? "" : dayWords(isoDay(state.asof));
  const told = !day || figure.some((line) => line.includes(day));
  return [caption, ...figure, told ? "" : t("As of {day}", { day })].map((line) => line.trim()).filter(Boolean);
}

/** What the selection highlights, in words; everything else is pale. */
function highlighted() {
  const sel = state.sel;
  if (!sel || sel.type === "period") return "";
  const name =
    sel.type === "node"
      ? labelOf(sel.node)
      : [...new Set(sel.edges.map((e) => `${labelOf(edges[e].s)} ${terms[edges[e].p][1]} ${labelOf(edges[e].o)}`))].join(", ");
  return t("Highlighted: {name}", { name });
}
const networkWords = () => [document.querySelector("#lead .lead-line span")?.textContent || "", highlighted()];

/** Where it is from: source, snapshot, selection and licence. */
const origin = () =>
  [t("Source: {cite}", { cite: citeLine() }), D.about.license && t("Licence: {license}", { license: D.about.license })].filter(Boolean);

/** @param {Sheet} sheet
 * @param {string[]} figure */
function writeHead(sheet, figure) {
  sheet.write(D.about.title, { size: 22, face: SERIF, weight: "600" });
  for (const line of seen(figure)) sheet.write(line, { size: 13, fill: soft() });
  sheet.y += 6;
}

/** @param {Sheet} sheet */
function writeFoot(sheet) {
  sheet.rule();
  for (const line of origin()) sheet.write(line, { size: 11, fill: soft() });
}

/** The network as it is seen, on a sheet.
 * @returns {Scene} */
export function networkSheet() {
  const { wide, high } = canvasSize();
  const sheet = new Sheet(wide);
  writeHead(sheet, networkWords());
  const left = MARGIN + (sheet.inner - wide) / 2;
  const [x, y] = [left, sheet.y];
  /** @type {(point: Point) => Point} */
  const place = (point) => {
    const at = network.canvasToDOM(point);
    return { x: at.x + x, y: at.y + y };
  };
  const frame = /** @type {[number, number, number, number]} */ ([x, y, wide, high]);
  const parts = [...lineParts(place), ...nodeParts(place), ...wordParts(place)].filter((part) => isIn(part, frame));
  sheet.parts.push({ clip: frame, parts });
  sheet.y += high + 14;
  sheet.legend(legend());
  writeFoot(sheet);
  return sheet.finished(D.about.title, networkWords());
}

/** Whether a text begins near a box. Paths are all kept: lines may cross the box from outside.
 * @param {Sign} part
 * @param {[number, number, number, number]} box */
const isIn = (part, [x, y, wide, high]) =>
  !("text" in part) || (part.x > x - 400 && part.x < x + wide + 400 && part.y > y - 40 && part.y < y + high + 40);

/** The lines, with their heads and bars.
 * @param {(point: Point) => Point} place
 * @returns {Sign[]} */
function lineParts(place) {
  const scale = network.getScale();
  const at = network.getPositions();
  /** @type {Sign[]} */
  const parts = [];
  for (const bundle of linesNow.values()) {
    const look = visEdges.get(bundle.key);
    if (!look || !at[bundle.from] || !at[bundle.to]) continue;
    const point = (/** @type {number} */ part) => place(pointOf(bundle, at, part));
    const [from, middle, to] = [point(0), point(0.5), point(1)];
    const bend = controlOf(from, middle, to);
    const [width, colour] = [look.width * scale, look.color.color];
    let [control, end] = [bend, to];
    /** @type {Sign | null} */
    let head = null;
    if (look.arrows.to.enabled) {
      const meets = meetsBorder(from, bend, to, borderOf(bundle.to));
      const tip = bendAt(from, bend, to, meets);
      const long = (15 * look.arrows.to.scaleFactor + 3 * look.width) * scale;
      // The line ends at the notch of the head, so that its end does not show beyond the tip.
      const whole = Math.hypot(to.x - from.x, to.y - from.y) || 1;
      const notch = Math.max(0, meets - (0.9 * long) / whole);
      [control, end] = cutBend(from, bend, to, notch);
      head = { d: headPath(look.arrows.to.type, tip, Math.atan2(tip.y - end.y, tip.x - end.x), long), fill: colour };
    }
    parts.push({
      d: bendPath(from, control, end),
      stroke: colour,
      width,
      dash: look.dashes ? look.dashes.map((/** @type {number} */ part) => part * scale) : undefined,
    });
    if (head) parts.push(head);
    const bar = plan.bars.find((each) => each.bundle === bundle);
    if (bar)
      parts.push({
        d: headPath("bar", point(bar.part), barAngle(bundle, at, bar.part) - Math.PI / 2, barLength(look) * scale),
        fill: colour,
      });
  }
  return parts;
}

/** Half the width and height of a node's mark, as vis-network draws it.
 * @param {number | string} n
 * @returns {[number, number]} */
function halfOf(n) {
  const shape = network.body.nodes[n]?.shape;
  const r = radiusOf(n);
  return [(shape?.width || 2 * r) / 2, (shape?.height || 2 * r) / 2];
}
const radiusOf = (/** @type {number | string} */ n) => (typeof n === "number" ? markRadius(n) : visNodes.get(n)?.size || 10);

/** How far the border of a node is from the middle of its mark on the screen, by angle: that of its mark, or of its name.
 * @param {number | string} n
 * @returns {(angle: number) => number} */
function borderOf(n) {
  const scale = network.getScale();
  const shape = network.body.nodes[n]?.shape;
  // vis-network asks with the angle of a line that arrives.
  return (angle) => (shape ? shape.distanceToBorder(network.canvas.getContext(), angle + Math.PI) : radiusOf(n)) * scale;
}

/** The marks of the nodes.
 * @param {(point: Point) => Point} place
 * @returns {Sign[]} */
function nodeParts(place) {
  const scale = network.getScale();
  const at = network.getPositions();
  return [...standingNow.keys()].flatMap((n) => {
    const look = visNodes.get(n);
    if (!look || !at[n]) return [];
    const [a, b] = halfOf(n);
    const { x, y } = place(at[n]);
    const r = radiusOf(n) * scale;
    const dash = look.shapeProperties?.borderDashes;
    return [
      {
        d: markPath(look.shape, x, y, r, [a * scale, b * scale]),
        fill: look.color.background,
        stroke: look.color.border,
        width: look.borderWidth * scale,
        dash: dash ? dash.map((/** @type {number} */ part) => part * scale) : undefined,
        opacity: look.opacity,
      },
    ];
  });
}

/** The gap that a text leaves in the lines below it.
 * @param {number} x
 * @param {number} y its top
 * @param {number} wide
 * @param {number} size
 * @returns {Sign} */
const gap = (x, y, wide, size) => ({ d: `M${x - 2} ${y}h${wide + 4}v${size + 1}h${-wide - 4}Z`, fill: paper() });

/** Names and words on lines, as labels.js plans them.
 * @param {(point: Point) => Point} place
 * @returns {Sign[]} */
function wordParts(place) {
  const origin = place({ x: 0, y: 0 });
  const halo = paper();
  /** @type {Sign[]} */
  const parts = [];
  for (const { bundle, sign, box } of plan.signs) {
    const look = visEdges.get(bundle.key);
    if (!look) continue;
    const [left, top, wide] = [origin.x + box[0], origin.y + box[1], box[2] - box[0]];
    const colour = look.color.highlight;
    const font = fontOf({ size: 12, face: SANS, weight: "600" });
    parts.push({
      d: `M${left + 8} ${top}h${wide - 16}a8 8 0 0 1 0 16h${16 - wide}a8 8 0 0 1 0 -16Z`,
      fill: halo,
      stroke: colour,
      width: 1.4,
    });
    parts.push({
      text: sign,
      x: left + wide / 2,
      y: top + 2 + dropOf(font),
      size: 12,
      face: SANS,
      weight: "600",
      anchor: "middle",
      fill: colour,
    });
  }
  for (const { bundle, lines, box, high } of plan.lines) {
    const look = visEdges.get(bundle.key);
    if (!look) continue;
    const font = fontOf({ size: 12, face: SANS });
    lines.forEach((/** @type {string} */ text, /** @type {number} */ row) => {
      const [x, top] = [origin.x + (box[0] + box[2]) / 2, origin.y + (box[1] + box[3]) / 2 - high / 2 + 1 + row * 14];
      parts.push(gap(x - widthOf(font, text) / 2, top, widthOf(font, text), 12));
      parts.push({ text, x, y: top + dropOf(font), size: 12, face: SANS, anchor: "middle", fill: look.color.highlight });
    });
  }
  for (const { name, box, wide, high, align } of plan.list) {
    const [left, top] = [origin.x + box[0], origin.y + box[1]];
    const { size, face, weight } = name;
    const font = fontOf({ size, face, weight: weight.trim() });
    if (name.box)
      parts.push({
        d: `M${left - 3} ${top - 2}h${wide + 6}v${high + 2}h${-wide - 6}Z`,
        fill: halo,
        stroke: name.colour,
        width: 1,
        dash: [3, 2],
      });
    name.lines.forEach((/** @type {string} */ text, /** @type {number} */ row) => {
      const own = widthOf(font, text);
      const x = left + (align === "center" ? wide / 2 : align === "right" ? wide : 0);
      const begin = align === "center" ? x - own / 2 : align === "right" ? x - own : x;
      if (!name.box) parts.push(gap(begin, top + row * (size + 2), own, size));
      parts.push({
        text,
        x,
        y: top + row * (size + 2) + dropOf(font),
        size,
        face,
        weight: weight.trim(),
        anchor: align === "center" ? "middle" : align === "right" ? "end" : "start",
        fill: name.colour,
      });
    });
  }
  return parts;
}

/** What the signs of the network mean, as far as it has them.
 * @returns {{wide: number, signs: Sign[], text: string}[]} */
function legend() {
  const shown = [...standingNow.keys()].filter((n) => typeof n === "number");
  const bundles = [...linesNow.values()];
  const present = new Set(shown.map((n) => nodes[n].g));
  const shapes = groups.flatMap((group, g) => {
    if (!present.has(g)) return [];
    const own = ["act", "event", "situation", "matter"].includes(group.id);
    const fill = own ? (dark() ? "#39424e" : "#d9dee4") : tint(group.c);
    const signs = [{ d: markPath(group.shape, 0, 0, 6, [8, 5]), fill, stroke: own ? ink() : paper(), width: 1 }];
    return [{ wide: 16, signs, text: group.l }];
  });
  /** @param {string} stroke @param {string} text @param {{dash?: number[], bar?: boolean, width?: number}} [how] */
  const line = (stroke, text, { dash, bar, width = 3 } = {}) => ({
    wide: 30,
    signs: [{ d: "M-15 0L15 0", stroke, width, dash }, ...(bar ? [{ d: headPath("bar", { x: 0, y: 0 }, 0, 14), fill: stroke }] : [])],
    text,
  });
  const used = new Set(bundles.filter((bundle) => bundle.kind === "entailed" && !bundle.negative).map((bundle) => bundle.tone));
  for (const n of shown) if (isMatter(n) && !isUnheld(n)) used.add(nodes[n].t ?? tones.length - 1);
  const kinds = new Set(bundles.map((bundle) => bundle.kind));
  const unsure =
    (state.asof !== null || state.from !== null || state.to !== null) &&
    bundles.some((bundle) => bundle.kind === "entailed" && isPale(visEdges.get(bundle.key)));
  const thick = bundles.some((bundle) => bundle.list.length && !bundle.negative && bundle.weight > 1);
  return [
    ...shapes,
    ...(state.size !== "equal" && shown.some((n) => isAgent(n)) ? [sizes()] : []),
    ...tones.flatMap((tone, place) => (used.has(place) ? [line(tint(tone.c), tone.l)] : [])),
    ...(thick ? [line(grey(), t("thicker: more acts"), { width: 6 })] : []),
    ...(kinds.has("entailed") ? [line(grey(), t("inferred from acts"))] : []),
    ...(kinds.has("authored") ? [line(grey(), t("stated by a source, without an act"), { width: 2, dash: [1.5, 5] })] : []),
    ...(kinds.has("role") ? [line(grey(), t("takes part in an act"), { width: 1.2 })] : []),
    ...(kinds.has("answer") ? [line(grey(), t("line of the answer"))] : []),
    ...(kinds.has("between") ? [line(grey(), t("all lines between two groups"))] : []),
    ...(bundles.some((bundle) => bundle.negative)
      ? [line(negative(), t("barred: says that something is not so"), { bar: true, width: 2 })]
      : []),
    ...doubtsShown(bundles, shown),
    ...(unsure
      ? [line(grey(), state.asof === null ? t("pale: possibly in the period") : t("pale: possibly by that day"), { width: 1.5 })]
      : []),
  ];
}

/** The forms of doubt that lines and nodes have, each with its sign and its dashes.
 * @param {import("./types.js").Bundle[]} bundles
 * @param {any[]} shown */
function doubtsShown(bundles, shown) {
  const tags = new Set(bundles.flatMap(tagsOfLine));
  for (const n of shown)
    if (isUnheld(n))
      for (const f of factsOf[n]) for (const c of facts[f][3]) if (selection.claim[c]) claims[c].tags.forEach((tag) => tags.add(tag));
  if (shown.some((n) => isMatter(n) && isDisputed(n))) tags.add("disputed");
  return ranked(tags).map((tag) => {
    const { sign, dash } = formOf(tag);
    const colour = tag === "disputed" ? grey() : tint(D.unheld);
    const words = tag === "disputed" ? t("told differently by another account") : `⚑ ${standingLabel(tag)}`;
    return {
      wide: 46,
      signs: [
        { d: "M-22 0L4 0", stroke: colour, width: 2, dash: tag === "disputed" ? undefined : dash },
        { text: sign, x: 14, y: 4, size: 12, face: SANS, weight: "600", anchor: /** @type {"middle"} */ ("middle"), fill: colour },
      ],
      text: words,
    };
  });
}

/** Whether a line is paler because it only may have been in the chosen period, or by the day of the view. */
const isPale = (/** @type {any} */ look) => Number(solid(look?.color.color || "")[1] ?? 1) === 0.4;

/** The sign that says what the size of a node shows. */
function sizes() {
  const by = { acts: t("larger: more acts"), degree: t("larger: greater degree"), betweenness: t("larger: greater betweenness") };
  return {
    wide: 26,
    signs: [
      { d: markPath("dot", -8, 0, 3.5), fill: grey() },
      { d: markPath("dot", 5, 0, 7), fill: grey() },
    ],
    text: by[/** @type {keyof typeof by} */ (state.size)],
  };
}

/** The properties of a style sheet that a drawing needs to look the same without it. */
const LOOKS = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-opacity",
  "stroke-width",
  "stroke-dasharray",
  "opacity",
  "paint-order",
  "font-family",
  "font-size",
  "font-style",
  "font-weight",
  "text-anchor",
];

/** A drawing of the page as markup that needs no style sheet and can do nothing.
 * @param {SVGElement} svg
 * @param {number} x
 * @param {number} y */
function drawingMarkup(svg, x, y) {
  const copy = /** @type {SVGElement} */ (svg.cloneNode(true));
  const [from, to] = [svg, copy].map((each) => [each, ...each.querySelectorAll("*")]);
  const hidden = new Set();
  from.forEach((element, place) => {
    const target = to[place];
    const style = getComputedStyle(element);
    // A handle is nothing on paper.
    if (style.display === "none" || style.visibility === "hidden" || element.matches("[role=slider]")) hidden.add(target);
    const paints = element instanceof SVGGeometryElement || element instanceof SVGTextContentElement;
    for (const { name } of [...target.attributes])
      if (/^(class|role|tabindex|style|aria-|data-|on)/.test(name) || name === "href") target.removeAttribute(name);
    if (!paints) return;
    for (const name of LOOKS) {
      const value = style.getPropertyValue(name);
      // A pattern is named by its identifier; the browser's own form of that name is not portable.
      if (!value || /^url\(/.test(target.getAttribute(name) || "")) continue;
      const [colour, opacity] = name === "fill" || name === "stroke" ? solid(value) : [value, null];
      target.setAttribute(name, colour);
      if (opacity !== null) target.setAttribute(`${name}-opacity`, opacity);
    }
    if (style.fill === "rgba(0, 0, 0, 0)" && style.stroke === "none") hidden.add(target);
  });
  for (const each of hidden) each.remove();
  copy.setAttribute("x", String(x));
  copy.setAttribute("y", String(y));
  copy.setAttribute("overflow", "hidden");
  const box = svg.getBoundingClientRect();
  copy.setAttribute("width", String(box.width));
  copy.setAttribute("height", String(box.height));
  if (!svg.getAttribute("viewBox")) copy.setAttribute("viewBox", `0 0 ${box.width} ${box.height}`);
  return legal(new XMLSerializer().serializeToString(copy));
}

/** The timeline as it is seen, on a sheet. Null if it is not seen.
 * @returns {Scene | null} */
export function timelineSheet() {
  const view = byId("view-timeline");
  const frame = view.getBoundingClientRect();
  const drawings = [...view.querySelectorAll("svg")].filter((svg) => svg.getBoundingClientRect().width > 0 && !svg.closest("button"));
  if (!drawings.length || !frame.width) return null;
  const sheet = new Sheet(frame.width);
  const figure = [byId("summary").textContent || ""];
  writeHead(sheet, figure);
  const first = Math.min(...drawings.map((svg) => svg.getBoundingClientRect().top));
  let bottom = 0;
  /** @type {string[]} */
  const markup = [];
  for (const svg of drawings) {
    const box = svg.getBoundingClientRect();
    // What is scrolled out of sight belongs to the figure too: drawings stand below each other in full.
    const top = svg.closest("#lanes") ? Math.max(bottom, box.top - first + byId("lanes").scrollTop) : box.top - first;
    markup.push(drawingMarkup(svg, box.left - frame.left, top));
    bottom = Math.max(bottom, top + box.height);
  }
  sheet.parts.push({ markup: markup.join("\n"), x: MARGIN + (sheet.inner - frame.width) / 2, y: sheet.y });
  sheet.y += bottom + 10;
  sheet.write(
    t(
      "A mark is a known day. A pale bar lies between the bounds of a date, a full bar lasted throughout, and a fading end is open: it is drawn until the date of the document.",
    ),
    { size: 12 },
  );
  sheet.y += 6;
  writeFoot(sheet);
  return sheet.finished(t("{title}: timeline", { title: D.about.title }), figure);
}
