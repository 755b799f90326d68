"""The parts of an explanation of a triple and of a description of a node: values without behaviour.

`ExplainedTriple` is what `kg.explain.why` finds, `DescribedNode` what `kg.explain.show` finds; the other classes are their parts. Text,
JSON and PROV-O are rendered from them by `kg.explain.text`, `kg.explain.as_json` and `kg.explain.prov`. Terms are kept as pyoxigraph
terms; beside each node stands the name that a reader sees, so that a renderer needs no dataset.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import Enum

from pyoxigraph import NamedNode, Triple

from kg.terms import Term

CODED = "coded/"
"""How the name of the graph of a coded source begins, before the name of the source."""
BUILD = "build"
"""The origin of a triple that the build computes, such as the first day of a date."""


class AsOf(Enum):
    """Whether something was so on a given day."""

    YES = "yes"
    UNDECIDED = "undecided"
    NO = "no"


class Nearness(Enum):
    """How a claim relates to a triple that is not held, the nearest relation first. The values are those of the JSON output."""

    SAME_TRIPLE = "says it"
    WOULD_ENTAIL = "would give it"
    OTHER_VALUE = "gives another value"
    SAME_ENDS = "names both"


class Obstacle(Enum):
    """What keeps a claim from being held. The values of the first six are the local names of standings."""

    HEDGED = "Hedged"
    RUMOURED = "Rumoured"
    CONDITIONAL = "Conditional"
    PLANNED = "Planned"
    EVALUATIVE = "Evaluative"
    DENIED = "Denied"
    REPORTED_SPEECH = "ReportedSpeech"
    WITHDRAWN = "Withdrawn"


def terms_of(triple: Triple) -> tuple[Term, Term, Term]:
    """The subject, predicate and object of a triple."""
    return triple.subject, triple.predicate, triple.object  # type: ignore[return-value]  # no quoted triples here


@dataclass(frozen=True, slots=True)
class Named:
    """A node with its name.

    Attributes:
        node: the node.
        name: the name that a reader sees.
    """

    node: NamedNode
    name: str


@dataclass(frozen=True, slots=True)
class PropertyValue:
    """One property of a node with one value.

    Attributes:
        predicate: the property.
        value: the value.
        text: the value as a reader sees it.
    """

    predicate: Named
    value: Term
    text: str


@dataclass(frozen=True, slots=True)
class Assertion:
    """What a claim says of one subject.

    Attributes:
        subject: the subject.
        types: the labels of the classes that the claim gives it.
        properties: its other properties, sorted by predicate and value.
    """

    subject: Named
    types: tuple[str, ...] = ()
    properties: tuple[PropertyValue, ...] = ()


@dataclass(frozen=True, slots=True)
class CitedClaim:
    """A claim with its speakers and passages.

    Attributes:
        graph: the assertion graph.
        standing: the local name of its standing, such as ``Hedged``.
        status: its standing and its speakers in words: ``rumoured, said by Oscar II (Protest of Oscar II)``.
        speakers: the names of those who say it; empty for a document's own words.
        passages: the passages that it cites.
        read_with: the further passages that it is read with.
        parallels: the passages of other documents that share text with those that it cites.
        wording: the exact words of the source; empty if they do not matter.
        gist: what it says, in the curators' words; or empty.
        notes: the gists of the curators' notes on it.
    """

    graph: NamedNode
    standing: str
    status: str
    speakers: tuple[str, ...] = ()
    passages: tuple[Named, ...] = ()
    read_with: tuple[Named, ...] = ()
    parallels: tuple[Named, ...] = ()
    wording: str = ""
    gist: str = ""
    notes: tuple[str, ...] = ()


# the explanation of a triple


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason why a claim is not held.

    Attributes:
        obstacle: the kind of reason.
        statement: for reported speech, the statement whose content the claim is.
        speakers: for reported speech, the names of those who make the statement; empty for an unnamed speaker.
    """

    obstacle: Obstacle
    statement: Named | None = None
    speakers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NearClaim:
    """A claim that is near a triple that is not held.

    Attributes:
        nearness: how it relates to the triple.
        reasons: why it is not held; empty for a claim that is held but says something else.
        claim: the claim.
        says: what it says, one `Assertion` for each subject.
        needs: for a claim that is held, the roles from which the triple would follow if they were given, in words.
    """

    nearness: Nearness
    reasons: tuple[Reason, ...]
    claim: CitedClaim
    says: tuple[Assertion, ...] = ()
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Inference:
    """One way in which a triple follows from others.

    Attributes:
        rule: the name of the rule.
        explanation: the rule in one sentence; empty for a rule that no longer exists.
        premises: the triples that the rule concludes it from.
    """

    rule: str
    explanation: str
    premises: tuple[ExplainedTriple, ...]


@dataclass(frozen=True, slots=True)
class ExplainedTriple:
    """A triple with all that it rests on or, if it is not held, with the nearest claims.

    Attributes:
        triple: the triple.
        labels: its subject, predicate and object as a reader sees them.
        held: whether it is held.
        claims: the held claims that assert it.
        graphs: the other graphs of the workspace that hold it (background, record, ontology), by name.
        computed: whether the build computes triples of its predicate from held ones.
        inferences: the ways in which it follows from other triples.
        repeated: whether it is a premise that the same explanation has explained before; it then has no claims, graphs or inferences.
        nearest: the nearest claims, the nearest first, if it is not held.
    """

    triple: Triple
    labels: tuple[str, str, str]
    held: bool
    claims: tuple[CitedClaim, ...] = ()
    graphs: tuple[Named, ...] = ()
    computed: bool = False
    inferences: tuple[Inference, ...] = ()
    repeated: bool = False
    nearest: tuple[NearClaim, ...] = ()

    @property
    def text(self) -> str:
        """The triple on one line: ``Mahmoud Abbas — met — Pervez Musharraf``."""
        return " — ".join(self.labels)

    @property
    def origins(self) -> tuple[str, ...]:
        """The names of its graphs, and `BUILD` if the build computes it, sorted."""
        return tuple(sorted([*(graph.name for graph in self.graphs), *([BUILD] if self.computed else [])]))


