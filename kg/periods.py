"""When each value held, from events whose days are known only within bounds.

A history has **events**. Each sets a value on one day, which is known only as lying between a first and a last possible day. Some events
are stated to come after others. A **world** chooses for each event a day within its bounds, and an order for the events of each day, in
keeping with the stated order. Events of one day can come in any order that the stated order allows. The state on a day is what the last
event up to the end of that day has set; before the first event it is *not told*. A value holds **surely** on a day if it is the state in
every world, and **possibly** if it is the state in some world.

**An act** sets its value for good, until a later event sets another. **A lasting event**, such as a situation, sets its value on the day
on which it begins and keeps it until its last day, which is also known only within bounds and never lies before its beginning. On the day
after, the value has expired: the state is *not told*, unless a later event has taken over, which it does even if the lasting event would
have gone on. What held before a lasting event does not come back after it. **A lasting event without a last possible day** can expire on
any day from its beginning on, or never, so that alone it is sure at most on the day on which it begins. **An event with the value None**,
such as a revocation, sets the state to *not told*.

**An event that perhaps changes something**, as a severance of relations may or may not close a mission, does so in some worlds and in
others does not, so that after it what held before is no longer sure.

**An event can yield to a value** after which it changes nothing, as a lasting one that says the same or less: two states that have severed
their relations have none. Where the last event before it is an act that has set that value, it changes nothing, and neither does its end.

**Ties**: on a day on which one event withdraws what another gives, both values are possible, unless the order is stated. An event on the
last day of a lasting one comes after it if it came after its beginning, and so has taken over by the end of that day. **A stated order**
compares the beginning of a lasting event. An order that no world can keep, because it runs in a circle or contradicts the bounds, is
ignored as a whole; `kg check` reports both.

The states are computed from the bounds, not by listing worlds. An event *e* can be the last one up to a day *d* if it can happen by *d*
and, with *t* as the later of its possible days up to *d*, each other event can happen by *t* or after *d*, and those stated after *e* can
happen after *d*. So only the bounds and the days after them can change the state.
"""

from __future__ import annotations

from datetime import date

from kg.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import TypeAlias

    Days: TypeAlias = tuple[int, int]
    """A first and a last day, as ordinals; `_EVER` before and after all days."""

_NEVER = date.min.toordinal() - 2
"""An ordinal before every day: no first possible day."""
_EVER = date.max.toordinal() + 2
"""An ordinal after every day: no last possible day."""


class Event(NamedTuple):
    """Something that sets a value.

    Attributes:
        name: its name, unique in its history.
        value: the value that it sets; None if nothing is told from then on.
        earliest: the first possible day; None for no such bound.
        latest: the last possible day; None for no such bound. For a lasting event, the last day on which it can have begun.
        after: the names of events that are stated to come before it. Names that are not in the history are ignored.
        lasting: whether the value expires.
        end_earliest: for a lasting event, the first day that can be its last; None for no such bound.
        end_latest: for a lasting event, the last such day; None for no such bound.
        yields_to: the value of an act after which the event changes nothing; None for no such value.
        perhaps: whether it is open that the event changes anything: in some worlds it is as if it were not there.
    """

    name: str
    value: str | None
    earliest: date | None = None
    latest: date | None = None
    after: tuple[str, ...] = ()
    lasting: bool = False
    end_earliest: date | None = None
    end_latest: date | None = None
    yields_to: str | None = None
    perhaps: bool = False


class Period(NamedTuple):
    """A time in which a value held.

    Attributes:
        value: the value.
        earliest: the first day on which it possibly held; None if the start is open.
        latest: the last such day; None if the end is open.
        surely_from: the first day on which it surely held; None if no day is sure.
        surely_until: the last such day; None if no day is sure, or if the end of the sure days is open.
        begun: the names of the acts with this value that may lie between the first possible and the first sure day; in a period without
            sure days, between the first and the last possible day. Sorted.
        ended: the names of the acts with another value that may lie after the last sure day, or in a period without sure days after its
            beginning, and not later than the day after the last possible one. Sorted.
        shown: the names of the events with this value, also lasting ones and those that yield to it, that may lie in the period. Sorted.
        stopped: the names of the lasting events with another value that may begin where the acts of `ended` may lie. Sorted.
    """

    value: str
    earliest: date | None
    latest: date | None
    surely_from: date | None
    surely_until: date | None
    begun: tuple[str, ...]
    ended: tuple[str, ...]
    shown: tuple[str, ...]
    stopped: tuple[str, ...]


