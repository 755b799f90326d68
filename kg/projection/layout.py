"""Positions for every node, computed once, so that the picture stands at once and is the same every time.

Agents come first, by networkx's spring layout with a fixed seed; then whatever acts are about, then the acts themselves, each beside
what it is connected with. Parts that hang together with nothing else stand in rows below. A network too large for one spring is laid
out community by community.
"""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from kg.projection.model import AGENT_GROUPS, MATTER_GROUPS, Projection
from kg.projection.network import held

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import networkx as nx

SEED: Final = 7
SPRING_LIMIT: Final = 400
"""networkx's spring layout needs SciPy from 500 nodes on; what it is given is kept below this."""
WIDE: Final = 64.0
HIGH: Final = 42.0
"""The width and height in pixels that a node keeps free. Names are placed in the page, where the zoom is known."""
ASPECT: Final = 2.0
"""Pictures are so many times as wide as high: screens are, and names are too."""
GOLDEN: Final = math.pi * (3 - math.sqrt(5))

Position = tuple[float, float]


def connections(projection: Projection) -> dict[str, dict[str, float]]:
    """How strongly each node is connected with each other: held facts, and inferred edges by their acts. Symmetric, sorted."""
    weights: dict[str, dict[str, float]] = {iri: {} for iri in projection.nodes}
    crowd: dict[str, int] = defaultdict(int)
    for edge in projection.edges:
        for act in edge.acts:
            crowd[act] += 1

    def connect(one: str, other: str, weight: float) -> None:
        if one != other:
            weights[one][other] = weights[one].get(other, 0.0) + weight
            weights[other][one] = weights[other].get(one, 0.0) + weight

    for edge in projection.edges:
        # An act that ties sixteen parties to each other pulls each pair less than one between two.
        connect(edge.subject, edge.object, 0.4 + sum(1.0 / math.sqrt(crowd[act]) for act in edge.acts))
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
            pairs = [(one, other, 0.5 / len(near)) for place, one in enumerate(near) for other in near[place + 1 :]]
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
    placed = lay_out_agents(through_acts(projection, weights, agents))
    for batch in (things, matters):
        placed = place_beside(placed, batch, weights)
    return {iri: (round(placed[iri][0]), round(placed[iri][1])) for iri in projection.nodes}


def lay_out_agents(graph: nx.Graph[str]) -> dict[str, Position]:
    """The agents: the largest connected part in the middle, the others in rows below it, single ones last."""
    import networkx as nx

    parts = sorted((sorted(part) for part in nx.connected_components(graph)), key=lambda part: (-len(part), part))
    if not parts:
        return {}
    placed = lay_out_part(graph, parts[0])
    left, right, bottom = min(x for x, _ in placed.values()), max(x for x, _ in placed.values()), max(y for _, y in placed.values())
    width = max(right - left, 8 * WIDE)
    x, y, row = left, bottom + 2 * HIGH, 0.0
    for part in parts[1:]:
        inner = lay_out_part(graph, part)
        near, far = min(px for px, _ in inner.values()), max(px for px, _ in inner.values())
        top, low = min(py for _, py in inner.values()), max(py for _, py in inner.values())
        if x > left and x + far - near > left + width:
            x, y, row = left, y + row + 1.3 * HIGH, 0.0
        for iri, (px, py) in inner.items():
            placed[iri] = (x + px - near, y + py - top)
        x += far - near + 1.9 * WIDE
        row = max(row, low - top)
    return placed


def lay_out_part(graph: nx.Graph[str], members: Sequence[str]) -> dict[str, Position]:
    """One connected part: by one spring layout if it is small, else community by community."""
    part = graph.subgraph(members)
    return spring(part) if len(members) <= SPRING_LIMIT else by_community(part)


def spring(graph: nx.Graph[str]) -> dict[str, Position]:
    """networkx's spring layout with a fixed seed, brought to an even density, then pushed apart until no node covers another."""
    import networkx as nx
    import numpy as np

    ordered: nx.Graph[str] = nx.Graph()
    ordered.add_nodes_from(sorted(graph))
    ordered.add_weighted_edges_from(sorted((min(a, b), max(a, b), math.sqrt(w)) for a, b, w in graph.edges(data="weight", default=1.0)))
    size = len(ordered)
    if size == 1:
        return dict.fromkeys(ordered, (0.0, 0.0))
    raw = nx.spring_layout(ordered, k=2.6 / math.sqrt(size), iterations=300, seed=SEED)
    xy = np.array([raw[iri] for iri in ordered], dtype=float)
    xy -= np.median(xy, axis=0)
    radius = np.maximum(np.sqrt((xy**2).sum(axis=1)), 1e-9)
    # Springs crowd the middle and throw a few far out; the root draws both towards an even density.
    xy *= ((radius / radius.max()) ** 0.7 / radius)[:, None]
    area = size * WIDE * HIGH * 2.4
    xy[:, 0] *= math.sqrt(area * ASPECT) / max(float(np.ptp(xy[:, 0])), 1e-9)
    xy[:, 1] *= math.sqrt(area / ASPECT) / max(float(np.ptp(xy[:, 1])), 1e-9)
    return push_apart({iri: (float(x), float(y)) for iri, (x, y) in zip(ordered, xy, strict=True)})


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


