"""Which relation of two agents says most about them: it names their line.

`kg/picture/app/telling.js` orders by the same rule what the filters of the page leave. `tests/browser/test_captions.py` compares the two.

1. What acts show comes before what follows from an office held, and this before what a source states directly.
2. A relation whose acts all show something narrower says nothing of its own: from a severance also follows that relations were reduced.
3. What began or ended recognition or diplomatic relations comes first.
4. An unspecific relation, such as *has relationship with*, names a line only where nothing else does.
5. Then the relation with the most held claims about its acts, the greatest weight, a known year, the first tone, and the first label.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from kg.dates import DateProblem, last_day
from kg.namespaces import DIP, RDF_TYPE
from kg.network.weights import Weights
from kg.picture.style import OTHER, tone_of_edge

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.network.model import Edge, Literal, Period, Projection
    from kg.record.model import When

UNSPECIFIC: Final = frozenset(
    DIP + name
    for name in ("dealtWith", "hasRelationshipWith", "communicatedWith", "addressed", "improvedRelationsWith", "reducedRelationsWith")
)
"""Relations that say that something was between two agents, or changed, and leave open what."""
TURNING: Final = frozenset(DIP + name for name in ("DiplomaticStatus", "RecognitionStatus"))
"""The aspects of relations whose beginnings and ends say most about how two parties stand to each other."""

WRONG_NAMES: Final = frozenset(("Anachronism", "ProbableMisnomer"))
"""The kinds of notes that say of something that the source does not name it by its right name of that time."""


class Now(NamedTuple):
    """The day from which is told what has ended.

    Attributes:
        as_of: the day of the view, in ISO 8601; empty without one.
        documents: the last day of the dates of the documents, likewise; empty if none has a date.
    """

    as_of: str = ""
    documents: str = ""

    def is_within(self, when: When | Period) -> bool:
        """Whether something whose last day is known ends only later.

        A document may date what it tells by its own year, so that only an end after the whole of it is to come.

        >>> from kg.record.model import When
        >>> Now("1970-01-01").is_within(When(None, "1961/2015", "1961-01-01", "2015-12-31"))
        True
        >>> Now("2016-01-01").is_within(When(None, "1961/2015", "1961-01-01", "2015-12-31"))
        False
        """
        if not when.latest:
            return False
        if self.as_of:
            return when.latest > self.as_of
        return bool(self.documents) and (when.surely_until or when.latest) > self.documents


def now_of(projection: Projection, as_of: str = "") -> Now:
    """The day from which a network is told.

    Args:
        projection: the network.
        as_of: the day of the view, in ISO 8601; empty without one.
    """
    days = []
    for document in projection.documents.values():
        try:
            days.append(last_day(document.date).isoformat())
        except DateProblem:
            # A document that has no date, or none with an end, says nothing of when it tells.
            continue
    return Now(as_of, max(days, default=""))


class Telling:
    """The order of the relations of two agents.

    Args:
        projection: the network, or the part of it that is drawn.
        as_of: the day of the view, in ISO 8601; empty without one.
    """

    def __init__(self, projection: Projection, as_of: str = "") -> None:
        self.projection = projection
        self.now = now_of(projection, as_of)
        self.weights = Weights(projection)
        self._turns = {act for period in projection.periods.values() if period.aspect in TURNING for act in (*period.begun, *period.ended)}
        self._ended: dict[str, list[Period]] = {}
        for period in projection.periods.values():
            for act in period.shown if period.latest and not self.now.is_within(period) else ():
                self._ended.setdefault(act, []).append(period)
        self._claims: dict[str, set[str]] = {}
        self._stating: dict[tuple[str, str, str | Literal], set[str]] = {}
        for fact in projection.facts:
            held = {claim for claim in fact.claims if projection.claims[claim].held}
            self._claims.setdefault(fact.subject, set()).update(held)
            self._stating[fact.subject, fact.predicate, fact.object] = held
        told = [(iri, other.value) for iri, claim in projection.claims.items() for other in claim.differs_from]
        self._differing = {claim for pair in told for claim in pair}
        self._misnamed = {on.value for note in projection.notes.values() if note.kind in WRONG_NAMES for on in note.on}

    def order(self, edges: Iterable[Edge]) -> list[str]:
        """The relations among some edges between two agents, by IRI, the most telling first."""
        by_verb: dict[str, list[Edge]] = {}
        narrowest: dict[str, float] = {}
        for edge in edges:
            by_verb.setdefault(edge.predicate, []).append(edge)
            for act in edge.acts:
                narrowest[act] = min(narrowest.get(act, 99.0), breadth(self.projection, edge))

        def place(verb: str) -> tuple[bool, bool, bool, bool, bool, int, float, bool, int, str, str]:
            mine = by_verb[verb]
            acts = acts_behind(mine)
            own = {act for edge in mine for act in edge.acts if breadth(self.projection, edge) <= narrowest[act]}
            turn = not self._turns.isdisjoint(own)
            tone = tone_of_edge(self.projection, mine[0])
            return (
                not acts,
                not any(edge.entailed for edge in mine),
                bool(acts) and not own,
                not turn,
                verb in UNSPECIFIC,
                -len(self._about(own)),
                -round(sum(map(self.weights.of, mine)), 6),
                not self._dated(acts),
                OTHER if tone < 0 else tone,
                self.projection.label(verb),
                verb,
            )

        return sorted(by_verb, key=place)

    def directions(self, edges: Iterable[Edge]) -> list[Edge]:
        """Edges of one relation between two agents, one for each direction, the better attested one first.

        Where both did it in the same acts, one direction is enough. They are compared by these, in turn: whether any undisputed claim says
        who acts, how many claims say so, how many claims there are about the acts, and which came first.
        """

        def place(edge: Edge) -> tuple[bool, int, int, str, str]:
            named = self._naming(edge)
            days = [when.earliest or when.latest for act in edge.acts if (when := held_date(self.projection, act)) is not None]
            first = min((day for day in days if day), default="9999")
            disputed = bool(named) and named <= self._differing
            return disputed, -len(named), -len(self._about(edge.acts)), first, self.projection.label(edge.subject)

        found: dict[tuple[str, ...], Edge] = {}
        for edge in sorted(edges, key=place):
            # What no act shows is stated of each direction by itself.
            found.setdefault(edge.acts or (edge.subject, edge.object), edge)
        return list(found.values())

    def _naming(self, edge: Edge) -> set[str]:
        """The held claims that name the agent who acts in the acts behind a relation."""
        said = {premise for way in edge.derivations for premise in way.premises if premise[2] == edge.subject}
        return {claim for premise in said for claim in self._stating.get(premise, ())}

    def is_misnamed(self, acts: Iterable[str]) -> bool:
        """Whether a note says of one of some acts that the source does not name something in it by its right name."""
        return not self._misnamed.isdisjoint(acts)

    def accounts_differ(self, acts: Iterable[str]) -> bool:
        """Whether held accounts of one of some acts differ."""
        return not self._differing.isdisjoint(self._about(acts))

    def has_ended(self, edge: Edge) -> bool:
        """Whether nothing that a relation follows from is known to go on.

        Each act or situation behind it lasted until a known day, or shows a period with such a last day, or has a first day and nobody
        tells how long it lasted. An end that is still to come is none.
        """
        return bool(edge.acts) and all(self._is_over(act, {edge.subject, edge.object}) for act in edge.acts)

    def _is_over(self, act: str, between: set[str]) -> bool:
        when = held_date(self.projection, act)
        if when is not None and "/" in when.text and when.latest:
            return not self.now.is_within(when)
        # Only an end that is told to be open says that something goes on.
        if when is not None and when.earliest and not when.latest and "/.." not in when.text:
            return True
        return any(between <= {*each.of, *each.towards} for each in self._ended.get(act, ()))

    def _about(self, acts: Iterable[str]) -> set[str]:
        """The held claims about some acts."""
        return {claim for act in acts for claim in self._claims.get(act, ())}

    def _dated(self, acts: Iterable[str]) -> bool:
        """Whether each of some acts is of a known year."""
        for act in acts:
            when = held_date(self.projection, act)
            if when is None or when.uncertain or not when.earliest or when.earliest[:-6] != when.latest[:-6]:
                return False
        return True


def held_date(projection: Projection, act: str) -> When | None:
    """The date of an act in all held accounts taken together; None without one."""
    return next((when for when in projection.whens.get(act, ()) if when.graph is None), None)


def acts_behind(edges: Iterable[Edge]) -> list[str]:
    """The acts behind some relations, sorted."""
    return sorted({act for edge in edges for act in edge.acts})


def breadth(projection: Projection, edge: Edge) -> float:
    """How far above the kinds of its acts the classes are from which a relation follows: 0 where it follows from the very kinds.

    From a severance of relations follows *severed relations with*, but also, because it is a reduction, *reduced relations with*.
    """
    steps = []
    for way in edge.derivations:
        for subject, predicate, value in way.premises:
            if predicate == RDF_TYPE and subject in way.acts and subject in projection.nodes and isinstance(value, str):
                above = [projection.ancestors(kind) for kind in projection.nodes[subject].kinds]
                steps.append(min((kinds.index(value) for kinds in above if value in kinds), default=0))
    return round(sum(steps) / len(steps), 6) if steps else 0.0
