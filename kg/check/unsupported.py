"""The rules that compare what an assertion graph says with the texts that it rests on: dates, numbers, quotations and names.

A finding is a remark: the coder may have read the passage well, and the rule badly.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kg.authored.finding import Finding
from kg.authored.reading import objects
from kg.check.datewords import MONTHS, days_in, months_in, without_dates, years_in
from kg.check.evidence import numbers_in, tokens
from kg.dates import DateProblem, parse_edtf
from kg.namespaces import DIP

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.authored.locator import Locator
    from kg.authored.reading import Statement
    from kg.check.evidence import Basis, Evidence
    from kg.check.names import Names

_DATE: Final = DIP + "date"
_BASIS: Final = DIP + "dateBasis"
_NUMBERS: Final = tuple(DIP + name for name in ("quantity", "quantityMin", "quantityMax", "claimedCount"))
_WORDING: Final = DIP + "wording"
_DEPRECATED: Final = DIP + "Deprecated"
_DAY: Final = re.compile(r"(?<![\d-])(\d{3}[\dX]|\d{2}XX)(?:-(\d\d))?(?:-(\d\d))?")
_SEASONS: Final = {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"}
_OTHER_BASIS: Final = "correct the date, or its basis: FromContext, Inferred or FromDocumentDate if the passage itself does not give it"
_OTHER_NAME: Final = (
    "correct the name or the passage cited; if the text has another name, add it as skos:altLabel; if another passage says who is meant, "
    "name it with dip:readWith, in a coding line @H7 with H6; "
    "if it is open who is meant, add a note of kind UncertainReference or UncertainIdentity"
)


def unsupported(locator: Locator, evidence: Evidence, names: Names) -> Iterator[Finding]:
    """What assertion graphs say and the texts that they rest on do not have.

    Args:
        locator: the data and its places.
        evidence: the texts of the passages.
        names: the names of agents and places.

    Yields:
        Findings of the rules ``date-not-in-text``, ``number-not-in-text``, ``wording-not-in-text`` and ``name-not-in-text``.
    """
    for graph in locator.data.assertion_graphs:
        if _DEPRECATED in objects(locator.data.recorded(graph, "rank")):
            continue
        basis = evidence.basis(graph)
        if basis is not None:
            about = _Graph(graph, locator, basis)
            yield from about.dates()
            yield from about.numbers()
            yield from about.gists()
            yield from about.wordings()
            yield from about.names(names)


class _Graph:
    """One assertion graph beside the texts that it rests on."""

    def __init__(self, graph: str, locator: Locator, basis: Basis) -> None:
        self.graph = graph
        self.locator = locator
        self.basis = basis
        self.statements = locator.data.graphs.get(graph, [])

    def _finding(self, rule: str, what: str, hint: str, statement: Statement) -> Finding:
        quad, file = statement
        node = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else None
        passages = self.locator.passages(self.graph)
        path, value = quad.predicate.value, str(quad.object)
        return Finding(rule, what, file.place(quad), hint, "info", node, self.graph, passages, path=path, value=value)

    def _short(self, term: ox.NamedNode | ox.BlankNode | ox.Triple) -> str:
        return self.locator.short(term.value) if isinstance(term, ox.NamedNode) else str(term)

    @cached_property
    def _passages(self) -> str:
        return " and ".join(self.locator.short(each) for each in self.locator.passages(self.graph))

    def dates(self) -> Iterator[Finding]:
        """Dates of which the texts lack the year, or, if the date is as stated, the month or the day."""
        bases: dict[str, set[str]] = defaultdict(set)
        for quad, _ in self.statements:
            if quad.predicate.value == _BASIS and isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
                bases[quad.subject.value].add(quad.object.value.removeprefix(DIP))
        for statement in self.statements:
            quad = statement[0]
            if quad.predicate.value != _DATE or not isinstance(quad.subject, ox.NamedNode) or not isinstance(quad.object, ox.Literal):
                continue
            if not _is_valid(quad.object.value):
                continue
            missing = _missing_in_date(quad.object.value, bases[quad.subject.value], self.basis)
            if missing:
                where, hint = (self._passages, _OTHER_BASIS) if missing[1] else (f"the document of {self._passages}", "correct the date")
                what = f"the date of {self._short(quad.subject)}, {quad.object.value}: {where} does not have {missing[0]}"
                yield self._finding("date-not-in-text", what, hint, statement)

    def numbers(self) -> Iterator[Finding]:
        """Numbers that the passages do not have, in digits or in words."""
        for statement in self.statements:
            quad = statement[0]
            if quad.predicate.value not in _NUMBERS or not isinstance(quad.object, ox.Literal):
                continue
            try:
                number = float(quad.object.value)
            except ValueError:
                continue
            if number not in numbers_in(without_dates(self.basis.near)):
                what = f"{self._passages} does not have the number {quad.object.value}, which is given for {self._short(quad.subject)}"
                yield self._finding("number-not-in-text", what, "correct the number or the passage cited", statement)

    def gists(self) -> Iterator[Finding]:
        """Numerals in the gist of the graph that neither the document nor the date of something in the graph has."""
        known = numbers_in(self.basis.document)
        given = (quad.object for quad, _ in self.statements if quad.predicate.value == _DATE)
        dates = " ".join(each.value for each in given if isinstance(each, ox.Literal))
        for statement in self.locator.data.recorded(self.graph, "gist"):
            text = statement[0].object
            if not isinstance(text, ox.Literal):
                continue
            for numeral in re.findall(r"\d[\d,.]*\d|\d", text.value):
                if not numbers_in(numeral) <= known and numeral not in dates:
                    short = self.locator.short(self.graph)
                    what = f"the gist of {short} has the number {numeral}, and the document of {self._passages} does not"
                    yield self._finding("number-not-in-text", what, "correct the number in the gist", statement)

    def wordings(self) -> Iterator[Finding]:
        """Quotations that do not stand in the passages word for word."""
        said = " ".join(tokens(self.basis.near))
        recorded = self.locator.data.records.get(self.graph, {}).get(_WORDING, ())
        for statement in (*self.statements, *recorded):
            quad = statement[0]
            if quad.predicate.value == _WORDING and isinstance(quad.object, ox.Literal):
                parts = (" ".join(tokens(part)) for part in re.split(r"\.\.\.|…|\[[^\]]*\]", quad.object.value))
                if any(f" {part} " not in f" {said} " for part in parts if part):
                    what = f"{self._passages} does not have the wording “{quad.object.value}”"
                    hint = "quote the words as they stand, with ... for what is left out"
                    yield self._finding("wording-not-in-text", what, hint, statement)

    def names(self, names: Names) -> Iterator[Finding]:
        """Agents and places in roles that the texts do not name."""
        seen = set()
        for statement in self.statements:
            quad = statement[0]
            if not isinstance(quad.object, ox.NamedNode) or not isinstance(quad.subject, ox.NamedNode):
                continue
            value = quad.object.value
            if value in seen or {quad.subject.value, value} & names.doubtful:
                continue
            if not names.is_entity(value) or names.is_entity(quad.subject.value):
                continue
            seen.add(value)
            if not names.named(value, self.basis):
                role = self.locator.data.ontology.label(quad.predicate.value) or self.locator.short(quad.predicate.value)
                what = f"{self._passages} does not name {names.label(value)}, the {role} of {self._short(quad.subject)}"
                yield self._finding("name-not-in-text", what, _OTHER_NAME, statement)


def _is_valid(literal: str) -> bool:
    """Whether a date is valid; another rule reports one that is not."""
    try:
        parse_edtf(literal)
    except DateProblem:
        return False
    return True


def _missing_in_date(literal: str, bases: set[str], basis: Basis) -> tuple[str, bool] | None:
    """The part of a date that the texts lack, and whether it has to stand in the passage itself; None if they lack nothing."""
    if bases & {"Inferred", "FromDocumentDate"}:
        return None
    stated = "AsStated" in bases
    alternatives = literal.startswith(("[", "{"))
    parts = list(dict.fromkeys(match.groups() for match in _DAY.finditer(literal)))
    missing = [each for each in (_missing_part(part, basis, stated=stated) for part in parts) if each]
    if not missing or (alternatives and len(missing) < len(parts)):
        return None
    return missing[0], stated


def _missing_part(part: tuple[str | None, ...], basis: Basis, *, stated: bool) -> str | None:
    """The year, the month or the day of a date that the texts lack, in words."""
    year, month, day = part[0] or "", part[1], part[2]
    text = _text_of_years(basis) if stated else basis.section if years_in(basis.section) else basis.document
    if not _has_year(year, text):
        return f"the year {year}"
    if not stated:
        return None
    if month and not _has_month(month, basis.near):
        return f"the {_SEASONS[month]}" if month in _SEASONS else f"the month {MONTHS[(int(month) - 1) % 12].capitalize()}"
    if day and (int(month or 0), int(day)) not in days_in(basis.near):
        return f"the day {int(day)}"
    return None


def _text_of_years(basis: Basis) -> str:
    """The text in which a year must stand: that of the passages, or, if they have no year, of the section before them."""
    return basis.own if years_in(basis.own) else basis.section


def _has_year(year: str, text: str) -> bool:
    """Whether a text has a year or a year of a decade, also in a range such as "1947-49"."""
    digits = year.rstrip("X")
    if len(digits) == 2:  # a century, which texts put into words
        return True
    if re.search(rf"(?<!\d){digits}\d{{{4 - len(digits)}}}(?!\d)", text):
        return True
    return any(str(each).startswith(digits) for each in years_in(text))


def _has_month(month: str, near: str) -> bool:
    if month in _SEASONS:
        return any(token in (_SEASONS[month], "fall" if month == "23" else "") for token in tokens(near))
    return int(month) in months_in(near)
