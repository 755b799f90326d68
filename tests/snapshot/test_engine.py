"""Oxigraph's files are loaded in pieces by two threads, and have every quad once."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.snapshot import engine
from kg.snapshot.engine import EngineWriter
from kg.snapshot.format import STORE


def written(folder: Path, lines: list[bytes]) -> None:
    """Load lines a hundred at a time."""
    with EngineWriter(str(folder)) as writer:
        for end in range(100, len(lines) + 1, 100):
            writer.add(b"".join(lines[end - 100 : end]), end)
        writer.finish(len(lines))
        writer.wait()


def lines_of(number: int) -> list[bytes]:
    """Lines of which many share their terms."""
    return [f'<x:s{each % 97}> <x:p{each % 7}> "{each}" <x:g{each % 5}> .\n'.encode() for each in range(number)]


def test_pieces_that_are_loaded_side_by_side_are_all_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_AT_ONCE", 2_000)
    monkeypatch.setenv("KG_MEMORY_QUADS", "0")
    lines = lines_of(5_000)
    written(tmp_path, lines)
    store = ox.Store.read_only(str(tmp_path / STORE))
    assert {f"{quad} .\n".encode() for quad in store} == set(lines)
    assert len(store) == len(lines)


@pytest.mark.parametrize("wrong", [0, 30])
def test_what_the_engine_refuses_is_raised_and_ends_the_threads(wrong: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_AT_ONCE", 2_000)
    monkeypatch.setenv("KG_MEMORY_QUADS", "0")
    lines = lines_of(5_000)
    lines[wrong * 100] = b"not a line\n"
    with pytest.raises(SyntaxError):
        written(tmp_path, lines)
