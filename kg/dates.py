"""Dates in EDTF, and the days that bound them.

The module reads the Extended Date/Time Format (https://www.loc.gov/standards/datetime/) at levels 0 and 1 for the years 0001 to
9999, and from level 2 sets, qualified components, unspecified digits in any position, quarters, terms, and seasons by hemisphere. Years
before 0001, such as ``-0044`` at level 1, and years with ``Y``, such as ``Y170000002``, are refused: xsd:date in SPARQL engines and
`datetime.date` do not compare them reliably.

**A date** stands for something that happened at some time within it: ``1974-02`` has the bounds 1974-02-01 and 1974-02-28 and does not say
on which day it was. **An interval** stands for something that lasted *throughout*: it began at some time within its first date and ended at
some time within its second. So ``1947/1949`` is bounded by 1947-01-01 and 1949-12-31, and surely lasted from the last day on which it can
have begun, 1947-12-31, until the first day on which it can have ended, 1949-01-01. Where the two dates overlap, as in ``1947/1947``, no day
is sure. **A set in square brackets** stands for one of its members, without saying which: ``[1947..1949]`` has the bounds of the interval
and no sure day. **A set in braces** stands for all of its members and is bounded by the first and the last; it claims nothing about the
days between them.

An open end (``1974/..``, ``[..1989]``) and an unknown one (``1974/``, ``/1989``) have no bound, and an interval with such an end has no
sure days: nothing says whether it had ended by a given day. The signs ``~``, ``?`` and ``%`` set a flag and never widen a bound. A season
without a hemisphere (21 to 24) is read as three whole months in the northern hemisphere, winter as December of the year to February of the
next. A time of day is dropped: the day stays as written, whatever the time zone.

The package `edtf` is not used, because its bounds of approximate dates and of open ends differ from these.
"""

from __future__ import annotations

import calendar
import functools
import re
from datetime import date, datetime

from kg.errors import DataError
from kg.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Literal


class Bounds(NamedTuple):
    """The days that bound a date. All days are inclusive.

    Attributes:
        earliest: the first possible day; None for an open or unknown start.
        latest: the last possible day; None for an open or unknown end.
        surely_from: for closed intervals, the first day on which it surely lasted.
        surely_until: for closed intervals, the last such day. Both are None where no day is sure.
        approximate: the date carries ``~`` or ``%``.
        uncertain: the date carries ``?`` or ``%``.
        begun_by: the last day on which it can have happened or, for an interval, begun; None for no such bound.

    Where none of them is None, ``earliest <= surely_from <= surely_until <= latest``.
    """

    earliest: date | None
    latest: date | None
    surely_from: date | None = None
    surely_until: date | None = None
    approximate: bool = False
    uncertain: bool = False
    begun_by: date | None = None


class DateProblem(DataError, ValueError):
    """A text is not an EDTF date, or names a day that does not exist."""


class OpenDate(DateProblem):
    """A date has no first or no last day."""


def first_day(value: str | date) -> date:
    """The first day of a date.

    Args:
        value: a date in EDTF, or a day, which is returned.

    Raises:
        OpenDate: the date has an open or unknown start.
        DateProblem: the text is not EDTF.

    >>> first_day("1974-02")
    datetime.date(1974, 2, 1)
    """
    return _day(value, "first")


def last_day(value: str | date) -> date:
    """The last day of a date.

    Args:
        value: a date in EDTF, or a day, which is returned.

    Raises:
        OpenDate: the date has an open or unknown end.
        DateProblem: the text is not EDTF.

    >>> last_day("1974-02"), last_day(date(1974, 2, 5))
    (datetime.date(1974, 2, 28), datetime.date(1974, 2, 5))
    """
    return _day(value, "last")


def _day(value: str | date, end: Literal["first", "last"]) -> date:
    if isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    bounds = parse_edtf(value)
    day = bounds.earliest if end == "first" else bounds.latest
    if day is None:
        raise OpenDate(f"the date has no {end} day: {value!r}", None, "use a date that is closed on that side")
    return day


