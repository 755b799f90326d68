"""The statements of the SPARQL 1.1 Graph Store HTTP Protocol that a store meets which only reads; the section is in a comment."""

from __future__ import annotations

import functools
import json
from urllib.parse import quote

import pyoxigraph as ox
import pytest

from kg.query.writing import GRAPHS as FORMATS
from kg.service.context import Limits
from kg.service.formats import GRAPHS
from kg.service.message import Asked, Reply
from kg.service.service import Service
from tests.asking import nordic
from tests.service.conftest import ask, service_of

STORE = "/rdf-graph-store"


@functools.cache
def service(rows: int = 100_000, size: int = 10_000_000) -> Service:
    return service_of(nordic(), Limits(10, rows, size))


def get(query: str, path: str = STORE, method: str = "GET", **headers: str) -> Reply:
    return service().reply(Asked(method, path, query, headers))


def problem(reply: Reply, status: int) -> None:
    assert reply.header("content-type") == "application/problem+json"
    assert (reply.status, json.loads(reply.body)["status"]) == (status, status)


def record() -> str:
    return f"{nordic().snapshot.base}graph/record"


def triples(reply: Reply, style: str = "ttl") -> set[ox.Triple]:
    assert reply.status == 200, reply.body
    quads = list(ox.parse(reply.body, FORMATS[style]))
    assert {quad.graph_name for quad in quads} <= {ox.DefaultGraph()}
    return {quad.triple for quad in quads}


def in_store(graph: ox.NamedNode | ox.DefaultGraph) -> set[ox.Triple]:
    return {quad.triple for quad in nordic().store.quads_for_pattern(None, None, None, graph)}


# 4.2 Indirect Graph Identification


@pytest.mark.parametrize("media", GRAPHS)
def test_a_named_graph_is_read_by_its_iri(media: str) -> None:
    reply = get("graph=" + quote(record(), safe=""), accept=media)
    assert (reply.header("content-type") or "").partition(";")[0] == media
    assert triples(reply, GRAPHS[media]) == in_store(ox.NamedNode(record()))


@pytest.mark.parametrize("query", ["default", "default=", "default=x"])
def test_the_default_graph_is_read_by_the_parameter_default(query: str) -> None:
    assert triples(get(query)) == in_store(ox.DefaultGraph())


@pytest.mark.parametrize("iri", ["graph/record", "", "/graph/record", "a b", "//example.org/x"])
def test_the_iri_of_a_graph_is_absolute(iri: str) -> None:
    problem(get("graph=" + quote(iri)), 400)


@pytest.mark.parametrize("query", ["", "x=1", "default&graph=urn:x", "graph=urn:x&graph=urn:y", "default&default"])
def test_a_request_names_one_graph(query: str) -> None:
    problem(get(query), 400)


def test_input_that_cannot_be_decoded_is_a_bad_request() -> None:
    problem(get("graph=%ff"), 400)


# 4.1 Direct Graph Identification


def test_a_graph_is_read_by_its_path_below_the_base() -> None:
    assert get("", f"{STORE}/graph/record").body == get("graph=" + quote(record(), safe="")).body


def test_a_graph_is_read_by_its_encoded_iri_as_the_path() -> None:
    assert get("", f"{STORE}/{quote(record(), safe='')}").body == get("graph=" + quote(record(), safe="")).body


def test_a_path_and_a_parameter_name_two_graphs() -> None:
    problem(get("default", f"{STORE}/graph/record"), 400)


def test_an_empty_path_names_no_graph() -> None:
    problem(get("", f"{STORE}/"), 400)


# 5.1 Status Codes, 5.2 HTTP GET


@pytest.mark.parametrize("path", [f"{STORE}/graph/nothing", f"{STORE}/urn:nothing", f"{STORE}/record"])
def test_a_graph_that_does_not_exist_is_not_found(path: str) -> None:
    problem(get("", path), 404)
    problem(get("graph=urn:nothing"), 404)


def test_a_format_that_there_is_not_is_refused() -> None:
    problem(get("default", accept="text/csv"), 406)


def test_without_a_wish_a_graph_comes_in_turtle() -> None:
    assert get("default").header("content-type") == "text/turtle; charset=utf-8"


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])  # 5.3 to 5.5, 5.7
@pytest.mark.parametrize("path", [STORE, f"{STORE}/graph/record"])
def test_nothing_can_be_changed(method: str, path: str) -> None:
    before = len(nordic().store)
    reply = get("default" if path == STORE else "", path, method)
    problem(reply, 405)
    assert reply.header("allow") == "GET, HEAD, OPTIONS"
    assert len(nordic().store) == before


def test_head_has_the_status_and_headers_of_get() -> None:  # 5.6
    for query in ("default", "graph=urn:nothing", ""):
        head, whole = get(query, method="HEAD"), get(query)
        assert (head.status, list(head.headers)) == (whole.status, list(whole.headers))


# Beyond the protocol


def test_a_graph_has_a_tag_of_its_name_and_format() -> None:
    replies = [get("default"), get("graph=" + quote(record(), safe="")), get("default", accept="application/n-triples")]
    tags = [reply.header("etag") for reply in replies]
    assert None not in tags
    assert len(set(tags)) == 3
    assert get("default", **{"if-none-match": str(tags[0])}).status == 304


def test_a_graph_beyond_the_limits_is_an_error_and_never_cut() -> None:
    for limited in (service(rows=10), service(size=1_000)):
        problem(ask(limited, STORE, {"default": ""}), 413)


def test_every_graph_of_a_snapshot_can_be_written_in_every_format() -> None:  # the build refuses what XML cannot hold
    for media in GRAPHS:
        assert get("default", accept=media).status == 200
