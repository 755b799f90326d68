"""The network in files for other tools: networkx and csv read back what the text of the small workspace says."""

from __future__ import annotations

import csv
import io
import shutil
import xml.etree.ElementTree as ElementTree
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import networkx as nx
import pyoxigraph as ox
import pytest

from kg.build import build
from kg.cli.main import run
from kg.export.graphs import COLUMNS
from kg.export.header import header
from kg.export.writing import render
from kg.namespaces import DIP
from kg.snapshot import Snapshot
from kg.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

NORDIC = Path(__file__).resolve().parents[1] / "workspaces" / "nordic"
E = "https://example.org/nordic/id/"
Row = dict[str, str]


@pytest.fixture(scope="module")
def nordic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("graphs") / "nordic"
    shutil.copytree(NORDIC, folder, ignore=shutil.ignore_patterns(".kg"))
    return folder


@pytest.fixture(scope="module")
def snapshot(nordic: Path) -> Snapshot:
    return build(Workspace(nordic))


def rows(snapshot: Snapshot, claimed: bool = False) -> list[Row]:
    return list(csv.DictReader(io.StringIO(render(snapshot, ".csv", claimed=claimed).decode("utf-8"), newline="")))


def read_back(snapshot: Snapshot, extension: str, claimed: bool = False) -> nx.MultiDiGraph[str]:
    data = io.BytesIO(render(snapshot, extension, claimed=claimed))
    graph = nx.read_graphml(data, force_multigraph=True) if extension == ".graphml" else nx.read_gexf(data)
    assert isinstance(graph, nx.MultiDiGraph)
    return graph


def labelled(found: Iterable[Row]) -> set[tuple[str, str, str]]:
    return {(row["source_label"], row["kind_label"], row["target_label"]) for row in found}


def test_the_agents_that_dealt_with_each_other_by_the_note(snapshot: Snapshot) -> None:
    """From the text: two states, one king; delegates who met; an agreement; a recognition; an election."""
    agents = {"state", "organization", "person", "people", "agent"}
    assert all(bool(row["act"]) is bool(row["act_label"]) for row in rows(snapshot))
    between = [row for row in rows(snapshot) if row["basis"] == "rule" and {row["source_group"], row["target_group"]} <= agents]
    assert {(row["source_label"], row["kind_label"], row["target_label"], row["passages"]) for row in between} == {
        ("Norway", "has relationship with", "Sweden", "N2"),
        ("Sweden", "has relationship with", "Norway", "N2"),
        ("delegates of Norway", "met", "delegates of Sweden", "N8"),
        ("delegates of Sweden", "met", "delegates of Norway", "N8"),
        ("Norway", "agreed with", "Sweden", "N8"),
        ("Sweden", "agreed with", "Norway", "N8"),
        ("Sweden", "recognized", "Norway", "N9"),
    }


@pytest.mark.parametrize(
    ("kind", "act", "date", "earliest", "latest"),
    [
        ("recognized", "recognition", "1905-10-26", "1905-10-26", "1905-10-26"),
        ("met", "meeting", "1905-09", "1905-09-01", "1905-09-30"),
        ("has relationship with", "union", "1814/1905", "1814-01-01", "1905-12-31"),
    ],
)
def test_a_row_has_its_act_and_the_bounds_of_its_day(
    snapshot: Snapshot, kind: str, act: str, date: str, earliest: str, latest: str
) -> None:
    found = [row for row in rows(snapshot) if row["kind_label"] == kind]
    assert found
    for row in found:
        assert (row["act"], row["date"], row["earliest"], row["latest"]) == (E + act, date, earliest, latest)


def test_what_is_only_claimed_comes_on_request_with_its_standing(snapshot: Snapshot) -> None:
    """N4 says what the king said, N5 is hedged, N6 denies; N10 characterizes with a text, which is not an edge."""
    plain, claimed = rows(snapshot), rows(snapshot, claimed=True)
    assert {row["held"] for row in plain} == {"true"}
    assert {row["standing"] for row in plain} == {"Stated"}
    more = [row for row in claimed if row not in plain]
    assert len(claimed) == len(plain) + len(more)
    assert {
        (row["source_label"], row["kind_label"], row["target_label"], row["standing"], row["held"], row["passages"]) for row in more
    } == {
        ("Declaration of the Storting, 1905", "violates", "Act of Union", "Said", "false", "N4"),
        ("Fear of a war", "holder", "Norway", "Hedged", "false", "N5"),
        ("Fear of a war", "holder", "Sweden", "Hedged", "false", "N5"),
        ("Fear of a war", "about", "War of Norway and Sweden", "Hedged", "false", "N5"),
        ("War of Norway and Sweden", "party", "Norway", "Denied", "false", "N6"),
        ("War of Norway and Sweden", "party", "Sweden", "Denied", "false", "N6"),
    }


