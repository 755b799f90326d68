"""What the page of the desk asks, answered from the files of the workspace. The files are the truth: nothing is kept besides."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kg.authored.reading import graph_name
from kg.check.quick import QuickCheck
from kg.coding import Coding, Vocabulary, coded, lines_of
from kg.coding import Entry as CodedEntry
from kg.coding.asking import completions, follows
from kg.dates import date_in_words
from kg.desk.prose import Span, paragraphs
from kg.desk.renumbering import renumbered
from kg.editing.coding import ASSERTS_NOTHING, Entry, PassageCoding, entry_of
from kg.editing.editor import Editor
from kg.editing.order import Order
from kg.errors import DataError, KgError, UsageError
from kg.namespaces import DIP, EDTF, RDF_TYPE, SKOS
from kg.ontology import load_ontology
from kg.record.names import Names, slug
from kg.record.record import Record
from kg.sources.copies import folder_of_copies
from kg.sources.verify import compare
from kg.terms import text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kg.authored.finding import Finding
    from kg.authored.indexed import Index
    from kg.coding.asking import Outcome
    from kg.coding.notation import Problem
    from kg.editing.editor import Saved
    from kg.ontology import Ontology
    from kg.record.model import Document, Passage
    from kg.sources.verify import Verification
    from kg.values import Json, JsonObject
    from kg.workspace import Workspace

TEXTS: Final = "texts"
"""The folder of a workspace with the reader's copies, if no other is named. `kg init` makes it."""
ON: Final = DIP + "on"
NOTE_KIND: Final = DIP + "noteKind"
GIST: Final = DIP + "gist"
STANDING: Final = DIP + "standing"
CONTENT_OF: Final = DIP + "contentOf"
PREF_LABEL: Final = SKOS + "prefLabel"
AS_STATED: Final = ox.NamedNode(DIP + "AsStated")


