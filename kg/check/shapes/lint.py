"""The lint of shapes: a misspelt term of SHACL, a target or a path that nothing declares would let everything pass without a word."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final, TypeAlias

import pyoxigraph as ox

from kg.authored.finding import Finding
from kg.check.shapes.validation import SHAPES, ShapesFile, owners_of
from kg.files import did_you_mean, nearest
from kg.namespaces import DIP, OWL, RDF, RDFS, SH, SKOS, prefixes_of
from kg.ontology import Ontology
from kg.terms import shorten
from kg.tokens import Positions

_TYPE: Final = RDF + "type"
_TARGETS: Final = frozenset(SH + name for name in ("targetClass", "targetNode", "targetObjectsOf", "targetSubjectsOf"))
_PATHS: Final = frozenset(SH + name for name in ("path", "inversePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath"))
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
"""What the value of a SHACL property must be declared as, where it is an IRI."""
_LISTS: Final = {SH + "alternativePath": "property", SH + "in": "individual", SH + "ignoredProperties": "property"}
_USES: Final = frozenset(
    SH + name for name in ("property", "node", "and", "or", "not", "xone", "qualifiedValueShape", "path", "inversePath", "alternativePath")
)
_Node: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
_SHAPE_KINDS: Final = frozenset({SH + "NodeShape", SH + "PropertyShape", SH + "Shape"})
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
    """Look for what makes a shape pass everything.

    Args:
        files: the files of shapes.
        ontology: the declared terms.
        base: the base IRI of the workspace, for short names.

    Returns:
        A finding for each term of SHACL that there is not, each target, path, class and value that is not declared, each
        shape that nothing applies and each that constrains nothing.
    """
    every = list(files)
    findings: list[Finding] = []
    for file in every:
        findings += _Lint(file, ontology, base).findings()
    findings += _idle_shapes(every, base)
    return findings


def wrong_shapes(files: Iterable[ShapesFile], ontology: Ontology, base: str) -> set[str]:
    """The named shapes that use a term which is no term of SHACL, or which nothing declares: what they find means nothing.

    Args:
        files: the files of shapes.
        ontology: the declared terms.
        base: the base IRI of the workspace.

    Returns:
        Their IRIs; for a slip in a shape without a name, the one that it is part of.
    """
    return {iri for file in files for iri in _Lint(file, ontology, base).wrong()}


class _Lint:
    """The lint of one file."""

    def __init__(self, file: ShapesFile, ontology: Ontology, base: str) -> None:
        self.file = file
        self.ontology = ontology
        self.prefixes = prefixes_of(base) | {"shape": SHAPES}
        self.positions = Positions.of_trig(file.text)
        self.nexts = {t.subject: t.object for t in file.triples if t.predicate.value == RDF + "rest"}
        self.firsts = {t.subject: t.object for t in file.triples if t.predicate.value == RDF + "first"}

    def findings(self) -> Iterator[Finding]:
        """All findings, each wrong term once."""
        seen = set()
        for triple in self.file.triples:
            for finding in (*self._misspelt(triple), *self._undeclared(triple)):
                if finding not in seen:
                    seen.add(finding)
                    yield finding

    def wrong(self) -> Iterator[str]:
        """The named shapes with findings."""
        owner = owners_of(self.file)
        for triple in self.file.triples:
            iri = owner(triple.subject)
            if iri is not None and any((*self._misspelt(triple), *self._undeclared(triple))):
                yield iri

    def _misspelt(self, triple: ox.Triple) -> Iterator[Finding]:
        for term in (triple.predicate, triple.object):
            if isinstance(term, ox.NamedNode) and term.value.startswith(SH) and term.value not in shacl_terms():
                near = nearest(term.value[len(SH) :], (each[len(SH) :] for each in shacl_terms()), 1)
                hint = did_you_mean((f"sh:{each}" for each in near), "see https://www.w3.org/TR/shacl/ for the terms")
                yield self._finding("shacl-term", f"{self._short(term.value)} is no term of SHACL", term.value, hint)

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
        # Only the ontology's own names must be declared as values; a workspace may name its entities.
        return not iri.startswith(DIP) or iri in self.ontology.kinds

    def _list(self, head: _Node) -> Iterator[_Node]:
        seen = set()
        while isinstance(head, ox.BlankNode) and head in self.firsts and head not in seen:
            seen.add(head)
            yield self.firsts[head]
            head = self.nexts.get(head, head)

    def _finding(self, rule: str, what: str, iri: str, hint: str | None) -> Finding:
        line, column = self.positions.terms.get(iri, (1, 1))
        return Finding(rule, what, f"{self.file.shown}:{line}:{column}", hint, node=iri)

    def _short(self, iri: str) -> str:
        return shorten(iri, self.prefixes)


def _idle_shapes(files: list[ShapesFile], base: str) -> Iterator[Finding]:
    """Named shapes that no target and no other shape applies, and shapes that say nothing."""
    about: dict[str, set[str]] = {}
    kinds: dict[str, set[str]] = {}
    used: set[str] = set()
    for triple in (triple for file in files for triple in file.triples):
        predicate, value = triple.predicate.value, triple.object
        if isinstance(triple.subject, ox.NamedNode):
            about.setdefault(triple.subject.value, set()).add(predicate)
            if predicate == _TYPE and isinstance(value, ox.NamedNode):
                kinds.setdefault(triple.subject.value, set()).add(value.value)
        if isinstance(value, ox.NamedNode) and (predicate in _USES or predicate == RDF + "first"):
            used.add(value.value)
    prefixes = prefixes_of(base) | {"shape": SHAPES}
    for file in files:
        positions = Positions.of_trig(file.text)
        own = dict.fromkeys(triple.subject.value for triple in file.triples if isinstance(triple.subject, ox.NamedNode))
        for iri in own:
            if not kinds.get(iri, set()) & _SHAPE_KINDS:
                continue
            line, column = positions.locate(iri) or (1, 1)
            where, short = f"{file.shown}:{line}:{column}", shorten(iri, prefixes)
            is_class = bool(kinds[iri] & {RDFS + "Class", OWL + "Class"})  # a shape that is a class is its own target
            if not about[iri] & _TARGETS and iri not in used and not is_class:
                yield Finding(
                    "idle-shape", f"nothing applies the shape {short}", where, "give it a target, such as sh:targetClass", node=iri
                )
            if not {each for each in about[iri] if each.startswith(SH)} - _TARGETS - _SAYS_NOTHING:
                yield Finding(
                    "idle-shape", f"the shape {short} constrains nothing", where, "add a constraint, such as sh:minCount 1", node=iri
                )
