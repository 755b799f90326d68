"""Replies that are kept in memory, up to a number of bytes; the one that was not asked for longest goes first."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Hashable

Key = TypeVar("Key", bound="Hashable")
Value = TypeVar("Value")

_SHARE = 8
"""One value may take at most the eighth part of the whole, so that it does not drive out everything else."""


class Cache(Generic[Key, Value]):
    """A bounded mapping.

    Args:
        size: how much all values together may take; 0 to keep nothing.

    >>> kept = Cache(80)
    >>> for name in "abcdefghi":
    ...     kept.put(name, name.upper(), 10)
    >>> kept.get("a"), kept.get("i")
    (None, 'I')
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._used = 0
        self._kept: OrderedDict[Key, tuple[Value, int]] = OrderedDict()

    def get(self, key: Key) -> Value | None:
        """The value that is kept for a key, or None."""
        found = self._kept.get(key)
        if found is None:
            return None
        self._kept.move_to_end(key)
        return found[0]

    def put(self, key: Key, value: Value, size: int) -> None:
        """Keep a value, unless it is too large.

        Args:
            key: what it is found by.
            value: the value.
            size: how much it and its key take.
        """
        if size * _SHARE > self._size:
            return
        _, before = self._kept.pop(key, (None, 0))
        self._kept[key] = (value, size)
        self._used += size - before
        while self._used > self._size:
            _, (_, gone) = self._kept.popitem(last=False)
            self._used -= gone

    def clear(self) -> None:
        """Keep nothing any more."""
        self._kept.clear()
        self._used = 0
