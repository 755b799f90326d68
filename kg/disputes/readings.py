"""Readings that the curators could not settle: every note that is not on a conflict."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kg.disputes.survey import CONFLICTS
from kg.record.names import slug

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.disputes.describe import Describer
    from kg.disputes.model import Dispute
    from kg.disputes.survey import Survey


def readings(survey: Survey, describe: Describer) -> Iterator[Dispute]:
    """An item for each note that is not on a conflict."""
    for note in survey.notes:
        if note.kind not in CONFLICTS:
            item = describe.item("reading", f"r-{slug(note.node.value)}", (describe.kind(note),), note.on, note.passages)
            yield replace(item, iri=note.node.value, gist=note.gist)