class Desk:
    """Answers what the page asks.

    Args:
        workspace: the workspace.
        folder: the folder with the reader's copies of the texts; `TEXTS` without it.

    Raises:
        UsageError: the folder does not exist.
        DataError: the ontology cannot be read.
    """

    def __init__(self, workspace: Workspace, folder: str | None = None) -> None:
        self.workspace = workspace
        own = os.path.join(workspace.folder, TEXTS)
        self.folder = folder_of_copies(folder or own) if folder or os.path.isdir(own) else None
        self.editor = Editor(workspace)
        self._keeper = self.editor.keeper
        self._quick = QuickCheck(workspace, self._keeper)
        self._read: _Read | None = None
        self._seen: Index | None = None
        self._changes = 0
        self._given: dict[str, PassageCoding] = {}

    def answers(self) -> dict[str, Callable[[Mapping[str, object]], JsonObject]]:
        """The questions by name."""
        return {
            "documents": lambda _: self.documents(),
            "document": lambda words: self.document(_text(words, "document")),
            "passage": lambda words: self.passage(_text(words, "passage")),
            "line": lambda words: self.line(_text(words, "passage"), _text(words, "text"), _number(words, "cursor")),
            "save": lambda words: self.save(_text(words, "passage"), _texts(words, "lines"), _text(words, "what")),
            "undo": lambda _: self.undone(self.editor.undo, "Undone"),
            "redo": lambda _: self.undone(self.editor.redo, "Done again"),
            "relations": lambda words: self.relations(_text(words, "document"), _text(words, "passage")),
            "stamp": lambda _: {"stamp": self.stamp()},
        }

    # what is there

    def stamp(self) -> str:
        """A text that changes when a data file does."""
        index = self._keeper.index()
        if index is not self._seen:
            self._seen = index
            self._changes += 1
        return str(self._changes)

    def documents(self) -> JsonObject:
        """The documents, with the number of their passages in each state; and what was found when the journal was opened."""
        read = self._current()
        rows: list[Json] = []
        for document in read.documents:
            states = [read.state(passage) for passage in read.of_document(slug(document.node.value))]
            counts = {state: states.count(state) for state in dict.fromkeys(states)}
            rows.append({"name": slug(document.node.value), "label": document.label, "passages": len(states), "counts": counts})
        return {"title": self.workspace.title, "documents": rows, "remarks": list(self.editor.remarks)}

    def document(self, name: str) -> JsonObject:
        """A text as running prose, with the state of each passage. Without a copy of the text, each passage has its gists instead.

        Args:
            name: the name of the document.

        Raises:
            UsageError: there is no such document.
        """
        read = self._current()
        passages = read.of_document(name)
        document = next((each for each in read.documents if slug(each.node.value) == name), None)
        if document is None:
            raise UsageError(f"no document is called {name}", None, "kg sources lists the documents")
        starts = read.starts(self._verified(read))
        text, hint = self._text_of(document)
        parts: list[Json] = []
        if text:
            names = {each.node.value: each.name for each in passages}
            spans = [
                Span(each.node.value, starts[each.name], starts[each.name] + each.end - each.start, each.kind)
                for each in passages
                if each.name in starts
            ]
            for paragraph in paragraphs(text, spans):
                pieces = [[piece.text, names.get(piece.passage, "")] for piece in paragraph.pieces]
                parts.append({"kind": paragraph.kind, "pieces": pieces})
        missing = [each for each in passages if not text or each.name not in starts]
        for each in missing:
            kind = "heading" if each.kind == "Heading" else "prose"
            parts.append({"kind": kind, "pieces": [[f"{each.name}: {read.gists(each.name) or 'no text at hand'}", each.name]]})
        return {
            "name": name,
            "label": document.label,
            "hint": hint,
            "order": [each.name for each in passages],
            "states": {each.name: read.state(each) for each in passages},
            "paragraphs": parts,
        }

    def passage(self, name: str) -> JsonObject:
        """What is coded of a passage: its lines, what they say in words, and what the check finds.

        Args:
            name: the name of the passage.

        Raises:
            UsageError: there is no such passage.
        """
        read = self._current()
        passage = read.passage(name)
        coding = self.editor.coding(passage.node.value)
        self._given[name] = coding
        shown = lines_of([_as_coded(coding)], read.without(coding))
        kept = {entry.iri for entry in shown.kept}
        graphs: list[Json] = [read.graph_in_words(each, kept) for each in coding.graphs]
        notes: list[Json] = [read.note_in_words(each, kept) for each in coding.notes]
        return {
            "name": name,
            "document": slug(passage.document.value),
            "section": passage.section,
            "text": self._verified(read).get(name, ("", 0))[0],
            "state": read.state(passage),
            "lines": [line for number, line in enumerate(shown.lines) if number or not line.startswith("@") or line != f"@{name}"],
            "graphs": graphs,
            "notes": notes,
            "nothing": _words(coding.nothing.quads[0].object) if coding.nothing else "",
            "findings": [read.finding(each) for each in self._quick.check_passage(passage.node.value).findings],
            "undo": [step.what for step in self.editor.journal.undoable()[-1:]],
            "redo": [step.what for step in self.editor.journal.redoable()[-1:]],
        }

    # typing

    def line(self, name: str, text: str, cursor: int) -> JsonObject:
        """What a line that is being typed would make, and how it can go on.

        Args:
            name: the name of the passage.
            text: the line.
            cursor: the offset of the cursor in it, in UTF-16 code units, as browsers count.
        """
        read = self._current()
        at = len(text.encode("utf-16-le")[: 2 * max(0, cursor)].decode("utf-16-le", "ignore"))
        words = self._verified(read).get(name, ("", 0))[0]
        ways = completions(text, at, words, read.vocabulary)
        outcome = follows(text, read.vocabulary, name)
        offered: list[Json] = [
            {"insert": way.insert, "start": _units(text, way.start), "end": _units(text, way.end), "about": way.explanation} for way in ways
        ]
        return {"completions": offered, **_outcome(outcome)}

    def save(self, name: str, lines: Sequence[str], what: str) -> JsonObject:
        """Write the lines of a passage into the files, in place of those that it has.

        Args:
            name: the name of the passage.
            lines: all its lines.
            what: what is done, in words, for the journal; empty for ``code NAME``.

        Returns:
            The passage as it is now; or `problems` in the lines, or `conflicts` with what somebody else has written meanwhile, and then
            nothing was written.
        """
        read = self._current()
        passage = read.passage(name)
        before = self._given.get(name) or self.editor.coding(passage.node.value)
        known = read.without(before)
        shown = lines_of([_as_coded(before)], known)
        try:
            made = coded("\n".join(lines) + "\n", known, "line", name) if lines else []
        except DataError as error:
            return {"problems": [_error(each) for each in (error, *error.others)]}
        others = [slug(each.passage) for each in made if each.passage != passage.node.value]
        if others:
            hint = f"code each passage by itself; @{name} stays the first that is cited"
            return {"problems": [{"line": 1, "what": f"these lines are about {', '.join(others)} as well", "hint": hint}]}
        wanted = _as_editing(made[0], self._keeper.index()) if made else PassageCoding(passage.node.value)
        kept = [_entry(each) for each in shown.kept]
        after = renumbered(before, _with_kept(wanted, before, kept))
        return self._done(name, self.editor.save(what or f"code {name}", [(before, after)]), what or f"{name} is written")

    def undone(self, change: Callable[[], Saved], words: str) -> JsonObject:
        """Take back the last change, or do it again.

        Args:
            change: `Editor.undo` or `Editor.redo`.
            words: what is said then.
        """
        saved = change()
        if saved.step is None:
            return self._done("", saved, words)
        name = slug(saved.step.edits[-1].passage) if saved.step.edits else ""
        return self._done(name, saved, f"{words}: {saved.step.what}")

    def _done(self, name: str, saved: Saved, said: str) -> JsonObject:
        if saved.conflicts:
            read = self._current()
            sides: list[Json] = [
                {"name": slug(each.key[1]), "mine": read.entry_in_words(each.mine), "theirs": read.entry_in_words(each.theirs)}
                for each in saved.conflicts
            ]
            self._given.pop(name, None)
            return {"conflicts": sides}
        answer: JsonObject = {"said": said, "files": list(saved.files)}
        if name:
            answer["passage"] = self.passage(name)
        return answer

    # the graph

    def relations(self, name: str, passage: str) -> JsonObject:
        """The relations that follow from what is coded of a document, as a graph with positions between 0 and 1.

        Args:
            name: the name of the document.
            passage: the name of the passage that is open, whose relations come first; empty for none.
        """
        from kg.desk.relations import drawn

        read = self._current()
        own = read.order.graphs_of(read.passage(passage).node.value) if passage else ()
        every = [graph for each in read.of_document(name) for graph in read.order.graphs_of(each.node.value)]
        graphs = dict.fromkeys((*own, *every))
        return drawn([entry_of(read.index, "graph", iri) for iri in graphs], frozenset(own), read.vocabulary)

    # the files

    def _current(self) -> _Read:
        """What the files say now; they are read again only if they have changed."""
        index = self._keeper.index()
        if index.findings:
            problem = index.findings[0]
            raise DataError(problem.what, problem.place, problem.hint)
        if self._read is None or self._read.index is not index:
            self._read = _Read(self.workspace, index)
        return self._read

    def _verified(self, read: _Read) -> dict[str, tuple[str, int]]:
        """The text of each passage in the reader's copies, and its offset there, by name."""
        if self.folder is None:
            return {}
        if read.verified is None:
            read.verified = compare(read.documents, read.passages, self.folder)
        return read.texts()

    def _text_of(self, document: Document) -> tuple[str, str]:
        """The reader's copy of a text, and what is to be done if there is none."""
        from kg.sources.copies import find_copy, text_of_copy

        path = find_copy(self.folder, document.file_name, document.sha256) if self.folder is not None else None
        if path is None:
            where = self.folder or os.path.join(self.workspace.folder, TEXTS)
            return (
                "",
                f"There is no copy of this text in {self.workspace.display(where)}: put it there as {document.file_name or 'a text file'}.",
            )
        try:
            return text_of_copy(path), ""
        except KgError as error:
            return "", f"{error}. {error.hint or ''}"


