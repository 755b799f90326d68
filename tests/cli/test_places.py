"""No output replaces a file of the workspace, and what is not a file is neither read nor skipped without a word."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import kg
from kg.cli.main import run
from kg.errors import DataError, EnvironmentProblem, UsageError
from kg.files import read_file
from kg.workspace import Workspace
from tests.asking import ROOT

Capture = pytest.CaptureFixture[str]
posix = pytest.mark.skipif(os.name != "posix", reason="needs the files of POSIX")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A built workspace with a file of each kind."""
    folder = tmp_path / "w"
    shutil.copytree(ROOT / "tests" / "workspaces" / "nordic", folder, ignore=shutil.ignore_patterns(".kg"))
    for inside, name in (("ontology/shapes", "visits.ttl"), ("queries", "visits.rq"), ("ontology/rules", "met.rq")):
        (folder / inside).mkdir(parents=True, exist_ok=True)
        packaged = ROOT / inside / name
        source = packaged if packaged.is_file() else next((ROOT / inside).glob("*" + packaged.suffix))
        shutil.copy(source, folder / inside / source.name)
    assert run(["-C", str(folder), "build"]) == 0
    return folder


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.name != "seen"}


def data_file(folder: Path) -> Path:
    return next(iter(Workspace(folder).data_files()))


WRITERS: dict[str, Callable[[str], list[str]]] = {
    "dump": lambda path: ["dump", path],
    "dump --held": lambda path: ["dump", "--held", path],
    "view": lambda path: ["view", path],
    "check --shacl": lambda path: ["check", "--no-owl", "--shacl", path],
    "disputes": lambda path: ["disputes", path],
}


@pytest.mark.parametrize("verb", WRITERS)
def test_no_output_replaces_a_file_of_the_workspace(folder: Path, capsys: Capture, verb: str) -> None:
    files = [folder / "chancery.toml", data_file(folder)]
    files += [next((folder / each).glob("*")) for each in ("ontology/shapes", "ontology/rules", "queries")]
    files.append(next((folder / ".kg" / "snapshots").glob("*/graph.nq")))
    before = contents(folder)
    for path in files:
        code = run(["-C", str(folder), *WRITERS[verb](str(path))])
        if verb == "disputes" and path.suffix not in (".html", ".md"):
            assert code != 70  # not a file to write, but a name that nothing has
        else:
            assert code == 2, path
            assert str(path) in capsys.readouterr().err
        assert contents(folder) == before, path


def symbolic(path: Path, other: Path) -> Path:
    other.symlink_to(path)
    return other


def hard(path: Path, other: Path) -> Path:
    os.link(path, other)
    return other


SPELLINGS: dict[str, Callable[[Path, Path], Path]] = {
    "through a folder": lambda path, _: path.parent / ".." / path.parent.name / path.name,
    "a symbolic link": symbolic,
    "a hard link": hard,
    "a link to its folder": lambda path, other: symbolic(path.parent, other) / path.name,
    "relative": lambda path, _: Path(os.path.relpath(path)),
}


@posix
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_however_a_path_is_spelt(folder: Path, tmp_path: Path, spelling: str) -> None:
    path = data_file(folder)
    spelt = SPELLINGS[spelling](path, tmp_path / "other.trig")
    before = contents(folder)
    with pytest.raises(UsageError, match=f"would replace data/{path.name}, a file of the workspace"):
        kg.open(folder).dump(spelt)
    with pytest.raises(UsageError, match="would replace"):
        kg.open(folder).view().save(spelt)
    assert contents(folder) == before


def test_case_does_not_matter_where_names_ignore_it(folder: Path) -> None:
    path = data_file(folder)
    other = path.with_name(path.name.upper())
    if other.exists():
        with pytest.raises(UsageError, match="would replace"):
            kg.open(folder).dump(other)


def test_no_output_becomes_a_file_of_the_workspace(folder: Path) -> None:
    for name in ("data/new.trig", "data/deep/new.trig", "ontology/new.ttl", ".kg/new.ttl"):
        with pytest.raises(UsageError, match="the output would be"):
            kg.open(folder).dump(folder / name)
        assert not (folder / name).exists()
    assert kg.open(folder).dump(folder / "out" / "graph.trig") > 0
    assert kg.open(folder).dump(folder / "out" / "graph.trig") > 0, "an output of before is replaced"


def test_packaged_files_are_not_replaced(folder: Path) -> None:
    packaged = ROOT / "ontology" / "chancery.ttl"
    before = packaged.read_bytes()
    try:
        with pytest.raises(UsageError, match=r"would replace ontology/chancery\.ttl"):
            kg.open(folder).dump(packaged)
    finally:
        if packaged.read_bytes() != before:
            packaged.write_bytes(before)


