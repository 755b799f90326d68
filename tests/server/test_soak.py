"""Ten minutes of everything at once: runaway queries, slow readers, broken requests and rebuilds, on loopback, bounded in time and number.

Afterwards every answer was right or a typed error, and memory and descriptors are where they began. The environment variable
``SOAK_SECONDS`` makes it shorter.
"""

from __future__ import annotations

import collections
import os
import random
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import pytest

import kg
from tests.asking import repository
from tests.server.running import RUNAWAY, Server, serving, until

pytestmark = [pytest.mark.soak, pytest.mark.timeout(1_200)]

SECONDS = int(os.environ.get("SOAK_SECONDS", "600"))
MOST = 200_000
"""The largest number of requests."""
BROKEN = (
    b"GET / HTTP/1.1\r\n\r\n",
    b"\x00\x01\x02\r\n\r\n",
    b"GET /sparql?query=%FF HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n",
    b"POST /sparql HTTP/1.1\r\nHost: HOST\r\nContent-Type: application/sparql-query\r\nContent-Length: 5\r\nConnection: close\r\n\r\nASK {",
    b"POST /sparql HTTP/1.1\r\nHost: HOST\r\nContent-Length: 100000000\r\n\r\nx",
    b"DELETE /sparql HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n",
    b"GET /id/nobody HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
)
KNOWN = {
    "ASK { e:pakistan a dip:State }": '"boolean":true',
    "ASK { e:pakistan a dip:Treaty }": '"boolean":false',
    "SELECT ?l { e:israel rdfs:label ?l }": '"Israel"',
    "SELECT (COUNT(*) AS ?n) { ?s a dip:SourceDocument }": '"2"',
}
"""Queries, and what their answers have in them, whatever is rebuilt."""


class Counted:
    """What came back, by what was sent and the status; and what was wrong."""

    def __init__(self) -> None:
        self.seen: collections.Counter[tuple[str, int]] = collections.Counter()
        self.wrong: list[str] = []
        self.ended = threading.Event()
        self.end = time.monotonic() + SECONDS

    def going(self) -> bool:
        """Whether to go on."""
        return not self.ended.is_set() and time.monotonic() < self.end and sum(self.seen.values()) < MOST

    def note(self, kind: str, status: int, right: bool, what: object) -> None:
        """Take note of a reply."""
        self.seen[kind, status] += 1
        if not right and len(self.wrong) < 20:
            self.wrong.append(f"{kind}: {status}: {what}")


def typed(server: Server, status: int, headers: object, body: bytes) -> bool:
    """Whether a reply is a typed error."""
    return status in {400, 404, 413, 429, 503} and b'"type": "https://w3id.org/chancery/problem/' in body and bool(server) and bool(headers)


def ask_known(server: Server, counted: Counted) -> None:
    number = 0
    while counted.going():
        number += 1
        query, expected = random.choice(list(KNOWN.items()))  # noqa: S311
        got = server.sparql(f"{query} # {number % 500}", accept="application/sparql-results+json")
        right = (got.status == 200 and expected.encode() in got.body) or typed(server, got.status, got.headers, got.body)
        counted.note("known", got.status, right, got.body[:200])


def ask_pages(server: Server, counted: Counted) -> None:
    while counted.going():
        path = random.choice(["/", "/id/pakistan", "/queries", "/passage/A12", "/id/nobody", "/health", "/find?q=isr"])  # noqa: S311
        got = server.get(path, accept="text/html")
        counted.note("page", got.status, got.status in {200, 404} or typed(server, got.status, got.headers, got.body), path)


def run_away(server: Server, counted: Counted) -> None:
    while counted.going():
        got = server.sparql(f"{RUNAWAY} # {random.random()}")  # noqa: S311
        counted.note("runaway", got.status, typed(server, got.status, got.headers, got.body), got.body[:200])


def read_slowly(server: Server, counted: Counted) -> None:
    while counted.going():
        with server.raw(server.head(f"GET /sparql?query={quote('SELECT * { ?s ?p ?o } LIMIT 20000')}")) as connection:
            for _ in range(5):
                time.sleep(0.2)
                if not connection.recv(1_000):
                    break
        counted.note("slow reader", 0, True, "")


def break_requests(server: Server, counted: Counted) -> None:
    while counted.going():
        data = random.choice(BROKEN).replace(b"HOST", f"127.0.0.1:{server.port}".encode())  # noqa: S311
        with server.raw(data) as connection:
            connection.settimeout(20)
            try:
                taken = connection.recv(100_000)
            except OSError:
                taken = b""
        status = int(taken.split()[1]) if taken.startswith(b"HTTP/1.1 ") else 0
        counted.note("broken", status, status in {0, 400, 405, 413, 429, 503}, taken[:100])
        time.sleep(0.01)


def rebuild(workspace: Path) -> Callable[[Server, Counted], None]:
    def work(server: Server, counted: Counted) -> None:
        path = next(workspace.glob("data/background*.trig"))
        text = path.read_text("utf-8")
        number = 0
        while counted.going():
            number += 1
            path.write_text(
                f"{text}\nk:background {{ e:newcomer-{number} a dip:State ; skos:prefLabel 'Newcomer {number}'@en . }}\n", "utf-8"
            )
            built = kg.open(workspace, build=False).build()
            until(lambda: server.get("/health").json["snapshot"] == built.digest, 120)  # noqa: B023
            counted.note("rebuild", 200, True, "")
            time.sleep(20)

    return work


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("soak") / "own"
    shutil.copytree(repository(), folder, ignore=shutil.ignore_patterns(".kg"))
    kg.open(folder)
    return folder  # type: ignore[return-value]


def measured(server: Server) -> tuple[int, int]:
    """The resident memory of the server in bytes, and its open descriptors."""
    folder = Path(f"/proc/{server.process.pid}")
    return int((folder / "statm").read_text("utf-8").split()[1]) * os.sysconf("SC_PAGE_SIZE"), len(list((folder / "fd").iterdir()))


def test_after_ten_minutes_every_answer_was_right_and_nothing_is_left(workspace: Path) -> None:
    settings = {"serve_seconds": 2, "serve_client_requests": 0, "serve_client_answers": 0, "serve_workers": 4, "serve_cache_megabytes": 1}
    with serving(workspace, ["--quiet"], settings) as server:
        for query in KNOWN:
            assert server.sparql(query).status == 200
        memory, descriptors = measured(server)
        counted = Counted()
        workers = [ask_known, ask_known, ask_pages, run_away, run_away, read_slowly, break_requests, rebuild(workspace)]
        with ThreadPoolExecutor(len(workers)) as pool:
            running = [pool.submit(each, server, counted) for each in workers]
            try:
                for each in running:
                    each.result()
            finally:
                counted.ended.set()
        print(dict(counted.seen))
        assert counted.wrong == []
        assert {kind for kind, _ in counted.seen} == {"known", "page", "runaway", "slow reader", "broken", "rebuild"}
        assert counted.seen["known", 200] > 100
        assert counted.seen["runaway", 503] > 3
        until(lambda: server.computing() == 0)
        time.sleep(3)
        after, left = measured(server)
        assert left <= descriptors + 3
        assert after < memory + 60_000_000
        for query, expected in KNOWN.items():
            assert expected.encode() in server.sparql(query + " # at the end", accept="application/sparql-results+json").body
