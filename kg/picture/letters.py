"""Texts in a drawing: how wide they are, where they break, which way they run, and which characters an XML file can hold.

A width is estimated from a table, because a figure cannot know which font will draw it. The table errs on the wide side.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

FONTS: Final = (
    'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Noto Sans Arabic", "Noto Sans CJK SC", Arial, sans-serif'
)
SERIFS: Final = 'Georgia, "Iowan Old Style", "Palatino Linotype", Palatino, "Noto Serif", "Times New Roman", serif'
BOLD: Final = 1.1
"""The width of bold text, as a multiple."""
ELLIPSIS: Final = "\u2026"

_WIDTHS: Final = (
    ("ijl'|\u2018\u2019.,:;!", 0.32),
    (' ftrI()[]/\\\u201c\u201d"-\u00b7', 0.42),
    ("cksvxyzJ?", 0.57),
    ("abdeghnopqu0123456789FLTEPSYZ$+=<>~_^`*{}\u2013", 0.66),
    ("ABCDKRVXGHNU&#", 0.77),
    ("OQmw", 0.87),
    ("MW%@\u2014\u2026", 1.02),
)
_WIDTH: Final = {sign: width for signs, width in _WIDTHS for sign in signs}
_FORBIDDEN: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_STEERING: Final = re.compile("[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


def plain(text: str) -> str:
    r"""A text in one line, without control characters, and with a replacement character for each that XML 1.0 does not allow.

    Marks that change the direction of what follows go too: they would also turn the text around them.

    >>> plain("a\tb \x00\u202ec\ud800")
    'a b c\ufffd'
    """
    return " ".join(_FORBIDDEN.sub("\ufffd", _STEERING.sub(" ", text)).split())


def width(text: str, size: float, bold: bool = False) -> float:
    """The estimated width of a text in the unit of its font size.

    >>> width("il", 10) < width("mw", 10) < width("\u4e2d\u56fd", 10) == 20.0
    True
    """
    return sum(map(_of, text)) * size * (BOLD if bold else 1.0)


def _of(sign: str) -> float:
    """The width of a character in a font of size 1."""
    if sign in _WIDTH:
        return _WIDTH[sign]
    if unicodedata.category(sign) in ("Mn", "Me", "Cf"):
        return 0.0
    if unicodedata.east_asian_width(sign) in "WF":
        return 1.0
    base = unicodedata.normalize("NFD", sign)[0]
    return _WIDTH.get(base, 0.8)


def wrap(text: str, size: float, wide: float, most: int, bold: bool = False) -> list[str]:
    """A text in lines of at most a width; what does not fit into the last line is cut off with an ellipsis.

    Args:
        text: the text, in one line.
        size: its font size.
        wide: the width of a line.
        most: the number of lines.
        bold: whether it is bold.

    >>> wrap("United Nations Organization", 10, 60, 2)
    ['United', 'Nations\u2026']
    """
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if width(longer, size, bold) <= wide:
            lines[-1] = longer
            continue
        if lines[-1]:
            lines.append("")
        # A text without spaces, such as one in Chinese, or a very long word.
        for sign in word:
            if lines[-1] and width(lines[-1] + sign, size, bold) > wide:
                lines.append("")
            lines[-1] += sign
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and width(last + ELLIPSIS, size, bold) > wide:
        last = last[:-1].rstrip()
    return [*lines[: most - 1], last + ELLIPSIS]


def balanced(text: str, size: float, wide: float, most: int, bold: bool = False) -> list[str]:
    """A text in as few lines as `wrap` needs, of about the same width.

    >>> wrap("returned an envoy to", 10, 110, 2), balanced("returned an envoy to", 10, 110, 2)
    (['returned an envoy', 'to'], ['returned an', 'envoy to'])
    """
    lines = wrap(text, size, wide, most, bold)
    if len(lines) == 1 or lines[-1].endswith(ELLIPSIS):
        return lines
    low, high = wide / len(lines), wide
    while high - low > 1:
        middle = (low + high) / 2
        trial = wrap(text, size, middle, most + 1, bold)
        # A word is never broken for the sake of balance.
        if len(trial) == len(lines) and sum(map(len, trial)) + len(trial) == len(text) + 1:
            high, lines = middle, trial
        else:
            low = middle
    return lines


def runs_left(text: str) -> bool:
    """Whether a text runs from right to left, as its first letter does.

    >>> runs_left("\u0641\u0644\u0633\u0637\u064a\u0646"), runs_left("Palestine")
    (True, False)
    """
    for sign in text:
        direction = unicodedata.bidirectional(sign)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False
