"""Invariants of the whole graph of this repository, checked on the result of the build.

The held graphs are found here by a separate query over the named graphs, not by the code that fills the default graph.
"""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.build.assembling import Assembled, assemble
from kg.build.relations import relations_in_time
from kg.namespaces import DIP, RDF, XSD
from kg.ontology import consistency, find_java
from kg.rules import RELATIONS_IN_TIME, load_rules, replay
from kg.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
WORKSPACES = {"this": ROOT, "nordic": Path(__file__).resolve().parents[1] / "workspaces" / "nordic"}
DEFAULT = ox.DefaultGraph()
PERIOD = ox.NamedNode(DIP + "RelationsPeriod")
HELD_GRAPHS = f"""
PREFIX dip: <{DIP}>
SELECT ?graph WHERE {{
  GRAPH ?record {{ ?graph dip:standing dip:Stated }}
  FILTER NOT EXISTS {{ GRAPH ?record {{ ?graph dip:contentOf ?speech }} }}
  FILTER NOT EXISTS {{ GRAPH ?record {{ ?graph dip:standing ?other }} FILTER (?other != dip:Stated) }}
  FILTER NOT EXISTS {{ GRAPH ?record {{ ?graph dip:rank ?rank }} FILTER (?rank != dip:Normal) }}
}}"""


class Whole:
    """The graph of a workspace as built, in a store."""

    def __init__(self, folder: Path) -> None:
        self.ws = Workspace(folder)
        self.assembled: Assembled = assemble(self.ws)
        self.store = ox.Store()
        self.store.extend(self.assembled.quads())
        rows = self.store.query(HELD_GRAPHS)
        assert isinstance(rows, ox.QuerySolutions)
        self.held = {str(row["graph"]) for row in rows}
        self.assertions = {str(name) for name in self.store.named_graphs() if str(name).startswith(f"<{self.ws.base}assertion/")}

    def triples(self, name: str) -> set[ox.Triple]:
        graph = ox.NamedNode(name.strip("<>"))
        return {quad.triple for quad in self.store.quads_for_pattern(None, None, None, graph)}

    def graph(self, name: str) -> set[ox.Triple]:
        return self.triples(f"{self.ws.base}graph/{name}")

    def default(self) -> set[ox.Triple]:
        return {quad.triple for quad in self.store.quads_for_pattern(None, None, None, DEFAULT)}


@pytest.fixture(scope="module", params=WORKSPACES)
def whole(request: pytest.FixtureRequest) -> Whole:
    return Whole(WORKSPACES[request.param])


def test_each_triple_of_the_default_graph_has_a_source(whole: Whole) -> None:
    """The sources are the ontology, the background, the record, a held assertion graph, or a proof."""
    sources = whole.graph("ontology") | whole.graph("background") | whole.graph("record") | whole.graph("entailed")
    for graph in whole.held:
        sources |= whole.triples(graph)
    assert whole.held
    assert whole.default() - sources == set()


def test_all_that_is_held_is_in_the_default_graph(whole: Whole) -> None:
    """Except for the bounds of dates, of which each node has one pair."""
    bounds = {DIP + name for name in ("earliest", "latest", "surelyFrom", "surelyUntil")}
    held = whole.graph("background") | whole.graph("record") | whole.graph("ontology") | whole.graph("entailed")
    for graph in whole.held:
        held |= whole.triples(graph)
    missing = {triple for triple in held - whole.default() if triple.predicate.value not in bounds}
    assert missing == set()
    for name in bounds:
        nodes = [triple.subject for triple in whole.default() if triple.predicate.value == name]
        assert len(nodes) == len(set(nodes)), name


def test_nothing_unheld_is_held(whole: Whole) -> None:
    """What is said only in hedges, rumours, conditions, denials, evaluations and speech is not in the default graph."""
    elsewhere = whole.graph("background") | whole.graph("record") | whole.graph("entailed")
    for graph in whole.held:
        elsewhere |= whole.triples(graph)
    default = whole.default()
    unheld = whole.assertions - whole.held
    assert unheld
    for graph in sorted(unheld):
        assert whole.triples(graph) & default <= elsewhere, graph


def test_no_subject_of_the_default_graph_occurs_in_unheld_graphs_only(whole: Whole) -> None:
    described = {triple.subject for name in ("background", "record", "ontology") for triple in whole.graph(name)}
    for graph in whole.held:
        described |= {triple.subject for triple in whole.triples(graph)}
    only_unheld = {triple.subject for graph in whole.assertions - whole.held for triple in whole.triples(graph)} - described
    assert only_unheld, "this test needs matters that occur in unheld graphs only"
    assert only_unheld & {triple.subject for triple in whole.default()} == set()


