"""Requests as values: what is percent-encoded is decoded as the standard library does it, or refused."""

from __future__ import annotations

from urllib.parse import parse_qsl, quote, unquote_to_bytes, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.service.message import Undecodable, decoded, parameters

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(texts)
def test_what_is_encoded_is_decoded(text: str) -> None:
    assert decoded(quote(text, safe="")) == text
    assert decoded(quote(text, safe="\\é/"), plus=True) == text


@given(st.text(alphabet="%0aAfF\\xun'\"+ é\n", max_size=12))
def test_anything_is_decoded_as_the_standard_library_does_or_refused(text: str) -> None:
    try:
        found = decoded(text)
    except Undecodable:
        return
    assert found.encode() == unquote_to_bytes(text)


@pytest.mark.parametrize("text", ["%", "%4", "%4g", "a%%20", "%ff", "%C3", "%ED%A0%80", "é%ff", "%-1", "% 1", "%+1", "\udcff%41"])
def test_what_cannot_be_decoded_is_refused(text: str) -> None:
    with pytest.raises(Undecodable):
        decoded(text)
    with pytest.raises(Undecodable):
        parameters(f"x={text}")


@given(st.lists(st.tuples(texts, texts), max_size=5))
def test_parameters_are_those_of_the_standard_library(given_: list[tuple[str, str]]) -> None:
    encoded = urlencode(given_)
    assert parameters(encoded) == parse_qsl(encoded, keep_blank_values=True)
    assert [pair for pair in parameters(encoded) if pair != ("", "")] == [pair for pair in given_ if pair != ("", "")]
