"""What the build adds to the authored data: labels, bounds of dates, what is held, citations, witnesses, and the default graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property, lru_cache
from typing import Final

import pyoxigraph as ox

from kg.authored.reading import Dataset, objects
from kg.build.opposed import oppositions
from kg.build.reach import Reach
from kg.dates import Bounds, in_conflict, parse_edtf, together
from kg.namespaces import DIP, EDTF, RDF, RDFS, SKOS, XSD
from kg.numbered import Terms, object_of, packed, predicate_of, subject_of, with_predicate

_TYPE: Final = ox.NamedNode(RDF + "type")
_LABEL: Final = ox.NamedNode(RDFS + "label")
_PREF_LABEL: Final = ox.NamedNode(SKOS + "prefLabel")
_DATES_CONFLICT: Final = ox.NamedNode(DIP + "datesConflict")
_ROLES_CONFLICT_IN: Final = ox.NamedNode(DIP + "rolesConflictIn")
_DATE: Final = ox.NamedNode(DIP + "date")
_ASSERTION_GRAPH: Final = ox.NamedNode(DIP + "AssertionGraph")
_STATED_IN: Final = ox.NamedNode(DIP + "statedIn")
_HELD: Final = ox.NamedNode(DIP + "held")
_REACHES_UNTIL: Final = ox.NamedNode(DIP + "reachesUntil")
_WITNESS: Final = ox.NamedNode(DIP + "witness")
_EDTF: Final = ox.NamedNode(EDTF + "EDTF")
_XSD_DATE: Final = ox.NamedNode(XSD + "date")
_BOOLEAN: Final = ox.NamedNode(XSD + "boolean")
_TRUE: Final = ox.Literal("true", datatype=_BOOLEAN)
_FALSE: Final = ox.Literal("false", datatype=_BOOLEAN)

_REMEMBERED: Final = 1 << 16
_COUNTED_UNTIL, _EARLIEST, _LATEST, _SURELY_FROM, _SURELY_UNTIL, _BEGUN_BY, _APPROXIMATE, _UNCERTAIN = (
    ox.NamedNode(DIP + name)
    for name in ("countedUntil", "earliest", "latest", "surelyFrom", "surelyUntil", "begunBy", "dateApproximate", "dateUncertain")
)


class Filled:
    """The graphs of a workspace with what the build adds, without entailment.

    Attributes:
        terms: the numbers of the terms.
        graphs: graph IRI to the numbers of its triples: the record, the background, the ontology, each assertion graph.
        held: the numbers of the triples of the default graph: what is held.
    """

    def __init__(self, terms: Terms, graphs: Mapping[str, set[int]], held: set[int]) -> None:
        self.terms = terms
        self.graphs = graphs
        self.held = held

    @cached_property
    def named(self) -> Mapping[str, set[ox.Triple]]:
        """Graph IRI to its triples, as `graphs` has them."""
        return {graph: set(map(self.terms.triple, triples)) for graph, triples in self.graphs.items()}

    @cached_property
    def default(self) -> set[ox.Triple]:
        """The triples of the default graph, as `held` has them."""
        return set(map(self.terms.triple, self.held))


def fill(data: Dataset) -> Filled:
    """Fill the graphs of a workspace.

    Args:
        data: the authored data, without errors: each EDTF literal can be parsed.

    Returns:
        In each graph, ``rdfs:label`` beside each ``skos:prefLabel``, and the bounds of each ``dip:date``. In the record graph, the type of
        each assertion graph and whether it is held (``dip:held``), ``dip:statedIn`` from each subject of a held graph to the passages that
        the graph cites, ``dip:witness`` from each document to the one that stands for it, and ``dip:reachesUntil``, the day until which it
        reaches. In the default graph, the held assertion graphs, the record, the background and the labels of the ontology, with one pair
        of bounds for each node, by `kg.dates.together`, ``dip:datesConflict`` on each node whose held dates exclude each other,
        and ``dip:rolesConflictIn`` from each node to the graphs of `kg.build.opposed.oppositions`. In all graphs, ``dip:countedUntil``
        on each node whose date has a first and no last day; see `kg.build.reach.Reach`.
    """
    terms = Terms()
    numbers = terms.numbers
    named: dict[str, set[int]] = {}
    for graph, statements in data.graphs.items():
        if graph:
            # As `packed` does; calling it a million times takes a second.
            named[graph] = {numbers[quad.subject] << 56 | numbers[quad.predicate] << 28 | numbers[quad.object] for quad, _ in statements}
    named.setdefault(data.background, set())
    named.setdefault(data.record, set()).update(_recorded(data, named, terms))
    preferred, label = numbers[_PREF_LABEL], numbers[_LABEL]
    for triples in named.values():
        triples.update([with_predicate(each, label) for each in triples if predicate_of(each) == preferred])
    named[data.base + "graph/ontology"] = set(map(terms.number, data.ontology.hot_triples))

    dates = {graph: own for graph, triples in named.items() if (own := _bounds_of(triples, terms))}
    reach = Reach(data, {graph: [_together(found) for found in own.values()] for graph, own in dates.items()})
    adding = _Adding(terms, reach)
    for document in sorted(each for each in data.records if data.is_a(each, "SourceDocument")):
        day = reach.of_document(document)
        if day is not None:
            named[data.record].add(packed(numbers[ox.NamedNode(document)], numbers[_REACHES_UNTIL], adding.day(day)))
    default: set[int] = set()
    bounds: dict[int, list[Bounds]] = {}
    tellers: dict[int, list[str]] = {}
    for graph, triples in named.items():
        own = dates.get(graph, {})
        if not data.is_assertion(graph) or data.assertion_graphs.get(graph, False):
            default |= triples
            for node, found in own.items():
                bounds.setdefault(node, []).extend(found)
                tellers.setdefault(node, []).append(graph)
        for node, found in own.items():
            triples.update(adding.bounds(node, _together(found), [graph]))
    for node, found in bounds.items():
        default.update(adding.bounds(node, _together(found), tellers[node]))
        if _is_conflict(tuple(found)):
            default.add(packed(node, numbers[_DATES_CONFLICT], numbers[_TRUE]))
    for each in oppositions(data):
        node, role = numbers[ox.NamedNode(each.node)], numbers[_ROLES_CONFLICT_IN]
        default.update(packed(node, role, numbers[ox.NamedNode(graph)]) for graph in each.graphs)
    return Filled(terms, named, default)


_parsed: Final = lru_cache(maxsize=_REMEMBERED)(parse_edtf)


def _together(dates: Iterable[Bounds]) -> Bounds:
    """See `kg.dates.together`. What was computed last is remembered, because most things have one of a few thousand dates."""
    return _of_all(tuple(dates))


_of_all: Final = lru_cache(maxsize=_REMEMBERED)(together)


@lru_cache(maxsize=_REMEMBERED)
def _is_conflict(dates: tuple[Bounds, ...]) -> bool:
    return bool(in_conflict(dates))


def _recorded(data: Dataset, named: Mapping[str, set[int]], terms: Terms) -> Iterator[int]:
    """What the build adds to the record graph."""
    numbers = terms.numbers
    kind, is_held, true, false = (numbers[each] for each in (_ASSERTION_GRAPH, _HELD, _TRUE, _FALSE))
    is_type, stated_in = numbers[_TYPE], numbers[_STATED_IN]
    for iri, held in data.assertion_graphs.items():
        graph = numbers[ox.NamedNode(iri)]
        yield packed(graph, is_type, kind)
        yield packed(graph, is_held, true if held else false)
        if held:
            passages = [numbers[ox.NamedNode(each)] for each in objects(data.recorded(iri, "cites"))]
            subjects = {subject_of(triple) for triple in named.get(iri, ())}
            yield from (packed(subject, stated_in, passage) for subject in subjects for passage in passages)
    for document, witness in _witnesses(data).items():
        yield packed(numbers[ox.NamedNode(document)], numbers[_WITNESS], numbers[ox.NamedNode(witness)])


def _witnesses(data: Dataset) -> dict[str, str]:
    """Each document, by IRI, to the document that stands for it."""
    shared = [(subject, other) for subject in data.records for other in objects(data.recorded(subject, "sharesTextWith"))]
    documents = {other for subject in data.records for other in objects(data.recorded(subject, "document"))}
    documents.update(subject for subject in data.records if data.is_a(subject, "SourceDocument"))
    return first_of_group(documents, shared)


def first_of_group(members: Iterable[str], links: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Each member of some groups to the first member of its group, in string order.

    Args:
        members: the members; one without a link is a group of its own.
        links: pairs in the same group; whoever is in a pair is a member. Groups are closed under links in both directions.

    >>> first_of_group(["d", "a"], [("c", "b"), ("d", "c")])
    {'a': 'a', 'b': 'b', 'c': 'b', 'd': 'b'}
    """
    pairs = list(links)
    groups = {each: {each} for each in {*members, *(end for pair in pairs for end in pair)}}
    for one, other in pairs:
        if groups[one] is not groups[other]:
            groups[one] |= groups[other]
            for each in groups[other]:
                groups[each] = groups[one]
    return {each: min(groups[each]) for each in sorted(groups)}


