// The indexes of the data that the views need. Items refer to each other by their position in a list.

import { speak } from "./dom.js";
import { D, bytesOf } from "./file.js";
import { listed, t } from "./language.js";

export { D, bytesOf };

for (const [language, ofNodes, ofTerms, ofClaims, ofNotes] of D.spoken || []) {
  for (const n of ofNodes) speak(D.nodes[n].l, language);
  for (const p of ofTerms) speak(D.terms[p][1], language);
  for (const c of ofClaims) speak(D.claims[c].g || "", language);
  for (const i of ofNotes) speak(D.notes[i].g || "", language);
}

/** @typedef {import("./types.js").Claim} Claim */
/** @typedef {import("./types.js").Fact} Fact */

export const { nodes, facts, edges, claims, passages, documents, notes, terms, rules, whens, periods, groups, tones, standings } = D;

export const AGENTS = new Set(["state", "organization", "person", "people", "agent"]);
const MATTERS = new Set(["act", "event", "situation", "matter"]);
export const groupOf = (n) => groups[nodes[n].g].id;
export const isAgent = (n) => AGENTS.has(groupOf(n));
export const isMatter = (n) => MATTERS.has(groupOf(n));
export const labelOf = (n) => nodes[n].l;
export const localName = (iri) => iri.slice(Math.max(iri.lastIndexOf("#"), iri.lastIndexOf("/")) + 1);

export const DIP = "https://w3id.org/chancery/ontology#";
export const termAt = new Map(terms.map(([iri], place) => [iri, place]));
export const TYPE = termAt.get("http://www.w3.org/1999/02/22-rdf-syntax-ns#type");
export const dip = (name) => termAt.get(DIP + name);
export const nodeAt = new Map(nodes.map((node, place) => [node.i, place]));

/** A term and all terms above it, nearest first. */
const aboveCache = new Map();
export function above(term) {
  let found = aboveCache.get(term);
  if (!found) {
    found = [term];
    for (let i = 0; i < found.length; i++) for (const up of terms[found[i]][2]) if (!found.includes(up)) found.push(up);
    aboveCache.set(term, found);
  }
  return found;
}

/** As many empty lists.
 * @param {number} length
 * @returns {any[][]} */
export const lists = (length) => Array.from({ length }, () => []);
export const factsOf = lists(nodes.length);
export const factsTo = lists(nodes.length);
export const factAt = new Map();
facts.forEach(([s, p, o], place) => {
  factsOf[s].push(place);
  if (typeof o === "number") {
    factsTo[o].push(place);
    factAt.set(`${s} ${p} ${o}`, place);
  } else if (o.t !== undefined) factAt.set(`${s} ${p} t${o.t}`, place);
});
export const edgesAt = lists(nodes.length);
export const edgeAt = new Map();
edges.forEach((edge, place) => {
  edge.w ||= [];
  edge.c ||= [];
  for (const way of edge.w) way.a ||= [];
  edgesAt[edge.s].push(place);
  if (edge.o !== edge.s) edgesAt[edge.o].push(place);
  edgeAt.set(`${edge.s} ${edge.p} ${edge.o}`, place);
});
export const edgesOfAct = lists(nodes.length);
edges.forEach((edge, place) => {
  for (const act of new Set(edge.w.flatMap((way) => way.a))) edgesOfAct[act].push(place);
});
export const whensOf = lists(nodes.length);
whens.forEach((when) => whensOf[when.n].push(when));

