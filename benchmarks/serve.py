"""How many requests a second ``kg serve`` answers, beside the engine itself, rdflib-endpoint and Virtuoso on the same data.

    python -m benchmarks.serve [QUADS [SECONDS]]

The data are the repository's graph and copies of it with names of their own. Each request asks for another thing, so that nothing is
answered from memory, except in the lines called *cached*. The requests come from wrk, over eight connections to 127.0.0.1. The engine
itself runs in one process and one thread, without HTTP. A peer that is not installed is left out: `scripts/setup-virtuoso.sh` installs
Virtuoso and wrk, and rdflib-endpoint gets a virtual environment of its own in ``out/``.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import pyoxigraph as ox

import kg
from kg.snapshot.format import seal

ROOT = Path(__file__).resolve().parent.parent
PLACE = ROOT / "out" / "benchmarks"
CONNECTIONS = 8
REQUESTS = 4_000
"""Of each kind of query there are this many; they are asked in turn."""
ENDPOINT = "rdflib-endpoint==0.6.3", "oxrdflib==0.5.0", "uvicorn[standard]"

PREFIXES = """PREFIX dip: <https://w3id.org/chancery/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
QUERIES = {
    "lookup": "SELECT ?label { <%s> rdfs:label ?label }",
    "45 rows": """SELECT ?act ?label ?date {
  ?act dip:participant <%s> ; rdfs:label ?label . OPTIONAL { ?act dip:date ?date } } LIMIT 45""",
    "heavy join": """SELECT ?other (COUNT(DISTINCT ?act) AS ?acts) {
  ?act dip:participant <%s> ; dip:participant ?between . ?second dip:participant ?between , ?other
} GROUP BY ?other ORDER BY DESC(?acts)""",
}
"""Each kind of query, with a place for the IRI of an agent."""

SCRIPT = """
local paths = {}
for line in io.lines("FILE") do paths[#paths + 1] = line end
local at = 0
wrk.headers["Accept"] = "application/sparql-results+json"
request = function() at = at % #paths + 1; return wrk.format("GET", paths[at]) end
done = function(summary, latency)
  local errors = summary.errors
  io.write(string.format("RESULT %f %f %f %d\\n", summary.requests / summary.duration * 1e6, latency:percentile(50) / 1000,
    latency:percentile(99) / 1000, errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
"""


class Measured(NamedTuple):
    """What a load has found: requests a second, the median and the 99th percentile of the time of one in milliseconds, and the errors."""

    rate: float
    median: float
    worst: float
    errors: int


class Data(NamedTuple):
    """The data: a workspace with a snapshot of them, and the agents that are asked about."""

    workspace: Path
    folder: Path
    agents: list[str]


