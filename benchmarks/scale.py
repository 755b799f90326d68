"""Counts and lookups over 10^5 to 10^7 quads: Chancery's tables beside pyoxigraph called directly, rdflib, oxrdflib and Virtuoso.

    python -m benchmarks.scale [QUADS...] [PEERS...]     # by default 100000 1000000 10000000, and all peers

Each peer runs in a process of its own, on the same N-Quads (`benchmarks.scale_data`), one after the other on one machine. Counts are asked
of the tables as the whole stored question, with least and most, and of the peers as the shortest query in SPARQL that counts the same acts,
which is in their favour. Times are processor time of all threads of whoever answers, because other work on the machine changes that the
least: the best of two after one that is not counted, unless it is long. The result is written to
``benchmarks/results/scale.json``; `scripts/write_performance_page.py` makes the page and the plot of it.

A peer that is not installed is left out: `scripts/setup-virtuoso.sh` installs Virtuoso; oxrdflib gets an environment of its own in
``out/``. rdflib without another store is measured up to 10^5 quads: it keeps all of them in memory, and takes long for a count of more.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from benchmarks.scale_data import BASE, KINDS, write
from benchmarks.serve import VIRTUOSO, free_port, running
from kg.namespaces import DIP, RDFS

ROOT = Path(__file__).resolve().parent.parent
PLACE = ROOT / "out" / "benchmarks" / "scale"
RESULT = ROOT / "benchmarks" / "results" / "scale.json"
SIZES = (100_000, 1_000_000, 10_000_000)
PEERS = ("chancery", "pyoxigraph", "oxrdflib", "rdflib", "virtuoso")
LONG = 4.0
"""A question that takes longer than so many seconds is asked once."""
PATIENCE = 3_600
RDFLIB_MOST = 100_000
COLD_MOST = 1_000_000
"""With more, the whole stored question in SPARQL takes minutes."""

PREFIXES = f"PREFIX dip: <{DIP}> PREFIX rdfs: <{RDFS}> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"
_KINDS = " ".join(f"dip:{kind}" for kind in KINDS)
_BY_YEAR = (
    f"SELECT ?kind ?year (COUNT(?act) AS ?n) {{ VALUES ?kind {{ {_KINDS} }} ?act a ?kind ; dip:earliest ?day "
    "BIND(YEAR(?day) AS ?year) } GROUP BY ?kind ?year"
)
_NETWORK = (
    "SELECT ?a ?b (COUNT(?act) AS ?n) (MIN(?e) AS ?first) (MAX(?l) AS ?last) { "
    "?act dip:actor ?a ; dip:recipient ?b ; dip:earliest ?e ; dip:latest ?l } GROUP BY ?a ?b"
)
_OF_STATE = f"?act dip:participant <{BASE}id/state-90> ; rdfs:label ?label ; dip:earliest ?day"
_PARTNERS = f"?x dip:actor <{BASE}id/state-150> ; dip:recipient ?b . ?y dip:actor ?b ; dip:recipient ?c"
COUNTS: dict[str, tuple[str, str]] = {
    "acts by kind and year": (
        "counts-by-year",
        _BY_YEAR,
    ),
    "hundred busiest pairs": (
        "top-pairs",
        "SELECT ?a ?b (COUNT(?act) AS ?n) { ?act dip:actor ?a ; dip:recipient ?b } GROUP BY ?a ?b ORDER BY DESC(?n) LIMIT 100",
    ),
    "network with first and last day": (
        "ties",
        _NETWORK,
    ),
    "hundred busiest parties": (
        "top-parties",
        "SELECT ?a (COUNT(?act) AS ?n) { ?act dip:participant ?a } GROUP BY ?a ORDER BY DESC(?n) LIMIT 100",
    ),
    "ten newest acts": ("newest-acts", "SELECT ?act ?day { ?act dip:earliest ?day } ORDER BY DESC(?day) LIMIT 10"),
    "acts of one month": (
        "counted-acts",
        'SELECT ?act ?e ?l { ?act dip:earliest ?e ; dip:latest ?l FILTER(?e >= "1990-01-01"^^xsd:date && ?l <= "1990-01-31"^^xsd:date) }',
    ),
}
"""Each question that counts: the stored question, and the shortest query for the peers."""
LOOKUPS: dict[str, str] = {
    "label of an act": f"SELECT ?label {{ <{BASE}id/act-00000500> rdfs:label ?label }}",
    "45 acts of a state": f"SELECT ?act ?label ?day {{ {_OF_STATE} }} LIMIT 45",
    "partners of partners": f"SELECT (COUNT(DISTINCT ?c) AS ?n) {{ {_PARTNERS} }}",
}

Ask = Callable[[str], int]
"""From a question or a query to the number of its rows."""


def timed(asked: Callable[[], int], clock: Callable[[], float] = time.process_time) -> dict[str, float]:
    """The best time of a question, in seconds, and the number of rows."""
    taken: list[float] = []
    rows = 0
    while len(taken) < 3:
        begun = clock()
        rows = asked()
        taken.append(clock() - begun)
        if taken[-1] > LONG:
            break
    return {"seconds": min(taken[1:] or taken), "rows": rows}


def peak() -> int:
    """The largest memory of this process so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def paths(size: int) -> tuple[Path, Path, Path]:
    """The N-Quads, the files of the engine and the tables of a size."""
    return PLACE / f"{size}.nq", PLACE / f"{size}.store", PLACE / f"{size}.tables"


