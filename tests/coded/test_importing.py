"""Imports: what becomes of the rows of each shipped mapping, and that an import does all or nothing, once."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kg.coded import importing, mapping, reading
from kg.coded.entities import Entity
from kg.coded.importing import Imported, import_tables, remove_source
from kg.coded.records import RECORDS
from kg.coded.sources import sources_of
from kg.errors import DataError, EnvironmentProblem, NameNotFound, UsageError
from kg.workspace import Workspace
from tests.coded.samples import CALLS, ISSUES, VOTES, gdelt

WD = "http://www.wikidata.org/entity/"
BASE = "https://example.org/w/"
ENTITIES = [
    Entity(f"{BASE}id/pakistan", "Pakistan", ("Pakistan",), (f"{WD}Q843",)),
    Entity(f"{BASE}id/israel", "Israel", ("Israel",), (f"{WD}Q801",)),
    Entity(f"{BASE}id/un", "United Nations", ("UN", "United Nations"), ()),
]
OWN = """format = 1
name = "visits"
title = "Visits"
party_scheme = "name"
[record]
id = "no"
actor_name = "guest"
recipient_name = "host"
kind = { constant = "Visit" }
date = "day"
"""


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    folder = tmp_path / "w"
    folder.mkdir()
    (folder / "chancery.toml").write_text(f'[workspace]\nname = "w"\ntitle = "W"\nbase = "{BASE}"\n', encoding="utf-8")
    return Workspace(folder)


def written(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return str(path)


def load(ws: Workspace, files: str | Sequence[str], coding: str = OWN, **more: Any) -> Imported:
    made = mapping.find(coding) if "\n" not in coding else mapping.parse(coding, "own.toml")
    return import_tables(ws, [files] if isinstance(files, str) else files, made, ENTITIES, more.pop("decisions", {}), **more)


def rows(ws: Workspace, name: str | None = None) -> list[dict[str, Any]]:
    source = next(each for each in sources_of(ws) if name in (None, each.name))
    found: list[dict[str, Any]] = []
    for path in source.records:
        found += pq.read_table(path).to_pylist()
    return found


def aside(ws: Workspace, name: str) -> list[tuple[str, ...]]:
    with open(os.path.join(ws.folder, "coded", name, "set-aside.csv"), encoding="utf-8", newline="") as file:
        return [tuple(row) for row in csv.reader(file)][1:]


def some(row: dict[str, Any], *names: str) -> tuple[Any, ...]:
    return tuple(row[name] for name in names)


def tree(folder: str) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(Path(folder).rglob("*")) if path.is_file()}


# The mappings that come with the package


@pytest.mark.parametrize(
    ("layout", "columns", "address"), [(0, 61, "https://example.org/a"), (1, 58, "https://example.org/a"), (2, 57, None)]
)
def test_gdelt(ws: Workspace, tmp_path: Path, layout: int, columns: int, address: str | None) -> None:
    text = gdelt(layout) + gdelt(layout, GLOBALEVENTID="2", Actor1Code="", Actor1Name=" ", EventCode="040")
    assert text.count("\t") == 2 * (columns - 1)
    made = load(ws, written(tmp_path, "1.export.CSV", text), "gdelt")
    first, second = rows(ws)
    assert some(first, "record", "actor_code", "actor_name", "recipient_code", "kind_code") == ("1", "PAK", "PAKISTAN", "ISRGOV", "0211")
    assert some(first, "earliest", "latest", "place", "address") == (
        date(2012, 11, 29),
        date(2012, 11, 29),
        "Karachi, Sindh, Pakistan",
        address,
    )
    assert some(second, "actor_code", "actor_name", "kind_code", "file", "line") == (None, None, "040", 0, 2)
    assert (made.parties, made.matched, made.party_rows, made.matched_rows) == (2, 1, 3, 1)
    assert [(each.code, each.rows) for each in made.unmatched] == [("ISRGOV", 2)]


def test_a_ministry_is_its_state_only_if_the_import_says_so(ws: Workspace, tmp_path: Path) -> None:
    made = load(ws, written(tmp_path, "1.csv", gdelt()), "gdelt", acting_for_state=["GOV"])
    assert (made.matched, sources_of(ws)[0].acting_for_state) == (2, ("GOV",))
    with pytest.raises(UsageError, match="other roles"):
        load(ws, written(tmp_path, "2.csv", gdelt(GLOBALEVENTID="2")), "gdelt", acting_for_state=["MIL"])
    load(ws, written(tmp_path, "2.csv", gdelt(GLOBALEVENTID="2")), "gdelt")
    assert sources_of(ws)[0].acting_for_state == ("GOV",)


ICEWS_HEADER = (
    "Event ID\tEvent Date\tSource Name\tSource Sectors\tSource Country\tEvent Text\tCAMEO Code\tIntensity\tTarget Name\tTarget Sectors\t"
    "Target Country\tStory ID\tSentence Number\tPublisher\tCity\tDistrict\tProvince\tCountry\tLatitude\tLongitude\n"
)


def test_icews(ws: Workspace, tmp_path: Path) -> None:
    text = ICEWS_HEADER
    rest = "9\t2\tA Paper\t"
    ministry = "Foreign Affairs (Israel)\tGovernment\tIsrael"
    text += f"7\t2018-06-01\tPakistan\tNA\tPakistan\tConsult\t040\t1\t{ministry}\t{rest}NA\tNA\tNA\tItaly\t1\t2\n"
    text += f'7\t2018-06-01 10:00\tIsrael\tNA\tIsrael\tSay "no\t120\t-4\tPakistan\tNA\tPakistan\t{rest}Rome\tNA\tLazio\tItaly\t1\t2\n'
    made = load(ws, written(tmp_path, "events.tab", text), "icews")
    first, second = rows(ws)
    assert some(first, "record", "actor_name", "recipient_name", "kind_code", "place") == (
        "7-Pakistan-Foreign Affairs (Israel)",
        "Pakistan",
        "Foreign Affairs (Israel)",
        "040",
        "Italy",
    )
    assert some(second, "earliest", "place", "address", "note") == (date(2018, 6, 1), "Rome, Lazio, Italy", "A Paper 9 2", 'Say "no')
    assert [each.name for each in made.unmatched] == ["Foreign Affairs (Israel)"]


POLECAT_HEADER = (
    "Event ID\tEvent Date\tEvent Type\tEvent Mode\tIntensity\tQuad Code\tContexts\tActor Name\tActor Country\tActor COW\t"
    "Primary Actor Sector\tActor Sectors\tActor Title\tActor Name Raw\tWikipedia Actor ID\tRecipient Name\t"
    "Recipient Country\tRecipient COW\tPrimary Recipient Sector\tRecipient Sectors\tRecipient Title\tRecipient Name Raw\t"
    "Wikipedia Recipient ID\tPlacename\tCity\tDistrict\tProvince\tCountry\tLatitude\tLongitude\tGeoNames ID\tRaw Placename\t"
    "Feature Type\tSource\tPublication Date\tStory People\tStory Organizations\tStory Locations\tLanguage\tVersion\n"
)


def test_polecat(ws: Workspace, tmp_path: Path) -> None:
    cells = dict.fromkeys(POLECAT_HEADER.rstrip("\n").split("\t"), "None")
    cells |= {
        "Event ID": "E1",
        "Event Date": "2022-03-04",
        "Event Type": "CONSULT",
        "Event Mode": "visit",
        "Contexts": "military; election",
    }
    cells |= {"Actor Name": "Pakistan", "Actor Country": "PAK", "Actor Sectors": "GOV"}
    cells |= {"Recipient Name": "A Minister", "Recipient Country": "ISR", "Recipient Sectors": "GOV; MIL", "Country": "Italy"}
    other = cells | {"Event ID": "E2", "Event Mode": "None", "Contexts": "None", "Recipient Country": "None", "Recipient Sectors": "None"}
    text = POLECAT_HEADER + "".join("\t".join(each.values()) + "\n" for each in (cells, other))
    made = load(ws, written(tmp_path, "ngecEvents.txt", text), "polecat", acting_for_state=["GOV"])
    first, second = rows(ws)
    assert some(first, "kind_code", "topics", "actor_code", "recipient_code") == (
        "CONSULT.visit",
        ["military", "election"],
        "PAK/GOV",
        "ISR/GOV; MIL",
    )
    assert some(second, "kind_code", "topics", "recipient_code", "place") == ("CONSULT", [], None, "Italy")
    assert [(each.code, each.entity) for each in made.unmatched] == [(None, None), ("ISR/GOV; MIL", None)]
    assert made.matched == 1


def unga(folder: Path, votes: str = VOTES, calls: str = CALLS, issues: str = ISSUES) -> list[str]:
    return [written(folder, "issues.csv", issues), written(folder, "votes.csv", votes), written(folder, "calls.csv", calls)]


def test_unga_joins_its_tables_in_whatever_order(ws: Workspace, tmp_path: Path) -> None:
    made = load(ws, unga(tmp_path), "unga")
    assert (made.rows, made.added, made.set_aside) == (5, 4, 1)
    first, _, third, fourth = rows(ws)
    assert some(first, "record", "actor_code", "position", "text", "earliest") == ("3-PK", "PK", "InFavour", "3379", date(1975, 11, 1))
    assert some(third, "position", "text", "topics", "note") == (
        "Abstention",
        "67/19",
        ["Palestinian conflict", "Human rights"],
        'R/67/19: A "Q" TITLE',
    )
    assert some(fourth, "record", "actor_code", "actor_name", "kind_code") == ("4-Zanzibar", None, "Zanzibar", "Vote")
    assert aside(ws, "unga") == [("votes.csv", "6", "rcid", "the table roll_calls has no row with this rcid", "5")]
    assert sources_of(ws)[0].kind == "Vote"
    assert sources_of(ws)[0].coding == "official"


@pytest.mark.parametrize(
    ("written_as", "text"),
    [
        ("R/67/19", "67/19"),
        ("A/RES/74/112", "74/112"),
        ("R/46/86", "46/86"),
        ("R/34/93L", "34/93L"),
        ("R/31/208/I", "31/208"),
        ("R/30/3379", "3379"),
        ("R/25/2668A", "2668A"),
        ("R/1/66", None),
        ("R/15/462", None),
        ("ESS/7/2", None),
        ("", None),
    ],
)
def test_the_number_of_a_resolution_as_people_write_it(ws: Workspace, tmp_path: Path, written_as: str, text: str | None) -> None:
    calls = CALLS.replace("R/67/19", written_as)
    load(ws, unga(tmp_path, calls=calls), "unga")
    assert rows(ws)[2]["text"] == text


def test_unga_without_the_issues_and_without_the_roll_calls(ws: Workspace, tmp_path: Path) -> None:
    files = unga(tmp_path)
    load(ws, files[1:], "unga")
    assert rows(ws)[2]["topics"] == []
    with pytest.raises(UsageError, match="the table roll_calls of the mapping unga is missing") as caught:
        load(ws, files[:2], "unga", name="other")
    assert "date" in str(caught.value.hint)
    with pytest.raises(DataError, match="none of the tables"):
        load(ws, [*files, written(tmp_path, "x.csv", "a,b\n1,2\n")], "unga", name="other")


def test_rows_of_joined_tables_that_cannot_be_used_are_set_aside(ws: Workspace, tmp_path: Path) -> None:
    calls = CALLS + "4,67.0,1,1999-01-01,R/99/1,,,again,x\n,67.0,1,1999-01-01,R/99/1,,,nothing,x\nshort\n"
    load(ws, unga(tmp_path, calls=calls), "unga")
    assert rows(ws)[2]["text"] == "67/19"
    assert [each for each in aside(ws, "unga") if each[0] == "calls.csv"] == [
        ("calls.csv", "6", "", "1 columns, not 9", "short"),
        ("calls.csv", "4", "rcid", "the table roll_calls has this rcid already", "4"),
        ("calls.csv", "5", "rcid", "the table roll_calls needs a value here", ""),
    ]


def test_diplomatic_representation(ws: Workspace, tmp_path: Path) -> None:
    text = (
        "ccode1,ccode2,year,DR_at_1,DR_at_2,DE,version\n770,666,1950,0,3,1,2006.1\n666,770,1950,3,0,1,2006.1\n770,325,1955,1,9,1,2006.1\n"
    )
    made = load(ws, written(tmp_path, "d.csv", text), "diplomatic-representation")
    assert (made.rows, made.added, made.left_out, made.set_aside) == (3, 2, 1, 0)
    first, second = rows(ws)
    assert some(first, "record", "actor_code", "recipient_code", "kind_code", "note") == (
        "770-666-1950",
        "770",
        "666",
        "MaintenanceOfMission",
        "ambassador",
    )
    assert some(first, "earliest", "latest") == (date(1950, 1, 1), date(1950, 12, 31))
    assert second["note"] == "other"
    assert made.matched == 2


# One's own table, in each format


def visits(number: int = 3) -> list[tuple[Any, ...]]:
    return [(index, "Pakistan", "Israel", date(2000 + index, 1, 2)) for index in range(number)]


def test_the_same_table_in_each_format_gives_the_same_records(ws: Workspace, tmp_path: Path) -> None:
    names = ("no", "guest", "host", "day")
    lines = [",".join(names), *(",".join(map(str, row)) for row in visits())]
    book = openpyxl.Workbook()
    for row in (names, *visits()):
        book.worksheets[0].append(list(row))
    book.save(tmp_path / "v.xlsx")
    pq.write_table(pa.table(dict(zip(names, zip(*visits(), strict=True), strict=True))), tmp_path / "v.parquet")
    files = [
        written(tmp_path, "v.csv", "\n".join(lines)),
        written(tmp_path, "v.tsv", "\n".join(lines).replace(",", "\t")),
        written(tmp_path, "semicolons.csv", "\n".join(lines).replace(",", ";")),
        str(tmp_path / "v.xlsx"),
        str(tmp_path / "v.parquet"),
    ]
    found = []
    for number, path in enumerate(files):
        load(ws, path, name=f"v{number}")
        found.append([{**row, "line": 0} for row in rows(ws, f"v{number}")])
    assert all(each == found[0] for each in found)
    assert some(found[0][1], "record", "actor_name", "kind_code", "earliest") == ("1", "Pakistan", "Visit", date(2001, 1, 2))


def own(record: str, table: str = "") -> str:
    return f'format = 1\nname = "own"\ntitle = "Own"\n{table}\n[record]\nactor_name = "who"\nkind = {{ constant = "Visit" }}\n{record}\n'


def values(ws: Workspace, tmp_path: Path, header: str, lines: Sequence[str], record: str, table: str = "") -> Imported:
    """Import lines, behind as many good ones, so that not most are set aside."""
    text = "\n".join([header, *lines]) + "\n"
    return load(ws, written(tmp_path, "own.csv", text), own(record, table))


@pytest.mark.parametrize(
    ("written_as", "form", "bounds"),
    [
        ("2012-11-29", "%Y-%m-%d", ("2012-11-29", "2012-11-29")),
        ("29.1.2012", "%d.%m.%Y", ("2012-01-29", "2012-01-29")),
        ("3 March 1999", "%d %b %Y", ("1999-03-03", "1999-03-03")),
        ("1987", "%Y", ("1987-01-01", "1987-12-31")),
        ("2000-02", "%Y-%m", ("2000-02-01", "2000-02-29")),
        ("200012", "%Y%m", ("2000-12-01", "2000-12-31")),
        ("2012-11-29T10:11", "%Y-%m-%d%*", ("2012-11-29", "2012-11-29")),
        ("2012-02-30", "%Y-%m-%d", None),
        ("2012-13-01", "%Y-%m-%d", None),
        ("29.1.2012", "%Y-%m-%d", None),
        ("2012-11-29x", "%Y-%m-%d", None),
        ("3 Mai 1999", "%d %b %Y", None),
        ("", "%Y", None),
    ],
)
def test_dates(ws: Workspace, tmp_path: Path, written_as: str, form: str, bounds: tuple[str, str] | None) -> None:
    good = {"%Y": "2001", "%m": "01", "%d": "01", "%b": "Jan", "%*": ""}
    plain = form
    for part, text in good.items():
        plain = plain.replace(part, text)
    made = values(
        ws, tmp_path, "id,who,day", [f"1,a,{plain}", f"2,b,{written_as}"], f'id = "id"\ndate = {{ column = "day", format = "{form}" }}'
    )
    if bounds is None:
        problem = f"not a date in the form {form}" if written_as else "no date"
        assert aside(ws, "own") == [("own.csv", "3", "day", problem, written_as)]
    else:
        assert some(rows(ws)[1], "earliest", "latest") == tuple(map(date.fromisoformat, bounds))
        assert made.set_aside == 0


def test_an_interval_that_ends_before_it_begins_is_set_aside(ws: Workspace, tmp_path: Path) -> None:
    lines = ["1,a,2000,2001", "2,a,2001,2000", "3,a,2001,2001"]
    record = 'id = "id"\nfrom = { column = "from", format = "%Y" }\nto = { column = "to", format = "%Y" }'
    values(ws, tmp_path, "id,who,from,to", lines, record)
    assert [each[1:4] for each in aside(ws, "own")] == [("3", "to", "the date ends before it begins")]
    assert some(rows(ws)[0], "earliest", "latest") == (date(2000, 1, 1), date(2001, 12, 31))


def test_quantities_are_numbers_or_set_aside(ws: Workspace, tmp_path: Path) -> None:
    texts = ["5", "-1.5", "1e3", ".5", "", "NaN", "inf", "1'000", "five"]
    lines = [f"{number},a,{text},rifles" for number, text in enumerate([*texts, *"123456789"])]
    values(ws, tmp_path, "id,who,n,unit", lines, 'id = "id"\nquantity = "n"\nunit = "unit"')
    assert [row["quantity"] for row in rows(ws)[:5]] == [5.0, -1.5, 1000.0, 0.5, None]
    assert [each[2:] for each in aside(ws, "own")] == [("n", "not a number", text) for text in ("NaN", "inf", "'1'000"[1:], "five")]


def test_values_are_mapped_and_others_set_aside(ws: Workspace, tmp_path: Path) -> None:
    record = 'id = "id"\nposition = { column = "vote", values = { Y = "InFavour", N = "Against" } }'
    values(ws, tmp_path, "id,who,vote", ["1,a,Y", "2,a, N ", "3,a,", "4,a,y"], record)
    assert [row["position"] for row in rows(ws)] == ["InFavour", "Against", None]
    assert [each[1:] for each in aside(ws, "own")] == [("5", "vote", "the position is not one of Y, N", "y")]


def test_a_year_a_column_becomes_a_record_a_year(ws: Workspace, tmp_path: Path) -> None:
    coding = own(
        'id = ["id", "year"]\nrecipient_name = "host"\ndate = { column = "year", format = "%Y" }\nquantity = "visits"',
        '[table]\nmissing = ["-"]\n[wide]\ncolumns = "[0-9]{4}"\nname = "year"\nvalue = "visits"',
    )
    path = written(tmp_path, "w.csv", "id,who,host,1999,2000\n1,a,b,3,\n2,a,c,-,4\n")
    load(ws, path, coding)
    assert [some(row, "record", "recipient_name", "quantity", "line") for row in rows(ws)] == [
        ("1-1999", "b", 3.0, 2),
        ("2-2000", "c", 4.0, 3),
    ]
    assert rows(ws)[1]["latest"] == date(2000, 12, 31)
    with pytest.raises(DataError, match="has no column that is"):
        load(ws, written(tmp_path, "n.csv", "id,who,host\n1,a,b\n"), coding, name="other")


def test_columns_with_strange_names_and_values_are_only_text(ws: Workspace, tmp_path: Path) -> None:
    """No name and no value reaches SQL."""
    strange = "a'); DROP TABLE x; --"
    record = f'id = "id"\nnote = "{strange}"\nplace = {{ column = "{strange}", values = {{ "\'; --" = "x\'y" }}, optional = true }}'
    values(ws, tmp_path, f'id,who,"{strange}",_line,record', ["1,a,'; --,0,0", '2,a,"x"" y",0,0'], record)
    assert [some(row, "note", "place") for row in rows(ws)] == [("'; --", "x'y"), ('x" y', None)]


def test_columns_are_found_whatever_their_case_and_missing_ones_are_named(ws: Workspace, tmp_path: Path) -> None:
    load(ws, written(tmp_path, "v.csv", "NO, Guest ,HOST,Day\n1,a,b,2000-01-01\n"))
    with pytest.raises(DataError, match=r"v2.csv has no column 'day' \(own.toml:10\)") as caught:
        load(ws, written(tmp_path, "v2.csv", "no,guest,host,days\n1,a,b,2000-01-01\n"), name="two")
    assert caught.value.hint == "did you mean days?"


# Once, all or nothing


def table(numbers: Sequence[object], day: str = "2000-01-01") -> str:
    return "no,guest,host,day\n" + "".join(f"{number},Pakistan,Israel,{day}\n" for number in numbers)


def test_importing_twice_adds_nothing_and_changes_nothing(ws: Workspace, tmp_path: Path) -> None:
    path = written(tmp_path, "v.csv", table([1, 2, "x", ""]) + "bad\n")
    assert load(ws, path).added == 3
    before = tree(ws.folder)
    made = load(ws, path)
    assert (made.rows, made.added, made.already) == (0, 0, 3)
    assert tree(ws.folder) == before
    assert len(aside(ws, "visits")) == 2


def test_another_grain_changes_the_manifest_alone(ws: Workspace, tmp_path: Path) -> None:
    path = written(tmp_path, "v.csv", table([1, 2]) + "bad\n")
    made = load(ws, path, grain="acts")
    assert (made.grain, made.grain_before, made.records, sources_of(ws)[0].grain) == ("acts", "", 2, "acts")
    before = tree(ws.folder)
    made = load(ws, path)  # without a grain it stays
    assert (made.grain, made.grain_before) == ("acts", "acts")
    assert tree(ws.folder) == before
    assert "no longer" not in str(made)
    made = load(ws, path, grain="series", dry_run=True)
    assert "the graph would have the 2 records as series, no longer as acts" in str(made)
    assert tree(ws.folder) == before
    made = load(ws, path, grain="series")
    assert "the graph has the 2 records as series, no longer as acts" in str(made)
    assert (made.added, made.already, made.to_json()["grain"], made.to_json()["grain_before"]) == (0, 2, "series", "acts")
    after = tree(ws.folder)
    assert [name for name in after if after[name] != before[name]] == ["coded/visits/import.json"]
    assert after["coded/visits/import.json"] == before["coded/visits/import.json"].replace(b'"grain": "acts"', b'"grain": "series"')
    with pytest.raises(UsageError, match="there is no grain 'act'") as caught:
        load(ws, path, grain="act")
    assert caught.value.hint == "did you mean acts?"


def test_another_file_adds_the_records_that_are_new(ws: Workspace, tmp_path: Path) -> None:
    load(ws, written(tmp_path, "a.csv", table([1, 2])))
    made = load(ws, written(tmp_path, "b.csv", table([2, 3, 3]) + "bad\n"))
    assert (made.rows, made.added, made.already, made.set_aside) == (4, 1, 1, 2)
    assert [some(row, "record", "file", "line") for row in rows(ws)] == [("1", 0, 2), ("2", 0, 3), ("3", 1, 3)]
    assert aside(ws, "visits") == [("b.csv", "5", "", "1 columns, not 4", "bad"), ("b.csv", "4", "no", "the record is there already", "3")]
    source = sources_of(ws)[0]
    assert (source.rows, [each[3:] for each in source.files]) == (3, [(2, 0), (4, 2)])
    whole = load(ws, [str(tmp_path / "a.csv"), str(tmp_path / "b.csv"), written(tmp_path, "c.csv", table([4]))])
    assert (whole.rows, whole.added) == (1, 1)


def test_several_files_at_once_give_the_same_records(ws: Workspace, tmp_path: Path) -> None:
    paths = [written(tmp_path, f"{name}.csv", table([name, number])) for number, name in enumerate("abc")]
    load(ws, paths)
    assert [some(row, "record", "file", "line") for row in rows(ws)] == [
        (name, number, line) for number, first in enumerate("abc") for name, line in ((first, 2), (str(number), 3))
    ]
    with pytest.raises(UsageError, match="twice"):
        load(ws, [paths[0], paths[0]])


def test_the_same_import_gives_the_same_bytes(tmp_path: Path) -> None:
    found = []
    text = table(range(5_000)) + table([3, "q"]).partition("\n")[2]
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "chancery.toml").write_text(f'[workspace]\nname = "w"\ntitle = "W"\nbase = "{BASE}"\n', encoding="utf-8")
        load(Workspace(folder), written(folder, "v.csv", text))
        found.append(tree(str(folder / "coded")))
    assert found[0] == found[1]
    assert len(found[0]) == 6


def test_the_block_size_makes_no_difference(ws: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, "v.csv", table([*range(500), 7, "x"]) + '600,"Pak\nistan",Israel,2000-01-01\nbad\n')
    load(ws, path, name="one")
    monkeypatch.setattr(reading, "BLOCK", 300)
    load(ws, path, name="two")
    assert rows(ws, "one") == rows(ws, "two")
    assert aside(ws, "one") == aside(ws, "two")


def test_another_mapping_for_the_same_source_is_refused(ws: Workspace, tmp_path: Path) -> None:
    path = written(tmp_path, "v.csv", table([1]))
    load(ws, path)
    with pytest.raises(UsageError, match="with another mapping"):
        load(ws, path, OWN + "# changed\n")


def test_a_source_is_removed_with_all_that_it_has(ws: Workspace, tmp_path: Path) -> None:
    load(ws, written(tmp_path, "v.csv", table([1])))
    with pytest.raises(NameNotFound, match="no source 'vists'") as caught:
        remove_source(ws, "vists")
    assert caught.value.hint == "did you mean visits?"
    with pytest.raises(UsageError, match="invalid name"):
        remove_source(ws, "../data")
    remove_source(ws, "visits")
    assert not os.path.exists(os.path.join(ws.folder, "coded"))
    assert load(ws, str(tmp_path / "v.csv")).added == 1


def test_a_dry_run_writes_nothing(ws: Workspace, tmp_path: Path) -> None:
    path = written(tmp_path, "v.csv", table([1, 2, 2]) + "bad\n")
    before = tree(ws.folder)
    made = load(ws, path, dry_run=True)
    assert (made.rows, made.added, made.set_aside, made.matched) == (4, 2, 2, 2)
    assert tree(ws.folder) == before
    assert "nothing was written" in str(made)


def test_a_mapping_that_does_not_fit_stops_the_import(ws: Workspace, tmp_path: Path) -> None:
    text = table(range(400)) + table(range(1000, 1700), "01/02/2000").partition("\n")[2]
    with pytest.raises(DataError, match=r"600 of the first 1,000 rows cannot be used: line 402: not a date"):
        load(ws, written(tmp_path, "v.csv", text))
    assert not os.path.exists(os.path.join(ws.folder, "coded"))
    with pytest.raises(DataError, match="2 of the first 3 rows"):
        load(ws, written(tmp_path, "w.csv", table([1]) + "bad\nbad\n"))
    with pytest.raises(DataError, match="identifiers"):
        load(ws, written(tmp_path, "x.csv", table([1] * 50)))
    with pytest.raises(DataError, match="no row became a record"):
        load(ws, written(tmp_path, "y.csv", "no,guest,host,day\n"))


def test_most_rows_may_be_bad_later_on(ws: Workspace, tmp_path: Path) -> None:
    made = load(ws, written(tmp_path, "v.csv", table(range(1_200)) + "bad\n" * 5_000))
    assert (made.added, made.set_aside) == (1_200, 5_000)
    assert len(aside(ws, "visits")) == 5_000
    assert len(made.first) == 5


def test_what_is_set_aside_or_unmatched_is_no_formula_in_a_spreadsheet(ws: Workspace, tmp_path: Path) -> None:
    lines = "1,=cmd(),Israel,2000-01-01\n2,@x,Israel,2000-01-01\n3,a,b,=HYPERLINK(1)\n=4\n"
    load(ws, written(tmp_path, "v.csv", "no,guest,host,day\n" + table(range(10, 20)).partition("\n")[2] + lines))
    assert [each[4] for each in aside(ws, "visits")] == ["'=HYPERLINK(1)", "'=4"]
    with open(os.path.join(ws.folder, "coded", "visits", "unmatched.csv"), encoding="utf-8", newline="") as file:
        found = list(csv.reader(file))
    assert found == [["code", "name", "rows", "suggestion"], ["", "'=cmd()", "1", ""], ["", "'@x", "1", ""]]


def test_control_characters_are_shown_escaped(ws: Workspace, tmp_path: Path) -> None:
    made = load(ws, written(tmp_path, "v.csv", table([1, 2, 3]) + "4,\x1b[31mred,Israel,2000-01-01\n5,a,b,\x1b]0;x\n"))
    assert "\x1b" not in str(made)
    assert "\\x1b[31mred" in str(made)


def test_no_times_and_no_paths_are_in_the_manifest(ws: Workspace, tmp_path: Path) -> None:
    load(ws, written(tmp_path, "v.csv", table([1])))
    text = Path(ws.folder, "coded", "visits", "import.json").read_text(encoding="utf-8")
    assert str(tmp_path) not in text
    found = json.loads(text)
    assert (found["files"][0]["name"], found["rows"], found["format"], found["grain"]) == ("v.csv", 1, 1, "series")
    assert [field.name for field in pq.read_schema(sources_of(ws)[0].records[0])] == list(RECORDS)


# Interrupted, and at the same time


def _import(folder: str, path: str) -> None:
    load(Workspace(folder), path)


@pytest.mark.parametrize("place", ["_parties", "_manifest", "_append", "_unmatched_text"])
def test_a_killed_import_leaves_the_source_and_the_next_one_cleans_up(ws: Workspace, tmp_path: Path, place: str) -> None:
    load(ws, written(tmp_path, "a.csv", table([1, 2]) + "bad\n"))
    before = rows(ws)
    script = (
        "import os, signal, sys\n"
        "from kg.coded import importing\n"
        "from tests.coded.test_importing import _import\n"
        f"setattr(importing, {place!r}, lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))\n"
        "_import(sys.argv[1], sys.argv[2])\n"
    )
    root = Path(__file__).resolve().parents[2]
    third = written(tmp_path, "c.csv", table([3, 4]) + "bad\n")
    done = subprocess.run([sys.executable, "-c", script, ws.folder, third], cwd=root, check=False, capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    assert rows(ws) == before
    assert sources_of(ws)[0].rows == 2
    load(ws, written(tmp_path, "d.csv", table([5])))
    assert [row["record"] for row in rows(ws)] == ["1", "2", "5"]
    left = {os.path.basename(path) for source in sources_of(ws) for path in (*source.records, *source.parties)}
    assert set(os.listdir(sources_of(ws)[0].folder)) == left | {"import.json", "mapping.toml", "set-aside.csv", "unmatched.csv"}
    assert os.listdir(os.path.join(ws.folder, "coded")) == ["visits"]
    assert len(aside(ws, "visits")) == 1


def test_only_one_import_runs_at_a_time(ws: Workspace, tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", table([1]))
    with importing._locked(ws), pytest.raises(EnvironmentProblem, match="another import"):
        load(ws, path)
    assert load(ws, path).added == 1


def test_a_file_that_changes_while_it_is_read_is_an_error(ws: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, "a.csv", table([1]))
    real: Callable[..., Any] = importing._Import._read

    def change(*arguments: Any) -> None:
        real(*arguments)
        Path(path).write_text(table([1, 2]), encoding="utf-8")

    monkeypatch.setattr(importing._Import, "_read", change)
    with pytest.raises(DataError, match="changed while it was read"):
        load(ws, path)
    assert not os.path.exists(os.path.join(ws.folder, "coded"))


def test_progress_says_rows_rate_and_time_left(ws: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    clock = iter(range(10_000))
    monkeypatch.setattr(time, "monotonic", lambda: float(next(clock)))
    monkeypatch.setattr(reading, "BLOCK", 5_000)
    load(ws, written(tmp_path, "v.csv", table(range(1_000))), progress=said.append)
    assert said[0].startswith("importing v.csv: ")
    assert "rows, " in said[0]
    assert " a second, " in said[0]
    assert said[0].endswith(" left")


def test_a_small_memory_is_enough(ws: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_IMPORT_MEGABYTES", "64")
    made = load(ws, written(tmp_path, "v.csv", table([*range(60_000), 5])))
    assert (made.added, made.set_aside) == (60_000, 1)
