"""A place in a file, as messages name it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True, slots=True)
class Place:
    """A place in a file. It prints as ``file:line:column`` and sorts by file, line and column.

    Attributes:
        file: the path, as messages show it.
        line: the line, counted from 1; 0 for the file as a whole.
        column: the column, counted from 1 in characters; 0 for the line as a whole.

    >>> print(Place("data/a.trig", 3, 7), Place("chancery.toml", 2), Place("data/a.trig"))
    data/a.trig:3:7 chancery.toml:2 data/a.trig
    >>> Place("a.trig", 9) < Place("a.trig", 10) < Place("b.trig", 1)
    True
    """

    file: str
    line: int = 0
    column: int = 0

    def whole_line(self) -> Place:
        """The place without its column.

        >>> Place("a.trig", 3, 7).whole_line() == Place("a.trig", 3)
        True
        """
        return Place(self.file, self.line)

    def __str__(self) -> str:
        return ":".join([self.file, *(str(number) for number in (self.line, self.column) if number)])
