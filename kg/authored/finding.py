"""Findings, each one thing that is wrong with a workspace, and their conversion to and from exceptions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from kg.errors import DataError
from kg.places import Place

Severity: TypeAlias = Literal["error", "warning", "info"]
"""An ``error`` fails the check, and the build if the build finds it; a ``warning`` should be fixed, an ``info`` reviewed."""


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong.

    Attributes:
        rule: the name of the rule that found it, such as ``undeclared-term``.
        what: one sentence on what is wrong.
        place: where it is wrong, or None.
        hint: how to fix it, or None.
        severity: how serious it is, before the profile of the workspace is applied.
        node: the IRI of the node that is wrong, or None.
        graph: the IRI of the graph that contains it, or None.
        passages: the IRIs of the passages that the graph cites.
        details: further lines, such as the axioms and assertions that clash, each with its place.
        source: the IRI of the shape or rule, or None.
        component: the IRI of the SHACL constraint component that was violated, or None.
        path: the IRI of the property concerned, or None.
        value: the offending value in N-Triples syntax, or None.
    """

    rule: str
    what: str
    place: Place | None = None
    hint: str | None = None
    severity: Severity = "error"
    node: str | None = None
    graph: str | None = None
    passages: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    source: str | None = None
    component: str | None = None
    path: str | None = None
    value: str | None = None


def errors_of(findings: Iterable[Finding]) -> DataError | None:
    """The errors among findings as one exception.

    Args:
        findings: in any order.

    Returns:
        The first error by place, with all others in its `others`; None if there is no error.

    >>> found = [Finding("x", "b", Place("f", 2, 1)), Finding("x", "a", Place("f", 1, 1)), Finding("y", "c", severity="warning")]
    >>> str(errors_of(found))
    'a (f:1:1)'
    """
    errors = [DataError(each.what, each.place, each.hint) for each in sorted(findings, key=by_place) if each.severity == "error"]
    return DataError(errors[0].what, errors[0].place, errors[0].hint, errors[1:]) if errors else None


def findings_of(problem: DataError, rule: str) -> list[Finding]:
    """An exception and its `others` as findings of one rule: the inverse of `errors_of`.

    >>> [str(each.place) for each in findings_of(DataError("a", Place("f", 1), None, [DataError("b", Place("g"))]), "syntax")]
    ['f:1', 'g']
    """
    return [Finding(rule, each.what, each.place, each.hint) for each in (problem, *problem.others)]


def by_place(finding: Finding) -> tuple[Place, str]:
    """A sort key: by place, then by text; findings without a place come first.

    >>> by_place(Finding("x", "a", Place("data/f.trig", 12, 3)))
    (Place(file='data/f.trig', line=12, column=3), 'a')
    """
    return finding.place or Place(""), finding.what
