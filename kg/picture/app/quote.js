// The words of a passage: quoted from the reader's own copy where there is one, else a link to the place in the source; and gists, which
// are always said to be in our words.

import { claims, documents, facts, factsOfClaim, isMatter, localName, nodes, passageText, passages, sourceName } from "./data.js";
import { el, outside } from "./dom.js";
import { t } from "./language.js";

/** A gist, labelled as what it is: a paraphrase, and no quotation.
 * @param {string} gist */
export const gistLine = (gist) => el("p", { class: "gist" }, el("span", { class: "ours" }, t("In our words:")), " ", el("bdi", {}, gist));

/** The short name of a licence: "CC BY-SA 4.0"; of an unknown one the name of its site.
 * @param {string} address */
function licenceName(address) {
  const known = /^https?:\/\/creativecommons\.org\/(licenses|publicdomain)\/([a-z-]+)\/([\d.]+)/.exec(address);
  if (known)
    return known[1] === "licenses"
      ? `CC ${known[2].toUpperCase()} ${known[3]}`
      : known[2] === "zero"
        ? `CC0 ${known[3]}`
        : t("public domain");
  return /^https?:\/\/([^/]+)/.exec(address)?.[1] || address;
}

/** The licence of a document, as a link, or that none is known.
 * @param {import("./types").Source} doc */
const licenceOf = (doc) => (doc.li ? [t("licence"), " ", outside(doc.li, licenceName(doc.li))] : t("no licence is recorded"));

/** What the sentences behind some claims may name: the agents and places of the claims, and their wordings.
 * @param {number[]} list claims
 * @returns {string[]} */
export function namedIn(list) {
  const found = new Set();
  for (const c of list) {
    if (claims[c].w) found.add(claims[c].w);
    for (const f of factsOfClaim[c])
      for (const n of [facts[f][0], facts[f][2]])
        if (typeof n === "number" && !isMatter(n)) for (const name of [nodes[n].l, ...(nodes[n].a || [])]) found.add(name);
  }
  return [...found];
}

/** A text with the names in it marked, where they stand as whole words.
 * @param {string} text
 * @param {string[]} names */
export function marked(text, names) {
  const wanted = names
    .filter((name) => name.length > 1)
    .sort((a, b) => b.length - a.length)
    .map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  if (!wanted.length) return [text];
  const parts = text.split(new RegExp(`(?<![\\p{L}\\p{N}])(${wanted.join("|")})(?![\\p{L}\\p{N}])`, "iu"));
  return parts.map((part, i) => (i % 2 ? el("mark", {}, part) : part));
}

/** The link to a passage in its source, named after who published it; null without an address.
 * @param {import("./types").Passage} passage */
function sourceLink(passage) {
  const doc = documents[passage.d];
  if (!doc || !doc.s) return null;
  const name = doc.pb || doc.t || doc.l;
  return passage.u ? outside(passage.u, t("this passage in {name}", { name })) : outside(doc.s, t("the document in {name}", { name }));
}

/** A passage: where it is, its words or how to find them, and a link into the source if that has an address.
 * @param {number} p
 * @param {string[]} [names] what is marked in its words */
function passageItem(p, names = []) {
  const passage = passages[p];
  const doc = documents[passage.d];
  const parallels = (passage.pl || []).map(passageText);
  const link = sourceLink(passage);
  const quoted = (doc && passage.x) || "";
  const [first, last] = passage.q || ["", ""];
  return el(
    "li",
    { class: "passage" },
    el("span", { class: "slug" }, localName(passage.i)),
    " ",
    passageText(p),
    link && !quoted ? [" · ", link] : null,
    first && !quoted && !link ? el("span", { class: "aside" }, ` · ${t("from “{first}” to “{last}”", { first, last })}`) : null,
    parallels.length
      ? el("span", { class: "aside" }, ` · ${t("same or similar wording: {passages}", { passages: parallels.join("; ") })}`)
      : null,
    quoted
      ? el(
          "figure",
          { class: "quoted" },
          el("blockquote", { dir: "auto", lang: doc.lg || false, cite: passage.u || false }, marked(quoted, names)),
          el("figcaption", {}, sourceName(passage.d), ", ", licenceOf(doc), link ? [" · ", link] : null),
        )
      : null,
  );
}

/** Several passages, or that there is none.
 * @param {number[]} list
 * @param {string[]} [names] what is marked in their words */
export function passageList(list, names) {
  return list.length
    ? el(
        "ul",
        { class: "passages" },
        [...new Set(list)].map((p) => passageItem(p, names)),
      )
    : el("p", { class: "aside" }, t("no passage: from the curator's background knowledge"));
}

/** What is known of the copy of a document from which the file quotes; null if the file was made without copies.
 * @param {import("./types").Source} doc */
export function copyLine(doc) {
  const says = {
    matches: t("Quoted here from a copy that matches"),
    differs: t("The copy is another version: what is not in it is in our words only"),
    missing: t("There was no copy: its passages are in our words only"),
  };
  return doc.ct ? el("p", { class: "copy", dataset: { copy: doc.ct } }, says[doc.ct], " · ", licenceOf(doc)) : null;
}
