"""What others may try with a server that is open to them. ``docs/threat-model.md`` names each attack and its test."""

from __future__ import annotations

import contextlib
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

import kg
from tests.asking import repository
from tests.server.running import RUNAWAY, Server, serving, until

CHEAP = "SELECT ?s { ?s ?p ?o } LIMIT 1"
FORM = "application/x-www-form-urlencoded"
LIMITS = {"serve_seconds": 2, "serve_workers": 3, "serve_client_answers": 2, "serve_client_requests": 0, "serve_rows": 5_000}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server that stops an answer after two seconds, and computes three at a time, two for one client."""
    kg.open(repository())
    with serving(repository(), settings=LIMITS) as started:
        yield started


def test_a_query_that_never_ends_is_stopped_and_others_do_not_notice(server: Server) -> None:
    with ThreadPoolExecutor(1) as pool:
        endless = pool.submit(server.sparql, RUNAWAY)
        until(lambda: server.computing() == 1)
        others = [server.sparql(CHEAP + " # " + str(number)) for number in range(20)]
        assert [each.status for each in others] == [200] * 20
        stopped = endless.result()
    assert stopped.status == 503
    assert stopped.json["type"].endswith("/too-long")
    assert int(stopped.headers["retry-after"]) > 0
    assert server.sparql(CHEAP).status == 200


def test_a_client_cannot_take_all_processes(server: Server) -> None:
    with ThreadPoolExecutor(8) as pool:
        endless = [pool.submit(server.sparql, f"{RUNAWAY} # {number}") for number in range(6)]
        until(lambda: server.computing() == 2)
        time.sleep(0.2)
        assert server.computing() == 2, "the third is for somebody else"
        assert {each.result().status for each in endless} == {503}


def test_a_client_that_goes_away_stops_its_query(server: Server) -> None:
    connection = server.raw(server.head(f"GET /sparql?query={quote(RUNAWAY)}"))
    until(lambda: server.computing() == 1)
    began = time.monotonic()
    connection.close()
    until(lambda: server.computing() == 0)
    assert time.monotonic() - began < LIMITS["serve_seconds"] / 2
    assert any(" 499 " in line for line in server.log)


@pytest.mark.parametrize("pause", [0, 0.2])
def test_a_client_that_goes_away_stops_its_query_also_with_another_behind_it(server: Server, pause: float) -> None:
    pytest.importorskip("httptools")
    heads = [server.head(f"GET /sparql?query={quote(f'{RUNAWAY} # {pause}')}"), server.head("GET /health")]
    connection = server.raw(heads[0] if pause else b"".join(heads))
    until(lambda: server.computing() == 1)
    if pause:
        connection.sendall(heads[1])
        time.sleep(pause)
    began = time.monotonic()
    connection.close()
    until(lambda: server.computing() == 0)
    assert time.monotonic() - began < LIMITS["serve_seconds"] / 2


def test_a_query_that_takes_all_memory_is_stopped() -> None:
    values = " ".join(f'"{"x" * 200}{number}"' for number in range(40))
    greedy = (
        "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?a ?b ?c ?d { " + " ".join(f"VALUES ?{name} {{ {values} }}" for name in "abcd") + " } }"
    )
    with serving(repository(), settings={"serve_megabytes": 300, "serve_workers": 1}) as small:
        stopped = small.sparql(greedy)
        assert stopped.status == 503
        assert "memory" in stopped.json["detail"]
        assert small.sparql(CHEAP).status == 200


@pytest.mark.parametrize("depth", [65, 10_000])
def test_a_query_that_would_overflow_the_stack_of_the_engine_is_refused(server: Server, depth: int) -> None:
    body = ("SELECT * { " + "{ " * depth + "} " * depth + "}").encode()
    refused = server.get("/sparql", "POST", body, content_type="application/sparql-query")
    assert refused.status == 400
    assert refused.json["line"] == 1


@contextlib.contextmanager
def listening() -> Iterator[tuple[int, list[bytes]]]:
    """A port that nobody should connect to, and what was sent to it."""
    seen: list[bytes] = []
    with socket.socket() as at:
        at.bind(("127.0.0.1", 0))
        at.listen()
        at.settimeout(0.2)
        ended = threading.Event()

        def accept() -> None:
            while not ended.is_set():
                with contextlib.suppress(TimeoutError):
                    seen.append(at.accept()[0].recv(100))

        thread = threading.Thread(target=accept)
        thread.start()
        yield at.getsockname()[1], seen
        ended.set()
        thread.join()


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * {{ SERVICE <{there}> {{ ?s ?p ?o }} }}",
        "SELECT * {{ SERVICE SILENT <{there}> {{ ?s ?p ?o }} }}",
        "SELECT * FROM <{there}> {{ ?s ?p ?o }}",
        "SELECT * FROM NAMED <{there}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        "SELECT * FROM <file:///etc/passwd> {{ ?s ?p ?o }}",
        "LOAD <{there}>",
    ],
)
def test_no_query_reaches_out(server: Server, query: str) -> None:
    with listening() as (port, seen):
        answered = server.sparql(query.format(there=f"http://127.0.0.1:{port}/"))
        assert answered.status == 400
        assert seen == []


@pytest.mark.parametrize("parameter", ["default-graph-uri", "named-graph-uri"])
def test_no_graph_is_fetched(server: Server, parameter: str) -> None:
    with listening() as (port, seen):
        for there in (f"http://127.0.0.1:{port}/", "file:///etc/passwd"):
            answered = server.get(f"/sparql?{urlencode({'query': CHEAP, parameter: there})}")
            assert answered.status in {200, 400, 404}
            assert b"root:" not in answered.body
        assert seen == []


UPDATE = "DELETE WHERE { ?s ?p ?o }"


@pytest.mark.parametrize(
    ("method", "path", "kind", "body"),
    [
        ("POST", "/sparql", "application/sparql-update", UPDATE),
        ("POST", "/sparql", FORM, urlencode({"update": UPDATE})),
        ("POST", "/sparql", "application/sparql-query", UPDATE),
        ("GET", f"/sparql?query={quote(UPDATE)}", "", ""),
        ("GET", f"/sparql?update={quote(UPDATE)}", "", ""),
        ("PUT", "/rdf-graph-store?default", "text/turtle", ""),
        ("DELETE", "/rdf-graph-store?default", "", ""),
        ("POST", "/rdf-graph-store?default", "text/turtle", "<urn:a> <urn:b> <urn:c> ."),
        ("PATCH", "/rdf-graph-store?default", "application/sparql-update", UPDATE),
        ("PUT", "/id/pakistan", "text/turtle", ""),
        ("DELETE", "/id/pakistan", "", ""),
    ],
)
def test_nothing_can_be_written(server: Server, method: str, path: str, kind: str, body: str) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    before = server.sparql(count).body
    answered = server.get(path, method, body.encode(), content_type=kind)
    assert 400 <= answered.status < 500
    assert server.sparql(count + " # again").body == before


def test_an_answer_with_too_many_rows_is_no_answer(server: Server) -> None:
    for accept in ("text/csv", "application/sparql-results+json", "application/sparql-results+xml", "text/tab-separated-values"):
        refused = server.sparql(f"SELECT * {{ ?s ?p ?o }} LIMIT {LIMITS['serve_rows'] + 1}", accept=accept)
        assert refused.status == 413
        assert refused.json["type"].endswith("/too-large")
        assert server.sparql(f"SELECT * {{ ?s ?p ?o }} LIMIT {LIMITS['serve_rows']}", accept=accept).status == 200


def test_a_large_body_is_refused_before_it_is_read(server: Server) -> None:
    with server.raw(server.head("POST /sparql", "Content-Type: application/sparql-query", "Content-Length: 99999999999")) as connection:
        assert b" 413 " in connection.recv(1_000)


def test_a_head_that_never_ends_is_cut_off(server: Server) -> None:
    with server.raw(b"GET / HTTP/1.1\r\n") as connection, pytest.raises(OSError):  # noqa: PT012 - any of them
        for _ in range(200):
            connection.sendall(b"X-Header: " + b"x" * 2_000 + b"\r\n")
            time.sleep(0.001)
        assert connection.recv(1) == b""
        raise ConnectionResetError


def test_two_lengths_of_a_body_are_refused(server: Server) -> None:
    """Or else a proxy and the server may see two different requests (smuggling)."""
    head = server.head("POST /sparql", "Content-Length: 6", "Transfer-Encoding: chunked")
    with server.raw(head + b"0\r\n\r\n" + server.head("GET /health")) as connection:
        connection.settimeout(5)
        taken = connection.recv(10_000)
        assert b" 400 " in taken.split(b"\r\n")[0]
        assert b'"status": "ok"' not in taken


def test_a_compressed_body_is_not_opened(server: Server) -> None:
    answered = server.get("/sparql", "POST", b"\x1f\x8b", content_type="application/sparql-query", content_encoding="gzip")
    assert answered.status == 415


def test_a_slow_reader_holds_nobody_else_up(server: Server) -> None:
    large = server.head(f"GET /sparql?query={quote('SELECT * { ?s ?p ?o } LIMIT 5000')}")
    slow = [server.raw(large) for _ in range(5)]
    try:
        until(lambda: server.computing() == 0)
        assert server.sparql(CHEAP + " # beside slow readers").status == 200
    finally:
        for each in slow:
            each.close()


@pytest.mark.parametrize(
    "path",
    ["/../../etc/passwd", "/assets/../../../etc/passwd", "/assets/%2e%2e/%2e%2e/etc/passwd", "/dump/..%2f..%2fchancery.toml", "/%00"],
)
def test_no_path_leads_to_files(server: Server, path: str) -> None:
    with server.raw(server.head(f"GET {path}", "Connection: close")) as connection:
        taken = b""
        while piece := connection.recv(10_000):
            taken += piece
    assert b" 404 " in taken.split(b"\r\n")[0] or b" 400 " in taken.split(b"\r\n")[0]
    assert b"root:" not in taken
    assert b"[workspace]" not in taken


def test_no_line_can_be_put_into_headers_or_the_log(server: Server) -> None:
    answered = server.get("/id/x%0d%0aSet-Cookie:%20a=b")
    assert "set-cookie" not in answered.headers
    server.get("/id/%1b%5b31mred")
    assert not any("\x1b" in line for line in server.log)


def test_a_fault_shows_no_inside(server: Server) -> None:
    for path in (
        "/sparql?query=SELECT",
        "/%ff",
        "/queries/nothing",
        "/id/nobody",
        "/sparql?query=" + quote("SELECT (1/0 AS ?x) (<urn:no>(1) AS ?y) {}"),
    ):
        body = server.get(path).body
        assert b"Traceback" not in body
        assert str(Path(kg.__file__).parent).encode() not in body
        assert str(repository()).encode() not in body


def test_a_damaged_new_snapshot_leaves_the_one_before(tmp_path: Path) -> None:
    shutil.copytree(repository(), tmp_path / "own")
    own = tmp_path / "own"
    kg.open(own)
    with serving(own) as started:
        before = started.get("/health").json["snapshot"]
        folder = own / ".kg" / "snapshots" / "broken"
        folder.mkdir()
        (folder / "meta.json").write_text("{}", "utf-8")
        (own / ".kg" / "current").write_text("broken\n", "utf-8")
        until(lambda: any("cannot be used" in line for line in started.log))
        assert started.get("/health").json["snapshot"] == before
        assert started.sparql(CHEAP).status == 200


def test_the_process_that_forks_has_one_thread(server: Server) -> None:
    """A lock that another thread holds at the time of a fork would stay held in the new process for ever."""
    (parent,) = server.children()
    assert len(list(Path(f"/proc/{parent}/task").iterdir())) == 1
