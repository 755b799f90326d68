"""``kg import``: from the command line to the series in the graph, and back out again."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

import kg
from kg.cli.main import run
from kg.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
VISITS = "no,guest,host,day\n1,India,Pakistan,2000-01-01\n2,Pakistan,Israel,2001-02-03\n3,Pakistan,Israel,2001-05-06\n4,Nobody,Israel,x\n"
MAPPING = """format = 1
name = "visits"
title = "Visits"
party_scheme = "name"
[record]
id = "no"
actor_name = "guest"
recipient_name = "host"
kind = { constant = "Visit" }
date = "day"
"""
CODES = MAPPING.replace('"visits"', '"codes"').replace('"name"', '"iso3"').replace("_name", "_code")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "w").mkdir()
    shutil.copytree(ROOT / "tests" / "workspaces" / "frontier", tmp_path / "w", dirs_exist_ok=True, ignore=shutil.ignore_patterns(".kg"))
    background = "@prefix dip: <https://w3id.org/chancery/ontology#> .\n@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
    base = Workspace(tmp_path / "w").base
    states = "".join(f'<{base}id/{name.lower()}> a dip:State ; skos:prefLabel "{name}"@en .\n' for name in ("Pakistan", "Israel"))
    (tmp_path / "w" / "data" / "more.trig").write_text(f"{background}<{base}graph/background> {{\n{states}}}\n", encoding="utf-8")
    (tmp_path / "v.csv").write_text(VISITS, encoding="utf-8")
    (tmp_path / "v.toml").write_text(MAPPING, encoding="utf-8")
    (tmp_path / "c.toml").write_text(CODES, encoding="utf-8")
    (tmp_path / "c.csv").write_text("no,guest,host,day\n1,IND,PAK,2000-01-01\n2,IND,ATA,2000-01-02\n", encoding="utf-8")
    return tmp_path


def call(folder: Path, *words: str) -> int:
    return run(["-C", str(folder / "w"), "import", *words])


def test_series_are_in_the_graph_and_go_with_their_source(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(folder, str(folder / "v.csv"), "--mapping", str(folder / "v.toml")) == 0
    said = capsys.readouterr()
    assert "4 rows read\n            3 records added\n            1 rows set aside: coded/visits/set-aside.csv has all of them" in said.out
    assert "v.csv:5: not a date in the form %Y-%m-%d in day: x" in said.out
    assert "2 of 3 parties are entities of the workspace: 5 of 6 mentions" in said.out
    assert "India: 1 mentions" in said.out
    asked = "SELECT ?n { GRAPH ?g { ?s dip:claimedCount ?n ; dip:memberKind dip:Visit } }"
    with kg.open(folder / "w") as graph:
        assert [getattr(row[0], "value", None) for row in graph.query(asked)] == ["2"]
    assert call(folder, "--remove", "visits", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"removed": "visits"}
    with kg.open(folder / "w") as graph:
        assert list(graph.query(asked)) == []
    assert not (folder / "w" / "coded").exists()


def test_states_are_added_only_if_asked_for(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = (str(folder / "c.csv"), "-m", str(folder / "c.toml"), "--json")
    assert call(folder, *words, "--with-states", "--dry-run") == 0
    assert json.loads(capsys.readouterr().out)["states"] == ["India"]
    assert not (folder / "w" / "data" / "states.trig").exists()
    assert call(folder, *words) == 0
    assert json.loads(capsys.readouterr().out)["matched"] == 1
    assert call(folder, *words, "--with-states") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["states"], found["matched"], [each["code"] for each in found["unmatched"]]) == (["India"], 2, ["ATA"])
    text = (folder / "w" / "data" / "states.trig").read_text(encoding="utf-8")
    for part in ("e:india a dip:State", 'skos:prefLabel "India"@en', "schema:sameAs wd:Q668", "wd:Q668 dip:seenIn", "coded/codes> ."):
        assert part in text
    assert run(["-C", str(folder / "w"), "format", "--check", str(folder / "w" / "data" / "states.trig")]) == 0
    assert call(folder, *words, "--with-states") == 0
    assert (folder / "w" / "data" / "states.trig").read_text(encoding="utf-8") == text


def test_the_graph_imports_too(folder: Path) -> None:
    with kg.open(folder / "w") as graph:
        made = graph.import_tables(folder / "v.csv", folder / "v.toml", dry_run=True)
        assert (made.added, made.set_aside, made.to_json()["problems"]) == (3, 1, {"not a date in the form %Y-%m-%d": 1})
        with pytest.raises(kg.errors.NameNotFound, match="no source"):
            graph.remove_import("visits")


def test_the_grain_of_a_source_can_be_changed_and_many_acts_are_warned_of(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from kg.coded import importing

    words = (str(folder / "v.csv"), "-m", str(folder / "v.toml"))
    asked = "SELECT ?kind (COUNT(?act) AS ?n) { GRAPH ?g { ?act a ?kind ; dip:statedIn ?g } } GROUP BY ?kind"
    numbers = []
    for grain in ("acts", "series"):
        assert call(folder, *words, "--grain", grain) == 0
        with kg.open(folder / "w") as graph:
            numbers += [(str(kind).rstrip(">").rpartition("#")[2], int(str(n).split('"')[1])) for kind, n in graph.query(asked)]
    assert [kind for kind, _ in numbers] == ["Visit", "ActSeries"]
    out = capsys.readouterr()
    assert "the graph has the 3 records as series, no longer as acts" in out.out
    assert "warning" not in out.err
    monkeypatch.setattr(importing, "MANY_ACTS", 2)
    assert call(folder, *words, "--grain", "acts", "--dry-run") == 0
    assert "visits has 3 records at the grain of acts" in capsys.readouterr().err
    assert call(folder, *words, "--grain", "years") == 2


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ([], 2, "kg import needs a file"),
        (["v.csv"], 2, "kg import needs --mapping"),
        (["v.csv", "-m", "gdlet"], 2, "did you mean gdelt?"),
        (["v.csv", "-m", "unga"], 3, "v.csv is none of the tables of the mapping (unga.toml)"),
        (["v.csv", "-m", "icews"], 3, "v.csv has no column 'Event ID' (icews.toml:"),
        (["none.csv", "-m", "icews"], 4, "there is no such file (none.csv)"),
        (["--remove", "x", "v.csv"], 2, "--remove takes no files"),
        (["v.csv", "-m", "icews", "--name", "A b"], 2, "invalid name of a source 'A b'"),
    ],
)
def test_mistakes(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, words: list[str], code: int, said: str
) -> None:
    monkeypatch.chdir(folder)
    assert call(folder, *words) == code
    assert said in capsys.readouterr().err
    assert not os.path.exists(folder / "w" / "coded")