export const EDTF = "http://id.loc.gov/datatypes/edtf/EDTF";
/** The words of each date in EDTF that a claim of this file gives. */
export const dateWords = new Map(D.dates);
export const notesOn = lists(nodes.length);
export const notesOnClaim = lists(claims.length);
for (const note of notes) {
  for (const n of note.on || []) notesOn[n].push(note);
  for (const c of note.oc || []) notesOnClaim[c].push(note);
}
export const factsOfClaim = lists(claims.length);
facts.forEach((fact, place) => {
  for (const c of fact[3]) factsOfClaim[c].push(place);
});
export const contentsOf = lists(nodes.length);
export const knownStandings = new Set(standings.map((each) => each.id));
claims.forEach((claim, c) => {
  claim.p ||= [];
  claim.docs = [...new Set(claim.p.map((p) => passages[p].d).filter((d) => d >= 0))];
  // What a reader must switch on to see the claim. Empty for a held claim.
  claim.tags = [];
  if (claim.s !== "Stated") claim.tags.push(knownStandings.has(claim.s) ? claim.s : "Hedged");
  if (claim.of !== undefined) claim.tags.push("said");
  if (claim.r) claim.tags.push("withdrawn");
  if (!claim.h && !claim.tags.length) claim.tags.push("withdrawn");
  if (claim.of !== undefined && claim.of >= 0) contentsOf[claim.of].push(c);
});
export const standingLabel = (id) => (standings.find((each) => each.id === id) || { l: id }).l;

/** The speakers of an act: its actors, or else its lead participants. */
export function speakersOf(act) {
  const names = [];
  for (const f of factsOf[act]) {
    const [, p, o] = facts[f];
    if (typeof o === "number" && p === dip("actor") && !names.includes(o)) names.push(o);
  }
  return names;
}

/** Who makes a claim, in words: "said by Asif Ali Zardari". Empty if the document itself makes it. */
export function speakerText(claim) {
  if (claim.of === undefined) return "";
  if (claim.of < 0) return t("said by a speaker who is not in this picture");
  const speakers = speakersOf(claim.of);
  if (!speakers.length && !isMatter(claim.of)) return t("said in “{text}”", { text: labelOf(claim.of) });
  if (speakers.length) return t("said by {speakers}", { speakers: listed(speakers.map(labelOf)) });
  return t("said by an unnamed speaker in “{text}”", { text: labelOf(claim.of) });
}

/** Why a claim is not held, in words. Empty for a held claim. */
export function standingText(claim) {
  const parts = claim.tags.filter((tag) => tag !== "said").map(standingLabel);
  const speaker = speakerText(claim);
  if (speaker) parts.push(speaker);
  return parts.join(", ");
}

/** Whether a claim is one of two accounts that differ, whichever of the two says so. */
export const disputed = new Uint8Array(claims.length);
claims.forEach((claim, c) => {
  for (const other of claim.df || []) disputed[c] = disputed[other] = 1;
});

/** The relations that say that something is not so, was refused or was taken back. */
export const NEGATIVE = new Set(D.negative);

/** Whether a fact is a role: its object is a node, and it is not the type. */
export const isRole = (fact) => typeof fact[2] === "number" && fact[1] !== TYPE;

/** The number of documents of each publisher. */
const printed = new Map();
for (const { pb } of documents) printed.set(pb, (printed.get(pb) || 0) + 1);

/** The name of a document for a reader: that of its publication; with its label where the publication has several, or without one.
 * @param {number} d */
export function sourceName(d) {
  const { l, pb } = documents[d];
  return !pb ? l : printed.get(pb) > 1 ? `${l} (${pb})` : pb;
}

/** The name of a passage: document, section and number. */
export function passageText(p) {
  const passage = passages[p];
  const place = [
    passage.d >= 0 ? sourceName(passage.d) : "",
    passage.s && passage.s !== "(lead)" ? t("section “{name}”", { name: passage.s }) : passage.s ? t("lead section") : "",
    passage.n ? `${passage.k || t("passage")} ${passage.n}` : "",
  ];
  return place.filter(Boolean).join(", ") || localName(passage.i);
}
export const slugOf = (iri) => {
  const own = D.about.base + "id/";
  return iri.startsWith(own) ? iri.slice(own.length) : iri;
};
export const nodeBySlug = (slug) => nodeAt.get(D.about.base + "id/" + slug) ?? nodeAt.get(slug);
export const kindText = (n) => nodes[n].k.map((k) => terms[k][1]).join(", ") || groups[nodes[n].g].l;
