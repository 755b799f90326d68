"""Positions of a few nodes, so that a reader can follow every line: few crossings, room for names, the first nodes central and apart.

First, stress majorization [Gansner, Koren, North 2004, https://doi.org/10.1007/978-3-540-31843-9_25] from several starts places each two
nodes at a distance that fits the number of steps between them. Then nodes are moved one at a time as long as that helps. All of it has a
fixed seed, so that the same lines always give the same positions.
"""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

SEED: Final = 7
STARTS: Final = 6
KEPT: Final = 2
"""The number of starts from which nodes are moved."""
ROUNDS: Final = 20
"""How often each node is moved at most."""
EASY: Final = 60
"""The number of lines up to which each node is moved so often. Among more lines, which cross anyway, it is moved less often."""
LEAST_ROUNDS: Final = 8
DENSE: Final = 120
"""The number of lines above which nodes are moved from the best start only: no start keeps so many from crossing."""
TRIALS: Final = 12
"""The number of positions that are tried each time."""
ASPECT: Final = 1.6
"""The ratio of width to height of a drawing, if no other is given. The height is 1."""
ROOM: Final = (0.30, 0.17)
"""Half the width and half the height of the space that a node wants for itself, with its name."""
APART: Final = 2.0
"""The distance of two connected leading nodes, as a multiple of that of two other connected nodes."""
BETWEEN: Final = 2.0
"""The space between two leading nodes, as a multiple of that between others."""
NEAR: Final = 0.06
"""The distance below which a line runs too close to a node that it does not connect."""
CLEAR: Final = 0.18
"""The same for a line between two leading nodes, which needs room for a label."""


def arrange(count: int, lines: Sequence[tuple[int, int]], leading: int = 0, aspect: float = ASPECT) -> tuple[tuple[float, float], ...]:
    """The position of each node, from 0 to 1 in both directions, with three decimals.

    The time grows with the product of the numbers of nodes and lines: it is meant for a few dozen nodes.

    Args:
        count: the number of nodes.
        lines: the pairs of nodes that are connected, each once.
        leading: the number of leading nodes, which are the first ones.
        aspect: the ratio of width to height of the drawing.

    >>> arrange(2, [(0, 1)])
    ((0.0, 0.5), (1.0, 0.5))
    >>> arrange(0, [])
    ()
    """
    if count < 3:
        return ((0.0, 0.5), (1.0, 0.5))[:count]
    chance = random.Random(SEED)  # noqa: S311  # the same numbers each time
    wanted = _distances(count, lines, leading)
    drawing = _Drawing(count, lines, leading, wanted, aspect)
    order = list(range(count))
    starts = []
    for _ in range(STARTS):
        starts.append(_fit(_stress(order, wanted), aspect))
        chance.shuffle(order)
    starts.sort(key=lambda at: round(drawing.cost(at), 6))
    ends = [drawing.improved(start, chance) for start in starts[: KEPT if len(lines) <= DENSE else 1]]
    at = min(ends, key=lambda at: round(drawing.cost(at), 6))
    spread = np.maximum(np.ptp(at, axis=0), 1e-9)
    at = (at - at.min(axis=0)) / spread
    return tuple((round(float(x), 3), round(float(y), 3)) for x, y in at)


def _distances(count: int, lines: Sequence[tuple[int, int]], leading: int) -> Array:
    """The wanted distance of each two nodes, as that of the shortest way between them; that of unconnected ones is greater than any."""
    wanted: Array = np.full((count, count), np.inf)
    np.fill_diagonal(wanted, 0.0)
    for one, other in lines:
        wanted[one, other] = wanted[other, one] = APART if max(one, other) < leading else 1.0
    for middle in range(count):
        wanted = np.minimum(wanted, wanted[:, middle, None] + wanted[None, middle, :])
    far = float(wanted[np.isfinite(wanted)].max()) + 1.0
    return np.where(np.isfinite(wanted), wanted, far)


def _stress(order: Sequence[int], wanted: Array) -> Array:
    """The positions that fit the wanted distances best, beginning with the nodes in this order on a circle."""
    count = len(order)
    at: Array = np.zeros((count, 2))
    for place, node in enumerate(order):
        turn = 2 * math.pi * place / count
        at[node] = (math.cos(turn), math.sin(turn))
    at *= wanted.max() / 2
    weight = np.where(wanted > 0, 1 / np.maximum(wanted, 1e-9) ** 2, 0.0)
    for _ in range(120):
        apart = at[:, None, :] - at[None, :, :]
        distance = np.sqrt((apart**2).sum(axis=2))
        pull = weight * wanted / np.maximum(distance, 1e-9)
        total = (weight[:, :, None] * at[None, :, :]).sum(axis=1) + (pull[:, :, None] * apart).sum(axis=1)
        at = total / weight.sum(axis=1)[:, None]
    return at


def _fit(at: Array, aspect: float) -> Array:
    """Positions moved, turned and stretched so that they fill the drawing."""
    if (float(np.ptp(at[:, 1])) > float(np.ptp(at[:, 0]))) == (aspect > 1):
        at = at[:, ::-1]
    spread = np.maximum(np.ptp(at, axis=0), 1e-9)
    fitted: Array = (at - at.min(axis=0)) / spread * np.array((aspect, 1.0))
    return fitted


