"""The form of shapes: what kind of value each parameter of SHACL takes, and how many.

A validator notices a wrong form only when it meets a node that the shape is for, if at all. See the syntax rules in
https://www.w3.org/TR/shacl/#syntax-rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

import pyoxigraph as ox

from kg.authored.finding import Finding
from kg.check.shapes.validation import ShapesFile, owners_of
from kg.namespaces import RDF, SH, XSD
from kg.tokens import Positions

_INTEGERS: Final = ("minCount", "maxCount", "minLength", "maxLength", "qualifiedMinCount", "qualifiedMaxCount")
_BOOLEANS: Final = ("uniqueLang", "closed", "deactivated", "qualifiedValueShapesDisjoint")
_STRINGS: Final = ("pattern", "flags")
_IRIS: Final = (
    *("class", "datatype", "nodeKind", "severity", "targetClass", "targetSubjectsOf", "targetObjectsOf"),
    *("lessThan", "lessThanOrEquals", "equals", "disjoint"),
)
_LISTS: Final = ("and", "or", "xone", "in", "languageIn", "ignoredProperties")
_ONCE: Final = frozenset(
    SH + name
    for name in (*_INTEGERS, *_BOOLEANS, *_STRINGS, "datatype", "nodeKind", "severity", "path", "in", "languageIn", "ignoredProperties")
)
_NODE_KINDS: Final = frozenset(
    SH + name for name in ("BlankNode", "IRI", "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral")
)
_EXPECTED: Final = {
    **dict.fromkeys((SH + name for name in _INTEGERS), "a whole number, without quotation marks"),
    **dict.fromkeys((SH + name for name in _BOOLEANS), "true or false, without quotation marks"),
    **dict.fromkeys((SH + name for name in _STRINGS), "a text"),
    **dict.fromkeys((SH + name for name in _IRIS), "an IRI"),
    **dict.fromkeys((SH + name for name in _LISTS), "a list in brackets: ( ... )"),
}
_Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def lint_form(files: Iterable[ShapesFile]) -> list[Finding]:
    """Look at the values of the parameters in shapes.

    Args:
        files: the files of shapes.

    Returns:
        A finding named ``shape-form`` for each value of the wrong kind, each parameter given twice, each pattern that is no
        regular expression, and each property shape without a path.

    >>> from kg.check.shapes.validation import parse_shapes
    >>> text = b'<http://x/s> <http://www.w3.org/ns/shacl#minCount> "one" .'
    >>> [(finding.what, finding.where) for finding in lint_form([parse_shapes(text, "own.ttl")])]
    [("sh:minCount is 'one' in a shape", 'own.ttl:1:14')]
    """
    return [finding for file in files for finding in _findings(file)]


def _findings(file: ShapesFile) -> Iterator[Finding]:
    positions = Positions.of_trig(file.text)
    lists: set[object] = {triple.subject for triple in file.triples if triple.predicate.value == RDF + "first"}
    given: dict[tuple[object, str], int] = {}

    owner = owners_of(file)

    def finding(what: str, hint: str, subject: _Node, predicate: str) -> Finding:
        own = positions.locate(subject.value, predicate) if isinstance(subject, ox.NamedNode) else None
        line, column = own or positions.terms.get(predicate, (1, 1))
        return Finding("shape-form", what, f"{file.shown}:{line}:{column}", hint, node=owner(subject))

    for triple in file.triples:
        predicate = triple.predicate.value
        short = "sh:" + predicate.removeprefix(SH)
        expected = _EXPECTED.get(predicate)
        if expected is not None and not _fits(predicate, triple.object, lists):
            shown = repr(triple.object.value) if isinstance(triple.object, ox.Literal) else str(triple.object)
            yield finding(f"{short} is {shown} in a shape", f"{short} takes {expected}", triple.subject, predicate)
        if predicate == SH + "pattern" and isinstance(triple.object, ox.Literal):
            try:
                re.compile(triple.object.value)
            except re.error as problem:
                what = f"the pattern {triple.object.value!r} in a shape is no regular expression: {problem}"
                yield finding(what, "mend the pattern", triple.subject, predicate)
        if predicate in _ONCE:
            number = given[(triple.subject, predicate)] = given.get((triple.subject, predicate), 0) + 1
            if number == 2:
                yield finding(f"{short} is given twice in one shape", "give it once; write two shapes", triple.subject, predicate)
    for triple in file.triples:
        if triple.predicate.value == RDF + "type" and (triple.subject, SH + "path") not in given:
            if triple.object == ox.NamedNode(SH + "PropertyShape"):
                yield finding("a property shape has no path", "add sh:path, or make it a sh:NodeShape", triple.subject, RDF + "type")
        elif triple.object == ox.NamedNode(SH + "NodeShape"):
            yield finding("a node shape has a path", "make it a sh:PropertyShape", triple.subject, SH + "path")


def _fits(predicate: str, value: _Node, lists: set[object]) -> bool:
    """Whether a value is of the kind that a parameter takes."""
    name = predicate.removeprefix(SH)
    if name in _INTEGERS:
        return (
            isinstance(value, ox.Literal) and value.datatype.value == XSD + "integer" and re.fullmatch(r"\+?\d+", value.value) is not None
        )
    if name in _BOOLEANS:
        return isinstance(value, ox.Literal) and value.datatype.value == XSD + "boolean"
    if name in _STRINGS:
        return isinstance(value, ox.Literal) and value.datatype.value == XSD + "string"
    if name == "nodeKind":
        return isinstance(value, ox.NamedNode) and value.value in _NODE_KINDS
    if name in _IRIS:
        return isinstance(value, ox.NamedNode)
    return value in lists or value == ox.NamedNode(RDF + "nil")
