"""How far in time the documents of a snapshot reach: the day until which what one of them leaves open is counted and drawn."""

from __future__ import annotations

from pyoxigraph import NamedNode

from kg.dates import DateProblem, OpenDate, first_day, last_day
from kg.record.lookup import Lookup
from kg.record.vocabulary import CITES, DOCUMENT, DOCUMENT_DATE, EARLIEST, HELD, LATEST

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.record.names import Names


class Reach(Lookup):
    """How far the documents of a snapshot reach. The dates of what they tell of are read when the first document is asked for.

    A document reaches until the last day of its own date, ``dcterms:date``. A document without a date, or with one that has no last day,
    reaches until the last day that the held claims on it name, and at least until the first day of its date.
    """

    def __init__(self, names: Names) -> None:
        super().__init__(names)
        self._told: dict[NamedNode, str] | None = None

    def of_document(self, document: NamedNode) -> str:
        """The day until which a document reaches, in ISO 8601; empty if it has no date and no held claim on it has one."""
        return max((self._dated(text, document) for text in self.row(document).texts(DOCUMENT_DATE)), default=self._last_told(document))

    def of_graphs(self, graphs: Iterable[NamedNode]) -> str:
        """The day until which the documents that some assertion graphs cite reach, the last of them; or empty."""
        documents = {document for graph in graphs for document in self._documents(graph)}
        return max(map(self.of_document, documents), default="")

    def _dated(self, text: str, document: NamedNode) -> str:
        """The day until which a document with a date in EDTF reaches."""
        try:
            return last_day(text).isoformat()
        except OpenDate:
            told = self._last_told(document)
        except DateProblem:
            return self._last_told(document)
        try:
            return max(told, first_day(text).isoformat())
        except OpenDate:
            return told

    def _last_told(self, document: NamedNode) -> str:
        """The last day that the held claims on a document name; or empty."""
        if self._told is None:
            self._told = self._read()
        return self._told.get(document, "")

    def _read(self) -> dict[NamedNode, str]:
        last: dict[NamedNode, str] = {}
        for predicate in (EARLIEST, LATEST):
            for quad in self.store.quads_for_pattern(None, predicate, None):
                if isinstance(quad.graph_name, NamedNode):
                    last[quad.graph_name] = max(last.get(quad.graph_name, ""), quad.object.value)  # type: ignore[union-attr]  # a literal
        found: dict[NamedNode, str] = {}
        for graph, day in last.items():
            if self.text(graph, HELD) == "true":
                for document in self._documents(graph):
                    found[document] = max(found.get(document, ""), day)
        return found

    def _documents(self, graph: NamedNode) -> set[NamedNode]:
        """The documents of the passages that an assertion graph cites."""
        return {document for passage in self.nodes(graph, CITES) for document in self.nodes(passage, DOCUMENT)}
