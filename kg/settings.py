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
    Setting("tables_quads", 200_000, "counts over a snapshot with more quads than this are computed from its tables, if it can"),
    Setting("tables_megabytes", 1_024, "what is computed from tables takes at most this many megabytes of memory, and the disk for more"),
    Setting("query_seconds", 30, "a query stops after this many seconds"),
    Setting("query_rows", 100_000, "a query stops after this many rows"),
    Setting("query_megabytes", 2_048, "a query stops when its process uses more than this many megabytes of memory; not on Windows"),
    Setting("table_rows", 200, "a table on a terminal shows at most this many rows"),
    Setting("snapshots_kept", 2, "a build keeps this many snapshots, the new one included, and those that are in use"),
    Setting("rebuild_seconds", 60, "a build that a query started stops after this many seconds; the last good snapshot, if any, answers"),
    Setting("build_megabytes", 4_096, "a build or a check stops when its process uses more than this many megabytes; not on Windows"),
    Setting("build_seconds", 0, "a build or a check stops after this many seconds"),
    Setting("import_megabytes", 1_024, "coded tables are read and counted in at most this many megabytes; the rest is put on disk"),
    Setting("draft_seconds", 300, "a program that kg draft has started stops after this many seconds"),
    Setting("draft_megabytes", 16, "a program that kg draft has started stops when it has written more megabytes than this"),
    Setting("serve_seconds", 10, "kg serve: an answer that takes more than this many seconds is stopped"),
    Setting("serve_rows", 100_000, "kg serve: an answer with more rows or triples than this is refused"),
    Setting("serve_answer_megabytes", 64, "kg serve: an answer with more megabytes than this is refused"),
    Setting("serve_megabytes", 1_024, "kg serve: an answer stops when it takes more megabytes of memory than this"),
    Setting("serve_memory_quads", 2_000_000, "kg serve: a snapshot with more quads than this is read from disk, not kept in memory"),
    Setting("serve_workers", 4, "kg serve: this many answers are computed at the same time"),
    Setting("serve_waiting", 64, "kg serve: this many requests may wait for one of the processes that compute answers"),
    Setting("serve_waiting_seconds", 5, "kg serve: a request waits this many seconds for a process that computes answers"),
    Setting("serve_client_answers", 3, "kg serve: this many answers are computed for one client at the same time; 0 for no limit"),
    Setting("serve_client_requests", 1_200, "kg serve: a client may send this many requests a minute; 0 for no limit"),
    Setting("serve_connections", 512, "kg serve: this many connections are open at the same time"),
    Setting("serve_request_kilobytes", 1_024, "kg serve: a request whose body has more kilobytes than this is refused"),
    Setting("serve_cache_megabytes", 64, "kg serve: answers are kept in this many megabytes of memory; 0 to keep none"),
    Setting("endpoint_seconds", 60, "kg push and kg --endpoint: a server may be silent for this many seconds"),
    Setting("endpoint_megabytes", 256, "kg push and kg --endpoint: a reply with more megabytes than this is refused"),
    Setting("endpoint_quads", 200_000, "kg --endpoint: up to this many quads, a question that needs all of them fetches them"),
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
