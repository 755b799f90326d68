"""Positions for every node, computed once, so that the picture stands at once and is the same every time.

Agents come first, by networkx's spring layout with a fixed seed; then whatever acts are about, then the acts themselves, each beside
what it is connected with. Nodes keep clear of each other's labels. A network too large for one spring is laid out community by
community.
"""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from kg.projection.model import AGENT_GROUPS, MATTER_GROUPS, Projection
from kg.projection.network import held

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import networkx as nx

SEED: Final = 7
SPRING_LIMIT: Final = 400
"""networkx's spring layout needs SciPy from 500 nodes on; communities are kept below this."""
ROW: Final = 46.0
"""The height in pixels that a node with its label takes."""
GOLDEN: Final = math.pi * (3 - math.sqrt(5))

Position = tuple[float, float]


def label_width(label: str) -> float:
    """The width in pixels that a node takes with its label, which the picture breaks after about 22 letters.

    >>> label_width("PLO") < label_width("Pakistan Air Force")
    True
    """
    return 30.0 + 7.0 * min(len(label), 22)


def connections(projection: Projection) -> dict[str, dict[str, float]]:
    """How strongly each node is connected with each other: held facts, and inferred edges by their acts. Symmetric, sorted."""
    weights: dict[str, dict[str, float]] = {iri: {} for iri in projection.nodes}

    def connect(one: str, other: str, weight: float) -> None:
        if one != other:
            weights[one][other] = weights[one].get(other, 0.0) + weight
            weights[other][one] = weights[other].get(one, 0.0) + weight

    for edge in projection.edges:
        connect(edge.subject, edge.object, 1.0 + math.log1p(len(edge.acts)))
    for fact in projection.facts:
        if isinstance(fact.object, str) and fact.object in projection.nodes and projection.nodes[fact.subject].group in MATTER_GROUPS:
            connect(fact.subject, fact.object, 1.0 if held(projection, fact.claims) else 0.3)
    return weights


def through_acts(projection: Projection, weights: dict[str, dict[str, float]], agents: Sequence[str]) -> nx.Graph[str]:
    """The agents as a simple weighted graph: direct connections, and weaker ones through a thing that both are connected with."""
    import networkx as nx

    chosen = set(agents)
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(agents)
    for iri in projection.nodes:
        near = sorted(other for other in weights[iri] if other in chosen)
        if iri in chosen:
            pairs = [(iri, other, weights[iri][other]) for other in near if iri < other]
        elif 1 < len(near) <= 20:
            pairs = [(one, other, 0.4) for place, one in enumerate(near) for other in near[place + 1 :]]
        else:
            pairs = []
        for one, other, weight in pairs:
            before = graph.edges[one, other]["weight"] if graph.has_edge(one, other) else 0.0
            graph.add_edge(one, other, weight=before + weight)
    return graph


def positions(projection: Projection) -> dict[str, tuple[int, int]]:
    """Where each node stands, in whole pixels around the origin. The same model gives the same positions."""
    weights = connections(projection)
    agents = [iri for iri, node in projection.nodes.items() if node.group in AGENT_GROUPS]
    things = [iri for iri, node in projection.nodes.items() if node.group not in AGENT_GROUPS and node.group not in MATTER_GROUPS]
    matters = [iri for iri, node in projection.nodes.items() if node.group in MATTER_GROUPS]

    def width(iri: str) -> float:
        return label_width(projection.nodes[iri].label)

    placed = lay_out_agents(through_acts(projection, weights, agents), width)
    for batch in (things, matters):
        placed = place_beside(placed, batch, weights, width)
    return {iri: (round(placed[iri][0]), round(placed[iri][1])) for iri in projection.nodes}


