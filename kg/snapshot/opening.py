"""Snapshots: what a build leaves for all other verbs, written in one step and never changed after.

On disk, in a workspace's state folder::

    current                    the name of the snapshot in use
    snapshots/<name>/graph.nq      all quads that queries see, as sorted N-Quads
    snapshots/<name>/store/        the same in Oxigraph's own files, if there are more quads than the setting ``memory_quads``
    snapshots/<name>/proofs.jsonl  one line for each entailed triple, sorted
    snapshots/<name>/meta.json     format, digest, base, title, inputs, counts

The name is the first twelve digits of the digest, with ``-2``, ``-3``... where the same inputs once gave something else.

A writer makes a folder ``tmp-<pid>-...`` beside the snapshots, renames it, and then replaces ``current``: a writer that is killed
at any moment leaves the snapshot in use as it was. The next writer sweeps what dead ones have left. Writers may work at the same
time: the last one to finish is in use.

Why these files: 9,000 quads about acts, one query in a fresh process on two shared cores, as a multiple of ``python -c pass``,
median of 15 to 20 runs in turn. N-Quads are the fastest text (3.0 to 3.1 times with `Store.load`, 3.3 with `bulk_load`) before
TriG (3.7 and 4.0); the read-only store on disk takes 2.2 to 2.6 at any size (bare import of pyoxigraph: 1.2 to 1.3). By number
of quads, N-Quads against disk: 1,000: 1.7 against 2.3; 4,000: 2.1 against 2.5; 6,000: 2.4 against 2.4; 9,000: 3.6 against 2.2;
19,800: 4.8 against 2.2. The store on disk also opens from a folder that cannot be written. Most of its
time is Oxigraph's own: an empty one takes as long.
"""

from __future__ import annotations

import os

import pyoxigraph as ox

from kg.errors import EnvironmentProblem
from kg.snapshot.early import take

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path
    from typing import Any, TypeAlias

    from kg.workspace import Workspace

    Input: TypeAlias = tuple[str, int, int, str]
    Meta: TypeAlias = dict[str, Any]

FORMAT = 1
"""The number of the snapshot's format. It is part of the digest, so that a new format makes every snapshot stale."""


class Snapshot:
    """One snapshot, read only.

    Args:
        folder: its folder, an absolute path.
    """

    __slots__ = ("_meta", "_store", "folder")

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self._meta: Meta | None = None
        self._store: ox.Store | None = None

    def __repr__(self) -> str:
        return f"Snapshot({self.folder!r})"

    @property
    def path(self) -> Path:
        """Its folder as a path; `folder` is the same as text."""
        from pathlib import Path

        return Path(self.folder)

    @property
    def graph_file(self) -> str:
        """The path of its quads as sorted N-Quads."""
        return os.path.join(self.folder, "graph.nq")

    @property
    def proofs_file(self) -> str:
        """The path of its proofs, one JSON object a line."""
        return os.path.join(self.folder, "proofs.jsonl")

    @property
    def meta(self) -> Meta:
        """Its ``meta.json``: format, digest, base, title, inputs, counts, and what the build added.

        Raises:
            EnvironmentProblem: the file is missing or damaged.
        """
        if self._meta is None:
            import json

            path = os.path.join(self.folder, "meta.json")
            try:
                with open(path, encoding="utf-8") as file:
                    self._meta = json.load(file)
            except (OSError, ValueError) as problem:
                raise EnvironmentProblem(f"the snapshot is damaged: {problem}", path, "`kg build` makes a new one") from problem
        assert self._meta is not None
        return self._meta

    @property
    def digest(self) -> str:
        """The SHA-256 of its inputs, as 64 hexadecimal digits."""
        return str(self.meta["digest"])

    @property
    def base(self) -> str:
        """The base IRI of the workspace that it was made from."""
        return str(self.meta["base"])

    @property
    def title(self) -> str:
        """The title of the workspace that it was made from."""
        return str(self.meta["title"])

    @property
    def store(self) -> ox.Store:
        """All its quads, the default graph filled. Opened from disk read-only, or parsed into memory; at the first use, then kept.

        Raises:
            EnvironmentProblem: its files are missing or damaged.
        """
        if self._store is None:
            early = take(self.folder)
            self._store = early if early is not None else open_files(self.folder)
        return self._store

    def proofs(self) -> Iterator[dict[str, Any]]:
        """The proofs: one object for each entailed triple, with ``triple``, ``rank`` and ``derivations``."""
        import json

        with open(self.proofs_file, encoding="utf-8") as file:
            for line in file:
                yield json.loads(line)


