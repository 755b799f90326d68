"""The passages of a snapshot."""

from __future__ import annotations

from kg.record.lookup import Lookup, Row
from kg.record.model import Passage
from kg.record.names import slug
from kg.record.vocabulary import (
    ASSERTS_NOTHING,
    CITES,
    DOCUMENT,
    END,
    END_SELECTOR,
    EXACT,
    NUMBER,
    PARALLELS,
    PASSAGE_KIND,
    PREFIX,
    SECTION,
    SELECTOR,
    SHA256,
    STANDING,
    START,
    START_SELECTOR,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import NamedNode

    from kg.record.names import Names


class Passages(Lookup):
    """The passages of a snapshot.

    Args:
        names: the snapshot's names.
    """

    def __init__(self, names: Names) -> None:
        super().__init__(names)
        self._orders: dict[NamedNode, tuple[str, int, str]] = {}
        self._links: _Links | None = None

    def passages(self) -> list[Passage]:
        """All passages, by document and number."""
        self._links = _Links(self)
        found = (self.passage(node) for node in self.subjects(DOCUMENT))
        return sorted((passage for passage in found if passage is not None), key=lambda passage: self.order(passage.node))

    def passage(self, node: NamedNode) -> Passage | None:
        """A passage with what the record says about it; None for any other node."""
        row = self.row(node)
        if DOCUMENT not in row:
            return None
        self._orders[node] = _order(node, row)
        selectors = [self.row(selector) for selector in row.nodes(SELECTOR)]
        start, end = self._offsets(selectors)
        first_words, last_words = self._words(selectors)
        reasons = row.texts(ASSERTS_NOTHING)
        return Passage(
            node,
            row.nodes(DOCUMENT)[0],
            row.number(NUMBER) or 0,
            row.text(SECTION),
            slug(row.text(PASSAGE_KIND)),
            start,
            end,
            row.text(SHA256),
            self.parallels(node),
            self._claims_citing(node),
            reasons[0] if reasons else None,
            first_words,
            last_words,
        )

    def _offsets(self, selectors: Iterable[Row]) -> tuple[int, int]:
        """The offsets that the first selector with an offset gives; 0 and 0 without one."""
        selector = next((each for each in selectors if START in each), None)
        return (0, 0) if selector is None else (selector.number(START) or 0, selector.number(END) or 0)

    def _words(self, selectors: Iterable[Row]) -> tuple[str, str]:
        """The first and last words that the first range of two quotes gives; two empty texts if one of them is missing."""
        for selector in selectors:
            if START_SELECTOR in selector and END_SELECTOR in selector:
                first = self.row(selector.nodes(START_SELECTOR)[0]).text(EXACT)
                last = self.row(selector.nodes(END_SELECTOR)[0]).text(PREFIX)
                return (first, last) if first and last else ("", "")
        return "", ""

    def in_order(self, passages: Iterable[NamedNode]) -> tuple[NamedNode, ...]:
        """Passages sorted by document and by number, without duplicates."""
        return tuple(sorted(set(passages), key=self.order))

    def order(self, passage: NamedNode) -> tuple[str, int, str]:
        """The sort key of a passage: its document, its number, its IRI."""
        found = self._orders.get(passage)
        if found is None:
            found = self._orders[passage] = _order(passage, self.row(passage))
        return found

    def parallels(self, passage: NamedNode) -> tuple[NamedNode, ...]:
        """The passages of other documents that share their words with one, in order, whichever of the two records it."""
        if self._links is not None:
            return self.in_order(self._links.parallels.get(passage, ()))
        return self.in_order((*self.nodes(passage, PARALLELS), *self.subjects(PARALLELS, passage)))

    def _claims_citing(self, passage: NamedNode) -> tuple[NamedNode, ...]:
        """The assertion graphs that cite a passage, sorted."""
        if self._links is not None:
            return tuple(sorted(self._links.citing.get(passage, ()), key=lambda node: node.value))
        return tuple(each for each in self.subjects(CITES, passage) if self.nodes(each, STANDING))

    def cited_by(self, node: NamedNode) -> tuple[NamedNode, ...]:
        """The passages that a note or an assertion graph cites, in order."""
        return self.in_order(self.nodes(node, CITES))


class _Links:
    """The links of all passages, read in one pass: what is asked for one passage alone is quicker looked up.

    Attributes:
        citing: for each cited passage the assertion graphs that cite it.
        parallels: for each passage those of other documents that share its words, whichever of the two records it.
    """

    def __init__(self, lookup: Lookup) -> None:
        self.citing: dict[NamedNode, set[NamedNode]] = {}
        self.parallels: dict[NamedNode, set[NamedNode]] = {}
        claims = frozenset(lookup.subjects(STANDING))
        for graph, passage in lookup.pairs(CITES):
            if graph in claims:
                self.citing.setdefault(passage, set()).add(graph)
        for one, other in lookup.pairs(PARALLELS):
            self.parallels.setdefault(one, set()).add(other)
            self.parallels.setdefault(other, set()).add(one)


def _order(passage: NamedNode, row: Row) -> tuple[str, int, str]:
    """The sort key of a passage, given what is said of it."""
    return row.text(DOCUMENT), row.number(NUMBER) or 0, passage.value
