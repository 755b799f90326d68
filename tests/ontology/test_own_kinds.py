"""docs/own-kinds.md: the kind that it declares works as the page says, in a workspace that has nothing else."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

import kg
from kg.build import build
from kg.cli.main import run
from kg.errors import DataError
from kg.export.edges import network
from kg.network.model import Projection
from kg.picture.style import TONES, tone_of
from kg.workspace import Workspace
from tests.asking import facts
from tests.sampling import sampled

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "own-kinds.md").read_text(encoding="utf-8")
TURTLE = re.findall(r"```turtle\n(.*?)```", PAGE, re.DOTALL)
(TRIG,) = re.findall(r"```trig\n(.*?)```", PAGE, re.DOTALL)
BASE = (ROOT / "tests" / "checks" / "base.trig").read_text(encoding="utf-8")
HEAD = "".join(line for line in BASE.splitlines(True) if line.startswith("@prefix"))
LAKE = "@prefix lake: <https://example.org/lake/ontology#> .\n"
RECORD = """
k:background {
  e:northland a dip:State ; skos:prefLabel "Northland"@en ; dcterms:source e:doc .
  e:southland a dip:State ; skos:prefLabel "Southland"@en ; dcterms:source e:doc .
}
k:record { a:D1-9 dip:cites p:D1 ; dip:standing dip:Stated ; dip:gist "a patrol"@en . }
"""


def workspace(folder: Path, act: str = TRIG, ontology: str = "") -> Path:
    (folder / "data").mkdir(parents=True)
    (folder / "ontology").mkdir()
    (folder / "chancery.toml").write_text('[workspace]\nname = "lake"\ntitle = "Lake"\nbase = "https://example.org/w/"\n', encoding="utf-8")
    (folder / "ontology" / "own.ttl").write_text(ontology or "".join(TURTLE), encoding="utf-8")
    (folder / "data" / "base.trig").write_text(BASE, encoding="utf-8")
    (folder / "data" / "own.trig").write_text(HEAD + LAKE + RECORD + "a:D1-9 {\n" + act + "}\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> kg.Graph:
    return kg.open(workspace(tmp_path_factory.mktemp("lake") / "w"))


def test_the_kind_takes_a_dozen_lines() -> None:
    first = TURTLE[0].partition("\n\n")[2]
    assert len([line for line in first.splitlines() if line]) <= 12


def test_the_relation_follows_both_ways_with_its_rule(lake: kg.Graph) -> None:
    for one, other in (("Northland", "Southland"), ("Southland", "Northland")):
        found = lake.why(one, "patrolled with", other)
        assert "Each party of a joint patrol patrolled with the others." in str(found)


def test_the_check_finds_nothing_wrong_with_it_and_asks_for_both_sides(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["-C", str(workspace(tmp_path / "whole")), "check", "--no-owl"]) == 0
    assert capsys.readouterr().out.startswith("0 errors, 0 warnings")
    half = TRIG.replace("e:northland , e:southland", "e:northland")
    assert half != TRIG
    run(["-C", str(workspace(tmp_path / "half", half)), "check", "--no-owl", "--json"])
    found = [each["rule"] for each in json.loads(capsys.readouterr().out)["findings"]]
    assert sorted(found) == ["entity-not-used", "missing-side"]


def projection(lake: kg.Graph) -> Projection:
    return network(lake.snapshot).projection


def test_the_picture_shows_it_in_the_colour_of_its_theme_and_the_dyads_count_it(lake: kg.Graph, tmp_path: Path) -> None:
    found = projection(lake)
    assert TONES[tone_of(found, found.nodes["https://example.org/w/id/patrol"])].name == "force"
    lake.dump(tmp_path / "dyads.csv")
    assert (tmp_path / "dyads.csv").read_text(encoding="utf-8").count(",JointPatrol,1,1,") == 2


def test_an_end_ends_it(tmp_path: Path) -> None:
    end = TRIG.replace("e:patrol", "e:end").replace("lake:JointPatrol", "lake:EndOfPatrols").replace("1992-06", "1995")
    graph = kg.open(workspace(tmp_path / "w", TRIG + end))
    for day, expected in ((date(1993, 1, 1), "yes"), (date(1995, 6, 1), "undecided")):
        rows = facts(graph.query("relations-between", {"a": "Northland"}, as_of=day), "from", "relation", "to", "as_of")
        assert ["northland", "patrolledWith", "southland", expected] in [list(map(str, row)) for row in rows]
    rows = facts(graph.query("relations-between", {"a": "Northland"}, as_of=date(1997, 1, 1)), "relation")
    assert ["patrolledWith"] not in rows


def test_a_kind_that_changes_relations_makes_a_period(tmp_path: Path) -> None:
    act = TRIG.replace("lake:JointPatrol", "lake:Rupture").replace('"1992-06"', '"1992-06-01"')
    graph = kg.open(workspace(tmp_path / "w", act))
    found = facts(graph.query("relations-history", {"a": "Northland"}), "towards", "value", "surely_from", "begun_by")
    assert found == [["southland", "RelationsSevered", "1992-06-01", "patrol"]]


def test_a_label_of_rdfs_does_as_well(tmp_path: Path) -> None:
    text = "".join(TURTLE).replace("skos:prefLabel", "rdfs:label")
    graph = kg.open(workspace(tmp_path / "w", ontology=text))
    assert "joint patrol" in str(graph.show("Patrol of the two coast guards"))


WRONG = {
    "a property in brackets": ("dip:followsFrom [ dip:ofClass", "dip:followFrom [ dip:ofClass", "dip:followFrom", "dip:followsFrom"),
    "a property inside brackets": ("dip:toValue", "dip:toValu", "dip:toValu", "dip:toValue"),
    "a class above": ("rdfs:subClassOf dip:Cooperation", "rdfs:subClassOf dip:Cooperaton", "dip:Cooperaton", "dip:Cooperation"),
    "a named value": ("dip:theme dip:ForceTheme .", "dip:theme dip:ForcesTheme .", "dip:ForcesTheme", "dip:ForceTheme"),
    "a class in brackets": ("dip:ofClass lake:EndOfPatrols", "dip:ofClass lake:EndOfPatrol", "lake:EndOfPatrol", "lake:EndOfPatrols"),
    "a subject": ("lake:Rupture a owl:Class ;", "lake:Rupture a owl:Class .\nlake:Rupturee", "lake:Rupturee", "lake:Rupture"),
}


@pytest.mark.parametrize("case", sampled(WRONG, 2))
def test_a_misspelt_term_of_the_ontology_is_an_error_of_build_and_check(case: str, tmp_path: Path) -> None:
    """Without it the build succeeds, and the relation, the value or the colour is silently missing."""
    right, wrong, shown, meant = WRONG[case]
    text = "".join(TURTLE).replace(right, wrong, 1)
    assert text != "".join(TURTLE)
    line = next(number for number, each in enumerate(text.splitlines(), 1) if re.search(rf"{shown}\b", each))
    column = re.search(rf"{shown}\b", text.splitlines()[line - 1]).start() + 1  # type: ignore[union-attr]
    folder = workspace(tmp_path / "w", ontology=text)
    with pytest.raises(DataError) as caught:
        build(Workspace(folder))
    found = [(each.what, each.where, each.hint) for each in (caught.value, *caught.value.others)]
    place = f"ontology/own.ttl:{line}:{column}"
    assert (f"undeclared term {shown}", place, f"did you mean {meant}?") in found
    report = kg.open(folder, build=False).check(owl=False)
    undeclared = [each for each in report.findings if each.rule == "undeclared-term"]
    assert [(each.what, str(each.place)) for each in undeclared] == [(f"undeclared term {shown}", place)]
    assert ("a pattern of a relation" in "".join(report.skipped)) == (case == "a class in brackets")


def test_what_an_ontology_says_of_others_need_not_be_declared(tmp_path: Path) -> None:
    links = """
<https://example.org/lake/ontology#> a owl:Ontology ; owl:versionIRI <https://example.org/lake/ontology#1> .
lake:JointPatrol skos:closeMatch dip:NavalPatrol ; rdfs:seeAlso lake:page ; rdfs:isDefinedBy lake: .
lake:JointPatrol skos:editorialNote "an annotation that nobody declares"@en .
"""
    build(Workspace(workspace(tmp_path / "w", ontology="".join(TURTLE) + links)))
