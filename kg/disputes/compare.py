"""Compare accounts property by property.

Two accounts may use one IRI for a thing (the same act in two documents) or two (two claims about a border). Things with the same IRI are
compared; of the others, those that are the only ones of their classes in their account.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from kg.disputes.model import Row, Verdict
from kg.namespaces import DCTERMS, DIP
from kg.record.vocabulary import DATE_BASIS, GIST, STATED_IN
from kg.terms import ALT_LABEL, PREF_LABEL, TYPE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kg.record.model import Claim
    from kg.record.record import Record
    from kg.terms import Term

    Facts = dict[NamedNode, dict[NamedNode, dict[str, None]]]
    """Subject to predicate to values in words."""

CALLED: Final = "called"
KIND: Final = "kind"
NAMING: Final = frozenset((PREF_LABEL, ALT_LABEL))
_PROVENANCE: Final = frozenset((GIST, NamedNode(DCTERMS + "source"), NamedNode(DIP + "seenIn"), STATED_IN))
"""Predicates that say where a thing comes from, or describe it for curators; accounts are not compared on them."""


def compare(record: Record, sides: Sequence[Sequence[Claim]], only: Iterable[NamedNode] | None = None) -> tuple[Row, ...]:
    """Compare what the sides say, property by property.

    Args:
        record: the dataset.
        sides: the claims of each side.
        only: the things to compare; None for everything that the claims are about.

    Returns:
        Rows, sorted by the name of the thing. Where only some claims of a side are held, the values of the others carry their status.
    """
    return _Comparison(record, sides, only).rows()


def subjects(record: Record, claims: Iterable[Claim]) -> list[NamedNode]:
    """The subjects of claims, sorted by IRI, those first that are not also an object."""
    quads = [quad for claim in claims for quad in record.says(claim) if quad.predicate not in _PROVENANCE]
    objects = {quad.object for quad in quads if quad.object != quad.subject}
    found = dict.fromkeys(quad.subject for quad in quads if isinstance(quad.subject, NamedNode))
    return sorted(found, key=lambda node: (node in objects, node.value))


def verdict(cells: Sequence[frozenset[str]]) -> Verdict:
    """How the values of the sides compare.

    >>> [str(verdict([frozenset("a"), frozenset(other)])) for other in ("a", "", "ab", "b")]
    ['alike', 'more', 'more', 'differs']
    """
    if len(set(cells)) == 1:
        return Verdict.ALIKE
    by_size = sorted(cells, key=len)
    nested = all(one <= other for one, other in pairwise(by_size))
    return Verdict.MORE if nested else Verdict.DIFFERS


class _Comparison:
    def __init__(self, record: Record, sides: Sequence[Sequence[Claim]], only: Iterable[NamedNode] | None) -> None:
        self.record = record
        self.label = record.names.label
        self.only = None if only is None else set(only)
        self.linked: list[set[Term]] = []
        self.facts = [self._facts(claims) for claims in sides]

    def _facts(self, claims: Sequence[Claim]) -> Facts:
        """What one side says; its objects are added to `linked`."""
        mixed = len({claim.held for claim in claims}) > 1
        found: Facts = {}
        linked: set[Term] = set()
        for claim in claims:
            for quad in self.record.says(claim):
                subject, predicate, value = quad.subject, quad.predicate, quad.object
                if not isinstance(subject, NamedNode) or not isinstance(value, NamedNode | Literal) or predicate in _PROVENANCE:
                    continue
                if self.only is not None and subject not in self.only:
                    continue
                words = self.label(value)
                if mixed and not claim.held:
                    words += f" ({self.record.status(claim)})"
                key = PREF_LABEL if predicate in NAMING else predicate
                found.setdefault(subject, {}).setdefault(key, {})[words] = None
                if value != subject:
                    linked.add(value)
        self.linked.append(linked)
        return found

    def rows(self) -> tuple[Row, ...]:
        found: list[Row] = []
        for group in sorted(self._aligned(), key=lambda group: min(self.label(node) for node in group.values())):
            if len(group) > 1:
                found += self._of_group(group)
            else:
                found += self._alone(group)
        return tuple(found)

    def _aligned(self) -> list[dict[int, NamedNode]]:
        """The groups of things that are compared with each other: the number of the side to its thing."""
        groups: dict[NamedNode, dict[int, NamedNode]] = {}
        for number, facts in enumerate(self.facts):
            for subject in facts:
                groups.setdefault(subject, {})[number] = subject
        shared = [group for group in groups.values() if len(group) > 1]
        alone = [group for group in groups.values() if len(group) == 1]
        by_class: dict[frozenset[str], list[dict[int, NamedNode]]] = {}
        for group in alone:
            [(number, subject)] = group.items()
            by_class.setdefault(frozenset(self.facts[number][subject].get(TYPE, ())), []).append(group)
        for classes, alike in by_class.items():
            numbers = [number for group in alike for number in group]
            if classes and len(alike) > 1 and len(set(numbers)) == len(numbers):
                shared.append({number: subject for group in alike for number, subject in group.items()})
            else:
                shared += alike
        return shared

    def _of_group(self, group: Mapping[int, NamedNode]) -> list[Row]:
        subject = " / ".join(dict.fromkeys(self.label(group[number]) for number in sorted(group)))
        said = [self.facts[number][group[number]] if number in group else {} for number in range(len(self.facts))]
        predicates = sorted({predicate for each in said for predicate in each}, key=lambda each: (each != PREF_LABEL, self.label(each)))
        rows = []
        for predicate in predicates:
            cells = [frozenset(each.get(predicate, ())) for each in said]
            name = {PREF_LABEL: CALLED, TYPE: KIND}.get(predicate) or self.label(predicate)
            present = [cell for number, cell in enumerate(cells) if number in group]
            rows.append(Row(subject, name, tuple(tuple(sorted(cell)) for cell in cells), verdict(present)))
        return rows

    def _alone(self, group: Mapping[int, NamedNode]) -> list[Row]:
        """One row for a thing that only one side mentions; none if it is already a value in another row."""
        [(number, subject)] = group.items()
        if subject in self.linked[number]:
            return []
        facts = self.facts[number][subject]
        shown = [predicate for predicate in facts if predicate not in (PREF_LABEL, TYPE, DATE_BASIS)]
        parts = [f"{self.label(predicate)}: {', '.join(sorted(facts[predicate]))}" for predicate in shown]
        words = (*sorted(facts.get(TYPE, ())), *sorted(parts))
        cells = tuple(words if each == number else () for each in range(len(self.facts)))
        return [Row(self.label(subject), "", cells, Verdict.MORE)]
