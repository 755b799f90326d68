"""The model of the network: what a snapshot says, as values for a drawing, a table or a measure.

Everything is keyed by IRI and sorted, so that the same snapshot always has the same network. The grain is the *fact*: one triple with
the claims (assertion graphs) that state it, because a reader who hides a document or shows rumours selects claims.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.record.names import humanize

if TYPE_CHECKING:
    from kg.record.model import Claim, Document, Note, Passage, When

import pyoxigraph as ox

from kg.snapshot.proofs import Derivation

GROUPS = ("state", "organization", "person", "people", "agent", "act", "event", "situation", "matter", "text", "place", "office", "other")
"""The groups of nodes that a picture distinguishes at a glance, in the order of its legend."""

AGENT_GROUPS = frozenset(("state", "organization", "person", "people", "agent"))
"""The groups of agents: those who can have a role in an act."""

MATTER_GROUPS = frozenset(("act", "event", "situation", "matter"))
"""The groups whose members have roles: acts, conflicts and other occurrences, situations, and matters that are only spoken of."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A literal: its text, the IRI of its datatype, and its language tag or an empty string."""

    text: str
    datatype: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Node:
    """A thing that can be drawn: an agent, an act, or what an act is about.

    `kinds` are its most specific classes; `group` is one of `GROUPS`; `links` are addresses of the same or a
    similar thing elsewhere; `held` is whether anything is held about it (see `kg.record.names.Names.is_held`); `counts` are the classes
    of the acts that an act series counts; `language` is the language tag of the label, or empty.
    """

    iri: str
    label: str
    group: str
    kinds: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    comment: str = ""
    held: bool = True
    counts: tuple[str, ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A triple about a node, with the claims that state it.

    `object` is the IRI of a node or of a named value, or a `Literal`. `claims` are the IRIs of assertion graphs. `origin` is ``claim``,
    ``background`` (the curators add it, whatever the claims) or ``query`` (a query constructed it).
    """

    subject: str
    predicate: str
    object: str | Literal
    claims: tuple[str, ...] = ()
    origin: str = "claim"


@dataclass(frozen=True, slots=True)
class Way:
    """A derivation of an edge, and the acts that it rests on."""

    derivation: Derivation
    acts: tuple[str, ...]

    @property
    def rule(self) -> str:
        """The name of the rule."""
        return self.derivation.rule

    @property
    def premises(self) -> tuple[tuple[str, str, str | Literal], ...]:
        """The premises, with their terms as the model has them."""
        return tuple(map(parts, self.derivation.premises))


@dataclass(frozen=True, slots=True)
class Edge:
    """A relation between two nodes. An entailed edge has derivations; an authored one has claims, or comes from the background."""

    subject: str
    predicate: str
    object: str
    entailed: bool
    derivations: tuple[Way, ...] = ()
    claims: tuple[str, ...] = ()

    @property
    def acts(self) -> tuple[str, ...]:
        """The acts behind the edge, sorted, without duplicates."""
        return tuple(sorted({act for derivation in self.derivations for act in derivation.acts}))


@dataclass(frozen=True, slots=True)
class Period:
    """A period of the relations of agents: what held when; see `kg.build.relations`.

    `aspect` and `value` are IRIs of named values. `of` and `towards` are the agents, one each, or both on both sides for a mutual aspect;
    `towards` is empty for a mission of which it is not told to whom it is sent. `mission` is an IRI or empty. The days are ISO days, empty
    where there is no bound; `counted_until` is the day until which an open end is drawn. `begun`, `ended` and `shown` are the acts and
    situations that begin, end and show it. `ways` are its derivations.
    """

    iri: str
    label: str
    aspect: str
    value: str
    of: tuple[str, ...]
    towards: tuple[str, ...]
    mission: str = ""
    earliest: str = ""
    latest: str = ""
    surely_from: str = ""
    surely_until: str = ""
    counted_until: str = ""
    begun: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    ways: tuple[Way, ...] = ()

    @property
    def things(self) -> frozenset[str]:
        """The agents, the mission, and the acts and situations that the period rests on."""
        acts = (act for way in self.ways for act in way.acts)
        mission = (self.mission,) if self.mission else ()
        return frozenset((*self.of, *self.towards, *mission, *self.begun, *self.ended, *self.shown, *acts))


@dataclass(frozen=True, slots=True)
class Term:
    """A class, property or named value of the ontology: its label and, for a class or property, its direct superclasses or -properties.

    `theme` is the theme that the ontology gives a class, without that of its superclasses; empty without one. `no_tie` is whether the
    ontology says of a relation that it connects nobody, as where two agents have no relations; `negative` whether it says of it that
    something is not so, was refused or was taken back. `past` is the label of a relation that is a state, for one that has ended; empty
    without one. `language` is the language tag of the label, or empty.
    """

    iri: str
    label: str
    parents: tuple[str, ...] = ()
    comment: str = ""
    theme: str = ""
    no_tie: bool = False
    negative: bool = False
    past: str = ""
    language: str = ""


@dataclass(slots=True)
class Projection:
    """The whole network, or a part of it. Every mapping is keyed by IRI, in sorted order.

    `whens` has, for each node with a date, the held accounts taken together first, if there are any, then the date in each graph.
    """

    base: str
    nodes: dict[str, Node] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    claims: dict[str, Claim] = field(default_factory=dict)
    passages: dict[str, Passage] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    notes: dict[str, Note] = field(default_factory=dict)
    whens: dict[str, tuple[When, ...]] = field(default_factory=dict)
    periods: dict[str, Period] = field(default_factory=dict)
    terms: dict[str, Term] = field(default_factory=dict)
    rules: dict[str, str] = field(default_factory=dict)

    def holds(self, stated: Fact | Edge) -> bool:
        """Whether a fact or an edge is held: it was inferred, or one of its claims is held, or it does not come from a claim."""
        inferred = isinstance(stated, Edge) and stated.entailed
        background = isinstance(stated, Fact) and stated.origin == "background"
        return inferred or background or not stated.claims or any(self.claims[claim].held for claim in stated.claims)

    def ancestors(self, kind: str) -> tuple[str, ...]:
        """A class and all its superclasses, nearest first.

        >>> p = Projection("https://example.org/", terms={"a": Term("a", "A", ("b",)), "b": Term("b", "B", ("c",))})
        >>> p.ancestors("a")
        ('a', 'b', 'c')
        """
        found: dict[str, None] = {kind: None}
        layer = [kind]
        while layer:
            layer = [up for each in layer if each in self.terms for up in self.terms[each].parents if up not in found]
            found.update(dict.fromkeys(layer))
        return tuple(found)

    def label(self, iri: str) -> str:
        """The label of a node or term; without one, the last part of its IRI in words.

        >>> Projection("https://example.org/").label("https://w3id.org/chancery/ontology#inResponseTo")
        'in response to'
        """
        if iri in self.nodes:
            return self.nodes[iri].label
        if iri in self.terms and self.terms[iri].label:
            return self.terms[iri].label
        return humanize(iri)


def value_of(term: object) -> str | Literal | None:
    """A term in the model's form: the text of an IRI, or a `Literal`; None for a blank node or a triple term.

    >>> value_of(ox.Literal("Lahore", language="en"))
    Literal(text='Lahore', datatype='http://www.w3.org/1999/02/22-rdf-syntax-ns#langString', language='en')
    """
    if isinstance(term, ox.NamedNode):
        return term.value
    if isinstance(term, ox.Literal):
        return Literal(term.value, term.datatype.value, term.language or "")
    return None


def parts(triple: ox.Triple) -> tuple[str, str, str | Literal]:
    """The subject, predicate and object of a triple, in the model's form."""
    subject = triple.subject.value if isinstance(triple.subject, ox.NamedNode) else str(triple.subject)
    value = value_of(triple.object)
    return subject, triple.predicate.value, Literal(str(triple.object), "") if value is None else value
