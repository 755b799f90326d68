"""Locks on folders, which the system releases when the process ends, however it ends."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_POSIX = os.name == "posix"


class Lock:
    """A lock on a folder: held by one writer alone, or shared by any number of readers, in any process or thread.

    On POSIX it is an advisory lock. Elsewhere, a reader holds a file of the folder open, which keeps others from renaming the folder,
    and the lock of a writer does nothing: two builds of one workspace must not run at the same time there.

    Args:
        folder: the folder.
    """

    __slots__ = ("folder", "handle")

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.handle = -1

    def take(self, wait: bool = True) -> bool:
        """Take the lock alone; without `wait`, only if nobody holds it. Returns whether it is taken.

        Raises:
            OSError: the folder cannot be opened.
        """
        if not _POSIX:
            return False
        import fcntl

        return self._lock(fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)

    def share(self) -> bool:
        """Share the lock with other readers. Returns False if the folder was removed, or is being removed."""
        if self.handle >= 0:
            return True
        if not _POSIX:
            try:
                self.handle = os.open(os.path.join(self.folder, "meta.json"), os.O_RDONLY)
            except OSError:
                return os.path.isdir(self.folder)
            return True
        import fcntl

        try:
            if not self._lock(fcntl.LOCK_SH | fcntl.LOCK_NB):
                return False
        except FileNotFoundError:
            return False
        except OSError:
            return os.path.isdir(self.folder)  # a file system without locks
        try:
            if os.path.samestat(os.fstat(self.handle), os.stat(self.folder)):
                return True
        except FileNotFoundError:
            pass
        self.release()
        return False

    def _lock(self, how: int) -> bool:
        import fcntl

        handle = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.flock(handle, how)
        except BlockingIOError:
            os.close(handle)
            return False
        except BaseException:
            os.close(handle)
            raise
        self.handle = handle
        return True

    def release(self) -> None:
        """Release the lock, if it is held."""
        if self.handle >= 0:
            os.close(self.handle)
            self.handle = -1

    def __del__(self, close: Callable[[int], None] = os.close) -> None:
        if self.handle >= 0:
            close(self.handle)  # when the interpreter ends, the module os may be gone already

    def __enter__(self) -> None:
        self.take()

    def __exit__(self, *_: object) -> None:
        self.release()
