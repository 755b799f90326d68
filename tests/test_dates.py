"""EDTF to bounds: examples from the specification, and invariants checked by enumerating the days that a date can mean."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kg.dates import (
    Bounds,
    DateProblem,
    OpenDate,
    as_of,
    bounds_in_words,
    compatible,
    date_in_words,
    first_day,
    in_conflict,
    last_day,
    parse_edtf,
    precedes,
    together,
)
from kg.errors import DataError


def days(text: str) -> tuple[date | None, date | None]:
    """``1974-02-01 .. -`` as a pair of days, where a hyphen means no bound."""
    first, _, last = text.partition(" .. ")
    return (None if first == "-" else date.fromisoformat(first), None if last == "-" else date.fromisoformat(last))


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("1974", "1974-01-01 .. 1974-12-31"),
        ("1974-02", "1974-02-01 .. 1974-02-28"),
        ("1972-02", "1972-02-01 .. 1972-02-29"),
        ("1900-02", "1900-02-01 .. 1900-02-28"),
        ("1974-02-22", "1974-02-22 .. 1974-02-22"),
        ("1974-02-22T10:10:10Z", "1974-02-22 .. 1974-02-22"),
        ("1974-02-22T10:10:10-05:30", "1974-02-22 .. 1974-02-22"),
        ("0001", "0001-01-01 .. 0001-12-31"),
        ("9999-12-31", "9999-12-31 .. 9999-12-31"),
        # unspecified digits
        ("197X", "1970-01-01 .. 1979-12-31"),
        ("19XX", "1900-01-01 .. 1999-12-31"),
        ("XXXX", "0001-01-01 .. 9999-12-31"),
        ("1974-XX", "1974-01-01 .. 1974-12-31"),
        ("1974-02-XX", "1974-02-01 .. 1974-02-28"),
        ("1974-XX-XX", "1974-01-01 .. 1974-12-31"),
        ("1974-XX-31", "1974-01-31 .. 1974-12-31"),
        ("19XX-02-29", "1904-02-29 .. 1996-02-29"),
        ("1974-1X", "1974-10-01 .. 1974-12-31"),
        ("1X74", "1074-01-01 .. 1974-12-31"),
        # seasons
        ("1974-21", "1974-03-01 .. 1974-05-31"),
        ("1974-22", "1974-06-01 .. 1974-08-31"),
        ("1974-23", "1974-09-01 .. 1974-11-30"),
        ("1974-24", "1974-12-01 .. 1975-02-28"),
        ("1975-24", "1975-12-01 .. 1976-02-29"),
        ("1974-29", "1974-09-01 .. 1974-11-30"),
        ("1974-32", "1974-06-01 .. 1974-08-31"),
        ("1974-36", "1974-10-01 .. 1974-12-31"),
        ("1974-39", "1974-09-01 .. 1974-12-31"),
        ("1974-41", "1974-07-01 .. 1974-12-31"),
        # qualifiers never widen
        ("1974~", "1974-01-01 .. 1974-12-31"),
        ("1974-08~", "1974-08-01 .. 1974-08-31"),
        ("1974?-08-%09", "1974-08-09 .. 1974-08-09"),
        # intervals
        ("1947/1949", "1947-01-01 .. 1949-12-31"),
        ("1947-11-29/1949-07", "1947-11-29 .. 1949-07-31"),
        ("1974/..", "1974-01-01 .. -"),
        ("1974/", "1974-01-01 .. -"),
        ("../1989", "- .. 1989-12-31"),
        ("/1989", "- .. 1989-12-31"),
        # sets
        ("[1988-11-16..1989-12-31]", "1988-11-16 .. 1989-12-31"),
        ("[1947..1949]", "1947-01-01 .. 1949-12-31"),
        ("[1974,1976-05]", "1974-01-01 .. 1976-05-31"),
        ("[1976-05,1974]", "1974-01-01 .. 1976-05-31"),
        ("[1974, 1976]", "1974-01-01 .. 1976-12-31"),
        ("[..1989]", "- .. 1989-12-31"),
        ("[1989..]", "1989-01-01 .. -"),
        ("[1974,1976..]", "1974-01-01 .. -"),
        ("{1974,1976}", "1974-01-01 .. 1976-12-31"),
        ("{1974..1976-05}", "1974-01-01 .. 1976-05-31"),
    ],
)
def test_bounds(text: str, bounds: str) -> None:
    assert parse_edtf(text)[:2] == days(bounds)


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("1947/1949", "1947-12-31 .. 1949-01-01"),
        ("1947/1948", "1947-12-31 .. 1948-01-01"),
        ("1947/1947", "- .. -"),
        ("1974-02-22/1974-02-24", "1974-02-22 .. 1974-02-24"),
        ("1974-02-22/1974-02-22", "1974-02-22 .. 1974-02-22"),
        ("1974-06-15/1974", "1974-06-15 .. 1974-06-15"),
        ("1974-06/1974", "- .. -"),
        ("1974/..", "- .. -"),
        ("../1974", "- .. -"),
        ("1974-02-22", "- .. -"),
        ("[1947..1949]", "- .. -"),
        ("{1947..1949}", "- .. -"),
    ],
)
def test_only_closed_intervals_have_sure_days(text: str, sure: str) -> None:
    assert parse_edtf(text)[2:4] == days(sure)


@pytest.mark.parametrize(
    ("text", "approximate", "uncertain"),
    [
        ("1974", False, False),
        ("1974~", True, False),
        ("1974?", False, True),
        ("1974%", True, True),
        ("1974?/1975~", True, True),
        ("[?1974,1975]", False, True),
    ],
)
def test_flags(text: str, approximate: bool, uncertain: bool) -> None:
    bounds = parse_edtf(text)
    assert (bounds.approximate, bounds.uncertain) == (approximate, uncertain)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "EDTF"),
        ("/", "leave the date out"),
        ("../..", "leave the date out"),
        ("/..", "leave the date out"),
        ("..", "EDTF"),
        ("[..]", "leave the date out"),
        ("[]", "EDTF"),
        ("1974-02-30", "how many days"),
        ("1973-02-29", "how many days"),
        ("1974-13", "months go from 01 to 12"),
        ("1974-00", "months go from 01 to 12"),
        ("1974-01-00", "how many days"),
        ("1974-21-03", "months go from 01 to 12"),
        ("0000", "0001 to 9999"),
        ("-0044", "0001 to 9999"),
        ("Y17000", "0001 to 9999"),
        ("9999-24", "0001 to 9999"),
        ("1974-2", "write 1974-02"),
        ("1974-2-3", "write 1974-02-03"),
        ("874", "write the year with four digits: 0874"),
        ("99999", "a year has four digits: only years from 0001 to 9999 can be compared"),
        ("19740222", "write 1974-02-22"),
        ("19xx", "19XX"),
        ("199u", "19XX"),
        (" 1974", "no spaces"),
        ("1974\n", "no spaces"),
        ("22/02/1974", "year first"),
        ("Feb 1974", "EDTF"),
        ("1949/1947", "write it as 1947/1949"),
        ("[1949..1947]", "write it as 1947..1949"),
        ("[1974", "ends with ]"),
        ("{1974]", "ends with }"),
        ("1974/1975/1976", "one slash"),
        ("[1947/1949]", "EDTF"),
        ("1974-02-22T25:00:00", ""),
        ("\u0661\u0669\u0667\u0664", "EDTF"),
    ],
)
def test_an_invalid_date_is_refused_with_a_hint(text: str, says: str) -> None:
    with pytest.raises(DateProblem) as caught:
        parse_edtf(text)
    assert says in (caught.value.hint or "")
    assert isinstance(caught.value, DataError)
    assert isinstance(caught.value, ValueError)


YEARS_ONLY = "years go from 0001 to 9999"
MONTHS_ONLY = "months go from 01 to 12, seasons from 21 to 24"
FORMS = "write it as EDTF: 1974, 1974-02, 1974-02-22, 1947/1949, [1947..1949], 19XX, 1974~"


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("1974/1975/1976", "not a date: '1974/1975/1976'", "an interval has one slash; a day is written year first, as 1974-02-22"),
        ("/", "not a date: '/'", "an interval without start and end says nothing: leave the date out"),
        ("1949/1947", "the interval '1949/1947' ends before it begins", "write it as 1947/1949"),
        ("[1974", "not a date: '[1974'", "a set that begins with [ ends with ]"),
        ("[1974,..]", "not a date: '[1974,..]'", "a set without a first and last member says nothing: leave the date out"),
        ("[1949..1947]", "the set '[1949..1947]' ends before it begins", "write it as 1947..1949"),
        ("[1974,0000]", "the date does not exist: '[1974,0000]'", YEARS_ONLY),
        ("[0000..1974]", "the date does not exist: '[0000..1974]'", YEARS_ONLY),
        ("[1974..0000]", "the date does not exist: '[1974..0000]'", YEARS_ONLY),
        ("[1974..9999-24]", "the year is out of range: '[1974..9999-24]'", YEARS_ONLY),
        ("0000-24/1974", "the year is out of range: '0000-24/1974'", YEARS_ONLY),
        ("0000/1974", "the date does not exist: '0000/1974'", YEARS_ONLY),
        ("1974/0000", "the date does not exist: '1974/0000'", YEARS_ONLY),
        ("0000", "the date does not exist: '0000'", YEARS_ONLY),
        ("1974-13", "the date does not exist: '1974-13'", MONTHS_ONLY),
        ("1974-00", "the date does not exist: '1974-00'", MONTHS_ONLY),
        ("1974-00-01", "the date does not exist: '1974-00-01'", MONTHS_ONLY),
        ("1974-01-32", "the date does not exist: '1974-01-32'", "look up how many days that month has"),
        ("1974-12-32", "the date does not exist: '1974-12-32'", "look up how many days that month has"),
        ("0000-01", "the date does not exist: '0000-01'", "years go from 0001 to 9999, days to the end of their month"),
        ("0000-12", "the date does not exist: '0000-12'", "years go from 0001 to 9999, days to the end of their month"),
        ("1974-2X", "the date does not exist: '1974-2X'", "years go from 0001 to 9999, days to the end of their month"),
        ("1974-02-22T25:00:00", "not a date: '1974-02-22T25:00:00': the time of day does not exist", None),
        ("1974-02-22T23:60:00", "not a date: '1974-02-22T23:60:00': the time of day does not exist", None),
        ("1974-02-22T23:59:61", "not a date: '1974-02-22T23:59:61': the time of day does not exist", None),
        ("1974 ", "not a date: '1974 '", "a date has no spaces around it"),
        ("-0044-03", "not a date: '-0044-03'", "only years from 0001 to 9999 can be compared"),
        ("y17000", "not a date: 'y17000'", "only years from 0001 to 9999 can be compared"),
        ("1974-2", "not a date: '1974-2'", "write 1974-02"),
        ("1974-2-3", "not a date: '1974-2-3'", "write 1974-02-03"),
        ("19xx", "not a date: '19xx'", "write unspecified digits as X, as in 19XX"),
        ("1974-uu", "not a date: '1974-uu'", "write unspecified digits as X, as in 19XX"),
        ("199u", "not a date: '199u'", "write unspecified digits as X, as in 19XX"),
        ("1974-123", "not a date: '1974-123'", FORMS),
        ("7", "not a date: '7'", "write the year with four digits: 0007"),
        ("874", "not a date: '874'", "write the year with four digits: 0874"),
        ("8740 BC", "not a date: '8740 BC'", FORMS),
        ("[1974/1975]", "not a date: '[1974/1975]'", FORMS),
        ("", "not a date: ''", FORMS),
    ],
)
def test_a_problem_names_the_whole_text_and_says_what_to_write(text: str, message: str, hint: str | None) -> None:
    with pytest.raises(DateProblem) as caught:
        parse_edtf(text)
    problem = caught.value
    assert (problem.what, problem.where, problem.hint) == (message, None, hint)


@pytest.mark.parametrize("time", ["00:00:00", "24:00:00", "23:59:60", "10:10:10Z", "10:10:10+02", "10:10:10-0530"])
def test_a_time_of_day_is_dropped(time: str) -> None:
    assert parse_edtf(f"1974-02-22T{time}") == Bounds(date(1974, 2, 22), date(1974, 2, 22), begun_by=date(1974, 2, 22))


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("9998-24", "9998-12-01 .. 9999-02-28"),
        ("9999-23", "9999-09-01 .. 9999-11-30"),
        ("999X-24", "9990-12-01 .. 9999-02-28"),
        ("000X-21", "0001-03-01 .. 0009-05-31"),
        ("9999-12", "9999-12-01 .. 9999-12-31"),
        ("000X", "0001-01-01 .. 0009-12-31"),
        ("1974-0X", "1974-01-01 .. 1974-09-30"),
        ("1974-X2", "1974-02-01 .. 1974-12-31"),
        ("1974-02-3X", "- .. -"),
        ("1974-01-3X", "1974-01-30 .. 1974-01-31"),
        ("1974-12-0X", "1974-12-01 .. 1974-12-09"),
        ("[ 1974-02 , 1976 ]", "1974-02-01 .. 1976-12-31"),
        ("[1974..1974]", "1974-01-01 .. 1974-12-31"),
        ("1974/1974", "1974-01-01 .. 1974-12-31"),
        ("1974-02-22/1974-02-22", "1974-02-22 .. 1974-02-22"),
    ],
)
def test_the_ends_of_what_a_pattern_can_mean(text: str, bounds: str) -> None:
    if bounds == "- .. -":
        with pytest.raises(DateProblem):
            parse_edtf(text)
    else:
        assert parse_edtf(text)[:2] == days(bounds)


def test_the_first_and_the_last_day() -> None:
    assert (first_day("1974-02"), last_day("1974-02")) == (date(1974, 2, 1), date(1974, 2, 28))
    day = date(1974, 2, 5)
    assert (first_day(day), last_day(day)) == (day, day)
    assert type(first_day(datetime(1974, 2, 5, 10, 30))) is date  # noqa: DTZ001 - a time of day without a zone is dropped too
    assert last_day(datetime(1974, 2, 5, 10, 30)) == day  # noqa: DTZ001
    assert (first_day("1974/.."), last_day("../1974")) == (date(1974, 1, 1), date(1974, 12, 31))


def test_an_open_date_has_no_day_on_its_open_side() -> None:
    with pytest.raises(OpenDate) as first:
        first_day("../1974")
    with pytest.raises(OpenDate) as last:
        last_day("1974/..")
    problems = [(each.what, each.where, each.hint) for each in (first.value, last.value)]
    assert problems == [
        ("the date has no first day: '../1974'", None, "use a date that is closed on that side"),
        ("the date has no last day: '1974/..'", None, "use a date that is closed on that side"),
    ]


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("1974-02-22/1974-02-24", "no yes yes yes no"),
        ("1974-02-22", "no yes no no no"),
        ("1974-02-22/..", "no undecided undecided undecided undecided"),
        ("../1974-02-24", "undecided undecided undecided undecided no"),
        ("[1974-02-22..1974-02-24]", "no undecided undecided undecided no"),
        ("1974-02/1974-02-23", "undecided undecided yes no no"),
    ],
)
def test_each_day_about_a_date(text: str, answers: str) -> None:
    around = [date(1974, 2, number) for number in range(21, 26)]
    assert " ".join(as_of(parse_edtf(text), day) for day in around) == answers


@given(st.one_of(st.text("0123456789X-/.[]{},?~%T:Z ", max_size=16), st.text(max_size=12)))
@example("XXXX-02-30")
@example("XXXX-XX-XX/XXXX-XX-XX")
def test_any_text_gives_bounds_or_a_date_problem(text: str) -> None:
    try:
        bounds = parse_edtf(text)
    except DateProblem:
        return
    _check_order(bounds)


def _check_order(bounds: Bounds) -> None:
    known = [day for day in (bounds.earliest, bounds.surely_from, bounds.surely_until, bounds.latest) if day is not None]
    assert known == sorted(known)
    assert (bounds.surely_from is None) == (bounds.surely_until is None)
    if bounds.surely_from is not None:
        assert bounds.earliest is not None
        assert bounds.latest is not None


YEARS = st.integers(1890, 2030)
X_YEARS = YEARS.map(lambda year: f"{year}"[:3] + "X")
MONTHS = st.builds(lambda year, month: f"{year}-{month:02}", YEARS, st.integers(1, 12))
DAYS = st.dates(date(1890, 1, 1), date(2030, 12, 31)).map(date.isoformat)
SINGLE = st.one_of(YEARS.map(str), X_YEARS, MONTHS, MONTHS.map(lambda text: text + "-XX"), YEARS.map(lambda year: f"{year}-XX"), DAYS)


def meant(text: str) -> list[date]:
    """All days that a single date can mean, found by matching every day against the text as a pattern."""
    pattern = re.compile(text.replace("X", "[0-9]") + ".*")
    year = int(text[:4].replace("X", "0"))
    first = date(year, 1, 1)
    last = date(year + 9 if "X" in text[:4] else year, 12, 31)
    every = (first + timedelta(number) for number in range((last - first).days + 1))
    return [day for day in every if pattern.fullmatch(day.isoformat())]


@given(SINGLE)
@example("1972-02")
def test_a_single_date_is_bounded_by_the_first_and_last_day_that_it_can_mean(text: str) -> None:
    all_days = meant(text)
    assert parse_edtf(text) == (all_days[0], all_days[-1], None, None, False, False, all_days[-1])


@given(SINGLE, SINGLE)
@example("1974-06-15", "1974")
@example("1974", "1974-06")
def test_an_interval_against_all_it_can_mean(start: str, end: str) -> None:
    starts, ends = meant(start), meant(end)
    if starts[0] > ends[-1]:
        with pytest.raises(DateProblem):
            parse_edtf(f"{start}/{end}")
        return
    bounds = parse_edtf(f"{start}/{end}")
    _check_order(bounds)
    # What the first and the last day can be, given that the interval does not end before it begins.
    last_start = max(day for day in starts if day <= ends[-1])
    first_end = min(day for day in ends if day >= starts[0])
    assert bounds[:2] == (starts[0], ends[-1])
    for day in {starts[0], starts[-1], ends[0], ends[-1], last_start, first_end}:
        for near in (day - timedelta(1), day, day + timedelta(1)):
            in_all = last_start <= near <= first_end
            in_some = starts[0] <= near <= ends[-1]
            expected = "yes" if in_all or bounds.earliest == bounds.latest == near else "undecided" if in_some else "no"
            assert as_of(bounds, near) == expected


@given(st.lists(SINGLE, min_size=1, max_size=4), st.sampled_from(["[]", "{}"]))
def test_a_set_is_bounded_by_its_members(members: list[str], brackets: str) -> None:
    bounds = parse_edtf(brackets[0] + ",".join(members) + brackets[1])
    parts = [parse_edtf(member) for member in members]
    assert bounds.earliest == min(part.earliest for part in parts if part.earliest)
    assert bounds.latest == max(part.latest for part in parts if part.latest)
    assert bounds.surely_from is None


@given(
    SINGLE,
    SINGLE,
    st.sampled_from(["", "?", "~", "%"]),
    st.sampled_from(["", "?", "~", "%"]),
    st.sampled_from(["{0}", "{0}/{1}", "[{0},{1}]", "{0}/", "../{1}"]),
)
def test_flags_never_widen(one: str, other: str, first_sign: str, second_sign: str, form: str) -> None:
    try:
        plain = parse_edtf(form.format(one, other))
    except DateProblem:
        return
    signs = (first_sign if "0" in form else "") + (second_sign if "1" in form else "")
    flagged = parse_edtf(form.format(one + first_sign, other + second_sign))
    assert flagged[:4] == plain[:4]
    assert flagged.approximate == any(sign in signs for sign in "~%")
    assert flagged.uncertain == any(sign in signs for sign in "?%")


@given(SINGLE, st.sampled_from(["{}/..", "{}/", "[{}..]"]))
def test_an_open_end_has_no_bound(text: str, form: str) -> None:
    bounds = parse_edtf(form.format(text))
    assert bounds.earliest == parse_edtf(text).earliest
    assert bounds.latest is None
    assert bounds.surely_from is None
    assert as_of(bounds, date(9999, 12, 31)) == "undecided"
    assert as_of(bounds, date(1, 1, 1)) == "no"


ALL = st.one_of(SINGLE, st.builds("{}/..".format, SINGLE), st.builds("[..{}]".format, SINGLE), st.builds("[{},{}]".format, SINGLE, SINGLE))


@given(ALL, ALL)
def test_before_is_decided_only_by_the_bounds(one: str, other: str) -> None:
    a, b = parse_edtf(one), parse_edtf(other)
    answer = precedes(a, b)
    back = precedes(b, a)
    assert back is (None if answer is None else not answer)
    assert precedes(a, a) is None
    apart = a.latest is not None and b.earliest is not None and a.latest < b.earliest
    assert (answer is True) == apart


def test_order_of_examples() -> None:
    def order(one: str, other: str) -> bool | None:
        return precedes(parse_edtf(one), parse_edtf(other))

    assert order("1988-11-15", "1988-11-16") is True
    assert order("1988-11-16", "1988-11-15") is False
    assert order("1988-11-16", "1988-11-16") is None
    assert order("1988", "[1988-11-16..1989-12-31]") is None
    assert order("../1987", "1988") is True
    assert order("1987/..", "1988") is None


def test_as_of_a_day() -> None:
    year = [as_of(parse_edtf("1974-02"), date(1974, month, calendar.monthrange(1974, month)[1])) for month in (1, 2, 3)]
    assert year == ["no", "undecided", "no"]
    assert as_of(parse_edtf("1974-02-22"), date(1974, 2, 22)) == "yes"
    assert as_of(parse_edtf("1989/.."), date(1995, 1, 1)) == "undecided"
    assert as_of(parse_edtf("../1989"), date(1995, 1, 1)) == "no"


# several dates of one thing

ACCOUNTS = st.sampled_from(
    [
        "1974",
        "1974-02",
        "1974-02-22",
        "1974-03-01",
        "197X",
        "1974~",
        "1970/1979",
        "1972/1975",
        "1974-02/1974-03",
        "[1973..]",
        "[..1975]",
        "1974/..",
        "1973/",
        "../1975",
        "1975",
        "[1973..1975]",
        "1974-02?",
        "1974-06/1980",
    ]
).map(parse_edtf)


@given(st.lists(ACCOUNTS, min_size=1, max_size=4), ACCOUNTS, st.dates(date(1969, 1, 1), date(1981, 1, 1)))
def test_a_compatible_account_never_widens_a_date_nor_changes_a_decided_day(dates: list[Bounds], vaguer: Bounds, day: date) -> None:
    before = together(dates)
    if not all(compatible(vaguer, each) for each in dates):
        return
    after = together([*dates, vaguer])
    assert before.earliest is None or (after.earliest is not None and after.earliest >= before.earliest)
    assert before.latest is None or (after.latest is not None and after.latest <= before.latest)
    assert before.begun_by is None or (after.begun_by is not None and after.begun_by <= before.begun_by)
    if as_of(before, day) != "undecided":
        assert as_of(after, day) == as_of(before, day)


@given(st.lists(ACCOUNTS, min_size=1, max_size=4), st.permutations(range(4)))
def test_dates_together_are_in_order_and_each_day_is_one_of_theirs(dates: list[Bounds], order: list[int]) -> None:
    found = together(dates)
    assert together([found]) == found
    assert together([dates[at] for at in order if at < len(dates)]) == found
    for name in ("earliest", "latest", "surely_from", "surely_until", "begun_by"):
        assert getattr(found, name) in {None, *(getattr(each, name) for each in dates)}
    known = [each for each in (found.earliest, found.surely_from, found.surely_until, found.latest) if each is not None]
    assert known == sorted(known)
    if in_conflict(dates):  # then no account is excluded
        disputed = in_conflict(dates)
        assert all(not (found.latest and each.earliest and each.earliest > found.latest) for each in disputed)


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (["1974-02", "1974"], "1974-02-01 .. 1974-02-28"),
        (["[1973..]", "[..1975]"], "1973-01-01 .. 1975-12-31"),
        (["1974", "1976"], "1974-01-01 .. 1976-12-31"),
        (["1974", "1976", "[1970..1980]"], "1974-01-01 .. 1976-12-31"),
        (["1974", "1976", "[1974-06..1980]"], "1974-06-01 .. 1976-12-31"),
        (["1947/1949", "1948"], "1947-01-01 .. 1949-12-31"),
        (["1974", "[1976..]"], "1974-01-01 .. -"),
        (["[..1974]", "1976"], "- .. 1976-12-31"),
    ],
)
def test_dates_together(dates: list[str], expected: str) -> None:
    assert together(map(parse_edtf, dates))[:2] == days(expected)


@pytest.mark.parametrize(
    ("dates", "flagged"),
    [(["1974-02", "1974~"], False), (["1974~", "1974"], False), (["1974-02~", "1974"], True), (["1974", "1976~"], True)],
)
def test_a_flag_comes_only_with_a_day_that_no_date_without_it_gives(dates: list[str], flagged: bool) -> None:
    assert together(map(parse_edtf, dates)).approximate is flagged
    assert together(parse_edtf(each.replace("~", "?")) for each in dates).uncertain is flagged


@pytest.mark.parametrize(
    ("dates", "sure"),
    [
        (["1947/1949"], "1947-12-31 .. 1949-01-01"),
        (["1947/1949", "[1940..1950]"], "1947-12-31 .. 1949-01-01"),
        (["1947/1949", "1947-06/1949-06", "[1940..1950]"], "1947-06-30 .. 1949-06-01"),
        (["1940/1945", "1942/1950"], "1942-12-31 .. 1945-01-01"),  # they exclude each other: only what both give is sure
        (["1940/1942", "1947/1949"], "- .. -"),
        (["1947/1949", "1952"], "- .. -"),
    ],
)
def test_the_sure_days_of_dates_together(dates: list[str], sure: str) -> None:
    assert together(map(parse_edtf, dates))[2:4] == days(sure)


def test_dates_that_share_one_day_are_compatible() -> None:
    one, other = parse_edtf("[1974-01-01..1974-02-05]"), parse_edtf("[1974-02-05..1974-03-01]")
    assert compatible(one, other)
    assert compatible(other, one)


def test_a_set_can_end_within_its_first_date() -> None:
    assert parse_edtf("[1974..1974-06]")[:2] == days("1974-01-01 .. 1974-06-30")


# Examples of the specification (https://www.loc.gov/standards/datetime/): levels 0 and 1.


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("1985-04-12", "1985-04-12 .. 1985-04-12"),
        ("1985-04", "1985-04-01 .. 1985-04-30"),
        ("1985", "1985-01-01 .. 1985-12-31"),
        ("1985-04-12T23:20:30", "1985-04-12 .. 1985-04-12"),
        ("1985-04-12T23:20:30Z", "1985-04-12 .. 1985-04-12"),
        ("1985-04-12T23:20:30-04", "1985-04-12 .. 1985-04-12"),
        ("1985-04-12T23:20:30+04:30", "1985-04-12 .. 1985-04-12"),
        ("1964/2008", "1964-01-01 .. 2008-12-31"),
        ("2004-06/2006-08", "2004-06-01 .. 2006-08-31"),
        ("2004-02-01/2005-02-08", "2004-02-01 .. 2005-02-08"),
        ("2004-02-01/2005-02", "2004-02-01 .. 2005-02-28"),
        ("2004-02-01/2005", "2004-02-01 .. 2005-12-31"),
        ("2005/2006-02", "2005-01-01 .. 2006-02-28"),
        ("2001-21", "2001-03-01 .. 2001-05-31"),
        ("1984?", "1984-01-01 .. 1984-12-31"),
        ("2004-06~", "2004-06-01 .. 2004-06-30"),
        ("2004-06-11%", "2004-06-11 .. 2004-06-11"),
        ("201X", "2010-01-01 .. 2019-12-31"),
        ("20XX", "2000-01-01 .. 2099-12-31"),
        ("2004-XX", "2004-01-01 .. 2004-12-31"),
        ("1985-04-XX", "1985-04-01 .. 1985-04-30"),
        ("1985-XX-XX", "1985-01-01 .. 1985-12-31"),
        ("1985-04-12/..", "1985-04-12 .. -"),
        ("1985-04/..", "1985-04-01 .. -"),
        ("1985/..", "1985-01-01 .. -"),
        ("../1985-04-12", "- .. 1985-04-12"),
        ("../1985", "- .. 1985-12-31"),
        ("1985-04-12/", "1985-04-12 .. -"),
        ("1985/", "1985-01-01 .. -"),
        ("/1985-04", "- .. 1985-04-30"),
        ("1984~/2004-06", "1984-01-01 .. 2004-06-30"),
        ("1984/2004-06~", "1984-01-01 .. 2004-06-30"),
        ("1984?/2004%", "1984-01-01 .. 2004-12-31"),
        ("1984-06-02?/2004-08-08~", "1984-06-02 .. 2004-08-08"),
    ],
)
def test_examples_of_the_specification(text: str, bounds: str) -> None:
    assert parse_edtf(text)[:2] == days(bounds)


@pytest.mark.parametrize("text", ["Y170000002", "Y-170000002", "-1985", "-0044"])
def test_years_of_the_specification_that_cannot_be_compared_are_refused(text: str) -> None:
    with pytest.raises(DateProblem) as raised:
        parse_edtf(text)
    assert raised.value.hint == "only years from 0001 to 9999 can be compared"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2005", "2005"),
        ("2010-05", "May 2010"),
        ("1988-11-16", "16 November 1988"),
        ("1974-08~", "about August 1974"),
        ("2014?", "perhaps 2014"),
        ("2014%", "perhaps about 2014"),
        ("[1973..]", "in or after 1973"),
        ("[2006-01..]", "in or after January 2006"),
        ("[2010-05-31..]", "on or after 31 May 2010"),
        ("[..2012]", "in or before 2012"),
        ("[2008..2009]", "between 2008 and 2009"),
        ("[1988-11-16..1989-12-31]", "between 16 November 1988 and 31 December 1989"),
        ("[1967,1973]", "1967 or 1973"),
        ("{1967,1973}", "1967 and 1973"),
        ("1947/1949", "1947 to 1949"),
        ("1960/..", "from 1960"),
        ("../1989", "until 1989"),
        ("197X", "between 1970 and 1979"),
        ("1974-02-XX", "February 1974"),
        ("?1974-02", "perhaps February 1974"),
        ("1974 or 1976-05", "1974 or May 1976"),
        ("2012 or 2012-08-31", "31 August 2012"),
        ("2014 or 2014?", "2014"),
        ("1947/1949 or 1948", "1947 to 1949 or 1948"),
        ("after the war", "after the war"),
        ("", ""),
    ],
)
def test_a_date_in_words_says_no_more_than_the_date(text: str, words: str) -> None:
    assert date_in_words(text) == words


@pytest.mark.parametrize(
    ("earliest", "latest", "words"),
    [
        ("2005-01-01", "2005-12-31", "2005"),
        ("2010-05-01", "2010-05-31", "May 2010"),
        ("2010-05-31", "2010-05-31", "31 May 2010"),
        ("1967-01-01", "1973-12-31", "between 1967 and 1973"),
        ("2010-05-01", "2010-12-31", "between May 2010 and December 2010"),
        ("1988-11-16", "1989-12-31", "between 16 November 1988 and 31 December 1989"),
        ("1973-01-01", None, "in or after 1973"),
        ("1973-02-01", None, "in or after February 1973"),
        ("2010-05-31", None, "on or after 31 May 2010"),
        (None, "2012-12-31", "in or before 2012"),
        (None, "2012-02-29", "in or before February 2012"),
        (None, "2012-02-28", "on or before 28 February 2012"),
        (None, None, ""),
    ],
)
def test_bounds_in_words_are_not_a_date(earliest: str | None, latest: str | None, words: str) -> None:
    first, last = (None if text is None else date.fromisoformat(text) for text in (earliest, latest))
    assert bounds_in_words(first, last) == words


NEAR = st.sampled_from(
    [date(year, month, day) for year in (1973, 1974) for month, day in ((1, 1), (1, 2), (1, 31), (2, 1), (12, 1), (12, 31))]
)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[date | None, date | None]:
    """Bounds near the ends of months and years; either may be missing."""
    earliest, latest = draw(st.none() | NEAR), draw(st.none() | NEAR)
    if earliest is None or latest is None:
        return earliest, latest
    return min(earliest, latest), max(earliest, latest)


@given(pairs(), pairs())
def test_the_words_for_bounds_tell_their_days_apart(one: tuple[date | None, date | None], other: tuple[date | None, date | None]) -> None:
    assert (bounds_in_words(*one) == bounds_in_words(*other)) == (one == other)
