"""A process that evaluates queries and can be killed at a limit of time or memory, for programs that keep running.

The child writes ``ready``, then reads requests from standard input and writes answers to standard output, each a line of JSON. The line of
an answer is followed by as many bytes as it announces::

    {"text": "SELECT ...", "prefixes": {...}, "rows": 100}
    {"variables": ["act"], "cut": null, "bytes": 20}    and SPARQL TSV
    {"variables": null, "cut": null, "bytes": 20}       and N-Triples
    {"truth": true}
    {"error": "..."}                                    the evaluation failed
    {"syntax": "..."}                                   the query cannot be parsed
    {"memory": 2048}                                    the query was stopped at this many megabytes, and the child ends
"""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess  # the child is this interpreter with a module of this package
import sys
import threading
import weakref
from typing import TYPE_CHECKING

from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, parse, parse_query_results, serialize

from kg.errors import EnvironmentProblem
from kg.query.running import Found, Runner, cut_at, evaluated, solved, stopped, too_much, watch
from kg.settings import setting
from kg.snapshot import Snapshot
from kg.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from pyoxigraph import Store

    from kg.errors import LimitReached


class _Head(NamedTuple):
    """The first line of an answer."""

    variables: list[str] | None = None
    cut: str | None = None
    truth: bool | None = None
    error: str | None = None
    syntax: str | None = None
    memory: int | None = None
    bytes: int = 0


class Worker(Runner):
    """A runner that evaluates queries in a child process, which is started at the first query, and again after it was killed.

    Args:
        folder: the snapshot's folder.
    """

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._finalizer: weakref.finalize[[subprocess.Popen[bytes]], Worker] | None = None

    def run(self, text: str, prefixes: Mapping[str, str], rows: int | None = None, seconds: float | None = None) -> Found:
        """See `Runner.run`. At the time limit the child is killed.

        Raises:
            LimitReached: the evaluation took too long, or too much memory.
            EnvironmentProblem: the child cannot be started, or died.
        """
        asked = json.dumps({"text": text, "prefixes": dict(prefixes), "rows": rows}).encode() + b"\n"
        with self._lock:
            process = self._started()
            assert process.stdin is not None
            assert process.stdout is not None
            late = threading.Event()

            def stop() -> None:
                late.set()
                process.kill()

            timer = None if seconds is None else threading.Timer(seconds, stop)
            if timer is not None:
                timer.start()
            head, payload = None, b""
            try:
                process.stdin.write(asked)
                process.stdin.flush()
                line = process.stdout.readline()
                if line:
                    head = _Head(**json.loads(line))
                    payload = process.stdout.read(head.bytes)
            except (OSError, ValueError):  # the child was killed, or died
                head = None
            finally:
                if timer is not None:
                    timer.cancel()
            if late.is_set():
                self.close()
                raise stopped(seconds or 0)
            if head is not None and head.memory is not None:
                self.close()
                raise too_much(head.memory)
            if head is None or len(payload) != head.bytes:
                if _ran_out_of_memory(process):
                    self.close()
                    raise too_much(setting("query_megabytes"))
                self.close()
                raise EnvironmentProblem("the process that evaluates queries died", self.folder, "is there enough memory?")
        return _found(head, payload)

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            command = [
                sys.executable,
                "-c",
                f"import sys; sys.path[:0] = {sys.path!r}; from kg.query.worker import main; main()",
                self.folder,
            ]
            try:
                self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            except OSError as error:
                raise EnvironmentProblem(f"the process that evaluates queries cannot be started: {error}", sys.executable) from error
            self._finalizer = weakref.finalize(self, _end, self._process)
            assert self._process.stdout is not None
            if self._process.stdout.readline() != b"ready\n":
                self.close()
                raise EnvironmentProblem(
                    "the process that evaluates queries did not start", self.folder, "`kg build` replaces a damaged snapshot"
                )
        return self._process

    def close(self) -> None:
        """End the child, if there is one."""
        if self._finalizer is not None:
            self._finalizer()
        self._process = self._finalizer = None


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    for pipe in (process.stdin, process.stdout):
        assert pipe is not None
        try:
            pipe.close()
        except OSError:  # what could not be written any more
            pass
    process.wait()


def _ran_out_of_memory(process: subprocess.Popen[bytes]) -> bool:
    """Whether a child that died was ended by its own allocator, which aborts at the bound of `bound_memory`."""
    try:
        code = process.wait(1)
    except subprocess.TimeoutExpired:
        return False
    return setting("query_megabytes") > 0 and code == -signal.SIGABRT


