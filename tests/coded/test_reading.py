"""Reading coded tables: lines are right whatever stands in a row, and what cannot be read leaves the rows around it alone."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.coded import reading
from kg.coded.mapping import Layout, parse
from kg.coded.reading import Bad, open_table
from kg.errors import DataError, EnvironmentProblem

MAPPING = """
format = 1
name = "t"
title = "T"
[table]
{table}
[record]
id = "a"
actor_name = "b"
kind = {{ constant = "Visit" }}
"""


def layout(table: str = "") -> Layout:
    return parse(MAPPING.format(table=table), "t.toml").layouts[0]


def read(path: Path, table: str = "", columns: tuple[str, ...] = ("a", "b")) -> tuple[list[tuple[Any, ...]], list[Bad]]:
    """The rows of a file with their lines, and the rows that are set aside."""
    opened = open_table(str(path), layout(table), columns)
    rows: list[tuple[Any, ...]] = []
    bad: list[Bad] = []
    for block in opened.blocks([name for name in columns if name in opened.columns], "line"):
        rows += [tuple(row.values()) for row in block.rows.to_pylist()]
        bad += block.bad
    return rows, bad


def written(folder: Path, data: bytes | str, name: str = "t.csv") -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


@pytest.fixture(params=[1_000_000, 7])
def block(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """Blocks that hold the whole file, and blocks that end anywhere."""
    monkeypatch.setattr(reading, "BLOCK", request.param)
    return int(request.param)


@pytest.mark.usefixtures("block")
@pytest.mark.parametrize(
    ("text", "rows", "bad"),
    [
        ("a,b\n1,x\n2,y\n", [("1", "x", 2), ("2", "y", 3)], []),
        ("a,b\r\n1,x\r\n2,y", [("1", "x", 2), ("2", "y", 3)], []),
        ("a,b\r1,x\r2,y\r", [("1", "x", 2), ("2", "y", 3)], []),
        ("\ufeffa,b\n1,x\n", [("1", "x", 2)], []),
        ("a,b\n\n1,x\n\r\n2,y\n", [("1", "x", 3), ("2", "y", 5)], []),
        ('a,b\n1,"two\nlines, one row"\n2,y\n', [("1", "two\nlines, one row", 2), ("2", "y", 4)], []),
        ('a,b\n1,"say ""yes""\nnow"\n2,y\n3\n4,z\n', [("1", 'say "yes"\nnow', 2), ("2", "y", 4), ("4", "z", 6)], [(5, "1 columns, not 2")]),
        ("a,b\n1,x,z\n2,y\n3\n", [("2", "y", 3)], [(2, "3 columns, not 2"), (4, "1 columns, not 2")]),
        ('a,b\n1,"never closed\n2,y\n3,z\n', [("2", "y", 3), ("3", "z", 4)], [(2, "a quotation mark that is not closed")]),
        ('a,b\n1,"never closed\n2,y\n3,"z"\n', [("2", "y", 3), ("3", "z", 4)], [(2, "a quotation mark that is not closed")]),
        (
            'a,b\n1,"never closed\n2,y\n3,"two\nlines"\n4,z\n',
            [("2", "y", 3), ("3", "two\nlines", 4), ("4", "z", 6)],
            [(2, "a quotation mark that is not closed")],
        ),
        ('a,b\n1,5" gun\n2,y\n3,6" gun\n', [("1", '5" gun', 2), ("2", "y", 3), ("3", '6" gun', 4)], []),
        ('a,b\n1,"x" y\n2,y\n', [("2", "y", 3)], [(2, "a quotation mark inside a value in quotation marks")]),
        ("a,b\n1,x\0\n2,y\n", [("2", "y", 3)], [(2, "a NUL byte")]),
        ("a,b\n1,x\ry\n2,y\n", [("2", "y", 3)], [(2, "a carriage return inside the row")]),
        ('a,b\n1,"x\n\0"\n2,y\n', [("2", "y", 4)], [(3, "a NUL byte")]),
        ("b,a\n1,2\n", [("2", "1", 2)], []),
    ],
)
def test_rows_lines_and_what_is_set_aside(tmp_path: Path, text: str, rows: list[tuple[str, ...]], bad: list[tuple[int, str]]) -> None:
    found, aside = read(written(tmp_path, text))
    assert found == rows
    assert [(each.line, each.problem) for each in aside] == bad


@pytest.mark.usefixtures("block")
def test_bytes_that_are_not_in_the_encoding_set_their_row_aside(tmp_path: Path) -> None:
    path = written(tmp_path, b"a,b\n1,caf\xe9\n2,y\n3,\xff\n4,\xc3\xa9\n")
    rows, bad = read(path)
    assert rows == [("2", "y", 3), ("4", "é", 5)]
    assert [(each.line, each.problem) for each in bad] == [(2, "bytes that are not UTF-8"), (4, "bytes that are not UTF-8")]


@pytest.mark.usefixtures("block")
@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "utf-16-le", "cp1252"])
def test_other_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, "a,b\n1,café\n2,y\n".encode(encoding))
    assert read(path, f'encoding = "{encoding}"') == ([("1", "café", 2), ("2", "y", 3)], [])


def test_bytes_outside_another_encoding_are_found_too(tmp_path: Path) -> None:
    rows, bad = read(written(tmp_path, b"a,b\n1,\x81\n2,\x80\n"), 'encoding = "cp1252"')
    assert (rows, [(each.line, each.problem) for each in bad]) == ([("2", "€", 3)], [(2, "bytes that are not CP1252")])


def test_utf_16_is_known_by_its_mark(tmp_path: Path) -> None:
    assert read(written(tmp_path, "a,b\n1,é\n".encode("utf-16"))) == ([("1", "é", 2)], [])


@pytest.mark.usefixtures("block")
@pytest.mark.parametrize("kind", ["gz", "zst", "zip"])
def test_compressed_files_are_read(tmp_path: Path, kind: str) -> None:
    text = b"a,b\n" + b"".join(b"%d,x\n" % number for number in range(200))
    path = tmp_path / f"t.csv.{kind}"
    if kind == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("t.csv", text)
    elif kind == "gz":
        path.write_bytes(gzip.compress(text))
    else:
        path.write_bytes(pa.compress(text, codec="zstd", asbytes=True))
    rows, bad = read(path)
    assert (len(rows), rows[-1], bad) == (200, ("199", "x", 201), [])


def test_a_damaged_compressed_file_is_an_error(tmp_path: Path) -> None:
    whole = gzip.compress(b"a,b\n" + b"".join(b"%d,x\n" % (number * 7919) for number in range(100_000)))
    path = written(tmp_path, whole[: len(whole) // 2], "t.csv.gz")
    with pytest.raises(DataError, match="damaged"):
        read(path)
    with pytest.raises(DataError, match="damaged"):
        read(written(tmp_path, b"PK\x03\x04 not an archive", "t.zip"))


def test_an_archive_has_one_file(tmp_path: Path) -> None:
    path = tmp_path / "t.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "a,b\n")
        archive.writestr("b.csv", "a,b\n")
    with pytest.raises(DataError, match="2 files, not one"):
        read(path)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_that_yields_the_columns(tmp_path: Path, delimiter: str) -> None:
    path = written(tmp_path, f"a{delimiter}b\n1{delimiter}x\n")
    rows, bad = read(path)
    assert (rows, bad) == ([("1", "x", 2)], [])


def test_a_table_without_a_header_is_known_by_its_number_of_columns(tmp_path: Path) -> None:
    table = 'header = false\ncolumns = ["a", "b"]\nother_columns = [["a", "b", "c"]]'
    assert read(written(tmp_path, "1,x\n2,y\n"), table) == ([("1", "x", 1), ("2", "y", 2)], [])
    rows, bad = read(written(tmp_path, "1,x,0\n2,y\n3,z,0\n"), table)
    assert (rows, [each.line for each in bad]) == ([("1", "x", 1), ("3", "z", 3)], [2])
    with pytest.raises(DataError, match="the rows have 4 columns"):
        read(written(tmp_path, "1,x,0,0\n"), table)


def test_quotation_marks_are_text_where_the_mapping_says_so(tmp_path: Path) -> None:
    path = written(tmp_path, 'a\tb\n1\t"open\n2\tin "the" middle\n', "t.tsv")
    assert read(path, 'quote = ""') == ([("1", '"open', 2), ("2", 'in "the" middle', 3)], [])


def test_a_quotation_mark_that_is_never_closed_costs_one_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the file is longer than a block and than the longest row."""
    monkeypatch.setattr(reading, "BLOCK", 10_000)
    monkeypatch.setattr(reading, "LONGEST", 30_000)
    lines = [f"{number},x\n" for number in range(20_000)]
    lines[100] = '100,"open\n'
    rows, bad = read(written(tmp_path, "a,b\n" + "".join(lines)))
    assert len(rows) == 19_999
    assert [(each.line, each.problem) for each in bad] == [(102, "a quotation mark that is not closed")]
    assert all(line == int(number) + 2 for number, _, line in rows)


