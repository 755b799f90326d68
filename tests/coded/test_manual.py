"""docs/importing.md: its example works in every format, and it describes every column and key."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from kg.coded import mapping
from kg.coded.importing import import_tables
from kg.coded.sources import sources_of
from kg.workspace import Workspace
from tests.coded.samples import MANUAL, of_manual


@pytest.mark.parametrize("form", ["csv", "tsv", "parquet", "xlsx"])
def test_the_example_works_in_every_format(tmp_path: Path, form: str) -> None:
    (tmp_path / "chancery.toml").write_text('[workspace]\nname = "w"\ntitle = "W"\nbase = "https://example.org/w/"\n', encoding="utf-8")
    text = of_manual("csv")
    path = tmp_path / f"visits.{form}"
    (tmp_path / "as.csv").write_text(text, encoding="utf-8")
    types = dict.fromkeys(text.partition("\n")[0].split(","), pyarrow.string())
    options = pyarrow.csv.ConvertOptions(column_types=types)
    parse = pyarrow.csv.ParseOptions(newlines_in_values=True)
    table = pyarrow.csv.read_csv(tmp_path / "as.csv", convert_options=options, parse_options=parse)
    if form == "csv":
        path.write_text(text, encoding="utf-8")
    elif form == "tsv":
        path.write_text(text.replace(",", "\t"), encoding="utf-8")
    elif form == "parquet":
        pq.write_table(table, path)
    else:
        book = openpyxl.Workbook()
        for row in (table.column_names, *(list(each.values()) for each in table.to_pylist())):
            book.worksheets[0].append(row)
        book.save(path)
    coding = mapping.parse(of_manual("toml"), "visits.toml")
    ws = Workspace(tmp_path)
    made = import_tables(ws, [str(path)], coding, [], {})
    assert (made.added, made.set_aside) == (2, 1)
    first, second = pq.read_table(sources_of(ws)[0].records[0]).to_pylist()
    assert (first["kind_code"], first["quantity"], first["note"]) == ("StateVisit", 3.0, "first visit\nafter the war")
    assert (second["kind_code"], str(second["earliest"]), str(second["latest"])) == ("Visit", "1976-01-01", "1976-12-31")
    lines = {"csv": (2, 4, 5), "tsv": (2, 4, 5), "xlsx": (2, 3, 4), "parquet": (1, 2, 3)}[form]
    assert (first["line"], second["line"]) == lines[:2]
    shown = str(made)
    assert f"visits.{form}:{lines[2]}: not a date in the form %Y-%m-%d or %Y in day: 30 Feb 2003" in shown
    if form == "csv":
        assert shown.partition("visits.csv:5")[2].splitlines()[0] in MANUAL.read_text(encoding="utf-8")


def test_the_fragments_are_part_of_a_mapping() -> None:
    top, _, rest = of_manual("toml").partition("[record]")
    whole = top + of_manual("toml", 1) + "[record]" + rest.replace('id = "no"', 'id = ["no", "year"]')
    found = mapping.parse(whole, "m.toml")
    assert ([each.name for each in found.layouts], found.layouts[1].many, found.wide is not None, len(found.where)) == (
        ["", "meetings"],
        True,
        True,
        1,
    )


@pytest.mark.parametrize("name", sorted(mapping.shipped()))
def test_every_column_that_a_mapping_reads_is_described(name: str) -> None:
    section = MANUAL.read_text(encoding="utf-8").partition(f"### `{name}`\n")[2].partition("\n#")[0]
    coding = mapping.find(name)
    missing = [column for layout in coding.layouts for column in coding.all_columns_of(layout.name) if f"`{column}`" not in section]
    assert missing == []


def test_every_key_is_described() -> None:
    text = MANUAL.read_text(encoding="utf-8").partition("## Your own table")[2]
    keys = {*mapping._TOP, *mapping._JOINED, *mapping._FIELD, *mapping._WHERE, *mapping._WIDE, *mapping.FIELDS} - {
        "table",
        "tables",
        "wide",
        "record",
        "where",
    }
    assert [key for key in sorted(keys) if f"`{key}`" not in text and f"{key} = " not in text] == []
