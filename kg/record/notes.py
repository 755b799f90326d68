"""The curators' notes in a snapshot."""

from __future__ import annotations

from kg.record.model import Note
from kg.record.names import slug
from kg.record.passages import Passages
from kg.record.vocabulary import CITES, GIST, NOTE_KIND, ON

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import NamedNode


class Notes(Passages):
    """The curators' notes in a snapshot."""

    def all_notes(self) -> list[Note]:
        """All notes, sorted by IRI."""
        return [self.note(node) for node in self.subjects(NOTE_KIND)]

    def notes(self, nodes: Iterable[NamedNode]) -> list[Note]:
        """The notes on any of some nodes, assertion graphs or passages, sorted by IRI."""
        found = {note for node in set(nodes) for note in self.subjects(ON, node)}
        return [self.note(node) for node in sorted(found, key=lambda node: node.value)]

    def note(self, node: NamedNode) -> Note:
        """A note with what the record says about it."""
        row = self.row(node)
        return Note(node, slug(row.text(NOTE_KIND)), row.text(GIST), row.nodes(ON), self.in_order(row.nodes(CITES)), row.language(GIST))
