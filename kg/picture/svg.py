"""A sheet as SVG: one file without script, style sheet or reference to anything outside, that any program for pictures can read.

Texts stay texts, with a list of fonts. Looks are attributes and not style rules, so that a page that contains several figures can show
each as it is.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Literal, TypeAlias
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from kg.picture.letters import FONTS, SERIFS, runs_left
from kg.picture.style import GROUPS, NEGATIVE, TONES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.picture.placing import Point
    from kg.picture.sheet import Row, Sheet, Sign, Stroke

Theme: TypeAlias = Literal["light", "dark"]

_PAPER: Final = ("#fbfaf6", "#14171b")
_INK: Final = ("#1b1f24", "#eceae4")
_SOFT: Final = ("#555d66", "#aab1ba")
_RULE: Final = ("#d8d4ca", "#363c45")
_FLAT: Final = {"act": "butt", "stated": "round", "negative": "butt"}


def svg(sheet: Sheet, theme: Theme = "light") -> str:
    """The text of an SVG file.

    Args:
        sheet: what is drawn.
        theme: ``light`` or ``dark``.
    """
    return _Writer(sheet, 1 if theme == "dark" else 0).text()


class _Writer:
    """Writes a sheet.

    Args:
        sheet: what is drawn.
        place: the place of the theme in each pair of colours.
    """

    def __init__(self, sheet: Sheet, place: int) -> None:
        self.sheet = sheet
        self.place = place
        self.paper, self.ink, self.soft, self.rule = (pair[place] for pair in (_PAPER, _INK, _SOFT, _RULE))

    def text(self) -> str:
        sheet = self.sheet
        wide, high = number(sheet.wide), number(sheet.high)
        name = f"figure-{sheet.digest or 'x'}-{wide}-{high}-{self.place}"
        root = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "width": wide, "height": high, "viewBox": f"0 0 {wide} {high}"})
        root.attrib |= {"role": "img", "aria-labelledby": f"{name}-title {name}-desc", "font-family": FONTS}
        if sheet.language.replace("-", "").isalnum() and sheet.language.isascii():
            root.set("lang", sheet.language)
        SubElement(root, "title", {"id": f"{name}-title"}).text = sheet.title
        SubElement(root, "desc", {"id": f"{name}-desc"}).text = sheet.description
        SubElement(root, "rect", {"width": wide, "height": high, "fill": self.paper})
        for y in (sheet.area.top, sheet.area.bottom):
            self.line(
                root, [(sheet.rows[0].x if sheet.rows else 0, y), (sheet.wide - (sheet.rows[0].x if sheet.rows else 0), y)], self.rule, 1
            )
        lines = SubElement(root, "g", {"fill": "none"})
        # What is negative is drawn last, so that no thick line hides it.
        for stroke in sorted(sheet.strokes, key=lambda each: (each.line.kind == "negative", each.line.kind == "act")):
            self.stroke(lines, stroke)
        for left, top, right, bottom in sheet.plates:
            box = {"x": number(left), "y": number(top), "width": number(right - left), "height": number(bottom - top)}
            SubElement(root, "rect", {"class": "plate", "fill": self.paper} | box)
        marks = SubElement(root, "g", {"stroke": self.paper, "stroke-width": "1.5"})
        for agent in sheet.agents:
            x, y, radius = agent.mark
            shape = self.shape(marks, agent.group, x, y, radius)
            SubElement(shape, "title").text = agent.name
        for sign in sheet.signs:
            self.sign(root, sign)
        for row in sheet.rows:
            self.row(root, row)
        indent(root, " ")
        return tostring(root, encoding="unicode") + "\n"

    def colour(self, name: str) -> str:
        """The colour with a name, as a row or a line has it."""
        if name.isdecimal():
            return (TONES[int(name)].light, TONES[int(name)].dark)[self.place]
        return {"ink": self.ink, "soft": self.soft, "negative": NEGATIVE[self.place]}[name]

    def row(self, parent: Element, row: Row) -> None:
        """A row of text; a name has a border in the colour of the paper, so that no line runs through its letters."""
        leftward = runs_left(row.text)
        anchor = "middle" if row.centred else "end" if leftward else "start"
        attributes = {"x": number(row.x), "y": number(row.y), "font-size": number(row.size), "fill": self.colour(row.colour)}
        if anchor != "start":
            attributes["text-anchor"] = anchor
        if leftward:
            attributes["direction"] = "rtl"
        if row.bold:
            attributes["font-weight"] = "600"
        if row.part == "title":
            attributes["font-family"] = SERIFS
        if row.part == "name":
            attributes |= {"stroke": self.paper, "stroke-width": "4", "stroke-linejoin": "round", "paint-order": "stroke"}
        SubElement(parent, "text", {"class": row.part} | attributes).text = row.text

    def line(self, parent: Element, path: Sequence[Point], colour: str, wide: float, dash: str = "", cap: str = "butt") -> Element:
        """A path of straight pieces."""
        steps = " ".join(f"{'L' if place else 'M'}{number(x)} {number(y)}" for place, (x, y) in enumerate(path))
        attributes = {"d": steps, "stroke": colour, "stroke-width": number(wide), "fill": "none"}
        if dash:
            attributes["stroke-dasharray"] = dash
        if cap != "butt":
            attributes["stroke-linecap"] = cap
        return SubElement(parent, "path", attributes)

    def stroke(self, parent: Element, stroke: Stroke) -> None:
        """A line between two agents, with its arrowheads or bars."""
        kind = stroke.line.kind
        colour = self.colour("negative" if kind == "negative" else "soft" if kind == "stated" else str(stroke.line.tone))
        group = SubElement(parent, "g", {"class": kind})
        SubElement(group, "title").text = stroke.said
        pieces = [list(piece) for piece in stroke.pieces]
        whole = [list(piece) for piece in pieces]
        tips = []
        size = 5 + 1.6 * stroke.wide
        if stroke.at_start and pieces:
            tip, shorter = headed(pieces[0][::-1], size)
            tips.append(tip)
            pieces[0] = shorter[::-1]
        if stroke.at_end and pieces:
            tip, pieces[-1] = headed(pieces[-1], size)
            tips.append(tip)
        for piece in pieces:
            self.line(group, piece, colour, stroke.wide, "0.1 5" if kind == "stated" else "", _FLAT[kind])
        for tip in tips:
            SubElement(group, "path", {"d": closed(tip), "fill": colour})
        if kind == "negative":
            for piece in whole:
                for bar in bars(piece):
                    self.line(group, bar, colour, 1.8)

    def shape(self, parent: Element, name: str, x: float, y: float, radius: float) -> Element:
        """The mark of a group of agents."""
        look = next(each for each in GROUPS if each.name == name)
        fill = (look.light, look.dark)[self.place]
        if look.shape == "dot":
            return SubElement(parent, "circle", {"class": "mark", "cx": number(x), "cy": number(y), "r": number(radius), "fill": fill})
        turns = {"square": (4, 45.0, 1.25), "diamond": (4, 0.0, 1.2), "triangle": (3, -90.0, 1.2), "hexagon": (6, 0.0, 1.1)}
        corners, turn, factor = turns.get(look.shape, (6, 0.0, 1.1))
        points = []
        for corner in range(corners):
            angle = math.radians(turn + 360 * corner / corners)
            points.append((x + factor * radius * math.cos(angle), y + factor * radius * math.sin(angle)))
        return SubElement(parent, "path", {"class": "mark", "d": closed(points), "fill": fill})

    def sign(self, parent: Element, sign: Sign) -> None:
        """A sign of the legend, 26 pixels wide."""
        group = SubElement(parent, "g", {"class": "sign"})
        ends = [(sign.x - 13, sign.y), (sign.x + 13, sign.y)]
        if sign.kind == "shape":
            self.shape(group, sign.name, sign.x + 3, sign.y, 6)
        elif sign.kind == "tone":
            self.line(group, ends, self.colour(sign.name), 3)
        elif sign.kind == "stated":
            self.line(group, ends, self.soft, 1.6, "0.1 5", "round")
        elif sign.kind == "negative":
            self.line(group, ends, self.colour("negative"), 1.4)
            for bar in bars(ends):
                self.line(group, bar, self.colour("negative"), 1.8)
        elif sign.kind == "width":
            wedge = [(sign.x - 13, sign.y - 0.7), (sign.x + 13, sign.y - 3), (sign.x + 13, sign.y + 3), (sign.x - 13, sign.y + 0.7)]
            SubElement(group, "path", {"d": closed(wedge), "fill": self.soft})
        else:
            tip, shorter = headed(ends, 8)
            self.line(group, shorter, self.soft, 1.6)
            SubElement(group, "path", {"d": closed(tip), "fill": self.soft})


def number(value: float) -> str:
    """A number with at most one decimal.

    >>> number(3.0), number(2.46), number(-0.01)
    ('3', '2.5', '0')
    """
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def closed(points: Sequence[Point]) -> str:
    """A closed path of straight pieces."""
    return " ".join(f"{'L' if place else 'M'}{number(x)} {number(y)}" for place, (x, y) in enumerate(points)) + " Z"


def headed(path: Sequence[Point], size: float) -> tuple[list[Point], list[Point]]:
    """The arrowhead at the end of a path, and the path that ends inside it.

    >>> headed([(0, 0), (20, 0)], 8)
    ([(20, 0), (12.0, -3.2), (12.0, 3.2)], [(0, 0), (13.6, 0.0)])
    """
    tip, rest = path[-1], list(path[:-1])
    while len(rest) > 1 and math.dist(rest[-1], tip) < size:
        rest.pop()
    length = max(math.dist(rest[-1], tip), 1e-9)
    along = (tip[0] - rest[-1][0]) / length, (tip[1] - rest[-1][1]) / length
    x, y = tip[0] - size * along[0], tip[1] - size * along[1]
    half = 0.4 * size
    head = [tip, (x + half * along[1], y - half * along[0]), (x - half * along[1], y + half * along[0])]
    return head, [*rest, (tip[0] - 0.8 * size * along[0], tip[1] - 0.8 * size * along[1])]


def bars(path: Sequence[Point], step: float = 13.0, half: float = 4.5) -> list[list[Point]]:
    """Short bars across a path, at equal distances.

    >>> bars([(0, 0), (26, 0)])
    [[(6.5, -4.5), (6.5, 4.5)], [(19.5, -4.5), (19.5, 4.5)]]
    """
    lengths = [math.dist(*pair) for pair in pairwise(path)]
    total = sum(lengths)
    count = max(1, round(total / step))
    found = []
    for place in range(count):
        rest = (place + 0.5) * total / count
        for (x, y), (u, v), length in zip(path, path[1:], lengths, strict=False):
            if rest <= length and length:
                along = (u - x) / length, (v - y) / length
                mid = x + along[0] * rest, y + along[1] * rest
                found.append([(mid[0] + half * along[1], mid[1] - half * along[0]), (mid[0] - half * along[1], mid[1] + half * along[0])])
                break
            rest -= length
    return found
