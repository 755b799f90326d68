"""The command line: the parsing of arguments, errors in two lines, exit codes, and how the process ends."""

from __future__ import annotations

import importlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg.cli
from kg.cli import arguments, output
from kg.cli.arguments import Call, Option, Positional, Verb, help_of, parse
from kg.cli.main import VERBS, run
from kg.errors import DataError, EnvironmentProblem, LimitReached, UsageError

dispatch = importlib.import_module("kg.cli.main")  # as an attribute of kg.cli, the name is that of the function

SAY = Verb(
    name="say",
    summary="say something",
    usage="WHAT [TO...]",
    run=lambda call: 0,
    positionals=(Positional("what", "what to say"), Positional("to", "to whom", optional=True, many=True)),
    options=(
        Option("param", "k=v", "a parameter", short="p", repeat=True),
        Option("format", "FORMAT", "how", short="f", choices=("table", "csv")),
        Option("times", "N", "how often"),
        Option("loud", None, "louder", short="l"),
    ),
    examples=("kg say hello",),
)


@pytest.mark.parametrize(
    "words",
    [
        ["hello", "Ada", "-p", "a=1", "-f", "csv", "--loud"],
        ["-l", "-pa=1", "hello", "--format=csv", "Ada"],
        ["--param=a=1", "-f=csv", "--loud", "--", "hello", "Ada"],
        ["hello", "--param", "a=1", "-fcsv", "-l", "Ada"],
    ],
)
def test_options_may_stand_anywhere_and_be_written_either_way(words: list[str]) -> None:
    call = parse(SAY, words)
    assert call.text("what") == "hello"
    assert call.texts("to") == ["Ada"]
    assert call.pairs("param") == [("a", "1")]
    assert call.option("format") == "csv"
    assert call.flag("loud")
    assert call.number("times", 3) == 3
    assert call.directory is None


def test_what_is_left_out_and_what_is_repeated() -> None:
    call = parse(SAY, ["-", "-p", "a=b=c", "-p", "a=", "-C", "there"], "here")
    assert call.text("what") == "-"
    assert not call.has("to")
    assert call.text("to", "all") == "all"
    assert call.pairs("param") == [("a", "b=c"), ("a", "")]
    assert call.options("param") == ["a=b=c", "a="]
    assert call.option("format", "table") == "table"
    assert not call.flag("loud")
    assert call.directory == "there"
    assert parse(SAY, ["x"], "here").directory == "here"
    assert parse(SAY, ["--", "--loud"]).text("what") == "--loud"


@pytest.mark.parametrize(
    ("words", "says", "hint"),
    [
        ([], "needs WHAT", "--help"),
        (["x", "--lout"], "no option --lout", "did you mean --loud?"),
        (["x", "--zzz"], "no option --zzz", "kg say --help"),
        (["x", "-z"], "no option -z", "--help"),
        (["x", "--format"], "needs a value", "--help"),
        (["x", "--format=xls"], "cannot be 'xls'", "table, csv"),
        (["x", "--format=tabel"], "cannot be 'tabel'", "did you mean table?"),
        (["x", "-f", "csv", "-f", "csv"], "given twice", "once"),
        (["x", "--loud=yes"], "takes no value", "--help"),
        (["x", "-lf"], "takes no value", "separately"),
        (["x", "-C"], "needs a value", "--help"),
    ],
)
def test_a_wrong_call_is_reported_with_a_hint(words: list[str], says: str, hint: str) -> None:
    with pytest.raises(UsageError, match=says) as caught:
        parse(SAY, words)
    assert hint in (caught.value.hint or "")


def test_values_of_the_wrong_kind() -> None:
    with pytest.raises(UsageError, match="k=v"):
        parse(SAY, ["x", "-p", "a"]).pairs("param")
    with pytest.raises(UsageError, match="k=v"):
        parse(SAY, ["x", "-p", "=a"]).pairs("param")
    for text in ("-1", "1.5", "", "x", "\u0661"):
        with pytest.raises(UsageError, match="whole number"):
            parse(SAY, ["x", f"--times={text}"]).number("times", 1)
    with pytest.raises(UsageError, match="'b'"):
        parse(SAY._replace(positionals=SAY.positionals[:1]), ["a", "b"])


WORDS = st.one_of(
    st.text(max_size=6), st.sampled_from(["--", "-", "--param", "-p", "a=b", "--format=csv", "-fcsv", "--loud", "-l", "-C", "x"])
)


@given(st.lists(WORDS, max_size=6))
def test_any_words_are_read_or_refused(words: list[str]) -> None:
    try:
        call = parse(SAY, words)
    except UsageError:
        return
    assert call.text("what") in words
    assert all(each in words for each in call.texts("to"))


