// Bundles the scripts of the picture into kg/picture/_assets: the page's own, the editor, the engine's worker, the engine itself
// (compressed), and those of the query page into kg/service/_assets; with the licences of all that is in them. The same inputs give the
// same bytes. Started by scripts/build-frontend.

import { mkdirSync, readFileSync, readdirSync, existsSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { encoded } from "../kg/picture/app/base85.js";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const modules = join(root, "node_modules");

/** An empty folder that will replace another. */
function emptied(target) {
  const fresh = target + ".new";
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  return fresh;
}

/** The package of a path; null for a file of this repository. */
function packageOf(path) {
  const at = path.lastIndexOf("node_modules/");
  return at < 0 ? null : /^(?:@[^/]+\/)?[^/]+/.exec(path.slice(at + "node_modules/".length))[0];
}

/** The packages that are in some bundles, those too that a package has in its own bundle, as its source map lists them. */
function packagesIn(...bundles) {
  const found = new Set();
  for (const input of bundles.flatMap((each) => Object.keys(each.metafile.inputs))) {
    const name = packageOf(input);
    if (name === null) continue;
    found.add(name);
    const map = join(root, input + ".map");
    if (!existsSync(map)) continue;
    for (const source of JSON.parse(readFileSync(map, "utf8")).sources) {
      const inner = packageOf(source);
      if (inner !== null && existsSync(join(modules, inner))) found.add(inner);
    }
  }
  return found;
}

/** Put a folder in place, with the versions and the licences of the packages that are in it. */
function finished(fresh, target, used) {
  const versions = {};
  const licences = [];
  for (const name of [...used].sort()) {
    const folder = join(modules, name);
    const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    versions[name] = version;
    const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
    const text = file ? readFileSync(join(folder, file), "utf8").trim() : "The package names this licence and carries no text of it.";
    licences.push(`${name} ${version} (${license})\n\n${text}\n`);
  }
  writeFileSync(join(fresh, "versions.json"), JSON.stringify(versions, null, 2) + "\n");
  writeFileSync(join(fresh, "LICENSES.txt"), licences.join("\n----\n\n"));
  rmSync(target, { recursive: true, force: true });
  renameSync(fresh, target);
}

const target = join(root, "kg/picture/_assets");
const fresh = emptied(target);
const common = {
  bundle: true,
  minify: true,
  charset: "utf8",
  target: ["es2022"],
  legalComments: "none",
  logLevel: "error",
  absWorkingDir: root,
  metafile: true,
};
const picture = await build({
  ...common,
  entryPoints: ["kg/picture/app/main.js"],
  format: "esm",
  outfile: join(fresh, "picture.js"),
});
const editor = await build({
  ...common,
  entryPoints: ["scripts/frontend/editor.mjs"],
  format: "iife",
  globalName: "ChanceryEditor",
  outfile: join(fresh, "editor.js"),
});
const worker = await build({
  ...common,
  entryPoints: ["scripts/frontend/worker.mjs"],
  format: "iife",
  define: { "import.meta.url": '"blob:"' },
  outfile: join(fresh, "worker.js"),
});
// A compressed file that tells neither time nor system, so that two builds are equal.
const engine = gzipSync(readFileSync(join(root, "node_modules/oxigraph/web_bg.wasm")), { level: 9 });
engine[9] = 255;
writeFileSync(join(fresh, "oxigraph.wasm.gz.b85"), encoded(engine));

finished(fresh, target, packagesIn(picture, editor, worker).add("oxigraph"));

const served = join(root, "kg/service/_assets");
const page = emptied(served);
const query = await build({
  ...common,
  entryPoints: ["kg/service/app/query.js", "kg/service/app/query.css"],
  format: "esm",
  outdir: page,
});
// The style sheet of the tables is in that of Yasgui, which has no source map.
finished(page, served, packagesIn(query).add("datatables.net-dt"));
