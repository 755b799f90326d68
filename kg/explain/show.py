"""All that is held, claimed, inferred and doubted about one node, with passages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode, Quad

from kg.explain.claims import NAMING, assertions, cited_claim, named_passages, property_value
from kg.explain.model import (
    AsOf,
    CuratorNote,
    Evidence,
    HeldProperty,
    InferredTriple,
    Named,
    Participation,
    PropertyValue,
    UnheldClaim,
    terms_of,
)
from kg.explain.printable import Description
from kg.namespaces import DIP
from kg.record.graphs import coded_graphs
from kg.record.names import humanize
from kg.record.times import Times
from kg.record.vocabulary import CONTENT_OF, DEFAULT, DERIVED, OF_DATES, RELATIONS_PERIOD, SAME_AS
from kg.terms import ALT_LABEL, SUB_PROPERTY, TYPE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from pyoxigraph import Triple

    from kg.record.model import Claim, Note
    from kg.record.record import Record
    from kg.record.times import State
    from kg.terms import Term

_NOT_INFERRED: Final = NAMING | {TYPE, NamedNode(DIP + "inCapacityOf")}
"""The predicates of entailed triples that a description does not list as inferred."""


def show(
    record: Record,
    node: NamedNode,
    base: str,
    day: date | None = None,
    times: Times | None = None,
    coded: Mapping[str, object] | None = None,
) -> Description:
    """Describe a node.

    Args:
        record: the dataset, with its proofs.
        node: an entity, an act, or any other node of the dataset.
        base: the base IRI of the workspace, which its graphs share.
        day: leave out what was not so on that day, and mark what is undecided; None for all time.
        times: the dates of the dataset, for callers that describe many nodes; None to look up those that are needed.
        coded: the coded sources of the snapshot, by name.
    """
    found = _Describing(record, NamedNode(base + "graph/entailed"), day, times or Times(record.names)).describe(node)
    if not coded:
        return found
    from kg.explain.coded import coded_parts

    return replace(found, coded=coded_parts(record, node, coded, base))


class _Describing:
    """The description of one node. `noted` collects the nodes, claims and passages whose notes belong to it."""

    def __init__(self, record: Record, entailed: NamedNode, day: date | None, times: Times) -> None:
        self.record = record
        self.names = record.names
        self.store = record.store
        self.times = times
        self.entailed = entailed
        self.day = day
        self.noted: set[NamedNode] = set()

    def describe(self, node: NamedNode) -> Description:
        own = _said(self.store.quads_for_pattern(node, None, None))
        parts = _said(self.store.quads_for_pattern(None, None, node))
        aliases = {quad.object.value for quad in own if quad.predicate == ALT_LABEL and isinstance(quad.object, Literal)}
        same_as = {quad.object for quad in own if quad.predicate == SAME_AS and isinstance(quad.object, NamedNode)}
        self.noted.add(node)
        return Description(
            node=node,
            name=self.names.label(node),
            curie=self.names.short(node),
            types=tuple(self.names.shown_types(node)),
            aliases=tuple(sorted(aliases)),
            same_as=tuple(Named(each, self.names.short(each)) for each in sorted(same_as, key=lambda each: each.value)),
            date=self.times.text(node),
            date_words=self.times.words(node),
            properties=self.properties(own),
            held=self.participations(parts),
            claimed=self.claimed(node, (*own, *parts)),
            inferred=self.inferred(node),
            notes=tuple(self.note(note) for note in self.record.notes(self.noted)),
            as_of=self.day,
            was_so=None if self.day is None else _as_of(self.times.by(node, self.day, self.record.proofs)),
        )

    def properties(self, own: Iterable[Quad]) -> tuple[HeldProperty, ...]:
        """The held properties of the node itself, by held claims or the curators' background, sorted by predicate and value."""
        grouped: dict[tuple[NamedNode, Term], list[Claim]] = {}
        inferred: set[tuple[NamedNode, Term]] = set()
        elsewhere = self.coded_only(own)
        for quad in own:
            if quad.predicate in NAMING or quad.predicate == TYPE or quad.predicate == SAME_AS:
                continue
            key: tuple[NamedNode, Term] = (quad.predicate, quad.object)  # type: ignore[assignment]  # no quoted triples here
            if key in elsewhere:
                continue
            claim = self.record.claim(quad.graph_name)
            if quad.graph_name == self.entailed:
                inferred.add(key)
            elif claim is not None and claim.held:
                grouped.setdefault(key, []).append(claim)
                self.noted.add(claim.graph)
            elif quad.graph_name == DEFAULT:
                grouped.setdefault(key, [])
        found = []
        for (predicate, value), claims in grouped.items():
            beside = {each for each, other in grouped if other == value}
            if (claims or (predicate, value) not in inferred) and not self.is_general(predicate, beside):
                found.append(HeldProperty(property_value(self.record, predicate, value), self.evidence(claims)))
        return tuple(sorted(found, key=lambda each: (each.property.predicate.name, each.property.text)))

    def coded_only(self, own: Iterable[Quad]) -> set[tuple[NamedNode, object]]:
        """What tables that others have coded say of the node, and nothing else: `Description.coded` has it, with its source."""
        tables = coded_graphs(self.store)
        if not tables:
            return set()
        said: dict[bool, set[tuple[NamedNode, object]]] = {True: set(), False: set()}
        for quad in own:
            if quad.graph_name != DEFAULT:
                said[quad.graph_name in tables].add((quad.predicate, quad.object))
        return said[True] - said[False]

    def participations(self, parts: Iterable[Quad]) -> tuple[Participation, ...]:
        """The nodes in which the node has a role by held claims, in time order."""
        grouped: dict[NamedNode, dict[NamedNode, list[Claim]]] = {}
        for quad in parts:
            claim = self.record.claim(quad.graph_name)
            if claim is not None and claim.held and isinstance(quad.subject, NamedNode):
                grouped.setdefault(quad.subject, {}).setdefault(quad.predicate, []).append(claim)
        found = []
        for act in sorted(grouped, key=lambda each: (*self.times.order(each), each.value)):
            state = self.state(act)
            if state is not AsOf.NO:
                claims = [claim for each in grouped[act].values() for claim in each]
                self.noted.update((act, *(claim.graph for claim in claims)))
                found.append(self.participation(act, grouped[act], claims, state))
        return tuple(found)

    def participation(
        self, act: NamedNode, predicates: Collection[NamedNode], claims: Iterable[Claim], state: AsOf | None
    ) -> Participation:
        """One node in which the node has a role, by some predicates and held claims."""
        roles = [Named(each, self.names.label(each)) for each in predicates if not self.is_general(each, predicates)]
        return Participation(
            node=Named(act, self.names.label(act)),
            types=tuple(self.names.shown_types(act)),
            date=self.times.text(act),
            date_words=self.times.words(act),
            roles=tuple(sorted(roles, key=lambda each: each.name)),
            properties=self.act_properties(act),
            evidence=self.evidence(claims),
            was_so=state,
        )

    def act_properties(self, act: NamedNode) -> tuple[PropertyValue, ...]:
        """The held properties of an act except names, dates and types, and of several with one value the most specific; sorted."""
        found = [
            property_value(self.record, predicate, value)
            for value, predicates in self.held_values(act).items()
            for predicate in predicates
            if not self.is_general(predicate, predicates)
        ]
        return tuple(sorted(found, key=lambda each: (each.predicate.name, each.text)))

    def held_values(self, node: NamedNode) -> dict[Term, set[NamedNode]]:
        """The values that held claims give a node, except names, dates and types, each with its predicates."""
        found: dict[Term, set[NamedNode]] = {}
        for quad in _said(self.store.quads_for_pattern(node, None, None)):
            claim = self.record.claim(quad.graph_name)
            if claim is not None and claim.held and quad.predicate not in NAMING | OF_DATES and quad.predicate != TYPE:
                found.setdefault(quad.object, set()).add(quad.predicate)  # type: ignore[arg-type]  # no quoted triples here
        return found

    def claimed(self, node: NamedNode, quads: Iterable[Quad]) -> tuple[UnheldClaim, ...]:
        """The claims that are not held and mention the node or, for a statement, are its content, in time order."""
        mentioning = {quad.graph_name for quad in quads}
        content = {quad.subject for quad in self.store.quads_for_pattern(None, CONTENT_OF, node)}
        found = []
        for claim in self.record.of_graphs(mentioning | content):
            if claim.held:
                continue
            subjects = [quad.subject for quad in self.record.says(claim) if isinstance(quad.subject, NamedNode)]
            dated = [each for each in (*subjects, *claim.content_of) if self.times.bounds(each) is not None]
            states = [self.state(each) for each in dated]
            if AsOf.NO not in states:
                self.noted.update((claim.graph, *subjects))
                order = min((self.times.order(each) for each in dated), default=("9999", "9999"))
                found.append((order, self.unheld(claim, dated, states)))
        found.sort(key=lambda each: each[0])
        return tuple(each for _, each in found)

    def unheld(self, claim: Claim, dated: Sequence[NamedNode], states: Collection[AsOf | None]) -> UnheldClaim:
        """One claim that is not held; `dated` are the nodes that date it, `states` whether each was so on the day."""
        surely = bool(states) and set(states) == {AsOf.YES}
        return UnheldClaim(
            claim=cited_claim(self.record, claim),
            says=assertions(self.record, claim),
            date=next(filter(None, map(self.times.text, dated)), ""),
            date_words=next(filter(None, map(self.times.words, dated)), ""),
            witnesses=self.record.witnesses(claim.passages),
            differs_from=tuple(Named(each, self.names.short(each)) for each in claim.differs_from),
            was_so=None if self.day is None else AsOf.YES if surely else AsOf.UNDECIDED,
        )

    def inferred(self, node: NamedNode) -> tuple[InferredTriple, ...]:
        """The entailed triples about the node, without types, and with only the most specific relations between two nodes.

        That an act is in the capacity of an office is left out, because it does not say whose office; a tenure attested in the act does.
        So are the periods of relations of an agent and those that an act begins or ends, which are an answer of their own.
        """
        found = []
        for subject, value in ((node, None), (None, node)):
            for quad in self.store.quads_for_pattern(subject, None, value, self.entailed):
                if quad.subject != node and Quad(quad.subject, TYPE, RELATIONS_PERIOD, DEFAULT) in self.store:
                    continue
                between = {each.predicate for each in self.store.quads_for_pattern(quad.subject, None, quad.object, DEFAULT)}
                if quad.predicate in _NOT_INFERRED or self.is_general(quad.predicate, between):
                    continue
                state = self.state_of_inference(quad.triple)
                if state is not AsOf.NO:
                    labels = [self.names.label(each) for each in terms_of(quad.triple)]
                    found.append(InferredTriple(quad.triple, (labels[0], labels[1], labels[2]), state))
        return tuple(sorted(found, key=lambda each: each.text))

    def is_general(self, predicate: NamedNode, beside: Iterable[NamedNode]) -> bool:
        """Whether one of the properties `beside` a property is a subproperty of it, and therefore says more."""
        return any(predicate in self.superproperties(each) for each in beside if each != predicate)

    def superproperties(self, predicate: NamedNode) -> set[NamedNode]:
        """A property and all its superproperties."""
        return self.names.with_all_above((predicate,), SUB_PROPERTY)

    def state_of_inference(self, triple: Triple) -> AsOf | None:
        """Whether an entailed triple was so on the day, by the acts and situations that prove it."""
        if self.day is None or self.record.proofs is None:
            return None
        return _as_of(self.times.triple_by(triple, self.day, self.record.proofs)) or AsOf.UNDECIDED

    def evidence(self, claims: Iterable[Claim]) -> Evidence:
        """The passages that claims cite, and how many independent witnesses they are."""
        stating = self.record.of_graphs(claim.graph for claim in claims)
        passages = self.record.cited(stating)
        return Evidence(named_passages(self.record, passages), self.record.witnesses(passages), tuple(claim.graph for claim in stating))

    def state(self, node: NamedNode) -> AsOf | None:
        """Whether a node was so on the day; undecided for a node without a date, None without a day."""
        return None if self.day is None else _as_of(self.times.by(node, self.day, self.record.proofs)) or AsOf.UNDECIDED

    def note(self, note: Note) -> CuratorNote:
        """A note with labels."""
        on = tuple(Named(each, self.note_target(each)) for each in note.on)
        return CuratorNote(note.node, humanize(note.kind), note.gist, on, named_passages(self.record, note.passages))

    def note_target(self, node: NamedNode) -> str:
        """What a note is on: of a claim its gist in quotation marks, of any other node its name."""
        claim = self.record.claim(node)
        return f"“{claim.gist}”" if claim is not None and claim.gist else self.names.label(node)


def _as_of(state: State | None) -> AsOf | None:
    return None if state is None else AsOf(state)


def _said(quads: Iterable[Quad]) -> list[Quad]:
    """Quads without what the build computes."""
    return [quad for quad in quads if quad.predicate not in DERIVED]