def data(quads: int) -> Data:
    """Make the data, at least so many quads, or find those of the last time."""
    workspace = PLACE / f"serve-{quads}"
    folder = workspace / ".kg" / "snapshots" / "large"
    graph = kg.open(ROOT)
    base = graph.snapshot.base
    rows = graph.query("SELECT DISTINCT ?a { ?act dip:participant ?a . ?a a dip:State }").rows
    agents = [term.value for row in rows for term in row if isinstance(term, ox.NamedNode)]
    lines = Path(graph.snapshot.graph_file).read_text("utf-8").splitlines(keepends=True)
    own = [line for line in lines if line.startswith(f"<{base}")]
    copies = max(1, (quads - len(lines)) // len(own) + 1)
    found = Data(workspace, folder, [f"{agent}-x{number}" for agent in agents for number in range(copies)])
    if (folder / "meta.json").is_file():
        return found
    shutil.rmtree(workspace, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copy2(ROOT / "chancery.toml", workspace)
    shutil.copytree(ROOT / "data", workspace / "data")
    with (folder / "graph.nq").open("w", encoding="utf-8") as file:
        file.writelines(lines)
        for number in range(copies):
            renamed = (re.sub(r"(/(?:id|passage|assertion)/[^>]*)>", rf"\1-x{number}>", line) for line in own)
            file.writelines(line.replace('"@en', f' {number}"@en') for line in renamed)
    store = ox.Store(str(folder / "store"))
    store.bulk_load(path=str(folder / "graph.nq"), format=ox.RdfFormat.N_QUADS)
    store.optimize()
    del store
    (folder / "proofs.jsonl").write_text("", "utf-8")
    meta = dict(graph.snapshot.meta)
    meta.pop("files", None)
    meta.pop("graph_crc32", None)
    (folder / "meta.json").write_text(seal(meta), "utf-8")  # type: ignore[arg-type]
    (workspace / ".kg" / "current").write_text("large\n", "utf-8")
    return found


def texts(agents: Sequence[str]) -> dict[str, list[str]]:
    """The queries of each kind, and a mix of all: many cheap ones, few heavy ones."""
    chosen = random.Random(7).choices(agents, k=REQUESTS)  # noqa: S311 - the same for everybody
    found = {name: [PREFIXES + query % agent for agent in chosen] for name, query in QUERIES.items()}
    lookups, rows, heavy = (found[name] for name in QUERIES)
    found["mix"] = [heavy[at] if at % 50 == 0 else rows[at] if at % 5 == 0 else lookups[at] for at in range(REQUESTS)]
    return found


def load(address: str, paths: Sequence[str], seconds: int) -> Measured:
    """Ask a server for some seconds."""
    with tempfile.TemporaryDirectory() as folder:
        file, script = Path(folder) / "paths", Path(folder) / "load.lua"
        file.write_text("\n".join(paths), "utf-8")
        script.write_text(SCRIPT.replace("FILE", str(file)), "utf-8")
        command = ["wrk", "-t", "1", "-c", str(CONNECTIONS), "-d", str(seconds), "--timeout", "30s", "-s", str(script), address]
        printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    rate, median, worst, errors = re.findall(r"RESULT (.*)", printed)[0].split()
    return Measured(float(rate), float(median), float(worst), int(errors))


def free_port() -> int:
    """A port that is free."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@contextlib.contextmanager
def running(command: Sequence[str], address: str, **environment: str) -> Iterator[None]:
    """Run a server until the block ends, which begins as soon as it answers."""
    process = subprocess.Popen(command, env=os.environ | environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(1_200):
            if process.poll() is not None:
                raise RuntimeError(f"{command[0]} has ended")
            try:
                urllib.request.urlopen(address, timeout=5).close()  # noqa: S310 - our own address
                break
            except urllib.error.HTTPError:
                break
            except OSError:
                time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(30)


@contextlib.contextmanager
def chancery(made: Data, cache: int) -> Iterator[Callable[[str], tuple[str, str]]]:
    """``kg serve``, without the limits on one client, which all requests come from."""
    port = free_port()
    code = f"""
from kg.server.application import Rules
from kg.server.running import listen, serve
from kg.snapshot import current
from kg.workspace import Workspace
workspace = Workspace({str(made.workspace)!r})
serve(workspace, current(workspace), listen("127.0.0.1", {port}), Rules(), texts=None, proxies=None, ready=lambda: None, log=lambda _: None)
"""
    settings = {"SERVE_CACHE_MEGABYTES": cache, "SERVE_CLIENT_REQUESTS": 0, "SERVE_CLIENT_ANSWERS": 0}
    address = f"http://127.0.0.1:{port}"
    with running([sys.executable, "-c", code], f"{address}/health", **{f"KG_{name}": str(value) for name, value in settings.items()}):
        yield lambda query: (address, f"/sparql?query={quote(query)}")


@contextlib.contextmanager
def rdflib_endpoint(made: Data) -> Iterator[Callable[[str], tuple[str, str]]]:
    """rdflib-endpoint over oxrdflib's store, opened from the same files, as its manual says."""
    python = PLACE / "rdflib-endpoint" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(python.parents[1])], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *ENDPOINT], check=True)
    port = free_port()
    code = f"""
import pyoxigraph, uvicorn
from oxrdflib import OxigraphStore
from rdflib import Dataset
from rdflib_endpoint import SparqlEndpoint
store = OxigraphStore(store=pyoxigraph.Store.read_only({str(made.folder / "store")!r}))
application = SparqlEndpoint(graph=Dataset(store=store), path="/sparql", enable_update=False)
uvicorn.run(application, host="127.0.0.1", port={port}, access_log=False, log_level="critical")
"""
    address = f"http://127.0.0.1:{port}"
    with running([str(python), "-c", code], f"{address}/sparql?query=ASK%7B%7D"):
        yield lambda query: (address, f"/sparql?query={quote(query)}")


VIRTUOSO = """
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
NumberOfBuffers = 170000
MaxDirtyBuffers = 130000
ServerThreads = 20

[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
ServerThreads = 20

[SPARQL]
ResultSetMaxRows = 100000
"""
HELD = "https://w3id.org/chancery/pk-ps/graph/held"


