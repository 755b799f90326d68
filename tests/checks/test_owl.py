"""Reading what Pellet prints, and which triples are suspected in a clash."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.authored.locator import Locator
from kg.authored.reading import DataFile, Dataset
from kg.check.owl import _Axioms, _clashes, explain, parse_explanations
from kg.errors import EnvironmentProblem
from kg.namespaces import RDF
from kg.ontology import load_ontology
from kg.places import Place
from kg.workspace import Workspace

ROOT = Path(__file__).resolve().parent.parent.parent
DIP = "https://w3id.org/chancery/ontology#"
E = "https://example.org/w/id/"
NAMES = {
    "n1": E + "talk",
    "n2": DIP + "counterpart",
    "n3": E + "president",
    "n4": DIP + "LeadingOffice",
    "n5": DIP + "Post",
    "n6": DIP + "participant",
    "n7": DIP + "Agent",
    "n8": DIP + "Location",
    "n9": DIP + "after",
}
PRINTED = """Axiom: Thing subClassOf Nothing

Explanation(s):\x20
1)   n1 n2 n3
     n3 type n4
     n4 subClassOf n5
     n6 range n7
     DisjointClasses(n5
                     n7
                     n8)
     n2 subPropertyOf n6


2)   Asymmetric n9
     n1 n9 n3
     n3 n9 n1


"""


def triple(one: str, two: str, three: str) -> ox.Triple:
    predicate = RDF + "type" if two == "type" else NAMES[two]
    return ox.Triple(ox.NamedNode(NAMES[one]), ox.NamedNode(predicate), ox.NamedNode(NAMES[three]))


def test_explanations_are_read_line_by_line() -> None:
    first, second = parse_explanations(PRINTED, NAMES)
    assert first.assertions == (triple("n1", "n2", "n3"), triple("n3", "type", "n4"))
    assert [text for text, _ in first.axioms] == [
        "{n4} subClassOf {n5}",
        "{n6} range {n7}",
        "DisjointClasses({n5} {n7} {n8})",
        "{n2} subPropertyOf {n6}",
    ]
    assert first.axioms[2][1] == (DIP + "Post", DIP + "Agent", DIP + "Location")
    assert second.assertions == (triple("n1", "n9", "n3"), triple("n3", "n9", "n1"))
    assert second.axioms == (("Asymmetric {n9}", (DIP + "after",)),)


@pytest.mark.parametrize("text", ["", "Explanation: AXIOM IS NOT ENTAILED!", "Explanation(s): \n"])
def test_a_missing_explanation_is_none(text: str) -> None:
    assert parse_explanations(text, NAMES) == []


def test_what_an_assertion_graph_says_is_suspected_before_the_background() -> None:
    ws = Workspace(ROOT)
    text = (
        f"@prefix dip: <{DIP}> .\n@prefix e: <{E}> .\n@prefix a: <https://example.org/w/assertion/> .\n"
        "@prefix k: <https://example.org/w/graph/> .\n@prefix p: <https://example.org/w/passage/> .\n"
        "k:background { e:president a dip:LeadingOffice . }\nk:record { a:D1-1 dip:cites p:D1 . }\n"
        "a:D1-1 {\n  e:talk dip:counterpart e:president .\n}\n"
    )
    data = Dataset("https://example.org/w/", load_ontology(ws), [DataFile("own.trig", text, ox.parse(text, ox.RdfFormat.TRIG))])
    clash, _ = parse_explanations(PRINTED, NAMES)
    (finding,) = _clashes([clash, clash], _Axioms(ws, Locator(data)), "what is held contradicts the ontology", "error")
    assert finding.what == "what is held contradicts the ontology: e:talk dip:counterpart e:president"
    assert finding.place == Place("own.trig", 9, 10)
    assert finding.passages == ("https://example.org/w/passage/D1",)
    assert finding.details[:2] == (
        "e:talk dip:counterpart e:president (own.trig:9:10, a:D1-1, passage p:D1)",
        "e:president a dip:LeadingOffice (own.trig:6:28, k:background)",
    )
    assert finding.details[2].startswith("dip:LeadingOffice subClassOf dip:Post (ontology/missions.ttl:")
    assert finding.details[-1] == "and one more clash"


def test_without_java_there_is_no_explanation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.check.owl.find_java", lambda: None)
    with pytest.raises(EnvironmentProblem, match="Java was not found"):
        explain(load_ontology(Workspace(ROOT)), ())
