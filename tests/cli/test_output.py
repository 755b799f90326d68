"""What the command line writes: colours, widths, errors, and how a process ends. Everything runs in this process."""

from __future__ import annotations

import errno
import importlib
import io
import json
import os
import runpy
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from kg.cli import output, query
from kg.errors import DataError, EnvironmentProblem, KgError, LimitReached
from kg.places import Place

dispatch = importlib.import_module("kg.cli.main")  # as an attribute of kg.cli, the name is that of the function


class Terminal(io.StringIO):
    """A text stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


class Broken(io.StringIO):
    """A text stream that fails with an error number when it is written to or flushed."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number

    def write(self, text: str) -> int:
        raise OSError(self.number, os.strerror(self.number))

    def flush(self) -> None:
        raise OSError(self.number, os.strerror(self.number))


class Left(Exception):
    """Stands for the end of the process."""


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The exit codes with which the process would have ended."""
    codes: list[int] = []

    def leave(code: int) -> None:
        codes.append(code)
        raise Left

    monkeypatch.setattr(os, "_exit", leave)
    return codes


@pytest.mark.parametrize(
    ("stream", "variables", "expected"),
    [
        (Terminal(), {"TERM": "xterm"}, "\x1b[31mno\x1b[0m"),
        (Terminal(), {"TERM": "dumb"}, "no"),
        (Terminal(), {"TERM": "xterm", "NO_COLOR": "1"}, "no"),
        (io.StringIO(), {"TERM": "xterm"}, "no"),
    ],
)
def test_colours_are_for_terminals_that_take_them(
    stream: io.StringIO, variables: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert output.paint("no", "red", stream) == expected


@pytest.mark.parametrize(("columns", "expected"), [("72", 72), ("0", 100), ("wide", 100), ("", 100)])
def test_the_width_without_a_terminal(columns: str, expected: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    monkeypatch.setenv("COLUMNS", columns)
    assert output.width() == expected


@pytest.mark.parametrize(("size", "expected"), [(61, 61), (0, 100)])
def test_the_width_of_a_terminal(size: int, expected: int, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(terminal, "fileno", lambda: 1)
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setattr(os, "get_terminal_size", lambda number: os.terminal_size((size, 24)))
    assert output.width() == expected


def test_a_terminal_of_unknown_width(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(number: int) -> os.terminal_size:
        raise OSError(errno.ENOTTY, "no terminal")

    terminal = Terminal()
    monkeypatch.setattr(terminal, "fileno", lambda: 1)
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setattr(os, "get_terminal_size", unknown)
    monkeypatch.setenv("COLUMNS", "55")
    assert output.width() == 55


def test_progress_is_one_line_that_the_next_output_replaces(monkeypatch: pytest.MonkeyPatch) -> None:
    errors, out = Terminal(), io.StringIO()
    monkeypatch.setattr(sys, "stderr", errors)
    monkeypatch.setattr(sys, "stdout", out)
    output.note("reading " + "x" * 90)
    output.write("done")
    output.write("again")
    assert errors.getvalue() == "\r\x1b[K" + "reading " + "x" * 70 + "\r\x1b[K"
    assert out.getvalue() == "doneagain"


def test_progress_is_not_written_into_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    errors = io.StringIO()
    monkeypatch.setattr(sys, "stderr", errors)
    output.note("reading")
    output.write("")
    assert errors.getvalue() == ""


def test_a_full_disk_is_a_problem_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", Broken(errno.ENOSPC))
    with pytest.raises(EnvironmentProblem, match="standard output cannot be written"):
        output.write("text")


def test_a_closed_pipe_is_left_to_the_caller(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", Broken(errno.EPIPE))
    with pytest.raises(BrokenPipeError):
        output.write("text")


class Encoded(io.TextIOWrapper):
    """A stream of an encoding, which may say that it is a terminal."""

    def __init__(self, encoding: str, terminal: bool) -> None:
        super().__init__(io.BytesIO(), encoding)
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal


@pytest.mark.parametrize(
    ("encoding", "terminal", "text", "expected"),
    [
        ("utf-8", True, "a\x1b[31m\n", "a\\x1b[31m\n"),  # data cannot set colours
        ("utf-8", False, "a\x1b[31m\n", "a\x1b[31m\n"),
        ("utf-8", False, "a\ud800", "a\\ud800"),  # half a character, which no encoding has
        ("ascii", True, "caf\xe9", "caf\\xe9"),
    ],
)
def test_what_a_stream_cannot_take_is_escaped(
    encoding: str, terminal: bool, text: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = Encoded(encoding, terminal)
    monkeypatch.setattr(sys, "stdout", stream)
    output.write(text)
    stream.seek(0)
    assert stream.read() == expected


def test_a_file_is_never_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", Encoded("ascii", terminal=False))
    with pytest.raises(EnvironmentProblem, match=r"standard output is in ascii, which lacks '\\xe9'") as caught:
        output.write("caf\xe9")
    assert "PYTHONUTF8" in (caught.value.hint or "")


def test_streams_that_are_closed_are_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, name, None)
    output.open_streams()
    with sys.stdin as reading, sys.stderr as errors:
        assert reading.read() == ""
        errors.write("lost")
    out = sys.stdout
    out.write("not written")
    for ending in (out.flush, out.close):
        with pytest.raises(OSError, match=os.strerror(errno.EBADF)):
            ending()


def test_a_warning_is_safe_for_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    output.warn("a\x1b[31mb")
    printed = capsys.readouterr().err
    assert printed.startswith("warning: a")
    assert "\x1b" not in printed


def test_all_errors_of_a_run_are_printed_and_counted(capsys: pytest.CaptureFixture[str]) -> None:
    problem = DataError("first", Place("a.trig", 1, 2), "do this")
    problem.others = (DataError("second", Place("b.trig", 3, 4)),)
    output.complain(problem)
    lines = capsys.readouterr().err.splitlines()
    assert lines == ["error: first (a.trig:1:2)", "hint: do this", "error: second (b.trig:3:4)", "2 errors"]


def test_an_error_is_printed_even_where_standard_output_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    errors = io.StringIO()
    monkeypatch.setattr(sys, "stdout", Broken(errno.ENOSPC))
    monkeypatch.setattr(sys, "stderr", errors)
    output.complain(KgError("something"))
    assert errors.getvalue() == "error: something\n"


@pytest.mark.parametrize(
    ("stream", "code", "expected", "printed"),
    [
        (io.StringIO(), 0, 0, ""),
        (io.StringIO(), 3, 3, ""),
        (Broken(errno.EPIPE), 0, 4, ""),
        (Broken(errno.ENOSPC), 0, 4, f"error: standard output cannot be written: {os.strerror(errno.ENOSPC)}\n"),
        (Broken(errno.ENOSPC), 2, 2, ""),
    ],
)
def test_the_exit_code_says_whether_the_output_was_written(
    stream: io.StringIO, code: int, expected: int, printed: str, ended: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    errors = io.StringIO()
    monkeypatch.setattr(sys, "stdout", stream)
    monkeypatch.setattr(sys, "stderr", errors)
    with pytest.raises(Left):
        output.leave(code)
    assert ended == [expected]
    assert errors.getvalue() == printed


def test_a_broken_standard_error_does_not_change_the_exit_code(ended: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    monkeypatch.setattr(sys, "stderr", Broken(errno.EPIPE))
    with pytest.raises(Left):
        output.leave(1)
    assert ended == [1]


def test_a_query_at_its_limit_ends_the_process(ended: list[int], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Left):
        query._leave(LimitReached("the query was stopped", None, "narrow it"))
    assert ended == [LimitReached.exit_code]
    assert capsys.readouterr() == ("", "error: the query was stopped\nhint: narrow it\n")


def test_an_interrupt_ends_the_process(ended: list[int], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(arguments: Sequence[str]) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("kg.watching.on_interrupt", lambda leave: None)
    monkeypatch.setattr(dispatch, "run", interrupted)
    with pytest.raises(Left):
        dispatch.main(["--version"])
    assert ended == [130]
    assert capsys.readouterr() == ("", "\ninterrupted\n")


@pytest.mark.parametrize(
    ("words", "opened"),
    [
        (["query", "votes"], [(None, False)]),
        (["-C", "there", "show", "e:x"], [("there", False)]),
        (["view"], [(None, True)]),
        (["-C", "there", "path", "a", "b"], [("there", True)]),
        (["build"], []),
        (["query", "--help"], []),
        (["show", "e:x", "--directory=there"], []),
        ([], []),
    ],
)
def test_a_verb_that_asks_or_reads_opens_the_snapshot_early(
    words: list[str], opened: list[tuple[str | None, bool]], monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[tuple[str | None, bool]] = []
    monkeypatch.setattr("gc.disable", lambda: None)
    monkeypatch.setattr("kg.snapshot.early.begin", lambda directory, *, in_memory: found.append((directory, in_memory)))
    dispatch._open_early(words)
    assert found == opened


def test_python_m_kg_is_kg(ended: list[int], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["kg", "--version"])
    with pytest.raises(Left):
        runpy.run_module("kg", run_name="__main__")
    assert ended == [0]
    assert capsys.readouterr().out.startswith("kg ")


def test_importing_the_module_of_python_m_kg_runs_nothing(ended: list[int], capsys: pytest.CaptureFixture[str]) -> None:
    runpy.run_module("kg.__main__")
    assert ended == []
    assert capsys.readouterr() == ("", "")


def test_a_build_prints_its_counts(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert dispatch.run(["-C", str(small), "build"]) == 0
    first, *rows = capsys.readouterr().out.splitlines()
    assert first.startswith("A small one: snapshot ")
    assert [row.split(maxsplit=1)[1] for row in rows][:4] == ["documents", "passages", "assertion graphs", "of them held"]
    assert [row.split()[0] for row in rows][:4] == ["1", "0", "0", "0"]


def test_the_counts_of_a_build_as_json(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert dispatch.run(["-C", str(small), "build", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["counts"]["documents"], found["counts"]["passages"]) == (1, 0)


@pytest.mark.parametrize(("passages", "said"), [(0, None), (1, "1 passage has neither"), (2, "2 passages have neither")])
def test_a_build_warns_of_passages_that_are_not_covered(
    passages: int, said: str | None, small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base, dip = "https://example.org/small/", "https://w3id.org/chancery/ontology#"
    rows = [f"<{base}passage/P{number}> a <{dip}Passage> ; <{dip}document> <{base}doc/one> ." for number in range(passages)]
    (small / "data" / "two.trig").write_text(f"<{base}graph/record> {{ {' '.join(rows)} }}\n", encoding="utf-8")
    assert dispatch.run(["-C", str(small), "build"]) == 0
    printed = capsys.readouterr().err
    warned = f"warning: {said} an assertion graph nor a reason for having none; kg sources lists them\n"
    assert printed == ("" if said is None else warned)
