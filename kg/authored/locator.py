"""Find the place in the data files of a node or statement that a check reports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

import pyoxigraph as ox

from kg.authored.reading import Dataset, Statement, graph_name, objects
from kg.namespaces import DIP, prefixes_of
from kg.places import Place
from kg.terms import DERIVED_FROM_DATES, shorten, text_of


class Locator:
    """Finds the places of nodes and statements in the data files, and the passages that graphs cite.

    Args:
        data: the content of the data files.
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
                found.setdefault(text_of(quad.subject), []).append((quad, file))
        return found

    @cached_property
    def _mentions(self) -> dict[str, Statement]:
        """Object to the first statement that has it."""
        found: dict[str, Statement] = {}
        for file in self.data.files:
            for quad in file.quads:
                found.setdefault(text_of(quad.object), (quad, file))
        return found

    def about(self, node: str) -> Sequence[Statement]:
        """The statements about a subject, in the order of the files.

        Args:
            node: the subject's IRI.
        """
        return self._about.get(node, ())

    def statement(self, node: str, predicates: Iterable[str] = (), value: str | None = None, graph: str | None = None) -> Statement | None:
        """The authored statement that fits best.

        Args:
            node: the subject's IRI.
            predicates: the properties that may be meant, also those that the build derives; none for any property.
            value: the IRI or the text of the object, or None for any.
            graph: the graph's IRI, or None for any.

        Returns:
            The first statement that matches all of these, else the closest match; None if no file has the node as a subject.
        """
        wanted = set(predicates)
        if wanted & _FROM_DATES:
            wanted.add(DIP + "date")

        def fit(statement: Statement) -> tuple[bool, bool, bool]:
            quad = statement[0]
            known = graph is None or graph_name(quad) == graph
            return not known, bool(wanted) and quad.predicate.value not in wanted, value is not None and _text(quad.object) != value

        return min(self._about.get(node, ()), key=fit, default=None)

    def place(self, node: str, predicates: Iterable[str] = (), value: str | None = None, graph: str | None = None) -> Place | None:
        """The place of the statement that fits best; see `statement` for the arguments.

        Returns:
            If the statement has none of the predicates, the place of its subject in its graph. For a node that is never a
            subject, the place where it is mentioned or where its graph begins. None if no file contains the node.
        """
        wanted = {*predicates}
        found = self.statement(node, wanted, value, graph)
        if found is None:
            return self._place_of_mention(node)
        quad, file = found
        if wanted and quad.predicate.value in wanted | {DIP + "date"}:
            return file.place(quad)
        # A missing property has no line of its own, so the subject is named, in the graph that should contain the property.
        place = file.place_of_subject(node, graph_name(quad))
        if place is None and wanted:
            place = file.place_of_graph(graph_name(quad))
        return place or file.place(quad)

    def _place_of_mention(self, node: str) -> Place | None:
        for file in self.data.files:
            if (place := file.place_of_graph(node)) is not None:
                return place
        if (mention := self._mentions.get(node)) is None:
            return None
        quad, file = mention
        return file.place_of_term(node) or file.place(quad)

    def places_of_triple(self, triple: ox.Triple) -> list[tuple[str, Place]]:
        """The places of an authored triple.

        Returns:
            For each graph that contains it, the IRI of the graph and the place.
        """
        found = [
            (graph_name(quad), file.place(quad)) for quad, file in self._about.get(text_of(triple.subject), ()) if quad.triple == triple
        ]
        return list(dict.fromkeys(found))

    def passages(self, graph: str | None) -> tuple[str, ...]:
        """The IRIs of the passages that an assertion graph cites; none for any other graph."""
        return tuple(dict.fromkeys(objects(self.data.recorded(graph, "cites")))) if graph and self.data.is_assertion(graph) else ()

    def short(self, iri: str) -> str:
        """An IRI as messages show it, with a prefix where there is one."""
        return shorten(iri, self._prefixes)


_FROM_DATES = frozenset(each.value for each in DERIVED_FROM_DATES)


def _text(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)
