"""Files are written atomically and never replace anything but a file, and text for a terminal cannot control it."""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Callable
from pathlib import Path
from unicodedata import category
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import EnvironmentProblem, UsageError
from kg.files import did_you_mean, nearest, visible, write_atomically, write_folder
from kg.picture import About, Picture
from tests.asking import nordic

ROOT = Path(__file__).resolve().parent.parent

posix = pytest.mark.skipif(os.name != "posix", reason="needs the files and permissions of POSIX")


def save_picture(path: Path, data: bytes) -> None:
    Picture(data.decode(), About("a picture"), {}).save(path)


def dump_graph(path: Path, data: bytes) -> None:
    with patch("kg.export.writing.render", lambda *_, **__: data):
        nordic().dump(path)


def save_disputes(path: Path, data: bytes) -> None:
    with patch("kg.disputes.report.file_content", lambda *_: data):
        nordic().disputes().save(path)


WRITERS = {"files": write_atomically, "picture": save_picture, "dump": dump_graph, "disputes": save_disputes}


@pytest.fixture(params=list(WRITERS))
def write(request: pytest.FixtureRequest) -> Callable[[Path, bytes], None]:
    """Each function that writes a file for a user."""
    return WRITERS[request.param]


Write = Callable[[Path, bytes], None]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def test_a_file_is_made_with_its_folders_and_replaced(tmp_path: Path, write: Write) -> None:
    path = tmp_path / "a" / "b" / "file.html"
    write(path, b"one")
    assert path.read_bytes() == b"one"
    with path.open("rb") as reader:
        write(path, b"another")
        assert reader.read() == b"one", "an open file keeps the old content"
    assert path.read_bytes() == b"another"
    assert [each.name for each in path.parent.iterdir()] == ["file.html"]


@posix
@pytest.mark.parametrize(("umask", "expected"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_a_new_file_has_the_mode_that_the_umask_leaves(tmp_path: Path, write: Write, umask: int, expected: int) -> None:
    path = tmp_path / "file.html"
    before = os.umask(umask)
    try:
        write(path, b"x")
        assert os.umask(umask) == umask, "the umask is as before"
    finally:
        os.umask(before)
    assert mode(path) == expected


@posix
@pytest.mark.parametrize("kept", [0o600, 0o644, 0o666, 0o751])
def test_an_existing_file_keeps_its_mode(tmp_path: Path, write: Write, kept: int) -> None:
    path = tmp_path / "file.html"
    path.write_bytes(b"old")
    path.chmod(kept)
    write(path, b"new")
    assert (path.read_bytes(), mode(path)) == (b"new", kept)


@posix
def test_a_pipe_is_written_to(tmp_path: Path, write: Write) -> None:
    path = tmp_path / "pipe.html"
    os.mkfifo(path)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(path.read_bytes()), daemon=True)
    reader.start()
    write(path, b"x")
    assert stat.S_ISFIFO(path.lstat().st_mode)
    reader.join(timeout=30)
    assert read == [b"x"]


@posix
def test_a_device_is_written_to(write: Write) -> None:
    write(Path("/dev/null"), b"x")
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)


def test_a_folder_is_not_replaced(tmp_path: Path, write: Write) -> None:
    (tmp_path / "file.html").mkdir()
    with pytest.raises(EnvironmentProblem, match="cannot be written") as caught:
        write(tmp_path / "file.html", b"x")
    assert caught.value.where == str(tmp_path / "file.html")
    assert caught.value.hint
    assert [each.name for each in tmp_path.iterdir()] == ["file.html"]
    assert list((tmp_path / "file.html").iterdir()) == []


@posix
@pytest.mark.parametrize("exists", [True, False])
def test_a_link_stays_and_its_file_is_written(tmp_path: Path, write: Write, exists: bool) -> None:
    target = tmp_path / "elsewhere" / "real.html"
    target.parent.mkdir()
    if exists:
        target.write_bytes(b"old")
        target.chmod(0o640)
    link = tmp_path / "link.html"
    link.symlink_to(Path("elsewhere", "real.html"))
    write(link, b"new")
    assert link.is_symlink()
    assert link.readlink() == Path("elsewhere", "real.html")
    assert target.read_bytes() == b"new"
    assert not exists or mode(target) == 0o640
    assert [each.name for each in target.parent.iterdir()] == ["real.html"]


