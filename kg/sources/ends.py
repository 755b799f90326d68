"""The first and last words of a passage, by which a browser or a reader finds it in the source.

The record keeps at most `MOST` words from either end of a passage, and fewer from a passage of up to eight words: at least one word of
every passage is left out, so that none stands in the record whole.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST: Final = 4
"""The most words that are kept from either end of a passage."""

RUN: Final = 9
"""The number of consecutive words in common from which two documents share text, or a data file quotes a document."""

_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# Thai, Lao, Burmese, Khmer, kana and the ideographs have no spaces between words. Each of their characters counts as a word.
_UNSPACED: Final = "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
_PIECE: Final = re.compile(rf"{_UNSPACED}|(?:(?!{_UNSPACED})\S)+")


class Ends(NamedTuple):
    """The first and the last words of a passage, as they stand in the text, with single spaces between them."""

    first: str
    last: str


def words_of(text: str) -> list[tuple[str, int]]:
    """The words of a text in lower case, each with its offset; an apostrophe inside a word belongs to it.

    >>> words_of("It’s 1974!")
    [("it's", 0), ('1974', 5)]
    """
    return [(match[0].lower().replace("’", "'"), match.start()) for match in _WORD.finditer(text)]


def runs_of(text: str) -> Iterator[tuple[tuple[str, ...], int]]:
    """All runs of `RUN` consecutive words of a text, each with the offset of its first word.

    >>> [offset for _, offset in runs_of("It is said that it was cold on that day.")]
    [0, 3]
    """
    words = words_of(text)
    for at in range(len(words) - RUN + 1):
        yield tuple(word for word, _ in words[at : at + RUN]), words[at][1]


def ends_of(passage: str) -> Ends | None:
    """The first and last words of a passage: of `n` words at most `MOST` from either end, and together at most `n` - 1.

    Words are taken whole, with the punctuation that stands at them. A compound with hyphens counts as several words, and a character of a
    script without spaces as one. The marks of a heading are left out.

    Args:
        passage: the text of the passage.

    Returns:
        The words; None for a passage of one or two words, or if no whole word can be taken from one of its ends.

    >>> ends_of("In the spring the two states resumed relations.")
    Ends(first='In the spring', last='states resumed relations.')
    >>> ends_of("== After the war ==")
    Ends(first='After', last='war')
    >>> ends_of("See also") is None
    True
    """
    pieces = [(match.start(), match.end(), len(_WORD.findall(match[0]))) for match in _PIECE.finditer(passage)]
    while pieces and not pieces[0][2]:
        pieces.pop(0)
    while pieces and not pieces[-1][2]:
        pieces.pop()
    most = min(MOST, (sum(words for *_, words in pieces) - 1) // 2)
    head, tail = _taken(pieces, most), _taken(pieces[::-1], most)
    if not head or not tail:
        return None
    return Ends(*(" ".join(passage[start:end].split()) for start, end in ((head[0][0], head[-1][1]), (tail[-1][0], tail[0][1]))))


def _taken(pieces: list[tuple[int, int, int]], most: int) -> list[tuple[int, int, int]]:
    """The first pieces that have together at most so many words. A dash between words counts as one."""
    taken: list[tuple[int, int, int]] = []
    for piece in pieces:
        most -= max(1, piece[2])
        if most < 0:
            break
        taken.append(piece)
    while taken and not taken[-1][2]:
        taken.pop()
    return taken


def ends_in(text: str, start: int, end: int) -> Ends | None:
    """The first and last words of a passage of a text, if they lead to it and to no earlier place in the text.

    A browser takes the first place in a text that has the first words, and after it the first that has the last words.

    Args:
        text: the whole text.
        start: the offset of the first character of the passage.
        end: the offset after its last character.

    Returns:
        The words; None if the passage has none (see `ends_of`), or if they lead elsewhere.

    >>> text = "They met again in Oslo. They met again in Oslo, and signed."
    >>> ends_in(text, 0, 23)
    Ends(first='They met', last='in Oslo.')
    >>> ends_in(text, 24, 59) is None
    True
    """
    ends = ends_of(text[start:end])
    first = _search(ends.first, text, 0) if ends is not None else None
    last = _search(ends.last, text, first.end()) if ends is not None and first is not None else None
    if first is None or last is None or not start <= first.start() < last.end() <= end:
        return None
    return ends if not _WORD.search(text, start, first.start()) and not _WORD.search(text, last.end(), end) else None


def _search(words: str, text: str, start: int) -> re.Match[str] | None:
    """The first place after an offset that has some words, in any case and with any white space between them."""
    before = "" if re.match(_UNSPACED, words) else r"(?<!\w)"
    after = "" if re.match(_UNSPACED, words[-1]) else r"(?!\w)"
    return re.compile(before + r"\s+".join(map(re.escape, words.split())) + after, re.IGNORECASE).search(text, start)


def begins_and_ends(passage: str, ends: Ends) -> bool:
    """Whether a passage begins and ends with some words, apart from white space and the marks of a heading.

    >>> begins_and_ends("== After  the war ==", Ends("After the", "war"))
    True
    >>> begins_and_ends("After the war", Ends("Before", "war"))
    False
    """
    plain = " ".join(passage.split())
    head, tail = plain.find(ends.first), plain.rfind(ends.last)
    if min(head, tail) < 0:
        return False
    return not _WORD.search(plain[:head]) and not _WORD.search(plain[tail + len(ends.last) :])


def words_node(passage: str) -> str:
    """The IRI of the selector that keeps the first and last words of a passage, from the IRI of the passage.

    >>> words_node("https://example.org/w/passage/A1")
    'https://example.org/w/passage/A1/words'
    """
    return passage + "/words"


def words_statements(passage: str, ends: Ends) -> str:
    """The selector with the first and last words of a passage, as statements in Turtle.

    It is a `RangeSelector <https://www.w3.org/TR/annotation-model/#range-selector>`_ of two text quotes. A range runs up to the beginning
    of what its end selects and not beyond it. The end therefore selects the empty text behind the last words, which are its prefix. One
    text quote alone would have to quote the whole passage.

    Args:
        passage: the IRI of the passage.
        ends: its first and last words.
    """
    node = words_node(passage)
    first, last = (str(ox.Literal(words)) for words in ends)
    return (
        f"  <{node}> a oa:RangeSelector ; oa:hasStartSelector <{node}/first> ; oa:hasEndSelector <{node}/last> .\n"
        f"  <{node}/first> a oa:TextQuoteSelector ; oa:exact {first} .\n"
        f'  <{node}/last> a oa:TextQuoteSelector ; oa:prefix {last} ; oa:exact "" .\n'
    )
