"""A rebuild that a query started has a time limit, after which the last good snapshot answers."""

from __future__ import annotations

import functools
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

import kg
from kg.build import build, ensure, limited
from kg.build.limited import rebuild
from kg.build.watched import LONGER
from kg.cli.main import run
from kg.errors import DataError, EnvironmentProblem, KgError, LimitReached, SnapshotDamaged
from kg.places import Place
from kg.snapshot import Snapshot, current
from kg.watching import memory_used
from kg.workspace import Workspace
from tests.asking import ROOT

Capture = pytest.CaptureFixture[str]
EXPLODES = """#+ summary: Whatever is, has to do with everything.
PREFIX dip: <https://w3id.org/chancery/ontology#>
CONSTRUCT { ?a dip:dealtWith ?l }
WHERE { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f . ?g ?s ?h . ?i ?t ?j . ?k ?u ?l . FILTER (STRLEN(STR(?a)) + STRLEN(STR(?l)) < 0) }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "tests" / "workspaces" / "nordic", tmp_path / "w", ignore=shutil.ignore_patterns(".kg"))
    build(Workspace(tmp_path / "w")).release()
    return tmp_path / "w"


def in_use(folder: Path) -> Snapshot:
    found = current(Workspace(folder))
    assert found is not None
    return found


def edit(folder: Path) -> None:
    path = next(iter(Workspace(folder).data_files()))
    path.write_text(path.read_text(encoding="utf-8") + "# an edit\n", encoding="utf-8")


def query(folder: Path, capsys: Capture) -> tuple[str, str, float]:
    """The answer of a query, what it printed to standard error, and the seconds that it took."""
    begun = time.monotonic()
    assert run(["-C", str(folder), "query", "recognitions", "-f", "csv"]) == 0
    found = capsys.readouterr()
    return found.out, found.err, time.monotonic() - begun


def test_a_rule_that_explodes_is_stopped(folder: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    right, said, _ = query(folder, capsys)
    assert said == ""
    rules = folder / "ontology" / "rules"
    rules.mkdir(parents=True, exist_ok=True)
    (rules / "explodes.rq").write_text(EXPLODES, encoding="utf-8")
    monkeypatch.setenv("KG_REBUILD_SECONDS", "2")
    answer, said, seconds = query(folder, capsys)
    assert answer == right
    warned = "warning: answering from the last good build: the rebuild was stopped after 2 seconds while running the rule explodes\nhint: "
    assert said.startswith(warned)
    assert "run `kg build`" in said
    assert 2 <= seconds < 30
    answer, said, seconds = query(folder, capsys)
    assert answer == right
    assert "an earlier rebuild was stopped after 2 seconds" in said
    assert seconds < 2, "what was stopped is not tried again"
    monkeypatch.setenv("KG_REBUILD_SECONDS", "1")
    assert "the rebuild was stopped after 1 seconds" in query(folder, capsys)[1], "another limit is tried"
    (rules / "explodes.rq").unlink()
    monkeypatch.setenv("KG_REBUILD_SECONDS", "60")
    assert query(folder, capsys)[:2] == (right, "")
    edit(folder)
    assert query(folder, capsys)[:2] == (right, "")
    assert sorted(os.listdir(folder / ".kg")) == ["current", "seen", "snapshots"]
    assert [name for name in os.listdir(folder / ".kg" / "snapshots") if name.startswith("tmp-")] == []


@pytest.mark.parametrize("seconds", ["0", "60"])
def test_a_rebuild_is_a_build(folder: Path, monkeypatch: pytest.MonkeyPatch, seconds: str) -> None:
    monkeypatch.setenv("KG_REBUILD_SECONDS", seconds)
    before = in_use(folder)
    edit(folder)
    steps: list[str] = []
    after = ensure(Workspace(folder), steps.append)
    assert after.folder != before.folder
    assert after.folder == in_use(folder).folder == build(Workspace(folder)).folder
    assert steps[0] == "reading the ontology and the rules"
    assert steps[-1] == "writing the snapshot"


def test_all_errors_of_a_rebuild_are_reported(folder: Path) -> None:
    (folder / "data" / "wrong.trig").write_text("<x:a> <x:b> .\n", encoding="utf-8")
    (folder / "data" / "worse.trig").write_text("@prefix", encoding="utf-8")
    with pytest.raises(DataError) as built:
        build(Workspace(folder))
    with pytest.raises(DataError) as rebuilt:
        rebuild(Workspace(folder), in_use(folder))
    assert str(rebuilt.value) == str(built.value)
    assert rebuilt.value.hint == built.value.hint
    assert list(map(str, rebuilt.value.others)) == list(map(str, built.value.others))
    assert len(built.value.others) >= 1
    assert [each.place for each in (rebuilt.value, *rebuilt.value.others)] == [each.place for each in (built.value, *built.value.others)]
    assert all(each.place is not None and each.place.line for each in (rebuilt.value, *rebuilt.value.others))


def test_a_build_that_dies_is_reported(folder: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the system had killed it for lack of memory."""
    right, _, _ = query(folder, capsys)
    edit(folder)
    with monkeypatch.context() as patched:
        patched.setattr("kg.build.limited.sys.executable", shutil.which("false"))
        with pytest.raises(EnvironmentProblem, match="the process that builds died"):
            rebuild(Workspace(folder), in_use(folder))
        answer, said, _ = query(folder, capsys)
    assert answer == right
    assert "warning: answering from the last good build: the process that builds died" in said


