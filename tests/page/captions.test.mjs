// What a line says: how often and when, which relations it names, and how many more it stands for.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { small } from "./small.mjs";

const made = small();
const [one, other] = [made.state("One"), made.state("Other")];
/** @type {{dates: (any[] | null)[], words: string, series?: boolean}[]} */
const YEARS = JSON.parse(readFileSync(new URL("../picture/years.json", import.meta.url), "utf8"));
const cases = YEARS.map(({ dates, words, series }) => {
  const acts = dates.map((date) => made.act(date && date[0] !== undefined && (date[1] || date[2]) ? date : null));
  if (series) made.data.facts.push([acts[0], made.term("memberKind"), { t: made.term("Visit") }, []]);
  return { acts, words };
});

const acts = Array.from({ length: 4 }, () => made.act());
const told = ["attacked", "met", "accused", "praised"].map((relation, i) => made.line(one, relation, other, acts.slice(0, 4 - i)));
const alone = made.line(one, "blamed", other, [made.act()]);
const stated = ["nationality", "servingIn", "bodyOf"].map((relation) => made.line(one, relation, other));
const more = ["locatedIn", "seatOf"].map((relation) => made.line(one, relation, other));
const back = made.line(other, "thanked", one, [made.act()]);

const [y1961, y2015] = [
  ["1961/2015", "1961-01-01", "2015-12-31"],
  ["1961/..", "1961-01-01", ""],
].map((date) => made.act(date));
const ended = made.line(one, "knows", other, [y1961]);
const lasting = made.line(other, "knows", one, [y2015]);
made.data.past.push([made.term("knows"), "knew"]);
// What an undated act shows ended with a period of the two, or of others.
const [shown, elsewhere] = [made.act(), made.act()];
const third = made.state("Third");
const severing = [shown, elsewhere].map((act) => made.line(one, "knows", other, [act]));
const period = { k: made.term("knows"), v: made.term("knows"), s: [other], e: "", l: "2015-12-31", b: [], x: [], w: [] };
made.data.periods.push({ ...period, i: "p", o: [one], y: [shown] }, { ...period, i: "q", o: [third], y: [elsewhere] });

const [disputed, sure] = [made.act(["2016", "2016-01-01", "2016-12-31"]), made.act(["1988", "1988-01-01", "1988-12-31"])];
// A state with a first day, of which nobody tells how long it lasted, and states whose end is to come.
const vague = ["[1961..]", "1961/"].map((text) => made.line(one, "knows", third, [made.act([text, "1961-01-01", ""])]));
const coming = made.act(["1961/2090", "1961-01-01", "2090-12-31"]);
const planned = [
  made.line(third, "knows", one, [coming]),
  made.line(third, "knows", other, [coming, made.act(["1950", "1950-01-01", "1950-12-31"])]),
];
made.data.told = "2021-06-30";
// What both did, each in another act: in the same year, or not.
const twoWays = [1988, 2004, 2004].map((year) => made.act([`${year}`, `${year}-01-01`, `${year}-12-31`]));
const returned = [made.line(one, "returned", third, [twoWays[1]]), made.line(third, "returned", one, [twoWays[2]])];
const left = [made.line(one, "left", third, [twoWays[0]]), made.line(third, "left", one, [twoWays[2]])];
const bare = [made.line(one, "bordering", third), made.line(third, "bordering", one)];

const severed = [made.line(one, "severed", other, [disputed]), made.line(other, "severed", one, [disputed, sure])];
const [first] = [made.claim(disputed, "actor", one), made.claim(disputed, "actor", other), made.claim(sure, "actor", other)];
made.data.claims[first].df = [first + 1];

made.open();
const { captions, whenOfActs } = await import("../../kg/picture/app/captions.js");
const { state } = await import("../../kg/picture/app/state.js");
const { directions, verbOf } = await import("../../kg/picture/app/telling.js");
const { applyState } = await import("../../kg/picture/app/select.js");
applyState();

