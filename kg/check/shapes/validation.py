"""SHACL validation: run the shapes of a workspace on the two views of its data, and turn the results into findings."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kg.authored.finding import Finding
from kg.authored.locator import Locator
from kg.authored.reading import Dataset
from kg.check.shapes.files import ShapesFile, rule_of, severity_of
from kg.check.shapes.views import background_of, each_view, original, whole_view
from kg.namespaces import RDF, RDFS, SH
from kg.places import Place
from kg.terms import from_rdflib, n3, to_rdflib
from kg.tokens import scan

if TYPE_CHECKING:
    import rdflib

    from kg.ontology import Ontology

_QUERIES: Final = frozenset(SH + name for name in ("ask", "construct", "select", "update"))

_LINT_COVERS: Final = {
    "assertion-standing": "assertion-graph",
    "assertion-cites": "assertion-graph missing-link",
    "assertion-read-with": "missing-link",
    "assertion-rank": "assertion-graph",
    "assertion-content-of": "missing-speech",
    "assertion-within": "missing-link",
    "assertion-differs-from": "missing-link",
    "passage-document": "missing-link",
    "passage-parallels": "missing-link",
    "document-shares-text-with": "missing-link",
    "date-form": "bad-date",
    "derived-by-the-build": "derived-property",
}
"""Shapes that report what the lint reports with a better hint: shape to rules of the lint."""
_ABOUT_ONE_NODE: Final = frozenset({"assertion-graph", "missing-link", "missing-speech"})
"""Rules of the lint whose finding about a node covers what a shape finds about the node, also on another line."""


def check_shapes(data: Dataset, shapes: Iterable[ShapesFile], known: Iterable[Finding] = ()) -> list[Finding]:
    """Validate the data against shapes, each on its view.

    Args:
        data: the content of the data files.
        shapes: the files of shapes.
        known: the findings of the lint; a result that repeats one of them is left out.

    Returns:
        A finding for each result of the validation, named after the shape; one named ``shapes`` if the shapes cannot be used.
    """
    locator = Locator(data)
    files = list(shapes)
    findings: list[Finding] = []
    for each_graph, view in ((False, whole_view(data)), (True, each_view(data))):
        chosen = [file for file in files if file.each_graph is each_graph]
        if chosen:
            findings += _validate(view, chosen, locator)
    known = list(known)
    return [finding for finding in findings if not any(_repeats(finding, other) for other in known)]


def _repeats(finding: Finding, lint: Finding) -> bool:
    """Whether the finding of a shape repeats one of the lint: on the same line, or about the same node."""
    if lint.rule not in _LINT_COVERS.get(finding.rule, "").split():
        return False
    same_line = finding.place is not None and lint.place is not None and finding.place.whole_line() == lint.place.whole_line()
    return same_line or (lint.rule in _ABOUT_ONE_NODE and finding.node == lint.node)


def _validate(triples: Iterable[ox.Triple], files: list[ShapesFile], locator: Locator) -> list[Finding]:
    import pyshacl
    from pyparsing import ParseBaseException
    from pyshacl.errors import ReportableRuntimeError
    from rdflib import Graph

    refused = [finding for file in files for finding in _refused_queries(file)]
    if refused:
        return refused
    shapes = _shapes_graph(tuple(files))
    place = Place(files[0].shown) if len(files) == 1 else None
    # pySHACL logs each error that it raises, which would be printed beside the report.
    log = logging.getLogger("pyshacl-validate")
    log.disabled = True
    try:
        with _background(locator.data.ontology).with_more(triples) as graph:
            _, results, text = pyshacl.validate(graph, shacl_graph=shapes, inplace=True, inference="none", meta_shacl=False)
    except ReportableRuntimeError as error:
        return [_unusable(str(error), place)]
    except (LookupError, ValueError, TypeError, AttributeError, AssertionError, RuntimeError, re.error, ParseBaseException) as error:
        # pySHACL raises these errors for shapes that are valid Turtle but not valid SHACL.
        return [_unusable(f"{type(error).__name__}: {error}", place)]
    finally:
        log.disabled = False
    if not isinstance(results, Graph):
        return [_unusable(str(text), place)]
    return list(_findings(results, shapes, files, locator))


def _refused_queries(file: ShapesFile) -> Iterator[Finding]:
    """A finding for each query in a shape that would read from outside the workspace; the engine would execute it."""
    for triple in file.triples:
        if triple.predicate.value in _QUERIES and isinstance(triple.object, ox.Literal):
            words = {token.text.upper() for token in scan(triple.object.value) if token.kind == "word"}
            for word in sorted(words & {"SERVICE", "FROM", "LOAD"})[:1]:
                what, hint = f"{word} is not allowed in the query of a shape", "query the data of this workspace only"
                yield Finding("shapes", what, file.place_of(triple.predicate.value), hint)


def _unusable(why: str, place: Place | None) -> Finding:
    what = " ".join(why.split())[:300]
    return Finding("shapes", f"the shapes cannot be used: {what}", place, "see https://www.w3.org/TR/shacl/ for the syntax of shapes")


@lru_cache(maxsize=4)
def _shapes_graph(files: tuple[ShapesFile, ...]) -> rdflib.Graph:
    """The graph of some files of shapes, which is made once for all checks of a process."""
    return _rdflib_graph(triple for file in files for triple in file.triples)


class _Background:
    """The part of the ontology in both views, as a graph to which the triples of a view are added for one validation.

    To make it takes longer than most validations.
    """

    def __init__(self, ontology: Ontology) -> None:
        self._graph = _rdflib_graph(background_of(ontology))
        self._turn = Lock()

    @contextmanager
    def with_more(self, triples: Iterable[ox.Triple]) -> Iterator[rdflib.Graph]:
        """The graph with some triples more, until the end of the block; others wait until then."""
        with self._turn:
            more = [each for each in dict.fromkeys(_rdflib_triples(triples)) if each not in self._graph]
            for each in more:
                self._graph.add(each)
            try:
                yield self._graph
            finally:
                for each in more:
                    self._graph.remove(each)


@lru_cache(maxsize=2)
def _background(ontology: Ontology) -> _Background:
    return _Background(ontology)


def _rdflib_graph(triples: Iterable[ox.Triple]) -> rdflib.Graph:
    from rdflib import Graph

    graph = Graph()
    for triple in _rdflib_triples(triples):
        graph.add(triple)
    return graph


def _rdflib_triples(triples: Iterable[ox.Triple]) -> Iterator[tuple[rdflib.term.Node, rdflib.term.URIRef, rdflib.term.Node]]:
    from rdflib.term import URIRef

    term = cache(to_rdflib)  # the same terms are in many triples
    for triple in triples:
        subject, predicate, value = triple.subject, term(triple.predicate), triple.object
        if isinstance(subject, ox.Triple) or isinstance(value, ox.Triple):
            continue  # shapes do not apply to triple terms
        assert isinstance(predicate, URIRef)
        yield term(subject), predicate, term(value)


def _findings(results: rdflib.Graph, shapes: rdflib.Graph, files: list[ShapesFile], locator: Locator) -> Iterator[Finding]:
    from rdflib import URIRef

    for result in sorted(results.objects(None, URIRef(SH + "result")), key=str):
        yield _finding(_Result(result, results, shapes), files, locator)


class _Result:
    """One ``sh:ValidationResult``, and the named shape that it comes from."""

    def __init__(self, node: rdflib.term.Node, results: rdflib.Graph, shapes: rdflib.Graph) -> None:
        self.node = node
        self.results = results
        self.shapes = shapes
        self.shape = _named_shape(self.one("sourceShape"), shapes)

    def one(self, name: str) -> rdflib.term.Node | None:
        """The value of a property of SHACL, or None."""
        from rdflib import URIRef

        return self.results.value(self.node, URIRef(SH + name))

    def of_shape(self, predicate: str) -> str | None:
        """The value of a property of the named shape, or None."""
        from rdflib import URIRef

        found = None if self.shape is None else self.shapes.value(self.shape, URIRef(predicate))
        return None if found is None else str(found)

    def message(self) -> str:
        """The message of the named shape, else that of the validator."""
        from rdflib import URIRef

        messages = sorted(str(each) for each in self.results.objects(self.node, URIRef(SH + "resultMessage")))
        return self.of_shape(SH + "message") or " ".join("; ".join(messages).split())[:300] or "a shape is violated"

    def value(self, data: Dataset) -> ox.NamedNode | ox.Literal | ox.BlankNode | None:
        """The offending value with its name in the data; None if it is the focus node itself."""
        value = self.one("value")
        if value is None or value == self.one("focusNode"):
            return None
        term = from_rdflib(value)
        return ox.NamedNode(original(term.value, data)[0]) if isinstance(term, ox.NamedNode) else term


def _finding(result: _Result, files: list[ShapesFile], locator: Locator) -> Finding:
    data = locator.data
    node, graph = original(str(result.one("focusNode")), data)
    paths = _properties_of(result.one("resultPath"), result.results)
    value = result.value(data)
    plain = None if value is None else value.value
    statement = locator.statement(node, paths, plain, graph)
    found_in = graph if graph is not None or statement is None else _graph_of(statement[0])
    shape = None if result.shape is None else str(result.shape)
    return Finding(
        "shape" if shape is None else rule_of(shape),
        f"{locator.short(node)}: {result.message()}" + (f" (here {_show(value, locator)})" if value is not None else ""),
        locator.place(node, paths, plain, graph) or _place_of_shape(shape, files),
        result.of_shape(RDFS + "comment") or result.of_shape(SH + "description"),
        severity_of(str(result.one("resultSeverity"))),
        node,
        found_in,
        locator.passages(node if data.is_assertion(node) else found_in),
        source=shape,
        component=str(result.one("sourceConstraintComponent") or "") or None,
        path=paths[0] if len(paths) == 1 else None,
        value=None if value is None else n3(value),
    )


def _show(term: ox.NamedNode | ox.Literal | ox.BlankNode, locator: Locator) -> str:
    if isinstance(term, ox.NamedNode):
        return locator.short(term.value)
    return repr(term.value) if isinstance(term, ox.Literal) else str(term)


def _graph_of(quad: ox.Quad) -> str | None:
    return quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else None


def _named_shape(shape: rdflib.term.Node | None, shapes: rdflib.Graph) -> rdflib.URIRef | None:
    """The shape itself, or for a blank node the nearest named shape that contains it."""
    from rdflib import URIRef

    seen = set()
    while shape is not None and not isinstance(shape, URIRef) and shape not in seen:
        seen.add(shape)
        shape = next(iter(sorted(shapes.subjects(None, shape), key=str)), None)
    return shape if isinstance(shape, URIRef) else None


def _properties_of(path: rdflib.term.Node | None, results: rdflib.Graph) -> list[str]:
    """The IRIs of the properties in a path."""
    from rdflib import URIRef

    if path is None or isinstance(path, URIRef):
        return [] if path is None else [str(path)]
    found: list[str] = []
    waiting, seen = [path], set()
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        for each in results.objects(node):
            if not isinstance(each, URIRef):
                waiting.append(each)
            elif not str(each).startswith((RDF, SH)):
                found.append(str(each))
    return sorted(found)


def _place_of_shape(shape: str | None, files: Iterable[ShapesFile]) -> Place | None:
    places = () if shape is None else (file.place_of_subject(shape) for file in files)
    return next((place for place in places if place is not None), None)
