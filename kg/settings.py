"""Limits and defaults as data: name, default, help. An environment variable ``KG_<NAME>`` overrides a default."""

from __future__ import annotations

import os

from kg.errors import UsageError
from kg.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final


class Setting(NamedTuple):
    """One setting: its name, its default (the help names its unit), and a sentence of help."""

    name: str
    default: int
    help: str


SETTINGS: Final[tuple[Setting, ...]] = (
    Setting("memory_quads", 5_000, "a snapshot with more quads than this is opened from disk instead of parsed into memory"),
    Setting("query_seconds", 30, "a query stops after this many seconds"),
    Setting("query_rows", 100_000, "a query stops after this many rows"),
    Setting("query_megabytes", 2_048, "a query stops when its process uses more than this many megabytes of memory; not on Windows"),
    Setting("table_rows", 200, "a table on a terminal shows at most this many rows"),
    Setting("snapshots_kept", 2, "a build keeps this many snapshots, the new one included, and those that are in use"),
    Setting("rebuild_seconds", 60, "a build that a query started stops after this many seconds; the last good snapshot, if any, answers"),
    Setting("build_megabytes", 4_096, "a build or a check stops when its process uses more than this many megabytes; not on Windows"),
    Setting("build_seconds", 0, "a build or a check stops after this many seconds"),
    Setting("draft_seconds", 300, "a program that kg draft has started stops after this many seconds"),
    Setting("draft_megabytes", 16, "a program that kg draft has started stops when it has written more megabytes than this"),
    Setting("file_megabytes", 256, "a data file or a text with more megabytes than this is refused"),
)


def setting(name: str) -> int:
    """The value of a setting: from the environment, or else the default.

    Args:
        name: one of the names in `SETTINGS`.

    Returns:
        The value, a non-negative integer.

    Raises:
        UsageError: the environment variable is not a non-negative integer.
        KeyError: there is no such setting.

    >>> setting("query_seconds")
    30
    """
    default = {each.name: each.default for each in SETTINGS}[name]
    variable = "KG_" + name.upper()
    text = os.environ.get(variable)
    if text is None:
        return default
    if not (text.isdecimal() and len(text) <= 9):
        raise UsageError(f"{variable} is not a whole number below 1,000,000,000: {text!r}", None, f"unset it, or set it to {default}")
    return int(text)
