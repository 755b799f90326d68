// Creates the elements of the page. Data become text nodes and checked attributes only, and no script of the page parses markup.

/** The element with an identifier. Every identifier that the page asks for is in its template or was created by it.
 * @param {string} id
 * @returns {any} an element; its kind is known where it is used */
export const byId = (id) => document.getElementById(id);

const SVG = "http://www.w3.org/2000/svg";
const SVG_TAGS = new Set([
  "svg",
  "g",
  "rect",
  "line",
  "path",
  "circle",
  "polygon",
  "text",
  "title",
  "defs",
  "pattern",
  "linearGradient",
  "stop",
  "clipPath",
  "ellipse",
]);

/** The languages of texts of the data that are not in the language of the page. @type {Map<string, string>} */
const languages = new Map();
/** Says in which language a text of the data is, if that is not the language of the page.
 * @param {string} text
 * @param {string} language its tag */
export const speak = (text, language) => languages.set(text, language);

/** An element with attributes and children. `onclick` and other handlers are functions. False, null and undefined omit an attribute. One
 * whose only child is a text of the data in another language has the language, so that a screen reader pronounces it. */
export function el(tag, attributes = {}, ...children) {
  const svg = SVG_TAGS.has(tag) && tag !== "title";
  const node = svg ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "style") for (const [property, setting] of Object.entries(value)) node.style.setProperty(property, setting);
    else if (name === "dataset") Object.assign(node.dataset, value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  put(node, ...children);
  const language = children.length === 1 && languages.size ? languages.get(children[0]) : undefined;
  if (language && !node.hasAttribute("lang")) node.setAttribute("lang", language);
  return node;
}

/** Appends children: elements, texts, numbers and nested lists. Empty ones are skipped. */
function put(node, ...children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false || child === "") continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return node;
}

/** Replaces the children of an element. */
export function refill(node, ...children) {
  node.replaceChildren();
  return put(node, ...children);
}

/** An external link, or plain text if the address is not a web address. */
export function outside(address, text) {
  if (!/^https?:\/\/[^\s]+$/i.test(address)) return document.createTextNode(text || address);
  return el("a", { href: address, target: "_blank", rel: "noopener noreferrer external" }, text || address);
}

/** "1 act", "2 acts". */
export function count(number, one, many) {
  return `${number.toLocaleString("en")} ${number === 1 ? one : many || one + "s"}`;
}

/** Announces a text to screen readers. It replaces the previous one. */
let announceTimer = 0;
export function announce(text) {
  clearTimeout(announceTimer);
  announceTimer = setTimeout(() => {
    byId("live").textContent = text;
  }, 60);
}

/** A text without accents and in lower case, for searching. */
export function folded(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** Breaks a label into at most `lines` lines of about `width` characters. */
export function wrapped(text, width = 20, lines = 3) {
  const out = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    if (line && (line + " " + word).length > width) {
      out.push(line);
      line = word;
    } else line = line ? line + " " + word : word;
    while (line.length > width * 1.6) {
      out.push(line.slice(0, width));
      line = line.slice(width);
    }
  }
  if (line) out.push(line);
  if (out.length > lines) {
    out.length = lines;
    out[lines - 1] = out[lines - 1].slice(0, width - 1) + "…";
  }
  return out.join("\n");
}

/** A text on as many lines as `wrapped` needs, all about as long as each other. A text that fits is never cut for that.
 * @param {string} text
 * @param {number} width
 * @param {number} most the number of lines
 * @returns {string[]} */
export function evenly(text, width, most) {
  const lines = wrapped(text, width, Infinity).split("\n");
  if (lines.length > most) return wrapped(text, width, most).split("\n");
  for (let narrow = Math.ceil(text.length / lines.length); lines.length > 1 && narrow < width; narrow++) {
    const found = wrapped(text, narrow, Infinity).split("\n");
    if (found.length === lines.length && found.every((line) => line.length <= narrow)) return found;
  }
  return lines;
}
