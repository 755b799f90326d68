"""Snapshots in segments: the same content gives the same files, whether it is written whole or as changes of another snapshot."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import EnvironmentProblem, SnapshotDamaged
from kg.snapshot import Snapshot, current, segments, sorting, writing
from kg.snapshot.freshness import is_fresh
from kg.snapshot.proofs import Derivation, Entailed, format_line
from kg.snapshot.verifying import verify
from kg.snapshot.writing import Lines, write_changes, write_snapshot
from kg.workspace import Workspace

P = ox.NamedNode("https://example.org/p")


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    make_few(monkeypatch)


def make_few(patched: pytest.MonkeyPatch) -> None:
    """Let a few lines make several segments, runs and blocks."""
    patched.setattr(segments, "ONE_FILE", 12)
    for module in (segments, writing):
        patched.setattr(module, "QUADS", segments.QUADS._replace(lines=4))
        patched.setattr(module, "ENTAILED", segments.ENTAILED._replace(lines=3))
    patched.setattr(sorting, "RUN", 400)
    patched.setattr(sorting, "BLOCK", 100)
    patched.setattr(sorting, "_FEW", 3)
    patched.setenv("KG_MEMORY_QUADS", "20")


def quad(number: int) -> ox.Quad:
    """One of many quads, in one of some graphs."""
    graph = ox.DefaultGraph() if number % 3 == 0 else ox.NamedNode(f"https://example.org/g{number % 7}")
    return ox.Quad(ox.NamedNode(f"https://example.org/{number * 7919 % 1009}"), P, ox.Literal(f"é\r{number}"), graph)


def proof(number: int) -> Entailed:
    """The proof of a triple."""
    triple = quad(number).triple
    return Entailed(triple, 1, (Derivation("rule", (triple,)),))


def lines(numbers: set[int]) -> Lines:
    return Lines.of(map(quad, numbers))


def proofs(numbers: set[int]) -> list[Entailed]:
    return [proof(number) for number in numbers if number % 2]


def a_workspace(folder: Path) -> Workspace:
    (folder / "data").mkdir(parents=True)
    (folder / "chancery.toml").write_text('[workspace]\nname = "w"\ntitle = "W"\nbase = "https://w/"\n', encoding="utf-8")
    return Workspace(folder)


def written(folder: Path, numbers: set[int]) -> Snapshot:
    return write_snapshot(a_workspace(folder), lines(numbers), proofs(numbers), {"counts": {"documents": 3}})


def changed(last: Snapshot, before: set[int], after: set[int]) -> Snapshot:
    """The snapshot of some quads, written as the changes of another one. More lines are named than have changed."""
    workspace = Workspace(Path(last.folder).parents[2])
    gone, new = before - after, after - before
    same = set(sorted(before & after)[:3])
    absent = {number + 5000 for number in gone}
    return write_changes(
        workspace,
        last,
        lines(gone | same | absent),
        lines(new | same),
        proofs(gone | same | absent),
        map(format_line, proofs(new | same)),
        {"counts": {"documents": 3}},
    )


def contents(snapshot: Snapshot) -> tuple[dict[str, bytes], dict[str, object]]:
    """The files of a snapshot, and its ``meta.json``, without what differs between two stores of the same quads."""
    files = {
        path.relative_to(snapshot.path).as_posix(): path.read_bytes()
        for path in snapshot.path.rglob("*")
        if path.is_file() and "store" not in path.parts and path.name != "meta.json"
    }
    meta: dict[str, object] = {**snapshot.meta, "engine_edits": 0}
    meta["files"] = [each for each in snapshot.meta["files"] if not each[0].startswith("store/")]
    return files, meta


def assert_same(found: Snapshot, expected: Snapshot, numbers: set[int]) -> None:
    """Assert that two snapshots have the same content, and that it is that of some quads."""
    assert contents(found) == contents(expected)
    assert (found.path / "store").is_dir() == (expected.path / "store").is_dir()
    assert set(found.store) == set(map(quad, numbers)) == set(found.in_memory())
    assert set(found.store.named_graphs()) == set(expected.store.named_graphs())
    assert list(found.proofs()) == sorted(proofs(numbers), key=format_line)
    checked = verify(found)
    assert checked.whole, checked
    assert checked.quads == len(numbers)


NUMBERS = st.sets(st.integers(0, 80), max_size=70)


@settings(deadline=None, max_examples=20)
@given(st.lists(NUMBERS, min_size=2, max_size=4))
def test_changes_write_what_a_whole_build_writes(tmp_path_factory: pytest.TempPathFactory, stages: list[set[int]]) -> None:
    folder = tmp_path_factory.mktemp("changes")
    last = written(folder / "changed", stages[0])
    for number, (before, after) in enumerate(pairwise(stages)):
        found = changed(last, before, after)
        assert_same(found, written(folder / str(number), after), after)
        assert verify(last).whole, "the engine never writes into a file that another snapshot shares"
        last = found


def test_a_small_change_writes_few_files_and_shares_the_others(tmp_path: Path) -> None:
    numbers = set(range(400))
    last = written(tmp_path / "w", numbers)
    assert len(list((last.path / "graph").iterdir())) > 50
    for step in range(4):
        after = numbers - {7} | {900 + step}
        before = {path: path.read_bytes() for path in last.path.rglob("*") if path.is_file()}
        found = changed(last, numbers, after)
        assert {path: path.read_bytes() for path in before} == before
        assert_same(found, written(tmp_path / str(step), after), after)
        for folder, most in (("graph", 5), ("proofs", 5), ("store", 30)):
            new = [path for path in (found.path / folder).iterdir() if path.stat().st_nlink == 1]
            assert len(new) <= most, new
        shared = [path for path in (found.path / "store").iterdir() if path.suffix == ".sst" and path.stat().st_nlink > 1]
        assert shared, "the tables of the engine are linked"
        assert found.meta["engine_edits"] <= 2 * (step + 1)
        last, numbers = found, after


def test_the_files_of_the_engine_are_made_anew_after_many_edits(tmp_path: Path) -> None:
    numbers = set(range(100))
    last = written(tmp_path / "w", numbers)
    edits = []
    for step in range(4):
        after = numbers | {200 + 4 * step + each for each in range(4)}
        last, numbers = changed(last, numbers, after), after
        edits.append(last.meta["engine_edits"])
    assert edits == [4, 8, 0, 4]


def test_a_graph_without_quads_is_gone(tmp_path: Path) -> None:
    numbers = set(range(60))
    last = written(tmp_path / "w", numbers)
    after = {number for number in numbers if quad(number).graph_name != ox.NamedNode("https://example.org/g2")}
    found = changed(last, numbers, after)
    assert "https://example.org/g2" not in {name.value for name in found.store.named_graphs()}


def test_opening_reads_no_file_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = set(range(100))
    last = written(tmp_path / "w", numbers)
    changed(last, numbers, numbers | {300}).release()
    last.release()

    def again(*_: object, **__: object) -> str:
        raise AssertionError("a file is read")

    monkeypatch.setattr("kg.digests.Digests._add", again)
    workspace = Workspace(tmp_path / "w")
    found = current(workspace)
    assert found is not None
    found.check()
    assert is_fresh(workspace, found)


def test_without_links_files_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(95, "Operation not supported")

    flushed: list[str] = []
    flush = os.fsync

    def record(handle: int) -> None:
        flushed.append(os.path.realpath(f"/proc/self/fd/{handle}"))
        flush(handle)

    monkeypatch.setattr(os, "link", refuse)
    numbers = set(range(100))
    last = written(tmp_path / "w", numbers)
    after = numbers ^ {5, 300}
    monkeypatch.setattr(os, "fsync", record)
    found = changed(last, numbers, after)
    if sys.platform == "linux":
        tables = {path.name for path in (found.path / "store").iterdir() if path.suffix == ".sst"} & set(os.listdir(last.path / "store"))
        assert tables
        assert tables <= {os.path.basename(each) for each in flushed}, "what is copied survives a power cut"
    assert_same(found, written(tmp_path / "x", after), after)


def test_a_damaged_snapshot_is_not_the_base_of_changes(tmp_path: Path) -> None:
    numbers = set(range(100))
    last = written(tmp_path / "w", numbers)
    segment = last.path / "graph" / "00002.nq"
    segment.write_bytes(segment.read_bytes()[:-1])
    with pytest.raises(SnapshotDamaged, match=r"graph/00002\.nq"):
        changed(last, numbers, numbers | {300})
    assert [each.file for each in verify(last).faults] == ["graph/00002.nq"]
    assert len(os.listdir(last.path.parent)) == 1


@pytest.mark.parametrize("failing", ["rename", "replace", "fsync"])
def test_a_failure_leaves_the_last_snapshot_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str) -> None:
    numbers = set(range(100))
    last = written(tmp_path / "w", numbers)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", "somewhere")

    with monkeypatch.context() as patched:
        patched.setattr(os, failing, full)
        with pytest.raises(EnvironmentProblem, match="No space left on device"):
            changed(last, numbers, numbers | {300})
    assert [name for name in os.listdir(last.path.parent) if name.startswith("tmp-")] == []
    in_use = current(Workspace(tmp_path / "w"))
    assert in_use is not None
    assert in_use.folder == (last.folder if failing != "replace" else in_use.folder)
    assert_same(Snapshot(last.folder), written(tmp_path / "x", numbers), numbers)


# A writer of changes that kills itself at the n-th line that it runs in kg/snapshot. At the end, it prints the number of lines.
WRITER = """
import os, signal, sys
from pathlib import Path
import pytest
sys.path.insert(0, sys.argv[3])
import test_changes as made
from kg.snapshot import current, writing
from kg.workspace import Workspace

