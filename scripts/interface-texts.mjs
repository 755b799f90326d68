// Prints the texts of the picture's interface as JSON: the English texts that the page's scripts give to t() and phrase(), and the plurals that
// they give to plural(), which a catalogue translates by their English plural. A text that is no literal is an error.

import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as espree from "espree";

/** The modules that define the functions by which texts pass. */
const DEFINE = new Set(["language.js", "phrases.js"]);
const app = join(dirname(fileURLToPath(import.meta.url)), "../kg/picture/app");
const texts = new Set();
const plurals = new Set();
const problems = [];

/** The literals that an argument can be: a text, or one of two. */
function literals(node) {
  if (node?.type === "Literal" && typeof node.value === "string") return [node.value];
  if (node?.type === "ConditionalExpression") return [...literals(node.consequent), ...literals(node.alternate)];
  return [null];
}

function visit(node, file) {
  if (!node || typeof node.type !== "string") return;
  if (node.type === "CallExpression" && node.callee.type === "Identifier" && !DEFINE.has(file)) {
    const wanted = { t: [0, texts], phrase: [0, texts], plural: [2, plurals] }[node.callee.name];
    if (wanted) {
      const [place, found] = wanted;
      for (const text of literals(node.arguments[place])) {
        if (text === null) problems.push(`${file}:${node.loc.start.line}: the text of ${node.callee.name}() is no literal`);
        else found.add(text);
      }
    }
  }
  for (const value of Object.values(node)) {
    if (Array.isArray(value)) for (const each of value) visit(each, file);
    else if (value && typeof value === "object") visit(value, file);
  }
}

for (const file of readdirSync(app)
  .filter((name) => name.endsWith(".js"))
  .sort())
  visit(espree.parse(readFileSync(join(app, file), "utf8"), { ecmaVersion: 2024, sourceType: "module", loc: true }), file);
if (problems.length) {
  console.error(problems.join("\n"));
  process.exit(1);
}
process.stdout.write(JSON.stringify({ texts: [...texts].sort(), plurals: [...plurals].sort() }));
