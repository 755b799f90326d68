// The scale of the timeline: which stretch is visible, what the axis names, how acts fall into slices, how one steps.

import assert from "node:assert/strict";
import { test } from "node:test";
import { dayNumber, isoDay } from "../../kg/picture/app/days.js";
import { nextEnd, nextPeriod, scaleOf, slicesOf, stretchOf, tickWords, ticksOf, unitOf } from "../../kg/picture/app/scale.js";

const WHOLE = [dayNumber("1947-01-01"), dayNumber("2025-12-31")];
const MONTHS = "January February March April May June July August September October November December".split(" ");
const monthName = (month) => MONTHS[month - 1];
const widthOf = (text) => text.length * 7;

test("without a period the whole time is visible", () => {
  assert.deepEqual(stretchOf(WHOLE, null, null), WHOLE);
});

test("a period of at least 40 % of the whole time leaves the whole time visible", () => {
  assert.deepEqual(stretchOf(WHOLE, dayNumber("1950-01-01"), dayNumber("2000-01-01")), WHOLE);
  assert.deepEqual(stretchOf(WHOLE, dayNumber("1950-01-01"), null), WHOLE);
});

test("a shorter period is visible with a quarter of its length on both sides", () => {
  const [from, to] = [dayNumber("1980-01-01"), dayNumber("1984-01-01")];
  assert.deepEqual(stretchOf(WHOLE, from, to).map(isoDay), ["1979-01-01", "1984-12-31"]);
});

test("the visible stretch ends where the whole time ends, unless the period goes beyond it", () => {
  assert.equal(stretchOf(WHOLE, dayNumber("2020-01-01"), null)[1], WHOLE[1]);
  const beyond = stretchOf(WHOLE, dayNumber("2030-01-01"), dayNumber("2030-12-31"));
  assert.ok(beyond[0] < dayNumber("2030-01-01") && beyond[1] > dayNumber("2030-12-31"));
  const long = stretchOf(WHOLE, dayNumber("1800-01-01"), dayNumber("1900-01-01"));
  assert.ok(long[0] < dayNumber("1800-01-01") && long[1] < dayNumber("1930-01-01"));
});

test("days and pixels convert to each other", () => {
  const to = scaleOf(WHOLE, [152, 1000]);
  for (const iso of ["1947-01-01", "1974-02-22", "2025-12-31"]) {
    const day = dayNumber(iso);
    assert.equal(Math.round(to.day(to.x(day))), day);
    assert.ok(Math.abs(to.x(day) - to.scale(new Date(day * 864e5))) < 0.001, "d3's scale and ours agree");
  }
});

test("the axis names years, months where the stretch is short, and days where it is shorter", () => {
  const texts = (from, to) =>
    ticksOf(scaleOf([dayNumber(from), dayNumber(to)], [20, 900]), [0, 920], widthOf, monthName).map(({ text }) => text);
  assert.ok(texts("1947-01-01", "2025-12-31").includes("1985"));
  assert.ok(texts("1988-01-01", "1988-12-31").includes("November"));
  assert.ok(texts("1988-11-01", "1988-11-28").filter((text) => /^\d+ November/.test(text)).length >= 3);
});

test("names on the axis never overlap and stay in the frame, also in the far past", () => {
  for (const [from, to, width] of [
    ["1947-01-01", "2025-12-31", 360],
    ["1988-02-10", "1989-03-01", 360],
    ["1988-02-10", "1990-03-01", 1200],
    ["-0480-01-01", "2025-12-31", 800],
    ["0012-01-01", "0031-12-31", 800],
  ]) {
    const to2 = scaleOf([dayNumber(from), dayNumber(to)], [12, width - 16]);
    const named = ticksOf(to2, [2, width - 2], widthOf, monthName).filter(({ text }) => text);
    assert.ok(named.length >= 2, `${from} to ${to}`);
    const boxes = named.map(({ text, day }) => [to2.x(day) - widthOf(text) / 2, to2.x(day) + widthOf(text) / 2]);
    boxes.forEach(([left, right], i) => {
      assert.ok(left >= 2 && right <= width - 2);
      assert.ok(i === 0 || left > boxes[i - 1][1]);
    });
  }
});

