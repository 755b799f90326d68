"""``kg format``: which files it formats, what it writes and prints, and its exit code."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from kg.cli.main import run

ROUGH = "<x:g>{<x:a> <x:b> 1}  # why\n"
CANONICAL = "<x:g> {\n  <x:a> <x:b> 1 .\n}  # why\n"
WRONG = "<x:g> {\n  <x:a> <x:b> .\n}\n"


@pytest.fixture
def files(small: Path) -> Path:
    """A workspace with a file in the canonical layout and one that is not."""
    (small / "data" / "one.trig").write_text(ROUGH, encoding="utf-8")
    (small / "data" / "two.trig").write_text(CANONICAL, encoding="utf-8")
    return small


def written(path: Path) -> tuple[int, int, int]:
    """What changes if a file is written; reading it changes its last access only."""
    status = os.stat(path)
    return status.st_ino, status.st_size, status.st_mtime_ns


def test_all_data_files_of_the_workspace_are_formatted(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    unchanged = written(files / "data" / "two.trig")
    assert run(["-C", str(files), "format"]) == 0
    assert capsys.readouterr().out == "formatted data/one.trig\nformatted 1 file, 1 unchanged\n"
    assert (files / "data" / "one.trig").read_text(encoding="utf-8") == CANONICAL
    assert written(files / "data" / "two.trig") == unchanged
    assert run(["-C", str(files), "format", "--check"]) == 0
    assert sorted(each.name for each in (files / "data").iterdir()) == ["one.trig", "two.trig"]


@pytest.mark.parametrize(("options", "code"), [(["--check"], 1), (["--diff"], 0), (["--check", "--diff"], 1), (["--check", "--json"], 1)])
def test_check_and_diff_write_nothing(files: Path, options: list[str], code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["-C", str(files), "format", *options]) == code
    out = capsys.readouterr().out
    assert (files / "data" / "one.trig").read_text(encoding="utf-8") == ROUGH
    if "--json" in options:
        assert json.loads(out) == [
            {"file": "data/one.trig", "changed": True, "overlong": []},
            {"file": "data/two.trig", "changed": False, "overlong": []},
        ]
    elif "--diff" in options:
        assert out.startswith("--- data/one.trig\n+++ data/one.trig\n@@ -1 +1,3 @@\n-<x:g>{")
        assert "+  <x:a> <x:b> 1 .\n" in out
    else:
        assert out == "would format data/one.trig\nwould format 1 file, 1 unchanged\n"


def test_only_the_files_of_the_call_are_formatted(files: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (files / "data" / "two.trig").write_text(ROUGH, encoding="utf-8")
    monkeypatch.chdir(files / "data")
    assert run(["format", "one.trig", "one.trig"]) == 0
    assert capsys.readouterr().out == "formatted one.trig\nformatted 1 file, 0 unchanged\n"
    assert Path("one.trig").read_text(encoding="utf-8") == CANONICAL
    assert Path("two.trig").read_text(encoding="utf-8") == ROUGH


def test_a_file_with_a_syntax_error_is_left_alone_and_the_others_are_formatted(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (files / "data" / "bad.trig").write_text(WRONG, encoding="utf-8")
    (files / "data" / "latin.trig").write_bytes(b'<x:g> {\n  <x:a> <x:b> "\xe9" .\n}\n')
    assert run(["-C", str(files), "format"]) == 3
    printed = capsys.readouterr()
    assert "(data/bad.trig:2:" in printed.err
    assert "error: the file is not UTF-8 (data/latin.trig:2:1)\n" in printed.err
    assert printed.out.endswith("formatted 1 file, 1 unchanged\n")
    assert (files / "data" / "bad.trig").read_text(encoding="utf-8") == WRONG
    assert (files / "data" / "one.trig").read_text(encoding="utf-8") == CANONICAL


def test_a_line_that_cannot_be_broken_is_named(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (files / "data" / "two.trig").write_text(f'<x:a> <x:b>\n    "{"g" * 150}" .\n', encoding="utf-8")
    assert run(["-C", str(files), "format", "--check"]) == 1
    warning = "warning: the line has 158 characters, over 140: shorten its text (data/two.trig:2)\n"
    assert capsys.readouterr().err == warning
    assert run(["-C", str(files), "format", "--check", "--json", str(files / "data" / "two.trig")]) == 0
    assert json.loads(capsys.readouterr().out)[0]["overlong"] == [{"line": 2, "characters": 158}]


@pytest.mark.skipif(os.name != "posix", reason="symbolic links need rights on Windows")
def test_a_symbolic_link_stays_one(files: Path) -> None:
    (files / "data" / "link.trig").symlink_to(files / "data" / "one.trig")
    assert run(["-C", str(files), "format", str(files / "data" / "link.trig")]) == 0
    assert (files / "data" / "link.trig").is_symlink()
    assert (files / "data" / "one.trig").read_text(encoding="utf-8") == CANONICAL


@pytest.mark.parametrize(
    ("name", "code", "message"),
    [
        ("data", 2, "error: a folder, not a file ("),
        ("chancery.toml", 2, "error: not a TriG file ("),
        ("missing.trig", 4, "error: the file cannot be read: No such file or directory ("),
    ],
)
def test_a_file_that_is_not_a_data_file_is_refused(
    files: Path, name: str, code: int, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["format", str(files / name)]) == code
    error = capsys.readouterr().err
    assert error.startswith(message)
    assert "\nhint: " in error
