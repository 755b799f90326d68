"""The statements of the SPARQL 1.1 Protocol that an endpoint meets which only reads, one test for each; the section is in a comment."""

from __future__ import annotations

import functools
import json
import xml.etree.ElementTree as ElementTree
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest

from kg.service.context import Limits
from kg.service.formats import GRAPHS, RESULTS
from kg.service.message import Asked, Reply
from kg.service.service import Service
from kg.snapshot.verifying import Fault, Integrity
from tests.asking import nordic
from tests.service.conftest import ask, service_of

SELECT = "SELECT ?o { ?s ?p ?o } ORDER BY STR(?o) LIMIT 3"
JSON = "application/sparql-results+json"
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"


@functools.cache
def service(rows: int = 1_000, size: int = 1_000_000) -> Service:
    return service_of(nordic(), Limits(10, rows, size))


def get(query: str, *more: tuple[str, str], **headers: str) -> Reply:
    return ask(service(), "/sparql", [("query", query), *more], "GET", b"", **headers)


def post(body: bytes, content_type: str, query: str = "", **headers: str) -> Reply:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return service().reply(Asked("POST", "/sparql", query, {"content-type": content_type, **named}, body))


def problem(reply: Reply, status: int, name: str) -> dict[str, object]:
    said: dict[str, object] = json.loads(reply.body)
    assert reply.header("content-type") == "application/problem+json"
    assert (reply.status, said["status"], str(said["type"]).rpartition("/")[2]) == (status, status, name), said
    return said


def truth(reply: Reply) -> bool:
    assert reply.status == 200, reply.body
    found: bool = json.loads(reply.body)["boolean"]
    return found


@functools.cache
def graphs() -> tuple[str, str]:
    """Two graphs of the snapshot."""
    base = nordic().snapshot.base
    return f"{base}graph/record", f"{base}assertion/N10-1"


# 2.1 query operation


def test_a_query_can_be_sent_in_three_ways_with_the_same_answer() -> None:  # 2.1.1, 2.1.2, 2.1.3
    replies = [
        get(SELECT),
        post(urlencode({"query": SELECT}).encode(), FORM),
        post(SELECT.encode(), QUERY),
    ]
    assert {reply.status for reply in replies} == {200}
    assert len({reply.body for reply in replies}) == 1
    assert len({reply.header("etag") for reply in replies}) == 1


def test_the_query_of_a_get_is_percent_encoded() -> None:  # 2.1.1
    encoded = "query=" + quote('ASK { FILTER("é+ &=%" = "é+ &=%") }', safe="")
    assert truth(service().reply(Asked("GET", "/sparql", encoded)))
    plus = "query=ASK+{+FILTER(STRLEN(%22a+b%22)+%3D+3)+}"
    assert truth(service().reply(Asked("GET", "/sparql", plus)))


def test_one_query_is_needed() -> None:  # 2.1, table: query is exactly one
    problem(ask(service(), "/sparql", [("default-graph-uri", graphs()[0])]), 400, "bad-request")
    problem(get("ASK {}", ("query", "ASK {}")), 400, "bad-request")
    problem(post(b"", FORM), 400, "bad-request")
    problem(post(b"query=ASK%20%7B%7D&query=ASK%20%7B%7D", FORM), 400, "bad-request")


def test_an_empty_query_is_no_query() -> None:
    problem(get(""), 400, "bad-query")
    problem(post(b"", QUERY), 400, "bad-query")


def test_a_form_has_all_parameters_in_its_body() -> None:  # 2.1.2: no parameters in the address
    body = urlencode({"query": "ASK {}"}).encode()
    problem(post(body, FORM, urlencode({"default-graph-uri": graphs()[0]})), 400, "bad-request")
    problem(post(b"", FORM, urlencode({"query": "ASK {}"})), 400, "bad-request")
    assert truth(post(body, FORM, "key=1"))


def test_a_query_as_the_body_has_its_dataset_in_the_address() -> None:  # 2.1.3
    query = b"ASK { GRAPH ?g { ?s ?p ?o } FILTER(?g != <" + graphs()[0].encode() + b">) }"
    assert truth(post(query, QUERY))
    assert not truth(post(query, QUERY, urlencode({"named-graph-uri": graphs()[0]})))


