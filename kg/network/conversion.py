"""The network as a networkx graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.network.model import MATTER_GROUPS, Projection
from kg.network.ties import roles
from kg.network.weights import Weights

if TYPE_CHECKING:
    import networkx as nx


def to_networkx(projection: Projection, *, acts: bool = True) -> nx.MultiDiGraph[str]:
    """The held content of a network as a networkx graph.

    Args:
        projection: the network.
        acts: whether acts and other matters are nodes too, with an edge for each role; without them only direct edges remain.

    Returns:
        A graph whose nodes have ``label``, ``group`` and ``kind``. Its edges, keyed by predicate IRI, have ``label``, ``entailed``
        (whether a rule inferred the edge), ``acts`` (IRIs, separated by spaces) and ``weight`` (see `kg.network.weights`).
    """
    import networkx as nx

    weights = Weights(projection)
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for iri, node in projection.nodes.items():
        if acts or node.group not in MATTER_GROUPS:
            graph.add_node(iri, label=node.label, group=node.group, kind=" / ".join(projection.label(kind) for kind in node.kinds))
    for edge in projection.edges:
        if edge.subject in graph and edge.object in graph and projection.holds(edge):
            graph.add_edge(
                edge.subject,
                edge.object,
                key=edge.predicate,
                label=projection.label(edge.predicate),
                entailed=edge.entailed,
                acts=" ".join(edge.acts),
                weight=weights.of(edge),
            )
    if acts:
        for subject, predicate, value in roles(projection):
            graph.add_edge(subject, value, key=predicate, label=projection.label(predicate), entailed=False, acts=subject, weight=1.0)
    return graph
