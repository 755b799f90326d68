"""Accounts that differ: claims that report one thing in different ways, side by side."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kg.disputes.compare import compare, subjects
from kg.disputes.model import DIFFER, Verdict
from kg.disputes.survey import CONFLICTS, doubted
from kg.record.names import slug

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyoxigraph import NamedNode

    from kg.disputes.describe import Describer
    from kg.disputes.model import Dispute, Row
    from kg.disputes.survey import Survey
    from kg.record.model import Claim, Note


class Accounts:
    """The accounts that differ.

    Args:
        survey: the dataset.
        describe: makes the values of the report.

    Attributes:
        items: an item for each set of accounts.
        notes: the IRIs of the notes that are part of an item.
        item_of: the assertion graph of each account to the key of its item.
    """

    def __init__(self, survey: Survey, describe: Describer) -> None:
        self._survey = survey
        self._describe = describe
        self.items: list[Dispute] = []
        self.notes: set[str] = set()
        self.item_of: dict[NamedNode, str] = {}
        for claims in survey.clusters(lambda claim: survey.record.of_graphs(claim.differs_from)):
            if len(claims) > 1:
                item = self._item(claims)
                self.items.append(item)
                self.notes.update(remark.iri for remark in item.remarks)
                self.item_of |= dict.fromkeys((claim.graph for claim in claims), item.key)

    def _item(self, claims: Sequence[Claim]) -> Dispute:
        """Accounts of one thing. A note on a conflict between them goes with the first item that it fits."""
        record, describe = self._survey.record, self._describe
        rows = compare(record, [[claim] for claim in claims])
        conflicts = [note for note in self._survey.notes if note.kind in CONFLICTS and self._is_on(note, claims)]
        notes = list({note.node: note for note in (*conflicts, *record.notes(claim.graph for claim in claims))}.values())
        kinds = [describe.kind(note) for note in notes if note.kind in CONFLICTS]
        standings = [describe.standing(claim) for claim in claims if doubted(claim)]
        # The prefix "t" comes from a former name of the group and stays, so that saved links to an item remain valid.
        key = f"t-{slug(claims[0].graph.value)}"
        item = describe.item("accounts", key, (DIFFER, *kinds, *standings), self._about(claims, rows), record.cited(claims), claims)
        sides = tuple(describe.side(claim.passages, [claim]) for claim in claims)
        return replace(item, sides=sides, rows=rows, remarks=describe.remarks(notes))

    def _about(self, claims: Sequence[Claim], rows: Sequence[Row]) -> list[NamedNode]:
        """The things on which the accounts differ; if there are none, the main thing that they report."""
        label = self._survey.record.names.label
        differing = {row.subject for row in rows if row.verdict is not Verdict.ALIKE and row.predicate}
        heads = subjects(self._survey.record, claims)
        return [node for node in heads if any(label(node) in name.split(" / ") for name in differing)] or heads[:1]

    def _is_on(self, note: Note, claims: Sequence[Claim]) -> bool:
        """Whether a note that is not part of an item yet is on these accounts only: it cites passages of several, and no others."""
        if note.node.value in self.notes:
            return False
        cited = set(note.passages)
        if sum(bool(cited & set(claim.passages)) for claim in claims) < 2 or cited - {each for claim in claims for each in claim.passages}:
            return False
        nodes = {claim.graph for claim in claims} | {node for claim in claims for node in claim.content_of}
        return bool(set(note.on) & (nodes | set(subjects(self._survey.record, claims))))
