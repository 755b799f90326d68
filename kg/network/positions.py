"""Positions for all nodes of a network, computed in advance, so that a picture needs no layout of its own and is always the same.

Agents are placed first, by networkx's spring layout with a fixed seed, then the things that acts are about, then the acts, each beside
the nodes that it is connected with. Separate components are placed in rows below the largest. A network that is too large for one
spring layout is laid out community by community. The acts are placed without networkx, because the time of a spring layout grows with the
square of the number of nodes.
"""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.network.model import AGENT_GROUPS, MATTER_GROUPS, Projection
from kg.network.weights import Weights

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import networkx as nx
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

SEED: Final = 7
SPRING_LIMIT: Final = 400
"""The greatest number of nodes for one spring layout: from 500 nodes on, that of networkx needs SciPy."""
GROUP_ABOVE: Final = 1_200
"""The number of agents above which they are laid out and shown in groups."""
LARGEST: Final = 300
"""The greatest size of a group, which must be readable when it is opened."""
SMALLEST: Final = 6
"""The smallest size of a community that becomes a group."""
WIDE: Final = 64.0
HIGH: Final = 42.0
"""The width and height in pixels of the space around a node. Its name is placed by the page, which knows the zoom."""
ASPECT: Final = 2.0
"""The ratio of width to height of a picture, close to that of screens and of names."""
GOLDEN: Final = math.pi * (3 - math.sqrt(5))

Position = tuple[float, float]


def connections(projection: Projection) -> dict[str, dict[str, float]]:
    """The strength of the connection between each two nodes, from facts and from inferred edges by their acts; symmetric."""
    weights: dict[str, dict[str, float]] = {iri: {} for iri in projection.nodes}
    shares = Weights(projection)

    def connect(one: str, other: str, weight: float) -> None:
        if one != other:
            weights[one][other] = weights[one].get(other, 0.0) + weight
            weights[other][one] = weights[other].get(one, 0.0) + weight

    for edge in projection.edges:
        # An act with many parties says less about each pair of them than an act of two.
        connect(edge.subject, edge.object, 0.4 + sum(math.sqrt(shares.share(edge, act)) for act in edge.acts))
    for fact in projection.facts:
        if isinstance(fact.object, str) and fact.object in projection.nodes and projection.nodes[fact.subject].group in MATTER_GROUPS:
            connect(fact.subject, fact.object, 1.0 if projection.holds(fact) else 0.3)
    return weights


def through_acts(projection: Projection, weights: dict[str, dict[str, float]], agents: Sequence[str]) -> nx.Graph[str]:
    """The agents as a simple weighted graph: direct connections, and weaker ones through a node that both are connected with."""
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


class Layout(NamedTuple):
    """Where the nodes of a network are.

    Attributes:
        positions: the position of each node in whole pixels around the origin.
        groups: the groups of agents by which a network with more than `GROUP_ABOVE` agents is laid out, see `groups_of`; else none.
    """

    positions: dict[str, tuple[int, int]]
    groups: list[tuple[str, list[str]]]


def positions(projection: Projection) -> dict[str, tuple[int, int]]:
    """The position of each node in whole pixels around the origin; the same for the same network."""
    return lay_out(projection).positions


def lay_out(projection: Projection) -> Layout:
    """The positions of the nodes of a network, and the groups of its agents; the same for the same network."""
    weights = connections(projection)
    agents = [iri for iri, node in projection.nodes.items() if node.group in AGENT_GROUPS]
    things = [iri for iri, node in projection.nodes.items() if node.group not in AGENT_GROUPS and node.group not in MATTER_GROUPS]
    matters = [iri for iri, node in projection.nodes.items() if node.group in MATTER_GROUPS]
    graph = through_acts(projection, weights, agents)
    groups = groups_of(projection, graph) if len(graph) > GROUP_ABOVE else []
    placed = by_community(graph, [members for _, members in groups]) if groups else by_component(graph)
    for batch in (things, matters):
        placed = place_beside(placed, batch, weights)
    return Layout({iri: (round(placed[iri][0]), round(placed[iri][1])) for iri in projection.nodes}, groups)


