"""The shapes files of a workspace: reading them, and which named shape a part of one belongs to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final, TypeAlias

import pyoxigraph as ox

from kg.authored.finding import Finding, Severity
from kg.errors import DataError, EnvironmentProblem
from kg.files import read_file
from kg.namespaces import DCTERMS, RDF, SH
from kg.ontology.terms import parse_turtle
from kg.places import Place
from kg.tokens import Positions
from kg.workspace import Workspace

SHAPES: Final = "https://w3id.org/chancery/shapes#"
MOST_STEPS: Final = 30
"""The largest number of steps in a path of a shape: the validator's time grows with its square."""

Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True)
class ShapesFile:
    """One file of shapes.

    Attributes:
        shown: its path, as messages show it.
        text: its text.
        triples: its triples.
        each_graph: whether its shapes are checked on each graph separately; see `kg.check.shapes.views`.
    """

    shown: str
    text: str
    triples: tuple[ox.Triple, ...]
    each_graph: bool

    @cached_property
    def positions(self) -> Positions:
        """The positions of subjects and predicates in the text, read on first use."""
        return Positions.of_trig(self.text)

    def place_of(self, iri: str) -> Place:
        """The place where an IRI is first mentioned, else the beginning of the file."""
        return Place(self.shown, *self.positions.terms.get(iri, (1, 1)))

    def place_of_subject(self, iri: str) -> Place | None:
        """The place where the block of a subject begins, or None."""
        position = self.positions.locate(iri)
        return None if position is None else Place(self.shown, *position)


def rule_of(shape: str) -> str:
    """The name of the rule that a shape is, from its IRI.

    >>> rule_of(SHAPES + "agent-source")
    'agent-source'
    """
    return re.split(r"[#/]", shape)[-1]


def severity_of(value: str) -> Severity:
    """The severity of a shape or a result, from the IRI of its ``sh:severity``; an error without one.

    >>> severity_of(SH + "Warning"), severity_of("")
    ('warning', 'error')
    """
    known: dict[str, Severity] = {SH + "Warning": "warning", SH + "Info": "info"}
    return known.get(value, "error")


def load_shapes(ws: Workspace) -> tuple[list[ShapesFile], list[Finding]]:
    """Read the shapes files of a workspace.

    Args:
        ws: the workspace; its own files replace packaged ones of the same name.

    Returns:
        The files that can be read, and a finding for each file that cannot.
    """
    files: list[ShapesFile] = []
    findings: list[Finding] = []
    for path in ws.shape_files():
        shown = ws.display(path)
        try:
            files.append(parse_shapes(read_file(path), shown))
        except DataError as problem:
            findings.append(Finding("shapes", problem.what, problem.place, problem.hint))
        except EnvironmentProblem as problem:
            findings.append(Finding("shapes", problem.what, Place(shown), problem.hint))
    return files, findings


@lru_cache(maxsize=64)
def parse_shapes(raw: bytes, shown: str) -> ShapesFile:
    """Read one file of shapes in Turtle.

    Args:
        raw: its bytes.
        shown: its path, as messages show it.

    Raises:
        DataError: the file is not valid Turtle; see `kg.ontology.terms.parse_turtle`.

    >>> parse_shapes(b"<http://x/shape> a <http://www.w3.org/ns/shacl#NodeShape> .", "own.ttl").each_graph
    False
    """
    triples = tuple(parse_turtle(raw, shown))
    text = raw.decode("utf-8")
    longest = max(_path_lengths(triples), default=0)
    if longest > MOST_STEPS:
        place = Place(shown, *(Positions.of_trig(text).terms.get(SH + "path", (1, 1))))
        raise DataError(f"a path of {longest:,} steps", place, f"a path may have {MOST_STEPS} steps")
    view = ox.NamedNode(SHAPES + "EachGraph")
    each = any(triple.predicate.value == DCTERMS + "type" and triple.object == view for triple in triples)
    return ShapesFile(shown, text, triples, each)


def _path_lengths(triples: Iterable[ox.Triple]) -> Iterator[int]:
    """The number of steps of each path that is a list."""
    rest = {triple.subject: triple.object for triple in triples if triple.predicate.value == RDF + "rest"}
    for triple in triples:
        if triple.predicate.value == SH + "path":
            node: Term = triple.object
            seen = set()
            while isinstance(node, ox.BlankNode) and node in rest and node not in seen:
                seen.add(node)
                node = rest[node]
            yield len(seen)


def owners_of(file: ShapesFile) -> Callable[[Term], str | None]:
    """A function that returns the named shape which a node of a file belongs to.

    Args:
        file: a file of shapes.

    Returns:
        A function from a node to its IRI, or from a blank node to the IRI of the nearest named node above it, or to None.

    >>> file = parse_shapes(b"<http://x/s> <http://x/p> [ <http://x/q> 1 ] .", "own.ttl")
    >>> {owners_of(file)(triple.subject) for triple in file.triples}
    {'http://x/s'}
    """
    above: dict[Term, Term] = {triple.object: triple.subject for triple in file.triples if isinstance(triple.object, ox.BlankNode)}

    def owner(node: Term) -> str | None:
        seen = set()
        while isinstance(node, ox.BlankNode) and node in above and node not in seen:
            seen.add(node)
            node = above[node]
        return node.value if isinstance(node, ox.NamedNode) else None

    return owner
