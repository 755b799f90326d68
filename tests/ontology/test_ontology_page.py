"""The ontology and the page that is written from it."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, Graph, URIRef

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "ontology"
NAMESPACE = "https://w3id.org/chancery/ontology#"


@pytest.fixture(scope="module")
def ontology() -> Graph:
    graph = Graph()
    for path in SOURCE.glob("*.ttl"):
        if path.name != "alignments.ttl":
            graph.parse(path)
    return graph


def _own(ontology: Graph, kind: URIRef) -> list[URIRef]:
    """The terms of a kind that the ontology declares itself."""
    terms = [each for each in ontology.subjects(RDF.type, kind) if isinstance(each, URIRef) and each.startswith(NAMESPACE)]
    assert terms
    return terms


@pytest.mark.parametrize("name", ["ontology", "acts"])
def test_page_is_what_the_script_writes(name: str) -> None:
    spec = importlib.util.spec_from_file_location(f"write_{name}_page", ROOT / "scripts" / f"write_{name}_page.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    written = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
    assert written == module.page(SOURCE), f"run scripts/write_{name}_page.py"


@pytest.mark.parametrize(
    ("kind", "mission_roles"),
    [
        ("OpeningOfMission", {"missionOpened"}),
        ("ReopeningOfMission", {"missionOpened"}),
        ("ClosureOfMission", {"missionConcerned"}),
        ("UpgradeOfMission", {"missionConcerned", "resultingMission"}),
    ],
)
def test_a_narrower_role_of_a_kind_stands_for_the_broader_one_from_above(kind: str, mission_roles: set[str]) -> None:
    page = (ROOT / "docs" / "acts.md").read_text(encoding="utf-8")
    entry = re.search(rf"(?ms)^#+ {kind}$(.*?)(?=^#)", page)
    assert entry is not None
    usual = re.search(r"(?m)^- usual: (.*)$", entry[1])
    assert usual is not None
    assert {each for each in re.findall(r"`(\w+)`", usual[1]) if "ission" in each} == mission_roles


@pytest.mark.parametrize("kind", [OWL.Class, OWL.ObjectProperty, OWL.AnnotationProperty, OWL.NamedIndividual])
def test_every_term_is_documented(ontology: Graph, kind: URIRef) -> None:
    for term in _own(ontology, kind):
        labels = list(ontology.objects(term, SKOS.prefLabel))
        definitions = list(ontology.objects(term, SKOS.definition))
        assert len(labels) == len(definitions) == 1, term
        assert str(definitions[0]).endswith("."), term
        assert getattr(labels[0], "language", None) == getattr(definitions[0], "language", None) == "en", term
        assert ontology.value(term, RDFS.isDefinedBy) == URIRef("https://w3id.org/chancery/ontology"), term


@pytest.mark.parametrize("kind", [OWL.Class, OWL.ObjectProperty, OWL.AnnotationProperty])
def test_every_class_and_property_has_one_example(ontology: Graph, kind: URIRef) -> None:
    for term in _own(ontology, kind):
        examples = list(ontology.objects(term, SKOS.example))
        assert len(examples) == 1, term
        assert getattr(examples[0], "language", None) == "en", term
        assert str(examples[0]).endswith("."), term


def test_a_scope_note_names_terms_that_exist(ontology: Graph) -> None:
    """A word with a capital inside, such as onText, is the name of a term. A term has at most one scope note."""
    names = {str(each).removeprefix(NAMESPACE) for each in ontology.subjects(RDFS.isDefinedBy, None)}
    notes = {term: list(ontology.objects(term, SKOS.scopeNote)) for term in ontology.subjects(SKOS.scopeNote, None)}
    assert len(notes) > 200
    for term, (note, *more) in notes.items():
        assert not more, term
        named = set(re.findall(r"(?<![\w:])[a-zA-Z][a-z]+[A-Z]\w+", str(note)))
        assert named <= names, (term, named - names)


def test_the_domain_of_a_role_is_no_single_kind_of_matter(ontology: Graph) -> None:
    """A series, a matter that is merely mentioned, and an offer of an act have the roles of the act, and are not of its kind."""
    matter = URIRef(NAMESPACE + "Matter")
    entailed = {term for term, note in ontology.subject_objects(SKOS.scopeNote) if "never authored" in str(note)}
    roles = set(_own(ontology, OWL.ObjectProperty)) - entailed - {URIRef(NAMESPACE + "countedIn")}
    assert len(roles) > 80
    for role in roles:
        for domain in ontology.objects(role, RDFS.domain):
            assert domain == matter or matter not in set(ontology.transitive_objects(domain, RDFS.subClassOf)), role


def test_every_term_that_is_used_is_declared(ontology: Graph) -> None:
    declared = set(ontology.subjects(RDF.type, None))
    used = {term for triple in ontology for term in triple if isinstance(term, URIRef) and term.startswith(NAMESPACE)}
    assert used <= declared


def test_no_two_terms_differ_only_by_case(ontology: Graph) -> None:
    terms = {str(each) for each in ontology.subjects(RDFS.isDefinedBy, None)}
    assert len({each.lower() for each in terms}) == len(terms) > 200


def test_no_two_terms_have_one_label(ontology: Graph) -> None:
    terms = [each for each in ontology.subjects(SKOS.prefLabel, None) if isinstance(each, URIRef)]
    # A class and a property may have the same label, two terms of one kind may not.
    named = [(str(ontology.value(each, SKOS.prefLabel)), frozenset(ontology.objects(each, RDF.type))) for each in terms]
    assert len(set(named)) == len(named) > 200
