"""SHACL: the shapes of a workspace, the two views of the data that they are checked on, and what they find.

A shapes file says in its header on which view it is checked: ``dcterms:type shape:Whole`` (also without a header) or
``dcterms:type shape:EachGraph``.

- **Whole**: the union of all authored graphs, the record, the background and every assertion graph, held or not. What must be
  there once for a node (a label, a speaker, a position in a vote) may stand in any of them.
- **EachGraph**: each authored graph by itself. What one telling must not contradict (one date with its basis, one quantity with
  its unit) is asked of each graph, because two tellings may differ. All graphs are checked in one run, as a disjoint union: in
  each graph the nodes get names of their own.

To both views belong the class hierarchy and the named values of the ontology. The unheld graphs are in both, so that a hedge, a
denial or the content of speech is checked like what is held; the default graph alone would pass over them.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

import pyoxigraph as ox

from kg.authored.finding import Finding, Severity
from kg.authored.places import Places
from kg.authored.reading import Dataset
from kg.errors import DataError
from kg.namespaces import DCTERMS, DIP, OWL, RDF, RDFS, SH
from kg.ontology import Ontology
from kg.terms import from_rdflib, n3, to_rdflib
from kg.tokens import Positions, scan
from kg.workspace import Workspace

if TYPE_CHECKING:
    import rdflib

SHAPES: Final = "https://w3id.org/chancery/shapes#"
_TYPE: Final = ox.NamedNode(RDF + "type")
_SUBCLASS: Final = ox.NamedNode(RDFS + "subClassOf")
_ASSERTION_GRAPH: Final = ox.NamedNode(DIP + "AssertionGraph")
_SEVERITIES: Final[dict[str, Severity]] = {SH + "Warning": "warning", SH + "Info": "info"}
_QUERIES: Final = frozenset(SH + name for name in ("ask", "construct", "select", "update"))
_APART: Final = "urn:x-telling:"
_Any = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

_SAID_BETTER: Final = {
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
"""Shapes that find what the lint has said already, with a better hint: shape to rules of the lint."""


class ShapesFile(NamedTuple):
    """One file of shapes: its path as messages show it, its text, its triples, and whether each graph is checked by itself."""

    shown: str
    text: str
    triples: tuple[ox.Triple, ...]
    each_graph: bool


def load_shapes(ws: Workspace) -> tuple[list[ShapesFile], list[Finding]]:
    """Read the shapes files of a workspace.

    Args:
        ws: the workspace; its own files replace packaged ones of the same name.

    Returns:
        The files that can be read, and a finding for each that cannot.
    """
    files: list[ShapesFile] = []
    findings: list[Finding] = []
    for path in ws.shape_files():
        shown = ws.display(path)
        try:
            files.append(parse_shapes(path.read_bytes(), shown))
        except DataError as problem:
            findings.append(Finding("shapes", problem.what, problem.where, problem.hint))
        except OSError as problem:
            findings.append(Finding("shapes", f"the file cannot be read: {problem.strerror}", shown, "look at its permissions"))
    return files, findings


def parse_shapes(raw: bytes, shown: str) -> ShapesFile:
    """Read one file of shapes in Turtle.

    Args:
        raw: its bytes.
        shown: its path, for messages.

    Raises:
        DataError: it is not Turtle.

    >>> parse_shapes(b"<http://x/shape> a <http://www.w3.org/ns/shacl#NodeShape> .", "own.ttl").each_graph
    False
    """
    try:
        triples = tuple(quad.triple for quad in ox.parse(raw, ox.RdfFormat.TURTLE, rename_blank_nodes=True))
        text = raw.decode("utf-8")
    except SyntaxError as error:
        what = re.sub(r"^Parser error at [^:]*: ", "", str(error.msg))
        raise DataError(what, f"{shown}:{error.lineno or 1}:{error.offset or 1}", "mend the Turtle at this place") from error
    except UnicodeDecodeError as error:
        raise DataError("the file is not UTF-8", shown, "save the file in UTF-8") from error
    view = ox.NamedNode(SHAPES + "EachGraph")
    each = any(triple.predicate.value == DCTERMS + "type" and triple.object == view for triple in triples)
    return ShapesFile(shown, text, triples, each)


def owners_of(file: ShapesFile) -> Callable[[_Any], str | None]:
    """What tells the named shape that a node of a file is part of.

    Args:
        file: a file of shapes.

    Returns:
        A function from a node to its own IRI, or for a blank node that of the nearest named node that leads to it; None if none does.

    >>> file = parse_shapes(b"<http://x/s> <http://x/p> [ <http://x/q> 1 ] .", "own.ttl")
    >>> {owners_of(file)(triple.subject) for triple in file.triples}
    {'http://x/s'}
    """
    above: dict[_Any, _Any] = {triple.object: triple.subject for triple in file.triples if isinstance(triple.object, ox.BlankNode)}

    def owner(node: _Any) -> str | None:
        seen = set()
        while isinstance(node, ox.BlankNode) and node in above and node not in seen:
            seen.add(node)
            node = above[node]
        return node.value if isinstance(node, ox.NamedNode) else None

    return owner


def check_shapes(data: Dataset, shapes: Iterable[ShapesFile], said: Iterable[Finding] = ()) -> list[Finding]:
    """Validate the data against shapes, each on its view.

    Args:
        data: what the data files say.
        shapes: the files of shapes.
        said: what the lint has found: where it has said the same in better words, the shape is silent.

    Returns:
        A finding for each result of the validation, named after the shape; one named ``shapes`` if shapes cannot be used.
    """
    places = Places(data)
    background = list(background_of(data.ontology))
    files = list(shapes)
    findings: list[Finding] = []
    for each_graph, view in ((False, whole_view(data)), (True, each_view(data))):
        chosen = [file for file in files if file.each_graph is each_graph]
        if chosen:
            findings += _validate([*view, *background], chosen, places)
    said = list(said)
    return [finding for finding in findings if not any(_same(finding, other, places) for other in said)]


def _same(finding: Finding, other: Finding, places: Places) -> bool:
    """Whether the lint has said the same as a shape: of the same line, or of the same node by its name."""
    if other.rule not in _SAID_BETTER.get(finding.rule, "").split():
        return False
    return line_of(finding.where) == line_of(other.where) or places.short(finding.node or "") in other.what.split()


def line_of(where: str | None) -> str | None:
    """A place without its column.

    >>> line_of("data/a.trig:3:7")
    'data/a.trig:3'
    """
    match = re.fullmatch(r"(.*:\d+):\d+", where or "")
    return match[1] if match else where


def background_of(ontology: Ontology) -> Iterator[ox.Triple]:
    """What both views have of the ontology: classes, the named classes above them, and named values with their types."""
    for triple in ontology.triples:
        if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.NamedNode):
            named_value = triple.predicate == _TYPE and (ontology.is_class(triple.object.value) or triple.object.value == OWL + "Class")
            if named_value or triple.predicate == _SUBCLASS:
                yield triple


def whole_view(data: Dataset) -> Iterator[ox.Triple]:
    """The union of all authored graphs; each assertion graph has its type, as in a build."""
    for quad, _ in data.statements():
        yield quad.triple
    for graph in data.assertion_graphs:
        yield ox.Triple(ox.NamedNode(graph), _TYPE, _ASSERTION_GRAPH)


def each_view(data: Dataset) -> Iterator[ox.Triple]:
    """The disjoint union of all authored graphs: the same node in two graphs has two names. Terms of the ontology keep theirs."""
    for number, statements in enumerate(data.graphs.values()):
        for quad, _ in statements:
            subject = _apart(quad.subject, number, data.ontology)
            assert not isinstance(subject, ox.Literal)
            yield ox.Triple(subject, quad.predicate, _apart(quad.object, number, data.ontology))


def _apart(term: _Any, number: int, ontology: Ontology) -> _Any:
    if isinstance(term, ox.NamedNode) and term.value not in ontology.kinds:
        return ox.NamedNode(f"{_APART}{number}:{term.value}")
    return term


def _together(iri: str, data: Dataset) -> tuple[str, str | None]:
    """A node's own name and, if it had a name apart, its graph."""
    match = re.fullmatch(re.escape(_APART) + r"(\d+):(.*)", iri, re.DOTALL)
    return (match[2], list(data.graphs)[int(match[1])]) if match else (iri, None)


