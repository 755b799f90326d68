// Creates the elements of the page. Texts become text nodes: nothing that comes from a file is parsed as markup.

/** The element with an identifier of the page.
 * @param {string} id
 * @returns {any} an element; its kind is known where it is used */
export const byId = (id) => document.getElementById(id);

/** An element.
 * @param {string} tag
 * @param {Record<string, any>} [attributes] `onclick` and other handlers are functions; false, null and undefined leave one out
 * @param {...any} children elements, texts, and lists of them; empty ones are left out
 * @returns {any} */
export function el(tag, attributes = {}, ...children) {
  const svg = ["svg", "g", "line", "path", "circle", "text"].includes(tag);
  const node = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  return put(node, children);
}

/** Appends children; see `el`. */
function put(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false || child === "") continue;
    node.append(child);
  }
  return node;
}

/** Replaces the children of an element; see `el`. */
export function refill(node, ...children) {
  node.replaceChildren();
  return put(node, children);
}

/** Tells what has happened, also to a screen reader.
 * @param {string} text */
export function say(text) {
  byId("said").textContent = text;
}
