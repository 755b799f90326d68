// Completion in the editor: classes, properties and names, from the ontology and the labels.

import { complete } from "./asking.js";
import { element } from "./dom.js";

/** @typedef {"class" | "property" | "name"} Kind */

const AFTER_CLASS = new Set(["a", "rdf:type", "rdfs:subClassOf", "rdfs:domain", "rdfs:range"]);

/** Whether a text may be the beginning of a name: words, or a prefix and a part of a local name. @param {string} text */
function nameable(text) {
  return /^<?[\p{L}\p{N}][\p{L}\p{N}_:.\-/#]*$/u.test(text) && text.length > 1;
}

/**
 * The kind of name that may stand where the cursor is; null if none.
 * @param {any} yasqe
 * @returns {Kind | null}
 */
export function kindAt(yasqe) {
  const cursor = yasqe.getDoc().getCursor();
  const token = yasqe.getCompleteToken();
  if (!nameable(token.string) || token.type === "comment" || token.type === "string") return null;
  const before = yasqe.getPreviousNonWsToken(cursor.line, token).string;
  if (/^(prefix|base|select|as|order|by|limit|offset|<)$/i.test(before)) return null;
  const possible = token.state?.possibleCurrent ?? [];
  if (AFTER_CLASS.has(before)) return "class";
  if (possible.includes("a")) return "property";
  return possible.includes("IRI_REF") ? "name" : null;
}

/**
 * Register the completers of the page.
 * @param {any} Yasqe
 * @param {import("./places.js").Setup} setup
 * @returns {string[]} their names, for the configuration of the editor
 */
export function completers(Yasqe, setup) {
  const declared = Object.entries(setup.prefixes).map(([prefix, namespace]) => `${prefix}: <${namespace}>`);
  Yasqe.forkAutocompleter("prefixes", { name: "own prefixes", get: declared.sort(), persistenceId: null }, false);
  /** @type {Map<string, import("./asking.js").Suggestion>} */
  const found = new Map();
  for (const kind of /** @type {Kind[]} */ (["class", "property", "name"])) {
    Yasqe.registerAutocompleter(
      {
        name: `own ${kind}`,
        bulk: false,
        autoShow: true,
        isValidCompletionPosition: (/** @type {any} */ yasqe) => kindAt(yasqe) === kind,
        get: async (/** @type {any} */ _, /** @type {any} */ token) => {
          const typed = token.string.replace(/^<|>$/g, "").trim();
          // Without an answer there is nothing to suggest, and the editor goes on.
          const all = await complete(kind, typed).catch(() => []);
          for (const each of all) found.set(each.iri, each);
          return all.map((each) => each.iri);
        },
        postProcessSuggestion: (/** @type {any} */ _, /** @type {any} */ __, /** @type {string} */ iri) => {
          const short = found.get(iri)?.short ?? iri;
          return short === iri ? `<${iri}>` : short;
        },
        postprocessHints: (/** @type {any} */ _, /** @type {any[]} */ hints) => {
          const byShort = new Map([...found.values()].map((each) => [each.short, each]));
          return hints.map((hint) => ({
            ...hint,
            render: (/** @type {HTMLElement} */ line) => {
              const known = byShort.get(hint.text);
              const about = known?.about ? `, ${known.about}` : "";
              line.append(element("b", {}, hint.text), element("span", {}, known ? ` ${known.label}${about}` : ""));
            },
          }));
        },
      },
      false,
    );
  }
  return ["own prefixes", "variables", "own class", "own property", "own name"];
}

/**
 * Define the language of the editor: that of Yasgui, which also knows the prefixes that need not be declared here.
 * @param {any} Yasqe
 * @param {import("./places.js").Setup} setup
 * @returns {string} the name of the mode
 */
export function language(Yasqe, setup) {
  Yasqe.defineMode("sparql with prefixes", (/** @type {any} */ config) => {
    const plain = Yasqe.getMode(config, "sparql11");
    return {
      ...plain,
      token: (/** @type {any} */ stream, /** @type {any} */ state) => {
        const style = plain.token(stream, state);
        const missing = /^Prefix '(.*)' is not defined$/.exec(state.errorMsg ?? "");
        if (missing && Object.hasOwn(setup.prefixes, missing[1])) {
          Object.assign(state, { OK: true, errorMsg: undefined, errorStartPos: undefined, errorEndPos: undefined });
        }
        return style;
      },
    };
  });
  return "sparql with prefixes";
}
