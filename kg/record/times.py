"""What was so by a day: yes, no, or not decided by what is told."""

from __future__ import annotations

from datetime import date

from pyoxigraph import DefaultGraph, Literal, NamedNode

from kg.dates import Bounds, as_of, parse_edtf
from kg.namespaces import DIP

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kg.record.names import Names

_EARLIEST = NamedNode(DIP + "earliest")
_LATEST = NamedNode(DIP + "latest")
_SURELY_FROM = NamedNode(DIP + "surelyFrom")
_SURELY_UNTIL = NamedNode(DIP + "surelyUntil")
_DATE = NamedNode(DIP + "date")
_LASTING = (DIP + "Situation", DIP + "Tenure")


class Times:
    """The dates of the nodes of one dataset.

    Args:
        names: the dataset with its names.
    """

    def __init__(self, names: Names) -> None:
        self.names = names
        self.store = names.store

    def bounds(self, node: NamedNode) -> Bounds | None:
        """The bounds of a node: those that are held; of one that is not held, the hull of those that are claimed; None without a date."""
        for graph in self._graphs(node):
            earliest = self._days(node, _EARLIEST, graph)
            latest = self._days(node, _LATEST, graph)
            if earliest or latest:
                since = self._days(node, _SURELY_FROM, graph)
                until = self._days(node, _SURELY_UNTIL, graph)
                sure = (max(since), min(until)) if since and until and max(since) <= min(until) else (None, None)
                return Bounds(min(earliest, default=None), max(latest, default=None), *sure)
        return None

    def by(self, node: NamedNode, day: date) -> str | None:
        """Whether a node was so by a day.

        A situation or a tenure was so if it held on that day. Anything else that has a date was so if it had happened, or begun, by
        the end of that day.

        Returns:
            ``yes``, ``no`` or ``undecided``; None for a node that has no date and is neither a situation nor a tenure.
        """
        bounds = self.bounds(node)
        lasting = any(self.names.is_a(node, each) for each in _LASTING)
        if bounds is None:
            return "undecided" if lasting else None
        if lasting:
            return as_of(bounds, day)
        if bounds.earliest is not None and bounds.earliest > day:
            return "no"
        begun = self._begun(node, bounds)
        return "yes" if begun is not None and begun <= day else "undecided"

    def _begun(self, node: NamedNode, bounds: Bounds) -> date | None:
        """The last day on which a node can have happened or begun; None if that is open."""
        found = []
        for literal in self._literals(node):
            start, slash, _ = literal.partition("/")
            whole = parse_edtf(start if slash and start not in {"", ".."} else literal)
            if whole.latest is None:
                return None
            found.append(whole.latest)
        return max(found, default=bounds.latest)

    def _literals(self, node: NamedNode) -> set[str]:
        """The EDTF texts of a node: those that are held; of a node that is not held, those that are claimed."""
        for graph in self._graphs(node):
            found = {
                quad.object.value for quad in self.store.quads_for_pattern(node, _DATE, None, graph) if isinstance(quad.object, Literal)
            }
            if found:
                return found
        return set()

    def _graphs(self, node: NamedNode) -> tuple[DefaultGraph | None, ...]:
        """Where to look for what is told of a node: in what is held, or, if nothing is held of it, in every graph."""
        return (DefaultGraph(),) if self.names.is_held(node) else (None,)

    def _days(self, node: NamedNode, predicate: NamedNode, graph: DefaultGraph | None) -> list[date]:
        return [
            date.fromisoformat(quad.object.value)
            for quad in self.store.quads_for_pattern(node, predicate, None, graph)
            if isinstance(quad.object, Literal)
        ]

    def text(self, node: NamedNode) -> str:
        """The date of a node for a reader: its EDTF texts; empty without any."""
        return " or ".join(sorted(self._literals(node)))

    def order(self, node: NamedNode) -> tuple[str, str]:
        """A key to sort nodes by time: first day, then last day; what has no date comes last."""
        bounds = self.bounds(node)
        if bounds is None:
            return "9999", "9999"
        first = bounds.earliest or bounds.latest
        return (first.isoformat() if first else "9999"), (bounds.latest.isoformat() if bounds.latest else "9999")
