"""The format of a snapshot on disk.

In the state folder of a workspace::

    current                           the name of the snapshot in use
    snapshots/<name>/graph.nq         all quads, the default graph included, as sorted N-Quads
    snapshots/<name>/graph/           the same in segments, 00001.nq and so on, instead, if there are many: see `kg.snapshot.segments`
    snapshots/<name>/store/           the same quads in Oxigraph's files, if there are more than the setting ``memory_quads``
    snapshots/<name>/proofs.jsonl     one line for each entailed triple, sorted
    snapshots/<name>/proofs/          the same in segments instead, if there are many
    snapshots/<name>/catalogue.jsonl  the parsed settings and stored queries, one line for each file
    snapshots/<name>/network.json     the network with positions and measures, if a picture can show all of it, see `kg.network.kept`
    snapshots/<name>/meta.json        what the snapshot was made from, counts, and the digest of each other file: see `Meta`
    seen                              digests of files with their status, see `kg.digests`
    data-kept/                        the data files of a large snapshot, compressed, each under its digest, see `kg.build.rewording`
    stopped                           what the last rebuild was made from, if it was stopped at its time limit

The name of a snapshot is the first twelve digits of its digest. If that name is taken by a snapshot with other content, ``-2``,
``-3`` and so on is appended. No file of a snapshot is ever changed. Two snapshots may share files that they have in common, as hard links.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, NotRequired, TypeAlias, TypedDict

    from kg.errors import SnapshotDamaged

    FileStamp: TypeAlias = tuple[str, int, str]
    """A file that a snapshot was made from, or a file of a snapshot: its relative path, its size in bytes, and its SHA-256."""

    class About(TypedDict, total=False):
        """What a build adds to ``meta.json``: settings of the workspace, counts by name, such as ``documents``, and where in the state
        folder the tables of each coded source are."""

        language: str
        license: str
        citation: str
        counts: dict[str, int]
        coded: dict[str, str]

    class Meta(TypedDict):
        """The content of ``meta.json``: what the snapshot was made from, counts, and its other files, from format 3 on."""

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
        files: NotRequired[list[FileStamp]]
        graph_crc32: NotRequired[int | list[int]]
        """The CRC-32 of each file with quads; up to format 3, of the only one."""
        proofs: NotRequired[int]
        """The number of proofs."""
        engine_edits: NotRequired[int]
        """How many quads were added and removed in Oxigraph's files since these were made in one go."""
        language: NotRequired[str]
        license: NotRequired[str]
        citation: NotRequired[str]
        coded: NotRequired[dict[str, str]]


FORMAT: Final = 4
"""The version of the format. It is part of the digest: a new version makes every older snapshot stale."""

CURRENT: Final = "current"
SNAPSHOTS: Final = "snapshots"
GRAPH: Final = "graph.nq"
GRAPH_SEGMENTS: Final = "graph"
STORE: Final = "store"
PROOFS: Final = "proofs.jsonl"
PROOFS_SEGMENTS: Final = "proofs"
NETWORK: Final = "network.json"
META: Final = "meta.json"
STOPPED: Final = "stopped"

_SEAL: Final = '{"crc32": "'


def seal(meta: Meta) -> str:
    """The text of ``meta.json``. It begins with a checksum of what follows.

    Args:
        meta: the content.
    """
    import json
    import zlib

    rest = json.dumps(meta, ensure_ascii=False, indent=1)[1:] + "\n"
    return f'{_SEAL}{zlib.crc32(rest.encode()):08x}",{rest}'


def unseal(text: str) -> Meta:
    """The content of ``meta.json``; the inverse of `seal`.

    Args:
        text: the text of the file. Up to format 2 it has no checksum.

    Raises:
        ValueError: the text is not what `seal` wrote.
    """
    import zlib

    from kg.values import parse_json  # not before the snapshot is being opened, see kg.snapshot.early

    head, comma, rest = text.partition(",")
    meta = parse_json(text)
    if not isinstance(meta, dict):
        raise ValueError("it is not a JSON object")
    given = meta.pop("crc32", None)
    sealed = comma and head == f'{_SEAL}{zlib.crc32(rest.encode()):08x}"'
    if not sealed and not (given is None and meta.get("format") in (1, 2)):
        raise ValueError("its checksum differs")
    return meta  # type: ignore[return-value]  # the checksum says that `seal` has written it


def damaged(folder: str, name: str, what: str, hint: str = "run `kg build` to make a new one") -> SnapshotDamaged:
    """The error of a snapshot with a damaged file.

    Args:
        folder: the folder of the snapshot.
        name: the path of the file inside it, with slashes.
        what: what is wrong with it.
        hint: what to do next.
    """
    import os

    from kg.errors import SnapshotDamaged

    path = os.path.join(folder, *name.split("/"))
    return SnapshotDamaged(f"the snapshot is damaged: {name}: {what}", path, hint, what)
