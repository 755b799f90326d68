"""The dates of nodes, and whether a node was so by a day: yes, no, or undecided."""

from __future__ import annotations

from datetime import date

from pyoxigraph import NamedNode

from kg.dates import Bounds, as_of, parse_edtf
from kg.namespaces import DIP
from kg.record.lookup import Row
from kg.record.model import When
from kg.record.names import slug
from kg.record.vocabulary import (
    DATE,
    DATE_APPROXIMATE,
    DATE_BASIS,
    DATE_UNCERTAIN,
    EARLIEST,
    LATEST,
    SURELY_FROM,
    SURELY_UNTIL,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.record.names import Names

_DATES = frozenset((DATE, DATE_BASIS, DATE_APPROXIMATE, DATE_UNCERTAIN, EARLIEST, LATEST, SURELY_FROM, SURELY_UNTIL))
_LASTING = (DIP + "Situation", DIP + "Tenure")


class Times:
    """The dates of the nodes of a snapshot.

    Args:
        names: the snapshot's names.
    """

    def __init__(self, names: Names) -> None:
        self.names = names
        self.store = names.store

    # dates

    def accounts(self, node: NamedNode) -> tuple[When, ...]:
        """The dates of a node: first the hull of the held accounts, if there is one, then the date in each graph, sorted by graph."""
        return tuple(self._read(graph, row) for graph, row in self._rows(node))

    def when(self, node: NamedNode) -> When | None:
        """The date of a node: that of the default graph; if nothing is held about the node, the hull of all accounts; else None."""
        accounts = self.accounts(node)
        if self.names.is_held(node):
            accounts = tuple(each for each in accounts if each.graph is None)
        return hull(accounts) if accounts else None

    def bounds(self, node: NamedNode) -> Bounds | None:
        """The bounds of the date that `when` returns; None without a date."""
        when = self.when(node)
        if when is None or not (when.earliest or when.latest):
            return None
        since, until = _day(when.surely_from), _day(when.surely_until)
        sure = (since, until) if since is not None and until is not None and since <= until else (None, None)
        return Bounds(_day(when.earliest), _day(when.latest), *sure)

    def text(self, node: NamedNode) -> str:
        """The date of a node in EDTF, several joined by ``or``; empty without one."""
        return " or ".join(self._literals(node))

    def order(self, node: NamedNode) -> tuple[str, str]:
        """A key to sort nodes by time: first day, then last day. Nodes without a date come last."""
        bounds = self.bounds(node)
        if bounds is None:
            return "9999", "9999"
        first = bounds.earliest or bounds.latest
        return (first.isoformat() if first else "9999"), (bounds.latest.isoformat() if bounds.latest else "9999")

    def _rows(self, node: NamedNode) -> list[tuple[NamedNode | None, Row]]:
        """What each graph says about the date of a node; the default graph (None) first."""
        found: dict[str, list[tuple[NamedNode, object]]] = {}
        for quad in self.store.quads_for_pattern(node, None, None):
            if quad.predicate in _DATES:
                graph = quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""
                found.setdefault(graph, []).append((quad.predicate, quad.object))
        return [(NamedNode(graph) if graph else None, Row(found[graph], self.names.language)) for graph in sorted(found)]

    def _read(self, graph: NamedNode | None, row: Row) -> When:
        return When(
            graph,
            " or ".join(sorted(row.texts(DATE))),
            min(row.texts(EARLIEST), default=""),
            max(row.texts(LATEST), default=""),
            max(row.texts(SURELY_FROM), default=""),
            min(row.texts(SURELY_UNTIL), default=""),
            "true" in row.texts(DATE_APPROXIMATE),
            "true" in row.texts(DATE_UNCERTAIN),
            slug(row.text(DATE_BASIS)),
        )

    def _literals(self, node: NamedNode) -> list[str]:
        """The EDTF texts of a node, sorted: the held ones; if nothing is held about the node, all."""
        held = self.names.is_held(node)
        return sorted({text for graph, row in self._rows(node) if graph is None or not held for text in row.texts(DATE)})

    # as of a day

    def by(self, node: NamedNode, day: date) -> str | None:
        """Whether a node was so by a day.

        A situation or a tenure was so if it held on that day. Any other node with a date was so if it had happened or begun by the
        end of that day.

        Returns:
            ``yes``, ``no`` or ``undecided``; None for a node without a date that is neither a situation nor a tenure.
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
        """The last day on which a node can have happened or begun; None if it has no bound."""
        found = []
        for literal in self._literals(node):
            start, slash, _ = literal.partition("/")
            whole = parse_edtf(start if slash and start not in {"", ".."} else literal)
            if whole.latest is None:
                return None
            found.append(whole.latest)
        return max(found, default=bounds.latest)


def hull(accounts: Iterable[When]) -> When:
    """The date that encloses several dates of one node.

    Args:
        accounts: at least one.

    Returns:
        The earliest start and the latest end; an end that is open in one of the dates is open. Days are sure if they are sure in all
        of them. A single date is its own hull.

    >>> hull([When(text="1974-02", earliest="1974-02-01", latest="1974-02-28"), When(text="1973/..", earliest="1973-01-01")])[1:4]
    ('1973/.. or 1974-02', '1973-01-01', '')
    """
    every = list(accounts)
    if len(every) == 1:
        return every[0]._replace(graph=None)
    since = max(each.surely_from for each in every) if all(each.surely_from for each in every) else ""
    until = min(each.surely_until for each in every)
    sure = (since, until) if since and until and since <= until else ("", "")
    return When(
        None,
        " or ".join(sorted({each.text for each in every} - {""})),
        min(each.earliest for each in every),  # an empty string, which is an open start, sorts first
        max(each.latest for each in every) if all(each.latest for each in every) else "",
        *sure,
        any(each.approximate for each in every),
        any(each.uncertain for each in every),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
