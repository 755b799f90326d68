"""``kg code``: what it writes and prints, and its exit code."""

from __future__ import annotations

import io
import json
import re
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.cli.main import run
from kg.coding import coded
from kg.coding.saving import Files
from kg.namespaces import prefixes_of
from kg.workspace import Workspace

ROOT = Path(__file__).resolve().parent.parent.parent
LINES = "@H7 with H6\nvisit; Raisi; +Doha (City); 2001\nnote NotStated: Who was host is not told.\n"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of an example, with a file of lines beside its data."""
    folder = tmp_path / "rupture"
    shutil.copytree(ROOT / "examples" / "rupture", folder, ignore=shutil.ignore_patterns(".kg"))
    (folder / "lines.txt").write_text(LINES, encoding="utf-8")
    return folder


def quads(folder: Path) -> set[ox.Quad]:
    return {quad for path in (folder / "data").glob("*.trig") for quad in ox.parse(path.read_bytes(), ox.RdfFormat.TRIG)}


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in (folder / "data").iterdir()}


def test_lines_are_written_beside_what_is_there(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before, texts = quads(copy), contents(copy)
    wanted = coded(LINES, Files(Workspace(copy)).vocabulary)
    assert run(["-C", str(copy), "code", str(copy / "lines.txt")]) == 0
    out = capsys.readouterr().out
    assert out == "wrote data/background.trig\nwrote data/chronology.trig\ncoded: 1 passage, 1 assertion graph, 1 note, 1 new name\n"
    assert quads(copy) == before | wanted[0].quads()
    for name, text in contents(copy).items():
        lines = iter(text.split("\n"))
        assert all(line in lines for line in texts[name].split("\n"))  # in their order
        assert (text != texts[name]) == (name in ("chronology.trig", "background.trig"))
    assert run(["-C", str(copy), "format", "--check"]) == 0
    assert run(["-C", str(copy), "build"]) == 0


def test_check_writes_nothing(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = contents(copy)
    assert run(["-C", str(copy), "code", "--check", str(copy / "lines.txt")]) == 0
    assert capsys.readouterr().out == "can be coded: 1 passage, 1 assertion graph, 1 note, 1 new name\n"
    assert contents(copy) == before


def test_json(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["-C", str(copy), "code", "--json", str(copy / "lines.txt")]) == 0
    found = json.loads(capsys.readouterr().out)
    base = "https://w3id.org/chancery/examples/rupture/"
    assert found["files"] == ["data/background.trig", "data/chronology.trig"]
    assert found["graphs"] == [f"{base}assertion/H7-3"]
    assert found["new"] == [f"{base}id/doha"]


def test_nothing_is_written_if_a_line_is_wrong(copy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    before = contents(copy)
    monkeypatch.setattr("sys.stdin", io.StringIO(LINES + "meeting; Irann; Iraq\n3; 4\n"))
    assert run(["-C", str(copy), "code", "-"]) == 3
    err = capsys.readouterr().err
    assert "error: nothing is called Irann (standard input:4:10)\nhint: did you mean Iran?" in err
    assert "standard input:5:1" in err
    assert contents(copy) == before


def test_a_document_without_coding_gets_a_file_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text("Norway recognized Estonia. They met.\n", encoding="utf-8")
    assert run(["init", str(tmp_path / "ws"), str(tmp_path / "text.txt")]) == 0
    folder = tmp_path / "ws"
    passage = next(iter(Files(Workspace(folder)).vocabulary.passages))
    (tmp_path / "lines.txt").write_text(f"@{passage}\nrecog; +Norway (State); +Estonia (State)\n", encoding="utf-8")
    assert run(["-C", str(folder), "code", str(tmp_path / "lines.txt")]) == 0
    (coding,) = Files(Workspace(folder)).codings([passage])
    assert len(coding.graphs) == 1
    assert run(["-C", str(folder), "format", "--check"]) == 0
    assert run(["-C", str(folder), "build"]) == 0


def test_what_is_shown_can_be_read_again(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["-C", str(copy), "code", "--document", "chronology"]) == 0
    lines = capsys.readouterr().out
    files = Files(Workspace(copy))
    codings = files.codings(files.passages_of("chronology"))
    found = coded(lines, files.without(codings))
    assert {quad for each in found for quad in each.quads()} == {quad for each in codings for quad in each.quads()}
    assert run(["-C", str(copy), "code", "--show", "H7", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["lines"][0] == "@H7 with H6"
    assert shown["kept"] == []


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (["code"], "error: kg code needs one file, or - for standard input"),
        (["code", "--show"], "error: kg code --show needs passages or --document"),
        (["code", "--show", "H77"], "error: no passage is called H77\nhint: did you mean"),
        (["code", "--document", "cronology"], "error: no document is called cronology\nhint: did you mean chronology?"),
        (["code", "--document", "chronology", "H7"], "error: both passages and a document"),
        (["code", "missing.txt"], "error:"),
    ],
)
def test_wrong_calls(copy: Path, capsys: pytest.CaptureFixture[str], words: list[str], what: str) -> None:
    assert run(["-C", str(copy), *words]) in (2, 4)
    assert capsys.readouterr().err.startswith(what)


def test_the_example_of_the_manual(copy: Path) -> None:
    manual = (ROOT / "docs" / "coding.md").read_text(encoding="utf-8")
    (lines,) = re.findall(r"```coding\n(.*?)```", manual, re.DOTALL)
    (trig,) = re.findall(r"```trig\n(.*?)```", manual, re.DOTALL)
    files = Files(Workspace(copy))
    (coding,) = coded(lines, files.vocabulary)
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in prefixes_of(files.workspace.base).items())
    assert set(ox.parse(prefixes + trig, ox.RdfFormat.TRIG)) <= coding.quads()
    gists = [str(quad.object) for quad in coding.graphs[0].quads if quad.predicate.value.endswith("gist")]
    assert len(gists) == 1
    assert gists[0][1:-4] in manual
    assert len(coding.graphs) == 6


def test_every_mark_of_the_manual_is_a_mark(copy: Path) -> None:
    from kg.coding.notation import MARKS

    manual = (ROOT / "docs" / "coding.md").read_text(encoding="utf-8")
    assert dict(re.findall(r"^\| `(.)` \| ([A-Z]\w+) \|$", manual, re.MULTILINE)) == MARKS
    vocabulary = Files(Workspace(copy)).vocabulary
    for mark, standing in MARKS.items():
        (coding,) = coded(f"@H7\n{mark} visit; Raisi; Muscat", vocabulary)
        assert any(str(quad.object).endswith(f"#{standing}>") for quad in coding.graphs[0].quads)
