// Who says so: what is behind a row, as an element.

import { element } from "./dom.js";
import { count, pageOf } from "./places.js";

/** @typedef {{ iri: string, label: string }} Named */

/**
 * A link to the page of a thing.
 * @param {Named} thing
 * @param {import("./places.js").Setup} setup
 */
function link(thing, setup) {
  const page = pageOf(thing.iri, setup);
  return page ? element("a", { href: page.href, title: thing.iri }, thing.label) : element("span", { title: thing.iri }, thing.label);
}

/**
 * @param {string} before
 * @param {Named[]} things
 * @param {import("./places.js").Setup} setup
 */
function line(before, things, setup) {
  if (!things.length) return null;
  const links = things.flatMap((each, place) => (place ? [", ", link(each, setup)] : [link(each, setup)]));
  return element("p", { class: "row-where" }, before, ...links);
}

/**
 * @param {any} claim
 * @param {import("./places.js").Setup} setup
 */
function claimed(claim, setup) {
  const subjects = claim.says.map((/** @type {any} */ each) => element("p", {}, link(each, setup), each.text ? `: ${each.text}` : ""));
  return element(
    "li",
    { class: claim.held ? "row-claim" : "row-claim row-unheld" },
    claim.gist ? element("p", { class: "row-gist" }, claim.gist) : null,
    ...subjects,
    claim.wording ? element("p", {}, "In the words of the source: ", element("q", {}, claim.wording)) : null,
    element("p", { class: "row-status" }, element("b", {}, claim.status), " · ", link({ iri: claim.iri, label: "the claim" }, setup)),
    line("Passages: ", claim.passages, setup),
    line("Read with: ", claim.read_with, setup),
    line("Shares text with: ", claim.parallels, setup),
    ...claim.notes.map((/** @type {string} */ note) => element("p", { class: "row-note" }, `Note: ${note}`)),
  );
}

/**
 * What is behind a row.
 * @param {any} found what the service answered; see kg/service/lookups.py
 * @param {import("./places.js").Setup} setup
 */
export function proof(found, setup) {
  const witnesses = found.summary.witnesses;
  const head = found.claims.length ? [count(found.claims.length + found.more, "claim"), count(found.passages.length, "passage")] : [];
  if (witnesses) head.push(count(witnesses, "independent witness", "independent witnesses"));
  return element(
    "div",
    { class: "row-evidence", role: "group", "aria-label": "Who says so" },
    head.length ? element("p", { class: "row-count" }, head.join(" · ")) : null,
    found.remark ? element("p", { class: "row-remark" }, found.remark) : null,
    found.claims.length
      ? element("ul", {}, ...found.claims.map((/** @type {any} */ each) => claimed(each, setup)))
      : line("Passages: ", found.passages, setup),
    found.more
      ? element("p", { class: "row-remark" }, `${count(found.more, "further claim")} not listed here: the pages of the things have all.`)
      : null,
    ...found.notes.map((/** @type {any} */ note) => element("p", { class: "row-note" }, `${note.kind}: ${note.text}`)),
  );
}
