"""The model of the network: what is read from a dataset, which agents count as connected, chains, and stable positions."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.namespaces import DIP
from kg.network.chains import chains
from kg.network.conversion import to_networkx
from kg.network.measures import ESTIMATED, EXPLANATIONS, explanations, measures
from kg.network.model import Edge, Node, Projection, Way
from kg.network.positions import SPRING_LIMIT, communities, positions
from kg.network.projection import project
from kg.network.reading import acts_behind, read
from kg.network.ties import between_agents, roles
from kg.network.weights import Weights
from kg.snapshot.proofs import Derivation
from tests.asking import straits
from tests.browser.synthetic import BASE, synthetic

ROOT = Path(__file__).resolve().parents[2]
OWN = "https://example.org/w/"
DATA = f"""
@prefix a: <{OWN}assertion/> . @prefix e: <{OWN}id/> . @prefix k: <{OWN}graph/> . @prefix p: <{OWN}passage/> . @prefix dip: <{DIP}> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
k:ontology {{ dip:State rdfs:subClassOf dip:Agent . dip:Person rdfs:subClassOf dip:Agent . dip:Meeting rdfs:subClassOf dip:Act .
  dip:Accusation rdfs:subClassOf dip:Act . dip:Act rdfs:subClassOf dip:Matter .
  dip:met rdfs:subPropertyOf dip:dealtWith ; rdfs:label "met"@en .
  dip:actor rdfs:subPropertyOf dip:participant . }}
