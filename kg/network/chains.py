"""The shortest chains of acts between two agents."""

from __future__ import annotations

from collections import defaultdict
from itertools import islice, pairwise
from typing import NamedTuple

from kg.network.model import Edge, Projection
from kg.network.ties import between_agents, lasting_ties, ties
from kg.network.weights import Weights


class Step(NamedTuple):
    """One step of a chain: two agents, and the edges between them in either direction, each with its acts."""

    source: str
    target: str
    edges: tuple[Edge, ...]


def chains(projection: Projection, start: str, end: str, limit: int = 10, *, lasting: bool = False) -> list[tuple[Step, ...]]:
    """The shortest chains of acts between two agents.

    Args:
        projection: the network.
        start: the IRI of the agent at which the chains start.
        end: the IRI of the agent at which they end.
        limit: the maximum number of chains to return, all of the same shortest length and sorted by IRI.
        lasting: whether lasting ties may be steps too.

    Returns:
        Chains of steps; none if nothing connects the two, or if they are the same agent.
    """
    import networkx as nx

    edges = between_agents(projection) + (lasting_ties(projection) if lasting else [])
    graph = ties(edges, Weights(projection))
    if start == end or start not in graph or end not in graph or not nx.has_path(graph, start, end):
        return []
    between: dict[tuple[str, str], list[Edge]] = defaultdict(list)
    for edge in edges:
        between[min(edge.subject, edge.object), max(edge.subject, edge.object)].append(edge)
    # networkx yields the paths in no stable order, and there can be too many to sort them all.
    paths = sorted(islice(nx.all_shortest_paths(graph, start, end), 10_000))[:limit]
    return [tuple(Step(one, other, tuple(between[min(one, other), max(one, other)])) for one, other in pairwise(path)) for path in paths]
