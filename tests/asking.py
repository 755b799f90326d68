"""Shared by the tests of questions and answers: the repository's graph, a graph about other states, and rows as facts."""

from __future__ import annotations

import atexit
import functools
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import kg
from kg.record.names import slug
from kg.results import Row, Table
from kg.terms import Term

ROOT = Path(__file__).resolve().parent.parent

Said = Callable[..., tuple[int, str, str]]
"""A call of ``kg`` with its words: the exit code, standard output and standard error."""


@functools.cache
def repository() -> Path:
    """A copy of the repository's workspace, one for each process, so that no test uses a snapshot that it did not build."""
    folder = _temporary() / "repository"
    shutil.copytree(ROOT / "data", folder / "data")
    shutil.copy2(ROOT / "chancery.toml", folder)
    return folder


@functools.cache
def graph() -> kg.Graph:
    """The repository's own graph."""
    return kg.open(repository())


@functools.cache
def nordic() -> kg.Graph:
    """The graph of the small workspace about Norway and Sweden, built in a folder of its own."""
    return _built("nordic")


@functools.cache
def straits() -> kg.Graph:
    """The graph of four invented states, with kinds of acts that the repository's own graph does not have, built in a folder of its own."""
    return _built("straits")


@functools.cache
def frontier() -> kg.Graph:
    """The graph of two invented neighbours with many dealings of many kinds, built in a folder of its own."""
    return _built("frontier")


@functools.cache
def example(name: str) -> kg.Graph:
    """The graph of one of the examples, built in a folder of its own."""
    return _built(name, ROOT / "examples")


def graph_of(case: Mapping[str, object]) -> kg.Graph:
    """The graph that a golden case is about: that of its ``workspace``, or the repository's own."""
    return straits() if case.get("workspace") == "straits" else graph()


def _built(name: str, where: Path = ROOT / "tests" / "workspaces") -> kg.Graph:
    """The graph of a workspace of the tests or the examples, built in a folder of its own."""
    folder = _temporary() / name
    shutil.copytree(where / name, folder, ignore=shutil.ignore_patterns(".kg"))
    return kg.open(folder)


def _temporary() -> Path:
    """A new folder that is removed at the end of the process."""
    folder = Path(tempfile.mkdtemp(prefix="kg-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def fact(term: Term | None) -> str | None:
    """A term as the expected facts name it: the last part of an IRI, or the text of a literal."""
    if term is None:
        return None
    return slug(term.value) if str(term).startswith("<") else term.value


def facts(rows: Sequence[Row] | Table, *columns: str) -> list[list[str | None]]:
    """The given columns of rows as facts, or all columns if none is given."""
    return [[fact(row[column]) for column in columns or row.variables] for row in rows]
