"""Proofs in PROV-O: from hand-made values, on the graph about Norway and Sweden, and on the repository's own."""

from __future__ import annotations

from dataclasses import replace

import pytest
import rdflib
from pyoxigraph import NamedNode, RdfFormat, Store, parse

from kg.explain.model import ExplainedTriple
from kg.explain.prov import proof
from kg.namespaces import DIP, PROV
from kg.record.names import Names
from kg.record.record import Record
from kg.results import Triples
from tests.asking import fact, graph, nordic
from tests.explain.samples import BASE, HAS_DATE, HELD, NOT_HELD

EXAMPLE = rdflib.Namespace(BASE)


@pytest.fixture(scope="module")
def example() -> Record:
    """A dataset with what the record says about the claims of the hand-made examples."""
    store = Store()
    store.load(
        f"PREFIX e: <{BASE}> PREFIX dip: <{DIP}> PREFIX dcterms: <http://purl.org/dc/terms/> "
        'e:A9 dip:standing dip:Stated ; dip:cites <passage/9> ; dip:readWith <passage/8> ; dip:gist "Sweden recognizes Norway."@en . '
        "<passage/9> dip:document e:note . <passage/8> dip:document e:note . e:note dcterms:title "
        '"The note"@en . '
        "e:A2 dip:standing dip:Planned ; dip:contentOf e:protest ; dip:cites <passage/2> . e:protest dip:actor e:oscar , e:ann . "
        '<note-1> dip:noteKind dip:Ambiguity ; dip:on e:A2 ; dip:gist "Which?"@en ; dip:cites <passage/8> .'.encode(),
        RdfFormat.TURTLE,
        base_iri=BASE,
    )
    return Record(Names(store, {"e": BASE}))


def test_a_held_triple_made_by_hand(example: Record) -> None:
    read = in_rdflib(HELD, BASE, example)
    (statement,) = set(read[: rdflib.RDF.subject : EXAMPLE.sweden])
    assert (statement, rdflib.RDF.predicate, EXAMPLE.recognized) in read
    assert (statement, rdflib.RDF.object, EXAMPLE.norway) in read
    assert (statement, rdflib.RDFS.label, rdflib.Literal("Sweden — recognized — Norway")) in read
    assert len(set(read[statement : prov("wasGeneratedBy")])) == 2
    (date,) = set(read[: rdflib.RDF.object : rdflib.Literal("1905-10-26")])
    (kind,) = set(read[: rdflib.RDF.object : EXAMPLE.Recognition])
    assert set(read[statement : prov("wasDerivedFrom")]) == {date, kind}
    assert set(read[date : prov("wasDerivedFrom")]) == {EXAMPLE["graph/record"]}
    assert set(read[kind : prov("wasDerivedFrom")]) == {EXAMPLE.A9}
    assert set(read[EXAMPLE.A9 : prov("wasDerivedFrom")]) == {EXAMPLE["passage/9"], EXAMPLE["passage/8"]}
    assert (EXAMPLE.A9, rdflib.URIRef(DIP + "gist"), rdflib.Literal("Sweden recognizes Norway.", lang="en")) in read
    assert (EXAMPLE.note, rdflib.DCTERMS.title, rdflib.Literal("The note", lang="en")) in read
    plans = {plan: list(read[plan : rdflib.RDFS.comment]) for plan in read[: rdflib.RDF.type : prov("Plan")]}
    assert plans == {
        EXAMPLE["rule/recognized"]: [rdflib.Literal("The actor of a recognition recognized its recipient.", lang="en")],
        EXAMPLE["rule/older"]: [rdflib.Literal("", lang="en")],
    }


def test_the_nearest_claims_of_a_triple_made_by_hand(example: Record) -> None:
    read = in_rdflib(NOT_HELD, BASE, example)
    (statement,) = set(read[: rdflib.RDF.type : rdflib.RDF.Statement])
    assert set(read[statement : rdflib.RDFS.seeAlso]) == {EXAMPLE.A1, EXAMPLE.A2, EXAMPLE.A9, EXAMPLE.A4}
    assert set(read[statement : prov("wasDerivedFrom")]) == set()
    assert set(read[EXAMPLE.A2 : rdflib.URIRef(DIP + "contentOf")]) == {EXAMPLE.protest}
    assert set(read[EXAMPLE["note-1"] : rdflib.URIRef(DIP + "on")]) == {EXAMPLE.A2}
    assert set(read[EXAMPLE["note-1"] : prov("wasDerivedFrom")]) == {EXAMPLE["passage/8"]}


def test_speakers_are_named_only_if_it_is_held_that_they_speak(example: Record) -> None:
    read = in_rdflib(NOT_HELD, BASE, example)
    assert set(read[EXAMPLE.protest : rdflib.URIRef(DIP + "actor")]) == {EXAMPLE.oscar, EXAMPLE.ann}
    store = Store()
    store.load(
        f"PREFIX dip: <{DIP}> <A2> dip:contentOf <protest> . GRAPH <A3> {{ <protest> dip:actor <oscar> }}".encode(),
        RdfFormat.TRIG,
        base_iri=BASE,
    )
    doubtful = in_rdflib(NOT_HELD, BASE, Record(Names(store, {"e": BASE})))
    assert set(doubtful[EXAMPLE.protest : rdflib.URIRef(DIP + "actor")]) == set()


def test_the_node_of_a_triple_is_the_same_in_every_proof(example: Record) -> None:
    def node(explained: ExplainedTriple) -> set[object]:
        return set(in_rdflib(explained, BASE, example)[: rdflib.RDF.object : rdflib.Literal("1905-10-26")])

    assert node(HELD) == node(HAS_DATE) == node(replace(HAS_DATE, labels=("a", "b", "c"), held=False))