class _Read:
    """What the files say at one moment."""

    def __init__(self, workspace: Workspace, index: Index) -> None:
        self.index = index
        self.order = Order.of(index)
        self.quads = [quad for each in index.files for quad in each.file.quads]
        self.ontology: Ontology = load_ontology(workspace)
        self.language = workspace.language
        self.vocabulary = Vocabulary(self.ontology, workspace.base, workspace.language, self.quads)
        store = ox.Store()
        store.bulk_extend(quad for quad in self.quads if graph_name(quad) in (index.record, index.background))
        record = Record(Names(store, index.prefixes, workspace.language))
        self.documents = record.documents()
        self.passages = record.passages()
        self.verified: Verification | None = None
        self._by_name = {each.name: each for each in self.passages}
        self._noted = {text_of(quad.object) for quad in self.quads if quad.predicate.value == ON}

    def passage(self, name: str) -> Passage:
        found = self._by_name.get(name)
        if found is None:
            raise UsageError(f"no passage is called {name}")
        return found

    def of_document(self, name: str) -> list[Passage]:
        return [each for each in self.passages if slug(each.document.value) == name]

    def texts(self) -> dict[str, tuple[str, int]]:
        """The text of each passage that a copy has, and its offset, by name."""
        checks = self.verified.checks if self.verified is not None else ()
        return {each.passage.name: (each.words, each.start) for each in checks if each.start is not None}

    def starts(self, texts: Mapping[str, tuple[str, int]]) -> dict[str, int]:
        return {name: start for name, (_, start) in texts.items()}

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

    def state(self, passage: Passage) -> str:
        """``doubted`` if a note is about it, else ``coded``, ``nothing`` or ``open``."""
        graphs = self.order.graphs_of(passage.node.value)
        if graphs and not self._noted.isdisjoint({passage.node.value, *graphs}):
            return "doubted"
        return "coded" if graphs else "nothing" if passage.reason is not None else "open"

    def gists(self, name: str) -> str:
        graphs = self.order.graphs_of(self.passage(name).node.value)
        return " ".join(_words(quad.object) for graph in graphs for quad, _ in self.index.about(graph) if quad.predicate.value == GIST)

    def label(self, term: object) -> str:
        """How a term is called: a thing or a term of the ontology by its label, a text as it is."""
        if not isinstance(term, ox.NamedNode):
            is_date = isinstance(term, ox.Literal) and term.datatype.value.startswith(EDTF)
            return (date_in_words(_words(term)) if is_date else "") or _words(term)
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
            "gist": _words(record[GIST]) if GIST in record else "",
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
            "gist": _words(record[GIST]) if GIST in record else "",
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


