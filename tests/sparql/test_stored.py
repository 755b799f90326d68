"""Stored queries: headers, binding, which queries are refused, and the messages about invalid queries."""

from __future__ import annotations

import json

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, QuerySolutions, RdfFormat, Store

from kg.errors import QueryError
from kg.sparql.binding import Bound, bind, bind_slots, slots_of, tokens_of, written_offset
from kg.sparql.guard import check_allowed, syntax_problem
from kg.sparql.stored import Param, _from_json, as_json, parse
from kg.terms import Term
from kg.tokens import scan


def bind_with_shifts(text: str, values: dict[str, Term]) -> Bound:
    return bind_slots(text, slots_of(tokens_of(text)), values)


DATA = """
@prefix : <https://example.org/> .
:v a :Visit ; :actor :ann ; :day 3 .
:w a :Visit ; :actor :bob ; :day 5 .
:s a :Speech ; :actor :ann .
"""

OPTIONAL = """PREFIX : <https://example.org/>
SELECT DISTINCT ?act WHERE { ?act :actor ?actor .
  FILTER(!BOUND(?_kind_iri) || EXISTS { ?act a ?_kind_iri })
  FILTER(!BOUND(?_from) || EXISTS { ?act :day ?day FILTER(?day >= ?_from) }) }"""


def answers(query: str) -> set[str]:
    """The acts that Oxigraph and rdflib find. Both must agree."""
    store = Store()
    store.load(DATA.encode(), RdfFormat.TURTLE)
    solutions = store.query(query)
    assert isinstance(solutions, QuerySolutions)
    ours = {row["act"].value.removeprefix("https://example.org/") for row in solutions}
    graph = rdflib.Graph()
    graph.parse(data=DATA, format="turtle")
    theirs = {str(row[0]).removeprefix("https://example.org/") for row in graph.query(query) if isinstance(row, rdflib.query.ResultRow)}
    assert ours == theirs
    return ours


def iri(name: str) -> NamedNode:
    return NamedNode("https://example.org/" + name)


def test_left_out_optional_parameters_restrict_nothing() -> None:
    assert answers(OPTIONAL) == {"v", "w", "s"}


def test_each_optional_parameter_restricts_by_itself() -> None:
    assert answers(bind(OPTIONAL, {"_kind_iri": iri("Visit")})) == {"v", "w"}
    assert answers(bind(OPTIONAL, {"_from": Literal(4)})) == {"w"}
    assert answers(bind(OPTIONAL, {"_from": Literal(4), "_kind_iri": iri("Speech")})) == set()


def test_binding_reaches_unions_sub_selects_negation_and_aggregates() -> None:
    query = """PREFIX : <https://example.org/>
    SELECT ?_who_iri (COUNT(?act) AS ?n) (SAMPLE(?act) AS ?act) WHERE {
      { SELECT ?act ?_who_iri WHERE { ?act :actor ?_who_iri } } UNION { ?act :actor ?other FILTER(?other != ?_who_iri) }
      FILTER NOT EXISTS { ?act a :Speech ; :actor ?_who_iri } } GROUP BY ?_who_iri ORDER BY ?_who_iri"""
    query = query.replace("(SAMPLE(?act) AS ?act)", "")
    store = Store()
    store.load(DATA.encode(), RdfFormat.TURTLE)
    solutions = store.query(bind(query, {"_who_iri": iri("ann")}))
    assert isinstance(solutions, QuerySolutions)
    rows = [(row["_who_iri"].value, row["n"].value) for row in solutions]
    assert rows == [("https://example.org/ann", "2")]


@pytest.mark.parametrize(
    ("query", "bound"),
    [
        ("SELECT ?x ?_a WHERE { ?x ?p ?_a }", "SELECT ?x (<urn:a> AS ?_a) WHERE { ?x ?p <urn:a> }"),
        ("SELECT (STR(?_a) AS ?x) { ?x ?p ?_a }", "SELECT (STR(<urn:a>) AS ?x) { ?x ?p <urn:a> }"),
        ("ASK { FILTER(!bound( ?_a ) || ?_a = ?x) }", "ASK { FILTER(!true || <urn:a> = ?x) }"),
        ("SELECT ?x { ?x ?p ?_a } ORDER BY ?_a DESC(?_a) LIMIT 1", "SELECT ?x { ?x ?p <urn:a> } ORDER BY (<urn:a>) DESC(<urn:a>) LIMIT 1"),
        ("SELECT ?x { ?x ?p ?o } GROUP BY ?x ?_a HAVING(?_a = ?x)", "SELECT ?x { ?x ?p ?o } GROUP BY ?x (<urn:a>) HAVING(<urn:a> = ?x)"),
        ("DESCRIBE ?_a", "DESCRIBE <urn:a>"),
        ("ASK { GRAPH ?_a { ?x ?p $_a } }", "ASK { GRAPH <urn:a> { ?x ?p <urn:a> } }"),
        ("ASK { ?x ?p '?_a' , <urn:?_a> , ?_ab } # ?_a", "ASK { ?x ?p '?_a' , <urn:?_a> , ?_ab } # ?_a"),
    ],
)
def test_each_place_of_a_parameter(query: str, bound: str) -> None:
    values: dict[str, Term] = {"_a": NamedNode("urn:a")}
    if "?_ab" in query:
        with pytest.raises(QueryError, match=r"no parameter \?_a"):
            bind(query, values)
        assert bind(query, {}) == bound
    else:
        assert bind(query, values) == bound


