"""What the stored queries take at many acts, as multiples of the engine called directly with the same text.

Run it with ``python -m benchmarks.stored [--write] [ACTS|FOLDER]``; without a size, with 15,000 acts (a million quads; `benchmarks.acts`).
With ``--write`` the figures go to ``benchmarks/results/stored.json``, from which ``scripts/write_performance_page.py`` takes them.
Both are asked in one process over one store, in turn, and the best of three is taken: so the ratio is what parameters, names, limits and
the table of rows add. Queries that the engine answers in less than 20 ms are left out: there the ratio says little.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

import pyoxigraph as ox

import kg
import kg.query.running
from benchmarks.acts import write_workspace
from kg.query.running import InProcess
from kg.sparql.stored import Param
from kg.workspace import Workspace

RESULT: Final = Path(__file__).parent / "results" / "stored.json"
ACTS: Final = 15_000
_ROUNDS: Final = 3
FEWEST_SECONDS: Final = 0.02
_VALUES: Final = {"date": "1990-01-01", "text": "state", "number": "1"}


def texts_of(graph: kg.Graph, name: str, params: Mapping[str, str]) -> list[str]:
    """The texts with which a stored query asks the engine."""
    texts: list[str] = []
    given = kg.query.running.solved

    def solved(store: ox.Store, text: str, prefixes: Mapping[str, str]) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        texts.append(text)
        return given(store, text, prefixes)

    kg.query.running.solved = solved
    try:
        graph.query(name, params, engine="sparql", rows=0, seconds=0)
    finally:
        kg.query.running.solved = given
    return texts


def value_of(param: Param, graph: kg.Graph) -> str:
    """A value for a parameter: the first thing of its class, a state if it has none."""
    if param.choices:
        return param.choices[0]
    if param.type != "entity":
        return _VALUES[param.type]
    classes = (param.of or "dip:State").split()
    found = graph.query(
        f"SELECT ?it WHERE {{ VALUES ?kind {{ {' '.join(classes)} }} ?it a ?kind }} ORDER BY ?it LIMIT 1", rows=0, seconds=0
    )
    first = found.rows[0][0] if found.rows else None
    return first.value if isinstance(first, ox.NamedNode) else ""


def seconds(function: Callable[[], object]) -> float:
    """The processor time of a call."""
    start = time.process_time()
    function()
    return time.process_time() - start


def measure(folder: Path) -> tuple[dict[str, tuple[float, float]], int]:
    """Each stored query to the seconds of the engine, and of Chancery; and the number of quads."""
    graph = kg.Graph(Workspace(folder), runner=lambda snapshot: InProcess(snapshot.store))
    store, prefixes = graph.snapshot.store, dict(graph.names.prefixes)
    found: dict[str, tuple[float, float]] = {}
    for query in graph.queries():
        params = {each.name: value_of(each, graph) for each in query.params if each.required}
        try:
            texts = texts_of(graph, query.name, params)
        except kg.KgError as error:
            print(f"{query.name} is left out: {error}", file=sys.stderr)
            continue

        def ask(name: str = query.name, params: Mapping[str, str] = params) -> object:
            return graph.query(name, params, engine="sparql", rows=0, seconds=0)

        def engine(texts: Sequence[str] = tuple(texts)) -> object:
            return [
                [tuple(each) if isinstance(each, ox.QuerySolution) else each for each in _rows(store, text, prefixes)] for text in texts
            ]

        own, direct = [], []
        for _ in range(_ROUNDS):
            direct.append(seconds(engine))
            own.append(seconds(ask))
        found[query.name] = min(direct), min(own)
    return found, graph.snapshot.meta["counts"]["quads"]


def _rows(store: ox.Store, text: str, prefixes: dict[str, str]) -> list[object]:
    result = store.query(text, prefixes=prefixes)
    return [bool(result)] if isinstance(result, ox.QueryBoolean) else list(result)


def main(arguments: Sequence[str]) -> int:
    """Measure and print the results."""
    given = [each for each in arguments if each != "--write"]
    with tempfile.TemporaryDirectory() as name:
        if given and not given[0].isdecimal():
            folder = Path(given[0])
        else:
            folder = Path(name) / "acts"
            write_workspace(folder, int(given[0]) if given else ACTS)
        found, quads = measure(folder)
    if "--write" in arguments:
        RESULT.write_text(json.dumps({"quads": quads, "queries": found}, indent=1) + "\n", encoding="utf-8")
    ratios = []
    for name, (direct, own) in sorted(found.items(), key=lambda each: -each[1][0]):
        if direct >= FEWEST_SECONDS:
            ratios.append(own / direct)
            print(f"{name:32} {direct * 1000:9.0f} ms   {own / direct:5.2f}")
    if not ratios:
        print(f"the engine answers each of {len(found)} queries in less than {FEWEST_SECONDS * 1000:.0f} ms")
        return 0
    print(f"{len(ratios)} of {len(found)} queries: median {statistics.median(ratios):.2f}, largest {max(ratios):.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
