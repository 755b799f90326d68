"""The report on agreement and dispute of a workspace, for tests."""

from __future__ import annotations

from collections.abc import Sequence

from kg.build import ensure
from kg.disputes import Disputes, disputes
from kg.ontology import load_ontology
from kg.record.names import Names
from kg.record.record import Record
from kg.workspace import Workspace


def disputes_of(workspace: Workspace, *, about: str | None = None, kinds: Sequence[str] = (), document: str | None = None) -> Disputes:
    """What `kg.disputes.disputes` finds in a workspace, which is built if necessary."""
    snapshot = ensure(workspace)
    record = Record(Names(snapshot.store, workspace.prefixes(), workspace.language))
    return disputes(record, snapshot, load_ontology(workspace), about=about, kinds=kinds, document=document)
