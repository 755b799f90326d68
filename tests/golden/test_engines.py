"""The stored queries in Virtuoso: a real server, the demo's dump, and the rows that Oxigraph returns."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kg.results import Table
from tests.asking import graph

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(
        not (shutil.which("virtuoso-t") and shutil.which("isql-vt")),
        reason="Virtuoso is not installed: apt install virtuoso-opensource-7-bin",
    ),
]

GOLDEN = Path(__file__).parent
CASES = [(path.stem, case["params"]) for path in sorted(GOLDEN.glob("*.json")) for case in json.loads(path.read_text("utf-8"))["cases"]]
SECONDS = 10

KNOWN: dict[str, str] = {
    "acts-in-response": "error SR066",
    "chronology": "error TR",
    "conflicts-without-part": "error SP031",
    "places": "other rows",
    "reactions": "error SR066",
    "recognitions": "other values in the rows",
    "statements": "error SQ074",
    "statements-in-crises": "other values in the rows",
    "time-between": "error SQ074",
    "undecided-order": "no rows",
}
"""Queries that Virtuoso 7.2.5 does not answer alike, each with what it does instead.

Whether the fault is its own or the query's is not known yet.
"""

ALIKE = {
    "chronology-Islamabad-act",
    "chronology-Pakistan-2012-2012-yes-act",
    "recognitions-Pakistan",
    "statements-in-crises-conflict-gaza-2008-Pakistan",
    "statements-in-crises-raid-flotilla-2010-Pakistan",
    "undecided-order-2012-2012-all",
}
"""The cases of these queries that it answers alike all the same."""

SETTINGS = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa

[TempDatabase]
DatabaseFile = {folder}/temporary.db
TransactionFile = {folder}/temporary.trx

[Parameters]
ServerPort = 127.0.0.1:{sql}
DirsAllowed = {folder}
NumberOfBuffers = 10000

[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}

[SPARQL]
ResultSetMaxRows = 100000
"""

Ask = Callable[[str], list[list[tuple[str, str]]]]


@pytest.fixture(scope="module")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """A server that holds the dump, as a function from a query to its rows. What is held is the graph of a query's plain patterns."""
    folder = tmp_path_factory.mktemp("virtuoso")
    http, sql = _free_ports()
    (folder / "virtuoso.ini").write_text(SETTINGS.format(folder=folder, http=http, sql=sql), "utf-8")
    graph().dump(folder / "graph.nq", held=True)
    server = subprocess.Popen(["virtuoso-t", "+configfile", "virtuoso.ini", "+foreground"], cwd=folder)
    try:
        _load(folder, server, sql)
        held = f"{graph().workspace.base}graph/held"
        yield lambda text: _rows_of(f"http://127.0.0.1:{http}/sparql", held, text)
    finally:
        server.terminate()
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


@pytest.mark.parametrize(("name", "params"), CASES, ids=[f"{name}-{'-'.join(map(str, params.values()))}" for name, params in CASES])
def test_virtuoso_returns_the_same_rows(name: str, params: dict[str, str], virtuoso: Ask, request: pytest.FixtureRequest) -> None:
    if name in KNOWN and "-".join([name, *params.values()]) not in ALIKE:
        request.applymarker(pytest.mark.xfail(reason=KNOWN[name], strict=True))
    assert sorted(virtuoso(graph().bound(name, params))) == sorted(_rows(graph().query(name, params)))


def _free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as two:
        one.bind(("127.0.0.1", 0))
        two.bind(("127.0.0.1", 0))
        return one.getsockname()[1], two.getsockname()[1]


def _load(folder: Path, server: subprocess.Popen[bytes], port: int) -> None:
    """Wait for the server, then load the dump."""
    script = f"ld_dir('{folder}', 'graph.nq', 'urn:none'); rdf_loader_run(); checkpoint;"
    end = time.monotonic() + 120
    while True:
        assert server.poll() is None, (folder / "virtuoso.log").read_text("utf-8")
        done = subprocess.run(
            ["isql-vt", f"127.0.0.1:{port}", "dba", "dba", f"exec={script}"], capture_output=True, text=True, timeout=120, check=False
        )
        if done.returncode == 0:
            return
        assert time.monotonic() < end, done.stderr
        time.sleep(0.5)


def _rows_of(address: str, held: str, text: str) -> list[list[tuple[str, str]]]:
    body = urllib.parse.urlencode({"query": f"define input:default-graph-uri <{held}>\n{text}"}).encode()
    request = urllib.request.Request(address, body, {"Accept": "application/sparql-results+json"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as reply:  # noqa: S310
            bindings = json.load(reply)["results"]["bindings"]
    except urllib.error.HTTPError as problem:
        raise AssertionError(problem.read().decode()[:500]) from problem
    return [sorted((name, _plain(term["value"])) for name, term in row.items()) for row in bindings]


def _rows(answer: Table) -> list[list[tuple[str, str]]]:
    return [sorted((name, _plain(term.value)) for name in answer.variables if (term := row[name]) is not None) for row in answer]


def _plain(text: str) -> str:
    """Numbers as numbers, because engines write them differently. Virtuoso returns the truth values of BIND as 0 and 1."""
    text = {"true": "1", "false": "0"}.get(text, text)
    return str(float(text)) if re.fullmatch(r"-?\d+(\.\d*)?", text) else text
