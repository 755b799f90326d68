"""The edges of the network: each with its act, its date, its standing, and the passages behind it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

import pyoxigraph as ox

from kg.namespaces import RDF_TYPE, prefixes_of
from kg.network.model import MATTER_GROUPS, Edge, Fact, Projection
from kg.network.reading import read
from kg.network.weights import Weights
from kg.record.names import Names
from kg.record.record import Record
from kg.record.times import Times

if TYPE_CHECKING:
    from kg.export.selection import Part
    from kg.network.reading import Object
    from kg.record.model import Claim, When
    from kg.snapshot import Snapshot

_BACKGROUND: Final = "Background"


class Line(NamedTuple):
    """One directed edge, for one act.

    Attributes:
        source: the IRI of the node at its start.
        target: the IRI of the node at its end.
        kind: the IRI of the property.
        basis: ``role``, ``relation`` or ``rule``.
        act: the IRI of the act whose role it is or from which it was inferred; empty for a relation.
        standing: its standing, such as ``Stated``; ``Background`` for what the curators add.
        held: whether it is held.
        passages: the IRIs of the passages that it rests on, in order.
        weight: its weight, see `kg.network.weights`.
    """

    source: str
    target: str
    kind: str
    basis: str
    act: str
    standing: str
    held: bool
    passages: tuple[str, ...]
    weight: float = 1.0


class Network:
    """The network of a snapshot, with indexes for its files.

    Args:
        projection: the network.
        record: the record of the same snapshot, with its proofs, for the passages behind entailed edges.
        part: the things that the files are restricted to: they have the edges of chosen acts, and the relations of chosen things.
    """

    def __init__(self, projection: Projection, record: Record, part: Part | None = None) -> None:
        self.projection = projection
        self.part = part
        self.record = record
        self.times = Times(record.names)
        self.weights = Weights(projection)
        self.facts: dict[tuple[str, str, Object], Fact] = {(each.subject, each.predicate, each.object): each for each in projection.facts}
        self.stated: dict[tuple[str, str], set[str]] = defaultdict(set)
        for each in projection.facts:
            if isinstance(each.object, str) and projection.holds(each):
                self.stated[each.subject, each.object].add(each.predicate)

    # edges

    def lines(self, claimed: bool = False) -> list[Line]:
        """All held edges, sorted; with `claimed`, also those that are not held."""
        found = {line for edge in self.projection.edges for line in self._of_edge(edge)}
        found.update(line for fact in self.projection.facts for line in self._of_role(fact))
        part = self.part
        return sorted(line for line in found if (line.held or claimed) and (part is None or (line.act or line.source) in part.things))

    def nodes(self, lines: Iterable[Line]) -> set[str]:
        """The IRIs of the nodes that a file with some lines has."""
        if self.part is None:
            return set(self.projection.nodes)
        return {*self.part.things, *(end for line in lines for end in (line.source, line.target))} & self.projection.nodes.keys()

    def _of_edge(self, edge: Edge) -> Iterator[Line]:
        if edge.entailed:
            stated = self.stated[edge.subject, edge.object]
            if any(edge.predicate in self.projection.ancestors(predicate) for predicate in stated):
                return
            ends = {edge.subject, edge.object}
            for act in [act for act in edge.acts if act not in ends] or edge.acts or ("",):
                ways = [way for way in edge.derivations if act in way.acts or not act]
                passages = self._cited(self.record.behind(way.derivation for way in ways))
                weight = self.weights.share(edge, act)
                yield Line(edge.subject, edge.object, edge.predicate, "rule", act, "Stated", True, passages, weight)
        else:
            yield from self._of_fact(self.facts[edge.subject, edge.predicate, edge.object], "relation", "")

    def _of_role(self, fact: Fact) -> Iterator[Line]:
        nodes = self.projection.nodes
        role = fact.predicate != RDF_TYPE and nodes[fact.subject].group in MATTER_GROUPS
        if role and isinstance(fact.object, str) and fact.object in nodes:
            yield from self._of_fact(fact, "role", fact.subject)

    def _of_fact(self, fact: Fact, basis: str, act: str) -> Iterator[Line]:
        """A line for each standing of a fact, with all passages of that standing; one without passages if only the background holds it."""
        assert isinstance(fact.object, str)
        by_standing: dict[tuple[str, bool], list[Claim]] = defaultdict(list)
        for graph in fact.claims:
            claim = self.projection.claims[graph]
            by_standing[_standing(claim), claim.held].append(claim)
        for (standing, held), claims in by_standing.items():
            passages = self._cited(claims)
            yield Line(fact.subject, fact.object, fact.predicate, basis, act, standing, held, passages)
        if self.projection.holds(fact) and not any(held for _, held in by_standing):
            yield Line(fact.subject, fact.object, fact.predicate, basis, act, _BACKGROUND, True, ())

    # the date, witnesses and passages of an edge

    def when(self, line: Line) -> When | None:
        """The date of an edge: of its act, or of its source for a relation."""
        return self.when_of(line.act or line.source)

    def when_of(self, iri: str) -> When | None:
        """The date of a node, see `kg.record.times.Times.when`."""
        return self.times.when(ox.NamedNode(iri))

    def witnesses(self, passages: Iterable[str]) -> int:
        """The number of independent witnesses among the documents of some passages; documents that share text count as one."""
        return self.record.witnesses(map(ox.NamedNode, passages))

    def in_order(self, passages: Iterable[str]) -> tuple[str, ...]:
        """Passages sorted by document and by number, without duplicates."""
        return tuple(each.value for each in self.record.in_order(map(ox.NamedNode, passages)))

    def _cited(self, claims: Iterable[Claim]) -> tuple[str, ...]:
        return tuple(each.value for each in self.record.cited(claims))


def _standing(claim: Claim) -> str:
    """The standing of a claim in a file: a stated claim in a speaker's voice is ``Said``, a withdrawn one ``Withdrawn``."""
    if claim.deprecated:
        return "Withdrawn"
    return "Said" if claim.content_of and claim.standing == "Stated" else claim.standing


def network(snapshot: Snapshot, part: Part | None = None) -> Network:
    """The network of a snapshot, with labels in the language of the workspace; with `part`, see `Network`."""
    proofs, store = snapshot.proofs(), snapshot.in_memory()
    projection = read(store, snapshot.base, language=snapshot.language, derivations=proofs.derivations())
    return Network(projection, Record(Names(store, prefixes_of(snapshot.base), snapshot.language), proofs), part)
