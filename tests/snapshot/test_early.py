"""Opening the snapshot in a second thread: it is found, handed over once, and never stops a verb."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.build import build, ensure
from kg.errors import DataError
from kg.snapshot import early
from kg.workspace import Workspace

pytestmark = pytest.mark.usefixtures("measured_threads")


@pytest.fixture(autouse=True)
def _first_call_of_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(early, "_done", None)
    monkeypatch.setattr(early, "_opened", {})


def test_the_store_is_handed_over_once(small: Path) -> None:
    snapshot = build(Workspace(small))
    early.begin(str(small))
    taken = early.take(snapshot.folder)
    assert taken is not None
    assert len(taken[0]) == snapshot.meta["counts"]["quads"]
    assert early.take(snapshot.folder) is None


def test_the_workspace_is_found_upward_from_the_current_folder(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = build(Workspace(small))
    monkeypatch.chdir(small / "data")
    early.begin(None)
    assert early.take(snapshot.folder) is not None


def test_all_quads_can_be_parsed_into_memory(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_MEMORY_QUADS", "1")
    snapshot = build(Workspace(small))
    early.begin(str(small), in_memory=True)
    found = snapshot.in_memory()
    assert early.take(snapshot.folder) is None
    assert len(found) == snapshot.meta["counts"]["quads"]
    assert found is snapshot.in_memory() is snapshot.store  # what was opened early is kept


def test_a_store_on_disk_that_was_opened_early_is_kept_and_not_used_in_memory(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_MEMORY_QUADS", "1")
    snapshot = build(Workspace(small))
    early.begin(str(small))
    found = snapshot.in_memory()
    assert len(found) == snapshot.meta["counts"]["quads"]
    assert found is not snapshot.store
    assert set(found) == set(snapshot.store)


def test_another_snapshot_gets_no_store(small: Path) -> None:
    build(Workspace(small))
    early.begin(str(small))
    assert early.take(str(small / "elsewhere")) is None


def test_only_the_first_call_has_an_effect(small: Path, tmp_path: Path) -> None:
    snapshot = build(Workspace(small))
    early.begin(str(small))
    early.begin(str(tmp_path))
    assert early.take(snapshot.folder) is not None


def test_without_a_snapshot_nothing_is_begun(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    early.begin(str(small))
    assert early.take(str(small)) is None
    monkeypatch.chdir(tmp_path)  # no folder from here to the root is a workspace
    early.begin(None)
    assert early.take(str(tmp_path)) is None


def test_a_damaged_snapshot_is_left_to_the_verb(small: Path) -> None:
    snapshot = build(Workspace(small))
    for path in sorted(Path(snapshot.folder).rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    early.begin(str(small))
    assert early.take(snapshot.folder) is None


def test_a_fresh_snapshot_is_not_built_again(small: Path) -> None:
    steps: list[str] = []
    first = ensure(Workspace(small), steps.append)
    assert steps
    steps.clear()
    assert ensure(Workspace(small), steps.append).folder == first.folder
    assert steps == []


def test_where_a_build_fails_the_last_good_snapshot_answers(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = ensure(Workspace(small))
    (small / "data" / "one.trig").write_text("<x:a> <x:b>", encoding="utf-8")
    assert ensure(Workspace(small)).folder == first.folder
    printed = capsys.readouterr().err
    assert printed.startswith("warning: answering from the last good build: ")
    assert printed.endswith("hint: run `kg build` to see all that is wrong\n")


def test_without_a_last_good_snapshot_the_errors_are_raised(small: Path) -> None:
    (small / "data" / "one.trig").write_text("<x:a> <x:b>", encoding="utf-8")
    with pytest.raises(DataError):
        ensure(Workspace(small))
