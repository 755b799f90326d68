"""A build after a change of a few facts makes what a full build makes, byte for byte."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest

import kg.build.revising
import kg.build.rewording
import kg.rules.changing
import kg.snapshot.writing
from benchmarks.acts import write_workspace
from kg.build import build
from kg.errors import DataError, EnvironmentProblem
from kg.snapshot import Snapshot
from kg.snapshot.verifying import verify
from kg.snapshot.writing import writable_copy
from kg.workspace import Workspace
from tests.asking import ROOT
from tests.build.comparing import content, edit, in_full, told_of
from tests.build.mutating import mutate, write_plainly
from tests.coded.sources import VOTES, add_source

FULL = "inferring"
CHANGE = "inferring what follows from the change"


@pytest.fixture(autouse=True)
def kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kg.build.rewording, "FEWEST", 1)


@pytest.fixture(scope="module")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("revising") / "w"
    shutil.copytree(ROOT / "tests" / "workspaces" / "nordic", folder, ignore=shutil.ignore_patterns(".kg"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kg.build.rewording, "FEWEST", 1)
        build(Workspace(folder)).release()
    return folder


@pytest.fixture
def folder(tmp_path: Path, built_once: Path) -> Path:
    shutil.copytree(built_once, tmp_path / "w")
    return tmp_path / "w"


FACTS = {
    "a date": lambda text: text.replace("1905-10-26", "1905-10-27"),
    "a label": lambda text: text.replace('"Karlstad"@en', '"Carlstad"@en'),
    "a role": lambda text: text.replace("dip:recipient e:norway", "dip:recipient e:carl"),
    "a standing": lambda text: text.replace("dip:standing dip:Evaluative", "dip:standing dip:Stated"),
    "a class of an agent": lambda text: text.replace("e:storting a dip:GovernmentBody", "e:storting a dip:Organization"),
    "a new act of its own": lambda text: (
        text
        + "k:record { a:N3-9 dip:cites p:N3 ; dip:standing dip:Stated . }\n"
        + 'a:N3-9 { e:visit-2 a dip:Visit ; skos:prefLabel "A visit"@en ; dip:actor e:carl ; dip:host e:norway . }\n'
    ),
}
FAR = {
    "the date of a document": 'k:record { e:note dcterms:date "1931"^^edtf:EDTF . }\n',
    "a label without another name": 'k:background { e:carl rdfs:label "Prince"@en . }\n',
}


@pytest.mark.parametrize("what", FACTS)
def test_a_fact_is_revised_in_the_last_snapshot(folder: Path, what: str) -> None:
    edit(folder, FACTS[what])
    snapshot, told = told_of(folder)
    assert told == ["reading what has changed", CHANGE, "writing the snapshot"]
    assert content(snapshot) == content(in_full(folder))
    assert verify(snapshot, deep=True).whole


@pytest.mark.parametrize("what", FAR)
def test_what_reaches_far_is_built_in_full(folder: Path, what: str) -> None:
    prefix = (
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "@prefix dcterms: <http://purl.org/dc/terms/> .\n@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .\n"
    )
    edit(folder, lambda text: prefix + text + FAR[what])
    snapshot, told = told_of(folder)
    assert FULL in told
    assert content(snapshot) == content(in_full(folder))


def test_a_change_that_touches_too_much_is_built_in_full(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kg.rules.changing, "_MOST", 3)
    edit(folder, FACTS["a role"])
    snapshot, told = told_of(folder)
    assert FULL in told
    assert CHANGE in told, "it was tried"
    assert content(snapshot) == content(in_full(folder))
    assert not list((folder / ".kg" / "snapshots").glob("tmp-*"))


MISTAKES = {
    "an undeclared property": (lambda text: text.replace("dip:recipient e:norway", "dip:recipent e:norway"), "dip:recipent"),
    "a thing that nobody describes": (
        lambda text: text.replace("dip:recipient e:norway", "dip:recipient e:norwya"),
        "used but not described",
    ),
    "a passage that does not exist": (lambda text: text.replace("dip:cites p:N3", "dip:cites p:N33", 1), "does not exist"),
    "a date that is none": (lambda text: text.replace("1905-10-26", "1905-13-26"), "1905-13-26"),
    "the description of what others name": (
        lambda text: text.replace("e:storting a dip:GovernmentBody", "e:stortinget a dip:GovernmentBody"),
        "used but not described",
    ),
    "two standings": (
        lambda text: text.replace("dip:standing dip:Stated", "dip:standing dip:Stated, dip:Hedged", 1),
        "more than one standing",
    ),
}


@pytest.mark.parametrize("what", MISTAKES)
def test_a_mistake_is_an_error_and_the_last_snapshot_stays(folder: Path, what: str) -> None:
    before = in_full(folder)
    change, says = MISTAKES[what]
    edit(folder, change)
    with pytest.raises(DataError, match=says):
        told_of(folder)
    edit(folder, lambda text: text + "# corrected\n")
    with pytest.raises(DataError):
        told_of(folder)
    assert before.meta["counts"]


PREFIXES = """@prefix a: <https://example.org/nordic/assertion/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix dip: <https://w3id.org/chancery/ontology#> .
@prefix e: <https://example.org/nordic/id/> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix k: <https://example.org/nordic/graph/> .
@prefix p: <https://example.org/nordic/passage/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def claim(name: str, content: str, passage: str = "p:N3", more: str = "") -> str:
    """An assertion graph."""
    return f"k:record {{ a:{name} dip:cites {passage} ; dip:standing dip:Stated {more} . }}\na:{name} {{ {content} }}\n"


