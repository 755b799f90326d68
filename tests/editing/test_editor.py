"""Changes are merged with what others did, saved in one step, and taken back."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.editing import saving
from kg.editing.coding import Entry, PassageCoding
from kg.editing.editor import Editor
from kg.editing.journal import Journal
from kg.editing.merging import Conflict, merged_entry
from kg.editing.order import Order
from kg.errors import DataError, EnvironmentProblem, UsageError
from kg.files import write_atomically
from kg.namespaces import DIP, SKOS
from kg.workspace import Workspace

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A copy of an example, whose files are those of a text with 13 passages."""
    for name in ("chancery.toml", "data"):
        source = ROOT / "examples" / "rupture" / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / name)
    return Workspace(tmp_path)


@pytest.fixture
def editor(workspace: Workspace) -> Editor:
    return Editor(workspace)


def passages(editor: Editor) -> list[str]:
    """The IRIs of the coded passages, in order."""
    index = editor.keeper.index()
    return sorted((each.iri for each in Order.of(index).passages.values() if each.graphs), key=lambda iri: (len(iri), iri))


def files(workspace: Workspace) -> dict[str, bytes]:
    return {workspace.display(path): path.read_bytes() for path in workspace.data_files()}


def noted(entry: Entry, text: str) -> Entry:
    """An assertion graph with another gist."""
    subject, record = entry.record[0].subject, entry.record[0].graph_name
    gist = ox.Quad(subject, ox.NamedNode(DIP + "gist"), ox.Literal(text, language="en"), record)
    return Entry(entry.kind, entry.iri, (*(each for each in entry.quads if each.predicate.value != DIP + "gist"), gist))


def with_gist(coding: PassageCoding, text: str, at: int = 0) -> PassageCoding:
    graphs = list(coding.graphs)
    graphs[at] = noted(graphs[at], text)
    return replace(coding, graphs=tuple(graphs))


def coded_twice(editor: Editor) -> PassageCoding:
    """A passage with two assertion graphs at least."""
    return next(coding for coding in map(editor.coding, passages(editor)) if len(coding.graphs) > 1)


def by_hand(workspace: Workspace, iri: str, text: str) -> None:
    """Change the gist of an assertion graph as an editor would."""
    other = Editor(Workspace(workspace.folder))
    passage = next(each for each in map(other.coding, passages(other)) if iri in {graph.iri for graph in each.graphs})
    at = [graph.iri for graph in passage.graphs].index(iri)
    before, journal = files(workspace), Path(other.journal.path)
    kept = journal.read_bytes() if journal.exists() else None
    assert other.save("by hand", [(passage, with_gist(passage, text, at))]).files
    journal.unlink() if kept is None else journal.write_bytes(kept)
    assert files(workspace) != before


def test_a_change_is_saved_and_taken_back_and_done_again(workspace: Workspace, editor: Editor) -> None:
    first = files(workspace)
    coding = editor.coding(passages(editor)[0])
    saved = editor.save("say more", [(coding, with_gist(coding, "Something else was said."))])
    assert (len(saved.files), saved.conflicts) == (1, ())
    second = files(workspace)
    assert [path for path in first if first[path] != second[path]] == list(saved.files)
    assert editor.undo().step is not None
    assert files(workspace) == first
    editor.redo()
    assert files(workspace) == second
    with pytest.raises(UsageError, match="nothing to redo"):
        editor.redo()
    assert [(each.how, each.of, each.what) for each in editor.journal.steps] == [
        ("do", 0, "say more"),
        ("undo", 1, "say more"),
        ("redo", 1, "say more"),
    ]
    assert Editor(workspace).undo().files
    assert files(workspace) == first
    with pytest.raises(UsageError, match="nothing to undo"):
        Editor(workspace).undo()


def test_nothing_is_written_without_a_change(workspace: Workspace, editor: Editor) -> None:
    coding = editor.coding(passages(editor)[0])
    assert editor.save("nothing", [(coding, coding)]).step is None
    assert not Path(editor.journal.path).exists()


def test_several_passages_are_one_step(workspace: Workspace, editor: Editor) -> None:
    first = files(workspace)
    codings = [editor.coding(each) for each in passages(editor)]
    codings = [each for each in codings if each.graphs]
    assert len(codings) > 5
    saved = editor.save("accept all", [(each, with_gist(each, f"Gist of {each.passage}.")) for each in codings])
    assert saved.step is not None
    assert len(saved.step.edits) >= 5
    editor.undo()
    assert files(workspace) == first


def test_changes_of_different_graphs_are_united(workspace: Workspace, editor: Editor) -> None:
    base = coded_twice(editor)
    by_hand(workspace, base.graphs[1].iri, "By hand.")
    saved = editor.save("mine", [(base, with_gist(base, "Mine.", 0))])
    assert not saved.conflicts
    now = editor.coding(base.passage)
    assert [now.graphs[at] for at in (0, 1)] == [noted(base.graphs[0], "Mine."), noted(base.graphs[1], "By hand.")]
    editor.undo()
    assert editor.coding(base.passage).graphs[1] == noted(base.graphs[1], "By hand.")
    assert editor.coding(base.passage).graphs[0] == base.graphs[0]


