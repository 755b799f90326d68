"""How much the lines between agents weigh.

**The rule.** An act weighs 1, whether it has two parties or sixteen. The directed edges between agents that rest on it have equal shares of
that weight, so that together they weigh 1: the 240 edges of a statement of sixteen ministries weigh 1/240 each, and the two edges of a
meeting of two people 1/2 each. An edge weighs the sum of its shares in all acts that it rests on. A series of acts is one act.

Everything else counts acts: an inferred edge that does not connect two agents weighs 1 for each act that it rests on, a role weighs 1, and
so does a relation that is stated directly.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kg.network.model import AGENT_GROUPS

if TYPE_CHECKING:
    from kg.network.model import Edge, Projection


class Weights:
    """The weights of the edges of a network. All measures, files and pictures take them from here.

    Args:
        projection: the network, or the part of it that is measured or drawn.

    >>> from kg.network.model import Edge, Node, Projection, Way
    >>> from kg.snapshot.proofs import Derivation
    >>> nodes = {name: Node(name, name, "state") for name in "abc"}
    >>> way = Way(Derivation("issued-jointly-with", ()), ("statement",))
    >>> pairs = [(one, other) for one in "abc" for other in "abc" if one != other]
    >>> edges = [Edge(one, "issuedJointlyWith", other, True, (way,)) for one, other in pairs]
    >>> weights = Weights(Projection("https://example.org/", nodes=nodes, edges=edges))
    >>> round(sum(map(weights.of, edges)), 9)
    1.0
    """

    def __init__(self, projection: Projection) -> None:
        self._nodes = projection.nodes
        self._edges = Counter(act for edge in projection.edges if self.between_agents(edge) for act in edge.acts)

    def between_agents(self, edge: Edge) -> bool:
        """Whether an edge was inferred and connects two different agents."""
        ends = (self._nodes[edge.subject].group, self._nodes[edge.object].group)
        return edge.entailed and edge.subject != edge.object and AGENT_GROUPS.issuperset(ends)

    def edges_of(self, act: str) -> int:
        """The number of inferred edges between agents that rest on an act."""
        return self._edges[act]

    def share(self, edge: Edge, act: str) -> float:
        """The weight that an edge has from one of its acts."""
        return 1 / self._edges[act] if self.between_agents(edge) and act in self._edges else 1.0

    def of(self, edge: Edge) -> float:
        """The weight of an edge."""
        return sum(self.share(edge, act) for act in edge.acts) if edge.acts else 1.0