VISIT = 'e:visit-1 a dip:Visit ; skos:prefLabel "A visit"@en '
NUMBER = claim("Z-1", f"{VISIT}; dip:number 1 .")
OTHER_NUMBER = claim("Z-1", f'{VISIT}; dip:number "01"^^xsd:integer .')
WITHOUT_NUMBER = claim("Z-1", f"{VISIT}.")
ELSEWHERE = claim("Z-2", 'e:visit-1 dip:number "01"^^xsd:integer .')
DOCUMENTS = """k:record {
  e:open a dip:SourceDocument ; skos:prefLabel "open"@en .
  e:dated a dip:SourceDocument ; skos:prefLabel "dated"@en ; dcterms:date "1906"^^edtf:EDTF ; dip:sharesTextWith e:open .
  p:D1 a dip:Passage ; dip:document e:dated .
  p:O1 a dip:Passage ; dip:document e:open .
  p:O2 a dip:Passage ; dip:document e:open .
}
"""
OPEN = (
    DOCUMENTS
    + claim("Z-1", f'{VISIT}; dip:date "1960"^^edtf:EDTF .', "p:D1")
    + claim("Z-2", 'e:visit-1 dip:date "1905"^^edtf:EDTF .', "p:O1")
    + claim("Z-3", 'e:visit-2 a dip:Visit ; skos:prefLabel "Another"@en ; dip:date "1990"^^edtf:EDTF .', "p:O2")
)
RECORDED = claim("Z-1", f'{VISIT}; dip:date "1905"^^edtf:EDTF .')
UNUSUAL = {
    "a number goes that is written in another way": (OTHER_NUMBER, WITHOUT_NUMBER),
    "a number is written in another way": (NUMBER, OTHER_NUMBER),
    "a number goes that another graph writes in another way": (NUMBER + ELSEWHERE, WITHOUT_NUMBER + ELSEWHERE),
    "a number comes that another graph writes in another way": (WITHOUT_NUMBER + ELSEWHERE, NUMBER + ELSEWHERE),
    "the case of a language": (claim("Z-1", f"{VISIT}."), claim("Z-1", f"{VISIT}; dip:host e:norway .".replace("@en", "@EN"))),
    "an assertion graph within a passage": (claim("Z-1", f"{VISIT}."), claim("Z-1", f"{VISIT}.", more="; dip:within p:N3")),
    "a thing with the name of a period": (
        "",
        'k:background { e:period-recognition-status-sweden-norway-1 a dip:State ; skos:prefLabel "A state"@en . }',
    ),
    "the date of a thing in the record": (RECORDED + 'k:record { e:visit-1 dip:date "1905-03"^^edtf:EDTF . }', RECORDED),
    "a date that others tell with an undated document": (OPEN, OPEN.replace("1960", "1960/..")),
    "a passage of a document with a witness": (
        DOCUMENTS + "k:record { e:open dip:sharesTextWith e:dated . }",
        DOCUMENTS + "k:record { e:open dip:sharesTextWith e:dated . p:O3 a dip:Passage ; dip:document e:open . }",
    ),
}