def _bounds_of(triples: Iterable[int], terms: Terms) -> dict[int, list[Bounds]]:
    """The bounds of each node that has dates in a graph."""
    date = terms.numbers[_DATE]
    found: dict[int, list[Bounds]] = {}
    for triple in triples:
        if predicate_of(triple) == date:
            value = terms.terms[object_of(triple)]
            if isinstance(value, ox.Literal) and value.datatype == _EDTF:
                found.setdefault(subject_of(triple), []).append(_parsed(value.value))
    return found


class _Adding:
    """Makes the triples of the bounds of dates."""

    def __init__(self, terms: Terms, reach: Reach) -> None:
        self._terms = terms
        self._reach = reach
        self._days: dict[date, int] = {}

    def day(self, day: date) -> int:
        """The number of a day."""
        if day not in self._days:
            self._days[day] = self._terms.numbers[ox.Literal(day.isoformat(), datatype=_XSD_DATE)]
        return self._days[day]

    def bounds(self, node: int, bounds: Bounds, graphs: Iterable[str]) -> list[int]:
        """The triples of the bounds of a node that some graphs tell of."""
        numbers = self._terms.numbers
        days = (
            (_COUNTED_UNTIL, self._reach.counted_until(bounds, graphs)),
            (_EARLIEST, bounds.earliest),
            (_LATEST, bounds.latest),
            (_SURELY_FROM, bounds.surely_from),
            (_SURELY_UNTIL, bounds.surely_until),
            (_BEGUN_BY, bounds.begun_by),
        )
        found = [packed(node, numbers[name], self.day(day)) for name, day in days if day is not None]
        flags = ((_APPROXIMATE, bounds.approximate), (_UNCERTAIN, bounds.uncertain))
        return found + [packed(node, numbers[name], numbers[_TRUE]) for name, flag in flags if flag]
