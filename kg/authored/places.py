"""From what a finding is about back to the line in which somebody wrote it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import pyoxigraph as ox

from kg.authored.reading import Dataset, Statement, objects
from kg.namespaces import DIP, prefixes_of
from kg.terms import shorten


class Places:
    """The places of nodes and statements in the data files, and the passages behind graphs.

    Args:
        data: what the files say.
    """

    def __init__(self, data: Dataset) -> None:
        self.data = data
        self._prefixes = prefixes_of(data.base)

    @cached_property
    def _about(self) -> dict[str, list[Statement]]:
        """Subject to its statements, in the order of the files."""
        found: dict[str, list[Statement]] = {}
        for file in self.data.files:
            for quad in file.quads:
                found.setdefault(_name(quad.subject), []).append((quad, file))
        return found

    @cached_property
    def _mentions(self) -> dict[str, Statement]:
        """Object to the first statement that points to it."""
        found: dict[str, Statement] = {}
        for file in self.data.files:
            for quad in file.quads:
                found.setdefault(_name(quad.object), (quad, file))
        return found

    def statement(self, node: str, predicates: Iterable[str] = (), value: str | None = None, graph: str | None = None) -> Statement | None:
        """The authored statement that fits best.

        Args:
            node: the subject's IRI.
            predicates: the properties that are meant, the derived ones included; none for any.
            value: the IRI or the text of the object, or None.
            graph: the graph's IRI, or None for any.

        Returns:
            The first statement with all of that, else with the most of it; None if no file has the node as a subject.
        """
        wanted = set(predicates)
        if wanted & _FROM_DATES:
            wanted.add(DIP + "date")

        def fit(statement: Statement) -> tuple[bool, bool, bool]:
            quad = statement[0]
            known = graph is None or _name(quad.graph_name) == graph
            return not known, bool(wanted) and quad.predicate.value not in wanted, value is not None and _text(quad.object) != value

        return min(self._about.get(node, ()), key=fit, default=None)

    def where(self, node: str, predicates: Iterable[str] = (), value: str | None = None, graph: str | None = None) -> str | None:
        """The place of the statement that fits best, as ``file:line:column``; see `statement`.

        For a node that is never a subject it is where the node is mentioned or its graph begins; None if no file has it.
        """
        wanted = tuple(predicates)
        found = self.statement(node, wanted, value, graph)
        if found is not None:
            quad, file = found
            if wanted and quad.predicate.value not in {*wanted, DIP + "date"}:
                # What is missing has no line of its own: the subject's is meant, in the graph that ought to say it.
                place = file.positions.nearest(node, None, _name(quad.graph_name))
                return file.where(quad) if place is None else f"{file.shown}:{place[0]}:{place[1]}"
            if not wanted:
                place = file.positions.locate(node, None, _name(quad.graph_name))
                return file.where(quad) if place is None else f"{file.shown}:{place[0]}:{place[1]}"
            return file.where(quad)
        for file in self.data.files:
            if node in file.positions.graphs:
                line, column = file.positions.graphs[node]
                return f"{file.shown}:{line}:{column}"
        mention = self._mentions.get(node)
        return None if mention is None else mention[1].where(mention[0], term=node)

    def of_triple(self, triple: ox.Triple, graph: str | None = None) -> list[tuple[str, str]]:
        """Where an authored triple stands.

        Returns:
            Pairs of the graph's IRI and ``file:line:column``, for each graph that says it.
        """
        found = []
        for quad, file in self._about.get(_name(triple.subject), ()):
            name = _name(quad.graph_name)
            if quad.triple == triple and graph in (None, name):
                found.append((name, file.where(quad)))
        return list(dict.fromkeys(found))

    def passages(self, graph: str | None) -> tuple[str, ...]:
        """The passages that an assertion graph cites; none for any other graph."""
        return tuple(dict.fromkeys(objects(self.data.recorded(graph, "cites")))) if graph and self.data.is_assertion(graph) else ()

    def short(self, iri: str) -> str:
        """An IRI as messages show it."""
        return shorten(iri, self._prefixes)


_FROM_DATES = frozenset(DIP + name for name in ("earliest", "latest", "surelyFrom", "surelyUntil"))


def _name(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | ox.DefaultGraph) -> str:
    if isinstance(term, ox.NamedNode):
        return term.value
    return "" if isinstance(term, ox.DefaultGraph) else str(term)


def _text(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)
