"""The rules about single statements look only at statements that are unusual: they find what they find among all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

import kg.authored.lint as linting
from kg.authored.finding import Finding, by_place
from kg.authored.reading import Dataset, read_data, read_text_of_data
from kg.ontology import Ontology, load_ontology
from kg.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
BASE = "https://example.org/w/"
RULES = (linting.blank_node, linting.unwritable_term, linting.undeclared_term, linting.no_thing, linting.bad_date)
HEAD = f"""@prefix dip: <https://w3id.org/chancery/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix e: <{BASE}id/> . @prefix a: <{BASE}assertion/> .
"""
SLIPS = (
    "e:x a dip:Visitt .",
    "e:x a e:thing .",
    'e:x a "Visit" .',
    "e:x dip:actr e:y .",
    'e:x dip:actor "y" .',
    "e:x dip:actor dip:Visit .",
    "e:x dip:actor dip:actor .",
    "e:x dip:noteKind dip:NotStatedd .",
    "e:x dip:actor _:b . _:b dip:actor e:y .",
    "_:c dip:actor e:y .",
    'e:x dip:date "1974-13"^^edtf:EDTF .',
    'e:x dip:date "1974" .',
    "e:x dip:date e:y .",
    "e:x dip:date _:d .",
    'e:x dcterms:date "nonsense"^^edtf:EDTF .',
    'e:x skos:prefLabel "a\\u0007b"@en .',
    'e:x skos:prefLabel "two\\nlines"@en .',
    "e:x dip:about <<( e:x dip:actor e:y )>> .",
    "e:x <https://elsewhere.example/p> e:y .",
)
USUAL = 'e:x a dip:Visit ; skos:prefLabel "A visit"@en ; dip:actor e:y ; dip:date "1974-02"^^edtf:EDTF ; dip:dateBasis dip:AsStated .'


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return load_ontology(Workspace(ROOT))


def data_of(ontology: Ontology, *statements: str) -> Dataset:
    texts = [HEAD + f"a:A{number}-1 {{ {each} }}\n" for number, each in enumerate(statements)]
    return Dataset(BASE, ontology, [read_text_of_data(text, f"{number}.trig")[0] for number, text in enumerate(texts)])


def found_by(rule: Callable[[Dataset], Iterable[Finding]], data: Dataset) -> list[Finding]:
    return sorted(rule(data), key=by_place)


def test_nothing_is_lost(ontology: Ontology, monkeypatch: pytest.MonkeyPatch) -> None:
    data = data_of(ontology, USUAL, *SLIPS, USUAL)
    few = {rule: found_by(rule, data) for rule in RULES}
    assert all(few.values())
    assert len(linting.unusual(data)) < len(list(data.statements()))
    monkeypatch.setattr(linting, "unusual", lambda data: list(data.statements()))
    assert {rule: found_by(rule, data) for rule in RULES} == few


@pytest.mark.parametrize("slip", [each for each in SLIPS if "lines" not in each and '"Visit"' not in each])
def test_each_slip_is_found(ontology: Ontology, slip: str) -> None:
    data = data_of(ontology, USUAL, slip)
    assert any(found_by(rule, data) for rule in RULES), slip


def test_the_data_have_few_unusual_statements(ontology: Ontology) -> None:
    workspace = Workspace(ROOT)
    data = Dataset(workspace.base, ontology, read_data(workspace)[0])
    assert not any(found_by(rule, data) for rule in RULES)
    assert len(linting.unusual(data)) < 20
