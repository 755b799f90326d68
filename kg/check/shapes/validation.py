"""SHACL validation: run the shapes of a workspace on the two views of its data, and turn the results into findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

import pyoxigraph as ox

from kg.authored.finding import Finding
from kg.authored.locator import Locator
from kg.authored.reading import Dataset
from kg.check.shapes.engines import Described, Unusable, by_pyshacl, by_shifty, described, divide
from kg.check.shapes.files import ShapesFile, Term, owners_of, rule_of, severity_of
from kg.check.shapes.views import each_view, original, whole_view
from kg.namespaces import RDF, RDFS, SH
from kg.places import Place
from kg.terms import n3
from kg.tokens import scan

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
    refused = [finding for file in files for finding in _refused_queries(file)]
    if refused:
        return refused
    view = list(triples)
    ontology = locator.data.ontology
    findings: list[Finding] = []
    plain, others = divide(files)
    if plain:
        try:
            findings += _findings(by_shifty(view, plain, ontology), plain, locator)
        except Unusable:
            others = files
            findings = []
    if others:
        try:
            findings += _findings(by_pyshacl(view, others, ontology), others, locator)
        except Unusable as problem:
            place = Place(others[0].shown) if len(others) == 1 else None
            return [*findings, _unusable(str(problem), place)]
    return findings


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


def _findings(report: Described, files: Sequence[ShapesFile], locator: Locator) -> list[Finding]:
    """The findings of a report, in an order that does not depend on the names of its blank nodes."""
    shapes = described(triple for file in files for triple in file.triples)
    owners = [owners_of(file) for file in files]
    results = (_Result(node, report, shapes, owners) for said in report.values() for node in said.get(SH + "result", ()))
    return sorted((_finding(each, files, locator) for each in results), key=lambda each: (each.what, each.component or "", each.path or ""))


class _Result:
    """One ``sh:ValidationResult``, and the named shape that it comes from."""

    def __init__(self, node: Term, report: Described, shapes: Described, owners: Sequence[Callable[[Term], str | None]]) -> None:
        self.said = report[node]
        self.report = report
        self.shapes = shapes
        source = self.one("sourceShape")
        self.shape = None if source is None else next(filter(None, (owner(source) for owner in owners)), None)

    def one(self, name: str) -> Term | None:
        """The value of a property of SHACL, or None."""
        return next(iter(self.said.get(SH + name, ())), None)

    def of_shape(self, predicate: str) -> str | None:
        """The value of a property of the named shape, or None."""
        found = () if self.shape is None else self.shapes.get(ox.NamedNode(self.shape), {}).get(predicate, ())
        return next(map(_plain, found), None)

    def message(self) -> str:
        """The message of the named shape, else that of the validator."""
        messages = sorted(map(_plain, self.said.get(SH + "resultMessage", ())))
        return self.of_shape(SH + "message") or " ".join("; ".join(messages).split())[:300] or "a shape is violated"

    def value(self, data: Dataset) -> ox.NamedNode | ox.Literal | ox.BlankNode | None:
        """The offending value with its name in the data; None if it is the focus node itself."""
        value = self.one("value")
        if value is None or isinstance(value, ox.Triple) or value == self.one("focusNode"):
            return None
        return ox.NamedNode(original(value.value, data)[0]) if isinstance(value, ox.NamedNode) else value

    def properties(self) -> list[str]:
        """The IRIs of the properties in the path."""
        path = self.one("resultPath")
        if path is None or isinstance(path, ox.NamedNode):
            return [] if path is None else [path.value]
        found: list[str] = []
        waiting, seen = [path], set()
        while waiting:
            node = waiting.pop()
            if node in seen:
                continue
            seen.add(node)
            for values in (self.report.get(node) or self.shapes.get(node, {})).values():
                for each in values:
                    if not isinstance(each, ox.NamedNode):
                        waiting.append(each)
                    elif not each.value.startswith((RDF, SH)):
                        found.append(each.value)
        return sorted(found)


def _finding(result: _Result, files: Sequence[ShapesFile], locator: Locator) -> Finding:
    data = locator.data
    node, graph = original(_plain(result.one("focusNode")), data)
    paths = result.properties()
    value = result.value(data)
    plain = None if value is None else value.value
    statement = locator.statement(node, paths, plain, graph)
    found_in = graph if graph is not None or statement is None else _graph_of(statement[0])
    shape = result.shape
    return Finding(
        "shape" if shape is None else rule_of(shape),
        f"{locator.short(node)}: {result.message()}" + (f" (here {_show(value, locator)})" if value is not None else ""),
        locator.place(node, paths, plain, graph) or _place_of_shape(shape, files),
        result.of_shape(RDFS + "comment") or result.of_shape(SH + "description"),
        severity_of(_plain(result.one("resultSeverity"))),
        node,
        found_in,
        locator.passages(node if data.is_assertion(node) else found_in),
        source=shape,
        component=_plain(result.one("sourceConstraintComponent")) or None,
        path=paths[0] if len(paths) == 1 else None,
        value=None if value is None else n3(value),
    )


def _plain(term: Term | None) -> str:
    """The IRI, the label or the text of a term without more."""
    return term.value if isinstance(term, ox.NamedNode | ox.BlankNode | ox.Literal) else ""


def _show(term: ox.NamedNode | ox.Literal | ox.BlankNode, locator: Locator) -> str:
    if isinstance(term, ox.NamedNode):
        return locator.short(term.value)
    return repr(term.value) if isinstance(term, ox.Literal) else str(term)


def _graph_of(quad: ox.Quad) -> str | None:
    return quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else None


def _place_of_shape(shape: str | None, files: Iterable[ShapesFile]) -> Place | None:
    places = () if shape is None else (file.place_of_subject(shape) for file in files)
    return next((place for place in places if place is not None), None)
