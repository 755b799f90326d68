"""Sorting values of different kinds: the engine ends the process if it is asked as written."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.query.writing import write_answer
from kg.sparql.ordering import steady
from tests.asking import nordic

MIXED = [ox.Literal(number) for number in range(200)] + [ox.Literal(f"{number * 7}a") for number in range(200)]
ALL = "SELECT ?o { ?s ?p ?o } ORDER BY ?o"


def mixed() -> ox.Store:
    store = ox.Store()
    store.extend(ox.Quad(ox.NamedNode(f"x:{at}"), ox.NamedNode("x:p"), value) for at, value in enumerate(MIXED))
    return store


def test_numbers_and_texts_are_sorted_apart() -> None:
    found = mixed().query(steady(ALL))
    assert isinstance(found, ox.QuerySolutions)
    values = [row["o"] for row in found]
    assert values[200:] == MIXED[:200]
    assert [each.value for each in values[:200]] == sorted(each.value for each in MIXED[200:])


def test_the_engine_still_needs_it() -> None:
    """If this fails, a newer engine has mended its sort, and `kg.sparql.ordering` can go."""
    code = (
        "import pyoxigraph as ox; store = ox.Store();"
        "store.extend(ox.Quad(ox.NamedNode(f'x:{n}{kind}'), ox.NamedNode('x:p'), ox.Literal(f'{n * 7}a' if kind else n))"
        " for n in range(200) for kind in (0, 1));"
        f"list(store.query({ALL!r}))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode < 0


def test_what_a_user_asks_is_answered() -> None:
    graph = nordic()
    assert len(graph.query(ALL, rows=0)) > 1000
    assert len(graph.query("SELECT ?p ?o { ?s ?p ?o } ORDER BY DESC(?o) ?p", rows=0)) > 1000
    assert write_answer(graph.store, ALL, "tsv", {}, 100_000, 10_000_000).count(b"\n") > 1000


@pytest.mark.parametrize("path", sorted((Path(__file__).parents[2] / "queries").glob("*.rq")), ids=lambda path: path.stem)
def test_a_stored_query_stays_a_query_with_the_same_words(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    made = steady(text)
    ox.Store().query(made)
    assert len(made) >= len(text)


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("SELECT * {} ORDER BY", "SELECT * {} ORDER BY"),
        ("SELECT * {} ORDER BY ?a LIMIT 1", "SELECT * {} ORDER BY (isNumeric(?a)) ?a LIMIT 1"),
        ("SELECT * {} order by asc ( $a )", "SELECT * {} order by ASC(isNumeric($a)) asc ( $a )"),
        ("SELECT * {} ORDER BY (!BOUND(?a)) str(?a) ?b", "SELECT * {} ORDER BY (!BOUND(?a)) str(?a) (isNumeric(?b)) ?b"),
        (
            "SELECT * {} ORDER BY DESC(?a + 1) <x:f>(?a) x:f(?b) ?c",
            "SELECT * {} ORDER BY DESC(?a + 1) <x:f>(?a) x:f(?b) (isNumeric(?c)) ?c",
        ),
        ("SELECT * { { SELECT * {} ORDER BY ?a } }", "SELECT * { { SELECT * {} ORDER BY (isNumeric(?a)) ?a } }"),
        ("SELECT * {} ORDER BY ((", "SELECT * {} ORDER BY (("),
    ],
)
def test_where_a_key_stands(text: str, made: str) -> None:
    assert steady(text) == made


@given(st.text(alphabet="ORDERBYorderbyasc?ab (){}'\"#\n", max_size=60))
def test_no_text_is_too_odd(text: str) -> None:
    assert len(steady(text)) >= len(text)
    assert len(steady(f"SELECT * {{}} ORDER BY {text}")) >= len(text)
