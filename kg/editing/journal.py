"""The journal of a workspace: each change of what is coded, with what was there before, so that it can be taken back.

The journal is a file of JSON lines. A line is on the disk before the next change. Taking back a change is a change itself, with a line of
its own, so that nothing is ever removed from the journal.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, cast

import pyoxigraph as ox

from kg.editing.coding import Entry, Key, Kind
from kg.errors import EnvironmentProblem
from kg.files import read_file

How: TypeAlias = Literal["do", "undo", "redo"]
"""Whether a step changes something, takes back a step, or does again what was taken back."""

_MOST_BYTES: Final = 1_000_000_000


@dataclass(frozen=True)
class Edit:
    """What a step changed in one passage.

    Attributes:
        passage: the IRI of the passage.
        before: the changed entries before, by kind and IRI; None for one that was not there.
        after: the same entries after; None for one that was removed.
        order_before: the IRIs of the assertion graphs and notes of the passage before, in order.
        order_after: the same after.
    """

    passage: str
    before: Mapping[Key, Entry | None]
    after: Mapping[Key, Entry | None]
    order_before: tuple[str, ...] = ()
    order_after: tuple[str, ...] = ()

    def reversed(self) -> Edit:
        """The edit that takes this one back."""
        return Edit(self.passage, self.after, self.before, self.order_after, self.order_before)


@dataclass(frozen=True)
class Step:
    """A line of the journal.

    Attributes:
        number: its number, from 1.
        time: when it was done, in UTC, as in ``2026-01-31T12:00:00Z``.
        what: what was done, in words.
        how: whether it is a change, or takes one back, or does one again.
        of: the number of the step that is taken back or done again; 0 for a change.
        edits: what it changed; several passages are changed, and taken back, as one.
    """

    number: int
    time: str
    what: str
    how: How
    of: int
    edits: tuple[Edit, ...]

    def to_line(self) -> str:
        """The step as a line of JSON, without the line feed."""
        edits = [
            {
                "passage": edit.passage,
                "entries": [
                    {"kind": key[0], "iri": key[1], "before": _lines(edit.before[key]), "after": _lines(edit.after[key])}
                    for key in edit.after
                ],
                "order": [list(edit.order_before), list(edit.order_after)],
            }
            for edit in self.edits
        ]
        whole = {"number": self.number, "time": self.time, "what": self.what, "how": self.how, "of": self.of, "edits": edits}
        return json.dumps(whole, ensure_ascii=False)

    @classmethod
    def of_line(cls, line: str) -> Step:
        """The step that a line says; the inverse of `to_line`.

        Raises:
            ValueError: the line is not a whole step.

        >>> step = Step(1, "2026-01-31T12:00:00Z", "code A4", "do", 0, (Edit("x:A4", {("note", "x:n"): None}, {("note", "x:n"): None}),))
        >>> Step.of_line(step.to_line()) == step
        True
        """
        try:
            whole = json.loads(line)
            edits = []
            for each in whole["edits"]:
                before: dict[Key, Entry | None] = {}
                after: dict[Key, Entry | None] = {}
                for entry in each["entries"]:
                    key = (cast("Kind", entry["kind"]), str(entry["iri"]))
                    before[key], after[key] = _entry(key, entry["before"]), _entry(key, entry["after"])
                order_before, order_after = (tuple(iris) for iris in each["order"])
                edits.append(Edit(str(each["passage"]), before, after, order_before, order_after))
            how = cast("How", whole["how"])
            return cls(int(whole["number"]), str(whole["time"]), str(whole["what"]), how, int(whole["of"]), tuple(edits))
        except (KeyError, TypeError, SyntaxError) as problem:
            raise ValueError(f"not a step of the journal: {problem}") from problem


def _lines(entry: Entry | None) -> list[str] | None:
    """The quads of an entry, each as a line of N-Quads."""
    return None if entry is None else [f"{quad} ." for quad in entry.quads]


def _entry(key: Key, lines: Sequence[str] | None) -> Entry | None:
    if lines is None:
        return None
    return Entry(key[0], key[1], tuple(ox.parse("\n".join(lines), ox.RdfFormat.N_QUADS)))


class Journal:
    """The journal in a file.

    Args:
        path: the file; it is made with the first step.

    Attributes:
        steps: all steps, in order.
        remarks: what is wrong with the file, in sentences; what cannot be read is left out.

    Raises:
        EnvironmentProblem: the file cannot be read.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.steps: list[Step] = []
        self.remarks: list[str] = []
        if not os.path.exists(path):
            return
        lines = read_file(path, _MOST_BYTES).decode("utf-8", "replace").split("\n")
        for number, line in enumerate(lines, 1):
            try:
                if line.strip():
                    self.steps.append(Step.of_line(line))
            except ValueError:
                last = number == len(lines)
                what = "was not written to its end" if last else "cannot be read"
                self.remarks.append(f"line {number} of the journal {what} and is left out ({path})")

    def append(self, step: Step) -> None:
        """Add a step; one that the journal has is not added again.

        Raises:
            EnvironmentProblem: the file cannot be written.
        """
        if any(each.number == step.number for each in self.steps[-2:]):
            return
        try:
            os.makedirs(os.path.dirname(self.path), exist_ok=True)
            with open(self.path, "ab+") as file:
                begun = False
                if file.seek(0, os.SEEK_END):
                    file.seek(-1, os.SEEK_END)
                    begun = file.read(1) != b"\n"
                file.write((b"\n" if begun else b"") + step.to_line().encode() + b"\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            hint = "check that the folder can be written and the disk has room"
            raise EnvironmentProblem(f"the journal cannot be written: {error.strerror or error}", self.path, hint) from error
        self.steps.append(step)

    @property
    def next_number(self) -> int:
        """The number of the next step."""
        return self.steps[-1].number + 1 if self.steps else 1

    def undoable(self) -> list[Step]:
        """The changes that can be taken back, the next one last. Each is the step that brought them last."""
        return self._stacks()[0]

    def redoable(self) -> list[Step]:
        """The changes that were taken back and can be done again, the next one last."""
        return self._stacks()[1]

    def _stacks(self) -> tuple[list[Step], list[Step]]:
        done: list[Step] = []
        undone: list[Step] = []
        for step in self.steps:
            if step.how == "do":
                done.append(step)
                undone.clear()
            else:
                # By its number: the line of a change can be damaged while that of taking it back is whole.
                start, end = (done, undone) if step.how == "undo" else (undone, done)
                found = next((each for each in reversed(start) if each.number == step.of), None)
                if found is not None:
                    start.remove(found)
                    end.append(found)
        return done, undone
