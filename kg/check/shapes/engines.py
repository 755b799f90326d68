"""The two engines that validate shapes: shifty, which is fast, for plain shapes, and pySHACL for all others.

`is_plain` says which shapes shifty is trusted with: those made of constraints in which a test compares the two engines, result by result.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from functools import cache, lru_cache
from graphlib import CycleError, TopologicalSorter
from threading import Lock
from typing import TYPE_CHECKING, Final, TypeAlias

import pyoxigraph as ox

from kg.check.shapes.files import ShapesFile, Term
from kg.check.shapes.form import lint_form
from kg.check.shapes.views import background_of
from kg.namespaces import RDF, SH
from kg.terms import from_rdflib, to_rdflib

if TYPE_CHECKING:
    import rdflib
    from shifty._shifty import PreparedValidator

    from kg.ontology import Ontology

Described: TypeAlias = Mapping[Term, Mapping[str, Sequence[Term]]]
"""Subject to predicate to values."""

Engine: TypeAlias = Callable[[Iterable[ox.Triple], "Sequence[ShapesFile]", "Ontology"], Described]
"""A function that validates triples, with what both views contain of the ontology, and returns the report."""


class Unusable(Exception):
    """Shapes that an engine cannot use, and why."""


_TARGETS: Final = frozenset(SH + name for name in ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf"))
_SHAPES: Final = frozenset(SH + name for name in ("property", "node", "not", "qualifiedValueShape"))
_LISTS_OF_SHAPES: Final = frozenset(SH + name for name in ("and", "or", "xone"))
_PLAIN: Final = (
    frozenset(
        SH + name
        for name in (
            *("path", "inversePath", "alternativePath", "message", "severity", "name", "description", "order", "group"),
            *("minCount", "maxCount", "datatype", "nodeKind", "class", "in", "hasValue", "pattern", "uniqueLang", "minLength", "maxLength"),
            *("minInclusive", "maxInclusive", "minExclusive", "maxExclusive", "lessThan", "lessThanOrEquals", "equals", "disjoint"),
            *("qualifiedMinCount", "qualifiedMaxCount"),
        )
    )
    | _TARGETS
    | _SHAPES
    | _LISTS_OF_SHAPES
)
_OTHER_REGEX: Final = re.compile(r"\(\?|\\[^SsDdWw.^$*+?()\[\]{}|/\\-]")
"""What the regular expressions of Python and of Rust do not have in common."""


def divide(files: Iterable[ShapesFile]) -> tuple[list[ShapesFile], list[ShapesFile]]:
    """The files that shifty can validate, and those that only pySHACL can.

    Args:
        files: the files of one view. A shape can use a shape of another file; then the two go together.

    >>> from kg.check.shapes.files import parse_shapes
    >>> text = b'<http://x/s> <http://www.w3.org/ns/shacl#closed> true .'
    >>> [len(part) for part in divide([parse_shapes(text, "own.ttl")])]
    [0, 1]
    """
    files = list(files)
    subjects: dict[str, set[Term]] = {file.shown: {triple.subject for triple in file.triples} for file in files}
    every = set[Term]().union(*subjects.values())
    plain = [file for file in files if is_plain(file, every)]
    others = [file for file in files if file not in plain]
    for other in others:  # and those that are added meanwhile
        for file in list(plain):
            mine, theirs = subjects[file.shown], subjects[other.shown]
            if mine & theirs or _used_by(file) & theirs or _used_by(other) & mine:
                plain.remove(file)
                others.append(file)
    return plain, [file for file in files if file in others]


def is_plain(file: ShapesFile, known: Set[Term]) -> bool:
    """Whether shifty and pySHACL are known to give the same report for the shapes of a file.

    Not for shapes with a mistake in their form, which pySHACL refuses with a reason, for shapes without a message of their own, for which
    each engine makes one, for shapes that apply themselves, and for what is seldom used, such as ``sh:sparql`` and ``sh:closed``.

    Args:
        file: the file.
        known: the subjects of all files of the view.

    >>> from kg.check.shapes.files import parse_shapes
    >>> sh = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix x: <http://x/> . x:s sh:targetClass x:C ; sh:path x:p ; sh:minCount 1 "
    >>> [is_plain(parse_shapes((sh + more).encode(), "own.ttl"), set()) for more in ('; sh:message "m" .', ".")]
    [True, False]
    """
    return _is_plain(file) and _used_by(file) <= known


@lru_cache(maxsize=64)
def _is_plain(file: ShapesFile) -> bool:
    said = {triple.subject for triple in file.triples if triple.predicate.value == SH + "message"}
    for triple in file.triples:
        predicate, value = triple.predicate.value, triple.object
        if predicate.startswith(SH) and predicate not in _PLAIN:
            return False
        if predicate == SH + "pattern" and (not isinstance(value, ox.Literal) or _OTHER_REGEX.search(value.value)):
            return False
        if predicate == SH + "path" and isinstance(value, ox.Literal):
            return False
        reported = triple.subject if predicate in _TARGETS else value if predicate == SH + "property" else None
        if isinstance(reported, ox.NamedNode) and reported not in said:
            return False
    links: dict[Term, set[Term]] = {}
    for triple in file.triples:
        links.setdefault(triple.subject, set()).add(triple.object)
    try:
        TopologicalSorter(links).prepare()
    except CycleError:
        return False
    return not lint_form([file])


@lru_cache(maxsize=64)
def _used_by(file: ShapesFile) -> frozenset[Term]:
    """The shapes that shapes of a file use."""
    after: dict[tuple[Term, str], Term] = {(triple.subject, triple.predicate.value): triple.object for triple in file.triples}
    found: set[Term] = {triple.object for triple in file.triples if triple.predicate.value in _SHAPES}
    for triple in file.triples:
        rest: Term | None = triple.object if triple.predicate.value in _LISTS_OF_SHAPES else None
        seen: set[Term] = set()
        while rest is not None and rest not in seen:
            seen.add(rest)
            if (first := after.get((rest, RDF + "first"))) is not None:
                found.add(first)
            rest = after.get((rest, RDF + "rest"))
    return frozenset(found)


def by_shifty(triples: Iterable[ox.Triple], files: Sequence[ShapesFile], ontology: Ontology) -> Described:
    """Validate with shifty.

    Args:
        triples: a view of the data.
        files: plain shapes.
        ontology: the declared terms.

    Raises:
        Unusable: shifty is not installed, or refuses the shapes.
    """
    try:
        validator = _validator(tuple(files))
        data = b"".join((_background_text(ontology), _n_triples(each for each in triples if not _has_triple_term(each))))
        result = validator.validate_w3c(
            data=data, data_format="ntriples", graph_mode="data", run_infer=False, sort_results=False, on_unsupported="error"
        )
    except (ImportError, ValueError) as error:
        raise Unusable(str(error)) from error
    if result.diagnostics:
        raise Unusable("; ".join(result.diagnostics))
    report = result._report_ntriples
    return described(quad.triple for quad in ox.parse(report, format=ox.RdfFormat.N_TRIPLES))


@lru_cache(maxsize=4)
def _validator(files: tuple[ShapesFile, ...]) -> PreparedValidator:
    """The compiled shapes of some files, made once for all checks of a process.

    The interface in Rust is called, because the one in Python parses the report with rdflib, which writes 01 as 1.
    """
    from shifty._shifty import PreparedValidator

    return PreparedValidator(shapes=_n_triples(triple for file in files for triple in file.triples), shapes_format="ntriples")


@lru_cache(maxsize=2)
def _background_text(ontology: Ontology) -> bytes:
    return _n_triples(background_of(ontology))


def _n_triples(triples: Iterable[ox.Triple]) -> bytes:
    text = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    assert text is not None
    return text


def by_pyshacl(triples: Iterable[ox.Triple], files: Sequence[ShapesFile], ontology: Ontology) -> Described:
    """Validate with pySHACL.

    Args:
        triples: a view of the data.
        files: the shapes.
        ontology: the declared terms.

    Raises:
        Unusable: the shapes are valid Turtle but not valid SHACL.
    """
    import pyshacl
    from pyparsing import ParseBaseException
    from pyshacl.errors import ReportableRuntimeError
    from rdflib import Graph

    # pySHACL logs each error that it raises, which would be printed beside the report.
    log = logging.getLogger("pyshacl-validate")
    log.disabled = True
    try:
        with _background(ontology).with_more(triples) as graph:
            _, results, text = pyshacl.validate(
                graph, shacl_graph=_shapes_graph(tuple(files)), inplace=True, inference="none", meta_shacl=False
            )
    except ReportableRuntimeError as error:
        raise Unusable(str(error)) from error
    except (LookupError, ValueError, TypeError, AttributeError, AssertionError, RuntimeError, re.error, ParseBaseException) as error:
        raise Unusable(f"{type(error).__name__}: {error}") from error
    finally:
        log.disabled = False
    if not isinstance(results, Graph):
        raise Unusable(str(text))
    return described(_from_rdflib(results))


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


def _has_triple_term(triple: ox.Triple) -> bool:
    """Whether a triple is about another, to which shapes do not apply."""
    return isinstance(triple.subject, ox.Triple) or isinstance(triple.object, ox.Triple)


def _rdflib_triples(triples: Iterable[ox.Triple]) -> Iterator[tuple[rdflib.term.Node, rdflib.term.URIRef, rdflib.term.Node]]:
    from rdflib.term import URIRef

    term = cache(to_rdflib)  # the same terms are in many triples
    for triple in triples:
        subject, predicate, value = triple.subject, term(triple.predicate), triple.object
        if isinstance(subject, ox.Triple) or isinstance(value, ox.Triple):
            continue
        assert isinstance(predicate, URIRef)
        yield term(subject), predicate, term(value)


def _from_rdflib(graph: rdflib.Graph) -> Iterator[ox.Triple]:
    for subject, predicate, value in graph:
        one, two, three = from_rdflib(subject), from_rdflib(predicate), from_rdflib(value)
        assert isinstance(one, ox.NamedNode | ox.BlankNode)
        assert isinstance(two, ox.NamedNode)
        yield ox.Triple(one, two, three)


def described(triples: Iterable[ox.Triple]) -> Described:
    """Triples by subject and predicate.

    >>> node = ox.NamedNode
    >>> described([ox.Triple(node("x:a"), node("x:p"), node("x:b"))])[node("x:a")]["x:p"]
    [<NamedNode value=x:b>]
    """
    found: dict[Term, dict[str, list[Term]]] = {}
    for triple in triples:
        found.setdefault(triple.subject, {}).setdefault(triple.predicate.value, []).append(triple.object)
    return found
