// Asks a SPARQL endpoint with Comunica: the arguments are its address and a query; prints the rows as JSON. Run in tests/golden/comunica.
import { createRequire } from "node:module";
import process from "node:process";
import { pathToFileURL } from "node:url";

const { QueryEngine } = createRequire(pathToFileURL(`${process.cwd()}/x.js`))("@comunica/query-sparql");
const [address, query] = process.argv.slice(2);
const rows = [];
for await (const row of await new QueryEngine().queryBindings(query, { sources: [{ type: "sparql", value: address }] })) {
  rows.push([...row].map(([variable, term]) => [variable.value, term.value]));
}
process.stdout.write(JSON.stringify(rows));