def test_changes_of_the_same_graph_are_a_conflict_that_shows_both(workspace: Workspace, editor: Editor) -> None:
    base = coded_twice(editor)
    by_hand(workspace, base.graphs[0].iri, "By hand.")
    there = files(workspace)
    saved = editor.save("mine", [(base, with_gist(base, "Mine.", 0))])
    [conflict] = saved.conflicts
    assert (conflict.base, conflict.mine) == (base.graphs[0], noted(base.graphs[0], "Mine."))
    assert conflict.theirs == noted(base.graphs[0], "By hand.")
    assert files(workspace) == there
    assert not editor.journal.steps


def test_taking_back_what_others_have_changed_is_a_conflict(workspace: Workspace, editor: Editor) -> None:
    base = coded_twice(editor)
    editor.save("mine", [(base, with_gist(base, "Mine.", 0))])
    by_hand(workspace, base.graphs[0].iri, "By hand.")
    there = files(workspace)
    [conflict] = editor.undo().conflicts
    assert (conflict.base, conflict.mine) == (noted(base.graphs[0], "Mine."), base.graphs[0])
    assert conflict.theirs == noted(base.graphs[0], "By hand.")
    assert files(workspace) == there
    assert [each.how for each in editor.journal.steps] == ["do"]


def test_a_step_that_others_have_changed_is_left_to_take_back_the_one_before(workspace: Workspace, editor: Editor) -> None:
    base = coded_twice(editor)
    first = with_gist(base, "First.", 0)
    editor.save("first", [(base, first)])
    editor.save("second", [(first, with_gist(first, "Second.", 0))])
    by_hand(workspace, base.graphs[0].iri, "By hand.")
    there = files(workspace)
    assert editor.undo("skip").step is not None
    assert files(workspace) == there
    [conflict] = editor.undo().conflicts  # of the step before
    assert conflict.mine == base.graphs[0]
    assert editor.undo("force").conflicts == ()
    assert editor.coding(base.passage) == base
    editor.redo()
    assert editor.coding(base.passage).graphs[0] == first.graphs[0]
    editor.undo("skip")  # nobody is in the way: it is taken back
    assert editor.coding(base.passage) == base
    with pytest.raises(UsageError, match="nothing to undo"):
        editor.undo()


def test_a_step_can_be_done_again_over_what_others_have_written(workspace: Workspace, editor: Editor) -> None:
    base = coded_twice(editor)
    editor.save("mine", [(base, with_gist(base, "Mine.", 0))])
    mine = files(workspace)
    editor.undo()
    by_hand(workspace, base.graphs[0].iri, "By hand.")
    assert editor.redo().conflicts
    assert editor.redo("force").step is not None
    assert files(workspace) == mine


def test_the_two_sides_of_a_merge() -> None:
    def said(value: str) -> Entry:
        return Entry("graph", "x:a", (ox.Quad(ox.NamedNode("x:a"), ox.NamedNode("x:p"), ox.NamedNode(value)),))

    old, mine, theirs = said("x:o"), said("x:m"), said("x:t")
    both = (old, mine, theirs, None)
    for base in (old, None):
        for one in both:
            for other in both:
                chosen, conflict = merged_entry(old.key, base, one, other)
                if one == other or base in (one, other):
                    assert (chosen, conflict) == (other if one == base else one, None)
                else:
                    assert (chosen, conflict) == (other, Conflict(old.key, base, one, other))


class Killed(BaseException):
    """The end of the process."""


@pytest.fixture
def two_files(editor: Editor) -> tuple[PassageCoding, PassageCoding]:
    """A change that concerns two files: an assertion graph, and the background of a thing that it mentions."""
    coding = next(each for each in map(editor.coding, passages(editor)) if each.graphs and each.background)
    thing = coding.background[0]
    label = ox.Literal("Another name", language="en")
    more = ox.Quad(thing.quads[0].subject, ox.NamedNode(SKOS + "altLabel"), label, thing.quads[0].graph_name)
    entries = (Entry("background", thing.iri, (*thing.quads, more)), *coding.background[1:])
    return coding, replace(with_gist(coding, "Something else."), background=entries)