def periods(events: Iterable[Event]) -> list[Period]:
    """The periods in which each value held.

    Each maximal run of days on which a value surely held makes a period, which extends over the adjacent days on which it possibly held. If
    two such runs have only possible days between them, both periods extend over these. A run of possible days without a sure one makes a
    period without sure days. So the sure days of the periods of a value are all its sure days, and the days from the first to the last
    possible one are all its possible days.

    Args:
        events: the events of one history, in any order.

    Returns:
        The periods, sorted by first possible day, first sure day and value.

    Raises:
        ValueError: two events have one name, or an event has no possible day.

    >>> given = Event("recognition", "recognized", date(1950, 5, 1), date(1950, 5, 1))
    >>> taken = Event("withdrawal", "withdrawn", date(1960, 1, 1), date(1960, 12, 31))
    >>> first, second = periods([given, taken])
    >>> first.surely_from, first.surely_until, first.latest, first.begun, first.ended
    (datetime.date(1950, 5, 1), datetime.date(1959, 12, 31), datetime.date(1960, 12, 30), ('recognition',), ('withdrawal',))
    >>> second.value, second.earliest, second.surely_from, second.latest
    ('withdrawn', datetime.date(1960, 1, 1), datetime.date(1960, 12, 31), None)
    """
    history = _History(list(events))
    stretches = list(history.stretches())
    found = [period for value in sorted(history.values()) for period in _periods_of(value, stretches, history)]
    return sorted(found, key=lambda each: (each.earliest or date.min, each.surely_from or date.max, each.value))


def _periods_of(value: str, stretches: Sequence[tuple[Days, frozenset[str | None]]], history: _History) -> Iterator[Period]:
    """The periods of one value, in the order of time."""
    for first, last in _runs(days for days, states in stretches if value in states):
        inside = [days for days, states in stretches if states == {value} and first <= days[0] <= last]
        sure = list(_runs(inside))
        if not sure:
            yield history.period(value, (first, last), None)
        for index, own in enumerate(sure):
            since = sure[index - 1][1] + 1 if index else first
            until = sure[index + 1][0] - 1 if index + 1 < len(sure) else last
            yield history.period(value, (since, until), own)


def _runs(stretches: Iterable[Days]) -> Iterator[Days]:
    """Stretches in the order of time, with those that adjoin joined."""
    current: Days | None = None
    for days in stretches:
        if current is not None and current[1] + 1 == days[0]:
            current = current[0], days[1]
            continue
        if current is not None:
            yield current
        current = days
    if current is not None:
        yield current


class _Span(NamedTuple):
    """The bounds of an event as ordinals, narrowed by the stated order."""

    earliest: int
    latest: int
    end_earliest: int
    end_latest: int


