"""The states of the world: their names and the adjectives and nouns of their people."""

from __future__ import annotations

import functools
import os
from typing import NamedTuple

from kg.files import read_text


class State(NamedTuple):
    """A state of today or of the past.

    Attributes:
        name: its usual name in English.
        others: other names, such as the official one.
        demonyms: the adjectives and nouns of its people.
    """

    name: str
    others: tuple[str, ...]
    demonyms: tuple[str, ...]


@functools.cache
def states() -> tuple[State, ...]:
    """All states of the table, sorted by name.

    >>> next(each for each in states() if each.name == "Norway")
    State(name='Norway', others=(), demonyms=('Norwegian', 'Norwegians'))
    """
    text = read_text(os.path.join(os.path.dirname(__file__), "states.tsv"))
    found = []
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, others, demonyms = [*line.split("\t"), "", ""][:3]
            found.append(State(name, tuple(filter(None, others.split("|"))), tuple(filter(None, demonyms.split("|")))))
    return tuple(found)
