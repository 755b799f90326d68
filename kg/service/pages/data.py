"""The data of one thing: its triples in several serializations, and what ``kg show --json`` prints."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, NamedTuple

import pyoxigraph as ox

from kg.export.content import in_order
from kg.export.rdf import part
from kg.record.vocabulary import CONTENT_OF, DEFAULT

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from kg.service.pages.known import Known


class Twin(NamedTuple):
    """A format in which a thing has its data.

    Attributes:
        extension: of its address, such as ``.ttl``.
        media_type: the media type.
        name: its usual name.
    """

    extension: str
    media_type: str
    name: str


TWINS: Final = (
    Twin(".ttl", "text/turtle", "Turtle"),
    Twin(".jsonld", "application/ld+json", "JSON-LD"),
    Twin(".nt", "application/n-triples", "N-Triples"),
    Twin(".rdf", "application/rdf+xml", "RDF/XML"),
    Twin(".trig", "application/trig", "TriG"),
    Twin(".json", "application/json", "JSON"),
)
"""The formats of the data of a thing, the preferred one first."""

BY_EXTENSION: Final = {each.extension: each for each in TWINS}


def twin(known: Known, iri: str, extension: str, day: date | None = None) -> bytes:
    """The data of a thing.

    Args:
        known: the snapshot.
        iri: the thing.
        extension: one of `BY_EXTENSION`.
        day: for JSON, only what was so on that day; None for all time.
    """
    if extension == ".json":
        return (json.dumps(known.show(iri, day).to_json(), ensure_ascii=False, indent=1) + "\n").encode(errors="replace")
    what = f"what is held with {iri} as subject or object"
    if extension == ".trig":
        return part(known.snapshot, quads(known, iri), extension, f"{what}, and the claims that mention it")
    return part(known.snapshot, triples(known, iri), extension, what)


def triples(known: Known, iri: str) -> list[ox.Triple]:
    """What is held with a thing as subject or object, and what the ontology files say of it, in the order of all exports.

    The parts of a passage, such as its selectors, whose IRIs begin with that of the passage, are described, too.
    """
    if known.triples_of is None or known.triples_of[0] != iri:
        known.triples_of = iri, _triples(known, iri)
    return known.triples_of[1]


def _triples(known: Known, iri: str) -> list[ox.Triple]:
    node = ox.NamedNode(iri)
    found: set[ox.Triple] = set()
    todo, done = [node], {node}
    while todo:
        each = todo.pop()
        for quad in known.store.quads_for_pattern(each, None, None, DEFAULT):
            found.add(quad.triple)
            value = quad.object
            if isinstance(value, ox.NamedNode) and value not in done and value.value.startswith(iri + "/"):
                done.add(value)
                todo.append(value)
    found.update(quad.triple for quad in known.store.quads_for_pattern(None, None, node, DEFAULT))
    if known.is_term(iri):
        found.update(_declared(known, iri))
    return in_order(found)


def _declared(known: Known, iri: str) -> Iterable[ox.Triple]:
    """What the ontology files say of a term, with its blank nodes named in the order of what they say."""
    names: dict[str, ox.BlankNode] = {}

    def named(blank: ox.BlankNode) -> ox.BlankNode:
        return names.setdefault(blank.value, ox.BlankNode(f"b{len(names)}"))

    todo = [iri]
    while todo:
        key = todo.pop(0)
        subject = ox.NamedNode(key) if not key.startswith("_:") else named(ox.BlankNode(key[2:]))
        for triple in sorted(known.term_triples.get(key, ()), key=lambda each: (each.predicate.value, _content(known, each.object))):
            value = triple.object
            if isinstance(value, ox.BlankNode):
                if value.value not in names:
                    todo.append("_:" + value.value)
                value = named(value)
            yield ox.Triple(subject, triple.predicate, value)


def _content(known: Known, term: object, depth: int = 3) -> str:
    """A sort key that does not depend on the names of blank nodes."""
    if not isinstance(term, ox.BlankNode):
        return str(term)
    parts = known.term_triples.get("_:" + term.value, ()) if depth else ()
    return "[" + " ".join(sorted(f"{each.predicate} {_content(known, each.object, depth - 1)}" for each in parts)) + "]"


def quads(known: Known, iri: str) -> list[ox.Quad]:
    """What `triples` has, as the default graph, and each claim that mentions a thing, or is it, as a named graph with its record."""
    node = ox.NamedNode(iri)
    graphs = {quad.graph_name for quad in known.store.quads_for_pattern(node, None, None)}
    graphs.update(quad.graph_name for quad in known.store.quads_for_pattern(None, None, node))
    graphs.update(quad.subject for quad in known.store.quads_for_pattern(None, CONTENT_OF, node) if isinstance(quad.subject, ox.NamedNode))
    passage = known.passages.get(iri)
    graphs.update((node, *(passage.graphs if passage is not None else ())))
    claims = sorted((claim.graph for claim in known.record.of_graphs(graphs)), key=lambda each: each.value)
    default = set(triples(known, iri))
    for graph in claims:
        default.update(quad.triple for quad in known.store.quads_for_pattern(graph, None, None, DEFAULT))
    found = [ox.Quad(each.subject, each.predicate, each.object) for each in in_order(default)]
    for graph in claims:
        own = in_order(quad.triple for quad in known.store.quads_for_pattern(None, None, None, graph))
        found += [ox.Quad(each.subject, each.predicate, each.object, graph) for each in own]
    return found
