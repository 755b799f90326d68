"""Periods on a line of time, as numbers for a drawing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kg.network.model import Period

WIDTH: Final = 800
"""The width of the drawing, in its own units."""
_MARGIN: Final = 12
"""How far an open end reaches beyond the last day, in units of the drawing."""
_HEAD: Final = 18
_ROW: Final = 32


@dataclass(frozen=True, slots=True)
class Bar:
    """A period: the top of its row, its label, the start and width of its possible and of its sure days, and where it is open.

    A period of which no day is known has the width 0.
    """

    y: float
    label: str
    x: float
    width: float
    sure_x: float
    sure_width: float
    open_start: bool = False
    open_end: bool = False

    @property
    def outline(self) -> str:
        """The possible days as a path of SVG, without a line at an open end.

        >>> Bar(18, "Ties", 10, 30, 0, 0).outline, Bar(18, "Ties", 10, 30, 0, 0, open_end=True).outline
        ('M10 35H40V44H10V35', 'M40 35H10V44H40')
        """
        top, left, right = self.y + 17, self.x, self.x + self.width
        low = top + 9
        if self.open_start and self.open_end:
            return f"M{left:g} {top:g}H{right:g}M{left:g} {low:g}H{right:g}"
        if self.open_start:
            return f"M{left:g} {top:g}H{right:g}V{low:g}H{left:g}"
        if self.open_end:
            return f"M{right:g} {top:g}H{left:g}V{low:g}H{right:g}"
        return f"M{left:g} {top:g}H{right:g}V{low:g}H{left:g}V{top:g}"


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing: its size, the first and last year, the places of some years, and its bars."""

    width: int
    height: int
    start: int
    end: int
    years: tuple[tuple[float, int], ...]
    rows: tuple[Bar, ...]


def chart(periods: Sequence[Period], label: Callable[[str], str]) -> Chart | None:
    """Periods on a line of time; None if none of them has a day on which it began, held or ended.

    An end that is open is drawn until the day until which the period is counted, or until the end of the line.

    Args:
        periods: the periods.
        label: the label of a value.
    """
    # The day until which a period is counted says only how far the documents reach: alone it is no day of the period.
    known = [_day(text) for each in periods if _bounds(each) for text in (*_bounds(each), each.counted_until)]
    days = [each for each in known if each is not None]
    if not days:
        return None
    start, end = date.fromordinal(min(days)).year, date.fromordinal(max(days)).year + 1
    first, last = date(start, 1, 1).toordinal(), date(min(end, 9999), 1, 1).toordinal()

    def place(day: int | None, otherwise: int) -> float:
        found = otherwise if day is None else min(max(day, first), last)
        return round((found - first) / max(last - first, 1) * (WIDTH - _MARGIN), 1)

    rows = []
    for number, each in enumerate(periods):
        if not _bounds(each):
            rows.append(Bar(_HEAD + number * _ROW, label(each.iri), 0, 0, 0, 0))
            continue
        counted = _day(each.counted_until)
        x = place(_day(each.earliest), first)
        right = place(_day(each.latest), counted or last) + (0 if each.latest else _MARGIN)
        sure_from, sure_until = _day(each.surely_from), _day(each.surely_until)
        sure_x = place(sure_from, first)
        sure_right = place(sure_until, counted or last) if sure_from is not None else sure_x
        sure_width = max(sure_right - sure_x, 2.0) if sure_from is not None else 0.0
        rows.append(
            Bar(
                _HEAD + number * _ROW,
                label(each.iri),
                x,
                round(max(right - x, 2.0), 1),
                sure_x,
                round(sure_width, 1),
                not each.earliest,
                not each.latest,
            )
        )
    step = next(each for each in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000) if (end - start) / each <= 12)
    years = [year for year in range(start - start % step, end + 1, step) if start <= year <= end]
    places = [(place(date(min(max(year, 1), 9999), 1, 1).toordinal(), first), year) for year in years]
    ticks = tuple((x, year) for x, year in places if x < WIDTH - 30)
    return Chart(WIDTH, _HEAD + len(rows) * _ROW, start, end, ticks, tuple(rows))


def _bounds(period: Period) -> list[str]:
    """The days that are known of a period."""
    return [day for day in (period.earliest, period.latest, period.surely_from, period.surely_until) if day]


def _day(text: str) -> int | None:
    return date.fromisoformat(text).toordinal() if text else None
