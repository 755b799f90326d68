"""A rebuild with limits of time and memory, in a process of its own that can be killed.

The child ends when its standard input is closed. It writes one JSON object a line: ``{"step": "..."}`` at each step of the build, and at
the end ``{"done": true}``, or the errors::

    {"error": "DataError", "errors": [["what", "where", "hint"], ...]}
"""

from __future__ import annotations

import json
import os
import subprocess  # the child is this interpreter with a module of this package
import sys
import threading
from typing import TYPE_CHECKING

from kg import errors
from kg.errors import DataError, EnvironmentProblem, KgError, LimitReached
from kg.files import replace_file
from kg.settings import setting
from kg.snapshot import Snapshot, current
from kg.snapshot.format import STOPPED
from kg.snapshot.inputs import stamp
from kg.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable


def rebuild(ws: Workspace, last: Snapshot, progress: Callable[[str], None] | None = None) -> Snapshot:
    """Build a workspace within the settings ``rebuild_seconds`` and ``build_megabytes``; for each, 0 means no limit.

    A rebuild that was stopped at a limit is not tried again before a file of the workspace or a setting changes.

    Args:
        ws: the workspace.
        last: the snapshot in use.
        progress: called with a few words at the beginning of each step.

    Returns:
        The new snapshot.

    Raises:
        LimitReached: the build took too long or too much memory, now or before.
        DataError, EnvironmentProblem: as for `kg.build.build`.
    """
    seconds = setting("rebuild_seconds")
    hint = "run `kg build`, which has no time limit, or set KG_REBUILD_SECONDS to a higher limit"
    marker = os.path.join(ws.state_folder, STOPPED)
    attempt = f"{stamp(ws).digest} {seconds} {setting('build_megabytes')}\n"
    known, _, earlier = _read(marker).partition("\n")
    if known + "\n" == attempt:
        raise LimitReached(f"the files have changed, and an earlier {earlier.strip()}", None, hint)
    end, late = _run(ws, seconds, progress)
    if not late and end.get("done"):
        found = current(Workspace(ws.folder))
        return last if found is None else found
    problem = LimitReached(f"the rebuild was stopped after {seconds} seconds", None, hint) if late else _error(end)
    if isinstance(problem, LimitReached):
        try:
            replace_file(marker, f"{attempt}{problem.what.removeprefix('the ')}\n".encode())
        except OSError:  # the next verb then tries again
            pass
    raise problem


def _run(ws: Workspace, seconds: float, progress: Callable[[str], None] | None) -> tuple[dict[str, object], bool]:
    """Run the child. Returns its last line, and whether it was killed at the limit of time; 0 for none."""
    command = [sys.executable, "-c", f"import sys; sys.path[:0] = {sys.path!r}; from kg.build.limited import main; main()", ws.folder]
    late = threading.Event()
    try:
        child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    except OSError as problem:
        raise EnvironmentProblem(f"the process that builds cannot be started: {problem.strerror}", sys.executable) from problem

    def stop() -> None:
        late.set()
        child.kill()

    timer = threading.Timer(seconds, stop)
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
    finished = "done" in last or "error" in last
    return last, late.is_set() and not finished


def _error(end: dict[str, object]) -> KgError:
    """The error that the child reported."""
    found = end.get("errors")
    if not isinstance(found, list) or not found:
        return EnvironmentProblem("the process that builds died", None, "is there enough memory? run `kg build` to see")
    kind = getattr(errors, str(end.get("error")), EnvironmentProblem)
    first, *others = (kind(what, where, hint) for what, where, hint in found)
    if isinstance(first, DataError):
        return DataError(first.what, first.where, first.hint, [each for each in others if isinstance(each, DataError)])
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
    from kg.build.watched import watched

    def watch() -> None:
        sys.stdin.buffer.read()  # until the parent closes the pipe, however it ends
        os._exit(EnvironmentProblem.exit_code)

    threading.Thread(target=watch, daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent gets it too, and ends this process

    def say(line: dict[str, object]) -> None:
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()

    def fail(problem: KgError) -> None:
        every = (problem, *getattr(problem, "others", ()))
        say({"error": type(problem).__name__, "errors": [[each.what, each.where, each.hint] for each in every]})

    def leave(problem: KgError) -> None:
        fail(problem)
        os._exit(problem.exit_code)

    try:
        with watched("rebuild", lambda step: say({"step": step}), leave) as tell:
            build(Workspace(sys.argv[1]), tell)
    except KgError as problem:
        fail(problem)
    except Exception as problem:  # noqa: BLE001 - whatever fails in the build, the last good snapshot answers
        what = f"internal error in the build: {type(problem).__name__}: {problem}"
        say({"error": "EnvironmentProblem", "errors": [[what, None, "run `kg build` with KG_DEBUG=1 to see the traceback"]]})
    else:
        say({"done": True})
    sys.stdout.flush()
    os._exit(0)  # without waiting for the thread
