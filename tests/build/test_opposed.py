"""Accounts that give one matter roles that cannot both be right, and accounts that only say more or less."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.authored.locator import Locator
from kg.authored.reading import DataFile, Dataset
from kg.build.filling import fill
from kg.build.opposed import oppositions
from kg.check.accounts import roles_differ
from kg.namespaces import DIP
from kg.ontology import Ontology, load_ontology
from kg.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
BASE = "https://example.org/w/"
HEAD = (ROOT / "tests" / "checks" / "base.trig").read_text(encoding="utf-8")
RECORD = """k:record {
  a:D1-9 dip:cites p:D1 ; dip:standing dip:Stated ; dip:gist "one"@en .
  a:S1-9 dip:cites p:S1 ; dip:standing dip:Stated ; dip:gist "other"@en .
  a:D2-9 dip:cites p:D2 ; dip:standing dip:Stated ; dip:gist "third"@en .
  a:S1-8 dip:cites p:S1 ; dip:standing dip:Hedged ; dip:gist "perhaps"@en .
}
k:background { e:cy a dip:Person ; skos:prefLabel "Cy"@en ; dcterms:source e:doc . }
"""
KILLING = 'a dip:Killing ; skos:prefLabel "Killing"@en'


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return load_ontology(Workspace(ROOT))


def data(ontology: Ontology, **accounts: str) -> Dataset:
    graphs = "".join(f"a:{name.replace('_', '-')} {{ e:deed {KILLING} ; {roles} . }}\n" for name, roles in accounts.items())
    text = HEAD + RECORD + graphs
    return Dataset(BASE, ontology, [DataFile("all.trig", text, ox.parse(text, ox.RdfFormat.TRIG))])


def found(ontology: Ontology, **accounts: str) -> list[tuple[str, ...]]:
    return [tuple(each.rsplit("/", 1)[-1].removeprefix("ontology#") for each in one) for one in oppositions(data(ontology, **accounts))]


def test_murderer_and_victim_are_swapped(ontology: Ontology) -> None:
    swapped = found(ontology, D1_9="dip:actor e:ada ; dip:victim e:bo", S1_9="dip:actor e:bo ; dip:victim e:ada")
    assert swapped == [("deed", "S1-9", "actor", "bo", "D1-9", "victim", "bo")]


def test_they_are_swapped_within_one_document_too(ontology: Ontology) -> None:
    assert len(found(ontology, D1_9="dip:actor e:ada ; dip:victim e:bo", D2_9="dip:actor e:bo ; dip:victim e:ada")) == 1


@pytest.mark.parametrize("role", ["victim", "target", "recipient"])
def test_a_state_and_what_somebody_says_is_its_body_are_swapped(ontology: Ontology, role: str) -> None:
    body = f"dip:actor e:alpha ; dip:{role} e:navy . e:navy a dip:ArmedForce ; dip:bodyOf e:alpha"
    swapped = found(ontology, D1_9=body, S1_9=f"dip:actor e:navy ; dip:{role} e:alpha")
    assert swapped == [("deed", "S1-9", "actor", "navy", "D1-9", role, "navy")]


def test_two_documents_name_different_victims(ontology: Ontology) -> None:
    different = found(ontology, D1_9="dip:actor e:ada ; dip:victim e:bo", S1_9="dip:actor e:ada ; dip:victim e:cy")
    assert different == [("deed", "S1-9", "victim", "cy", "D1-9", "victim", "bo")]


@pytest.mark.parametrize(
    "accounts",
    [
        {"D1_9": "dip:actor e:ada ; dip:victim e:bo", "S1_9": "dip:actor e:ada , e:cy ; dip:victim e:bo"},
        {"D1_9": "dip:actor e:ada ; dip:victim e:bo", "S1_9": "dip:victim e:bo"},
        {"D1_9": "dip:actor e:ada", "D2_9": "dip:actor e:cy"},
        {"D1_9": "dip:actor e:ada ; dip:victim e:bo", "S1_8": "dip:actor e:bo ; dip:victim e:ada"},
        {"D1_9": "dip:actor e:alpha ; dip:victim e:bo", "S1_9": "dip:actor e:ada ; dip:victim e:bo"},
        {"D1_9": "dip:actor e:ada ; dip:target e:bo", "S1_9": "dip:actor e:ada ; dip:target e:cy"},
        {"D1_9": "dip:actor e:ada , e:bo ; dip:target e:bo", "S1_9": "dip:actor e:ada ; dip:target e:bo"},
    ],
    ids=[
        "one names more",
        "one names less",
        "two passages of one document",
        "one is hedged",
        "a person and her state",
        "two targets",
        "one is on both sides",
    ],
)
def test_what_is_no_conflict(ontology: Ontology, accounts: dict[str, str]) -> None:
    assert found(ontology, **accounts) == []


def test_the_build_marks_the_matter_and_the_check_reports_it_once(ontology: Ontology) -> None:
    world = data(ontology, D1_9="dip:actor e:ada ; dip:victim e:bo", S1_9="dip:actor e:bo ; dip:victim e:ada")
    marks = {str(each.object)[1:-1] for each in fill(world).default if each.predicate.value == DIP + "rolesConflictIn"}
    assert marks == {BASE + "assertion/D1-9", BASE + "assertion/S1-9"}
    [finding] = roles_differ(Locator(world))
    assert finding.what == "e:deed has e:bo as actor in a:S1-9, and e:bo as victim in a:D1-9"
    assert finding.place is not None
    assert "dip:actor e:bo" in world.files[0].text.split("\n")[finding.place.line - 1]


def test_a_note_settles_it(ontology: Ontology) -> None:
    note = (
        "dip:actor e:bo ; dip:victim e:ada . } "
        'k:record { e:n a dip:Note ; dip:on e:deed ; dip:noteKind dip:ConflictingClaims ; dip:gist "two"@en ; dip:cites p:D1 , p:S1 '
    )
    assert list(roles_differ(Locator(data(ontology, D1_9="dip:actor e:ada ; dip:victim e:bo", S1_9=note)))) == []