test("the words of a day on the axis", () => {
  const words = (iso, first = false) => tickWords(new Date(dayNumber(iso) * 864e5), first, monthName);
  assert.equal(words("1974-01-01"), "1974");
  assert.equal(words("0031-01-01"), "31");
  assert.equal(words("1974-02-01"), "February");
  assert.equal(words("1974-02-01", true), "February 1974");
  assert.equal(words("1974-02-15"), "15 February");
});

const known = (iso) => {
  const day = dayNumber(iso);
  return { from: day, to: day, last: day, sureFrom: day, sureTo: day };
};
const within = (from, to) => ({ from: dayNumber(from), to: dayNumber(to), last: dayNumber(to), sureFrom: NaN, sureTo: NaN });

test("a known day counts as one sure act in one slice", () => {
  const slices = slicesOf(scaleOf(WHOLE, [0, 800]), 80, [known("1974-02-22"), known("1974-10-28")]);
  const filled = slices.filter(({ sure, possible }) => sure || possible);
  assert.equal(filled.length, 1);
  assert.deepEqual([filled[0].sure, filled[0].possible], [2, 0]);
  assert.equal(isoDay(filled[0].from), "1974-01-01");
});

test("an act known only within bounds is spread over them as possible, and stays one act", () => {
  const slices = slicesOf(scaleOf(WHOLE, [0, 800]), 80, [within("1970-01-01", "1979-12-31")]);
  const filled = slices.filter(({ possible }) => possible > 0);
  assert.equal(filled.length, 10);
  assert.ok(slices.every(({ sure }) => sure === 0));
  assert.ok(Math.abs(filled.reduce((sum, { possible }) => sum + possible, 0) - 1) < 1e-9);
});

test("what surely lasted is sure in the slices between", () => {
  const lasting = { ...within("1969-07-01", "1980-06-30"), sureFrom: dayNumber("1970-01-01"), sureTo: dayNumber("1979-12-31") };
  const slices = slicesOf(scaleOf(WHOLE, [0, 800]), 80, [lasting]);
  assert.equal(slices.filter(({ sure }) => sure > 0).length, 10);
  assert.equal(slices.filter(({ possible }) => possible > 0).length, 2);
});

test("only the part of an act within the visible stretch counts", () => {
  const to = scaleOf([dayNumber("1975-01-01"), dayNumber("1979-12-31")], [0, 800]);
  const total = slicesOf(to, 5, [within("1970-01-01", "1979-12-31")]).reduce((sum, { sure, possible }) => sum + sure + possible, 0);
  assert.ok(Math.abs(total - 0.5) < 0.01);
});

test("steps go to the ends of years and months", () => {
  const step = (iso, way, unit) => isoDay(nextEnd(dayNumber(iso), way, unit));
  assert.equal(step("1988-11-16", 1, "year"), "1988-12-31");
  assert.equal(step("1988-12-31", 1, "year"), "1989-12-31");
  assert.equal(step("1988-11-16", -1, "year"), "1987-12-31");
  assert.equal(step("1988-01-31", 1, "month"), "1988-02-29");
  assert.equal(step("1988-01-31", -1, "month"), "1987-12-31");
  assert.equal(step("0004-12-31", 1, "year"), "0005-12-31");
});

test("a period steps by its own length, and whole years and months stay whole", () => {
  const step = (from, to, way) => nextPeriod(dayNumber(from), dayNumber(to), way).map(isoDay);
  assert.deepEqual(step("1988-01-01", "1988-12-31", 1), ["1989-01-01", "1989-12-31"]);
  assert.deepEqual(step("1988-01-01", "1988-12-31", -1), ["1987-01-01", "1987-12-31"]);
  assert.deepEqual(step("1988-02-01", "1988-02-29", 1), ["1988-03-01", "1988-03-31"]);
  assert.deepEqual(step("1988-02-03", "1988-02-12", 1), ["1988-02-13", "1988-02-22"]);
});

test("one steps by months where less than three years are visible", () => {
  assert.equal(unitOf(WHOLE), "year");
  assert.equal(unitOf([dayNumber("1988-01-01"), dayNumber("1989-12-31")]), "month");
});
