"""Limits and defaults as data: name, default, help. An environment variable ``KG_<NAME>`` overrides a default."""

from __future__ import annotations

import os
from collections import namedtuple

from kg.errors import UsageError

# Typing takes 10 ms to import, which `kg query` does not have: a type checker reads the class, the run time a plain named tuple.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, NamedTuple

    class Setting(NamedTuple):
        """One setting; see the run-time class below."""

        name: str
        default: int
        help: str
else:
    Setting = namedtuple("Setting", "name default help")
    Setting.__doc__ = "One setting: its name, its default (its unit is in the help), and a sentence of help."


SETTINGS: Final[tuple[Setting, ...]] = (
    Setting("memory_quads", 5_000, "a snapshot with more quads than this is opened from disk instead of parsed into memory"),
    Setting("query_seconds", 30, "a query stops after this many seconds"),
    Setting("query_rows", 100_000, "a query stops after this many rows"),
    Setting("table_rows", 200, "a table on a terminal shows this many rows"),
    Setting("snapshots_kept", 2, "how many snapshots a build leaves in place, the new one included"),
)


def setting(name: str) -> int:
    """The value of a setting: the environment's, else the default.

    Args:
        name: one of the names in `SETTINGS`.

    Returns:
        The value, a non-negative integer.

    Raises:
        UsageError: the environment holds something that is not a non-negative integer.
        KeyError: there is no such setting.

    >>> setting("query_seconds")
    30
    """
    default = {each.name: each.default for each in SETTINGS}[name]
    variable = "KG_" + name.upper()
    text = os.environ.get(variable)
    if text is None:
        return default
    if not text.isdecimal():
        raise UsageError(f"{variable} is not a whole number: {text!r}", None, f"unset it, or give a number such as {default}")
    return int(text)
