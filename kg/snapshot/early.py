"""Opening the snapshot beside everything else that a process has to do before it can ask it.

Opening takes about as long as importing the modules of a verb, and Oxigraph works without the interpreter's lock. `begin` does it in
another thread; `Snapshot.store` takes what it has opened. Whatever goes wrong there is left to `Snapshot.store`, which then opens
the snapshot itself and tells what is wrong. The thread runs next to no Python: it would only wait for the interpreter's lock.
"""

from __future__ import annotations

import _thread
import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    import pyoxigraph as ox

_done: _thread.LockType | None = None
_opened: dict[str, ox.Store] = {}


def begin(directory: str | None) -> None:
    """Start to open the snapshot in use, if there is one; at most once in a process.

    Args:
        directory: the workspace's folder, or None for the nearest one upward from the current folder.
    """
    global _done
    folder = None if _done is not None else _snapshot(directory)
    if folder is None:
        return
    from kg.snapshot.opening import open_files

    _done = _thread.allocate_lock()
    _done.acquire()
    _thread.start_new_thread(_open, (folder, open_files, _done))


def take(folder: str) -> ox.Store | None:
    """What `begin` has opened, if that was this snapshot; waits for it. A second call for it gives None."""
    if _done is None:
        return None
    with _done:
        return _opened.pop(folder, None)


def _open(folder: str, open_files: Callable[[str], ox.Store], done: _thread.LockType) -> None:
    """Open a snapshot; release `done` whatever happens."""
    from kg.errors import KgError

    try:
        _opened[folder] = open_files(folder)
    except KgError:
        pass
    finally:
        done.release()


def _snapshot(directory: str | None) -> str | None:
    """The folder of the snapshot in use; None for the packaged workspace, whose state is elsewhere."""
    try:
        folder = os.path.abspath(directory) if directory is not None else os.getcwd()
        while directory is None and not os.path.isfile(os.path.join(folder, "chancery.toml")):
            parent = os.path.dirname(folder)
            if parent == folder:
                return None
            folder = parent
        state = os.path.join(folder, ".kg")
        with open(os.path.join(state, "current"), encoding="utf-8") as file:
            return os.path.join(state, "snapshots", file.read().strip())
    except (OSError, UnicodeDecodeError):
        return None