def the_same_in_full(folder: Path, before: str, after: str) -> None:
    """Check that a build after a change makes what a full one makes, or fails as it does."""
    (folder / "data" / "note.second.trig").write_text(PREFIXES + before, encoding="utf-8")
    build(Workspace(folder)).release()
    (folder / "data" / "note.second.trig").write_text(PREFIXES + after, encoding="utf-8")
    found: list[object] = []
    for one in (in_full, told_of):
        try:
            snapshot = one(folder)
            found.append(content(snapshot if isinstance(snapshot, Snapshot) else snapshot[0]))
        except DataError as problem:
            found.append(str(problem))
    assert found[0] == found[1]


@pytest.mark.parametrize("what", UNUSUAL)
def test_what_is_unusual_makes_the_same(folder: Path, what: str) -> None:
    the_same_in_full(folder, *UNUSUAL[what])


def test_what_loses_its_premises_in_a_full_build_does_so_after_a_change(folder: Path) -> None:
    (folder / "ontology").mkdir()
    (folder / "ontology" / "own.ttl").write_text(
        "@prefix dip: <https://w3id.org/chancery/ontology#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        'dip:FormalThanks a owl:Class ; rdfs:subClassOf dip:Thanks ; skos:prefLabel "formal thanks"@en .\n',
        encoding="utf-8",
    )
    thanks = 'e:thanks a {} ; skos:prefLabel "Thanks"@en ; dip:actor e:sweden ; dip:recipient e:norway .'
    with_class = claim("Z-1", thanks.format("dip:Statement, dip:FormalThanks"))
    the_same_in_full(folder, claim("Z-1", thanks.format("dip:Statement")), with_class)
    the_same_in_full(folder, claim("Z-1", thanks.format("dip:FormalThanks")), with_class)


def test_rules_see_no_periods(folder: Path) -> None:
    (folder / "ontology" / "rules").mkdir(parents=True)
    (folder / "ontology" / "rules" / "alone.rq").write_text(
        "#+ summary: Whatever has a label of its own belongs to itself.\n"
        "PREFIX dip: <https://w3id.org/chancery/ontology#>\nPREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
        "CONSTRUCT { ?a dip:inGroup ?a } WHERE {\n  ?a a dip:Organization . ?a rdfs:label ?label .\n"
        "  FILTER NOT EXISTS { ?b rdfs:label ?label . FILTER (?b != ?a) }\n}\n",
        encoding="utf-8",
    )
    build(Workspace(folder)).release()
    [label] = {
        str(each.object)
        for each in build(Workspace(folder)).store.quads_for_pattern(None, ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label"), None)
        if str(each.subject).startswith("<https://example.org/nordic/id/period-")
    }
    the_same_in_full(folder, "", f"k:background {{ e:some a dip:Organization ; skos:prefLabel {label} . }}")


def test_a_copy_that_cannot_be_made_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_MEMORY_QUADS", "1000")
    write_workspace(tmp_path / "w", 30)
    last = build(Workspace(tmp_path / "w"))

    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(kg.snapshot.writing, "copy_engine_files", fails)
    with pytest.raises(EnvironmentProblem, match="No space left"), writable_copy(Workspace(tmp_path / "w"), last):
        pass
    monkeypatch.undo()
    with pytest.raises(EnvironmentProblem, match="No space left"), writable_copy(Workspace(tmp_path / "w"), last):
        fails()  # as the engine does while it writes
    assert not list((tmp_path / "w" / ".kg" / "snapshots").glob("tmp-*"))


def changed_at_random(folder: Path, seed: int, rounds: int) -> int:
    """Change a workspace again and again. Returns how often the last snapshot was revised."""
    chance = random.Random(seed)  # noqa: S311 - nothing here is secret
    write_plainly(folder)
    build(Workspace(folder)).release()
    revised = 0
    for number in range(rounds):
        kept = {path: path.read_bytes() for path in (folder / "data").glob("*.trig")}
        what = f"{number}: {mutate(folder, chance)}"
        try:
            full: Snapshot | None = in_full(folder)
        except DataError:
            full = None
        try:
            snapshot, told = told_of(folder)
        except DataError:
            assert full is None, what
            for path, text in kept.items():
                path.write_bytes(text)
            continue
        assert full is not None, what
        revised += CHANGE in told and FULL not in told
        assert content(snapshot) == content(full), what
        snapshot.release()
        full.release()
    return revised


@pytest.mark.parametrize("seed", range(2))
def test_any_sequence_of_changes_makes_the_same_as_full_builds(folder: Path, seed: int) -> None:
    assert changed_at_random(folder, seed, 6) >= 3


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(6))
def test_long_sequences_of_changes_make_the_same_as_full_builds(tmp_path: Path, seed: int) -> None:
    if seed % 2:
        write_workspace(tmp_path / "w", 150, seed)
    else:
        for name in ("data", "ontology"):
            shutil.copytree(ROOT / name, tmp_path / "w" / name)
        shutil.copy(ROOT / "chancery.toml", tmp_path / "w")
    assert changed_at_random(tmp_path / "w", seed, 40) >= 25


