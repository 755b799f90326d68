"""Change what is coded in a workspace: read, save, undo, redo. The files stay the truth, and others may change them at any time."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal, TypeAlias

from kg.authored.finding import errors_of
from kg.authored.indexed import Index, Keeper
from kg.editing.coding import Entry, Key, PassageCoding, coding_of, entry_of
from kg.editing.journal import Edit, How, Journal, Step
from kg.editing.merging import Conflict, merged_entry
from kg.editing.order import Order
from kg.editing.rewriting import rewritten
from kg.editing.saving import Change, ChangedMeanwhileError, recover, save_files
from kg.errors import EnvironmentProblem, UsageError
from kg.snapshot.locks import Lock
from kg.workspace import Workspace

FOLDER: Final = "editing"
"""The folder with the journal, in the folder of a workspace that has its builds and that git ignores."""

_MOST_ATTEMPTS: Final = 5

Over: TypeAlias = Literal["merge", "skip", "force"]
"""What becomes of a step where somebody else has changed the same since: nothing, it is counted as done without being written, or it is
written over theirs."""


@dataclass(frozen=True)
class Saved:
    """What became of a change.

    Attributes:
        conflicts: the entries that somebody else has changed meanwhile; if there is one, nothing was written.
        files: the files that were written, as messages show them.
        step: the line of the journal; None if nothing had to be written.
    """

    conflicts: tuple[Conflict, ...] = ()
    files: tuple[str, ...] = ()
    step: Step | None = None


class Editor:
    """Changes what is coded in a workspace.

    Args:
        workspace: the workspace.
        keeper: keeps its data files parsed; a new one without it.

    Attributes:
        keeper: keeps its data files parsed, for others too.
        journal: what was done.
        remarks: what was found when the journal was opened, in sentences: a change that was interrupted, a line that cannot be read.

    Raises:
        EnvironmentProblem: the journal cannot be read, or a change that was interrupted cannot be completed.
    """

    def __init__(self, workspace: Workspace, keeper: Keeper | None = None) -> None:
        self.workspace = workspace
        self.keeper = keeper or Keeper(workspace)
        self._folder = os.path.join(workspace.state_folder, FOLDER)
        self.journal = Journal(os.path.join(self._folder, "journal.jsonl"))
        self.remarks = list(self.journal.remarks)
        if os.path.isdir(self._folder):
            with Lock(self._folder):
                self.remarks += self._recover()

    def coding(self, passage: str) -> PassageCoding:
        """What the files say of a passage now.

        Args:
            passage: the IRI of the passage.

        Raises:
            DataError: a data file is not TriG.
        """
        return coding_of(self._index(), passage)

    def save(self, what: str, changes: Iterable[tuple[PassageCoding, PassageCoding]]) -> Saved:
        """Write changes into the files, as one step of the journal.

        What others have changed in the files meanwhile stays, if it is about other assertion graphs, notes and things.

        Args:
            what: what is done, in words, such as ``code A4``.
            changes: for each passage, what was read of it and what should be coded of it.

        Returns:
            What was written; or the conflicts, and then nothing was written.

        Raises:
            DataError: a data file is not TriG, or a part that changes has brackets.
            EnvironmentProblem: a file cannot be written. All files are as they were.
        """
        edits = []
        for before, after in changes:
            old, new = before.entries(), after.entries()
            keys = [key for key in {**new, **old} if old.get(key) != new.get(key)]
            if keys:
                was, now = ({key: each.get(key) for key in keys} for each in (old, new))
                edits.append(Edit(after.passage, was, now, _order(before), _order(after)))
        return self._apply(what, "do", 0, edits)

    def undo(self, over: Over = "merge") -> Saved:
        """Take back the last change that was not taken back yet.

        Args:
            over: what is done where the files do not say any more what the change made of them.

        Returns:
            What was written; or, with ``merge``, the conflicts, and then nothing was written.

        Raises:
            UsageError: there is nothing to take back.
            DataError: see `save`.
            EnvironmentProblem: see `save`.
        """
        self._reread()
        steps = self.journal.undoable()
        if not steps:
            raise UsageError("there is nothing to undo", None, "the journal of this workspace has no change that was not taken back")
        step = steps[-1]
        return self._apply(step.what, "undo", step.number, [each.reversed() for each in reversed(step.edits)], over)

    def redo(self, over: Over = "merge") -> Saved:
        """Do again the change that was taken back last. The argument, what is returned and what is raised are those of `undo`."""
        self._reread()
        steps = self.journal.redoable()
        if not steps:
            raise UsageError("there is nothing to redo", None, "only what was taken back last, without another change since, can be redone")
        return self._apply(steps[-1].what, "redo", steps[-1].number, steps[-1].edits, over)

    def _index(self) -> Index:
        index = self.keeper.index()
        problem = errors_of(index.findings)
        if problem is not None:
            raise problem
        return index

    def _reread(self) -> None:
        """Read the journal again: another process may have added to it."""
        self.journal = Journal(self.journal.path)

    def _recover(self) -> list[str]:
        def commit(line: str) -> None:
            self.journal.append(Step.of_line(line))

        return recover(self.workspace.folder, self._folder, commit)

    def _apply(self, what: str, how: How, of: int, edits: Iterable[Edit], over: Over = "merge") -> Saved:
        """Merge edits with what the files say now, and save them."""
        wanted = list(edits)
        try:
            os.makedirs(self._folder, exist_ok=True)
        except OSError as error:
            raise EnvironmentProblem(f"the folder cannot be made: {error.strerror or error}", self._folder) from error
        with Lock(self._folder):
            self._reread()
            self._recover()
            for attempt in range(_MOST_ATTEMPTS):
                try:
                    return self._attempt(what, how, of, wanted, over)
                except ChangedMeanwhileError:
                    if attempt + 1 == _MOST_ATTEMPTS:
                        raise
        raise AssertionError("the last attempt returns or raises")

    def _attempt(self, what: str, how: How, of: int, wanted: Iterable[Edit], over: Over) -> Saved:
        index = there = self._index()
        texts, order = there.texts, Order.of(there)
        conflicts: list[Conflict] = []
        made: list[Edit] = []
        for edit in wanted:
            theirs, chosen, found = _merged(index, edit)
            if over == "force":
                chosen, found = chosen | {each.key: each.mine for each in found}, []
            conflicts += found
            if conflicts or theirs == chosen:
                continue
            current = coding_of(index, edit.passage, places=False).entries() | {key: each for key, each in theirs.items() if each}
            before = PassageCoding.of_entries(edit.passage, current.values())
            after = _ordered(edit, {key: each for key, each in {**current, **chosen}.items() if each is not None})
            index = index.with_texts(rewritten(index.texts, edit.passage, before, after, order))
            order = order.with_coding(before, after)
            changed = [key for key in chosen if chosen[key] != theirs[key]]
            was, now = ({key: each[key] for key in changed} for each in (theirs, chosen))
            made.append(Edit(edit.passage, was, now, _order(before), _order(after)))
        if conflicts and over == "skip":
            index, made, conflicts = there, [], []
        if conflicts or (not made and how == "do"):
            return Saved(tuple(conflicts))
        files = [Change(path, texts.get(path), text) for path, text in index.texts.items() if texts.get(path) != text]
        time = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        step = Step(self.journal.next_number, time, what, how, of, tuple(made))
        save_files(self.workspace.folder, self._folder, files, step.to_line(), lambda _: self.journal.append(step))
        self.keeper.wrote(index)
        return Saved((), tuple(each.path for each in files), step)


def _merged(index: Index, edit: Edit) -> tuple[dict[Key, Entry | None], dict[Key, Entry | None], list[Conflict]]:
    """The entries of an edit as the files have them, as they should be, and those in conflict."""
    theirs: dict[Key, Entry | None] = {}
    chosen: dict[Key, Entry | None] = {}
    conflicts: list[Conflict] = []
    for key, mine in edit.after.items():
        found = entry_of(index, *key)
        theirs[key] = found if found.quads else None
        chosen[key], conflict = merged_entry(key, edit.before[key], mine, theirs[key])
        if conflict is not None:
            conflicts.append(conflict)
    return theirs, chosen, conflicts


def _order(coding: PassageCoding) -> tuple[str, ...]:
    return tuple(each.iri for each in (*coding.graphs, *coding.notes))


def _ordered(edit: Edit, entries: Mapping[Key, Entry]) -> PassageCoding:
    """A coding with its graphs and notes in the order of an edit; what the edit does not know stands behind what was before it."""
    ranks = {iri: number for number, iri in enumerate(edit.order_after)}
    placed: list[tuple[int, int, Entry]] = []
    last = -1
    for number, each in enumerate(entries.values()):
        last = ranks.get(each.iri, last)
        placed.append((last, number, each))
    return PassageCoding.of_entries(edit.passage, [each for _, _, each in sorted(placed, key=lambda each: each[:2])])
