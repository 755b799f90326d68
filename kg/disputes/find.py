"""Search a dataset for everything that is disputed or doubted, or reported more than once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from kg.disputes.accounts import Accounts
from kg.disputes.agreement import agreement
from kg.disputes.conflicts import conflicting_dates, conflicting_roles, denials, noted_conflicts
from kg.disputes.describe import Describer
from kg.disputes.doubts import doubts
from kg.disputes.model import GROUPS
from kg.disputes.readings import readings
from kg.disputes.survey import Survey

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.disputes.model import Dispute, Place, Source
    from kg.record.record import Record

_LINKING: Final = ("conflict", "accounts")
"""The groups whose items link to others about the same things."""

_LINKED: Final = (*_LINKING, "reading")
"""The groups that these link to."""


def find(record: Record) -> tuple[tuple[Dispute, ...], tuple[Source, ...]]:
    """All items, by group, then in the order of their passages, with links between them; and the documents."""
    survey = Survey(record)
    describe = Describer(survey)
    accounts = Accounts(survey, describe)
    found = [
        *noted_conflicts(survey, describe, accounts.notes),
        *conflicting_dates(survey, describe),
        *conflicting_roles(survey, describe),
        *denials(survey, describe),
        *accounts.items,
        *doubts(survey, describe, accounts.item_of),
        *readings(survey, describe),
        *agreement(survey, describe),
    ]
    sources = describe.sources()
    return _linked(_in_order(found, sources)), sources


def _in_order(items: Sequence[Dispute], sources: Sequence[Source]) -> list[Dispute]:
    """Items by group, then by their first passage, then by key."""
    groups = {group.name: number for number, group in enumerate(GROUPS)}
    places: dict[Place, tuple[int, int]] = {}
    for document, source in enumerate(sources):
        for number, place in enumerate(source.passages):
            places.setdefault(place, (document, number))

    def order(item: Dispute) -> tuple[int, tuple[int, int], str]:
        first = places.get(item.passages[0], (len(sources), 0)) if item.passages else (-1, 0)
        return groups[item.group], first, item.key

    return sorted(items, key=order)


def _linked(items: Sequence[Dispute]) -> tuple[Dispute, ...]:
    """The items, each of the `_LINKING` groups with links to others about the same things."""
    by_node: dict[str, list[str]] = defaultdict(list)
    for item in items:
        for node in item.about if item.group in _LINKED else ():
            by_node[node.iri].append(item.key)
    return tuple(_with_links(item, by_node) if item.group in _LINKING else item for item in items)


def _with_links(item: Dispute, by_node: dict[str, list[str]]) -> Dispute:
    others = dict.fromkeys(key for node in item.about for key in by_node[node.iri] if key != item.key)
    return replace(item, see=tuple(others))
