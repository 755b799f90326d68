"""Every export prefers labels in the language of the workspace, as `kg show` does."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import networkx as nx
import pytest

import kg
from kg.export.writing import render

NORDIC = Path(__file__).resolve().parents[1] / "workspaces" / "nordic"
E = "https://example.org/nordic/id/"


@pytest.fixture(scope="module", params=["en", "sv"])
def graph(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> kg.Graph:
    """The small workspace in a given language, with one additional Swedish label."""
    folder = tmp_path_factory.mktemp("language") / "nordic"
    shutil.copytree(NORDIC, folder, ignore=shutil.ignore_patterns(".kg"))
    settings, note = folder / "chancery.toml", folder / "data" / "note.trig"
    settings.write_text(settings.read_text(encoding="utf-8").replace('"en"', f'"{request.param}"'), encoding="utf-8")
    note.write_text(note.read_text(encoding="utf-8").replace('"Sweden"@en', '"Sweden"@en , "Sverige"@sv'), encoding="utf-8")
    return kg.open(folder)


@pytest.fixture(scope="module")
def label(graph: kg.Graph) -> str:
    return {"en": "Sweden", "sv": "Sverige"}[graph.workspace.language]


def test_the_snapshot_knows_the_language(graph: kg.Graph) -> None:
    assert graph.snapshot.language == graph.workspace.language


@pytest.mark.parametrize("ending", [".csv", "dyads.csv"])
def test_a_table_has_the_labels_of_the_language(graph: kg.Graph, label: str, ending: str) -> None:
    rows = list(csv.DictReader(io.StringIO(render(graph.snapshot, ending).decode("utf-8"), newline="")))
    assert {row["source_label"] for row in rows if row["source"] == E + "sweden"} == {label} == {graph.show("sweden").name}


@pytest.mark.parametrize("ending", [".graphml", ".gexf"])
def test_a_network_has_the_labels_of_the_language(graph: kg.Graph, label: str, ending: str) -> None:
    data = io.BytesIO(render(graph.snapshot, ending))
    found = nx.read_graphml(data, force_multigraph=True) if ending == ".graphml" else nx.read_gexf(data)
    assert found.nodes[E + "sweden"]["label"] == label
