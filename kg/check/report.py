"""The report of a check, as text, as JSON, and as a SHACL validation report."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final

from kg.authored.finding import Finding, Severity
from kg.check.profile import SEVERITIES
from kg.errors import DataError, EnvironmentProblem
from kg.files import visible
from kg.namespaces import prefixes_of
from kg.terms import shorten
from kg.values import Printable

if TYPE_CHECKING:
    from kg.values import JsonObject

Paint = Callable[[str, str], str]
"""A function from a text and the name of a colour (``red``, ``yellow``, ``bold`` or ``dim``) to the coloured text."""

_COLOURS: Final[dict[Severity, str]] = {"error": "red", "warning": "yellow", "info": "bold"}


@dataclass(frozen=True, repr=False)
class Report(Printable):
    """All that a check has found. It prints as text, as ``kg check`` does.

    Attributes:
        findings: sorted by place.
        done: what was checked, in a few words each.
        skipped: what was not checked, and why.
        readable: False if a file could not be read, so that parts of the check were skipped.
        problem: why this machine could not run a part of the check, such as missing Java; or None.
        base: the base IRI of the workspace, for short names.
        touched: the IRIs of the passages that were checked, if these were only the ones that changes touched; None for a whole check.
    """

    findings: tuple[Finding, ...]
    done: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    readable: bool = True
    problem: EnvironmentProblem | None = None
    base: str = ""
    touched: tuple[str, ...] | None = None

    def __str__(self) -> str:
        return "".join(f"{line}\n" for line in self.lines())

    def __repr__(self) -> str:
        return f"<Report: {self._counts()}>"

    def count(self, severity: Severity) -> int:
        """The number of findings of a severity.

        >>> Report((Finding("x", "a"), Finding("y", "b", severity="info"))).count("error")
        1
        """
        return sum(finding.severity == severity for finding in self.findings)

    @property
    def exit_code(self) -> int:
        """3 if a file could not be read, else 1 if there is an error, else 4 if this machine could not run a part of the check, else 0."""
        if not self.readable:
            return DataError.exit_code
        if self.count("error"):
            return 1
        return EnvironmentProblem.exit_code if self.problem else 0

    def lines(self, paint: Paint = lambda text, _: text, least: Severity = "info") -> Iterator[str]:
        """The report as lines of text.

        Args:
            paint: colours a text.
            least: the lowest severity to show; findings below it are only counted.

        Yields:
            For each finding ``error: what (place) [rule]``, or ``warning:`` or ``remark:``, then its passages, details and hint, indented;
            at the end the counts and what was checked.
        """
        prefixes = prefixes_of(self.base)
        shown = SEVERITIES[: SEVERITIES.index(least) + 1]
        for finding in self.findings:
            if finding.severity not in shown:
                continue
            place = f" ({finding.place})" if finding.place else ""
            rule = paint(f"[{visible(finding.rule, one_line=True)}]", "dim")
            severity = paint(_named(finding.severity) + ":", _COLOURS[finding.severity])
            yield f"{severity} {visible(finding.what + place, one_line=True)} {rule}"
            if finding.passages:
                yield "  passage: " + visible(" ".join(shorten(each, prefixes) for each in finding.passages), one_line=True)
            yield from (f"  - {visible(detail, one_line=True)}" for detail in finding.details)
            if finding.hint:
                yield f"  hint: {visible(finding.hint, one_line=True)}"
        yield self._counts()
        if self.done:
            yield "checked: " + visible("; ".join(self.done), one_line=True)
        yield from (f"not checked: {visible(each, one_line=True)}" for each in self.skipped)

    def _counts(self) -> str:
        return ", ".join(_counted(self.count(severity), severity) for severity in SEVERITIES)

    def to_json(self) -> JsonObject:
        """The report as ``kg check --json`` prints it: ``conforms``, ``counts``, ``findings``, ``done`` and ``skipped``.

        If only the passages were checked that changes touched, these are ``touched``. A finding has its attributes that have a value, and
        its place as ``where``, which is null if there is none.
        """
        found: JsonObject = {
            "conforms": self.exit_code not in (1, DataError.exit_code),
            "counts": {severity: self.count(severity) for severity in SEVERITIES},
            "findings": [_as_object(finding) for finding in self.findings],
            "done": self.done,
            "skipped": self.skipped,
        }
        return found if self.touched is None else {**found, "touched": self.touched}

    def to_shacl(self) -> str:
        """The report as a SHACL validation report in Turtle; see `kg.check.shacl`."""
        from kg.check.shacl import as_shacl

        return as_shacl(self.findings, self.base)


def _counted(number: int, severity: Severity) -> str:
    """A number of findings with the name of their severity.

    >>> _counted(1, "error"), _counted(0, "warning"), _counted(2, "info")
    ('1 error', '0 warnings', '2 remarks')
    """
    return f"{number} {_named(severity)}" + ("" if number == 1 else "s")


def _named(severity: Severity) -> str:
    """The name of a severity in a report for readers; ``info``, as in profiles, JSON and SHACL, is no word for one finding."""
    return "remark" if severity == "info" else severity


def _as_object(finding: Finding) -> JsonObject:
    place = finding.place
    given = {field.name: getattr(finding, field.name) for field in fields(finding) if field.name != "place"}
    where = None if place is None else {"file": place.file, "line": place.line or None, "column": place.column or None}
    return {name: value for name, value in given.items() if value not in (None, ())} | {"where": where}
