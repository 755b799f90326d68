"""The search over names."""

from __future__ import annotations

from kg.record.matching import matches
from kg.record.names import slug
from tests.asking import graph, nordic


def found(text: str) -> list[str]:
    return [slug(each.node.value) for each in matches(graph().names, text)]


def test_the_name_itself_comes_first() -> None:
    assert found("Pakistan")[0] == "pakistan"
    assert found("PAKISTAN")[0] == "pakistan"


def test_all_words_must_be_there_or_begin_so() -> None:
    assert "abbas" in found("abbas mahmoud")
    assert "abbas" in found("mah abb")
    assert found("mahmoud nobody") == []


def test_an_alias_is_found_and_named() -> None:
    [match] = [each for each in matches(graph().names, "Islamic Republic of Pakistan") if slug(each.node.value) == "pakistan"]
    assert match.name == "Islamic Republic of Pakistan"


def test_nothing_is_found_without_letters() -> None:
    assert matches(nordic().names, " .,; ") == []