@posix
def test_a_link_to_a_pipe_and_links_in_a_circle(tmp_path: Path, write: Write) -> None:
    (tmp_path / "null.html").symlink_to("/dev/null")
    write(tmp_path / "null.html", b"x")
    assert (tmp_path / "null.html").is_symlink()
    (tmp_path / "one").symlink_to(tmp_path / "two")
    (tmp_path / "two").symlink_to(tmp_path / "one")
    with pytest.raises(EnvironmentProblem, match="cannot be written"):
        write(tmp_path / "one", b"x")
    assert (tmp_path / "one").is_symlink()
    assert (tmp_path / "two").is_symlink()


@pytest.mark.parametrize("failing", ["fsync", "replace"])
def test_a_failure_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, write: Write, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    path = tmp_path / "file.html"
    path.write_bytes(b"old")

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, failing, refuse)
        with pytest.raises(EnvironmentProblem, match="No space left on device"):
            write(path, b"new")
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["file.html"]


@pytest.mark.parametrize(
    ("text", "lines", "one_line"),
    [
        ("plain Zahār 外交", "plain Zahār 外交", "plain Zahār 外交"),
        ("a \x1b[31m\x07 name", "a \\x1b[31m\\x07 name", "a \\x1b[31m\\x07 name"),
        ("one\n\ttwo  \r", "one\n\ttwo  \\r", "one two"),
        ("can\u2028 not\u00a0break", "can\\u2028 not\\xa0break", "can not break"),
        ("\u202egnp.exe\u202c \u2066x\u2069", "\\u202egnp.exe\\u202c \\u2066x\\u2069", "\\u202egnp.exe\\u202c \\u2066x\\u2069"),
        ("Nor\u200bway \ufeff", "Nor\\u200bway \\ufeff", "Nor\\u200bway \\ufeff"),
        ("می\u200cخواهم", "می\u200cخواهم", "می\u200cخواهم"),
        ("bad \udcff byte", "bad \\udcff byte", "bad \\udcff byte"),
    ],
)
def test_text_for_a_terminal(text: str, lines: str, one_line: str) -> None:
    assert visible(text) == lines
    assert visible(text, one_line=True) == one_line


@given(st.text())
def test_no_text_commands_a_terminal(text: str) -> None:
    allowed = {"Cf"}
    assert all(each.isprintable() or each in "\n\t" or category(each) in allowed for each in visible(text))
    one_line = visible(text, one_line=True)
    assert all(each.isprintable() or category(each) in allowed for each in one_line)
    assert all(each == " " or not each.isspace() for each in one_line)


@pytest.mark.parametrize(("text", "shown"), [("1905  Union", "1905  Union"), ("a\r\nb\tc", "a b c")])
def test_white_space_in_one_line(text: str, shown: str) -> None:
    assert visible(text, one_line=True) == shown


def test_the_nearest_names() -> None:
    known = ["acts-between", "acts-in-response", "aid", "visits"]
    assert nearest("acts-betwen", known) == ["acts-between"], "a very similar name is the only suggestion"
    assert nearest("visist", known, 1) == ["visits"]
    assert nearest("votes on everything", known) == []
    assert nearest("acts", []) == []
    assert len(nearest("aaaa", ["aaab", "aaac", "aaad", "aaae"])) == 3


def test_the_hint() -> None:
    assert did_you_mean(["a"], "else") == "did you mean a?"
    assert did_you_mean(each for each in ("a", "b", "c")) == "did you mean a or b or c?"
    assert did_you_mean([], "else") == "else"
    assert did_you_mean([]) is None


def test_there_is_one_of_each() -> None:
    """Nobody else looks for similar words or replaces a file: a second copy would behave in another way."""
    found: dict[str, set[str]] = {"get_close_matches": set(), "def write_atomically": set(), "def did_you_mean": set()}
    for path in sorted((ROOT / "kg").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        for what, where in found.items():
            if what in text:
                where.add(path.relative_to(ROOT).as_posix())
    assert found == {each: {"kg/files.py"} for each in found}


@posix
def test_a_dump_to_a_pipe_does_not_replace_it(tmp_path: Path) -> None:
    """Every verb that writes a file uses the one writer."""
    pipe = tmp_path / "graph.ttl"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    size = nordic().dump(pipe)
    reader.join(timeout=30)
    assert stat.S_ISFIFO(pipe.lstat().st_mode)
    assert len(read[0]) == size > 0


def test_a_folder_that_somebody_else_wrote_stays(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "a.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match=r"a\.txt"):
        write_folder(tmp_path / "own", [("b.txt", b"b")])
    assert sorted(each.name for each in tmp_path.rglob("*")) == ["a.txt", "own"]


def test_a_folder_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentProblem):
        write_folder(tmp_path / "new", [("a", b"a"), ("a", b"twice")])
    assert list(tmp_path.iterdir()) == []