# the description of a node


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a statement rests on.

    Attributes:
        passages: the passages that state it.
        witnesses: the number of independent documents among those of the passages.
        claims: the held assertion graphs that state it, in the order of their passages.
    """

    passages: tuple[Named, ...] = ()
    witnesses: int = 0
    claims: tuple[NamedNode, ...] = ()


@dataclass(frozen=True, slots=True)
class HeldProperty:
    """A held property of the node itself, with its evidence; there are no passages for what comes from the curators' background."""

    property: PropertyValue
    evidence: Evidence = Evidence()


@dataclass(frozen=True, slots=True)
class Participation:
    """An act or other node in which the described node has a role, by held claims.

    Attributes:
        node: the act.
        types: the labels of its classes.
        date: its date in EDTF; empty without.
        date_words: its date in words; empty without.
        roles: the roles of the described node in it, sorted by name.
        properties: all held properties of the act, sorted by name.
        evidence: the evidence for the roles.
        was_so: whether it was so on the day that was asked for; None without such a day.
    """

    node: Named
    types: tuple[str, ...] = ()
    date: str = ""
    date_words: str = ""
    roles: tuple[Named, ...] = ()
    properties: tuple[PropertyValue, ...] = ()
    evidence: Evidence = Evidence()
    was_so: AsOf | None = None


@dataclass(frozen=True, slots=True)
class UnheldClaim:
    """A claim that mentions the node and is not held.

    Attributes:
        claim: the claim.
        says: what it says, one `Assertion` for each subject.
        date: the date of what it says, in EDTF; empty without.
        date_words: this date in words; empty without.
        witnesses: the number of independent documents among those of its passages.
        differs_from: the claims that give another account of the same.
        was_so: whether it was so on the day that was asked for; None without such a day.
    """

    claim: CitedClaim
    says: tuple[Assertion, ...] = ()
    date: str = ""
    date_words: str = ""
    witnesses: int = 0
    differs_from: tuple[Named, ...] = ()
    was_so: AsOf | None = None


@dataclass(frozen=True, slots=True)
class InferredTriple:
    """A triple about the node that follows from held ones.

    Attributes:
        triple: the triple.
        labels: its subject, predicate and object as a reader sees them.
        was_so: whether it was so on the day that was asked for; None without such a day.
    """

    triple: Triple
    labels: tuple[str, str, str]
    was_so: AsOf | None = None

    @property
    def text(self) -> str:
        """The triple on one line: ``Mahmoud Abbas met Pervez Musharraf``."""
        return " ".join(self.labels)


@dataclass(frozen=True, slots=True)
class CuratorNote:
    """A curator's note on the node, or on a claim or passage that the description uses.

    Attributes:
        node: the note.
        kind: its kind in words, such as ``not stated``.
        gist: what it says.
        on: what the note is on; of a claim, the name is its gist in quotation marks.
        passages: the passages that the note cites.
    """

    node: NamedNode
    kind: str
    gist: str
    on: tuple[Named, ...] = ()
    passages: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class CodedPart:
    """What one coded source says of a node.

    Attributes:
        source: the source.
        coding: how its rows came about, such as *machine-coded*.
        held: whether the workspace holds what it says of the node itself.
        properties: what it says of the node itself, if that is a series or a row of it.
        rows: the number of rows that the node counts, if it is a series.
        series: the number of series, or of acts, in which the node has a role.
    """

    source: Named
    coding: str
    held: bool
    properties: tuple[PropertyValue, ...]
    rows: int
    series: int


@dataclass(frozen=True, slots=True)
class DescribedNode:
    """A node with all that is held, claimed, inferred and doubted about it.

    Attributes:
        node: the node.
        name: the name that a reader sees.
        curie: its IRI in short form.
        types: the labels of its classes.
        aliases: its other names, sorted.
        same_as: the nodes of other datasets that it is the same as, with their IRIs in short form.
        date: its date in EDTF; empty without.
        date_words: its date in words; empty without.
        properties: its held properties, sorted by predicate and value.
        held: the acts and other nodes in which it has a role, in time order.
        claimed: the claims that mention it and are not held, in time order.
        inferred: the triples about it that follow from held ones.
        notes: the curators' notes.
        coded: what coded sources say of it, by source.
        as_of: the day that was asked for; None for all time.
        was_so: whether the node itself was so on that day; None without a day or for a node without a date.
    """

    node: NamedNode
    name: str
    curie: str
    types: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    same_as: tuple[Named, ...] = ()
    date: str = ""
    date_words: str = ""
    properties: tuple[HeldProperty, ...] = ()
    held: tuple[Participation, ...] = ()
    claimed: tuple[UnheldClaim, ...] = ()
    inferred: tuple[InferredTriple, ...] = ()
    notes: tuple[CuratorNote, ...] = ()
    coded: tuple[CodedPart, ...] = ()
    as_of: datetime.date | None = None
    was_so: AsOf | None = None
