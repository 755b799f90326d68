"""What is coded of a passage, as a value that is handed to whatever writes it into the data files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyoxigraph as ox

Kind: TypeAlias = Literal["graph", "note", "nothing", "background"]
"""What an entry is: an assertion graph, a note, the reason why the passage asserts nothing, or the background of a thing."""


@dataclass(frozen=True)
class Entry:
    """A part of what is coded of a passage.

    Attributes:
        kind: what it is.
        iri: the IRI of the assertion graph, the note, the passage or the thing.
        quads: what it says, in order: of an assertion graph, what the record says of it and what stands in it.
    """

    kind: Kind
    iri: str
    quads: tuple[ox.Quad, ...]


@dataclass(frozen=True)
class Coding:
    """What is coded of a passage.

    Attributes:
        passage: the IRI of the passage.
        graphs: its assertion graphs, in order.
        notes: the notes that cite it, in order.
        nothing: the reason why it asserts nothing, or None.
        background: new entries of things that its graphs mention.

    >>> Coding("https://example.org/w/passage/A1").entries()
    ()
    """

    passage: str
    graphs: tuple[Entry, ...] = ()
    notes: tuple[Entry, ...] = ()
    nothing: Entry | None = None
    background: tuple[Entry, ...] = ()

    def entries(self) -> tuple[Entry, ...]:
        """All entries: graphs, notes, the reason, background."""
        return tuple(self._entries())

    def _entries(self) -> Iterator[Entry]:
        yield from self.graphs
        yield from self.notes
        if self.nothing is not None:
            yield self.nothing
        yield from self.background

    def quads(self) -> frozenset[ox.Quad]:
        """All that the entries say."""
        return frozenset(quad for each in self._entries() for quad in each.quads)