def parse_edtf(text: str) -> Bounds:
    """The bounds of a date in EDTF.

    Args:
        text: the date, such as ``1974-02``, ``[1988-11-16..1989-12-31]``, ``1947/1949``, ``19XX`` or ``1974~``.

    Raises:
        DateProblem: the text is not EDTF, names a day that does not exist, ends before it begins, or says nothing (``/``, ``..``).

    >>> parse_edtf("1974-02")[:2]
    (datetime.date(1974, 2, 1), datetime.date(1974, 2, 28))
    >>> parse_edtf("1947/1949")[2:4]
    (datetime.date(1947, 12, 31), datetime.date(1949, 1, 1))
    >>> parse_edtf("1974/..").latest, parse_edtf("1974/..").begun_by
    (None, datetime.date(1974, 12, 31))
    >>> parse_edtf("[..1989~]").approximate
    True
    """
    if text[:1] in ("[", "{"):
        bounds = _set(text)
    elif "/" in text:
        bounds = _interval(text)
    else:
        bounds = Bounds(*_date(text, text))
    if bounds.begun_by is None:
        bounds = bounds._replace(begun_by=bounds.latest)
    return bounds._replace(approximate="~" in text or "%" in text, uncertain="?" in text or "%" in text)


def _interval(text: str) -> Bounds:
    """The bounds of ``start/end``."""
    start_text, _, end_text = text.partition("/")
    if "/" in end_text:
        raise DateProblem(f"not a date: {text!r}", None, "an interval has one slash; a day is written year first, as 1974-02-22")
    if {start_text, end_text} <= {"", ".."}:
        raise DateProblem(f"not a date: {text!r}", None, "an interval without start and end says nothing: leave the date out")
    start = None if start_text in ("", "..") else _date(start_text, text)
    end = None if end_text in ("", "..") else _date(end_text, text)
    if start is None or end is None:
        return Bounds(start[0] if start else None, end[1] if end else None, begun_by=start[1] if start else None)
    if start[0] > end[1]:
        raise DateProblem(f"the interval {text!r} ends before it begins", None, f"write it as {end_text}/{start_text}")
    # An interval cannot have begun after it ended, which narrows the two dates where they overlap, as in 1974-06-15/1974.
    last_start = min(start[1], end[1])
    first_end = max(end[0], start[0])
    sure = last_start <= first_end
    return Bounds(start[0], end[1], last_start if sure else None, first_end if sure else None, begun_by=last_start)


def _set(text: str) -> Bounds:
    """The bounds of a set, ``[...]`` or ``{...}``."""
    closing = "]" if text[0] == "[" else "}"
    if not text.endswith(closing):
        raise DateProblem(f"not a date: {text!r}", None, f"a set that begins with {text[0]} ends with {closing}")
    members = [_member(part, text) for part in text[1:-1].split(",")]
    starts = [member[0] for member in members if member[0] is not None]
    ends = [member[1] for member in members if member[1] is not None]
    open_start = len(starts) < len(members)
    open_end = len(ends) < len(members)
    return Bounds(None if open_start else min(starts), None if open_end else max(ends))


def _member(part: str, whole: str) -> tuple[date | None, date | None]:
    """The bounds of one member of a set: a date, ``a..b``, ``..b`` or ``a..``."""
    start_text, dots, end_text = part.strip(" ").partition("..")
    if not dots:
        return _date(start_text, whole)
    if not start_text and not end_text:
        raise DateProblem(f"not a date: {whole!r}", None, "a set without a first and last member says nothing: leave the date out")
    start = _date(start_text, whole) if start_text else None
    end = _date(end_text, whole) if end_text else None
    if start and end and start[0] > end[1]:
        raise DateProblem(f"the set {whole!r} ends before it begins", None, f"write it as {end_text}..{start_text}")
    return (start[0] if start else None, end[1] if end else None)


# A qualifier before a component applies to that component, a qualifier after it to all components to its left.
_SIGN = "[?~%]?"
_DATE = re.compile(rf"{_SIGN}([0-9X]{{4}}){_SIGN}(?:-{_SIGN}([0-9X]{{2}}){_SIGN}(?:-{_SIGN}([0-9X]{{2}}){_SIGN})?)?")
_TIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:Z|[+-][0-9]{2}(?::?[0-9]{2})?)?")

