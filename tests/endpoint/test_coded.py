"""A workspace with a coded source on a server: its graphs go with it, and its rows stay where they are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

import kg
from kg.cli.main import run
from kg.graph import connect
from tests.coded.sources import BASE, VOTES, add_source, built, nordic
from tests.endpoint.engine import Engine
from tests.endpoint.servers import chancery

COUNT = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{BASE}coded/assembly> {{ ?s ?p ?o }} }}"


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> kg.Graph:
    folder = nordic(tmp_path_factory.mktemp("coded") / "nordic")
    add_source(folder, VOTES)
    return built(folder)


@pytest.fixture(scope="module", params=["update", "graph-store", "union", "chancery"])
def address(request: pytest.FixtureRequest, graph: kg.Graph) -> Iterator[str]:
    if request.param == "chancery":
        with chancery(graph.workspace.folder) as found:
            yield found
        return
    store = request.param == "graph-store"
    with closing(Engine(updates=not store, graphs=store, union=request.param == "union")) as engine:
        graph.push(engine.address)
        yield engine.address


@pytest.fixture(autouse=True)
def _elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)


def test_what_coded_sources_say_is_on_the_server(graph: kg.Graph, address: str, tmp_path: Path) -> None:
    with connect(address) as there:
        assert there.query(COUNT).text("csv") == graph.query(COUNT).text("csv") != "n\n0\n"
        assert there.query("counts-by-source").text("csv") == graph.query("counts-by-source").text("csv")
        shown = str(graph.show("Norway"))
        assert "Votes of the assembly" in shown
        assert str(there.show("Norway")) == shown == str(there.copy.show("Norway"))
        assert there.serialize(".nq") == graph.serialize(".nq")
        there.view(about="Norway").save(tmp_path / "theirs.html")
        graph.view(about="Norway").save(tmp_path / "ours.html")
        assert (tmp_path / "theirs.html").read_bytes() == (tmp_path / "ours.html").read_bytes()


def test_rows_are_not_on_the_server(
    graph: kg.Graph, address: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    series = next(quad.subject.value for quad in graph.store if "/series/" in str(quad.subject))
    with connect(address) as there:
        for ask in (lambda: there.rows(series), lambda: there.query("borne-out"), lambda: there.promote(series)):
            with pytest.raises(kg.UsageError, match="rows of coded sources are in the tables of their workspace"):
                ask()
    assert run(["rows", series, "--endpoint", address]) == 2
    assert "kg rows works on the files of a workspace" in capsys.readouterr().err
    monkeypatch.setenv("KG_ENDPOINT", address)
    assert run(["rows", series]) == 2
    assert "the rows of coded sources are in the tables" in capsys.readouterr().err
    assert run(["-C", graph.workspace.folder, "rows", series]) == 0  # the tables of the same build are here
    assert "1905-06-07" in capsys.readouterr().out
