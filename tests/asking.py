"""What the tests of questions and answers share: the repository's graph, a graph about other states, and rows as facts."""

from __future__ import annotations

import atexit
import functools
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import kg
from kg.record.names import slug
from kg.results import Row, Table
from kg.terms import Term

ROOT = Path(__file__).resolve().parent.parent


@functools.cache
def graph() -> kg.Graph:
    """The repository's own graph."""
    return kg.open(ROOT)


@functools.cache
def nordic() -> kg.Graph:
    """The graph of the small workspace about Norway and Sweden, built in a folder of its own."""
    folder = Path(tempfile.mkdtemp(prefix="kg-nordic-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    shutil.copytree(ROOT / "tests" / "workspaces" / "nordic", folder / "nordic", ignore=shutil.ignore_patterns(".kg"))
    return kg.open(folder / "nordic")


def fact(term: Term | None) -> str | None:
    """A term as a fact is written down: the last part of an IRI, the text of a literal."""
    if term is None:
        return None
    return slug(term.value) if str(term).startswith("<") else term.value


def facts(rows: Sequence[Row] | Table, *columns: str) -> list[list[str | None]]:
    """The chosen columns of rows as facts; all of them without any."""
    return [[fact(row[column]) for column in columns or row.variables] for row in rows]
