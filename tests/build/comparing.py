"""Building a workspace after a change, and comparing the snapshot with that of a full build."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from kg.build import build
from kg.snapshot import Snapshot
from kg.workspace import Workspace


def told_of(folder: Path) -> tuple[Snapshot, list[str]]:
    """The snapshot of a build, and the steps that it told of."""
    told: list[str] = []
    return build(Workspace(folder), told.append), told


def content(snapshot: Snapshot) -> dict[str, object]:
    """What two snapshots of the same data have in common: all files but Oxigraph's, all of meta.json, and what the engine answers."""
    counts = {name: snapshot.meta["counts"][name] for name in sorted(snapshot.meta["counts"])}
    files = [each for each in snapshot.meta.get("files", ()) if not each[0].startswith("store/")]
    return {"counts": counts, "files": files, "store": set(snapshot.store), "digest": snapshot.digest}


def in_full(folder: Path) -> Snapshot:
    """A full build of a copy."""
    other = folder.parent / "full"
    shutil.rmtree(other, ignore_errors=True)
    shutil.copytree(folder, other, ignore=shutil.ignore_patterns(".kg"))
    return build(Workspace(other))


def edit(folder: Path, change: Callable[[str], str], name: str = "note.trig") -> None:
    """Change the text of a data file."""
    path = folder / "data" / name
    text = path.read_text(encoding="utf-8")
    changed = change(text)
    assert changed != text
    path.write_text(changed, encoding="utf-8")
