"""The periods of a history, against all its worlds listed one by one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise, permutations, product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.periods import Event, Period, periods

START = date(2000, 1, 1)


def day(number: int | None) -> date | None:
    return None if number is None else START + timedelta(number)


def event(
    name: str,
    value: str | None,
    earliest: int | None,
    latest: int | None,
    *after: str,
    ends: tuple[int | None, int | None] | None = None,
) -> Event:
    """An event with days as numbers; with `ends`, a lasting one."""
    end_earliest, end_latest = map(day, ends or (None, None))
    return Event(name, value, day(earliest), day(latest), after, ends is not None, end_earliest, end_latest)


def number(value: date | None, missing: int) -> int:
    return missing if value is None else (value - START).days


LAST = 5
"""Bounds lie on the days 1 to LAST. Day 0 stands for all days before, LAST + 1 for all days after, on which the state is compared; on
LAST + 2 happens what has not happened by then."""

NAMES = "abcde"

World = tuple[dict[str, int], dict[str, int], tuple[Event, ...]]
"""The day of each event, the last day of each lasting one, and the events in their order."""


def worlds(events: list[Event], *, ordered: bool = True) -> Iterator[World]:
    """All worlds of a history, with and without each event that only perhaps changes something."""
    perhaps = next((at for at, each in enumerate(events) if each.perhaps), None)
    if perhaps is not None:
        without = [*events[:perhaps], *events[perhaps + 1 :]]
        present = [*events[:perhaps], events[perhaps]._replace(perhaps=False), *events[perhaps + 1 :]]
        for world in worlds(present, ordered=ordered):
            yield world
            left = {each.name for each in without}
            own, over = ({name: when for name, when in days.items() if name in left} for days in world[:2])
            yield own, over, tuple(each for each in world[2] if each.name in left)
        return
    names = [each.name for each in events]
    choices = [range(number(each.earliest, 0), number(each.latest, LAST + 2) + 1) for each in events]
    orders = [
        order
        for order in permutations(events)
        if not ordered or all(other.name not in each.after for at, other in enumerate(order) for each in order[: at + 1])
    ]
    for chosen in product(*choices):
        begins = dict(zip(names, chosen, strict=True))
        kept = [order for order in orders if all(begins[a.name] <= begins[b.name] for a, b in pairwise(order))]
        if not kept:
            continue
        lasting = [each for each in events if each.lasting]
        spans = [range(max(begins[each.name], number(each.end_earliest, 0)), number(each.end_latest, LAST + 2) + 1) for each in lasting]
        for ends in product(*spans):
            last_days = dict(zip((each.name for each in lasting), ends, strict=True))
            for order in kept:
                yield begins, last_days, order


def state(world: World, on: int) -> str | None:
    """What the last event up to a day has set."""
    begins, ends, order = world
    last: Event | None = None
    for each in order:
        yields = last is not None and not last.lasting and last.value is not None and each.yields_to == last.value
        if begins[each.name] <= on and not yields:
            last = each
    return None if last is None or ends.get(last.name, on) < on else last.value


def of(period: Period) -> tuple[int, int, int, int]:
    """The days of a period as numbers; the sure ones are empty (1, 0) where there are none."""
    sure = (number(period.surely_from, 0), number(period.surely_until, LAST + 1)) if period.surely_from else (1, 0)
    return (number(period.earliest, 0), number(period.latest, LAST + 1), *sure)


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    count = draw(st.integers(1, 5))
    found = []
    for index in range(count):
        few = count == len(NAMES)  # the worlds of five events are listed in time only if their days are close
        first, last = sorted(draw(st.tuples(st.integers(1, LAST - 2 * few), st.integers(1, LAST - 2 * few))))
        earliest = draw(st.sampled_from((first, first, first, first if few else None)))
        latest = draw(st.sampled_from((last, last, last, last if few else None)))
        ends = None
        if draw(st.integers(0, 3)) == 0:
            end_first, end_last = sorted(draw(st.tuples(st.integers(first, LAST), st.integers(first, LAST))))
            ends = draw(st.sampled_from((end_first, None))), draw(st.sampled_from((end_last, None)))
        after = draw(st.sets(st.sampled_from(NAMES), max_size=2)) - {NAMES[index]} if draw(st.booleans()) else set()
        yields_to = draw(st.sampled_from((None, "x", "x"))) if ends or draw(st.integers(0, 4)) == 0 else None
        made = event(NAMES[index], draw(st.sampled_from(("x", "y", "z", None))), earliest, latest, *sorted(after), ends=ends)
        found.append(made._replace(yields_to=yields_to, perhaps=draw(st.integers(0, 5)) == 0))
    return found


def compare(events: list[Event]) -> None:
    """Assert that the periods are what all worlds and some worlds say."""
    every = list(worlds(events)) or list(worlds([each._replace(after=()) for each in events]))
    states = [{state(world, on) for world in every} for on in range(LAST + 2)]
    may_be_on = {each.name: {world[0][each.name] for world in every if each.name in world[0]} for each in events}
    found = periods(events)
    for value in "xyz":
        own = [of(each) for each in found if each.value == value]
        assert {on for first, last, _, _ in own for on in range(first, last + 1)} == {on for on in range(LAST + 2) if value in states[on]}
        assert [on for _, _, first, last in own for on in range(first, last + 1)] == [on for on in range(LAST + 2) if states[on] == {value}]
    for period in found:
        first, last, since, until = of(period)
        begins = range(first, since + 1) if period.surely_from else range(first, last + 1)
        ends = range(until + 1, last + 2) if period.surely_from else range(first, last + 2)
        ends = range(0) if period.surely_from and period.surely_until is None else ends  # nothing comes after all days
        expected = Period(
            *period[:5],
            begun=tuple(e.name for e in events if e.value == period.value and not e.lasting and may_be_on[e.name] & {*begins}),
            ended=tuple(e.name for e in events if e.value != period.value and not e.lasting and may_be_on[e.name] & {*ends}),
            shown=tuple(
                e.name
                for e in events
                if period.value in (e.value, e.yields_to if e.lasting else e.value) and may_be_on[e.name] & {*range(first, last + 1)}
            ),
            stopped=tuple(e.name for e in events if e.value != period.value and e.lasting and may_be_on[e.name] & {*ends}),
        )
        assert period == expected
        assert period.shown
        assert period.begun or any(e.lasting for e in events if e.name in period.shown)


@settings(max_examples=60)
@given(histories())
@example([event("a", "x", 2, 2, ends=(1, 3))])  # lasts at least until the day on which it begins
@example([event("a", "x", 1, 3), event("b", "y", 1, 3, "a"), event("c", "x", 2, 2), event("d", "y", 3, 4, "b")])
@example([event("a", "x", 1, 1, ends=(1, 5)), event("b", "y", 2, 3), event("c", None, 3, 3)])
@example([event(name, value, 1, 2) for name, value in zip(NAMES, "xyxyx", strict=True)])
@example([event("a", "x", 1, 2, "b"), event("b", "y", 3, 4)])  # an order against the bounds
@example([event("a", "x", 1, 2, "b"), event("b", "y", 1, 2, "a")])  # an order in a circle
def test_the_periods_are_what_all_worlds_and_some_worlds_say(events: list[Event]) -> None:
    compare(events)


@pytest.mark.soak
@settings(max_examples=1000)
@given(histories())
def test_the_periods_of_many_histories_are_what_their_worlds_say(events: list[Event]) -> None:
    compare(events)


@given(histories())
def test_the_order_of_the_events_in_a_list_does_not_matter(events: list[Event]) -> None:
    assert periods(events) == periods(reversed(events))


def test_two_sure_runs_extend_over_the_possible_days_between_them() -> None:
    """A withdrawal and a new recognition whose days overlap, in this order."""
    found = periods([event("first", "x", 1, 1), event("withdrawal", "y", 2, 4), event("second", "x", 3, 5, "withdrawal")])
    assert [(each.value, *of(each), each.begun, each.ended) for each in found] == [
        ("x", 1, 4, 1, 1, ("first",), ("withdrawal",)),
        ("x", 2, 6, 5, 6, ("second",), ()),
        ("y", 2, 4, 1, 0, ("withdrawal",), ("second",)),
    ]


def test_an_act_repeated_while_its_value_surely_holds_neither_begins_nor_ends() -> None:
    (found,) = periods([event("first", "x", 1, 1), event("again", "x", 3, 4)])
    assert (found.begun, found.ended, found.shown) == (("first",), (), ("again", "first"))


def test_a_lasting_event_with_an_open_end_is_sure_only_on_the_day_on_which_it_begins() -> None:
    (found,) = periods([event("situation", "x", 1, 1, ends=(None, None))])
    assert found[1:5] == (day(1), None, day(1), day(1))
    (found,) = periods([event("situation", "x", 1, 2, ends=(None, None))])
    assert found[1:5] == (day(1), None, None, None)
    assert (found.begun, found.shown) == ((), ("situation",))


def test_what_held_before_a_lasting_event_does_not_come_back() -> None:
    first, second = periods([event("act", "x", 1, 1), event("situation", "y", 3, 3, ends=(4, 4))])
    assert (of(first), first.ended, first.stopped) == ((1, 2, 1, 2), (), ("situation",))
    assert of(second) == (3, 4, 3, 4)


def test_a_revocation_ends_a_value_without_another() -> None:
    (found,) = periods([event("act", "x", 1, 1), event("revocation", None, 3, 3)])
    assert (of(found), found.ended) == ((1, 2, 1, 2), ("revocation",))


@pytest.mark.parametrize(
    ("events", "message"),
    [
        ([event("a", "x", 2, 1)], "no possible day"),
        ([event("a", "x", 2, 3, ends=(1, 1))], "no possible day"),
        ([event("a", "x", 1, 1), event("a", "y", 1, 1)], "one name"),
    ],
)
def test_a_history_without_a_meaning_is_refused(events: list[Event], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        periods(events)


def test_the_first_and_last_days_of_the_calendar_are_days_like_others() -> None:
    (found,) = periods([Event("a", "x", date.min, date.min), Event("b", None, date.max, date.max)])
    assert found[1:5] == (date.min, date.max - timedelta(1), date.min, date.max - timedelta(1))
