"""Watching this process: what is called at a limit or after an interrupt, and that nothing is called once the watch has ended."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from types import SimpleNamespace

import pytest

from kg import watching
from kg.watching import memory_used, on_interrupt, watch

pytestmark = pytest.mark.usefixtures("measured_threads")
LONG = 10.0
"""Seconds in which a thread surely runs."""


class Limits:
    """What was called."""

    def __init__(self) -> None:
        self.late = threading.Event()
        self.full = threading.Event()

    def watch(self, seconds: float | None, megabytes: int) -> None:
        self.calm = watch(seconds, megabytes, self.late.set, self.full.set)


@pytest.fixture
def limits() -> Limits:
    return Limits()


def uses(monkeypatch: pytest.MonkeyPatch, *used: int | None) -> None:
    """Let the process use these numbers of bytes, one after the other; the last one remains."""
    left = list(used)
    monkeypatch.setattr(watching, "memory_used", lambda: left.pop(0) if len(left) > 1 else left[0])


def test_the_limit_of_time(limits: Limits) -> None:
    limits.watch(0.05, 0)
    assert limits.late.wait(LONG)
    assert not limits.full.is_set()


@pytest.mark.parametrize("seconds", [None, 60.0])
def test_the_limit_of_memory(seconds: float | None, limits: Limits, monkeypatch: pytest.MonkeyPatch) -> None:
    uses(monkeypatch, 1, 3_000_000, 3_000_001)
    limits.watch(seconds, 3)
    assert limits.full.wait(LONG)
    assert not limits.late.is_set()


def test_the_limit_of_time_is_kept_where_the_memory_is_watched_too(limits: Limits, monkeypatch: pytest.MonkeyPatch) -> None:
    uses(monkeypatch, 1)
    limits.watch(0.15, 3)
    assert limits.late.wait(LONG)
    assert not limits.full.is_set()


def test_a_memory_that_is_not_reported_has_no_limit(limits: Limits, monkeypatch: pytest.MonkeyPatch) -> None:
    uses(monkeypatch, None)
    limits.watch(0.05, 1)
    assert limits.late.wait(LONG)
    assert not limits.full.is_set()


@pytest.mark.parametrize("megabytes", [0, 3])
def test_a_watch_that_has_ended_calls_nothing(megabytes: int, limits: Limits, monkeypatch: pytest.MonkeyPatch) -> None:
    uses(monkeypatch, 1, 1, 9_000_000)
    limits.watch(0.1, megabytes)
    limits.calm()
    assert not limits.late.wait(0.3)
    assert not limits.full.is_set()


def no_file(*arguments: object, **named: object) -> None:
    raise FileNotFoundError


@pytest.mark.parametrize(("system", "unit"), [("Darwin", 1), ("FreeBSD", 1024)])
def test_the_memory_where_there_is_no_proc(system: str, unit: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """`getrusage` counts bytes on macOS and kibibytes elsewhere."""
    usage = SimpleNamespace(RUSAGE_SELF=0, getrusage=lambda who: SimpleNamespace(ru_maxrss=7))
    monkeypatch.setattr(watching, "open", no_file, raising=False)
    monkeypatch.setattr(os, "uname", lambda: SimpleNamespace(sysname=system), raising=False)
    monkeypatch.setitem(sys.modules, "resource", usage)
    assert memory_used() == 7 * unit


def test_a_system_that_reports_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "open", no_file, raising=False)
    monkeypatch.setitem(sys.modules, "resource", None)
    assert memory_used() is None


@pytest.mark.skipif(os.name != "posix", reason="the interrupt is not watched there")
def test_an_interrupt_is_followed_by_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Signals are numbers in a pipe; only the number of SIGINT counts."""
    import _signal  # type: ignore[import-not-found]

    pipes: list[int] = []
    monkeypatch.setattr(_signal, "set_wakeup_fd", lambda descriptor, warn_on_full_buffer: pipes.append(descriptor))
    left = threading.Event()
    on_interrupt(left.set, 0.05)
    os.write(pipes[0], bytes([signal.SIGALRM]))
    assert not left.wait(0.2)
    begun = time.monotonic()
    os.write(pipes[0], bytes([signal.SIGINT]))
    assert left.wait(LONG)
    assert time.monotonic() - begun >= 0.05
    os.close(pipes[0])


def test_where_the_interrupt_cannot_be_watched_nothing_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "name", "nt")
    monkeypatch.setattr(os, "pipe", no_file)
    on_interrupt(no_file)
