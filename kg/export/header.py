"""The lines at the head of every export."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.snapshot import Snapshot


def header(snapshot: Snapshot, what: str) -> list[str]:
    """The lines at the head of an export: its title and content, its snapshot, its licence, how to cite it.

    Args:
        snapshot: the snapshot.
        what: which part of the snapshot the export has, or which query.

    Returns:
        Lines without comment signs and line ends. They have no date, so that the same snapshot always has the same bytes.
    """
    lines = [snapshot.title, f"Content: {what}", f"Snapshot: sha256 {snapshot.digest}"]
    if licence := snapshot.meta.get("license"):
        lines.append(f"Licence: {licence}")
    if citation := snapshot.meta.get("citation"):
        lines.append(f"Cite as: {citation}, snapshot {snapshot.digest[:12]}")
    return [" ".join(line.split()) for line in lines]