def test_a_query_as_the_body_and_one_in_the_address_are_two() -> None:  # 2.1.3
    problem(post(b"ASK {}", QUERY, urlencode({"query": "ASK {}"})), 400, "bad-request")


def test_a_query_as_the_body_is_not_percent_encoded() -> None:  # 2.1.3
    problem(post(quote("ASK {}").encode(), QUERY), 400, "bad-query")
    assert truth(post(b'ASK { FILTER(STRLEN("%20+") = 4) }', QUERY))


def test_a_body_is_utf_8() -> None:  # 2.1.2, 2.1.3
    assert truth(post('ASK { FILTER(STRLEN("é") = 1) }'.encode(), QUERY + "; charset=UTF-8"))
    assert truth(post(b"query=ASK+%7B%7D", FORM + ';charset="utf-8"'))
    problem(post("ASK { FILTER('é' = 'é') }".encode("latin-1"), QUERY), 400, "bad-request")
    problem(post(b"ASK {}", QUERY + "; charset=iso-8859-1"), 415, "wrong-type")
    problem(post(b"query=ASK+%7B%7D", FORM + "; charset=utf-16"), 415, "wrong-type")


@pytest.mark.parametrize("query", ["query=ASK%20%7B%FF%7D", "query=ASK%2", "query=%zz", "%C3=x&query=ASK%20%7B%7D"])
def test_input_that_cannot_be_decoded_is_a_bad_request(query: str) -> None:
    problem(service().reply(Asked("GET", "/sparql", query)), 400, "bad-request")
    problem(post(query.encode(), FORM), 400, "bad-request")


@pytest.mark.parametrize("media", ["", "text/plain", "application/json", "multipart/form-data; boundary=x", "application/sparql-queryx"])
def test_another_type_of_body_is_not_taken(media: str) -> None:  # 2.1.2, 2.1.3; RFC 9110, 15.5.16
    reply = post(b"ASK {}", media)
    problem(reply, 415, "wrong-type")
    assert reply.header("accept-post") == f"{QUERY}, {FORM}"


def test_the_type_of_a_body_is_compared_without_case() -> None:  # RFC 9110, 8.3.1
    assert truth(post(b"ASK {}", "Application/SPARQL-Query"))


def test_parameters_that_the_protocol_does_not_have_are_ignored() -> None:
    assert get("ASK {}", ("format", "json"), ("output", "json"), ("x", "")).body == get("ASK {}").body


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE"])
def test_other_methods_are_not_allowed(method: str) -> None:  # 2.1: GET and POST only
    reply = ask(service(), "/sparql", {"query": "ASK {}"}, method)
    problem(reply, 405, "not-allowed")
    assert reply.header("allow") == "GET, POST, HEAD, OPTIONS"


def test_options_names_the_methods() -> None:
    reply = ask(service(), "/sparql", method="OPTIONS")
    assert (reply.status, reply.header("allow")) == (204, "GET, POST, HEAD, OPTIONS")


def test_head_has_the_status_and_headers_of_get() -> None:  # RFC 9110, 9.3.2
    for given in ({"query": SELECT}, {"query": "x"}, {}):
        head, whole = (ask(service(), "/sparql", given, method) for method in ("HEAD", "GET"))
        assert (head.status, list(head.headers)) == (whole.status, list(whole.headers))


# 2.1.4 Specifying an RDF Dataset


def test_the_dataset_of_the_request_goes_before_that_of_the_query() -> None:
    record, assertion = graphs()
    query = f"SELECT (COUNT(*) AS ?n) FROM <{assertion}> {{ ?s ?p ?o }}"  # noqa: S608  # SPARQL
    counted = [get(query, accept="text/csv").body, get(query, ("default-graph-uri", record), accept="text/csv").body]
    expected = [len(list(nordic().store.quads_for_pattern(None, None, None, ox.NamedNode(each)))) for each in (assertion, record)]
    assert [int(each.split()[1]) for each in counted] == expected


def test_default_graphs_of_a_request_are_merged_and_there_are_no_named_graphs() -> None:
    both = [("default-graph-uri", each) for each in graphs()]
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    merged = {quad.triple for each in graphs() for quad in nordic().store.quads_for_pattern(None, None, None, ox.NamedNode(each))}
    assert int(get(count, *both, accept="text/csv").body.split()[1]) == len(merged)
    assert not truth(get("ASK { GRAPH ?g { ?s ?p ?o } }", *both))