class _Drawing:
    """Positions in a drawing, and how hard it is to read.

    Attributes:
        at: the position of each node.
    """

    def __init__(self, count: int, lines: Sequence[tuple[int, int]], leading: int, wanted: Array, aspect: float) -> None:
        self.at: Array = np.zeros((count, 2))
        self._leading = leading
        self._wanted = wanted
        self._aspect = aspect
        self._room = (min(ROOM[0], aspect / 4), ROOM[1])
        # A network of many steps needs shorter lines, so that it fits in.
        self._unit = 0.9 * min(1.0, aspect) / max(float(wanted.max()), 2.0)
        ends = np.array(lines, dtype=np.int64).reshape(-1, 2)
        self._starts, self._ends = ends[:, 0], ends[:, 1]
        self._reach: Array = np.where((ends < leading).all(axis=1), CLEAR, NEAR)
        self._around: list[_Around] = []
        for node in range(count):
            own = (ends == node).any(axis=1)
            far = ends[own].sum(axis=1) - node
            nodes = np.arange(count)
            strange = ~own[None, :] & (self._starts != far[:, None]) & (self._ends != far[:, None])
            self._around.append(_Around(far, self._reach[own], ~own, strange, (nodes != node) & (nodes != far[:, None])))

    def cost(self, at: Array) -> float:
        """How hard positions are to read, as the sum over all nodes of what each contributes."""
        return sum(float(self._of(node, at, at[node][None, :])[0]) for node in range(len(at)))

    def _of(self, node: int, at: Array, tried: Array) -> Array:
        """What a node would contribute at each of some positions: names too close, lines that cross or run by, wrong distances.

        Args:
            node: the node.
            at: the positions of all nodes.
            tried: the positions that are tried for the node, one in each row.
        """
        around, wanted = self._around[node], self._wanted[node]
        apart = tried[:, None, :] - at[None, :, :]
        apart[:, node, :] = 9.0
        room = np.where(np.arange(len(at)) < self._leading, BETWEEN, 1.0) if node < self._leading else np.ones(len(at))
        closeness = np.maximum(0.0, 1 - np.hypot(apart[..., 0] / self._room[0], apart[..., 1] / self._room[1]) / room)
        off = (np.hypot(apart[..., 0], apart[..., 1]) - wanted * self._unit) / np.maximum(wanted, 1.0)
        off[:, node] = 0.0
        total = 6 * (closeness**2).sum(axis=1) + 0.6 * (off**2).sum(axis=1)
        if node < self._leading:
            total += 1.5 * ((tried[:, 0] / self._aspect - 0.5) ** 2 + (tried[:, 1] - 0.5) ** 2)
        start, end = at[self._starts], at[self._ends]
        total += _near(tried[:, None, :], start[None, around.others], end[None, around.others], self._reach[around.others]).sum(axis=1)
        if len(around.far):
            here, there = tried[:, None, None, :], at[around.far][None, :, None, :]
            by = _near(at[None, None, :, :], here, there, around.reach[None, :, None]) * around.free[None, :, :]
            crossed = _crossed(here, there, start[None, None, :, :], end[None, None, :, :]) & around.strange[None, :, :]
            total += by.sum(axis=(1, 2)) + 0.5 * crossed.sum(axis=(1, 2))
        return np.asarray(total, dtype=float)

    def improved(self, start: Array, chance: random.Random) -> Array:
        """Positions in which one node at a time was moved, or two were exchanged, where that made the drawing easier to read."""
        self.at = start.copy()
        count = len(self.at)
        rounds = max(LEAST_ROUNDS, min(ROUNDS, ROUNDS * EASY // max(1, len(self._starts))))
        for turn in range(rounds):
            reach = 0.5 * (1 - turn / rounds) + 0.02
            for node in range(count):
                moves = [(chance.uniform(-reach, reach) * self._aspect, chance.uniform(-reach, reach)) for _ in range(TRIALS)]
                tried = np.clip(self.at[node] + np.array([(0.0, 0.0), *moves]), 0.0, (self._aspect, 1.0))
                costs = self._of(node, self.at, tried)
                best = int(costs.argmin())
                if costs[best] < costs[0] - 1e-6:
                    self.at[node] = tried[best]
                if turn % 3 == 0:
                    self._exchange(node, chance.randrange(count))
        return self.at

    def _exchange(self, one: int, other: int) -> None:
        """Exchange two nodes if that helps."""
        if one == other:
            return
        trial = self.at.copy()
        trial[[one, other]] = trial[[other, one]]
        before, after = (sum(float(self._of(node, at, at[node][None, :])[0]) for node in (one, other)) for at in (self.at, trial))
        if after < before - 1e-6:
            self.at = trial


class _Around(NamedTuple):
    """What is around a node.

    Attributes:
        far: the other end of each of its lines.
        reach: the distance that each of its lines keeps from other nodes.
        others: which lines are not its own.
        strange: for each of its lines, which lines have no end in common with it.
        free: for each of its lines, which nodes are not its ends.
    """

    far: NDArray[np.int64]
    reach: Array
    others: NDArray[np.bool_]
    strange: NDArray[np.bool_]
    free: NDArray[np.bool_]


def _near(points: Array, start: Array, end: Array, reach: Array) -> Array:
    """The cost of points that lie closer to line segments than these reach, for each pair."""
    along = end - start
    length = np.maximum((along**2).sum(axis=-1), 1e-12)
    part = np.clip(((points - start) * along).sum(axis=-1) / length, 0.0, 1.0)
    off = start + part[..., None] * along - points
    cost: Array = 2 * np.maximum(0.0, 1 - np.hypot(off[..., 0], off[..., 1]) / reach) ** 2
    return cost


def _crossed(start: Array, end: Array, starts: Array, ends: Array) -> NDArray[np.bool_]:
    """Whether line segments cross, for each pair."""

    def side(one: Array, other: Array, point: Array) -> Array:
        along, to = other - one, point - one
        return along[..., 0] * to[..., 1] - along[..., 1] * to[..., 0]

    apart = side(start, end, starts) * side(start, end, ends) < 0
    return apart & (side(starts, ends, start) * side(starts, ends, end) < 0)
