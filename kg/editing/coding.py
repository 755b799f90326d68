"""What is coded of a passage, as a value: its assertion graphs, its notes, why it asserts nothing, and the background that goes with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal, TypeAlias

import pyoxigraph as ox

from kg.authored.indexed import Index
from kg.authored.reading import graph_name
from kg.namespaces import DIP
from kg.places import Place
from kg.terms import text_of

Kind: TypeAlias = Literal["graph", "note", "nothing", "background"]
"""What an entry is: an assertion graph, a note, the reason why the passage asserts nothing, or the background of a thing."""

Key: TypeAlias = tuple[Kind, str]
"""What an entry is, and its IRI: that of the graph, the note, the passage or the thing."""

CITES: Final = DIP + "cites"
ASSERTS_NOTHING: Final = DIP + "assertsNothing"


@dataclass(frozen=True, eq=False)
class Entry:
    """A part of what is coded of a passage that is changed, merged and taken back as a whole.

    Two entries are equal if they say the same, whatever the order.

    Attributes:
        kind: what it is.
        iri: the IRI of the assertion graph, the note, the passage or the thing.
        quads: what it says, in order: of an assertion graph, what the record says of it and what stands in it.
    """

    kind: Kind
    iri: str
    quads: tuple[ox.Quad, ...]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Entry) and self.key == other.key and frozenset(self.quads) == frozenset(other.quads)

    def __hash__(self) -> int:
        return hash((self.key, frozenset(self.quads)))

    @property
    def key(self) -> Key:
        """Its kind and its IRI."""
        return self.kind, self.iri

    @property
    def record(self) -> tuple[ox.Quad, ...]:
        """Of an assertion graph, what the record says of it, in order; of anything else, all that it says."""
        return tuple(quad for quad in self.quads if self.kind != "graph" or graph_name(quad) != self.iri)

    @property
    def content(self) -> tuple[ox.Quad, ...]:
        """Of an assertion graph, what stands in it, in order; of anything else, nothing."""
        return tuple(quad for quad in self.quads if self.kind == "graph" and graph_name(quad) == self.iri)


@dataclass(frozen=True)
class PassageCoding:
    """What is coded of a passage.

    A change of it is a second value, such as ``dataclasses.replace(coding, graphs=(*coding.graphs, new))``.

    Attributes:
        passage: the IRI of the passage.
        graphs: its assertion graphs, in order.
        notes: the notes that cite it, in order.
        nothing: the reason why it asserts nothing, or None.
        background: what the background says of the things that its graphs mention, one entry for each thing.
        places: the place of each entry in the data files, by its IRI. It does not matter for equality.
    """

    passage: str
    graphs: tuple[Entry, ...] = ()
    notes: tuple[Entry, ...] = ()
    nothing: Entry | None = None
    background: tuple[Entry, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict, compare=False)

    def entries(self) -> dict[Key, Entry]:
        """All entries in order, by their kinds and IRIs."""
        return {each.key: each for each in self._entries()}

    def quads(self) -> frozenset[ox.Quad]:
        """All that the entries say.

        >>> PassageCoding("x:p").quads()
        frozenset()
        """
        return frozenset(quad for each in self._entries() for quad in each.quads)

    def _entries(self) -> Iterator[Entry]:
        yield from self.graphs
        yield from self.notes
        if self.nothing is not None:
            yield self.nothing
        yield from self.background

    @property
    def covered(self) -> bool:
        """Whether an assertion graph cites the passage, or a reason is given why it asserts nothing."""
        return bool(self.graphs) or self.nothing is not None

    @classmethod
    def of_entries(cls, passage: str, entries: Iterable[Entry]) -> PassageCoding:
        """A coding from its entries, in any order.

        Args:
            passage: the IRI of the passage.
            entries: the entries; each kind in order.

        >>> PassageCoding.of_entries("x:p", [Entry("graph", "x:g", ())]).covered
        True
        """
        sorted_in: dict[Kind, list[Entry]] = {"graph": [], "note": [], "nothing": [], "background": []}
        for each in entries:
            sorted_in[each.kind].append(each)
        nothing = next(iter(sorted_in["nothing"]), None)
        return cls(passage, tuple(sorted_in["graph"]), tuple(sorted_in["note"]), nothing, tuple(sorted_in["background"]))


def changes(before: PassageCoding, after: PassageCoding) -> dict[Key, tuple[Entry | None, Entry | None]]:
    """The entries that differ: each before and after, None where there is none.

    >>> one = Entry("graph", "x:g", ())
    >>> changes(PassageCoding("x:p"), PassageCoding("x:p", (one,)))
    {('graph', 'x:g'): (None, Entry(kind='graph', iri='x:g', quads=()))}
    """
    old, new = before.entries(), after.entries()
    return {key: (old.get(key), new.get(key)) for key in {**new, **old} if old.get(key) != new.get(key)}


def coding_of(data: Index, passage: str, *, places: bool = True) -> PassageCoding:
    """What the data files say of a passage.

    Args:
        data: the data files.
        passage: the IRI of the passage.
        places: whether to find the places of the entries, which takes longer.

    >>> from kg.authored.indexed import Index
    >>> dip = "@prefix dip: <https://w3id.org/chancery/ontology#> . @base <https://x.org/> ."
    >>> text = dip + "<graph/record> { <assertion/P1-1> dip:cites <passage/P1> . } <assertion/P1-1> { <id/a> dip:actor <id/b> . }"
    >>> found = coding_of(Index.of_texts("https://x.org/", {"data/a.trig": text}), "https://x.org/passage/P1")
    >>> [each.iri for each in found.graphs], found.covered, [len(each.content) for each in found.graphs]
    (['https://x.org/assertion/P1-1'], True, [1])
    """
    graphs: list[Entry] = []
    notes: list[Entry] = []
    for iri in citing(data, passage):
        is_graph = data.is_assertion(iri)
        (graphs if is_graph else notes).append(entry_of(data, "graph" if is_graph else "note", iri))
    nothing = entry_of(data, "nothing", passage)
    background = [entry_of(data, "background", iri) for iri in things_in(graphs, data.base)]
    known = tuple(each for each in background if each.quads)
    found = PassageCoding(passage, tuple(graphs), tuple(notes), nothing if nothing.quads else None, known)
    return replace(found, places=_places(data, found)) if places else found


def citing(data: Index, passage: str) -> list[str]:
    """The IRIs of the assertion graphs and the notes that cite a passage, in the order of the files.

    Args:
        data: the data files.
        passage: the IRI of the passage.
    """
    cites = (quad for quad, _ in data.mentions(passage) if quad.predicate.value == CITES and graph_name(quad) == data.record)
    return list(dict.fromkeys(text_of(quad.subject) for quad in cites))


def _places(data: Index, coding: PassageCoding) -> dict[str, Place]:
    """The place of each entry, by its IRI: that of its first quad."""
    found: dict[str, Place] = {}
    for each in coding.entries().values():
        first = each.quads[0]
        file = next((file for quad, file in data.about(text_of(first.subject)) if quad == first), None)
        if file is not None:
            found[each.iri] = file.place(first)
    return found


def things_in(graphs: Iterable[Entry], base: str) -> list[str]:
    """The IRIs of the things of a workspace that some assertion graphs mention, in order.

    Args:
        graphs: assertion graphs.
        base: the base IRI of the workspace.
    """
    found: dict[str, None] = {}
    for graph in graphs:
        for quad in graph.content:
            for term in (quad.subject, quad.object):
                if isinstance(term, ox.NamedNode) and term.value.startswith(base + "id/"):
                    found[term.value] = None
    return list(found)


def entry_of(data: Index, kind: Kind, iri: str) -> Entry:
    """What the data files say of an entry now.

    Args:
        data: the data files.
        kind: what it is.
        iri: its IRI.

    Returns:
        The entry; without quads if the files do not have it.
    """
    if kind == "background":
        quads = [quad for quad, _ in data.about(iri) if graph_name(quad) == data.background]
    else:
        quads = [quad for quad, _ in data.about(iri) if graph_name(quad) == data.record]
        quads = [quad for quad in quads if (quad.predicate.value == ASSERTS_NOTHING) is (kind == "nothing")]
    if kind == "graph":
        quads += [quad for quad, _ in data.in_graph(iri)]
    return Entry(kind, iri, tuple(dict.fromkeys(quads)))
