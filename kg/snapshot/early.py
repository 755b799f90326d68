"""Opening the snapshot in a second thread while the main thread imports the modules of a verb.

Both take about the same time, and Oxigraph works without the interpreter's lock. `begin` starts the thread, and `Snapshot.store`
takes the store that it has opened. If anything fails here, `Snapshot.store` opens the snapshot itself and reports the error. The
thread runs almost no Python code, because it would only wait for the interpreter's lock.
"""

from __future__ import annotations

import _thread
import os

from kg.snapshot.format import CURRENT, NETWORK, SNAPSHOTS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    import pyoxigraph as ox

_done: _thread.LockType | None = None
_opened: dict[str, tuple[ox.Store, list[int] | None]] = {}


def begin(directory: str | None, *, in_memory: bool = False) -> None:
    """Start opening the snapshot in use, if there is one. Only the first call in a process has an effect.

    Args:
        directory: the workspace's folder, or None for the nearest one upward from the current folder.
        in_memory: whether all quads are parsed into memory, as for `Snapshot.in_memory`, unless the snapshot has a copy of the network.
    """
    global _done
    folder = None if _done is not None else _snapshot(directory)
    if folder is None:
        return
    from kg.snapshot.store import load_store, open_store

    parsed = in_memory and not os.path.isfile(os.path.join(folder, NETWORK))
    _done = _thread.allocate_lock()
    _done.acquire()
    _thread.start_new_thread(_open, (folder, load_store if parsed else open_store, _done))


def take(folder: str) -> tuple[ox.Store, list[int] | None] | None:
    """Wait for what `begin` opens, and return it as `kg.snapshot.store.open_store` does.

    Returns:
        None if it belongs to another snapshot or was taken before.
    """
    if _done is None:
        return None
    with _done:
        return _opened.pop(folder, None)


def _open(folder: str, open_store: Callable[[str], tuple[ox.Store, list[int] | None]], done: _thread.LockType) -> None:
    """Open a snapshot, and always release `done`."""
    from kg.errors import KgError

    try:
        _opened[folder] = open_store(folder)
    except KgError:
        pass
    finally:
        done.release()


def _snapshot(directory: str | None) -> str | None:
    """The folder of the snapshot in use; None for the packaged workspace, whose state folder is elsewhere."""
    try:
        folder = os.path.abspath(directory) if directory is not None else os.getcwd()
        while directory is None and not os.path.isfile(os.path.join(folder, "chancery.toml")):
            parent = os.path.dirname(folder)
            if parent == folder:
                return None
            folder = parent
        state = os.path.join(folder, ".kg")
        with open(os.path.join(state, CURRENT), encoding="utf-8") as file:
            return os.path.join(state, SNAPSHOTS, file.read().strip())
    except (OSError, UnicodeDecodeError):
        return None