def test_a_limit_is_a_limit_in_python_too(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "ontology" / "rules").mkdir(parents=True, exist_ok=True)
    (folder / "ontology" / "rules" / "explodes.rq").write_text(EXPLODES, encoding="utf-8")
    monkeypatch.setenv("KG_REBUILD_SECONDS", "1")
    with pytest.raises(LimitReached, match="stopped after 1 seconds"):
        rebuild(Workspace(folder), in_use(folder))
    _, said, hint = (folder / ".kg" / "stopped").read_text(encoding="utf-8").splitlines()
    assert said == "rebuild was stopped after 1 seconds while running the rule explodes"
    assert hint == RULE + LONGER


RULE = "if a rule takes this much, join its patterns by variables; otherwise "

GROWS = """#+ summary: Whatever is, has to do with everything.
PREFIX dip: <https://w3id.org/chancery/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
CONSTRUCT { ?a dip:dealtWith ?c }
WHERE { ?a skos:prefLabel ?b . ?c skos:prefLabel ?d }
"""


PEAK = """
import re, resource, sys
from kg.cli.main import run
code = run(["-C", sys.argv[1], "check", "--no-owl"])
try:
    status = open("/proc/self/status").read()
    used = int(re.search(r"VmHWM:\\s+(\\d+)", status)[1]) * 1024
except OSError:
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
print(code, used // 1_000_000)
"""
"""Checks a workspace and prints the most memory that it used. On Linux, ``ru_maxrss`` counts that of the process that started it too."""


@functools.cache
def peak() -> int:
    """The most megabytes that a check of the small workspace uses; a build uses less."""
    if memory_used() is None:
        pytest.skip("the system does not report the memory that a process uses")
    folder = ROOT / "tests" / "workspaces" / "nordic"
    done = subprocess.run([sys.executable, "-c", PEAK, str(folder)], capture_output=True, text=True, timeout=120, check=True)
    code, megabytes = done.stdout.split()[-2:]
    assert code == "0"
    return int(megabytes)


def set_limit(monkeypatch: pytest.MonkeyPatch, variable: str, value: str) -> str:
    """Set a limit, and return it: of memory, so many megabytes above `peak`."""
    if variable == "KG_BUILD_MEGABYTES":
        value = str(peak() + int(value))
    monkeypatch.setenv(variable, value)
    return value


def with_rule(folder: Path, text: str) -> None:
    (folder / "ontology" / "rules").mkdir(parents=True, exist_ok=True)
    (folder / "ontology" / "rules" / "wild.rq").write_text(text, encoding="utf-8")