k:background {{ e:north a dip:State ; skos:prefLabel "North"@en , "Nord"@de . e:south a dip:State ; skos:prefLabel "South"@en ;
    <https://schema.org/sameAs> <http://www.wikidata.org/entity/Q1> . e:ada a dip:Person ; skos:prefLabel "Ada"@en ; skos:altLabel "A."@en .
  <http://www.wikidata.org/entity/Q1> dip:seenIn e:report . }}
k:record {{ p:A1 dip:document e:report ; dip:section "(lead)" ; dip:number 1 ; dip:passageKind dip:Sentence .
  e:report dip:fileName "r.txt" ;
    skos:prefLabel "the report"@en . a:A1-1 dip:cites p:A1 ; dip:standing dip:Stated ; dip:held true .
  a:A1-2 dip:cites p:A1 ; dip:standing dip:Stated ; dip:held false ;
    dip:contentOf e:charge . a:A1-3 dip:cites p:A1 ; dip:standing dip:Rumoured ; dip:held false ; dip:wording "it is said"@en .
  e:note dip:on e:talks ; dip:noteKind dip:OpenReading ; dip:gist "one or two"@en . }}
a:A1-1 {{ e:talks a dip:Meeting ; skos:prefLabel "Talks"@en ; dip:actor e:north ; dip:counterpart e:south ;
    dip:date "1990/1991"^^edtf:EDTF ;
    dip:earliest "1990-01-01"^^xsd:date ; dip:latest "1991-12-31"^^xsd:date ; dip:surelyFrom "1990-12-31"^^xsd:date .
  e:charge a dip:Accusation ; skos:prefLabel "Ada's charge"@en ; dip:actor e:ada ; dip:target e:raid . e:raid a dip:Matter . }}
a:A1-2 {{ e:raid a dip:Act ; dip:actor e:south . }}
a:A1-3 {{ e:secret a dip:Meeting ; skos:prefLabel "Secret talks"@en ; dip:actor e:ada ; dip:counterpart e:south . e:spy a dip:Person . }}
k:entailed {{ e:north dip:met e:south ; dip:dealtWith e:south . e:talks dip:participant e:north . }}
e:talks dip:earliest "1990-01-01"^^xsd:date ; dip:latest "1991-12-31"^^xsd:date .
"""
MET = (OWN + "id/north", DIP + "met", OWN + "id/south")


@pytest.fixture(scope="module")
def model() -> Projection:
    store = ox.Store()
    store.load(DATA, ox.RdfFormat.TRIG)
    premises = (triple(node("talks"), DIP + "actor", MET[0]), triple(node("talks"), DIP + "counterpart", MET[2]))
    derivations = {triple(*MET): (Derivation("met", premises),)}
    return read(store, OWN, derivations=derivations, rules={"met": "Who talks with a counterpart met it."})


def triple(subject: str, predicate: str, value: str) -> ox.Triple:
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), ox.NamedNode(value))


def node(name: str) -> str:
    return f"{OWN}id/{name}"


def test_nodes_have_the_label_of_the_language_their_kind_and_their_links(model: Projection) -> None:
    north = model.nodes[node("north")]
    assert (north.label, north.group, north.aliases) == ("North", "state", ("Nord",))
    assert model.nodes[node("south")].links == ("http://www.wikidata.org/entity/Q1",)
    assert model.nodes[node("ada")].aliases == ("A.",)
    assert model.nodes[node("talks")].group == "act"
    assert node("report") not in model.nodes
    assert node("note") not in model.nodes


def test_an_address_elsewhere_of_which_only_the_documents_are_known_is_not_a_node(model: Projection) -> None:
    assert [iri for iri in model.nodes if "wikidata" in iri] == []


def test_nodes_know_whether_anything_is_held_about_them(model: Projection) -> None:
    held = {iri.rpartition("/")[2]: node.held for iri, node in model.nodes.items()}
    assert held["talks"]
    assert not held["secret"]


def test_a_general_edge_is_kept_for_an_act_that_has_no_more_specific_edge() -> None:
    """North met South in the talks, and dealt with it by the charge too. Only the first makes the general edge superfluous."""
    store = ox.Store()
    store.load(DATA, ox.RdfFormat.TRIG)
    dealt = triple(MET[0], DIP + "dealtWith", MET[2])
    by_meeting = Derivation(
        "up", (triple(*MET), triple(DIP + "met", "http://www.w3.org/2000/01/rdf-schema#subPropertyOf", DIP + "dealtWith"))
    )
    by_charge = Derivation("dealt-with", (triple(node("charge"), DIP + "actor", MET[0]),))
    met = Derivation("met", (triple(node("talks"), DIP + "actor", MET[0]),))
    found = read(store, OWN, derivations={triple(*MET): (met,), dealt: (by_meeting, by_charge)})
    assert {(edge.predicate.removeprefix(DIP), edge.acts) for edge in found.edges if edge.entailed} == {
        ("met", (node("talks"),)),
        ("dealtWith", (node("charge"),)),
    }


def test_what_is_only_spoken_of_in_an_act_is_not_behind_a_relation(model: Projection) -> None:
    """Ada's charge is about a raid by South. Her relation to South rests on the charge."""
    premises = (
        triple(node("charge"), DIP + "actor", node("ada")),
        triple(node("charge"), DIP + "target", node("raid")),
        triple(node("raid"), DIP + "actor", node("south")),
    )
    assert acts_behind(Derivation("accused-act-of", premises), model, {}) == (node("charge"),)


def test_an_act_of_many_weighs_as_much_as_an_act_of_two() -> None:
    """Three agents issued one statement, and two of them met: each of the six edges of the statement weighs a sixth."""
    nodes = {name: Node(name, name, "state") for name in "abc"}
    statement, meeting = (Way(Derivation("r", ()), (act,)) for act in ("statement", "meeting"))
    joint = [Edge(one, "issuedJointlyWith", other, True, (statement,)) for one in "abc" for other in "abc" if one != other]
    met = [Edge("a", "met", "b", True, (meeting,)), Edge("b", "met", "a", True, (meeting,))]
    projection = Projection("https://example.org/", nodes=nodes, edges=[*joint, *met])
    assert [round(Weights(projection).of(edge), 6) for edge in (*joint, *met)] == [0.166667] * 6 + [0.5] * 2
    # Each of three pairs has a third of the statement, and one pair has the meeting too.
    found = measures(projection)
    assert {iri: (measure.degree, measure.others, measure.rank) for iri, measure in found.items()} == {
        "a": (1.667, 2, 1),
        "b": (1.667, 2, 1),
        "c": (0.667, 2, 3),
    }
    assert to_networkx(projection).edges["a", "b", "met"]["weight"] == 0.5


def test_a_held_matter_is_not_an_act_because_somebody_says_so(model: Projection) -> None:
    assert model.nodes[node("raid")].kinds == (DIP + "Matter",)
    assert model.nodes[node("raid")].group == "matter"


def test_claims_know_whether_they_are_held_and_whose_words_they_are(model: Projection) -> None:
    by_name = {iri.rpartition("/")[2]: claim for iri, claim in model.claims.items()}
    assert [by_name[name].held for name in ("A1-1", "A1-2", "A1-3")] == [True, False, False]
    assert by_name["A1-2"].content_of == (ox.NamedNode(node("charge")),)
    assert by_name["A1-3"].wording == "it is said"


def test_dates_are_kept_for_each_account_and_as_hull(model: Projection) -> None:
    hull, account = model.whens[node("talks")]
    assert (hull.graph, hull.earliest, hull.latest) == (None, "1990-01-01", "1991-12-31")
    assert account.graph == ox.NamedNode(OWN + "assertion/A1-1")
    assert (account.text, account.surely_from, account.surely_until) == ("1990/1991", "1990-12-31", "")


def test_of_entailed_edges_only_the_most_specific_is_drawn_with_its_acts(model: Projection) -> None:
    entailed = [edge for edge in model.edges if edge.entailed]
    assert [(edge.subject, edge.predicate, edge.object) for edge in entailed] == [MET]
    assert entailed[0].acts == (node("talks"),)
    (way,) = entailed[0].derivations
    assert way.rule == "met"
    assert way.premises == ((node("talks"), DIP + "actor", MET[0]), (node("talks"), DIP + "counterpart", MET[2]))


def test_rumour_and_speech_connect_nobody(model: Projection) -> None:
    assert chains(model, node("ada"), node("south")) == []
    assert measures(model)[node("ada")].degree == 0
    assert ("charge", "actor") in {(subject.rpartition("/")[2], predicate.removeprefix(DIP)) for subject, predicate, _ in roles(model)}
    assert node("secret") not in {subject for subject, _, _ in roles(model)}
    graph = to_networkx(model)
    assert not graph.has_edge(node("secret"), node("ada"))
    assert graph.edges[MET[0], MET[2], DIP + "met"]["acts"] == node("talks")


def test_the_model_is_the_same_in_every_order_of_quads(model: Projection) -> None:
    store = ox.Store()
    quads = list(ox.parse(DATA, ox.RdfFormat.TRIG))
    store.extend(reversed(quads))
    again = read(store, OWN)
    assert list(again.nodes) == list(model.nodes)
    assert again.facts == model.facts
    assert again.whens == model.whens


@settings(max_examples=25)
@given(st.integers(20, 160), st.integers(0, 10_000))
def test_measures_are_those_of_networkx_on_the_dealings(size: int, seed: int) -> None:
    projection = synthetic(size, seed)
    plain: nx.Graph[str] = nx.Graph()
    plain.add_edges_from((edge.subject, edge.object) for edge in projection.edges)
    table = measures(projection)
    assert {iri: measure.others for iri, measure in table.items()} == {iri: plain.degree(iri) if iri in plain else 0 for iri in table}
    edges = Counter(act for edge in projection.edges for act in edge.acts)
    weight = dict.fromkeys(table, 0.0)
    for edge in projection.edges:
        for end in (edge.subject, edge.object):
            weight[end] += sum(1 / edges[act] for act in edge.acts)
    assert all(measure.degree == pytest.approx(weight[iri], abs=1e-3) for iri, measure in table.items())
    expected = nx.betweenness_centrality(plain) if len(plain) > 2 else {}
    assert all(measure.betweenness == pytest.approx(expected.get(iri, 0.0), abs=1e-6) for iri, measure in table.items())
    # The rank is one among those who are ranked, so that it is never beyond their number.
    dealing = [measure for measure in table.values() if measure.others]
    assert all(measure.rank <= len(dealing) for measure in dealing)
    assert min((measure.rank for measure in dealing), default=1) == 1


def test_the_betweenness_of_a_large_network_is_estimated_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    projection = synthetic(1_000)
    exact = measures(projection)
    assert not any(measure.estimated for measure in exact.values())
    assert explanations(exact) == EXPLANATIONS
    monkeypatch.setattr("kg.network.measures.STEPS", 60_000)
    table = measures(projection)
    assert table == measures(projection)
    assert all(measure.estimated for measure in table.values())
    assert table != {iri: measure._replace(estimated=True) for iri, measure in exact.items()}
    assert all(measure.betweenness == pytest.approx(exact[iri].betweenness, abs=0.05) for iri, measure in table.items())
    assert explanations(table)["betweenness"] == f"{EXPLANATIONS['betweenness']}\n{ESTIMATED}"


@settings(max_examples=25)
@given(st.integers(30, 160), st.integers(0, 10_000))
def test_chains_are_shortest_and_each_step_has_an_act(size: int, seed: int) -> None:
    projection = synthetic(size, seed)
    tied = sorted({end for edge in projection.edges for end in (edge.subject, edge.object)})
    plain: nx.Graph[str] = nx.Graph()
    plain.add_edges_from((edge.subject, edge.object) for edge in projection.edges)
    for end in tied[1:6]:
        found = chains(projection, tied[0], end)
        if not nx.has_path(plain, tied[0], end):
            assert found == []
            continue
        assert {len(chain) for chain in found} == {nx.shortest_path_length(plain, tied[0], end)}
        for chain in found:
            assert (chain[0].source, chain[-1].target) == (tied[0], end)
            assert all(step.edges and all(edge.acts for edge in step.edges) for step in chain)


def test_a_lasting_tie_is_a_step_only_on_request() -> None:
    projection = synthetic(60)
    alone = [iri for iri in projection.nodes if "agent" in iri and not any(iri in (edge.subject, edge.object) for edge in projection.edges)]
    tied = projection.edges[0].subject
    projection.edges.append(Edge(alone[0], DIP + "bodyOf", tied, False))
    assert chains(projection, alone[0], tied) == []
    ((step,),) = chains(projection, alone[0], tied, lasting=True)
    assert (step.source, step.target) == (alone[0], tied)


@pytest.mark.parametrize("size", [30, 600, 4_000])
def test_no_two_nodes_stand_on_one_spot(size: int) -> None:
    at = positions(synthetic(size))
    assert len(at) == size
    assert len(set(at.values())) > 0.99 * size


def test_positions_do_not_depend_on_the_hash_seed() -> None:
    imports = "from tests.browser.synthetic import synthetic; from kg.network.positions import positions"
    script = f"{imports}; print(sorted(positions(synthetic(900)).items()))"
    outputs = {
        subprocess.run(
            [sys.executable, "-c", script], cwd=ROOT, env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1


def test_no_community_is_too_large_for_a_spring() -> None:
    graph: nx.Graph[str] = nx.complete_graph(1_000)
    named = nx.relabel_nodes(graph, {number: f"{BASE}id/{number}" for number in graph})
    found = communities(named)
    assert sum(len(members) for members in found) == 1_000
    assert max(len(members) for members in found) <= SPRING_LIMIT


def test_what_is_said_to_be_absent_between_two_agents_connects_nobody() -> None:
    """The ontology marks such a relation, and one to the dead, to predecessors or to those in the news; a refusal is not one."""
    graph = straits()
    projection = project(graph.workspace, graph.snapshot)
    marked = {iri.removeprefix(DIP) for iri, term in projection.terms.items() if term.no_tie}
    of_memory = {"attendedFuneralOf", "honouredMemoryOf", "reportedOn", "succeeded"}
    assert marked == {"hasNoRelationsWith", "isNotMemberOf", "isNotPartyTo"} | of_memory
    negative = {iri.removeprefix(DIP) for iri, term in projection.terms.items() if term.negative}
    assert {"hasNoRelationsWith", "doesNotRecognize", "isNotMemberOf", "isNotPartyTo", "refusedToRecognize"} <= negative
    assert not negative & (of_memory | {"recognized", "attacked", "condemned", "votedAgainst"})
    before = {edge.predicate for edge in between_agents(projection)}
    assert {DIP + "refusedToRecognize", DIP + "doesNotRecognize"} <= before
    projection.terms[DIP + "refusedToRecognize"] = replace(projection.terms[DIP + "refusedToRecognize"], no_tie=True)
    assert {edge.predicate for edge in between_agents(projection)} == before - {DIP + "refusedToRecognize"}
