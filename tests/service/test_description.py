"""The descriptions of the service and the dataset: what they promise is so."""

from __future__ import annotations

import functools
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.export.about import VOID
from kg.export.statistics import Statistics, statistics
from kg.query.writing import GRAPHS as FORMATS
from kg.service import description
from kg.service.description import FORMAT, SD
from kg.service.formats import GRAPHS
from kg.service.message import Asked, Reply
from kg.service.service import Service
from tests.asking import nordic
from tests.service.conftest import ask, service_of

ADDRESSES = ("/sparql", "/.well-known/void")
SHAPES = Path(__file__).with_name("description.ttl")


@functools.cache
def service() -> Service:
    return service_of(nordic())


@functools.cache
def described(address: str) -> ox.Store:
    """What is at an address, in a store of its own."""
    store = ox.Store()
    store.load(ask(service(), address).body, format=ox.RdfFormat.TURTLE)
    return store


def found(address: str, query: str) -> list[tuple[str, ...]]:
    prefixes = {**description.PREFIXES, "dip": "https://w3id.org/chancery/ontology#"}
    solutions = described(address).query(query, prefixes=prefixes)
    assert isinstance(solutions, ox.QuerySolutions)
    return sorted(tuple("" if each is None else each.value for each in row) for row in solutions)


def numbers() -> Statistics:
    return statistics(nordic().snapshot)


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("media", GRAPHS)
def test_a_description_is_the_same_in_every_format(address: str, media: str) -> None:
    reply = ask(service(), address, accept=media)
    assert reply.status == 200
    read = {quad.triple for quad in ox.parse(reply.body, FORMATS[GRAPHS[media]])}
    assert read == {quad.triple for quad in described(address)}


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_description_fits_the_shapes(address: str) -> None:
    import pyshacl
    import rdflib

    data = rdflib.Graph().parse(data=ask(service(), address, accept="application/n-triples").body, format="nt")
    conforms, _, report = pyshacl.validate(data, shacl_graph=rdflib.Graph().parse(SHAPES), inference="none")
    assert conforms, report


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_description_has_no_blank_nodes(address: str) -> None:
    assert not any(isinstance(each, ox.BlankNode) for quad in described(address) for each in (quad.subject, quad.object))


def test_a_description_that_no_format_fits_is_refused() -> None:
    assert ask(service(), "/.well-known/void", accept="text/html").status == 406


def test_addresses_are_those_that_the_client_uses() -> None:
    for address in ADDRESSES:
        reply = service().reply(Asked("GET", address, origin="https://graph.example.org", headers={"accept": "application/n-triples"}))
        assert b"https://graph.example.org/sparql" in reply.body
        assert b"127.0.0.1" not in reply.body
        assert reply.header("etag") != ask(service(), address, accept="application/n-triples").header("etag")


def test_the_formats_that_are_promised_are_answered() -> None:
    promised = {row[0].removeprefix(FORMAT) for row in found("/sparql", "SELECT ?f { ?s a sd:Service ; sd:resultFormat ?f }")}
    answered: dict[str, tuple[str, str]] = {
        "SPARQL_Results_JSON": ("ASK {}", "application/sparql-results+json"),
        "SPARQL_Results_XML": ("ASK {}", "application/sparql-results+xml"),
        "SPARQL_Results_CSV": ("SELECT * {}", "text/csv"),
        "SPARQL_Results_TSV": ("SELECT * {}", "text/tab-separated-values"),
        "Turtle": ("DESCRIBE <urn:x>", "text/turtle"),
        "TriG": ("DESCRIBE <urn:x>", "application/trig"),
        "N-Quads": ("DESCRIBE <urn:x>", "application/n-quads"),
        "N-Triples": ("DESCRIBE <urn:x>", "application/n-triples"),
        "JSON-LD": ("DESCRIBE <urn:x>", "application/ld+json"),
        "RDF_XML": ("DESCRIBE <urn:x>", "application/rdf+xml"),
    }
    assert promised == set(answered)
    for query, media in answered.values():
        reply = ask(service(), "/sparql", {"query": query}, accept=media)
        assert (reply.status, (reply.header("content-type") or "").partition(";")[0]) == (200, media)


def test_the_named_graphs_are_those_of_the_snapshot() -> None:
    listed = [row[0] for row in found("/sparql", "SELECT ?n { ?s sd:namedGraph/sd:name ?n }")]
    assert listed == sorted(str(each)[1:-1] for each in nordic().store.named_graphs())


def test_of_many_named_graphs_some_are_listed_and_the_description_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(description, "MOST_GRAPHS", 3)
    body = ask(service_of(nordic()), "/sparql", accept="application/n-triples").body.decode()
    assert body.count(f"<{SD}name>") == 3
    assert "3 of 14 named graphs are listed" in body