@pytest.mark.parametrize(
    "query", ["SELECT * { BIND(1 AS ?_a) }", "SELECT * { VALUES ?_a { 1 } }", "SELECT * { VALUES (?x ?_a) { (1 2) } }"]
)
def test_a_query_that_assigns_its_parameter_is_refused(query: str) -> None:
    with pytest.raises(QueryError, match="assigns a value to its parameter"):
        bind(query, {"_a": Literal("x")})


NASTY = st.text() | st.sampled_from(['"', "\\", "'''", '"} UNION {', "\n", "?_a", "} # ", "\u0085", "\\u0022"])


def terms() -> st.SearchStrategy[Term]:
    def named(text: str) -> Term:
        try:
            return NamedNode("urn:x:" + text)
        except ValueError:  # no IRI: the constructor refuses it, as it would refuse a user
            return NamedNode("urn:x")

    texts = NASTY.filter(lambda text: not any("\ud800" <= each <= "\udfff" for each in text))
    return texts.map(named) | texts.map(Literal) | texts.map(lambda text: Literal(text, language="en")) | st.integers().map(Literal)


@given(terms(), terms())
def test_binding_never_changes_the_structure(one: Term, other: Term) -> None:
    """The bound query has the tokens of the original, with one term for each parameter, and that term is the value given."""
    query = 'SELECT ?x { ?x ?p ?_a . FILTER(?x != ?_b || "?_a" = ?_a) } # ?_b'
    bound = bind(query, {"_a": one, "_b": other})
    assert [each.text for each in scan(bound)] == [
        text
        for each in scan(query)
        for text in ([t.text for t in scan(str({"?_a": one, "?_b": other}[each.text]))] if each.text in {"?_a", "?_b"} else [each.text])
    ]
    solutions = Store().query(f"SELECT ?x {{ BIND({bind('?_a', {'_a': one})} AS ?x) }}")
    assert isinstance(solutions, QuerySolutions)
    assert [row["x"] for row in solutions] == [one]


@given(terms(), st.integers(0, 60))
def test_positions_lead_back_to_the_query_as_written(term: Term, offset: int) -> None:
    query = "SELECT ?x { ?x ?p ?_a . ?_a ?q ?x . FILTER(?x = 1) }"
    bound = bind_with_shifts(query, {"_a": term})
    found = written_offset(bound.shifts, min(offset, len(bound.text)))
    assert 0 <= found <= len(query)
    tail = query.index(". FILTER")
    assert written_offset(bound.shifts, bound.text.rindex(". FILTER")) == tail


@pytest.mark.parametrize(
    ("query", "what", "where"),
    [
        ("SELECT * {\n SERVICE <http://x/> { ?s ?p ?o } }", "SERVICE is not allowed: 'SERVICE <http://x/> { ?s ?p ?o } }'", "q:2:2"),
        ("select * { service silent ?x {} }", "SERVICE is not allowed: 'service silent ?x {} }'", "q:1:12"),
        ("LOAD <file:///etc/passwd>", "LOAD is not allowed: 'LOAD <file:///etc/passwd>'", "q:1:1"),
        ("PREFIX x: <urn:x> INSERT DATA { x:a x:b x:c }", "INSERT is not allowed", "q:1:19"),
        ("DELETE WHERE { ?s ?p ?o }", "DELETE is not allowed", "q:1:1"),
        ("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", "FROM <file:///etc/passwd> is not a graph of the snapshot", "q:1:15"),
        ("SELECT * FROM NAMED <http://x/> { ?s ?p ?o }", "FROM <http://x/> is not a graph of the snapshot", "q:1:21"),
        ("PREFIX x: <http://x/> SELECT * FROM x:y { ?s ?p ?o }", "FROM x:y is not a graph of the snapshot", "q:1:37"),
        ("SELECT * { ?s ?p 'open }", 'cannot read the query at "\'open }"', "q:1:18"),
        ("PREFIX x: <urn:x>", "this is not a query", "q:1:1"),
        ("", "this is not a query", "q:1:1"),
    ],
)
def test_what_is_refused_is_shown_with_its_place(query: str, what: str, where: str) -> None:
    with pytest.raises(QueryError) as caught:
        check_allowed(query, "q", {"urn:g"}.__contains__)
    assert caught.value.what.startswith(what)
    assert caught.value.where == where
    assert caught.value.hint


