"""The form of shapes: the kind of value that each parameter of SHACL takes, and how many values.

A validator detects a wrong form only when it validates a node against the shape, if at all. See the syntax rules in
https://www.w3.org/TR/shacl/#syntax-rules.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final, TypeAlias

import pyoxigraph as ox

from kg.authored.finding import Finding
from kg.check.shapes.files import ShapesFile, Term, owners_of
from kg.namespaces import RDF, SH, XSD
from kg.places import Place

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
    **dict.fromkeys((SH + name for name in _STRINGS), "a string without a language tag"),
    **dict.fromkeys((SH + name for name in _IRIS), "an IRI"),
    **dict.fromkeys((SH + name for name in _LISTS), "a list in parentheses: ( ... )"),
}


def lint_form(files: Iterable[ShapesFile]) -> list[Finding]:
    """Check the values of the parameters in shapes.

    Args:
        files: the files of shapes.

    Returns:
        A finding named ``shape-form`` for each value of the wrong kind, each parameter given twice, each pattern that is not a
        valid regular expression, each property shape without a path and each node shape with one.

    >>> from kg.check.shapes.files import parse_shapes
    >>> text = b'<http://x/s> <http://www.w3.org/ns/shacl#minCount> "one" .'
    >>> [(finding.what, str(finding.place)) for finding in lint_form([parse_shapes(text, "own.ttl")])]
    [("invalid value 'one' of sh:minCount", 'own.ttl:1:14')]
    """
    return [finding for file in files for finding in _findings(file)]


def _findings(file: ShapesFile) -> Iterator[Finding]:
    owner = owners_of(file)
    for triple, predicate, what, hint in (*_wrong_values(file), *_repeated(file), *_wrong_kinds(file)):
        subject = triple.subject
        own = file.positions.locate(subject.value, predicate) if isinstance(subject, ox.NamedNode) else None
        place = file.place_of(predicate) if own is None else Place(file.shown, *own)
        yield Finding("shape-form", what, place, hint, node=owner(subject))


_Slip: TypeAlias = tuple[ox.Triple, str, str, str]
"""A triple of a shape, the predicate to point at, what is wrong, and a hint."""


def _wrong_values(file: ShapesFile) -> Iterator[_Slip]:
    """Values of the wrong kind, and patterns that are not valid regular expressions."""
    lists: set[Term] = {triple.subject for triple in file.triples if triple.predicate.value == RDF + "first"}
    for triple in file.triples:
        predicate, value = triple.predicate.value, triple.object
        expected = _EXPECTED.get(predicate)
        if expected is not None and not _fits(predicate, value, lists):
            shown = repr(value.value) if isinstance(value, ox.Literal) else str(value)
            yield triple, predicate, f"invalid value {shown} of {_short(predicate)}", f"{_short(predicate)} takes {expected}"
        if predicate == SH + "pattern" and isinstance(value, ox.Literal):
            try:
                re.compile(value.value)
            except re.error as problem:
                yield triple, predicate, f"invalid regular expression {value.value!r}: {problem}", "correct the value of sh:pattern"


def _repeated(file: ShapesFile) -> Iterator[_Slip]:
    """Parameters that a shape can have only once and has twice."""
    given = Counter((triple.subject, triple.predicate.value) for triple in file.triples)
    for triple in file.triples:
        predicate = triple.predicate.value
        if predicate in _ONCE and given.pop((triple.subject, predicate), 0) > 1:
            yield triple, predicate, f"{_short(predicate)} is given more than once in one shape", "give it once, or write two shapes"


def _wrong_kinds(file: ShapesFile) -> Iterator[_Slip]:
    """Property shapes without a path, and node shapes with one."""
    with_path = {triple.subject for triple in file.triples if triple.predicate.value == SH + "path"}
    for triple in file.triples:
        if triple.predicate.value != RDF + "type":
            continue
        if triple.object == ox.NamedNode(SH + "PropertyShape") and triple.subject not in with_path:
            yield triple, RDF + "type", "a property shape has no path", "add sh:path, or make it a sh:NodeShape"
        if triple.object == ox.NamedNode(SH + "NodeShape") and triple.subject in with_path:
            yield triple, SH + "path", "a node shape has a path", "remove sh:path, or make it a sh:PropertyShape"


def _short(predicate: str) -> str:
    return "sh:" + predicate.removeprefix(SH)


def _fits(predicate: str, value: Term, lists: set[Term]) -> bool:
    """Whether a value is of the kind that a parameter of SHACL takes."""
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
