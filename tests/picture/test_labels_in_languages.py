"""The labels of a page: in its language where they exist in it, else in English."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest

from kg.build import ensure
from kg.namespaces import DIP
from kg.network.projection import project
from kg.picture.about import About
from kg.picture.data import picture_data
from kg.workspace import Workspace
from tests.asking import ROOT, nordic

if TYPE_CHECKING:
    from pathlib import Path

OWN = "https://example.org/nordic/ontology#"
ONTOLOGY = f"""\
@prefix dip: <{DIP}> .
@prefix own: <{OWN}> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

own:BorderTalk a owl:Class ; rdfs:subClassOf dip:Meeting ;
    rdfs:label "border talk"@en ; skos:prefLabel "Grenzgespräch"@de , "a talk"@cy .
own:spokeOfBorderWith a owl:ObjectProperty , owl:SymmetricProperty ; rdfs:subPropertyOf dip:dealtWith ; rdfs:range dip:Agent ;
    skos:prefLabel "spoke of the border with"@en , "sprach über die Grenze mit"@de ;
    dip:followsFrom [ dip:ofClass own:BorderTalk ; dip:fromRole dip:actor ; dip:toRole dip:counterpart ] .
dip:RecognitionStatus rdfs:label "Anerkennung"@de .
dip:RecognizedStatus skos:prefLabel "anerkannt"@de .
"""
"""A kind and a relation of the workspace, and German labels for an aspect and a state of relations."""
CHANGES = {
    'skos:prefLabel "Norway"@en': 'skos:prefLabel "Norway"@en , "Norwegen"@de , "Norge"@da',
    'skos:prefLabel "Sweden"@en': 'skos:prefLabel "Sweden"@en , "Ruotsi"@fi',
    "a dip:Meeting ;": f"a <{OWN}BorderTalk> ;",
    '"Meeting in Karlstad"@en': '"Meeting in Karlstad"@en , "Treffen in Karlstad"@de',
}
LABELS = {
    "de": ("Grenzgespräch", "sprach über die Grenze mit", "Anerkennung", "anerkannt", "Norwegen", "Sweden", "Treffen in Karlstad"),
    "de-AT": ("Grenzgespräch", "sprach über die Grenze mit", "Anerkennung", "anerkannt", "Norwegen", "Sweden", "Treffen in Karlstad"),
    "fr": ("border talk", "spoke of the border with", "recognition status", "is recognized", "Norway", "Sweden", "Meeting in Karlstad"),
}
"""For each language the labels of a kind, a relation, an aspect, a state, two parties and an act."""


@pytest.mark.parametrize("language", LABELS)
def test_labels_are_in_the_language_of_the_page_else_in_english(language: str, tmp_path: Path) -> None:
    folder = tmp_path / "nordic"
    shutil.copytree(ROOT / "tests" / "workspaces" / "nordic", folder, ignore=shutil.ignore_patterns(".kg"))
    settings = folder / "chancery.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace('language = "en"', f'language = "{language}"'), encoding="utf-8")
    (folder / "ontology").mkdir()
    (folder / "ontology" / "own.ttl").write_text(ONTOLOGY, encoding="utf-8")
    note = folder / "data" / "note.trig"
    text = note.read_text(encoding="utf-8")
    for old, new in CHANGES.items():
        assert text.count(old) == 1
        text = text.replace(old, new)
    note.write_text(text, encoding="utf-8")
    workspace = Workspace(folder)
    data: Any = picture_data(project(workspace, ensure(workspace)), About(title="Nordic", language=language))
    terms = {iri: label for iri, label, _ in data["terms"]}
    nodes = {node["i"].rpartition("/")[2]: node["l"] for node in data["nodes"]}
    kind, relation, aspect, value, norway, sweden, meeting = LABELS[language]
    assert terms[OWN + "BorderTalk"] == kind
    assert terms[OWN + "spokeOfBorderWith"] == relation
    assert terms[DIP + "RecognitionStatus"] == aspect
    assert terms[DIP + "RecognizedStatus"] == value
    # The sentence of a rule is in English.
    assert any("border talk spoke of the border with" in sentence for _, sentence in data["rules"])
    assert (nodes["norway"], nodes["sweden"], nodes["meeting"]) == (norway, sweden, meeting)
    # What is not in the language of the page has its own, so that a screen reader pronounces it.
    in_english = {data["nodes"][n]["l"] for tag, of_nodes, *_ in data["spoken"] for n in of_nodes if tag == "en"}
    in_english |= {data["terms"][place][1] for tag, _, of_terms, *_ in data["spoken"] for place in of_terms if tag == "en"}
    assert [each in in_english for each in LABELS[language]] == [language == "fr"] * 5 + [True, language == "fr"]
    of_claims, of_notes = next((claims, notes) for tag, _, _, claims, notes in data["spoken"] if tag == "en")
    assert of_claims == [place for place, claim in enumerate(data["claims"]) if "g" in claim]
    assert of_notes == [place for place, each in enumerate(data["notes"]) if "g" in each]


def test_a_page_in_the_language_of_its_data_names_no_other() -> None:
    opened = nordic()
    projection = project(opened.workspace, opened.snapshot)
    assert picture_data(projection, About(title="Nordic", language="en-GB"))["spoken"] == []