def test_what_only_looks_forbidden_is_allowed() -> None:
    query = "# SERVICE\nPREFIX service: <urn:LOAD:> SELECT ?from FROM <urn:g> { ?from service:load 'DROP' , <urn:CLEAR> } "
    assert check_allowed(query, "q", {"urn:g"}.__contains__) == "SELECT"


@pytest.mark.parametrize(
    ("query", "what", "where", "hint"),
    [
        ("SELECT ?x WHERE { ?x ?y }", "cannot read the query at '}'", "q:1:25", ""),
        ("SELECT ?x WHERE {\n ?x foo:bar ?y . }", "the prefix foo: is not declared, at 'foo:bar'", "q:2:5", "PREFIX foo:"),
        ("SELECT ?x { ?x ?p ?o } LIMIT", "the query is incomplete", "q:1:24", ""),
        ("SELECT (COUNT(*) AS ?n) ?x { ?x ?y ?z }", "the SELECT contains a variable that is unbound", "q:1:1", "GROUP BY"),
        ("SELECT ?x WERE { ?x ?p ?o . ?x ?p ?o . ?x ?p ?o }", "cannot read the query at 'WERE'", "q:1:11", "WHERE"),
        ("SELEC ?x WHERE { ?x ?p ?o . ?x ?p ?o . ?x ?p ?o }", "cannot read the query at 'SELEC'", "q:1:1", "CONSTRUCT"),
        ("SELECT ?x {\n  ?x ?p ?o\n  FILTER(FOO(?x))\n}", "cannot read the query at 'FOO'", "q:3:10", ""),
        ("SELECT ?x { ?x ?p ?o FILTER(?x = ) . ?x ?p ?o }", "cannot read the query at ')'", "q:1:34", ""),
        ("ASK { ?x ?p '''a\nb''' , ] }", "cannot read the query at ']'", "q:2:8", ""),
        ("SELECT ?x { ?x ?p ?_a ] }", "cannot read the query at ']'", "q:1:23", ""),
    ],
)
def test_syntax_errors_say_where_in_the_query_as_written(query: str, what: str, where: str, hint: str) -> None:
    bound = bind_with_shifts(query, {"_a": Literal("a long value " * 9)} if "?_a" in query else {})
    with pytest.raises(SyntaxError):
        Store().query(bound.text)
    problem = syntax_problem(bound.text, query, bound.shifts, "q")
    assert problem.what.startswith(what)
    assert problem.where is not None
    assert problem.where.startswith(where)
    assert problem.hint is not None
    assert hint in problem.hint


HEADER = """#+ summary: Acts by one agent
#+ description: >
#+   What an agent did,
#+   in time order.
#+ tags:
#+   - acts
#+   - agents
#+ params:
#+   - name: agent
#+     type: entity
#+     of: dip:Agent
#+     help: who did it
#+   - name: until
#+     end: last
#+     optional: true
#+ defaults:
#+   - limit: 10
#+ enumerate:
#+   - standing: [dip:Rumoured, dip:Hedged]
#+ cite: [act]
PREFIX dip: <https://w3id.org/chancery/ontology#>
SELECT ?act { ?act dip:actor ?_agent_iri . GRAPH ?g { ?act ?p ?_limit } ?g dip:standing ?_standing_iri .
  FILTER(!BOUND(?_until_date) || EXISTS { ?act dip:latest ?day FILTER(?day <= ?_until_date) }) }
"""


def test_a_header_says_all_about_a_query() -> None:
    query = parse(HEADER, "acts")
    assert (query.name, query.summary, query.description) == ("acts", "Acts by one agent", "What an agent did, in time order.")
    assert (query.tags, query.cite, query.form) == (("acts", "agents"), ("act",), "SELECT")
    assert query.params == (
        Param("agent", "entity", "_agent_iri", "who did it", of="dip:Agent"),
        Param("until", "date", "_until_date", optional=True, end="last"),
        Param("limit", "text", "_limit", default="10"),
        Param("standing", "choice", "_standing_iri", choices=("dip:Rumoured", "dip:Hedged")),
    )
    assert [each.required for each in query.params] == [True, False, False, True]


def test_a_query_without_header_has_its_parameters_by_name() -> None:
    assert parse("ASK { ?x ?_p_iri ?_word }", "q").params == (Param("p", "entity", "_p_iri"), Param("word", "text", "_word"))