def test_entities_that_only_entailment_describes_do_not_exist(whole: Whole) -> None:
    """Entailment says more about existing entities. It adds no new ones to the graph, except the periods of relations."""
    asserted: set[object] = set()
    for triple in whole.default() - whole.graph("entailed"):
        asserted |= {triple.subject, triple.object}
    periods = {triple.subject for triple in whole.graph("entailed") if triple.object == PERIOD}
    for triple in whole.graph("entailed"):
        if triple.subject in periods:
            assert triple.subject not in asserted
            continue
        assert {triple.subject, triple.object} <= asserted, triple


def test_each_entailed_triple_has_a_proof_that_replays(whole: Whole) -> None:
    rules = {rule.name: rule for rule in load_rules(whole.ws)}
    data = whole.assembled.data
    computed = {RELATIONS_IN_TIME: lambda store: relations_in_time(store, data.ontology, data.base, lambda each: ranks.get(each, 0))}
    ranks = {each.triple: each.rank for each in whole.assembled.entailed}
    assert ranks.keys() == whole.graph("entailed")
    for each in whole.assembled.entailed:
        first = each.derivations[0]
        assert all(ranks.get(premise, 0) < each.rank for premise in first.premises), each.triple
        for derivation in each.derivations:
            assert replay(whole.store, rules, each.triple, derivation, computed) is None, each.triple


def test_each_assertion_graph_has_a_standing_and_a_passage(whole: Whole) -> None:
    record = whole.graph("record")
    for name in ("standing", "cites"):
        having = {str(triple.subject) for triple in record if triple.predicate.value == DIP + name}
        assert whole.assertions <= having, name


def test_each_held_node_says_where_it_is_stated(whole: Whole) -> None:
    stated = {(triple.subject, triple.object) for triple in whole.graph("record") if triple.predicate.value == DIP + "statedIn"}
    record = whole.graph("record")
    wanted = set()
    for graph in whole.held:
        passages = [each.object for each in record if str(each.subject) == graph and each.predicate.value == DIP + "cites"]
        wanted |= {(triple.subject, passage) for triple in whole.triples(graph) for passage in passages}
    assert stated == wanted


def test_the_record_says_what_is_held(whole: Whole) -> None:
    """The recorded decision agrees with the rule of `HELD_GRAPHS`, graph by graph."""
    boolean = ox.NamedNode(XSD + "boolean")
    marked = {(str(triple.subject), triple.object) for triple in whole.graph("record") if triple.predicate.value == DIP + "held"}
    graphs = whole.assertions | whole.held
    assert marked == {(graph, ox.Literal(str(graph in whole.held).lower(), datatype=boolean)) for graph in graphs}
    assert len({held for _, held in marked}) == 2


def test_each_document_has_one_witness(whole: Whole) -> None:
    """Documents that share text, and no others, have the same witness, which is one of them."""
    record = whole.graph("record")

    def pairs(name: str) -> list[tuple[str, str]]:
        return [(str(triple.subject), str(triple.object)) for triple in record if triple.predicate.value == DIP + name]

    witness = dict(pairs("witness"))
    assert len(witness) == len(pairs("witness"))
    assert {document for _, document in pairs("document")} <= witness.keys()
    shared = pairs("sharesTextWith")
    assert all(witness[one] == witness[other] for one, other in shared)
    assert all(witness[each] == each for each in witness.values())
    assert {each for each, stands in witness.items() if each != stands} <= {end for pair in shared for end in pair}


def test_each_passage_is_covered(whole: Whole) -> None:
    record = whole.graph("record")
    passages = {each.subject for each in record if each.predicate.value == RDF + "type" and each.object == ox.NamedNode(DIP + "Passage")}
    cited = {each.object for each in record if each.predicate.value == DIP + "cites" and str(each.subject) in whole.assertions}
    idle = {each.subject for each in record if each.predicate.value == DIP + "assertsNothing"}
    assert passages
    assert passages - cited - idle == set()
    assert cited & idle == set()
    assert cited <= passages


def test_there_are_no_blank_nodes(whole: Whole) -> None:
    assert not any(isinstance(term, ox.BlankNode) for quad in whole.store for term in quad)


@pytest.mark.java
@pytest.mark.skipif(find_java() is None, reason="no working Java was found")
def test_what_is_held_is_consistent(whole: Whole) -> None:
    held = whole.graph("background")
    for graph in whole.held:
        held |= whole.triples(graph)
    found = consistency(whole.assembled.data.ontology, held)
    assert found.consistent
    assert found.unsatisfiable == ()
