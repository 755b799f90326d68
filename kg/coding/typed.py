"""Dates and quantities as they are typed from a text."""

from __future__ import annotations

import calendar
import re
from typing import Final, NamedTuple

from kg.dates import DateProblem, date_in_words, first_day, parse_edtf
from kg.errors import UsageError

STATED: Final = "AsStated"
WRITING: Final = "AsOfWriting"
_BASES: Final = {
    "stated": STATED,
    "context": "FromContext",
    "inferred": "Inferred",
    "writing": WRITING,
    "document": "FromDocumentDate",
    "none": "",
}
_MONTHS: Final = tuple(name.lower() for name in calendar.month_name)
_MONTH: Final = "|".join(f"{name[:3]}{f'(?:{name[3:]})?' if name[3:] else ''}" for name in _MONTHS[1:]) + "|sept"
_SEASONS: Final = {"spring": "21", "summer": "22", "autumn": "23", "fall": "23", "winter": "24"}
_DAY_MONTH: Final = re.compile(rf"(?:the )?(?P<d>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<m>{_MONTH})\.?,?(?: (?P<y>\d{{4}}))?")
_MONTH_DAY: Final = re.compile(rf"(?P<m>{_MONTH})\.? (?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:, ?| )?(?P<y>\d{{4}})?")
_MONTH_YEAR: Final = re.compile(rf"(?:the )?(?P<m>{_MONTH})\.?,?(?: (?:of )?(?P<y>\d{{4}}))?")
_DAY_NAMES: Final = tuple(name.lower() for name in calendar.day_name)
_DAY_BEFORE: Final = re.compile(rf"(?P<w>{'|'.join(_DAY_NAMES)}),? (?:the )?(?P<rest>.+)")
_CENTURY: Final = re.compile(r"(?:the )?(?P<n>\d{1,2})(?:st|nd|rd|th) century")
_YEAR_FIRST: Final = re.compile(
    rf"(?P<y>\d{{4}}),? (?P<rest>(?:{_MONTH})\.?(?: \d{{1,2}}(?:st|nd|rd|th)?)?|spring|summer|autumn|fall|winter)"
)
_SEASON: Final = re.compile(r"(?:the )?(?P<s>spring|summer|autumn|fall|winter) (?:of )?(?P<y>\d{4})")
_DECADE: Final = re.compile(r"(?:the )?(?P<y>\d{3})0s")
_DAY_ONLY: Final = re.compile(r"(?P<d>\d{1,2})(?:st|nd|rd|th)?")
_YEAR: Final = re.compile(r"(?:the year )?(?P<y>\d{4})")
_SLASHED: Final = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{1,2}/\d{4}|\d{4}[/.]\d{1,2}[/.]\d{1,2}")
_EDTF: Final = re.compile(r"[\[{]?[\dX.][\dX~?%.,/\-]*[\]}]?")
_ASIDE: Final = re.compile(r"^(?P<date>.*?)\s*\((?P<basis>[a-z]+)\)$")
_HOUR: Final = re.compile(r"\d{1,2}(?:[:.]\d\d)? ?(?:[ap]\.?m\.?|o'clock|gmt|utc)", re.IGNORECASE)
_BEFORE_CHRIST: Final = re.compile(r"\d+ ?b\.?c\.?(?:e\.?)?", re.IGNORECASE)
_RELATIVE: Final = (
    "today",
    "yesterday",
    "tomorrow",
    "now",
    "currently",
    "this month",
    "last month",
    "this year",
    "last year",
)
_NUMBER: Final = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_QUANTITY: Final = re.compile(
    r"(?:(?P<q>over|more than|at least|up to|at most|fewer than|less than|under|about|around|nearly|almost|approximately|some)\s+)?"
    rf"(?P<n>{_NUMBER})(?:\s*(?:-|–|to)\s*(?P<m>{_NUMBER}))?\s+(?P<u>[^\W\d][^\d()]*)"
)
_LIKE_QUANTITY: Final = re.compile(rf"-?\d[\d,.]*\s+[^\W\d].*|(?:the )?(?:{_MONTH})\b.*\d.*", re.IGNORECASE)
_NO_UNIT: Final = re.compile(rf"(?:or|and|to|(?:{_MONTH}))\b", re.IGNORECASE)
_MINIMUM: Final = ("over", "more than", "at least")
_MAXIMUM: Final = ("up to", "at most", "fewer than", "less than", "under")


