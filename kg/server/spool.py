"""The folder for large answers, which are in a file until they are sent."""

from __future__ import annotations

import fcntl
import glob
import os
import shutil
import tempfile
import time

_PREFIX = "kg-serve-"
_NEW_SECONDS = 3_600
"""A folder that is younger than this may not be locked yet."""


class Spool:
    """A folder for temporary files. Its lock tells others, such as systemd-tmpfiles, that it is in use, however old it is.

    Attributes:
        name: its path.
    """

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix=_PREFIX)
        self.name = self._folder.name
        self._lock: int | None = os.open(self.name, os.O_RDONLY)
        fcntl.flock(self._lock, fcntl.LOCK_SH)

    def remove(self) -> None:
        """Remove it with all that is in it. Files that are open stay readable until they are closed."""
        self._folder.cleanup()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def remove_abandoned() -> None:
    """Remove the folders of servers of the same user that were killed."""
    for folder in glob.glob(os.path.join(glob.escape(tempfile.gettempdir()), _PREFIX + "*")):
        try:
            status = os.lstat(folder)
            if status.st_uid != os.getuid() or time.time() - status.st_mtime < _NEW_SECONDS:
                continue
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        except OSError:  # it was removed just now, or is not a folder
            continue
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
        except OSError:  # it is in use
            pass
        finally:
            os.close(lock)
