"""The years and days that a text has in words and digits, and the text without its dates.

A number is a day only beside its month, and a year only where nothing counts with it: "14 people" is no day, "the 12 March" no quantity.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

MONTHS: Final = tuple("january february march april may june july august september october november december".split())  # noqa: SIM905
_ONES: Final = "first second third fourth fifth sixth seventh eighth ninth".split()  # noqa: SIM905
_ORDINALS: Final = {
    **dict(enumerate(_ONES, 1)),
    **dict(enumerate("tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth".split(), 10)),  # noqa: SIM905
    20: "twentieth",
    **{20 + number: f"twenty-{word}" for number, word in enumerate(_ONES, 1)},
    30: "thirtieth",
    31: "thirty-first",
}
_DAYS: Final = {word: number for number, word in _ORDINALS.items()}
_WORDS: Final = "|".join(sorted(_DAYS, key=len, reverse=True))
_MONTH: Final = rf"(?:{'|'.join(f'(?:{each[0]}|{each[0].upper()}){each[1:]}|{each.upper()}' for each in MONTHS if each != 'may')}|May|MAY"
_MONTH_NAME: Final = _MONTH + r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)(?![A-Za-z])"
_DAY: Final = rf"(?<![\d.,])(?:[0-3]?\d(?:st|nd|rd|th)?|(?i:{_WORDS}))(?![\d\w]|[.,:]\d)"
_BETWEEN: Final = r"(?:\s*(?:,|[-–/])\s*(?:(?:and|or|to)\s+)?|\s+(?:and|or|to|until|through|into)\s+)(?:the\s+)?"
_LIST: Final = rf"{_DAY}(?:{_BETWEEN}{_DAY}){{0,30}}"
_COUNTED: Final = r"(?!\s+(?:men|women|people|children|[a-z]{3,}s)\b)"
_YEAR: Final = r"(?:1\d{3}|20\d\d)(?![\d\w]|,\d|\.\d)"
_AFTER_DAY: Final = rf"(?:,?\s*(?:of\s+)?{_YEAR})?"
_DATES: Final = re.compile(
    rf"(?P<before>{_LIST})\s+(?:of\s+)?(?P<month>{_MONTH_NAME}){_AFTER_DAY}"
    rf"|(?P<month_first>{_MONTH_NAME})\s+(?:the\s+)?(?P<behind>{_DAY}(?:{_BETWEEN}{_DAY}{_COUNTED}(?!\s+(?:of\s+)?{_MONTH_NAME})){{0,30}}){_AFTER_DAY}"
    rf"|(?P<month_alone>{_MONTH_NAME})(?:,?\s+(?:of\s+)?{_YEAR})?"
    rf"|(?<![\d./-])(?P<numeric>\d{{1,4}}[./-]\d{{1,2}}[./-]\d{{1,4}})(?![\d/-]|\.\d)"
)
_LATER_DAY: Final = re.compile(r"\b(?:on|of|by|until|since|to|and)\s+the\s+([0-3]?\d)(?:st|nd|rd|th)\b(?!\s+[a-z]{4,})")
"""A day of which the month stands elsewhere: "on the 14th"."""
_NO_YEAR: Final = r"(?<![\d.,/$€£])(?<!no\. )(?<!No\. )(?<![Rr]esolution )(?<![Rr]esolutions )(?<!Law )(?<!Decree )"
_YEARS: Final = re.compile(
    rf"{_NO_YEAR}(?P<from>1\d{{3}}|20\d\d)\s?(?:[-–/]|to|and|until|through)\s?(?P<to>1\d{{3}}|20\d\d|\d\d)(?![\d\w]|[-–,./]\d)"
    rf"|{_NO_YEAR}(?P<decade>1\d\d|20\d)0['’]?s\b"
    rf"|{_NO_YEAR}(?P<year>{_YEAR})(?!\s+(?:men|women|people|children|[a-z]{{3,}}s)\b)"
)


@lru_cache(maxsize=4096)
def years_in(text: str) -> frozenset[int]:
    """The years that a text names, with those of its ranges and decades.

    Args:
        text: any text.

    >>> sorted(years_in("In 1947-49 and in 1981 there were 1500 men, 2,000 horses and resolution 1701."))
    [1947, 1948, 1949, 1981]
    >>> 1988 in years_in("in the 1980s")
    True
    """
    found: set[int] = set()
    for match in _YEARS.finditer(text):
        if match["decade"]:
            found |= {int(match["decade"]) * 10 + each for each in range(10)}
        elif match["from"]:
            first = int(match["from"])
            last = int(match["to"]) if len(match["to"]) == 4 else first // 100 * 100 + int(match["to"])
            separate = re.search(r"\sand\s", match[0]) and not re.search(
                r"(?i)between\s$", text[max(0, match.start() - 10) : match.start()]
            )
            found |= {first, last} if separate or last < first else {*range(first, last + 1)}
        else:
            found.add(int(match["year"]))
    return frozenset(found)


@lru_cache(maxsize=4096)
def days_in(text: str) -> frozenset[tuple[int, int]]:
    """The days that a text names beside their months, each as month and day.

    Args:
        text: any text, with its capitals.

    >>> sorted(days_in("On 3 and 4 May, July 5-6, the twelfth of June and 14 people in March"))
    [(5, 3), (5, 4), (6, 12), (7, 5), (7, 6)]
    """
    found: set[tuple[int, int]] = set()
    months: set[int] = set()
    for match in _DATES.finditer(text):
        if match["numeric"]:
            found |= _numeric(match["numeric"])
            continue
        month = _month_number(match["month"] or match["month_first"] or match["month_alone"])
        months.add(month)
        days = [_day_number(each) for each in re.findall(_DAY, match["before"] or match["behind"] or "")]
        found |= {(month, day) for day in days}
        if len(days) > 1 and re.search(r"[-–]|\s(?:to|until|through)\s", match[0]):
            found |= {(month, day) for day in range(min(days), max(days) + 1)}
    later = {int(each) for each in _LATER_DAY.findall(text)}
    return frozenset(found | {(month, day) for month in months for day in later})


@lru_cache(maxsize=4096)
def months_in(text: str) -> frozenset[int]:
    """The numbers of the months that a text names.

    >>> sorted(months_in("in early May, on 4 Sept. and on 2001-03-02; 7 men may come"))
    [3, 5, 9]
    """
    found: set[int] = set()
    for match in _DATES.finditer(text):
        name = match["month"] or match["month_first"] or match["month_alone"]
        found |= {month for month, _ in _numeric(match["numeric"])} if match["numeric"] else {_month_number(name)}
    return frozenset(found)


@lru_cache(maxsize=4096)
def without_dates(text: str) -> str:
    """A text without its dates, for the numbers that count something.

    >>> without_dates("On 12 March 1981, and in 1985, 14 people came.")
    'On ;, and in ;, 14 people came.'
    """
    return _YEARS.sub(";", _DATES.sub(";", text))


def _month_number(name: str) -> int:
    return next(number for number, each in enumerate(MONTHS, 1) if each.startswith(name.lower().rstrip(".")[:3]))


def _day_number(text: str) -> int:
    digits = re.match(r"\d+", text)
    return int(digits[0]) if digits else _DAYS[text.lower()]


def _numeric(text: str) -> set[tuple[int, int]]:
    """The days that a date in digits can mean, whichever of day and month stands first."""
    parts = [int(each) for each in re.split(r"[./-]", text)]
    pairs = ((parts[1], parts[2]),) if parts[0] > 31 else ((parts[0], parts[1]), (parts[1], parts[0]))
    return {(month, day) for month, day in pairs if 1 <= month <= 12 and 1 <= day <= 31}
