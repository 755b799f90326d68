"""Who says so: claims, witnesses, show, why, what was so by a day; on the graph about Norway and Sweden and on the repository's own."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, Triple, parse

from kg.errors import EnvironmentProblem, NameNotFound
from kg.explain.nearest import reasons
from kg.explain.prov import graph as prov_graph
from kg.explain.show import show
from kg.explain.text import show_text, why_text
from kg.explain.why import said, triple, why
from kg.namespaces import DIP, PROV, RDF, RDFS, prefixes_of
from kg.record.names import Names
from kg.record.record import Record
from kg.record.times import Times
from kg.results import Triples
from kg.rules import load_rules
from kg.snapshot.proofs import Proofs
from tests.asking import fact, graph, nordic


@pytest.fixture(scope="module")
def evidence() -> Record:
    return Record(nordic().names, Proofs(nordic().snapshot.proofs_file))


@pytest.fixture(scope="module")
def own() -> Record:
    return Record(graph().names, Proofs(graph().snapshot.proofs_file))


def e(name: str) -> NamedNode:
    return NamedNode(f"{nordic().snapshot.base}id/{name}")


def dip(name: str) -> NamedNode:
    return NamedNode(DIP + name)


# show


def test_show_tells_held_claimed_inferred_and_doubted(evidence: Record) -> None:
    found = show(evidence, e("sweden"), nordic().snapshot.base)
    assert (found["name"], found["types"]) == ("Sweden", ["state"])
    held = [(each["name"], each["roles"], [passage["name"] for passage in each["passages"]]) for each in found["held"]]
    assert held == [
        ("Union of Norway and Sweden", ["party"], ["the note, The union, sentence 2"]),
        ("Agreement of Karlstad", ["party"], ["the note, The settlement, sentence 8"]),
        ("Recognition of Norway by Sweden", ["actor"], ["the note, The settlement, sentence 9"]),
    ]
    assert [(each["standing"], each["speakers"]) for each in found["claimed"]] == [("hedged", []), ("denied", [])]
    assert "Sweden recognized Norway" in [each["text"] for each in found["inferred"]]
    assert found["doubted"] == []


def test_show_of_a_statement_tells_what_was_said_and_the_notes(evidence: Record) -> None:
    found = show(evidence, e("protest"), nordic().snapshot.base)
    assert [each["speakers"] for each in found["claimed"]] == [["Oscar II"]]
    assert found["claimed"][0]["says"] == ["Declaration of the Storting, 1905: violates Act of Union"]
    assert [each["kind"] for each in found["doubted"]] == ["not stated"]
    assert "On which day he protested is not said." in show_text(found, nordic().names.prefixes)


def test_show_as_of_a_day_leaves_out_what_came_later(evidence: Record) -> None:
    found = show(evidence, e("sweden"), nordic().snapshot.base, date(1905, 9, 15))
    assert [(each["name"], each["was_so"]) for each in found["held"]] == [
        ("Union of Norway and Sweden", "undecided"),
        ("Agreement of Karlstad", "undecided"),
    ]
    assert "undecided as of that day" in show_text(found, nordic().names.prefixes)


def test_show_over_the_whole_graph_has_a_passage_for_all_that_is_held_or_claimed(own: Record) -> None:
    base = graph().snapshot.base
    nodes = {quad.subject for quad in graph().store.quads_for_pattern(None, NamedNode(RDF + "type"), None)}
    things = sorted((node for node in nodes if isinstance(node, NamedNode) and node.value.startswith(base + "id/")), key=str)
    assert len(things) > 400
    for node in things[::7]:
        found = show(own, node, base)
        assert all(each["passages"] for each in (*found["held"], *found["claimed"]))
        assert show_text(found, graph().names.prefixes, 80)
        assert not any(" in capacity of " in each["text"] for each in found["inferred"])  # it would not say whose
        for item in found["held"]:
            assert "participant" not in item["roles"] or item["roles"] == ["participant"]


def made(text: str) -> Record:
    """The evidence of a small graph; its default graph is authored here as the build would fill it."""
    store = Store()
    prefixes = prefixes_of("https://example.org/") | {"rdfs": RDFS}
    head = "".join(f"PREFIX {prefix}: <{namespace}> " for prefix, namespace in prefixes.items())
    store.load(f"{head} {text}".encode(), RdfFormat.TRIG)
    return Record(Names(store, prefixes))


def test_a_general_role_is_not_told_beside_a_special_one() -> None:
    found = made(
        "dip:actor rdfs:subPropertyOf dip:participant . a:1 dip:standing dip:Stated ; dip:held true ; dip:cites p:1 ."
        "a:1 { e:act dip:actor e:x ; dip:participant e:x , e:y ; dip:during e:other . } "
        "{ e:act dip:actor e:x ; dip:participant e:x , e:y ; dip:during e:other . }"
    )

    def told(name: str) -> dict[str, Any]:
        return show(found, NamedNode("https://example.org/id/" + name), "https://example.org/")

    assert [(each["predicate"], each["value"]) for each in told("act")["about"]] == [
        ("dip:actor", "e:x"),
        ("dip:during", "e:other"),
        ("dip:participant", "e:y"),
    ]
    assert [each["roles"] for each in told("x")["held"]] == [["dip:actor"]]
    assert [each["roles"] for each in told("y")["held"]] == [["dip:participant"]]
    assert told("other")["held"][0]["also"] == ["dip:actor: e:x", "dip:during: e:other", "dip:participant: e:y"]


def test_a_held_node_takes_type_and_date_from_what_is_held() -> None:
    found = made(
        "a:1 dip:standing dip:Stated ; dip:held true ; dip:cites p:1 . a:2 dip:standing dip:Rumoured ; dip:held false ; dip:cites p:1 ."
        "a:1 { e:held a dip:Matter . } { e:held a dip:Matter . }"
        'a:2 { e:held a dip:Attack ; dip:date "1974" ; dip:earliest "1974-01-01" ; dip:latest "1974-12-31" .'
        '      e:rumoured a dip:Attack ; dip:date "1974" ; dip:earliest "1974-01-01" ; dip:latest "1974-12-31" . }'
    )
    held, rumoured = (NamedNode("https://example.org/id/" + each) for each in ("held", "rumoured"))
    told = [show(found, each, "https://example.org/") for each in (held, rumoured)]
    assert [(each["types"], each["date"]) for each in told] == [(["dip:Matter"], ""), (["dip:Attack"], "1974")]
    assert found.names.describe(held) == "e:held (e:held, dip:Matter)"
    assert [Times(found.names).by(each, date(1970, 1, 1)) for each in (held, rumoured)] == [None, "no"]


def test_show_has_the_notes_on_what_is_held_of_the_node_itself(own: Record) -> None:
    base = graph().snapshot.base
    found = show(own, NamedNode(base + "id/green-line-border-article"), base)
    assert any(each["gist"].startswith("It is open whether the clause on the border") for each in found["doubted"])


def test_a_row_of_what_is_held_never_rests_on_what_is_not(own: Record) -> None:
    base = graph().snapshot.base + "id/"
    assert own.of_row(NamedNode(base + "musharraf"), []) == []  # only a judgement has him as its subject
    dictator = Literal("military dictator", language="en")
    assert [fact(claim.graph) for claim in own.of_row(NamedNode(base + "musharraf"), [dictator])] == ["A5-3"]


# why


def explain(evidence: Record, subject: str, predicate: str, value: str) -> dict[str, object]:
    made = nordic() if evidence.store is nordic().store else graph()
    rules = {rule.name: rule for rule in load_rules(made.workspace)}
    return why(evidence, triple(evidence.names, subject, predicate, value), made.snapshot.base, rules)


def test_an_entailed_triple_is_proved_down_to_passages(evidence: Record) -> None:
    found = explain(evidence, "delegates of Norway", "met", "delegates of Sweden")
    assert found["held"]
    text = why_text(found)
    assert "by the rule met: " in text
    assert "stated: the note, The settlement, sentence 8" in text
    assert "Meeting in Karlstad — counterpart — delegates of Sweden" in text


def test_every_entailed_triple_has_a_proof_that_ends_in_what_is_asserted(evidence: Record) -> None:
    rules = {rule.name: rule for rule in load_rules(nordic().workspace)}
    base = nordic().snapshot.base

    def grounded(found: dict[str, object]) -> bool:
        if found.get("seen") or found.get("claims") or found.get("graphs"):
            return True
        ways = found["derivations"]
        assert isinstance(ways, list)
        return any(all(grounded(premise) for premise in way["premises"]) for way in ways)

    entailed = [quad.triple for quad in nordic().store.quads_for_pattern(None, None, None, NamedNode(base + "graph/entailed"))]
    assert len(entailed) > 50
    for each in entailed:
        assert grounded(why(evidence, each, base, rules)), each


def test_a_type_is_asked_for_with_a(evidence: Record) -> None:
    assert explain(evidence, "Prince Carl of Denmark", "a", "leader")["held"]
    assert not explain(evidence, "Oscar II", "a", "leader")["held"]


def test_literals_can_be_asked_for(evidence: Record) -> None:
    assert explain(evidence, "e:recognition", "date", "1905-10-26")["held"]
    assert explain(evidence, "e:recognition", "earliest", "1905-10-26")["graphs"] == ["build"]
    assert not explain(evidence, "e:recognition", "date", "1906")["held"]


@pytest.mark.parametrize(
    ("subject", "predicate", "value", "near", "why_not"),
    [
        ("e:declaration", "violates", "Act of Union", "says it", "Oscar II says it, not the document itself"),
        ("e:war", "a", "war", "says it", "the teller says that it is not so"),
        ("Norway", "fought against", "Sweden", "would give it", "the teller says that it is not so"),
        ("Fear of a war", "holder", "Sweden", "says it", "the teller hedges it"),
    ],
)
def test_what_is_not_held_is_told_with_the_nearest_claims(
    evidence: Record, subject: str, predicate: str, value: str, near: str, why_not: str
) -> None:
    found = explain(evidence, subject, predicate, value)
    assert not found["held"]
    nearest = found["nearest"]
    assert isinstance(nearest, list)
    assert (near, why_not) in [(each["near"], each["why"]) for each in nearest]
    assert nearest[0]["passages"]


@pytest.mark.parametrize(
    ("subject", "predicate", "value", "near", "words"),
    [
        ("Pakistan", "recognized", "Israel", "would give it", "condition"),
        ("Pakistan", "intended for", "the Arabs", "names both", "it"),
        ("rifles-czechoslovakia", "intended for", "the Arabs", "says it", "hedges"),
        ("Pakistan", "aided", "the Arabs", "names both", "not the document itself"),
    ],
)
def test_why_pakistan_is_not_held_to_have_done_what_is_only_said(
    own: Record, subject: str, predicate: str, value: str, near: str, words: str
) -> None:
    found = explain(own, subject, predicate, value)
    nearest = found["nearest"]
    assert isinstance(nearest, list)
    assert nearest[0]["near"] == near
    assert words in nearest[0]["why"]


def test_another_value_of_a_literal_comes_near(own: Record) -> None:
    found = explain(own, "abbas-visits", "claimed count", "4")
    nearest = found["nearest"]
    assert isinstance(nearest, list)
    first = nearest[0]
    assert (first["near"], [fact(NamedNode(each["iri"])) for each in first["passages"]]) == ("gives another value", ["A6"])
    assert "it is held, and says something else" in why_text(found)
    assert any("claimed count 3" in each for each in first["says"])


def test_a_voice_without_a_name_is_told_as_such(own: Record) -> None:
    claim = own.claim(NamedNode(graph().snapshot.base + "assertion/A12-2"))
    assert claim is not None
    title = "Information on Pakistani aid reaches Israel's mission"
    assert f"a voice that is not named ({title}) says it" in reasons(own, claim)
    assert said(own, claim)["speakers"] == [f"unnamed ({title})"]
    shown = show(own, NamedNode(graph().snapshot.base + "id/battalion-1948"), graph().snapshot.base)
    assert [f"unnamed ({title})"] in [each["speakers"] for each in shown["claimed"]]


def test_where_nothing_comes_near_it_is_said(evidence: Record) -> None:
    found = explain(evidence, "Karlstad", "met", "Act of Union")
    assert why_text(found).endswith("Nothing comes near: no passage speaks of it.\n")


def test_a_wrong_name_in_a_triple(evidence: Record) -> None:
    with pytest.raises(NameNotFound, match="nothing is called 'Norge'"):
        triple(evidence.names, "Norge", "met", "Sweden")
    with pytest.raises(NameNotFound, match="is called 'mett'") as caught:
        triple(evidence.names, "Norway", "mett", "Sweden")
    assert "met" in caught.value.candidates


def test_a_proof_as_turtle(evidence: Record) -> None:
    found = explain(evidence, "Sweden", "recognized", "Norway")
    made = prov_graph(found, nordic().snapshot.base, evidence, "1.2.3")
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


def proof_in_rdflib(own: Record, subject: str, predicate: str, value: str) -> rdflib.Graph:
    """The proof of a triple of the repository's own graph, as another library reads its Turtle."""
    made = graph()
    rules = {rule.name: rule for rule in load_rules(made.workspace)}
    found = why(own, triple(own.names, subject, predicate, value), made.snapshot.base, rules)
    turtle = Triples(prov_graph(found, made.snapshot.base, own, "1.2.3"), own.names).text("ttl")
    return rdflib.Graph().parse(data=turtle, format="turtle")


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
        "In Islamabad Abbas met the president, the prime minister and the Senate chairman of Pakistan."
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


def test_a_damaged_proof_is_told(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("proofs") / "proofs.jsonl"
    wanted = Triple(e("a"), dip("met"), e("b"))
    with pytest.raises(EnvironmentProblem, match="cannot be read"):
        Proofs(str(path)).of(wanted)
    path.write_text(f'{{"triple":["{wanted.subject}","{wanted.predicate}","{wanted.object}"],"rank":1}}\n', "utf-8")
    with pytest.raises(EnvironmentProblem, match="damaged"):
        Proofs(str(path)).of(wanted)
    path.write_text("", "utf-8")
    assert Proofs(str(path)).of(wanted) == ()
