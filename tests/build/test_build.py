"""The build: what it adds, what it refuses and where, and that it succeeds completely or changes nothing."""

from __future__ import annotations

import functools
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.build import build, ensure
from kg.build.assembling import assemble
from kg.cli.main import run
from kg.errors import DataError, EnvironmentProblem
from kg.namespaces import DIP, RDF, RDFS, XSD
from kg.record.names import Names
from kg.record.times import Times
from kg.snapshot import Snapshot, current
from kg.snapshot.proofs import Proofs
from kg.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
NORDIC = Path(__file__).resolve().parents[1] / "workspaces" / "nordic"
BASE = "https://example.org/nordic/"
PREFIXES = f"""@prefix a: <{BASE}assertion/> .
@prefix dip: <{DIP}> .
@prefix e: <{BASE}id/> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix k: <{BASE}graph/> .
@prefix p: <{BASE}passage/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""


@pytest.fixture
def nordic(tmp_path: Path) -> Path:
    folder = tmp_path / "nordic"
    shutil.copytree(NORDIC, folder, ignore=shutil.ignore_patterns(".kg"))
    return folder


def add(folder: Path, text: str, name: str = "more.trig") -> None:
    (folder / "data" / name).write_text(PREFIXES + text, encoding="utf-8")


def node(name: str) -> ox.NamedNode:
    return ox.NamedNode(BASE + "id/" + name)


def dip(name: str) -> ox.NamedNode:
    return ox.NamedNode(DIP + name)


def default(snapshot: Snapshot, subject: str | None = None, name: str | None = None) -> set[str]:
    """The objects in the default graph, by the last part of their IRI."""
    pattern = (None if subject is None else node(subject), None if name is None else dip(name), None, ox.DefaultGraph())
    return {_last(quad.object) for quad in snapshot.store.quads_for_pattern(*pattern)}


def _last(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    return term.value.rpartition("/")[2].rpartition("#")[2] if isinstance(term, ox.NamedNode) else str(getattr(term, "value", term))


# What is in the graph --------------------------------------------------------------------------------------------------------


def test_nordic_is_what_the_note_says(nordic: Path) -> None:
    snapshot = build(Workspace(nordic))
    counts = snapshot.meta["counts"]
    assert (counts["documents"], counts["passages"], counts["assertions"], counts["held"]) == (1, 11, 10, 6)
    assert default(snapshot, "sweden", "recognized") == {"norway"}
    assert default(snapshot, "norway", "recognized") == set()
    assert default(snapshot, "sweden", "agreedWith") == {"norway"}
    assert default(snapshot, "norway", "agreedWith") == {"sweden"}
    assert default(snapshot, "norway", "hasRelationshipWith") == {"sweden"}
    assert default(snapshot, "delegates-norway", "met") == {"delegates-sweden"}
    assert default(snapshot, "delegates-sweden", "met") == {"delegates-norway"}
    # The Storting declared, not Norway; the accused matter is a declaration, not an agent.
    assert default(snapshot, "oscar", "accused") == set()
    types = snapshot.store.quads_for_pattern(node("carl"), ox.NamedNode(RDF + "type"), None, ox.DefaultGraph())
    assert {_last(quad.object) for quad in types} == {"Agent", "Leader", "Person"}


def test_what_is_not_held_is_only_in_its_graph(nordic: Path) -> None:
    store = build(Workspace(nordic)).store
    for name, graph in (("violates", "N4-2"), ("characterizedAs", "N10-1")):
        graphs = {
            _last(quad.graph_name)
            for quad in store.quads_for_pattern(None, dip(name), None, None)
            if isinstance(quad.graph_name, ox.NamedNode)
        }
        assert graphs == {graph}
        assert not list(store.quads_for_pattern(None, dip(name), None, ox.DefaultGraph()))
    for subject in ("war", "fear"):
        assert not list(store.quads_for_pattern(node(subject), None, None, ox.DefaultGraph()))
    types = {_last(quad.object) for quad in store.quads_for_pattern(node("war"), ox.NamedNode(RDF + "type"), None, None)}
    assert types == {"Matter", "War"}


def test_the_record_gets_types_and_citations(nordic: Path) -> None:
    store = build(Workspace(nordic)).store
    record = ox.NamedNode(BASE + "graph/record")
    graphs = store.quads_for_pattern(None, ox.NamedNode(RDF + "type"), dip("AssertionGraph"), record)
    assert len(list(graphs)) == 10
    stated = {(_last(quad.subject), _last(quad.object)) for quad in store.quads_for_pattern(None, dip("statedIn"), None, record)}
    assert ("declaration", "N3") in stated
    # N4-2 also mentions the declaration, but as the content of a protest.
    assert ("declaration", "N4") not in stated
    assert not any(subject in {"war", "fear"} for subject, _ in stated)


def test_labels_and_dates_are_derived_beside_what_they_come_from(nordic: Path) -> None:
    store = build(Workspace(nordic)).store
    label = ox.NamedNode(RDFS + "label")
    graphs = {str(quad.graph_name) for quad in store.quads_for_pattern(node("union"), label, None, None)}
    assert graphs == {"DEFAULT", f"<{BASE}assertion/N2-1>"}
    days = {
        (quad.predicate.value.removeprefix(DIP), quad.object.value)
        for quad in store.quads_for_pattern(node("union"), None, None, ox.NamedNode(BASE + "assertion/N2-1"))
        if isinstance(quad.object, ox.Literal) and quad.object.datatype.value == XSD + "date"
    }
    assert days == {
        ("earliest", "1814-01-01"),
        ("latest", "1905-12-31"),
        ("surelyFrom", "1814-12-31"),
        ("surelyUntil", "1905-01-01"),
        ("begunBy", "1814-12-31"),
    }
    flags = store.quads_for_pattern(node("agreement"), dip("dateApproximate"), None, ox.DefaultGraph())
    assert [_last(quad.object) for quad in flags] == ["true"]
    assert not list(store.quads_for_pattern(node("meeting"), dip("dateApproximate"), None, None))


def test_two_accounts_that_exclude_each_other_have_one_hull_and_a_mark(nordic: Path) -> None:
    add(
        nordic,
        """k:record { a:N9-2 dip:cites p:N9 ; dip:standing dip:Stated . a:N9-3 dip:cites p:N9 ; dip:standing dip:Rumoured . }
        a:N9-2 { e:recognition dip:date "1905-11~"^^edtf:EDTF . }
        a:N9-3 { e:recognition dip:date "1906"^^edtf:EDTF . }""",
    )
    store = build(Workspace(nordic)).store

    def days(graph: ox.NamedNode | ox.DefaultGraph) -> list[str]:
        pairs = ("earliest", "latest", "dateApproximate")
        return [
            quad.object.value
            for name in pairs
            for quad in store.quads_for_pattern(node("recognition"), dip(name), None, graph)
            if isinstance(quad.object, ox.Literal)
        ]

    assert days(ox.NamedNode(BASE + "assertion/N9-1")) == ["1905-10-26", "1905-10-26"]
    assert days(ox.NamedNode(BASE + "assertion/N9-2")) == ["1905-11-01", "1905-11-30", "true"]
    assert days(ox.NamedNode(BASE + "assertion/N9-3")) == ["1906-01-01", "1906-12-31"]
    assert days(ox.DefaultGraph()) == ["1905-10-26", "1905-11-30", "true"]
    assert list(store.quads_for_pattern(None, dip("datesConflict"), None, ox.DefaultGraph()))


def test_a_vaguer_account_changes_no_bound_and_a_narrower_one_gives_its_own(nordic: Path) -> None:
    add(
        nordic,
        """k:record { a:N9-2 dip:cites p:N9 ; dip:standing dip:Stated . a:N9-3 dip:cites p:N9 ; dip:standing dip:Stated . }
        a:N9-2 { e:recognition dip:date "1905~"^^edtf:EDTF . }
        a:N9-3 { e:recognition dip:date "[1900..]"^^edtf:EDTF . }""",
    )
    store = build(Workspace(nordic)).store
    found = {
        (_last(quad.predicate), quad.object.value)
        for quad in store.quads_for_pattern(node("recognition"), None, None, ox.DefaultGraph())
        if isinstance(quad.object, ox.Literal) and quad.object.datatype.value in (XSD + "date", XSD + "boolean")
    }
    assert found == {("earliest", "1905-10-26"), ("latest", "1905-10-26"), ("begunBy", "1905-10-26")}
    # Each bound stands in a graph that gives it, so it leads back to the passages of that graph.
    for name, day in found:
        quads = store.quads_for_pattern(node("recognition"), dip(name), ox.Literal(day, datatype=ox.NamedNode(XSD + "date")))
        assert ox.NamedNode(BASE + "assertion/N9-1") in {quad.graph_name for quad in quads}


def test_an_act_that_ends_another_ends_what_it_proves(nordic: Path) -> None:
    add(
        nordic,
        """k:record { a:N9-2 dip:cites p:N9 ; dip:standing dip:Stated ; dip:gist "Sweden takes the recognition back."@en . }
        a:N9-2 { e:taking-back a dip:Revocation ; skos:prefLabel "Recognition taken back"@en ; dip:actor e:sweden ;
            dip:target e:recognition ; dip:date "1907"^^edtf:EDTF ; dip:dateBasis dip:AsStated . }""",
    )
    snapshot = build(Workspace(nordic))
    times, proofs = Times(Names(snapshot.store, {}, "en")), Proofs(snapshot.proofs_file)
    recognized = ox.Triple(node("sweden"), dip("recognized"), node("norway"))
    days = [date(1905, 10, 25), date(1906, 12, 31), date(1907, 6, 1), date(1907, 12, 31)]
    assert [times.triple_by(recognized, day, proofs) for day in days] == ["no", "yes", "undecided", "no"]
    assert times.by(node("recognition"), days[-1]) == "yes"  # the act itself has happened all the same


@functools.cache
def nordic_quads() -> set[str]:
    """What is built of the small workspace."""
    return {str(quad) for quad in assemble(Workspace(NORDIC)).quads()}


@settings(max_examples=15)
@given(st.randoms(use_true_random=False))
def test_the_order_of_files_and_statements_does_not_matter(tmp_path_factory: pytest.TempPathFactory, chance: random.Random) -> None:
    folder = tmp_path_factory.mktemp("shuffled")
    (folder / "data").mkdir()
    shutil.copy(NORDIC / "chancery.toml", folder)
    quads = [quad for path in sorted((NORDIC / "data").iterdir()) for quad in ox.parse(path.read_bytes(), ox.RdfFormat.TRIG)]
    chance.shuffle(quads)
    cut = chance.randrange(len(quads))
    for name, part in (("x.trig", quads[:cut]), ("y.trig", quads[cut:])):
        (folder / "data" / name).write_bytes(ox.serialize(part, format=ox.RdfFormat.TRIG) or b"")
    assert {str(quad) for quad in assemble(Workspace(folder)).quads()} == nordic_quads()


def test_equal_inputs_give_equal_bytes_under_any_hash_seed(nordic: Path, tmp_path: Path) -> None:
    found = []
    for seed in ("1", "2"):
        folder = tmp_path / f"seed-{seed}"
        shutil.copytree(nordic, folder)
        _kg(folder, "build", seed=seed)
        snapshot = current(Workspace(folder))
        assert snapshot is not None
        found.append([Path(path).read_bytes() for path in (snapshot.graph_file, snapshot.proofs_file)])
    assert found[0] == found[1]


# What is refused -------------------------------------------------------------------------------------------------------------

HELD = "k:record { a:X dip:cites p:N2 ; dip:standing dip:Stated . }\n"
# What is added to the data as lines 8 and following, the place of the error, and a part of message and hint.
WRONG = {
    "a full stop is missing": ("k:background { e:norway a dip:State\n  e:sweden a dip:State . }", "9:3", "expected", "missing"),
    "a prefix is missing": ("k:background { e:norway a dop:State . }", "8:27", "prefix dop:", "declare the prefix"),
    "a misspelt class": (
        "k:background { e:x a dip:Stat ; skos:prefLabel 'x'@en . }",
        "8:22",
        "undeclared class dip:Stat",
        "did you mean dip:State?",
    ),
    "a misspelt property": (HELD + "a:X { e:union dip:partie e:norway . }", "9:15", "undeclared property dip:partie", "dip:part"),
    "a misspelt property of another vocabulary": (
        "k:background { e:norway skos:altlabel 'Norge'@no . }",
        "8:25",
        "undeclared property skos:altlabel",
        "did you mean skos:altLabel?",
    ),
    "a misspelt value": (
        "k:record { a:X dip:cites p:N2 ; dip:standing dip:Statd . }\na:X { e:union dip:qualifier 'old' . }",
        "8:46",
        "undeclared value dip:Statd",
        "did you mean dip:Stated?",
    ),
    "a value of another kind": (
        "k:record { a:X dip:cites p:N2 ; dip:standing dip:Attempted . }\na:X { e:union dip:qualifier 'old' . }",
        "8:33",
        "dip:Attempted is not a standing",
        "use a dip:ClaimStanding",
    ),
    "a blank node": (HELD + "a:X { e:union dip:party [ a dip:State ] . }", "9:15", "a blank node is not allowed", "give the node an IRI"),
    "a triple outside of all graphs": ("e:norway a dip:State .", "8:1", "e:norway is described outside any graph", "assertion graph"),
    "an unknown graph": ("k:backgroud { e:norway a dip:State . }", "8:1", "unknown graph k:backgroud", "did you mean k:background?"),
    "a derived graph": (
        "k:entailed { e:norway skos:altLabel 'Norge'@no . }",
        "8:1",
        "the graph k:entailed is written by the build and must not be authored",
        "data files write to k:record, k:background and assertion graphs",
    ),
    "no standing": (
        "k:record { a:X dip:cites p:N2 . }\na:X { e:union dip:qualifier 'old' . }",
        "9:1",
        "a:X has no standing",
        "dip:standing",
    ),
    "no record at all": ("a:X { e:union dip:qualifier 'old' . }", "8:1", "a:X is not described in the record", "k:record"),
    "two standings": (
        "k:record { a:X dip:cites p:N2 ; dip:standing dip:Stated , dip:Hedged . }\na:X { e:union dip:qualifier 'old' . }",
        "8:33",
        "a:X has more than one standing",
        "split it",
    ),
    "no citation": (
        "k:record { a:X dip:standing dip:Stated . }\na:X { e:union dip:qualifier 'old' . }",
        "9:1",
        "a:X cites no passage",
        "dip:cites",
    ),
    "no content": ("k:record { a:X dip:cites p:N2 ; dip:standing dip:Stated . }", "8:16", "a:X has no content", "write a block"),
    "a missing passage": (
        "k:record { a:X dip:cites p:N99 ; dip:standing dip:Stated . }\na:X { e:union dip:qualifier 'old' . }",
        "8:26",
        "the passage p:N99 does not exist",
        "",
    ),
    "a missing document": (
        "k:record { p:N12 a dip:Passage ; dip:document e:notes ; dip:assertsNothing 'x'@en . }",
        "8:47",
        "the document e:notes does not exist",
        "did you mean e:note?",
    ),
    "a missing statement": (
        "k:record { a:X dip:cites p:N2 ; dip:standing dip:Stated ; dip:contentOf e:protestt . }\na:X { e:union dip:qualifier 'old' . }",
        "8:59",
        "a:X is the content of e:protestt",
        "did you mean e:protest?",
    ),
    "a misspelt entity": (
        HELD + "a:X { e:union dip:party e:norwai . }",
        "9:25",
        "e:norwai is used but not described",
        "did you mean e:norway?",
    ),
    "an act in the background": (
        "k:background { e:raid a dip:Attack ; skos:prefLabel 'Raid'@en . }",
        "8:23",
        "k:background describes e:raid, which is an act or other matter",
        "move its type and label",
    ),
    "an act's label in the background": (
        "k:background { e:protest skos:altLabel 'Cry'@en . }",
        "8:26",
        "k:background describes e:protest, which is an act",
        "move its type",
    ),
    "a bad date": (
        HELD + 'a:X { e:union dip:date "1905-13"^^edtf:EDTF . }',
        "9:15",
        "the date does not exist: '1905-13'",
        "months go from",
    ),
    "a date that is no EDTF": (HELD + 'a:X { e:union dip:date "1905" . }', "9:15", "is not an EDTF literal", "^^edtf:EDTF"),
    "an idle passage that speaks": (
        "k:record { p:N2 dip:assertsNothing 'x'@en . }",
        "8:17",
        "p:N2 is marked as asserting nothing, but a:N2-1 cites it",
        "remove",
    ),
    "an authored edge": (HELD + "a:X { e:norway dip:met e:sweden . }", "9:16", "dip:met is derived by the build", "write the act"),
    "an authored bound": (
        HELD + "a:X { e:union dip:earliest '1905-01-01' . }",
        "9:15",
        "dip:earliest is derived by the build",
        "write dip:date",
    ),
}


def test_without_a_mistake_the_added_file_is_accepted(nordic: Path) -> None:
    add(nordic, HELD + "a:X { e:union dip:qualifier 'old' . }")
    assert build(Workspace(nordic)).meta["counts"]["assertions"] == 11


@pytest.mark.parametrize("case", WRONG)
def test_a_mistake_has_one_message_with_its_place_and_keeps_the_last_snapshot(
    nordic: Path, capsys: pytest.CaptureFixture[str], case: str
) -> None:
    before = build(Workspace(nordic))
    text, place, what, hint = WRONG[case]
    add(nordic, text)
    assert run(["-C", str(nordic), "build"]) == 3
    lines = capsys.readouterr().err.splitlines()
    errors = [line for line in lines if line.startswith("error: ")]
    assert len(errors) == 1, lines
    assert f"(data/more.trig:{place}" in errors[0]
    assert what in errors[0]
    hints = [line for line in lines if line.startswith("hint: ")]
    assert len(hints) == 1
    assert hint in hints[0]
    after = current(Workspace(nordic))
    assert after is not None
    assert after.folder == before.folder
    assert len(after.store) == before.meta["counts"]["quads"]


def test_all_mistakes_of_all_files_are_reported_in_one_run(nordic: Path) -> None:
    add(nordic, "k:background { e:a a dip:Stat . }\nk:record { e:b a dip:Not }\n", "one.trig")
    add(nordic, "k:background { e:c a dop:State . }\na:Y { e:norway a dip:Stat }\nk:record { e:d 4 }\n", "two.trig")
    with pytest.raises(DataError) as caught:
        build(Workspace(nordic))
    found = [str(error.where) for error in (caught.value, *caught.value.others)]
    assert found == ["data/one.trig:8:22", "data/one.trig:9:18", "data/two.trig:8:22", "data/two.trig:9:18", "data/two.trig:10:16"]


def test_a_file_that_is_not_text(nordic: Path) -> None:
    (nordic / "data" / "picture.trig").write_bytes(b"@prefix\n\xff\xd8")
    with pytest.raises(DataError, match="not UTF-8") as caught:
        build(Workspace(nordic))
    assert caught.value.where == "data/picture.trig:2:1"


def test_a_broken_rule_and_a_broken_ontology_fail_the_build(nordic: Path) -> None:
    rules = nordic / "ontology" / "rules"
    rules.mkdir(parents=True)
    (rules / "own.rq").write_text("#+ summary: x.\nCONSTRUCT { ?a a ?b } WHERE { }", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        build(Workspace(nordic))
    assert str(caught.value.where).startswith("ontology/rules/own.rq:")


def test_a_workspace_adds_terms_and_rules_of_its_own(nordic: Path) -> None:
    rules = nordic / "ontology" / "rules"
    rules.mkdir(parents=True)
    own = f"@prefix dip: <{DIP}> .\n@prefix owl: <http://www.w3.org/2002/07/owl#> .\n@prefix x: <{BASE}terms#> .\n"
    (nordic / "ontology" / "own.ttl").write_text(
        own + "x:neighbourOf a owl:ObjectProperty . x:isNear a owl:ObjectProperty .", encoding="utf-8"
    )
    (rules / "near.rq").write_text(
        f"#+ summary: Neighbours are near.\nPREFIX x: <{BASE}terms#>\nCONSTRUCT {{ ?b x:isNear ?a }} WHERE {{ ?a x:neighbourOf ?b }}",
        encoding="utf-8",
    )
    add(nordic, f"@prefix x: <{BASE}terms#> .\n" + HELD + "a:X { e:norway x:neighbourOf e:sweden . }")
    store = build(Workspace(nordic)).store
    assert ox.Quad(node("sweden"), ox.NamedNode(BASE + "terms#isNear"), node("norway")) in store


# All or nothing --------------------------------------------------------------------------------------------------------------


def _kg(folder: Path, *arguments: str, seed: str = "0", wait: bool = True) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed}
    command = [sys.executable, "-c", "from kg.cli import main; main()", "-C", str(folder), *arguments]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    if wait:
        _, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors.decode()
    return process


def test_ensure_builds_once_and_again_when_a_file_changes(nordic: Path) -> None:
    ws = Workspace(nordic)
    first = ensure(ws)
    assert ensure(ws).folder == first.folder
    add(nordic, HELD + "a:X { e:union dip:qualifier 'old' . }")
    second = ensure(ws)
    assert second.folder != first.folder
    assert second.meta["counts"]["assertions"] == 11


def test_ensure_answers_from_the_old_snapshot_with_a_warning(nordic: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ws = Workspace(nordic)
    first = ensure(ws)
    add(nordic, "k:background { e:x a dip:Stat . }")
    assert ensure(ws).folder == first.folder
    error = capsys.readouterr().err
    assert "warning: answering from the last good build: undeclared class dip:Stat" in error
    assert "hint: run `kg build`" in error


def test_ensure_without_any_snapshot_raises(nordic: Path) -> None:
    add(nordic, "k:background { e:x a dip:Stat . }")
    with pytest.raises(DataError, match="undeclared class"):
        ensure(Workspace(nordic))


def test_the_verb_counts_and_warns_of_what_is_not_covered(nordic: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["-C", str(nordic), "build", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["counts"]["passages"] == 11
    add(nordic, "k:record { p:N12 a dip:Passage ; dip:document e:note . }")
    assert run(["-C", str(nordic), "build"]) == 0
    captured = capsys.readouterr()
    assert "12 passages" in captured.out
    assert "warning: 1 passage has neither" in captured.err


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="permissions do not bind the superuser")
def test_a_state_folder_that_cannot_be_written(nordic: Path) -> None:
    before = build(Workspace(nordic))
    add(nordic, HELD + "a:X { e:union dip:qualifier 'old' . }")
    snapshots = nordic / ".kg" / "snapshots"
    snapshots.chmod(0o500)
    try:
        with pytest.raises(EnvironmentProblem, match="cannot be written"):
            build(Workspace(nordic))
    finally:
        snapshots.chmod(0o700)
    after = current(Workspace(nordic))
    assert after is not None
    assert after.folder == before.folder


def test_a_state_folder_that_is_a_file(nordic: Path) -> None:
    (nordic / ".kg").write_text("in the way", encoding="utf-8")
    with pytest.raises(EnvironmentProblem):
        build(Workspace(nordic))


@pytest.mark.skipif(os.name != "posix", reason="kills with a signal of POSIX")
def test_a_build_that_is_killed_leaves_the_last_snapshot_in_use(nordic: Path) -> None:
    ws = Workspace(nordic)
    build(ws)
    chance = random.Random(1905)  # noqa: S311 - the same moments in each run
    started = time.monotonic()
    _kg(nordic, "build")
    whole = time.monotonic() - started
    ends = []
    for number in range(10):
        add(nordic, HELD + f"a:X {{ e:union dip:qualifier 'number {number}' . }}")
        process = _kg(nordic, "build", wait=False)
        time.sleep(chance.uniform(0.2, 1.1) * whole)
        process.send_signal(signal.SIGKILL)
        ends.append(process.wait(timeout=60))
        process.communicate()
        snapshot = current(ws)
        assert snapshot is not None
        assert len(snapshot.store) == snapshot.meta["counts"]["quads"]
        assert len(list(snapshot.proofs())) == snapshot.meta["counts"]["entailed"]
    assert -signal.SIGKILL in ends
    build(ws)
    state = nordic / ".kg"
    assert not [path.name for path in (*state.iterdir(), *(state / "snapshots").iterdir()) if "tmp" in path.name]


def test_progress_is_reported_step_by_step(nordic: Path) -> None:
    told: list[str] = []
    report: Callable[[str], None] = told.append
    build(Workspace(nordic), report)
    assert told[0].startswith("reading")
    assert told[-1] == "writing the snapshot"
    rounds = [step for step in told if step.startswith("running ")]
    assert len(told) - len(rounds) == 7
    assert 2 <= len(rounds) <= 12
    assert re.fullmatch(r"running \d+ rules, round 1", rounds[0])
    assert re.fullmatch(r"ordering all derivations of \d+ triples", told[-2])


def test_data_that_has_vanished_leaves_the_last_snapshot_in_use(nordic: Path) -> None:
    workspace = Workspace.find(nordic)
    before = build(workspace).digest
    (nordic / "data").rename(nordic / "elsewhere")
    with pytest.raises(DataError, match="there is no data") as caught:
        build(Workspace.find(nordic))
    assert "kg -C" in (caught.value.hint or "")
    last = current(Workspace.find(nordic))
    assert last is not None
    assert last.digest == before
