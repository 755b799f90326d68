"""The limit of memory: the process of a query ends at it, with an error that says so, and the next query is answered."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

import kg
from kg.query.running import watch
from tests.asking import nordic, repository

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the system does not report the memory in use")

GREEDY = "SELECT DISTINCT ?a ?b ?c ?d { ?a ?p ?b . ?c ?q ?d } ORDER BY ?c"
"""More than a hundred thousand rows, which the engine must hold at once to sort them."""


@pytest.fixture
def bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_QUERY_MEGABYTES", "250")


@pytest.mark.usefixtures("bounded")
def test_the_process_of_python_ends_at_the_limit_and_another_answers() -> None:
    with kg.open(repository()) as graph:
        with pytest.raises(kg.LimitReached, match="stopped at 250 MB of memory") as caught:
            graph.query(GREEDY, seconds=0)
        assert "KG_QUERY_MEGABYTES" in (caught.value.hint or "")
        assert graph.query("ASK { ?s ?p ?o }")


@pytest.mark.usefixtures("bounded")
@pytest.mark.parametrize("seconds", ["0", "60"])
def test_the_command_line_ends_at_the_limit(seconds: str) -> None:
    kg.open(repository())
    command = [sys.executable, "-m", "kg", "-C", str(repository()), "query", "-", "--seconds", seconds]
    done = subprocess.run(command, input=GREEDY, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 3
    assert done.stdout == ""
    assert done.stderr.startswith("error: the query was stopped at 250 MB of memory\nhint: ")


def test_without_a_limit_nothing_is_watched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_QUERY_MEGABYTES", "0")
    assert nordic().query("ASK { ?s ?p ?o }", seconds=0)
    calls: list[kg.LimitReached] = []
    watch(None, 0, calls.append)()
    assert calls == []


USED = """
from kg.watching import memory_used
before = memory_used()
held = bytearray(80_000_000)
held[::4096] = b"x" * len(held[::4096])
print(memory_used() - before)
"""


def test_the_memory_in_use_grows_with_what_is_held() -> None:
    # In a process of its own: where the system reports only the largest use so far, an earlier test could have used more.
    done = subprocess.run([sys.executable, "-c", USED], capture_output=True, text=True, timeout=60, check=True)
    assert int(done.stdout) > 40_000_000