def test_the_engines_files_are_revised_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_MEMORY_QUADS", "1000")
    write_workspace(tmp_path / "w", 60)
    build(Workspace(tmp_path / "w")).release()
    edit(tmp_path / "w", lambda text: text.replace("a dip:Meeting", "a dip:Visit", 1), "article-0000.trig")
    snapshot, told = told_of(tmp_path / "w")
    assert (Path(snapshot.folder) / "store").is_dir()
    assert CHANGE in told
    assert FULL not in told
    full = in_full(tmp_path / "w")
    assert content(snapshot) == content(full)
    assert isinstance(snapshot.store, ox.Store)
    assert verify(snapshot, deep=True).whole
    assert not list((tmp_path / "w" / ".kg" / "snapshots").glob("tmp-*"))


def test_coded_sources_stay_as_they_are(folder: Path) -> None:
    add_source(folder, VOTES)
    build(Workspace(folder)).release()
    edit(folder, FACTS["a role"])
    snapshot, told = told_of(folder)
    assert FULL not in told
    assert "coded" in snapshot.meta
    assert content(snapshot) == content(in_full(folder))
    edit(folder, lambda text: text.replace('"Norway"@en', '"Kingdom of Norway"@en'))
    snapshot, told = told_of(folder)
    assert FULL in told, "its series are named after the agents"
    assert content(snapshot) == content(in_full(folder))


def test_what_another_file_states_too_stays(folder: Path) -> None:
    text = (folder / "data" / "note.trig").read_text(encoding="utf-8")
    prefixes = text.partition("k:record")[0]
    second = folder / "data" / "second.trig"
    second.write_text(prefixes + "k:record { a:N9-1 dip:cites p:N9 . }\nk:background { e:norway a dip:State . }\n", encoding="utf-8")
    build(Workspace(folder)).release()
    edit(folder, lambda text: text.replace("e:norway a dip:State ;", "e:norway"))
    snapshot, told = told_of(folder)
    assert FULL not in told
    assert content(snapshot) == content(in_full(folder))
    edit(
        folder,
        lambda text: text.replace("k:background { e:norway a dip:State . }", "k:background { e:norway a dip:State, dip:Organization . }"),
        "second.trig",
    )
    snapshot, told = told_of(folder)
    assert FULL not in told
    assert content(snapshot) == content(in_full(folder))


def test_a_passage_is_uncovered_when_its_last_citation_goes(folder: Path) -> None:
    before = build(Workspace(folder)).meta["counts"]["uncovered"]
    edit(folder, lambda text: text.replace("a:N9-1 dip:cites p:N9", "a:N9-1 dip:cites p:N8"))
    snapshot, told = told_of(folder)
    assert FULL not in told
    assert snapshot.meta["counts"]["uncovered"] == before + 1
    assert content(snapshot) == content(in_full(folder))
