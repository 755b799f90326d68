"""Claims as explanations and descriptions show them: with labels, passages, and what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.explain.model import Assertion, CitedClaim, Named, PropertyValue
from kg.record.vocabulary import DATE_BASIS, GIST
from kg.terms import ALT_LABEL, LABEL, PREF_LABEL, TYPE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.record.model import Claim
    from kg.record.record import Record
    from kg.terms import Term

NAMING = frozenset({LABEL, PREF_LABEL, ALT_LABEL})
"""The properties whose values are names of a node."""


def cited_claim(record: Record, claim: Claim) -> CitedClaim:
    """A claim with its speakers, its passages and those that share text with them."""
    parallels = {other for passage in claim.passages for other in record.parallels(passage)} - set(claim.passages)
    return CitedClaim(
        graph=claim.graph,
        standing=claim.standing,
        status=record.status(claim),
        speakers=tuple(record.voices(claim)),
        passages=named_passages(record, claim.passages),
        read_with=named_passages(record, claim.read_with),
        parallels=named_passages(record, record.in_order(parallels)),
        wording=claim.wording,
        gist=claim.gist,
        notes=tuple(note.gist for note in record.notes((claim.graph,))),
    )


def assertions(record: Record, claim: Claim) -> tuple[Assertion, ...]:
    """What a claim says, one `Assertion` for each subject."""
    quads = record.says(claim)
    found = []
    for subject in dict.fromkeys(quad.subject for quad in quads):
        if not isinstance(subject, NamedNode):
            continue
        types: list[str] = []
        properties: list[PropertyValue] = []
        for quad in quads:
            if quad.subject != subject or quad.predicate in NAMING or quad.predicate in {GIST, DATE_BASIS}:
                continue
            if quad.predicate == TYPE:
                types.append(record.names.label(quad.object))  # type: ignore[arg-type]  # no quoted triples here
            else:
                properties.append(property_value(record, quad.predicate, quad.object))  # type: ignore[arg-type]  # no quoted triples here
        found.append(Assertion(Named(subject, record.names.label(subject)), tuple(types), tuple(properties)))
    return tuple(found)


def property_value(record: Record, predicate: NamedNode, value: Term) -> PropertyValue:
    """A property and its value with their labels."""
    return PropertyValue(Named(predicate, record.names.label(predicate)), value, record.names.label(value))


def named_passages(record: Record, passages: Iterable[NamedNode]) -> tuple[Named, ...]:
    """Passages with their names."""
    return tuple(Named(each, record.names.label(each)) for each in passages)
