// What the query page computes without a page: addresses, short names, and what an error says.

/**
 * What the service says of itself; see `setup` in kg/service/query_page.py.
 * @typedef {{ name: string, type: string, help: string, optional: boolean, default: string | null, choices: string[], of: string | null,
 *   required: boolean }} Param
 * @typedef {{ name: string, summary: string, description: string, tags: string[], params: Param[] }} Stored
 * @typedef {{ prefixes: Record<string, string>, base: string, ontology: string, rows: number, seconds: number, start: string,
 *   queries: Stored[] }} Setup
 * @typedef {{ title: string, status: number, detail: string, hint?: string, line?: number, column?: number, candidates?: string[] }} Problem
 */

/**
 * The address of a thing: of its page here if it belongs to the workspace or the ontology, else its own if a browser may follow it.
 * @param {string} iri
 * @param {Pick<Setup, "base" | "ontology">} setup
 * @returns {{ href: string, outside: boolean } | null} null for an IRI that is not a link, such as urn:x
 */
export function pageOf(iri, setup) {
  if (iri.startsWith(setup.ontology) && iri.length > setup.ontology.length) {
    return { href: "ontology/" + encoded(iri.slice(setup.ontology.length)), outside: false };
  }
  if (iri.startsWith(setup.base)) return { href: encoded(iri.slice(setup.base.length)) || "./", outside: false };
  return /^https?:\/\//i.test(iri) ? { href: iri, outside: true } : null;
}

/** A path as a relative address: a colon, a question mark or a hash in it must not change what it means. @param {string} path */
function encoded(path) {
  const safe = path.replace(/[?#:]/g, encodeURIComponent);
  return safe.startsWith("/") ? "." + safe : safe;
}

/**
 * The short form of an IRI, with the longest namespace that fits.
 * @param {string} iri
 * @param {Record<string, string>} prefixes
 */
export function short(iri, prefixes) {
  let best = "";
  let name = "";
  for (const [prefix, namespace] of Object.entries(prefixes)) {
    if (namespace.length > best.length && iri.startsWith(namespace) && /^\w(?:[\w.-]*[\w-])?$/.test(iri.slice(namespace.length))) {
      best = namespace;
      name = prefix;
    }
  }
  return best ? `${name}:${iri.slice(best.length)}` : iri;
}

/** The part of an address that holds a query. @param {string} query */
export function hashOf(query) {
  return "#query=" + encodeURIComponent(query);
}

/** The query in the part of an address after the hash; null without one. @param {string} hash */
export function queryOf(hash) {
  return new URLSearchParams(hash.replace(/^#/, "")).get("query");
}

/**
 * The variables whose nodes carry the evidence of a row, as the header of a stored query names them; empty for all.
 * @param {string} query
 * @returns {string[]}
 */
export function citeOf(query) {
  const line = /^#\+ cite: (\[.*\])$/m.exec(query);
  if (!line) return [];
  try {
    const found = JSON.parse(line[1]);
    return Array.isArray(found) && found.every((each) => typeof each === "string") ? found : [];
  } catch {
    return [];
  }
}

/**
 * The problem that a reply describes.
 * @param {string} text what the service answered, or the message of an exception
 * @returns {Problem}
 */
export function problemOf(text) {
  try {
    const found = JSON.parse(text);
    if (typeof found?.detail === "string" && typeof found.title === "string") return found;
  } catch {
    // It is not the service that speaks, but the network or a proxy.
  }
  const gone = /failed to fetch|networkerror|load failed/i.test(text);
  return {
    title: "No answer",
    status: 0,
    detail: gone ? "The service cannot be reached." : text.slice(0, 500) || "The service did not answer.",
  };
}

/**
 * What to do about a problem, besides its own hint.
 * @param {Problem} problem
 * @param {Pick<Setup, "rows" | "seconds">} setup
 */
export function advice(problem, setup) {
  if (problem.status === 413) {
    return `Nothing is shown of an answer that is cut. Add LIMIT, ask for fewer variables, or narrow the pattern; ${setup.rows.toLocaleString("en")} rows are allowed.`;
  }
  if (problem.status === 503) return `An answer may take ${setup.seconds} seconds. Narrow the pattern, or try again in a moment.`;
  if (problem.status === 429) return "Wait a moment, then run the query again.";
  if (problem.status === 0) return "See whether the service still runs, then run the query again.";
  return "";
}

/**
 * The stored queries that have all of some words in their name, summary, description or tags.
 * @param {Stored[]} queries
 * @param {string} words
 */
export function having(queries, words) {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return queries.filter((each) => {
    const text = [each.name, each.summary, each.description, ...each.tags].join(" ").toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

/** How long something took, in words. @param {number} milliseconds */
export function duration(milliseconds) {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

/** A number of things. @param {number} number @param {string} one @param {string} [many] */
export function count(number, one, many = one + "s") {
  return `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
}