def _found(head: _Head, payload: bytes) -> Found:
    """What the child found."""
    if head.syntax is not None:
        raise SyntaxError(head.syntax)
    if head.error is not None:
        raise RuntimeError(head.error)
    if head.truth is not None:
        return Found(truth=head.truth)
    if head.variables is None:
        return Found(triples=[quad.triple for quad in parse(payload, RdfFormat.N_TRIPLES)], cut=head.cut)
    solutions = parse_query_results(payload, QueryResultsFormat.TSV)
    assert isinstance(solutions, QuerySolutions)
    rows = [tuple(row) for row in solutions]
    return Found(tuple(head.variables), rows, cut=head.cut)


def bound_memory(megabytes: int, beside: int = 0) -> None:
    """Bound the data that this process can allocate, well above the limit that is watched, where the system can.

    Args:
        megabytes: the limit that is watched; 0 for none.
        beside: the number of bytes that do not count, because the process had them before.
    """
    try:
        import resource
    except ModuleNotFoundError:  # Windows
        return
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = megabytes * 1_500_000 + 512_000_000 + beside
    if megabytes and (hard == resource.RLIM_INFINITY or wanted < hard):
        try:
            resource.setrlimit(resource.RLIMIT_DATA, (wanted, hard))
        except (OSError, ValueError):  # the system does not allow it; what is watched still holds
            pass


def _leave(problem: LimitReached) -> None:
    """Say that the query takes too much memory, and end this process. Nothing else is being written."""
    os.write(1, json.dumps({"memory": setting("query_megabytes"), "error": problem.what}).encode() + b"\n")
    os._exit(problem.exit_code)


def main() -> None:
    """The child's end: open the snapshot, and answer queries until the parent closes the pipe."""
    megabytes = setting("query_megabytes")
    store = Snapshot(sys.argv[1]).store
    bound_memory(megabytes)
    out = sys.stdout.buffer
    out.write(b"ready\n")
    out.flush()
    for line in sys.stdin.buffer:
        calm = watch(None, megabytes, _leave)  # the parent keeps the time
        answer = _answered(store, json.loads(line))
        calm()
        out.write(answer)
        out.flush()


class _Enough(Exception):
    """There are more rows than wanted."""


class _FirstRows:
    """A binary file that takes rows in SPARQL TSV up to a limit.

    Args:
        rows: the limit; None for none.

    Attributes:
        cut: the sentence that says that there are more rows; None if there are not.
    """

    def __init__(self, rows: int | None) -> None:
        self.cut: str | None = None
        self._rows = rows
        self._lines = 0
        self._pieces: list[bytes] = []

    def take(self, solutions: QuerySolutions) -> None:
        """Take the rows of an answer. Raises what the evaluation raises."""
        try:
            solutions.serialize(self, format=QueryResultsFormat.TSV)  # type: ignore[arg-type]  # it needs only these methods
        except _Enough:
            assert self._rows is not None, "there is a limit"
            self.cut = cut_at(self._rows, "rows")

    def write(self, data: bytes) -> int:
        """Take some bytes."""
        self._pieces.append(data)
        self._lines += data.count(b"\n")  # those in literals are escaped
        if self._rows is not None and self._lines > self._rows + 1:
            raise _Enough
        return len(data)

    def flush(self) -> None:
        """Do nothing: everything is in memory."""

    def content(self) -> bytes:
        """The first line, which names the variables, and the rows up to the limit."""
        data = b"".join(self._pieces)
        return data if self.cut is None else b"".join(io.BytesIO(data).readlines()[: (self._rows or 0) + 1])


def _answered(store: Store, request: dict[str, Any]) -> bytes:
    """The answer to one request, as it is written to the parent."""
    payload = b""
    try:
        solutions = solved(store, request["text"], request["prefixes"])
        if isinstance(solutions, QuerySolutions):
            # The engine writes rows in a fraction of the time that Python takes for them.
            output = _FirstRows(request["rows"])
            output.take(solutions)
        else:
            found = evaluated(solutions, request["rows"])
    except SyntaxError as error:
        head = _Head(syntax=str(error))
    except (OSError, RuntimeError, ValueError) as error:
        head = _Head(error=str(error))
    else:
        if isinstance(solutions, QuerySolutions):
            payload = output.content()
            head = _Head([each.value for each in solutions.variables], output.cut, bytes=len(payload))
        elif found.truth is not None:
            head = _Head(truth=found.truth)
        else:
            payload = serialize(found.triples, format=RdfFormat.N_TRIPLES) or b""
            head = _Head(cut=found.cut, bytes=len(payload))
    return json.dumps(head._asdict()).encode() + b"\n" + payload