count = 0
limit = int(sys.argv[2])
room = os.path.dirname(writing.__file__)

def trace(frame, event, argument):
    global count
    if not frame.f_code.co_filename.startswith(room):
        return None
    count += event == "line"
    if count == limit:
        os.kill(os.getpid(), signal.SIGKILL)
    return trace

made.make_few(pytest.MonkeyPatch())
last = current(Workspace(sys.argv[1]))
numbers = set(range(60))
sys.settrace(trace)
made.changed(last, numbers, numbers | {300, 301})
sys.settrace(None)
print(count)
"""


def run_writer(folder: Path, limit: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", WRITER, str(folder), str(limit), os.path.dirname(__file__)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.skipif(os.name != "posix", reason="there is no SIGKILL")
def test_a_killed_writer_of_changes_leaves_a_whole_snapshot_in_use(tmp_path: Path) -> None:
    old = set(range(60))
    new = old | {300, 301}
    folder = tmp_path / "w"
    last = written(folder, old)
    last.release()
    lived = run_writer(folder, -1)
    assert lived.returncode == 0, lived.stderr
    lines_run = int(lived.stdout)
    for limit in random.Random(lines_run).sample(range(1, lines_run), 6):  # noqa: S311 - lines, not secrets
        write_snapshot(Workspace(folder), lines(old), proofs(old), {"counts": {"documents": 3}}).release()
        killed = run_writer(folder, limit)
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        in_use = current(Workspace(folder))
        assert in_use is not None
        assert verify(in_use).whole
        assert set(in_use.store) in (set(map(quad, old)), set(map(quad, new)))
        in_use.release()


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n"), max_size=9), max_size=60), st.integers(0, 60))
def test_lines_are_sorted_in_parts(tmp_path_factory: pytest.TempPathFactory, texts: list[str], marked: int) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sorting, "RUN", 40)
        patched.setattr(sorting, "BLOCK", 10)
        folder = tmp_path_factory.mktemp("runs") / "runs"
        sorter = sorting.Sorter(str(folder))
        plain, counted = [f"a{text}\n" for text in texts[marked:]], [f"b{text}\n" for text in texts[:marked]]
        sorter.add(iter(plain * 2))
        sorter.add(set(counted), marked=True)
        sorter.add(counted, marked=True)
        done = sorted({line.encode() for line in plain[::2]})  # what is sorted already may be elsewhere, too
        sorter.add_sorted([done[start : start + 3] for start in range(0, len(done), 3)])
        found = list(sorter.batches())
        sorter.close()
        assert [line for batch, _ in found for line in batch] == [line.encode() for line in sorted({*plain, *counted})]
        assert sum(number for _, number in found) == len(set(counted))
        assert not folder.exists()


@pytest.mark.parametrize("blocks", [[[b"b\n", b"a\n"]], [[b"b\n"], [b"a\n"]], [[b"a\n", b"a\n"]], [[b"a\n"], [b"a\n"]]])
def test_lines_that_are_not_in_order_are_no_snapshot(blocks: list[list[bytes]]) -> None:
    sorter = sorting.Sorter("not needed")
    sorter.add_sorted(blocks)
    with pytest.raises(ValueError, match="not sorted"):
        list(sorter.batches())


def test_a_proof_is_found_in_its_segment(tmp_path: Path) -> None:
    numbers = set(range(200))
    snapshot = written(tmp_path / "w", numbers)
    assert len(list((snapshot.path / "proofs").iterdir())) > 20
    found = snapshot.proofs()
    for number in range(220):
        assert found.of(proof(number).triple) == (proof(number).derivations if number % 2 and number < 200 else ())
    every = found.derivations()
    assert dict(every) == {each.triple: each.derivations for each in proofs(numbers)}


def test_the_text_of_segments_is_that_of_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = set(range(100))
    segmented = b"".join(written(tmp_path / "w", numbers).quads_text())
    monkeypatch.setattr(segments, "ONE_FILE", 1000)
    whole = written(tmp_path / "x", numbers)
    assert segmented == b"".join(whole.quads_text()) == Path(whole.graph_file).read_bytes()


def test_two_snapshots_are_compared_without_what_they_share(tmp_path: Path) -> None:
    numbers = set(range(100))
    last = written(tmp_path / "w", numbers)
    found = changed(last, numbers, numbers - {7} | {300})
    for one, other in ((last, found), (found, last)):
        for text in (Snapshot.quads_text, Snapshot.proofs_text):
            own, shared = set(text(one)) - set(text(other)), set(text(one)) & set(text(other))
            assert set(text(one, other)) == own
            assert len(own) < 8 < len(shared)


def test_any_bytes_of_segments_can_be_read(tmp_path: Path) -> None:
    snapshot = written(tmp_path / "w", set(range(60)))
    parts = segments.parts_of(snapshot.meta, segments.QUADS)
    whole = b"".join(snapshot.quads_text())
    ends = [0]
    for part in parts:
        ends.append(ends[-1] + part.size)
    assert len(ends) > 10
    places = sorted({end + near for end in ends for near in (-1, 0, 1)} - {-1})
    for start in places:
        for most in (0, 1, parts[0].size, 200, len(whole) - start, len(whole)):
            if most >= 0:
                found, more = segments.read_range(snapshot.folder, parts, start, most)
                assert found == whole[start : start + most]
                assert more == (start + most < len(whole))


@pytest.mark.parametrize("name", ["graph/00000.nq", "proofs/x", "store/000001.sst"])
def test_a_file_that_the_build_did_not_write_is_damage(tmp_path: Path, name: str) -> None:
    last = written(tmp_path / "w", set(range(100)))
    (last.path / "graph" / ".nfs0001.nq").write_text("what a file server leaves is not read", encoding="utf-8")
    assert len(Snapshot(last.folder).in_memory()) == 100
    (last.path / name).write_text("<x:s> <x:p> <x:o> .\n", encoding="utf-8")
    with pytest.raises(SnapshotDamaged, match=f"{name}: the build did not write it"):
        Snapshot(last.folder).check()
    assert [each.file for each in verify(Snapshot(last.folder)).faults] == [name]


LARGE = """
import resource, sys
from kg.snapshot import engine, sorting
from kg.snapshot.writing import Lines, write_snapshot
from kg.workspace import Workspace

sorting.RUN //= 4
engine._AT_ONCE //= 4

def lines(graph):
    for number in range(int(sys.argv[2])):
        yield f'<https://example.org/{number * 7919 % 1000003}> <https://example.org/p{number % 7}> "{"text " * 20}{number}"{graph} .\\n'

snapshot = write_snapshot(Workspace(sys.argv[1]), Lines(lines(" <https://example.org/g>"), lines("")), [])
assert snapshot.meta["counts"]["quads"] == 2 * int(sys.argv[2])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.mark.soak
@pytest.mark.skipif(sys.platform != "linux", reason="the unit of the largest memory differs")
def test_memory_hardly_grows_with_the_quads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs and pieces for the engine have a quarter of their sizes, so that a quarter of the quads has as many of them."""
    monkeypatch.undo()
    peaks = []
    for number in (200_000, 800_000):
        a_workspace(tmp_path / str(number))
        command = [sys.executable, "-c", LARGE, str(tmp_path / str(number)), str(number)]
        peaks.append(int(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout))
    print(peaks)
    assert peaks[1] < 600_000, peaks
    grown = (peaks[1] - peaks[0]) * 1024 / (2 * 600_000)
    assert grown < 300, f"{grown:.0f} bytes of memory for each further quad: {peaks}"
