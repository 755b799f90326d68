"""The profile of a workspace, which sets the severity of each rule."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Final, cast

from kg.authored.finding import Finding, Severity, by_place
from kg.errors import DataError, EnvironmentProblem
from kg.files import did_you_mean, nearest, read_file
from kg.places import Place
from kg.workspace import Workspace, core_folder

SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "info")
_LINES: Final = 'write lines such as: same-label = "warning"'
_PROFILE: Final = os.path.join("ontology", "checks", "profile.toml")


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
            found.update(_read(path, ws.display(path))[0])
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
    findings = []
    table, text = _read(path, shown)
    for rule in table:
        if rule not in known:
            hint = did_you_mean(nearest(rule, known, 1), "kg check --rules lists all rules")
            findings.append(Finding("profile", f"unknown rule {rule}", Place(shown, _line_of(rule, text), 1), hint, "warning"))
    return findings


def _line_of(rule: str, text: str) -> int:
    """The line of a profile that sets a rule."""
    lines = text.splitlines()
    return next((number for number, each in enumerate(lines, 1) if each.lstrip().lstrip('"').startswith(rule)), 1)


def _read(path: str, shown: str) -> tuple[dict[str, str], str]:
    """The severities in a profile, and its text."""
    try:
        text = read_file(path).decode("utf-8")
    except (EnvironmentProblem, UnicodeDecodeError) as problem:
        raise DataError(f"the profile cannot be read: {problem}", Place(shown)) from problem
    try:
        table = tomllib.loads(text).get("severity", {})
    except tomllib.TOMLDecodeError as problem:
        raise DataError(f"the profile is not valid TOML: {problem}", Place(shown), _LINES) from problem
    except (ValueError, RecursionError) as problem:  # such as an integer with thousands of digits
        raise DataError("the profile cannot be read", Place(shown), _LINES) from problem
    if not isinstance(table, dict):
        raise DataError("severity is not a table in the profile", Place(shown), "write [severity] above the rules")
    for rule, severity in table.items():
        if severity not in (*SEVERITIES, "off"):
            hint = "use error, warning, info or off"
            raise DataError(f"unknown severity {severity!r} of the rule {rule}", Place(shown, _line_of(rule, text)), hint)
    return table, text
