"""Dates in running text become EDTF as section 7 of the codebook has it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.dates import parse_edtf
from kg.drafting.times import dates_in, frame_of

STATED = [
    ("on 16 November 1988", "1988-11-16"),
    ("on November 15, 1988, it did", "1988-11-15"),
    ("on the 3rd of May 1911", "1911-05-03"),
    ("in July 1905", "1905-07"),
    ("in Sept. 1905", "1905-09"),
    ("in 2005", "2005"),
    ("in 1905-06", "1905/1906"),
    ("from 1947 to 1949", "1947/1949"),
    ("between 1988 and 1989", "[1988..1989]"),
    ("before 1979", "[..1979]"),
    ("after 1973", "[1973..]"),
    ("since 1987", "1987/.."),
    ("since the 1950s", "195X/.."),
    ("in the 1990s", "[1990..1999]"),
    ("by the end of 1989", "[..1989-12-31]"),
    ("on 1905-10-26", "1905-10-26"),
]


@pytest.mark.parametrize(("text", "edtf"), STATED)
def test_a_date_of_the_passage(text: str, edtf: str) -> None:
    [found] = dates_in(text)
    assert (found.edtf, found.basis) == (edtf, "AsStated")


@pytest.mark.parametrize(
    "text",
    [
        "over 1500 people",
        "1905 soldiers",
        "Resolution 1441",
        "$1900",
        "1,905 rifles",
        "in 19055",
        "at 19.05",
        "1500% more",
        "nobody",
        "No. 1905",
    ],
)
def test_a_number_that_is_no_date(text: str) -> None:
    assert dates_in(text) == []


def test_a_day_that_does_not_exist_is_no_date() -> None:
    assert [each.edtf for each in dates_in("on 31 June 1905")] == []


@pytest.mark.parametrize(
    ("text", "context", "edtf"),
    [
        ("On 11 January", "[2008..2009]", "2009-01-11"),
        ("six months later", "1974-02", "1974-08~"),
        ("two days later", "1905-10-26", "1905-10-28"),
        ("a year earlier", "1905-10", "1904-10~"),
        ("three years later", "1905", "1908~"),
    ],
)
def test_a_date_that_needs_the_one_before(text: str, context: str, edtf: str) -> None:
    [found] = dates_in(text, context)
    assert (found.edtf, found.basis) == (edtf, "Inferred")
    assert dates_in(text) == []


def test_a_month_is_not_counted_from_a_year() -> None:
    assert dates_in("six months later", "1974") == []


@pytest.mark.parametrize(
    ("text", "document_date", "edtf"),
    [
        ("today", "2012-08-31", "2012-08-31"),
        ("yesterday", "2012-09-01", "2012-08-31"),
        ("last month", "2012-01-31", "2011-12"),
        ("last year", "2012-08", "2011"),
        ("today", "2012-08", "2012-08"),
    ],
)
def test_a_day_that_the_document_gives(text: str, document_date: str, edtf: str) -> None:
    [found] = dates_in(text, document_date=document_date)
    assert (found.edtf, found.basis) == (edtf, "FromDocumentDate")
    assert dates_in(text) == []


def test_yesterday_in_a_document_with_a_month_is_no_day() -> None:
    assert dates_in("yesterday", document_date="2012-08") == []


def test_now_gives_no_date() -> None:
    [found] = dates_in("It is currently closed.", document_date="2012-08-31")
    assert (found.edtf, found.basis) == ("", "AsOfWriting")


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("During the war (1947–1949), they met.", "[1947..1949]"),
        ("After the 1973 war, they met.", "[1973..]"),
        ("Before the treaty of 1905, they met.", "[..1905]"),
        ("During the revolt that began in 1987, they met.", "[1987..]"),
        ("After the declaration on November 15, 1988, they met.", "[1988-11-15..]"),
    ],
)
def test_a_sentence_that_begins_with_a_time(text: str, edtf: str) -> None:
    found = frame_of(text, dates_in(text))
    assert found is not None
    assert (found.edtf, found.basis) == (edtf, "FromContext")


def test_a_date_behind_the_first_comma_does_not_frame_the_sentence() -> None:
    text = "After the war, they met in 1905."
    assert frame_of(text, dates_in(text)) is None


@given(
    st.text(alphabet="0123456789 -–,./JanuryMchsofi therlat$", max_size=60),
    st.sampled_from(["", "1905", "1905-06", "1905-06-30", "[1905..]"]),
)
def test_every_date_that_is_found_is_edtf_within_the_text(text: str, context: str) -> None:
    end = 0
    for each in dates_in(text, context, context):
        assert end <= each.start < each.end <= len(text)
        end = each.end
        if each.edtf:
            parse_edtf(each.edtf)
