"""A file in queries/ that cannot be used: the others are listed, and an answer of another query does not end with its error."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

import kg
from kg.cli.main import run
from kg.errors import DataError, EnvironmentProblem, KgError, QueryError
from kg.picture.engine import engine_of
from kg.places import Place
from tests.asking import ROOT

Capture = pytest.CaptureFixture[str]
GOOD = "#+ summary: Kings\nSELECT ?king { ?tenure dip:holder ?king }"
HEADER = "#+ summary: Who is a foo\n#+ enumerate:\n#+   - foo: [a]\nSELECT * { ?a ?b ?c }"
SERVICE = "#+ summary: Elsewhere\nSELECT * { SERVICE <urn:x> { ?a ?b ?c } }"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "tests" / "workspaces" / "nordic", tmp_path / "w", ignore=shutil.ignore_patterns(".kg"))
    (tmp_path / "w" / "queries").mkdir(exist_ok=True)
    (tmp_path / "w" / "queries" / "kings.rq").write_text(GOOD, encoding="utf-8")
    return tmp_path / "w"


BROKEN: dict[str, tuple[bytes, str, int]] = {
    "header": (HEADER.encode(), ":3:8", 3),
    "yaml": (b"#+ summary: [a\nSELECT * { ?a ?b ?c }", ":2:1", 3),
    "service": (SERVICE.encode(), ":2:12", 3),
    "encoding": (b"#+ summary: Who\n# f\xc3\xa9\xff\nSELECT * { ?a ?b ?c }", ":2:5", 3),
    "long": (b"#+ summary: Who\nSELECT * { ?a ?b ?c }" + b"#" * 1_000_000, ":2:999985", 3),
    "large": (b"#" * 4_000_001, "", 4),
}


@pytest.mark.parametrize("kind", BROKEN)
@pytest.mark.parametrize("as_json", [False, True], ids=["text", "json"])
def test_the_others_are_listed(folder: Path, capsys: Capture, kind: str, as_json: bool) -> None:
    content, place, code = BROKEN[kind]
    path = folder / "queries" / "bad.rq"
    path.write_bytes(content)
    assert run(["-C", str(folder), "queries", *(["--json"] if as_json else [])]) == code
    out, said = capsys.readouterr()
    names = [each["name"] for each in json.loads(out)] if as_json else [line.split()[0] for line in out.splitlines() if line[0] != " "]
    assert {"kings", "acts-between"} <= set(names)
    assert "bad" not in names
    assert said.startswith("error: ")
    assert f"({path}{place})\n" in said
    assert said.count("error: ") == 1


@pytest.mark.skipif(os.name != "posix", reason="makes a symbolic link")
def test_all_are_reported(folder: Path, capsys: Capture) -> None:
    assert run(["-C", str(folder), "build"]) == 0
    capsys.readouterr()
    (folder / "queries" / "header.rq").write_text(HEADER, encoding="utf-8")
    (folder / "queries" / "large.rq").write_bytes(BROKEN["large"][0])
    (folder / "queries" / "link.rq").symlink_to("nowhere")
    assert run(["-C", str(folder), "queries"]) == 4
    out, said = capsys.readouterr()
    assert "\nkings" in out
    assert said.count("error: ") == 3
    assert "(queries/link.rq)" in said
    problems: list[KgError] = []
    with kg.open(folder) as graph:
        assert "kings" in [query.name for query in graph.queries(on_error=problems.append)]
        assert [type(each) for each in problems] == [DataError, QueryError, EnvironmentProblem]
        assert problems[1].place == Place(str(folder / "queries" / "header.rq"), 3, 8)
        with pytest.raises(DataError, match="a symbolic link that does not lead to a file"):
            graph.queries()
    assert run(["-C", str(folder), "queries", "kinks"]) == 2
    assert "did you mean kings?" in capsys.readouterr().err


def test_they_are_reported_if_no_query_has_the_tag(folder: Path, capsys: Capture) -> None:
    """The query with the tag may be the one that cannot be used."""
    (folder / "queries" / "header.rq").write_text(HEADER, encoding="utf-8")
    assert run(["-C", str(folder), "queries", "--tag", "nope"]) == 2
    out, said = capsys.readouterr()
    assert out == ""
    first, second = [line for line in said.splitlines() if line.startswith("error: ")]
    assert first == f"error: enumerate names a parameter 'foo' that the query does not have ({folder}/queries/header.rq:3:8)"
    assert second == "error: no stored query has the tag 'nope'"


@pytest.mark.parametrize("kind", ["file", pytest.param("link", marks=pytest.mark.skipif(os.name != "posix", reason="makes a link"))])
def test_what_is_not_a_folder_is_reported(folder: Path, capsys: Capture, kind: str) -> None:
    shutil.rmtree(folder / "queries")
    if kind == "file":
        (folder / "queries").write_text(GOOD, encoding="utf-8")
    else:
        (folder / "queries").symlink_to("nowhere")
    assert run(["-C", str(folder), "queries"]) == 3
    out, said = capsys.readouterr()
    assert "\nchronology" in out
    assert said.startswith("error: not a folder (queries)\nhint: remove it or give it another name")
    assert run(["-C", str(folder), "build"]) == 3
    assert "error: not a folder (queries)" in capsys.readouterr().err


def test_a_folder_that_cannot_be_read_does_not_end_an_answer(folder: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(["-C", str(folder), "build"]) == 0
    capsys.readouterr()
    closed, scan = str(folder / "queries"), os.scandir

    def refusing(path: str) -> object:
        if str(path) == closed:
            raise PermissionError(13, "Permission denied", closed)
        return scan(path)

    monkeypatch.setattr(os, "scandir", refusing)
    assert run(["-C", str(folder), "query", "meetings", "-p", "agent=Norway", "-f", "table"]) == 0
    assert "try: kg query chronology" in capsys.readouterr().err
    assert run(["-C", str(folder), "queries"]) == 4
    out, said = capsys.readouterr()
    assert "\nchronology" in out
    assert said == f"error: a folder cannot be read: Permission denied ({closed})\n"


def test_an_answer_of_another_query_does_not_end_with_the_error(folder: Path, capsys: Capture) -> None:
    """An empty answer looks for other queries that have rows."""
    (folder / "queries" / "header.rq").write_text(HEADER, encoding="utf-8")
    assert run(["-C", str(folder), "query", "meetings", "-p", "agent=Norway", "-f", "table"]) == 0
    said = capsys.readouterr().err
    assert "try: kg query chronology" in said
    assert "error" not in said


def test_a_query_that_is_too_large_does_not_end_a_build(folder: Path, capsys: Capture) -> None:
    (folder / "queries" / "large.rq").write_bytes(BROKEN["large"][0])
    assert run(["-C", str(folder), "build"]) == 0
    assert run(["-C", str(folder), "query", "large"]) == 4
    assert "large.rq" in capsys.readouterr().err


def test_the_picture_is_without_it(folder: Path, capsys: Capture) -> None:
    (folder / "queries" / "header.rq").write_text(HEADER, encoding="utf-8")
    with kg.open(folder) as graph:
        forms = engine_of(graph.workspace, graph.snapshot).asking.queries
    assert "kings" in {str(form["name"]) for form in forms}
    assert "header" not in {str(form["name"]) for form in forms}
    assert "warning: the picture is without a stored query: enumerate names a parameter 'foo'" in capsys.readouterr().err
