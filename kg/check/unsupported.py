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
    from collections.abc import Iterable, Iterator

    from kg.authored.locator import Locator
    from kg.authored.reading import Statement
    from kg.check.evidence import Basis, Evidence
    from kg.check.names import Names

_DATE: Final = DIP + "date"
_BASIS: Final = DIP + "dateBasis"
_NUMBERS: Final = tuple(DIP + name for name in ("quantity", "quantityMin", "quantityMax", "claimedCount"))
_WORDING: Final = DIP + "wording"
_GIST: Final = DIP + "gist"
_QUOTED: Final = re.compile(r"“([^”]+)”|\"([^\"]+)\"|(?<!\w)‘([^’]+)’(?!\w)")
_DEPRECATED: Final = DIP + "Deprecated"
_DAY: Final = re.compile(r"(?<![\d-])(\d{3}[\dX]|\d{2}XX)(?:-(\d\d))?(?:-(\d\d))?")
_SEASONS: Final = {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"}
_OTHER_BASIS: Final = "correct the date, or its basis: FromContext, Inferred or FromDocumentDate if the passage itself does not give it"
_OTHER_NAME: Final = (
    "correct the name or the passage cited; if the text has another name, add it as skos:altLabel; if another passage says who is meant, "
    "name it with dip:readWith, in a coding line @H7 with H6; "
    "if it is open who is meant, add a note of kind UncertainReference or UncertainIdentity"
)


def unsupported(locator: Locator, evidence: Evidence, names: Names, graphs: Iterable[str]) -> Iterator[Finding]:
    """What assertion graphs say and the texts that they rest on do not have.

    Args:
        locator: the data and its places.
        evidence: the texts of the passages.
        names: the names of agents and places.
        graphs: the IRIs of the assertion graphs that are compared.

    Yields:
        Findings of the rules ``date-not-in-text``, ``number-not-in-text``, ``wording-not-in-text`` and ``name-not-in-text``.
    """
    for graph in graphs:
        if _DEPRECATED in objects(locator.data.recorded(graph, "rank")):
            continue
        basis = evidence.basis(graph)
        if basis is not None:
            about = _Graph(graph, locator, basis)
            yield from about.dates()
            yield from about.numbers()
            yield from about.gists(names)
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

    def gists(self, names: Names) -> Iterator[Finding]:
        """Years, other numerals, quotations and names in gists that neither the texts nor what is in the graph have.

        What the graph itself has wrongly is reported there.
        """
        dates = " ".join(self._values(_DATE))
        given = " ; ".join(self._values(*_NUMBERS))
        wordings = " ; ".join(self._values(_WORDING))
        for statement in self._gists():
            value, short = statement[0].object, self._short(statement[0].subject)
            if not isinstance(value, ox.Literal):
                continue
            text = value.value
            years = [each for each in re.findall(r"(?<!\d)\d{4}(?!\d)", text) if int(each) in years_in(text) and not _has_year(each, dates)]
            lacking = [each for each in years if not _has_year(each, _text_of_years(self.basis))]
            if lacking:
                what = f"the gist of {short} has the year {lacking[0]}, and {self._passages} does not"
                yield self._finding("number-not-in-text", what, "correct the year in the gist", statement)
            for numeral in re.findall(r"\d[\d,.]*\d|\d", text):
                if numeral in lacking or numeral in dates:
                    continue
                # The document last: to read its numbers takes time, and a passage mostly has its own.
                if not any(numbers_in(numeral) <= numbers_in(each) for each in (self.basis.near, given, self.basis.document)):
                    what = f"the gist of {short} has the number {numeral}, and the document of {self._passages} does not"
                    yield self._finding("number-not-in-text", what, "correct the number in the gist", statement)
            for quoted in (each for match in _QUOTED.finditer(text) for each in match.groups() if each):
                if not _stands_in(quoted, self.basis.near) and not _stands_in(quoted, wordings):
                    what = f"the gist of {short} quotes “{quoted}”, and {self._passages} does not have these words"
                    hint = "quote the words as they stand, or say it without quotation marks"
                    yield self._finding("wording-not-in-text", what, hint, statement)
            for iri in names.found_in(text):
                if not names.has_name_of(iri, self.basis.section) and not names.belongs_to(iri, self._things):
                    what = f"the gist of {short} names {names.label(iri)}, and neither {self._passages} nor the graph does"
                    yield self._finding("name-not-in-text", what, "correct the name in the gist", statement)

    def _gists(self) -> list[Statement]:
        """The gist of the graph, and those of the propositions and speeches in it; the same words once."""
        said = (statement for statement in self.statements if statement[0].predicate.value == _GIST)
        found: dict[str, Statement] = {}
        for statement in (*self.locator.data.recorded(self.graph, "gist"), *said):
            found.setdefault(str(statement[0].object), statement)
        return list(found.values())

    @cached_property
    def _things(self) -> frozenset[str]:
        """The IRIs of what the graph and the record of it name, and of what any graph says of the acts among these."""
        recorded = (statement for found in self.locator.data.records.get(self.graph, {}).values() for statement in found)
        terms = (term for quad, _ in (*self.statements, *recorded) for term in (quad.subject, quad.object))
        named = {term.value for term in terms if isinstance(term, ox.NamedNode)}
        acts = (each for each in named if self.locator.data.is_a(each, "Matter"))
        said = (quad.object for act in acts for quad, _ in self.locator.about(act))
        return frozenset(named | {each.value for each in said if isinstance(each, ox.NamedNode)})

    def _values(self, *predicates: str) -> Iterator[str]:
        """The literals that anything in the graph has for some properties, in any graph."""
        for thing in {self.graph, *self._things}:
            for quad, _ in self.locator.about(thing):
                if quad.predicate.value in predicates and isinstance(quad.object, ox.Literal):
                    yield quad.object.value

    def wordings(self) -> Iterator[Finding]:
        """Quotations that do not stand in the passages word for word."""
        recorded = self.locator.data.records.get(self.graph, {}).get(_WORDING, ())
        for statement in (*self.statements, *recorded):
            quad = statement[0]
            if quad.predicate.value != _WORDING or not isinstance(quad.object, ox.Literal):
                continue
            if not _stands_in(quad.object.value, self.basis.near):
                what = f"{self._passages} does not have the wording “{quad.object.value}”"
                hint = "quote the words as they stand, with ... for what is left out"
                yield self._finding("wording-not-in-text", what, hint, statement)

    def names(self, names: Names) -> Iterator[Finding]:
        """Agents and places in roles, of acts or of each other, that the texts do not name."""
        reported = set()
        for statement in self.statements:
            quad = statement[0]
            if not isinstance(quad.object, ox.NamedNode) or not isinstance(quad.subject, ox.NamedNode):
                continue
            subject, value = quad.subject.value, quad.object.value
            if not names.is_entity(value) or {subject, value} & names.doubtful:
                continue
            # What a graph says of an entity is in question: the name of the one does not stand for the other.
            for each, other in ((value, subject), (subject, value)) if names.has_label(subject) else ((value, ""),):
                if each not in reported and names.is_entity(each) and not names.named(each, self.basis, apart=other):
                    reported.add(each)
                    role = self.locator.data.ontology.label(quad.predicate.value) or self.locator.short(quad.predicate.value)
                    what = f"{self._passages} does not name {names.label(each)}, the {role} of {self._short(quad.subject)}"
                    if other:
                        what = f"{self._passages} does not name {names.label(each)}: {names.label(subject)}, {role}: {names.label(value)}"
                    yield self._finding("name-not-in-text", what, _OTHER_NAME, statement)


def _stands_in(quoted: str, text: str) -> bool:
    """Whether a text has quoted words; an ellipsis, or a part in brackets, stands for other words."""
    said = f" {' '.join(tokens(text))} "
    parts = (" ".join(tokens(part)) for part in re.split(r"\.\.\.|…|\[[^\]]*\]", quoted))
    return all(f" {part} " in said for part in parts if part)


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