# The numbers that EDTF uses after the months, to the first and last month of each, counted from January of the year.
_PARTS = {
    **{number: (3 * (number - 21) + 3, 3 * (number - 21) + 5) for number in range(21, 25)},  # seasons, read as northern
    **{number: (3 * (number - 25) + 3, 3 * (number - 25) + 5) for number in range(25, 29)},  # northern seasons
    29: (9, 11),  # southern seasons
    30: (12, 14),
    31: (3, 5),
    32: (6, 8),
    **{number: (3 * (number - 33) + 1, 3 * (number - 33) + 3) for number in range(33, 37)},  # quarters
    **{number: (4 * (number - 37) + 1, 4 * (number - 37) + 4) for number in range(37, 40)},  # terms of four months
    40: (1, 6),  # halves
    41: (7, 12),
}


def _date(text: str, whole: str) -> tuple[date, date]:
    """The first and last day that a single date can mean. `whole` is the text that it is part of, for messages."""
    timed = _TIME.fullmatch(text)
    if timed is not None:
        if int(timed[2]) > 24 or int(timed[3]) > 59 or int(timed[4]) > 60:
            raise DateProblem(f"not a date: {whole!r}: the time of day does not exist")
        text = timed[1]
    match = _DATE.fullmatch(text)
    if match is None:
        raise DateProblem(f"not a date: {whole!r}", None, _advice(text))
    year, month, day = match.groups()
    if month is not None and month.isdecimal() and int(month) in _PARTS and day is None:
        first, last = _PARTS[int(month)]
        return next(_years(year, whole, 1, first)), _month_end(next(_years(year, whole, -1, last)))
    earliest = next(_days(year, month, day, 1), None)
    latest = next(_days(year, month, day, -1), None)
    if earliest is None or latest is None:
        raise DateProblem(f"the date does not exist: {whole!r}", None, _no_such_day(month, day))
    return earliest, latest


def _numbers(pattern: str, first: int, last: int, step: int) -> Iterator[int]:
    """The numbers from `first` to `last` that fit a pattern of digits and ``X``, ascending, or descending for a step of -1."""
    if "X" not in pattern:
        if first <= int(pattern) <= last:
            yield int(pattern)
        return
    low = max(first, int(pattern.replace("X", "0")))
    high = min(last, int(pattern.replace("X", "9")))
    width = len(pattern)
    for number in range(low, high + 1) if step > 0 else range(high, low - 1, -1):
        if all(wanted in ("X", digit) for wanted, digit in zip(pattern, f"{number:0{width}}", strict=True)):
            yield number


def _days(year: str, month: str | None, day: str | None, step: int) -> Iterator[date]:
    """The days that fit the three patterns, ascending, or descending for a step of -1. A missing pattern fits every number."""
    for y in _numbers(year, 1, 9999, step):
        for m in _numbers(month or "XX", 1, 12, step):
            for d in _numbers(day or "XX", 1, calendar.monthrange(y, m)[1], step):
                yield date(y, m, d)


def _years(year: str, whole: str, step: int, month: int) -> Iterator[date]:
    """The first day of a month, counted from January of each year that fits; months above 12 lie in the next year."""
    carried, index = divmod(month - 1, 12)
    for y in _numbers(year, 1, 9999 - carried, step):
        yield date(y + carried, index + 1, 1)
    raise DateProblem(f"the year is out of range: {whole!r}", None, "years go from 0001 to 9999")