@contextlib.contextmanager
def virtuoso(made: Data) -> Iterator[Callable[[str], tuple[str, str]]]:
    """Virtuoso, with what is held in a graph that is the default graph of each query, because its own default graph is the union of all."""
    with tempfile.TemporaryDirectory(prefix="kg-virtuoso-") as name:
        folder = Path(name)
        graph = ox.NamedNode(HELD)
        parsed = ox.parse(path=made.folder / "graph.nq", format=ox.RdfFormat.N_QUADS)
        quads = (ox.Quad(q.subject, q.predicate, q.object, graph) if isinstance(q.graph_name, ox.DefaultGraph) else q for q in parsed)
        ox.serialize(quads, folder / "graph.nq", ox.RdfFormat.N_QUADS)
        http, sql = free_port(), free_port()
        (folder / "virtuoso.ini").write_text(VIRTUOSO.format(folder=folder, http=http, sql=sql), "utf-8")
        address = f"http://127.0.0.1:{http}"
        with running(["virtuoso-t", "+configfile", str(folder / "virtuoso.ini"), "+foreground"], f"{address}/sparql?query=ASK%7B%7D"):
            commands = f"ld_dir('{folder}', 'graph.nq', '{HELD}'); rdf_loader_run(); checkpoint;"
            client = shutil.which("isql-vt") or "isql-vt"
            subprocess.run([client, f"127.0.0.1:{sql}", "dba", "dba", "exec=" + commands], check=True, capture_output=True)
            yield lambda query: (address, f"/sparql?default-graph-uri={quote(HELD)}&query={quote(query)}")


def engine(made: Data, queries: Sequence[str], seconds: int) -> Measured:
    """The engine itself, in one thread: a query evaluated and written as JSON."""
    store = ox.Store.read_only(str(made.folder / "store"))
    taken: list[float] = []
    begun = time.perf_counter()
    while time.perf_counter() - begun < seconds:
        start = time.perf_counter()
        found = store.query(queries[len(taken) % len(queries)])
        assert isinstance(found, ox.QuerySolutions)
        found.serialize(format=ox.QueryResultsFormat.JSON)
        taken.append(time.perf_counter() - start)
    ordered = sorted(taken)
    return Measured(len(taken) / sum(taken), statistics.median(taken) * 1000, ordered[len(ordered) * 99 // 100] * 1000, 0)


def answers(ask: Callable[[str], tuple[str, str]], query: str) -> list[tuple[str, ...]]:
    """The rows of an answer, sorted, to compare the servers."""
    address, path = ask(query)
    request = urllib.request.Request(address + path, headers={"Accept": "application/sparql-results+json"})  # noqa: S310 - our own address
    with urllib.request.urlopen(request) as reply:  # noqa: S310
        found = json.loads(reply.read())
    return sorted(tuple(row[name]["value"] for name in sorted(row)) for row in found["results"]["bindings"])


Peer = Callable[[], contextlib.AbstractContextManager[Callable[[str], tuple[str, str]]]]


def main(quads: int = 1_000_000, seconds: int = 5) -> None:
    """Measure, and print a table of each kind of query."""
    if shutil.which("wrk") is None:
        sys.exit("wrk is not installed: sh scripts/setup-virtuoso.sh")
    made = data(quads)
    asked = texts(made.agents)
    peers: dict[str, Peer] = {"chancery": lambda: chancery(made, 0), "chancery, cached": lambda: chancery(made, 64)}
    peers["rdflib-endpoint"] = lambda: rdflib_endpoint(made)
    if shutil.which("virtuoso-t"):
        peers["virtuoso"] = lambda: virtuoso(made)
    found: dict[str, dict[str, Measured]] = {
        "engine, one thread": {name: engine(made, queries, seconds) for name, queries in asked.items()}
    }
    expected: Mapping[str, list[tuple[str, ...]]] = {}
    for name, start in peers.items():
        with start() as ask:
            rows = {kind: answers(ask, queries[0]) for kind, queries in asked.items() if kind in ("lookup", "heavy join")}
            expected = expected or rows
            if rows != expected:
                print(f"warning: {name} answers otherwise than chancery", file=sys.stderr)
            found[name] = {}
            for kind, queries in asked.items():
                chosen = queries[:200] if "cached" in name else queries
                address, paths = ask("")[0], [ask(query)[1] for query in chosen]
                load(address, paths, 1 if "cached" not in name else 3)
                found[name][kind] = load(address, paths, seconds)
                print(f"{name}: {kind}: {found[name][kind].rate:,.0f}", file=sys.stderr)
    print(f"{quads:,} quads, {CONNECTIONS} connections, {seconds} s each\n")
    for kind in asked:
        print(f"{kind:20} requests/s   ratio   p50 ms    p99 ms   errors")
        one = found["chancery"][kind].rate
        for name, each in found.items():
            got = each[kind]
            print(f"  {name:18} {got.rate:10,.0f} {got.rate / one:7.2f} {got.median:8.2f} {got.worst:9.2f} {got.errors:8}")
        print()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
