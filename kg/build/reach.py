"""How far in time documents reach: the day until which what one of them leaves open is counted and drawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import pyoxigraph as ox

from kg.authored.reading import Dataset, objects
from kg.dates import Bounds, DateProblem, OpenDate, first_day, last_day
from kg.namespaces import DCTERMS


class Reach:
    """How far the documents of a workspace reach.

    A document reaches until the last day of its own date, ``dcterms:date``. A document without a date, or with one that has no last day,
    reaches until the last day that the held claims on it name, and at least until the first day of its date.

    Args:
        data: the authored data.
        dates: each graph to the bounds of the dates in it.
    """

    def __init__(self, data: Dataset, dates: Mapping[str, Iterable[Bounds]]) -> None:
        self._data = data
        self._told: dict[str, date] = {}
        for graph, bounds in dates.items():
            days = [day for each in bounds for day in (each.earliest, each.latest) if day is not None]
            if days and data.assertion_graphs.get(graph, False):
                for document in self._documents(graph):
                    self._told[document] = max([*days, self._told.get(document, days[0])])

    def counted_until(self, bounds: Bounds, graphs: Iterable[str]) -> date | None:
        """The day until which a date is counted and drawn if it has a first day and no last one; None for any other date.

        Args:
            bounds: the bounds of the date.
            graphs: the assertion graphs that tell of it.
        """
        if bounds.latest is not None or bounds.earliest is None:
            return None
        return _last([bounds.earliest, bounds.begun_by, self._of_graphs(graphs)])

    def of_document(self, document: str) -> date | None:
        """The day until which a document reaches; None if it has no date and no held claim on it has one."""
        told = self._told.get(document)
        stated = self._data.records.get(document, {}).get(DCTERMS + "date", ())
        texts = [quad.object.value for quad, _ in stated if isinstance(quad.object, ox.Literal)]
        return _last(self._dated(text, told) for text in texts) if texts else told

    def _of_graphs(self, graphs: Iterable[str]) -> date | None:
        """The day until which the documents that some assertion graphs cite reach, the last of them; None if none of them reaches a day."""
        return _last(self.of_document(document) for graph in graphs for document in self._documents(graph))

    def _documents(self, graph: str) -> set[str]:
        """The documents of the passages that an assertion graph cites."""
        passages = objects(self._data.recorded(graph, "cites"))
        return {document for passage in passages for document in objects(self._data.recorded(passage, "document"))}

    @staticmethod
    def _dated(text: str, told: date | None) -> date | None:
        """The day until which a document with a date in EDTF reaches, if its held claims name `told` as the last day."""
        try:
            return last_day(text)
        except OpenDate:
            pass
        except DateProblem:
            return told
        try:
            return _last([told, first_day(text)])
        except OpenDate:
            return told


def _last(days: Iterable[date | None]) -> date | None:
    return max((day for day in days if day is not None), default=None)