def _words(term: object) -> str:
    """The text of a literal, or an IRI."""
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)


def _as_coded(coding: PassageCoding) -> Coding:
    def entries(found: Sequence[Entry]) -> tuple[CodedEntry, ...]:
        return tuple(CodedEntry(each.kind, each.iri, each.quads) for each in found)

    nothing = entries([coding.nothing])[0] if coding.nothing else None
    return Coding(coding.passage, entries(coding.graphs), entries(coding.notes), nothing)


def _entry(entry: CodedEntry) -> Entry:
    return Entry(entry.kind, entry.iri, entry.quads)


def _as_editing(made: Coding, index: Index) -> PassageCoding:
    """What lines have made, with the background that its things have already."""
    graphs, notes, new = (tuple(map(_entry, each)) for each in (made.graphs, made.notes, made.background))
    nothing = _entry(made.nothing) if made.nothing else None
    background = []
    for each in new:
        known = entry_of(index, "background", each.iri)
        background.append(replace(known, quads=tuple(dict.fromkeys((*known.quads, *each.quads)))))
    return PassageCoding(made.passage, graphs, notes, nothing, tuple(background))


def _with_kept(wanted: PassageCoding, before: PassageCoding, kept: Sequence[Entry]) -> PassageCoding:
    """What is wanted, with the entries that lines cannot say and with the background as it was."""
    new = {each.iri for each in wanted.background}
    return replace(
        wanted,
        graphs=(*wanted.graphs, *(each for each in kept if each.kind == "graph")),
        notes=(*wanted.notes, *(each for each in kept if each.kind == "note")),
        background=(*(each for each in before.background if each.iri not in new), *wanted.background),
    )


def _outcome(found: Outcome) -> JsonObject:
    return {"follows": list(found.follows), "why": found.why, "gist": found.gist, "problems": [_problem(each) for each in found.problems]}


def _error(found: KgError) -> JsonObject:
    return {"line": found.place.line if found.place else 0, "what": found.what, "hint": found.hint or ""}


def _problem(found: Problem) -> JsonObject:
    return {"column": found.column, "what": found.what, "hint": found.hint}


def _units(text: str, offset: int) -> int:
    """An offset in UTF-16 code units, as browsers count."""
    return len(text[:offset].encode("utf-16-le")) // 2


def _text(words: Mapping[str, object], name: str) -> str:
    found = words.get(name, "")
    if not isinstance(found, str):
        raise UsageError(f"{name} has to be a text")
    return found


def _texts(words: Mapping[str, object], name: str) -> list[str]:
    found = words.get(name, [])
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise UsageError(f"{name} has to be a list of texts")
    return [line for each in found for line in str(each).splitlines() if line.strip()]


def _number(words: Mapping[str, object], name: str) -> int:
    found = words.get(name, 0)
    if not isinstance(found, int):
        raise UsageError(f"{name} has to be a number")
    return found