class TypedDate(NamedTuple):
    """A date: in EDTF, None for none; and the name of its basis, empty for none."""

    edtf: str | None
    basis: str


class Quantity(NamedTuple):
    """A quantity: the names of its properties with numbers, its qualifier, and its unit."""

    numbers: tuple[tuple[str, str], ...]
    qualifier: str
    unit: str


def typed_date(text: str, written: str | None = None, *, lasts: bool = False) -> TypedDate | None:
    """A date as it is typed from a text, or in EDTF.

    The basis can stand behind it in brackets: (stated), (context), (inferred), (writing), (document), (none).

    Args:
        text: what is typed, such as ``26 April 1988``, ``the 1990s``, ``between 1988 and 1989``, ``yesterday``, ``1988-04``.
        written: the date of the document in EDTF, for ``today`` and the like; None without one.
        lasts: whether the date is that of something that lasts, of which ``now`` is no day.

    Returns:
        The date; None if the text is none.

    Raises:
        UsageError: the text is meant as a date and is ambiguous, incomplete, or no day.

    >>> typed_date("26 April 1988"), typed_date("since the 1950s")
    (TypedDate(edtf='1988-04-26', basis='AsStated'), TypedDate(edtf='195X/..', basis='AsStated'))
    >>> typed_date("yesterday", "2012-08-31"), typed_date("now", lasts=True)
    (TypedDate(edtf='2012-08-30', basis='FromDocumentDate'), TypedDate(edtf=None, basis='AsOfWriting'))
    >>> typed_date("Saudi Arabia") is None
    True
    """
    aside = _ASIDE.match(text.strip())
    basis = None
    if aside is not None:
        basis = _BASES.get(aside["basis"])
        if basis is None:
            if typed_date(aside["date"], written, lasts=lasts) is None:
                return None
            bases = " ".join(f"({each})" for each in _BASES)
            raise UsageError(f"({aside['basis']}) is no basis of a date", None, f"write one of {bases}, or nothing for stated")
        text = aside["date"]
    said = " ".join(text.replace("–", "-").split())
    _refuse_hours_and_eras(said)
    if said.lower() in _RELATIVE:
        return _relative(said.lower(), written, basis, lasts=lasts)
    found = _edtf(said) or _in_words(said.lower())
    if found is None:
        return None
    try:
        parse_edtf(found)
    except DateProblem as problem:
        raise UsageError(f"{text} is not a date: {problem.what}", None, "type the date as in 26 April 1988, or in EDTF") from problem
    return TypedDate(found, STATED if basis is None else basis)


def _refuse_hours_and_eras(said: str) -> None:
    """Refuse what is neither a date that can be kept nor a quantity: ``3 pm`` is not three of something."""
    if _HOUR.fullmatch(said):
        raise UsageError(f"{said} is a time of day", None, "type the day; the hour can stand in the gist")
    if _BEFORE_CHRIST.fullmatch(said):
        raise UsageError(
            f"{said} is before the year 1", None, "leave the date out and say it in the gist: only years from 1 to 9999 can be kept"
        )


def _edtf(text: str) -> str | None:
    """A text that is meant as EDTF, or a year; None for any other."""
    if _SLASHED.fullmatch(text):
        raise UsageError(f"{text} can be read in two ways", None, "type the month as a word, such as 3 April 1988, or 1988-04-03")
    if not _EDTF.fullmatch(text) or not re.search(r"\d{3}[\dX]|\d{2}XX", text):
        return None
    if re.fullmatch(r"[-\d,.]+", text) and not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", text):
        years = re.fullmatch(r"(\d{4})-(\d{4})", text)
        return f"{years[1]}/{years[2]}" if years else None
    return text


