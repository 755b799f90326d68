"""Groups of agents, which a large picture shows closed until a reader opens them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from kg.picture.style import GROUPS

if TYPE_CHECKING:
    from kg.network.model import Projection
    from kg.network.positions import Layout
    from kg.values import Json


def clusters(projection: Projection, layout: Layout) -> list[dict[str, Json]]:
    """The groups that the layout of a large picture is based on; none for a small picture.

    Args:
        projection: the network.
        layout: the positions of its nodes and the groups of its agents.

    Returns:
        For each group its label ``l``, members ``m`` (numbers of nodes), centre ``x``, ``y`` and radius ``r`` in pixels.
    """
    positions = layout.positions
    number = {iri: place for place, iri in enumerate(projection.nodes)}
    names = {group.name: group.label for group in GROUPS}
    seen: dict[str, int] = {}
    found: list[dict[str, Json]] = []
    for kind, members in layout.groups:
        if kind:
            before = seen.get(kind, 0)
            seen[kind] = before + len(members)
            label = f"{names[kind]} with few ties, {before + 1} to {before + len(members)}"
        else:
            label = f"{projection.nodes[members[0]].label} and {len(members) - 1} others"
        x = sum(positions[iri][0] for iri in members) / len(members)
        y = sum(positions[iri][1] for iri in members) / len(members)
        spread = math.sqrt(sum((positions[iri][0] - x) ** 2 + (positions[iri][1] - y) ** 2 for iri in members) / len(members))
        numbers = sorted(number[iri] for iri in members)
        found.append({"l": label, "m": numbers, "x": round(x), "y": round(y), "r": max(20, round(0.55 * spread))})
    return found