def _month_end(day: date) -> date:
    """The last day of a day's month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _no_such_day(month: str | None, day: str | None) -> str:
    """What is wrong with a date of the right form."""
    if month is None:
        return "years go from 0001 to 9999"
    if month.isdecimal() and not 1 <= int(month) <= 12:
        return "months go from 01 to 12, seasons from 21 to 24"
    return "years go from 0001 to 9999, days to the end of their month" if day is None else "look up how many days that month has"


def _advice(text: str) -> str:
    """A hint for a text that is not a date in EDTF."""
    numbers = re.findall(r"[0-9]+", text)
    if re.fullmatch(r"\s.*|.*\s", text):
        return "a date has no spaces around it"
    if re.fullmatch(r"(Y-?|y-?|-)[0-9]+.*", text):
        return "only years from 0001 to 9999 can be compared"
    if re.fullmatch(r"[0-9]{4}-[0-9]{1,2}(-[0-9]{1,2})?", text):
        return "write " + "-".join(number.zfill(2) for number in numbers)
    if re.fullmatch(r"(?=.*[xu])[0-9xu]{4}(-[0-9xu]+)*", text):
        return "write unspecified digits as X, as in 19XX"
    if re.fullmatch(r"[0-9]{8}", text):
        return f"write {text[:4]}-{text[4:6]}-{text[6:]}"
    if re.fullmatch(r"[0-9]{5,}", text):
        return "a year has four digits: only years from 0001 to 9999 can be compared"
    if re.fullmatch(r"[0-9]{1,3}", text):
        return f"write the year with four digits: {int(text):04}"
    return "write it as EDTF: 1974, 1974-02, 1974-02-22, 1947/1949, [1947..1949], 19XX, 1974~"


MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
TEMPLATES = (
    "{day} {month} {year}", "1 {month} {year}", "{month} {year}", "about {date}", "about {day}", "perhaps {date}", "perhaps {day}",
    "in or after {date}", "in or before {date}", "on or after {day}", "on or before {day}", "between {first} and {last}",
    "between {from} and {to}", "{first} to {last}", "{start} to {end}", "from {date}", "from {day}", "until {date}", "until {day}",
    "not before {day}", "not after {day}", "after {events}", "after {events} ({date})", " or ", " and ",
)  # fmt: skip
"""The phrases of which the words of dates are made, beside `MONTHS`. Some say the same in English and differ in other languages: those with
``{day}``, ``{from}`` and ``{to}`` or ``{start}`` and ``{end}`` are for days, the others for months, years and what has words of its own."""
_PLAIN = re.compile(r"([0-9]{4})(?:-(0[1-9]|1[0-2])(?:-([0-9]{2}))?)?([~?%]?)")


class Wording:
    """Puts dates into words.

    Args:
        phrases: translations of `MONTHS` and `TEMPLATES`, with the same places; what is missing is English.

    >>> Wording({"October": "Oktober", "{day} {month} {year}": "{day}. {month} {year}"}).words("1990-10-03")
    '3. Oktober 1990'
    """

    def __init__(self, phrases: Mapping[str, str] | None = None) -> None:
        self._phrases = phrases or {}

    def words(self, date: str) -> str:
        """A date in EDTF in words, as far as it is known; see `date_in_words`."""
        if " or " in date:
            return self._say(" or ").join(dict.fromkeys(map(self.words, _exact(date.split(" or ")))))
        try:
            bounds = parse_edtf(date)
        except DateProblem:
            return date
        if date[0] in "[{":
            return self._say(" or " if date[0] == "[" else " and ").join(self._member(part.strip(" ")) for part in date[1:-1].split(","))
        start, slash, end = date.partition("/")
        if not slash:
            return self._part(date, bounds)
        if start in ("", ".."):
            return self._say("until {day}" if _is_day(end) else "until {date}", date=self._part(end), day=self._part(end))
        if end in ("", ".."):
            return self._say("from {day}" if _is_day(start) else "from {date}", date=self._part(start), day=self._part(start))
        first, last = self._part(start), self._part(end)
        days = _is_day(start) and _is_day(end)
        return self._say("{start} to {end}", start=first, end=last) if days else self._say("{first} to {last}", first=first, last=last)

    def bounds(self, earliest: date | None, latest: date | None) -> str:
        """A date of which only the bounds are known, in words; see `bounds_in_words`."""
        for year, month in ((True, False), (False, True), (False, False)):
            if (earliest is None or _begins(earliest, year, month)) and (latest is None or _closes(latest, year, month)):
                break
        first, last = (None if day is None else self._day(day, not year, not year and not month) for day in (earliest, latest))
        days = not year and not month
        if first is not None and last is not None:
            return first if first == last else self._between(first, last, days)
        return self._near("after", first, days) if first is not None else self._near("before", last, days) if last is not None else ""

    def limits(self, earliest: date | None, latest: date | None) -> str:
        """The bounds of a date, named as bounds; see `limits_in_words`."""
        sides = (("not before {day}", earliest), ("not after {day}", latest))
        return ", ".join(self._say(side, day=self._day(day, True, True)) for side, day in sides if day is not None)

    def after(self, events: Sequence[str], date: str = "") -> str:
        """The date of something that may be said to be after some events, in words.

        Args:
            events: the names of the events; without any, the date is returned as it is.
            date: the date in words as far as it is known; empty if it is not.

        >>> Wording().after(["the war", "the armistice"], "in or after 1973")
        'after the war and the armistice (in or after 1973)'
        """
        if not events:
            return date
        names = self._say(" and ").join(events)
        return self._say("after {events} ({date})" if date else "after {events}", events=names, date=date)

    def _say(self, template: str, **values: str) -> str:
        return self._phrases.get(template, template).format(**values)

    def _near(self, side: str, words: str, day: bool) -> str:
        return self._say(f"on or {side} {{day}}", day=words) if day else self._say(f"in or {side} {{date}}", date=words)

    def _between(self, first: str, last: str, days: bool) -> str:
        if days:
            return self._say("between {from} and {to}", **{"from": first, "to": last})
        return self._say("between {first} and {last}", first=first, last=last)

    def _signed(self, words: str, day: bool, approximate: bool, uncertain: bool) -> str:
        if approximate:
            words = self._say("about {day}", day=words) if day else self._say("about {date}", date=words)
        if not uncertain:
            return words
        return self._say("perhaps {day}", day=words) if day and not approximate else self._say("perhaps {date}", date=words)

    def _day(self, day: date, month: bool, number: bool) -> str:
        """A day, its month or its year."""
        year = str(day.year)
        name = self._say(MONTHS[day.month - 1])
        if number:
            # In French, the first day of a month has an ordinal number and the others have not.
            return self._say("1 {month} {year}" if day.day == 1 else "{day} {month} {year}", day=str(day.day), month=name, year=year)
        return self._say("{month} {year}", month=name, year=year) if month else year

    def _part(self, text: str, bounds: Bounds | None = None) -> str:
        """A single date, which is valid; one without words of its own is told by its bounds."""
        plain = _PLAIN.fullmatch(text)
        if plain is not None:
            year, month, day, sign = plain.groups()
            words = self._day(date(int(year), int(month or 1), int(day or 1)), month is not None, day is not None)
            return self._signed(words, day is not None, sign in ("~", "%"), sign in ("?", "%"))
        found = parse_edtf(text) if bounds is None else bounds
        return self._signed(self.bounds(found.earliest, found.latest), False, found.approximate, found.uncertain)

    def _member(self, part: str) -> str:
        """A member of a set: a date, ``a..b``, ``..b`` or ``a..``."""
        first, dots, last = part.partition("..")
        if not dots:
            return self._part(part)
        if first and last:
            return self._between(self._part(first), self._part(last), _is_day(first) and _is_day(last))
        return self._near("after" if first else "before", self._part(first or last), re.match(r"[^-]*-[^-]*-", first or last) is not None)


ENGLISH = Wording()
"""The words of dates on the command line and in all answers."""


@functools.lru_cache(maxsize=10_000)  # the accounts of an act often have one date
def date_in_words(date: str) -> str:
    """A date in EDTF in words, as far as it is known.

    Args:
        date: a date in EDTF, or several joined by ``or``, of which those that only repeat another one less exactly are left out.

    Returns:
        The words; a text that is not EDTF is returned unchanged.

    >>> date_in_words("1988-11-16"), date_in_words("2010-05"), date_in_words("1905-09~")
    ('16 November 1988', 'May 2010', 'about September 1905')
    >>> date_in_words("[1973..]"), date_in_words("[2010-05-31..]"), date_in_words("[1967,1973]"), date_in_words("1947/1949")
    ('in or after 1973', 'on or after 31 May 2010', '1967 or 1973', '1947 to 1949')
    >>> date_in_words("2012 or 2012-08-31"), date_in_words("soon")
    ('31 August 2012', 'soon')
    """
    return ENGLISH.words(date)


def bounds_in_words(earliest: date | None, latest: date | None) -> str:
    """A date of which only the bounds are known, in words.

    Args:
        earliest: the first possible day; None if there is no bound.
        latest: the last possible day; None if there is no bound.

    Returns:
        The words; empty without any bound.

    >>> bounds_in_words(date(2005, 1, 1), date(2005, 12, 31)), bounds_in_words(date(1967, 1, 1), date(1973, 12, 31))
    ('2005', 'between 1967 and 1973')
    >>> bounds_in_words(date(1973, 1, 1), None), bounds_in_words(None, date(2012, 4, 30)), bounds_in_words(date(2010, 5, 31), None)
    ('in or after 1973', 'in or before April 2012', 'on or after 31 May 2010')
    """
    return ENGLISH.bounds(earliest, latest)


def limits_in_words(earliest: date | None, latest: date | None) -> str:
    """The bounds of a date, named as bounds.

    >>> limits_in_words(date(1973, 1, 1), date(1974, 12, 31)), limits_in_words(date(1973, 1, 1), None)
    ('not before 1 January 1973, not after 31 December 1974', 'not before 1 January 1973')
    """
    return ENGLISH.limits(earliest, latest)


def _is_day(text: str) -> bool:
    """Whether a single date is a plain day, with or without a sign."""
    plain = _PLAIN.fullmatch(text)
    return plain is not None and plain[3] is not None


def _begins(day: date, year: bool, month: bool) -> bool:
    """Whether a day is the first of a year, or of a month; true if neither is asked."""
    return (not year or day.month == 1) and (not (year or month) or day.day == 1)


def _closes(day: date, year: bool, month: bool) -> bool:
    """Whether a day is the last of a year, or of a month; true if neither is asked."""
    return (not year or day.month == 12) and (not (year or month) or day.day == calendar.monthrange(day.year, day.month)[1])


def _exact(parts: Sequence[str]) -> list[str]:
    """Dates of one thing without those that another one of them makes superfluous, because it says the same more exactly."""
    try:
        known = [(part, parse_edtf(part)) for part in parts]
    except DateProblem:
        return list(parts)
    return [part for part, bounds in known if not any(_repeats(bounds, other) for _, other in known)]


def _repeats(vague: Bounds, exact: Bounds) -> bool:
    """Whether a date says nothing that another one does not say more exactly."""
    if not compatible(vague, exact):
        return False
    wider = (vague.earliest is None or (exact.earliest is not None and vague.earliest <= exact.earliest)) and (
        vague.latest is None or (exact.latest is not None and exact.latest <= vague.latest)
    )
    differ = vague[:2] != exact[:2]
    flagged = (vague.approximate, vague.uncertain) > (exact.approximate, exact.uncertain)
    return wider and (differ or (vague[:4] == exact[:4] and flagged))


def precedes(a: Bounds, b: Bounds) -> bool | None:
    """Whether all of `a` was before all of `b`.

    Returns:
        True if the latest day of `a` is before the earliest of `b`; False if the latest of `b` is before the earliest of `a`;
        None, undecided, for everything else: bounds that overlap, share a day, or are missing.

    >>> precedes(parse_edtf("1974"), parse_edtf("1975-06"))
    True
    >>> precedes(parse_edtf("1988-11"), parse_edtf("1988-11-16")) is None
    True
    """
    if a.latest is not None and b.earliest is not None and a.latest < b.earliest:
        return True
    if b.latest is not None and a.earliest is not None and b.latest < a.earliest:
        return False
    return None


def compatible(a: Bounds, b: Bounds) -> bool:
    """Whether two dates of one thing can both be right.

    Returns:
        False if their bounds have no day in common, if one says that it had begun before the first day of the other, or if a day that is
        sure by one is outside the bounds of the other; else True.

    >>> compatible(parse_edtf("1974"), parse_edtf("1974-02")), compatible(parse_edtf("1974"), parse_edtf("1975"))
    (True, False)
    >>> compatible(parse_edtf("1947/1949"), parse_edtf("1948"))  # it lasted throughout, or happened within one year
    False
    """
    return _fits(a, b) and _fits(b, a)


def _fits(a: Bounds, b: Bounds) -> bool:
    """Whether all that `a` says of its last days leaves room for the first day of `b`, and of its sure days for both bounds of `b`."""
    after_start = [each for each in (a.latest, a.begun_by, a.surely_from) if each is not None]
    starts = b.earliest is None or all(b.earliest <= each for each in after_start)
    return starts and (b.latest is None or a.surely_until is None or a.surely_until <= b.latest)


def together(dates: Iterable[Bounds]) -> Bounds:
    """The bounds of a thing to which several accounts give dates.

    Dates that are compatible narrow each other: the result has their latest start, their earliest end and the sure days of all. So a
    vaguer account changes nothing. Dates that exclude each other are enclosed by the result, because one of them is wrong and nothing
    says which: the earliest start, the latest end, and the days that are sure in all. Each is first narrowed by the dates that are
    compatible with every other one. An end that is open in one of the dates that exclude each other is open.

    Args:
        dates: at least one.

    Returns:
        Bounds of which every day is a day of one of the dates. A flag is set if a day of the result comes only from dates with that flag.

    >>> together([parse_edtf("1974-02"), parse_edtf("1974~"), parse_edtf("[1973..]")]) == parse_edtf("1974-02")
    True
    >>> together([parse_edtf("1974"), parse_edtf("1976-05")])[:2]
    (datetime.date(1974, 1, 1), datetime.date(1976, 5, 31))
    """
    every = list(dict.fromkeys(dates))
    disputed = in_conflict(every)
    agreed = [each for each in every if each not in disputed]
    found = _hull([_narrowed([each, *agreed]) for each in disputed]) if disputed else _narrowed(agreed)

    def flagged(flag: Literal["approximate", "uncertain"]) -> bool:
        days = ("earliest", "latest", "surely_from", "surely_until", "begun_by")
        given = [[each for each in every if getattr(each, day) == getattr(found, day)] for day in days if getattr(found, day) is not None]
        return any(all(getattr(each, flag) for each in givers) for givers in given or [every])

    return found._replace(approximate=flagged("approximate"), uncertain=flagged("uncertain"))


def in_conflict(dates: Iterable[Bounds]) -> list[Bounds]:
    """Those of several dates of one thing that are not compatible with all the others, in their order.

    >>> [each.earliest.year for each in in_conflict(map(parse_edtf, ("1974", "197X", "1976")))]
    [1974, 1976]
    """
    every = list(dates)
    return [each for each in every if not all(compatible(each, other) for other in every)]


def _narrowed(dates: Sequence[Bounds]) -> Bounds:
    """What compatible dates say together, without flags."""
    sure = [(each.surely_from, each.surely_until) for each in dates if each.surely_from is not None and each.surely_until is not None]
    return Bounds(
        max((each.earliest for each in dates if each.earliest is not None), default=None),
        min((each.latest for each in dates if each.latest is not None), default=None),
        min((first for first, _ in sure), default=None),
        max((last for _, last in sure), default=None),
        begun_by=min((each.begun_by for each in dates if each.begun_by is not None), default=None),
    )


def _hull(dates: Sequence[Bounds]) -> Bounds:
    """What encloses dates of which one is right, without flags."""
    earliest = [each.earliest for each in dates if each.earliest is not None]
    latest = [each.latest for each in dates if each.latest is not None]
    begun = [each.begun_by for each in dates if each.begun_by is not None]
    sure = [(each.surely_from, each.surely_until) for each in dates if each.surely_from is not None and each.surely_until is not None]
    first = max(start for start, _ in sure) if len(sure) == len(dates) else None
    last = min(end for _, end in sure) if len(sure) == len(dates) else None
    if first is not None and last is not None and first > last:
        first = last = None
    return Bounds(
        min(earliest) if len(earliest) == len(dates) else None,
        max(latest) if len(latest) == len(dates) else None,
        first,
        last,
        begun_by=max(begun) if len(begun) == len(dates) else None,
    )


def as_of(bounds: Bounds, day: date) -> Literal["yes", "no", "undecided"]:
    """Whether something with these bounds lasted on a given day.

    Returns:
        ``yes`` on the sure days of an interval and on the one day of a date that has only one; ``no`` outside the bounds;
        ``undecided`` for every other day. If an end is open or unknown, no day on its side is ``no``, and no day is ``yes``.

    >>> [as_of(parse_edtf("1947/1949"), date(year, 6, 1)) for year in (1946, 1947, 1948, 1949, 1950)]
    ['no', 'undecided', 'yes', 'undecided', 'no']
    """
    if (bounds.earliest is not None and day < bounds.earliest) or (bounds.latest is not None and day > bounds.latest):
        return "no"
    if bounds.earliest == bounds.latest == day:
        return "yes"
    if bounds.surely_from is not None and bounds.surely_until is not None and bounds.surely_from <= day <= bounds.surely_until:
        return "yes"
    return "undecided"
