"""What the tokens of a query say before it is evaluated."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kg.errors import QueryError
from kg.sparql import checked as module
from kg.sparql.checked import Checked, checked
from kg.tokens import scan


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


@pytest.mark.parametrize("query", ["SELECT * { SERVICE <http://127.0.0.1/> {} }", "INSERT DATA {}", "LOAD <file:///etc/passwd>", "", "x"])
def test_what_reaches_out_or_changes_something_is_refused(query: str) -> None:
    with pytest.raises(QueryError):
        checked(query)


def slowly(text: str) -> Checked:
    """What the tokens say."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_quickly", lambda _: None)
        return checked(text)


pieces = st.sampled_from(
    [
        "SELECT", "ask", "DESCRIBE ", "CONSTRUCT", "service", "FROM", "LOAD", "NOW()", "BNODE", "VALUES", "PREFIX e: <urn:e>",
        "BASE <urn:b/>", "#", "# SELECT\n", "\n", " ", "{", "}", "(", ")", "[", "]", "<urn:x>", "<", ">", "'", '"', "\\", "'LOAD'",
        '"""', "e:x", ":", "e:", "f-g:h", "?x", ".", ";", ",", "/", "a", "1", "*", "é", "\ufeff", "{" * 65, "?s ?p ?o . " * 101,
        "(" * 30, "1 " * 1500, "SEL\\u0045CT",
    ]
)  # fmt: skip


@given(st.lists(pieces, max_size=12).map("".join) | st.lists(pieces, max_size=8).map(lambda found: "SELECT" + " ".join(found)))
@example("SELECT * { ?s ?p 'x }")
@example("SELECT * { ?s ?p <urn:x>LOAD }")
@example("PREFIX e: <urn:SERVICE> SELECT * { <urn:FROM> e:x ?o }")
@example("SELECT * { ?s ?p '<'.SERVICE?x#>\n{ ?a ?b ?c } }")
@example("SELECT * { ?s ?p '<'" + "(" * 70 + "'>' }")
@example("SELECT * { ?s ?p 1SERVICE?x{} }")
def test_a_quick_look_says_what_the_tokens_say(text: str) -> None:
    quick = module._quickly(text)
    if quick is None:
        return
    if any(token.kind == "error" for token in scan(text)):
        return  # which the engine refuses
    slow = slowly(text)  # raises nothing
    assert quick == slow


def test_most_queries_need_no_more_than_a_quick_look() -> None:
    assert module._quickly("PREFIX e: <https://example.org/id/> SELECT ?p ?o WHERE { e:pakistan ?p ?o } LIMIT 10") is not None
