"""``kg watch``: what it prints when files change, and how it ends."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import kg.cli.watch as verb
from kg.cli.arguments import Call, parse
from kg.cli.main import run
from kg.errors import UsageError
from kg.rounds import Watcher
from kg.workspace import Workspace

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of an example, in which nothing is wrong."""
    for name in ("chancery.toml", "data"):
        source = ROOT / "examples" / "rupture" / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / name)
    return tmp_path


def data_file(folder: Path, text: str) -> Path:
    """The data file that has a text."""
    return next(path for path in sorted((folder / "data").glob("*.trig")) if text in path.read_text(encoding="utf-8"))


def replace_in(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_round_of_a_workspace_without_findings(folder: Path) -> None:
    watcher = Watcher(Workspace(folder))
    assert watcher.changed()
    made = watcher.round()
    assert not watcher.changed()
    assert (made.error, made.first, made.others, made.left, made.passage) == ("", (), (), 0, "")
    assert str(made).endswith("next: every passage is coded\n")


@pytest.mark.parametrize("named", [False, True], ids=["texts of the workspace", "another folder"])
def test_what_is_coded_is_compared_with_the_texts(folder: Path, named: bool, tmp_path_factory: pytest.TempPathFactory) -> None:
    texts = (tmp_path_factory.mktemp("copies") if named else folder) / "texts"
    shutil.copytree(ROOT / "examples" / "rupture" / "texts", texts)
    watcher = Watcher(Workspace(folder), texts=str(texts) if named else None)
    made = watcher.round()
    assert (made.first, made.others) == ((), ())
    replace_in(data_file(folder, "dip:quantity 402"), "dip:quantity 402", "dip:quantity 420")
    made = watcher.round()
    assert ([each.rule for each in made.first], made.others) == (["number-not-in-text"], ())
    for path in texts.glob("*.txt"):
        path.write_text(path.read_text(encoding="utf-8").replace("402", "420"), encoding="utf-8")
    assert watcher.changed()


def test_a_folder_of_texts_that_does_not_exist_is_refused(folder: Path) -> None:
    with pytest.raises(UsageError, match="the folder does not exist"):
        Watcher(Workspace(folder), texts=str(folder / "nowhere"))


def test_the_findings_of_the_passage_that_was_changed_come_first(folder: Path) -> None:
    watcher = Watcher(Workspace(folder))
    good = watcher.round().snapshot
    path = data_file(folder, "a:H4-1 {")
    other = data_file(folder, "k:background {")
    text = path.read_text(encoding="utf-8")
    at = text.index("a:H4-1 {")
    path.write_text(text[:at] + text[at:].replace(" a dip:", " a dip:Un", 1), encoding="utf-8")
    assert watcher.changed()
    made = watcher.round()
    assert made.passage == "p:H4"
    assert {each.rule for each in made.first} >= {"undeclared-term"}
    assert made.snapshot == good
    assert "undeclared class" in made.error
    lines = made.lines()
    assert lines[0].endswith(": not built")
    assert lines[2] == "  the last good build stays in use"
    assert lines[3].startswith("p:H4: 1 error")
    replace_in(other, "dip:State ;", "dip:Stat ;")
    again = watcher.round()
    assert again.passage == "p:H4", "the background belongs to no passage"
    assert "undeclared class dip:Stat" in {each.what for each in (*again.first, *again.others)}
    path.write_text(text, encoding="utf-8")
    assert watcher.round().passage == "p:H4"


def test_a_file_that_is_saved_by_half_leaves_the_last_build_and_the_picture(folder: Path) -> None:
    picture = folder / "out" / "graph.html"
    watcher = Watcher(Workspace(folder), str(picture))
    first = watcher.round()
    assert first.picture == str(picture)
    drawn = picture.read_bytes()
    path = data_file(folder, "a:H4-1 {")
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: len(text) // 2], encoding="utf-8")
    made = watcher.round()
    assert made.picture == ""
    assert not made.checked
    assert made.snapshot == first.snapshot
    assert picture.read_bytes() == drawn
    assert f"data/{path.name}" in made.error
    assert made.lines()[-1].startswith("next: ")
    path.write_text(text, encoding="utf-8")
    whole = watcher.round()
    assert (whole.error, whole.others, whole.picture) == ("", (), str(picture))


def test_the_next_passage_to_code_is_named(folder: Path) -> None:
    watcher = Watcher(Workspace(folder))
    path = data_file(folder, "dip:assertsNothing")
    line = next(line for line in path.read_text(encoding="utf-8").split("\n") if "dip:assertsNothing" in line)
    replace_in(path, line + "\n", "")
    made = watcher.round()
    assert made.left == 1
    assert made.following.startswith("p:")
    assert f"next: code {made.following}, the first of 1 that are not coded" in made.lines()


def test_a_screen_has_room_for_what_matters(folder: Path) -> None:
    for path in (folder / "data").glob("*.trig"):
        path.write_text(path.read_text(encoding="utf-8").replace('"@en', '"'), encoding="utf-8")
    made = Watcher(Workspace(folder)).round()
    assert len(made.lines()) > 40
    lines = made.lines(20)
    assert len(lines) <= 20
    assert lines[-2].startswith("... and ")
    assert lines[-1] == made.lines()[-1]


def test_the_picture_replaces_no_file_of_the_workspace(folder: Path) -> None:
    with pytest.raises(UsageError):
        Watcher(Workspace(folder), str(folder / "chancery.toml"))


def test_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["-C", str(folder), "watch", "--once"]) == 0
    assert "built, snapshot" in capsys.readouterr().out
    replace_in(data_file(folder, "a:H4-1 {"), "dip:Stated", "dip:State")
    assert run(["-C", str(folder), "watch", "--once", "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert said["error"]
    assert said["next"] == ""
    assert {each["severity"] for each in said["findings"]} >= {"error"}


def call_in(folder: Path, *words: str) -> Call:
    return parse(verb.VERB, words, str(folder))


def doing(*steps: Callable[[], object]) -> Callable[[], None]:
    """A wait that does a step at each call, and after the last one is interrupted."""
    waiting: Iterator[Callable[[], object]] = iter(steps)

    def wait() -> None:
        step = next(waiting, None)
        if step is None:
            raise KeyboardInterrupt
        step()

    return wait


def test_it_goes_on_until_it_is_interrupted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = data_file(folder, "a:H4-1 {")
    watcher = Watcher(Workspace(folder))
    watcher.round()
    moved = folder / "elsewhere"

    def hide() -> None:
        path.rename(moved)
        path.mkdir()

    steps = (
        lambda: None,
        lambda: replace_in(path, "dip:Stated", "dip:State"),
        lambda: None,
        lambda: replace_in(path, "dip:State ", "dip:Stated "),
        hide,
        lambda: path.rmdir(),
        lambda: moved.rename(path),
    )
    with pytest.raises(KeyboardInterrupt):
        verb.follow(call_in(folder), watcher, doing(*steps))
    said = capsys.readouterr()
    assert [line.partition(": ")[2].partition(",")[0] for line in said.out.split("\n") if line.startswith("Iran and")] == [
        "a rupture and its repair: not built",
        "a rupture and its repair: built",
        "a rupture and its repair: not built",
        "a rupture and its repair: built",
    ]
    assert "\x1b" not in said.out, "not a terminal"
    assert "a folder, not a file" in said.err


def test_an_interrupt_ends_it_with_exit_code_0(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(time, "sleep", interrupted)
    assert run(["-C", str(folder), "watch"]) == 0
    assert capsys.readouterr().err.endswith("stopped\n")
