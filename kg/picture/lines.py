"""The lines of a figure: for each two agents, what was done between them, how often and when, in a few words.

Two agents have one line for all that was done between them, named by the most telling relation (`kg.picture.telling`). They have another,
which is barred, where a relation between them says that something is negative. What a source states directly, such as *body of*, is a line
of its own kind where nothing was done.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias

from kg.picture.opening import lines_between_agents
from kg.picture.style import tone_of_edge
from kg.picture.telling import Now, Telling, acts_behind, held_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kg.network.model import Edge, Projection
    from kg.record.model import Document, When

ALWAYS: Final = Now()
"""No day: what has a last day has ended."""
LineKind: TypeAlias = Literal["act", "stated", "negative"]


class Direction(NamedTuple):
    """A relation of a line in one direction.

    Attributes:
        start: the IRI of the agent that acts.
        verb: the relation, such as "recognized"; of a state that has ended in the past.
        end: the IRI of the other agent.
        when: how often and when; empty if that is not known.
        misnamed: whether the source does not name something in it by its right name.
    """

    start: str
    verb: str
    end: str
    when: str = ""
    misnamed: bool = False

    def sentence(self, projection: Projection) -> str:
        """The relation in words: who, what, to whom, when. A date with which the name of the other ends is not repeated."""
        said = f"{projection.label(self.start)} {self.verb} {projection.label(self.end)}"
        if self.when and not said.endswith(f" {self.when}"):
            said += f" ({self.when})"
        return f"{said}, as the source names it" if self.misnamed else said


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a figure.

    Attributes:
        one: the IRI of one agent.
        other: the IRI of the other agent.
        kind: ``act`` for what follows from acts, ``stated`` for what a source states directly, ``negative`` for what is not there.
        weight: the weight of all relations in it; 0 for one that is negative.
        tone: the index in `kg.picture.style.TONES` of the relation that names it; -1 if that was not inferred.
        verb: the relation that names it, such as "recognized".
        when: how often and when, such as "1988" or "12 times, 1967 to 2023"; empty if that is not known, or differs by direction.
        said: the relation that names it in each direction, the better attested one first; one for a mutual relation.
        towards: the agents toward whom the relation is directed; empty for a mutual one.
        acts: the acts behind all relations in it, sorted.
        claims: the claims behind those that are stated directly, sorted.
        differing: whether two accounts of an act differ from which the relation follows that names it.
    """

    one: str
    other: str
    kind: LineKind
    weight: float
    tone: int
    verb: str
    when: str = ""
    said: tuple[Direction, ...] = ()
    towards: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    differing: bool = False

    def sentence(self, projection: Projection) -> str:
        """The line in words, without the last full stop: of each direction who, what, to whom, when, and whether accounts differ."""
        said = "; ".join(each.sentence(projection) for each in self.said)
        return f"{said}. Two accounts differ" if self.differing else said


def lines_of(projection: Projection, agents: Iterable[str], as_of: str = "") -> list[Line]:
    """The lines between some agents, the heaviest first.

    Args:
        projection: the network.
        agents: IRIs of agents.
        as_of: the day of the view, in ISO 8601; empty without one.
    """
    chosen = set(agents)
    pairs: dict[tuple[str, str], list[Edge]] = {}
    for edge in lines_between_agents(projection):
        if edge.subject in chosen and edge.object in chosen:
            pairs.setdefault((min(edge.subject, edge.object), max(edge.subject, edge.object)), []).append(edge)
    telling = Telling(projection, as_of)
    found = []
    for pair, edges in pairs.items():
        negative = [edge for edge in edges if _is(projection, edge, "negative")]
        done = [edge for edge in edges if edge.entailed and edge not in negative]
        stated = [edge for edge in edges if not edge.entailed and edge not in negative]
        if done or stated:
            found.append(_line(projection, telling, pair, "act" if done else "stated", done or stated))
        if negative:
            found.append(_line(projection, telling, pair, "negative", negative))
    return sorted(found, key=lambda line: (-round(line.weight, 6), line.one, line.other, line.kind))


