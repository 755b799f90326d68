"""What the data files of a workspace say at one moment, as the desk needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kg.authored.reading import graph_name
from kg.coding import Vocabulary
from kg.dates import date_in_words
from kg.editing.coding import ASSERTS_NOTHING, Entry, PassageCoding
from kg.editing.order import Order
from kg.errors import UsageError
from kg.namespaces import DIP, EDTF, RDF_TYPE, SKOS
from kg.record.names import Names, slug
from kg.record.record import Record
from kg.terms import text_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from kg.authored.finding import Finding
    from kg.authored.indexed import Index
    from kg.ontology import Ontology
    from kg.record.model import Passage
    from kg.sources.verify import Verification
    from kg.values import Json, JsonObject
    from kg.workspace import Workspace

ON: Final = DIP + "on"
NOTE_KIND: Final = DIP + "noteKind"
GIST: Final = DIP + "gist"
STANDING: Final = DIP + "standing"
CONTENT_OF: Final = DIP + "contentOf"
PREF_LABEL: Final = SKOS + "prefLabel"
AS_STATED: Final = ox.NamedNode(DIP + "AsStated")


def words_of(term: object) -> str:
    """The text of a literal, or an IRI."""
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)


class Files:
    """What the files say at one moment.

    Args:
        workspace: the workspace.
        index: its data files.
        ontology: its terms.

    Attributes:
        vocabulary: what coding lines can name.
        store: the record and the background, as they are in a snapshot.
        documents: the documents.
        passages: the passages, in order.
        verified: the passages compared with the reader's copies; None until somebody has done that.
    """

    def __init__(self, workspace: Workspace, index: Index, ontology: Ontology) -> None:
        self.index = index
        self.order = Order.of(index)
        self.quads = [quad for each in index.files for quad in each.file.quads]
        self.ontology = ontology
        self.language = workspace.language
        self.vocabulary = Vocabulary(self.ontology, workspace.base, workspace.language, self.quads)
        store = self.store = ox.Store()
        for quad in self.quads:
            if graph_name(quad) in (index.record, index.background):
                # As in a snapshot, what the record and the background say is held.
                store.extend((quad, ox.Quad(quad.subject, quad.predicate, quad.object)))
        record = Record(Names(store, index.prefixes, workspace.language))
        self.documents = record.documents()
        self.passages = record.passages()
        self.verified: Verification | None = None
        self._by_name = {each.name: each for each in self.passages}
        self._noted = {text_of(quad.object) for quad in self.quads if quad.predicate.value == ON}

    def passage(self, name: str) -> Passage:
        """A passage by its name, such as ``A12``. Raises UsageError if there is none."""
        found = self._by_name.get(name)
        if found is None:
            raise UsageError(f"no passage is called {name}")
        return found

    def of_document(self, name: str) -> list[Passage]:
        """The passages of a document, given by the last part of its IRI, in order."""
        return [each for each in self.passages if slug(each.document.value) == name]

    def texts(self) -> dict[str, tuple[str, int]]:
        """The text of each passage that a copy has, and its offset, by name."""
        checks = self.verified.checks if self.verified is not None else ()
        return {each.passage.name: (each.words, each.start) for each in checks if each.start is not None}

    def without(self, coding: PassageCoding) -> Vocabulary:
        """What lines can name if a passage were not coded."""
        own = {each.iri for each in (*coding.graphs, *coding.notes)}

        def is_own(quad: ox.Quad) -> bool:
            subject = text_of(quad.subject)
            if subject == coding.passage:
                return coding.nothing is not None and quad.predicate.value == ASSERTS_NOTHING
            return subject in own or graph_name(quad) in own

        # By name, not by what is said: what others have changed of these graphs meanwhile is to be merged, and is no further graph.
        kept = (quad for quad in self.quads if not is_own(quad))
        return Vocabulary(self.ontology, self.index.base, self.language, kept)

    def state(self, passage: Passage, drafted: Collection[str]) -> str:
        """``doubted`` if a note is about it, else ``coded``, ``nothing``, ``drafted`` or ``open``.

        Args:
            passage: the passage.
            drafted: the names of the passages for which something was suggested.
        """
        graphs = self.order.graphs_of(passage.node.value)
        if graphs and not self._noted.isdisjoint({passage.node.value, *graphs}):
            return "doubted"
        if graphs or passage.reason is not None:
            return "coded" if graphs else "nothing"
        return "drafted" if passage.name in drafted else "open"

    def gists(self, name: str) -> str:
        """The gists of what is coded of a passage, in one text."""
        graphs = self.order.graphs_of(self.passage(name).node.value)
        return " ".join(words_of(quad.object) for graph in graphs for quad, _ in self.index.about(graph) if quad.predicate.value == GIST)

    def label(self, term: object) -> str:
        """How a term is called: a thing or a term of the ontology by its label, a text as it is."""
        if not isinstance(term, ox.NamedNode):
            is_date = isinstance(term, ox.Literal) and term.datatype.value.startswith(EDTF)
            return (date_in_words(words_of(term)) if is_date else "") or words_of(term)
        if term.value.startswith((self.index.base + "passage/", self.index.base + "assertion/")):
            return slug(term.value)
        if term.value in self.ontology.kinds:
            return self.vocabulary.words.label(term.value)
        return self.vocabulary.label(term.value)

    def graph_inwords_of(self, entry: Entry, kept: set[str]) -> JsonObject:
        """An assertion graph: its gist, its standing, whose words it has, and each thing with its roles."""
        record = {quad.predicate.value: quad.object for quad in entry.record}
        things: dict[str, list[ox.Quad]] = {}
        for quad in entry.content:
            things.setdefault(text_of(quad.subject), []).append(quad)
        standing = record.get(STANDING)
        rows: list[Json] = []
        for iri, quads in things.items():
            kinds = [self.label(quad.object) for quad in quads if quad.predicate.value == RDF_TYPE]
            roles = [
                [self.label(quad.predicate), self.label(quad.object)]
                for quad in quads
                if quad.predicate.value not in (RDF_TYPE, PREF_LABEL) and quad.object != AS_STATED
            ]
            rows.append({"name": slug(iri), "label": self.vocabulary.label(iri), "kinds": kinds, "roles": roles})
        return {
            "name": slug(entry.iri),
            "gist": words_of(record[GIST]) if GIST in record else "",
            "standing": slug(text_of(standing)) if standing is not None else "",
            "said": self.label(record[CONTENT_OF]) if CONTENT_OF in record else "",
            "things": rows,
            "kept": entry.iri in kept,
        }

    def note_inwords_of(self, entry: Entry, kept: set[str]) -> JsonObject:
        """A note: its kind, its words, and what it is about."""
        record = {quad.predicate.value: quad.object for quad in entry.quads}
        about = [self.label(quad.object) for quad in entry.quads if quad.predicate.value == ON]
        kind = self.label(record[NOTE_KIND]) if NOTE_KIND in record else ""
        return {
            "name": slug(entry.iri),
            "kind": kind,
            "gist": words_of(record[GIST]) if GIST in record else "",
            "about": about,
            "kept": entry.iri in kept,
        }

    def entry_inwords_of(self, entry: Entry | None) -> Json:
        """One side of a conflict, as its statements in words; None if it is gone."""
        if entry is None:
            return None
        return [f"{self.label(quad.subject)}: {self.label(quad.predicate)} {self.label(quad.object)}" for quad in entry.quads]

    def finding(self, found: Finding) -> JsonObject:
        """A finding, with the thing and the role that it concerns."""
        return {
            "severity": found.severity,
            "rule": found.rule,
            "what": found.what,
            "hint": found.hint or "",
            "node": slug(found.node) if found.node else "",
            "graph": slug(found.graph) if found.graph else "",
            "role": self.vocabulary.words.label(found.path) if found.path else "",
            "place": str(found.place or ""),
        }
