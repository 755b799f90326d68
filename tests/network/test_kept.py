"""The copy of the network that a build keeps: it is the same network, and a picture from it has the same bytes."""

from __future__ import annotations

import dataclasses
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.build import build, ensure, keeping
from kg.errors import SnapshotDamaged
from kg.network import kept, projection
from kg.network.kept import Origin, origin, parse, write
from kg.network.measures import Measure
from kg.network.model import Edge, Fact, Literal, Node, Period, Projection, Term, Way
from kg.network.network import Measured, Network, measure
from kg.network.positions import Layout
from kg.network.projection import network_of, project
from kg.record.model import Claim, Document, Note, Passage, When
from kg.snapshot import Snapshot, early
from kg.snapshot.format import NETWORK
from kg.snapshot.proofs import Derivation
from kg.workspace import Workspace
from tests.asking import ROOT
from tests.browser.synthetic import synthetic
from tests.sampling import sampled

HERE = Origin(1, "en", "")
WORKSPACES = {
    "repository": ROOT,
    **{path.parent.name: path.parent for path in sorted(ROOT.glob("examples/*/chancery.toml"))},
    **{path.parent.name: path.parent for path in sorted(ROOT.glob("tests/workspaces/*/chancery.toml"))},
}

texts = st.text(st.characters(codec="utf-8"), max_size=5)
nodes = st.integers(0, 9).map(lambda number: ox.NamedNode(f"x:{number}"))
literals = st.one_of(
    st.builds(ox.Literal, texts),
    st.builds(lambda text: ox.Literal(text, language="en-GB"), texts),
    st.builds(lambda text: ox.Literal(text, datatype=ox.NamedNode("x:type")), texts),
)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "str": texts,
    "bool": st.booleans(),
    "int": st.integers(),
    "float": st.floats(allow_nan=False, allow_infinity=False),
    "NamedNode": nodes,
    "Triple": st.builds(ox.Triple, nodes, nodes, st.one_of(nodes, literals)),
}


def made(kind: Callable[..., Any]) -> st.SearchStrategy[Any]:
    """Values of a class, with every field drawn by its annotation."""
    names = kind._fields if hasattr(kind, "_fields") else [each.name for each in dataclasses.fields(kind)]  # type: ignore[arg-type]
    return st.builds(kind, *(drawn(kind.__annotations__[name]) for name in names))


def drawn(annotation: str) -> st.SearchStrategy[Any]:
    if annotation.startswith("tuple["):
        return st.lists(drawn(annotation[len("tuple[") : -len(", ...]")]), max_size=2).map(tuple)
    if annotation.endswith(" | None"):
        return st.none() | drawn(annotation.removesuffix(" | None"))
    return VALUES[annotation]


VALUES["str | Literal"] = texts | made(Literal)
VALUES["Derivation"] = made(Derivation)
VALUES["Way"] = made(Way)


def keyed(kind: Callable[..., Any], key: Callable[[Any], str]) -> st.SearchStrategy[Any]:
    return st.lists(made(kind), max_size=2).map(lambda values: {key(value): value for value in values})


@st.composite
def networks(draw: st.DrawFn) -> Network:
    def by_node(kind: Callable[..., Any]) -> Any:
        return draw(keyed(kind, lambda value: str(value[0].value)))

    def by_iri(kind: Callable[..., Any]) -> Any:
        return draw(keyed(kind, lambda value: str(value.iri)))

    found = Projection(
        draw(texts),
        by_iri(Node),
        draw(st.lists(made(Fact), max_size=2)),
        draw(st.lists(made(Edge), max_size=2)),
        by_node(Claim),
        by_node(Passage),
        by_node(Document),
        by_node(Note),
        draw(st.dictionaries(texts, st.lists(made(When), max_size=2).map(tuple), max_size=2)),
        by_iri(Period),
        by_iri(Term),
        draw(st.dictionaries(texts, texts, max_size=2)),
    )
    if draw(st.booleans()):
        return Network(found)
    place = st.tuples(st.integers(), st.integers())
    groups = draw(st.lists(st.tuples(texts, st.lists(texts, max_size=2)), max_size=2))
    layout = Layout({iri: draw(place) for iri in found.nodes}, groups)
    return Network(found, Measured(layout, draw(st.dictionaries(texts, made(Measure), max_size=2))))


