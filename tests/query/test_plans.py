"""Stored queries stay fast on much larger graphs, because no plan multiplies rows unnecessarily."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from kg.query.prepare import prepare
from kg.query.request import Request
from kg.query.worker import Worker
from kg.snapshot import Snapshot
from kg.snapshot.format import FORMAT, seal
from kg.sparql.stored import catalogue
from tests.asking import graph

if TYPE_CHECKING:
    from kg.snapshot.format import Meta

COPIES = 20
SECONDS = 20.0
"""Far more than any query needs on two shared cores, and far less than a plan that multiplies rows."""


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """A snapshot with the repository's graph and a number of copies of it, each with IRIs of its own."""
    folder = tmp_path_factory.mktemp("large")
    base = graph().snapshot.base
    lines = Path(graph().snapshot.graph_file).read_text("utf-8").splitlines(keepends=True)
    own = [line for line in lines if line.startswith(f"<{base}")]
    with (folder / "graph.nq").open("w", encoding="utf-8") as file:
        file.writelines(lines)
        for number in range(COPIES):
            renamed = (re.sub(r"(/(?:id|passage|assertion)/[^>]*)>", rf"\1-x{number}>", line) for line in own)
            file.writelines(line.replace('"@en', f' {number}"@en') for line in renamed)
    (folder / "meta.json").write_text(seal(cast("Meta", {"format": FORMAT})), "utf-8")
    (folder / "proofs.jsonl").write_text("", "utf-8")
    return Snapshot(str(folder))


@pytest.mark.slow
def test_every_stored_query_answers_within_seconds_on_a_large_graph(large: Snapshot) -> None:
    worker = Worker(large.folder)
    try:
        rows = worker.run("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", {}, None, 60).rows
        assert rows is not None
        [[count]] = rows
        assert count is not None
        assert int(count.value) > 150_000
        for query in catalogue(graph().workspace):
            path = Path(__file__).parents[1] / "golden" / f"{query.name}.json"
            case = json.loads(path.read_text("utf-8"))["cases"][0]
            prepared = prepare(Request(query, case["params"]), graph().names)
            worker.run(prepared.text, graph().names.prefixes, None, SECONDS)
    finally:
        worker.close()
