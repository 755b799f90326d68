// Search: typing errors, beginnings, other names, gists, and scripts without spaces or with several forms of a letter.

import assert from "node:assert/strict";
import { test } from "node:test";
import { find, indexOf, marked, plain, spans } from "../../kg/picture/app/finding.js";

const ROWS = [
  { id: "abbas", label: "Mahmoud Abbas", names: "محمود عباس \n Abu Mazen", kind: "person", weight: 9 },
  { id: "zahar", label: "Mahmoud al-Zahar", names: "محمود الزهار", kind: "person", weight: 3 },
  { id: "visit", label: "Official visit of Abbas to Pakistan, 2013", kind: "official visit" },
  { id: "pakistan", label: "Pakistan", names: "پاکستان \n 巴基斯坦", kind: "state", weight: 45 },
  { id: "office", label: "Office for Pakistan affairs", kind: "organization" },
  { id: "c1", label: "", gist: "Pakistan bought rifles in Italy for an Arab customer.", kind: "" },
  { id: "mueller", label: "Heiko Müller", names: "", kind: "person" },
  { id: "china", label: "中华人民共和国", names: "中國", kind: "state" },
  { id: "aarhus", label: "Århus-aftalen", names: "", kind: "treaty" },
];
const index = indexOf(ROWS);
const ids = (text) => find(index, text, (id) => ROWS.find((row) => row.id === id)?.label ?? "").map(({ id }) => id);

test("a letter too few finds the name", () => {
  assert.deepEqual(ids("Abas").slice(0, 2).sort(), ["abbas", "visit"]);
  assert.equal(ids("Abas")[0], "abbas");
  assert.ok(ids("Pakstan").includes("pakistan"));
});

test("the beginning of a word finds it, and short words allow no errors", () => {
  assert.equal(ids("mahm")[0], "abbas");
  assert.deepEqual(ids("xyz"), []);
});

test("a label that begins with the text comes first", () => {
  assert.equal(ids("Pakistan")[0], "pakistan");
  assert.equal(ids("office")[0], "office");
});

test("all words are wanted; if nothing has all, any will do", () => {
  assert.deepEqual(ids("mahmoud zahar"), ["zahar"]);
  assert.ok(ids("zahar rifles").length >= 2);
});

test("gists and kinds are found", () => {
  assert.equal(ids("rifles customer")[0], "c1");
  assert.equal(ids("official visit")[0], "visit");
});

test("Arabic, Urdu and Chinese names are found in the forms that people type", () => {
  assert.equal(ids("عباس")[0], "abbas");
  assert.equal(ids("زهار")[0], "zahar");
  assert.equal(ids("باكستان")[0], "pakistan");
  assert.equal(ids("پاكستان")[0], "pakistan");
  assert.equal(ids("پاکِستان")[0], "pakistan");
  assert.equal(ids("巴基")[0], "pakistan");
  assert.equal(ids("人民")[0], "china");
  assert.equal(ids("国")[0], "china");
});

test("accents and special letters do not matter", () => {
  assert.equal(ids("muller")[0], "mueller");
  assert.equal(ids("arhus")[0], "aarhus");
  assert.equal(plain("Straße"), "strasse");
  assert.equal(plain("Ｆｕｌｌ"), "full");
});

test("an empty text and one of signs find nothing", () => {
  for (const text of ["", "   ", "()*", "\u202e"]) assert.deepEqual(ids(text), []);
});

test("names of members of objects are words like any other", () => {
  assert.deepEqual(ids("constructor"), []);
  assert.deepEqual(ids("__proto__"), []);
});

test("words have their places, pairs in scripts without spaces", () => {
  const of = (text) => spans(text).map(([start, end]) => text.slice(start, end));
  assert.deepEqual(of("l'État, 2013"), ["l'État", "2013"]);
  assert.deepEqual(of("中华人"), ["中华", "华人", "人"]);
  assert.deepEqual(of("𠀀𠀁"), ["𠀀𠀁", "𠀁"]);
});

test("what was found is marked, and nothing is lost", () => {
  assert.deepEqual(marked("Visit of Abbas", ["abbas"]), [
    ["Visit of ", false],
    ["Abbas", true],
  ]);
  assert.deepEqual(marked("中华人民", ["人民"]), [
    ["中华", false],
    ["人民", true],
  ]);
  assert.deepEqual(marked("巴基斯坦", ["巴基", "基斯"]), [
    ["巴基斯", true],
    ["坦", false],
  ]);
  for (const text of ["", "a b", "<b>x</b>", "محمود الزهار", "a\u0301b c"])
    assert.equal(
      marked(text, ["b", "a", "زهار"])
        .map(([part]) => part)
        .join(""),
      text,
    );
});