def pieces(path: Path) -> Iterator[bytes]:
    """Whole lines of a file, some megabytes at a time, as a snapshot gives them."""
    with path.open("rb") as file:
        while lines := file.readlines(8_000_000):
            yield b"".join(lines)


def measure_chancery(size: int) -> dict[str, Any]:
    """The tables, made of the engine's files, and lookups as Chancery runs them."""
    from kg.query.running import InProcess
    from kg.tables import open_engine
    from kg.tables.answering import answer
    from kg.tables.making import write_star
    from kg.tables.questions import Given
    from kg.tables.star import open_star

    source, store_path, tables = paths(size)
    store = ox.Store.read_only(str(store_path))
    shutil.rmtree(tables, ignore_errors=True)
    tables.mkdir()
    begun = time.process_time()
    write_star(store, pieces(source), str(tables))
    found: dict[str, Any] = {"tables_seconds": time.process_time() - begun, "memory": peak()}
    found["bytes"] = sum(each.stat().st_size for each in tables.iterdir())
    limits = {"top-pairs": 100, "top-parties": 100, "newest-acts": 10}
    within = Given(since=date(1990, 1, 1), until=date(1990, 1, 31))
    with open_engine() as engine:
        star = open_star(engine, str(tables))
        for name, (question, _) in COUNTS.items():
            asked = within if question == "counted-acts" else Given()
            found[name] = timed(lambda q=question, a=asked: len(answer(q, engine, star, a, limits.get(q))[1]))  # type: ignore[misc]
    runner = InProcess(store)
    prefixes = {"dip": DIP, "rdfs": RDFS, "xsd": "http://www.w3.org/2001/XMLSchema#"}
    for name, query in LOOKUPS.items():
        found[name] = timed(lambda q=query: len(runner.run(q, prefixes, 100_000).rows or ()))  # type: ignore[misc]
    if size <= COLD_MOST:
        found["cold"] = cold(store_path, tables)
    return found


def cold(store: Path, tables: Path) -> dict[str, float]:
    """A process that asks one question from beginning to end: of the tables, the first time and when it is compiled, and of the engine."""
    by_tables = f"""
from kg.tables import open_engine
from kg.tables.answering import answer
from kg.tables.questions import Given
from kg.tables.star import open_star
with open_engine() as engine:
    answer("top-kinds", engine, open_star(engine, {str(tables)!r}), Given(), kept={str(tables.parent / "questions")!r})
"""
    by_query = f"""
import pyoxigraph
from pathlib import Path
from kg.sparql.stored import load
list(pyoxigraph.Store.read_only({str(store)!r}).query(load({str(ROOT / "queries" / "top-kinds.rq")!r}).text))
"""
    found = {}
    shutil.rmtree(tables.parent / "questions", ignore_errors=True)
    for name, code in (("first", by_tables), ("tables", by_tables), ("query", by_query)):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        found[name] = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return found


