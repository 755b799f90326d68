"""The address of a passage in its source."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.record.addresses import address_of_words

SOURCE = "https://example.org/a"


@pytest.mark.parametrize(
    ("source", "first", "last", "address"),
    [
        (SOURCE, "In May", "met.", f"{SOURCE}#:~:text=In%20May,met."),
        (SOURCE, "so-called", "A & B, both", f"{SOURCE}#:~:text=so%2Dcalled,A%20%26%20B%2C%20both"),
        (SOURCE, 'said: "No', "50 % / #1", f"{SOURCE}#:~:text=said%3A%20%22No,50%20%25%20%2F%20%231"),
        (SOURCE, "Zürich", "平和", f"{SOURCE}#:~:text=Z%C3%BCrich,%E5%B9%B3%E5%92%8C"),
        (f"{SOURCE}#part", "In", "met.", f"{SOURCE}#part:~:text=In,met."),
        (f"{SOURCE}#", "In", "met.", f"{SOURCE}#:~:text=In,met."),
        (f"{SOURCE}#:~:text=x", "In", "met.", f"{SOURCE}#:~:text=x&text=In,met."),
        ("HTTP://example.org/", "In", "met.", "HTTP://example.org/#:~:text=In,met."),
        (SOURCE, "", "met.", SOURCE),
        (SOURCE, "In", "", SOURCE),
        ("urn:isbn:1", "In", "met.", "urn:isbn:1"),
        ("", "In", "met.", ""),
    ],
)
def test_the_address_of_words(source: str, first: str, last: str, address: str) -> None:
    assert address_of_words(source, first, last) == address


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_the_words_are_read_back_and_no_sign_of_the_syntax_is_among_them(first: str, last: str) -> None:
    directive = address_of_words(SOURCE, first, last).removeprefix(f"{SOURCE}#:~:text=")
    assert directive.isascii()
    assert not set(directive) & set("-& #")
    assert [unquote(each) for each in directive.split(",")] == [first, last]
