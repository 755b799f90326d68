"""A search over names: the things whose labels or aliases have some words, the nearest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kg.record.names import fold, slug

if TYPE_CHECKING:
    from pyoxigraph import NamedNode

    from kg.record.names import Names


class Match(NamedTuple):
    """A thing that was found.

    Attributes:
        node: the thing.
        name: the name of it that was found: its label, an alias, or the last part of its IRI.
    """

    node: NamedNode
    name: str


def matches(names: Names, text: str) -> list[Match]:
    """The things that have a name with all words of a text, or with words that begin so; case, accents and punctuation do not matter.

    Names that are the text come first, then those that begin with it, then those that have its words, each in alphabetical order; what is
    held comes before what is only claimed.

    Args:
        names: the names of a snapshot.
        text: what is looked for.

    Returns:
        Each thing once, with the name that fits best.
    """
    key = fold(text)
    words = key.split()
    if not words:
        return []
    best: dict[NamedNode, tuple[tuple[int, bool, str, str], str]] = {}
    for node, name in names.all_named():
        rank = min(_rank(fold(name), key, words), _rank(fold(slug(node.value)), key, words) + 1)
        if rank < 9:
            order = (rank, not names.is_held(node), fold(name), node.value)
            if node not in best or order < best[node][0]:
                best[node] = order, name
    return [Match(node, name) for node, (_, name) in sorted(best.items(), key=lambda item: item[1][0])]


def _rank(name: str, key: str, words: list[str]) -> int:
    """How well a folded name fits: 0 if it is the text, 2 if it begins with it, 4 if it has its words, 6 their beginnings; else 9."""
    if name == key:
        return 0
    if name.startswith(key):
        return 2
    own = name.split()
    if all(word in own for word in words):
        return 4
    return 6 if all(any(each.startswith(word) for each in own) for word in words) else 9
