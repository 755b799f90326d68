"""The documents of a workspace, the order of their passages, and which assertion graphs cite each passage."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

import pyoxigraph as ox

from kg.authored.indexed import Index
from kg.authored.reading import graph_name
from kg.editing.coding import CITES, PassageCoding
from kg.namespaces import DIP
from kg.terms import text_of


class Passage(NamedTuple):
    """A passage of a document: its IRI, the IRI of the document, its number, and the assertion graphs that cite it."""

    iri: str
    document: str
    number: int
    graphs: tuple[str, ...] = ()


class Order:
    """The passages of a workspace in their order.

    Args:
        base: the base IRI of the workspace.
        passages: the passages, by their IRIs.
    """

    def __init__(self, base: str, passages: Mapping[str, Passage]) -> None:
        self.base = base
        self.passages = dict(passages)

    @classmethod
    def of(cls, data: Index) -> Order:
        """The order of the passages that data files describe. It is remembered for the last data."""
        return _order_of(data)

    def with_coding(self, before: PassageCoding, after: PassageCoding) -> Order:
        """The order after a change of what is coded of a passage; new assertion graphs stand behind those that are known.

        Args:
            before: what was coded of the passage.
            after: what is coded of it then.

        >>> from kg.editing.coding import Entry
        >>> x, p = "https://x.org/", "https://x.org/passage/P1"
        >>> cites = ox.Quad(ox.NamedNode(x + "assertion/P1-1"), ox.NamedNode(CITES), ox.NamedNode(p), ox.NamedNode(x + "graph/record"))
        >>> coding = PassageCoding(p, (Entry("graph", x + "assertion/P1-1", (cites,)),))
        >>> Order(x, {p: Passage(p, x + "id/note", 1)}).with_coding(PassageCoding(p), coding).graphs_of(p)
        ('https://x.org/assertion/P1-1',)
        """
        passages = self.passages.copy()
        for coding, is_new in ((before, False), (after, True)):
            for graph in coding.graphs:
                for quad in graph.record:
                    cited = passages.get(text_of(quad.object)) if quad.predicate.value == CITES else None
                    if cited is not None:
                        others = tuple(each for each in cited.graphs if each != graph.iri)
                        passages[cited.iri] = cited._replace(graphs=(*others, graph.iri) if is_new else others)
        return Order(self.base, passages)

    def graphs_of(self, passage: str) -> tuple[str, ...]:
        """The IRIs of the assertion graphs that cite a passage, in the order of the files."""
        found = self.passages.get(passage)
        return () if found is None else found.graphs

    def of_document(self, passage: str) -> list[Passage]:
        """All passages of the document of a passage, in order."""
        own = self.passages.get(passage)
        found = [] if own is None else [each for each in self.passages.values() if each.document == own.document]
        return sorted(found, key=lambda each: (each.number, each.iri))

    def nearest_before(self, passage: str) -> list[str]:
        """The IRIs of the passages before a passage in its document, the nearest first."""
        iris = [each.iri for each in self.of_document(passage)]
        return iris[: iris.index(passage)][::-1] if passage in iris else []

    def nearest_after(self, passage: str) -> list[str]:
        """The IRIs of the passages after a passage in its document, the nearest first."""
        iris = [each.iri for each in self.of_document(passage)]
        return iris[iris.index(passage) + 1 :] if passage in iris else []

    def document_name(self, passage: str) -> str:
        """The name of the document of a passage, for the name of a file; ``passages`` if it is unknown.

        >>> x = "https://x.org/"
        >>> order = Order(x, {x + "passage/P1": Passage(x + "passage/P1", x + "id/note", 1)})
        >>> order.document_name(x + "passage/P1"), order.document_name(x + "passage/Q1")
        ('note', 'passages')
        """
        found = self.passages.get(passage)
        return "passages" if found is None else found.document.rpartition("/")[2] or "passages"


@lru_cache(maxsize=2)
def _order_of(data: Index) -> Order:
    documents: dict[str, str] = {}
    numbers: dict[str, int] = {}
    graphs: dict[str, dict[str, None]] = {}
    for quad, _ in data.in_graph(data.record):
        subject, name = text_of(quad.subject), quad.predicate.value
        if name == DIP + "document" and isinstance(quad.object, ox.NamedNode):
            documents[subject] = quad.object.value
        elif name == DIP + "number" and isinstance(quad.object, ox.Literal) and quad.object.value.isdecimal():
            numbers[subject] = int(quad.object.value)
        elif name == CITES and data.is_assertion(subject) and graph_name(quad) == data.record:
            graphs.setdefault(text_of(quad.object), {})[subject] = None
    found = {iri: Passage(iri, own, numbers.get(iri, 0), tuple(graphs.get(iri, ()))) for iri, own in documents.items()}
    return Order(data.base, found)
