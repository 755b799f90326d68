"""The report of a check, and the profile of a workspace, which sets the severity of each rule."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final, cast

from kg.authored.finding import Finding, Severity, by_place
from kg.errors import DataError, EnvironmentProblem
from kg.files import did_you_mean, nearest
from kg.places import Place
from kg.workspace import Workspace, core_folder

SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "info")
_PROFILE: Final = os.path.join("ontology", "checks", "profile.toml")


@dataclass(frozen=True)
class Report:
    """All that a check has found.

    Attributes:
        findings: sorted by place.
        done: what was checked, in a few words each.
        skipped: what was not checked, and why.
        readable: False if a file could not be read, so that parts of the check were skipped.
        problem: why this machine could not run a part of the check, such as missing Java; or None.
    """

    findings: tuple[Finding, ...]
    done: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    readable: bool = True
    problem: EnvironmentProblem | None = None

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


def assess(findings: Iterable[Finding], profile: Mapping[str, str], of_build: Collection[Finding] = ()) -> tuple[Finding, ...]:
    """Findings with the severities of a profile, each once, sorted by place.

    Args:
        findings: in any order.
        profile: rule to severity; ``off`` leaves the findings of a rule out. A rule that is not in it keeps its own severity.
        of_build: the findings of the build. Errors among them stay errors whatever the profile says, because they fail the build.

    >>> kept = assess([Finding("a", "x"), Finding("b", "y")], {"a": "off", "b": "info"})
    >>> [(each.rule, each.severity) for each in kept]
    [('b', 'info')]
    >>> assess([], {"a": "off"}, [Finding("a", "x")])[0].severity
    'error'
    """
    kept = [each for each in of_build if each.severity == "error"]
    for finding in (*findings, *(each for each in of_build if each.severity != "error")):
        severity = profile.get(finding.rule, finding.severity)
        if severity != "off":
            kept.append(replace(finding, severity=cast("Severity", severity)))
    return tuple(sorted(dict.fromkeys(kept), key=by_place))


def load_profile(ws: Workspace) -> dict[str, str]:
    """The severities of a workspace: those of the packaged ``ontology/checks/profile.toml``, overridden by the workspace's own.

    Args:
        ws: the workspace.

    Returns:
        Rule to ``error``, ``warning``, ``info`` or ``off``.

    Raises:
        DataError: a profile is not valid TOML or names an unknown severity.
    """
    found: dict[str, str] = {}
    for folder in dict.fromkeys((core_folder(), ws.folder)):
        path = os.path.join(folder, _PROFILE)
        if os.path.isfile(path):
            found.update(_read(path, ws.display(path)))
    return found


def lint_profile(ws: Workspace, known: Collection[str]) -> list[Finding]:
    """A finding for each rule in a workspace's own profile that does not exist.

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
            hint = did_you_mean(nearest(rule, known, 1), "kg check --rules lists all rules")
            findings.append(Finding("profile", f"unknown rule {rule}", Place(shown, _line_of(rule, text), 1), hint, "warning"))
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
        raise DataError(f"the profile cannot be read: {problem}", Place(shown)) from problem
    try:
        table = tomllib.loads(text).get("severity", {})
    except tomllib.TOMLDecodeError as problem:
        raise DataError(
            f"the profile is not valid TOML: {problem}", Place(shown), 'write lines such as: same-label = "warning"'
        ) from problem
    except (RecursionError, ValueError) as problem:  # brackets inside each other without end; a number with thousands of digits
        raise DataError("the profile cannot be read", Place(shown), 'write lines such as: same-label = "warning"') from problem
    if not isinstance(table, dict):
        raise DataError("severity is not a table in the profile", Place(shown), "write [severity] above the rules")
    for rule, severity in table.items():
        if severity not in (*SEVERITIES, "off"):
            hint = "use error, warning, info or off"
            raise DataError(f"unknown severity {severity!r} of the rule {rule}", Place(shown, _line_of(rule, text)), hint)
    return table
