"""Where names and labels go in a drawing: no text meets another text or a mark, and no label lies on the line of something else."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

GAP: Final = 3.0
"""The least distance between two texts, or a text and a mark, in pixels."""
ALONG: Final = (0.5, 0.44, 0.56, 0.38, 0.62, 0.32, 0.68, 0.26, 0.74)
"""The parts of its line at which a label is tried, the best first."""

Point = tuple[float, float]


class Box(NamedTuple):
    """An upright rectangle in pixels; y grows downward."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def around(cls, x: float, y: float, wide: float, high: float) -> Box:
        """The box of a size around a point.

        >>> Box.around(10, 10, 4, 2)
        Box(left=8.0, top=9.0, right=12.0, bottom=11.0)
        """
        return cls(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)

    def meets(self, other: Box, gap: float = 0.0) -> bool:
        """Whether two boxes overlap, or are nearer than a gap.

        >>> Box(0, 0, 4, 4).meets(Box(5, 0, 9, 4)), Box(0, 0, 4, 4).meets(Box(5, 0, 9, 4), 2)
        (False, True)
        """
        return (
            self.left < other.right + gap
            and other.left < self.right + gap
            and self.top < other.bottom + gap
            and other.top < self.bottom + gap
        )

    def within(self, other: Box) -> bool:
        """Whether the box is inside another."""
        return self.left >= other.left and self.top >= other.top and self.right <= other.right and self.bottom <= other.bottom

    def crossed(self, path: Sequence[Point], gap: float = 0.0) -> bool:
        """Whether a path of straight pieces touches the box, or comes nearer than a gap.

        >>> Box(0, 0, 4, 4).crossed([(-1, 2), (9, 2)]), Box(0, 0, 4, 4).crossed([(-1, 9), (9, 9)])
        (True, False)
        """
        return any(self._cut(*start, *end, gap) for start, end in pairwise(path))

    def _cut(self, x: float, y: float, u: float, v: float, gap: float) -> bool:
        """Whether a straight piece touches the box: Liang and Barsky's clipping."""
        first, last = 0.0, 1.0
        for start, step, low, high in ((x, u - x, self.left - gap, self.right + gap), (y, v - y, self.top - gap, self.bottom + gap)):
            if abs(step) < 1e-9:
                if not low <= start <= high:
                    return False
                continue
            near, far = sorted(((low - start) / step, (high - start) / step))
            first, last = max(first, near), min(last, far)
            if first > last:
                return False
        return True


class Mark(NamedTuple):
    """The mark of an agent: its centre, and half its width and height, in pixels."""

    x: float
    y: float
    radius: float

    @property
    def box(self) -> Box:
        """The box around it."""
        return Box.around(self.x, self.y, 2 * self.radius, 2 * self.radius)


def place_names(
    marks: Sequence[Mark], sizes: Sequence[tuple[float, float]], paths: Sequence[Sequence[Point]], area: Box
) -> list[Box | None]:
    """The place of the name of each mark: beside it, on as few lines as possible.

    Args:
        marks: the marks, the most important first.
        sizes: the width and height of each name.
        paths: the lines.
        area: what all names must be within.

    Returns:
        The box of each name, in the order of the marks; None where there is no room.
    """
    placed: list[Box | None] = [None] * len(marks)
    boxes = [mark.box for mark in marks]
    options = [[box for box in beside(mark, *size) if box.within(area)] for mark, size in zip(marks, sizes, strict=True)]
    options = [
        [box for box in each if not any(box.meets(other, GAP) for at, other in enumerate(boxes) if at != number)]
        for number, each in enumerate(options)
    ]
    costs = [[(sum(box.crossed(path, 1.0) for path in paths) + 0.12 * rank, box) for rank, box in enumerate(each)] for each in options]
    for _ in range(3):
        # A name that was placed early may find a better place once all others have theirs.
        for number, choices in enumerate(costs):
            others = [box for at, box in enumerate(placed) if box is not None and at != number]
            free = [(cost, box) for cost, box in choices if not any(box.meets(other, GAP) for other in others)]
            placed[number] = min(free, default=(0.0, None), key=lambda each: each[0])[1]
    return placed


