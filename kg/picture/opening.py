"""What a picture opens with: the principal parties and the agents with the strongest ties to them, laid out for themselves.

The lines of the opening are the held relations between two of its agents. `kg.picture.arranging` computes the positions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.network.model import AGENT_GROUPS
from kg.network.ties import between_agents, lasting_ties, ties
from kg.network.weights import Weights
from kg.picture.arranging import ASPECT, arrange

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import networkx as nx

    from kg.network.model import Edge, Projection
    from kg.values import Json

LIMIT: Final = 24
"""The number of agents that a picture opens with at most."""
BUSIEST: Final = 2
"""The number of principal parties of a picture for which none are named."""


class Chosen(NamedTuple):
    """The agents of an opening, by IRI: the principal parties, all of them, and whether the principal parties were named.

    `principals` and `core` are those of `Opening`, and so is `named`.
    """

    principals: tuple[str, ...]
    core: tuple[str, ...]
    named: bool


@dataclass(frozen=True, slots=True)
class Opening:
    """The agents that a picture opens with, by IRI.

    Attributes:
        principals: the principal parties among them, in the order in which they were named.
        core: all of them: the principal parties, then the others from the strongest ties to the weakest.
        at: the position of each agent of `core`: from 0 at the left or the top to 1, with three decimals.
        named: whether the workspace or the reader named the principal parties; else they are the agents with the strongest ties.
    """

    principals: tuple[str, ...] = ()
    core: tuple[str, ...] = ()
    at: tuple[tuple[float, float], ...] = ()
    named: bool = False

    def as_json(self, numbers: Mapping[str, int]) -> dict[str, Json]:
        """The opening as a JSON object for the page.

        Args:
            numbers: the number of each node of the picture, by IRI.

        >>> Opening(("a",), ("a", "b"), ((0.0, 0.5), (1.0, 0.5)), named=True).as_json({"a": 7, "b": 3})
        {'principals': [7], 'core': [7, 3], 'at': [[0.0, 0.5], [1.0, 0.5]], 'named': True}
        """
        return {
            "principals": [numbers[iri] for iri in self.principals],
            "core": [numbers[iri] for iri in self.core],
            "at": [list(each) for each in self.at],
            "named": self.named,
        }


def opening(projection: Projection, principals: Sequence[str] = (), limit: int = LIMIT, aspect: float = ASPECT) -> Opening:
    """What a picture opens with.

    Args:
        projection: the network, or the part of it that is drawn.
        principals: the principal parties, by IRI; those that are not in the network or have no line are left out. Without any, the
            agents with the strongest ties are the principal parties.
        limit: the number of agents at most.
        aspect: the ratio of width to height of the drawing that the positions are for.

    Returns:
        The opening. Each of its agents has a line to another. It is empty where no two agents are related.

    >>> from kg.network.model import Edge, Node, Projection
    >>> nodes = {name: Node(name, name, "state") for name in "abc"}
    >>> found = opening(Projection("https://example.org/", nodes=nodes, edges=[Edge("a", "knows", "c", False)]))
    >>> found.core
    ('a', 'c')
    """
    return arranged(projection, choose(projection, principals, limit), aspect)


def choose(projection: Projection, principals: Sequence[str] = (), limit: int = LIMIT) -> Chosen:
    """The agents of an opening; see `opening`."""
    weights = Weights(projection)
    acts = ties(between_agents(projection), weights)
    lasting = ties(lasting_ties(projection), weights)
    lines = _neighbours(projection)
    named = [iri for iri in dict.fromkeys(principals) if lines.get(iri)][:limit]
    parties = named or _busiest(acts, lasting)
    core = _grow(parties, acts, lasting, limit)
    while alone := [iri for iri in core if not lines[iri].intersection(core)]:
        core = [iri for iri in core if iri not in alone]
    return Chosen(tuple(iri for iri in parties if iri in core), tuple(core), bool(named))


def arranged(projection: Projection, chosen: Chosen, aspect: float = ASPECT) -> Opening:
    """Chosen agents with their positions.

    Args:
        projection: the network.
        chosen: the agents, the principal parties first.
        aspect: the ratio of width to height of the drawing.
    """
    lines = _neighbours(projection)
    principals, core, named = chosen
    number = {iri: place for place, iri in enumerate(core)}
    pairs = sorted({(number[iri], number[other]) for iri in core for other in lines[iri] & number.keys() if number[iri] < number[other]})
    return Opening(principals, core, arrange(len(core), pairs, len(principals), aspect), named)


def _neighbours(projection: Projection) -> dict[str, set[str]]:
    """The agents to whom each node has a line."""
    lines = {iri: set[str]() for iri in projection.nodes}
    for edge in lines_between_agents(projection):
        lines[edge.subject].add(edge.object)
        lines[edge.object].add(edge.subject)
    return lines


def lines_between_agents(projection: Projection) -> list[Edge]:
    """The held relations between two different agents, inferred or stated, in the order of the network."""
    nodes = projection.nodes
    return [
        edge
        for edge in projection.edges
        if edge.subject != edge.object
        and nodes[edge.subject].group in AGENT_GROUPS
        and nodes[edge.object].group in AGENT_GROUPS
        and projection.holds(edge)
    ]


def _busiest(acts: nx.Graph[str], lasting: nx.Graph[str]) -> list[str]:
    """The agents with the strongest ties: by acts, or if no act connects two agents by lasting ties."""
    graph = acts if len(acts) else lasting
    return sorted(graph, key=lambda iri: (-round(float(graph.degree(iri, weight="weight")), 6), iri))[:BUSIEST]


def _grow(parties: Sequence[str], acts: nx.Graph[str], lasting: nx.Graph[str], limit: int) -> list[str]:
    """Add to the principal parties one agent after the other: the one with the strongest ties to those that are there.

    Ties by acts count first, then lasting ties, then the ties of the agent with all others.
    """
    core: list[str] = []
    strength: dict[str, list[float]] = {}

    def add(iri: str) -> None:
        core.append(iri)
        strength.pop(iri, None)
        for place, graph in enumerate((acts, lasting)):
            for other, tie in graph[iri].items() if iri in graph else ():
                if other not in core:
                    strength.setdefault(other, [0.0, 0.0])[place] += tie["weight"]

    degrees = {iri: float(degree) for iri, degree in acts.degree(weight="weight")}

    def first(iri: str) -> tuple[float, float, float, str]:
        by_acts, by_lasting = strength[iri]
        return -round(by_acts, 6), -round(by_lasting, 6), -round(degrees.get(iri, 0.0), 6), iri

    for iri in parties:
        add(iri)
    while strength and len(core) < limit:
        add(min((each for each in strength), key=first))
    return core
