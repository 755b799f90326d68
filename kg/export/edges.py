"""The edges of the network: each with its act, its date, how sure the teller is, and the passages behind it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.namespaces import RDF
from kg.network.measures import held
from kg.network.model import MATTER_GROUPS, Edge, Fact, Projection, When, parts
from kg.network.reading import read

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg.network.model import Claim, Way
    from kg.network.reading import Derivations, Object
    from kg.snapshot import Snapshot

_TYPE: Final = RDF + "type"
_BACKGROUND: Final = "Background"


class Line(NamedTuple):
    """One directed edge, for one act.

    Attributes:
        source: the IRI that it goes from.
        target: the IRI that it goes to.
        kind: the IRI of the property.
        basis: ``role``, ``relation`` or ``rule``.
        act: the IRI of the act that it is a role of or was inferred from; empty for a relation.
        standing: how sure the teller is, such as ``Stated``; ``Background`` for what the curators add.
        held: whether it is held to be so.
        passages: the IRIs of the passages that say so, in order.
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
    """The picture model of a snapshot, with what its files need.

    Args:
        projection: the model.
        derivations: how the entailed edges follow, for the passages behind them.
    """

    def __init__(self, projection: Projection, derivations: Derivations) -> None:
        self.projection = projection
        self.derivations = derivations
        self.facts: dict[tuple[str, str, Object], Fact] = {(each.subject, each.predicate, each.object): each for each in projection.facts}
        self.told: dict[tuple[str, str], set[str]] = defaultdict(set)
        for each in projection.facts:
            if isinstance(each.object, str) and held(projection, each.claims):
                self.told[each.subject, each.object].add(each.predicate)
        self.whens: dict[str, list[When]] = defaultdict(list)
        for when in projection.whens:
            self.whens[when.node].append(when)
        self._witness = self._shared()

    # edges

    def lines(self, claimed: bool = False) -> list[Line]:
        """All edges in order; with `claimed` also those that are not held."""
        found = {line for edge in self.projection.edges for line in self._of_edge(edge)}
        found.update(line for fact in self.projection.facts for line in self._of_role(fact))
        return sorted(line for line in found if line.held or claimed)

    def _of_edge(self, edge: Edge) -> Iterator[Line]:
        if edge.entailed:
            told = self.told[edge.subject, edge.object]
            if any(edge.predicate in self.projection.ancestors(predicate) for predicate in told):
                return
            ends = {edge.subject, edge.object}
            for act in [act for act in edge.acts if act not in ends] or edge.acts or ("",):
                ways = [way for way in edge.derivations if act in way.acts or not act]
                yield Line(edge.subject, edge.object, edge.predicate, "rule", act, "Stated", True, self._premises(ways))
        else:
            yield from self._told(edge.subject, edge.object, edge.predicate, "relation", "", edge.claims)

    def _of_role(self, fact: Fact) -> Iterator[Line]:
        nodes = self.projection.nodes
        if isinstance(fact.object, str) and fact.object in nodes and nodes[fact.subject].group in MATTER_GROUPS and fact.predicate != _TYPE:
            yield from self._told(fact.subject, fact.object, fact.predicate, "role", fact.subject, fact.claims)

    def _told(self, source: str, target: str, kind: str, basis: str, act: str, graphs: Iterable[str]) -> Iterator[Line]:
        """A line for each standing in which a fact is told; one for all passages that hold it."""
        by_standing: dict[tuple[str, bool], list[Claim]] = defaultdict(list)
        for graph in graphs:
            claim = self.projection.claims[graph]
            by_standing[_standing(claim), claim.held].append(claim)
        if not by_standing:
            yield Line(source, target, kind, basis, act, _BACKGROUND, True, ())
        for (standing, is_held), claims in by_standing.items():
            passages = self.in_order(passage for claim in claims for passage in claim.cites)
            yield Line(source, target, kind, basis, act, standing, is_held, passages)

    def _premises(self, ways: Iterable[Way]) -> tuple[str, ...]:
        """The passages behind the premises of derivations, through those that are themselves entailed.

        Types count only where nothing else does: that an act is a meeting is told by every passage that tells of it.
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
                    (types if premise[1] == _TYPE else roles).update(passage for claim in claims for passage in claim.cites)
                if premise[1] != _TYPE:
                    waiting.extend(self.derivations.get(triple, ()))
        return self.in_order(roles or types)

    # what goes with an edge

    def when(self, line: Line) -> When | None:
        """The date of an edge: that of its act, for a relation that of its source. Of what is not held, the hull of all tellings."""
        whens = self.whens.get(line.act or line.source, [])
        hull = next((when for when in whens if not when.claim), None)
        if hull is not None or not whens or line.held:
            return hull
        texts = " or ".join(sorted({when.text for when in whens}))
        opened = any(not when.earliest for when in whens), any(not when.latest for when in whens)
        earliest, latest = min(when.earliest for when in whens), max(when.latest for when in whens)
        return When(line.act or line.source, "", texts, "" if opened[0] else earliest, "" if opened[1] else latest)

    def witnesses(self, passages: Iterable[str]) -> int:
        """How many independent witnesses passages are: documents, those that share text counting as one."""
        documents = {self.projection.passages[passage].document for passage in passages}
        return len({self._witness.get(document, document) for document in documents})

    def _shared(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for document in self.projection.documents.values():
            for other in document.shares_text_with:
                one, second = found.get(document.iri, document.iri), found.get(other, other)
                found |= {document.iri: one, other: one}
                found |= {each: one for each, stands in found.items() if stands == second}
        return found

    def in_order(self, passages: Iterable[str]) -> tuple[str, ...]:
        """Passages by document, and by number in it, each once."""
        known = self.projection.passages
        return tuple(sorted(set(passages), key=lambda each: (known[each].document, known[each].number, each)))

    def held_nodes(self) -> set[str]:
        """The nodes of which anything is held, or that stand in what is held."""
        found: set[str] = set()
        for fact in self.projection.facts:
            if held(self.projection, fact.claims):
                found.add(fact.subject)
                if isinstance(fact.object, str):
                    found.add(fact.object)
        return found


def _standing(claim: Claim) -> str:
    """The standing as a reader should see it: what is stated by a speaker is that speaker's, what was withdrawn is nobody's."""
    if claim.rank != "Normal":
        return "Withdrawn"
    return "Said" if claim.content_of and claim.standing == "Stated" else claim.standing


def network(snapshot: Snapshot) -> Network:
    """Read a snapshot for its network files."""
    derivations = snapshot.proofs().derivations()
    language = str(snapshot.meta.get("language") or "en")
    return Network(read(snapshot.store, snapshot.base, language=language, derivations=derivations), derivations)
