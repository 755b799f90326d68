"""Clients that others have written get the answers of `kg.Graph.query`."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, POST, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

import kg
from tests.asking import graph, repository
from tests.server.running import Server, serving

ROOT = Path(__file__).resolve().parents[2]
COMUNICA = ROOT / "tests" / "golden" / "comunica"
PREFIX = "PREFIX dip: <https://w3id.org/chancery/ontology#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
QUERY = PREFIX + "SELECT ?act ?label { ?act a dip:Statement ; rdfs:label ?label } ORDER BY ?act ?label"
CONSTRUCT = PREFIX + "CONSTRUCT { ?act rdfs:label ?label } { ?act a dip:Statement ; rdfs:label ?label }"

WAYS = (("--get", "--data-urlencode", f"query={QUERY}"), ("-H", "Content-Type: application/sparql-query", "-d", QUERY))
"""Two ways in which curl sends the query."""

Rows = list[tuple[str, str]]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    kg.open(repository())
    with serving(repository()) as started:
        yield started


@pytest.fixture(scope="module")
def expected() -> Rows:
    """What the graph itself answers."""
    found = [(act.value, label.value) for act, label in graph().query(QUERY).rows if act is not None and label is not None]
    assert len(found) > 3
    return found


@pytest.mark.parametrize("method", ["GET", POST])
def test_sparqlwrapper_reads_json(server: Server, expected: Rows, method: str) -> None:
    client = SPARQLWrapper(server.address + "sparql")
    client.setMethod(method)
    client.setQuery(QUERY)
    client.setReturnFormat(JSON)
    found: Any = client.queryAndConvert()
    rows = found["results"]["bindings"]
    assert [(row["act"]["value"], row["label"]["value"]) for row in rows] == expected


def test_sparqlwrapper_reads_xml_csv_and_turtle(server: Server, expected: Rows) -> None:
    client = SPARQLWrapper(server.address + "sparql")
    client.setQuery(QUERY)
    client.setReturnFormat(XML)
    document = client.queryAndConvert()
    assert len(document.getElementsByTagName("result")) == len(expected)  # type: ignore[union-attr]
    client.setReturnFormat(CSV)
    assert client.queryAndConvert().decode().count("\r\n") == len(expected) + 1  # type: ignore[union-attr]
    client.setQuery(CONSTRUCT)
    client.setReturnFormat(TURTLE)
    read = rdflib.Graph().parse(data=client.queryAndConvert(), format="turtle")  # type: ignore[arg-type]
    assert {(str(subject), str(value)) for subject, _, value in read} == set(expected)


def test_sparqlwrapper_sees_an_error(server: Server) -> None:
    client = SPARQLWrapper(server.address + "sparql")
    client.setQuery("SELECT * { ?s ?p }")
    with pytest.raises(QueryBadFormed, match="cannot read the query"):
        client.query()


def test_rdflib_reads_through_its_store(server: Server, expected: Rows) -> None:
    read = rdflib.Graph(SPARQLStore(server.address + "sparql"))
    assert [(str(act), str(label)) for act, label in read.query(QUERY)] == expected  # type: ignore[misc]
    statement = rdflib.URIRef("https://w3id.org/chancery/ontology#Statement")
    acts = set(map(str, read.subjects(rdflib.RDF.type, statement)))
    assert acts == {act for act, _ in expected}


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize(
    "way", [["--get", "--data-urlencode", f"query={QUERY}"], ["-H", "Content-Type: application/sparql-query", "--data", QUERY]]
)
def test_curl_gets_csv(server: Server, expected: Rows, way: tuple[str, ...]) -> None:
    command = ["curl", "--silent", "--fail", "-H", "Accept: text/csv", *way, server.address + "sparql"]
    printed = subprocess.run(command, check=True, capture_output=True).stdout.decode()
    assert list(csv.reader(io.StringIO(printed))) == [["act", "label"], *map(list, expected)]


@pytest.mark.soak
def test_comunica_asks_the_endpoint(server: Server, expected: Rows) -> None:
    if not (shutil.which("node") and (COMUNICA / "node_modules" / ".installed").is_file()):
        pytest.skip("Comunica is not installed: scripts/setup-comunica.sh")
    script = ROOT / "tests" / "server" / "endpoint.mjs"
    command = ["node", str(script), server.address + "sparql", QUERY]
    printed = subprocess.run(command, cwd=COMUNICA, check=True, capture_output=True, text=True, timeout=120).stdout
    rows = [dict(row) for row in json.loads(printed)]
    assert sorted((row["act"], row["label"]) for row in rows) == sorted(expected)
