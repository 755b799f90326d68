"""The format of a snapshot on disk.

In the state folder of a workspace::

    current                           the name of the snapshot in use
    snapshots/<name>/graph.nq         all quads, the default graph included, as sorted N-Quads
    snapshots/<name>/store/           the same quads in Oxigraph's files, if there are more than the setting ``memory_quads``
    snapshots/<name>/proofs.jsonl     one line for each entailed triple, sorted
    snapshots/<name>/catalogue.jsonl  the parsed settings and stored queries, one line for each file
    snapshots/<name>/meta.json        what the snapshot was made from, and counts: see `Meta`

The name of a snapshot is the first twelve digits of its digest. If that name is taken by a snapshot with other content, ``-2``,
``-3`` and so on is appended.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, NotRequired, TypeAlias, TypedDict

    FileStamp: TypeAlias = tuple[str, int, int, str]
    """A file that a snapshot was made from: its relative path, size in bytes, time of the last change in ns, and SHA-256."""

    class About(TypedDict, total=False):
        """What a build adds to ``meta.json``: settings of the workspace, and counts by name, such as ``documents``."""

        language: str
        license: str
        citation: str
        counts: dict[str, int]

    class Meta(TypedDict):
        """The content of ``meta.json``: what the snapshot was made from, and counts."""

        format: int
        digest: str
        base: str
        title: str
        version: str
        engine: str
        code_digest: str
        inputs: list[FileStamp]
        code: list[FileStamp]
        counts: dict[str, int]
        language: NotRequired[str]
        license: NotRequired[str]
        citation: NotRequired[str]


FORMAT: Final = 2
"""The version of the format. It is part of the digest: a new version makes every older snapshot stale."""

CURRENT: Final = "current"
SNAPSHOTS: Final = "snapshots"
GRAPH: Final = "graph.nq"
STORE: Final = "store"
PROOFS: Final = "proofs.jsonl"
META: Final = "meta.json"
