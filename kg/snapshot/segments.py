"""The quads and the proofs of a snapshot as sorted lines in files: in one file each if they are few, else in segments.

A segment ends after each line whose checksum is a multiple of a number. So the lines alone decide where the segments end, whatever
the history of a snapshot: a change of a line changes its own segment, and at most joins it with the next or divides it. All others
are those of the last snapshot, whose files are linked, and neither read nor copied.
"""

from __future__ import annotations

import hashlib
import os
import zlib
from bisect import bisect_left

from kg.snapshot.format import GRAPH, GRAPH_SEGMENTS, PROOFS, PROOFS_SEGMENTS, damaged
from kg.snapshot.sorting import lines_in
from kg.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Final

    from kg.snapshot.format import FileStamp, Meta

ONE_FILE: Final = 200_000
"""Up to this number of lines they are in one file, for people and tools that expect one."""


class Kind(NamedTuple):
    """The quads or the proofs.

    Attributes:
        one: the name of the file if there are few lines.
        folder: the folder of the segments if there are many.
        extension: the ending of the names of segments.
        lines: the number of lines of a segment, on average; in both kinds these are some megabytes.
    """

    one: str
    folder: str
    extension: str
    lines: int

    def ends_after(self, line: bytes) -> bool:
        """Whether a segment ends after a line."""
        return zlib.crc32(line) % self.lines == 0


QUADS: Final = Kind(GRAPH, GRAPH_SEGMENTS, ".nq", 1 << 15)
ENTAILED: Final = Kind(PROOFS, PROOFS_SEGMENTS, ".jsonl", 1 << 13)


class Part(NamedTuple):
    """A file with some of the lines.

    Attributes:
        name: its path inside the snapshot, with slashes.
        size: its size in bytes.
        digest: its SHA-256; empty if the snapshot has recorded none, as in old formats.
        crc32: its CRC-32, which only those with quads need.
    """

    name: str
    size: int
    digest: str
    crc32: int

    @property
    def stamp(self) -> FileStamp:
        """The file as ``meta.json`` lists it."""
        return self.name, self.size, self.digest


def parts_of(meta: Meta, kind: Kind) -> list[Part]:
    """The files of a snapshot with the lines of one kind, in the order of the lines.

    Args:
        meta: the content of its ``meta.json``.
        kind: which lines.
    """
    if not meta.get("files"):
        return [Part(kind.one, 0, "", 0)]
    found = sorted(each for each in meta["files"] if each[0] == kind.one or each[0].startswith(kind.folder + "/"))
    known = meta.get("graph_crc32")
    checksums = known if kind.one == GRAPH and isinstance(known, list) and len(known) == len(found) else [0] * len(found)
    return [Part(*each, checksum) for each, checksum in zip(found, checksums, strict=True)]


def read_part(folder: str, part: Part) -> bytes:
    """The content of a file, compared with its digest.

    Raises:
        SnapshotDamaged: the file is missing or damaged.
    """
    try:
        with open(os.path.join(folder, *part.name.split("/")), "rb") as file:
            data = file.read()
    except OSError as problem:
        raise damaged(folder, part.name, problem.strerror or "it cannot be read") from problem
    if part.digest and hashlib.sha256(data).hexdigest() != part.digest:
        raise damaged(folder, part.name, "it is not what the build wrote")
    return data


def read_range(folder: str, parts: Iterable[Part], start: int, most: int) -> tuple[bytes, bool]:
    """Some bytes of the files of one kind, as if they were one file. They are not compared with a digest.

    Args:
        folder: the folder of the snapshot.
        parts: the files.
        start: how many bytes to leave out.
        most: how many bytes to read.

    Returns:
        The bytes, fewer at the end, and whether more follow.

    Raises:
        SnapshotDamaged: a file is missing.
    """
    pieces: list[bytes] = []
    for part in parts:
        path = os.path.join(folder, *part.name.split("/"))
        try:
            size = part.size if part.digest else os.path.getsize(path)
            if start < size:
                if not most:
                    return b"".join(pieces), True
                with open(path, "rb") as file:
                    file.seek(start)
                    pieces.append(file.read(most))
                most -= len(pieces[-1])
                if not most and start + len(pieces[-1]) < size:
                    return b"".join(pieces), True
        except OSError as problem:
            raise damaged(folder, part.name, problem.strerror or "it cannot be read") from problem
        start = max(start - size, 0)
    return b"".join(pieces), False