def test_help_has_everything() -> None:
    text = help_of(SAY)
    assert text.startswith("usage: kg say WHAT [TO...] [options]\n")
    for part in (
        "WHAT",
        "what to say",
        "-p, --param k=v",
        "(more than once)",
        "table, csv",
        "--loud",
        "-C, --directory DIR",
        "kg say hello",
    ):
        assert part in text


def test_every_verb_has_help_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    assert "query" in VERBS
    for name in VERBS:
        assert run([name, "--help"]) == 0
        shown = capsys.readouterr().out
        assert shown.startswith(f"usage: kg {name} ")
        assert f"  kg {name}" in shown or f"| kg {name}" in shown
    modules = {path.stem for path in Path(str(dispatch.__file__)).parent.glob("*.py")}
    assert {f"{name}_" if name in dispatch.KEPT_WORDS else name for name in VERBS} <= modules
    for name in VERBS:
        verb = dispatch._verb(name)
        assert verb.name == name
        assert verb.summary == VERBS[name]


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Make ``kg say`` a verb that does what `doing` says."""
    monkeypatch.setattr(dispatch, "_verb", lambda name: SAY)
    return monkeypatch


def doing(say: pytest.MonkeyPatch, function: Callable[[Call], int]) -> None:
    say.setattr(dispatch, "_verb", lambda name: SAY._replace(run=function))


@pytest.mark.parametrize(
    ("words", "code", "out", "err"),
    [
        (["--help"], 0, "usage: kg [-C DIR] VERB", ""),
        (["-h"], 0, "verbs:", ""),
        (["help"], 0, "verbs:", ""),
        ([], 2, "usage:", ""),
        (["--version"], 0, "kg 0.", ""),
        (["qurey"], 2, "", "error: kg has no verb 'qurey'\nhint: did you mean kg query?\n"),
        (["../main"], 2, "", "error: kg has no verb '../main'\nhint: kg --help lists the verbs\n"),
        (["main"], 2, "", "error: kg has no verb 'main'\n"),
        (["--vresion"], 2, "", "hint: did you mean --version?"),
        (["-C"], 2, "", "needs a folder"),
        (["-x"], 2, "", "kg has no option -x"),
        (["query", "--version"], 0, "kg 0.", ""),
    ],
)
def test_kg_itself(capsys: pytest.CaptureFixture[str], words: list[str], code: int, out: str, err: str) -> None:
    assert run(words) == code
    captured = capsys.readouterr()
    assert out in captured.out
    assert err in captured.err
    assert bool(out) == bool(captured.out)
    assert bool(err) == bool(captured.err)


@pytest.mark.parametrize(
    "words", [["-C", "there", "say", "x"], ["-Cthere", "say", "x"], ["--directory=there", "say", "x"], ["say", "x", "-C", "there"]]
)
def test_the_folder_may_be_given_before_and_behind_the_verb(say: pytest.MonkeyPatch, words: list[str]) -> None:
    seen: list[str | None] = []

    def see(call: Call) -> int:
        seen.append(call.directory)
        return 0

    doing(say, see)
    assert run(words) == 0
    assert seen == ["there"]


def test_the_exit_code_of_a_verb_is_that_of_kg(say: pytest.MonkeyPatch) -> None:
    doing(say, lambda call: 1)
    assert run(["say", "x"]) == 1


@pytest.mark.parametrize(
    ("problem", "code", "shown"),
    [
        (UsageError("what", None, "try this"), 2, "error: what\nhint: try this\n"),
        (DataError("what", "data/a.trig:3:7"), 3, "error: what (data/a.trig:3:7)\n"),
        (DataError("one", "a:1", "fix it", [DataError("two", "a:2")]), 3, "error: one (a:1)\nhint: fix it\nerror: two (a:2)\n2 errors\n"),
        (LimitReached("too long"), 3, "error: too long\n"),
        (EnvironmentProblem("no", "/x"), 4, "error: no (/x)\n"),
        (PermissionError(13, "Permission denied", "/x"), 4, "error: system error: Permission denied (/x)\n"),
        (DataError("a \x1b[31m name"), 3, "error: a \\x1b[31m name\n"),
    ],
)
def test_errors_have_one_form(
    say: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], problem: Exception, code: int, shown: str
) -> None:
    def fail(call: Call) -> int:
        call.out("before")
        raise problem

    doing(say, fail)
    assert run(["say", "x"]) == code
    assert capsys.readouterr() == ("before\n", shown)


def test_a_bug_is_reported_without_a_traceback(say: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def fail(call: Call) -> int:
        raise ZeroDivisionError("by nothing")

    doing(say, fail)
    assert run(["say", "x"]) == 70
    shown = capsys.readouterr().err
    assert shown.startswith("error: internal error: ZeroDivisionError: by nothing\nhint: ")
    assert "Traceback" not in shown
    say.setenv("KG_DEBUG", "1")
    assert run(["say", "x"]) == 70
    assert "Traceback" in capsys.readouterr().err


def test_warnings_and_progress(capsys: pytest.CaptureFixture[str]) -> None:
    call = Call("say", {}, {}, None)
    call.note("on the way")
    call.warn("look out")
    call.out("there")
    assert capsys.readouterr() == ("there\n", "warning: look out\n")


class Terminal:
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_colours_are_for_terminals_that_want_them(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert output.colours(terminal)  # type: ignore[arg-type]
    assert output.paint("x", "red", terminal) == "\x1b[31mx\x1b[0m"  # type: ignore[arg-type]
    assert not output.colours(sys.__stdout__ or sys.stdout) or sys.stdout.isatty()
    monkeypatch.setenv("NO_COLOR", "1")
    assert not output.colours(terminal)  # type: ignore[arg-type]
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    assert not output.colours(terminal)  # type: ignore[arg-type]


def kg_process(code: str, **kwargs: object) -> subprocess.Popen[bytes]:
    """A process that runs ``kg say`` with a verb of the given code, where ``call`` is its call."""
    script = f"""
