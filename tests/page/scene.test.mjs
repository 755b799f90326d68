// Drawings as SVG, and texts as markup.

import assert from "node:assert/strict";
import { test } from "node:test";
import { embedCode, escaped, inertJson, withStory } from "../../kg/picture/app/markup.js";
import { awayFrom, bendAt, controlOf, leaves, markPath, meetsBorder } from "../../kg/picture/app/outlines.js";
import { solid, svgOf } from "../../kg/picture/app/scene.js";

const HOSTILE = `</text><script>alert(1)</script>"'&\u0000\ud800\u0008`;

test("a hostile text becomes a text", () => {
  assert.equal(escaped(HOSTILE), "&lt;/text&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;\ufffd");
});

test("a drawing has a title, a description and its texts, and no script", () => {
  const svg = svgOf({
    wide: 100.2,
    high: 50,
    title: HOSTILE,
    about: "about",
    parts: [
      { clip: [0, 0, 10, 10], parts: [{ d: "M0 0L10 10", stroke: "rgba(1,2,3,0.5)", width: 2, dash: [9, 4] }] },
      { text: HOSTILE, x: 1, y: 2, size: 12, face: "serif", fill: "#123456", halo: "#ffffff" },
    ],
  });
  assert.ok(!svg.includes("<script"));
  assert.equal(svg.match(/&lt;script&gt;/g)?.length, 2);
  assert.ok(svg.includes('width="101" height="50"'));
  assert.ok(svg.includes('stroke="rgb(1,2,3)" stroke-opacity="0.5" stroke-width="2" stroke-dasharray="9 4"'));
  assert.ok(svg.includes('<desc id="desc">about</desc>'));
});

test("a colour without opacity stays as it is", () => {
  assert.deepEqual(solid("#0a5c9c"), ["#0a5c9c", null]);
  assert.deepEqual(solid("rgba(1, 2, 3, 0.25)"), ["rgb(1,2,3)", "0.25"]);
});

test("a page holds another story, and nothing in it ends its block", () => {
  const page = '<script type="application/json" id="story">[]</script><script>"</script>"</script>';
  const story = [{ caption: "</script><b>$&\u2028", address: "" }];
  const copy = withStory(page, story);
  const block = /id="story">(.*?)<\/script>/.exec(copy)?.[1] || "";
  assert.ok(!/[<>&\u2028]/.test(block));
  assert.deepEqual(JSON.parse(block), story);
  assert.ok(copy.endsWith('</script><script>"</script>"</script>'));
  assert.equal(inertJson("<"), '"\\u003c"');
  assert.throws(() => withStory("<p>", story), /no block/);
});

test("the code of a frame keeps its page in a sandbox", () => {
  const code = embedCode("a file.html", 'sel=n:"x"&embed=1', `A "title" <b>`);
  assert.ok(code.startsWith('<iframe src="a file.html#sel=n:&quot;x&quot;&amp;embed=1" title="A &quot;title&quot; &lt;b&gt;"'));
  assert.equal(/sandbox="(.*?)"/.exec(code)?.[1], "allow-scripts allow-popups allow-popups-to-escape-sandbox");
});

test("a line meets the border of a mark where the mark begins", () => {
  const [from, to] = [
    { x: 0, y: 0 },
    { x: 100, y: 0 },
  ];
  const straight = controlOf(from, { x: 50, y: 0 }, to);
  assert.deepEqual(straight, { x: 50, y: 0 });
  assert.ok(
    Math.abs(
      bendAt(
        from,
        straight,
        to,
        meetsBorder(from, straight, to, () => 10),
      ).x - 90,
    ) < 0.01,
  );
  const bent = controlOf(from, { x: 50, y: 30 }, to);
  assert.deepEqual(bendAt(from, bent, to, 0.5), { x: 50, y: 30 });
});

test("marks have the corners of their shapes", () => {
  const corners = (shape) => markPath(shape, 0, 0, 10).match(/[ML]/g)?.length;
  assert.deepEqual(["square", "diamond", "triangle", "triangleDown", "hexagon", "star"].map(corners), [4, 4, 3, 3, 6, 10]);
  assert.equal(markPath("square", 0, 0, 10), "M10 10L-10 10L-10 -10L10 -10Z");
});

test("a ray leaves a box on its far side, and one that misses it or enters it far out does not", () => {
  /** @type {[number, number, number, number]} */
  const below = [-40, 10, 40, 30];
  assert.equal(Math.round(leaves(below, Math.PI / 2)), 30);
  assert.equal(leaves(below, -Math.PI / 2), 0);
  // Just above the corner at (40, 10), and a few pixels below it.
  assert.equal(leaves(below, Math.atan2(9.9, 40)), 0);
  assert.equal(leaves(below, Math.atan2(11, 40)), 0);
});

test("a point is as far from a line as from the nearest point of it, be it an end", () => {
  const line = [
    { x: 0, y: 0 },
    { x: 10, y: 0 },
    { x: 10, y: 10 },
  ];
  assert.equal(awayFrom({ x: 4, y: 3 }, line), 3);
  assert.equal(awayFrom({ x: 13, y: 14 }, line), 5);
  assert.equal(awayFrom({ x: 10, y: 5 }, line), 0);
  assert.equal(
    awayFrom({ x: 3, y: 4 }, [
      { x: 0, y: 0 },
      { x: 0, y: 0 },
    ]),
    5,
  );
});
