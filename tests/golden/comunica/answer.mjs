// Answers SPARQL SELECT queries with Comunica: loads an N-Quads file (the argument), then reads one query a line from standard input, each
// as a JSON string, and writes one line for each: {"rows": [[[name, value], ...], ...], "seconds": processor time}, or {"error": text}.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { QueryEngine } from '@comunica/query-sparql-rdfjs';
import N3 from 'n3';

const store = new N3.Store(new N3.Parser({ format: 'application/n-quads' }).parse(readFileSync(process.argv[2], 'utf8')));
const engine = new QueryEngine();

let fail;
process.on('uncaughtException', problem => fail(problem)); // some faults of the engine are thrown outside the promise of the query

for await (const line of createInterface({ input: process.stdin })) {
  const before = process.cpuUsage();
  let answer;
  try {
    answer = { rows: await Promise.race([rows(JSON.parse(line)), new Promise((_, reject) => { fail = reject; })]) };
  } catch (problem) {
    answer = { error: String(problem) };
  }
  const { user, system } = process.cpuUsage(before);
  process.stdout.write(`${JSON.stringify({ ...answer, seconds: (user + system) / 1e6 })}\n`);
}

async function rows(text) {
  const found = [];
  for await (const row of await engine.queryBindings(text, { sources: [store] })) {
    found.push([...row].map(([variable, term]) => [variable.value, term.value]));
  }
  return found;
}
