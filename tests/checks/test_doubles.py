"""The rule same-agent: which labels are probably names of one agent, and which are not."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.authored.locator import Locator
from kg.authored.reading import DataFile, Dataset
from kg.check.doubles import same_agents
from kg.ontology import Ontology, load_ontology
from kg.workspace import Workspace

HERE = Path(__file__).parent
HEAD = (HERE / "base.trig").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return load_ontology(Workspace(HERE.parents[1]))


def found(ontology: Ontology, kind: str, one: str, other: str, more: str = "") -> list[str]:
    nodes = "".join(f'e:{name} a dip:{kind} ; skos:prefLabel "{label}"@en . ' for name, label in (("one", one), ("two", other)))
    text = f"{HEAD}k:background {{ {nodes} {more} }}"
    locator = Locator(Dataset("https://example.org/w/", ontology, [DataFile("a.trig", text, ox.parse(text, ox.RdfFormat.TRIG))]))
    return [each.what for each in same_agents(locator)]


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("Person", "Cy Dunwood", "Dunwood"),
        ("Person", "Cy Dunwood", "President Cy Dunwood"),
        ("Person", "Cy Dunwood", "Dunwood Cy"),
        ("State", "Gamma", "Republic of Gamma"),
        ("InternationalOrganization", "League of Northern Lakes", "LNL"),
    ],
)
def test_two_names_of_one_agent(ontology: Ontology, kind: str, one: str, other: str) -> None:
    assert found(ontology, kind, one, other) == [f"e:two and e:one are probably one agent: {other} / {one}"]


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("Person", "Cy Dunwood", "Di Dunwood"),
        ("State", "Gamma", "Delta"),
        ("State", "North Gamma", "South Gamma"),
        ("InternationalOrganization", "League of Northern Lakes", "League of Neutral Lands"),
        ("Group", "crowd in the port", "port crowd"),
    ],
)
def test_names_of_two(ontology: Ontology, kind: str, one: str, other: str) -> None:
    assert found(ontology, kind, one, other) == []


def test_a_note_or_a_link_says_that_they_are_two(ontology: Ontology) -> None:
    linked = "e:one dip:bodyOf e:two ."
    assert found(ontology, "InternationalOrganization", "League of Northern Lakes", "LNL", linked) == []
    note = '} k:record { e:n a dip:Note ; dip:on e:one ; dip:noteKind dip:Ambiguity ; dip:cites p:D1 ; dip:gist "two"@en .'
    assert found(ontology, "Person", "Cy Dunwood", "Dunwood", note) == []
