"""The words of a passage, with their offsets."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from kg.record.names import fold

_TOKEN: Final = re.compile(r"[^\W_]+(?:['’](?!s\b)[^\W_]+)*")


class Token(NamedTuple):
    """A word of a passage.

    Attributes:
        text: the word as it is written.
        start: the offset of its first character.
        end: the offset after its last character.
        folded: the word in lower case and without accents.
        owner: whether *'s* or an apostrophe follows it.
        before: what stands between the word before it and this one, such as ``", "``.
    """

    text: str
    start: int
    end: int
    folded: str
    owner: bool
    before: str

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[:1].isupper()


def tokens_of(text: str) -> list[Token]:
    """The words of a text, split at hyphens and dashes; the *s* of a genitive is no word.

    >>> [each.text for each in tokens_of("Norway's Arab-Swedish talks, 1905")]
    ['Norway', 'Arab', 'Swedish', 'talks', '1905']
    """
    found = []
    last = 0
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        if match[0] == "s" and start and text[start - 1] in "'’":
            last = end
            continue
        owner = text[end : end + 2] in ("'s", "’s") or (match[0].endswith("s") and text[end : end + 1] in ("'", "’"))
        found.append(Token(match[0], start, end, fold(match[0]), owner, text[last:start]))
        last = end
    return found


def word_set(text: str) -> frozenset[str]:
    """The words of a text that are separated by white space, as a set: a list of words that is easy to read.

    >>> sorted(word_set("to and fro"))
    ['and', 'fro', 'to']
    """
    return frozenset(text.split())


TITLES: Final = word_set("""
    president vice-president premier chancellor minister secretary ambassador envoy king queen emperor empress sultan emir sheikh shah
    prince princess general colonel marshal admiral captain senator senators chairman chairwoman speaker governor mayor judge justice dr mr
    mrs ms sir lord lady pope archbishop bishop cardinal ayatollah imam commander spokesman spokeswoman spokesperson journalist leader
    pm professor comrade consul representative delegate commissioner director
""")
"""Words before the name of a person."""

PARTS_OF_TITLES: Final = word_set("""
    prime foreign defence defense interior finance permanent first crown deputy vice former acting then new late
    """)
"""Words that stand beside them."""

TIMES: Final = word_set("""
    january february march april may june july august september october november december monday tuesday wednesday thursday friday
    saturday sunday jan feb mar apr jun jul aug sep sept oct nov dec
    """)
"""Months and days of the week, which have a capital and are no names."""

NO_NAME: Final = word_set("""
    the a an this that these those he she it they we you i his her its their our my who what when where why how while after before since
    until although though because if as at by for from in into of on over to under with without and but or yet so then there here however
    moreover meanwhile instead also later earlier both all many most some several each every no not one two three four five during between
    among against despite according following among amid upon nor neither either furthermore nevertheless today yesterday tomorrow now
    among there further such other another even only early late him them former
""")
"""Words that have a capital at the beginning of a sentence and are no names."""
