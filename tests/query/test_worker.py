"""The process that evaluates queries for Python: its end of the conversation, run in this process, and a child that dies."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import weakref
from types import SimpleNamespace
from typing import Final

import pytest

from kg.errors import EnvironmentProblem, LimitReached
from kg.namespaces import PREFIXES
from kg.query import worker
from kg.query.running import evaluate, too_much
from kg.query.worker import Worker
from tests.asking import nordic

posix = pytest.mark.skipif(os.name != "posix", reason="the system has no limits of a process, or no signals")
ALL: Final = "SELECT ?s ?label { ?s a dip:State OPTIONAL { ?s dip:actor ?label } } ORDER BY ?s"


def asked(text: str, rows: int | None = None) -> bytes:
    return json.dumps({"text": text, "prefixes": dict(PREFIXES), "rows": rows}).encode() + b"\n"


def talk(monkeypatch: pytest.MonkeyPatch, *requests: bytes) -> io.BytesIO:
    """What the child writes in answer to requests."""
    out = io.BytesIO()
    monkeypatch.setattr(sys, "argv", ["worker", nordic().snapshot.folder])
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"".join(requests))))
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=out))
    monkeypatch.setattr(worker, "bound_memory", lambda megabytes: None)  # it would bound this process too
    worker.main()
    out.seek(0)
    return out


def read(out: io.BytesIO) -> object:
    """The next answer, as the parent reads it."""
    head = worker._Head(**json.loads(out.readline()))
    payload = out.read(head.bytes)
    assert len(payload) == head.bytes
    return worker._found(head, payload)


def test_the_child_cuts_rows_as_an_evaluation_does(monkeypatch: pytest.MonkeyPatch) -> None:
    store = nordic().snapshot.store
    every = len(evaluate(store, ALL, dict(PREFIXES), None).rows or ())
    limits = [0, 1, every - 1, every, every + 1]
    odd = """SELECT ?a ?none ?b { VALUES (?a ?b) { ("a\\tb\\nc\\rd"@en "05"^^xsd:integer) (<x:y> "x\\u2028"^^dip:kind) (5.50 1e3) } }"""
    cases = [*((ALL, limit) for limit in limits), *((odd, limit) for limit in (None, 2)), ("SELECT * {}", None), ("SELECT * {}", 0)]
    out = talk(monkeypatch, *(asked(*case) for case in cases))
    out.readline()
    assert [read(out) for _ in cases] == [evaluate(store, text, dict(PREFIXES), limit) for text, limit in cases]


def test_what_the_child_answers_is_what_an_evaluation_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    store = nordic().snapshot.store
    texts = [ALL, "ASK { ?s a dip:State }", "ASK { ?s a dip:Nothing }", "CONSTRUCT WHERE { ?s a dip:State }", "DESCRIBE <x:nothing>"]
    out = talk(monkeypatch, *map(asked, texts))
    assert out.readline() == b"ready\n"
    assert [read(out) for _ in texts] == [evaluate(store, text, dict(PREFIXES), None) for text in texts]
    assert out.read() == b""


def test_the_limit_of_rows_is_part_of_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [ALL, "CONSTRUCT WHERE { ?s a dip:State }"]
    out = talk(monkeypatch, *(asked(text, 1) for text in texts))
    out.readline()
    assert [read(out) for _ in texts] == [evaluate(nordic().snapshot.store, text, dict(PREFIXES), 1) for text in texts]


def test_the_child_goes_on_after_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    out = talk(monkeypatch, asked("SELECT"), asked("SELECT (<x:f>(?s) AS ?y) { ?s ?p ?o }"), asked("ASK {}"))
    out.readline()
    with pytest.raises(SyntaxError):
        read(out)
    with pytest.raises(RuntimeError, match="x:f"):
        read(out)
    assert read(out) == evaluate(nordic().snapshot.store, "ASK {}", {}, None)


def test_at_the_limit_of_memory_the_child_says_so_and_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[object] = []
    monkeypatch.setenv("KG_QUERY_MEGABYTES", "7")
    monkeypatch.setattr(os, "write", lambda descriptor, data: done.append((descriptor, json.loads(data))))
    monkeypatch.setattr(os, "_exit", done.append)
    worker._leave(too_much(7))
    assert done == [(1, {"memory": 7, "error": "the query was stopped at 7 MB of memory"}), LimitReached.exit_code]


class Resource(SimpleNamespace):
    """Stands for the module `resource`."""

    RLIMIT_DATA = 2
    RLIM_INFINITY = -1

    def __init__(self, hard: int, problem: Exception | None = None) -> None:
        super().__init__(hard=hard, problem=problem, bound=[])

    def getrlimit(self, which: int) -> tuple[int, int]:
        assert which == self.RLIMIT_DATA
        return (-1, self.hard)

    def setrlimit(self, which: int, limits: tuple[int, int]) -> None:
        assert which == self.RLIMIT_DATA
        self.bound.append(limits)
        if self.problem is not None:
            raise self.problem


@pytest.mark.parametrize(
    ("resource", "megabytes", "bound"),
    [
        (Resource(-1), 1_000, [(2_012_000_000, -1)]),
        (Resource(3_000_000_000), 1_000, [(2_012_000_000, 3_000_000_000)]),
        (Resource(2_000_000_000), 1_000, []),
        (Resource(-1), 0, []),
        (Resource(-1, ValueError("not allowed")), 1_000, [(2_012_000_000, -1)]),
        (Resource(-1, OSError("not allowed")), 1_000, [(2_012_000_000, -1)]),
    ],
)
def test_the_bound_of_what_is_allocated(resource: Resource, megabytes: int, bound: list[object], monkeypatch: pytest.MonkeyPatch) -> None:
    """Half as much again as the limit and 512 MB, unless the system has a lower bound already or does not allow it."""
    resource.bound.clear()
    monkeypatch.setitem(sys.modules, "resource", resource)
    worker.bound_memory(megabytes)
    assert resource.bound == bound


def test_a_system_without_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resource", None)
    worker.bound_memory(1_000)


def with_child(code: str) -> Worker:
    """A worker whose child is another program."""
    made = Worker("folder")
    made._process = subprocess.Popen([sys.executable, "-S", "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    made._finalizer = weakref.finalize(made, worker._end, made._process)
    return made


READS = "import os, sys; sys.stdin.readline(); "


@pytest.mark.parametrize(
    "code",
    [
        READS,  # no answer
        READS + 'print(\'{"bytes": 10}\'); print("less")',  # half an answer
        READS + 'print("{")',  # half a line
        "import os, sys; os.close(0); print('{}', flush=True); sys.stdin = None; os._exit(1)",
    ],
)
def test_a_child_that_dies_is_reported_and_replaced(code: str) -> None:
    made = with_child(code)
    with pytest.raises(EnvironmentProblem, match="the process that evaluates queries died"):
        made.run("x" * 1_000_000, {})
    made.folder = nordic().snapshot.folder
    assert made.run("ASK {}", {}).truth is True
    made.close()


@posix
def test_a_child_that_its_allocator_aborts_used_too_much_memory() -> None:
    made = with_child(READS + "os.abort()")
    with pytest.raises(LimitReached, match="stopped at 2,048 MB of memory"):
        made.run("ASK {}", {})


@posix
def test_a_child_that_lives_on_did_not_run_out_of_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    class Living:
        def wait(self, seconds: float) -> int:
            raise subprocess.TimeoutExpired("child", seconds)

    class Aborted:
        def wait(self, seconds: float) -> int:
            return -signal.SIGABRT

    assert not worker._ran_out_of_memory(Living())  # type: ignore[arg-type]
    assert worker._ran_out_of_memory(Aborted())  # type: ignore[arg-type]
    monkeypatch.setenv("KG_QUERY_MEGABYTES", "0")
    assert not worker._ran_out_of_memory(Aborted())  # type: ignore[arg-type]


def test_a_child_that_cannot_be_started_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", os.path.join(os.sep, "no", "such", "python"))
    with pytest.raises(EnvironmentProblem, match="cannot be started"):
        Worker(nordic().snapshot.folder).run("ASK {}", {})


@posix
def test_a_child_that_does_not_begin_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", shutil.which("true"))
    with pytest.raises(EnvironmentProblem, match="did not start") as caught:
        Worker(nordic().snapshot.folder).run("ASK {}", {})
    assert "kg build" in (caught.value.hint or "")


def test_a_query_that_takes_too_long_ends_the_child() -> None:
    made = with_child(READS + "import time; time.sleep(60)")
    process = made._process
    assert process is not None
    with pytest.raises(LimitReached, match=r"stopped after 0\.2 seconds"):
        made.run("ASK {}", {}, seconds=0.2)
    assert process.poll() is not None
