"""Mappings: every mistake is named with its line, and those of the package are right."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.cli.main import run as kg
from kg.coded import mapping
from kg.coded.command import words_of
from kg.coded.expressions import records
from kg.coded.mapping import check_columns, check_words, find, parse, shipped
from kg.coded.records import RECORDS
from kg.errors import DataError, NameNotFound
from kg.ontology.terms import load_ontology
from kg.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
GOOD = """format = 1
name = "visits"
title = "Visits"
grain = "acts"
party_scheme = "iso3"
[table]
delimiter = ";"
[record]
id = ["no", "part"]
actor_code = "guest"
recipient_code = { columns = [["host", "host_old"]] }
kind = { column = "what", values = { v = "Visit" } }
date = { column = "day", format = ["%d.%m.%Y", "%Y"] }
[[where]]
column = "level"
is_not = ["0"]
"""


def test_a_mapping_says_which_columns_it_needs() -> None:
    found = parse(GOOD, "m.toml")
    assert (found.name, found.grain, found.scheme, found.party_scheme, found.kind) == ("visits", "acts", "chancery", "iso3", None)
    assert list(found.columns_of("")) == ["no", "part", "guest", "host", "host_old", "what", "day", "level"]
    assert found.layouts[0].delimiter == ";"


@pytest.mark.parametrize(
    ("old", "new", "what", "line", "hint"),
    [
        ("format = 1", "format = 2", "the format of the mapping is not 1", 1, "format = 1"),
        ('name = "visits"', 'name = "Vi sits"', "invalid name 'Vi sits'", 2, "small letters"),
        ('name = "visits"', "name = 3", "name is not text in quotation marks", 2, None),
        ('title = "Visits"', 'titel = "Visits"', "unknown key 'titel'", 3, "did you mean title?"),
        ('"acts"', '"act"', "grain cannot be 'act'", 4, "did you mean acts?"),
        ('"iso3"', '"iso4"', "party_scheme cannot be 'iso4'", 5, "did you mean iso3"),
        ('";"', '";;"', "delimiter is not one character", 7, None),
        ("delimiter", "delimeter", "unknown key 'delimeter' in [table]", 7, "did you mean delimiter?"),
        ('id = ["no", "part"]', "id = []", "id has no column", 9, None),
        ('id = ["no", "part"]', "id = 7", "id is not a column", 9, None),
        ('actor_code = "guest"', 'actor = "guest"', "unknown key 'actor' in [record]", 10, "actor_"),
        ("columns = [[", "colums = [[", "unknown key 'colums' of recipient_code", 11, "did you mean columns?"),
        ('"%d.%m.%Y"', '"%d.%M.%Y"', "a date cannot have '%M' in its format", 13, "%m (month)"),
        ('"%Y"]', '"%m"]', "the format '%m' has no year, or a day without a month", 13, None),
        ('values = { v = "Visit" }', "values = { v = 1 }", "the values of kind are not a table of texts", 12, None),
        ('"what",', '"what", split = ";",', "kind cannot be split; only topics are a list", 12, None),
        ('"what",', '"what", extract = "[0-9",', "the extract of kind is not a regular expression", 12, None),
        ('"what",', '"what", extract = "[0-9]",', "the extract of kind has not one group in parentheses", 12, None),
        ("is_not", "isnt", "unknown key 'isnt' in [where]", 16, "did you mean is"),
        ("[record]", "[records]", "unknown key 'records'", 8, "did you mean record?"),
        ("[table]", "[table]\nheader = false", "a table without a header needs the names of its columns", 7, None),
        ("[table]", '[table]\nencoding = "utf-9"', "unknown encoding 'utf-9'", 7, None),
        (
            "[record]",
            '[wide]\ncolumns = "[0-9]+"\nname = "year"\nvalue = "n"\n[record]',
            "the identifier does not say which",
            13,
            "add 'year' to id",
        ),
    ],
)
def test_mistakes_are_named_with_their_line(old: str, new: str, what: str, line: int, hint: str | None) -> None:
    assert old in GOOD
    with pytest.raises(DataError) as caught:
        parse(GOOD.replace(old, new, 1), "m.toml")
    problems = [caught.value, *caught.value.others]
    found = [(str(each.place), each) for each in problems if each.what.startswith(what)]
    assert found, [str(each) for each in problems]
    assert found[0][0] == f"m.toml:{line}"
    assert hint is None or hint in str(found[0][1].hint)


def test_all_mistakes_are_reported_at_once() -> None:
    with pytest.raises(DataError) as caught:
        parse("format = 1\nname = 'x'\n[record]\nplaec = 'p'\n", "m.toml")
    found = [caught.value.what, *(each.what for each in caught.value.others)]
    assert found == [
        "the mapping has no title",
        "[record] has no id",
        "[record] has no kind",
        "[record] has no actor",
        "unknown key 'plaec' in [record]",
    ]


@pytest.mark.parametrize(("text", "line"), [("format = \n", 1), ('format = 1\nname = "x\n', 2), ("a = 1\na = 2\n", 2)])
def test_what_is_no_toml_is_an_error_with_its_line(text: str, line: int) -> None:
    with pytest.raises(DataError, match="not valid TOML") as caught:
        parse(text, "m.toml")
    assert caught.value.place is not None
    assert caught.value.place.line in (line, line + 1)


def test_a_file_that_is_not_utf_8_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "m.toml"
    path.write_bytes(b"format = 1 # \xff")
    with pytest.raises(DataError, match="UTF-8"):
        find(str(path))
    with pytest.raises(NameNotFound, match="no mapping and no file 'gdlet'") as caught:
        find("gdlet")
    assert caught.value.hint == "did you mean gdelt?"


def test_missing_columns_are_named_where_the_mapping_asks_for_them() -> None:
    coding = parse(GOOD, "m.toml")
    header = ["no", "part", "guset", "host", "host_old", "what", "day", "Level "]
    with pytest.raises(DataError, match=r"v.csv has no column 'guest' \(m.toml:10\)") as caught:
        check_columns(coding, coding.layouts[0], header, "v.csv")
    assert caught.value.hint == "did you mean guset?"
    header[2] = "guest"
    assert check_columns(coding, coding.layouts[0], header, "v.csv")["level"] == "Level "


def test_words_of_the_ontology_are_checked() -> None:
    known = words_of(load_ontology(Workspace(ROOT)))
    check_words(parse(GOOD, "m.toml"), *known)
    with pytest.raises(DataError, match=r"the ontology has no class 'Vist' \(m.toml:12\)") as caught:
        check_words(parse(GOOD.replace('"Visit"', '"Vist"'), "m.toml"), *known)
    assert caught.value.hint == "did you mean Visit?"
    with pytest.raises(DataError, match="no position 'Yes'"):
        check_words(parse(GOOD.replace("[[where]]", 'position = { constant = "Yes" }\n[[where]]'), "m.toml"), *known)


@pytest.mark.parametrize("name", sorted(shipped()))
def test_the_mappings_of_the_package(name: str) -> None:
    """They can be read, use words of the ontology, say who publishes the data, and give records of exactly the columns of records."""
    import ibis

    coding = find(name)
    assert (coding.name, coding.text) == (name, Path(shipped()[name]).read_text(encoding="utf-8"))
    check_words(coding, *words_of(load_ontology(Workspace(ROOT))))
    assert all((coding.title, coding.about, coding.publisher, coding.license, coding.citation, coding.homepage.startswith("https://")))
    columns = {column: f"c{place}" for place, column in enumerate(coding.all_columns_of(""))}
    rows = ibis.table({**dict.fromkeys(columns.values(), "string"), "_line": "int64", "_file": "int32"}, name="rows")
    joined = {}
    for layout in coding.layouts[1:]:
        kind = "array<string>" if layout.many else "string"
        joined[layout.name] = ibis.table({"_key": "string", **dict.fromkeys(coding.all_columns_of(layout.name), kind)}, name=layout.name)
    made = records(coding, rows, columns, joined)
    assert {column: str(kind) for column, kind in made.schema().items() if column in RECORDS} == RECORDS


def test_the_mappings_compile_for_both_engines() -> None:
    """The expressions have no SQL of their own, so that Spark can compute them too."""
    import ibis

    coding = find("icews")
    columns = {column: f"c{place}" for place, column in enumerate(coding.all_columns_of(""))}
    rows = ibis.table({**dict.fromkeys(columns.values(), "string"), "_line": "int64", "_file": "int32"}, name="rows")
    made = records(coding, rows, columns, {})
    for dialect in ("duckdb", "pyspark"):
        assert "SELECT" in str(ibis.to_sql(made, dialect=dialect))


def test_the_verb_lists_and_prints_mappings(capsys: pytest.CaptureFixture[str]) -> None:
    assert kg(["import", "--mappings"]) == 0
    listed = capsys.readouterr().out
    assert [line.split()[0] for line in listed.splitlines()] == sorted(shipped())
    assert kg(["import", "--show-mapping", "unga"]) == 0
    assert capsys.readouterr().out == find("unga").text
    assert kg(["import", "x.csv"]) == 2
    assert "needs --mapping" in capsys.readouterr().err
    assert mapping.FORMAT == 1
