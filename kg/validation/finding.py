"""One thing that is wrong, and how it becomes an exception."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

from kg.errors import DataError


class Finding(NamedTuple):
    """One thing that is wrong.

    Attributes:
        rule: the name of what found it, as in ``undeclared-term``.
        what: one sentence on what is wrong.
        where: ``file:line:column``, or None.
        hint: how to mend it, or None.
        severity: an ``error`` fails the build, a ``warning`` does not.
    """

    rule: str
    what: str
    where: str | None = None
    hint: str | None = None
    severity: Literal["error", "warning"] = "error"


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


def by_place(finding: Finding) -> tuple[str, int, int, str]:
    """A sort key: by file, line, column, then text; what has no place comes first.

    >>> by_place(Finding("x", "a", "data/f.trig:12:3"))
    ('data/f.trig', 12, 3, 'a')
    """
    file, numbers = finding.where or "", []
    while len(numbers) < 2:
        head, colon, tail = file.rpartition(":")
        if not colon or not tail.isdecimal():
            break
        file, numbers = head, [int(tail), *numbers]
    line, column = (numbers + [0, 0])[:2]
    return file, line, column, finding.what
