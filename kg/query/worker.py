"""A process that answers queries and can be killed: the only way to stop the engine from within Python.

Run as ``python -m kg.query.worker FOLDER``. It writes ``ready``, then reads requests from standard input and writes answers to
standard output, each a line of JSON, the answer's followed by as many bytes as it says::

    {"text": "SELECT ...", "prefixes": {...}, "rows": 100}
    {"variables": ["act"], "cut": null, "bytes": 20}    and SPARQL TSV
    {"variables": null, "cut": null, "bytes": 20}       and N-Triples
    {"truth": true}
    {"error": "..."}                                    the evaluation failed
"""

from __future__ import annotations

import json
import subprocess  # the child is this very interpreter with a module of ours
import sys
import threading
import weakref
from typing import Any

from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, parse, parse_query_results, serialize

from kg.errors import EnvironmentProblem, LimitReached
from kg.query.answer import run
from kg.results.standard import to_tsv
from kg.snapshot import Snapshot


class Worker:
    """The parent's end: one child process, started at the first question and again after it had to be killed.

    Args:
        folder: the snapshot's folder.
    """

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._finalizer: weakref.finalize[..., Any] | None = None

    def ask(self, text: str, prefixes: dict[str, str], rows: int | None, seconds: float) -> tuple[tuple[str, ...] | None, Any, str | None]:
        """The answer to a query that the engine can parse, as `kg.query.answer.run` gives it.

        Args:
            text: the query.
            prefixes: prefixes that it need not declare.
            rows: stop after so many rows or triples; None for no limit.
            seconds: stop after so many seconds.

        Raises:
            LimitReached: it took longer; the child was killed.
            RuntimeError: the evaluation failed.
            EnvironmentProblem: the child cannot be started, or died.
        """
        with self._lock:
            process = self._started()
            assert process.stdin is not None
            assert process.stdout is not None
            late = threading.Event()

            def stop() -> None:
                late.set()
                process.kill()

            timer = threading.Timer(seconds, stop)
            timer.start()
            try:
                process.stdin.write(json.dumps({"text": text, "prefixes": prefixes, "rows": rows}).encode() + b"\n")
                process.stdin.flush()
                head = process.stdout.readline()
                answer: dict[str, Any] = json.loads(head) if head else {}
                payload = process.stdout.read(answer.get("bytes", 0))
            except (OSError, ValueError):
                answer, payload = {}, b""
            finally:
                timer.cancel()
            if late.is_set():
                self.close()
                hint = "give it more with seconds=..., or ask for less"
                raise LimitReached(f"the query was stopped after {seconds:g} seconds", None, hint)
            if not answer or len(payload) != answer.get("bytes", 0):
                self.close()
                raise EnvironmentProblem("the process that answers queries died", self.folder, "is there enough memory?")
        return _read(answer, payload)

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
                raise EnvironmentProblem(f"the process that answers queries cannot be started: {error}", sys.executable) from error
            self._finalizer = weakref.finalize(self, _end, self._process)
            assert self._process.stdout is not None
            if self._process.stdout.readline() != b"ready\n":
                self.close()
                raise EnvironmentProblem(
                    "the process that answers queries did not start", self.folder, "`kg build` mends a damaged snapshot"
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


def _read(answer: dict[str, Any], payload: bytes) -> tuple[tuple[str, ...] | None, Any, str | None]:
    if "error" in answer:
        raise RuntimeError(answer["error"])
    if "truth" in answer:
        return None, answer["truth"], None
    if answer["variables"] is None:
        return None, [quad.triple for quad in parse(payload, RdfFormat.N_TRIPLES)], answer["cut"]
    solutions = parse_query_results(payload, QueryResultsFormat.TSV)
    assert isinstance(solutions, QuerySolutions)
    return tuple(answer["variables"]), [tuple(row) for row in solutions], answer["cut"]


def main() -> None:
    """The child's end: open the snapshot, answer until the parent goes away."""
    store = Snapshot(sys.argv[1]).store
    out = sys.stdout.buffer
    out.write(b"ready\n")
    out.flush()
    for line in sys.stdin.buffer:
        request = json.loads(line)
        head: dict[str, Any]
        payload = b""
        try:
            variables, found, cut = run(store, request["text"], request["prefixes"], request["rows"])
        except (OSError, RuntimeError, SyntaxError, ValueError) as error:
            head = {"error": str(error)}
        else:
            if isinstance(found, bool):
                head = {"truth": found}
            else:
                payload = (serialize(found, format=RdfFormat.N_TRIPLES) or b"") if variables is None else to_tsv(variables, found)
                head = {"variables": variables, "cut": cut, "bytes": len(payload)}
        out.write(json.dumps(head).encode() + b"\n" + payload)
        out.flush()
