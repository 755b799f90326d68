// A story: views with captions, one after the other. How it is kept in an address and in a file. Nothing here touches the document.

/** @typedef {{caption: string, address: string}} Step */

/** The greatest number of views of a story, and the greatest length of a caption. */
export const MOST_STEPS = 100;
export const LONGEST = 2000;

/** What an address says besides the view itself. */
export const BESIDES = ["story", "step", "embed", "theme"];

/** The part of an address that describes the view itself.
 * @param {string} address */
export function viewPart(address) {
  const given = new URLSearchParams(address.replace(/^.*#/s, ""));
  for (const name of BESIDES) given.delete(name);
  return given.toString();
}

/** A story from what a file or an address says. What is not a view with a caption is left out.
 * @param {unknown} value
 * @returns {Step[]} */
export function storyOf(value) {
  if (!Array.isArray(value)) return [];
  return value
    .filter((step) => step && typeof step.caption === "string" && typeof step.address === "string")
    .slice(0, MOST_STEPS)
    .map(({ caption, address }) => ({ caption: caption.slice(0, LONGEST), address: viewPart(address) }));
}

/** A story as a part of an address: base64url of JSON.
 * @param {Step[]} story */
export function encoded(story) {
  const bytes = new TextEncoder().encode(JSON.stringify(story.map(({ caption, address }) => [caption, address])));
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** The story in a part of an address. Null if the text is not one.
 * @param {string} text
 * @returns {Step[] | null} */
export function decoded(text) {
  try {
    const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    const rows = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(binary, (sign) => sign.charCodeAt(0))));
    if (!Array.isArray(rows)) return null;
    return storyOf(rows.map((row) => (Array.isArray(row) ? { caption: row[0], address: row[1] } : null)));
  } catch (error) {
    // Not base64, not UTF-8 or not JSON.
    if (error instanceof DOMException || error instanceof TypeError || error instanceof SyntaxError) return null;
    throw error;
  }
}

/** A list with one item moved by some places, within the list.
 * @template T
 * @param {T[]} list
 * @param {number} at
 * @param {number} by
 * @returns {T[]} */
export function shifted(list, at, by) {
  const to = Math.max(0, Math.min(list.length - 1, at + by));
  const rest = list.filter((_, place) => place !== at);
  return [...rest.slice(0, to), list[at], ...rest.slice(to)];
}
