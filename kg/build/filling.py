"""What the build adds to the authored data: labels, bounds of dates, what is held, citations, witnesses, and the default graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import pyoxigraph as ox

from kg.authored.reading import Dataset, objects
from kg.build.opposed import oppositions
from kg.build.reach import Reach
from kg.dates import Bounds, in_conflict, parse_edtf, together
from kg.namespaces import DIP, EDTF, RDF, RDFS, SKOS, XSD

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

Node = ox.NamedNode | ox.BlankNode | ox.Triple


class Filled:
    """The graphs of a workspace with what the build adds, without entailment.

    Attributes:
        named: graph IRI to its triples: the record, the background, the ontology, each assertion graph.
        default: the triples of the default graph: what is held.
    """

    def __init__(self, named: Mapping[str, set[ox.Triple]], default: set[ox.Triple]) -> None:
        self.named = named
        self.default = default


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
    named: dict[str, set[ox.Triple]] = {
        graph: {quad.triple for quad, _ in statements} for graph, statements in data.graphs.items() if graph
    }
    named.setdefault(data.background, set())
    named.setdefault(data.record, set()).update(_recorded(data, named))
    for triples in named.values():
        triples.update([ox.Triple(each.subject, _LABEL, each.object) for each in triples if each.predicate == _PREF_LABEL])
    named[data.base + "graph/ontology"] = set(data.ontology.hot_triples)

    dates = {graph: _bounds_of(triples) for graph, triples in named.items()}
    reach = Reach(data, {graph: [together(found) for found in own.values()] for graph, own in dates.items()})
    for document in sorted(each for each in data.records if data.is_a(each, "SourceDocument")):
        day = reach.of_document(document)
        if day is not None:
            named[data.record].add(ox.Triple(ox.NamedNode(document), _REACHES_UNTIL, ox.Literal(day.isoformat(), datatype=_XSD_DATE)))
    default: set[ox.Triple] = set()
    bounds: dict[Node, list[Bounds]] = {}
    tellers: dict[Node, list[str]] = {}
    for graph, triples in named.items():
        own = dates[graph]
        if not data.is_assertion(graph) or data.assertion_graphs.get(graph, False):
            default |= triples
            for node, found in own.items():
                bounds.setdefault(node, []).extend(found)
                tellers.setdefault(node, []).append(graph)
        for node, found in own.items():
            triples.update(_bound_triples(node, together(found), reach, [graph]))
    for node, found in bounds.items():
        default.update(_bound_triples(node, together(found), reach, tellers[node]))
        if in_conflict(found):
            default.add(ox.Triple(node, _DATES_CONFLICT, _TRUE))
    for each in oppositions(data):
        default.update(ox.Triple(ox.NamedNode(each.node), _ROLES_CONFLICT_IN, ox.NamedNode(graph)) for graph in each.graphs)
    return Filled(named, default)


def _recorded(data: Dataset, named: Mapping[str, set[ox.Triple]]) -> Iterator[ox.Triple]:
    """What the build adds to the record graph."""
    for iri, held in data.assertion_graphs.items():
        graph = ox.NamedNode(iri)
        yield ox.Triple(graph, _TYPE, _ASSERTION_GRAPH)
        yield ox.Triple(graph, _HELD, _TRUE if held else _FALSE)
        if held:
            passages = [ox.NamedNode(each) for each in objects(data.recorded(iri, "cites"))]
            subjects = {triple.subject for triple in named.get(iri, ())}
            yield from (ox.Triple(subject, _STATED_IN, passage) for subject in subjects for passage in passages)
    for document, witness in _witnesses(data).items():
        yield ox.Triple(ox.NamedNode(document), _WITNESS, ox.NamedNode(witness))


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


def _bounds_of(triples: Iterable[ox.Triple]) -> dict[Node, list[Bounds]]:
    found: dict[Node, list[Bounds]] = {}
    for triple in triples:
        value = triple.object
        if triple.predicate == _DATE and isinstance(value, ox.Literal) and value.datatype == _EDTF:
            found.setdefault(triple.subject, []).append(parse_edtf(value.value))
    return found


def _bound_triples(node: Node, bounds: Bounds, reach: Reach, graphs: Iterable[str]) -> list[ox.Triple]:
    days = (
        ("countedUntil", reach.counted_until(bounds, graphs)),
        ("earliest", bounds.earliest),
        ("latest", bounds.latest),
        ("surelyFrom", bounds.surely_from),
        ("surelyUntil", bounds.surely_until),
        ("begunBy", bounds.begun_by),
    )
    found = [
        ox.Triple(node, ox.NamedNode(DIP + name), ox.Literal(day.isoformat(), datatype=_XSD_DATE)) for name, day in days if day is not None
    ]
    flags = (("dateApproximate", bounds.approximate), ("dateUncertain", bounds.uncertain))
    return found + [ox.Triple(node, ox.NamedNode(DIP + name), _TRUE) for name, flag in flags if flag]
