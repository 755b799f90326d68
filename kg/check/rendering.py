"""A report as text, as JSON, and as a SHACL validation report."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Final

import pyoxigraph as ox

from kg.authored.finding import Finding, Severity
from kg.check.quality import CHECKS
from kg.check.report import SEVERITIES, Report
from kg.check.shapes.validation import SHAPES
from kg.errors import DataError
from kg.files import visible
from kg.namespaces import DCTERMS, RDF, SH, XSD, prefixes_of
from kg.terms import parse_n3, shorten

Paint = Callable[[str, str], str]
"""A text and the name of a colour (``red yellow bold dim``), to the text in that colour."""

_COLOURS: Final[dict[Severity, str]] = {"error": "red", "warning": "yellow", "info": "bold"}
_SHACL_SEVERITY: Final[dict[Severity, str]] = {"error": "Violation", "warning": "Warning", "info": "Info"}


def as_text(report: Report, base: str, paint: Paint = lambda text, _: text, least: Severity = "info") -> Iterator[str]:
    """The lines of a report for people.

    Args:
        report: the report.
        base: the base IRI of the workspace, for short names.
        paint: puts colours on words.
        least: findings below this severity are only counted.

    Yields:
        For each finding ``severity: what (where) [rule]``, its passages, details and hint, indented; then what was looked at.
    """
    prefixes = prefixes_of(base)
    shown = SEVERITIES[: SEVERITIES.index(least) + 1]
    for finding in report.findings:
        if finding.severity not in shown:
            continue
        place = f" ({finding.where})" if finding.where else ""
        rule = paint(f"[{visible(finding.rule, one_line=True)}]", "dim")
        yield f"{paint(finding.severity + ':', _COLOURS[finding.severity])} {visible(finding.what + place, one_line=True)} {rule}"
        if finding.passages:
            yield "  passage: " + visible(" ".join(shorten(each, prefixes) for each in finding.passages), one_line=True)
        yield from (f"  - {visible(detail, one_line=True)}" for detail in finding.details)
        if finding.hint:
            yield f"  hint: {visible(finding.hint, one_line=True)}"
    yield ", ".join(_counted(report.count(severity), severity) for severity in SEVERITIES)
    if report.done:
        yield "looked at: " + "; ".join(report.done)
    yield from (f"not looked at: {each}" for each in report.skipped)


def _counted(number: int, severity: Severity) -> str:
    """A number of findings in words.

    >>> _counted(1, "error"), _counted(0, "warning"), _counted(2, "info")
    ('1 error', '0 warnings', '2 remarks')
    """
    word = "remark" if severity == "info" else severity
    return f"{number} {word}" + ("" if number == 1 else "s")


def as_json(report: Report) -> str:
    """The report as JSON: ``conforms``, ``counts``, ``findings``, ``done``, ``skipped``."""
    findings = []
    for finding in report.findings:
        each: dict[str, object] = {key: value for key, value in finding._asdict().items() if value not in (None, ())}
        file, line, column = split_place(finding.where)
        each["where"] = None if file is None else {"file": file, "line": line, "column": column}
        findings.append(each)
    found = {
        "conforms": report.exit_code not in (1, DataError.exit_code),
        "counts": {severity: report.count(severity) for severity in SEVERITIES},
        "findings": findings,
        "done": report.done,
        "skipped": report.skipped,
    }
    return json.dumps(found, ensure_ascii=False, indent=2)


def split_place(where: str | None) -> tuple[str | None, int | None, int | None]:
    """``file:line:column`` in its parts; what is missing is None.

    >>> split_place("data/a.trig:3:7"), split_place("data/a.trig"), split_place(None)
    (('data/a.trig', 3, 7), ('data/a.trig', None, None), (None, None, None))
    """
    match = re.fullmatch(r"(.+?)(?::(\d+))?(?::(\d+))?", where or "")
    if match is None:
        return None, None, None
    return match[1], int(match[2]) if match[2] else None, int(match[3]) if match[3] else None


def as_shacl(report: Report, base: str) -> bytes:
    """The report as a SHACL validation report in Turtle, whatever found what is in it.

    A finding of a shape has the shape as ``sh:sourceShape`` and its constraint component. Any other has the IRI of its rule for
    both, because nothing in SHACL stands for it. The place in the files is ``dcterms:source``, the rule ``dcterms:identifier``.
    See https://www.w3.org/TR/shacl/#validation-report.

    Args:
        report: the report.
        base: the base IRI of the workspace; it is the focus node of a finding that has none.
    """
    prefixes = prefixes_of(base) | {"check": CHECKS, "shape": SHAPES}
    quads = list(_report_triples(report, base))
    used = {name: iri for name, iri in prefixes.items() if any(iri in str(quad) for quad in quads)}
    text = ox.serialize(quads, format=ox.RdfFormat.TURTLE, prefixes=dict(sorted(used.items())))
    assert text is not None
    return text


def _report_triples(report: Report, base: str) -> Iterator[ox.Triple]:
    a, node = ox.NamedNode(RDF + "type"), ox.BlankNode("report")

    def sh(name: str) -> ox.NamedNode:
        return ox.NamedNode(SH + name)

    conforms = "true" if not report.findings else "false"
    yield ox.Triple(node, a, sh("ValidationReport"))
    yield ox.Triple(node, sh("conforms"), ox.Literal(conforms, datatype=ox.NamedNode(XSD + "boolean")))
    for number, finding in enumerate(report.findings):
        result = ox.BlankNode(f"result{number}")
        yield ox.Triple(node, sh("result"), result)
        yield ox.Triple(result, a, sh("ValidationResult"))
        yield ox.Triple(result, sh("focusNode"), _node(finding.node) or ox.NamedNode(base))
        source = _node(finding.source) or ox.NamedNode(CHECKS + finding.rule)
        yield ox.Triple(result, sh("sourceShape"), source)
        yield ox.Triple(result, sh("sourceConstraintComponent"), _node(finding.component) or source)
        yield ox.Triple(result, sh("resultSeverity"), sh(_SHACL_SEVERITY[finding.severity]))
        yield ox.Triple(result, sh("resultMessage"), ox.Literal(_message(finding), language="en"))
        path = _node(finding.path)
        if path is not None:
            yield ox.Triple(result, sh("resultPath"), path)
        if finding.value is not None:
            yield ox.Triple(result, sh("value"), parse_n3(finding.value))
        if finding.where is not None:
            yield ox.Triple(result, ox.NamedNode(DCTERMS + "source"), ox.Literal(finding.where))
        yield ox.Triple(result, ox.NamedNode(DCTERMS + "identifier"), ox.Literal(finding.rule))


def _message(finding: Finding) -> str:
    details = "".join(f"\n- {detail}" for detail in finding.details)
    return finding.what + details + (f"\n{finding.hint}" if finding.hint else "")


def _node(iri: str | None) -> ox.NamedNode | ox.BlankNode | None:
    """A node for an IRI; None where there is none, or where it cannot be one."""
    if iri is None:
        return None
    if iri.startswith("_:"):
        return ox.BlankNode()
    try:
        return ox.NamedNode(iri)
    except ValueError:
        return None