def test_with_named_graphs_alone_the_default_graph_is_empty() -> None:
    named = [("named-graph-uri", each) for each in graphs()]
    assert not truth(get("ASK { ?s ?p ?o }", *named))
    found = get("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", *named, accept="text/csv").body.decode().split()[1:]
    assert sorted(found) == sorted(graphs())


def test_without_a_dataset_the_whole_snapshot_is_asked() -> None:
    assert truth(get("ASK { ?s ?p ?o . GRAPH ?g { ?a ?b ?c } }"))


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
@pytest.mark.parametrize("iri", ["https://example.org/nothing", "graph/record", "", "a b", "file:///etc/passwd", "http://127.0.0.1/"])
def test_a_graph_that_the_snapshot_does_not_have_is_an_error(name: str, iri: str) -> None:  # 2.1.4 allows 400 where datasets are refused
    assert problem(get("ASK {}", (name, iri)), 400, "bad-parameter")["parameter"] == name


def test_a_graph_of_the_query_that_the_snapshot_does_not_have_is_an_error_with_its_place() -> None:
    said = problem(get("ASK\n FROM <file:///etc/passwd> {}"), 400, "bad-query")
    assert (said["line"], said["column"]) == (2, 7)


# 2.1.5 Accepted Response Formats, 2.1.6 Success Responses


@pytest.mark.parametrize("media", RESULTS)
def test_rows_come_in_the_format_that_is_asked_for(media: str) -> None:
    reply = get(SELECT, accept=media)
    assert (reply.status, (reply.header("content-type") or "").partition(";")[0]) == (200, media)
    read = {
        "json": lambda: len(json.loads(reply.body)["results"]["bindings"]),
        "xml": lambda: reply.body.count(b"<result>") if ElementTree.fromstring(reply.body).tag else 0,  # noqa: S314
        "csv": lambda: reply.body.count(b"\r\n") - 1,
        "tsv": lambda: reply.body.count(b"\n") - 1,
    }
    assert read[RESULTS[media]]() == 3


@pytest.mark.parametrize("media", RESULTS)
def test_a_truth_comes_in_the_format_that_is_asked_for(media: str) -> None:
    body = get("ASK {}", accept=media).body
    if RESULTS[media] in {"csv", "tsv"}:
        assert body == b"true"
    else:
        parsed = ox.parse_query_results(body, ox.QueryResultsFormat.JSON if RESULTS[media] == "json" else ox.QueryResultsFormat.XML)
        assert isinstance(parsed, ox.QueryBoolean)
        assert bool(parsed)


@pytest.mark.parametrize("media", GRAPHS)
@pytest.mark.parametrize("query", ["CONSTRUCT WHERE { ?s <http://www.w3.org/2000/01/rdf-schema#subClassOf> ?o }", "DESCRIBE dip:Visit"])
def test_triples_come_in_the_format_that_is_asked_for(media: str, query: str) -> None:
    from kg.query.writing import GRAPHS as FORMATS

    reply = get(query, accept=media)
    assert (reply.status, (reply.header("content-type") or "").partition(";")[0]) == (200, media)
    found = {quad.triple for quad in ox.parse(reply.body, FORMATS[GRAPHS[media]])}
    assert found == set(nordic().query(query, rows=0).graph or ())


@pytest.mark.parametrize("accept", ["text/html", "image/png", "text/turtle", "application/json;q=0"])
def test_a_format_of_rows_that_there_is_not_is_refused(accept: str) -> None:  # RFC 9110, 15.5.7
    said = problem(get(SELECT, accept=accept), 406, "not-acceptable")
    assert said["offers"] == list(RESULTS)


def test_rows_and_triples_have_different_formats() -> None:
    problem(get("CONSTRUCT WHERE { ?s ?p ?o }", accept="text/csv"), 406, "not-acceptable")


@pytest.mark.parametrize("accept", [None, "", "*/*", "application/*", "text/html, */*;q=0.1"])
def test_json_is_preferred_for_rows(accept: str | None) -> None:
    reply = get(SELECT) if accept is None else get(SELECT, accept=accept)
    assert reply.header("content-type") == JSON


@pytest.mark.parametrize("accept", ["*/*", "text/*"])
def test_turtle_is_preferred_for_triples(accept: str) -> None:
    assert get("DESCRIBE dip:Visit", accept=accept).header("content-type") == "text/turtle; charset=utf-8"