def beside(mark: Mark, wide: float, high: float) -> Iterator[Box]:
    """The boxes beside a mark in which its name can be, the best first."""
    x, y, away = mark.x, mark.y, mark.radius + GAP + 1
    for side_x, side_y in ((0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (-1, 1), (1, -1), (-1, -1)):
        off_x = side_x * (away + wide / 2) if side_y == 0 else side_x * (away * 0.7 + wide / 2)
        off_y = side_y * (away + high / 2) if side_x == 0 else side_y * (away * 0.7 + high / 2)
        yield Box.around(x + off_x, y + off_y, wide, high)
    for shift in (0.3, -0.3, 0.42, -0.42):
        for side_y in (1, -1):
            yield Box.around(x + shift * wide, y + side_y * (away + high / 2), wide, high)


def place_labels(
    paths: Sequence[Sequence[Point]], sizes: Sequence[tuple[float, float]], taken: Iterable[Box], area: Box, needed: int = 0
) -> list[Box | None]:
    """The place of the label of each line: in the line or beside it, clear of everything else.

    Args:
        paths: the lines, the most important first.
        sizes: the width and height of the label of each line; a width of 0 for no label.
        taken: the boxes of marks and names.
        area: what all labels must be within.
        needed: the number of labels, from the first on, that may hide a piece of other lines where there is no free place.

    Returns:
        The box of each label, in the order of the lines; None where there is no room.
    """
    used = list(taken)
    placed: list[Box | None] = []
    for number, (path, (wide, high)) in enumerate(zip(paths, sizes, strict=True)):
        others = [each for at, each in enumerate(paths) if at != number]
        best: tuple[int, int, Box] | None = None
        for rank, box in enumerate(along(path, wide, high) if wide else ()):
            if not box.within(area) or any(box.meets(each, GAP) for each in used):
                continue
            hidden = sum(box.crossed(each, 2.0) for each in others)
            if (hidden == 0 or number < needed) and (best is None or (hidden, rank) < best[:2]):
                best = hidden, rank, box
                if not hidden:
                    break
        placed.append(None if best is None else best[2])
        used += [] if best is None else [best[2]]
    return placed


def along(path: Sequence[Point], wide: float, high: float) -> Iterator[Box]:
    """The boxes in which the label of a line can be: in the line, if that leaves enough of it, else on either side of it."""
    length = math.dist(path[0], path[-1])
    if length < 1:
        return
    across = (path[-1][0] - path[0][0]) / length, (path[-1][1] - path[0][1]) / length
    # How much of the line a box in it would hide.
    hidden = min(wide / max(abs(across[0]), 1e-9), high / max(abs(across[1]), 1e-9)) + 4 * GAP
    if hidden < 0.5 * length and length - hidden > 50:
        for part in ALONG:
            yield Box.around(*at(path, part), wide, high)
    beside = abs(across[1]) * wide / 2 + abs(across[0]) * high / 2 + GAP + 1
    for part in ALONG:
        x, y = at(path, part)
        for side in (1, -1) if across[0] >= 0 else (-1, 1):
            for away in (beside, beside + 8):
                box = Box.around(x + side * across[1] * away, y - side * across[0] * away, wide, high)
                if not box.crossed(path, 1.0):  # a bent line can turn back into it
                    yield box
                    break


def outside(path: Sequence[Point], box: Box) -> list[list[Point]]:
    """The pieces of a path that are outside a box, in their order.

    >>> outside([(0, 0), (10, 0)], Box(4, -1, 6, 1))
    [[(0, 0), (3.0, 0.0)], [(7.0, 0.0), (10, 0)]]
    """
    length = sum(math.dist(*pair) for pair in pairwise(path))
    steps = max(1, round(length))
    points = [path[0], *(at(path, step / steps) for step in range(1, steps)), path[-1]]
    pieces: list[list[Point]] = [[]]
    for point in points:
        if box.left <= point[0] <= box.right and box.top <= point[1] <= box.bottom:
            if pieces[-1]:
                pieces.append([])
        else:
            pieces[-1].append(point)
    # A straight piece needs its ends only, a bent one a point here and there.
    every = len(points) if len(path) == 2 else 8
    return [[*piece[:-1:every], piece[-1]] for piece in pieces if len(piece) > 1]


def at(path: Sequence[Point], part: float) -> Point:
    """The point at a part of the length of a path.

    >>> at([(0, 0), (10, 0)], 0.5)
    (5.0, 0.0)
    """
    lengths = [math.dist(start, end) for start, end in pairwise(path)]
    rest = part * sum(lengths)
    for (x, y), (u, v), length in zip(path, path[1:], lengths, strict=False):
        if rest <= length and length:
            return x + (u - x) * rest / length, y + (v - y) * rest / length
        rest -= length
    return path[-1]