def _validate(triples: Iterable[ox.Triple], files: list[ShapesFile], places: Places) -> list[Finding]:
    import pyshacl
    from pyparsing import ParseBaseException
    from pyshacl.errors import ReportableRuntimeError
    from rdflib import Graph

    refused = [finding for file in files for finding in _refused_queries(file)]
    if refused:
        return refused
    graph = _rdflib_graph(triples)
    shapes = _rdflib_graph(triple for file in files for triple in file.triples)
    where = files[0].shown if len(files) == 1 else None
    # It logs what it then raises, and would print it beside the report.
    log = logging.getLogger("pyshacl-validate")
    log.disabled = True
    try:
        _, results, text = pyshacl.validate(graph, shacl_graph=shapes, inplace=True, inference="none", meta_shacl=False)
    except ReportableRuntimeError as error:
        return [_unusable(str(error), where)]
    except (LookupError, ValueError, TypeError, AttributeError, AssertionError, RuntimeError, re.error, ParseBaseException) as error:
        # pySHACL checks little of what it is given, and stumbles over shapes that are Turtle and no SHACL.
        return [_unusable(f"{type(error).__name__}: {error}", where)]
    finally:
        log.disabled = False
    if not isinstance(results, Graph):
        return [_unusable(str(text), where)]
    return list(_findings(results, shapes, files, places))


