"""The report on agreement and dispute, from a dataset and a selection."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.disputes.find import find
from kg.disputes.model import DisputeReport
from kg.disputes.render import file_content
from kg.disputes.render.json import as_json
from kg.disputes.render.terminal import terminal
from kg.disputes.select import select
from kg.export.header import header
from kg.files import write_atomically
from kg.namespaces import DIP, SKOS
from kg.values import Printable

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    from kg.ontology import Ontology
    from kg.record.record import Record
    from kg.snapshot import Snapshot
    from kg.values import JsonObject
    from kg.workspace import Workspace

_DEFINITION = ox.NamedNode(SKOS + "definition")
_DEFINED = {DIP + "ClaimStanding", DIP + "KindOfNote", DIP + "ClaimRank"}


@dataclass(frozen=True, slots=True, repr=False)
class Disputes(Printable, DisputeReport):
    """The report on agreement and dispute. It prints as text, as ``kg disputes`` does.

    Attributes:
        workspace: the workspace that it is about, whose files `save` never replaces. `DisputeReport` describes the other attributes.
    """

    workspace: Workspace | None = field(default=None, repr=False, compare=False)

    def __str__(self) -> str:
        return self.text()

    def text(self, width: int = 100, rows: int | None = None) -> str:
        """The report as text.

        Args:
            width: the width of the terminal in columns.
            rows: the maximum number of rows for each part; None for all.
        """
        return terminal(self, width, rows)

    def to_json(self) -> JsonObject:
        """The report as a JSON object, as ``kg disputes --json`` prints it."""
        return as_json(self)

    def save(self, path: str | os.PathLike[str]) -> int:
        """Write the report to a file atomically.

        Args:
            path: the file; its extension, ``.html`` or ``.md``, chooses the format.

        Returns:
            The size of the file in bytes.

        Raises:
            UsageError: the file has another extension, or a file of the workspace is there.
            EnvironmentProblem: the file cannot be written.
        """
        content = file_content(self, path)
        if self.workspace is None:
            write_atomically(path, content)
        else:
            self.workspace.write(path, content)
        return len(content)


def disputes(
    record: Record,
    snapshot: Snapshot,
    ontology: Ontology,
    *,
    about: str | None = None,
    kinds: Sequence[str] = (),
    document: str | None = None,
    workspace: Workspace | None = None,
) -> Disputes:
    """Find what is disputed or doubted in a dataset, and what is reported more than once.

    Args:
        record: the dataset.
        snapshot: the snapshot that holds it, for the title and the lines on how to cite it.
        ontology: its terms, for the definitions of standings and kinds of notes.
        about: only what involves this: an entity, an act, a claim or a passage, by label, alias, slug, CURIE or IRI.
        kinds: only these: names of `GROUPS`, standings (``rumoured``) or kinds of notes (``probable misprint``).
        document: only what rests on a passage of this document.
        workspace: the workspace, for `Disputes.save`.

    Raises:
        NameNotFound: nothing has the name `about` or `document`, or no item is of one of the `kinds`.
        NameAmbiguous: several things have that name.
    """
    items, sources = find(record)
    chosen, selection = select(items, record.names, about, kinds, document)
    what = "agreement and dispute" + (f": {selection}" if selection else "")
    return Disputes(
        snapshot.title,
        selection,
        tuple(header(snapshot, what).lines()),
        sources,
        chosen,
        _definitions(ontology),
        record.names.language,
        workspace,
    )


def _definitions(ontology: Ontology) -> tuple[tuple[str, str], ...]:
    """The label and the definition of each standing and kind of note, sorted by label."""
    found = {}
    for triple in ontology.triples:
        if triple.predicate == _DEFINITION and isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.Literal):
            label = ontology.label(triple.subject.value)
            if label and ontology.types(triple.subject.value) & _DEFINED:
                found[label] = triple.object.value
    return tuple(sorted(found.items()))
