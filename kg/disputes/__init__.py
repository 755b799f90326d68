"""Agreement and dispute: who tells the same, who tells it otherwise, what is told with doubt, and what the curators could not settle.

For each claim the independent witnesses are counted (documents that share text are one), the parallels between passages named, the
tellings that differ set side by side role by role, and the notes given by kind. Everything is in the curators' own words: labels,
gists, notes; of the sources there are only the few words that an assertion graph keeps as its wording.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.disputes.find import Finder
from kg.disputes.model import GROUPS, Dispute, Report, plain
from kg.disputes.select import select
from kg.export.header import header
from kg.record.names import Names
from kg.record.record import Record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.snapshot.opening import Snapshot
    from kg.workspace import Workspace

__all__ = ["GROUPS", "Dispute", "Report", "disputes", "plain"]


def disputes(
    workspace: Workspace, snapshot: Snapshot, *, about: str | None = None, kinds: Sequence[str] = (), document: str | None = None
) -> Report:
    """Find what is disputed or doubted in a snapshot, and what is told more than once.

    Args:
        workspace: its workspace, for prefixes, language and the definitions of kinds.
        snapshot: the snapshot.
        about: only what involves this: an entity, an act, a claim or a passage, by label, alias, slug, CURIE or IRI.
        kinds: only these: names of `GROUPS`, standings (``rumoured``), kinds of notes (``probable misprint``); any of several.
        document: only what rests on a passage of this document.

    Returns:
        The report.

    Raises:
        NameNotFound: nothing has the name `about` or `document`, or nothing in the report is of one of the `kinds`.
        NameAmbiguous: several things have that name.
    """
    names = Names(snapshot.store, workspace.prefixes(), workspace.language)
    finder = Finder(Record(names))
    found, selection = select(finder.find(), names, about, kinds, document)
    what = "agreement and dispute" + (f": {selection}" if selection else "")
    return Report(
        snapshot.title,
        selection,
        tuple(header(snapshot, what)),
        finder.sources(),
        found,
        _definitions(workspace),
        workspace.language,
    )


def _definitions(workspace: Workspace) -> tuple[tuple[str, str], ...]:
    """What the standings and the kinds of notes mean, by label, as the ontology defines them."""
    import pyoxigraph as ox

    from kg.namespaces import DIP, SKOS
    from kg.ontology import load_ontology

    ontology = load_ontology(workspace)
    wanted = {DIP + "Standing", DIP + "NoteKind", DIP + "Rank"}
    definition = ox.NamedNode(SKOS + "definition")
    found = {}
    for triple in ontology.triples:
        if triple.predicate == definition and isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.Literal):
            label = ontology.label(triple.subject.value)
            if label and ontology.types(triple.subject.value) & wanted:
                found[label] = triple.object.value
    return tuple(sorted(found.items()))
