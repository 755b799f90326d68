// The query engine: Oxigraph in a worker created from this file, started by the first query. A query is stopped by ending the worker.

import { leftGrouped } from "./arithmetic.js";
import { D, bytesOf } from "./data.js";
import { byId } from "./dom.js";
import { t } from "./language.js";

export const engine = {
  groupsFromRight: false,
  /** @type {Worker | null} */
  worker: null,
  /** @type {Promise<void> | null} */
  starting: null,
  /** @type {Map<number, { resolve: (result: any) => void, reject: (problem: Error) => void }>} */
  waiting: new Map(),
  next: 1,
  quads: 0,
  /** @type {import("./outside.js").WorkerPolicy | null} */
  policy: null,
};
const ROWS = 5000;

export function startEngine() {
  engine.starting ||= new Promise((/** @type {(nothing?: undefined) => void} */ resolve, reject) => {
    const address = URL.createObjectURL(new Blob([JSON.parse(byId("worker").textContent)], { type: "text/javascript" }));
    // A blob of this page is the only source of a worker that the policy allows.
    const policy = (engine.policy ||= window.trustedTypes
      ? trustedTypes.createPolicy("chancery-worker", {
          createScriptURL: (url) => {
            if (!url.startsWith("blob:")) throw new TypeError("not ours");
            return url;
          },
        })
      : { createScriptURL: (url) => url });
    const worker = new Worker(policy.createScriptURL(address));
    engine.worker = worker;
    worker.addEventListener("message", ({ data }) => {
      const waiting = engine.waiting.get(data.id);
      engine.waiting.delete(data.id);
      if (!waiting) return;
      if (data.problem !== undefined) waiting.reject(new Error(data.problem));
      else waiting.resolve(data.result);
    });
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      const problem = new Error(event.message || t("the query engine cannot start in this browser"));
      for (const waiting of engine.waiting.values()) waiting.reject(problem);
      engine.waiting.clear();
      reject(problem);
    });
    const [wasm, graph] = [bytesOf("wasm"), bytesOf("graph")];
    send({ ask: "start", wasm, graph }, [wasm.buffer, graph.buffer])
      .then(async ({ quads }) => {
        URL.revokeObjectURL(address);
        engine.quads = quads;
        const { rows } = await send({ ask: "query", query: "SELECT (3 - 2 + 1 AS ?x) {}", limit: 1 });
        engine.groupsFromRight = rows[0].x.value !== "2";
        resolve();
      })
      .catch(reject);
  });
  return engine.starting;
}

function send(message, transfer = []) {
  const id = engine.next++;
  return new Promise((resolve, reject) => {
    engine.waiting.set(id, { resolve, reject });
    engine.worker?.postMessage({ ...message, id }, transfer);
  });
}

/** Runs a query. The prefixes of the workspace need no declaration. */
export async function ask(query, limit = ROWS) {
  await startEngine();
  const missing = Object.entries(D.about.asking ? D.about.asking.prefixes : {}).filter(
    ([name]) => !new RegExp(`prefix\\s+${name}:`, "i").test(query),
  );
  // The prefixes take one line, so that line numbers in messages are off by exactly one.
  const head = missing.map(([name, iri]) => `PREFIX ${name}: <${iri}>`).join(" ") + "\n";
  try {
    return await send({ ask: "query", query: head + (engine.groupsFromRight ? leftGrouped(query) : query), limit });
  } catch (problem) {
    const message = problem instanceof Error ? problem.message : String(problem);
    throw new Error(message.replace(/\bat (\d+):(\d+)/g, (_, line, column) => `at line ${Number(line) - 1}, column ${column}`));
  }
}

/** Ends the worker and its query. The next query starts a new worker. */
export function stopEngine() {
  if (engine.worker) engine.worker.terminate();
  for (const waiting of engine.waiting.values()) waiting.reject(new Error(t("stopped")));
  engine.waiting.clear();
  engine.worker = null;
  engine.starting = null;
}
