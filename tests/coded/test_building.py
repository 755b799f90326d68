"""Coded sources in a snapshot: what the graph has of them, what is held, and how a number is opened down to its rows."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

import kg
from kg.build import build
from kg.errors import DataError, EnvironmentProblem, NameNotFound
from kg.namespaces import DIP
from kg.workspace import Workspace
from tests.coded.sources import BASE, VOTES, add_source, built, hold, nordic

SERIES = f"{BASE}series/assembly/norway.Vote.InFavour.1905"
ROW = f"{BASE}record/assembly/1-NO"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = nordic(tmp_path / "nordic")
    add_source(folder, VOTES)
    return folder


def values(graph: kg.Graph, text: str) -> list[list[str]]:
    return [["" if term is None else term.value for term in row] for row in graph.query(text).rows]


def test_series_are_in_the_graph_of_their_source_and_not_held(workspace: Path) -> None:
    graph = built(workspace)
    asked = f"SELECT ?p ?o WHERE {{ GRAPH <{BASE}coded/assembly> {{ <{SERIES}> ?p ?o }} }}"
    assert {(re.split("[#/]", p)[-1], o) for p, o in values(graph, asked)} == {
        ("type", DIP + "ActSeries"),
        ("memberKind", DIP + "Vote"),
        ("claimedCount", "2"),
        ("actor", f"{BASE}id/norway"),
        ("position", DIP + "InFavour"),
        ("date", "[1905-06-07..1905-08-13]"),
        ("earliest", "1905-06-07"),
        ("latest", "1905-08-13"),
        ("title", "Norway: vote in favour, 1905"),
        ("statedIn", f"{BASE}coded/assembly"),
    }
    assert values(graph, f"SELECT ?p WHERE {{ <{SERIES}> ?p ?o }}") == []
    held = values(graph, f"SELECT ?p ?o WHERE {{ <{BASE}coded/assembly> ?p ?o }}")
    assert {(re.split("[#/]", p)[-1], o) for p, o in held} >= {
        ("coding", DIP + "OfficialRecord"),
        ("rowsHeld", "4"),
        ("rowsCounted", "3"),
        ("publisher", "The assembly"),
    }
    assert graph.snapshot.meta["counts"]["coded"] == 2
    assert graph.snapshot.meta["counts"]["rows"] == 3


def test_a_workspace_can_hold_a_source(workspace: Path) -> None:
    hold(workspace, "assembly")
    graph = built(workspace)
    assert values(graph, f"SELECT ?n WHERE {{ <{SERIES}> <{DIP}claimedCount> ?n }}") == [["2"]]
    # A coded claim is no premise of a rule: what follows stays what the passages say.
    assert values(graph, f"SELECT ?p WHERE {{ GRAPH <{BASE}graph/entailed> {{ <{SERIES}> ?p ?o }} }}") == []


@pytest.mark.parametrize("grain", ["series", "acts"])
def test_what_is_held_of_a_coded_source_is_not_said_to_be_in_a_passage(workspace: Path, grain: str) -> None:
    add_source(workspace, VOTES, grain=grain)
    hold(workspace, "assembly")
    graph = built(workspace)
    node = SERIES if grain == "series" else ROW
    found = graph.why(node, DIP + "position", DIP + "InFavour")
    assert [(each.name, each.node.value) for each in found.graphs] == [("coded/assembly", f"{BASE}coded/assembly")]
    text = str(found)
    assert "from the coded source assembly, which the workspace holds; no passage states it" in text
    assert found.claims == ()
    shown = str(graph.show(node))
    assert "Votes of the assembly" in shown
    assert "background" not in shown + text


@pytest.mark.parametrize("grain", ["series", "acts"])
def test_a_coded_act_that_is_held_is_described_once_and_by_its_source(workspace: Path, grain: str) -> None:
    add_source(workspace, VOTES, grain=grain)
    hold(workspace, "assembly")
    graph = built(workspace)
    shown = graph.show(SERIES if grain == "series" else ROW)
    assert shown.properties == ()
    assert [(each.held, bool(each.properties)) for each in shown.coded] == [(True, True)]
    assert "official record, held by the workspace" in str(shown)
    assert str(shown).count("position: in favour") == 1
    assert graph.show("Norway").properties  # those of the curators stay


@pytest.mark.parametrize("held", [True, False])
def test_a_row_of_an_answer_is_cited_by_its_table_and_address(workspace: Path, held: bool) -> None:
    if held:
        hold(workspace, "assembly")
    graph = built(workspace)
    inside = "{ ?act dip:position dip:InFavour . }" if held else "{ GRAPH ?g { ?act dip:position dip:InFavour } }"
    answer = graph.query(f"SELECT ?act WHERE {inside}", cite=True)
    assert [(str(row["passages"].value), row["standing"].value) for row in answer.rows] == [  # type: ignore[union-attr]
        (f"Votes of the assembly, 2 rows of {SERIES}", "official record")
    ]
    assert answer.rows[0]["witnesses"] is None


def test_acts_and_triples_of_a_table_are_cited_and_texts_and_agents_are_not(workspace: Path) -> None:
    add_source(workspace, VOTES, grain="acts")
    hold(workspace, "assembly")
    graph = built(workspace)
    where = "?act dip:actor ?who ; dip:position dip:InFavour ; dip:onText ?text . FILTER(STRENDS(STR(?act), '/1-NO'))"
    cited = f"Votes of the assembly, row {ROW}"

    def passages(select: str) -> list[str | None]:
        rows = graph.query(f"{select} WHERE {{ {where} }}", cite=True).rows
        return [None if row["passages"] is None else row["passages"].value for row in rows]

    assert passages("SELECT ?act ?who ?text") == [cited]
    assert passages("SELECT ?text") == [None]
    assert cited not in passages("SELECT ?who")
    triples = graph.query(f"CONSTRUCT {{ ?act dip:actor ?who }} WHERE {{ {where} }}", cite=True)
    assert [row["passages"].value for row in triples.rows] == [cited]  # type: ignore[union-attr]


def test_to_hold_a_source_that_is_not_there_is_an_error_with_its_place(workspace: Path) -> None:
    hold(workspace, "assembly", "parliament")
    with pytest.raises(DataError, match="parliament") as caught:
        kg.Graph(Workspace(workspace)).build()
    assert caught.value.place is not None
    assert (caught.value.place.file, caught.value.place.line) == ("chancery.toml", 8)
    assert "assembly" in (caught.value.hint or "")


def test_a_source_at_the_grain_of_acts_has_an_act_a_row(workspace: Path) -> None:
    add_source(workspace, VOTES, grain="acts")
    graph = built(workspace)
    asked = f"SELECT ?p ?o WHERE {{ GRAPH <{BASE}coded/assembly> {{ <{ROW}> ?p ?o }} }}"
    text = f"{BASE}coded/assembly/text/1%2F1"
    assert {(re.split("[#/]", p)[-1], o) for p, o in values(graph, asked)} == {
        ("type", DIP + "Vote"),
        ("actor", f"{BASE}id/norway"),
        ("position", DIP + "InFavour"),
        ("onText", text),
        ("date", "1905-06-07"),
        ("earliest", "1905-06-07"),
        ("latest", "1905-06-07"),
        ("title", "Norway: vote in favour, 1/1"),
        ("statedIn", f"{BASE}coded/assembly"),
    }
    assert values(graph, f"SELECT ?l WHERE {{ GRAPH ?g {{ <{text}> <http://purl.org/dc/terms/title> ?l }} }}") == [["1/1"]]


def test_a_number_is_opened_down_to_its_rows(workspace: Path) -> None:
    graph = built(workspace)
    found = graph.rows(SERIES)
    assert [row["record"].value for row in found.rows] == [ROW, f"{BASE}record/assembly/2-NO"]  # type: ignore[union-attr]
    first = found.rows[0].python()
    assert {name: first[name] for name in ("actor", "text", "coded_as", "line")} == {
        "actor": f"{BASE}id/norway",
        "text": "1/1",
        "coded_as": "actor Norway (NO)",
        "line": "votes.csv:2",
    }
    assert first["date"].isoformat() == "1905-06-07"  # type: ignore[attr-defined]
    assert found.cut is None
    one = graph.rows(SERIES, limit=1)
    assert (len(one), one.cut) == (1, "stopped at the limit of 1 rows; there are 1 more")
    assert len(graph.rows("Norway: vote in favour, 1905")) == 2
    assert graph.rows(ROW).rows[0]["line"].value == "votes.csv:2"  # type: ignore[union-attr]
    unmatched = graph.rows(f"{BASE}record/assembly/2-XX").rows[0].python()
    assert (unmatched["actor"], unmatched["coded_as"]) == (None, "actor Atlantis (XX)")


def test_what_is_no_series_has_no_rows(workspace: Path) -> None:
    graph = built(workspace)
    for name in ("Norway", f"{BASE}series/assembly/norway.Vote.InFavour.1906", f"{BASE}record/assembly/9-NO", f"{BASE}series/other/x"):
        with pytest.raises(NameNotFound, match=r"is not a series|matches nothing|no such|not found|nothing"):
            graph.rows(name)


def test_a_description_has_what_is_coded(workspace: Path) -> None:
    graph = built(workspace)
    text = str(graph.show("Norway: vote in favour, 1905"))
    assert "Votes of the assembly, official record" in text
    assert "2 rows: kg rows" in text
    (coded,) = graph.show("Norway").coded
    assert (coded.source.name, coded.series, coded.rows) == ("Votes of the assembly", 1, 0)
    shown = graph.show("Sweden").to_json()
    assert shown["coded"] == [
        {
            "source": {"iri": f"{BASE}coded/assembly", "name": "Votes of the assembly"},
            "coding": "official record",
            "held": False,
            "about": [],
            "rows": 0,
            "series": 1,
        }
    ]


def test_a_decision_of_the_curator_is_an_input_of_the_build(workspace: Path) -> None:
    graph = built(workspace)
    before = graph.snapshot.digest
    decisions = workspace / "coded" / "actors.csv"
    decisions.write_text("source,code,name,entity\nassembly,XX,,Sweden\n", encoding="utf-8")
    found = built(workspace)
    assert found.snapshot.digest != before
    assert found.snapshot.meta["counts"]["rows"] == 4
    decisions.write_text("source,code,name,entity\nassembly,XX,,-\nassembly,XY,,Sweeden\n,,,\nassembly,,,Sweden\n", encoding="utf-8")
    with pytest.raises(DataError, match="Sweeden") as caught:
        kg.Graph(Workspace(workspace)).build()
    assert [each.place.line for each in (caught.value, *caught.value.others) if each.place] == [3, 5]


def test_tables_are_made_with_new_coded_rows_and_not_with_an_edit(workspace: Path) -> None:
    def steps() -> list[str]:
        found: list[str] = []
        build(Workspace(workspace), found.append).release()
        return found

    step = "making the tables of the acts"
    assert step in steps()
    data = next(iter(sorted((workspace / "data").glob("*.trig"))))
    data.write_text(data.read_text(encoding="utf-8") + "# A comment.\n", encoding="utf-8")
    found = steps()
    assert "writing the snapshot" in found
    assert step not in found
    add_source(workspace, VOTES[:2])
    assert step in steps()


def test_two_builds_give_the_same_bytes_and_keep_the_series(workspace: Path) -> None:
    first = built(workspace).snapshot
    lines = Path(first.graph_file).read_bytes()
    kept = {path: path.stat().st_mtime_ns for path in (workspace / ".kg" / "coded").rglob("*.parquet")}
    assert len(kept) == 3
    with (workspace / "data" / "note.trig").open("a", encoding="utf-8") as file:
        file.write("# a comment\n")
    assert Path(built(workspace).snapshot.graph_file).read_bytes() == lines
    assert {path: path.stat().st_mtime_ns for path in (workspace / ".kg" / "coded").rglob("*.parquet")} == kept
    shutil.rmtree(workspace / ".kg")
    assert Path(built(workspace).snapshot.graph_file).read_bytes() == lines


def test_tables_that_were_removed_are_named(workspace: Path) -> None:
    graph = built(workspace)
    graph.build()
    shutil.rmtree(workspace / ".kg" / "coded")
    with pytest.raises(EnvironmentProblem, match="are missing"):
        graph.rows(SERIES)
    graph.build()
    assert len(built(workspace).rows(SERIES)) == 2


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"format": 2}, "its format is 2"),
        ({"grain": "years"}, "its grain is 'years'"),
        ({"rows": "four"}, "'four' is not a number"),
        ({"records": [{"file": "../../x.parquet"}]}, "is not the name of a file in its folder"),
        ({"files": {}}, "files is not a list of objects"),
    ],
)
def test_a_manifest_that_is_not_ours_is_an_error(workspace: Path, change: dict[str, object], what: str) -> None:
    path = workspace / "coded" / "assembly" / "import.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | change), encoding="utf-8")
    with pytest.raises(DataError, match=what):
        kg.Graph(Workspace(workspace)).build()


def test_without_the_libraries_the_error_says_what_to_install(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "ibis", None)
    with pytest.raises(EnvironmentProblem, match="not installed") as caught:
        kg.Graph(Workspace(workspace)).build()
    assert "chancery[tables]" in (caught.value.hint or "")
