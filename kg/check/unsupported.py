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
from kg.check.evidence import MONTHS, folded, numbers_in, tokens
from kg.namespaces import DIP, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kg.authored.locator import Locator
    from kg.authored.reading import Statement
    from kg.check.evidence import Basis, Evidence

_DATE: Final = DIP + "date"
_BASIS: Final = DIP + "dateBasis"
_NUMBERS: Final = tuple(DIP + name for name in ("quantity", "quantityMin", "quantityMax", "claimedCount"))
_WORDING: Final = DIP + "wording"
_LABELS: Final = (SKOS + "prefLabel", SKOS + "altLabel")
_DEPRECATED: Final = DIP + "Deprecated"
_DAY: Final = re.compile(r"(?<![\d-])(\d{3}[\dX]|\d{2}XX)(?:-(\d\d))?(?:-(\d\d))?")
_ORDINALS: Final = dict(enumerate("first second third fourth fifth sixth seventh eighth ninth tenth".split(), 1))  # noqa: SIM905
_SEASONS: Final = {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"}
_REFERRING: Final = frozenset(
    word
    for words in (
        "he she it they him her them his hers its their theirs himself herself itself themselves who whose which this that these those",
        "both each other others neither either two three four former latter one ones same there here we us our i me my",
    )
    for word in words.split()
)
"""Words that may stand for what an earlier passage names."""
_GENERIC: Final = frozenset(
    word
    for words in (
        "the of and in on at to for from by with a an who that whose de la le el al bin ibn van von du der",
        "united state states republic kingdom people peoples democratic islamic federal general national international government",
        "ministry minister ministers foreign prime president embassy consulate council organization organisation group party forces force",
        "arab arabic african asian european american latin mediterranean",
        "north south east west northern southern eastern western central new great old first second other others his her its their",
    )
    for word in words.split()
)
"""Words of labels that too many things have in common to tell one by them."""
_LITTLE: Final = frozenset("the of and in on at to for from by with a an who that whose".split())  # noqa: SIM905
_TITLES: Final = frozenset(
    word
    for words in (
        "president premier minister secretary prime crown prince king queen emir sultan shah chancellor ambassador envoy consul general",
        "marshal commander chief leader chairman speaker senator governor mayor representative spokesman spokeswoman director pope",
    )
    for word in words.split()
)
"""Words of offices by which texts call those who hold them."""
_BODIES: Final = frozenset(
    word
    for words in (
        "army assembly board cabinet coalition commission committee company conference congress council court embassy agency movement",
        "front government league mission ministry organization organisation parliament party secretariat senate tribunal union university",
    )
    for word in words.split()
)
"""Words by which texts call bodies that they have named before."""
_HOLDER: Final = DIP + "holder"
_OFFICE: Final = DIP + "office"
_IRREGULAR: Final = {
    "france": "french", "netherlands": "dutch", "holland": "dutch", "switzerland": "swiss", "britain": "british", "wales": "welsh",
    "greece": "greek", "denmark": "danish", "spain": "spanish", "poland": "polish", "turkey": "turkish", "finland": "finnish",
    "sweden": "swedish", "ireland": "irish", "philippines": "filipino", "thailand": "thai", "germany": "german", "england": "english",
    "scotland": "scottish", "cyprus": "cypriot", "peru": "peruvian", "iceland": "icelandic", "niger": "nigerien", "laos": "lao",
}  # fmt: skip
_OTHER_BASIS: Final = "correct the date, or its basis: FromContext, Inferred or FromDocumentDate if the passage itself does not give it"
_OTHER_NAME: Final = (
    "correct the name or the passage cited; if the text has another name, add it as skos:altLabel; if another passage says who is meant, "
    "name it with dip:readWith; if it is open who is meant, add a note of kind UncertainReference or UncertainIdentity"
)
_DOUBTS: Final = frozenset(DIP + name for name in ("UncertainReference", "UncertainIdentity", "Ambiguity", "ProbableMisnomer", "OpenReading"))
_PHRASES: Final = {
    "united kingdom": ("british", "britain", "uk", "london"),
    "united states": ("american", "americans", "us", "u.s", "usa", "america"),
    "united nations": ("un",),
    "soviet union": ("soviet", "soviets", "ussr"),
    "united arab emirates": ("emirati", "emirates", "uae"),
}


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
        return Finding(rule, what, file.place(quad), hint, "info", node, self.graph, passages, path=quad.predicate.value, value=str(quad.object))

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
            if number not in numbers_in(self.basis.near):
                what = f"{self._passages} does not have the number {quad.object.value}, which is given for {self._short(quad.subject)}"
                yield self._finding("number-not-in-text", what, "correct the number or the passage cited", statement)

    def gists(self) -> Iterator[Finding]:
        """Numerals in the gist of the graph that neither the document nor the date of something in the graph has."""
        known = numbers_in(self.basis.document)
        dates = " ".join(quad.object.value for quad, _ in self.statements if quad.predicate.value == _DATE and isinstance(quad.object, ox.Literal))
        for statement in self.locator.data.recorded(self.graph, "gist"):
            text = statement[0].object
            if not isinstance(text, ox.Literal):
                continue
            for numeral in re.findall(r"\d[\d,.]*\d|\d", text.value):
                if not numbers_in(numeral) <= known and numeral not in dates:
                    what = f"the gist of {self.locator.short(self.graph)} has the number {numeral}, and the document of {self._passages} does not"
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
            if value in seen or quad.subject.value in names.doubtful or value in names.doubtful or not names.is_entity(value) or names.is_entity(quad.subject.value):
                continue
            seen.add(value)
            if not names.named(value, self.basis):
                role = self.locator.data.ontology.label(quad.predicate.value) or self.locator.short(quad.predicate.value)
                what = f"{self._passages} does not name {names.label(value)}, the {role} of {self._short(quad.subject)}"
                yield self._finding("name-not-in-text", what, _OTHER_NAME, statement)


def _missing_in_date(literal: str, bases: set[str], basis: Basis) -> tuple[str, bool] | None:
    """The part of a date that the texts lack, and whether it has to stand in the passage itself; None if they lack nothing."""
    if bases & {"Inferred", "FromDocumentDate"}:
        return None
    stated = "AsStated" in bases
    alternatives = literal.startswith(("[", "{"))
    parts = list(dict.fromkeys(match.groups() for match in _DAY.finditer(literal)))
    missing = [each for each in (_missing_part(*part, basis, stated=stated) for part in parts) if each]
    if not missing or (alternatives and len(missing) < len(parts)):
        return None
    return missing[0], stated


def _missing_part(year: str, month: str | None, day: str | None, basis: Basis, *, stated: bool) -> str | None:
    text = basis.section if stated else basis.document
    if not _has_year(year, text):
        return f"the year {year}"
    if not stated:
        return None
    near = tokens(basis.near)
    if month and not _has_month(month, near):
        return f"the month {MONTHS[int(month) - 1].capitalize() if month.isdigit() and 1 <= int(month) <= 12 else month}"
    if day and not any(re.fullmatch(rf"0?{int(day)}(?:st|nd|rd|th)?", token) for token in near) and _ORDINALS.get(int(day)) not in near:
        return f"the day {int(day)}"
    return None


def _has_year(year: str, text: str) -> bool:
    digits = year.rstrip("X")
    if re.search(rf"(?<!\d){digits}\d{{{4 - len(digits)}}}(?!\d)", text):
        return True
    century = {"XX": True}.get(year[2:], False)
    short = re.search(rf"(?<!\d){digits[:2]}\d\d\s?[-–/]\s?{digits[2:4]}(?!\d)", text) if len(digits) == 4 else None
    return century or short is not None


def _has_month(month: str, near: Iterable[str]) -> bool:
    if month in _SEASONS:
        return any(token in (_SEASONS[month], "fall" if month == "23" else "") for token in near)
    number = int(month)
    name = MONTHS[number - 1] if 1 <= number <= 12 else ""
    return any(token == name or (len(token) >= 3 and name.startswith(token)) or token in (month, str(number)) for token in near)


class Names:
    """The names of the agents and places of a workspace, and whether a text has them.

    Args:
        locator: the data and its places.

    Attributes:
        doubtful: the IRIs of the nodes with a note that says that it is open who is meant.
    """

    def __init__(self, locator: Locator) -> None:
        self._data = locator.data
        self._short = locator.short
        self._labels: dict[str, list[str]] = defaultdict(list)
        self._near: dict[str, set[str]] = defaultdict(set)
        for quad, _ in locator.data.graphs.get(locator.data.background, ()):
            if isinstance(quad.subject, ox.NamedNode) and quad.predicate.value in _LABELS and isinstance(quad.object, ox.Literal):
                self._labels[quad.subject.value].append(quad.object.value)
        for quad, _ in locator.data.statements():
            subject, value = quad.subject, quad.object
            if isinstance(subject, ox.NamedNode) and isinstance(value, ox.NamedNode):
                if subject.value in self._labels and value.value in self._labels:
                    self._near[subject.value].add(value.value)
                    self._near[value.value].add(subject.value)

        self.doubtful = locator.data.noted(_DOUBTS)

    def is_entity(self, iri: str) -> bool:
        """Whether an IRI is that of an agent or a place with a label."""
        return iri in self._labels and (self._data.is_a(iri, "Agent") or self._data.is_a(iri, "Location"))

    def label(self, iri: str) -> str:
        """The first label of a thing."""
        return self._labels[iri][0]

    def any_in(self, text: str) -> bool:
        """Whether a text has the name of an agent of the workspace that is a name and no description."""
        words = frozenset(tokens(text))
        agents = (iri for iri in self._labels if self._data.is_a(iri, "Agent"))
        return any(label[0].isupper() and _has_name(label, words, text) for iri in agents for label in self._labels[iri])

    def named(self, iri: str, basis: Basis) -> bool:
        """Whether a text names a thing, or refers to it.

        A text refers to a thing by a pronoun if an earlier passage of the section names it, and by a word of its labels or of its offices
        that is no name, such as "the ministry", if any passage of the document names it.
        """
        near = frozenset(tokens(basis.near))
        if self._stands(iri, near, basis.near):
            return True
        if near & _REFERRING and self._stands(iri, frozenset(tokens(basis.section)), basis.section):
            return True
        return bool(near & self._descriptions[iri]) and self._stands(iri, frozenset(tokens(basis.document)), basis.document)

    def _stands(self, iri: str, words: frozenset[str], text: str) -> bool:
        return any(_has_name(label, words, text) for label in self._labels[iri]) or any(
            _has_name(name, words, text) for other in self._near[iri] for label in self._labels[other][:1] if (name := _proper(label))
        )

    @cached_property
    def _descriptions(self) -> Mapping[str, frozenset[str]]:
        """Thing to the words of its labels, and of the offices that it holds anywhere, that are no names."""
        found: dict[str, set[str]] = defaultdict(set)
        for iri, labels in self._labels.items():
            for part in (part for label in labels for part in label.split()):
                found[iri] |= {word for word in tokens(part) if part[0].islower() or word in _BODIES}
        holders: dict[str, set[str]] = {}
        offices: dict[str, set[str]] = {}
        for quad, _ in self._data.statements():
            if quad.predicate.value in (_HOLDER, _OFFICE) and isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
                side = holders if quad.predicate.value == _HOLDER else offices
                side.setdefault(quad.subject.value, set()).add(quad.object.value)
        for tenure, people in holders.items():
            words = {word for office in offices.get(tenure, ()) for label in self._labels[office] for word in tokens(label)}
            for person in people:
                found[person] |= words & _TITLES
        return defaultdict(frozenset, {iri: frozenset(words - _LITTLE) for iri, words in found.items()})


def _proper(label: str) -> str:
    """The words of a label that are written with a capital, and the little words between them; empty if it has no capital."""
    parts = [part for part in label.split() if part[0].isupper() or part in _LITTLE]
    return " ".join(parts) if any(part[0].isupper() for part in parts) else ""


def _has_name(label: str, words: frozenset[str], text: str) -> bool:
    """Whether a text has a label, a significant word of it, a word of its family, or its initials."""
    own = tokens(label)
    initials = "".join(each[0] for each in own if each not in ("of", "the", "and", "for")).upper()
    if len(initials) > 1 and re.search(rf"\b{initials}\b", text.replace(".", "")):
        return True
    if any(set(_PHRASES.get(phrase, ())) & words for phrase in (" ".join(own[at : at + size]) for size in (2, 3) for at in range(len(own)))):
        return True
    significant = [each for each in own if each not in _GENERIC and len(each) > 2]
    if not significant:
        return f" {' '.join(own)} " in f" {' '.join(tokens(text))} "
    return any(_same_family(one, other) for one in significant for other in words)


def _same_family(one: str, other: str) -> bool:
    """Whether two words begin alike for all but their endings, or one is the adjective of the other."""
    if one == other or _IRREGULAR.get(one) == other:
        return True
    size = max(4, min(len(one), len(other)) - 2)
    return len(one) >= 4 and len(other) >= 4 and one[:size] == other[:size]
