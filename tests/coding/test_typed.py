"""Dates and quantities as they are typed. The expected literals follow section 7 of the codebook."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.coding.typed import Quantity, typed_date, typed_quantity, written_date
from kg.dates import parse_edtf
from kg.errors import UsageError


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("16 November 1988", "1988-11-16"),
        ("on 16 November 1988", "1988-11-16"),
        ("November 16, 1988", "1988-11-16"),
        ("16th Nov 1988", "1988-11-16"),
        ("April 1988", "1988-04"),
        ("in April of 1988", "1988-04"),
        ("in 2005", "2005"),
        ("2005", "2005"),
        ("1947–1949", "1947/1949"),
        ("from 1947 to 1949", "1947/1949"),
        ("6 to 10 March 2023", "2023-03-06/2023-03-10"),
        ("6 March to 10 April 2023", "2023-03-06/2023-04-10"),
        ("between 1988 and 1989", "[1988..1989]"),
        ("the 1990s", "[1990..1999]"),
        ("in the 1990s", "[1990..1999]"),
        ("throughout the 1990s", "1990/1999"),
        ("since the 1950s", "195X/.."),
        ("began in 1987", "1987/.."),
        ("since May 2020", "2020-05/.."),
        ("before 1979", "[..1979]"),
        ("before the 1950s", "[..1949]"),
        ("by the end of 1989", "[..1989]"),
        ("after 1973", "[1973..]"),
        ("after the 1950s", "[1950..]"),
        ("the night to 3 January 2016", "[2016-01-02..2016-01-03]"),
        ("the night to 1 March 2016", "[2016-02-29..2016-03-01]"),
        ("summer of 1987", "1987-22"),
        ("winter 1987", "1987-24"),
        ("about 1974", "1974~"),
        ("1974-08~", "1974-08~"),
        ("{1967,1973}", "{1967,1973}"),
    ],
)
def test_dates_as_they_stand_in_a_text(text: str, edtf: str) -> None:
    assert typed_date(text) == (edtf, "AsStated")
    assert typed_date(f"{text} (context)") == (edtf, "FromContext")


@pytest.mark.parametrize(
    "text", ["May", "Saudi Arabia", "the March", "12", "2 rifle", "", "..", "to", "-", "a (b)", "since Iran", "1988 war"]
)
def test_other_texts_are_no_dates(text: str) -> None:
    assert typed_date(text) is None


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("3/4/1988", "3/4/1988 can be read in two ways"),
        ("03-04-1988", "03-04-1988 can be read in two ways"),
        ("3.4.88", "3.4.88 can be read in two ways"),
        ("11 January", "11 January has no year"),
        ("31 February 2001", "31 February 2001 is not a date"),
        ("from 1990 to 1980", "from 1990 to 1980 is not a date"),
        ("today", "today has no day, because the document has no date"),
    ],
)
def test_a_date_is_not_guessed(text: str, what: str) -> None:
    with pytest.raises(UsageError) as caught:
        typed_date(text)
    assert caught.value.what.startswith(what)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("text", "written", "edtf"),
    [
        ("today", "2012-08-31", "2012-08-31"),
        ("now", "2012-08-31", "2012-08-31"),
        ("yesterday", "2012-09-01", "2012-08-31"),
        ("tomorrow", "2012-12-31", "2013-01-01"),
        ("last month", "2013-01-15", "2012-12"),
        ("this month", "2013-01", "2013-01"),
        ("last year", "2013", "2012"),
        ("today", "2012-08", "2012-08"),
    ],
)
def test_days_of_a_dated_document(text: str, written: str, edtf: str) -> None:
    assert typed_date(text, written) == (edtf, "FromDocumentDate")


@pytest.mark.parametrize(
    ("text", "edtf"),
    [("2016 January", "2016-01"), ("1990 summer", "1990-22"), ("1988, April 26", "1988-04-26"), ("2016 Jan.", "2016-01")],
)
def test_the_year_can_stand_first(text: str, edtf: str) -> None:
    assert typed_date(text) == (edtf, "AsStated")


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("October 1982 to May 1983", "1982-10/1983-05"),  # there is a *to* in October
        ("5 October 1982 until 7 October 1982", "1982-10-05/1982-10-07"),
        ("1 or 2 May 1981", "[1981-05-01,1981-05-02]"),
        ("1981 or 1983", "[1981,1983]"),
        ("the 3rd of May 1961", "1961-05-03"),
        ("Wednesday, 3 May 1961", "1961-05-03"),
        ("on Wednesday the 3rd of May 1961", "1961-05-03"),
        ("the 19th century", "18XX"),
    ],
)
def test_further_dates_as_in_texts(text: str, edtf: str) -> None:
    assert typed_date(text) == (edtf, "AsStated")


@pytest.mark.parametrize(
    "text",
    [
        "5 Octobr 1982",
        "5 oktober 1982",
        "3 May 61",
        "3 May 1961 and 5 May 1961",
        "-3 death",
        "1,2,3,4 death",
        "12 men (1982)",
        "May 1982 4",
    ],
)
def test_a_mistyped_date_is_no_quantity(text: str) -> None:
    assert typed_date(text) is None
    with pytest.raises(UsageError, match="is neither a date nor a number with a unit"):
        typed_quantity(text)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Tuesday 5 May 1988", "5 May 1988 was a Thursday and no Tuesday"),
        ("12 March 1981 (foo)", r"\(foo\) is no basis"),
        ("5 October 1982 to 1 January 1980", "ends before it begins"),
    ],
)
def test_what_is_wrong_with_a_date_is_told(text: str, what: str) -> None:
    with pytest.raises(UsageError, match=what):
        typed_date(text)


@pytest.mark.parametrize(
    ("text", "what"),
    [("3 pm", "a time of day"), ("10.30 a.m.", "a time of day"), ("44 BC", "before the year 1"), ("3 May", "^3 May has no year")],
)
def test_what_looks_like_a_quantity_and_is_none(text: str, what: str) -> None:
    with pytest.raises(UsageError, match=what):
        typed_date(text)


@pytest.mark.parametrize(("text", "written"), [("yesterday", "2012-08"), ("last month", "2012"), ("today", "[..2012]")])
def test_no_more_than_the_date_of_the_document_allows(text: str, written: str) -> None:
    with pytest.raises(UsageError, match="has no day"):
        typed_date(text, written)


def test_now_of_what_lasts_is_no_day() -> None:
    assert typed_date("now", "2012-08-31", lasts=True) == (None, "AsOfWriting")
    assert written_date(None, "AsOfWriting") == "now"


@given(st.dates().map(str), st.sampled_from(["AsStated", "FromContext", "Inferred", "AsOfWriting", "FromDocumentDate", ""]))
def test_a_day_is_written_as_it_is_read(day: str, basis: str) -> None:
    written = written_date(day, basis)
    assert written is not None
    assert typed_date(written) == (day, basis)


@given(st.text("0123456789X[]{}./~?%- ", max_size=12))
def test_a_typed_date_is_edtf(text: str) -> None:
    try:
        typed = typed_date(text)
    except UsageError:
        return
    assert typed is None or (typed.edtf is not None and parse_edtf(typed.edtf))


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("250,000 rifle", Quantity((("quantity", "250000"),), "", "rifle")),
        ("more than 400 death", Quantity((("quantityMin", "400"),), "more than", "death")),
        ("up to 20 plane", Quantity((("quantityMax", "20"),), "up to", "plane")),
        ("about 300 person", Quantity((("quantity", "300"),), "about", "person")),
        ("5 to 6 plane", Quantity((("quantityMin", "5"), ("quantityMax", "6")), "", "plane")),
        ("3 hour", Quantity((("quantity", "3"),), "", "hour")),
        ("1.5 barrel of oil", Quantity((("quantity", "1.5"),), "", "barrel of oil")),
        ("250000", None),
        ("rifle", None),
        ("5 1988", None),
    ],
)
def test_quantities(text: str, quantity: Quantity | None) -> None:
    assert typed_quantity(text) == quantity
