// Bundles the scripts of the picture into kg/picture/_assets: the page's own, the editor, the engine's worker, the engine itself
// (compressed), and the licences of all that is in them. The same inputs give the same bytes. Started by scripts/build-frontend.

import { mkdirSync, readFileSync, readdirSync, existsSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { encoded } from "../kg/picture/app/base85.js";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const target = join(root, "kg/picture/_assets");
const fresh = target + ".new";
rmSync(fresh, { recursive: true, force: true });
mkdirSync(fresh, { recursive: true });

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

const used = new Set(["oxigraph"]);
for (const input of [picture, editor, worker].flatMap((each) => Object.keys(each.metafile.inputs))) {
  const match = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
  if (match) used.add(match[1]);
}
const versions = {};
const licences = [];
for (const name of [...used].sort()) {
  const folder = join(root, "node_modules", name);
  const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  versions[name] = version;
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  licences.push(
    `${name} ${version} (${license})\n\n${file && existsSync(join(folder, file)) ? readFileSync(join(folder, file), "utf8").trim() : "The package names this licence and carries no text of it."}\n`,
  );
}
writeFileSync(join(fresh, "versions.json"), JSON.stringify(versions, null, 2) + "\n");
writeFileSync(join(fresh, "LICENSES.txt"), licences.join("\n----\n\n"));
rmSync(target, { recursive: true, force: true });
renameSync(fresh, target);
