"""A real server in a process of its own, on a port that is free."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

ROOT = Path(__file__).resolve().parents[2]
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
"""A query that would take years."""
PATIENCE = 60


class Got(NamedTuple):
    """A reply of a server."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


class Server:
    """A running ``kg serve``.

    Attributes:
        port: its port.
        log: the lines that it has printed.
        process: the process.
    """

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.log: list[str] = []
        assert process.stdout
        self.address = process.stdout.readline().strip()
        assert self.address, "".join(process.stderr or ())
        self.port = urlsplit(self.address).port or 0
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stderr
        for line in self.process.stderr:
            self.log.append(line.rstrip())

    def get(self, path: str, method: str = "GET", body: bytes | None = None, timeout: float = PATIENCE, **headers: str) -> Got:
        """Ask; an underscore in the name of a header stands for a hyphen."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
            response = connection.getresponse()
            return Got(response.status, {name.lower(): value for name, value in response.getheaders()}, response.read())
        finally:
            connection.close()

    def sparql(self, query: str, timeout: float = PATIENCE, **headers: str) -> Got:
        """Ask a query."""
        return self.get(f"/sparql?query={quote(query)}", "GET", None, timeout, **headers)

    def head(self, request: str, *headers: str) -> bytes:
        """The head of a request, as it is sent."""
        return "".join(f"{line}\r\n" for line in (f"{request} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", *headers, "")).encode()

    def raw(self, data: bytes) -> socket.socket:
        """A connection on which some bytes were sent."""
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        connection.sendall(data)
        return connection

    def computing(self) -> int:
        """How many answers are being computed."""
        return int(self.get("/health").json["computing"])

    def children(self) -> set[int]:
        """The processes that it has started."""
        return set(map(int, Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text("utf-8").split()))


@contextlib.contextmanager
def serving(workspace: Path, options: Sequence[str] = (), settings: Mapping[str, int] | None = None) -> Iterator[Server]:
    """Run ``kg serve`` on a workspace.

    Args:
        workspace: its folder.
        options: further options.
        settings: settings that differ from the defaults, such as ``serve_seconds``.
    """
    environment = os.environ | {f"KG_{name.upper()}": str(value) for name, value in (settings or {}).items()}
    command = [sys.executable, "-m", "kg", "-C", str(workspace), "serve", "--port", "0", *options]
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, cwd=ROOT, stdout=pipe, stderr=pipe, text=True, env=environment)
    server = Server(process)
    try:
        yield server
    finally:
        print(*server.log[-20:], sep="\n")  # shown if the test fails
        process.send_signal(signal.SIGINT)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for stream in (process.stdout, process.stderr):
            assert stream
            stream.close()


def until(true: Any, seconds: float = PATIENCE) -> None:
    """Wait until a function returns something true."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)
