"""The claims of a snapshot: which assertion graphs say something, with which standing, in whose voice, citing which passages."""

from __future__ import annotations

from pyoxigraph import NamedNode, Quad, Triple

from kg.record.model import Claim
from kg.record.names import slug
from kg.record.passages import Passages
from kg.record.vocabulary import (
    ACTOR,
    CITES,
    CONTENT_OF,
    DATE,
    DEFAULT,
    DERIVED,
    DIFFERS_FROM,
    GIST,
    HELD,
    RANK,
    READ_WITH,
    RELATIONS_PERIOD,
    STANDING,
    TEXT,
    WITHIN,
    WORDING,
)
from kg.snapshot.proofs import premises_behind
from kg.terms import LABEL, PREF_LABEL, TYPE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import DefaultGraph

    from kg.record.names import Names
    from kg.snapshot.proofs import Derivation, Proofs
    from kg.terms import Term

_NAMING = frozenset((TYPE, LABEL, PREF_LABEL))


class Claims(Passages):
    """The claims of a snapshot.

    Args:
        names: the snapshot's names.
        proofs: the proofs of its entailed triples; without them, entailed triples have no claims behind them.
    """

    def __init__(self, names: Names, proofs: Proofs | None = None) -> None:
        super().__init__(names)
        self.proofs = proofs
        self._claims: dict[NamedNode, Claim | None] = {}

    # which claims

    def claims(self) -> list[Claim]:
        """All claims, in the order of their passages."""
        return self.of_graphs(self.subjects(STANDING))

    def dating(self, node: NamedNode) -> list[Claim]:
        """The claims that give a node a date, in the order of their passages."""
        return self.of_graphs(quad.graph_name for quad in self.store.quads_for_pattern(node, DATE, None))

    def claim(self, graph: Term | DefaultGraph | None) -> Claim | None:
        """What the record says of an assertion graph; None for any other node."""
        if not isinstance(graph, NamedNode):
            return None
        if graph not in self._claims:
            self._claims[graph] = self._read(graph)
        return self._claims[graph]

    def _read(self, graph: NamedNode) -> Claim | None:
        row = self.row(graph)
        if STANDING not in row:
            return None
        return Claim(
            graph,
            slug(row.text(STANDING)),
            row.text(HELD) == "true",
            next((rank for each in row.texts(RANK) if (rank := slug(each)) != "Normal"), "Normal"),
            row.nodes(CONTENT_OF),
            row.nodes(WITHIN),
            self.in_order(row.nodes(CITES)),
            self.in_order(row.nodes(READ_WITH)),
            row.text(WORDING),
            row.text(GIST),
            row.nodes(DIFFERS_FROM),
            row.language(GIST),
        )

    def of_graphs(self, graphs: Iterable[object]) -> list[Claim]:
        """The claims of those graphs that are assertion graphs, without duplicates, in the order of their passages."""
        found = {claim for graph in set(graphs) if isinstance(graph, NamedNode) and (claim := self.claim(graph)) is not None}
        return sorted(found, key=self._order)

    def _order(self, claim: Claim) -> tuple[tuple[str, int, str], str]:
        first = self.order(claim.passages[0]) if claim.passages else ("", 0, "")
        return first, claim.graph.value

    def of_triple(self, subject: NamedNode, predicate: NamedNode, value: Term) -> list[Claim]:
        """The claims that state a triple, in the order of their passages."""
        return self.of_graphs(quad.graph_name for quad in self.store.quads_for_pattern(subject, predicate, value))

    def of_premises(self, triple: Triple) -> list[Claim]:
        """The held claims that an entailed triple follows from, by any of its proofs, in the order of their passages; see `behind`."""
        return self.behind(self.derivations_of(triple))

    def derivations_of(self, triple: Triple) -> tuple[Derivation, ...]:
        """The derivations of a triple; none if it is not entailed, or if there are no proofs."""
        return () if self.proofs is None else self.proofs.of(triple)

    def behind(self, derivations: Iterable[Derivation]) -> list[Claim]:
        """The held claims that state the premises of some derivations, those of entailed premises included, in the order of their passages.

        Claims that only state the type of a premise's subject are left out if there are others: every passage on a meeting says that
        it is a meeting, but not who took part.
        """
        roles: set[object] = set()
        types: set[object] = set()
        for premise in premises_behind(derivations, self.derivations_of):
            quads = self.store.quads_for_pattern(premise.subject, premise.predicate, premise.object)
            (types if premise.predicate == TYPE else roles).update(quad.graph_name for quad in quads)
        return self._held(roles) or self._held(types)

    def _held(self, graphs: Iterable[object]) -> list[Claim]:
        return [claim for claim in self.of_graphs(graphs) if claim.held]

    def of_node(self, node: NamedNode) -> list[Claim]:
        """The claims that have a node as a subject, in the order of their passages."""
        return self.of_graphs(quad.graph_name for quad in self.store.quads_for_pattern(node, None, None))

    def mentioning(self, node: NamedNode) -> list[Claim]:
        """The claims that have a node as a subject or an object, in the order of their passages."""
        quads = (*self.store.quads_for_pattern(node, None, None), *self.store.quads_for_pattern(None, None, node))
        return self.of_graphs(quad.graph_name for quad in quads)

    def of_row(self, node: NamedNode, values: Iterable[Term]) -> list[Claim]:
        """The claims behind one node in a row of an answer.

        Args:
            node: an act, a tenure or another node that claims are about; or an assertion graph, which stands for itself; or a period of
                relations, which rests on the claims on the acts and situations that begin, end and show it.
            values: the other terms of the row. Claims that connect the node with one of them are preferred to claims that only name
                the node or say something else about it.

        Returns:
            The held claims. If there are none: the claims that are not held and connect the node with another term. If there are none of
            these either and nothing is held about the node: any claims. A rumour or a judgement about a person is not evidence that the
            person exists.
        """
        own = self.claim(node)
        if own is not None:
            return [own]
        if Quad(node, TYPE, RELATIONS_PERIOD, DEFAULT) in self.store:
            return self.of_premises(Triple(node, TYPE, RELATIONS_PERIOD))
        wanted = set(values) - {node}
        connecting: set[object] = set()
        every: set[object] = set()
        for quad in self.store.quads_for_pattern(node, None, None):
            every.add(quad.graph_name)
            if quad.object in wanted and quad.predicate not in _NAMING:
                connecting.add(quad.graph_name)
        held = self._held(connecting) or self._held(every)
        if held:
            return held
        return self.of_graphs(connecting) or ([] if self.names.is_held(node) else self.of_graphs(every))

    def connecting(self, node: NamedNode, other: Term | None) -> list[Claim]:
        """The held claims with a triple from a node to another or back; none if the other is not a node."""
        if not isinstance(other, NamedNode):
            return []
        quads = (*self.store.quads_for_pattern(node, None, other), *self.store.quads_for_pattern(other, None, node))
        return self._held(quad.graph_name for quad in quads)

    # what they say

    def held(self, subject: NamedNode, predicate: NamedNode, value: Term) -> bool:
        """Whether a triple is held: whether it is in the default graph."""
        return Quad(subject, predicate, value, DEFAULT) in self.store

    def says(self, claim: Claim) -> list[Quad]:
        """The content of a claim's graph, without the triples that the build derives, sorted."""
        quads = (quad for quad in self.store.quads_for_pattern(None, None, None, claim.graph) if quad.predicate not in DERIVED)
        return sorted(quads, key=str)

    def cited(self, claims: Iterable[Claim]) -> tuple[NamedNode, ...]:
        """The passages that some claims cite, in order, without duplicates."""
        return self.in_order(passage for claim in claims for passage in claim.passages)

    # in whose voice

    def speakers(self, claim: Claim) -> list[NamedNode]:
        """The actors of the speech acts whose content a claim is; none for what a document says in its own voice."""
        return [actor for statement in claim.content_of for actor in self.nodes(statement, ACTOR)]

    def voices(self, claim: Claim) -> list[str]:
        """The labels of a claim's speakers, with one unnamed voice for each speech act without an actor."""
        return [voice for statement in claim.content_of for voice in self.voices_of(statement)]

    def voices_of(self, statement: NamedNode) -> list[str]:
        """The labels of a speech act's actors, or one unnamed voice; a text, such as a resolution, speaks for itself."""
        actors = self.nodes(statement, ACTOR)
        label = self.names.label(statement)
        nobody = label if self.names.is_a(statement, TEXT) else f"unnamed ({label})"
        return list(map(self.names.label, actors)) or [nobody]

    def chain(self, claim: Claim) -> list[Claim]:
        """The reports that a claim is nested in, the outermost first. A circle in the record ends the chain."""
        found: list[Claim] = []
        seen = {claim.graph}
        outer = claim.within
        while outer and outer[0] not in seen:
            seen.add(outer[0])
            above = self.claim(outer[0])
            if above is None:
                break
            found.append(above)
            outer = above.within
        return found[::-1]

    def status(self, claim: Claim) -> str:
        """A claim's standing and voice in words: ``stated``, ``rumoured, in Information...``, ``said by Asif Ali Zardari``."""
        words = []
        if claim.standing != "Stated" or not claim.content_of:
            words.append(claim.standing.lower())
        for statement in claim.content_of:
            who = " and ".join(map(self.names.label, self.nodes(statement, ACTOR)))
            what = self.names.label(statement)
            words.append(f"said by {who} ({what})" if who else f"content of {what}")
        if claim.within:
            words.append("as a report within that report")
        if claim.deprecated:
            words.append("deprecated")
        return ", ".join(words)
