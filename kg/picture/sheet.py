"""The sheet of a figure: everything that is drawn, with its place in pixels.

`kg.picture.svg` writes it. All texts are rows with a box, so that a test can say that none meets another.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.network.model import AGENT_GROUPS
from kg.picture.letters import balanced, plain, width, wrap
from kg.picture.lines import documents_of, lines_of, period_of
from kg.picture.opening import LIMIT, arranged, choose
from kg.picture.placing import Box, Mark, at, outside, place_labels, place_names
from kg.picture.style import GROUPS, TONES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kg.network.model import Projection
    from kg.picture.about import About
    from kg.picture.lines import Line
    from kg.picture.opening import Chosen, Opening
    from kg.picture.placing import Point
    from kg.record.model import Document

SMALLEST: Final = 12.0
"""The smallest size of a text in pixels."""
LEADING: Final = 1.25
"""The distance of two rows, as a multiple of the size of the text."""
PER_AGENT: Final = 30_000
"""The room that an agent with its name and the labels of its lines needs, in square pixels."""
FEWEST: Final = 4
"""The number of agents that a figure has at least, if so many are related, even where their names do not all fit."""
WIDEST: Final = 6.0
"""The greatest width of a line in pixels."""


class Row(NamedTuple):
    """One row of text.

    Attributes:
        text: the text, without control characters.
        x: its left end, or its middle if it is centred.
        y: its base line.
        size: its font size in pixels.
        colour: ``ink``, ``soft``, ``negative``, or the index of a tone as text.
        part: what it belongs to: ``title``, ``subtitle``, ``name``, ``label``, ``legend`` or ``source``.
        bold: whether it is bold.
        centred: whether `x` is its middle.
    """

    text: str
    x: float
    y: float
    size: float
    colour: str
    part: str
    bold: bool = False
    centred: bool = False

    @property
    def box(self) -> Box:
        """The box that the row fills, by the estimated width of its text."""
        wide = width(self.text, self.size, self.bold)
        left = self.x - wide / 2 if self.centred else self.x
        return Box(left, self.y - 0.86 * self.size, left + wide, self.y + 0.26 * self.size)


class Drawn(NamedTuple):
    """An agent as it is drawn: its mark, the name of its group, its whole name, and whether it is a principal party."""

    mark: Mark
    group: str
    name: str
    principal: bool


class Stroke(NamedTuple):
    """A line as it is drawn.

    Attributes:
        path: its points, from the border of one mark to that of the other.
        pieces: what is drawn of it: the path, without the part in which its label stands.
        line: what it stands for.
        wide: its width in pixels.
        at_start: whether it has an arrowhead at its first point.
        at_end: whether it has one at its last point.
        said: what it stands for, in words.
    """

    path: tuple[Point, ...]
    pieces: tuple[tuple[Point, ...], ...]
    line: Line
    wide: float
    at_start: bool
    at_end: bool
    said: str


class Sign(NamedTuple):
    """A sign of the legend: its kind (``shape``, ``tone``, ``stated``, ``negative``, ``width`` or ``arrow``), its name, and its centre."""

    kind: str
    name: str
    x: float
    y: float


@dataclass(slots=True)
class Sheet:
    """Everything that a figure shows.

    Attributes:
        wide: the width in pixels.
        high: the height in pixels.
        title: the title in one line.
        description: what is shown, in sentences, for those who cannot see it.
        rows: all texts.
        plates: the boxes of the labels, behind which no line is drawn.
        agents: the agents.
        strokes: the lines.
        signs: the signs of the legend.
        area: the box that the agents, their names and the labels are within.
        digest: the first digits of the snapshot's digest; empty for a figure of something else.
        language: the language tag of the names.
    """

    wide: float
    high: float
    title: str
    description: str = ""
    rows: list[Row] = field(default_factory=list)
    plates: list[Box] = field(default_factory=list)
    agents: list[Drawn] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)
    signs: list[Sign] = field(default_factory=list)
    area: Box = field(default_factory=lambda: Box(0, 0, 0, 0))
    digest: str = ""
    language: str = "en"

    def rows_of(self, part: str) -> list[Row]:
        """The rows of one part, such as the names."""
        return [row for row in self.rows if row.part == part]


def sheet(projection: Projection, about: About, wide: int, high: int, as_of: str = "") -> Sheet:
    """Lay out a figure: as many agents and labels as fit, the most important first.

    Args:
        projection: the network, or the part of it that is drawn.
        about: what the figure says about itself.
        wide: the width in pixels.
        high: the height in pixels.
        as_of: the day from which it tells what has ended, in ISO 8601; empty for the date of the latest document.
    """
    limit = LIMIT
    while True:
        found = _attempt(projection, about, wide, high, limit, as_of)
        if isinstance(found, Sheet):
            return found
        limit = found


def _attempt(projection: Projection, about: About, wide: int, high: int, limit: int, as_of: str) -> Sheet | int:
    """The sheet with at most a number of agents; a smaller number if there is no room for so many."""
    margin = 40.0 if wide >= 600 else 20.0
    made = Sheet(wide, high, plain(about.title), digest=about.digest, language=about.language)
    chosen = choose(projection, about.principals, limit)
    lines = lines_of(projection, chosen.core, as_of)
    top = _head(made, projection, about, chosen, lines, margin)
    bottom = _foot(made, projection, about, chosen.core, lines, margin)
    made.area = Box(margin, top, wide - margin, max(bottom, top + 1))
    across, down = made.area.right - made.area.left, made.area.bottom - made.area.top
    # The principal parties have a place as long as their names have one.
    fitting = max(FEWEST, len(chosen.principals), min(LIMIT, round(across * down / PER_AGENT)))
    if len(chosen.core) > fitting:
        return fitting
    failed = _body(made, projection, arranged(projection, chosen, across / down), lines)
    if failed and len(chosen.core) > FEWEST:
        return max(FEWEST, len(chosen.core) - failed)
    made.description = " ".join(
        [*(row.text for row in made.rows_of("subtitle")), *(f"{stroke.said}." for stroke in made.strokes)],
    )
    return made


# above and below the drawing


def _head(made: Sheet, projection: Projection, about: About, chosen: Chosen, lines: Sequence[Line], margin: float) -> float:
    """Add the title and the subtitle. Return where they end."""
    space = made.wide - 2 * margin
    size = 32.0 if made.wide >= 1000 else 26.0 if made.wide >= 600 else 21.0
    y = margin + 0.5 * size
    for text in wrap(made.title or "Untitled", size, space, 2, bold=True):
        made.rows.append(Row(text, margin, y, size, "ink", "title", bold=True))
        y += 1.15 * size
    small = 15.0 if made.wide >= 1000 else 14.0 if made.wide >= 600 else 13.0
    y += small - 0.55 * size
    for text in wrap(_subtitle(projection, about, chosen, lines), small, min(space, 62 * small), 5 if made.wide >= 600 else 8):
        made.rows.append(Row(text, margin, y, small, "soft", "subtitle"))
        y += 1.35 * small
    return y


def _subtitle(projection: Projection, about: About, chosen: Chosen, lines: Sequence[Line]) -> str:
    """What is seen, of whom, from how many documents, and from which years. Only agents of whom something is held are counted."""
    everyone = sum(1 for node in projection.nodes.values() if node.group in AGENT_GROUPS and (node.held or node.iri in chosen.core))
    documents = len(documents_of(projection, lines))
    told = f", according to {counted(documents)} document{'' if documents == 1 else 's'}" if documents else ""
    period = period_of(projection, lines)
    shown = f"Who did what with whom{f', {period}' if period else ''}{told}"
    if about.selection:
        shown += f" ({isolated(about.selection)})"
    count = len(chosen.core)
    if not count:
        return f"{shown}. No two agents are related."
    return f"{shown}. Shown are {_agents(projection, chosen, everyone)}. A label names the most telling relation of two of them."


def _agents(projection: Projection, chosen: Chosen, everyone: int) -> str:
    """Which agents are shown, of how many."""
    count = len(chosen.core)
    if count == everyone:
        return f"all {counted(count)} agents that are related"
    if count == len(chosen.principals):
        most = f"the {counted(count)} principal parties, of" if chosen.named else f"the {counted(count)} most connected of"
        return f"{most} {counted(everyone)} agents"
    parties = [isolated(projection.label(iri)) for iri in chosen.principals]
    named = parties[0] if len(parties) == 1 else ", ".join(parties[:-1]) + f" and {parties[-1]}"
    some = counted(count) if everyone < 10 else str(count)
    return f"{some} of {counted(everyone)} agents, those with the strongest ties to {named}"


def counted(count: int) -> str:
    """A number as a sentence has it: in words up to nine.

    >>> counted(2), counted(1200)
    ('two', '1,200')
    """
    return ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")[count] if count < 10 else f"{count:,}"


def isolated(text: str) -> str:
    """A text that does not change the direction of the text around it."""
    return f"\u2068{plain(text)}\u2069"


def _foot(made: Sheet, projection: Projection, about: About, core: Sequence[str], lines: Sequence[Line], margin: float) -> float:
    """Add the source line and, above it, the legend. Return where they begin."""
    space = made.wide - 2 * margin
    rows = wrap(_source(documents_of(projection, lines), about), SMALLEST, space, 4)
    y = made.high - margin * 0.6 - (len(rows) - 1) * LEADING * SMALLEST
    for place, text in enumerate(rows):
        made.rows.append(Row(text, margin, y + place * LEADING * SMALLEST, SMALLEST, "soft", "source"))
    items = _legend(projection, core, lines)
    places: list[list[tuple[tuple[str, str, str], float]]] = [[]]
    x = margin
    for item in items:
        length = 34 + width(item[2], SMALLEST)
        if places[-1] and x + length > margin + space:
            places.append([])
            x = margin
        places[-1].append((item, x))
        x += length + 18
    y -= 1.9 * SMALLEST + (len(places) - 1) * 1.6 * SMALLEST
    for row, each in enumerate(places):
        for (kind, name, text), left in each:
            base = y + row * 1.6 * SMALLEST
            made.signs.append(Sign(kind, name, left + 13, base - 0.35 * SMALLEST))
            made.rows.append(Row(_cut(text, SMALLEST, made.wide - margin - left - 32), left + 32, base, SMALLEST, "ink", "legend"))
    return y - 1.6 * SMALLEST


def _cut(text: str, size: float, wide: float) -> str:
    """A text that is cut to a width."""
    return wrap(text, size, max(wide, 4 * size), 1)[0]


def _legend(projection: Projection, core: Sequence[str], lines: Sequence[Line]) -> list[tuple[str, str, str]]:
    """What the legend explains: kind, name and text of each sign that is used."""
    used = {projection.nodes[iri].group for iri in core}
    found = [("shape", each.name, each.label) for each in GROUPS if each.name in used]
    tones = {line.tone for line in lines if line.kind == "act"}
    found += [("tone", str(place), tone.label) for place, tone in enumerate(TONES) if place in tones]
    if any(line.kind == "stated" for line in lines):
        found.append(("stated", "", "stated by a source, without an act"))
    if any(line.kind == "negative" for line in lines):
        found.append(("negative", "", "barred: it is not so, was refused or taken back"))
    if any(line.towards for line in lines):
        found.append(("arrow", "", "to whom it was done"))
    if len({_thickness(line) for line in lines if line.kind == "act"}) > 1:
        found.append(("width", "", "thicker: more acts"))
    return found


def _source(documents: Sequence[Document], about: About) -> str:
    """The source line: documents, licence, snapshot."""
    named = [isolated(each.title or each.label) + (f" ({isolated(each.publisher)})" if each.publisher else "") for each in documents[:3]]
    parts = []
    if named:
        more = f" and {len(documents) - 3} more" if len(documents) > 3 else ""
        parts.append(f"Source{'' if len(documents) == 1 else 's'}: {'; '.join(named)}{more}.")
    if about.license:
        parts.append(f"Data: {licence_name(about.license)}.")
    if about.digest:
        parts.append(f"Chancery, snapshot {about.digest}.")
    return " ".join(parts)


def licence_name(address: str) -> str:
    """The short name of a licence; its address if it is not one of Creative Commons.

    >>> licence_name("https://creativecommons.org/licenses/by-sa/4.0/"), licence_name("https://creativecommons.org/publicdomain/zero/1.0/")
    ('CC BY-SA 4.0', 'CC0 1.0')
    """
    found = re.fullmatch(r"https?://creativecommons\.org/(?:licenses|publicdomain)/([a-z\-]+)/(\d\.\d)/?(?:deed\.\w+|legalcode)?", address)
    if found is None:
        return plain(address)
    return f"CC0 {found[2]}" if found[1] == "zero" else f"CC {found[1].upper()} {found[2]}"


# the drawing


def _body(made: Sheet, projection: Projection, chosen: Opening, lines: Sequence[Line]) -> int:
    """Add the agents, their names, the lines and the labels. Return how many names there is no room for."""
    narrow = made.wide < 600
    area = made.area
    side, above = (40.0, 30.0) if narrow else (66.0, 40.0)
    inner = Box(area.left + side, area.top + above * 0.6, area.right - side, area.bottom - above)
    marks: dict[str, Mark] = {}
    names: dict[str, list[str]] = {}
    sizes = []
    for iri, (x, y) in zip(chosen.core, chosen.at, strict=True):
        principal = iri in chosen.principals
        radius = (9.0 if narrow else 11.0) if principal else (6.0 if narrow else 7.0)
        marks[iri] = Mark(inner.left + x * (inner.right - inner.left), inner.top + y * (inner.bottom - inner.top), radius)
        size = _name_size(principal, narrow)
        names[iri] = balanced(plain(projection.label(iri)) or "?", size, 8.5 * size if narrow else 11.5 * size, 4, principal)
        sizes.append((max(width(text, size, principal) for text in names[iri]), len(names[iri]) * LEADING * size))
    strokes = _strokes(projection, lines, marks)
    boxes = place_names(list(marks.values()), sizes, [stroke.path for stroke in strokes], area)
    for iri, box in zip(chosen.core, boxes, strict=True):
        principal = iri in chosen.principals
        made.agents.append(Drawn(marks[iri], projection.nodes[iri].group, plain(projection.label(iri)), principal))
        if box is not None:
            made.rows += _rows(names[iri], box, _name_size(principal, narrow), "ink", "name", 4 if principal else 0)
    made.strokes = strokes
    taken = [*(mark.box for mark in marks.values()), *(box for box in boxes if box is not None)]
    _label(made, chosen, taken)
    return boxes.count(None)


def _name_size(principal: bool, narrow: bool) -> float:
    """The font size of a name."""
    return (14.0 if narrow else 16.0) if principal else (12.0 if narrow else 13.0)


def _rows(texts: Sequence[str], box: Box, size: float, colour: str, part: str, bold: int) -> Iterable[Row]:
    """The rows of a text that is centred in a box; the first ones are bold."""
    middle = (box.left + box.right) / 2
    high = (box.bottom - box.top) / len(texts)
    return [
        Row(text, middle, box.top + (place + 0.5) * high + 0.33 * size, size, colour, part, place < bold, True)
        for place, text in enumerate(texts)
    ]


def _label(made: Sheet, chosen: Opening, taken: Iterable[Box]) -> None:
    """Add the labels for which there is room: first what is negative, then what was done between principal parties, then the heaviest."""

    def first(stroke: Stroke) -> tuple[bool, int, float]:
        principals = sum(end in chosen.principals for end in (stroke.line.one, stroke.line.other))
        return stroke.line.kind != "negative", -principals if stroke.line.kind != "stated" else 0, -stroke.line.weight

    ranked = sorted(made.strokes, key=first)
    texts = [_label_texts(stroke.line, _label_size(stroke.line, chosen), made.wide < 600) for stroke in ranked]
    sizes = []
    for stroke, (rows, bold) in zip(ranked, texts, strict=True):
        size = _label_size(stroke.line, chosen)
        sizes.append((max(width(text, size, place < bold) for place, text in enumerate(rows)), len(rows) * LEADING * size))
    needed = sum(stroke.line.kind == "negative" or _label_size(stroke.line, chosen) > SMALLEST for stroke in ranked)
    boxes = place_labels([stroke.path for stroke in ranked], sizes, taken, made.area, needed)
    drawn = []
    for stroke, (rows, bold), box in zip(ranked, texts, boxes, strict=True):
        drawn.append(stroke)
        if box is not None:
            line = stroke.line
            if box.crossed(stroke.path):
                gap = Box(box.left - 2, box.top - 5, box.right + 2, box.bottom + 5)
                drawn[-1] = stroke._replace(pieces=tuple(map(tuple, outside(stroke.path, gap))))
            colour = "negative" if line.kind == "negative" else "soft" if line.kind == "stated" else str(line.tone)
            made.plates.append(box)
            made.rows += _rows(rows, box, _label_size(line, chosen), colour, "label", bold)
    made.strokes = drawn


def _label_size(line: Line, chosen: Opening) -> float:
    """The font size of a label: that of a line between two principal parties is larger."""
    return SMALLEST + 1.5 if {line.one, line.other} <= set(chosen.principals) and line.kind != "stated" else SMALLEST


def _label_texts(line: Line, size: float, narrow: bool) -> tuple[list[str], int]:
    """The rows of a label, and how many of them, those of the verb, are bold."""
    verb = balanced(plain(line.verb) or "?", size, (8 if narrow else 12.5) * size, 4 if narrow else 3, bold=True)
    return [*verb, *(balanced(line.when, size, (9 if narrow else 14) * size, 4) if line.when else [])], len(verb)


def _thickness(line: Line) -> float:
    """The width of a line in pixels. What is negative, and what a source only states, is always thin."""
    return min(WIDEST, round(1.0 + 1.2 * math.sqrt(line.weight), 1)) if line.kind == "act" else 1.4


def _strokes(projection: Projection, lines: Sequence[Line], marks: dict[str, Mark]) -> list[Stroke]:
    """The lines as they are drawn. Where two agents have two, what is negative is bent to the side on which it runs into less."""
    by_pair: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        by_pair.setdefault((line.one, line.other), []).append(line)
    straight = {(one, other): _path(marks[one], marks[other], 0.0) for one, other in by_pair}

    def met(line: Line, bend: float) -> int:
        path = _path(marks[line.one], marks[line.other], bend)
        around = [Box.around(*point, 8, 8) for point in path[1:-1]]
        near = sum(mark.box.crossed(path, 12.0) for iri, mark in marks.items() if iri not in (line.one, line.other))
        others = [each for pair, each in straight.items() if pair != (line.one, line.other)]
        return 10 * near + sum(any(box.crossed(each) for box in around) for each in others)

    found = []
    for line in lines:
        path = straight[line.one, line.other]
        if line.kind == "negative" and len(by_pair[line.one, line.other]) > 1:
            bend = min((1.0, -1.0), key=lambda side: met(line, side))
            path = _path(marks[line.one], marks[line.other], bend)
        found.append(_stroke(projection, line, path))
    return found


def _path(start: Mark, end: Mark, bend: float) -> list[Point]:
    """The path from the border of one mark to that of another: straight, or bent to one side (1) or the other (-1)."""
    length = max(math.dist((start.x, start.y), (end.x, end.y)), 1.0)
    off = 2 * bend * min(56.0, max(20.0, 0.15 * length))
    middle = (
        (start.x + end.x) / 2 + off * (start.y - end.y) / length,
        (start.y + end.y) / 2 + off * (end.x - start.x) / length,
    )
    steps = 16 if bend else 1
    path = []
    for step in range(steps + 1):
        t = step / steps
        a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t**2
        path.append((a * start.x + b * middle[0] + c * end.x, a * start.y + b * middle[1] + c * end.y))
    total = max(sum(math.dist(*pair) for pair in pairwise(path)), 1.0)
    first, last = (start.radius * 1.15 + 2) / total, 1 - (end.radius * 1.15 + 2) / total
    if first >= last:
        return path
    return [at(path, first), *(point for step, point in enumerate(path) if first < step / steps < last), at(path, last)]


def _stroke(projection: Projection, line: Line, path: Sequence[Point]) -> Stroke:
    """A line along a path."""
    heads = line.kind != "stated" or len(line.towards) == 1
    return Stroke(
        tuple(path),
        (tuple(path),),
        line,
        _thickness(line),
        heads and line.one in line.towards,
        heads and line.other in line.towards,
        plain(line.sentence(projection)),
    )
