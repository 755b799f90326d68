"""The head of every export: what it is, from which snapshot, under which licence, and how to cite it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from kg.export.selection import Selection
    from kg.snapshot import Snapshot


class Header(NamedTuple):
    """The head of an export. It has no date, so that the same snapshot always has the same bytes.

    Attributes:
        title: the title of the workspace.
        content: which part of the snapshot the export has, or which query.
        snapshot: the digest of the snapshot.
        licence: the address of the licence; empty if there is none.
        citation: how to cite the export; empty if the workspace does not say.
    """

    title: str
    content: str
    snapshot: str
    licence: str = ""
    citation: str = ""

    def lines(self) -> list[str]:
        """The head as lines without comment signs and line ends.

        >>> Header("Two states", "all graphs", "sha256 12ab").lines()
        ['Two states', 'Content: all graphs', 'Snapshot: sha256 12ab']
        """
        named = (("Content", self.content), ("Snapshot", self.snapshot), ("Licence", self.licence), ("Cite as", self.citation))
        return [self.title, *(f"{name}: {value}" for name, value in named if value)]


def header(snapshot: Snapshot, what: str, selection: Selection | None = None) -> Header:
    """The head of an export of a snapshot.

    Args:
        snapshot: the snapshot.
        what: which part of the snapshot the export has, or which query.
        selection: the selection of the export; the things that it is restricted to are named.
    """
    if selection is not None and selection.part is not None:
        what = f"{what}; a selection: {'; '.join(selection.part.words)}"
    cited = snapshot.meta.get("citation")
    citation = f"{cited}, snapshot {snapshot.digest[:12]}" if cited else ""
    values = (snapshot.title, what, f"sha256 {snapshot.digest}", snapshot.meta.get("license", ""), citation)
    return Header(*(" ".join(value.split()) for value in values))
