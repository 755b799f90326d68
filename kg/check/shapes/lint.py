"""The lint of shapes: misspelt terms of SHACL and undeclared targets, paths and values, with which a shape accepts all data."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

import pyoxigraph as ox

from kg.authored.finding import Finding
from kg.check.shapes.files import SHAPES, ShapesFile, Term, owners_of
from kg.files import did_you_mean, nearest
from kg.namespaces import DIP, OWL, RDF, RDF_TYPE, RDFS, SH, SKOS, prefixes_of
from kg.ontology import Ontology
from kg.places import Place
from kg.terms import shorten

_TARGETS: Final = frozenset(SH + name for name in ("targetClass", "targetNode", "targetObjectsOf", "targetSubjectsOf"))
_EXPECTS: Final = {
    SH + "targetClass": "class",
    SH + "class": "class",
    SH + "targetObjectsOf": "property",
    SH + "targetSubjectsOf": "property",
    SH + "path": "property",
    SH + "inversePath": "property",
    SH + "zeroOrMorePath": "property",
    SH + "oneOrMorePath": "property",
    SH + "zeroOrOnePath": "property",
    SH + "lessThan": "property",
    SH + "lessThanOrEquals": "property",
    SH + "equals": "property",
    SH + "disjoint": "property",
}
"""SHACL property to the kind of term that its value, if it is an IRI, must be declared as."""
_LISTS: Final = {SH + "alternativePath": "property", SH + "in": "individual", SH + "ignoredProperties": "property"}
_USES: Final = frozenset(
    SH + name for name in ("property", "node", "and", "or", "not", "xone", "qualifiedValueShape", "path", "inversePath", "alternativePath")
)
_SHAPE_KINDS: Final = frozenset(ox.NamedNode(SH + name) for name in ("NodeShape", "PropertyShape", "Shape"))
_CLASSES: Final = frozenset({ox.NamedNode(RDFS + "Class"), ox.NamedNode(OWL + "Class")})
_SAYS_NOTHING: Final = frozenset(
    SH + name for name in ("path", "message", "severity", "name", "description", "order", "group", "defaultValue", "deactivated")
)


@cache
def shacl_terms() -> frozenset[str]:
    """The IRIs of all terms of SHACL, from ``shacl_terms.txt``.

    >>> SH + "minCount" in shacl_terms(), SH + "minCont" in shacl_terms()
    (True, False)
    """
    with open(os.path.join(os.path.dirname(__file__), "shacl_terms.txt"), encoding="utf-8") as file:
        return frozenset(SH + line.split()[1] for line in file if not line.startswith("#"))


def lint_shapes(files: Iterable[ShapesFile], ontology: Ontology, base: str) -> list[Finding]:
    """Find the mistakes that make a shape accept all data.

    Args:
        files: the files of shapes.
        ontology: the declared terms.
        base: the base IRI of the workspace, for short names.

    Returns:
        A finding for each unknown term of SHACL, each undeclared target, path, class or value, each shape that is never applied
        and each shape without a constraint.
    """
    every = list(files)
    findings: list[Finding] = []
    for file in every:
        findings += _Lint(file, ontology, base).findings()
    findings += _idle_shapes(every, base)
    return findings


def wrong_shapes(files: Iterable[ShapesFile], ontology: Ontology, base: str) -> set[str]:
    """The IRIs of the named shapes that use an unknown term of SHACL or an undeclared term, so that their results mean nothing.

    Args:
        files: the files of shapes.
        ontology: the declared terms.
        base: the base IRI of the workspace.

    Returns:
        The IRIs; for a mistake in a shape without a name, that of the named shape which contains it.
    """
    return {iri for file in files for iri in _Lint(file, ontology, base).wrong()}


class _Lint:
    """The lint of one file."""

    def __init__(self, file: ShapesFile, ontology: Ontology, base: str) -> None:
        self.file = file
        self.ontology = ontology
        self.prefixes = prefixes_of(base) | {"shape": SHAPES}
        self.nexts = {t.subject: t.object for t in file.triples if t.predicate.value == RDF + "rest"}
        self.firsts = {t.subject: t.object for t in file.triples if t.predicate.value == RDF + "first"}

    def findings(self) -> Iterator[Finding]:
        """The findings of the file, one for each wrong term."""
        seen = set()
        for triple in self.file.triples:
            for finding in (*self._misspelt(triple), *self._undeclared(triple)):
                if finding not in seen:
                    seen.add(finding)
                    yield finding

    def wrong(self) -> Iterator[str]:
        """The IRIs of the named shapes with findings."""
        owner = owners_of(self.file)
        for triple in self.file.triples:
            iri = owner(triple.subject)
            if iri is not None and any((*self._misspelt(triple), *self._undeclared(triple))):
                yield iri

    def _misspelt(self, triple: ox.Triple) -> Iterator[Finding]:
        for term in (triple.predicate, triple.object):
            if isinstance(term, ox.NamedNode) and term.value.startswith(SH) and term.value not in shacl_terms():
                near = nearest(term.value[len(SH) :], (each[len(SH) :] for each in shacl_terms()), 1)
                hint = did_you_mean((f"sh:{each}" for each in near), "see https://www.w3.org/TR/shacl/ for the terms of SHACL")
                yield self._finding("shacl-term", f"{self._short(term.value)} is not a term of SHACL", term.value, hint)

    def _undeclared(self, triple: ox.Triple) -> Iterator[Finding]:
        predicate, value = triple.predicate.value, triple.object
        uses: list[tuple[str, str]] = []
        if predicate in _EXPECTS and isinstance(value, ox.NamedNode):
            uses.append((value.value, _EXPECTS[predicate]))
        elif predicate == SH + "hasValue" and isinstance(value, ox.NamedNode):
            uses.append((value.value, "individual"))
        elif predicate in _LISTS:
            uses += [(each.value, _LISTS[predicate]) for each in self._list(value) if isinstance(each, ox.NamedNode)]
        elif predicate == SH + "path" and isinstance(value, ox.BlankNode):
            uses += [(each.value, "property") for each in self._list(value) if isinstance(each, ox.NamedNode)]
        for iri, kind in uses:
            if not self._is(iri, kind):
                near = self.ontology.nearest(iri, kind)
                hint = did_you_mean([self._short(near)] if near else [], "declare it in the ontology, or use a declared term")
                yield self._finding("shape-term", f"undeclared {kind} {self._short(iri)} in a shape", iri, hint)

    def _is(self, iri: str, kind: str) -> bool:
        if iri in (OWL + "Class", RDFS + "Class", SKOS + "Concept"):
            return kind == "class"
        if kind == "class":
            return self.ontology.is_class(iri)
        if kind == "property":
            return self.ontology.is_property(iri)
        # Of the values, only those in the namespace of the ontology must be declared: a shape may name an entity of the data.
        return not iri.startswith(DIP) or iri in self.ontology.kinds

    def _list(self, head: Term) -> Iterator[Term]:
        seen = set()
        while isinstance(head, ox.BlankNode) and head in self.firsts and head not in seen:
            seen.add(head)
            yield self.firsts[head]
            head = self.nexts.get(head, head)

    def _finding(self, rule: str, what: str, iri: str, hint: str | None) -> Finding:
        return Finding(rule, what, self.file.place_of(iri), hint, node=iri)

    def _short(self, iri: str) -> str:
        return shorten(iri, self.prefixes)


def _idle_shapes(files: list[ShapesFile], base: str) -> Iterator[Finding]:
    """Named shapes that neither a target nor another shape applies, and shapes without a constraint."""
    every = [triple for file in files for triple in file.triples]
    applied = {triple.object for triple in every if triple.predicate.value in _USES or triple.predicate.value == RDF + "first"}
    predicates: dict[Term, set[str]] = {}
    kinds: dict[Term, set[Term]] = {}
    for triple in every:
        predicates.setdefault(triple.subject, set()).add(triple.predicate.value)
        if triple.predicate.value == RDF_TYPE:
            kinds.setdefault(triple.subject, set()).add(triple.object)
    prefixes = prefixes_of(base) | {"shape": SHAPES}
    for file in files:
        for shape in dict.fromkeys(triple.subject for triple in file.triples if isinstance(triple.subject, ox.NamedNode)):
            own = kinds.get(shape, set())
            if not own & _SHAPE_KINDS:
                continue
            place, short = file.place_of_subject(shape.value) or Place(file.shown, 1, 1), shorten(shape.value, prefixes)
            # A shape that is also a class is its own target.
            if not predicates[shape] & _TARGETS and shape not in applied and not own & _CLASSES:
                hint = "give it a target, such as sh:targetClass"
                yield Finding("idle-shape", f"the shape {short} is never applied", place, hint, node=shape.value)
            if not {each for each in predicates[shape] if each.startswith(SH)} - _TARGETS - _SAYS_NOTHING:
                yield Finding(
                    "idle-shape", f"the shape {short} has no constraint", place, "add one, such as sh:minCount 1", node=shape.value
                )
