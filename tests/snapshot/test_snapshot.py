"""Snapshots: what is written is read back, and no failure of a writer damages the snapshot in use."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import EnvironmentProblem, SnapshotDamaged
from kg.snapshot import Snapshot, current
from kg.snapshot.freshness import is_fresh
from kg.snapshot.proofs import Entailed
from kg.snapshot.store import open_store
from kg.snapshot.writing import write_snapshot
from kg.workspace import Workspace

P = ox.NamedNode("https://example.org/p")
G = ox.NamedNode("https://example.org/g")


def node(name: str) -> ox.NamedNode:
    return ox.NamedNode("https://example.org/" + name)


def quads(*values: str) -> list[ox.Quad]:
    """For each value one quad in the default graph and one in a named graph."""
    subject = ox.NamedNode("https://example.org/s")
    return [ox.Quad(subject, P, ox.Literal(value), graph) for value in values for graph in (ox.DefaultGraph(), G)]


def values(snapshot: Snapshot) -> set[str]:
    """The values of `quads` in a snapshot."""
    return {quad.object.value for quad in snapshot.store if isinstance(quad.object, ox.Literal)}


def in_use(workspace: Workspace) -> Snapshot:
    found = current(workspace)
    assert found is not None
    return found


def names(workspace: Workspace) -> list[str]:
    return sorted(os.listdir(workspace.state_dir / "snapshots"))


@pytest.fixture
def workspace(small: Path) -> Workspace:
    return Workspace(small)


@pytest.mark.parametrize("on_disk", [False, True])
def test_what_is_written_is_read_back(workspace: Workspace, monkeypatch: pytest.MonkeyPatch, on_disk: bool) -> None:
    monkeypatch.setenv("KG_MEMORY_QUADS", "1" if on_disk else "4")
    assert current(workspace) is None
    proofs = [Entailed(ox.Triple(node("b"), P, ox.Literal("é")), 1, ()), Entailed(ox.Triple(node("a"), P, node("o")), 2, ())]
    written = write_snapshot(workspace, [*quads("b", "a\n"), *quads("b")], proofs, {"counts": {"documents": 2}, "license": "CC0-1.0"})
    snapshot = in_use(workspace)
    assert snapshot.folder == written.folder
    assert snapshot.path.name == snapshot.digest[:12]
    assert (snapshot.path / "store").is_dir() == on_disk
    assert set(snapshot.store) == set(quads("a\n", "b"))
    assert snapshot.base == workspace.base
    assert snapshot.title == workspace.title
    assert snapshot.meta["counts"] == {"quads": 4, "default": 2, "documents": 2}
    assert snapshot.meta["license"] == "CC0-1.0"
    assert list(snapshot.proofs()) == [proofs[1], proofs[0]]
    assert is_fresh(workspace, snapshot)
    lines = Path(snapshot.graph_file).read_text(encoding="utf-8").splitlines()
    assert lines == sorted(lines)
    assert len(lines) == 4


@pytest.mark.parametrize("on_disk", [False, True])
def test_all_quads_in_memory(workspace: Workspace, monkeypatch: pytest.MonkeyPatch, on_disk: bool) -> None:
    monkeypatch.setenv("KG_MEMORY_QUADS", "1" if on_disk else "4")
    snapshot = write_snapshot(workspace, quads("a\n", "é"), [])
    found = snapshot.in_memory()
    assert set(found) == set(quads("a\n", "é"))
    assert (found is snapshot.store) == (not on_disk)
    found.add(*quads("b")[:1])  # what is on disk is read only


def test_damaged_quads_are_not_read_into_memory(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_MEMORY_QUADS", "1")
    snapshot = write_snapshot(workspace, quads("abc"), [])
    whole = Path(snapshot.graph_file).read_bytes()
    snapshot.check()  # what changes after this is found by the checksum
    for damage in (whole.replace(b"abc", b"abd"), whole.replace(b'"abc"', b'"abc')):
        Path(snapshot.graph_file).write_bytes(damage)
        with pytest.raises(SnapshotDamaged, match="damaged"):
            snapshot.in_memory()


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)


@given(st.lists(TEXTS, max_size=5), st.randoms(use_true_random=False))
def test_the_bytes_depend_on_the_quads_alone(tmp_path_factory: pytest.TempPathFactory, texts: list[str], chance: random.Random) -> None:
    written = []
    for _ in range(2):
        folder = tmp_path_factory.mktemp("w")
        (folder / "chancery.toml").write_text('[workspace]\nname = "w"\ntitle = "W"\nbase = "https://w/"\n', encoding="utf-8")
        shuffled = quads(*texts, *texts[:2])
        chance.shuffle(shuffled)
        snapshot = write_snapshot(Workspace(folder), shuffled, [])
        assert set(snapshot.store) == set(shuffled)
        written.append((snapshot.path.name, Path(snapshot.graph_file).read_bytes()))
    assert written[0] == written[1]


def test_a_store_of_another_engine_is_read_from_its_text(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_MEMORY_QUADS", "1")
    snapshot = write_snapshot(workspace, quads("a"), [])
    for name in os.listdir(snapshot.path / "store"):
        (snapshot.path / "store" / name).write_bytes(b"nothing")
    assert {quad.object.value for quad in open_store(snapshot.folder)[0] if isinstance(quad.object, ox.Literal)} == {"a"}


def test_the_same_content_is_the_same_snapshot(workspace: Workspace) -> None:
    first = write_snapshot(workspace, quads("a"), [])
    before = [(each, each.stat().st_ino, each.stat().st_ctime_ns) for each in sorted(first.path.iterdir())]
    os.utime(workspace.root / "data" / "one.trig", ns=(7, 7))
    second = write_snapshot(workspace, quads("a"), [])
    assert second.folder == first.folder
    after = [(each, each.stat().st_ino, each.stat().st_ctime_ns) for each in sorted(first.path.iterdir())]
    assert after == before, "no file of a snapshot is changed"
    assert names(workspace) == [first.path.name]


def test_other_content_from_the_same_inputs_never_changes_what_others_read(workspace: Workspace) -> None:
    first = write_snapshot(workspace, quads("a"), [])
    second = write_snapshot(workspace, quads("b"), [])
    assert second.path.name == first.path.name + "-2"
    assert values(Snapshot(first.folder)) == {"a"}
    assert values(in_use(workspace)) == {"b"}


def test_old_snapshots_are_forgotten_and_the_one_in_use_never(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_SNAPSHOTS_KEPT", "2")
    for number in range(4):
        (workspace.root / "data" / "one.trig").write_text("#" * number, encoding="utf-8")
        write_snapshot(workspace, quads(str(number)), [])
    assert len(names(workspace)) == 2
    assert values(in_use(workspace)) == {"3"}
    monkeypatch.setenv("KG_SNAPSHOTS_KEPT", "0")
    write_snapshot(workspace, quads("3"), [])
    assert values(in_use(workspace)) == {"3"}


def rebuild(workspace: Workspace, times: int) -> None:
    for number in range(times):
        (workspace.root / "data" / "one.trig").write_text("#" * (number + 50), encoding="utf-8")
        write_snapshot(workspace, quads(f"later {number}"), [])


def test_a_snapshot_that_is_held_is_not_removed(workspace: Workspace) -> None:
    write_snapshot(workspace, quads("old"), [])
    held = in_use(workspace)
    rebuild(workspace, 5)
    assert values(held) == {"old"}
    assert held.path.name in names(workspace)
    held.release()
    rebuild(workspace, 1)
    assert not held.path.exists()
    assert not held.hold()


HOLDER = """
import sys, time
from kg.snapshot import current
from kg.workspace import Workspace
held = current(Workspace(sys.argv[1]))
print("held", flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(os.name != "posix", reason="there is no SIGKILL")
def test_a_killed_reader_leaves_nothing_behind(workspace: Workspace) -> None:
    name = write_snapshot(workspace, quads("old"), []).path.name
    with subprocess.Popen([sys.executable, "-c", HOLDER, workspace.folder], stdout=subprocess.PIPE) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == b"held\n"
        rebuild(workspace, 4)
        assert name in names(workspace), "another process holds it"
        reader.kill()
    rebuild(workspace, 1)
    assert name not in names(workspace)
    assert len(names(workspace)) == 2


def test_a_failing_source_of_quads_leaves_the_old_snapshot_and_nothing_else(workspace: Workspace) -> None:
    write_snapshot(workspace, quads("old"), [])

    def proofs() -> list[Entailed]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_snapshot(workspace, quads("new"), (each for each in proofs()))
    assert values(in_use(workspace)) == {"old"}
    assert len(names(workspace)) == 1


@pytest.mark.parametrize("failing", ["mkdir", "rename", "replace", "fsync"])
def test_a_full_or_read_only_disk_is_reported_and_leaves_the_old_snapshot(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    write_snapshot(workspace, quads("old"), [])

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", "somewhere")

    with monkeypatch.context() as patched:
        patched.setattr(os, failing, full)
        with pytest.raises(EnvironmentProblem, match="No space left on device") as caught:
            write_snapshot(workspace, quads("new"), [])
    assert caught.value.exit_code == 4
    assert caught.value.hint
    assert values(in_use(workspace)) == {"old"}
    assert [name for name in names(workspace) if name.startswith("tmp-")] == []


def test_a_state_folder_that_is_a_file(workspace: Workspace) -> None:
    (workspace.root / ".kg").write_text("", encoding="utf-8")
    assert current(workspace) is None
    with pytest.raises(EnvironmentProblem, match="cannot be written"):
        write_snapshot(workspace, quads("a"), [])


@pytest.mark.parametrize("text", ["", "../../elsewhere\n", "missing\n"])
def test_a_pointer_to_nothing_is_not_a_snapshot(workspace: Workspace, text: str) -> None:
    write_snapshot(workspace, quads("a"), [])
    (workspace.state_dir / "current").write_text(text, encoding="utf-8")
    assert current(workspace) is None


def test_writers_at_the_same_time(workspace: Workspace) -> None:
    failed: list[BaseException] = []

    def write(value: str) -> None:
        try:
            for _ in range(4):
                write_snapshot(workspace, quads(value), [])
        except BaseException as problem:  # noqa: BLE001 - a thread cannot raise into the test
            failed.append(problem)

    threads = [threading.Thread(target=write, args=(str(number),)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len(values(in_use(workspace))) == 1
    assert [name for name in names(workspace) if name.startswith("tmp-")] == []


# A writer that kills itself at the n-th line that it runs in kg/snapshot/writing.py. If it reaches the end, it prints the number of lines.
WRITER = """
import os, signal, sys
import pyoxigraph as ox
import kg.snapshot.writing
from kg.workspace import Workspace

lines = 0
limit = int(sys.argv[2])

def trace(frame, event, argument):
    global lines
    if frame.f_code.co_filename != kg.snapshot.writing.__file__:
        return None
    lines += event == "line"
    if lines == limit:
        os.kill(os.getpid(), signal.SIGKILL)
    return trace

quads = [ox.Quad(ox.NamedNode("https://example.org/s"), ox.NamedNode("https://example.org/p"), ox.Literal("new"))]
sys.settrace(trace)
kg.snapshot.writing.write_snapshot(Workspace(sys.argv[1]), quads, [])
sys.settrace(None)
print(lines)
"""


def run_writer(workspace: Workspace, limit: int) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "KG_MEMORY_QUADS": "0"}
    command = [sys.executable, "-c", WRITER, workspace.folder, str(limit)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)


def check_killed_at(workspace: Workspace, limit: int) -> None:
    """Kill a writer, and assert that the old or the complete new snapshot is in use, and that the next writer removes all remains."""
    killed = run_writer(workspace, limit)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    snapshot = in_use(workspace)
    assert values(snapshot) in ({"old"}, {"new"})
    assert snapshot.meta["counts"]["quads"] == len(snapshot.store)
    write_snapshot(workspace, quads("old"), [])
    assert values(in_use(workspace)) == {"old"}
    assert [name for name in names(workspace) if name.startswith("tmp-")] == []
    assert sorted(os.listdir(workspace.state_dir)) == ["current", "seen", "snapshots"]


@pytest.mark.skipif(os.name != "posix", reason="there is no SIGKILL")
def test_a_killed_writer_leaves_the_old_snapshot_in_use(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> None:
    write_snapshot(workspace, quads("old"), [])
    lived = run_writer(workspace, -1)
    assert lived.returncode == 0, lived.stderr
    last = int(lived.stdout)
    assert last > 100
    write_snapshot(workspace, quads("old"), [])
    for limit in range(1, last, last // 12):
        check_killed_at(workspace, limit)


KILL_SEED = int(os.environ.get("KG_KILL_SEED") or random.SystemRandom().randrange(10**9))
KILL_TIMES = int(os.environ.get("KG_KILL_TIMES", "150"))
KILL_SECONDS = 200
"""The test below kills a writer `KILL_TIMES` times, or as often as it can in this time. The lines are drawn with `KILL_SEED`."""


@pytest.mark.soak
@pytest.mark.skipif(os.name != "posix", reason="there is no SIGKILL")
def test_a_writer_killed_at_many_lines(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    write_snapshot(workspace, quads("old"), [])
    last = int(run_writer(workspace, -1).stdout)
    write_snapshot(workspace, quads("old"), [])
    begun = time.monotonic()
    limits = random.Random(KILL_SEED).sample(range(1, last), min(KILL_TIMES, last - 1))  # noqa: S311 - lines, not secrets
    print(f"KG_KILL_SEED={KILL_SEED}")
    done = 0
    for limit in limits:
        if time.monotonic() - begun > KILL_SECONDS:
            break
        check_killed_at(workspace, limit)
        done += 1
        if done % 25 == 0:
            with capsys.disabled():
                print(f"\n{done} of {len(limits)} writers killed, at {last} lines", end="", flush=True)
    assert done >= min(20, len(limits)), f"only {done} writers were killed in {KILL_SECONDS} seconds"
