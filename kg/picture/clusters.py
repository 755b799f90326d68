"""Groups that a large picture shows in place of its agents, until a reader opens them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from kg.network.model import AGENT_GROUPS, Projection
from kg.network.positions import GROUP_ABOVE, connections, groups_of, through_acts
from kg.picture.style import GROUPS

if TYPE_CHECKING:
    from collections.abc import Mapping


def clusters(projection: Projection, positions: Mapping[str, tuple[int, int]]) -> list[dict[str, Any]]:
    """The groups of a large picture, which its layout stands on; none for a small one.

    Args:
        projection: the picture model.
        positions: where its nodes stand (see `kg.network.positions`).

    Returns:
        Each group's label ``l``, members ``m`` (places in the projection's nodes), middle ``x``, ``y`` and radius ``r`` in pixels.
    """
    agents = [iri for iri, node in projection.nodes.items() if node.group in AGENT_GROUPS]
    if len(agents) <= GROUP_ABOVE:
        return []
    number = {iri: place for place, iri in enumerate(projection.nodes)}
    names = {group.name: group.label for group in GROUPS}
    seen: dict[str, int] = {}
    found = []
    for kind, members in groups_of(projection, through_acts(projection, connections(projection), agents)):
        if kind:
            before = seen.get(kind, 0)
            seen[kind] = before + len(members)
            label = f"{names[kind]} with few ties, {before + 1} to {before + len(members)}"
        else:
            label = f"{projection.nodes[members[0]].label} and {len(members) - 1} others"
        x = sum(positions[iri][0] for iri in members) / len(members)
        y = sum(positions[iri][1] for iri in members) / len(members)
        spread = math.sqrt(sum((positions[iri][0] - x) ** 2 + (positions[iri][1] - y) ** 2 for iri in members) / len(members))
        found.append(
            {"l": label, "m": sorted(number[iri] for iri in members), "x": round(x), "y": round(y), "r": max(20, round(0.55 * spread))}
        )
    return found
