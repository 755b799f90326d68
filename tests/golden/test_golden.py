"""The golden answers: for every stored query, what the documents say, written by hand from the documents.

A file ``golden/NAME.json`` contains cases: the parameters, the columns compared, and either all ``rows`` in order, or rows that the answer
``includes`` and ``excludes``; ``passages`` are the passages behind each row, ``count`` is the number of rows, ``as_of`` the day asked for.
A case with the ``workspace`` straits is about the small workspace of that name in ``tests/workspaces``, for kinds of acts that the
repository's documents do not have.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kg.explain.rows import behind
from kg.record.record import Record
from kg.snapshot.proofs import Proofs
from kg.sparql.stored import catalogue
from tests.asking import fact, facts, graph, graph_of

GOLDEN = Path(__file__).parent
CASES = [(path.stem, case) for path in sorted(GOLDEN.glob("*.json")) for case in json.loads(path.read_text("utf-8"))["cases"]]


def _id(name: str, case: dict[str, Any]) -> str:
    """A case in the output of pytest: ``sanctions-Delmar-2018``."""
    return "-".join([name, *map(str, case["params"].values()), *filter(None, [case.get("as_of")])])


def test_every_stored_query_has_a_golden_answer() -> None:
    assert {path.stem for path in GOLDEN.glob("*.json")} == {query.name for query in catalogue(graph().workspace)}


@pytest.mark.parametrize(("name", "case"), CASES, ids=[_id(name, case) for name, case in CASES])
def test_golden(name: str, case: dict[str, Any]) -> None:
    asked = graph_of(case)
    answer = asked.query(name, case["params"], as_of=case.get("as_of"))
    found = facts(answer, *case["columns"])
    if "rows" in case:
        assert _once(found) == case["rows"]
    for row in case.get("includes", ()):
        assert row in found
    for row in case.get("excludes", ()):
        assert row not in found
    if "count" in case:
        assert len(found) == case["count"]
    if "passages" in case:
        cite = next(query.cite for query in asked.queries() if query.name == name)
        evidence = Record(asked.names, Proofs(asked.snapshot.proofs_file))
        cited = [[fact(passage) for passage in behind(evidence, row, cite)[1]] for row in answer]
        assert cited == case["passages"]


def _once(rows: list[list[str | None]]) -> list[list[str | None]]:
    """Rows without those that repeat an earlier row in the given columns."""
    return [row for index, row in enumerate(rows) if row not in rows[:index]]
