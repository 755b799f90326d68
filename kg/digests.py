"""Digests of files, remembered with the status of each file, so that a file is read again only if its status has changed.

The status is the size, the times of the last changes of content and of status, and the inode. Every write changes the second time, also
one that restores the size and the modification time. Where a status differs, as in a copied workspace, the content decides.
"""

from __future__ import annotations

import os

from kg.files import replace_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

SEEN: Final = "seen"
"""The file in the state folder of a workspace that remembers digests. It can be deleted at any time."""

_TICK: Final = 100_000_000
_COARSE_TICK: Final = 2_000_000_000


class Digests:
    """The digests of files.

    Args:
        path: the file that remembers them. It is read at the first use. If it is missing or damaged, nothing is remembered.
    """

    __slots__ = ("_known", "_new", "_used", "path")

    def __init__(self, path: str) -> None:
        self.path = path
        self._known: dict[str, str] | None = None
        self._used: set[str] = set()
        self._new = False

    def of(self, path: str) -> str:
        """The SHA-256 of a file, as 64 hexadecimal digits: remembered if the status of the file has not changed, else computed.

        Args:
            path: an absolute path of a regular file.

        Raises:
            OSError: the file cannot be read.

        >>> import tempfile
        >>> with tempfile.NamedTemporaryFile() as file:
        ...     Digests(file.name + ".seen").of(file.name)[:12]
        'e3b0c44298fc'
        """
        status = os.stat(path)
        remembered = self._remembered(path, _text(status))
        return self._add(path, status, young=True) if remembered is None else remembered

    def again(self, path: str) -> str:
        """The SHA-256 of a file, read now, whatever is remembered. Raises OSError if it cannot be read."""
        return self._add(path, os.stat(path), young=True)

    def add(self, path: str) -> str:
        """Remember a file that no other process writes, even if it has just been written. Returns its SHA-256.

        Raises:
            OSError: the file cannot be read.
        """
        status = os.stat(path)
        remembered = self._remembered(path, _text(status))
        return self._add(path, status, young=False) if remembered is None else remembered

    def record(self, path: str, digest: str) -> None:
        """Remember the digest of a file that this process has written or read, and that no other process writes.

        Raises:
            OSError: the file is not there.
        """
        self._keep(path, os.stat(path), digest)

    def forget(self, folder: str) -> None:
        """Forget the files in a folder, so that they are read at the next use, in other processes too."""
        known = self._read()
        for path in [each for each in known if each.startswith(folder + os.sep)]:
            del known[path]
            self._new = True
        self.save()

    def save(self, *, only_used: bool = False) -> None:
        """Write what is remembered, if something is new. If it cannot be written, it is computed again the next time.

        Args:
            only_used: whether to forget the files that were not asked for.
        """
        if not self._new:
            return
        import zlib

        known = self._read()
        lines = "".join(f"{path}\t{rest}\n" for path, rest in sorted(known.items()) if not only_used or path in self._used)
        try:
            replace_file(self.path, f"{zlib.crc32(lines.encode()):08x}\n{lines}".encode())
        except (OSError, UnicodeEncodeError):
            return
        self._new = False

    def _remembered(self, path: str, status: str) -> str | None:
        known = self._read().get(path)
        if known is None or not known.startswith(status):
            return None
        self._used.add(path)
        return known[len(status) :]

    def _add(self, path: str, status: os.stat_result, *, young: bool) -> str:
        import hashlib
        import time

        known = self._read()
        with open(path, "rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        changed = max(status.st_mtime_ns, status.st_ctime_ns)
        # A second change within one tick of the clock of the file system would leave the status as it is.
        tick = _TICK if changed % 1_000_000_000 else _COARSE_TICK
        if young and time.time_ns() - changed < tick:
            self._new = known.pop(path, None) is not None or self._new
        else:
            self._keep(path, status, digest)
        return digest

    def _keep(self, path: str, status: os.stat_result, digest: str) -> None:
        known = self._read()
        if "\t" in path or path.splitlines() != [path]:  # the file of this class could not hold it
            self._new = known.pop(path, None) is not None or self._new
            return
        known[path] = _text(status) + digest
        self._used.add(path)
        self._new = True

    def _read(self) -> dict[str, str]:
        if self._known is None:
            import zlib

            self._known = {}
            try:
                with open(self.path, encoding="utf-8") as file:
                    checksum, _, lines = file.read().partition("\n")
            except (OSError, UnicodeDecodeError):
                return self._known
            if checksum == f"{zlib.crc32(lines.encode()):08x}":
                self._known = {path: rest for path, _, rest in (line.partition("\t") for line in lines.splitlines())}
        return self._known


def _text(status: os.stat_result) -> str:
    """The status of a file as it is remembered."""
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_dev} {status.st_ino} "