def _is(projection: Projection, edge: Edge, flag: Literal["negative", "no_tie"]) -> bool:
    return edge.predicate in projection.terms and bool(getattr(projection.terms[edge.predicate], flag))


def _line(projection: Projection, telling: Telling, pair: tuple[str, str], kind: LineKind, edges: Sequence[Edge]) -> Line:
    """The line of some relations between two agents."""
    verb = telling.order(edges)[0]
    own = [edge for edge in edges if edge.predicate == verb]
    said = [
        Direction(
            edge.subject,
            _verb(projection, telling, edge),
            edge.object,
            when_in_words(projection, edge.acts, telling.now),
            telling.is_misnamed(edge.acts),
        )
        for edge in telling.directions(own)
    ]
    mutual = len(own) == 2 and own[0].acts == own[1].acts
    return Line(
        *pair,
        kind,
        0.0 if kind == "negative" else sum(telling.weights.of(edge) for edge in edges if not _is(projection, edge, "no_tie")),
        tone_of_edge(projection, own[0]),
        said[0].verb if len({each.verb for each in said}) == 1 else projection.label(verb),
        when_of(said),
        tuple(said),
        () if mutual else tuple(sorted({edge.object for edge in own})),
        tuple(acts_behind(edges)),
        tuple(sorted({claim for edge in edges for claim in edge.claims})),
        telling.accounts_differ(acts_behind(own)),
    )


def _verb(projection: Projection, telling: Telling, edge: Edge) -> str:
    """The relation of an edge, in the past if it is a state that has ended."""
    term = projection.terms.get(edge.predicate)
    return term.past if term is not None and term.past and telling.has_ended(edge) else projection.label(edge.predicate)


def when_of(said: Sequence[Direction]) -> str:
    """How often and when a relation was, as its label says.

    It is empty where the directions differ, because one label cannot say who did it when.

    >>> when_of([Direction("a", "left", "b", "1988"), Direction("b", "left", "a", "1988")])
    '1988'
    >>> when_of([Direction("a", "left", "b", "1988"), Direction("b", "left", "a", "2016")])
    ''
    """
    found = {each.when for each in said}
    return found.pop() if len(found) == 1 else ""


def when_in_words(projection: Projection, acts: Sequence[str], now: Now = ALWAYS) -> str:
    """How many acts, and in which years, in as few words as a label allows.

    `kg/picture/app/captions.js` words what the filters of the page leave in the same way. `tests/picture/years.json` has cases for both.

    Args:
        projection: the network.
        acts: IRIs of acts.
        now: the day from which they are told: an end after it is not said.

    Returns:
        The words, such as "between 1974 and 1977"; empty for no act, or for one act without a date.
    """
    whens = [held_date(projection, act) for act in acts]
    dated = [when for when in whens if when is not None and _dated(when)]
    several = any(projection.nodes[act].counts for act in acts if act in projection.nodes)
    if len(acts) == 1 and not several:
        return _one(dated[0], now) if dated else ""
    if not acts:
        return ""
    often = "several times" if several else "twice" if len(acts) == 2 else f"{len(acts)} times"
    whole = [when for when in dated if _year(when.earliest) and _year(when.latest)]
    if not whole:
        return often
    years = _all(whole, now)
    if len(whole) < len(acts):
        return f"{often}, one of them {years}" if len(whole) == 1 else f"{often}, {len(whole)} of them {years}"
    # Two years say by themselves that it was twice.
    return years if len(acts) == 2 and not several and _are_two(whole) else f"{often}, {years}"


def period_of(projection: Projection, lines: Iterable[Line]) -> str:
    """The years from the first known day of an act behind some lines to the last; empty if no act has a date."""
    whens = [when for line in lines for act in line.acts if (when := held_date(projection, act)) is not None]
    days = sorted((_number(day), _year(day)) for when in whens for day in (when.earliest, when.latest) if _year(day))
    if not days:
        return ""
    return days[0][1] if days[0] == days[-1] else f"{days[0][1]} to {days[-1][1]}"


