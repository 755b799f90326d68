"""What the page of the desk asks, answered from the files of the workspace. The files are the truth: nothing is kept besides."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from kg.check.quick import QuickCheck
from kg.coding import coded, lines_of
from kg.coding.asking import completions, follows
from kg.desk.background import with_background, with_kept, without_unused
from kg.desk.files import Files, words_of
from kg.desk.prose import Span, paragraphs
from kg.desk.renumbering import renumbered
from kg.desk.suggesting import Drafts
from kg.editing.coding import Entry, PassageCoding, coding_of, entry_of
from kg.editing.editor import Editor
from kg.errors import DataError, KgError, UsageError
from kg.ontology import load_ontology
from kg.record.names import slug
from kg.sources.copies import folder_of_copies
from kg.sources.indexing import TEXTS_FOLDER
from kg.sources.verify import compare

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kg.authored.indexed import Index
    from kg.coding import Vocabulary
    from kg.coding.asking import Outcome
    from kg.coding.notation import Problem
    from kg.editing.editor import Over, Saved
    from kg.ontology import Ontology
    from kg.record.model import Document
    from kg.values import Json, JsonObject
    from kg.workspace import Workspace

MOST_GIVEN: Final = 500
"""The number of passages as they were shown that are remembered."""
LONGEST_LINE: Final = 4000
"""The number of characters that a line may have."""


class Desk:
    """Answers what the page asks.

    Args:
        workspace: the workspace.
        folder: the folder with the reader's copies of the texts; that of the workspace without it.

    Raises:
        UsageError: the folder does not exist.
        DataError: the ontology cannot be read.
    """

    def __init__(self, workspace: Workspace, folder: str | None = None) -> None:
        self.workspace = workspace
        own = os.path.join(workspace.folder, TEXTS_FOLDER)
        self.folder = folder_of_copies(folder or own) if folder or os.path.isdir(own) else None
        self.editor = Editor(workspace)
        self._keeper = self.editor.keeper
        self._quick = QuickCheck(workspace, self._keeper)
        self._read: Files | None = None
        self._seen: Index | None = None
        self._changes = 0
        self._ontology: tuple[object, Ontology] | None = None
        self._given: dict[str, PassageCoding] = {}
        self._drafts = Drafts(workspace)
        self._found_in: Files | None = None
        self._found: dict[str, list[Json]] = {}

    def answers(self) -> dict[str, Callable[[Mapping[str, object]], JsonObject]]:
        """The questions by name."""
        return {
            "documents": lambda _: self.documents(),
            "document": lambda words: self.document(_text(words, "document")),
            "passage": lambda words: self.passage(_text(words, "passage")),
            "findings": lambda words: self.findings(_text(words, "passage")),
            "line": lambda words: self.line(
                _text(words, "passage"), _text(words, "text"), _number(words, "cursor"), _texts(words, "before"), _texts(words, "after")
            ),
            "save": lambda words: self.save(_text(words, "passage"), _texts(words, "lines"), _text(words, "what"), _text(words, "token")),
            "reject": lambda words: self.reject(_text(words, "passage"), _text(words, "line")),
            "undo": lambda words: self.undone(self.editor.undo, "Undone", _over(words)),
            "redo": lambda words: self.undone(self.editor.redo, "Done again", _over(words)),
            "relations": lambda words: self.relations(_text(words, "document"), _text(words, "passage")),
            "stamp": lambda _: {"stamp": self.stamp()},
        }

    # what is there

    def stamp(self) -> int:
        """A number that grows by one when data files have changed since it was asked for last."""
        index = self._keeper.index()
        if index is not self._seen:
            self._seen = index
            self._changes += 1
        return self._changes

    def documents(self) -> JsonObject:
        """The documents, with the number of their passages in each state; and what was found when the journal was opened."""
        read = self._current()
        rows: list[Json] = []
        for document in read.documents:
            drafted = self._drafts.drafted(slug(document.node.value))
            states = [read.state(passage, drafted) for passage in read.of_document(slug(document.node.value))]
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
        document = read.document(name)
        starts = {each: start for each, (_, start) in self._verified(read).items()}
        drafted = self._drafts.drafted(name)
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
            "stamp": self.stamp(),
            "label": document.label,
            "hint": hint,
            "order": [each.name for each in passages],
            "states": {each.name: read.state(each, drafted) for each in passages},
            "paragraphs": parts,
        }

    def passage(self, name: str) -> JsonObject:
        """What is coded of a passage: its lines, and what they say in words. What the check finds is with it if it is known already.

        Args:
            name: the name of the passage.

        Raises:
            UsageError: there is no such passage.
        """
        read = self._current()
        passage = read.passage(name)
        coding = coding_of(read.index, passage.node.value, places=False)
        token = self._give(coding)
        shown = lines_of([replace(coding, background=())], read.without(coding))
        kept = {entry.iri for entry in shown.kept}
        graphs: list[Json] = [read.graph_in_words(each, kept) for each in coding.graphs]
        notes: list[Json] = [read.note_in_words(each, kept) for each in coding.notes]
        return {
            "name": name,
            "token": token,
            "document": slug(passage.document.value),
            "section": passage.section,
            "text": self._verified(read).get(name, ("", 0))[0],
            "state": read.state(passage, self._drafts.drafted(slug(passage.document.value))),
            "suggestions": self._drafts.claims(read, passage, self._verified(read), shown.lines),
            "lines": [line for number, line in enumerate(shown.lines) if number or not line.startswith("@") or line != f"@{name}"],
            "graphs": graphs,
            "notes": notes,
            "nothing": words_of(coding.nothing.quads[0].object) if coding.nothing else "",
            "findings": self._found.get(name) if self._found_in is read else None,
            "stamp": self.stamp(),
            "undo": [step.what for step in self.editor.journal.undoable()[-1:]],
            "redo": [step.what for step in self.editor.journal.redoable()[-1:]],
        }

    def findings(self, name: str) -> JsonObject:
        """What the check finds about a passage, and what it was found in: the token that `passage` gives at the same time.

        Args:
            name: the name of the passage.

        Raises:
            UsageError: there is no such passage.
        """
        read = self._current()
        passage = read.passage(name)
        if self._found_in is not read:
            self._found_in, self._found = read, {}
        if name not in self._found:
            self._verified(read)
            report = self._quick.check_passage(passage.node.value, read.words())
            self._found[name] = list(map(read.finding, report.findings))
        return {"token": self._give(coding_of(read.index, passage.node.value, places=False)), "findings": self._found[name]}

    # typing

    def line(self, name: str, text: str, cursor: int, before: Sequence[str] = (), after: Sequence[str] = ()) -> JsonObject:
        """What a line that is being typed would make, and how it can go on.

        Args:
            name: the name of the passage.
            text: the line.
            cursor: the offset of the cursor in it, in UTF-16 code units, as browsers count.
            before: the lines of the passage that would stand before it.
            after: those behind it.
        """
        read = self._current()
        at = len(text.encode("utf-16-le")[: 2 * max(0, cursor)].decode("utf-16-le", "ignore"))
        words = self._verified(read).get(name, ("", 0))[0]
        ways = completions(text, at, words, read.vocabulary)
        known, _ = _named(read, coding_of(read.index, read.passage(name).node.value, places=False))
        outcome = follows(text, known, name, before, after, words)
        ways = [*self._drafts.new_names(read, read.passage(name), self._verified(read), text[:at]), *ways]
        offered: list[Json] = [
            {"insert": way.insert, "start": _units(text, way.start), "end": _units(text, way.end), "about": way.explanation} for way in ways
        ]
        return {"completions": offered, **_outcome(outcome)}

    def save(self, name: str, lines: Sequence[str], what: str, token: str) -> JsonObject:
        """Write the lines of a passage into the files, in place of those that it has.

        Args:
            name: the name of the passage.
            lines: all its lines.
            what: what is done, in words, for the journal; empty for ``code NAME``.
            token: what `passage` has given with the lines that these replace.

        Raises:
            UsageError: the token is unknown, as after a new start.

        Returns:
            The passage as it is now; or `problems` in the lines, or `conflicts` with what somebody else has written meanwhile, and then
            nothing was written.
        """
        read = self._current()
        passage = read.passage(name)
        before = self._given.get(token)
        if before is None or before.passage != passage.node.value:
            raise UsageError(f"what was shown of {name} is not known any more", None, "open the passage again; nothing was written")
        known, kept = _named(read, before)
        try:
            made = coded("\n".join(lines) + "\n", known, "line", name) if lines else []
        except DataError as error:
            return {"problems": [_error(each) for each in (error, *error.others)]}
        others = [slug(each.passage) for each in made if each.passage != passage.node.value]
        if others:
            hint = f"code each passage by itself; @{name} stays the first that is cited"
            return {"problems": [{"line": 1, "what": f"these lines are about {', '.join(others)} as well", "hint": hint}]}
        wanted = with_background(made[0], read.index) if made else PassageCoding(passage.node.value)
        after, gone = without_unused(before, renumbered(before, with_kept(wanted, before, kept)), read.index)
        saved = self.editor.save(what or f"code {name}", [(before, after)])
        said = (what or f"{name} is written") if saved.step else f"{name} said so already"
        return self._done(name, saved, said + (f"; nothing names {' and '.join(gone)} any more" if gone else ""))

    def reject(self, name: str, line: str) -> JsonObject:
        """Suggest something no more.

        Args:
            name: the name of the passage.
            line: the line that was suggested.

        Returns:
            The passage as it is shown then.
        """
        read = self._current()
        self._drafts.reject(read, read.passage(name), self._verified(read), line)
        return {"said": f"rejected: {line}", "files": [], "passage": self.passage(name)}

    def undone(self, change: Callable[[Over], Saved], words: str, over: Over = "merge") -> JsonObject:
        """Take back the last change, or do it again.

        Args:
            change: `Editor.undo` or `Editor.redo`.
            words: what is said then.
            over: what becomes of it if somebody else has changed the same since.
        """
        saved = change(over)
        if saved.step is None:
            return self._done("", saved, words)
        if not saved.step.edits:
            if over == "skip":
                return self._done("", saved, f"Left as it is: {saved.step.what}")
            had = "did not have any more" if saved.step.how == "undo" else "had already"
            return self._done("", saved, f"{words}: {saved.step.what}, which the files {had}")
        name = slug(saved.step.edits[-1].passage)
        return self._done(name, saved, f"{words}: {saved.step.what}")

    def _done(self, name: str, saved: Saved, said: str) -> JsonObject:
        if saved.conflicts:
            read = self._current()
            sides: list[Json] = [
                {"name": slug(each.key[1]), "mine": read.entry_in_words(each.mine), "theirs": read.entry_in_words(each.theirs)}
                for each in saved.conflicts
            ]
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

    def _current(self) -> Files:
        """What the files say now; they are read again only if they have changed."""
        index = self._keeper.index()
        if index.findings:
            problem = index.findings[0]
            raise DataError(problem.what, problem.place, problem.hint)
        if self._read is None or self._read.index is not index:
            terms = self._terms()
            before = self._read if self._read is not None and self._read.ontology is terms else None
            self._read = None  # it cannot be used any more, also if the next line fails
            self._read = Files(self.workspace, index, terms, before)
        return self._read

    def _give(self, coding: PassageCoding) -> str:
        """Remember what is shown of a passage, and return a name for it. Two pages that were shown the same have the same."""
        said = sorted(str(quad) for each in coding.entries().values() for quad in each.quads)
        token = hashlib.sha256("\n".join((coding.passage, *said)).encode("utf-8", "surrogatepass")).hexdigest()
        self._given.pop(token, None)
        self._given[token] = coding
        while len(self._given) > MOST_GIVEN:
            del self._given[next(iter(self._given))]
        return token

    def _terms(self) -> Ontology:
        """The terms of the workspace; they are read again only if a file of the ontology has changed."""
        seen = [
            (each, os.stat(each).st_mtime_ns, os.stat(each).st_size) for each in self.workspace.ontology_files() if os.path.exists(each)
        ]
        if self._ontology is None or self._ontology[0] != seen:
            self._ontology = seen, load_ontology(self.workspace)
        return self._ontology[1]

    def _verified(self, read: Files) -> dict[str, tuple[str, int]]:
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
            where = self.folder or os.path.join(self.workspace.folder, TEXTS_FOLDER)
            return (
                "",
                f"There is no copy of this text in {self.workspace.display(where)}: put it there as {document.file_name or 'a text file'}.",
            )
        try:
            return text_of_copy(path), ""
        except KgError as error:
            return "", f"{error}. {error.hint or ''}"


def _named(read: Files, coding: PassageCoding) -> tuple[Vocabulary, Sequence[Entry]]:
    """What the lines of a passage can name, and what is coded of it that no line can say, which stays and whose names are taken."""
    known = read.without(coding)
    kept = lines_of([replace(coding, background=())], known).kept
    known.add(quad for each in kept for quad in each.quads)
    return known, kept


def _outcome(found: Outcome) -> JsonObject:
    return {"follows": list(found.follows), "why": found.why, "gist": found.gist, "problems": [_problem(each) for each in found.problems]}


def _error(found: KgError) -> JsonObject:
    return {"line": found.place.line if found.place else 0, "what": found.what, "hint": found.hint or ""}


def _problem(found: Problem) -> JsonObject:
    return {"column": found.column, "what": found.what, "hint": found.hint, "allowed": found.allowed}


def _units(text: str, offset: int) -> int:
    """An offset in UTF-16 code units, as browsers count."""
    return len(text[:offset].encode("utf-16-le")) // 2


def _text(words: Mapping[str, object], name: str) -> str:
    found = words.get(name, "")
    if not isinstance(found, str):
        raise UsageError(f"{name} has to be a text")
    if len(found) > LONGEST_LINE:
        raise UsageError(f"{name} is longer than {LONGEST_LINE} characters", None, "a line says one claim")
    return found


def _texts(words: Mapping[str, object], name: str) -> list[str]:
    found = words.get(name, [])
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise UsageError(f"{name} has to be a list of texts")
    if any(len(each) > LONGEST_LINE for each in found):
        raise UsageError(f"a line is longer than {LONGEST_LINE} characters", None, "a line says one claim")
    return [line for each in found for line in str(each).splitlines() if line.strip()]


def _over(words: Mapping[str, object]) -> Over:
    found = words.get("over", "merge")
    if found not in ("merge", "skip", "force"):
        raise UsageError("over has to be merge, skip or force")
    return found


def _number(words: Mapping[str, object], name: str) -> int:
    found = words.get(name, 0)
    if not isinstance(found, int):
        raise UsageError(f"{name} has to be a number")
    return found
