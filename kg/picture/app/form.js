// The form of a stored query: its fields, the names that complete them, and the terms that they mean.

import { asking, formChanged } from "./ask.js";
import { D, localName, nodeBySlug, nodes } from "./data.js";
import { isoDay, typedBounds } from "./dates.js";
import { el, folded, refill } from "./dom.js";
import { ask } from "./engine.js";
import { t } from "./language.js";

/** A form field for a parameter. Entities are completed with the names of the members of their class. */
export function paramField(param) {
  const id = `param-${param.name}`;
  const label = el(
    "label",
    { for: id },
    param.optional ? t("{what} (may stay empty)", { what: param.help || param.name }) : param.help || param.name,
  );
  let input;
  if (param.choices.length)
    input = el(
      "select",
      { id, onchange: formChanged },
      param.optional ? el("option", { value: "" }, t("any")) : null,
      param.choices.map((choice) => el("option", { value: choice, selected: choice === param.default }, choiceWords(choice))),
    );
  else {
    input = el("input", {
      id,
      type: "text",
      autocomplete: "off",
      list: param.type === "entity" ? id + "-list" : null,
      inputmode: param.type === "number" ? "decimal" : null,
      placeholder: { date: "1988-11-16", number: "3", entity: t("a name") }[param.type] || "",
      onchange: formChanged,
    });
    if (param.default) input.value = param.default;
  }
  asking.fields.set(param.variable, { param, input });
  const list = param.type === "entity" ? el("datalist", { id: id + "-list" }) : null;
  if (list)
    namesOf(param.of).then(
      ({ shown }) =>
        refill(
          list,
          shown.slice(0, 3000).map((name) => el("option", { value: name })),
        ),
      () => {},
    );
  return el("div", {}, label, input, list);
}
const choiceWords = (choice) =>
  choice
    .replace(/^.*:/, "")
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase();

/** A name without case, accents and punctuation, for comparing. */
const nameKey = (text) =>
  folded(text)
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();

/** The names of all instances of the classes: {shown: [name, ...], found: key of name or slug -> IRI}.
 * @param {string} classes
 * @returns {Promise<{ shown: string[], found: Map<string, string> }>} */
async function namesOf(classes) {
  const key = classes || "";
  if (!asking.names.has(key)) {
    const kinds = key.split(/\s+/).filter(Boolean);
    const wanted = kinds.length
      ? `VALUES ?class { ${kinds.map((kind) => (kind.includes("://") ? `<${kind}>` : kind)).join(" ")} } ?x a ?class .`
      : "";
    const label = "{ ?x rdfs:label ?name } UNION { ?x skos:prefLabel ?name } UNION { ?x skos:altLabel ?name }";
    asking.names.set(
      key,
      ask(`SELECT DISTINCT ?x ?name WHERE { ${wanted} ${label} } ORDER BY ?name ?x`, 100_000).then(({ rows }) => {
        const [shown, found] = [new Set(), new Map()];
        const add = (key, iri) => {
          if (!found.has(key)) found.set(key, iri);
        };
        for (const { x, name } of rows)
          if (x.type === "uri") {
            add(nameKey(name.value), x.value);
            shown.add(name.value);
          }
        for (const { x } of rows) if (x.type === "uri") add(nameKey(localName(x.value)), x.value);
        return { shown: [...shown], found };
      }),
    );
  }
  return /** @type {Promise<{ shown: string[], found: Map<string, string> }>} */ (asking.names.get(key));
}

/** The term that a field means, in SPARQL syntax. Null if the field is empty. Throws an Error that says what is wrong. */
async function termOf({ param, input }) {
  const text = input.value.trim();
  const what = param.help || param.name;
  if (!text) {
    if (param.optional) return null;
    throw new Error(t("{what}: please fill it in", { what }));
  }
  if (param.type === "date") {
    const bounds = typedBounds(text);
    if (!bounds) throw new Error(t("{what}: {text} is not a date; write a year, 1974-02 or 1974-02-15", { what, text }));
    return `"${isoDay(bounds[param.end === "last" ? 1 : 0])}"^^<http://www.w3.org/2001/XMLSchema#date>`;
  }
  if (param.type === "number") {
    if (!/^[+-]?(\d+|\d*\.\d+)$/.test(text)) throw new Error(t("{what}: {text} is not a number", { what, text }));
    return text;
  }
  if (param.type === "entity" || param.variable.endsWith("_iri")) {
    const iri = (param.choices.length ? null : (await namesOf(param.of)).found.get(nameKey(text))) || expanded(text);
    if (!iri) throw new Error(t("{what}: nothing here is called {text}", { what, text }));
    if (/[\s<>"{}|^`\\]/.test(iri)) throw new Error(t("{what}: {text} is not an IRI", { what, text }));
    return `<${iri}>`;
  }
  return JSON.stringify(text).replaceAll("\\/", "/");
}

/** The IRI that a CURIE, an IRI or the slug of a node means. */
function expanded(text) {
  if (/^<?https?:\/\/[^\s<>]+>?$/.test(text)) return text.replace(/^<|>$/g, "");
  const [prefix, rest] = text.split(/:(.*)/s);
  if (rest !== undefined && D.about.asking && D.about.asking.prefixes[prefix]) return D.about.asking.prefixes[prefix] + rest;
  const node = nodeBySlug(text);
  return node === undefined ? null : nodes[node].i;
}

/** The stored query with its parameters replaced by their values. */
export async function boundText(query) {
  const values = new Map();
  for (const [variable, field] of asking.fields) {
    const term = await termOf(field);
    if (term !== null) values.set(variable, term);
  }
  const pieces = query.pieces.map((piece) => {
    if (typeof piece === "string") return piece;
    const [variable, written, template] = piece;
    return values.has(variable) ? template.replaceAll(`<urn:chancery:slot:${variable}>`, () => values.get(variable)) : written;
  });
  return withoutHeader(pieces.join(""));
}

export const withoutHeader = (text) => text.replace(/^(#\+[^\n]*\n)+/, "").trimEnd();
