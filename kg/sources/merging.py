"""Split a text again, and keep the passages that are known: whoever has cut them, they stay as they are."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final

from kg.sources.ends import ends_in
from kg.sources.text import Part, TextPassage, digest_of, parts_of
from kg.values import NamedTuple

_WORD: Final = re.compile(r"[^\W\d_]{2}")
_MOST_LEADING: Final = 12
"""The most characters of a passage, such as the marks of a heading, before the first of its recorded words."""


class Known(NamedTuple):
    """A passage that a workspace has: its name, its IRI, the IRI of the selector of its offsets, and what the record says of it."""

    name: str
    iri: str
    selector: str
    passage: TextPassage


class Placed(NamedTuple):
    """A passage with its number in the new order: its name, the passage, what was known of it, and whether the text has it."""

    name: str
    passage: TextPassage
    known: Known | None
    fits: bool


def merge(text: str, known: Sequence[Known], letter: str) -> list[Placed]:
    """Split a text, and keep the passages that are known.

    A known passage that the text has keeps its name and gets the offsets at which the text has it. One that the text does not have
    keeps its offsets. What no known passage covers is split and added, with names that were not used before. A remainder of a sentence
    is added only if it has a word.

    Args:
        text: the whole text, with the line ends of the file.
        known: the passages that are known.
        letter: the beginning of the names of new ones.

    Returns:
        All passages, numbered from 1 in the order of their offsets.

    >>> first = merge("It rained. It stopped.", (), "A")
    >>> known = [Known(name, f"p/{name}", f"p/{name}/position", passage) for name, passage, *_ in first]
    >>> [(name, passage.number, fits) for name, passage, _, fits in merge("Once. It rained. It snowed.", known, "A")]
    [('A3', 1, True), ('A1', 2, True), ('A2', 3, False), ('A4', 4, True)]
    """
    split = list(parts_of(text))
    starts = _places(text, known, split)
    taken = sorted((start, start + each.passage.end - each.passage.start) for each in known if (start := starts.get(each.iri)) is not None)
    names = _new_names(known, letter)
    found = [Placed("", passage, None, True) for each in split for passage in _uncovered(text, each, taken)]
    for each in known:
        start = starts.get(each.iri)
        passage = each.passage
        if start is not None:
            passage = passage._replace(start=start, end=start + passage.end - passage.start)
        found.append(Placed(each.name, passage, each, start is not None))
    found.sort(key=lambda each: (each.passage.start, each.passage.end, not each.fits, each.name))
    return [
        each._replace(name=each.name or next(names), passage=each.passage._replace(number=number)) for number, each in enumerate(found, 1)
    ]


def _new_names(known: Sequence[Known], letter: str) -> Iterator[str]:
    """Names that no passage of the document has: the letter with the numbers after the highest that is used."""
    used = [int(match[0]) for each in known if (match := re.search(r"\d{1,9}", each.name.removeprefix(letter)))]
    number = max(used, default=0)
    while True:
        number += 1
        yield f"{letter}{number}"


def _places(text: str, known: Sequence[Known], split: Sequence[Part]) -> dict[str, int]:
    """The offset at which a text has each known passage, by its IRI: first of those at their own offsets, then of the others in order."""
    found: dict[str, int] = {}
    taken: list[tuple[int, int]] = []

    def take(each: Known, start: int) -> bool:
        end = start + each.passage.end - each.passage.start
        at = bisect_left(taken, (start, end))
        free = (at == 0 or taken[at - 1][1] <= start) and (at == len(taken) or end <= taken[at][0])
        if start < 0 or not free or digest_of(text[start:end]) != each.passage.sha256:
            return False
        taken.insert(at, (start, end))
        found[each.iri] = start
        return True

    rest = [each for each in known if not take(each, each.passage.start)]
    by_digest: dict[str, list[int]] = {}
    for part in split if rest else ():
        by_digest.setdefault(digest_of(text[part.start : part.end]), []).append(part.start)
    shift = 0
    for each in sorted(rest, key=lambda each: each.passage.start):
        expected = each.passage.start + shift
        nearest = sorted(by_digest.get(each.passage.sha256, ()), key=lambda start: abs(start - expected))
        if any(take(each, start) for start in (expected, *nearest)) or any(take(each, start) for start in _elsewhere(text, each.passage)):
            shift = found[each.iri] - each.passage.start
    return found


def _elsewhere(text: str, passage: TextPassage) -> Iterator[int]:
    """The offsets at which a passage with some first words can begin in a text; without recorded words, every one."""
    if not passage.first_words:
        yield from range(len(text) - (passage.end - passage.start) + 1)
        return
    for match in re.finditer(r"\s+".join(map(re.escape, passage.first_words.split())), text):
        yield from range(match.start(), max(match.start() - _MOST_LEADING, -1), -1)


def _uncovered(text: str, passage: Part, taken: Sequence[tuple[int, int]]) -> Iterator[TextPassage]:
    """What no other passage covers of one, as passages without numbers: all of it, or the rests of it that have a word."""
    at = bisect_left(taken, (passage.start, passage.start))
    if at and taken[at - 1][1] > passage.start:
        at -= 1
    over = list(itertools.takewhile(lambda each: each[0] < passage.end, itertools.islice(taken, at, None)))
    for start, end in zip((passage.start, *(each[1] for each in over)), (*(each[0] for each in over), passage.end), strict=True):
        part = text[start : max(start, end)]
        if not over or _WORD.search(part):
            begin = start + len(part) - len(part.lstrip())
            stop = begin + len(part.strip())
            words = ends_in(text, begin, stop) or ("", "")
            yield TextPassage(0, passage.section, passage.kind, begin, stop, digest_of(text[begin:stop]), *words)
