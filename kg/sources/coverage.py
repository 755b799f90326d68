"""How far the passages of each document are covered by assertion graphs, as values that print as text and turn into JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.dates import date_in_words
from kg.namespaces import prefixes_of
from kg.record.names import Names
from kg.record.record import Record
from kg.values import Printable

if TYPE_CHECKING:
    from kg.record.model import Document, Passage
    from kg.snapshot import Snapshot
    from kg.values import JsonObject


@dataclass(frozen=True, slots=True, repr=False)
class Coverage(Printable):
    """How far a document is covered. It prints as text, as ``kg sources`` does.

    Attributes:
        document: the document.
        passages: its passages, in order.
        asserted: the number of passages with assertion graphs.
        idle: the number of passages that assert nothing, for a recorded reason.
        uncovered: the passages with neither.
        graphs: the number of assertion graphs that cite the document.
    """

    document: Document
    passages: tuple[Passage, ...]
    asserted: int
    idle: int
    uncovered: tuple[Passage, ...]
    graphs: int

    def __str__(self) -> str:
        return self.text()

    def text(self, passages: bool = False) -> str:
        """The document, the numbers, and the passages that are not covered.

        Args:
            passages: whether to list all passages.
        """
        document = self.document
        lines = [f"{document.label}: {document.title}" if document.title not in ("", document.label) else document.label]
        retrieved = f"retrieved {date_in_words(document.retrieved)}" if document.retrieved else ""
        said = (*document.authors, document.publisher, date_in_words(document.date), document.source, document.license, retrieved)
        origin = ", ".join(filter(None, said))
        if origin:
            lines.append(f"  {origin}")
        lines.append(
            f"  {_counted(len(self.passages), 'passage')}: {self.asserted} with {_counted(self.graphs, 'assertion graph')}, "
            f"{self.idle} that assert nothing, {len(self.uncovered)} not covered"
        )
        lines += [f"  {_line_of(passage)}" for passage in (self.passages if passages else self.uncovered)]
        return "\n".join(lines) + "\n"

    def to_json(self) -> JsonObject:
        """The coverage as ``kg sources --json`` prints it: the document, the numbers, and all passages."""
        return {
            **_document_object(self.document),
            "asserted": self.asserted,
            "idle": self.idle,
            "uncovered": [passage.name for passage in self.uncovered],
            "graphs": self.graphs,
            "passages": [_passage_object(passage, self.document) for passage in self.passages],
        }


def record_of(snapshot: Snapshot) -> Record:
    """The record of a snapshot, with labels in the language of its workspace."""
    return Record(Names(snapshot.store, prefixes_of(snapshot.base), snapshot.language))


def coverage(snapshot: Snapshot) -> list[Coverage]:
    """How far each document of a snapshot is covered, sorted by the IRI of the document."""
    record = record_of(snapshot)
    passages = record.passages()
    return [_of(document, tuple(each for each in passages if each.document == document.node)) for document in record.documents()]


def _of(document: Document, passages: tuple[Passage, ...]) -> Coverage:
    return Coverage(
        document,
        passages,
        sum(bool(passage.graphs) for passage in passages),
        sum(not passage.graphs and passage.reason is not None for passage in passages),
        tuple(passage for passage in passages if not passage.covered),
        len({graph for passage in passages for graph in passage.graphs}),
    )


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _line_of(passage: Passage) -> str:
    if passage.graphs:
        what = " ".join(graph.value.rpartition("/")[2] for graph in passage.graphs)
    else:
        what = "not covered" if passage.reason is None else f"asserts nothing: {passage.reason}"
    return f"{passage.name:5} {passage.section:32.32} {passage.kind:9} {what}"


def _document_object(document: Document) -> JsonObject:
    return {
        "iri": document.node.value,
        "label": document.label,
        "title": document.title,
        "publisher": document.publisher,
        "authors": list(document.authors),
        "date": document.date,
        "retrieved": document.retrieved,
        "license": document.license,
        "source": document.source,
        "file_name": document.file_name,
        "sha256": document.sha256,
        "characters": document.characters,
    }


def _passage_object(passage: Passage, document: Document) -> JsonObject:
    return {
        "iri": passage.node.value,
        "name": passage.name,
        "document": passage.document.value,
        "number": passage.number,
        "section": passage.section,
        "kind": passage.kind,
        "start": passage.start,
        "end": passage.end,
        "sha256": passage.sha256,
        "first_words": passage.first_words,
        "last_words": passage.last_words,
        "address": passage.address_in(document.source),
        "parallels": [each.value for each in passage.parallels],
        "graphs": [each.value for each in passage.graphs],
        "reason": passage.reason,
    }
