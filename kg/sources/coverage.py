"""How far the passages of each document are covered by assertion graphs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kg.namespaces import prefixes_of
from kg.record.names import Names
from kg.record.record import Record

if TYPE_CHECKING:
    from kg.record.model import Document, Passage
    from kg.snapshot import Snapshot


class Coverage(NamedTuple):
    """How far a document is covered.

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
