"""Put several changed files in place as one step: all of them or none, also if the process is killed meanwhile."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from kg.errors import EnvironmentProblem, KgError
from kg.files import read_file, write_atomically

_INTENT: Final = "saving.json"


class Change(NamedTuple):
    """A file to be changed: its path inside the workspace, with slashes, its text before, or None for a new one, and its text after."""

    path: str
    before: str | None
    after: str


class ChangedMeanwhileError(KgError):
    """A file does not say any more what it said when it was read. Nothing was written."""


def save_files(folder: str, state: str, changes: Sequence[Change], line: str, commit: Callable[[str], None]) -> None:
    """Write some files as one step.

    First the step is written down whole in `state`. If the process ends before it is done, `recover` completes it.

    Args:
        folder: the folder of the workspace.
        state: a folder for the step in progress. Only one process may save at a time.
        changes: the files.
        line: a line about the step.
        commit: called with the line when all files are written.

    Raises:
        ChangedMeanwhileError: a file is not what it was. Nothing was written.
        EnvironmentProblem: a file cannot be written. All files are as they were.
    """
    for each in changes:
        if _text_at(folder, each.path) != each.before:
            raise ChangedMeanwhileError("the file has changed meanwhile", each.path, "read it again")
    files = [{"path": each.path, "before": _digest(each.before), "after": each.after} for each in changes]
    intent = os.path.join(state, _INTENT)
    write_atomically(intent, json.dumps({"files": files, "line": line}, ensure_ascii=False).encode())
    written: list[Change] = []
    try:
        for each in changes:
            written.append(each)
            write_atomically(_path(folder, each.path), each.after.encode())
    except EnvironmentProblem:
        for each in reversed(written):
            _restore(folder, each)
        os.remove(intent)
        raise
    commit(line)
    os.remove(intent)


def recover(folder: str, state: str, commit: Callable[[str], None]) -> list[str]:
    """Complete a step that was interrupted.

    Args:
        folder: the folder of the workspace.
        state: the folder for the step in progress.
        commit: called with the line about the step when all files are written; it must ignore a line that it has.

    Returns:
        What was done, in sentences. If somebody has changed one of the files since, it stays as it is, and its new text is kept beside the
        step.

    Raises:
        EnvironmentProblem: a file cannot be written.
    """
    intent = os.path.join(state, _INTENT)
    if not os.path.exists(intent):
        return []
    try:
        step = json.loads(read_file(intent))
        files, line = [(each["path"], each["before"], each["after"]) for each in step["files"]], str(step["line"])
    except (ValueError, KeyError, TypeError):
        aside = intent + ".damaged"
        os.replace(intent, aside)
        return [
            f"the record of a change that was interrupted is damaged; it is kept as {aside}. Compare the data files with what you meant"
        ]
    said: list[str] = []
    for path, before, after in files:
        now = _text_at(folder, path)
        if now == after:
            continue
        if _digest(now) == before:
            write_atomically(_path(folder, path), after.encode())
            said.append(f"completed the change of {path}, which was interrupted")
        else:
            kept = os.path.join(state, "kept", path.replace("/", "_"))
            write_atomically(kept, after.encode())
            said.append(f"{path} has changed since a change of it was interrupted; what was to be written is in {kept}")
    commit(line)
    os.remove(intent)
    return said


def _restore(folder: str, change: Change) -> None:
    """Put back a file after a step that failed."""
    if change.before is None:
        path = _path(folder, change.path)
        if os.path.exists(path):
            os.remove(path)
    elif _text_at(folder, change.path) != change.before:
        write_atomically(_path(folder, change.path), change.before.encode())


def _path(folder: str, inside: str) -> str:
    return os.path.join(folder, *inside.split("/"))


def _text_at(folder: str, inside: str) -> str | None:
    """The text of a file; None if there is none."""
    path = _path(folder, inside)
    return read_file(path).decode("utf-8", "surrogateescape") if os.path.lexists(path) else None


def _digest(text: str | None) -> str | None:
    return None if text is None else hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
