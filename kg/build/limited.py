"""A build that a query or Python started, with limits of time and memory, in a process of its own that can be killed.

The child ends at a limit, and when its standard input is closed. It writes one JSON object a line: ``{"step": "..."}`` at each step of the
build, and at the end ``{"done": true}``, or the errors::

    {"error": "DataError", "errors": [{"what": "...", "where": null, "place": ["data/a.trig", 3, 7], "hint": null}, ...]}

The parent kills a child that has not ended some time after its limit.
"""

from __future__ import annotations

import json
import os
import subprocess  # the child is this interpreter with a module of this package
import sys
import threading
from typing import TYPE_CHECKING

from kg import errors
from kg.build.watched import LONGER, watched
from kg.errors import DataError, EnvironmentProblem, KgError, LimitReached
from kg.files import replace_file
from kg.places import Place
from kg.settings import setting
from kg.snapshot import Snapshot, current
from kg.snapshot.format import STOPPED
from kg.snapshot.inputs import stamp
from kg.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.values import Json, JsonObject


_GRACE = 5.0
"""Seconds after its limit of time that the child has to end by itself."""


def rebuild(ws: Workspace, last: Snapshot | None, progress: Callable[[str], None] | None = None) -> Snapshot:
    """Build a workspace within the settings ``rebuild_seconds``, ``build_seconds`` and ``build_megabytes``; for each, 0 means no limit.

    A build that was stopped at a limit is not tried again before a file of the workspace or a setting changes.

    Args:
        ws: the workspace.
        last: the snapshot in use; None if there is none that can answer.
        progress: called with a few words at the beginning of each step.

    Returns:
        The new snapshot.

    Raises:
        LimitReached: the build took too long or too much memory, now or before; the error names the step, or the rule that was running.
        DataError, EnvironmentProblem: as for `kg.build.build`.
        KgError: an internal error ended the build; its exit code is 70.
    """
    seconds = setting("rebuild_seconds")
    what = "build" if last is None else "rebuild"
    marker = os.path.join(ws.state_folder, STOPPED)
    attempt = f"{stamp(ws).digest} {seconds} {setting('build_seconds')} {setting('build_megabytes')}\n"
    known, earlier, hint, *_ = [*_read(marker).splitlines(keepends=True), "", "", ""]
    if known == attempt:
        changed = "" if last is None else "the files have changed, and "
        raise LimitReached(f"{changed}an earlier {earlier.strip()}", None, hint.strip() or LONGER)
    end = _run(ws, what, seconds, progress)
    if end.get("done"):
        found = current(Workspace(ws.folder)) or last
        if found is None:
            raise EnvironmentProblem("the new snapshot was removed", ws.state_folder, "run `kg build`")
        return found
    problem = _error(end)
    if isinstance(problem, LimitReached):
        try:
            os.makedirs(ws.state_folder, exist_ok=True)
            replace_file(marker, f"{attempt}{problem.what.removeprefix('the ')}\n{problem.hint or ''}\n".encode())
        except OSError:  # the next verb then tries again
            pass
    raise problem


def _run(ws: Workspace, what: str, seconds: int, progress: Callable[[str], None] | None) -> dict[str, object]:
    """Run the child, and return its last line; `seconds` is the limit of time, 0 for none."""
    code = f"import sys; sys.path[:0] = {sys.path!r}; from kg.build.limited import main; main()"
    late = threading.Event()
    by_hand = "run `kg build`, or call Graph.build, which need no such process"
    if not sys.executable:  # Python inside another program
        raise EnvironmentProblem("the process that builds cannot be started: sys.executable is not set", None, by_hand)
    try:
        child = subprocess.Popen([sys.executable, "-c", code, ws.folder, what], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    except OSError as problem:
        said = f"the process that builds cannot be started: {problem.strerror}"
        raise EnvironmentProblem(said, sys.executable, by_hand) from problem

    def stop() -> None:
        late.set()
        child.kill()

    timer = threading.Timer(seconds + _GRACE, stop)
    timer.daemon = True
    if seconds:
        timer.start()
    last: dict[str, object] = {}
    try:
        assert child.stdout is not None
        for line in child.stdout:
            try:
                last = json.loads(line)
            except ValueError:  # the child was killed while it wrote the line
                break
            if progress is not None and "step" in last:
                progress(str(last["step"]))
    finally:
        timer.cancel()
        if child.poll() is None and not ("done" in last or "error" in last):
            child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                pipe.close()
    if late.is_set() and not ("done" in last or "error" in last):
        said = f"the {what} was stopped after {seconds:,} seconds while {last.get('step', 'beginning')}"
        return {"error": "LimitReached", "errors": [_as_json(LimitReached(said, None, LONGER))]}
    return last


def _as_json(problem: KgError) -> JsonObject:
    """An error as the child sends it."""
    place = problem.place
    return {
        "what": problem.what,
        "where": problem.where if place is None else None,
        "place": None if place is None else [place.file, place.line, place.column],
        "hint": problem.hint,
    }


def _error(end: dict[str, object]) -> KgError:
    """The error that the child reported."""
    found = end.get("errors")
    if not isinstance(found, list) or not found:
        return EnvironmentProblem("the process that builds died", None, "is there enough memory? run `kg build` to see")
    kind = getattr(errors, str(end.get("error")), EnvironmentProblem)
    places = (each["where"] if each["place"] is None else Place(*each["place"]) for each in found)
    first, *others = (kind(each["what"], place, each["hint"]) for each, place in zip(found, places, strict=True))
    if isinstance(first, DataError):
        return DataError(first.what, first.place or first.where, first.hint, [each for each in others if isinstance(each, DataError)])
    assert isinstance(first, KgError)
    return first


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except (OSError, UnicodeDecodeError):
        return ""


def main() -> None:
    """The child's end: build the workspace that is named on the command line. It ends when its parent has ended."""
    import signal

    from kg.build.assembling import build

    def watch() -> None:
        sys.stdin.buffer.read()  # until the parent closes the pipe, however it ends
        os._exit(EnvironmentProblem.exit_code)

    threading.Thread(target=watch, daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent gets it too, and ends this process

    def say(line: dict[str, Json]) -> None:
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()

    def fail(problem: KgError) -> None:
        every = (problem, *getattr(problem, "others", ()))
        say({"error": type(problem).__name__, "errors": [_as_json(each) for each in every]})

    def leave(problem: KgError) -> None:
        fail(problem)
        os._exit(problem.exit_code)

    try:
        with watched(sys.argv[2], lambda step: say({"step": step}), leave, for_query=True) as tell:
            build(Workspace(sys.argv[1]), tell)
    except KgError as problem:
        fail(problem)
    except Exception as problem:  # noqa: BLE001 - the parent reports it, and answers from the last good snapshot if there is one
        what = f"internal error in the build: {type(problem).__name__}: {problem}"
        fail(KgError(what, None, "run `kg build` with KG_DEBUG=1 to see the traceback"))
    else:
        say({"done": True})
    sys.stdout.flush()
    os._exit(0)  # without waiting for the thread
