"""Renderings of a report: text, JSON, and a SHACL validation report."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import Final, TypeAlias

import pyoxigraph as ox

from kg.authored.finding import Finding, Severity
from kg.check.quality import CHECKS
from kg.check.report import SEVERITIES, Report
from kg.check.shapes.files import SHAPES
from kg.errors import DataError
from kg.files import visible
from kg.namespaces import DCTERMS, RDF, SH, XSD, prefixes_of
from kg.terms import parse_n3, shorten

Paint = Callable[[str, str], str]
"""A function from a text and the name of a colour (``red``, ``yellow``, ``bold`` or ``dim``) to the coloured text."""

_Value: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
_TYPE: Final = ox.NamedNode(RDF + "type")
_COLOURS: Final[dict[Severity, str]] = {"error": "red", "warning": "yellow", "info": "bold"}
_SHACL_SEVERITY: Final[dict[Severity, str]] = {"error": "Violation", "warning": "Warning", "info": "Info"}


def as_text(report: Report, base: str, paint: Paint = lambda text, _: text, least: Severity = "info") -> Iterator[str]:
    """The report as lines of text.

    Args:
        report: the report.
        base: the base IRI of the workspace, for short names.
        paint: colours a text.
        least: the lowest severity to show; findings below it are only counted.

    Yields:
        For each finding ``severity: what (place) [rule]``, then its passages, details and hint, indented; at the end the counts
        and what was checked.
    """
    prefixes = prefixes_of(base)
    shown = SEVERITIES[: SEVERITIES.index(least) + 1]
    for finding in report.findings:
        if finding.severity not in shown:
            continue
        place = f" ({finding.place})" if finding.place else ""
        rule = paint(f"[{visible(finding.rule, one_line=True)}]", "dim")
        yield f"{paint(finding.severity + ':', _COLOURS[finding.severity])} {visible(finding.what + place, one_line=True)} {rule}"
        if finding.passages:
            yield "  passage: " + visible(" ".join(shorten(each, prefixes) for each in finding.passages), one_line=True)
        yield from (f"  - {visible(detail, one_line=True)}" for detail in finding.details)
        if finding.hint:
            yield f"  hint: {visible(finding.hint, one_line=True)}"
    yield ", ".join(_counted(report.count(severity), severity) for severity in SEVERITIES)
    if report.done:
        yield "checked: " + visible("; ".join(report.done), one_line=True)
    yield from (f"not checked: {visible(each, one_line=True)}" for each in report.skipped)


def _counted(number: int, severity: Severity) -> str:
    """A number of findings with the name of their severity.

    >>> _counted(1, "error"), _counted(0, "warning"), _counted(2, "info")
    ('1 error', '0 warnings', '2 remarks')
    """
    word = "remark" if severity == "info" else severity
    return f"{number} {word}" + ("" if number == 1 else "s")


def as_json(report: Report) -> str:
    """The report as JSON: ``conforms``, ``counts``, ``findings``, ``done`` and ``skipped``."""
    found = {
        "conforms": report.exit_code not in (1, DataError.exit_code),
        "counts": {severity: report.count(severity) for severity in SEVERITIES},
        "findings": [_as_object(finding) for finding in report.findings],
        "done": report.done,
        "skipped": report.skipped,
    }
    return json.dumps(found, ensure_ascii=False, indent=2)


def _as_object(finding: Finding) -> dict[str, object]:
    """A finding as a JSON object: its attributes that have a value, and its place as ``where``, which is null if there is none."""
    place = finding.place
    given = {field.name: getattr(finding, field.name) for field in fields(finding) if field.name != "place"}
    where = None if place is None else {"file": place.file, "line": place.line or None, "column": place.column or None}
    return {name: value for name, value in given.items() if value not in (None, ())} | {"where": where}


def as_shacl(report: Report, base: str) -> bytes:
    """The report as a SHACL validation report in Turtle, with the findings of all rules.

    A finding of a shape has the shape as ``sh:sourceShape`` and its constraint component. Any other finding has the IRI of its
    rule for both, because SHACL has no term for it. The place is ``dcterms:source``, the name of the rule ``dcterms:identifier``.
    See https://www.w3.org/TR/shacl/#validation-report.

    Args:
        report: the report.
        base: the base IRI of the workspace, which is the focus node of findings without a node.
    """
    prefixes = prefixes_of(base) | {"check": CHECKS, "shape": SHAPES}
    quads = list(_report_triples(report, base))
    used = {name: iri for name, iri in prefixes.items() if any(iri in str(quad) for quad in quads)}
    text = ox.serialize(quads, format=ox.RdfFormat.TURTLE, prefixes=dict(sorted(used.items())))
    assert text is not None
    return text


def _report_triples(report: Report, base: str) -> Iterator[ox.Triple]:
    node = ox.BlankNode("report")
    conforms = "true" if not report.findings else "false"
    yield ox.Triple(node, _TYPE, _sh("ValidationReport"))
    yield ox.Triple(node, _sh("conforms"), ox.Literal(conforms, datatype=ox.NamedNode(XSD + "boolean")))
    for number, finding in enumerate(report.findings):
        result = ox.BlankNode(f"result{number}")
        yield ox.Triple(node, _sh("result"), result)
        for name, value in _result(finding, base):
            yield ox.Triple(result, name, value)


def _result(finding: Finding, base: str) -> Iterator[tuple[ox.NamedNode, _Value]]:
    """The properties and values of one validation result."""
    source = _node(finding.source) or ox.NamedNode(CHECKS + finding.rule)
    yield _TYPE, _sh("ValidationResult")
    yield _sh("focusNode"), _node(finding.node) or ox.NamedNode(base)
    yield _sh("sourceShape"), source
    yield _sh("sourceConstraintComponent"), _node(finding.component) or source
    yield _sh("resultSeverity"), _sh(_SHACL_SEVERITY[finding.severity])
    yield _sh("resultMessage"), ox.Literal(_message(finding), language="en")
    if (path := _node(finding.path)) is not None:
        yield _sh("resultPath"), path
    if finding.value is not None:
        yield _sh("value"), parse_n3(finding.value)
    if finding.place is not None:
        yield ox.NamedNode(DCTERMS + "source"), ox.Literal(str(finding.place))
    yield ox.NamedNode(DCTERMS + "identifier"), ox.Literal(finding.rule)


def _sh(name: str) -> ox.NamedNode:
    return ox.NamedNode(SH + name)


def _message(finding: Finding) -> str:
    details = "".join(f"\n- {detail}" for detail in finding.details)
    return finding.what + details + (f"\n{finding.hint}" if finding.hint else "")


def _node(iri: str | None) -> ox.NamedNode | ox.BlankNode | None:
    """The node of an IRI or blank node label; None without one, and for a text that is not a valid IRI."""
    if iri is None:
        return None
    if iri.startswith("_:"):
        return ox.BlankNode()
    try:
        return ox.NamedNode(iri)
    except ValueError:
        return None