@pytest.mark.parametrize(
    ("header", "what", "place"),
    [
        ("#+ params:\n#+   - name: b", "describes a parameter 'b'", "2:14"),
        ("#+ params:\n#+   - type: text", "describes a parameter without a name", "2:8"),
        ("#+ params:\n#+   - name: a\n#+     kind: x", "unknown key 'kind'", "3:8"),
        ("#+ params:\n#+   - name: a\n#+     type: thing", "unknown type 'thing'", "3:14"),
        ("#+ params:\n#+   - name: a\n#+     type: date", "cannot be of type date", "3:14"),
        ("#+ params:\n#+   - name: a\n#+     type: choice", "has no choices", "2:14"),
        ("#+ params:\n#+   - name: a\n#+     end: middle", "unknown end 'middle'", "3:13"),
        ("#+ params:\n#+   - name: a\n#+     optional: yes", "cannot be optional: 'yes'", "3:18"),
        ("#+ params:\n#+   - name: a\n#+     help: [b]", "help in the header is not text", "3:8"),
        ("#+ params:\n#+   - name: a\n#+     of: Agent", "cannot be of 'Agent'", "3:12"),
        ("#+ params:\n#+   - name: a\n#+     of: 'dip:State Agent'", "cannot be of 'Agent'", "3:23"),
        ("#+ params:\n#+   - name: a\n#+     of: >\n#+       dip:State\n#+       Agent", "cannot be of 'Agent'", "3:12"),
        ("#+ params:\n#+   - name: a\n#+     optional: true\n#+ defaults:\n#+   - a: x", "optional and has a default", "2:14"),
        ("#+ defaults:\n#+   - b: x", "defaults names a parameter 'b'", "2:8"),
        ("#+ defaults:\n#+   - a: [x]", "a in the header is not text", "2:8"),
        ("#+ enumerate:\n#+   - a: [[x]]", "a in the header is not a list of words", "2:8"),
        ("#+ summary: [a, b]", "summary in the header is not text", "1:4"),
        ("#+ tags:\n#+   - a: b", "tags in the header is not a list", "1:4"),
        ("#+ params: word", "params in the header is not a list", "1:4"),
        ("#+ summary: one\n#+ summary: two", "cannot read the header line", "2:4"),
        ("#+ summary: one\n#+    more: two", "cannot read the header line", "2:11"),
        ("#+ summary: &x", "cannot read the header line", "1:13"),
        ("#+ tags: [a, b", "cannot read the header line", "2:1"),
        ("#+ - a", "cannot read the header line", "1:4"),
        ('#+ summary: "it\'s "quoted""', "cannot read the header line", "1:20"),
    ],
)
@pytest.mark.parametrize(
    "before", ["", "#+ description: from a type of thing, a date, name, help or middle, yes, Agent and tags, ?_a and summary b\n"]
)
def test_a_header_that_does_not_fit_is_refused_with_its_place(header: str, what: str, place: str, before: str) -> None:
    """The same word in another value, or in a comment, is not its place."""
    with pytest.raises(QueryError, match=what.replace("[", r"\[")) as caught:
        parse(before + header + "\nASK { ?x ?y ?_a }", "q", "q.rq")
    line, _, column = place.partition(":")
    assert caught.value.where == f"q.rq:{int(line) + (before != '')}:{column}"
    assert caught.value.hint


def test_what_a_header_says_is_plain_text() -> None:
    """Its words have no places once the query is parsed."""
    query = parse(HEADER, "acts")
    texts = [query.summary, query.description, *query.tags, *query.cite]
    for param in query.params:
        texts += [param.name, param.type, param.help, param.end, param.default or "", param.of or "", *param.choices]
    assert {type(each) for each in texts} == {str}


def test_one_parameter_in_two_forms_is_refused() -> None:
    with pytest.raises(QueryError, match="in two forms") as caught:
        parse("#+ summary: What ?_a is\n# ?_a\nASK { ?_a_iri ?p '?_a', $_a }", "q")
    assert caught.value.where == "q:3:25"


@given(st.text(max_size=60))
def test_no_text_gives_a_traceback(text: str) -> None:
    """Any text as a query leads to an answer or to one error with a position."""
    try:
        check_allowed(text, "q")
        Store().query(text)
    except SyntaxError:
        assert syntax_problem(text, text, (), "q").where is not None
    except QueryError:
        pass  # refused with its position, which the tests above check


@pytest.mark.parametrize(
    "text", [HEADER, "ASK { ?x ?_p_iri ?_word }", "SELECT ?_a (?_a AS ?b) FROM <urn:g> { ?s ?p ?_a FILTER(BOUND(?_a)) } GROUP BY ?_a"]
)
def test_what_a_build_keeps_of_a_query_is_all_of_it(text: str) -> None:
    query = parse(text, "acts", "queries/acts.rq")
    assert _from_json(json.loads(json.dumps(as_json(query))), "acts", text, "queries/acts.rq") == query