def _refused_queries(file: ShapesFile) -> Iterator[Finding]:
    """Queries in shapes that would reach out of the workspace: the engine that runs them would really do it."""
    for triple in file.triples:
        if triple.predicate.value in _QUERIES and isinstance(triple.object, ox.Literal):
            for token in scan(triple.object.value):
                if token.kind == "word" and token.text.upper() in ("SERVICE", "FROM", "LOAD"):
                    line, column = Positions.of_trig(file.text).terms.get(triple.predicate.value, (1, 1))
                    what = f"{token.text.upper()} is not allowed in the query of a shape"
                    yield Finding("shapes", what, f"{file.shown}:{line}:{column}", "a shape asks this workspace only")
                    break


def _unusable(why: str, where: str | None) -> Finding:
    what = " ".join(why.split())[:300]
    return Finding("shapes", f"the shapes cannot be used: {what}", where, "see https://www.w3.org/TR/shacl/ for what a shape may say")


def _rdflib_graph(triples: Iterable[ox.Triple]) -> rdflib.Graph:
    from rdflib import Graph
    from rdflib.term import URIRef

    graph = Graph()
    for triple in triples:
        subject, predicate, value = triple.subject, to_rdflib(triple.predicate), triple.object
        if isinstance(subject, ox.Triple) or isinstance(value, ox.Triple):
            continue  # a triple term has no shape
        assert isinstance(predicate, URIRef)
        graph.add((to_rdflib(subject), predicate, to_rdflib(value)))
    return graph


def _findings(results: rdflib.Graph, shapes: rdflib.Graph, files: list[ShapesFile], places: Places) -> Iterator[Finding]:
    from rdflib import URIRef
    from rdflib.term import Node

    def one(subject: Node, name: str) -> Node | None:
        return results.value(subject, URIRef(SH + name))

    def said(shape: Node, predicate: str) -> str | None:
        found = shapes.value(shape, URIRef(predicate))
        return None if found is None else str(found)

    for result in sorted(results.objects(None, URIRef(SH + "result")), key=str):
        focus, value = one(result, "focusNode"), one(result, "value")
        named = _named_shape(one(result, "sourceShape"), shapes)
        paths = _properties_of(one(result, "resultPath"), results)
        node, graph = _together(str(focus), places.data)
        shown_value = None if value is None or value == focus else _show(from_rdflib(value), places)
        rule = "shape" if named is None else re.split(r"[#/]", str(named))[-1]
        messages = sorted(str(each) for each in results.objects(result, URIRef(SH + "resultMessage")))
        own = None if named is None else said(named, SH + "message")
        message = own or " ".join("; ".join(messages).split())[:300] or "a shape is violated"
        plain = _together(str(value), places.data)[0] if value is not None and value != focus else None
        statement = places.statement(node, paths, plain, graph)
        found_in = graph if graph is not None or statement is None else _graph_of(statement[0])
        yield Finding(
            rule,
            f"{places.short(node)}: {message}" + (f" (here {shown_value})" if shown_value else ""),
            places.where(node, paths, plain, graph) or (_place_of_shape(named, files) if named is not None else None),
            (said(named, RDFS + "comment") or said(named, SH + "description")) if named is not None else None,
            _SEVERITIES.get(str(one(result, "resultSeverity")), "error"),
            node,
            found_in,
            places.passages(node if places.data.is_assertion(node) else found_in),
            source=None if named is None else str(named),
            component=str(one(result, "sourceConstraintComponent") or "") or None,
            path=paths[0] if len(paths) == 1 else None,
            value=None if plain is None or value is None else n3(_plain(from_rdflib(value), places.data)),
        )


def _plain(term: ox.NamedNode | ox.Literal | ox.BlankNode, data: Dataset) -> ox.NamedNode | ox.Literal | ox.BlankNode:
    return ox.NamedNode(_together(term.value, data)[0]) if isinstance(term, ox.NamedNode) else term


def _show(term: ox.NamedNode | ox.Literal | ox.BlankNode, places: Places) -> str:
    plain = _plain(term, places.data)
    if isinstance(plain, ox.NamedNode):
        return places.short(plain.value)
    return repr(plain.value) if isinstance(plain, ox.Literal) else str(plain)


def _graph_of(quad: ox.Quad) -> str | None:
    return quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else None


def _named_shape(shape: rdflib.term.Node | None, shapes: rdflib.Graph) -> rdflib.URIRef | None:
    """The shape itself, or for one without a name the nearest named shape that it is part of."""
    from rdflib import URIRef

    seen = set()
    while shape is not None and not isinstance(shape, URIRef) and shape not in seen:
        seen.add(shape)
        shape = next(iter(sorted(shapes.subjects(None, shape), key=str)), None)
    return shape if isinstance(shape, URIRef) else None


def _properties_of(path: rdflib.term.Node | None, results: rdflib.Graph) -> list[str]:
    """The properties in a path: itself, or all that it is made of."""
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


def _place_of_shape(shape: rdflib.URIRef, files: Iterable[ShapesFile]) -> str | None:
    for file in files:
        place = Positions.of_trig(file.text).locate(str(shape))
        if place is not None:
            return f"{file.shown}:{place[0]}:{place[1]}"
    return None
