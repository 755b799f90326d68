// The data of the file, as they are written in it.

import { decoded } from "./base85.js";
import { byId } from "./dom.js";

/** The bytes of a block of this file, in base85 or base64. */
export function bytesOf(id) {
  /** @type {string} */
  const text = byId(id).textContent;
  if (byId(id).type === "text/x-base85") return decoded(text);
  // Newer browsers decode by themselves, which takes half the time.
  const decode = /** @type {any} */ (Uint8Array).fromBase64;
  if (decode) return /** @type {Uint8Array<ArrayBuffer>} */ (decode.call(Uint8Array, text));
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

/** The parsed data, decompressed if the file is large. */
async function readData() {
  if (byId("data")) return JSON.parse(byId("data").textContent);
  const stream = new Blob([bytesOf("packed")]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).json();
}

/** @type {import("./types.js").Data} */
export const D = await readData();
