"""The dates in a passage, by rules, as EDTF with what they rest on (section 7 of the codebook)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final, Literal, NamedTuple, TypeAlias

from kg.dates import DateProblem, parse_edtf

How: TypeAlias = Literal["at", "since", "before", "after", "until", "by", "range", "between", "decade", "relative", "writing"]
"""How a date is meant, by the words before it or in it."""


class Found(NamedTuple):
    """A date in a passage.

    Attributes:
        start: the offset of its first character.
        end: the offset after its last character.
        edtf: the date in EDTF; empty for *now* and *currently*, which give none.
        basis: the local name of what it rests on.
        how: how it is meant.
        reason: the same in words.
    """

    start: int
    end: int
    edtf: str
    basis: str
    how: How
    reason: str


_MONTHS: Final = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
_SHORT: Final = {name[:3]: number for number, name in enumerate(_MONTHS, 1)}
_MONTH: Final = (
    r"(?P<{0}>January|February|March|April|May|June|July|August|September|October|November|December|"
    r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
)
_NUMBER_WORDS: Final = "one two three four five six seven eight nine ten eleven twelve"
_COUNT: Final = _NUMBER_WORDS.replace(" ", "|")
_YEAR: Final = r"(?:1[0-9]|20)\d\d"
_DAY: Final = r"(?:0?[1-9]|[12]\d|3[01])"
_BEFORE: Final = (
    r"(?:\b(?P<by>by (?:the )?end of|by|since|from|before|prior to|after|following|until|till|up to)\s+"
    r"(?:the\s+)?(?:(?:early|late|mid)[- ])?)?"
)
_FORMS: Final = (
    ("range", rf"\b(?:from|between)\s+(?P<year>{_YEAR})\s+(?:to|until|and|through)\s+(?P<until>{_YEAR})\b"),
    ("range", rf"\b(?P<year>{_YEAR})\s?[–—/-]\s?(?P<until>{_YEAR}|\d\d)\b(?![–—/-]\d)"),
    ("day", rf"{_BEFORE}\b(?P<day>{_DAY})(?:st|nd|rd|th)?(?: of)?\s+{_MONTH.format('month')}(?:,?\s+(?P<year>{_YEAR}))?\b(?!\d)"),
    ("day", rf"{_BEFORE}\b{_MONTH.format('month')}\s+(?P<day>{_DAY})(?:st|nd|rd|th)?(?:,?\s+(?P<year>{_YEAR}))?\b(?![\d,]*\d)"),
    ("month", rf"{_BEFORE}\b{_MONTH.format('month')},?\s+(?:of\s+)?(?P<year>{_YEAR})\b"),
    ("decade", rf"{_BEFORE}\b(?P<year>(?:1[5-9]|20)\d0)['’]?s\b"),
    ("iso", rf"{_BEFORE}\b(?P<iso>{_YEAR}-[01]\d-[0-3]\d)\b"),
    ("year", rf"{_BEFORE}(?<![\d$€£/.,])\b(?P<year>(?:1[5-9]|20)\d\d)\b(?![\d%]|[,.]\d|/\d)"),
    ("relative", rf"\b(?P<count>\d+|a|{_COUNT})\s+(?P<unit>day|week|month|year)s?\s+(?P<way>later|afterwards|earlier|before)\b"),
    ("today", r"\b(?P<today>today|yesterday|tomorrow|last month|last year|this month|this year)\b"),
    ("writing", r"\b(?P<writing>now|currently|nowadays|at present|to this day)\b"),
)  # fmt: skip
_COMPILED: Final = tuple(
    (form, re.compile(pattern, re.IGNORECASE if form in ("relative", "today", "writing") else 0)) for form, pattern in _FORMS
)
_NUMBERS: Final = {"a": 1} | {word: number for number, word in enumerate(_NUMBER_WORDS.split(), 1)}
_NO_YEAR: Final = re.compile(
    r"(?:\b(?:over|about|some|nearly|almost|than|least|most|resolution|no\.|number|around|killed|approximately)\s+|[$€£])$", re.IGNORECASE
)
_COUNTED: Final = re.compile(
    r"\s+(?:people|persons|civilians|soldiers|troops|men|women|tons|tonnes|miles|kilometres|kilometers|km|rifles|refugees|dollars|members|students|years|prisoners)\b"
)
_HOWS: Final[dict[str, How]] = {
    "by": "by", "by end of": "by", "by the end of": "by", "since": "since", "from": "since", "before": "before", "prior to": "before",
    "after": "after", "following": "after", "until": "until", "till": "until", "up to": "until",
}  # fmt: skip


def dates_in(text: str, context: str = "", document_date: str = "") -> list[Found]:
    """The dates in a passage, sorted by position; of two that overlap, the more exact one.

    Args:
        text: the text of the passage.
        context: the last date before the passage, in EDTF, which gives a day its year; or empty.
        document_date: the date of the document, in EDTF, which gives *today* its day; or empty.

    >>> [(each.edtf, each.basis) for each in dates_in("On 26 April 1988 and in May 1989, before 1990.")]
    [('1988-04-26', 'AsStated'), ('1989-05', 'AsStated'), ('[..1990]', 'AsStated')]
    >>> [each.edtf for each in dates_in("On 4 July 1905, on 1 Sept. 1906 and in June 1907")]
    ['1905-07-04', '1906-09-01', '1907-06']
    >>> [(each.edtf, each.basis) for each in dates_in("On January 11 and six months later", "[2008..2009]")]
    [('2009-01-11', 'Inferred')]
    >>> [(each.edtf, each.basis) for each in dates_in("Six months later", "1974-02")]
    [('1974-08~', 'Inferred')]
    """
    found: list[Found] = []
    wrong: list[tuple[int, int]] = []
    for form, pattern in _COMPILED:
        for match in pattern.finditer(text):
            taken = [*wrong, *((each.start, each.end) for each in found)]
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            one = _read(form, match, text, context, document_date)
            if one is not None:
                found.append(one)
            elif form == "day":  # a day that does not exist gives no month and no year either
                wrong.append(match.span())
    return sorted(found)


def _read(form: str, match: re.Match[str], text: str, context: str, document_date: str) -> Found | None:
    parts = match.groupdict()
    words = re.sub(r"\s+", " ", (parts.get("by") or "").lower())
    how: How = _HOWS.get(words, "at")
    if form == "range":
        return _range(match)
    if form == "relative":
        return _relative(match, context)
    if form == "today":
        return _today(match, document_date)
    if form == "writing":
        return Found(*match.span(), "", "AsOfWriting", "writing", f"{match[0]!r}, of what lasts")
    if form == "year" and (_NO_YEAR.search(text[: match.start("year")]) or _COUNTED.match(text, match.end())):
        return None
    if form == "decade":
        year = parts["year"]
        edtf = f"{year[:3]}X/.." if how == "since" else f"[{year}..{year[:3]}9]"
        return Found(*match.span(), edtf, "AsStated", "decade", "a decade")
    basis = "AsStated"
    if form == "iso":
        value = parts["iso"]
    elif form == "year":
        value = parts["year"]
    else:
        month = _SHORT[parts["month"][:3].lower()]
        year = parts.get("year") or _last_year(context)
        basis = "AsStated" if parts.get("year") else "Inferred"
        if not year:
            return None
        value = f"{year}-{month:02}" + (f"-{int(parts['day']):02}" if form == "day" else "")
    if not _exists(value):
        return None
    start = match.start() if how != "at" else min(match.start(each) for each in ("day", "month", "iso", "year") if parts.get(each))
    why = "a date" if basis == "AsStated" else f"a date whose year is that of {context}"
    if words.startswith("by ") and len(value) == 4:
        value += "-12-31"
    edtf = {"since": f"{value}/..", "before": f"[..{value}]", "until": f"[..{value}]", "by": f"[..{value}]", "after": f"[{value}..]"}.get(
        how, value
    )
    return Found(start, match.end(), edtf, basis, how, why if how == "at" else f"{why} after {words!r}")


def _range(match: re.Match[str]) -> Found | None:
    first, last = match["year"], match["until"]
    last = first[:2] + last if len(last) == 2 else last
    if int(last) <= int(first):
        return None
    if match[0].startswith("between"):
        return Found(*match.span(), f"[{first}..{last}]", "AsStated", "between", "some time between two years")
    return Found(*match.span(), f"{first}/{last}", "AsStated", "range", "a time from one year to another")


def _relative(match: re.Match[str], context: str) -> Found | None:
    base = re.findall(r"\d{4}(?:-\d\d)?(?:-\d\d)?", context)
    if not base:
        return None
    count = int(match["count"]) if match["count"].isdigit() else _NUMBERS[match["count"].lower()]
    sign = -1 if match["way"].lower() in ("earlier", "before") else 1
    year, month, day = ([int(each) for each in base[-1].split("-")] + [0, 0])[:3]
    unit = match["unit"].lower()
    if unit in ("day", "week"):
        if not day:
            return None
        moved = date(year, month, day) + timedelta(days=sign * count * (7 if unit == "week" else 1))
        edtf = moved.isoformat()
    elif unit == "month":
        if not month:
            return None
        months = year * 12 + month - 1 + sign * count
        edtf = f"{months // 12}-{months % 12 + 1:02}~"
    else:
        edtf = f"{year + sign * count}~" if not month else f"{year + sign * count}-{month:02}~"
    return Found(*match.span(), edtf, "Inferred", "relative", f"counted from {context}") if _exists(edtf) else None


def _today(match: re.Match[str], document_date: str) -> Found | None:
    words = match["today"].lower()
    if not re.fullmatch(r"\d{4}(-\d\d)?(-\d\d)?", document_date):
        return None
    parts = [int(each) for each in document_date.split("-")]
    edtf = ""
    if words in ("today", "this month", "this year"):
        edtf = "-".join(document_date.split("-")[: {"this year": 1, "this month": 2}.get(words, 3)])
    elif words in ("yesterday", "tomorrow") and len(parts) == 3:
        edtf = (date(*parts) + timedelta(days=1 if words == "tomorrow" else -1)).isoformat()
    elif words == "last month" and len(parts) > 1:
        edtf = f"{parts[0]}-{parts[1] - 1:02}" if parts[1] > 1 else f"{parts[0] - 1}-12"
    elif words == "last year":
        edtf = f"{parts[0] - 1}"
    return Found(*match.span(), edtf, "FromDocumentDate", "at", f"{words!r} in a document of {document_date}") if edtf else None


def _exists(edtf: str) -> bool:
    try:
        parse_edtf(edtf)
    except DateProblem:
        return False
    return True


def _last_year(edtf: str) -> str:
    years = re.findall(r"\d{4}", edtf)
    return years[-1] if years else ""


def frame_of(text: str, found: list[Found]) -> Found | None:
    """The date of all that a sentence tells, if it begins with *During ...* or *After ...*.

    Args:
        text: the text of the passage.
        found: its dates.

    Returns:
        The date, widened as the word asks, with the basis FromContext; None without one.

    >>> text = "After the 1973 war, both signed an agreement."
    >>> frame_of(text, dates_in(text)).edtf
    '[1973..]'
    """
    match = re.match(r"\s*(?:Also |Then |Later |Again )?(?P<word>during|after|following|before|in the course of)\b", text, re.IGNORECASE)
    if match is None:
        return None
    stop = _clause_end(text, match.end(), found)
    inside = [each for each in found if match.end() <= each.end <= stop and each.edtf]
    if not inside:
        return None
    ranges = [each for each in inside if each.how == "range"]
    chosen = ranges[0] if ranges else inside[-1]
    days = re.findall(r"\d{4}(?:-\d\d)?(?:-\d\d)?", chosen.edtf)
    word = match["word"].lower()
    began = re.search(r"\b(?:began|begun|beginning|started|starting)\b", text[match.end() : chosen.start])
    if word == "before":
        edtf = f"[..{days[0]}]"
    elif word in ("after", "following") or began is not None:
        edtf = f"[{days[-1]}..]"
    else:
        edtf = f"[{days[0]}..{days[-1]}]" if len(days) > 1 else days[0]
    return Found(chosen.start, chosen.end, edtf, "FromContext", "at", f"the date of what the sentence begins with, {word!r}")


def _clause_end(text: str, start: int, found: list[Found]) -> int:
    """Where the first part of a sentence ends: at its first comma that is in no date."""
    for match in re.finditer(r",", text[start:]):
        position = start + match.start()
        if not any(each.start < position < each.end for each in found):
            return position
    return len(text)
