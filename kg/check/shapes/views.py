"""The two views of the data that shapes are checked on.

A shapes file says in its header which view it is checked on: ``dcterms:type shape:Whole``, which is the default, or
``dcterms:type shape:EachGraph``.

- **Whole**: the union of all authored graphs: the record, the background and every assertion graph, held or not. What a node must
  have once (a label, a speaker, a position in a vote) may stand in any of them.
- **EachGraph**: each authored graph separately. A graph must not contradict itself (two dates, two quantities), but two accounts may
  differ. All graphs are checked in one run, as a disjoint union in which each node has a name of its own in each graph.

Both views contain the class hierarchy and the named values of the ontology. Both contain the unheld graphs, so that a hedge, a
denial or the content of speech is checked like what is held; the default graph alone would leave them unchecked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, overload

import pyoxigraph as ox

from kg.authored.reading import Dataset
from kg.check.shapes.files import Term
from kg.namespaces import DIP, OWL
from kg.ontology import Ontology
from kg.terms import SUB_CLASS, TYPE

_ASSERTION_GRAPH: Final = ox.NamedNode(DIP + "AssertionGraph")
_APART: Final = "urn:x-account:"


def background_of(ontology: Ontology) -> Iterator[ox.Triple]:
    """The part of the ontology in both views: classes, their named superclasses, and named values with their types."""
    for triple in ontology.triples:
        if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.NamedNode):
            named_value = triple.predicate == TYPE and (ontology.is_class(triple.object.value) or triple.object.value == OWL + "Class")
            if named_value or triple.predicate == SUB_CLASS:
                yield triple


def whole_view(data: Dataset) -> Iterator[ox.Triple]:
    """The union of all authored graphs; each assertion graph has its type, as in a build."""
    for quad, _ in data.statements():
        yield quad.triple
    for graph in data.assertion_graphs:
        yield ox.Triple(ox.NamedNode(graph), TYPE, _ASSERTION_GRAPH)


def each_view(data: Dataset) -> Iterator[ox.Triple]:
    """The disjoint union of all authored graphs: a node has another name in each graph, a term of the ontology the same name."""
    for number, statements in enumerate(data.graphs.values()):
        for quad, _ in statements:
            yield ox.Triple(_apart(quad.subject, number, data.ontology), quad.predicate, _apart(quad.object, number, data.ontology))


@overload
def _apart(term: ox.NamedNode | ox.BlankNode | ox.Triple, number: int, ontology: Ontology) -> ox.NamedNode | ox.BlankNode | ox.Triple: ...
@overload
def _apart(term: Term, number: int, ontology: Ontology) -> Term: ...
def _apart(term: Term, number: int, ontology: Ontology) -> Term:
    if isinstance(term, ox.NamedNode) and term.value not in ontology.kinds:
        return ox.NamedNode(f"{_APART}{number}:{term.value}")
    return term


def original(iri: str, data: Dataset) -> tuple[str, str | None]:
    """The IRI that a node of a view has in the data, with the graph that the view renamed it for; None if it was not renamed."""
    match = re.fullmatch(re.escape(_APART) + r"(\d+):(.*)", iri, re.DOTALL)
    return (match[2], list(data.graphs)[int(match[1])]) if match else (iri, None)
