"""What the tokens of a query say before it is evaluated."""

from __future__ import annotations

import pytest

from kg.errors import QueryError
from kg.sparql.checked import checked


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("SELECT * {}", "SELECT"),
        ("PREFIX ask: <urn:ask> # ASK\nselect ?ask { ?ask a ask:x }", "SELECT"),
        ("ask {}", "ASK"),
        ("DESCRIBE <urn:x>", "DESCRIBE"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "CONSTRUCT"),
        ("CONSTRUCT { ?s ?p ?o } { SELECT ?s ?p ?o { ?s ?p ?o } }", "CONSTRUCT"),
    ],
)
def test_the_form_is_that_of_the_outermost_query(query: str, form: str) -> None:
    assert checked(query).form == form


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (NOW() AS ?t) {}",
        "SELECT (rand() AS ?t) {}",
        "SELECT (UUID() AS ?t) {}",
        "SELECT (STRUUID() AS ?t) {}",
        "SELECT (BNODE() AS ?t) {}",
        "CONSTRUCT { [] ?p ?o } WHERE { ?s ?p ?o }",
        "CONSTRUCT { _:x ?p ?o } WHERE { ?s ?p ?o }",
        "CONSTRUCT { ?s ?p (1 2) } WHERE { ?s ?p ?o }",
    ],
)
def test_an_answer_that_differs_every_time_is_known(query: str) -> None:
    assert not checked(query).same


@pytest.mark.parametrize(
    "query",
    [
        'SELECT ("NOW()" AS ?now) {}',
        "SELECT ?now { ?rand <urn:uuid> ?now }",
        "SELECT * { [] ?p _:x }",
        "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o . [] ?p (1) }",
        "CONSTRUCT WHERE { ?s ?p ?o }",
    ],
)
def test_any_other_answer_is_the_same_every_time(query: str) -> None:
    assert checked(query).same


def test_the_prefixes_that_are_used_are_known() -> None:
    assert checked("PREFIX x: <urn:x> SELECT * { ?s x:p e:o ; a :c }").prefixes == {"x", "e", ""}


@pytest.mark.parametrize("query", ["SELECT * { SERVICE <http://127.0.0.1/> {} }", "INSERT DATA {}", "LOAD <file:///etc/passwd>", "", "x"])
def test_what_reaches_out_or_changes_something_is_refused(query: str) -> None:
    with pytest.raises(QueryError):
        checked(query)