@given(
    rows=st.lists(
        st.tuples(st.text("ab \"',;\n\té0", max_size=8), st.text('xyz"\n,é', max_size=8)).filter(lambda row: any(row)),
        min_size=1,
        max_size=12,
    ),
    size=st.integers(1, 60),
    carriage=st.booleans(),
)
def test_what_csv_writes_is_read_with_its_lines(
    rows: list[tuple[str, str]], size: int, carriage: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever the values and wherever a block ends: the same rows as the module csv, each with the line on which it begins."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n" if carriage else "\n", quoting=csv.QUOTE_MINIMAL)
    writer.writerow(("a", "b"))
    expected = []
    for row in rows:
        expected.append((*row, out.getvalue().count("\n") + 1))
        writer.writerow(row)
    path = written(tmp_path_factory.mktemp("csv"), out.getvalue())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "BLOCK", size)
        found, bad = read(path)
    assert bad == []
    assert found == expected


@given(data=st.binary(max_size=200), size=st.integers(1, 50))
def test_no_bytes_break_the_reader(data: bytes, size: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Every line is a row or set aside, or part of one; the good row at the end is always there."""
    path = written(tmp_path_factory.mktemp("bytes"), b"a,b\n1,x\n" + data.replace(b"\r", b"") + b"\n9,good\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "BLOCK", size)
        found, bad = read(path)
    assert found[0] == ("1", "x", 2)
    last = 3 + data.replace(b"\r", b"").count(b"\n") + 1
    assert found[-1] == ("9", "good", last) or b'"' in data
    assert all(3 <= each.line < last + 1 for each in bad)
    lines = [row[2] for row in found] + [each.line for each in bad]
    assert len(set(lines)) == len(lines)


def test_parquet_values_become_text(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    table = pa.table(
        {"a": [1, 2, None], "b": pa.array([date(2012, 11, 29), None, date(1999, 1, 2)]).cast(pa.timestamp("us")), "c": [1.0, 2.5, 3.0]}
    )
    pq.write_table(table, path)
    rows, bad = read(path, "", ("a", "b", "c"))
    assert [row[:2] for row in rows] == [("1", "2012-11-29"), ("2", ""), ("", "1999-01-02")]
    assert ([row[3] for row in rows], bad) == ([1, 2, 3], [])
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(DataError, match="Parquet"):
        read(path)
    pq.write_table(pa.table({"a": [[1]], "b": ["x"]}), path)
    with pytest.raises(DataError, match="not single values"):
        read(path)


def test_parquet_values_that_are_no_text_set_their_row_aside(tmp_path: Path) -> None:
    raw = pa.array([b"x", b"\xff", b"a\0b", "é".encode()], pa.binary())
    text = pa.Array.from_buffers(pa.string(), len(raw), raw.buffers())
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"a": ["1", "2", "3", "4"], "b": text}), path)
    rows, bad = read(path)
    assert rows == [("1", "x", 1), ("4", "é", 4)]
    assert [(each.line, each.column, each.problem) for each in bad] == [(2, "b", "bytes that are not UTF-8"), (3, "b", "a NUL byte")]


def sheet(path: Path, rows: Any) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)
    return path


def test_a_spreadsheet_is_read_and_formulas_are_set_aside(tmp_path: Path) -> None:
    rows = [[None, None], ["a", "b", None], [1.0, "x"], [2, "=1+1"], [None], [3.5, date(2012, 11, 29)], [4, True], [5, "y", "z"]]
    found, bad = read(sheet(tmp_path / "t.xlsx", rows))
    assert found == [("1", "x", 3), ("3.5", "2012-11-29", 6), ("4", "true", 7)]
    assert [(each.line, each.column, each.problem, each.text) for each in bad] == [
        (4, "b", "a formula, not a value", "=1+1"),
        (8, "", "a value beyond the 2 columns", "z"),
    ]


def test_the_sheet_is_chosen_by_name(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("Data").append(["a", "b"])
    book["Data"].append([1, "x"])
    book.save(tmp_path / "t.xlsx")
    assert read(tmp_path / "t.xlsx", 'sheet = "Data"')[0] == [("1", "x", 2)]
    with pytest.raises(DataError, match="no sheet 'Other'"):
        read(tmp_path / "t.xlsx", 'sheet = "Other"')
    with pytest.raises(DataError, match="empty"):
        read(tmp_path / "t.xlsx")


def test_a_spreadsheet_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_FILE_MEGABYTES", "0")
    with pytest.raises(EnvironmentProblem, match="unpacks"):
        read(sheet(tmp_path / "t.xlsx", [["a", "b"], [1, 2]]))


def test_what_is_no_table_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentProblem, match="no such file"):
        read(tmp_path / "none.csv")
    with pytest.raises(EnvironmentProblem, match="not a file"):
        read(tmp_path)
    with pytest.raises(DataError, match="empty"):
        read(written(tmp_path, ""))
    with pytest.raises(DataError, match="old Excel"):
        read(written(tmp_path, b"\xd0\xcf\x11\xe0\xa1\xb1", "t.xls"))
