"""docs/loading.md: its commands write the files, its Python reads them, and every library finds the same triples."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kg.build import build
from kg.export.graphs import COLUMNS
from kg.export.writing import WRITERS
from kg.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "loading.md").read_text(encoding="utf-8")
SECTIONS = dict(section.split("\n", 1) for section in re.split(r"^## ", TEXT, flags=re.MULTILINE)[1:])
BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
SNIPPETS = [(name, code) for name, text in SECTIONS.items() for code in BLOCK.findall(text)]
NOT_RUN = ("Apache Jena and Fuseki", "GraphDB and RDF4J", "Protégé", "Neo4j with neosemantics (n10s)", "Gephi")


@pytest.fixture(scope="module")
def dumped(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, int]]:
    """A folder with the dumps of the page, written by its own commands, and the counts of the snapshot."""
    folder = tmp_path_factory.mktemp("loading") / "here"
    folder.mkdir()
    shutil.copy2(ROOT / "chancery.toml", folder)
    shutil.copytree(ROOT / "data", folder / "data")
    counts = build(Workspace(folder)).meta["counts"]
    [commands] = re.findall(r"^```sh\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
    for line in commands.splitlines():
        assert line.startswith("kg dump ")
        run(["-c", "from kg.cli import main; main()", *line.split()[1:]], folder)
    return folder, counts


def run(arguments: list[str], folder: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KG_")}
    environment["PYTHONPATH"] = str(ROOT)
    command = [sys.executable, *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_page_has_a_snippet_for_each_library() -> None:
    assert [name for name, _ in SNIPPETS] == ["rdflib", "pyoxigraph", "owlready2", "pandas", "networkx"]


@pytest.mark.parametrize(("name", "code"), SNIPPETS, ids=[name for name, _ in SNIPPETS])
def test_a_snippet_runs(name: str, code: str, dumped: tuple[Path, dict[str, int]], tmp_path: Path) -> None:
    folder, counts = dumped
    script = tmp_path / "snippet.py"
    script.write_text(code, encoding="utf-8")
    printed = run([str(script)], folder)
    assert printed
    if name in ("rdflib", "pyoxigraph"):
        assert f"{counts['default']} triples are held" in printed


def test_the_union_of_all_graphs_is_what_the_page_warns_of(dumped: tuple[Path, dict[str, int]]) -> None:
    """The query that distinguishes engines that query the union of all graphs works."""
    import pyoxigraph

    [question] = re.findall(r"^```sparql\n(.*?)^```", SECTIONS["First: what does a plain query see?"], re.MULTILINE | re.DOTALL)
    store = pyoxigraph.Store()
    store.load(path=str(dumped[0] / "out" / "graph.trig"), format=pyoxigraph.RdfFormat.TRIG)
    assert not store.query(question)
    assert store.query(question, use_default_graph_as_union=True)


def test_checks_that_did_not_run_are_listed() -> None:
    for name in NOT_RUN:
        section = SECTIONS[name]
        assert section.lstrip().startswith("*Not run here;"), name
        assert "```python" not in section
    assert set(SECTIONS) - {name for name, _ in SNIPPETS} - set(NOT_RUN) == {
        "The description of a dump",
        "A selection",
        "First: what does a plain query see?",
        "Virtuoso",
        "Comunica",
    }


def test_every_format_and_every_column_is_documented() -> None:
    for extension in WRITERS:
        assert f"`{extension}`" in TEXT, extension
    for column in COLUMNS:
        assert f"`{column}`" in TEXT or column.endswith(("_label", "_group")), column