def test_every_role_of_an_act_is_a_row_and_no_edge_says_it_twice(snapshot: Snapshot) -> None:
    found = rows(snapshot)
    meeting = {(row["kind_label"], row["target_label"]) for row in found if row["source"] == E + "meeting"}
    # "participant" is entailed from each of these roles and would add nothing.
    assert meeting == {("actor", "delegates of Norway"), ("counterpart", "delegates of Sweden"), ("place", "Karlstad")}
    keys = [(row["source"], row["kind"], row["target"], row["act"], row["standing"]) for row in found]
    assert len(keys) == len(set(keys)) > 20


@pytest.mark.parametrize("claimed", [False, True])
@pytest.mark.parametrize("extension", [".graphml", ".gexf"])
def test_networkx_reads_the_edges_of_the_table(snapshot: Snapshot, extension: str, claimed: bool) -> None:
    graph = read_back(snapshot, extension, claimed)
    expected = {(row["source"], row["target"], row["kind"], row["standing"]) for row in rows(snapshot, claimed)}
    found = [(source, target, data["kind"], data["standing"]) for source, target, data in graph.edges(data=True)]
    assert set(found) == expected
    assert len(found) == len(expected)
    assert graph.nodes[E + "sweden"]["label"] == "Sweden"
    assert graph.nodes[E + "sweden"]["group"] == "state"
    assert (E + "war" in graph) is claimed, "what is only claimed is not a node of the held graph"
    assert len({key for *_, key in graph.edges(keys=True)}) == len(found), "the id of an edge is not unique in the file"


@pytest.mark.parametrize("extension", [".graphml", ".gexf"])
def test_the_attributes_of_an_edge_have_their_types(snapshot: Snapshot, extension: str) -> None:
    graph = read_back(snapshot, extension)
    [data] = [data for _, _, data in graph.edges(data=True) if data["kind"] == DIP + "recognized"]
    names = ("label", "weight", "acts", "earliest", "latest", "held", "passages", "witnesses", "basis")
    assert {name: data[name] for name in names if name != "label" or extension == ".graphml"} == {
        **({"label": "recognized"} if extension == ".graphml" else {}),
        "weight": 1.0,
        "acts": E + "recognition",
        "earliest": "1905-10-26",
        "latest": "1905-10-26",
        "held": True,
        "passages": "N9",
        "witnesses": 1,
        "basis": "rule",
    }
    assert "networkx_key" not in data
    text = render(snapshot, extension).decode()
    assert "networkx_key" not in text
    assert all(line.lstrip().startswith("<") for line in text.splitlines())


@pytest.mark.parametrize("extension", [".graphml", ".gexf"])
def test_a_node_has_the_bounds_of_its_date_or_none(snapshot: Snapshot, extension: str) -> None:
    nodes = read_back(snapshot, extension).nodes
    found = {name: (nodes[E + name].get("earliest", ""), nodes[E + name].get("latest", "")) for name in ("meeting", "union", "sweden")}
    assert found == {"meeting": ("1905-09-01", "1905-09-30"), "union": ("1814-01-01", "1905-12-31"), "sweden": ("", "")}


GEXF = "{http://gexf.net/1.3}"
CHILDREN = {
    "gexf": {"meta", "graph"},
    "meta": {"creator", "description"},
    "graph": {"attributes", "nodes", "edges"},
    "attributes": {"attribute"},
    "nodes": {"node"},
    "edges": {"edge"},
    "node": {"attvalues"},
    "edge": {"attvalues"},
    "attvalues": {"attvalue"},
}
ATTRIBUTES = {
    "gexf": {"version"},
    "graph": {"defaultedgetype", "mode", "timeformat"},
    "attributes": {"class", "mode"},
    "attribute": {"id", "title", "type"},
    "node": {"id", "label", "start", "end"},
    "edge": {"id", "source", "target", "label", "weight", "start", "end"},
    "attvalue": {"for", "value"},
}
OPTIONAL = {"start", "end"}
READERS: dict[str, Callable[[str], object]] = {
    "string": str,
    "boolean": {"true": True, "false": False}.__getitem__,
    "long": int,
    "integer": int,
    "double": float,
}


