"""One thing that is wrong, and how it becomes an exception."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple, TypeAlias

from kg.errors import DataError

Severity: TypeAlias = Literal["error", "warning", "info"]
"""An ``error`` fails the check, and the build if the build finds it; a ``warning`` asks to be mended, ``info`` to be looked at."""


class Finding(NamedTuple):
    """One thing that is wrong.

    Attributes:
        rule: the name of what found it, as in ``undeclared-term``.
        what: one sentence on what is wrong.
        where: ``file:line:column``, or None.
        hint: how to mend it, or None.
        severity: how bad it is, before the profile of the workspace has its say.
        node: the IRI of what it is about, or None.
        graph: the IRI of the graph that says it, or None.
        passages: the IRIs of the passages that are cited for it.
        details: further lines, such as the axioms and assertions that clash, each with its place.
        source: the IRI of the shape or rule, or None.
        component: the IRI of the SHACL constraint component that was violated, or None.
        path: the IRI of the property that it is about, or None.
        value: the offending value in N-Triples syntax, or None.
    """

    rule: str
    what: str
    where: str | None = None
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

    >>> str(errors_of([Finding("x", "b", "f:2:1"), Finding("x", "a", "f:1:1"), Finding("y", "c", severity="warning")]))
    'a (f:1:1)'
    """
    errors = [DataError(each.what, each.where, each.hint) for each in sorted(findings, key=by_place) if each.severity == "error"]
    return DataError(errors[0].what, errors[0].where, errors[0].hint, errors[1:]) if errors else None


def findings_of(problem: DataError, rule: str) -> list[Finding]:
    """The other way round of `errors_of`: an exception and its `others` as findings of one rule.

    >>> findings_of(DataError("a", "f:1:1", None, [DataError("b")]), "syntax")[1].what
    'b'
    """
    return [Finding(rule, each.what, each.where, each.hint) for each in (problem, *problem.others)]


def by_place(finding: Finding) -> tuple[str, int, int, str]:
    """A sort key: by file, line, column, then text; what has no place comes first.

    >>> by_place(Finding("x", "a", "data/f.trig:12:3"))
    ('data/f.trig', 12, 3, 'a')
    """
    file = finding.where or ""
    numbers: list[int] = []
    while len(numbers) < 2:
        head, colon, tail = file.rpartition(":")
        if not colon or not tail.isdecimal():
            break
        file, numbers = head, [int(tail), *numbers]
    line, column = [*numbers, 0, 0][:2]
    return file, line, column, finding.what
