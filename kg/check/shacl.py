"""Findings as a SHACL validation report.

See https://www.w3.org/TR/shacl/#validation-report.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

import pyoxigraph as ox

from kg.authored.finding import Finding, Severity
from kg.check.quality import CHECKS
from kg.check.shapes.files import SHAPES
from kg.namespaces import DCTERMS, SH, XSD, prefixes_of
from kg.terms import TYPE, parse_n3, plain_names

_Value: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
_SHACL_SEVERITY: Final[dict[Severity, str]] = {"error": "Violation", "warning": "Warning", "info": "Info"}


def as_shacl(findings: Sequence[Finding], base: str) -> str:
    """The findings of all rules as a SHACL validation report in Turtle.

    A finding of a shape has the shape as ``sh:sourceShape`` and its constraint component. Any other finding has the IRI of its
    rule for both, because SHACL has no term for it. The place is ``dcterms:source``, the name of the rule ``dcterms:identifier``.

    Args:
        findings: the findings.
        base: the base IRI of the workspace, which is the focus node of findings without a node.
    """
    prefixes = prefixes_of(base) | {"check": CHECKS, "shape": SHAPES}
    quads = list(_report_triples(findings, base))
    used = {name: iri for name, iri in prefixes.items() if any(iri in str(quad) for quad in quads)}
    text = ox.serialize(quads, format=ox.RdfFormat.TURTLE, prefixes=dict(sorted(used.items())))
    assert text is not None
    return plain_names(text.decode(), prefixes)


def _report_triples(findings: Sequence[Finding], base: str) -> Iterator[ox.Triple]:
    node = ox.BlankNode("report")
    conforms = "true" if not findings else "false"
    yield ox.Triple(node, TYPE, _sh("ValidationReport"))
    yield ox.Triple(node, _sh("conforms"), ox.Literal(conforms, datatype=ox.NamedNode(XSD + "boolean")))
    for number, finding in enumerate(findings):
        result = ox.BlankNode(f"result{number}")
        yield ox.Triple(node, _sh("result"), result)
        for name, value in _result(finding, base):
            yield ox.Triple(result, name, value)


def _result(finding: Finding, base: str) -> Iterator[tuple[ox.NamedNode, _Value]]:
    """The properties and values of one validation result."""
    source = _node(finding.source) or ox.NamedNode(CHECKS + finding.rule)
    yield TYPE, _sh("ValidationResult")
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
