"""What the data files of a workspace say at one moment, as the desk needs it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kg.coding import Vocabulary
from kg.dates import date_in_words
from kg.editing.coding import ASSERTS_NOTHING, CITES, Entry, PassageCoding
from kg.editing.order import Order
from kg.errors import UsageError
from kg.namespaces import DIP, EDTF, RDF_TYPE, SKOS
from kg.record.names import Names, slug
from kg.record.record import Record
from kg.terms import text_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from kg.authored.finding import Finding
    from kg.authored.indexed import Index
    from kg.ontology import Ontology
    from kg.record.model import Document, Passage
    from kg.sources.verify import Verification
    from kg.values import Json, JsonObject
    from kg.workspace import Workspace

ON: Final = DIP + "on"
NOTE_KIND: Final = DIP + "noteKind"
GIST: Final = DIP + "gist"
STANDING: Final = DIP + "standing"
CONTENT_OF: Final = DIP + "contentOf"
PREF_LABEL: Final = SKOS + "prefLabel"
ALT_LABEL: Final = SKOS + "altLabel"
AS_STATED: Final = ox.NamedNode(DIP + "AsStated")


def words_of(term: object) -> str:
    """The text of a literal, or an IRI."""
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)


def _changed_store(store: ox.Store, come: Collection[ox.Quad], gone: Collection[ox.Quad]) -> ox.Store:
    """A store of the record and the background after a change. As in a snapshot, what they say is held."""
    for quad in gone:
        store.remove(quad)
        # Not held any more, unless the other of the two graphs says it too.
        if all(isinstance(each.graph_name, ox.DefaultGraph) for each in store.quads_for_pattern(quad.subject, quad.predicate, quad.object)):
            store.remove(ox.Quad(quad.subject, quad.predicate, quad.object))
    store.extend(each for quad in come for each in (quad, ox.Quad(quad.subject, quad.predicate, quad.object)))
    return store


def _passages_touched(base: str, changed: Iterable[ox.Quad]) -> set[ox.NamedNode] | None:
    """The passages that read otherwise after a change of the record; None if it may be any of them, or others."""
    found: set[ox.NamedNode] = set()
    for quad in changed:
        if quad.predicate.value == ASSERTS_NOTHING and isinstance(quad.subject, ox.NamedNode):
            found.add(quad.subject)
        elif text_of(quad.subject).startswith(base + "passage/"):
            return None
        elif quad.predicate.value in (CITES, STANDING) and isinstance(quad.object, ox.NamedNode):
            found.add(quad.object)
    return found


class Files:
    """What the files say at one moment.

    Args:
        workspace: the workspace.
        index: its data files.
        ontology: its terms.
        before: what the files said before, which is of no use any more afterwards; what has not changed since is taken over from it.

    Attributes:
        vocabulary: what coding lines can name.
        store: the record and the background, as they are in a snapshot.
        documents: the documents.
        passages: the passages, in order.
        verified: the passages compared with the reader's copies; None until somebody has done that.
    """

    def __init__(self, workspace: Workspace, index: Index, ontology: Ontology, before: Files | None = None) -> None:
        self.index = index
        self.order = Order.of(index)
        self.quads = [quad for each in index.files for quad in each.file.quads]
        self.ontology = ontology
        self.language = workspace.language
        self.vocabulary = Vocabulary(self.ontology, workspace.base, workspace.language, self.quads)
        self._told = {quad for graph in (index.record, index.background) for quad, _ in index.in_graph(graph)}
        told_before = set() if before is None else before._told
        come, gone = self._told - told_before, told_before - self._told
        self.store: ox.Store = _changed_store(before.store if before is not None else ox.Store(), come, gone)
        record = Record(Names(self.store, index.prefixes, workspace.language))
        self.documents = record.documents()
        touched = _passages_touched(workspace.base, come | gone)
        if before is None or touched is None:
            self.passages = record.passages()
        else:
            self.passages = [(record.passage(each.node) or each) if each.node in touched else each for each in before.passages]
        self.verified: Verification | None = None
        self._by_name = {each.name: each for each in self.passages}
        self._noted = {text_of(quad.object) for quad in self.quads if quad.predicate.value == ON}

    @cached_property
    def names(self) -> frozenset[ox.Quad]:
        """What the record and the background say of names and kinds. While it stays, the same names are found in passages."""
        return frozenset(quad for quad in self._told if quad.predicate.value in (PREF_LABEL, ALT_LABEL, RDF_TYPE))

    def passage(self, name: str) -> Passage:
        """A passage by its name, such as ``A12``. Raises UsageError if there is none."""
        found = self._by_name.get(name)
        if found is None:
            raise UsageError(f"no passage is called {name}")
        return found

    def document(self, name: str) -> Document:
        """A document by the last part of its IRI. Raises UsageError if there is none."""
        found = next((each for each in self.documents if slug(each.node.value) == name), None)
        if found is None:
            raise UsageError(f"no document is called {name}", None, "kg sources lists the documents")
        return found

    def of_document(self, name: str) -> list[Passage]:
        """The passages of a document, given by the last part of its IRI, in order."""
        return [each for each in self.passages if slug(each.document.value) == name]

    def texts(self) -> dict[str, tuple[str, int]]:
        """The text of each passage that a copy has, and its offset, by name."""
        checks = self.verified.checks if self.verified is not None else ()
        return {each.passage.name: (each.words, each.start) for each in checks if each.start is not None}

    def words(self) -> dict[str, str]:
        """The text of each passage that a copy has where the record says, by IRI."""
        checks = self.verified.checks if self.verified is not None else ()
        return {each.passage.node.value: each.words for each in checks if each.status == "ok"}

    def without(self, coding: PassageCoding) -> Vocabulary:
        """What lines can name if a passage were not coded."""
        own = {each.iri for each in (*coding.graphs, *coding.notes)}
        if not own:
            return self.vocabulary.copy()
        # By name, not by what is said: what others have changed of these graphs meanwhile is to be merged, and is no further graph.
        lost = {quad for iri in own for found in (self.index.about(iri), self.index.in_graph(iri)) for quad, _ in found}
        things = dict.fromkeys(text_of(quad.subject) for quad in lost)
        made = self.vocabulary.copy()
        made.forget((*own, *things))
        made.add(quad for thing in things for quad, _ in self.index.about(thing) if quad not in lost)
        return made

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

    def graph_in_words(self, entry: Entry, kept: set[str]) -> JsonObject:
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

    def note_in_words(self, entry: Entry, kept: set[str]) -> JsonObject:
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

    def entry_in_words(self, entry: Entry | None) -> Json:
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