class _History:
    """Events with their order and narrowed bounds."""

    def __init__(self, events: list[Event]) -> None:
        self.events = {each.name: each for each in sorted(events, key=_name)}
        if len(self.events) < len(events):
            raise ValueError("two events have one name")
        own = {name: _span(each) for name, each in self.events.items()}
        for name, span in own.items():
            if span.earliest > span.latest:
                raise ValueError(f"the event {name!r} has no possible day: its last one lies before its first")
        before = _closed({name: set(each.after) & own.keys() for name, each in self.events.items()})
        narrowed = _narrowed(own, before)
        possible = all(name not in before[name] and span.earliest <= span.latest for name, span in narrowed.items())
        self.spans = narrowed if possible else own
        self.before = before if possible else {name: set() for name in own}

    def values(self) -> set[str]:
        return {each.value for each in self.events.values() if each.value is not None}

    def stretches(self) -> Iterator[tuple[Days, frozenset[str | None]]]:
        """All days in stretches in which nothing changes, in the order of time, with the possible states in each."""
        starts = {_NEVER}
        for span in self.spans.values():
            for day in span:
                starts |= {day, day + 1}
        days = sorted(each for each in starts if each < _EVER)
        for start, following in zip(days, [*days[1:], _EVER + 1], strict=True):
            yield (start, following - 1), self.states(start)

    def states(self, day: int) -> frozenset[str | None]:
        """The states that are possible on a day."""
        past = [name for name, span in self.spans.items() if span.latest <= day and not self.events[name].perhaps]
        found: set[str | None] = set() if past else {None}
        for name, event in self.events.items():
            # What yields to this event may come after it.
            others = [each for each in self.events if each != name and not self._yields(each, event) and not self.events[each].perhaps]
            if any(name in self.before[each] and self.spans[each].latest <= day for each in others):
                continue
            earlier = [each for each in past if each in others]
            lasts = not event.lasting or self.spans[name].end_latest >= day
            if lasts and self._can_be_last(name, day, earlier):
                found.add(event.value)
            if event.lasting and self.spans[name].end_earliest < day and self._can_be_last(name, day - 1, earlier):
                found.add(None)
        return frozenset(found)

    def _yields(self, name: str, act: Event) -> bool:
        """Whether a lasting event changes nothing after an act."""
        return not act.lasting and act.value is not None and self.events[name].yields_to == act.value

    def _can_be_last(self, name: str, by: int, earlier: Sequence[str]) -> bool:
        """Whether an event can be the last one that changes the state by a day, after all those that must come before it."""
        span = self.spans[name]
        day = min(span.latest, by)
        if span.earliest > by or any(self.spans[each].earliest > day for each in earlier):
            return False
        acts = [each for each in {*earlier, *self.before[name]} if self._yields(name, self.events[each]) and not self.events[each].perhaps]
        return not acts or any(self._can_come_between(each, name, day, acts) for each in self.events)

    def _can_come_between(self, name: str, last: str, day: int, acts: Sequence[str]) -> bool:
        """Whether an event can come after some acts and, not later than on a day, before an event that would yield to these acts."""
        event, span = self.events[name], self.spans[name]
        wanted = self.events[last].yields_to
        if name == last or event.yields_to == wanted or (event.value == wanted and not event.lasting):
            return False
        if span.earliest > day or last in self.before[name]:
            return False
        return all(name not in self.before[each] and self.spans[each].earliest <= min(span.latest, day) for each in acts)

    def period(self, value: str, possible: Days, sure: Days | None) -> Period:
        """A period with the events that begin and end it."""
        first, last = possible
        beginning = first, sure[0] if sure is not None else last
        ending = sure[1] + 1 if sure is not None else first, last + 1
        own = [name for name, each in self.events.items() if each.value == value]
        others = [name for name, each in self.events.items() if each.value != value]
        showing = [name for name, each in self.events.items() if value in (each.value, each.yields_to)]
        return Period(
            value,
            _day(first),
            _day(last),
            _day(sure[0]) if sure is not None else None,
            _day(sure[1]) if sure is not None else None,
            self._within(own, beginning, lasting=False),
            self._within(others, ending, lasting=False),
            tuple(sorted((*self._within(own, possible, lasting=False), *self._within(showing, possible, lasting=True)))),
            self._within(others, ending, lasting=True),
        )

    def _within(self, names: Iterable[str], days: Days, *, lasting: bool) -> tuple[str, ...]:
        """Those of some events that may lie in a stretch of days, sorted."""
        first, last = days
        spans = ((name, self.spans[name]) for name in names if self.events[name].lasting is lasting)
        return tuple(sorted(name for name, span in spans if span.earliest <= last and span.latest >= first))


def _name(event: Event) -> str:
    return event.name


def _span(event: Event) -> _Span:
    first, last = _ordinal(event.earliest, _NEVER), _ordinal(event.latest, _EVER)
    if not event.lasting:
        return _Span(first, last, _EVER, _EVER)
    end = _ordinal(event.end_latest, _EVER)
    return _Span(first, min(last, end), _ordinal(event.end_earliest, _NEVER), end)


def _closed(before: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """The names before each name, also through others."""
    found = {name: set(names) for name, names in before.items()}
    for middle in found:
        for names in found.values():
            if middle in names:
                names |= found[middle]
    return found


def _narrowed(spans: Mapping[str, _Span], before: Mapping[str, set[str]]) -> dict[str, _Span]:
    """Bounds in keeping with an order: nothing happens before what is before it, or after what is after it."""
    return {
        name: span._replace(
            earliest=max([span.earliest, *(spans[each].earliest for each in before[name])]),
            latest=min([span.latest, *(spans[each].latest for each in spans if name in before[each])]),
        )
        for name, span in spans.items()
    }


def _ordinal(day: date | None, missing: int) -> int:
    return missing if day is None else day.toordinal()


def _day(ordinal: int) -> date | None:
    """The day of an ordinal; None if it lies before or after all days."""
    return date.fromordinal(ordinal) if date.min.toordinal() <= ordinal <= date.max.toordinal() else None