def _relative(said: str, written: str | None, basis: str | None, *, lasts: bool) -> TypedDate:
    from datetime import timedelta

    if said in ("now", "currently") and (lasts or written is None):
        return TypedDate(None, WRITING if basis is None else basis)
    if written is None:
        raise UsageError(f"{said} has no day, because the document has no date", None, "give the document a dcterms:date, or type the date")
    try:
        day = first_day(written)
    except DateProblem as problem:
        raise UsageError(f"{said} has no day, because the date of the document is open", None, "type the date") from problem
    precise = re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", written)
    digits = len(written) if precise else 0
    months = day.year * 12 + day.month - 1 - (said == "last month")
    if said.endswith("year"):
        found, need = f"{day.year - (said == 'last year'):04}", 4
    elif said.endswith("month"):
        found, need = f"{months // 12:04}-{months % 12 + 1:02}", 7
    elif said in ("today", "now", "currently"):
        found, need = written, 0
    else:
        found, need = (day + timedelta(days=1 if said == "tomorrow" else -1)).isoformat(), 10
    if digits < need:
        raise UsageError(f"{said} has no day, because the date of the document is only {written}", None, "leave it out, or type the date")
    return TypedDate(found, "FromDocumentDate" if basis is None else basis)


def _in_words(text: str) -> str | None:
    """The EDTF of a date in English; None for any other text."""
    text = re.sub(r"^(?:in|on|at|during)\s+", "", text)
    if match := _DAY_BEFORE.fullmatch(text):
        return _on_weekday(match["w"], match["rest"])
    if (match := re.fullmatch(r"(?:about|around|circa|c\.|ca\.?) (.+)", text)) and (one := _point(match[1])):
        return one + "~"
    if match := re.fullmatch(r"(?:the )?night to (.+)", text):
        return _night(match[1])
    for pattern, form in (
        (r"(?:before|until) (.+)", "[..{}]"),
        (r"by (?:the end of )?(.+)", "[..{}]"),
        (r"after (.+)", "[{}..]"),
        (r"(?:since|began in|from) (.+?)(?: on| onwards?)?", "{}/.."),
    ):
        match = re.fullmatch(pattern, text)
        if match and " to " not in match[1] and (one := _point(match[1])):
            decade = re.fullmatch(r"\[(\d{3})0\.\.\d{4}\]", one)
            if decade:
                one = {"[..{}]": decade[1] + "9", "[{}..]": decade[1] + "0"}.get(form, decade[1] + "X")
                if text.startswith("before"):
                    one = f"{int(decade[1] + '0') - 1:04}"
            return form.format(one)
    if match := re.fullmatch(r"between (.+) and (.+)", text):
        pair = _pair(match[1], match[2])
        return f"[{pair[0]}..{pair[1]}]" if pair else None
    if match := re.fullmatch(r"(?:all through |throughout )(.+)", text):
        one = _point(match[1])
        decade = re.fullmatch(r"\[(\d{4})\.\.(\d{4})\]", one or "")
        return f"{decade[1]}/{decade[2]}" if decade else f"{one}/{one}" if one else None
    for between in re.finditer(r" (?:to|until) | ?- ?", text):
        pair = _pair(text[: between.start()].removeprefix("from "), text[between.end() :])
        if pair:
            return f"{pair[0]}/{pair[1]}"
    if match := re.fullmatch(r"(?:either )?(.+) or (.+)", text):
        pair = _pair(match[1], match[2])
        return f"[{pair[0]},{pair[1]}]" if pair else None
    return _point(text)


def _on_weekday(name: str, text: str) -> str | None:
    """A day with its weekday, which has to be that of the day."""
    from datetime import date

    found = _point(text)
    if found is None or len(found) != 10:
        return None
    try:
        is_day = _DAY_NAMES[date.fromisoformat(found).weekday()]
    except ValueError:
        return found  # no day at all, which is told then
    if is_day != name:
        raise UsageError(
            f"{date_in_words(found)} was a {is_day.capitalize()} and no {name.capitalize()}",
            None,
            "compare the date with the text, and leave the weekday out if it is wrong there",
        )
    return found


def _night(text: str) -> str | None:
    from datetime import date, timedelta

    one = _point(text)
    if one is None or len(one) != 10:
        return None
    try:
        return f"[{(date.fromisoformat(one) - timedelta(days=1)).isoformat()}..{one}]"
    except ValueError:
        return one


