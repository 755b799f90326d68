"""The picture model as a networkx graph, the measures of its agents, and the shortest chains of acts between two of them.

Two agents *dealt* with each other where a rule infers the ontology's ``dealtWith`` from an act; they are *connected by an act* where
a rule infers anything between them from one: a dealing, a visit, acting for somebody. So every step of a measure or a chain has its
acts and, through them, its passages. Nothing hedged, rumoured or said by a speaker connects anybody.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from kg.namespaces import DIP
from kg.network.model import AGENT_GROUPS, MATTER_GROUPS, Edge, Projection

if TYPE_CHECKING:
    import networkx as nx

DEALT_WITH: Final = DIP + "dealtWith"
SAMPLE_ABOVE: Final = 1_500
"""Above so many tied agents, betweenness is estimated from `SAMPLE` of them."""
SAMPLE: Final = 60

NO_TIE: Final = frozenset((DIP + "hasNoRelationsWith",))
"""What rules infer between two agents that is the opposite of a connection."""

EXPLANATIONS: Final[dict[str, str]] = {
    "acts": "Acts: in how many recorded acts, conflicts and situations an agent has a role that a source states as fact.",
    "degree": "Degree: with how many others an agent dealt directly, counting only dealings that a source states as fact.",
    "betweenness": "Betweenness: the share of the shortest chains of acts between two others that run through an agent; "
    "who has much of it connects parties that no act connects directly.",
    "chain": "A chain is a shortest way from one agent to another in which each step is an act that a source states as fact; "
    "it shows who could have connected them, not that anybody did.",
    "standing": "No acts alone connect the two; these chains also use standing ties, such as being a body or a national of a state.",
}
"""One sentence for each measure, to be quoted beside its numbers."""


class Measure(NamedTuple):
    """The measures of one agent: counts of acts and of others dealt with, betweenness between 0 and 1, its rank by degree from 1."""

    acts: int
    degree: int
    betweenness: float
    rank: int = 1


class Step(NamedTuple):
    """One step of a chain: two agents, and the edges between them in either direction, each with its acts."""

    source: str
    target: str
    edges: tuple[Edge, ...]


def to_networkx(projection: Projection, *, acts: bool = True) -> nx.MultiDiGraph[str]:
    """The dataset's held content as a networkx graph.

    Args:
        projection: the picture model.
        acts: whether acts and other matters are nodes too, with an edge for each role; without them only direct edges remain.

    Returns:
        A graph whose nodes have ``label``, ``group`` and ``kind``; whose edges, keyed by predicate IRI, have ``label``, ``entailed``
        (a rule inferred it), ``acts`` (their IRIs, separated by spaces) and ``weight`` (how many acts, at least 1).
    """
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for iri, node in projection.nodes.items():
        if acts or node.group not in MATTER_GROUPS:
            graph.add_node(iri, label=node.label, group=node.group, kind=" / ".join(projection.label(kind) for kind in node.kinds))
    for edge in projection.edges:
        if edge.subject in graph and edge.object in graph and (edge.entailed or held(projection, edge.claims)):
            graph.add_edge(
                edge.subject,
                edge.object,
                key=edge.predicate,
                label=projection.label(edge.predicate),
                entailed=edge.entailed,
                acts=" ".join(edge.acts),
                weight=max(1, len(edge.acts)),
            )
    if acts:
        for subject, predicate, value in roles(projection):
            graph.add_edge(subject, value, key=predicate, label=projection.label(predicate), entailed=False, acts=subject, weight=1)
    return graph


def held(projection: Projection, claims: tuple[str, ...], origin: str = "claim") -> bool:
    """Whether a fact with these claims is held: one of them is, or the curator's background gives it, or nothing claims it at all."""
    return not claims or origin == "background" or any(projection.claims[claim].held for claim in claims)


def roles(projection: Projection) -> list[tuple[str, str, str]]:
    """The held facts from an act (or conflict, situation, matter) to another node, as triples in order."""
    return [
        (fact.subject, fact.predicate, fact.object)
        for fact in projection.facts
        if isinstance(fact.object, str)
        and fact.object in projection.nodes
        and projection.nodes[fact.subject].group in MATTER_GROUPS
        and held(projection, fact.claims, fact.origin)
    ]


def between_agents(projection: Projection) -> list[Edge]:
    """The inferred edges from one agent to another that connect them by an act."""
    return [
        edge
        for edge in projection.edges
        if edge.entailed
        and edge.subject != edge.object
        and edge.predicate not in NO_TIE
        and projection.nodes[edge.subject].group in AGENT_GROUPS
        and projection.nodes[edge.object].group in AGENT_GROUPS
    ]