# What is not a file -----------------------------------------------------------------------------------------------------------

NOT_FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "dangling link": (lambda path: path.symlink_to("nowhere"), "a symbolic link that does not lead to a file"),
    "link in a circle": (lambda path: path.symlink_to(path.name), ""),
    "folder": (lambda path: path.mkdir(), "a folder, not a file"),
    "pipe": (lambda path: os.mkfifo(path), "a pipe or device, not a file"),
}


@posix
@pytest.mark.parametrize(
    ("name", "kind"),
    [
        # Each kind and each folder each time, all of both in make soak.
        pytest.param(name, kind, marks=() if number == place else pytest.mark.soak)
        for number, name in enumerate(("data/x.trig", "data/deep/x.trig", "ontology/x.ttl", "ontology/rules/x.rq"))
        for place, kind in enumerate(NOT_FILES)
    ],
)
def test_what_is_not_a_file_is_an_error(folder: Path, capsys: Capture, kind: str, name: str) -> None:
    make, says = NOT_FILES[kind]
    (folder / name).parent.mkdir(exist_ok=True)
    make(folder / name)
    for verb in (("build",), ("check", "--no-owl")):
        assert run(["-C", str(folder), *verb]) in ((1, 3, 4) if verb[0] == "check" else (3, 4))
        found = capsys.readouterr()
        assert name in found.out + found.err
        assert says in found.out + found.err
    assert run(["-C", str(folder), "query", "recognitions", "-f", "csv"]) == 0, "the last good snapshot answers"
    found = capsys.readouterr()
    assert "warning: answering from the last good build" in found.err
    assert "https://example.org/nordic/id/recognition" in found.out


@posix
def test_a_folder_that_contains_itself(folder: Path, capsys: Capture) -> None:
    (folder / "data" / "loop").symlink_to(folder / "data")
    with pytest.raises(DataError, match="contains itself through a symbolic link"):
        Workspace(folder).data_files()
    assert run(["-C", str(folder), "build"]) == 3
    assert "data/loop" in capsys.readouterr().err
    assert run(["-C", str(folder), "query", "recognitions", "-f", "csv"]) == 0
    assert "warning: answering from the last good build: the folder contains itself" in capsys.readouterr().err


@posix
@pytest.mark.parametrize("path", ["/dev/zero", "/dev/null", "/dev/stdin", "."])
def test_a_text_is_a_regular_file(folder: Path, capsys: Capture, path: str) -> None:
    if path == "/dev/stdin" and sys.stdin is not None and Path(path).is_file():
        return
    assert run(["-C", str(folder), "sources", "index", path]) == 4
    assert "error: not a regular file" in capsys.readouterr().err


@posix
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.trig")
    with pytest.raises(EnvironmentProblem, match="not a regular file"):
        read_file(tmp_path / "pipe.trig")
    assert run(["format", str(tmp_path / "pipe.trig")]) == 4


def test_a_large_file_is_refused(folder: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    path = folder / "large.txt"
    path.write_bytes(b"x" * 1_000_001)
    monkeypatch.setenv("KG_FILE_MEGABYTES", "1")
    assert run(["-C", str(folder), "sources", "index", str(path)]) == 4
    found = capsys.readouterr().err
    assert "the file has more than 1,000,000 bytes" in found
    assert "KG_FILE_MEGABYTES" in found
    path.write_bytes(b"x" * 1_000_000)
    assert run(["-C", str(folder), "sources", "index", str(path)]) == 0


def test_a_statement_over_the_limit_of_the_parser(folder: Path, capsys: Capture) -> None:
    line = '<https://example.org/a> { <https://example.org/b> <https://example.org/c> "' + "x" * (17 << 20) + '" }\n'
    (folder / "data" / "long.trig").write_text("# one\n" + line, encoding="utf-8")
    assert run(["-C", str(folder), "build"]) == 3
    assert "a statement is longer than 16 MiB (data/long.trig:2:1)" in capsys.readouterr().err
    assert run(["-C", str(folder), "query", "recognitions", "-f", "csv"]) == 0
    assert "warning: answering from the last good build: a statement is longer" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["a = " + "[" * 100_000, "a = " + "9" * 5_000, "["])
def test_settings_that_cannot_be_read(folder: Path, capsys: Capture, text: str) -> None:
    (folder / "chancery.toml").write_text(text, encoding="utf-8")
    for verb in (("build",), ("check", "--no-owl")):
        assert run(["-C", str(folder), *verb]) == 3
        assert "error: the settings" in capsys.readouterr().err
    assert run(["-C", str(folder), "query", "recognitions", "-f", "csv"]) == 0
    found = capsys.readouterr()
    assert "warning: answering from the last good build: the settings" in found.err
    assert "https://example.org/nordic/id/recognition" in found.out
