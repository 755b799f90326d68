"""The edges of a hand-made network: which are held, which passages and witnesses support them, and their dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from kg.export.edges import Line, Network
from kg.namespaces import DIP, RDF
from kg.network.model import Edge, Fact, Node, Projection, Term, Way
from kg.record.model import Claim, Document, Passage, When
from kg.record.names import Names
from kg.record.record import Record
from kg.snapshot.proofs import Derivation, Proofs

if TYPE_CHECKING:
    from collections.abc import Mapping

BASE = "https://example.org/w/"
TYPE = RDF + "type"


def iri(name: str) -> str:
    return f"{BASE}id/{name}"


def node(name: str) -> NamedNode:
    return NamedNode(iri(name))


def document(name: str, witness: str) -> Document:
    return Document(node(name), name, "", "", "", "", "", "", None, (), node(witness))


def claim(name: str, *passages: str, standing: str = "Stated", held: bool = True, rank: str = "Normal") -> Claim:
    return Claim(node(name), standing, held, rank, passages=tuple(map(node, passages)))


def projection(*claims: Claim, facts: list[Fact] | None = None) -> Projection:
    """Two agents, two acts, six passages, and three documents, two of which share text."""
    found = Projection(BASE)
    groups = {"ada": "person", "bo": "person", "talks": "act", "visit": "act"}
    found.nodes = {iri(name): Node(iri(name), name, group) for name, group in groups.items()}
    found.documents = {iri(name): document(name, witness) for name, witness in (("d1", "d1"), ("d2", "d1"), ("d3", "d3"))}
    where = {"p1": ("d1", 10), "p2": ("d1", 9), "p3": ("d2", 1), "p4": ("d3", 1), "p5": ("d3", 2), "p6": ("d3", 3)}
    found.passages = {iri(name): Passage(node(name), node(source), number) for name, (source, number) in where.items()}
    found.claims = {each.graph.value: each for each in claims}
    found.facts = facts or []
    return found


class Given(Proofs):
    """Proofs that are given and not read from a file."""

    def __init__(self, derivations: Mapping[Triple, tuple[Derivation, ...]]) -> None:
        super().__init__("given")
        self._all = dict(derivations)


def network(of: Projection, derivations: Mapping[Triple, tuple[Derivation, ...]] | None = None) -> Network:
    """The network of a projection, with a record that says the same."""
    store = Store()

    def put(subject: NamedNode, name: str, value: NamedNode | Literal, graph: NamedNode | DefaultGraph | None = None) -> None:
        store.add(Quad(subject, NamedNode(DIP + name), value, graph or node("record")))

    for each in of.claims.values():
        put(each.graph, "standing", NamedNode(DIP + each.standing))
        put(each.graph, "held", Literal(str(each.held).lower()))
        for passage in each.passages:
            put(each.graph, "cites", passage)
    for document in of.documents.values():
        put(document.node, "witness", document.witness)
    for known in of.passages.values():
        put(known.node, "document", known.document)
        put(known.node, "number", Literal(str(known.number)))
    for stated in of.facts:
        assert isinstance(stated.object, str)
        spo = NamedNode(stated.subject), NamedNode(stated.predicate), NamedNode(stated.object)
        store.extend(Quad(*spo, NamedNode(graph)) for graph in stated.claims)
        if of.holds(stated):
            store.add(Quad(*spo, DefaultGraph()))
    for name, accounts in of.whens.items():
        for when in accounts:
            for key, text in (("date", when.text), ("earliest", when.earliest), ("latest", when.latest)):
                if text:
                    put(NamedNode(name), key, Literal(text), when.graph or DefaultGraph())
    return Network(of, Record(Names(store, {}), Given(derivations or {})))


def fact(subject: str, predicate: str, value: str, *claims: str, origin: str = "claim") -> Fact:
    return Fact(iri(subject), DIP + predicate if predicate != TYPE else TYPE, iri(value), tuple(map(iri, claims)), origin)


def triple(subject: str, predicate: str, value: str) -> Triple:
    return Triple(node(subject), NamedNode(DIP + predicate if predicate != TYPE else TYPE), node(value))


def short(names: tuple[str, ...]) -> list[str]:
    return [name.rpartition("/")[2] for name in names]


MET = (iri("ada"), DIP + "met", iri("bo"))


def inferred(*premises: Triple, of: Projection, derivations: Mapping[Triple, tuple[Derivation, ...]] | None = None) -> Line:
    """The one edge that is inferred when Ada meets Bo by the given premises, all about the talks."""
    way = Way(Derivation("met", premises), (iri("talks"),))
    of.edges = [Edge(*MET, True, (way,))]
    [line] = [line for line in network(of, derivations).lines() if line.basis == "rule"]
    return line


def test_documents_that_share_text_are_one_witness() -> None:
    found = network(projection())
    counts = {names: found.witnesses(map(iri, names.split())) for names in ("p1", "p1 p2", "p1 p3", "p1 p4", "p1 p3 p4 p5", "")}
    assert counts == {"p1": 1, "p1 p2": 1, "p1 p3": 1, "p1 p4": 2, "p1 p3 p4 p5": 2, "": 0}


def test_passages_are_in_the_order_of_their_documents_and_numbers() -> None:
    assert short(network(projection()).in_order(map(iri, ("p4", "p1", "p3", "p2", "p1")))) == ["p2", "p1", "p3", "p4"]


def test_an_inferred_edge_rests_on_the_passages_of_roles_and_not_of_types() -> None:
    claims = (claim("c1", "p1"), claim("c2", "p2"), claim("c3", "p3"))
    facts = [
        fact("talks", "actor", "ada", "c1"),
        fact("talks", "counterpart", "bo", "c2"),
        fact("talks", TYPE, "Meeting", "c1", "c3"),
    ]
    premises = (triple("talks", "actor", "ada"), triple("talks", "counterpart", "bo"), triple("talks", TYPE, "Meeting"))
    line = inferred(*premises, of=projection(*claims, facts=facts))
    assert (short(line.passages), line.act, line.held, line.standing) == (["p2", "p1"], iri("talks"), True, "Stated")


def test_an_edge_inferred_from_types_alone_rests_on_their_passages() -> None:
    found = projection(claim("c3", "p3"), facts=[fact("talks", TYPE, "Meeting", "c3")])
    assert short(inferred(triple("talks", TYPE, "Meeting"), of=found).passages) == ["p3"]


def test_no_unheld_claim_is_behind_an_inferred_edge() -> None:
    claims = (claim("c1", "p1"), claim("c4", "p4", standing="Rumoured", held=False))
    found = projection(*claims, facts=[fact("talks", "actor", "ada", "c1", "c4")])
    assert short(inferred(triple("talks", "actor", "ada"), of=found).passages) == ["p1"]


def test_the_passages_of_an_inferred_premise_are_those_of_its_own_premises_also_in_a_circle() -> None:
    claims = (claim("c1", "p1"), claim("c5", "p5"))
    facts = [fact("talks", "actor", "ada", "c1"), fact("talks", "member", "visit", "c5")]
    middle = triple("talks", "participant", "bo")
    derivations = {
        middle: (
            Derivation("part", (triple("talks", "member", "visit"), triple("talks", "participant", "ada"))),
            Derivation("again", (middle,)),
        )
    }
    line = inferred(triple("talks", "actor", "ada"), middle, of=projection(*claims, facts=facts), derivations=derivations)
    assert short(line.passages) == ["p1", "p5"]


def test_an_edge_counts_only_the_derivations_that_rest_on_its_act() -> None:
    claims = (claim("c1", "p1"), claim("c5", "p5"))
    found = projection(*claims, facts=[fact("talks", "actor", "ada", "c1"), fact("visit", "actor", "ada", "c5")])
    ways = tuple(Way(Derivation("met", (triple(act, "actor", "ada"),)), (iri(act),)) for act in ("talks", "visit"))
    found.edges = [Edge(*MET, True, ways)]
    lines = [line for line in network(found).lines() if line.basis == "rule"]
    assert [(line.act, short(line.passages)) for line in lines] == [(iri("talks"), ["p1"]), (iri("visit"), ["p5"])]


def test_the_edges_of_an_act_share_its_weight() -> None:
    """Ada and Bo met in the talks, and Ada visited Bo in the visit. The talks have two edges, the visit has one."""
    talks, visit = (Way(Derivation("r", (triple(act, "actor", "ada"),)), (iri(act),)) for act in ("talks", "visit"))
    found = projection()
    found.edges = [
        Edge(*MET, True, (talks,)),
        Edge(iri("bo"), DIP + "met", iri("ada"), True, (talks,)),
        Edge(iri("ada"), DIP + "visited", iri("bo"), True, (visit,)),
        Edge(iri("ada"), DIP + "condemned", iri("visit"), True, (talks,)),
    ]
    weights = {(line.kind.removeprefix(DIP), line.source.rpartition("/")[2]): line.weight for line in network(found).lines()}
    assert weights == {
        ("condemned", "ada"): 1,
        ("met", "ada"): pytest.approx(0.5),
        ("met", "bo"): pytest.approx(0.5),
        ("visited", "ada"): 1,
    }


def test_a_role_leaves_out_the_more_general_edge_that_a_rule_infers() -> None:
    found = projection(claim("c1", "p1"), facts=[fact("talks", "actor", "ada", "c1")])
    found.terms = {DIP + "actor": Term(DIP + "actor", "actor", (DIP + "participant",))}
    found.edges = [Edge(iri("talks"), DIP + each, iri("ada"), True) for each in ("participant", "target")]
    assert [(line.basis, line.kind) for line in network(found).lines()] == [("role", DIP + "actor"), ("rule", DIP + "target")]


def test_a_fact_has_a_line_for_each_standing() -> None:
    claims = (
        claim("c1", "p1"),
        claim("c2", "p2"),
        claim("c3", "p3", standing="Hedged", held=False),
        claim("c4", "p4", held=False, rank="Deprecated"),
        claim("c5", "p5", held=False)._replace(content_of=(node("visit"),)),
    )
    found = network(projection(*claims, facts=[fact("talks", "actor", "ada", "c1", "c2", "c3", "c4", "c5")]))
    assert [(line.standing, line.held, short(line.passages)) for line in found.lines(claimed=True)] == [
        ("Hedged", False, ["p3"]),
        ("Said", False, ["p5"]),
        ("Stated", True, ["p2", "p1"]),
        ("Withdrawn", False, ["p4"]),
    ]
    assert [line.standing for line in found.lines()] == ["Stated"]


def test_what_the_background_says_is_held_though_a_claim_only_hedges_it() -> None:
    """The curators hold a fact, and a passage hedges the same fact: its ends and its edge are held."""
    hedged = claim("c3", "p3", standing="Hedged", held=False)
    role = fact("talks", "actor", "ada", "c3", origin="background")
    relation = fact("ada", "bodyOf", "bo", "c3", origin="background")
    whole = projection(hedged, facts=[role, relation])
    whole.edges = [Edge(relation.subject, relation.predicate, iri("bo"), False)]
    found = network(whole)
    assert [(line.basis, line.standing, short(line.passages)) for line in found.lines()] == [
        ("relation", "Background", []),
        ("role", "Background", []),
    ]
    assert [(line.basis, line.standing) for line in found.lines(claimed=True) if not line.held] == [
        ("relation", "Hedged"),
        ("role", "Hedged"),
    ]


HULL = When(None, "1950", "1950-01-01", "1950-12-31", words="1950")
EARLY = When(node("c1"), "1949", "1949-01-01", "1949-12-31")
LATE = When(node("c2"), "1951", "1951-01-01", "1951-12-31")
OPEN = When(node("c3"), "1940/..", "1940-01-01", "")
BEGINNING = When(node("c4"), "../1960", "", "1960-12-31")


def dated(*facts: Fact, **whens: tuple[When, ...]) -> Network:
    found = projection(facts=list(facts))
    found.whens = {iri(name): accounts for name, accounts in whens.items()}
    return network(found)


def line(source: str, act: str = "", *, held: bool) -> Line:
    return Line(iri(source), iri("bo"), DIP + "actor", "role", iri(act) if act else "", "Stated", held, ())


def test_an_edge_is_dated_by_its_act_and_a_relation_by_its_source() -> None:
    found = dated(talks=(HULL, EARLY), ada=(HULL._replace(text="1960", words="1960"),))
    assert found.when(line("ada", "talks", held=True)) == HULL
    assert found.when(line("ada", held=True)) == HULL._replace(text="1960", words="1960")
    assert found.when(line("bo", held=True)) is None


def test_the_accounts_that_are_held_date_an_edge_whether_it_is_held_or_not() -> None:
    assert dated(talks=(HULL, EARLY)).when(line("ada", "talks", held=False)) == HULL


def test_what_is_not_held_does_not_date_a_held_edge() -> None:
    held = fact("talks", "actor", "ada", origin="background")
    assert dated(held, talks=(EARLY,)).when(line("ada", "talks", held=True)) is None


def test_an_edge_that_is_not_held_has_the_date_of_all_accounts_together() -> None:
    when = dated(talks=(LATE, EARLY)).when(line("ada", "talks", held=False))
    assert when == When(None, "1949 or 1951", "1949-01-01", "1951-12-31", words="1949 or 1951")
    when = dated(talks=(EARLY, OPEN)).when(line("ada", "talks", held=False))
    assert when == When(None, "1940/.. or 1949", "1949-01-01", "1949-12-31", words="from 1940 or 1949")
    when = dated(talks=(EARLY, BEGINNING)).when(line("ada", "talks", held=False))
    assert when == When(None, "../1960 or 1949", "1949-01-01", "1949-12-31", words="1949")
    assert dated().when(line("ada", "talks", held=False)) is None