def lay_out_agents(graph: nx.Graph[str], width: Callable[[str], float]) -> dict[str, Position]:
    """The agents: one spring layout if they are few, else one for each community; those without a connection stand in rows below."""
    lone = [iri for iri in graph if not graph.degree(iri)]
    tied = graph.subgraph([iri for iri in graph if graph.degree(iri)])
    placed = spring(tied, width) if len(tied) <= SPRING_LIMIT else by_community(tied, width)
    bottom = max((y for _, y in placed.values()), default=0.0) + 3 * ROW
    columns = max(4, math.ceil(math.sqrt(len(lone))))
    for place, iri in enumerate(lone):
        placed[iri] = ((place % columns - (columns - 1) / 2) * 190.0, bottom + (place // columns) * 1.6 * ROW)
    return placed


def spring(graph: nx.Graph[str], width: Callable[[str], float], spread: float = 120.0) -> dict[str, Position]:
    """networkx's spring layout with a fixed seed, scaled to pixels, then pushed apart until no label lies on another."""
    import networkx as nx

    ordered: nx.Graph[str] = nx.Graph()
    ordered.add_nodes_from(sorted(graph))
    ordered.add_weighted_edges_from(sorted((min(a, b), max(a, b), math.sqrt(w)) for a, b, w in graph.edges(data="weight", default=1.0)))
    if not len(ordered):
        return {}
    raw = nx.spring_layout(ordered, k=2.2 / math.sqrt(len(ordered)), iterations=250, seed=SEED)
    size = spread * math.sqrt(len(ordered))
    # A screen is wider than it is high, and labels are too.
    return push_apart({iri: (float(xy[0]) * size * 1.45, float(xy[1]) * size * 0.9) for iri, xy in raw.items()}, width)


def communities(graph: nx.Graph[str], limit: int = SPRING_LIMIT) -> list[list[str]]:
    """Communities by Louvain's method with a fixed seed, none larger than `limit`, the largest first."""
    import networkx as nx

    ordered = sorted(graph)
    number = {iri: place for place, iri in enumerate(ordered)}
    plain: nx.Graph[int] = nx.Graph()
    plain.add_nodes_from(range(len(ordered)))
    plain.add_weighted_edges_from(
        sorted((min(number[a], number[b]), max(number[a], number[b]), w) for a, b, w in graph.edges(data="weight", default=1.0))
    )
    found: list[list[str]] = []
    for group in nx.community.louvain_communities(plain, seed=SEED):
        members = [ordered[place] for place in sorted(group)]
        found.extend(members[start : start + limit] for start in range(0, len(members), limit))
    return sorted(found, key=lambda members: (-len(members), members))


def by_community(graph: nx.Graph[str], width: Callable[[str], float]) -> dict[str, Position]:
    """Each community by itself, and the communities as discs among each other."""
    import networkx as nx

    groups = communities(graph)
    home = {iri: place for place, members in enumerate(groups) for iri in members}
    outline: nx.Graph[int] = nx.Graph()
    outline.add_nodes_from(range(len(groups)))
    for a, b, weight in sorted(graph.edges(data="weight", default=1.0)):
        if home[a] != home[b]:
            before = outline.edges[home[a], home[b]]["weight"] if outline.has_edge(home[a], home[b]) else 0.0
            outline.add_edge(home[a], home[b], weight=before + weight)
    inner = [spring(graph.subgraph(members), width) if len(members) <= 60 else spiral(members, graph) for members in groups]
    radii = [max((math.hypot(x, y) for x, y in part.values()), default=0.0) + 120.0 for part in inner]
    if len(groups) <= SPRING_LIMIT:
        raw = nx.spring_layout(outline, k=2.0 / math.sqrt(len(groups)), iterations=120, seed=SEED)
        scale = sum(radii) / math.sqrt(len(groups)) * 1.3
        centres = {place: (float(raw[place][0]) * scale, float(raw[place][1]) * scale) for place in range(len(groups))}
    else:
        step = 2.2 * sum(radii) / len(radii)
        centres = {
            place: (step * math.sqrt(place) * math.cos(place * GOLDEN), step * math.sqrt(place) * math.sin(place * GOLDEN))
            for place in range(len(groups))
        }
    centres = separate_discs(centres, radii)
    return {iri: (centres[place][0] + x, centres[place][1] + y) for place, part in enumerate(inner) for iri, (x, y) in part.items()}


def spiral(members: Sequence[str], graph: nx.Graph[str]) -> dict[str, Position]:
    """A sunflower: the best connected in the middle, all at equal distances."""
    ranked = sorted(members, key=lambda iri: (-int(graph.degree(iri)), iri))
    return {
        iri: (95.0 * math.sqrt(place) * math.cos(place * GOLDEN), 70.0 * math.sqrt(place) * math.sin(place * GOLDEN))
        for place, iri in enumerate(ranked)
    }


def separate_discs(centres: dict[int, Position], radii: Sequence[float]) -> dict[int, Position]:
    """Push discs apart until none overlaps, or for a bounded number of rounds."""
    import numpy as np

    xy = np.array([centres[place] for place in range(len(radii))], dtype=float)
    radius = np.array(radii, dtype=float)
    for _ in range(80):
        delta = xy[:, None, :] - xy[None, :, :]
        distance = np.sqrt((delta**2).sum(axis=2))
        overlap = np.maximum(0.0, radius[:, None] + radius[None, :] - distance)
        np.fill_diagonal(overlap, 0.0)
        if overlap.max() < 1.0:
            break
        direction = delta / np.maximum(distance, 1e-6)[:, :, None]
        xy += (direction * (overlap * 0.25)[:, :, None]).sum(axis=1)
    return {place: (float(xy[place, 0]), float(xy[place, 1])) for place in range(len(radii))}


def push_apart(placed: dict[str, Position], width: Callable[[str], float], rounds: int = 120) -> dict[str, Position]:
    """Move nodes as little as needed so that no node's label lies on another's. Up to a few hundred nodes."""
    import numpy as np

    order = list(placed)
    xy = np.array([placed[iri] for iri in order], dtype=float)
    wide = np.array([width(iri) for iri in order], dtype=float)
    reach = (wide[:, None] + wide[None, :]) / 2 + 8.0
    for _ in range(rounds):
        dx = xy[:, None, 0] - xy[None, :, 0]
        dy = xy[:, None, 1] - xy[None, :, 1]
        over_x, over_y = reach - np.abs(dx), ROW - np.abs(dy)
        hit = (over_x > 0) & (over_y > 0)
        np.fill_diagonal(hit, False)
        if not hit.any():
            break
        sideways = hit & (over_x < over_y)
        upright = hit & ~sideways
        xy[:, 0] += (np.where(sideways, over_x, 0.0) * np.where(dx >= 0, 1, -1) * 0.5).sum(axis=1).clip(-60, 60)
        # Equal heights must not move together: the later of the two in order goes down.
        tie = np.sign(np.arange(len(order))[:, None] - np.arange(len(order))[None, :])
        xy[:, 1] += (np.where(upright, over_y, 0.0) * np.where(dy == 0, tie, np.sign(dy)) * 0.5).sum(axis=1).clip(-40, 40)
    return {iri: (float(xy[place, 0]), float(xy[place, 1])) for place, iri in enumerate(order)}


def place_beside(
    placed: dict[str, Position], batch: Iterable[str], weights: dict[str, dict[str, float]], width: Callable[[str], float]
) -> dict[str, Position]:
    """Put each node of a batch at the nearest free spot to the middle of what it is connected with. Placed nodes stay.

    The free spots are found on a grid of cells by walking a spiral outward, so that the cost does not grow with the picture.
    """
    result = dict(placed)
    taken: dict[tuple[int, int], list[tuple[float, float, float]]] = defaultdict(list)
    cell = 200.0

    def cells(x: float, y: float) -> tuple[int, int]:
        return math.floor(x / cell), math.floor(y / cell)

    def free(x: float, y: float, wide: float) -> bool:
        column, row = cells(x, y)
        for across in (-1, 0, 1):
            for down in (-1, 0, 1):
                for other_x, other_y, other_wide in taken.get((column + across, row + down), ()):
                    if abs(x - other_x) < (wide + other_wide) / 2 and abs(y - other_y) < ROW:
                        return False
        return True

    for iri, (x, y) in placed.items():
        taken[cells(x, y)].append((x, y, width(iri)))
    lost = 0
    edge = max((y for _, y in placed.values()), default=0.0) + 4 * ROW
    for iri in sorted(batch, key=lambda iri: (-sum(weights[iri].values()), iri)):
        near = sorted((other, weight) for other, weight in weights[iri].items() if other in result)
        total = sum(weight for _, weight in near)
        if near:
            x = sum(result[other][0] * weight for other, weight in near) / total
            y = sum(result[other][1] * weight for other, weight in near) / total
        else:
            x, y = (lost % 12 - 5.5) * 190.0, edge + (lost // 12) * 2 * ROW
            lost += 1
        spot, wide = (x, y), width(iri)
        for turn in range(1, 4_000):
            if free(*spot, wide):
                break
            radius = 26.0 * math.sqrt(turn)
            spot = (x + 1.5 * radius * math.cos(turn * GOLDEN), y + radius * math.sin(turn * GOLDEN))
        result[iri] = spot
        taken[cells(*spot)].append((*spot, wide))
    return result
