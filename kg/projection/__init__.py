"""The dataset as a network: the picture model, its networkx graph, measures, chains of acts, and a layout that never changes."""

from kg.projection.model import (
    AGENT_GROUPS,
    GROUPS,
    MATTER_GROUPS,
    Claim,
    Derivation,
    Document,
    Edge,
    Fact,
    Literal,
    Node,
    Note,
    Passage,
    Projection,
    Term,
    When,
)
from kg.projection.reading import read

__all__ = [
    "AGENT_GROUPS",
    "GROUPS",
    "MATTER_GROUPS",
    "Claim",
    "Derivation",
    "Document",
    "Edge",
    "Fact",
    "Literal",
    "Node",
    "Note",
    "Passage",
    "Projection",
    "Term",
    "When",
    "read",
]