def test_a_proof_as_turtle(record: Record) -> None:
    made = proof(nordic().why("Sweden", "recognized", "Norway"), nordic().snapshot.base, record, "1.2.3")
    text = "\n".join(f"{each} ." for each in made)
    assert {quad.triple for quad in parse(text.encode(), RdfFormat.N_TRIPLES)} == set(made)
    derived = NamedNode(PROV + "wasDerivedFrom")
    passages = {each.object for each in made if each.predicate == derived and "/passage/" in str(each.object)}
    assert {fact(each) for each in passages if isinstance(each, NamedNode)} == {"N9"}
    plans = [each.object for each in made if each.predicate == NamedNode(PROV + "hadPlan")]
    assert NamedNode(nordic().snapshot.base + "rule/recognized") in plans
    assert all(isinstance(each.subject, NamedNode) for each in made)
    assert len(set(made)) == len(made)


def prov(name: str) -> rdflib.URIRef:
    return rdflib.URIRef(PROV + name)


def in_rdflib(explained: ExplainedTriple, base: str, record: Record) -> rdflib.Graph:
    """The Turtle of a proof, parsed by rdflib."""
    turtle = Triples(proof(explained, base, record, "1.2.3"), record.names).text("ttl")
    return rdflib.Graph().parse(data=turtle, format="turtle")


def proof_in_rdflib(own: Record, subject: str, predicate: str, value: str) -> rdflib.Graph:
    """The proof of a triple of the repository's own graph."""
    return in_rdflib(graph().why(subject, predicate, value), graph().snapshot.base, own)


def test_a_proof_as_turtle_leads_to_all_passages_and_their_document(own: Record) -> None:
    read = proof_in_rdflib(own, "Mahmoud Abbas", "met", "Pervez Musharraf")
    base = graph().snapshot.base
    claim = rdflib.URIRef(base + "assertion/A26-1")
    p25, p26, p27 = (rdflib.URIRef(f"{base}passage/A{number}") for number in (25, 26, 27))
    assert set(read[claim : rdflib.URIRef(DIP + "cites")]) == {p26}
    assert set(read[claim : rdflib.URIRef(DIP + "readWith")]) == {p25, p27}
    assert set(read[claim : prov("wasDerivedFrom")]) == {p25, p26, p27}
    assert set(read[claim : rdflib.URIRef(DIP + "standing")]) == {rdflib.URIRef(DIP + "Stated")}
    assert [str(each) for each in read[claim : rdflib.URIRef(DIP + "gist")]] == [
        "In Islamabad in 2005 Abbas met President Musharraf, Prime Minister Aziz and Senate Chairman Soomro."
    ]
    article = rdflib.URIRef(base + "id/article")
    for passage in (p25, p26, p27):
        assert set(read[passage : prov("wasDerivedFrom")]) == set(read[passage : rdflib.URIRef(DIP + "document")]) == {article}
        assert len(list(read[passage : rdflib.RDFS.label])) == 1
    assert [str(each) for each in read[article : rdflib.DCTERMS.title]] == ["Pakistan–Palestine relations"]


@pytest.mark.parametrize(
    "wanted", [("Mahmoud Abbas", "met", "Pervez Musharraf"), ("Pakistan", "recognized", "State of Palestine"), ("Pakistan", "a", "state")]
)
def test_a_proof_as_turtle_keeps_to_prov(own: Record, wanted: tuple[str, str, str]) -> None:
    read = proof_in_rdflib(own, *wanted)
    entities = set(read[: rdflib.RDF.type : prov("Entity")])
    sources = set(read.objects(None, prov("wasDerivedFrom")))
    assert sources
    assert sources <= entities
    assert set(read.objects(None, prov("used"))) <= entities
    engines = set(read[: rdflib.RDF.type : prov("SoftwareAgent")])
    for association in read[: rdflib.RDF.type : prov("Association")]:
        assert set(read[association : prov("agent")]) == engines != set()
        assert len(set(read[association : prov("hadPlan")])) == 1
    for activity in read[: rdflib.RDF.type : prov("Activity")]:
        assert set(read[activity : prov("wasAssociatedWith")]) == engines
    for engine in engines:
        assert [str(each) for each in read[engine : rdflib.SDO.softwareVersion]] == ["1.2.3"]


def test_a_proof_as_turtle_can_end_in_the_background(own: Record) -> None:
    read = proof_in_rdflib(own, "Pakistan", "a", "state")
    background = rdflib.URIRef(graph().snapshot.base + "graph/background")
    assert set(read.objects(None, prov("wasDerivedFrom"))) == {background} <= set(read[: rdflib.RDF.type : prov("Entity")])


def test_a_proof_as_turtle_has_the_notes_on_its_claims(own: Record) -> None:
    made = graph()
    claim = NamedNode(made.snapshot.base + "assertion/A25-1")
    read = proof_in_rdflib(own, f"{made.snapshot.base}id/visit-abbas-2005", "actor", "Mahmoud Abbas")
    assert rdflib.URIRef(claim.value) in set(read.objects(None, prov("wasDerivedFrom")))
    note = rdflib.URIRef(made.snapshot.base + "id/note-a25-also")
    assert rdflib.URIRef(claim.value) in set(read[note : rdflib.URIRef(DIP + "on")])
    assert set(read[note : rdflib.URIRef(DIP + "noteKind")]) == {rdflib.URIRef(DIP + "UncertainReference")}
    assert len(set(read[note : rdflib.URIRef(DIP + "gist")])) == 1
