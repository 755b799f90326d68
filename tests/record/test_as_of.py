"""What was so by a day, on the graph about Norway and Sweden and on the repository's own."""

from __future__ import annotations

from datetime import date

import pytest
from pyoxigraph import NamedNode

from kg.record.times import Times
from tests.asking import graph, nordic


def e(name: str) -> NamedNode:
    return NamedNode(f"{nordic().snapshot.base}id/{name}")


@pytest.mark.parametrize(
    ("node", "day", "state"),
    [
        ("recognition", "1905-10-25", "no"),
        ("recognition", "1905-10-26", "yes"),
        ("meeting", "1905-09-15", "undecided"),
        ("meeting", "1905-10-01", "yes"),
        ("union", "1813-12-31", "no"),
        ("union", "1814-06-01", "undecided"),
        ("union", "1850-01-01", "yes"),
        ("union", "1906-01-01", "no"),
        ("tenure-carl", "1905-12-01", "undecided"),
        ("norway", "1905-01-01", None),
        ("protest", "1905-12-01", None),
    ],
)
def test_what_was_so_by_a_day(node: str, day: str, state: str | None) -> None:
    """A situation and a tenure if they held then; anything else if it had happened."""
    assert Times(nordic().names).by(e(node), date.fromisoformat(day)) == state


@pytest.mark.parametrize(
    ("node", "day", "state"),
    [
        ("first-intifada", "1986-12-31", "no"),
        ("first-intifada", "1987-06-30", "undecided"),
        ("first-intifada", "1987-12-31", "yes"),
        ("war-1948", "1947-06-30", "undecided"),
        ("war-1948", "1987-12-31", "yes"),
        ("training-agreement", "1987-12-31", "undecided"),
        ("training-agreement", "1972-12-31", "no"),
        ("battalion-1948", "1950-01-01", None),
    ],
)
def test_open_ends_and_intervals_by_a_day(node: str, day: str, state: str | None) -> None:
    assert Times(graph().names).by(NamedNode(f"{graph().snapshot.base}id/{node}"), date.fromisoformat(day)) == state