def measure_pyoxigraph(size: int) -> dict[str, Any]:
    """The engine itself: its bulk load, and its answers."""
    source, place, _ = paths(size)
    shutil.rmtree(place, ignore_errors=True)
    begun = time.process_time()
    store = ox.Store(str(place))
    store.bulk_load(path=str(source), format=ox.RdfFormat.N_QUADS)
    store.optimize()
    store.flush()
    del store
    found: dict[str, Any] = {"load_seconds": time.process_time() - begun, "memory": peak()}
    found["bytes"] = sum(each.stat().st_size for each in place.iterdir())
    reading = ox.Store.read_only(str(place))

    def ask(query: str) -> int:
        solutions = reading.query(PREFIXES + query)
        assert isinstance(solutions, ox.QuerySolutions)
        return sum(1 for _ in solutions)

    return found | questions(ask)


def questions(ask: Ask, clock: Callable[[], float] = time.process_time) -> dict[str, Any]:
    """All questions, asked of a peer, by the processor time of this process or another clock."""
    queries = {**{name: query for name, (_, query) in COUNTS.items()}, **LOOKUPS}
    return {name: timed(lambda q=query: ask(q), clock) for name, query in queries.items()}  # type: ignore[misc]


_RDFLIB = """
import json, sys, time, resource
sys.path.insert(0, {root!r})
from benchmarks.scale import PREFIXES, peak, questions
from rdflib import Dataset, Graph
begun = time.process_time()
{load}
found = {{"load_seconds": time.process_time() - begun, "memory": peak()}}
print(json.dumps(found | questions(lambda query: sum(1 for _ in graph.query(PREFIXES + query)))))
"""
_PLAIN = "graph = Graph().parse({source!r}, format='nt')"
_OX = "import pyoxigraph, oxrdflib\ngraph = Dataset(store=oxrdflib.OxigraphStore(store=pyoxigraph.Store.read_only({store!r})))"


def measure_rdflib(size: int) -> dict[str, Any]:
    """Plain rdflib, whose store is dictionaries in memory."""
    source, _, _ = paths(size)
    return _python(sys.executable, _RDFLIB.format(root=str(ROOT), load=_PLAIN.format(source=str(source))))


def measure_oxrdflib(size: int) -> dict[str, Any]:
    """rdflib over the engine's files."""
    python = PLACE.parent / "oxrdflib" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(python.parents[1])], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", "oxrdflib==0.5.0", "pyyaml", "starlette"], check=True)
    _, store, _ = paths(size)
    found = _python(str(python), _RDFLIB.format(root=str(ROOT), load=_OX.format(store=str(store))))
    del found["load_seconds"]  # it opens what pyoxigraph has loaded
    return found


def _python(python: str, code: str) -> dict[str, Any]:
    done = subprocess.run([python, "-W", "ignore", "-c", code], check=True, capture_output=True, text=True, timeout=PATIENCE, cwd=ROOT)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@contextmanager
def virtuoso(source: Path) -> Iterator[tuple[str, float, Path]]:
    """Virtuoso with the N-Quads in one graph: its address, the seconds of the load, and its folder in /proc."""
    graph = f"{BASE}graph/held"
    with tempfile.TemporaryDirectory(prefix="kg-virtuoso-", dir=PLACE) as name:
        folder = Path(name)
        (folder / "data.nt").hardlink_to(source)
        http, sql = free_port(), free_port()
        (folder / "virtuoso.ini").write_text(VIRTUOSO.format(folder=folder, http=http, sql=sql), "utf-8")
        address = f"http://127.0.0.1:{http}/sparql"
        with running(["virtuoso-t", "+configfile", str(folder / "virtuoso.ini"), "+foreground"], f"{address}?query=ASK%7B%7D"):
            commands = f"ld_dir('{folder}', 'data.nt', '{graph}'); rdf_loader_run(); checkpoint;"
            process = _process_in(str(folder))
            begun = _seconds_of(process)
            client = shutil.which("isql-vt") or "isql-vt"
            subprocess.run([client, f"127.0.0.1:{sql}", "dba", "dba", "exec=" + commands], check=True, capture_output=True)
            yield f"{address}?default-graph-uri={urllib.parse.quote(graph)}&query=", _seconds_of(process) - begun, process