def open_files(folder: str) -> ox.Store:
    """Open the files of the snapshot in a folder; see `Snapshot.store`, which keeps what it has opened."""
    on_disk = os.path.join(folder, "store")
    if os.path.isdir(on_disk):
        try:
            return ox.Store.read_only(on_disk)
        except (OSError, RuntimeError, ValueError):
            # Another version of Oxigraph may have written it; graph.nq holds the same.
            pass
    store = ox.Store()
    path = os.path.join(folder, "graph.nq")
    try:
        store.load(path=path, format=ox.RdfFormat.N_QUADS)
    except (OSError, SyntaxError) as problem:
        raise EnvironmentProblem(f"the snapshot is damaged: {problem}", path, "`kg build` makes a new one") from problem
    return store


def current(workspace: Workspace) -> Snapshot | None:
    """The snapshot in use in a workspace; None before the first build."""
    state = workspace.state_folder
    try:
        with open(os.path.join(state, "current"), encoding="utf-8") as file:
            name = file.read().strip()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, UnicodeDecodeError) as problem:
        raise EnvironmentProblem(f"the state cannot be read: {problem}", os.path.join(state, "current")) from problem
    folder = os.path.join(state, "snapshots", name)
    return Snapshot(folder) if name and os.path.isfile(os.path.join(folder, "meta.json")) else None


def is_fresh(workspace: Workspace, snapshot: Snapshot) -> bool:
    """Whether a snapshot was made from the workspace's files as they are now.

    Compares the list of files, then size and time of each, and only where these differ its digest.
    """
    meta = snapshot.meta
    if meta.get("format") != FORMAT:
        return False
    known: dict[str, tuple[int, int, str]] = {name: (size, time, digest) for name, size, time, digest in meta["inputs"]}
    found = workspace.inputs()
    if [name for name, _ in found] != sorted(known):
        return False
    for name, path in found:
        size, time, digest = known[name]
        try:
            status = os.stat(path)
        except OSError:
            return False
        if status.st_size != size:
            return False
        if status.st_mtime_ns != time and _sha256(path) != digest:
            return False
    return True


def stamp(workspace: Workspace) -> list[Input]:
    """The inputs of a snapshot as they are now: path inside the workspace, size, time of the last change in ns, SHA-256.

    A build calls it before it reads them, so that a file changed while it reads makes the snapshot stale and not wrong.

    Raises:
        EnvironmentProblem: a file cannot be read.
    """
    found = []
    for name, path in workspace.inputs():
        try:
            status = os.stat(path)
        except OSError as problem:
            raise EnvironmentProblem(f"a file cannot be read: {problem.strerror}", workspace.display(path)) from problem
        found.append((name, status.st_size, status.st_mtime_ns, _sha256(path)))
    return found


def digest_of(inputs: Iterable[Input]) -> str:
    """The digest of a snapshot: SHA-256 over the format's number and the sorted paths and digests of its inputs.

    >>> digest_of([("b", 1, 0, "22"), ("a", 1, 0, "11")]) == digest_of([("a", 1, 9, "11"), ("b", 1, 9, "22")])
    True
    """
    import hashlib

    whole = hashlib.sha256(f"{FORMAT}\n".encode())
    for name, digest in sorted((each[0], each[3]) for each in inputs):
        whole.update(f"{name} {digest}\n".encode())
    return whole.hexdigest()


def write_snapshot(
    workspace: Workspace,
    quads: Iterable[ox.Quad],
    proofs: Iterable[Mapping[str, object]],
    meta: Mapping[str, object] | None = None,
    extra: Mapping[str, str] | None = None,
) -> Snapshot:
    """Write a snapshot and put it in use, in one step.

    Args:
        workspace: where.
        quads: all quads that queries are to see, in any order, doubles allowed; those of the default graph included.
        proofs: one object for each entailed triple, its key ``triple`` first; written sorted by their text.
        meta: what to add to ``meta.json``. Its ``inputs``, as `stamp` gave them before the build read the files, decide digest and
            name; without them the files are stamped now. Its ``counts`` are completed by ``quads`` and ``default``.
        extra: further files, name to text. Like ``meta.json``, they say nothing about the content of the snapshot.

    Returns:
        The snapshot now in use. Where the same inputs gave the same content before, that is the old one.

    Raises:
        EnvironmentProblem: the state folder cannot be written; the snapshot in use is as before.
    """
    from kg.snapshot.writing import write

    return Snapshot(write(workspace, quads, proofs, dict(meta or {}), dict(extra or {})))


def _sha256(path: str) -> str:
    import hashlib

    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as problem:
        raise EnvironmentProblem(f"a file cannot be read: {problem.strerror}", path) from problem
