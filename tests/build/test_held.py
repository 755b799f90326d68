"""The build decides once which assertion graphs are held and which documents are one witness, and records both."""

from __future__ import annotations

from itertools import product

import networkx as nx
import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.authored.reading import DataFile, Dataset, is_held
from kg.build.filling import fill, first_of_group
from kg.namespaces import DIP
from kg.ontology import Ontology

BASE = "https://example.org/w/"
STANDINGS = ("Stated", "Hedged", "Rumoured", "Conditional", "Planned", "Evaluative", "Denied")
RANKS = (None, "Normal", "Deprecated")
SPEECHES = (None, "speech")
DEFAULT = ox.DefaultGraph()


def node(kind: str, name: str) -> ox.NamedNode:
    return ox.NamedNode(f"{BASE}{kind}/{name}")


def dip(name: str) -> ox.NamedNode:
    return ox.NamedNode(DIP + name)


def filled(*recorded: tuple[ox.NamedNode, str, ox.NamedNode], said: ox.NamedNode | None = None) -> set[ox.Quad]:
    """The quads that the build makes from triples of the record graph and one assertion graph."""
    quads = [ox.Quad(subject, dip(name), value, node("graph", "record")) for subject, name, value in recorded]
    if said is not None:
        quads.append(ox.Quad(node("id", "talks"), dip("actor"), node("id", "ada"), said))
    graphs = fill(Dataset(BASE, Ontology([]), [DataFile("data/one.trig", "", quads)]))
    every: list[tuple[ox.NamedNode | ox.DefaultGraph, set[ox.Triple]]]
    every = [(DEFAULT, graphs.default), *((ox.NamedNode(name), triples) for name, triples in graphs.named.items())]
    return {ox.Quad(triple.subject, triple.predicate, triple.object, name) for name, triples in every for triple in triples}


@pytest.mark.parametrize(("standing", "rank", "speech"), list(product(STANDINGS, RANKS, SPEECHES)))
def test_the_record_and_the_default_graph_follow_the_rule_of_held(standing: str, rank: str | None, speech: str | None) -> None:
    """A graph is held if it is stated, of normal rank, and not the content of speech. Nothing else reaches the default graph."""
    graph = node("assertion", "A1-1")
    recorded = [(graph, "standing", dip(standing)), (graph, "cites", node("passage", "A1"))]
    recorded += [(graph, "rank", dip(rank))] if rank else []
    recorded += [(graph, "contentOf", node("id", speech))] if speech else []
    found = filled(*recorded, said=graph)
    expected = standing == "Stated" and rank != "Deprecated" and speech is None
    held = {quad.object.value for quad in found if quad.predicate == dip("held") and isinstance(quad.object, ox.Literal)}
    assert held == {str(expected).lower()}
    assert {quad.graph_name for quad in found if quad.predicate == dip("held")} == {node("graph", "record"), DEFAULT}
    assert any(quad.predicate == dip("actor") and quad.graph_name == DEFAULT for quad in found) is expected
    assert any(quad.predicate == dip("statedIn") for quad in found) is expected


def test_a_graph_with_no_or_two_standings_or_two_ranks_is_not_held() -> None:
    stated, normal = DIP + "Stated", DIP + "Normal"
    assert is_held({stated}, {normal}, set())
    assert not is_held(set(), {normal}, set())
    assert not is_held({stated, DIP + "Hedged"}, {normal}, set())
    assert not is_held({stated}, {normal, DIP + "Deprecated"}, set())


def test_a_document_that_shares_no_text_is_its_own_witness_and_a_group_has_its_first() -> None:
    recorded = [
        (node("passage", "A1"), "document", node("id", "alone")),
        (node("id", "c"), "sharesTextWith", node("id", "b")),
        (node("id", "d"), "sharesTextWith", node("id", "c")),
    ]
    found = {(quad.subject, quad.object, quad.graph_name) for quad in filled(*recorded) if quad.predicate == dip("witness")}
    pairs = {("alone", "alone"), ("b", "b"), ("c", "b"), ("d", "b")}
    graphs = (node("graph", "record"), DEFAULT)
    assert found == {(node("id", one), node("id", other), graph) for (one, other), graph in product(pairs, graphs)}


LETTERS = st.sampled_from("abcdefgh")


@given(st.sets(LETTERS), st.lists(st.tuples(LETTERS, LETTERS), max_size=12))
def test_groups_are_the_connected_components(members: set[str], links: list[tuple[str, str]]) -> None:
    graph: nx.Graph[str] = nx.Graph(links)
    graph.add_nodes_from(members)
    expected = {each: min(component) for component in nx.connected_components(graph) for each in component}
    assert first_of_group(members, links) == expected
