"""The columns of an answer as people read them: labels, and dates in words as far as they are known.

The first and the last possible day of a date are bounds, and neither is a date. In every format for people (``table``, ``md``, HTML), the
two columns ``earliest`` and ``latest``, or ``NAME_earliest`` and ``NAME_latest``, are therefore one, in words: "2005", "in or after 1973",
"after Arab–Israeli war of 1973 (in or after 1973)". The words are those of the node in the row that has these bounds, or only those of the
bounds, if none has them, or if several have them and their dates differ in words.

An answer with evidence has the bounds themselves beside the date, named as bounds, except beside a day, a month or a year. So has an answer
with a column ``date`` of its own, where the bounds are not those of that date.
"""

from __future__ import annotations

from datetime import date

from pyoxigraph import Literal, NamedNode

from kg.dates import DateProblem, bounds_in_words, date_in_words, limits_in_words, parse_edtf, together
from kg.namespaces import XSD
from kg.record.times import DATED, Times
from kg.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kg.record.names import Names
    from kg.results.base import Answer, Row
    from kg.terms import Term

    Days = tuple[date | None, date | None]

_FIRST, _LAST = "earliest", "latest"


class Column(NamedTuple):
    """A column for people.

    Attributes:
        name: the variable that it shows, or ``date`` and ``bounds``, with the name before them, for a pair of bounds.
        cells: the text of each row; empty where nothing is bound.
        terms: the term of each row, if the column shows terms; None for a pair of bounds.
    """

    name: str
    cells: list[str]
    terms: list[Term | None] | None = None

    @property
    def head(self) -> str:
        """The name in words."""
        return self.name.replace("_", " ")

    @property
    def filled(self) -> bool:
        """Whether any row has a text or a term in it."""
        return any(self.cells) or any(term is not None for term in self.terms or ())


def columns(answer: Answer, rows: int | None = None) -> list[Column]:
    """The columns of an answer for people.

    Args:
        answer: the answer.
        rows: the number of rows, from the first; None for all.

    >>> from kg.results.base import Answer
    >>> day = NamedNode(XSD + "date")
    >>> answer = Answer(("earliest", "latest"), [(Literal("1973-01-01", datatype=day), None)])
    >>> [(column.name, column.cells) for column in columns(answer)]
    [('date', ['in or after 1973'])]
    """
    return list(_Reading(answer, answer.rows[:rows]).columns())


class _Reading:
    def __init__(self, answer: Answer, rows: Sequence[Row]) -> None:
        self.answer = answer
        self.rows = rows
        self.times: Times | None = None
        self.known: dict[NamedNode, tuple[set[str], Days, str] | None] = {}
        # The names before the pairs of bounds: "" for ``earliest`` and ``latest``.
        self.pairs = {
            name.removesuffix(_FIRST)
            for name in answer.variables
            if name == _FIRST or name.endswith("_" + _FIRST)
            if name.removesuffix(_FIRST) + _LAST in answer.variables
            if all(self.days(row, name.removesuffix(_FIRST)) is not None for row in rows)
        }

    def columns(self) -> Iterator[Column]:
        done: set[str] = set()
        for name in self.answer.variables:
            pair = next((each for each in self.pairs if name in (each + _FIRST, each + _LAST)), None)
            if pair is None:
                yield self.plain(name)
            elif pair not in done:
                done.add(pair)
                yield from self.of_bounds(pair)

    def plain(self, name: str) -> Column:
        terms = [row[name] for row in self.rows]
        if name == "date" or name.endswith("_date"):
            return Column(name, [self.known_as(row, name) for row in self.rows], terms)
        return Column(name, [self.answer.label(term) for term in terms], terms)

    def known_as(self, row: Row, name: str) -> str:
        """A date in EDTF in words: those of the node with this date, or else only those of the text."""
        term = row[name]
        if not isinstance(term, Literal) or _is_day(term):
            return self.answer.label(term)
        texts = set(term.value.split(" or "))
        found = {words for text, _, words in self.dated(row, name.removesuffix("date")) if text == texts}
        return found.pop() if len(found) == 1 else date_in_words(term.value)

    def of_bounds(self, pair: str) -> Iterator[Column]:
        """The date that a pair of bounds stands for, and the bounds where they are shown themselves."""
        own = pair + "date"
        limits = self.answer.footnotes is not None
        if own in self.answer.variables:
            cells = [self.known_as(row, own) for row in self.rows]
            limits = limits or any(self.days(row, pair) != _days_of(row[own]) for row in self.rows)
        else:
            cells = [self.words(row, pair) for row in self.rows]
            yield Column(own, cells)
        if limits:
            beside = [_limits(words, self.days(row, pair) or (None, None)) for words, row in zip(cells, self.rows, strict=True)]
            if any(beside):
                yield Column(pair + "bounds", beside)

    def days(self, row: Row, pair: str) -> Days | None:
        """The bounds in a row; None if one of the two columns has something that is not a day."""
        found: list[date | None] = []
        for term in (row[pair + _FIRST], row[pair + _LAST]):
            if term is None:
                found.append(None)
            elif isinstance(term, Literal) and _is_day(term):
                try:
                    found.append(date.fromisoformat(term.value))
                except ValueError:
                    return None
            else:
                return None
        return found[0], found[1]

    def words(self, row: Row, pair: str) -> str:
        """The date of a row in words: that of the node with these bounds, or else only of the bounds."""
        days = self.days(row, pair) or (None, None)
        found = {words for _, bounds, words in self.dated(row, pair) if bounds == days}
        return found.pop() if len(found) == 1 else bounds_in_words(*days)

    def dated(self, row: Row, pair: str) -> Iterator[tuple[set[str], Days, str]]:
        """The dates of the nodes of a row that bounds may belong to: of the one that they are named after, else of all without bounds.

        Only acts and other matters count, and tenures; also those without a date. See `of_node`.
        """
        named = pair.removesuffix("_")
        wanted = (named,) if named else [each for each in row.variables if each + "_" not in self.pairs]
        for name in wanted:
            term = row[name] if name in row.variables else None
            if isinstance(term, NamedNode) and self.answer.names is not None:
                if term not in self.known:
                    self.known[term] = self.of_node(term, self.answer.names)
                known = self.known[term]
                if known is not None:
                    yield known

    def of_node(self, node: NamedNode, names: Names) -> tuple[set[str], Days, str] | None:
        """The dates in EDTF of a node, their bounds, and their words; None for a node that is neither a matter nor a tenure."""
        if not any(names.is_a(node, each) for each in DATED):
            return None
        if self.times is None:
            self.times = Times(names)
        bounds = self.times.bounds(node)
        days = (None, None) if bounds is None else (bounds.earliest, bounds.latest)
        return set(self.times.text(node).split(" or ")), days, self.times.words(node)


def _limits(words: str, days: Days) -> str:
    """The bounds beside a date in words; empty if it is a day, a month or a year, which has no others."""
    whole = None not in days and words == bounds_in_words(*days) and not words.startswith("between")
    return "" if whole else limits_in_words(*days)


def _is_day(term: Literal) -> bool:
    return term.datatype.value == XSD + "date"


def _days_of(term: Term | None) -> Days | None:
    """The bounds of a date in a column ``date``, or of several joined by ``or``; None for another text."""
    if not isinstance(term, Literal):
        return None, None
    try:
        bounds = together(map(parse_edtf, term.value.split(" or ")))
    except DateProblem:
        return None
    return bounds.earliest, bounds.latest
