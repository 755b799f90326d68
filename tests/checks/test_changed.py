"""`kg check --changed` finds what a change of the data breaks, and says what it does not look at."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kg.build import build
from kg.check.changed import MOST_PASSAGES, check_changed
from kg.check.quick import ONLY_WHOLE
from kg.check.report import Report
from kg.check.run import Wanted, check
from kg.snapshot.segments import QUADS
from kg.workspace import Workspace

HERE = Path(__file__).parent
BASE = "https://example.org/w/"
SETTINGS = f'[workspace]\nname = "w"\ntitle = "W"\nbase = "{BASE}"\n'


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built") / "w"
    (folder / "data").mkdir(parents=True)
    (folder / "chancery.toml").write_text(SETTINGS, encoding="utf-8")
    shutil.copy(HERE / "base.trig", folder / "data" / "base.trig")
    build(Workspace(folder))
    return folder


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "w"
    shutil.copytree(built, copy, symlinks=True)
    return copy


def base(folder: Path) -> Path:
    return folder / "data" / "base.trig"


def replaced(folder: Path, old: str, new: str) -> None:
    text = base(folder).read_text(encoding="utf-8")
    assert old in text
    base(folder).write_text(text.replace(old, new), encoding="utf-8")


def rules(report: Report) -> set[str]:
    return {each.rule for each in report.findings}


def touched(report: Report) -> list[str]:
    assert report.touched is not None
    return [each.removeprefix(BASE + "passage/") for each in report.touched]


def test_without_a_change_no_passage_is_checked(folder: Path) -> None:
    report = check_changed(Workspace(folder))
    assert (report.findings, report.touched) == ((), ())
    assert report.done[0].startswith("0 passages touched since the snapshot ")


def test_a_change_of_the_layout_touches_nothing(folder: Path) -> None:
    base(folder).write_text(base(folder).read_text(encoding="utf-8") + "\n# a remark\n", encoding="utf-8")
    report = check_changed(Workspace(folder))
    assert (report.findings, touched(report)) == ((), [])
    assert "in 1 file that changed" in report.done[0]


@pytest.mark.parametrize("path", sorted(HERE.glob("*/fails.trig")), ids=lambda path: path.parent.name)
def test_what_a_new_file_breaks_is_found(path: Path, folder: Path) -> None:
    shutil.copy(path, folder / "data" / "new.trig")
    ws = Workspace(folder)
    report = check_changed(ws)
    rule = path.parent.name
    whole = check(ws, Wanted(owl=False))
    if rule in ONLY_WHOLE:
        assert rule in " ".join(report.skipped)
    elif rule in rules(whole):
        assert rule in rules(report) or "which no passage names" in " ".join(report.skipped)
    assert {each for each in report.findings if each.rule == rule} <= set(whole.findings)


def test_a_change_touches_its_passage_and_those_that_name_the_same(folder: Path) -> None:
    replaced(folder, "e:visit a dip:Visit", "e:visit a dip:Meeting , dip:Visit")
    assert "D1" in touched(check_changed(Workspace(folder)))


def test_a_removed_record_is_missed_where_it_is_cited(folder: Path) -> None:
    text = base(folder).read_text(encoding="utf-8")
    start = text.index("p:D2 a dip:Passage")
    end = text.index(" .\n", start)
    base(folder).write_text(text[:start] + text[end + 3 :], encoding="utf-8")
    report = check_changed(Workspace(folder))
    assert {each.rule for each in check(Workspace(folder), Wanted(owl=False)).findings if each.severity == "error"} & rules(report)


def test_what_concerns_all_data_calls_for_the_whole_check(folder: Path) -> None:
    (folder / "ontology" / "rules").mkdir(parents=True)
    (folder / "ontology" / "own.ttl").write_text("<http://x/a> <http://www.w3.org/2000/01/rdf-schema#label> 'a' .", encoding="utf-8")
    report = check_changed(Workspace(folder), Wanted(owl=False))
    assert report.touched is None
    assert report.done[0] == "everything, because ontology/own.ttl has changed, which concerns all data"
    assert set(report.findings) == set(check(Workspace(folder), Wanted(owl=False)).findings)


def test_a_syntax_error_calls_for_the_whole_check(folder: Path) -> None:
    (folder / "data" / "new.trig").write_text("<x:a", encoding="utf-8")
    report = check_changed(Workspace(folder), Wanted(owl=False))
    assert report.exit_code == 3
    assert report.done[0] == "everything, because a data file has a syntax error"


def test_a_snapshot_in_segments_is_compared_as_well(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.snapshot.segments.ONE_FILE", 100)
    monkeypatch.setattr("kg.snapshot.writing.QUADS", QUADS._replace(lines=100))
    shutil.rmtree(folder / ".kg")
    snapshot = build(Workspace(folder))
    assert len(list((snapshot.path / "graph").iterdir())) > 5
    assert touched(check_changed(Workspace(folder))) == []
    (folder / "data" / "new.trig").write_text("", encoding="utf-8")
    assert check_changed(Workspace(folder)).touched == ()


def test_without_a_snapshot_all_is_checked(folder: Path) -> None:
    shutil.rmtree(folder / ".kg")
    assert check_changed(Workspace(folder), Wanted(owl=False)).done[0].startswith("everything, because there is no snapshot")


def test_many_touched_passages_call_for_the_whole_check(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.check.changed.MOST_PASSAGES", 0)
    replaced(folder, "e:visit a dip:Visit", "e:visit a dip:Meeting , dip:Visit")
    assert "were touched" in check_changed(Workspace(folder), Wanted(owl=False)).done[0]
    assert MOST_PASSAGES > 0


def test_what_too_many_passages_name_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.check.changed._MOST_NAMING", 0)
    text = base(folder).read_text(encoding="utf-8")
    label = next(line for line in text.splitlines() if line.strip().startswith("e:alpha a "))
    replaced(folder, label, label.replace('"@en', 'n"@en', 1))
    report = check_changed(Workspace(folder), Wanted(owl=False))
    assert any("that name e:alpha, of which something else is said now" in each for each in report.skipped)


def test_the_command_says_what_it_leaves_out(folder: Path) -> None:
    command = [sys.executable, "-m", "kg", "-C", str(folder), "check", "--changed"]
    printed = json.loads(subprocess.run([*command, "--json"], check=True, capture_output=True).stdout)
    assert printed["touched"] == []
    assert any(each.startswith("rules on all acts or on whole documents: duplicate-act") for each in printed["skipped"])
    assert "not checked: passages that were not touched\n" in subprocess.run(command, check=True, capture_output=True, text=True).stdout