test("the years of acts have the words of the figure", () => {
  for (const { acts, words } of cases) assert.equal(whenOfActs(acts), words);
});

test("a sentence may count the acts in its own words", () => {
  const { acts } = cases.find(({ words }) => words === "1974 and 1988") || assert.fail();
  assert.equal(whenOfActs(acts, "2 acts"), "2 acts, 1974 and 1988");
  const part = cases.find(({ words }) => words === "twice, one of them in 1988") || assert.fail();
  assert.equal(whenOfActs(part.acts, "2 acts"), "2 acts");
});

test("a line names what its acts show, and counts what it does not name", () => {
  assert.deepEqual(captions([...told.slice(0, 1), alone]), ["attacked 4 times"]);
  // Three of the relations only say again what the first says; they are not named, but counted.
  assert.deepEqual(captions([...told, alone]), ["attacked 4 times, blamed, and 3 more", "attacked 4 times, and 4 more"]);
});

test("stated relations without acts are named after all others and counted once each", () => {
  const list = [told[0], alone, ...stated];
  const words = captions(list);
  assert.deepEqual(words, [
    "attacked 4 times, blamed, bodyOf, and 2 more",
    "attacked 4 times, blamed, and 3 more",
    "attacked 4 times, and 4 more",
  ]);
  for (const each of words) {
    const [, more] = /and (\d+) more$/.exec(each) || ["", "0"];
    assert.equal(each.split(", ").filter((part) => !part.startsWith("and ")).length + Number(more), list.length, each);
  }
});

test("five stated relations are named and counted without any act, fewer by the first alone", () => {
  assert.deepEqual(captions(stated), ["bodyOf"]);
  assert.deepEqual(captions([...stated, ...more])[0], "bodyOf, locatedIn, nationality, and 2 more");
});

test("what runs the other way is counted and not named", () => {
  assert.deepEqual(captions([told[0], alone, back, ...stated.slice(0, 2)])[0], "attacked 4 times, blamed, nationality, and 2 more");
});

test("a state that has ended is told in the past", () => {
  assert.equal(verbOf(ended), "knew");
  assert.equal(verbOf(lasting), "knows");
  assert.deepEqual(severing.map(verbOf), ["knew", "knows"]);
  assert.deepEqual(captions([ended]), ["knew 1961 to 2015"]);
});

test("a state of which nobody tells how long it lasted is not told in the present", () => {
  assert.deepEqual(vague.map(verbOf), ["knew", "knew"]);
  assert.deepEqual(captions([vague[0]]), ["knew in or after 1961"]);
});

test("an end after the documents is not told as one that has been", () => {
  assert.deepEqual(captions([planned[0]]), ["knows since 1961"]);
  assert.deepEqual(captions([planned[1]]), ["knows twice, since 1950"]);
});

test("as of a day, what lasted beyond it is told in the present, and its end is not told", () => {
  try {
    state.undated = true;
    state.asof = Date.UTC(1970, 0, 1) / 864e5;
    applyState();
    assert.deepEqual(captions([ended]), ["knows since 1961"]);
    assert.equal(verbOf(severing[0]), "knows");
    state.asof = Date.UTC(2016, 0, 1) / 864e5;
    applyState();
    assert.deepEqual(captions([ended]), ["knew 1961 to 2015"]);
    assert.equal(verbOf(severing[0]), "knew");
  } finally {
    state.asof = null;
    state.undated = false;
    applyState();
  }
});

test("one label does not add up what each of two did", () => {
  assert.deepEqual(captions(returned), ["returned 2004"]);
  assert.deepEqual(captions(left), ["left"]);
});

test("what no act shows is said of both directions", () => {
  assert.deepEqual(directions(bare), bare);
});

test("of two directions the better attested one stands first, and both are told", () => {
  assert.deepEqual(directions(severed), [severed[1], severed[0]]);
  assert.deepEqual(directions([...severed].reverse()), [severed[1], severed[0]]);
});