@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_step_that_was_interrupted_is_completed(
    workspace: Workspace, editor: Editor, two_files: tuple[PassageCoding, PassageCoding], at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = files(workspace)
    written = 0
    write = write_atomically

    def dying(path: str, data: bytes) -> None:
        nonlocal written
        if written == at:
            raise Killed
        written += 1
        write(path, data)

    monkeypatch.setattr(saving, "write_atomically", dying)
    if at == 3:
        monkeypatch.setattr(Journal, "append", lambda *_: dying("", b""))
    with pytest.raises(Killed):
        editor.save("both", [two_files])
    monkeypatch.undo()
    again = Editor(Workspace(workspace.folder))
    assert len(again.remarks) == 3 - at
    assert again.coding(two_files[0].passage).graphs[0] == two_files[1].graphs[0]
    assert again.coding(two_files[0].passage).background[0] == two_files[1].background[0]
    assert [each.what for each in again.journal.steps] == ["both"]
    again.undo()
    assert files(workspace) == first


def test_a_file_that_was_changed_after_an_interruption_stays(
    workspace: Workspace, editor: Editor, two_files: tuple[PassageCoding, PassageCoding], monkeypatch: pytest.MonkeyPatch
) -> None:
    write = write_atomically

    def dying(path: str, data: bytes) -> None:
        if not path.endswith("saving.json"):
            raise Killed
        write(path, data)

    monkeypatch.setattr(saving, "write_atomically", dying)
    with pytest.raises(Killed):
        editor.save("both", [two_files])
    monkeypatch.undo()
    step = json.loads((Path(editor.journal.path).parent / "saving.json").read_text(encoding="utf-8"))
    path = workspace.root / next(each["path"] for each in step["files"] if "Something else." in each["after"])
    path.write_text(path.read_text(encoding="utf-8") + "# by hand\n", encoding="utf-8")
    again = Editor(Workspace(workspace.folder))
    [kept] = [each for each in again.remarks if "has changed since" in each]
    assert path.read_text(encoding="utf-8").endswith("# by hand\n")
    assert "Something else." in Path(kept.rpartition(" is in ")[2]).read_text(encoding="utf-8")


def test_if_a_file_cannot_be_written_all_stay(
    workspace: Workspace, editor: Editor, two_files: tuple[PassageCoding, PassageCoding], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = files(workspace)
    calls: Iterator[int] = iter(range(100))
    write = write_atomically

    def full(path: str, data: bytes) -> None:
        if next(calls) == 2:
            raise EnvironmentProblem("the file cannot be written: no space left", path)
        write(path, data)

    monkeypatch.setattr(saving, "write_atomically", full)
    with pytest.raises(EnvironmentProblem, match="no space left"):
        editor.save("both", [two_files])
    assert files(workspace) == first
    assert not Editor(workspace).remarks
    assert not Editor(workspace).journal.steps


def test_a_line_of_the_journal_that_was_not_written_to_its_end_is_left_out(workspace: Workspace, editor: Editor) -> None:
    coding = editor.coding(passages(editor)[0])
    editor.save("one", [(coding, with_gist(coding, "One."))])
    path = Path(editor.journal.path)
    path.write_bytes(path.read_bytes() + b'{"number": 2, "time": "2026')
    again = Editor(workspace)
    assert [each.rpartition(" (")[0] for each in again.remarks] == ["line 2 of the journal was not written to its end and is left out"]
    two = again.coding(coding.passage)
    again.save("two", [(two, with_gist(two, "Two."))])
    assert [json.loads(line)["what"] for line in path.read_text(encoding="utf-8").split("\n") if line.endswith("}")] == ["one", "two"]
    assert [each.what for each in Editor(workspace).journal.steps] == ["one", "two"]


def test_a_file_with_a_syntax_error_is_not_written(workspace: Workspace, editor: Editor) -> None:
    coding = editor.coding(passages(editor)[0])
    path = workspace.data_files()[0]
    path.write_text(path.read_text(encoding="utf-8") + "\nx", encoding="utf-8")
    there = files(workspace)
    with pytest.raises(DataError) as caught:
        editor.save("one", [(coding, with_gist(coding, "One."))])
    assert caught.value.place is not None
    assert files(workspace) == there


def test_any_number_of_changes_are_taken_back(workspace: Workspace, editor: Editor) -> None:
    """Steps forward and back at random; what the files say is always one of the states that were there."""
    pick = random.Random(7)  # noqa: S311 - not for cryptography
    states = [said(editor)]
    at = 0
    names = [each for each in passages(editor) if editor.coding(each).graphs]
    for number in range(40):
        move = pick.choice(["do", "do", "undo", "redo"])
        if move == "undo" and at:
            editor.undo()
            at -= 1
        elif move == "redo" and at + 1 < len(states):
            editor.redo()
            at += 1
        elif move == "do":
            before = editor.coding(pick.choice(names))
            graphs = list(before.graphs)
            if not graphs or pick.random() < 0.3:
                continue
            if pick.random() < 0.5:
                graphs.pop(pick.randrange(len(graphs)))
            else:
                graphs[0] = noted(graphs[0], f"Step {number}.")
            editor.save(f"step {number}", [(before, replace(before, graphs=tuple(graphs)))])
            del states[at + 1 :]
            states.append(said(editor))
            at += 1
        assert said(editor) == states[at]
    while at:
        editor.undo()
        at -= 1
    assert said(editor) == states[0]


def said(editor: Editor) -> frozenset[ox.Quad]:
    return frozenset(quad for each in editor.keeper.index().files for quad in each.file.quads)
