// What the query page computes without a page.

import assert from "node:assert/strict";
import test from "node:test";
import { advice, citeOf, duration, hashOf, having, pageOf, problemOf, queryOf, short } from "../../kg/service/app/places.js";

const setup = { base: "https://example.org/w/", ontology: "https://example.org/o#", rows: 1000, seconds: 10 };

test("things of the workspace and terms have pages here, other addresses lead away, and names lead nowhere", () => {
  assert.deepEqual(pageOf("https://example.org/w/id/sweden", setup), { href: "id/sweden", outside: false });
  assert.deepEqual(pageOf("https://example.org/o#Visit", setup), { href: "ontology/Visit", outside: false });
  assert.deepEqual(pageOf("https://example.org/other", setup), { href: "https://example.org/other", outside: true });
  for (const iri of ["urn:x", "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd"]) assert.equal(pageOf(iri, setup), null);
});

test("what is in an IRI does not change where a link leads", () => {
  for (const rest of ["//evil.example/x", "javascript:alert(1)", "../../x?y#z", "id/a?b#c"]) {
    const { href } = pageOf(setup.base + rest, setup);
    const { origin, search, hash } = new URL(href, "http://127.0.0.1:8000/query");
    assert.deepEqual([origin, search, hash], ["http://127.0.0.1:8000", "", ""], rest);
  }
});

test("an IRI is shortened with the longest namespace, if the rest needs no escape", () => {
  const prefixes = { a: "https://example.org/", b: "https://example.org/b/" };
  assert.equal(short("https://example.org/b/c", prefixes), "b:c");
  assert.equal(short("https://example.org/c d", prefixes), "https://example.org/c d");
});

test("a query survives the address", () => {
  for (const query of ["ASK {} # 100% & + =", "SELECT *\nWHERE { ?a ?b 'é' }"]) assert.equal(queryOf(hashOf(query)), query);
  assert.equal(queryOf("#panel=3"), null);
});

test("the header says which nodes carry the evidence", () => {
  assert.deepEqual(citeOf('#+ summary: x\n#+ cite: ["tenure act", "s p o"]\nASK {}'), ["tenure act", "s p o"]);
  for (const text of ["ASK {}", "#+ cite: [act]\nASK {}", "#+ cite: [1]\nASK {}"]) assert.deepEqual(citeOf(text), []);
});

test("a problem is what the service says, or that it says nothing", () => {
  const said = { title: "Too large", status: 413, detail: "the answer has more than 1000 rows" };
  assert.deepEqual(problemOf(JSON.stringify(said)), said);
  assert.match(problemOf("TypeError: Failed to fetch").detail, /cannot be reached/);
  assert.equal(problemOf("<html>502</html>").detail, "<html>502</html>");
  assert.match(advice(said, setup), /1,000 rows/);
  assert.match(advice({ ...said, status: 503 }, setup), /10 seconds/);
  assert.equal(advice({ ...said, status: 400 }, setup), "");
});

test("stored queries are found by all words of a search", () => {
  const queries = [{ name: "acts", summary: "Acts between two sides", description: "Every act", tags: ["dyads"], params: [] }];
  assert.equal(having(queries, "DYADS between").length, 1);
  assert.equal(having(queries, "between three").length, 0);
  assert.equal(having(queries, "").length, 1);
});

test("times are short", () => {
  assert.equal(duration(34.4), "34 ms");
  assert.equal(duration(2345), "2.3 s");
});
