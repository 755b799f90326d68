"""The workspace that `benchmarks.view` measures can be built, and both pictures of it show the same acts."""

from __future__ import annotations

import subprocess
import sys
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

from benchmarks import acts, building, imports
from benchmarks.scale_data import quads
from benchmarks.view import PYVIS, write_workspace
from kg.build import build
from kg.namespaces import DIP
from kg.network.projection import project
from kg.snapshot.store import open_store
from kg.workspace import Workspace


def test_the_workspace_of_many_acts(tmp_path: Path) -> None:
    write_workspace(tmp_path / "w", 30, 10)
    workspace = Workspace(tmp_path / "w")
    snapshot = build(workspace)
    projection = project(workspace, snapshot)
    assert sum(node.group == "act" for node in projection.nodes.values()) == 30
    assert len(projection.passages) == len(projection.claims) == 30
    plain = tmp_path / "plain.html"
    subprocess.run([sys.executable, "-c", PYVIS, snapshot.graph_file, str(plain)], check=True, capture_output=True)
    text = plain.read_text("utf-8")
    assert all(f'"label": "{node.label}"' in text for node in projection.nodes.values() if node.group == "act")


def test_the_workspace_of_articles(tmp_path: Path) -> None:
    acts.write_workspace(tmp_path / "w", 1_030)
    names = {path.name: path.read_text("utf-8") for path in (tmp_path / "w" / "data").iterdir()}
    assert sorted(names) == ["article-0000.trig", "article-0001.trig", "world.trig"]
    assert names["article-0001.trig"] == acts.article(1, 30)
    snapshot = build(Workspace(tmp_path / "w"))
    store, _ = open_store(snapshot.folder)
    acts_told = {quad.subject.value for quad in store if isinstance(quad.subject, ox.NamedNode) and "/id/act-" in quad.subject.value}
    assert len(acts_told) == 1_030
    assert store.query(f"ASK {{ ?one <{DIP}met> ?other . ?period a <{DIP}RelationsPeriod> }}")
    text = names["article-0001.trig"]
    other = acts.edited(text, 7)
    assert sum(one != two for one, two in zip(text.split("\n"), other.split("\n"), strict=True)) == 1


def test_the_rows_of_the_benchmark_of_imports_are_those_of_gdelt() -> None:
    made = list(imports.rows(3))
    assert made == list(imports.rows(3))
    assert [row.count("\t") for row in made] == [60] * 3
    assert all(row.endswith("\n") for row in made)


def test_the_page_on_performance_is_what_was_measured() -> None:
    """`scripts/write_performance_page.py` writes it."""
    from scripts.write_performance_page import PAGE, PALETTES, PLOT, page, plot, results

    measured = results()
    assert PAGE.read_text("utf-8") == page(measured)
    for theme in PALETTES:
        assert Path(str(PLOT).format(theme=theme)).read_text("utf-8") == plot(measured, theme)


def test_the_data_of_the_scale_are_the_same_every_time() -> None:
    first, second = (list(islice(quads(100_000), 25_000)) for _ in range(2))
    assert first == second
    assert sum("/id/act-" in line for line in first) > 1_000


def test_the_changes_of_a_workspace_that_are_measured_are_one_statement_each(tmp_path: Path) -> None:
    acts.write_workspace(tmp_path / "w", 60)
    kept = {path: path.read_bytes() for path in (tmp_path / "w" / "data").iterdir()}
    for change, predicate in ((building.reword, "gist"), (building.change_fact, "recipient")):
        change(tmp_path / "w")
        differing = set()
        for path, before in kept.items():
            differing |= set(ox.parse(before, ox.RdfFormat.TRIG)) ^ set(ox.parse(path.read_bytes(), ox.RdfFormat.TRIG))
            path.write_bytes(before)
        assert [each.predicate.value.rpartition("#")[2] for each in differing] == [predicate] * 2
