"""The edges of the network: each with its act, its date, its standing, and the passages behind it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.namespaces import RDF
from kg.network.model import MATTER_GROUPS, Edge, Fact, Projection, parts
from kg.network.reading import read
from kg.record.times import merged

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg.network.model import Way
    from kg.network.reading import Derivations, Object
    from kg.record.model import Claim, When
    from kg.snapshot import Snapshot

_TYPE: Final = RDF + "type"
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
    """

    source: str
    target: str
    kind: str
    basis: str
    act: str
    standing: str
    held: bool
    passages: tuple[str, ...]


class Network:
    """The network of a snapshot, with indexes for its files.

    Args:
        projection: the network.
        derivations: the derivations of the entailed triples, for the passages behind entailed edges.
    """

    def __init__(self, projection: Projection, derivations: Derivations) -> None:
        self.projection = projection
        self.derivations = derivations
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
        return sorted(line for line in found if line.held or claimed)

    def _of_edge(self, edge: Edge) -> Iterator[Line]:
        if edge.entailed:
            stated = self.stated[edge.subject, edge.object]
            if any(edge.predicate in self.projection.ancestors(predicate) for predicate in stated):
                return
            ends = {edge.subject, edge.object}
            for act in [act for act in edge.acts if act not in ends] or edge.acts or ("",):
                ways = [way for way in edge.derivations if act in way.acts or not act]
                yield Line(edge.subject, edge.object, edge.predicate, "rule", act, "Stated", True, self._premises(ways))
        else:
            yield from self._of_fact(self.facts[edge.subject, edge.predicate, edge.object], "relation", "")

    def _of_role(self, fact: Fact) -> Iterator[Line]:
        nodes = self.projection.nodes
        if isinstance(fact.object, str) and fact.object in nodes and nodes[fact.subject].group in MATTER_GROUPS and fact.predicate != _TYPE:
            yield from self._of_fact(fact, "role", fact.subject)

    def _of_fact(self, fact: Fact, basis: str, act: str) -> Iterator[Line]:
        """A line for each standing of a fact, with all passages of that standing; one without passages if only the background holds it."""
        assert isinstance(fact.object, str)
        by_standing: dict[tuple[str, bool], list[Claim]] = defaultdict(list)
        for graph in fact.claims:
            claim = self.projection.claims[graph]
            by_standing[_standing(claim), claim.held].append(claim)
        for (standing, held), claims in by_standing.items():
            passages = self.in_order(passage.value for claim in claims for passage in claim.passages)
            yield Line(fact.subject, fact.object, fact.predicate, basis, act, standing, held, passages)
        if self.projection.holds(fact) and not any(held for _, held in by_standing):
            yield Line(fact.subject, fact.object, fact.predicate, basis, act, _BACKGROUND, True, ())

    def _premises(self, ways: Iterable[Way]) -> tuple[str, ...]:
        """The passages behind the premises of derivations; entailed premises are followed.

        Passages that only state a type are left out if there are others: every passage on a meeting says that it is a meeting, but
        not who took part.
        """
        roles: set[str] = set()
        types: set[str] = set()
        seen: set[ox.Triple] = set()
        waiting = [way.derivation for way in ways]
        while waiting:
            for triple in waiting.pop().premises:
                if triple in seen:
                    continue
                seen.add(triple)
                premise = parts(triple)
                if premise in self.facts:
                    claims = [claim for graph in self.facts[premise].claims if (claim := self.projection.claims[graph]).held]
                    (types if premise[1] == _TYPE else roles).update(passage.value for claim in claims for passage in claim.passages)
                if premise[1] != _TYPE:
                    waiting.extend(self.derivations.get(triple, ()))
        return self.in_order(roles or types)

    # the date, witnesses and passages of an edge

    def when(self, line: Line) -> When | None:
        """The date of an edge: of its act, or of its source for a relation. If the edge is not held, all accounts taken together."""
        return self.when_of(line.act or line.source, line.held)

    def when_of(self, iri: str, held: bool) -> When | None:
        """The date of a node: that of the held accounts; if there is none and the node is not held, all accounts taken together."""
        accounts = self.projection.whens.get(iri, ())
        found = next((when for when in accounts if when.graph is None), None)
        return merged(accounts) if found is None and accounts and not held else found

    def witnesses(self, passages: Iterable[str]) -> int:
        """The number of independent witnesses among the documents of some passages; documents that share text count as one."""
        documents = {self.projection.passages[passage].document.value for passage in passages}
        return len({self.projection.documents[document].witness for document in documents})

    def in_order(self, passages: Iterable[str]) -> tuple[str, ...]:
        """Passages sorted by document and by number, without duplicates."""
        known = self.projection.passages
        return tuple(sorted(set(passages), key=lambda each: (known[each].document.value, known[each].number, each)))

    def held_nodes(self) -> set[str]:
        """The nodes that are the subject or the object of a held fact."""
        found: set[str] = set()
        for fact in self.projection.facts:
            if self.projection.holds(fact):
                found.add(fact.subject)
                if isinstance(fact.object, str):
                    found.add(fact.object)
        return found


def _standing(claim: Claim) -> str:
    """The standing of a claim in a file: a stated claim in a speaker's voice is ``Said``, a withdrawn one ``Withdrawn``."""
    if claim.deprecated:
        return "Withdrawn"
    return "Said" if claim.content_of and claim.standing == "Stated" else claim.standing


def network(snapshot: Snapshot) -> Network:
    """The network of a snapshot, with labels in the language of the workspace."""
    derivations = snapshot.proofs().derivations()
    return Network(read(snapshot.store, snapshot.base, language=snapshot.language, derivations=derivations), derivations)
