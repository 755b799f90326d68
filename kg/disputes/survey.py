"""The claims and notes of a dataset, prepared for a search for disputes."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode

from kg.disputes.compare import NAMING
from kg.record.vocabulary import DOCUMENT
from kg.terms import LABEL, TYPE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pyoxigraph import Triple

    from kg.record.model import Claim
    from kg.record.record import Record

CONFLICTS: Final = frozenset({"ConflictingClaims", "InternalInconsistency"})
"""The kinds of notes on claims that cannot all be true."""

DESCRIBING: Final = NAMING | {LABEL, TYPE}
"""Predicates that name or classify a thing: two claims that have only these in common report no common fact."""


class Survey:
    """All claims and notes of a dataset.

    Args:
        record: the dataset.

    Attributes:
        record: the dataset.
        claims: all claims, in the order of their passages.
        notes: all notes, sorted by IRI.
        by_passage: the claims that cite a passage.
    """

    def __init__(self, record: Record) -> None:
        self.record = record
        self.claims = record.claims()
        self.notes = record.all_notes()
        self.by_passage: dict[NamedNode, list[Claim]] = defaultdict(list)
        for claim in self.claims:
            for passage in claim.passages:
                self.by_passage[passage].append(claim)
        self._position = {claim: number for number, claim in enumerate(self.claims)}

    def clusters(self, neighbours: Callable[[Claim], Iterable[Claim]]) -> list[list[Claim]]:
        """The claims in connected groups, each group in the order of its passages."""
        home: dict[Claim, set[Claim]] = {claim: {claim} for claim in self.claims}
        for claim in self.claims:
            for other in neighbours(claim):
                if other in home and home[other] is not home[claim]:
                    home[claim] |= home[other]
                    for each in home[claim]:
                        home[each] = home[claim]
        groups = {id(group): group for group in home.values()}
        return [sorted(group, key=self._position.__getitem__) for group in groups.values()]

    def document(self, passage: NamedNode) -> NamedNode:
        """The document of a passage; the passage itself if it has none."""
        documents = self.record.nodes(passage, DOCUMENT)
        return documents[0] if documents else passage

    def facts(self, claim: Claim) -> set[Triple]:
        """The triples of a claim about named things, without names and types."""
        return {quad.triple for quad in self.record.says(claim) if quad.predicate not in DESCRIBING and isinstance(quad.subject, NamedNode)}


def doubted(claim: Claim) -> bool:
    """Whether a claim is not stated, or was withdrawn."""
    return claim.standing != "Stated" or claim.deprecated
