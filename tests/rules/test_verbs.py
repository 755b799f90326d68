"""The table of verbs: each pattern concludes what it says, acts end what they end, and slips in the table are named with their place."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import OWL, RDF, RDFS, BNode, Graph, Namespace, URIRef

from kg.errors import DataError
from kg.namespaces import DIP
from kg.ontology import load_ontology
from kg.rules import entail, load_rules, parse_rule
from kg.rules.verbs import verb_rules
from kg.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
NS = Namespace(DIP)
HEAD = (
    f"@prefix dip: <{DIP}> .\n@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
    "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
)
OWN = """
dip:Serenade a owl:Class ; rdfs:subClassOf dip:Act ; skos:prefLabel "serenade"@en .
dip:Aubade a owl:Class ; rdfs:subClassOf dip:Serenade ; skos:prefLabel "aubade"@en .
dip:Silence a owl:Class ; rdfs:subClassOf dip:Act ; skos:prefLabel "silence"@en .
dip:sangTo a owl:ObjectProperty ; rdfs:subPropertyOf dip:dealtWith ; rdfs:range dip:Agent ; skos:prefLabel "sang to"@en ;
    dip:followsFrom [ dip:ofClass dip:Serenade ; dip:fromRole dip:actor ; dip:toRole dip:target ] ;
    dip:endedBy [ dip:ofClass dip:Silence ; dip:fromRole dip:actor ; dip:toRole dip:recipient ] .
