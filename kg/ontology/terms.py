"""The terms that data may use: those that the ontology files declare, and a few that no file has to declare."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import Final

import pyoxigraph as ox

from kg.errors import DataError, EnvironmentProblem
from kg.files import nearest, read_file
from kg.namespaces import DIP, OWL, PREFIXES, RDF, RDFS, SKOS
from kg.places import Place
from kg.terms import LABEL, PREF_LABEL, SUB_CLASS, SUB_PROPERTY, TYPE, iri_of, unwritable
from kg.tokens import MOST_DEPTH, Positions, too_deep
from kg.workspace import Workspace

_BUILT_IN: Final = {
    OWL: ("Class NamedIndividual Nothing Thing", "deprecated versionInfo"),
    RDF: ("", "type"),
    RDFS: ("", "comment isDefinedBy label seeAlso"),
    SKOS: ("Concept", ""),
}
"""Terms that data may use and that the ontology does not declare: namespace to its classes and its properties.

An ontology may not declare the terms of OWL. If ``skos:Concept`` were declared, the codes in ``ontology/alignments.ttl`` would be
individuals of the ontology, which a snapshot keeps with their labels.

The terms of other vocabularies that data may use are declared in ``ontology/reused.ttl``. A workspace that needs more declares them in
its ontology, for example as `owl:AnnotationProperty`.
"""

_KINDS: Final = {
    OWL + "Class": "class",
    RDFS + "Class": "class",
    OWL + "ObjectProperty": "object property",
    OWL + "AnnotationProperty": "annotation property",
    OWL + "DatatypeProperty": "datatype property",
    RDF + "Property": "annotation property",
    OWL + "NamedIndividual": "individual",
}

_THEME: Final = ox.NamedNode(DIP + "theme")
_MARKS: Final = (ox.NamedNode(DIP + "negative"), ox.NamedNode(DIP + "noTie"))
_PAST_LABEL: Final = ox.NamedNode(DIP + "pastLabel")

_LINKS: Final = frozenset(
    ox.NamedNode(namespace + name)
    for namespace, names in (
        (OWL, "backwardCompatibleWith imports incompatibleWith priorVersion versionIRI"),
        (RDFS, "isDefinedBy seeAlso"),
        (SKOS, "broadMatch closeMatch exactMatch narrowMatch relatedMatch"),
    )
    for name in names.split()
)
"""Properties whose values are documents or terms of others, which the ontology need not declare."""

MOST_ABOVE: Final = 100
"""The largest number of classes above a class, and of properties above a property. Queries follow each path upward, so that the time of the
check grows with the square of the number."""


class Ontology:
    """The terms of a workspace.

    Attributes:
        digest: a digest of the files that it was read from; empty for an ontology that was made otherwise.
        triples: all triples of the ontology files.
        kinds: the IRI of each declared or built-in term to its kinds: ``class``, ``object property``, ``annotation property``,
            ``datatype property``, ``individual``.
    """

    def __init__(self, triples: Iterable[ox.Triple], digest: str = "") -> None:
        self.digest = digest
        self.triples = _labelled(triples)
        self.kinds: dict[str, set[str]] = {}
        self._above: dict[str, set[str]] = {}
        self._classes_above: dict[str, frozenset[str]] = {}
        self._properties_above: dict[str, set[str]] = {}
        self._labels: dict[str, tuple[bool, str]] = {}
        self._types: dict[str, set[str]] = {}
        for triple in self.triples:
            self._note(triple)
        declared_classes = {iri for iri, kinds in self.kinds.items() if "class" in kinds}
        for triple in self.triples:
            if triple.predicate == TYPE and iri_of(triple.object) in declared_classes and isinstance(triple.subject, ox.NamedNode):
                self.kinds.setdefault(triple.subject.value, set()).add("individual")
        self._own = frozenset(self.kinds)
        for namespace, (classes, properties) in _BUILT_IN.items():
            for name in classes.split():
                self.kinds.setdefault(namespace + name, set()).add("class")
            for name in properties.split():
                self.kinds.setdefault(namespace + name, set()).add("annotation property")
        self._namespaces = frozenset(_split(iri)[0] for iri in self.kinds)

    def _note(self, triple: ox.Triple) -> None:
        if not isinstance(triple.subject, ox.NamedNode):
            return
        subject, value = triple.subject.value, iri_of(triple.object)
        if triple.predicate == TYPE and value:
            self._types.setdefault(subject, set()).add(value)
        if triple.predicate == TYPE and value in _KINDS:
            self.kinds.setdefault(subject, set()).add(_KINDS[value])
        elif triple.predicate == SUB_CLASS and value:
            self._above.setdefault(subject, set()).add(value)
        elif triple.predicate == SUB_PROPERTY and value:
            self._properties_above.setdefault(subject, set()).add(value)
        elif triple.predicate == PREF_LABEL and isinstance(triple.object, ox.Literal):
            english = _tag(triple.object).partition("-")[0] == "en"
            if subject not in self._labels or (english and not self._labels[subject][0]):
                self._labels[subject] = (english, triple.object.value)

    def is_class(self, iri: str) -> bool:
        """Whether an IRI is declared as a class."""
        return "class" in self.kinds.get(iri, ())

    def is_property(self, iri: str) -> bool:
        """Whether an IRI is declared as a property of any kind."""
        return any(kind.endswith("property") for kind in self.kinds.get(iri, ()))

    def is_object_property(self, iri: str) -> bool:
        """Whether an IRI is declared as an object property; only object properties reach the reasoner."""
        return "object property" in self.kinds.get(iri, ())

    def superclasses(self, iri: str) -> frozenset[str]:
        """The IRIs of a class and of all its superclasses."""
        found = self._classes_above.get(iri)
        if found is None:
            found = self._classes_above[iri] = _closure(iri, self._above)
        return found

    def superproperties(self, iri: str) -> frozenset[str]:
        """The IRIs of a property and of all its superproperties."""
        return _closure(iri, self._properties_above)

    def too_high(self) -> str | None:
        """The first class or property, by IRI, that has more than `MOST_ABOVE` others above it; None if there is none."""
        for above in (self._above, self._properties_above):
            if len(above) > MOST_ABOVE:
                for iri in sorted(above):
                    if len(_closure(iri, above)) > MOST_ABOVE + 1:
                        return iri
        return None

    def is_a(self, iri: str, ancestor: str) -> bool:
        """Whether a class is the same as another or a subclass of it."""
        return ancestor in self.superclasses(iri)

    def types(self, iri: str) -> frozenset[str]:
        """The classes that the ontology files state for a term, without their superclasses."""
        return frozenset(self._types.get(iri, ()))

    def label(self, iri: str) -> str | None:
        """The first preferred label of a term in English, or else the first in the ontology files; None without one."""
        return self._labels[iri][1] if iri in self._labels else None

    def nearest(self, iri: str, kind: str = "") -> str | None:
        """The declared term whose spelling is nearest to that of an undeclared term.

        Args:
            iri: the undeclared term.
            kind: ``class``, ``property`` or ``individual`` to consider only these; empty for all terms.

        Returns:
            The IRI of a declared term, preferably in the same namespace, else with a similar local name in any namespace; None
            if no term is similar.

        >>> from kg.namespaces import DIP
        >>> ontology = Ontology([ox.Triple(ox.NamedNode(DIP + "Visit"), TYPE, ox.NamedNode(OWL + "Class"))])
        >>> ontology.nearest(DIP + "Vist", "class") == DIP + "Visit"
        True
        """
        candidates = {each for each, kinds in self.kinds.items() if not kind or any(own.endswith(kind) for own in kinds)}
        namespace, local = _split(iri)
        same = {_split(each)[1]: each for each in sorted(candidates) if _split(each)[0] == namespace}
        by_case = {name.lower(): name for name in same}
        if local.lower() in by_case:
            return same[by_case[local.lower()]]
        if near := nearest(local, same, 1):
            return same[near[0]]
        everywhere = {_split(each)[1]: each for each in sorted(candidates)}
        if near := nearest(local, everywhere, 1):
            return everywhere[near[0]]
        return None

    def namespaces(self) -> frozenset[str]:
        """The namespaces of the declared and built-in terms. An IRI in one of them must itself be declared."""
        return self._namespaces

    def undeclared(self) -> frozenset[str]:
        """The IRIs that the ontology files use as terms of their own and do not declare.

        Only namespaces in which the ontology declares terms count, without those of known vocabularies such as SKOS, which it may use
        in part. A term is declared if it has a type. The values of `owl:imports`, `skos:exactMatch` and the like are not looked at.

        Returns:
            The IRIs; empty if every term is declared.

        >>> from kg.namespaces import DIP
        >>> visit, above = ox.NamedNode(DIP + "Visit"), ox.NamedNode(DIP + "Encountr")
        >>> ontology = Ontology([ox.Triple(visit, TYPE, ox.NamedNode(OWL + "Class")), ox.Triple(visit, SUB_CLASS, above)])
        >>> ontology.undeclared() == {DIP + "Encountr"}
        True
        """
        return self._undeclared

    @cached_property
    def _undeclared(self) -> frozenset[str]:
        used = {triple.subject for triple in self.triples}
        used |= {triple.predicate for triple in self.triples}
        used |= {triple.object for triple in self.triples if isinstance(triple.object, ox.NamedNode) and triple.predicate not in _LINKS}
        own = tuple({_split(iri)[0] for iri in self._own} - (set(PREFIXES.values()) - {DIP}))
        iris = {term.value for term in used if isinstance(term, ox.NamedNode) and term.value.startswith(own)}
        return frozenset(iri for iri in iris - self.kinds.keys() - self._types.keys() if _split(iri)[0] in own and _split(iri)[1])

    @cached_property
    def hot_triples(self) -> tuple[ox.Triple, ...]:
        """The part of the ontology that a snapshot keeps: of each declared term the types, labels, named super-terms, theme and marks."""
        return tuple(self._hot_triples())

    def _hot_triples(self) -> Iterator[ox.Triple]:
        for triple in self.triples:
            if not isinstance(triple.subject, ox.NamedNode) or triple.subject.value not in self._own:
                continue
            if triple.predicate == _PAST_LABEL:
                yield triple
            elif triple.predicate == PREF_LABEL:
                yield triple
                yield ox.Triple(triple.subject, LABEL, triple.object)
            elif triple.predicate in _MARKS:
                if isinstance(triple.object, ox.Literal) and triple.object.value == "true":
                    yield triple
            elif triple.predicate in (TYPE, SUB_CLASS, SUB_PROPERTY, _THEME) and isinstance(triple.object, ox.NamedNode):
                yield triple


def _labelled(triples: Iterable[ox.Triple]) -> list[ox.Triple]:
    """Triples, with each ``rdfs:label`` of a term as a preferred label, unless it has a preferred one in that language."""
    found = list(triples)
    preferred = {(each.subject, _tag(each.object)) for each in found if each.predicate == PREF_LABEL}
    plain = [each for each in found if each.predicate == LABEL and (each.subject, _tag(each.object)) not in preferred]
    return found + [ox.Triple(each.subject, PREF_LABEL, each.object) for each in plain]


def _tag(label: object) -> str:
    """The language tag of a label in lower case; empty without one."""
    return (label.language or "").lower() if isinstance(label, ox.Literal) else ""


def load_ontology(ws: Workspace) -> Ontology:
    """Read the ontology files of a workspace.

    Args:
        ws: the workspace; its own files replace packaged ones of the same name.

    Returns:
        The terms.

    Raises:
        DataError: a file is not valid Turtle or cannot be read: the first such file; the other files are in `others`. Or a class or a
            property has more than `MOST_ABOVE` others above it.
    """
    triples: list[ox.Triple] = []
    errors: list[DataError] = []
    texts: list[tuple[str, bytes]] = []
    for path in ws.ontology_files():
        try:
            texts.append((ws.display(path), read_file(path)))
            triples += _parsed(texts[-1][1], texts[-1][0])
        except DataError as error:
            errors.append(error)
        except EnvironmentProblem as error:
            errors.append(DataError(error.what, Place(ws.display(path)), error.hint))
    if errors:
        raise DataError(errors[0].what, errors[0].place, errors[0].hint, errors[1:])
    digest = sha256(b"\0".join(raw for _, raw in texts)).hexdigest()
    if digest in _LOADED:
        return _LOADED[digest]
    ontology = Ontology(triples, digest)
    high = ontology.too_high()
    if high is not None:
        places = ((shown, Positions.of_trig(raw.decode("utf-8")).terms.get(high)) for shown, raw in texts)
        place = next((Place(shown, *position) for shown, position in places if position is not None), None)
        raise DataError(f"more than {MOST_ABOVE} classes or properties above <{high}>", place, "remove some of the levels between them")
    while len(_LOADED) >= _MOST_LOADED:
        del _LOADED[next(iter(_LOADED))]
    _LOADED[digest] = ontology
    return ontology


_MOST_LOADED: Final = 4
_LOADED: Final[dict[str, Ontology]] = {}
"""The ontologies that were read last in this process, by the digest of their files: a check reads the packaged one many times."""


@lru_cache(maxsize=64)
def _parsed(raw: bytes, shown: str) -> tuple[ox.Triple, ...]:
    """The triples of a file of an ontology, remembered, because a process often reads the packaged ontology more than once."""
    return tuple(parse_turtle(raw, shown))


def parse_turtle(raw: bytes, shown: str) -> list[ox.Triple]:
    """The triples of a file in Turtle that is part of an ontology or of shapes.

    Args:
        raw: its bytes.
        shown: its path, as messages show it.

    Raises:
        DataError: it is not Turtle in UTF-8, or is too deep for the parser, or has a term that cannot be written in every format.

    >>> len(parse_turtle(b"<http://x/a> a [] .", "own.ttl"))
    1
    >>> parse_turtle(b'<http://x/a>\\n <http://x/p> "\\\\u0007" .', "own.ttl")
    Traceback (most recent call last):
    ...
    kg.errors.DataError: the control character U+0007 in the value of http://x/p (own.ttl:2:2)
    """
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DataError("the file is not UTF-8", Place(shown, raw.count(b"\n", 0, error.start) + 1), "save the file as UTF-8") from error
    if text.startswith("\ufeff"):
        raise DataError("the file begins with a byte order mark", Place(shown, 1, 1), "save the file as UTF-8 without one")
    deep = too_deep(text)
    if deep is not None:
        hint = "give the things inside IRIs of their own"
        raise DataError(f"more than {MOST_DEPTH} brackets inside each other", Place(shown, deep.line, deep.column), hint)
    try:
        triples = [quad.triple for quad in ox.parse(text, ox.RdfFormat.TURTLE, rename_blank_nodes=True)]
    except SyntaxError as error:
        what = re.sub(r"^Parser error at [^:]*: ", "", str(error.msg))
        raise DataError(what, Place(shown, error.lineno or 1, error.offset or 1), "correct the Turtle syntax here") from error
    for triple in triples:
        reason = unwritable(triple.object)
        if reason is not None:
            found = Positions.of_trig(text).nearest(iri_of(triple.subject) or "", triple.predicate.value)
            hint = "remove it"
            raise DataError(f"{reason} in the value of {triple.predicate.value}", Place(shown, *(found or (1, 1))), hint)
    return triples


def _split(iri: str) -> tuple[str, str]:
    at = max(iri.rfind("#"), iri.rfind("/")) + 1
    return iri[:at], iri[at:]


def _closure(iri: str, above: Mapping[str, set[str]]) -> frozenset[str]:
    found, waiting = {iri}, [iri]
    while waiting:
        for each in above.get(waiting.pop(), ()):
            if each not in found:
                found.add(each)
                waiting.append(each)
    return frozenset(found)
