"""The record of a snapshot: who says what, where, and how surely."""

from __future__ import annotations

from kg.record.claims import Claims
from kg.record.documents import Documents
from kg.record.notes import Notes


class Record(Claims, Notes, Documents):
    """The record of a snapshot: its claims, notes, passages and documents. All other code reads them here.

    What is held, and which document stands for which, are not decided here: the build has written both into the snapshot. Each question is
    answered by lookups of its own, so that making a record costs nothing.

    Args:
        names: the snapshot's names.
        proofs: the proofs of its entailed triples; without them, entailed triples have no claims behind them.
    """
