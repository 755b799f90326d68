// Bytes as text and back.

import assert from "node:assert/strict";
import { test } from "node:test";
import { decoded, encoded } from "../../kg/picture/app/base85.js";

test("every length comes back as it was", () => {
  for (let length = 0; length < 70; length++) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 197 + length * 31) % 256);
    assert.deepEqual(decoded(encoded(bytes)), bytes);
  }
  const ends = Uint8Array.from([255, 255, 255, 255, 0, 0, 0, 0, 255]);
  assert.deepEqual(decoded(encoded(ends)), ends);
});

test("five characters stand for four bytes, and none of them is markup", () => {
  const text = encoded(Uint8Array.from({ length: 4000 }, (_, i) => (i * i * 7 + i) % 256));
  assert.equal(text.length, 5000);
  assert.ok(!/[<>&"'\\\s]/.test(text));
});
