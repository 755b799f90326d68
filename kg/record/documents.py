"""The documents of a snapshot, and which of them are independent witnesses."""

from __future__ import annotations

from pyoxigraph import NamedNode

from kg.record.lookup import Lookup
from kg.record.model import Document
from kg.record.names import slug
from kg.record.vocabulary import (
    AUTHOR,
    CHARACTERS,
    DOCUMENT,
    DOCUMENT_CLASS,
    DOCUMENT_DATE,
    FILE_NAME,
    LANGUAGE,
    LICENSE,
    PUBLISHER,
    RETRIEVED,
    SHA256,
    SHARES_TEXT,
    SOURCE,
    TITLE,
    WITNESS,
)
from kg.terms import LABEL, PREF_LABEL, TYPE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


class Documents(Lookup):
    """The documents of a snapshot."""

    def documents(self) -> list[Document]:
        """All documents, sorted by IRI."""
        named = {quad.object for quad in self.store.quads_for_pattern(None, DOCUMENT, None) if isinstance(quad.object, NamedNode)}
        return [self.document(node) for node in sorted(named.union(self.subjects(TYPE, DOCUMENT_CLASS)), key=lambda node: node.value)]

    def document(self, node: NamedNode) -> Document:
        """A document with what the record says about it."""
        row = self.row(node)
        title = row.text(TITLE)
        return Document(
            node,
            row.text(PREF_LABEL) or row.text(LABEL) or title or slug(node.value),
            title,
            row.text(PUBLISHER),
            row.text(LICENSE),
            row.text(SOURCE),
            row.text(FILE_NAME),
            row.text(SHA256),
            row.number(CHARACTERS),
            self.sharing(node),
            self.witness(node),
            row.text(LANGUAGE),
            tuple(sorted(row.texts(AUTHOR))),
            row.text(DOCUMENT_DATE),
            row.text(RETRIEVED),
        )

    def sharing(self, document: NamedNode) -> tuple[NamedNode, ...]:
        """The documents that share text with one, sorted by IRI, whichever of the two records it."""
        found = {*self.nodes(document, SHARES_TEXT), *self.subjects(SHARES_TEXT, document)}
        return tuple(sorted(found, key=lambda node: node.value))

    def witness(self, document: NamedNode) -> NamedNode:
        """The document that stands for all that share text with one; the document itself if there is none."""
        return next(iter(self.nodes(document, WITNESS)), document)

    def witnesses(self, passages: Iterable[NamedNode]) -> int:
        """The number of independent witnesses among the documents of some passages; documents that share text count as one."""
        documents = {document for passage in passages for document in self.nodes(passage, DOCUMENT)}
        return len({self.witness(document) for document in documents})