def in_order(value: object) -> object:
    """A value with every mapping as a list, so that the order counts."""
    if isinstance(value, dict):
        return [(key, in_order(each)) for key, each in value.items()]
    if isinstance(value, Projection):
        return [in_order(getattr(value, each.name)) for each in dataclasses.fields(value)]
    return list(map(in_order, value)) if isinstance(value, Network | Measured | Layout) else value


@settings(max_examples=100)
@given(networks())
def test_a_copy_is_the_same_network_in_the_same_order(network: Network) -> None:
    found = parse(write(network, HERE), HERE)
    assert found == network
    assert in_order(found) == in_order(network)


def test_the_copy_of_a_network_of_some_size_is_the_same() -> None:
    network = Network(synthetic(300), measure(synthetic(300)))
    text = write(network, HERE)
    assert in_order(parse(text, HERE)) == in_order(network)
    assert write(network, HERE) == text


@pytest.mark.parametrize("other", [Origin(2, "en", ""), Origin(1, "de", ""), Origin(1, "en", "networkx 1.0")])
def test_a_copy_that_was_made_with_something_else_is_not_read(other: Origin) -> None:
    assert parse(write(Network(Projection("x:")), other), HERE) is None


def copied(name: str, folder: Path) -> Path:
    if name == "repository":
        shutil.copytree(ROOT / "data", folder / "data")
        shutil.copy2(ROOT / "chancery.toml", folder)
    else:
        shutil.copytree(WORKSPACES[name], folder, ignore=shutil.ignore_patterns(".kg", "out"))
    return folder


