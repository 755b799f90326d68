"""The format of a snapshot on disk.

In the state folder of a workspace::

    current                        the name of the snapshot in use
    snapshots/<name>/graph.nq      all quads, the default graph included, as sorted N-Quads
    snapshots/<name>/store/        the same quads in Oxigraph's files, if there are more than the setting ``memory_quads``
    snapshots/<name>/proofs.jsonl  one line for each entailed triple, sorted
    snapshots/<name>/meta.json     what the snapshot was made from, and counts

The name of a snapshot is the first twelve digits of its digest. If that name is taken by a snapshot with other content, ``-2``,
``-3`` and so on is appended.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final, TypeAlias

    FileStamp: TypeAlias = tuple[str, int, int, str]
    """A file that a snapshot was made from: its relative path, size in bytes, time of the last change in ns, and SHA-256."""

    Meta: TypeAlias = dict[str, Any]
    """The content of ``meta.json``."""

FORMAT: Final = 2
"""The version of the format. It is part of the digest: a new version makes every older snapshot stale."""

CURRENT: Final = "current"
SNAPSHOTS: Final = "snapshots"
GRAPH: Final = "graph.nq"
STORE: Final = "store"
PROOFS: Final = "proofs.jsonl"
META: Final = "meta.json"