"""


@functools.cache
def table() -> Graph:
    """The ontology, read by rdflib."""
    graph = Graph()
    for path in Workspace(ROOT).ontology_files():
        graph.parse(path)
    return graph


def patterns() -> Iterator[tuple[URIRef, BNode]]:
    for verb, node in sorted(table().subject_objects(NS.followsFrom)):
        assert isinstance(verb, URIRef)
        assert isinstance(node, BNode)
        yield verb, node


def facts(node: BNode, space: str) -> list[tuple[str, str, str]]:
    """The least from which a pattern should conclude: an act with its two roles, whose ends have every type that the verbs have."""
    act, one, other = (f"{space}{each}" for each in ("act", "one", "other"))
    graph = table()
    found = [(act, str(RDF.type), str(graph.value(node, NS.ofClass))), (act, str(graph.value(node, NS.fromRole)), one)]
    found.append((act, str(graph.value(node, NS.toRole)), other))
    if role := graph.value(node, NS.whereRole):
        found.append((act, str(role), str(graph.value(node, NS.whereValue))))
    return found


def conclusions(triples: list[tuple[str, str, str]]) -> set[tuple[str, ...]]:
    store = ox.Store()
    store.extend(ox.Quad(*map(ox.NamedNode, each)) for each in triples)
    found = entail(store, load_rules(Workspace(ROOT)))
    return {(each.triple.subject.value, each.triple.predicate.value, str(each.triple.object)[1:-1]) for each in found}  # type: ignore[union-attr]


def test_each_pattern_concludes_what_it_says_and_only_from_both_sides() -> None:
    given, wanted, unwanted = [], {}, {}
    numbers = count()
    for verb, node in patterns():
        space = f"http://e/{next(numbers)}/"
        whole = facts(node, space)
        given += whole
        target = table().value(verb, RDFS.range)
        given += [(f"{space}other", str(RDF.type), str(target))] if target else []
        wanted[f"{space}one", str(verb), f"{space}other"] = verb
        for missing in (1, 2):
            part = facts(node, space := f"http://e/{next(numbers)}/")
            given += [*part[:missing], *part[missing + 1 :]]
            given += [(f"{space}other", str(RDF.type), str(target))] if target else []
            unwanted[f"{space}one", str(verb), f"{space}other"] = verb
    symmetric = {str(verb) for verb in table().subjects(RDF.type, OWL.SymmetricProperty)}
    assert {DIP + "met", DIP + "foughtAgainst", DIP + "hasNoRelationsWith"} <= symmetric
    given += [(verb, str(RDF.type), str(OWL.SymmetricProperty)) for verb in symmetric]
    wanted.update({(other, verb, one): short for (one, verb, other), short in list(wanted.items()) if verb in symmetric})
    found = conclusions(given)
    assert len(wanted) >= 45
    assert [short for triple, short in wanted.items() if triple not in found] == []
    assert [short for triple, short in unwanted.items() if triple in found] == []


def test_each_verb_of_the_table_is_an_entailed_property_below_which_nothing_is_authored() -> None:
    for verb, _ in patterns():
        assert "never authored" in str(table().value(verb, URIRef("http://www.w3.org/2004/02/skos/core#scopeNote"))), verb


def own(small: Path, text: str) -> Workspace:
    (small / "ontology").mkdir(exist_ok=True)
    (small / "ontology" / "own.ttl").write_text(HEAD + text, encoding="utf-8")
    return Workspace(small)


def entailed(ws: Workspace, text: str) -> set[str]:
    """What the rules conclude from facts, as short N-Triples without what is only about types and superproperties."""
    head = HEAD + "@prefix e: <http://e/> .\n@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
    store = ox.Store()
    store.extend(ox.Quad(*each.triple) for each in ox.parse(head + text, ox.RdfFormat.TURTLE))
    ontology = load_ontology(ws)
    store.extend(ox.Quad(*each) for each in ontology.hot_triples)
    found = (str(each.triple) for each in entail(store, load_rules(ws, ontology)))
    wanted = (DIP + name + ">" for name in ("sangTo", "ends", "mayEnd"))
    asked = tuple(wanted)
    return {line.replace("http://e/", "").replace(DIP, "") for line in found if any(each in line for each in asked)}


def test_a_verb_of_a_workspace_follows_from_its_class_and_those_below_and_from_series(small: Path) -> None:
    ws = own(small, OWN)
    assert entailed(ws, "e:x a dip:Serenade ; dip:actor e:a ; dip:target e:b . e:b a dip:State .") == {"<a> <sangTo> <b>"}
    assert entailed(ws, "e:x a dip:Aubade ; dip:actor e:a ; dip:target e:b . e:b a dip:Agent .") == {"<a> <sangTo> <b>"}
    assert entailed(ws, "e:x a dip:Aubade ; dip:actor e:a ; dip:target e:b . e:b a dip:Matter .") == set()
    series = "e:x a dip:ActSeries ; dip:memberKind dip:Aubade ; dip:actor e:a ; dip:target e:b . e:b a dip:Agent ."
    assert entailed(ws, series) == {"<a> <sangTo> <b>"}
    rule = next(each for each in load_rules(ws) if each.name == "sang-to")
    assert rule.explanation == "The actor of a serenade sang to its target."


BEGIN = "e:x a dip:Serenade ; dip:actor e:a ; dip:target e:b . e:b a dip:Agent . e:y a dip:Silence ; dip:actor e:a ; dip:recipient e:b . "


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ('e:x dip:begunBy "1970-01-01"^^xsd:date . e:y dip:earliest "1970-01-02"^^xsd:date .', "ends"),
        ("e:y dip:after e:x .", "ends"),
        ("", "mayEnd"),
        ('e:x dip:begunBy "1970-12-31"^^xsd:date . e:y dip:earliest "1970-01-01"^^xsd:date .', "mayEnd"),
        ('e:x dip:earliest "1970-01-02"^^xsd:date . e:y dip:latest "1970-01-01"^^xsd:date .', ""),
        ("e:x dip:after e:y .", ""),
        ("e:y dip:after e:x ; dip:outcome dip:Failed .", ""),
    ],
)
def test_an_act_ends_what_came_surely_before_it_and_may_end_what_can_have(small: Path, dates: str, expected: str) -> None:
    found = entailed(own(small, OWN), BEGIN + dates) - {"<a> <sangTo> <b>"}
    assert found == ({f"<y> <{expected}> <x>"} if expected else set())


def test_an_act_towards_somebody_else_ends_nothing(small: Path) -> None:
    text = BEGIN.replace("dip:recipient e:b", "dip:recipient e:c") + "e:y dip:after e:x ."
    assert entailed(own(small, OWN), text) == {"<a> <sangTo> <b>"}


@pytest.mark.parametrize(
    ("old", "new", "what", "hint"),
    [
        (
            "dip:fromRole dip:actor ; dip:toRole dip:target",
            "dip:fromRole dip:actor",
            "a pattern of the verb dip:sangTo has no dip:toRole",
            "give each pattern one dip:ofClass, one dip:fromRole and one dip:toRole",
        ),
        (
            "dip:toRole dip:target",
            "dip:toRole dip:target , dip:recipient",
            "a pattern of the verb dip:sangTo has more than one dip:toRole",
            "give each pattern one dip:ofClass, one dip:fromRole and one dip:toRole",
        ),
        (
            "dip:ofClass dip:Serenade",
            "dip:ofClass dip:Serenad",
            "the verb dip:sangTo names the class dip:Serenad, which is not declared",
            "declare it, or write dip:Serenade",
        ),
        (
            "dip:toRole dip:target",
            "dip:toRole dip:targett",
            "the verb dip:sangTo names the property dip:targett, which is not declared",
            "declare it, or write dip:target",
        ),
        (
            "dip:toRole dip:target",
            "dip:toRole dip:target ; dip:whereRole dip:position",
            "a pattern of the verb dip:sangTo has only one of dip:whereRole and dip:whereValue",
            "give both",
        ),
    ],
)
def test_a_slip_in_the_table_is_named_with_its_place(small: Path, old: str, new: str, what: str, hint: str) -> None:
    assert old in OWN
    with pytest.raises(DataError) as caught:
        load_rules(own(small, OWN.replace(old, new, 1)))
    assert (caught.value.what, caught.value.hint) == (what, hint)
    assert caught.value.place is not None
    line = HEAD.count("\n") + OWN[: OWN.index("dip:sangTo a")].count("\n") + 1
    assert (caught.value.place.file, caught.value.place.line) == ("ontology/own.ttl", line)


def test_a_rule_file_replaces_the_rule_of_its_name(small: Path) -> None:
    folder = small / "ontology" / "rules"
    folder.mkdir(parents=True)
    text = f"#+ summary: Nobody met.\nPREFIX dip: <{DIP}>\nCONSTRUCT {{ ?a dip:met ?b }} WHERE {{ ?a dip:actor ?b . ?b dip:actor ?a }}"
    (folder / "met.rq").write_text(text, encoding="utf-8")
    (rule,) = [each for each in load_rules(Workspace(small)) if each.name == "met"]
    assert rule.explanation == "Nobody met."


def test_compiled_rules_are_what_their_texts_say() -> None:
    for rule in verb_rules(load_ontology(Workspace(ROOT))):
        parsed = parse_rule(rule.construct, rule.name)
        assert rule._replace(absent=()) == parsed._replace(absent=()), rule.name
        assert set(rule.absent) == set(parsed.absent), rule.name


def test_two_patterns_that_are_alike_are_refused(small: Path) -> None:
    twice = OWN.replace(
        "dip:toRole dip:target ] ;",
        "dip:toRole dip:target ] , [ dip:ofClass dip:Serenade ; dip:fromRole dip:actor ; dip:toRole dip:target ] ;",
    )
    with pytest.raises(DataError, match="two patterns of the verb dip:sangTo are alike: sang-to-serenade-actor-target"):
        load_rules(own(small, twice))


def test_names_and_explanations_of_compiled_rules_are_plain() -> None:
    for rule in verb_rules(load_ontology(Workspace(ROOT))):
        assert rule.explanation[0].isupper()
        assert rule.explanation.endswith(".")
        assert rule.name.replace("-", "").isalnum(), rule.name
