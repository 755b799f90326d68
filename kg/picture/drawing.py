"""The network data, built with pyvis: nodes with shapes and positions, edges with direction, labels and weight.

The data and the script of vis-network come from pyvis, the page does not: that of pyvis loads files from a CDN and does not escape its
heading.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from kg.errors import EnvironmentProblem
from kg.network.weights import Weights
from kg.picture.data import group

if TYPE_CHECKING:
    from kg.network.model import Projection
    from kg.values import Json


def draw(projection: Projection, positions: dict[str, tuple[int, int]]) -> dict[str, Json]:
    """The network data of a projection.

    Args:
        projection: the network.
        positions: the position of each node in pixels (see `kg.network.positions`).

    Returns:
        ``{"nodes": [...], "edges": [...]}`` as vis-network takes it; ids are indexes of the projection's nodes and edges.
    """
    from pyvis.edge import Edge
    from pyvis.network import Network
    from pyvis.node import Node

    network = Network(directed=True, height="100%", width="100%")
    number = {iri: place for place, iri in enumerate(projection.nodes)}
    weights = Weights(projection)
    # Network.add_node and add_edge look every node up in a list; at 20,000 nodes that takes minutes, so the objects are added as they do.
    for iri, node in projection.nodes.items():
        x, y = positions[iri]
        network.nodes.append(Node(number[iri], group(node.group).shape, node.label, x=x, y=y).options)
        network.node_ids.append(number[iri])
    for place, edge in enumerate(projection.edges):
        options = {"id": place, "label": projection.label(edge.predicate), "dashes": not edge.entailed}
        if edge.entailed:
            options |= {"value": round(weights.of(edge), 6)}
        network.edges.append(Edge(number[edge.subject], number[edge.object], directed=True, **options).options)
    nodes, edges, *_ = network.get_network_data()
    for node in nodes:
        del node["label"]  # the page has it already
    return {"nodes": nodes, "edges": edges}


def vis_network() -> str:
    """The script of vis-network, from the installed pyvis package.

    Raises:
        EnvironmentProblem: the installed pyvis does not contain it.
    """
    import pyvis

    library = os.path.join(os.path.dirname(pyvis.__file__), "lib")
    try:
        versions = [name for name in os.listdir(library) if name.startswith("vis-")]
        newest = max(versions, key=lambda name: [int(part) for part in name.removeprefix("vis-").split(".") if part.isdecimal()])
        with open(os.path.join(library, newest, "vis-network.min.js"), encoding="utf-8") as file:
            return file.read()
    except (OSError, ValueError) as error:
        raise EnvironmentProblem(
            "the installed pyvis does not contain vis-network.min.js", library, "install it again: pip install --force-reinstall pyvis"
        ) from error
