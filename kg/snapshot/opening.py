"""Opening a snapshot for reading, and finding the one in use."""

from __future__ import annotations

import os

from kg.errors import EnvironmentProblem
from kg.snapshot.early import take
from kg.snapshot.format import CURRENT, GRAPH, META, PROOFS, SNAPSHOTS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

    import pyoxigraph as ox

    from kg.snapshot.format import Meta
    from kg.snapshot.proofs import Proofs
    from kg.workspace import Workspace


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
        """The folder as a path; `folder` is the same as text."""
        from pathlib import Path

        return Path(self.folder)

    @property
    def graph_file(self) -> str:
        """The path of the quads as sorted N-Quads."""
        return os.path.join(self.folder, GRAPH)

    @property
    def proofs_file(self) -> str:
        """The path of the proofs; `proofs` reads them."""
        return os.path.join(self.folder, PROOFS)

    @property
    def meta(self) -> Meta:
        """The content of ``meta.json``: format, digest, what the snapshot was made from, counts, and what the build added.

        Raises:
            EnvironmentProblem: the file is missing or damaged.
        """
        if self._meta is None:
            import json

            path = os.path.join(self.folder, META)
            try:
                with open(path, encoding="utf-8") as file:
                    self._meta = json.load(file)
            except (OSError, ValueError) as problem:
                raise EnvironmentProblem(f"the snapshot is damaged: {problem}", path, "run `kg build` to make a new one") from problem
        assert self._meta is not None
        return self._meta

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
            EnvironmentProblem: the files are missing or damaged.
        """
        if self._store is None:
            from kg.snapshot.store import open_store

            early = take(self.folder)
            self._store = early if early is not None else open_store(self.folder)
        return self._store

    def proofs(self) -> Proofs:
        """The proofs of the entailed triples; nothing is read before the first use."""
        from kg.snapshot.proofs import Proofs

        return Proofs(self.proofs_file)


def current(workspace: Workspace) -> Snapshot | None:
    """The snapshot in use in a workspace; None before the first build.

    Raises:
        EnvironmentProblem: the state folder cannot be read.
    """
    state = workspace.state_folder
    try:
        with open(os.path.join(state, CURRENT), encoding="utf-8") as file:
            name = file.read().strip()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, UnicodeDecodeError) as problem:
        raise EnvironmentProblem(f"the state folder cannot be read: {problem}", os.path.join(state, CURRENT)) from problem
    folder = os.path.join(state, SNAPSHOTS, name)
    return Snapshot(folder) if name and os.path.isfile(os.path.join(folder, META)) else None
