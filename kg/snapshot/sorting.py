"""Sort lines that do not fit into memory: sorted runs in files of their own, merged block by block.

The lists are sorted by Python's own sort, which is at its best with what is sorted in parts: merging takes about as long as reading.
"""

from __future__ import annotations

import io
import os
from bisect import bisect_right
from functools import partial
from itertools import islice
from operator import lt

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import BinaryIO, Final

RUN: Final = 32 << 20
"""The number of characters of a run, after which it is written to a file. It takes about four times as many bytes of memory."""
BLOCK: Final = 1 << 20
"""The number of bytes that are read from a run at once."""
_FEW: Final = 4096


class Sorter:
    """Sorts lines in bounded memory, and leaves out those that repeat others.

    Args:
        folder: where to write the runs that do not fit into memory; it is created when there is one, and `close` removes it.

    >>> sorter = Sorter("not needed")
    >>> sorter.add(["b\\n", "a\\n", "b\\n"])
    >>> sorter.add(["d\\n"], marked=True)
    >>> sorter.add_sorted([[b"c\\n"]])
    >>> list(sorter.batches())
    [([b'a\\n', b'b\\n'], 0), ([b'c\\n'], 0), ([b'd\\n'], 1)]
    """

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self._runs: list[_Run] = []
        self._files: list[BinaryIO] = []

    def add(self, lines: Iterable[str], *, marked: bool = False) -> None:
        """Take lines, each with its line feed, in any order.

        Args:
            lines: the lines.
            marked: whether `batches` counts them.
        """
        if isinstance(lines, set | frozenset) and sum(map(len, lines)) <= RUN:
            self._runs.append(_Run([sorted(map(str.encode, lines))], marked))
            return
        chunk: set[str] = set()
        size = 0
        source = iter(lines)
        while few := list(islice(source, _FEW)):
            chunk.update(few)
            size += sum(map(len, few))
            if size > RUN:
                size = sum(map(len, chunk))
            if size > RUN:
                self._write(chunk, marked)
                chunk, size = set(), 0
        # UTF-8 keeps the order of the characters.
        self._runs.append(_Run([sorted(map(str.encode, chunk))], marked))

    def add_sorted(self, blocks: Iterable[list[bytes]], *, marked: bool = False) -> None:
        """Take lines that are sorted already and of which none repeats another. They are read only when they are needed.

        Args:
            blocks: the lines in lists, none of them empty.
            marked: as for `add`.
        """
        self._runs.append(_Run(_in_order(blocks), marked))

    def _write(self, chunk: set[str], marked: bool) -> None:
        os.makedirs(self.folder, exist_ok=True)
        path = os.path.join(self.folder, str(len(self._files)))
        with open(path, "wb") as file:
            file.write("".join(sorted(chunk)).encode())
        self._files.append(open(path, "rb"))  # noqa: SIM115 - `close` closes it
        self._runs.append(_Run(blocks_of(self._files[-1]), marked))

    def batches(self) -> Iterator[tuple[list[bytes], int]]:
        """All lines in order, each once, in lists, with the number of those in the list that were marked. It can be called once.

        A line must not be marked in one place and not in another.
        """
        waiting = self._runs
        while waiting := [each for each in waiting if each.fill()]:
            bound = min(each.block[-1] for each in waiting)
            marked: list[list[bytes]] = []
            taken: list[list[bytes]] = []
            for run in waiting:
                if lines := run.up_to(bound):
                    (marked if run.marked else taken).append(lines)
            count = len(marked[0]) if len(marked) == 1 else len(set().union(*marked))
            taken += marked
            if len(taken) == 1:
                yield taken[0], count
                continue
            together = [line for lines in taken for line in lines]
            together.sort()
            yield list(dict.fromkeys(together)), count

    def close(self) -> None:
        """Remove the runs."""
        for file in self._files:
            file.close()
        if self._files:
            import shutil

            shutil.rmtree(self.folder, ignore_errors=True)


class _Run:
    """Sorted lines, read block by block."""

    __slots__ = ("_blocks", "block", "marked", "start")

    def __init__(self, blocks: Iterable[list[bytes]], marked: bool) -> None:
        self.block: list[bytes] = []
        self.marked = marked
        self.start = 0
        self._blocks = iter(blocks)

    def fill(self) -> bool:
        """Read the next block if there is nothing left of this one. Returns False at the end."""
        if self.start == len(self.block):
            self.block = next(self._blocks, [])
            self.start = 0
        return bool(self.block)

    def up_to(self, bound: bytes) -> list[bytes]:
        """Take the lines of this block that are not behind another line."""
        start = self.start
        self.start = bisect_right(self.block, bound, start)
        return self.block[start : self.start]


def blocks_of(file: BinaryIO) -> Iterator[list[bytes]]:
    """The lines of a file, some at a time."""
    return iter(partial(file.readlines, BLOCK), [])


def _in_order(blocks: Iterable[list[bytes]]) -> Iterator[list[bytes]]:
    """The blocks. Raises ValueError at a line that is not behind the one before: what is found by halving would be lost."""
    last = b""
    for block in blocks:
        if not (last < block[0] and all(map(lt, block, islice(block, 1, None)))):
            raise ValueError("the lines are not sorted")
        last = block[-1]
        yield block


def lines_in(data: bytes) -> list[bytes]:
    """The lines of a text, each with its line feed; no other character ends a line.

    >>> lines_in("a\\u2028b\\r\\nc\\n".encode())
    [b'a\\xe2\\x80\\xa8b\\r\\n', b'c\\n']
    """
    return io.BytesIO(data).readlines()