def dealings(projection: Projection) -> list[Edge]:
    """Those of `between_agents` that say that the two dealt with each other; all of them where the ontology has no ``dealtWith``."""
    edges = between_agents(projection)
    dealt = [edge for edge in edges if DEALT_WITH in projection.ancestors(edge.predicate)]
    return dealt or edges


def standing_ties(projection: Projection) -> list[Edge]:
    """The held edges from one agent to another that are stated as they stand: being a body of, a national of, a member of."""
    return [
        edge
        for edge in projection.edges
        if not edge.entailed
        and edge.subject != edge.object
        and held(projection, edge.claims)
        and projection.nodes[edge.subject].group in AGENT_GROUPS
        and projection.nodes[edge.object].group in AGENT_GROUPS
    ]


def ties(edges: list[Edge]) -> nx.Graph[str]:
    """Who is tied to whom by some edges, without direction: a simple graph, edges weighted by how many acts stand behind them."""
    import networkx as nx

    acts: dict[tuple[str, str], set[str]] = defaultdict(set)
    for edge in edges:
        pair = (min(edge.subject, edge.object), max(edge.subject, edge.object))
        acts[pair].update(edge.acts or (edge.predicate,))
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(sorted({agent for pair in acts for agent in pair}))
    for (one, other), behind in sorted(acts.items()):
        graph.add_edge(one, other, weight=len(behind))
    return graph


def measures(projection: Projection) -> dict[str, Measure]:
    """The measures of every agent, in the order of the model. `EXPLANATIONS` says what each means.

    Betweenness is exact up to `SAMPLE_ABOVE` tied agents, and above that estimated from a fixed sample.
    """
    import networkx as nx

    dealt = ties(dealings(projection))
    graph = ties(between_agents(projection))
    sample = SAMPLE if len(graph) > SAMPLE_ABOVE else None
    between: dict[str, Any] = nx.betweenness_centrality(graph, k=sample, seed=1) if len(graph) > 2 else {}
    involved: dict[str, set[str]] = defaultdict(set)
    for subject, _, value in roles(projection):
        involved[value].add(subject)
    for edge in projection.edges:
        for end in (edge.subject, edge.object):
            involved[end].update(edge.acts)
    agents = [iri for iri, node in projection.nodes.items() if node.group in AGENT_GROUPS]
    degree = {iri: int(dealt.degree(iri)) if iri in dealt else 0 for iri in agents}
    falling = sorted(degree.values(), reverse=True)
    rank = {number: 1 + place for place, number in reversed(list(enumerate(falling)))}
    return {iri: Measure(len(involved[iri]), degree[iri], round(float(between.get(iri, 0.0)), 6), rank[degree[iri]]) for iri in agents}


def sentence(projection: Projection, iri: str, table: dict[str, Measure]) -> str:
    """What the measures of one agent say, as a sentence that can be quoted.

    Args:
        projection: the picture model.
        iri: an agent of `table`.
        table: what `measures` gave.
    """
    mine = table[iri]
    label = projection.nodes[iri].label
    others = f"{mine.degree} other agent" + ("" if mine.degree == 1 else "s")
    acts = f"{mine.acts} recorded act" + ("" if mine.acts == 1 else "s")
    if not mine.degree:
        return f"{label} has a role in {acts} and no direct dealing with another agent that a source states as fact."
    place = "more than any other agent here" if mine.rank == 1 else f"rank {mine.rank} of {len(table)}"
    return (
        f"{label} has a role in {acts} and dealt directly with {others} ({place}); "
        f"{mine.betweenness:.0%} of the shortest chains of acts between two others run through it."
    )


def chains(projection: Projection, start: str, end: str, limit: int = 10, *, standing: bool = False) -> list[tuple[Step, ...]]:
    """The shortest chains of acts between two agents.

    Args:
        projection: the picture model.
        start: the IRI of the agent to start from.
        end: the IRI of the agent to reach.
        limit: at most so many chains of that one shortest length, in the order of their IRIs.
        standing: whether standing ties may be steps too.

    Returns:
        Chains of steps, none if there is no chain, or if both ends are the same.
    """
    import networkx as nx

    edges = between_agents(projection) + (standing_ties(projection) if standing else [])
    graph = ties(edges)
    if start == end or start not in graph or end not in graph or not nx.has_path(graph, start, end):
        return []
    between: dict[tuple[str, str], list[Edge]] = defaultdict(list)
    for edge in edges:
        between[min(edge.subject, edge.object), max(edge.subject, edge.object)].append(edge)
    # networkx yields the shortest paths in an order of its own; beyond a bound they are too many to sort.
    paths = sorted(islice(nx.all_shortest_paths(graph, start, end), 10_000))[:limit]
    return [tuple(Step(one, other, tuple(between[min(one, other), max(one, other)])) for one, other in pairwise(path)) for path in paths]