# 2.1.7 Failure Responses


@pytest.mark.parametrize(
    ("query", "line", "column"),
    [
        ("SELECT ?s WHERE {\n  ?s ?p ] }", 2, 9),
        ("SELECT * { <id/x> ?p }", 1, 22),
        ("SELECT * { x:y ?p ?o }", 1, 12),
        ("SELECT * {\n SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 2, 2),
        ("LOAD <file:///etc/passwd>", 1, 1),
        ("INSERT DATA { <urn:a> <urn:b> 1 }", 1, 1),
        ('SELECT * { ?s ?p "x }', 1, 18),
    ],
)
def test_a_query_that_cannot_be_read_or_is_not_allowed_is_400_with_its_place(query: str, line: int, column: int) -> None:
    said = problem(get(query), 400, "bad-query")
    assert (said["line"], said["column"]) == (line, column)
    assert said["hint"]


def test_a_query_that_fails_is_400() -> None:
    problem(get("SELECT (<urn:no-function>(1) AS ?x) {}"), 400, "bad-query")


def test_a_query_that_fails_by_itself_does_not_cause_the_snapshot_to_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service().context.graph, "verify", lambda: pytest.fail("all files were read"))
    problem(get("SELECT (<urn:no-function>(1) AS ?x) {}"), 400, "bad-query")


