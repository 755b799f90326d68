"""Whether a snapshot is what its build wrote: every file, and the quads in the engine's files against those in the text."""

from __future__ import annotations

import os
from dataclasses import dataclass

import pyoxigraph as ox

from kg.digests import Digests
from kg.errors import SnapshotDamaged
from kg.snapshot.format import GRAPH_SEGMENTS, META, STORE
from kg.snapshot.opening import Snapshot
from kg.snapshot.segments import QUADS, parts_of
from kg.values import Printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kg.values import Json, JsonObject


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one file of a snapshot.

    Attributes:
        file: its path inside the snapshot, with slashes.
        what: what is wrong.
    """

    file: str
    what: str


@dataclass(frozen=True, slots=True, repr=False)
class Integrity(Printable):
    """The result of the verification of a snapshot. It prints as text, as ``kg verify`` does.

    Attributes:
        snapshot: the name of the snapshot.
        folder: its folder.
        files: the number of files that were compared.
        bytes: their size together.
        quads: the number of quads that were read.
        faults: what is wrong, by file.
    """

    snapshot: str
    folder: str
    files: int
    bytes: int
    quads: int
    faults: tuple[Fault, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults

    def __str__(self) -> str:
        lines = [f"{each.file}: {each.what}" for each in self.faults]
        end = "no file is damaged" if self.whole else f"{len(self.faults)} {'file is' if len(self.faults) == 1 else 'files are'} damaged"
        lines.append(f"snapshot {self.snapshot}: {self.files} files, {self.bytes:,} bytes, {self.quads:,} quads: {end}")
        return "\n".join(lines) + "\n"

    def to_json(self) -> JsonObject:
        """The result as ``kg verify --json`` prints it."""
        faults: list[Json] = [{"file": each.file, "what": each.what} for each in self.faults]
        return {
            "snapshot": self.snapshot,
            "folder": self.folder,
            "files": self.files,
            "bytes": self.bytes,
            "quads": self.quads,
            "faults": faults,
            "whole": self.whole,
        }


def verify(snapshot: Snapshot, *, deep: bool = True) -> Integrity:
    """Read every file of a snapshot, and compare it with the size and the digest that the build recorded.

    Args:
        snapshot: the snapshot.
        deep: whether also to read the quads, and to compare those in the engine's files with those in the text.
    """
    name = os.path.basename(snapshot.folder)
    try:
        meta = snapshot.meta
    except SnapshotDamaged as problem:
        return Integrity(name, snapshot.folder, 0, 0, 0, (Fault(META, problem.fault),))
    files = meta.get("files", [])
    digests = Digests("")
    faults = [Fault(META, "made by another version of Chancery, which recorded no digests")] if not files else []
    for each, size, digest in files:
        path = os.path.join(snapshot.folder, *each.split("/"))
        try:
            found = os.stat(path).st_size
            if found != size:
                faults.append(Fault(each, f"it has {found:,} bytes, and the build wrote {size:,}"))
            elif digests.again(path) != digest:
                faults.append(Fault(each, "its content is not what the build wrote"))
        except OSError as problem:
            faults.append(Fault(each, f"{problem.strerror or problem}".lower()))
    faults += [Fault(each, "the build did not write it") for each in snapshot.added()]
    quads = 0
    if deep and not faults:
        quads, wrong = _quads(snapshot)
        faults += wrong
    return Integrity(name, snapshot.folder, len(files), sum(size for _, size, _ in files), quads, tuple(faults))


def _quads(snapshot: Snapshot) -> tuple[int, list[Fault]]:
    """The number of quads in the text, and what is wrong with it or with the engine's files."""
    count, missing = 0, 0
    folder, expected = snapshot.folder, snapshot.meta["counts"]["quads"]
    names = [part.name for part in parts_of(snapshot.meta, QUADS)]
    text = names[0] if len(names) == 1 else GRAPH_SEGMENTS
    on_disk = os.path.join(folder, STORE)
    try:
        store = ox.Store.read_only(on_disk) if os.path.isdir(on_disk) else None
        for name in names:
            for quad in ox.parse(path=os.path.join(folder, *name.split("/")), format=ox.RdfFormat.N_QUADS):
                count += 1
                missing += store is not None and quad not in store
        faults = [] if count == expected else [Fault(text, f"it has {count:,} quads, and the build wrote {expected:,}")]
        if store is not None and (missing or len(store) != count):
            faults.append(Fault(STORE, f"it has {len(store):,} quads, {missing:,} of those in {text} are missing"))
    except (OSError, RuntimeError, SyntaxError, ValueError) as problem:
        return count, [Fault(STORE if os.path.isdir(on_disk) else text, f"the engine cannot read it: {problem}")]
    return count, faults
