"""How central an agent is: its acts, its degree, its betweenness."""

from __future__ import annotations

from collections import defaultdict
from typing import Final, NamedTuple

from kg.network.model import AGENT_GROUPS, Projection
from kg.network.ties import between_agents, dealings, roles, ties
from kg.network.weights import Weights

SAMPLE_ABOVE: Final = 1_500
"""The number of tied agents above which betweenness is estimated from `SAMPLE` of them."""
SAMPLE: Final = 60

EXPLANATIONS: Final[dict[str, str]] = {
    "acts": "Acts: the number of recorded acts, conflicts and situations in which an agent has a role that a source states as fact.",
    "degree": "Degree: the weight of the acts in which an agent dealt directly with others, counting only what a source states as fact; "
    "an act weighs 1, shared equally by all directed lines between agents that it makes.",
    "betweenness": "Betweenness: the share of the shortest chains of acts between two others that run through an agent; "
    "an agent with a high value connects parties that no act connects directly.",
    "chain": "A chain is a shortest way from one agent to another in which each step is an act that a source states as fact; "
    "it shows who could have connected them, not that anybody did.",
    "lasting": "Acts alone do not connect the two; these chains also use lasting ties, such as being a body or a national of a state.",
}
"""A sentence for each measure and each kind of chain, to be shown beside them."""


class Measure(NamedTuple):
    """The measures of one agent.

    Attributes:
        acts: the number of acts and other matters in which it has a role.
        degree: the weight of its direct dealings, see `kg.network.weights`.
        betweenness: its share of the shortest chains, between 0 and 1.
        others: the number of others with whom it dealt directly.
        rank: its rank by degree, from 1.
    """

    acts: int
    degree: float
    betweenness: float
    others: int
    rank: int = 1


def measures(projection: Projection) -> dict[str, Measure]:
    """The measures of every agent, in the order of the network; `EXPLANATIONS` defines them.

    Betweenness is exact up to `SAMPLE_ABOVE` tied agents, and above that estimated from a fixed sample.
    """
    import networkx as nx

    weights = Weights(projection)
    dealt = ties(dealings(projection), weights)
    graph = ties(between_agents(projection), weights)
    sample = SAMPLE if len(graph) > SAMPLE_ABOVE else None
    between: dict[str, float] = nx.betweenness_centrality(graph, k=sample, seed=1) if len(graph) > 2 else {}
    involved: dict[str, set[str]] = defaultdict(set)
    for subject, _, value in roles(projection):
        involved[value].add(subject)
    for edge in projection.edges:
        for end in (edge.subject, edge.object):
            involved[end].update(edge.acts)
    agents = [iri for iri, node in projection.nodes.items() if node.group in AGENT_GROUPS]
    degree = {iri: round(float(dealt.degree(iri, weight="weight")), 3) if iri in dealt else 0.0 for iri in agents}
    falling = sorted(degree.values(), reverse=True)
    rank = {number: 1 + place for place, number in reversed(list(enumerate(falling)))}
    return {
        iri: Measure(
            len(involved[iri]),
            degree[iri],
            round(float(between.get(iri, 0.0)), 6),
            len(dealt[iri]) if iri in dealt else 0,
            rank[degree[iri]],
        )
        for iri in agents
    }


def sentence(projection: Projection, iri: str, table: dict[str, Measure]) -> str:
    """The measures of one agent as a sentence to be quoted.

    Args:
        projection: the network.
        iri: an agent of `table`.
        table: the result of `measures`.
    """
    mine = table[iri]
    label = projection.nodes[iri].label
    others = f"{mine.others} other agent" + ("" if mine.others == 1 else "s")
    acts = f"{mine.acts} recorded act" + ("" if mine.acts == 1 else "s")
    if not mine.others:
        return f"{label} has a role in {acts} and no direct dealing with another agent that a source states as fact."
    dealing = sum(1 for each in table.values() if each.others)
    place = "more than any other agent here" if mine.rank == 1 else f"rank {mine.rank} of the {dealing} with direct dealings"
    return (
        f"{label} has a role in {acts} and dealt directly with {others} (degree {mine.degree:g}, {place}); "
        f"{mine.betweenness:.0%} of the shortest chains of acts between two others run through it."
    )