def test_the_numbers_are_right() -> None:
    def count(query: str) -> int:
        value = nordic().query(query).rows[0][0]
        assert isinstance(value, ox.Literal)
        return int(value.value)

    counted = numbers()
    assert counted.triples == count("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert counted.subjects == count("SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }")
    assert len(counted.classes) == count("SELECT (COUNT(DISTINCT ?c) AS ?n) { ?s a ?c }")
    assert len(counted.properties) == count("SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }")
    dip = "https://w3id.org/chancery/ontology#"
    assert counted.classes[dip + "Agent"] == count("SELECT (COUNT(*) AS ?n) { ?s a dip:Agent }")
    assert counted.properties[dip + "actor"].triples == count("SELECT (COUNT(*) AS ?n) { ?s dip:actor ?o }")
    actor = counted.used[dip + "Act"][dip + "actor"]
    assert actor.triples == count("SELECT (COUNT(*) AS ?n) { ?s a dip:Act ; dip:actor ?o }")
    assert actor.classes[dip + "Agent"] == count("SELECT (COUNT(*) AS ?n) { ?s a dip:Act ; dip:actor ?o . ?o a dip:Agent }")
    label = counted.used[dip + "Agent"]["http://www.w3.org/2000/01/rdf-schema#label"]
    kinds = "SELECT (COUNT(*) AS ?n) { ?s a dip:Agent ; rdfs:label ?o FILTER(DATATYPE(?o) = rdf:langString) }"
    assert label.datatypes["http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"] == count(kinds)


def test_every_number_that_is_counted_is_said() -> None:
    counted = numbers()
    query = "SELECT ?c ?n { ?d a void:Dataset ; void:classPartition ?x . ?x void:class ?c ; void:entities ?n }"
    assert {row[0]: int(row[1]) for row in found("/.well-known/void", query)} == counted.classes
    query = "SELECT ?p ?n { ?d a void:Dataset ; void:propertyPartition ?x . ?x void:property ?p ; void:triples ?n }"
    assert {row[0]: int(row[1]) for row in found("/.well-known/void", query)} == {
        name: each.triples for name, each in counted.properties.items()
    }


def test_an_editor_finds_what_goes_with_a_class() -> None:
    """The question that editors with completion from VoID ask."""
    query = """
        SELECT DISTINCT ?property ?class ?datatype {
          ?part void:class dip:Act ; void:propertyPartition ?used .
          ?used void:property ?property .
          OPTIONAL {
            { ?used void:classPartition/void:class ?class } UNION { ?used voidext:datatypePartition/voidext:datatype ?datatype }
          }
        }"""
    rows = found("/sparql", query)
    dip = "https://w3id.org/chancery/ontology#"
    assert (dip + "actor", dip + "Agent", "") in rows
    assert (dip + "date", "", "http://id.loc.gov/datatypes/edtf/EDTF") in rows


def test_a_snapshot_that_is_too_large_is_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = statistics(nordic().snapshot, most=100)
    assert (counted.counted, counted.classes, counted.triples) == (False, {}, nordic().snapshot.meta["counts"]["default"])
    monkeypatch.setattr(description, "statistics", lambda snapshot: statistics(snapshot, most=100))
    body = ask(service_of(nordic()), "/.well-known/void", accept="application/n-triples").body.decode()
    assert "too large to be counted" in body
    assert "classPartition" not in body
    assert VOID + "triples" in body


def test_too_many_targets_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(description, "MOST_TARGETS", 10)
    body = ask(service_of(nordic()), "/.well-known/void", accept="application/n-triples").body.decode()
    assert "datatypePartition" not in body
    assert "propertyPartition" in body


def test_the_numbers_are_counted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def counting(snapshot: object) -> Statistics:
        calls.append(snapshot)
        return numbers()

    monkeypatch.setattr(description, "statistics", counting)
    once = service_of(nordic())
    for address in ADDRESSES * 2:
        assert ask(once, address).status == 200
    assert len(calls) == 1


def test_the_dumps_are_files_of_the_service() -> None:
    origin = "http://127.0.0.1:8000"
    endings = ("jsonld", "nq", "nt", "rdf", "trig", "ttl")
    assert [row[0] for row in found("/.well-known/void", "SELECT ?a { ?d void:dataDump ?a }")] == [
        f"{origin}/dump/graph.{each}" for each in endings
    ]
    assert len(found("/.well-known/void", "SELECT ?a ?m { ?f a dcat:Distribution ; dcat:downloadURL ?a ; dcat:mediaType ?m }")) == len(
        endings
    )
    assert found("/.well-known/void", "SELECT ?a { ?s a dcat:DataService ; dcat:endpointURL ?a }") == [
        (f"{origin}/rdf-graph-store",),
        (f"{origin}/sparql",),
    ]


def test_every_stored_query_is_an_example_that_the_endpoint_answers() -> None:
    query = "SELECT ?q ?comment ?text { ?q a sh:SPARQLExecutable ; rdfs:comment ?comment ; sh:select|sh:ask|sh:construct ?text }"
    examples = found("/sparql", query)
    stored = {each.name: each for each in nordic().queries() if each.form != "DESCRIBE"}
    assert {iri.rpartition("/")[2] for iri, *_ in examples} == set(stored)
    for iri, comment, text in examples:
        assert comment == stored[iri.rpartition("/")[2]].summary
        assert "#+" not in text
        reply: Reply = ask(service(), "/sparql", {"query": text})
        assert reply.status == 200, (iri, reply.body)


def test_the_prefixes_of_the_examples_are_declared() -> None:
    rows = found("/sparql", "SELECT ?p ?n { ?o sh:declare ?d . ?d sh:prefix ?p ; sh:namespace ?n }")
    assert {row[0]: row[1] for row in rows} == nordic().names.prefixes