def _process_in(folder: str) -> Path:
    """The folder in /proc of the server whose settings are in a folder."""
    for entry in Path("/proc").iterdir():
        try:
            if (
                entry.name.isdigit()
                and (entry / "comm").read_text().startswith("virtuoso")
                and folder.encode() in (entry / "cmdline").read_bytes()
            ):
                return entry
        except OSError:
            continue
    raise RuntimeError("the server has ended")


def _seconds_of(process: Path) -> float:
    """The processor time of another process."""
    fields = (process / "stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _memory_of(process: Path) -> int:
    """The largest memory of another process so far, in megabytes."""
    [line] = [each for each in (process / "status").read_text().splitlines() if each.startswith("VmHWM")]
    return int(line.split()[1]) // 1024


def measure_virtuoso(size: int) -> dict[str, Any]:
    """Virtuoso, asked over HTTP."""
    source, _, _ = paths(size)
    with virtuoso(source) as (address, seconds, process):

        def ask(query: str) -> int:
            wanted = urllib.request.Request(  # noqa: S310 - our own address
                address + urllib.parse.quote(PREFIXES + query), headers={"Accept": "application/sparql-results+json"}
            )
            with urllib.request.urlopen(wanted, timeout=PATIENCE) as reply:  # noqa: S310
                return len(json.loads(reply.read())["results"]["bindings"])

        found = questions(ask, lambda: _seconds_of(process))
        return {"load_seconds": seconds, "memory": _memory_of(process), **found}


def main(sizes: list[int], peers: tuple[str, ...] = PEERS) -> None:
    """Measure peers at some sizes, and write the result after each."""
    PLACE.mkdir(parents=True, exist_ok=True)
    RESULT.parent.mkdir(exist_ok=True)
    result: dict[str, Any] = json.loads(RESULT.read_text("utf-8")) if RESULT.exists() else {}
    for size in sizes or SIZES:
        run: dict[str, Any] = {"quads": write(paths(size)[0], size), "cores": os.cpu_count()}
        run |= {name: each for name, each in result.get(str(size), {}).items() if name in PEERS and name not in peers}
        for peer in ("pyoxigraph", "chancery", "virtuoso", "oxrdflib", "rdflib"):  # the first makes the files that others read
            if peer not in peers or (peer == "rdflib" and size > RDFLIB_MOST) or (peer == "virtuoso" and not shutil.which("virtuoso-t")):
                continue
            print(f"{size:,}: {peer}", file=sys.stderr, flush=True)
            done = subprocess.run(
                [sys.executable, "-m", "benchmarks.scale", "measure", peer, str(size)], capture_output=True, text=True, cwd=ROOT
            )
            if done.returncode:
                print(done.stderr, file=sys.stderr)
                continue
            run[peer] = json.loads(done.stdout.splitlines()[-1]) | {"load": round(os.getloadavg()[0], 1)}
            result[str(size)] = run
            RESULT.write_text(json.dumps(dict(sorted(result.items(), key=lambda each: int(each[0]))), indent=1) + "\n", "utf-8")


MEASURES: dict[str, Callable[[int], dict[str, Any]]] = {
    "chancery": measure_chancery,
    "pyoxigraph": measure_pyoxigraph,
    "oxrdflib": measure_oxrdflib,
    "rdflib": measure_rdflib,
    "virtuoso": measure_virtuoso,
}

if __name__ == "__main__":
    if sys.argv[1:2] == ["measure"]:
        print(json.dumps(MEASURES[sys.argv[2]](int(sys.argv[3]))))
    else:
        main([int(each) for each in sys.argv[1:] if each.isdecimal()], tuple(each for each in sys.argv[1:] if each in PEERS) or PEERS)
