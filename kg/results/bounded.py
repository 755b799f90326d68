"""An output that the engine writes an answer into, which stops at a limit of rows or bytes.

The engine writes an answer several times faster than Python can take its rows, so the rows are counted in what it has written. A count
that never is too small is cheap: in CSV, the line ends; in JSON, the signs between two rows. Only where that count passes the limit, the
strings are left out, which may hold the same signs, and the count is exact.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class TooMuch(Exception):
    """An answer has more rows or bytes than a limit.

    Args:
        what: ``rows``, ``triples`` or ``bytes``.
        most: the limit.
    """

    def __init__(self, what: str, most: int) -> None:
        super().__init__(f"the answer has more than {most:,} {what}")
        self.what = what
        self.most = most


class _Rows:
    """Counts the rows of an answer whose text comes in blocks.

    Attributes:
        least: the smallest number of bytes of a row.
        rows: how many rows have begun or ended in the blocks that were counted exactly.
    """

    least = 1

    def __init__(self) -> None:
        self.rows = 0

    def at_most(self, block: bytes) -> int:
        """A number of rows in the next block that is not too small."""
        raise NotImplementedError

    def count(self, block: bytes) -> None:
        """Count the rows in the next block exactly."""
        raise NotImplementedError


class _Lines(_Rows):
    """The rows of TSV: each is a line, and so is the head. Line ends in literals are escaped."""

    def __init__(self) -> None:
        self.rows = -1

    def at_most(self, block: bytes) -> int:
        return block.count(b"\n")

    def count(self, block: bytes) -> None:
        self.rows += block.count(b"\n")


class _Records(_Lines):
    """The rows of CSV. A line end in quotes belongs to a value; a quote in quotes is doubled, and so changes nothing."""

    least = 2

    def __init__(self) -> None:
        super().__init__()
        self._quoted = False

    def count(self, block: bytes) -> None:
        pieces = block.split(b'"')
        self.rows += sum(piece.count(b"\n") for piece in pieces[self._quoted :: 2])
        self._quoted ^= len(pieces) % 2 == 0


class _Elements(_Rows):
    """The rows of XML. What looks like a tag in a literal is escaped."""

    least = len(b"<result></result>")

    def __init__(self) -> None:
        super().__init__()
        self._tails = [b"", b""]

    def at_most(self, block: bytes) -> int:
        return self._found(0, block)

    def count(self, block: bytes) -> None:
        self.rows += self._found(1, block)

    def _found(self, which: int, block: bytes) -> int:
        whole = self._tails[which] + block
        self._tails[which] = whole[-(len(b"<result>") - 1) :]
        return whole.count(b"<result>")


class _Objects(_Rows):
    """The rows of JSON. Only between two rows is there ``},{`` outside a string."""

    least = len(b"{},")

    def __init__(self) -> None:
        super().__init__()
        self._tail = b""  # of the text, for `at_most`
        self._outside = b""  # of the text outside strings
        self._backslashes = b""
        self._quoted = False
        self._begun = False

    def at_most(self, block: bytes) -> int:
        whole = self._tail + block
        self._tail = whole[-2:]
        return whole.count(b"},{") + (b"[{" in whole)

    def count(self, block: bytes) -> None:
        whole = self._backslashes + block
        plain = whole.rstrip(b"\\")
        self._backslashes = whole[len(plain) :]
        pieces = plain.replace(b"\\\\", b"").replace(b'\\"', b"").split(b'"')
        outside = (b"" if self._quoted else self._outside) + b'"'.join(pieces[self._quoted :: 2])
        self._quoted ^= len(pieces) % 2 == 0
        self._outside = b"" if self._quoted else outside[-2:]
        if not self._begun and b"[{" in outside:
            self._begun = True
            self.rows += 1
        self.rows += outside.count(b"},{")


_COUNTERS: dict[str, Callable[[], _Rows]] = {"json": _Objects, "xml": _Elements, "csv": _Records, "tsv": _Lines}


class Bounded:
    """A binary file that keeps what is written, and refuses more than a limit.

    Args:
        style: ``json``, ``xml``, ``csv`` or ``tsv``, the format of the rows that are written; None if no rows are counted.
        rows: the largest number of rows.
        size: the largest number of bytes.

    >>> output = Bounded("csv", 2, 1_000)
    >>> output.write(b'x\\r\\n1\\r\\n"2\\n"\\r\\n') and output.content()
    b'x\\r\\n1\\r\\n"2\\n"\\r\\n'
    >>> output.write(b"3\\r\\n")
    Traceback (most recent call last):
    ...
    kg.results.bounded.TooMuch: the answer has more than 2 rows
    """

    def __init__(self, style: str | None, rows: int, size: int) -> None:
        self._counter = None if style is None else _COUNTERS[style]()
        self._rows = rows
        self._most = size
        self._pieces: list[bytes] = []
        self._size = 0
        self._seen = self._counted = 0  # how many pieces were counted roughly, and exactly
        self._at_most = 0 if self._counter is None else self._counter.rows
        self._calm = size if self._counter is None else self._reach()

    def write(self, data: bytes) -> int:
        """Keep some bytes.

        Raises:
            TooMuch: the answer is beyond a limit.
        """
        self._size += len(data)
        if self._size > self._most:
            raise TooMuch("bytes", self._most)
        self._pieces.append(data)
        if self._size > self._calm:
            self._look()
        return len(data)

    def flush(self) -> None:
        """Do nothing: everything is in memory."""

    def content(self) -> bytes:
        """All that was written."""
        return b"".join(self._pieces)

    def _reach(self) -> int:
        """Up to how many bytes there cannot be too many rows; one row may have begun already."""
        assert self._counter is not None
        return self._size + max(0, self._rows - self._at_most - 1) * self._counter.least

    def _look(self) -> None:
        """Count the rows so far."""
        assert self._counter is not None
        self._at_most += self._counter.at_most(b"".join(self._pieces[self._seen :]))
        self._seen = len(self._pieces)
        if self._at_most > self._rows:
            self._counter.count(b"".join(self._pieces[self._counted :]))
            self._counted = self._seen
            self._at_most = self._counter.rows
            if self._at_most > self._rows:
                raise TooMuch("rows", self._rows)
        self._calm = self._reach()
