"""A triple that several graphs of a query have is one triple."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.query.running import evaluate
from kg.query.writing import Dataset, write_answer

S, P, V, G, H = (ox.NamedNode(f"urn:{each}") for each in "spvgh")


@pytest.fixture
def store() -> ox.Store:
    """Two graphs that have one triple in common, and one more."""
    found = ox.Store()
    found.extend([ox.Quad(S, P, V, G), ox.Quad(S, P, V, H), ox.Quad(S, P, S, H)])
    return found


@pytest.mark.parametrize(
    ("dataset", "count"),
    [
        ("FROM <urn:g> FROM <urn:h>", 2),
        ("FROM <urn:g> FROM <urn:g>", 1),
        ("FROM u:g FROM NAMED u:h", 1),
        ("FROM <urn:h>", 2),
    ],
)
def test_from_does_not_count_twice(dataset: str, count: int, store: ox.Store) -> None:
    query = f"SELECT (COUNT(*) AS ?n) {dataset} {{ ?s ?p ?o }}"
    found = evaluate(store, query, {"u": "urn:"}, None)
    assert [row[0].value for row in found.rows or () if row[0] is not None] == [str(count)]
    assert write_answer(store, query, "csv", {"u": "urn:"}, 10, 100).split() == [b"n", str(count).encode()]


def test_the_graphs_of_a_request_do_not_count_twice(store: ox.Store) -> None:
    query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    assert write_answer(store, query, "csv", {}, 10, 100, Dataset((G, H), ())).split() == [b"n", b"2"]


def test_named_graphs_stay_apart(store: ox.Store) -> None:
    query = "SELECT (COUNT(*) AS ?n) FROM <urn:g> FROM <urn:h> FROM NAMED <urn:h> { GRAPH ?g { ?s ?p ?o } ?s ?p ?o }"
    assert write_answer(store, query, "csv", {}, 10, 100).split() == [b"n", b"2"]