def by_component(graph: nx.Graph[str]) -> dict[str, Position]:
    """The positions of the nodes of a graph: the largest connected component above, the others in rows below it."""
    import networkx as nx

    parts = sorted((sorted(part) for part in nx.connected_components(graph)), key=lambda part: (-len(part), part))
    if not parts:
        return {}
    inner = [
        spring(graph.subgraph(part)) if len(part) <= SPRING_LIMIT else by_community(graph, communities(graph.subgraph(part)))
        for part in parts
    ]
    placed = dict(inner[0])
    left, right, bottom = min(x for x, _ in placed.values()), max(x for x, _ in placed.values()), max(y for _, y in placed.values())
    rest = sum(len(part) for part in parts[1:])
    width = max(right - left, 8 * WIDE, math.sqrt(rest * 1.9 * WIDE * 1.3 * HIGH * 3))
    start = (left + right - width) / 2
    x, y, row = start, bottom + 2 * HIGH, 0.0
    for part in inner[1:]:
        near, far = min(px for px, _ in part.values()), max(px for px, _ in part.values())
        top, low = min(py for _, py in part.values()), max(py for _, py in part.values())
        if x > start and x + far - near > start + width:
            x, y, row = start, y + row + 1.3 * HIGH, 0.0
        for iri, (px, py) in part.items():
            placed[iri] = (x + px - near, y + py - top)
        x += far - near + 1.9 * WIDE
        row = max(row, low - top)
    return placed


def groups_of(projection: Projection, graph: nx.Graph[str]) -> list[tuple[str, list[str]]]:
    """The agents of a large network in groups, each of which a picture can show as one node.

    Returns:
        For each group its kind and its members, the best connected first. The kind is empty for a community. Agents with few ties are
        grouped by kind of agent: one of `kg.network.model.GROUPS`.
    """
    groups: list[tuple[str, list[str]]] = []
    loose: dict[str, list[str]] = defaultdict(list)

    def first(iri: str) -> tuple[float, str]:
        return (-float(graph.degree(iri, weight="weight")), iri)

    for members in communities(graph):
        if len(members) < SMALLEST:
            for iri in members:
                loose[projection.nodes[iri].group].append(iri)
        else:
            groups.append(("", sorted(members, key=first)))
    for kind, members in sorted(loose.items()):
        members.sort(key=first)
        groups += [(kind, members[start : start + LARGEST]) for start in range(0, len(members), LARGEST)]
    return groups


def spring(graph: nx.Graph[str]) -> dict[str, Position]:
    """The spring layout of a graph with a fixed seed, spread to an even density, without overlapping nodes."""
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
    # A spring layout is dense in the middle with a few nodes far out; the exponent evens this out.
    xy *= ((radius / radius.max()) ** 0.7 / radius)[:, None]
    area = size * WIDE * HIGH * 2.4
    xy[:, 0] *= math.sqrt(area * ASPECT) / max(float(np.ptp(xy[:, 0])), 1e-9)
    xy[:, 1] *= math.sqrt(area / ASPECT) / max(float(np.ptp(xy[:, 1])), 1e-9)
    return push_apart({iri: (float(x), float(y)) for iri, (x, y) in zip(ordered, xy, strict=True)})


def communities(graph: nx.Graph[str]) -> list[list[str]]:
    """The communities of a graph by the Louvain method with a fixed seed, split to at most `LARGEST` members, the largest first."""
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
        found.extend(members[start : start + LARGEST] for start in range(0, len(members), LARGEST))
    return sorted(found, key=lambda members: (-len(members), members))


def by_community(graph: nx.Graph[str], groups: Sequence[Sequence[str]]) -> dict[str, Position]:
    """The positions of grouped nodes: each group laid out separately, the groups as discs beside each other."""
    import networkx as nx

    home = {iri: place for place, members in enumerate(groups) for iri in members}
    outline: nx.Graph[int] = nx.Graph()
    outline.add_nodes_from(range(len(groups)))
    for a, b, weight in sorted(graph.edges(data="weight", default=1.0)):
        if a in home and b in home and home[a] != home[b]:
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
    """A sunflower layout: equal distances, the best connected nodes in the middle."""
    ranked = sorted(members, key=lambda iri: (-int(graph.degree(iri)), iri))
    return {
        iri: (0.9 * WIDE * math.sqrt(place) * math.cos(place * GOLDEN), 0.9 * HIGH * math.sqrt(place) * math.sin(place * GOLDEN))
        for place, iri in enumerate(ranked)
    }


