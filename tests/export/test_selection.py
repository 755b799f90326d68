"""A selection of a graph in a file: it has what was chosen with its passages, and nothing that the whole does not have."""

from __future__ import annotations

import csv
import functools
import io
import shutil
import subprocess
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.cli.main import run
from kg.errors import NameNotFound, UsageError
from kg.export.choosing import chosen
from kg.export.content import quads, triples
from kg.export.selection import Part, Selection
from kg.export.writing import WRITERS
from kg.namespaces import DIP
from kg.record.vocabulary import CITES, CONTENT_OF, DOCUMENT, STANDING, STATED_IN
from kg.terms import LABEL, TYPE
from tests.asking import nordic

E = "https://example.org/nordic/id/"


def part_of(**conditions: object) -> Part:
    found = chosen(nordic().snapshot, **conditions)  # type: ignore[arg-type]
    assert found is not None
    return found


def things(**conditions: object) -> set[str]:
    return {each.removeprefix(E) for each in part_of(**conditions).things}


@functools.cache
def whole() -> frozenset[ox.Quad]:
    return frozenset(nordic().snapshot.store)


def test_all_conditions_must_hold() -> None:
    assert things(about=["Norway"], kind="act") == {"agreement", "recognition"}
    assert things(about=["Norway", "Karlstad"], kind="act") == {"agreement"}
    assert things(kind="RecognitionAct") == {"recognition"}
    assert things(kind="act", start="1905-10", end="1905") == {"recognition"}
    assert "norway" in things(about=["Norway"])
    assert "norway" not in things(about=["Norway"], start="1905")
    assert "protest" not in things(start="1800"), "it has no date"
    assert "protest" in things(about=["Oscar II"])


def test_no_condition_chooses_everything() -> None:
    assert chosen(nordic().snapshot) is None


CONDITIONS = st.fixed_dictionaries(
    {},
    optional={
        "about": st.lists(st.sampled_from(["Norway", "Sweden", "Karlstad", "Oscar II", "Storting"]), min_size=1, max_size=2, unique=True),
        "kind": st.sampled_from(["act", "State", "Person", "Statement", "matter"]),
        "start": st.sampled_from(["1814", "1905-06", "1905-10-26"]),
        "end": st.sampled_from(["1905-12", "1905-09", "1906"]),
    },
)


@settings(deadline=None)
@given(conditions=CONDITIONS, held=st.booleans())
def test_a_selection_has_nothing_that_the_whole_does_not_have_and_leaves_nothing_without_its_source(
    conditions: dict[str, object], held: bool
) -> None:
    snapshot = nordic().snapshot
    try:
        part = chosen(snapshot, **conditions)  # type: ignore[arg-type]
    except UsageError:
        return  # nothing meets all conditions
    if part is None:
        return
    found = list(quads(snapshot, Selection(held=held, part=part)))
    again = ox.NamedNode(snapshot.base + "graph/held")
    own = {each for each in found if each.graph_name != again}
    assert len(found) == len(set(found))
    assert own <= whole()
    default = {each.triple for each in own if each.graph_name == ox.DefaultGraph()}
    assert default == set(triples(snapshot, Selection(part=part)))
    assert {each.triple for each in found if each.graph_name == again} == (default if held else set())
    said = {each.triple for each in own}
    passages = {each.subject for each in said if each.predicate == DOCUMENT}
    for iri in part.things:
        node = ox.NamedNode(iri)
        stated = {quad.object for quad in snapshot.store.quads_for_pattern(node, STATED_IN, None)}
        assert stated <= passages, f"{iri} has lost a passage"
        for quad in snapshot.store.quads_for_pattern(node, None, None):
            if snapshot.store.contains_named_graph(quad.graph_name) and "/assertion/" in str(quad.graph_name):
                assert quad in own, "an assertion graph tells of it"
    for graph in {each.graph_name for each in own if "/assertion/" in str(each.graph_name)}:
        assert any(each.subject == graph and each.predicate == STANDING for each in default)
        cited = {quad.object for quad in snapshot.store.quads_for_pattern(graph, CITES, None)}  # type: ignore[arg-type]
        assert cited
        assert cited <= passages
    labelled = {each.subject for each in said if each.predicate == LABEL}
    for triple in said:
        for term in (triple.subject, triple.object):
            if isinstance(term, ox.NamedNode) and any(True for _ in snapshot.store.quads_for_pattern(term, LABEL, None)):
                assert term in labelled, f"{term} has lost its label"


def test_what_follows_from_other_acts_is_left_out() -> None:
    snapshot = nordic().snapshot
    norway, recognized, agreed = ox.NamedNode(E + "norway"), ox.NamedNode(DIP + "recognized"), ox.NamedNode(DIP + "agreedWith")
    found = set(triples(snapshot, Selection(part=part_of(kind="Recognition"))))
    assert ox.Triple(ox.NamedNode(E + "sweden"), recognized, norway) in found
    assert not any(each.predicate == agreed for each in found)
    participants = {each.object.value for each in found if each.predicate.value == DIP + "participant"}  # type: ignore[union-attr]
    assert participants == {E + "norway", E + "sweden"}