def test_a_rebuild_has_a_limit_of_memory(folder: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    right, _, _ = query(folder, capsys)
    with_rule(folder, GROWS)
    limit = set_limit(monkeypatch, "KG_BUILD_MEGABYTES", "10")
    for said in (f"the rebuild was stopped at {limit} MB", f"the files have changed, and an earlier rebuild was stopped at {limit} MB"):
        answer, printed, _ = query(folder, capsys)
        assert answer == right
        assert f"warning: answering from the last good build: {said} of memory while running the rule wild" in printed


@pytest.mark.parametrize(
    ("rule", "variable", "value", "limit"),
    [
        (GROWS, "KG_BUILD_MEGABYTES", "10", "at {} MB of memory"),
        (EXPLODES, "KG_BUILD_SECONDS", "2", "after {} seconds"),
    ],
)
@pytest.mark.parametrize("verb", [("build",), ("check", "--no-owl")])
def test_a_build_and_a_check_end_at_a_limit(
    folder: Path, monkeypatch: pytest.MonkeyPatch, verb: tuple[str, ...], rule: str, variable: str, value: str, limit: str
) -> None:
    limit = limit.format(set_limit(monkeypatch, variable, value))
    before = in_use(folder).folder
    with_rule(folder, rule)
    command = [sys.executable, "-m", "kg", "-C", str(folder), *verb]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 3, done.stderr
    assert done.stdout == ""
    assert done.stderr.startswith(f"error: the {verb[0]} was stopped {limit} while running the rule wild\nhint: ")
    assert variable in done.stderr
    assert in_use(folder).folder == before


@pytest.mark.skipif(os.name != "posix", reason="sends a signal")
def test_an_interrupt_ends_a_build_in_a_rule(folder: Path) -> None:
    """The engine does not return to Python for hours, so that Python alone would not react."""
    with_rule(folder, EXPLODES)
    command = [sys.executable, "-m", "kg", "-C", str(folder), "build"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        time.sleep(3)
        assert process.poll() is None
        process.send_signal(signal.SIGINT)
        try:
            out, said = process.communicate(timeout=20)
        finally:
            process.kill()
    assert (process.returncode, out, said) == (130, "", "\ninterrupted\n")


@pytest.fixture
def damaged(folder: Path) -> Path:
    """A workspace whose snapshot lacks its proofs."""
    os.remove(in_use(folder).proofs_file)
    return folder


@pytest.fixture
def unbuilt(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "tests" / "workspaces" / "nordic", tmp_path / "new", ignore=shutil.ignore_patterns(".kg"))
    return tmp_path / "new"


LIMITS = [
    (EXPLODES, "KG_REBUILD_SECONDS", "2", "3", "stopped after {} seconds while running the rule wild"),
    (EXPLODES, "KG_BUILD_SECONDS", "2", "3", "stopped after {} seconds while running the rule wild"),
    (GROWS, "KG_BUILD_MEGABYTES", "10", "14", "stopped at {} MB of memory while running the rule wild"),
]
"""A rule, the variable of a limit, a limit, a higher one, and what is said."""


def of_limits(*quick: str, parts: Sequence[int]) -> list[object]:
    """The limits as parameters of a test; those that are not among the quick ones are for the long tests."""
    return [
        pytest.param(*(each[part] for part in parts), id=each[1], marks=() if each[1] in quick else pytest.mark.soak) for each in LIMITS
    ]


@pytest.mark.parametrize(
    ("rule", "variable", "value", "higher", "said"), of_limits("KG_REBUILD_SECONDS", "KG_BUILD_MEGABYTES", parts=range(5))
)
def test_a_first_build_has_the_limits_of_a_rebuild(
    unbuilt: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch, rule: str, variable: str, value: str, higher: str, said: str
) -> None:
    with_rule(unbuilt, rule)
    value = set_limit(monkeypatch, variable, value)
    begun = time.monotonic()
    assert run(["-C", str(unbuilt), "query", "recognitions"]) == LimitReached.exit_code
    assert time.monotonic() - begun < 60
    out, printed = capsys.readouterr()
    assert out == ""
    assert printed.startswith(f"error: the build was {said.format(value)}\nhint: ")
    assert "run `kg build`" in printed
    assert variable in printed
    with pytest.raises(LimitReached) as caught:
        kg.open(unbuilt)
    assert caught.value.what == f"an earlier build was {said.format(value)}", "what was stopped is not tried again"
    assert caught.value.hint is not None
    assert f"set {variable} to a higher limit" in caught.value.hint
    higher = set_limit(monkeypatch, variable, higher)
    with pytest.raises(LimitReached) as followed:
        kg.open(unbuilt)
    assert followed.value.what == f"the build was {said.format(higher)}", "a higher limit is tried"
    with_rule(unbuilt, EXPLODES.partition("WHERE")[0] + "WHERE { ?a dip:actor ?l }")
    assert run(["-C", str(unbuilt), "query", "recognitions"]) == 0


@pytest.mark.parametrize(("rule", "variable", "value", "said"), of_limits("KG_REBUILD_SECONDS", parts=(0, 1, 2, 4)))
def test_a_rebuild_after_damage_has_the_limits_of_a_rebuild(
    damaged: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch, rule: str, variable: str, value: str, said: str
) -> None:
    with_rule(damaged, rule)
    value = set_limit(monkeypatch, variable, value)
    assert run(["-C", str(damaged), "query", "recognitions"]) == SnapshotDamaged.exit_code
    out, printed = capsys.readouterr()
    assert out == ""
    assert f", and it cannot be built again: the build was {said.format(value)} (" in printed
    assert "run `kg build`" in printed
    with pytest.raises(SnapshotDamaged, match="cannot be built again: an earlier build was stopped") as caught:
        kg.open(damaged)
    assert caught.value.hint is not None
    assert variable in caught.value.hint


@pytest.mark.parametrize("kind", ["unbuilt", "damaged"])
def test_a_mistake_in_the_data_has_the_same_places(kind: str, request: pytest.FixtureRequest) -> None:
    """A first build is a process of its own, and an error that comes out of it is the one of a build in this process."""
    place: Path = request.getfixturevalue(kind)
    (place / "data" / "wrong.trig").write_text("<x:a> <x:b> .\n", encoding="utf-8")
    with pytest.raises(DataError) as built:
        build(Workspace(place))
    with pytest.raises(KgError) as asked:
        kg.open(place)
    if kind == "unbuilt":
        assert asked.type is DataError
        assert asked.value.place == built.value.place == Place("data/wrong.trig", 1, 13)
        assert str(asked.value) == str(built.value)
    else:
        assert asked.type is SnapshotDamaged
        assert "(data/wrong.trig:1:13)" in str(asked.value)


def test_a_first_build_is_a_build(unbuilt: Path) -> None:
    steps: list[str] = []
    made = ensure(Workspace(unbuilt), steps.append)
    assert made.folder == in_use(unbuilt).folder == build(Workspace(unbuilt)).folder
    assert steps[0] == "reading the ontology and the rules"
    assert steps[-1] == "writing the snapshot"


def test_a_child_that_does_not_end_at_its_limit_is_killed(unbuilt: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limited, "_GRACE", -1.99)
    monkeypatch.setenv("KG_REBUILD_SECONDS", "2")
    with pytest.raises(LimitReached, match="the build was stopped after 2 seconds while beginning"):
        kg.open(unbuilt)


ASKING = """
import sys
from kg.cli.main import main
main(["-C", sys.argv[1], "query", "recognitions"])
"""


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="looks for processes in /proc")
def test_a_rebuild_ends_with_the_process_that_started_it(folder: Path) -> None:
    (folder / "ontology" / "rules").mkdir(parents=True, exist_ok=True)
    (folder / "ontology" / "rules" / "explodes.rq").write_text(EXPLODES, encoding="utf-8")
    with subprocess.Popen([sys.executable, "-c", ASKING, str(folder)], stdout=subprocess.DEVNULL) as asking:
        waited(lambda: len(builders(folder)) == 1)
        asking.kill()
    waited(lambda: not builders(folder))


def builders(folder: Path) -> list[str]:
    """The processes that rebuild a workspace."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().decode(errors="replace")
        except OSError:  # it has ended
            continue
        if "kg.build.limited" in words and str(folder) in words:
            found.append(path.parent.name)
    return found


def waited(done: Callable[[], bool]) -> None:
    """Wait until something is so, for at most twenty seconds."""
    end = time.monotonic() + 20
    while not done():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


class Left(BaseException):
    """Stands for the end of the process."""


class Parent:
    """The pipe from the parent, which stays open until `ended` is set."""

    def __init__(self) -> None:
        self.ended = threading.Event()
        self.buffer = self

    def read(self) -> bytes:
        self.ended.wait()
        return b""


class Child:
    """The child's end in this process, with what it wrote and how it ended."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.parent = Parent()
        self.out = io.StringIO()
        self.codes: list[int] = []
        self.patch = patch

    def run(self, folder: Path) -> list[dict[str, object]]:
        """Run the child, and return its lines."""
        with self.patch.context() as patch:
            patch.setattr(sys, "argv", ["limited", str(folder), "rebuild"])
            patch.setattr(sys, "stdin", self.parent)
            patch.setattr(sys, "stdout", self.out)
            with pytest.raises(Left):
                limited.main()
        return [json.loads(line) for line in self.out.getvalue().splitlines()]

    def leave(self, code: int) -> None:
        self.codes.append(code)
        if threading.current_thread() is threading.main_thread():
            raise Left


@pytest.fixture
def child(monkeypatch: pytest.MonkeyPatch) -> Iterator[Child]:
    handler = signal.getsignal(signal.SIGINT)
    found = Child(monkeypatch)
    monkeypatch.setattr(os, "_exit", found.leave)
    yield found
    signal.signal(signal.SIGINT, handler)
    found.parent.ended.set()  # the child's thread must end before os._exit is itself again
    waited(lambda: EnvironmentProblem.exit_code in found.codes)


def test_the_child_says_each_step_and_that_it_is_done(small: Path, child: Child) -> None:
    *steps, last = child.run(small)
    assert steps[0] == {"step": "reading the ontology and the rules"}
    assert steps[-1] == {"step": "writing the snapshot"}
    assert last == {"done": True}
    assert child.codes == [0]
    assert current(Workspace(small)) is not None


def test_the_child_ends_when_its_parent_has_ended(small: Path, child: Child) -> None:
    child.run(small)
    assert child.codes == [0]
    child.parent.ended.set()
    waited(lambda: child.codes == [0, EnvironmentProblem.exit_code])


def test_the_child_says_all_errors(small: Path, child: Child) -> None:
    for name in ("two", "three"):
        (small / "data" / f"{name}.trig").write_text("<x:a> <x:b>", encoding="utf-8")
    last = child.run(small)[-1]
    assert last["error"] == "DataError"
    found = limited._error(last)
    assert isinstance(found, DataError)
    assert len(found.others) == 1
    assert [str(each.where).partition(":")[0] for each in (found, *found.others)] == ["data/three.trig", "data/two.trig"]


def test_an_unforeseen_error_of_the_child_is_an_internal_error(small: Path, child: Child, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: object) -> None:
        raise ZeroDivisionError("by nothing")

    monkeypatch.setattr("kg.build.assembling.build", fail)
    found = limited._error(child.run(small)[-1])
    assert type(found) is KgError
    assert found.exit_code == 70
    assert found.what == "internal error in the build: ZeroDivisionError: by nothing"


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every process that builds ends with an internal error."""
    failed = {"what": "internal error in the build: KeyError: 1", "where": None, "place": None, "hint": "run `kg build`"}
    monkeypatch.setattr(limited, "_run", lambda *_: {"error": "KgError", "errors": [failed]})


@pytest.mark.usefixtures("failing")
def test_an_internal_error_in_a_first_build_has_the_exit_code_of_one(unbuilt: Path, capsys: Capture) -> None:
    assert run(["-C", str(unbuilt), "query", "recognitions"]) == 70
    assert capsys.readouterr() == ("", "error: internal error in the build: KeyError: 1\nhint: run `kg build`\n")


@pytest.mark.usefixtures("failing")
def test_an_internal_error_in_a_rebuild_is_a_warning(folder: Path, capsys: Capture) -> None:
    edit(folder)
    assert "warning: answering from the last good build: internal error in the build: KeyError: 1\n" in query(folder, capsys)[1]


def test_the_child_says_which_limit_ended_it(small: Path, child: Child, monkeypatch: pytest.MonkeyPatch) -> None:
    def reached(seconds: float | None, megabytes: int, late: Callable[[], None], full: Callable[[], None]) -> None:
        full()

    monkeypatch.setattr("kg.build.watched.watch", reached)
    found = limited._error(child.run(small)[-1])
    assert isinstance(found, LimitReached)
    assert found.what == "the rebuild was stopped at 4,096 MB of memory while beginning"
    assert child.codes == [LimitReached.exit_code]


def test_a_child_that_cannot_be_started_is_reported(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edit(folder)
    monkeypatch.setattr("kg.build.limited.sys.executable", os.path.join(os.sep, "no", "such", "python"))
    with pytest.raises(EnvironmentProblem, match="the process that builds cannot be started"):
        rebuild(Workspace(folder), in_use(folder))


@pytest.mark.parametrize("unknown", [None, ""])
def test_a_python_inside_another_program_cannot_start_a_child(unbuilt: Path, monkeypatch: pytest.MonkeyPatch, unknown: str | None) -> None:
    monkeypatch.setattr("kg.build.limited.sys.executable", unknown)
    with pytest.raises(EnvironmentProblem, match=r"the process that builds cannot be started: sys\.executable is not set") as caught:
        kg.open(unbuilt)
    assert caught.value.hint == "run `kg build`, or call Graph.build, which need no such process"


@pytest.mark.skipif(os.name != "posix", reason="makes a program of two lines for a shell")
def test_half_a_line_of_a_child_is_no_answer(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "half"
    program.write_text('#!/bin/sh\nprintf \'{"step": "readi\'\n', encoding="utf-8")
    program.chmod(0o755)
    edit(folder)
    monkeypatch.setattr("kg.build.limited.sys.executable", str(program))
    with pytest.raises(EnvironmentProblem, match="the process that builds died"):
        rebuild(Workspace(folder), in_use(folder))


def test_a_limit_without_a_hint_is_remembered_with_the_usual_one(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stopped = {"what": "the rebuild was stopped after 60 seconds", "where": None, "place": None, "hint": None}
    monkeypatch.setattr(limited, "_run", lambda *_: {"error": "LimitReached", "errors": [stopped]})
    edit(folder)
    for hint in (None, LONGER):
        with pytest.raises(LimitReached) as caught:
            rebuild(Workspace(folder), in_use(folder))
        assert caught.value.hint == hint


def test_a_limit_that_cannot_be_remembered_is_a_limit(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: str, data: bytes) -> None:
        raise OSError("the disk is full")

    stopped = {"what": "the rebuild was stopped after 60 seconds", "where": None, "place": None, "hint": None}
    monkeypatch.setattr(limited, "_run", lambda *_: {"error": "LimitReached", "errors": [stopped]})
    monkeypatch.setattr(limited, "replace_file", full)
    for _ in range(2):
        with pytest.raises(LimitReached, match="the rebuild was stopped after 60 seconds"):
            rebuild(Workspace(folder), in_use(folder))
    assert not (folder / ".kg" / "stopped").exists()