@pytest.mark.parametrize("claimed", [False, True])
def test_the_gexf_follows_the_schema(snapshot: Snapshot, claimed: bool) -> None:
    """The part of the schema of GEXF 1.3 that the file uses: elements, attributes, unique ids, references, types, and times in order."""
    root = ElementTree.fromstring(render(snapshot, ".gexf", claimed=claimed))  # noqa: S314 - our own output
    for element in root.iter():
        name = element.tag.removeprefix(GEXF)
        assert {child.tag.removeprefix(GEXF) for child in element} <= CHILDREN.get(name, set()), name
        allowed = ATTRIBUTES.get(name, set())
        assert allowed - OPTIONAL <= set(element.attrib) <= allowed, (name, element.attrib)
        assert all(element.attrib.values()), (name, element.attrib)
        assert name != "attvalues" or len(element)
    drawn = root.find(f"{GEXF}graph")
    assert drawn is not None
    assert dict(drawn.attrib) == {"defaultedgetype": "directed", "mode": "dynamic", "timeformat": "date"}
    nodes = {each.attrib["id"] for each in root.iter(f"{GEXF}node")}
    timed = 0
    for kind in ("node", "edge"):
        declared = root.findall(f".//{GEXF}attributes[@class='{kind}']/{GEXF}attribute")
        types = {each.attrib["id"]: each.attrib["type"] for each in declared}
        assert len(types) == len(declared)
        found = list(root.iter(f"{GEXF}{kind}"))
        assert len({each.attrib["id"] for each in found}) == len(found) > 0
        for each in found:
            assert kind == "node" or {each.attrib["source"], each.attrib["target"]} <= nodes
            values = each.findall(f"{GEXF}attvalues/{GEXF}attvalue")
            assert len({value.attrib["for"] for value in values}) == len(values)
            for value in values:
                READERS[types[value.attrib["for"]]](value.attrib["value"])
            days = [date.fromisoformat(each.attrib[side]) for side in ("start", "end") if side in each.attrib]
            assert days == sorted(days)
            timed += bool(days)
    assert timed > 10


def test_the_time_of_a_node_and_of_an_edge_is_its_bounds(snapshot: Snapshot) -> None:
    """The note dates the meeting to a month, and the union to two years; it does not date a state."""
    graph = read_back(snapshot, ".gexf")
    found = {name: (graph.nodes[E + name].get("start"), graph.nodes[E + name].get("end")) for name in ("meeting", "union", "sweden")}
    assert found == {"meeting": ("1905-09-01", "1905-09-30"), "union": ("1814-01-01", "1905-12-31"), "sweden": (None, None)}
    root = ElementTree.fromstring(render(snapshot, ".gexf"))  # noqa: S314 - our own output
    met = [each for each in root.iter(f"{GEXF}edge") if each.attrib["label"] == "met"]
    assert {(each.attrib["start"], each.attrib["end"]) for each in met} == {("1905-09-01", "1905-09-30")}


def test_an_open_side_of_a_date_has_no_attribute(nordic: Path, tmp_path: Path) -> None:
    folder = tmp_path / "nordic"
    shutil.copytree(nordic, folder, ignore=shutil.ignore_patterns(".kg"))
    path = folder / "data" / "note.trig"
    text = path.read_text(encoding="utf-8")
    assert text.count('"1814/1905"') == 1
    path.write_text(text.replace('"1814/1905"', '"1814/.."'), encoding="utf-8")
    root = ElementTree.fromstring(render(build(Workspace(folder)), ".gexf"))  # noqa: S314 - our own output
    [union] = [each for each in root.iter(f"{GEXF}node") if each.attrib["id"] == E + "union"]
    assert (union.attrib.get("start"), union.attrib.get("end")) == ("1814-01-01", None)


def test_graphml_has_no_empty_value(snapshot: Snapshot) -> None:
    root = ElementTree.fromstring(render(snapshot, ".graphml", claimed=True))  # noqa: S314 - our own output
    values = list(root.iter("{http://graphml.graphdrawing.org/xmlns}data"))
    assert len(values) > 100
    assert all(each.text for each in values)


def test_the_files_say_what_they_are_and_how_to_cite_them(snapshot: Snapshot) -> None:
    about = read_back(snapshot, ".graphml").graph
    title, *_ = header(snapshot, "")
    assert about["title"] == title
    assert about["snapshot"] == f"sha256 {snapshot.digest}"
    assert snapshot.digest[:12] in about["citation"]
    assert about["content"] == "the network of what is held"
    assert read_back(snapshot, ".graphml", claimed=True).graph["content"].endswith("claimed and not held")
    meta = render(snapshot, ".gexf").decode().partition("</meta>")[0]
    assert snapshot.digest in meta
    assert "; the network of what is held; " in meta
    assert "lastmodifieddate" not in meta
    assert {row["snapshot"] for row in rows(snapshot)} == {snapshot.digest[:12]}


def test_the_head_of_the_table_is_as_documented(snapshot: Snapshot) -> None:
    first = render(snapshot, ".csv").decode().splitlines()[0]
    assert first == ",".join(COLUMNS)


