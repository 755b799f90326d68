"""The documents and passages that a snapshot's record tells of."""

from __future__ import annotations

from typing import Final, NamedTuple

import pyoxigraph as ox

from kg.namespaces import DCTERMS, DIP, OA, RDF, SKOS
from kg.snapshot import Snapshot

_TYPE: Final = ox.NamedNode(RDF + "type")


class Document(NamedTuple):
    """A source.

    Attributes:
        iri: its name.
        label: how it is called, as in "the article"; its title, else its slug, where it has no label.
        title: its own title, or the empty string.
        publisher: who published it, or the empty string.
        license: the address of its licence, or the empty string.
        source: its address, or the empty string.
        file_name: the name of the file that was read, or the empty string.
        sha256: the digest of that file, 64 hexadecimal digits, or the empty string.
        characters: its length in Unicode code points, or None.
    """

    iri: str
    label: str
    title: str
    publisher: str
    license: str
    source: str
    file_name: str
    sha256: str
    characters: int | None


class Passage(NamedTuple):
    """A passage of a document.

    Attributes:
        iri: its name.
        name: the last part of it, as in ``A12``.
        document: the IRI of its document.
        number: its place in the order of the document, from 1.
        section: the heading it stands under.
        kind: ``Heading``, ``Sentence`` or ``ListItem``.
        start: offset of its first character in the text, in code points.
        end: offset behind its last character.
        sha256: the digest of its text in UTF-8.
        parallels: the IRIs of the passages of other documents that share its words, in either direction.
        graphs: the IRIs of the assertion graphs that cite it, sorted.
        reason: why it asserts nothing, or None.
    """

    iri: str
    name: str
    document: str
    number: int
    section: str
    kind: str
    start: int
    end: int
    sha256: str
    parallels: tuple[str, ...]
    graphs: tuple[str, ...]
    reason: str | None

    @property
    def covered(self) -> bool:
        """Whether the passage has assertion graphs, or a reason for having none."""
        return bool(self.graphs) or self.reason is not None


class Coverage(NamedTuple):
    """How far a document is covered.

    Attributes:
        document: the document.
        passages: its passages in order.
        asserted: how many of them have assertion graphs.
        idle: how many assert nothing, with the reason.
        uncovered: those that have neither.
        graphs: how many assertion graphs cite the document.
    """

    document: Document
    passages: tuple[Passage, ...]
    asserted: int
    idle: int
    uncovered: tuple[Passage, ...]
    graphs: int


def documents(snapshot: Snapshot) -> list[Document]:
    """The documents of a snapshot, sorted by name."""
    record = _Record(snapshot)
    found = []
    for iri in record.instances("Document"):
        characters = record.text(iri, DIP + "characters")
        title = record.text(iri, DCTERMS + "title")
        found.append(
            Document(
                iri,
                record.text(iri, SKOS + "prefLabel") or title or iri.rpartition("/")[2],
                title,
                record.text(iri, DCTERMS + "publisher"),
                record.text(iri, DCTERMS + "license"),
                record.text(iri, DCTERMS + "source"),
                record.text(iri, DIP + "fileName"),
                record.text(iri, DIP + "sha256"),
                int(characters) if characters.isdecimal() else None,
            )
        )
    return found


def passages(snapshot: Snapshot) -> list[Passage]:
    """The passages of a snapshot, by document and number."""
    record = _Record(snapshot)
    found = []
    for iri in record.instances("Passage"):
        selector = record.text(iri, OA + "hasSelector")
        parallels = record.values(iri, DIP + "parallels") + record.pointing(DIP + "parallels", iri)
        cited_by = [each for each in record.pointing(DIP + "cites", iri) if each.startswith(snapshot.base + "assertion/")]
        reasons = record.values(iri, DIP + "assertsNothing")
        found.append(
            Passage(
                iri,
                iri.rpartition("/")[2],
                record.text(iri, DIP + "document"),
                _number(record.text(iri, DIP + "number")),
                record.text(iri, DIP + "section"),
                record.text(iri, DIP + "passageKind").removeprefix(DIP),
                _number(record.text(selector, OA + "start")) if selector else 0,
                _number(record.text(selector, OA + "end")) if selector else 0,
                record.text(iri, DIP + "sha256"),
                tuple(sorted(set(parallels))),
                tuple(sorted(cited_by)),
                reasons[0] if reasons else None,
            )
        )
    return sorted(found, key=lambda passage: (passage.document, passage.number, passage.iri))


def coverage(snapshot: Snapshot) -> list[Coverage]:
    """How far each document of a snapshot is covered, sorted by the document's name."""
    all_passages = passages(snapshot)
    found = []
    for document in documents(snapshot):
        own = tuple(passage for passage in all_passages if passage.document == document.iri)
        found.append(
            Coverage(
                document,
                own,
                sum(bool(passage.graphs) for passage in own),
                sum(not passage.graphs and passage.reason is not None for passage in own),
                tuple(passage for passage in own if not passage.covered),
                len({graph for passage in own for graph in passage.graphs}),
            )
        )
    return found


class _Record:
    """Reads values of the record graph by pattern: no query to parse, no plan to go wrong."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.store = snapshot.store
        self.graph = ox.NamedNode(snapshot.base + "graph/record")

    def instances(self, name: str) -> list[str]:
        quads = self.store.quads_for_pattern(None, _TYPE, ox.NamedNode(DIP + name), self.graph)
        return sorted(quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode))

    def values(self, subject: str, predicate: str) -> list[str]:
        quads = self.store.quads_for_pattern(ox.NamedNode(subject), ox.NamedNode(predicate), None, self.graph)
        return sorted(quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode | ox.Literal))

    def text(self, subject: str, predicate: str) -> str:
        values = self.values(subject, predicate)
        return values[0] if values else ""

    def pointing(self, predicate: str, value: str) -> list[str]:
        quads = self.store.quads_for_pattern(None, ox.NamedNode(predicate), ox.NamedNode(value), self.graph)
        return sorted(quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode))


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0
