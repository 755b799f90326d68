"""Make Oxigraph's files of a snapshot: from all quads, or from the files of another snapshot and what has changed since.

Oxigraph's tables (``*.sst``) are never changed once they are written. Two snapshots can therefore share them.
"""

from __future__ import annotations

import os
import shutil
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor

import pyoxigraph as ox

from kg.settings import setting
from kg.snapshot.format import STORE
from kg.snapshot.segments import link

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType
    from typing import Final

_AT_ONCE: Final = 8 << 20
"""The engine loads about this many bytes at once. It takes some ten times as many bytes of memory meanwhile."""
_THREADS: Final = 2
_AHEAD: Final = 3
_TABLE: Final = ".sst"


class EngineWriter:
    """Loads quads into new files of Oxigraph, in two other threads and without the interpreter's lock, if there are enough quads.

    Args:
        snapshot: the folder of the snapshot.
    """

    def __init__(self, snapshot: str) -> None:
        self.folder = os.path.join(snapshot, STORE)
        self._threads = ThreadPoolExecutor(_THREADS)
        self._store: ox.Store | None = None
        self._waiting: list[bytes] = []
        self._size = 0
        self._running: deque[Future[None]] = deque()

    def __enter__(self) -> EngineWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self._threads.shutdown(cancel_futures=kind is not None)
        self._store = None

    def add(self, data: bytes, quads: int) -> None:
        """Load lines of N-Quads.

        Args:
            data: the lines.
            quads: the number of all quads so far, these included. Nothing is loaded up to the setting ``memory_quads``.
        """
        self._waiting.append(data)
        self._size += len(data)
        if self._size >= _AT_ONCE and quads > setting("memory_quads"):
            self._begin()

    def finish(self, quads: int) -> None:
        """Begin to load the rest, and to close the files.

        Args:
            quads: the number of all quads.
        """
        if quads > setting("memory_quads"):
            self._begin()
            self._running.append(self._threads.submit(self._end, list(self._running)))

    def wait(self) -> None:
        """Wait for the end. Raises what the engine has raised."""
        while self._running:
            self._running.popleft().result()

    def _begin(self) -> None:
        while len(self._running) >= _AHEAD:
            self._running.popleft().result()
        if self._store is None:
            self._store = ox.Store(self.folder)
        self._running.append(self._threads.submit(_load, self._store, self._waiting))
        self._waiting, self._size = [], 0

    def _end(self, loads: Iterable[Future[None]]) -> None:
        assert self._store is not None, "the lines were loaded before"
        for each in loads:  # they were submitted before, so that at most the other thread is still busy with one
            each.result()
        # Store.optimize is not called: at 6.5 million quads it took a seventh of the load, and none of five queries was faster after it.
        self._store.flush()
        self._store = None
        _remove_diary(self.folder)


def _load(store: ox.Store, data: list[bytes]) -> None:
    # The engine has written these N-Quads itself, so that it need not check them.
    store.bulk_load(b"".join(data), format=ox.RdfFormat.N_QUADS, lenient=True)


def can_change_engine_files(last: str, removed: Iterable[bytes], added: Iterable[bytes]) -> bool:
    """Whether `change_engine_files` can be used: the other snapshot has files of the engine, and no blank node would be renamed."""
    there = os.path.isdir(os.path.join(last, STORE))
    return there and not any(line.startswith(b"_:") or b" _:" in line for lines in (removed, added) for line in lines)


def change_engine_files(last: str, snapshot: str, removed: Iterable[bytes], added: Iterable[bytes]) -> list[str]:
    """Make the files from those of another snapshot, whose tables are linked.

    Args:
        last: the folder of the other snapshot.
        snapshot: the folder of the new snapshot.
        removed: the lines of N-Quads to remove, all of which are in the other snapshot.
        added: those to add.

    Returns:
        The names of the files that both snapshots share.
    """
    source, target = os.path.join(last, STORE), os.path.join(snapshot, STORE)
    names = copy_engine_files(last, snapshot)
    store = ox.Store(target)
    gone = list(ox.parse(b"".join(removed), format=ox.RdfFormat.N_QUADS, lenient=True))
    for quad in gone:
        store.remove(quad)
    store.extend(ox.parse(b"".join(added), format=ox.RdfFormat.N_QUADS, lenient=True))
    for name in {quad.graph_name for quad in gone}:
        # The engine keeps the names of graphs apart from their quads.
        if not isinstance(name, ox.DefaultGraph | ox.Triple) and next(store.quads_for_pattern(None, None, None, name), None) is None:
            store.remove_graph(name)
    store.flush()
    del store
    _remove_diary(target)
    return [each for each in names if _same(os.path.join(source, each), os.path.join(target, each))]


def copy_engine_files(last: str, folder: str) -> list[str]:
    """Put the files of a snapshot into another folder; the tables, which the engine never alters, are linked where that can be.

    Args:
        last: the folder of the snapshot.
        folder: the other folder.

    Returns:
        The names of the files.
    """
    source, target = os.path.join(last, STORE), os.path.join(folder, STORE)
    os.mkdir(target)
    names = os.listdir(source)
    for name in names:
        paths = os.path.join(source, name), os.path.join(target, name)
        if not (name.endswith(_TABLE) and link(*paths)):
            _copy(*paths)
    return names


def _copy(source: str, target: str) -> None:
    """Copy a file and flush it to the disk."""
    with open(source, "rb") as one, open(target, "wb") as other:
        shutil.copyfileobj(one, other, 1 << 20)
        other.flush()
        os.fsync(other.fileno())


def _same(one: str, other: str) -> bool:
    """Whether two paths lead to one file."""
    try:
        return os.path.samefile(one, other)
    except FileNotFoundError:
        return False


def _remove_diary(folder: str) -> None:
    for name in os.listdir(folder):
        if name.startswith("LOG"):  # what the engine has done, which nothing reads
            os.remove(os.path.join(folder, name))
