"""docs/own-kinds.md: the kind that it declares works as the page says, in a workspace that has nothing else."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

import kg
from kg.cli.main import run
from kg.export.edges import network
from kg.network.model import Projection
from kg.picture.style import TONES, tone_of
from tests.asking import facts

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


def test_a_label_of_rdfs_does_as_well(tmp_path: Path) -> None:
    text = "".join(TURTLE).replace("skos:prefLabel", "rdfs:label")
    graph = kg.open(workspace(tmp_path / "w", ontology=text))
    assert "joint patrol" in str(graph.show("Patrol of the two coast guards"))
