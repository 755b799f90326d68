"""Find a term by the beginnings of the words of its names."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.record.names import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_SMALL: Final = frozenset(["a", "an", "and", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"])


class Term(NamedTuple):
    """A term of the ontology with the names that it can be called by, its label first."""

    iri: str
    names: tuple[str, ...]


class Found(NamedTuple):
    """The terms that a text can mean, best first, and whether the first one is meant."""

    terms: tuple[Term, ...]
    sure: bool


@lru_cache(maxsize=20_000)
def _words(name: str) -> tuple[str, ...]:
    return tuple(fold(name).split())


def _matched(typed: Sequence[str], name: Sequence[str]) -> tuple[bool, int] | None:
    """Whether each typed word is the beginning of a word of a name, in order: if the first is that of the first, and what is left over."""
    at = 0
    used = set()
    for word in typed:
        while at < len(name) and not name[at].startswith(word):
            at += 1
        if at == len(name):
            return None
        used.add(at)
        at += 1
    left = sum(1 for position, word in enumerate(name) if position not in used and word not in _SMALL)
    return 0 in used, left


def by_beginning(text: str, terms: Iterable[Term], above: dict[str, frozenset[str]] | None = None) -> Found:
    """The terms whose names begin as a text does, word for word.

    A term is meant if the text is one of its names; else if all words of one of its names are begun by the text and it is the only one;
    else if it is the only one; else if it is above all the others; else if the others only add words to its name. A name whose first word
    is begun goes before one in which only later words are.

    Args:
        text: what is typed, such as ``recog`` or ``sev rel``.
        terms: the terms that can be meant.
        above: for a term, the terms above it and itself.

    >>> kinds = [Term("x:1", ("recognition",)), Term("x:2", ("recognition of a mission",)), Term("x:3", ("de facto recognition",))]
    >>> found = by_beginning("recog", kinds)
    >>> found.sure, [each.iri for each in found.terms]
    (True, ['x:1', 'x:2', 'x:3'])
    >>> by_beginning("rec mission", kinds).terms[0].iri
    'x:2'
    """
    said = _words(text)
    typed = tuple(word for word in said if word not in ("a", "an", "the")) or said
    ranked: list[tuple[tuple[int, int], int, Term, tuple[str, ...]]] = []
    for order, term in enumerate(terms):
        best: tuple[tuple[int, int], tuple[str, ...]] | None = None
        for name in term.names:
            words = _words(name)
            if said == words:
                best = (0, 0), words
                break
            match = _matched(typed, words) if typed else (True, len(words))
            if match is not None:
                tier = (1 if match[0] and not match[1] else 2 if match[0] else 3, match[1])
                if best is None or tier < best[0]:
                    best = tier, words
        if best is not None:
            ranked.append((best[0], order, term, best[1]))
    ranked.sort(key=lambda each: (each[0], each[1]))
    found = tuple(each[2] for each in ranked)
    if not ranked or not typed:
        return Found(found, sure=False)
    first_tier = ranked[0][0][0]
    same = [each for each in ranked if each[0][0] == first_tier]
    if len(same) == 1 or first_tier == 0:
        return Found(found, sure=len(same) == 1)
    for each in same:
        if above and all(each[2].iri in above.get(other[2].iri, ()) for other in same):
            return Found((each[2], *(other for other in found if other != each[2])), sure=True)
    first = ranked[0]
    longer = [other for other in same if other[2] != first[2]]
    if all(len(other[3]) > len(first[3]) and _is_within(first[3], other[3]) for other in longer):
        return Found(found, sure=True)
    return Found(found, sure=False)


def _is_within(short: Sequence[str], long: Sequence[str]) -> bool:
    rest = iter(long)
    return all(word in rest for word in short)
