"""A network with what a picture of it needs to know of its nodes: where each is, and how central each agent is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kg.network.measures import Measure, measures
from kg.network.positions import Layout, lay_out

if TYPE_CHECKING:
    from kg.network.model import Projection


class Measured(NamedTuple):
    """What is computed from a network for a picture.

    Attributes:
        layout: the positions of the nodes, and the groups of agents.
        measures: the measures of every agent, by IRI.
    """

    layout: Layout
    measures: dict[str, Measure]


class Network(NamedTuple):
    """A network, with what is already computed from it.

    Attributes:
        projection: the network.
        measured: what `measure` returns for it; None if it is not yet computed.
    """

    projection: Projection
    measured: Measured | None = None


def measure(projection: Projection) -> Measured:
    """The positions of the nodes of a network, and the measures of its agents; the same for the same network.

    >>> from kg.network.model import Node, Projection
    >>> measure(Projection("https://example.org/", nodes={"a": Node("a", "A", "state")})).layout.positions
    {'a': (0, 0)}
    """
    return Measured(lay_out(projection), measures(projection))
