"""Who is tied to whom: the edges between agents, by what connects them.

Two agents *dealt* with each other where a rule infers the ontology's ``dealtWith`` from an act. They are *connected by an act* where a
rule infers any relation between them from one: a dealing, a visit, acting for somebody. So every tie has its acts and, through them, its
passages. What is hedged, rumoured or said by a speaker connects nobody.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from kg.namespaces import DIP
from kg.network.model import AGENT_GROUPS, MATTER_GROUPS, Edge, Projection
from kg.network.weights import Weights

if TYPE_CHECKING:
    import networkx as nx

DEALT_WITH: Final = DIP + "dealtWith"


def roles(projection: Projection) -> list[tuple[str, str, str]]:
    """The held facts from an act, conflict, situation or matter to another node, as triples in the order of the network."""
    return [
        (fact.subject, fact.predicate, fact.object)
        for fact in projection.facts
        if isinstance(fact.object, str)
        and fact.object in projection.nodes
        and projection.nodes[fact.subject].group in MATTER_GROUPS
        and projection.holds(fact)
    ]


def between_agents(projection: Projection) -> list[Edge]:
    """The inferred edges that connect two agents by an act. A relation that the ontology marks with ``dip:noTie`` connects nobody."""
    weights, terms = Weights(projection), projection.terms
    apart = {iri for iri in {edge.predicate for edge in projection.edges} if iri in terms and terms[iri].no_tie}
    return [edge for edge in projection.edges if weights.between_agents(edge) and edge.predicate not in apart]


def dealings(projection: Projection) -> list[Edge]:
    """The edges of `between_agents` that are dealings; all of these edges if none is below ``dealtWith`` in the ontology."""
    edges = between_agents(projection)
    dealt = [edge for edge in edges if DEALT_WITH in projection.ancestors(edge.predicate)]
    return dealt or edges


def lasting_ties(projection: Projection) -> list[Edge]:
    """The held edges between two agents that sources state directly: body of, national of, member of."""
    return [
        edge
        for edge in projection.edges
        if not edge.entailed
        and edge.subject != edge.object
        and projection.holds(edge)
        and projection.nodes[edge.subject].group in AGENT_GROUPS
        and projection.nodes[edge.object].group in AGENT_GROUPS
    ]


def ties(edges: list[Edge], weights: Weights) -> nx.Graph[str]:
    """The ends of some edges as a simple undirected graph. The weight of a tie is that of all edges between the two, in both directions."""
    import networkx as nx

    total: dict[tuple[str, str], float] = defaultdict(float)
    for edge in edges:
        total[min(edge.subject, edge.object), max(edge.subject, edge.object)] += weights.of(edge)
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(sorted({agent for pair in total for agent in pair}))
    for (one, other), weight in sorted(total.items()):
        graph.add_edge(one, other, weight=weight)
    return graph
