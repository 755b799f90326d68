"""The tutorial, followed to the letter: its commands are run, its lines are written at the desk, and what it promises comes true."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from kg.cli.main import run
from kg.desk.desk import Desk
from kg.workspace import Workspace

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")


def blocks() -> list[tuple[str, list[str]]]:
    """The fenced blocks of the page in order: their language, and their lines."""
    return [(kind, text.splitlines()) for kind, text in re.findall(r"^```(\w+)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)]


def code(desk: Desk, lines: list[str]) -> None:
    """Type lines at the desk, one after the other, as the page says."""
    passage = ""
    for line in lines:
        if line.startswith("@"):
            passage = line.removeprefix("@")
            continue
        shown = desk.passage(passage)
        before = shown["lines"]
        assert isinstance(before, list)
        notes = [each for each in before if each.startswith("note ")]
        claims = [each for each in before if each not in notes]
        typed = [*claims, *notes, line] if line.startswith(("note ", "-")) else [*claims, line, *notes]
        found = desk.save(passage, typed, "", str(shown["token"]))
        assert "passage" in found, (passage, line, found)


def test_the_tutorial_is_followed_to_the_letter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("chronology.txt", "backgrounder.txt"):
        shutil.copy(ROOT / "examples" / "rupture" / "texts" / name, tmp_path)
    monkeypatch.chdir(tmp_path)
    said: dict[str, str] = {}
    desk = None
    for kind, lines in blocks():
        if kind == "lines":
            desk = desk or Desk(Workspace(tmp_path / "gulf"))
            code(desk, lines)
            continue
        for line in lines:
            assert run(shlex.split(line)[1:]) == 0, (line, capsys.readouterr())
            said[line.split()[3] if "-C" in line else "init"] = capsys.readouterr().out
    assert "severance-saudi-arabia-1988" in said["query"]
    assert "The first rupture, sentence 6" in said["why"]
    assert (tmp_path / "gulf.html").stat().st_size > 100_000
    assert desk is not None
    # What is only reported, and what somebody said, is not in the graph that is drawn.
    relations = desk.relations("backgrounder", "B11")
    assert "shot" not in str(relations["lines"])
    assert desk.passage("B11")["state"] == "coded"


def test_what_the_page_says_of_the_desk_is_so() -> None:
    keys = (ROOT / "kg" / "desk" / "app" / "keys.js").read_text(encoding="utf-8")
    for key in re.findall(r"\*\*(Alt\+\w|F1)\*\*", PAGE):
        assert key in keys
