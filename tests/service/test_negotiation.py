"""Which representation a client gets: RFC 9110, 12.5.1, against a plain reading of its rules, and with everything that clients write."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.service.formats import GRAPHS, RESULTS, content_type
from kg.service.negotiation import choose

OFFERS = ("application/sparql-results+json", "text/csv", "text/turtle", "application/json")

ranges = st.sampled_from([*OFFERS, "text/*", "application/*", "*/*", "image/png", "Text/CSV"])
qualities = st.sampled_from(["", ";q=1", ";q=0", ";q=0.5", "; q=0.501", ";q=0.4", " ; Q=0.9", ";q=1.000", ";q=0."])
others = st.sampled_from(["", ";charset=utf-8", ';profile="a,b;q=0"', ";level=1"])


def preference(offer: str, given_ranges: list[tuple[str, str]]) -> tuple[float, int]:
    """The quality that the most specific range gives to an offer, and how specific it is."""
    kind = offer.partition("/")[0]
    for vague, wanted in enumerate((offer, f"{kind}/*", "*/*")):
        found = [float(said.lower().rpartition("q=")[2] or 1) for name, said in given_ranges if name.lower() == wanted]
        if found:
            return max(found), -vague
    return 0.0, 0


@given(st.lists(st.tuples(ranges, others, qualities), min_size=1, max_size=6))
def test_the_offer_of_the_best_quality_is_chosen_and_of_those_the_one_that_is_named_most_exactly(
    header: list[tuple[str, str, str]],
) -> None:
    accept = " , ".join("".join(each) for each in header)
    expected = [preference(offer, [(name, said) for name, _, said in header]) for offer in OFFERS]
    best = max(expected)
    assert choose(accept, OFFERS) == (OFFERS[expected.index(best)] if best[0] > 0 else None)


@given(st.text(max_size=40) | st.text(alphabet='*/;,=q"\\. 01at', max_size=40))
def test_no_header_is_too_strange(accept: str) -> None:
    assert choose(accept, OFFERS) in {*OFFERS, None}


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, OFFERS[0]),
        ("", OFFERS[0]),
        ("   ", OFFERS[0]),
        ("*", OFFERS[0]),
        ("text/csv, */*", "text/csv"),
        ("*/*, text/*", "text/csv"),
        ("*/csv", None),
        ("text", None),
        ("text/", None),
        ("/csv", None),
        (", ,text/csv,", "text/csv"),
        ("text/csv;q=0", None),
        ("text/csv;q=2", None),
        ("text/csv;q=-1", None),
        ("text/csv;q=0.1234, text/turtle;q=0.001", "text/turtle"),
        ("text/csv;q=nan", None),
        ("*/*, application/sparql-results+json;q=0", "text/csv"),
        ("text/*;q=0.9, text/csv;q=0.1, */*;q=0.5", "text/turtle"),
        ('text/csv;x="a\\",b";q=0, text/turtle;q=0.1', "text/turtle"),
        ('text/csv;x="a, text/turtle', "text/csv"),
    ],
)
def test_headers_at_the_edge(accept: str | None, expected: str | None) -> None:
    assert choose(accept, OFFERS) == expected


def test_a_header_of_a_megabyte_is_read_quickly() -> None:
    for piece in ("text/csv;q=0.1,", 'text/csv;x="', ";", ",", '"\\'):
        choose(piece * (1_000_000 // len(piece)), OFFERS)


def test_texts_say_that_they_are_utf_8() -> None:
    for media in (*RESULTS, *GRAPHS):
        assert content_type(media).endswith("; charset=utf-8") == media.startswith("text/")