def by_community(graph: nx.Graph[str]) -> dict[str, Position]:
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
    inner = [spring(graph.subgraph(members)) if len(members) <= 60 else spiral(members, graph) for members in groups]
    radii = [max(math.hypot(x, y * ASPECT) for x, y in part.values()) + WIDE for part in inner]
    if len(groups) <= SPRING_LIMIT:
        raw = nx.spring_layout(outline, k=2.0 / math.sqrt(len(groups)), iterations=120, seed=SEED)
        scale = sum(radii) / math.sqrt(len(groups)) * 1.3
        centres = [(float(raw[place][0]) * scale, float(raw[place][1]) * scale) for place in range(len(groups))]
    else:
        step = 2.2 * sum(radii) / len(radii)
        turns = [(step * math.sqrt(at), at * GOLDEN) for at in range(len(groups))]
        centres = [(radius * math.cos(turn), radius * math.sin(turn)) for radius, turn in turns]
    centres = separate_discs(centres, radii)
    return {iri: (centres[at][0] + x, centres[at][1] / ASPECT + y) for at, part in enumerate(inner) for iri, (x, y) in part.items()}


def spiral(members: Sequence[str], graph: nx.Graph[str]) -> dict[str, Position]:
    """A sunflower: the best connected in the middle, all at equal distances."""
    ranked = sorted(members, key=lambda iri: (-int(graph.degree(iri)), iri))
    return {
        iri: (0.9 * WIDE * math.sqrt(place) * math.cos(place * GOLDEN), 0.9 * HIGH * math.sqrt(place) * math.sin(place * GOLDEN))
        for place, iri in enumerate(ranked)
    }


def separate_discs(centres: Sequence[Position], radii: Sequence[float]) -> list[Position]:
    """Push discs apart until none overlaps, or for a bounded number of rounds."""
    import numpy as np

    xy = np.array(centres, dtype=float)
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
    return [(float(x), float(y)) for x, y in xy]


def push_apart(placed: dict[str, Position], rounds: int = 150) -> dict[str, Position]:
    """Move nodes as little as needed so that none stands in the room of another. Up to a few hundred nodes."""
    import numpy as np

    order = list(placed)
    xy = np.array([placed[iri] for iri in order], dtype=float)
    earlier = np.sign(np.arange(len(order))[:, None] - np.arange(len(order))[None, :])
    for _ in range(rounds):
        dx = xy[:, None, 0] - xy[None, :, 0]
        dy = xy[:, None, 1] - xy[None, :, 1]
        over_x, over_y = WIDE - np.abs(dx), HIGH - np.abs(dy)
        hit = (over_x > 0) & (over_y > 0)
        np.fill_diagonal(hit, False)
        if not hit.any():
            break
        sideways = hit & (over_x < over_y)
        upright = hit & ~sideways
        # Two nodes on one spot must not move together: the later of the two in order goes on.
        xy[:, 0] += (np.where(sideways, over_x, 0.0) * np.where(dx == 0, earlier, np.sign(dx)) * 0.4).sum(axis=1).clip(-WIDE, WIDE)
        xy[:, 1] += (np.where(upright, over_y, 0.0) * np.where(dy == 0, earlier, np.sign(dy)) * 0.4).sum(axis=1).clip(-HIGH, HIGH)
    return {iri: (float(x), float(y)) for iri, (x, y) in zip(order, xy, strict=True)}


def place_beside(placed: dict[str, Position], batch: Iterable[str], weights: dict[str, dict[str, float]]) -> dict[str, Position]:
    """Put each node of a batch at the nearest free spot to the middle of what it is connected with. Placed nodes stay.

    Free spots are looked for along a spiral, on a grid of cells, so that the cost does not grow with the picture.
    """
    result = dict(placed)
    taken: dict[tuple[int, int], list[Position]] = defaultdict(list)
    wide, high = 0.62 * WIDE, 0.62 * HIGH

    def free(x: float, y: float) -> bool:
        column, row = math.floor(x / WIDE), math.floor(y / HIGH)
        return not any(
            abs(x - other_x) < wide and abs(y - other_y) < high
            for across in (-1, 0, 1)
            for down in (-1, 0, 1)
            for other_x, other_y in taken.get((column + across, row + down), ())
        )

    def take(x: float, y: float) -> None:
        taken[math.floor(x / WIDE), math.floor(y / HIGH)].append((x, y))

    for x, y in placed.values():
        take(x, y)
    lost = 0
    edge = max((y for _, y in placed.values()), default=0.0) + 2 * HIGH
    for iri in sorted(batch, key=lambda iri: (-sum(weights[iri].values()), iri)):
        near = sorted((other, weight) for other, weight in weights[iri].items() if other in result)
        if near:
            total = sum(weight for _, weight in near)
            x = sum(result[other][0] * weight for other, weight in near) / total
            y = sum(result[other][1] * weight for other, weight in near) / total
        else:
            x, y = (lost % 14 - 6.5) * 1.2 * WIDE, edge + (lost // 14) * 1.2 * HIGH
            lost += 1
        spot = (x, y)
        for turn in range(1, 6_000):
            if free(*spot):
                break
            radius = 0.34 * WIDE * math.sqrt(turn)
            spot = (x + radius * math.cos(turn * GOLDEN), y + radius / ASPECT * math.sin(turn * GOLDEN))
        result[iri] = spot
        take(*spot)
    return result