import kg.cli.arguments as arguments, sys, time, importlib
dispatch = importlib.import_module("kg.cli.main")
def run(call):
    {code}
    return 0
verb = arguments.Verb("say", "say", "", run)
dispatch._verb = lambda name: verb
dispatch.main(["say"])
"""
    return subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, **kwargs)  # type: ignore[call-overload, no-any-return]


def test_all_output_is_written_before_the_fast_way_out() -> None:
    process = kg_process('call.out("x" * 100_000)')
    out, err = process.communicate(timeout=30)
    assert (len(out), err, process.returncode) == (100_001, b"", 0)


@pytest.mark.skipif(os.name != "posix", reason="pipes and signals of POSIX")
def test_a_closed_pipe_is_not_an_error() -> None:
    process = kg_process('[call.out("x" * 1000) for _ in range(10_000)]')
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    assert (process.wait(timeout=30), err) == (4, b"")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full")
@pytest.mark.parametrize("unbuffered", ["", "1"])  # the last flush fails, or the first write
@pytest.mark.parametrize("words", [["--help"], ["--version"]])
def test_a_full_disk_behind_standard_output_is_reported(words: list[str], unbuffered: str) -> None:
    script = f"from kg.cli import main; main({words})"
    with open("/dev/full", "wb") as full:
        environment = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
        command = [sys.executable, "-c", script]
        done = subprocess.run(command, env=environment, stdout=full, stderr=subprocess.PIPE, check=False, timeout=30)
    assert done.returncode == 4
    assert done.stderr == b"error: standard output cannot be written: No space left on device\n"


@pytest.mark.skipif(os.name != "posix", reason="pipes and signals of POSIX")
def test_an_interrupt_ends_it() -> None:
    # As on a terminal, also where the tests themselves run in the background and ignore interrupts.
    code = 'call.out("ready"); sys.stdout.flush(); time.sleep(60)'
    with kg_process(code, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        try:
            _, err = process.communicate(timeout=30)
        finally:
            process.kill()
    assert process.returncode == 130
    assert b"interrupted" in err
    assert b"Traceback" not in err


def test_the_protocol_in_the_docstring_is_the_one_in_the_code() -> None:
    text = kg.cli.__doc__ or ""
    for name in ("text", "option", "flag", "pairs", "workspace", "out", "write", "warn", "note"):
        assert f"call.{name}(" in text
        assert hasattr(arguments.Call, name)


def test_the_choices_that_a_verb_repeats_are_those_of_its_room() -> None:
    """A verb repeats them so that its help imports nothing heavy."""
    from kg.cli import query, view
    from kg.picture.picture import MEASURES
    from kg.results import FORMATS

    assert (*FORMATS, "parquet") == query.FORMATS
    assert view.MEASURES == MEASURES


def test_outside_a_workspace_kg_alone_says_in_three_lines_how_to_begin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run([]) == UsageError.exit_code
    printed = capsys.readouterr()
    assert printed.err == ""
    assert len(printed.out.splitlines()) == 3
    for part in ("Pakistan–Palestine relations", "kg queries", "kg query acts-between", "kg init FOLDER", "kg --help"):
        assert part in printed.out


def test_in_a_workspace_kg_alone_prints_the_help(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "chancery.toml").touch()
    (tmp_path / "inner").mkdir()
    monkeypatch.chdir(tmp_path / "inner")
    assert run([]) == UsageError.exit_code
    assert capsys.readouterr().out.startswith("usage: kg ")
