// Days: what had begun by a day, and what was still going on.

import assert from "node:assert/strict";
import { test } from "node:test";
import { begunBy, dayNumber, isoDay, joined, lastingAt, saysWhen, surelyIn, typedBounds } from "../../kg/picture/app/days.js";

const when = (more) => joined([{ n: 0, c: -1, ...more }]);
const at = (date, iso) => begunBy(date, dayNumber(iso));

test("days have numbers, also before the year 100 and before the year 1", () => {
  for (const iso of ["1970-01-01", "0031-12-31", "-0480-09-20"]) assert.equal(isoDay(dayNumber(iso)), iso);
});

test("a known day has surely begun from then on", () => {
  const date = when({ t: "1974-02-22", e: "1974-02-22", l: "1974-02-22" });
  assert.deepEqual([at(date, "1974-02-21"), at(date, "1974-02-22")], ["no", "surely"]);
});

test("a day known within bounds has possibly begun between them", () => {
  const date = when({ t: "[1967,1973]", e: "1967-01-01", l: "1973-12-31" });
  assert.deepEqual([at(date, "1966-12-31"), at(date, "1970-06-01"), at(date, "1973-12-31")], ["no", "possibly", "surely"]);
});

test("an interval without an end has surely begun when its beginning has", () => {
  const date = when({ t: "1960/..", e: "1960-01-01", g: "1960-12-31" });
  assert.deepEqual([at(date, "1960-06-01"), at(date, "1980-12-31")], ["possibly", "surely"]);
});

test("what happened on or after a day is never sure", () => {
  assert.equal(at(when({ t: "1973..", e: "1973-01-01", z: "2025-09-30" }), "2025-09-30"), "possibly");
});

test("an account without a last day leaves open when it had begun", () => {
  const date = joined([
    { n: 0, c: 0, t: "1974", e: "1974-01-01", l: "1974-12-31" },
    { n: 0, c: 1, t: "1973..", e: "1973-01-01" },
  ]);
  assert.equal(at(date, "1980-01-01"), "possibly");
  const both = joined([
    { n: 0, c: 0, t: "1974", e: "1974-01-01", l: "1974-12-31" },
    { n: 0, c: 1, t: "1976", e: "1976-01-01", l: "1976-12-31" },
  ]);
  assert.deepEqual([at(both, "1975-01-01"), at(both, "1976-12-31")], ["possibly", "surely"]);
});

test("only an interval lasts, and only within its days", () => {
  const war = when({ t: "1947/1949", e: "1947-01-01", l: "1949-12-31", f: "1947-12-31", u: "1949-01-01", g: "1947-12-31" });
  const still = (date, iso) => lastingAt(date, dayNumber(iso));
  assert.deepEqual([still(war, "1947-06-01"), still(war, "1948-06-01"), still(war, "1950-01-01")], ["possibly", "surely", "no"]);
  assert.equal(still(when({ t: "1974", e: "1974-01-01", l: "1974-12-31" }), "1974-06-01"), "no");
});

test("a typed year or month means all its days, and what is no date means none", () => {
  assert.deepEqual(typedBounds("1988").map(isoDay), ["1988-01-01", "1988-12-31"]);
  assert.deepEqual(typedBounds("1988-2").map(isoDay), ["1988-02-01", "1988-02-29"]);
  for (const text of ["88", "1988-13", "1988-02-30", "today"]) assert.equal(typedBounds(text), null);
});

test("surely in a period is what lies in it with all its bounds, or surely lasted on a day of it", () => {
  const year = (/** @type {number} */ number) =>
    /** @type {[number, number]} */ ([dayNumber(`${number}-01-01`), dayNumber(`${number}-12-31`)]);
  const within = (/** @type {any} */ when, /** @type {number} */ from, /** @type {number} */ to) =>
    surelyIn(joined([{ n: 0, c: -1, ...when }]), from, to);
  assert.equal(within({ e: "1988-11-16", l: "1988-11-16", t: "1988-11-16" }, ...year(1988)), true);
  assert.equal(within({ e: "1988-11-16", l: "1988-11-16", t: "1988-11-16" }, ...year(1989)), false);
  // In 1975 or later: it may have been in 1988.
  assert.equal(within({ e: "1975-01-01", t: "1975/.." }, ...year(1988)), false);
  assert.equal(within({ e: "1975-01-01", t: "1975/.." }, dayNumber("1970-01-01"), Infinity), true);
  // It lasted from 1985 to 1990, whatever its first and its last day.
  assert.equal(within({ e: "1985-01-01", l: "1990-12-31", f: "1985-12-31", u: "1990-01-01", t: "1985/1990" }, ...year(1988)), true);
  assert.equal(surelyIn(null, -Infinity, Infinity), false);
});

test("a title says a date with its words, or with its years where no day is known", () => {
  assert.ok(saysWhen("Summit in Karachi, 1975", "1975"));
  assert.ok(saysWhen("Raids, 2008–2009", "between 2008 and 2009"));
  assert.ok(!saysWhen("Raids, 2008", "between 2008 and 2009"));
  assert.ok(!saysWhen("Summit in Karachi, 1975", "3 May 1975"));
  assert.ok(!saysWhen("Summit in Karachi", "before the war"));
});

test("where only the very words count, a month and a doubt are more than the year", () => {
  assert.ok(saysWhen("Summit in Karachi, 1975", "1975", true));
  for (const words of ["May 1975", "3 May 1975", "after Summit in Lahore, 1975"]) assert.ok(!saysWhen("Summit, 1975", words, true));
});
