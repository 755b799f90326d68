// The query engine in a worker: it starts from bytes that the page hands over, answers one question at a time, and is killed to stop it.

import { Store, initSync } from "oxigraph/web.js";

let store = null;

async function unpacked(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** A term as plain data, in the shape of SPARQL's JSON results. */
function plain(term) {
  if (term.termType === "NamedNode") return { type: "uri", value: term.value };
  if (term.termType === "BlankNode") return { type: "bnode", value: term.value };
  const row = { type: "literal", value: term.value };
  if (term.language) row["xml:lang"] = term.language;
  else if (term.datatype) row.datatype = term.datatype.value;
  return row;
}

async function start({ wasm, graph }) {
  const [code, quads] = await Promise.all([unpacked(wasm), unpacked(graph)]);
  initSync({ module: code });
  store = new Store();
  store.load(quads, { format: "application/n-quads", lenient: true, no_transaction: true });
  return { quads: store.size };
}

/** An answer: {kind: "table", vars, rows} | {kind: "truth", value} | {kind: "triples", triples}; at most `limit` rows cross over. */
function answer({ query, limit }) {
  const isTable = /^(?:\s|#[^\n]*\n|PREFIX\s+[^\s:]*:\s*<[^>]*>|BASE\s+<[^>]*>)*SELECT\b/i.test(query);
  if (isTable) {
    const { head, results } = JSON.parse(store.query(query, { results_format: "json" }));
    return { kind: "table", vars: head.vars, rows: results.bindings.slice(0, limit), total: results.bindings.length };
  }
  const found = store.query(query);
  if (typeof found === "boolean") return { kind: "truth", value: found };
  return {
    kind: "triples",
    triples: found.slice(0, limit).map((quad) => [plain(quad.subject), plain(quad.predicate), plain(quad.object)]),
    total: found.length,
  };
}

addEventListener("message", async ({ data }) => {
  try {
    const result = data.ask === "start" ? await start(data) : answer(data);
    postMessage({ id: data.id, result });
  } catch (problem) {
    postMessage({ id: data.id, problem: problem instanceof Error ? problem.message : String(problem) });
  }
});