@pytest.mark.parametrize(("whole", "status", "name"), [(True, 400, "bad-query"), (False, 500, "failed")])
def test_a_failure_that_a_damaged_snapshot_causes_is_one_of_the_service(
    whole: bool, status: int, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> bytes:
        raise OSError("a block of a file cannot be read")

    monkeypatch.setattr("kg.service.sparql.write_answer", fails)
    found = Integrity("x", nordic().snapshot.folder, 1, 1, 1, () if whole else (Fault("graph.nq", "it is not what the build wrote"),))
    monkeypatch.setattr(service().context.graph, "verify", lambda: found)
    problem(get("ASK { ?damaged ?in ?part }"), status, name)


def test_the_body_of_a_failure_says_what_is_wrong_whatever_is_accepted() -> None:
    problem(get("x", accept="text/csv"), 400, "bad-query")


def test_an_answer_beyond_the_limits_is_an_error_and_never_cut() -> None:
    for limited in (service(rows=2), service(size=50)):
        for query in (SELECT, "CONSTRUCT WHERE { ?s ?p ?o }"):
            problem(ask(limited, "/sparql", {"query": query}), 413, "too-large")


def test_an_answer_as_large_as_the_limit_is_whole() -> None:
    assert ask(service(rows=3), "/sparql", {"query": SELECT}).status == 200


def test_what_a_format_cannot_hold_is_not_acceptable_in_it() -> None:
    problem(get('SELECT ("\\u0001" AS ?x) {}', accept="application/xml"), 406, "not-acceptable")


# 2.2 update operation


@pytest.mark.parametrize("text", ["CLEAR ALL", "not an update", ""])
def test_an_update_is_refused_whatever_it_says(text: str) -> None:  # 2.2.5; RFC 9110, 15.5.4
    problem(post(urlencode({"update": text}).encode(), FORM), 403, "read-only")
    problem(post(text.encode(), "application/sparql-update"), 403, "read-only")
    problem(ask(service(), "/sparql", {"update": text}), 403, "read-only")
    problem(get("ASK {}", ("update", text)), 403, "read-only")


def test_an_update_that_is_sent_as_a_query_changes_nothing() -> None:
    before = len(nordic().store)
    problem(get("DROP ALL"), 400, "bad-query")
    assert len(nordic().store) == before


# 2.3 Determining the Base IRI


def test_relative_iris_are_below_the_base_of_the_workspace() -> None:
    assert get("SELECT (<id/x> AS ?x) {}", accept="text/csv").body == f"x\r\n{nordic().snapshot.base}id/x\r\n".encode()
    assert truth(get("ASK FROM <graph/record> { ?s ?p ?o }"))


def test_a_base_of_the_query_goes_first() -> None:
    assert get("BASE <urn:b/> SELECT (<x> AS ?x) {}", accept="text/csv").body == b"x\r\nurn:b/x\r\n"


# SPARQL 1.1 Service Description, 2: the endpoint without a query


def test_without_a_query_the_endpoint_describes_itself() -> None:
    for method in ("GET", "HEAD"):
        reply = ask(service(), "/sparql", method=method, accept="application/n-triples")
        assert (reply.status, reply.header("content-type")) == (200, "application/n-triples")
    assert b"sparql-service-description#Service" in reply.body


def test_a_browser_without_a_query_is_sent_to_the_query_page() -> None:
    reply = ask(service(), "/sparql", accept="text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
    assert (reply.status, reply.header("location"), reply.header("vary")) == (303, "./query", "Accept")


def test_a_client_that_accepts_everything_gets_the_description() -> None:
    assert ask(service(), "/sparql", accept="*/*").header("content-type") == "text/turtle; charset=utf-8"


def test_a_post_without_anything_is_no_request_for_the_description() -> None:
    problem(service().reply(Asked("POST", "/sparql")), 415, "wrong-type")


# Beyond the protocol


def test_the_prefixes_of_the_workspace_need_not_be_declared() -> None:
    assert truth(get("ASK { ?x a dip:State }"))
    assert not truth(get("PREFIX dip: <urn:x> ASK { ?x a dip:State }"))


def test_variables_may_be_called_like_parameters_of_stored_queries() -> None:
    assert get("SELECT ?_a_iri ?_b_date { ?_a_iri ?_x ?_b_date } LIMIT 1").status == 200


def test_a_reply_has_a_tag_of_the_query_the_graphs_and_the_format() -> None:
    replies = [
        get(SELECT),
        get(SELECT + " "),
        get(SELECT, accept="text/csv"),
        get(SELECT, ("default-graph-uri", graphs()[0])),
        get(SELECT, ("named-graph-uri", graphs()[0])),
    ]
    tags = [reply.header("etag") for reply in replies]
    assert None not in tags
    assert len(set(tags)) == len(tags)
    assert all(reply.kept and reply.header("vary") == "Accept, Accept-Encoding" for reply in replies)


def test_a_client_that_has_the_answer_gets_304() -> None:
    tag = get(SELECT).header("etag")
    assert tag is not None
    assert (get(SELECT, if_none_match=tag).status, get(SELECT, if_none_match=tag, accept="text/csv").status) == (304, 200)


@pytest.mark.parametrize("query", ["SELECT (NOW() AS ?x) {}", "SELECT (RAND() AS ?x) {}", "CONSTRUCT { [] <urn:p> 1 } {}"])
def test_an_answer_that_differs_every_time_is_not_kept(query: str) -> None:
    reply = get(query)
    assert (reply.status, reply.kept, reply.header("etag"), reply.header("cache-control")) == (200, False, None, "no-store")


def test_an_answer_says_where_the_dataset_is_described() -> None:
    assert get(SELECT).header("link") == '<http://127.0.0.1:8000/.well-known/void>; rel="describedby"'
    assert ask(service(), "/.well-known/void").status == 200


def test_many_different_requests_leave_no_more_than_some_plans() -> None:
    from kg.service.sparql import _REMEMBERED, _plans

    for number in range(_REMEMBERED + 10):
        assert get(f"ASK {{ FILTER({number} = {number}) }}").status == 200
    assert len(service().context.once(_plans)) == _REMEMBERED


ROWS = 'SELECT ?a ?b { VALUES (?a ?b) { ("x\\ty\\n\\"z\\\\" UNDEF) (<urn:a> "é"@fr) (UNDEF UNDEF) (1.50 "2"^^<urn:d>) ("},{" "<b>&") } }'


@pytest.mark.parametrize(
    "query", [ROWS, SELECT, "SELECT ?s ?o { ?s rdfs:label ?o } ORDER BY ?s ?o LIMIT 500", "SELECT ?x { FILTER(false) }"]
)
@pytest.mark.parametrize("style", ["json", "xml", "tsv"])
def test_every_format_has_the_rows_of_the_python_interface(query: str, style: str) -> None:
    media = {"json": JSON, "xml": "application/sparql-results+xml", "tsv": "text/tab-separated-values"}[style]
    parsed = ox.parse_query_results(get(query, accept=media).body, getattr(ox.QueryResultsFormat, style.upper()))
    assert isinstance(parsed, ox.QuerySolutions)
    assert [tuple(row) for row in parsed] == [tuple(row) for row in nordic().query(query, rows=0)]
