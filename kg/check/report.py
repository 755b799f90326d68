"""All that a check has found, in one report; and the profile that says how bad each rule's finding is."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Collection, Iterable, Mapping
from typing import Final, NamedTuple, cast

from kg.authored.finding import Finding, Severity, by_place
from kg.errors import DataError, EnvironmentProblem
from kg.files import did_you_mean, nearest
from kg.workspace import Workspace, core_folder

SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "info")
_PROFILE: Final = os.path.join("ontology", "checks", "profile.toml")


class Report(NamedTuple):
    """What a check has found.

    Attributes:
        findings: sorted by place.
        done: what was looked at, in a few words each.
        skipped: what was not looked at, and why.
        readable: False if a file could not be read, so that much could not be looked at.
        problem: why the machine could not do all that was wanted, such as a missing Java; or None.
    """

    findings: tuple[Finding, ...]
    done: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    readable: bool = True
    problem: EnvironmentProblem | None = None

    def count(self, severity: Severity) -> int:
        """How many findings are of a severity.

        >>> Report((Finding("x", "a"), Finding("y", "b", severity="info"))).count("error")
        1
        """
        return sum(finding.severity == severity for finding in self.findings)

    @property
    def exit_code(self) -> int:
        """3 if something could not be read, else 1 if there is an error, else 4 if the machine could not do its part, else 0."""
        if not self.readable:
            return DataError.exit_code
        if self.count("error"):
            return 1
        return EnvironmentProblem.exit_code if self.problem else 0


def assess(findings: Iterable[Finding], profile: Mapping[str, str]) -> tuple[Finding, ...]:
    """Findings with the severities of a profile, each once, sorted by place.

    Args:
        findings: in any order.
        profile: rule to severity; ``off`` leaves a rule's findings out. A rule that is not in it keeps its own.

    >>> assess([Finding("a", "x"), Finding("b", "y")], {"a": "off", "b": "info"})[0].severity
    'info'
    """
    kept = []
    for finding in findings:
        severity = profile.get(finding.rule, finding.severity)
        if severity != "off":
            kept.append(finding._replace(severity=cast("Severity", severity)))
    return tuple(sorted(dict.fromkeys(kept), key=by_place))


def load_profile(ws: Workspace) -> dict[str, str]:
    """The severities of a workspace: ``ontology/checks/profile.toml`` of the package, overlaid by its own.

    Args:
        ws: the workspace.

    Returns:
        Rule to ``error``, ``warning``, ``info`` or ``off``.

    Raises:
        DataError: a profile is not TOML, or has a severity that there is not.
    """
    found: dict[str, str] = {}
    for folder in dict.fromkeys((core_folder(), ws.folder)):
        path = os.path.join(folder, _PROFILE)
        if os.path.isfile(path):
            found.update(_read(path, ws.display(path)))
    return found


def lint_profile(ws: Workspace, known: Collection[str]) -> list[Finding]:
    """The rules of a workspace's own profile that there are not: their severity is set in vain.

    Args:
        ws: the workspace.
        known: the names of all rules.
    """
    path = os.path.join(ws.folder, _PROFILE)
    if not os.path.isfile(path):
        return []
    shown = ws.display(path)
    with open(path, encoding="utf-8") as file:
        text = file.read()
    findings = []
    for rule in _read(path, shown):
        if rule not in known:
            hint = did_you_mean(nearest(rule, known, 1), "kg check --rules lists them all")
            findings.append(Finding("profile", f"there is no rule {rule}", f"{shown}:{_line_of(rule, text)}:1", hint, "warning"))
    return findings


def _line_of(rule: str, text: str) -> int:
    """The line of a profile that sets a rule."""
    lines = text.splitlines()
    return next((number for number, each in enumerate(lines, 1) if each.lstrip().lstrip('"').startswith(rule)), 1)


def _read(path: str, shown: str) -> dict[str, str]:
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
    except (OSError, UnicodeDecodeError) as problem:
        raise DataError(f"the profile cannot be read: {problem}", shown) from problem
    try:
        table = tomllib.loads(text).get("severity", {})
    except tomllib.TOMLDecodeError as problem:
        raise DataError(f"the profile is no TOML: {problem}", shown, 'write lines such as: same-label = "warning"') from problem
    if not isinstance(table, dict):
        raise DataError("the profile has no table [severity]", shown, "write [severity] above the lines")
    for rule, severity in table.items():
        if severity not in (*SEVERITIES, "off"):
            hint = "a severity is error, warning, info or off"
            raise DataError(f"the rule {rule} cannot have the severity {severity!r}", f"{shown}:{_line_of(rule, text)}", hint)
    return table