def separate_discs(centres: Sequence[Position], radii: Sequence[float]) -> list[Position]:
    """Move discs apart until none overlap, for at most a fixed number of rounds."""
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
    """Move nodes apart until none overlap, as little as possible. The cost is quadratic: use it for a few hundred nodes."""
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
        # Of two nodes at the same position only the later one moves, or they would stay together.
        xy[:, 0] += (np.where(sideways, over_x, 0.0) * np.where(dx == 0, earlier, np.sign(dx)) * 0.4).sum(axis=1).clip(-WIDE, WIDE)
        xy[:, 1] += (np.where(upright, over_y, 0.0) * np.where(dy == 0, earlier, np.sign(dy)) * 0.4).sum(axis=1).clip(-HIGH, HIGH)
    return {iri: (float(x), float(y)) for iri, (x, y) in zip(order, xy, strict=True)}


def place_beside(placed: dict[str, Position], batch: Iterable[str], weights: dict[str, dict[str, float]]) -> dict[str, Position]:
    """Place each node of a batch at the free position nearest to the centre of its neighbours. Placed nodes do not move.

    Free positions are searched along a spiral on a grid of cells, so that the cost does not depend on the number of nodes.
    """
    import numpy as np

    result = dict(placed)
    wide, high = 0.62 * WIDE, 0.62 * HIGH
    # At most one node in a cell, which is much cheaper than comparing distances.
    taken = _Cells()
    for x, y in placed.values():
        taken.add(round(x / wide), round(y / high))
    # The same offsets serve all nodes. They are not computed by numpy, whose last digits depend on the processor.
    across_by: Array = np.empty(0)
    down_by: Array = np.empty(0)
    lost = 0
    tried: dict[tuple[int, int], int] = {}
    edge = max((y for _, y in placed.values()), default=0.0) + 2 * HIGH
    for iri in sorted(batch, key=lambda iri: (-sum(weights[iri].values()), iri)):
        near = sorted((other, weight) for other, weight in weights[iri].items() if other in result)
        if not near:
            # A place or a text is connected with agents only through acts, which are placed later.
            through = {last: weight for other in weights[iri] for last, weight in weights[other].items() if last in result}
            near = sorted(through.items())
        if near:
            total = sum(weight for _, weight in near)
            x = sum(result[other][0] * weight for other, weight in near) / total
            y = sum(result[other][1] * weight for other, weight in near) / total
        else:
            x, y = (lost % 14 - 6.5) * 1.2 * WIDE, edge + (lost // 14) * 1.2 * HIGH
            lost += 1
        # Many acts of one pair start in the same cell: each continues where the search for the last one ended.
        home = round(x / wide), round(y / high)
        turn = tried.get(home, 0)
        count = 8
        while True:
            # Some positions at once, more each time: around a busy centre thousands are taken.
            while turn + count > len(across_by):
                radii = [0.34 * WIDE * math.sqrt(at) for at in range(max(1024, 2 * len(across_by)))]
                across_by = np.array([radius * math.cos(at * GOLDEN) for at, radius in enumerate(radii)])
                down_by = np.array([radius / ASPECT * math.sin(at * GOLDEN) for at, radius in enumerate(radii)])
            across, down = x + across_by[turn : turn + count], y + down_by[turn : turn + count]
            columns, rows = np.rint(across / wide).astype(np.int64), np.rint(down / high).astype(np.int64)
            free = taken.first_free(columns, rows)
            if free >= 0:
                break
            turn += count
            count = min(4 * count, 2048)
        tried[home] = turn + free
        result[iri] = (float(across[free]), float(down[free]))
        taken.add(int(columns[free]), int(rows[free]))
    return result


class _Cells:
    """A set of cells of a grid around the origin, which grows as needed."""

    def __init__(self) -> None:
        import numpy as np

        self._half = 64
        self._grid: NDArray[np.bool_] = np.zeros((128, 128), dtype=bool)

    def _reach(self, far: int) -> None:
        """Make room for cells that are so many columns or rows away from the origin."""
        import numpy as np

        half = self._half
        while far >= half:
            half *= 2
        if half > self._half:
            edge = half - self._half
            self._grid = np.pad(self._grid, edge)
            self._half = half

    def add(self, column: int, row: int) -> None:
        self._reach(max(abs(column), abs(row)))
        self._grid[column + self._half, row + self._half] = True

    def first_free(self, columns: NDArray[np.int64], rows: NDArray[np.int64]) -> int:
        """The place of the first of some cells that is not in the set; -1 if all are."""
        self._reach(max(int(abs(columns).max()), int(abs(rows).max())))
        taken = self._grid[columns + self._half, rows + self._half]
        place = int(taken.argmin())
        return -1 if taken[place] else place
