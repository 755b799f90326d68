"""Opening a snapshot for reading, and finding the one in use."""

from __future__ import annotations

import os

from kg.digests import SEEN, Digests
from kg.errors import EnvironmentProblem
from kg.snapshot.early import take
from kg.snapshot.format import CURRENT, GRAPH, GRAPH_SEGMENTS, META, PROOFS, PROOFS_SEGMENTS, SNAPSHOTS, STORE, damaged, unseal
from kg.snapshot.locks import Lock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pyoxigraph as ox

    from kg.snapshot.format import Meta
    from kg.snapshot.proofs import Proofs
    from kg.snapshot.segments import Kind
    from kg.values import JsonObject
    from kg.workspace import Workspace


_TRIES = 1000


class Snapshot:
    """One snapshot, read only.

    Args:
        folder: its folder, an absolute path.
        digests: the digests of its files; by default those that its workspace remembers.
    """

    __slots__ = ("_digests", "_lock", "_meta", "_parsed", "_store", "_whole", "folder")

    def __init__(self, folder: str, digests: Digests | None = None) -> None:
        self.folder = folder
        self._digests = Digests(os.path.join(os.path.dirname(os.path.dirname(folder)), SEEN)) if digests is None else digests
        self._lock = Lock(folder)
        self._meta: Meta | None = None
        self._store: ox.Store | None = None
        self._parsed = False
        self._whole = False

    def __repr__(self) -> str:
        return f"Snapshot({self.folder!r})"

    @property
    def path(self) -> Path:
        """The folder as a path; `folder` is the same as text."""
        from pathlib import Path

        return Path(self.folder)

    @property
    def graph_file(self) -> str:
        """The path of the quads as sorted N-Quads, if one file takes them (up to 200,000 quads); `quads_text` reads any number."""
        return os.path.join(self.folder, GRAPH)

    @property
    def proofs_file(self) -> str:
        """The path of the proofs, if one file takes them; `proofs_text` and `proofs` read any number."""
        return os.path.join(self.folder, PROOFS)

    def quads_text(self, beside: Snapshot | None = None) -> Iterator[bytes]:
        """All quads as sorted N-Quads in UTF-8: the whole lines of each file in turn, compared with the digest that the build recorded.

        Args:
            beside: a snapshot with which this one is compared: the files that both have are left out.

        Raises:
            SnapshotDamaged: a file is missing or damaged.
        """
        from kg.snapshot.segments import QUADS

        return self._text_of(QUADS, beside)

    def proofs_text(self, beside: Snapshot | None = None) -> Iterator[bytes]:
        """The lines of all proofs, sorted, in UTF-8; as for `quads_text`."""
        from kg.snapshot.segments import ENTAILED

        return self._text_of(ENTAILED, beside)

    def _text_of(self, kind: Kind, beside: Snapshot | None) -> Iterator[bytes]:
        from kg.snapshot.segments import parts_of, read_part

        known = set() if beside is None else {part.digest for part in parts_of(beside.meta, kind)} - {""}
        return (read_part(self.folder, part) for part in parts_of(self.meta, kind) if part.digest not in known)

    @property
    def meta(self) -> Meta:
        """The content of ``meta.json``: format, digest, what the snapshot was made from, counts, and what the build added.

        Raises:
            SnapshotDamaged: the file is missing or damaged.
        """
        if self._meta is None:
            try:
                with open(os.path.join(self.folder, META), encoding="utf-8") as file:
                    self._meta = unseal(file.read())
            except (OSError, ValueError, RecursionError) as problem:
                what = (problem.strerror or "it cannot be read") if isinstance(problem, OSError) else str(problem)
                raise damaged(self.folder, META, what) from problem
        return self._meta

    def hold(self) -> bool:
        """Keep the snapshot from being removed by builds until `release`, or until this process ends.

        Returns:
            Whether it is held; False if it was removed.
        """
        return self._lock.share()

    def release(self) -> None:
        """Let a build remove the snapshot, once it is neither in use nor among the newest."""
        self._lock.release()

    def check(self) -> None:
        """Check that all files are there and are what the build wrote. A file is read only if its status has changed; see `kg.digests`.

        `kg.snapshot.verifying.verify` reads all of them.

        Raises:
            SnapshotDamaged: a file is missing, added or different.
        """
        if self._whole:
            return
        for name, _, digest in self.meta.get("files", ()):
            try:
                found = self._digests.of(os.path.join(self.folder, *name.split("/")))
            except OSError as problem:
                raise damaged(self.folder, name, problem.strerror or "it cannot be read") from problem
            if found != digest:
                raise damaged(self.folder, name, "it is not what the build wrote")
        for name in self.added():
            raise damaged(self.folder, name, "the build did not write it")
        self._whole = True

    def added(self) -> list[str]:
        """The files in its folders that the build did not write, sorted. Some of them would be read."""
        known = {name for name, *_ in self.meta.get("files", ())}
        found: list[str] = []
        for folder in (GRAPH_SEGMENTS, PROOFS_SEGMENTS, STORE) if known else ():
            try:
                names = os.listdir(os.path.join(self.folder, folder))
            except OSError:  # a small snapshot lacks it
                continue
            found += [f"{folder}/{each}" for each in names if f"{folder}/{each}" not in known and not each.startswith((".", "LOG"))]
        return sorted(found)

    @property
    def digest(self) -> str:
        """The SHA-256 of what the snapshot was made from, as 64 hexadecimal digits."""
        return str(self.meta["digest"])

    @property
    def base(self) -> str:
        """The base IRI of the workspace."""
        return str(self.meta["base"])

    @property
    def title(self) -> str:
        """The title of the workspace."""
        return str(self.meta["title"])

    @property
    def language(self) -> str:
        """The language that the workspace prefers for labels, as a language tag."""
        return str(self.meta.get("language", "en"))

    @property
    def store(self) -> ox.Store:
        """All quads, those of the default graph included. Opened at the first use and kept.

        Raises:
            SnapshotDamaged: the files are missing or damaged.
        """
        if self._store is None:
            from kg.snapshot.store import open_store

            self.check()
            self._keep(*(take(self.folder) or open_store(self.folder)))
        assert self._store is not None
        return self._store

    def in_memory(self) -> ox.Store:
        """All quads in memory, for what reads most of them: many lookups there take a tenth of the time that they take on disk.

        Returns:
            `store` if it is in memory; else a new store, which is not kept.

        Raises:
            SnapshotDamaged: the files are missing or damaged.
        """
        from kg.snapshot.store import load_store

        self.check()
        if self._store is None:
            if not os.path.isdir(os.path.join(self.folder, STORE)):
                return self.store
            if (opened := take(self.folder)) is not None:
                self._keep(*opened)
        return self._store if self._store is not None and self._parsed else self._checked(*load_store(self.folder))

    def keep_in_memory(self) -> None:
        """Let `store` be in memory from now on, for a process that answers many questions.

        Raises:
            SnapshotDamaged: the files are missing or damaged.
        """
        if not self._parsed:
            self._store, self._parsed = self.in_memory(), True

    def _keep(self, store: ox.Store, checksums: list[int] | None) -> None:
        """Keep what `kg.snapshot.store.open_store` has opened."""
        self._store, self._parsed = self._checked(store, checksums), checksums is not None

    def _checked(self, store: ox.Store, checksums: list[int] | None) -> ox.Store:
        """A store, if the checksums of the N-Quads from which it was parsed are right."""
        if checksums is None:
            return store
        known = self.meta.get("graph_crc32", checksums)
        if checksums != (known if isinstance(known, list) else [known]):
            self._digests.forget(self.folder)
            several = os.path.isdir(os.path.join(self.folder, GRAPH_SEGMENTS))
            raise damaged(self.folder, GRAPH_SEGMENTS if several else GRAPH, "its checksum differs")
        return store

    def to_json(self) -> JsonObject:
        """The snapshot as ``kg build --json`` prints it: its digest, its folder, and what it counts."""
        return {"digest": self.digest, "snapshot": self.folder, "counts": dict(self.meta["counts"])}

    def text(self, name: str) -> str | None:
        """The text of one of its files, compared with the digest that the build recorded.

        Args:
            name: the path of the file inside the snapshot, with slashes.

        Returns:
            The text; None if the build has not written such a file.

        Raises:
            SnapshotDamaged: the file is missing or damaged.
        """
        recorded = {each: digest for each, _, digest in self.meta.get("files", ())}.get(name)
        if recorded is None:
            return None
        import hashlib

        try:
            with open(os.path.join(self.folder, *name.split("/")), "rb") as file:
                data = file.read()
        except OSError as problem:
            raise damaged(self.folder, name, problem.strerror or "it cannot be read") from problem
        if hashlib.sha256(data).hexdigest() != recorded:
            self._digests.forget(self.folder)
            raise damaged(self.folder, name, "it is not what the build wrote")
        return data.decode("utf-8")

    def proofs(self) -> Proofs:
        """The proofs of the entailed triples; nothing is read before the first use."""
        from kg.snapshot.proofs import Proofs
        from kg.snapshot.segments import ENTAILED, parts_of

        parts = parts_of(self.meta, ENTAILED)
        return Proofs(*((os.path.join(self.folder, *each.name.split("/")), each.digest or None) for each in parts))


def current(workspace: Workspace) -> Snapshot | None:
    """The snapshot in use in a workspace, held until it is released; None before the first build.

    Raises:
        EnvironmentProblem: the state folder cannot be read.
    """
    pointer = os.path.join(workspace.state_folder, CURRENT)
    for _ in range(_TRIES):
        try:
            with open(pointer, encoding="utf-8") as file:
                name = file.read().strip()
        except (FileNotFoundError, NotADirectoryError, UnicodeDecodeError):
            return None
        except OSError as problem:
            raise EnvironmentProblem(f"the state folder cannot be read: {problem.strerror}", pointer) from problem
        folder = os.path.join(workspace.state_folder, SNAPSHOTS, name)
        if not name or name != os.path.basename(name) or "\0" in name or not os.path.isdir(folder):
            return None
        found = Snapshot(folder, workspace.digests)
        if found.hold():
            return found
        # A build has removed it since the name was read, and has put another one in use.
    raise EnvironmentProblem("the snapshot in use is being removed", folder, "run the command again")