def test_what_a_chosen_statement_says_is_there() -> None:
    snapshot = nordic().snapshot
    spoken = list(snapshot.store.quads_for_pattern(None, CONTENT_OF, None, ox.DefaultGraph()))
    assert spoken
    for quad in spoken:
        assert isinstance(quad.object, ox.NamedNode)
        part = part_of(about=[quad.object.value])
        found = {each for each in quads(snapshot, Selection(part=part)) if each.graph_name == quad.subject}
        assert found == set(snapshot.store.quads_for_pattern(None, None, None, quad.subject))  # type: ignore[arg-type]


def test_a_query_names_the_things(tmp_path: Path) -> None:
    query = tmp_path / "here.rq"
    query.write_text("#+ summary: Acts at a place.\nSELECT ?act ?date { ?act dip:place e:karlstad ; dip:date ?date }\n", encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(nordic().serialize(".csv", query=str(query)).decode())))
    assert {row["act"] for row in rows} == {E + "agreement", E + "meeting"}
    rows = list(csv.DictReader(io.StringIO(nordic().serialize(".csv", query=str(query), about="Norway").decode())))
    assert {row["act"] for row in rows} == {E + "agreement"}
    assert "named by the query here.rq" in nordic().serialize(".ttl", query=str(query)).decode()[:500]


@pytest.mark.parametrize("ending", WRITERS)
def test_every_format_has_the_selection(ending: str) -> None:
    data = nordic().serialize(ending, about="Norway", kind="act", start="1905-10")
    assert data == nordic().serialize(ending, about=["Norway"], kind="act", start="1905-10")
    text = data.decode()
    assert "recognition" in text
    assert "e:agreement " not in text
    assert E + "agreement" not in text
    if ending not in (".csv", "dyads.csv"):
        assert "a selection: about Norway; kind: act; 1905-10 to end" in text


def test_a_table_has_the_acts_and_their_weights_as_in_the_whole() -> None:
    def rows(**conditions: str) -> list[tuple[str, ...]]:
        text = nordic().serialize(".csv", **conditions).decode()  # type: ignore[arg-type]
        return [tuple(row.values()) for row in csv.DictReader(io.StringIO(text))]

    selected = rows(kind="Recognition")
    assert selected
    assert set(selected) < set(rows())


def test_unknown_names_have_the_usual_hints() -> None:
    with pytest.raises(NameNotFound) as caught:
        part_of(about=["Norwya"])
    assert caught.value.hint == "did you mean Norway?"
    with pytest.raises(NameNotFound) as caught:
        part_of(kind="Recogniton")
    assert "did you mean recognition" in (caught.value.hint or "")
    with pytest.raises(UsageError, match="nothing is selected: 1990 to end"):
        part_of(start="1990")
    with pytest.raises(UsageError, match="ends before it begins"):
        part_of(start="1990", end="1980")


def test_the_verb_writes_a_selection_and_its_checksum(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    workspace = tmp_path / "nordic"
    shutil.copytree(Path(__file__).resolve().parents[1] / "workspaces" / "nordic", workspace, ignore=shutil.ignore_patterns(".kg"))
    path = tmp_path / "a graph.ttl"
    call = ["-C", str(workspace), "dump", str(path), "--about", "Norway", "--type", "act", "--from", "1905-10", "--checksum"]
    assert run(call) == 0
    assert "a selection of snapshot" in capsys.readouterr().out
    assert path.read_bytes() == kg.open(workspace).serialize(".ttl", about="Norway", kind="act", start="1905-10")
    subprocess.run(["sha256sum", "--check", "--strict", "a graph.ttl.sha256"], cwd=tmp_path, check=True, capture_output=True)
    assert run(["-C", str(workspace), "dump", "--param", "about=Norway"]) == 2
    assert "--param belongs to --query" in capsys.readouterr().err
    assert run(["-C", str(workspace), "dump", "--checksum"]) == 2
    assert "--checksum is for a file" in capsys.readouterr().err
    assert run(["-C", str(workspace), "dump", f"{tmp_path}/site/", "--about", "Norway"]) == 2
    assert "--about is not for a static site" in capsys.readouterr().err


def test_types_of_chosen_things_are_whole() -> None:
    snapshot = nordic().snapshot
    found = set(triples(snapshot, Selection(part=part_of(kind="Recognition"))))
    node = ox.NamedNode(E + "recognition")
    assert {each for each in found if each.subject == node and each.predicate == TYPE} == {
        quad.triple for quad in snapshot.store.quads_for_pattern(node, TYPE, None, ox.DefaultGraph())
    }
