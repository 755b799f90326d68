// What the page asks the service besides queries.

import { problemOf } from "./places.js";

/** @typedef {{ iri: string, short: string, label: string, about: string }} Suggestion */

/** An answer that is a problem. */
export class Refused extends Error {
  /** @param {import("./places.js").Problem} problem */
  constructor(problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

/**
 * @param {string} address
 * @param {RequestInit} [options]
 * @returns {Promise<string>}
 */
async function text(address, options) {
  let reply;
  try {
    reply = await fetch(new URL(address, document.baseURI), options);
  } catch (error) {
    throw new Refused(problemOf(String(error)));
  }
  const body = await reply.text();
  if (!reply.ok) throw new Refused(problemOf(body));
  return body;
}

/** @param {string} address @param {object} value */
async function posted(address, value) {
  const options = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(value) };
  return JSON.parse(await text(address, options));
}

/** The evidence of one row. @param {{ variables: string[], row: (object | null)[], cite?: string[] }} row */
export function evidence(row) {
  return posted("evidence", row);
}

/** The text of a stored query with its parameters bound. @param {string} name @param {Record<string, string>} params */
export function bound(name, params) {
  return text(`query/${encodeURIComponent(name)}.rq?${new URLSearchParams(params)}`);
}

/** @type {Map<string, Suggestion[]>} */
const suggested = new Map();

/**
 * Names that begin with a text.
 * @param {"class" | "property" | "name"} kind
 * @param {string} typed
 * @param {string | null} [of] the classes of which a thing must be an instance
 * @returns {Promise<Suggestion[]>}
 */
export async function complete(kind, typed, of = null) {
  const address = `complete?${new URLSearchParams({ kind, q: typed, ...(of ? { of } : {}) })}`;
  let found = suggested.get(address);
  if (!found) {
    found = /** @type {Suggestion[]} */ (JSON.parse(await text(address)).suggestions);
    if (suggested.size > 500) suggested.clear();
    suggested.set(address, found);
  }
  return found;
}

/** @type {Map<string, string>} */
const known = new Map();
const AT_ONCE = 2000;
const MOST = 20_000;

/**
 * The labels of some things. Those that are asked for again are remembered; beyond `MOST` there are none, and the short form is shown.
 * @param {Iterable<string>} iris
 * @returns {Promise<Map<string, string>>}
 */
export async function labels(iris) {
  const missing = [...new Set(iris)].filter((each) => !known.has(each)).slice(0, MOST);
  for (let start = 0; start < missing.length; start += AT_ONCE) {
    const some = missing.slice(start, start + AT_ONCE);
    const found = (await posted("labels", { iris: some })).labels;
    for (const iri of some) known.set(iri, found[iri] ?? "");
  }
  return known;
}