def test_texts_that_xml_escapes_are_read_back(nordic: Path, tmp_path: Path) -> None:
    folder = tmp_path / "nordic"
    shutil.copytree(nordic, folder, ignore=shutil.ignore_patterns(".kg"))
    path = folder / "data" / "note.trig"
    path.write_text(path.read_text(encoding="utf-8").replace('"Sweden"@en', r'"Swe\u0085den < & \"x\""@en'), encoding="utf-8")
    made = build(Workspace(folder))
    for extension in (".graphml", ".gexf"):
        assert read_back(made, extension).nodes[E + "sweden"]["label"] == 'Swe\x85den < & "x"'
    assert {row["source_label"] for row in rows(made) if row["source"] == E + "sweden"} == {'Swe\\x85den < & "x"'}


def test_the_whole_workspace_survives_the_export(root: Path, tmp_path: Path) -> None:
    """Every passage that a row names is in the record, and every act that it names is a node of the network."""
    folder = tmp_path / "whole"
    folder.mkdir()
    for name in ("chancery.toml", "data", "ontology", "queries"):
        (folder / name).symlink_to(root / name)
    made = build(Workspace(folder))
    graph = read_back(made, ".graphml")
    found = rows(made)
    documents = made.store.quads_for_pattern(None, ox.NamedNode(DIP + "document"), None)
    passages = {str(quad.subject).rpartition("/")[2].rstrip(">") for quad in documents}
    assert {name for row in found for name in row["passages"].split()} <= passages
    assert {row["act"] for row in found} - {""} <= set(graph)
    assert all(row["passages"] or row["standing"] == "Background" for row in found)
    # Each act weighs 1, however many its parties are.
    agents = {"state", "organization", "person", "people", "agent"}
    total: dict[str, float] = defaultdict(float)
    for row in found:
        if row["basis"] == "rule" and {row["source_group"], row["target_group"]} <= agents:
            total[row["act"]] += float(row["weight"])
    assert len(total) > 40
    assert all(weight == pytest.approx(1) for weight in total.values()), total
    assert sum(data["weight"] for *_, data in graph.edges(data=True)) == pytest.approx(sum(float(row["weight"]) for row in found))
    # The two documents of this workspace share text: no claim has more than one witness.
    assert {int(row["witnesses"]) for row in found} <= {0, 1}


def test_the_verb_knows_them(nordic: Path, snapshot: Snapshot, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, key in (("a.graphml", ".graphml"), ("a.gexf", ".gexf"), ("edges.csv", ".csv"), ("Dyads.csv", "dyads.csv")):
        assert run(["-C", str(nordic), "dump", str(tmp_path / name)]) == 0
        assert (tmp_path / name).read_bytes() == render(snapshot, key)
    capsys.readouterr()
    assert run(["-C", str(nordic), "dump", "-f", "dyads"]) == 0
    assert capsys.readouterr().out.startswith("year,source,")
    assert run(["-C", str(nordic), "dump", "-f", "csv", "--claimed"]) == 0
    assert "Denied" in capsys.readouterr().out


def test_labels_in_csv_are_safe_for_a_spreadsheet(tmp_path: Path) -> None:
    """The columns of labels are for people. A program joins by the columns of IRIs, which are as they are."""
    folder = tmp_path / "nordic"
    shutil.copytree(NORDIC, folder, ignore=shutil.ignore_patterns(".kg"))
    data = folder / "data" / "note.trig"
    text = data.read_text(encoding="utf-8")
    for label, evil in (("Sweden", "=HYPERLINK(A1)"), ("Norway", "@Nor\u202eway"), ("Recognition of Norway by Sweden", "-1+cmd")):
        text = text.replace(f'"{label}"@en', f'"{evil}"@en')
    data.write_text(text, encoding="utf-8")
    snapshot = build(Workspace(folder))
    found = next(row for row in rows(snapshot) if row["act"] == E + "recognition" and row["basis"] == "rule")
    assert (found["source"], found["source_label"]) == (E + "sweden", "'=HYPERLINK(A1)")
    assert (found["target"], found["target_label"]) == (E + "norway", "'@Nor\\u202eway")
    assert found["act_label"] == "'-1+cmd"
    assert found["date"] == "1905-10-26"
    dyads = list(csv.DictReader(io.StringIO(render(snapshot, "dyads.csv").decode("utf-8"), newline="")))
    assert {row["source_label"] for row in dyads if row["source"] == E + "sweden"} == {"'=HYPERLINK(A1)"}
    assert {row["target_label"] for row in dyads if row["target"] == E + "norway"} == {"'@Nor\\u202eway"}
