"""Who says so: the claims behind nodes, triples and rows, their passages, their proofs, and what was so by a day."""

from __future__ import annotations

from kg.evidence.claims import Claim, Evidence, Note

__all__ = ["Claim", "Evidence", "Note"]