def documents_of(projection: Projection, lines: Iterable[Line]) -> list[Document]:
    """The documents whose passages the acts and claims behind some lines rest on, in the order of the network."""
    drawn = list(lines)
    acts = {act for line in drawn for act in line.acts}
    claims = {claim for line in drawn for claim in line.claims}
    claims |= {claim for fact in projection.facts if fact.subject in acts for claim in fact.claims if projection.claims[claim].held}
    cited = {passage.value for claim in claims for passage in projection.claims[claim].passages}
    found = {projection.passages[iri].document.value for iri in cited if iri in projection.passages}
    return [document for iri, document in projection.documents.items() if iri in found]


def _dated(when: When | None) -> bool:
    """Whether a date has a bound."""
    return when is not None and bool(when.earliest or when.latest)


def _goes_on(when: When, now: Now) -> bool:
    """Whether something lasts beyond the day from which it is told, and ends only later."""
    return "/" in when.text and now.is_within(when)


def _one(when: When, now: Now) -> str:
    """The years of one act."""
    first, last = _year(when.earliest), _year(when.latest)
    # An interval says how long something lasted; without a slash, the two ends are those between which it was.
    lasts = "/" in when.text
    if first and first == last:
        return _signed(first, when)
    if _goes_on(when, now):
        # Without a first day, all that is known is an end that is still to come.
        return _signed(first, when, "since {}") if first else ""
    if first and last:
        return _signed(first, when, f"{{}} to {last}" if lasts else f"between {{}} and {last}")
    if first:
        return _signed(first, when, "from {}" if lasts else "in or after {}")
    return _signed(last, when, "until {}" if lasts else "in or before {}")


def _signed(year: str, when: When, words: str = "{}") -> str:
    """A year in words, with what the sources say of it: that it is about that year, and that this is doubtful."""
    said = words.format(f"about {year}" if when.approximate else year)
    return f"perhaps {said}" if when.uncertain else said


def _all(whens: Sequence[When], now: Now) -> str:
    """The years of several acts, of which each has both bounds."""
    first = min(whens, key=lambda when: (_number(when.earliest), -_number(when.latest)))
    last = max(whens, key=lambda when: (_number(when.latest), -_number(when.earliest)))
    start, end = _year(first.earliest), _year(last.latest)
    about = any(when.approximate for when in whens)
    begin = f"about {start}" if about else start
    exact = all("/" in when.text or _year(when.earliest) == _year(when.latest) for when in (first, last))
    if start == end:
        words = begin if about else f"in {start}"
    elif _are_two(whens):
        words = f"{begin} and {end}"
    elif any(_goes_on(when, now) for when in whens):
        words = f"since {begin}"
    else:
        words = f"{begin} to {end}" if exact or about else f"between {start} and {end}"
    return f"perhaps {words}" if any(when.uncertain for when in whens) else words


def _are_two(whens: Sequence[When]) -> bool:
    """Whether the years of some acts are two, of which each is known."""
    years = {_year(each) for when in whens for each in (when.earliest, when.latest)}
    return len(whens) == len(years) == 2 and all(_year(when.earliest) == _year(when.latest) for when in whens)


def _number(day: str) -> int:
    """The year of an ISO day as a number; 0 if it is not one."""
    year = day.lstrip("-").partition("-")[0]
    return (-1 if day.startswith("-") else 1) * int(year) if year.isascii() and year.isdigit() else 0


def _year(day: str) -> str:
    """The year of an ISO day as it is written in a label; empty if it is not one.

    >>> _year("0622-07-16"), _year("-0043-03-15"), _year("")
    ('622', '44 BC', '')
    """
    number = _number(day)
    return str(number) if number > 0 else f"{1 - number} BC" if day.startswith("-") and number else ""
