"""Queries that would overflow the stack of the engine are refused, with line and column, wherever a query is read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kg.check.quality import parse_quality_rule
from kg.errors import DataError, KgError, QueryError
from kg.places import Place
from kg.rules import parse_rule
from kg.sparql.guard import check_allowed, syntax_problem
from kg.sparql.limits import MOST_CHARACTERS, MOST_JOINED, MOST_PARTS, MOST_PATTERNS, MOST_TOKENS, check_size
from kg.sparql.stored import load, parse
from kg.tokens import scan

ONE = "?node ?p ?o"


def body(inside: str) -> str:
    return "SELECT * { " + inside + " }"


# Each of these ended the process in the engine that this project pins. The second value is the limit that refuses it.
BOMBS = {
    "nested SELECT": (body("{ SELECT * { " * 2000 + ONE + " } }" * 2000), "brackets"),
    "braces": (body("{" * 4000 + ONE + "}" * 4000), "brackets"),
    "OPTIONAL": (body(ONE + " OPTIONAL { ?node ?p ?o }" * 4000), "patterns"),
    "nested OPTIONAL": (body(ONE + " OPTIONAL { ?node ?p ?o" * 4000 + " }" * 4000), "brackets"),
    "MINUS": (body(ONE + " MINUS { ?node ?p ?o }" * 4000), "patterns"),
    "BIND": (body(ONE + "".join(f" BIND(1 AS ?v{number})" for number in range(4000))), "tokens"),
    "parentheses": (body(ONE + " FILTER" + "(" * 8000 + "1" + ")" * 8000), "brackets"),
    "UNION": (body("{ ?node ?p ?o }" + " UNION { ?node ?p ?o }" * 8000), "patterns"),
    "collections": (body("?node ?p " + "(" * 8000 + "1" + ")" * 8000), "brackets"),
    "a long collection": (body("?node ?p (" + "1 " * 8000 + ")"), "patterns"),
    "||": (body(ONE + " FILTER(?o = 1" + " || ?o = 1" * 16000 + ")"), "tokens"),
    "+": (body(ONE + " FILTER(1" + "+1" * 16000 + " > 0)"), "tokens"),
    "!": (body(ONE + " FILTER(" + "!" * 16000 + "true)"), "tokens"),
    "paths": (body("?node a" + "/a" * 16000 + " ?o"), "patterns"),
    "alternatives": (body("?node a" + "|a" * 16000 + " ?o"), "tokens"),
    "triples": (body("?node ?p ?o . " * 16000), "patterns"),
    "objects": (body("?node ?p ?o" + ", ?o" * 16000), "patterns"),
    "EXISTS": (body(ONE + " FILTER EXISTS { ?node ?p ?o" * 1000 + " }" * 1000), "brackets"),
    "IF": (body(ONE + " FILTER(" + "IF(true, " * 1000 + "true" + ", false)" * 1000 + ")"), "brackets"),
    "blank nodes": (body("?node ?p " + "[ ?p " * 1000 + "1" + " ]" * 1000), "brackets"),
    "quoted triples": (body("?node ?p " + "<<( ?node ?p " * 8000 + "1" + " )>>" * 8000), "brackets"),
}


@pytest.mark.parametrize("kind", BOMBS)
def test_each_bomb_is_refused_with_its_place(kind: str) -> None:
    text, limit = BOMBS[kind]
    for read in (lambda: parse("#+ summary: A bomb\n" + text, "own", "queries/own.rq"), lambda: check_allowed("\n" + text, "own.rq")):
        with pytest.raises(QueryError, match=limit) as caught:
            read()
        place = caught.value.place
        assert place is not None
        assert place.line == 2
        assert place.column >= 75
        assert caught.value.hint


@pytest.mark.parametrize("kind", BOMBS)
def test_a_bomb_in_a_rule_or_a_check_is_refused(kind: str) -> None:
    pattern = BOMBS[kind][0].removeprefix("SELECT *")
    header = "#+ summary: x\n#+ problem: x\n#+ reason: x\n#+ fix: x\n#+ severity: info\n#+ message: x\n"
    with pytest.raises(DataError, match=r"rule bomb (has|joins) more than .* \(bomb.rq:7:\d+\)"):
        parse_rule(header + "CONSTRUCT { ?node ?p ?o } WHERE " + pattern, "bomb", None, "bomb.rq")
    with pytest.raises(DataError, match=r"(has|joins) more than .* \(bomb.rq:7:\d+\)"):
        parse_quality_rule(header + "SELECT ?node " + pattern, "bomb", "bomb.rq")


def test_an_error_of_syntax_in_a_bomb_is_explained_without_the_engine() -> None:
    text = BOMBS["parentheses"][0] + " ]"
    assert "brackets" in syntax_problem(text, text).what


@pytest.mark.parametrize("kind", ["braces", "||", "+", "EXISTS", "IF", "BIND", "nested SELECT"])
def test_the_largest_query_that_is_accepted_does_not_end_the_process(kind: str) -> None:
    """The chains are as long, and the nests as deep, as the limits allow, one in the other."""
    deep = {
        "braces": ("{" * 60, "}" * 60),
        "EXISTS": ("?s ?p ?o FILTER EXISTS { " * 60, "}" * 60),
        "IF": ("FILTER(" + "IF(true, " * 60, ", false)" * 60 + ")"),
        "nested SELECT": ("{ SELECT * { " * 30, " } }" * 30),
    }
    long = {"||": "FILTER(?o = 1" + " || ?o = 1" * 600 + ")", "+": "FILTER(1" + "+1" * 2500 + " > 0)"}
    long["BIND"] = "".join(f" BIND(1 AS ?v{number})" for number in range(400))
    if kind in deep:
        before, after = deep[kind]
        text = body(before + ("1" + "+1" * 2000 if kind == "IF" else ONE + " FILTER(1" + "+1" * 2000 + " > 0)") + after)
    else:
        text = body("{ ?s ?p ?o FILTER EXISTS { " * 30 + ONE + " " + long[kind] + "} }" * 30)
    check_allowed(text)
    script = "import sys; from pyoxigraph import Store; Store().query(sys.stdin.read())"
    done = subprocess.run([sys.executable, "-c", script], input=text, text=True, capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


A = "?s ?p ?o . "
JOINED = {
    "one group": body(A * 102),
    "objects": body("?s ?p ?o" + " , ?o" * 101),
    "groups": body(("{ " + A * 30 + "} ") * 4),
    "nested groups": body((A * 30 + "{ ") * 4 + "} " * 4),
    "graphs": body("".join(f"GRAPH ?g{number} {{ {A * 30} }} " for number in range(4))),
    "in OPTIONAL": body(A + "OPTIONAL { " + A * 102 + "}"),
    "in a SELECT": body("{ SELECT * { " + A * 102 + "} }"),
    "BIND between": body("".join(f"{A * 30} BIND(1 AS ?v{number}) " for number in range(4))),
}
"""The engine takes seconds to find the best order of these joins, which it does before it looks at any data."""

APART = {
    "UNION": body(" UNION ".join(["{ " + A * 45 + "}"] * 4)),
    "OPTIONAL": body(A + ("OPTIONAL { " + A * 45 + "} ") * 4),
    "MINUS": body(A + ("MINUS { " + A * 45 + "} ") * 4),
    "EXISTS": body(A + ("FILTER EXISTS { " + A * 45 + "} ") * 4),
    "SELECT": body(("{ SELECT * { " + A * 45 + "} } ") * 4),
    "CONSTRUCT": "CONSTRUCT { " + A * 60 + "} WHERE { " + A * 60 + "}",
}


@pytest.mark.parametrize("kind", JOINED)
def test_joins_that_take_seconds_to_plan_are_refused(kind: str) -> None:
    with pytest.raises(QueryError, match=f"joins more than {MOST_JOINED} triple patterns"):
        check_allowed(JOINED[kind])


@pytest.mark.parametrize("kind", APART)
def test_what_is_joined_apart_is_counted_apart(kind: str) -> None:
    check_allowed(APART[kind])


def test_flat_lists_may_be_long() -> None:
    check_size(list(scan(body(ONE + " VALUES ?node {" + " <urn:x>" * 50_000 + " }"))))
    check_size(list(scan(body(ONE + " VALUES (?node ?o) {" + " (<urn:x> 1)" * 10_000 + " }"))))
    check_size(list(scan(body(ONE + " FILTER(?o IN (1" + ", 1" * 1400 + "))"))))
    check_size(list(scan(body(ONE + " FILTER(<urn:f>(1, 2, " + "3, " * 900 + " 4))"))))
    with pytest.raises(QueryError, match=f"{MOST_TOKENS:,} tokens"):
        check_size(list(scan(body("VALUES ?node {" + " <urn:x>" * MOST_TOKENS + " }"))))


@pytest.mark.parametrize(
    ("text", "column"),
    [
        (body("a" + " + 1" * 3000), 12 + 4 * 1499),  # 3 tokens before `a`, two for each addition
        (body("?s ?p ?o . " * 201), 12 + 11 * 100 + 9),
        (body("?s ?p ?o" + " OPTIONAL { ?s ?p ?o }" * 300), 19 + 22 * 199 + 11),  # the outer group counts as one
    ],
)
def test_the_place_is_that_of_the_first_token_too_many(text: str, column: int) -> None:
    assert (MOST_PARTS, MOST_PATTERNS, MOST_JOINED) == (3000, 200, 100), "the columns above are for these limits"
    with pytest.raises(QueryError) as caught:
        check_size(list(scan(text)), "q")
    assert caught.value.place is not None
    assert caught.value.place.line == 1
    assert abs(caught.value.place.column - column) <= 12


def test_a_query_that_is_too_long_is_refused_before_it_is_read(tmp_path: Path) -> None:
    text = "ASK { ?s ?p ?o }\n" + "# " + "x" * MOST_CHARACTERS
    path = tmp_path / "long.rq"
    path.write_text(text, encoding="utf-8")
    for read in (lambda: check_allowed(text, "long.rq"), lambda: parse(text, "long"), lambda: load(path)):
        with pytest.raises(QueryError, match="1,000,000 characters"):
            read()
    with pytest.raises(QueryError) as caught:
        check_allowed(text, "long.rq")
    assert caught.value.place == Place("long.rq", 2, MOST_CHARACTERS - 16)


@pytest.mark.parametrize("brackets", ["[", "[{x: ", "- "])
def test_a_deep_header_is_refused(brackets: str) -> None:
    with pytest.raises(KgError, match="cannot read the header"):
        parse("#+ summary: x\n#+ tags: " + brackets * 3000 + "\nASK {}", "own")


@pytest.mark.parametrize("of", ["Agent", "dop:Agent", "dip:Agent Visit", "dip:A>B", "<x y>"])
def test_a_class_in_a_header_that_is_no_iri_is_refused(of: str) -> None:
    header = f"#+ summary: x\n#+ params:\n#+   - name: who\n#+     of: {of}\n"
    with pytest.raises(QueryError, match="not a CURIE or an IRI"):
        parse(header + "SELECT ?act { ?act ?role ?_who_iri }", "own")
