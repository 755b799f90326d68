// Interface texts with elements in them. A name is data: it stands in an element of its own, so that its direction changes nothing beside it.

import { el } from "./dom.js";
import { directionOf, t } from "./language.js";

/** A name, isolated from the direction of the text around it.
 * @param {string} text */
export const name = (text) => el("bdi", {}, text);

/** An interface text whose places hold elements: `phrase("a line from {a} to {b}", { a: name("X"), b: name("Y") })`.
 * @param {string} text in English
 * @param {Record<string, any>} values elements, texts or lists of both
 * @returns {any[]} children for `el` */
export const phrase = (text, values) =>
  t(text)
    .split(/\{(\w+)\}/)
    .map((part, place) => (place % 2 ? (values[part] ?? `{${part}}`) : part));

/** Several things with ", " between them.
 * @param {any[]} list */
export const commas = (list) => list.map((each, place) => [place ? ", " : "", each]);

/** Words of data that are read in the direction of one of them: a statement in that of its verb, because in the other it would say the
 * reverse.
 * @param {string} verb
 * @param {any[]} words children for `el` */
export const inDirectionOf = (verb, words) => el("bdi", { dir: directionOf(verb) }, words);