def _pair(first: str, second: str) -> tuple[str, str] | None:
    """Two dates, of which the first takes from the second what it lacks."""
    last = _point(second)
    if last is None or last.startswith("["):
        return None
    if (match := _DAY_ONLY.fullmatch(first)) and len(last) == 10:
        return f"{last[:8]}{int(match['d']):02}", last
    return (one, last) if (one := _point(first, last[:4])) and not one.startswith("[") else None


def _point(text: str, year: str = "") -> str | None:
    """A day, month, season, year or decade in EDTF; None for any other text."""
    if first := _YEAR_FIRST.fullmatch(text):
        text = f"{first['rest']} {first['y']}"
    for pattern in (_DAY_MONTH, _MONTH_DAY, _MONTH_YEAR):
        match = pattern.fullmatch(text)
        if match is None:
            continue
        groups = match.groupdict()
        given = groups.get("y") or year
        if not given:
            if groups.get("d") is None:
                return None
            shown = text.replace(groups["m"], groups["m"].capitalize())  # the text is in small letters
            raise UsageError(
                f"{shown} has no year", None, f"type the year, such as {shown} 1988; (inferred) if the passage does not give it"
            )
        month = next(number for number, name in enumerate(_MONTHS) if number and name.startswith(groups["m"][:3]))
        return f"{given}-{month:02}" + (f"-{int(groups['d']):02}" if groups.get("d") else "")
    if match := _SEASON.fullmatch(text):
        return f"{match['y']}-{_SEASONS[match['s']]}"
    if (match := _CENTURY.fullmatch(text)) and int(match["n"]):
        return f"{int(match['n']) - 1:02}XX"
    if match := _DECADE.fullmatch(text):
        return f"[{match['y']}0..{match['y']}9]"
    if match := _YEAR.fullmatch(text):
        return match["y"]
    return text if re.fullmatch(r"\d{4}-\d\d(-\d\d)?", text) else None


def written_date(edtf: str | None, basis: str) -> str | None:
    """The text from which `typed_date` makes a date and its basis; None if there is none.

    Args:
        edtf: the date in EDTF; None for none.
        basis: the name of the basis; empty for none.

    >>> written_date("1988-04-26", "AsStated"), written_date("[..1979]", "FromContext"), written_date(None, "AsOfWriting")
    ('26 April 1988', '[..1979] (context)', 'now')
    """
    if edtf is None:
        return "now" if basis == WRITING else None
    word = next((word for word, name in _BASES.items() if name == basis), None)
    if word is None:
        return None
    aside = "" if word == "stated" else f" ({word})"
    texts = [date_in_words(edtf)] if re.fullmatch(r"\d{4}-\d\d-\d\d|\d{4}-(0\d|1[0-2])", edtf) else []
    return next((text + aside for text in (*texts, edtf) if _means(text + aside, edtf, basis)), None)


def _means(text: str, edtf: str, basis: str) -> bool:
    try:
        return typed_date(text) == (edtf, basis)
    except UsageError:
        return False


def typed_quantity(text: str) -> Quantity | None:
    """A number with its unit, such as ``250,000 rifle``, ``more than 400 death`` or ``5 to 6 plane``; None for any other text.

    Raises:
        UsageError: the text has a number and a word, and is neither a quantity nor, as far as is known, a name, such as a mistyped date.

    >>> typed_quantity("250,000 rifle")
    Quantity(numbers=(('quantity', '250000'),), qualifier='', unit='rifle')
    >>> typed_quantity("more than 400 death").numbers
    (('quantityMin', '400'),)
    """
    match = _QUANTITY.fullmatch(text)
    if match is None or _NO_UNIT.match(match["u"]):
        if match is not None or _LIKE_QUANTITY.fullmatch(text):
            raise UsageError(
                f"{text} is neither a date nor a number with a unit",
                None,
                "type a date as in 26 April 1988, a number as in 2,500 rifle, a new name as in +Group of 77 (Group)",
            )
        return None
    one, other, qualifier = match["n"].replace(",", ""), (match["m"] or "").replace(",", ""), match["q"] or ""
    if other:
        return Quantity((("quantityMin", one), ("quantityMax", other)), qualifier, match["u"])
    name = "quantityMin" if qualifier in _MINIMUM else "quantityMax" if qualifier in _MAXIMUM else "quantity"
    return Quantity(((name, one),), qualifier, match["u"])