class PartWriter:
    """Writes sorted lines into a folder, and computes the digests meanwhile.

    Args:
        folder: the folder of the snapshot.
        kind: which lines.
        tell: called with the content of each file, and the number of lines up to its end; not for a file that is linked.
        many: whether it is known that there are more lines than one file takes.
    """

    def __init__(self, folder: str, kind: Kind, tell: Callable[[bytes, int], None] | None = None, *, many: bool = False) -> None:
        self.folder = folder
        self.kind = kind
        self.lines = 0
        self.parts: list[Part] = []
        self._tell = tell
        self._many = many
        self._waiting: list[bytes] = []
        if many:
            os.mkdir(os.path.join(folder, kind.folder))

    @property
    def between(self) -> bool:
        """Whether the next line begins a segment."""
        return self._many and not self._waiting

    def add(self, lines: list[bytes]) -> None:
        """Write further lines, which sort after all others."""
        self.lines += len(lines)
        if not self._many:
            self._waiting += lines
            if self.lines <= ONE_FILE:
                return
            os.mkdir(os.path.join(self.folder, self.kind.folder))
            self._many = True
            lines, self._waiting = self._waiting, []
        start, every = 0, self.kind.lines
        for place in [place for place, checksum in enumerate(map(zlib.crc32, lines), 1) if not checksum % every]:
            self._waiting += lines[start:place]
            self._end()
            start = place
        self._waiting += lines[start:]

    def link(self, folder: str, part: Part) -> None:
        """Take over a segment of another snapshot. Its lines are not counted.

        Args:
            folder: the folder of that snapshot.
            part: the segment; `between` is true, and all its lines sort after all others.
        """
        name = self._next_name()
        source, target = os.path.join(folder, *part.name.split("/")), os.path.join(self.folder, *name.split("/"))
        if link(source, target):
            self.parts.append(part._replace(name=name))
        else:
            self._write(name, read_part(folder, part))

    def finish(self) -> list[Part]:
        """Write the rest, and return all files."""
        if self._waiting or not self._many:
            self._end()
        return self.parts

    def _next_name(self) -> str:
        return f"{self.kind.folder}/{len(self.parts) + 1:05d}{self.kind.extension}" if self._many else self.kind.one

    def _end(self) -> None:
        data = b"".join(self._waiting)
        self._waiting = []
        self._write(self._next_name(), data)
        if self._tell is not None:
            self._tell(data, self.lines)

    def _write(self, name: str, data: bytes) -> None:
        write_file(os.path.join(self.folder, *name.split("/")), data)
        self.parts.append(Part(name, len(data), hashlib.sha256(data).hexdigest(), zlib.crc32(data)))


class Edited(NamedTuple):
    """What the edits of some lines have changed: the lines that were there and are not any more, and those that are new, sorted."""

    removed: list[bytes]
    added: list[bytes]


def edit(writer: PartWriter, folder: str, parts: Sequence[Part], removed: Iterable[bytes], added: Iterable[bytes]) -> Edited:
    """Write the lines of another snapshot without some and with some others.

    Args:
        writer: writes the new snapshot.
        folder: the folder of the other snapshot.
        parts: its files.
        removed: the lines to remove; those that are not there are passed over.
        added: the lines to add, also if they are among those to remove; those that are there already are passed over.

    Raises:
        SnapshotDamaged: a file of the other snapshot is damaged.
    """
    edits = sorted((dict.fromkeys(removed, False) | dict.fromkeys(added, True)).items())
    done = Edited([], [])
    start = 0
    for number, part in enumerate(parts):
        end = len(edits)
        if start < end and number + 1 < len(parts):
            end = bisect_left(edits, _first_line(folder, parts[number + 1]), start, key=_line)
        mine, start = edits[start:end], end
        pieces = list(_spliced(read_part(folder, part), mine, done)) if mine or not writer.between else []
        if len(pieces) <= 1 and writer.between:
            writer.link(folder, part)
        else:
            writer.add(lines_in(b"".join(pieces)))
    return done


def _line(edited: tuple[bytes, bool]) -> bytes:
    return edited[0]


def _first_line(folder: str, part: Part) -> bytes:
    path = os.path.join(folder, *part.name.split("/"))
    try:
        with open(path, "rb") as file:
            return file.readline()
    except OSError as problem:
        raise damaged(folder, part.name, problem.strerror or "it cannot be read") from problem


def _spliced(data: bytes, edits: Iterable[tuple[bytes, bool]], done: Edited) -> Iterator[bytes]:
    """The pieces of a text of sorted lines after some edits, which are sorted, too: one piece if they change nothing.

    Args:
        data: the text.
        edits: each a line, and whether it is to be there.
        done: takes those that change something.
    """
    copied = 0
    for line, wanted in edits:
        place = _place(data, line, copied)
        found = data.startswith(line, place)
        if found != wanted:
            yield data[copied:place]
            copied = place
            if wanted:
                yield line
                done.added.append(line)
            else:
                copied += len(line)
                done.removed.append(line)
    yield data[copied:]


def _place(data: bytes, line: bytes, start: int) -> int:
    """The place of the first line of a sorted text that is not before another one, found in halves."""
    end = len(data)
    while start < end:
        middle = data.rfind(b"\n", start, (start + end) // 2) + 1 or start
        after = data.find(b"\n", middle) + 1
        if data[middle:after] < line:
            start = after
        else:
            end = middle
    return start


def link(source: str, target: str) -> bool:
    """Give a file a second name. Returns False where the file system cannot."""
    try:
        os.link(source, target)
    except OSError:
        return False
    return True


def write_file(path: str, data: bytes) -> None:
    """Write a file and flush it to the disk."""
    with open(path, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
