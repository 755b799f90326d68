"""Accounts that give one matter roles that cannot both be right.

Two held accounts are opposed in the roles of a matter

- if somebody acts in the one and undergoes the act, or is its target, in the other: the murderer and the victim are swapped, whatever links
  the two, such as a state and its navy;
- or if two documents name quite different agents in a role that has one side: none of the one is among those of the other, and nothing
  links them, as an office and its holder or a ministry and its state are linked.

It is not a conflict if one account names more agents than another.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING, Final, NamedTuple

import pyoxigraph as ox

from kg.authored.reading import objects
from kg.namespaces import DIP

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kg.authored.reading import Dataset

_ACTS: Final = DIP + "actor"
_UNDERGOES: Final = tuple(DIP + name for name in ("victim", "recipient", "personConcerned", "target"))
_ONE_SIDE: Final = tuple(
    DIP + name for name in ("actor", "victim", "recipient", "personConcerned", "holder", "inOrganization", "missionOpened")
)


class Opposition(NamedTuple):
    """Two accounts that are opposed in the roles of a matter. All terms are IRIs.

    Attributes:
        node: the matter.
        graph: the assertion graph of the later account.
        role: the property of the value in it.
        value: the agent in that role.
        other_graph: the assertion graph of the earlier account.
        other_role: the property in that account: another one if sides are swapped, else the same.
        other_value: the agent in that role.
    """

    node: str
    graph: str
    role: str
    value: str
    other_graph: str
    other_role: str
    other_value: str

    @property
    def graphs(self) -> tuple[str, str]:
        """The assertion graphs of the two accounts."""
        return self.graph, self.other_graph


def oppositions(data: Dataset) -> list[Opposition]:
    """The accounts that are opposed in the roles of a matter, one for each matter and pair of roles, sorted.

    Args:
        data: the content of the data files.
    """
    accounts: dict[str, dict[str, dict[str, set[str]]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(set)))
    several = _told_by_several(data)
    for graph, held in data.assertion_graphs.items():
        for quad, _ in data.graphs.get(graph, ()) if held else ():
            subject, value = quad.subject, quad.object
            if not (isinstance(subject, ox.NamedNode) and isinstance(value, ox.NamedNode) and subject.value in several):
                continue
            if quad.predicate.value in ROLES:
                accounts[subject.value][graph][quad.predicate.value].add(value.value)
    agents = {value for graphs in accounts.values() for roles in graphs.values() for values in roles.values() for value in values}
    linked: set[tuple[str, str]] = set()
    for quad, _ in data.statements() if agents else ():
        subject, value = quad.subject, quad.object
        if isinstance(value, ox.NamedNode) and isinstance(subject, ox.NamedNode) and value.value in agents and subject.value in agents:
            linked |= {(subject.value, value.value), (value.value, subject.value)}
    found: dict[tuple[str, frozenset[str]], Opposition] = {}
    for node, graphs in sorted(accounts.items()):
        for other, graph in combinations(sorted(graphs), 2):
            swapped = list(_swapped(node, graph, graphs[graph], other, graphs[other]))
            # Where sides are swapped, each role differs as well: one slip is one finding.
            for each in swapped[:1] or _different(node, graph, other, graphs, data, linked):
                found.setdefault((node, frozenset((each.role, each.other_role))), each)
    return list(found.values())


def _told_by_several(data: Dataset) -> set[str]:
    """The IRIs of the nodes that more than one held assertion graph gives roles."""
    first: dict[str, str] = {}
    several: set[str] = set()
    for graph, held in data.assertion_graphs.items():
        for quad, _ in data.graphs.get(graph, ()) if held else ():
            if quad.predicate.value in ROLES and isinstance(quad.subject, ox.NamedNode):
                node = quad.subject.value
                if first.setdefault(node, graph) != graph:
                    several.add(node)
    return several


ROLES: Final = frozenset((_ACTS, *_UNDERGOES, *_ONE_SIDE))


def _swapped(node: str, graph: str, here: Mapping[str, set[str]], other: str, there: Mapping[str, set[str]]) -> Iterator[Opposition]:
    """Whoever acts in one account and undergoes the act in the other, and nowhere the reverse."""
    for first, one, second, two, turned in ((graph, here, other, there, False), (other, there, graph, here, True)):
        for role in _UNDERGOES:
            for value in sorted(one.get(_ACTS, set()) & two.get(role, set())):
                if value not in one.get(role, ()) and value not in two.get(_ACTS, ()):
                    if turned:
                        yield Opposition(node, second, role, value, first, _ACTS, value)
                    else:
                        yield Opposition(node, first, _ACTS, value, second, role, value)


def _different(
    node: str, graph: str, other: str, graphs: Mapping[str, Mapping[str, set[str]]], data: Dataset, linked: set[tuple[str, str]]
) -> Iterator[Opposition]:
    """The roles in which accounts of two documents name agents that have nothing to do with each other."""
    if _documents(graph, data) & _documents(other, data):
        return
    for role in _ONE_SIDE:
        here, there = graphs[graph].get(role, set()), graphs[other].get(role, set())
        if here and there and not any(one == two or (one, two) in linked for one in here for two in there):
            yield Opposition(node, graph, role, min(here), other, role, min(there))


def _documents(graph: str, data: Dataset) -> set[str]:
    return {each for passage in objects(data.recorded(graph, "cites")) for each in objects(data.recorded(passage, "document"))}
