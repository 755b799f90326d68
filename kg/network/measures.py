"""How central an agent is: its acts, its degree, its betweenness."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from kg.network.model import AGENT_GROUPS, Projection
from kg.network.ties import between_agents, dealings, roles, ties
from kg.network.weights import Weights
from kg.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

STEPS: Final = 600_000
"""How many agents and ties betweenness may visit: one search from each agent, which visits all of them, where that is not more."""

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

ESTIMATED: Final = "In a network of this size it is estimated: only the chains that start at a fixed sample of the agents are counted."
"""A sentence to be shown beside an estimated betweenness."""


class Measure(NamedTuple):
    """The measures of one agent.

    Attributes:
        acts: the number of acts and other matters in which it has a role.
        degree: the weight of its direct dealings, see `kg.network.weights`.
        betweenness: its share of the shortest chains, between 0 and 1.
        others: the number of others with whom it dealt directly.
        rank: its rank by degree, from 1.
        estimated: whether the betweenness is estimated.
    """

    acts: int
    degree: float
    betweenness: float
    others: int
    rank: int = 1
    estimated: bool = False


def explanations(table: Mapping[str, Measure]) -> dict[str, str]:
    """`EXPLANATIONS`, with `ESTIMATED` as a further line where the betweenness in a result of `measures` is estimated.

    >>> explanations({"a": Measure(1, 0.0, 0.0, 0)}) == EXPLANATIONS
    True
    >>> explanations({"a": Measure(1, 0.0, 0.0, 0, estimated=True)})["betweenness"].endswith(ESTIMATED)
    True
    """
    estimated = any(mine.estimated for mine in table.values())
    return EXPLANATIONS | ({"betweenness": f"{EXPLANATIONS['betweenness']}\n{ESTIMATED}"} if estimated else {})


def sample_size(agents: int, ties: int) -> int | None:
    """The number of agents from which betweenness is estimated; None if it is exact.

    Args:
        agents: the number of agents with ties.
        ties: the number of ties.

    >>> sample_size(116, 300), sample_size(2_000, 5_500), sample_size(300_000, 900_000)
    (None, 80, 10)
    """
    size = max(10, STEPS // max(1, agents + ties))
    return size if size < agents else None


def measures(projection: Projection) -> dict[str, Measure]:
    """The measures of every agent, in the order of the network; `EXPLANATIONS` defines them.

    Betweenness is exact for a few hundred agents, and estimated from a fixed sample for more; see `sample_size`.
    """
    import networkx as nx

    weights = Weights(projection)
    dealt = ties(dealings(projection), weights)
    graph = ties(between_agents(projection), weights)
    sample = sample_size(len(graph), graph.size())
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
            sample is not None,
        )
        for iri in agents
    }