@pytest.fixture
def keep_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep a copy of small networks, too."""
    monkeypatch.setattr(keeping, "FEWEST", 0)


def fail(*_: object, **__: object) -> None:
    raise AssertionError("it must not be called")


@pytest.mark.usefixtures("keep_all")
@pytest.mark.parametrize("name", sampled(WORKSPACES, 3))
def test_a_picture_from_the_copy_has_the_same_bytes(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(Workspace(copied(name, tmp_path / "w")))
    with kg.open(tmp_path / "w") as graph:
        with monkeypatch.context() as patch:
            for call in ("read", "load_rules"):
                patch.setattr(projection, call, fail)
            for call in ("lay_out", "measures"):
                patch.setattr(f"kg.network.network.{call}", fail)
            quick = network_of(graph.workspace, graph.snapshot)
            page = graph.view(title="Another", as_of="1990").html
            drawing = graph.figure().svg
        part = graph.view(kind="dip:Agent").html  # its positions are its own
        monkeypatch.setattr(Snapshot, "text", lambda *_: None)
        slow = network_of(graph.workspace, graph.snapshot)
        assert slow.measured is None
        assert in_order(quick) == in_order(Network(slow.projection, measure(slow.projection)))
        assert graph.view(title="Another", as_of="1990").html == page
        assert graph.figure().svg == drawing
        assert graph.view(kind="dip:Agent").html == part


@pytest.mark.usefixtures("keep_all")
@pytest.mark.parametrize("what", ["code", "libraries", "format", "language"])
def test_a_copy_is_not_used_where_something_that_it_depends_on_differs(what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = Workspace(copied("nordic", tmp_path / "w"))
    snapshot = build(workspace)
    assert network_of(workspace, snapshot).measured is not None
    if what == "code":
        snapshot.meta["code"][0] = (snapshot.meta["code"][0][0], 1, "0" * 64)
    elif what == "libraries":
        monkeypatch.setattr(metadata, "version", lambda name: "0.1")
    elif what == "format":
        monkeypatch.setattr(kept, "FORMAT", 0)
    else:
        monkeypatch.setattr(Workspace, "language", "de")
    assert network_of(workspace, snapshot).measured is None
    assert origin("en").libraries.startswith("networkx ")


def test_the_versions_of_libraries_are_known_without_importing_them() -> None:
    code = "import sys; from kg.network.kept import origin; print(origin('en').libraries, {'networkx', 'numpy'} & set(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT)
    assert ran.stdout == f"networkx {metadata.version('networkx')}, numpy {metadata.version('numpy')} set()\n"


def test_positions_and_measures_are_read_only_if_they_are_wanted() -> None:
    network = Network(synthetic(20), measure(synthetic(20)))
    text = write(network, HERE)
    assert parse(text, HERE, measured=False) == Network(network.projection)
    head, _, body = text.partition("\n")
    without = {name: value for name, value in json.loads(body).items() if name not in ("positions", "groups", "measured")}
    assert parse(f"{head}\n{json.dumps(without)}", HERE, measured=False) == Network(network.projection)


@pytest.mark.parametrize(("value", "found"), [("true", "str"), (1, "int"), (None, "NoneType"), ([], "list")])
def test_a_value_of_another_type_than_that_of_its_field_is_an_error(value: object, found: str) -> None:
    text = write(Network(Projection("x:", nodes={"a": Node("a", "A", "state")})), HERE)
    head, _, body = text.partition("\n")
    data = json.loads(body)
    place = list(Node.__annotations__).index("held")
    assert data["nodes"][place] == [True]
    data["nodes"][place] = [value]
    with pytest.raises(TypeError, match=f"has {found} where bool is expected"):
        parse(f"{head}\n{json.dumps(data)}", HERE)


def test_a_field_of_a_new_type_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    text = write(Network(Projection("x:", nodes={"a": Node("a", "A", "state")})), HERE)
    monkeypatch.setitem(Node.__annotations__, "held", "date")
    with pytest.raises(TypeError, match="no form for values of the type 'date'"):
        parse(text, HERE)


@pytest.mark.usefixtures("keep_all")
def test_a_change_of_the_data_changes_the_copy(tmp_path: Path) -> None:
    folder = copied("nordic", tmp_path / "w")
    before = network_of(Workspace(folder), build(Workspace(folder)))
    for data in (folder / "data").glob("*.trig"):
        data.write_text(data.read_text("utf-8").replace('"Act of Union"@en', '"Deed of Union"@en'), "utf-8")
    after = network_of(Workspace(folder), build(Workspace(folder)))
    assert after.measured is not None
    assert "Deed of Union" in {node.label for node in after.projection.nodes.values()}
    assert "Deed of Union" not in {node.label for node in before.projection.nodes.values()}


@pytest.mark.usefixtures("keep_all")
def test_a_damaged_copy_is_not_read_and_is_made_again(tmp_path: Path) -> None:
    workspace = Workspace(copied("nordic", tmp_path / "w"))
    snapshot = build(workspace)
    path = snapshot.path / NETWORK
    whole = path.read_bytes()
    for damaged in (b"", whole[:-2], whole.replace(b"Sweden", b"Sweder")):
        path.write_bytes(damaged)
        with pytest.raises(SnapshotDamaged, match=f"{NETWORK}: it is not what the build wrote"):
            project(workspace, Snapshot(snapshot.folder))
    path.unlink()
    with pytest.raises(SnapshotDamaged, match=f"{NETWORK}: No such file"):
        project(workspace, Snapshot(snapshot.folder))
    again = ensure(Workspace(workspace.folder))
    assert again.folder != snapshot.folder


def test_a_build_keeps_a_copy_only_where_a_picture_can_show_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = Workspace(copied("nordic", tmp_path / "w"))
    assertions = build(workspace).meta["counts"]["assertions"]
    assert build(workspace).text(NETWORK) is None
    for fewest, most, is_kept in ((assertions, assertions, True), (0, assertions - 1, False), (assertions + 1, 20_000, False)):
        monkeypatch.setattr(keeping, "FEWEST", fewest)
        monkeypatch.setattr(keeping, "MOST", most)
        shutil.rmtree(workspace.state_folder)
        assert (build(workspace).text(NETWORK) is not None) == is_kept


def test_the_build_of_a_small_workspace_does_not_import_what_draws_pictures(tmp_path: Path) -> None:
    folder = copied("nordic", tmp_path / "w")
    code = "import sys, kg; kg.open(sys.argv[1]).build(); print(sorted({'networkx', 'numpy'} & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", code, str(folder)], check=True, capture_output=True, text=True, cwd=ROOT)
    assert ran.stdout == "[]\n"


@pytest.mark.usefixtures("keep_all", "measured_threads")
def test_the_quads_are_not_parsed_early_where_there_is_a_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_MEMORY_QUADS", "1")
    snapshot = build(Workspace(copied("nordic", tmp_path / "w")))
    monkeypatch.setattr(early, "_done", None)
    monkeypatch.setattr(early, "_opened", {})
    early.begin(str(tmp_path / "w"), in_memory=True)
    taken = early.take(snapshot.folder)
    assert taken is not None
    assert taken[1] is None  # there is a checksum only of what was parsed


def test_every_text_of_a_copy_stands_in_it_once() -> None:
    body = json.loads(write(Network(synthetic(60)), HERE).splitlines()[1])
    assert len(set(body["texts"])) == len(body["texts"])
