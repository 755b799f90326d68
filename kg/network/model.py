"""The plain picture model: what a dataset says, as values that a drawing, a table or a measure can be made from.

Everything is keyed by IRI and sorted, so that the same dataset always gives the same model. The grain is the *fact*: one triple
with the claims (assertion graphs) that make it, because a reader who hides a document or shows rumours is choosing among claims.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pyoxigraph as ox

from kg.snapshot.proofs import Derivation

GROUPS = ("state", "organization", "person", "people", "agent", "act", "event", "situation", "matter", "text", "place", "office", "other")
"""The kinds of node that a picture tells apart at a glance, in the order of a legend."""

AGENT_GROUPS = frozenset(("state", "organization", "person", "people", "agent"))
"""The groups that are agents: those who can have a role in an act."""

MATTER_GROUPS = frozenset(("act", "event", "situation", "matter"))
"""The groups that have roles: acts, conflicts and other occurrences, situations, and what is merely spoken of."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A value that is not a thing: its text, its datatype IRI and its language tag (empty where there is none)."""

    text: str
    datatype: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """An assertion graph: what one passage says with one degree of certainty.

    `standing` is a local name (``Stated``, ``Hedged``, ...); `held` is true where it is stated, nobody's speech, and not withdrawn.
    """

    iri: str
    standing: str
    held: bool
    content_of: str = ""
    within: str = ""
    rank: str = "Normal"
    wording: str = ""
    gist: str = ""
    cites: tuple[str, ...] = ()
    read_with: tuple[str, ...] = ()
    differs_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of a document: section, number and kind; never its text."""

    iri: str
    document: str
    section: str = ""
    number: int = 0
    kind: str = ""
    parallels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A source document, as it is cited: its short name, its title and, where known, its address and licence."""

    iri: str
    label: str
    title: str = ""
    source: str = ""
    publisher: str = ""
    license: str = ""
    shares_text_with: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A curator's note on a node: its kind (a label such as "probable misprint"), what it says, the passages it points to."""

    iri: str
    on: tuple[str, ...]
    kind: str
    gist: str
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class When:
    """A date as one telling gives it (`claim` is its assertion graph), or the hull of all held tellings (`claim` is empty).

    All bounds are ISO days (``YYYY-MM-DD``), or empty where there is no bound. `surely_from`/`surely_until` are set only for an
    interval that is known to be filled throughout.
    """

    node: str
    claim: str
    text: str = ""
    earliest: str = ""
    latest: str = ""
    surely_from: str = ""
    surely_until: str = ""
    approximate: bool = False
    uncertain: bool = False
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Node:
    """A thing that can be drawn: an agent, an act, or what an act is about.

    `kinds` are its most specific classes; `group` is one of `GROUPS`; `links` are addresses of the same thing elsewhere.
    """

    iri: str
    label: str
    group: str
    kinds: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A triple about drawable things, with the claims behind it.

    `object` is the IRI of a node or of a named value, or a `Literal`; `claims` are assertion graphs; `origin` is ``claim``,
    ``background`` (the curator holds it, whatever the claims) or ``query`` (made by a query).
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
    """A direct line between two agents. `entailed` edges have derivations; authored ones have claims, or come from the background."""

    subject: str
    predicate: str
    object: str
    entailed: bool
    derivations: tuple[Way, ...] = ()
    claims: tuple[str, ...] = ()

    @property
    def acts(self) -> tuple[str, ...]:
        """The acts behind the edge, sorted, each once."""
        return tuple(sorted({act for derivation in self.derivations for act in derivation.acts}))


@dataclass(frozen=True, slots=True)
class Term:
    """A class, property or named value of the ontology: its label and, for a class or property, those directly above it."""

    iri: str
    label: str
    parents: tuple[str, ...] = ()
    comment: str = ""


@dataclass(slots=True)
class Projection:
    """The whole picture model. Every mapping is keyed by IRI and inserted in sorted order."""

    base: str
    nodes: dict[str, Node] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    claims: dict[str, Claim] = field(default_factory=dict)
    passages: dict[str, Passage] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    notes: dict[str, Note] = field(default_factory=dict)
    whens: list[When] = field(default_factory=list)
    terms: dict[str, Term] = field(default_factory=dict)
    rules: dict[str, str] = field(default_factory=dict)

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
        """The label of a node or term; where there is none, the end of its IRI in words.

        >>> Projection("https://example.org/").label("https://w3id.org/chancery/ontology#inResponseTo")
        'in response to'
        """
        if iri in self.nodes:
            return self.nodes[iri].label
        if iri in self.terms and self.terms[iri].label:
            return self.terms[iri].label
        return humanize(iri)


def value_of(term: object) -> str | Literal | None:
    """A term as the model keeps it: an IRI as a string, a literal as `Literal`; None for a blank node or a triple term.

    >>> value_of(ox.Literal("Lahore", language="en"))
    Literal(text='Lahore', datatype='http://www.w3.org/1999/02/22-rdf-syntax-ns#langString', language='en')
    """
    if isinstance(term, ox.NamedNode):
        return term.value
    if isinstance(term, ox.Literal):
        return Literal(term.value, term.datatype.value, term.language or "")
    return None


def parts(triple: ox.Triple) -> tuple[str, str, str | Literal]:
    """The subject, predicate and object of a triple, as the model has them."""
    subject = triple.subject.value if isinstance(triple.subject, ox.NamedNode) else str(triple.subject)
    value = value_of(triple.object)
    return subject, triple.predicate.value, Literal(str(triple.object), "") if value is None else value


def humanize(iri: str) -> str:
    """The last part of an IRI as words: ``…#JointStatement`` becomes ``joint statement``, ``…/id/res-3379`` becomes ``res 3379``.

    >>> humanize("https://example.org/id/ex-minister")
    'ex minister'
    """
    local = iri.rstrip("/#").replace("#", "/").rsplit("/", 1)[-1]
    words: list[str] = []
    for position, letter in enumerate(local):
        if letter in "-_":
            words.append(" ")
        elif letter.isupper() and position and local[position - 1].islower():
            words.append(" " + letter.lower())
        else:
            words.append(letter if position or not letter.isupper() or local[1:2].isupper() else letter.lower())
    return "".join(words) or iri
