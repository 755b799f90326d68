"""Answers as the engine writes them: right in every format, also where the engine is not."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import pyoxigraph as ox
import pytest

from kg.query.writing import GRAPHS, RESULTS, Dataset, Unwritable, write_answer
from kg.results.bounded import TooMuch

STORE = ox.Store()
STORE.extend(
    [
        ox.Quad(ox.NamedNode("urn:a"), ox.NamedNode("urn:p/x"), ox.Literal("default")),
        ox.Quad(ox.NamedNode("urn:a"), ox.NamedNode("urn:p/x"), ox.Literal("one"), ox.NamedNode("urn:1")),
        ox.Quad(ox.NamedNode("urn:a"), ox.NamedNode("urn:p/x"), ox.Literal("two"), ox.NamedNode("urn:2")),
    ]
)
ALL = "SELECT ?o { ?s ?p ?o } ORDER BY STR(?o)"
NAMED = "SELECT ?o { GRAPH ?g { ?s ?p ?o } } ORDER BY STR(?o)"


def asked(text: str, style: str = "csv", rows: int = 100, dataset: Dataset | None = None, **more: str) -> bytes:
    return write_answer(STORE, text, style, {}, rows, 10_000, dataset, **more)


def values(text: str, dataset: Dataset | None = None) -> list[str]:
    return asked(text, dataset=dataset).decode().split()[1:]


ONE, TWO = ox.NamedNode("urn:1"), ox.NamedNode("urn:2")


@pytest.mark.parametrize(
    ("query", "dataset", "expected"),
    [
        (ALL, None, ["default"]),
        (NAMED, None, ["one", "two"]),
        (ALL, Dataset((ONE,), ()), ["one"]),
        (ALL, Dataset((ONE, TWO), ()), ["one", "two"]),
        (NAMED, Dataset((ONE,), ()), []),
        (ALL, Dataset((), (ONE,)), []),
        (NAMED, Dataset((), (ONE,)), ["one"]),
        (NAMED, Dataset((TWO,), (ONE,)), ["one"]),
        (ALL.replace("{", "FROM <urn:2> {"), None, ["two"]),
        (ALL.replace("{", "FROM <urn:2> {"), Dataset((ONE,), ()), ["one"]),
        (NAMED.replace("{ G", "FROM NAMED <urn:2> { G"), Dataset((ONE,), ()), []),
    ],
)
def test_the_dataset_decides_what_is_seen(query: str, dataset: Dataset | None, expected: list[str]) -> None:
    assert values(query, dataset) == expected


@pytest.mark.parametrize("style", RESULTS)
def test_rows_beyond_the_limit_are_refused_and_never_cut(style: str) -> None:
    text = "SELECT ?x { VALUES ?x { 1 2 3 } }"
    assert asked(text, style, rows=3)
    with pytest.raises(TooMuch, match="more than 2 rows"):
        asked(text, style, rows=2)


@pytest.mark.parametrize("style", GRAPHS)
def test_triples_beyond_the_limit_are_refused_and_never_cut(style: str) -> None:
    text = "CONSTRUCT { <urn:s> <urn:p> ?x } { VALUES ?x { 1 2 3 } }"
    data = asked(text, style, rows=3)
    assert len(list(ox.parse(data, GRAPHS[style]))) == 3
    with pytest.raises(TooMuch, match="more than 2 triples"):
        asked(text, style, rows=2)


@pytest.mark.parametrize("style", [*RESULTS, *GRAPHS])
def test_bytes_beyond_the_limit_are_refused(style: str) -> None:
    form = 'SELECT ("' if style in RESULTS else 'CONSTRUCT { <urn:s> <urn:p> "'
    with pytest.raises(TooMuch, match="more than 10,000 bytes"):
        asked(form + "x" * 10_001 + ('" AS ?x) {}' if style in RESULTS else '" } {}'), style)


def test_a_carriage_return_survives_xml() -> None:
    root = ElementTree.fromstring(asked('SELECT ("a\\r\\nb\\rc" AS ?x) {}', "xml"))  # noqa: S314  # our own text
    assert "".join(root.itertext()) == "a\r\nb\rc"
    root = ElementTree.fromstring(asked('CONSTRUCT { <urn:s> <urn:x/p> "a\\rb" } {}', "rdf"))  # noqa: S314
    assert "".join(root.itertext()).strip() == "a\rb"


@pytest.mark.parametrize("text", ["\\u0001", "\\u001F", "\\uFFFE", "\\uFFFF"])
def test_what_xml_cannot_hold_is_not_written_as_xml(text: str) -> None:
    query = f'SELECT ("{text}" AS ?x) {{}}'
    assert asked(query, "json")
    with pytest.raises(Unwritable, match="control character"):
        asked(query, "xml")


def test_a_property_that_is_no_name_of_xml_is_not_written_as_rdf_xml() -> None:
    query = "CONSTRUCT { <urn:s> <urn:p/1> 1 } {}"
    assert asked(query, "nt")
    with pytest.raises(Unwritable, match="does not end in a name"):
        asked(query, "rdf")


def test_turtle_declares_the_prefixes_that_it_uses_and_needs_no_escapes() -> None:
    text = 'CONSTRUCT { <urn:e/a> <urn:e/p> <urn:e/b/c>, "e:x", "1"^^<urn:d/n> } {}'
    data = write_answer(STORE, text, "ttl", {"e": "urn:e/", "d": "urn:d/", "f": "urn:f/"}, 10, 1_000)
    assert data.decode().splitlines()[:2] == ["@prefix d: <urn:d/> .", "@prefix e: <urn:e/> ."]
    assert b"f:" not in data
    assert b"\\" not in data
    assert len(list(ox.parse(data, ox.RdfFormat.TURTLE))) == 3


def test_relative_iris_are_resolved() -> None:
    assert asked("SELECT (<a> AS ?x) {}", base="urn:b/") == b"x\r\nurn:b/a\r\n"
    with pytest.raises(SyntaxError):
        asked("SELECT (<a> AS ?x) {}")
