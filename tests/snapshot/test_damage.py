"""A snapshot of which a file is damaged is never answered from: it is built again, or refused by name.

A damage is drawn from a seed, which the test prints; ``KG_DAMAGE_SEED`` and ``KG_DAMAGE_TIMES`` set the first seed and the number.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

import kg
from kg.build import build, ensure, keeping, limited
from kg.cli.main import run
from kg.digests import Digests
from kg.errors import EnvironmentProblem, SnapshotDamaged
from kg.snapshot import Snapshot, current
from kg.snapshot.format import seal
from kg.snapshot.verifying import verify
from kg.workspace import Workspace
from tests.asking import ROOT
from tests.sampling import sampled

FIRST_SEED = int(os.environ.get("KG_DAMAGE_SEED", "1"))
TIMES = int(os.environ.get("KG_DAMAGE_TIMES", "1000"))

VERBS = (
    ("query", "recognitions", "-f", "csv"),
    ("query", "meetings", "-f", "csv", "--cite"),
    ("show", "Sweden"),
    ("why", "Sweden", "recognized", "Norway"),
    ("why", "Norway", "hasRelationshipWith", "Sweden"),
    ("dump", "-f", "nq"),
)


def copied(folder: Path) -> Path:
    shutil.copytree(ROOT / "tests" / "workspaces" / "nordic", folder, ignore=shutil.ignore_patterns(".kg"))
    return folder


BUILT: dict[str, Path] = {}
"""The workspaces that were built, by where their quads are; each test damages a copy."""


@pytest.fixture(params=[pytest.param("memory", marks=pytest.mark.soak), "disk"])
def folder(
    request: pytest.FixtureRequest, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A built workspace whose quads are in memory or on disk."""
    monkeypatch.setenv("KG_MEMORY_QUADS", "1" if request.param == "disk" else "1000000")
    monkeypatch.setattr(keeping, "FEWEST", 0)  # so that there is a copy of the network to be damaged, too
    if request.param not in BUILT:
        BUILT[request.param] = copied(tmp_path_factory.mktemp("built") / "w")
        build(Workspace(BUILT[request.param])).release()
    return shutil.copytree(BUILT[request.param], tmp_path / "w", symlinks=True)


def in_use(folder: Path) -> Snapshot:
    found = current(Workspace(folder))
    assert found is not None
    return found


def parts(snapshot: Snapshot) -> list[Path]:
    """All files of a snapshot."""
    return sorted(path for path in snapshot.path.rglob("*") if path.is_file())


def flip(path: Path, chance: random.Random) -> None:
    data = bytearray(path.read_bytes())
    if data:
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


def cut(path: Path, chance: random.Random) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: chance.randrange(len(data))] if data else b"x")


def cut_at_a_line(path: Path, chance: random.Random) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[: chance.randrange(len(lines))]) if lines else b"\n")


def remove(path: Path, _: random.Random) -> None:
    path.unlink()


def swap(path: Path, chance: random.Random) -> None:
    other = chance.choice(sorted(each for each in path.parent.iterdir() if each.is_file() and each != path) or [path])
    one, two = path.read_bytes(), other.read_bytes()
    path.write_bytes(two)
    other.write_bytes(one)


def keep_size_and_time(path: Path, chance: random.Random) -> None:
    status = path.stat()
    flip(path, chance)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def empty(path: Path, _: random.Random) -> None:
    path.write_bytes(b"")


DAMAGES: tuple[Callable[[Path, random.Random], None], ...] = (flip, cut, cut_at_a_line, remove, swap, keep_size_and_time, empty)


@pytest.mark.parametrize("damage", sampled(DAMAGES, 3))
def test_each_file_is_checked_at_opening(folder: Path, damage: Callable[[Path, random.Random], None]) -> None:
    snapshot = in_use(folder)
    assert verify(snapshot).whole
    whole = {path: path.read_bytes() for path in parts(snapshot)}
    for number, path in enumerate(whole):
        damage(path, random.Random(number))  # noqa: S311 - damages, not secrets
        if path.exists() and path.read_bytes() == whole[path]:
            continue
        with pytest.raises(SnapshotDamaged, match="damaged"):
            in_use(folder).check()
        assert not verify(in_use(folder)).whole
        for each, data in whole.items():
            each.write_bytes(data)
        in_use(folder).check()
    damage(Path(snapshot.graph_file), random.Random(1))  # noqa: S311 - damages, not secrets
    mended = ensure(Workspace(folder))
    assert mended.folder != snapshot.folder
    assert verify(mended).whole


def test_a_file_that_the_engine_would_read_is_not_added(folder: Path) -> None:
    snapshot = in_use(folder)
    if not (snapshot.path / "store").is_dir():
        return
    (snapshot.path / "store" / "000099.log").write_bytes(b"")
    with pytest.raises(SnapshotDamaged, match=r"store/000099.log: the build did not write it"):
        in_use(folder).check()


def test_a_damaged_snapshot_is_built_again_with_a_warning(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["-C", str(folder), "query", "recognitions", "-f", "csv"]) == 0
    right = capsys.readouterr().out
    (in_use(folder).path / "graph.nq").write_bytes(b"")
    assert run(["-C", str(folder), "query", "recognitions", "-f", "csv"]) == 0
    found = capsys.readouterr()
    assert found.out == right
    assert found.err == "warning: the snapshot is damaged: graph.nq: it is not what the build wrote; it is built again\n"
    assert run(["-C", str(folder), "query", "recognitions", "-f", "csv"]) == 0
    assert capsys.readouterr().err == ""


def test_a_damaged_snapshot_without_its_files_is_refused_by_name(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (in_use(folder).path / "proofs.jsonl").write_bytes(b"")
    shutil.rmtree(folder / "data")
    assert run(["-C", str(folder), "why", "Sweden", "recognized", "Norway"]) == 4
    found = capsys.readouterr()
    assert found.out == ""
    assert "error: the snapshot is damaged: proofs.jsonl: it is not what the build wrote, and it cannot be built again" in found.err


def test_a_build_names_the_damage_that_it_has_replaced(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = in_use(folder)
    name = whole.path.name
    (whole.path / "proofs.jsonl").unlink()
    (whole.path / "graph.nq").write_bytes(b"")
    size = os.path.getsize(whole.path / "catalogue.jsonl")
    (whole.path / "catalogue.jsonl").write_bytes(b" " * size)
    assert run(["-C", str(folder), "build"]) == 0
    said = capsys.readouterr().err
    assert said.startswith(f"warning: the snapshot {name} was damaged, and {name}-2 replaces it: catalogue.jsonl: its content is not ")
    assert "; graph.nq: it has 0 bytes, and the build wrote" in said
    assert said.endswith("; proofs.jsonl: no such file or directory\n")
    assert run(["-C", str(folder), "build"]) == 0
    assert capsys.readouterr().err == "", "the damaged snapshot is still there, and no longer in use"
    (in_use(folder).path / "graph.nq").write_bytes(b"")
    assert run(["-C", str(folder), "build"]) == 0
    said = capsys.readouterr().err
    assert said.startswith(f"warning: the snapshot {name}-2 was damaged, and {name}-3 replaces it: graph.nq: it has 0 bytes")
    assert said.count("\n") == 1


def test_a_build_mends(folder: Path) -> None:
    whole = in_use(folder)
    for path in parts(whole):
        flip(path, random.Random(3)) if path.stat().st_size else path.write_bytes(b"x")  # noqa: S311 - damages, not secrets
    assert run(["-C", str(folder), "build"]) == 0
    assert verify(in_use(folder)).whole
    assert in_use(folder).folder != whole.folder


def test_proofs_that_were_emptied_after_opening_are_noticed(folder: Path) -> None:
    graph = kg.open(folder)
    assert graph.why("Norway", "hasRelationshipWith", "Sweden")
    opened = kg.open(folder)
    (opened.snapshot.path / "proofs.jsonl").write_bytes(b"")
    with pytest.raises(SnapshotDamaged, match="the proofs are damaged"):
        opened.why("Norway", "hasRelationshipWith", "Sweden")


def test_a_copied_workspace_is_whole(folder: Path, tmp_path: Path) -> None:
    """Inodes and times of a copy differ, so its content decides; a graph is then opened without a build."""
    shutil.copytree(folder, tmp_path / "copy")
    name = in_use(folder).path.name
    assert ensure(Workspace(tmp_path / "copy")).path.name == name
    assert ensure(Workspace(tmp_path / "copy")).path == tmp_path / "copy" / ".kg" / "snapshots" / name


@pytest.mark.parametrize("text", [b"", b"\xff\xfe", b"nonsense\n", b"/x\t1 2 3 4 5 0\n"])
def test_what_is_remembered_of_files_can_be_lost(folder: Path, text: bytes) -> None:
    seen = folder / ".kg" / "seen"
    seen.write_bytes(text)
    before = in_use(folder).folder
    assert ensure(Workspace(folder)).folder == before
    seen.unlink()
    assert ensure(Workspace(folder)).folder == before
    graph = in_use(folder).path / "graph.nq"
    seen.write_bytes(text)
    graph.write_bytes(graph.read_bytes()[:-1] + b" ")
    with pytest.raises(SnapshotDamaged):
        in_use(folder).check()


def test_an_error_of_the_engine_is_the_damage_behind_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if a file had been damaged after it was opened, and the engine had noticed."""
    graph = kg.open(folder)
    graph.show("Sweden")

    def fail(*_: object, **__: object) -> None:
        raise OSError("Corruption: block checksum mismatch")

    with monkeypatch.context() as patched:
        patched.setattr("kg.explain.show.show", fail)
        with pytest.raises(OSError, match="Corruption"):
            graph.show("Sweden")
        graph_file = Path(graph.snapshot.graph_file)
        graph_file.write_bytes(graph_file.read_bytes()[:-1])
        with pytest.raises(SnapshotDamaged, match=r"damaged: graph.nq: it has [\d,]+ bytes, and the build wrote"):
            graph.show("Sweden")
    assert "Sweden" in str(kg.open(folder).show("Sweden"))


def test_the_verb_verify(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["-C", str(folder), "verify"]) == 0
    snapshot = in_use(folder)
    assert capsys.readouterr().out.startswith(f"snapshot {snapshot.path.name}: {len(parts(snapshot)) - 1} files, ")
    (snapshot.path / "proofs.jsonl").unlink()
    assert run(["-C", str(folder), "verify"]) == 1
    found = capsys.readouterr()
    assert found.out.splitlines()[0] == "proofs.jsonl: no such file or directory"
    assert "builds it again" in found.err
    assert run(["-C", str(folder), "verify", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["faults"] == [{"file": "proofs.jsonl", "what": "no such file or directory"}]
    assert in_use(folder).folder == snapshot.folder, "nothing is built"
    shutil.rmtree(folder / ".kg")
    assert run(["-C", str(folder), "verify"]) == 2
    assert "no snapshot" in capsys.readouterr().err


def test_verify_compares_the_engines_files_with_the_text(folder: Path) -> None:
    """A snapshot whose digests are right and whose two copies of the quads differ."""
    snapshot = in_use(folder)
    text = snapshot.path / "graph.nq"
    line = "<https://example.org/s> <https://example.org/p> <https://example.org/o> .\n"
    text.write_text(text.read_text(encoding="utf-8") + line, encoding="utf-8")
    meta = snapshot.meta
    digests = Digests("")
    files = [(name, os.path.getsize(snapshot.path / name), digests.again(str(snapshot.path / name))) for name, *_ in meta["files"]]
    (snapshot.path / "meta.json").write_text(seal({**meta, "files": files}), encoding="utf-8")
    found = verify(in_use(folder))
    assert found.faults[0].file == "graph.nq"
    assert ("store" in {each.file for each in found.faults}) == (snapshot.path / "store").is_dir()


# Rot that leaves the status of a file as it was ------------------------------------------------------------------------------


def rot(folder: Path, path: Path, damage: Callable[[Path], None]) -> None:
    """Damage a file as a failing disk does: no status of the file changes, so that what is remembered of it stays valid."""
    seen = folder / ".kg" / "seen"
    known = dict(line.split("\t") for line in seen.read_text(encoding="utf-8").splitlines()[1:])
    digest = Digests("").again(str(path))
    damage(path)
    status = path.stat()
    known[str(path)] = f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_dev} {status.st_ino} {digest}"
    lines = "".join(f"{each}\t{rest}\n" for each, rest in sorted(known.items()))
    seen.write_text(f"{zlib.crc32(lines.encode()):08x}\n{lines}", encoding="utf-8")


def rotten(folder: Path) -> list[Path]:
    """The files of the snapshot that can rot: those that are not empty, without ``meta.json``, which has a checksum of its own."""
    return [path for path in parts(in_use(folder)) if path.stat().st_size and path.name != "meta.json"]


def test_rot_is_found_by_verify_and_build_and_never_answered_from(folder: Path) -> None:
    """What an answer is made from is verified as it is read: the text by its checksum, the proofs by their digest, blocks by the engine."""
    right: dict[tuple[str, ...], str] = {}
    for verb in VERBS:
        code, right[verb], error = call(folder, *verb)
        assert code == 0, error
    chance = random.Random(7)  # noqa: S311 - damages, not secrets
    for number in range(6):
        files = rotten(folder)
        path = files[number % len(files)]
        rot(folder, path, lambda path: flip(path, chance))
        verb = VERBS[number % len(VERBS)]
        assert not verify(in_use(folder)).whole
        in_use(folder).check()  # nothing is found without reading the file
        code, out, error = call(folder, *verb)
        said = f"{path.name}; kg {' '.join(verb)}: exit {code}\n{error}"
        assert (code, out) == (0, right[verb]) or (code == EnvironmentProblem.exit_code and "damaged" in error), said
        assert run(["-C", str(folder), "build"]) == 0
        assert verify(in_use(folder)).whole


def test_a_rotten_text_is_not_parsed_into_memory(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The text is read as a whole, so that its checksum is compared at no cost. Otherwise Sweden would be gone without a word."""

    def rename(path: Path) -> None:
        path.write_bytes(path.read_bytes().replace(b"Sweden", b"Swedem"))

    rot(folder, Path(in_use(folder).graph_file), rename)
    in_use(folder).check()
    if (in_use(folder).path / "store").is_dir():
        assert "Sweden" in str(kg.open(folder).show("Sweden")), "the engine's files are whole"
        return
    assert run(["-C", str(folder), "show", "Sweden"]) == 4
    found = capsys.readouterr()
    assert found.out == ""
    assert found.err.startswith("error: the snapshot is damaged: graph.nq: its checksum differs")
    assert run(["-C", str(folder), "show", "Sweden"]) == 0
    found = capsys.readouterr()
    assert found.out.startswith("Sweden")
    assert "warning: the snapshot is damaged: graph.nq: it is not what the build wrote; it is built again" in found.err


# Many damages -----------------------------------------------------------------------------------------------------------------


def call(folder: Path, *words: str) -> tuple[int, str, str]:
    """Call ``kg`` in a process of its own, because a damaged file may end it."""
    done = subprocess.run([sys.executable, "-m", "kg", "-C", str(folder), *words], capture_output=True, timeout=60, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def try_damage(folder: Path, seed: int, right: dict[tuple[str, ...], str]) -> None:
    """Damage one to three files of the snapshot. Every answer is right or a typed error, and after a build all is whole."""
    chance = random.Random(seed)  # noqa: S311 - damages, not secrets
    done = []
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        files = [*parts(in_use(folder)), folder / ".kg" / "seen"] if current(Workspace(folder)) else [folder / ".kg" / "seen"]
        if chance.random() < 0.05:
            files = [folder / ".kg" / "current"]
        path = chance.choice([each for each in files if each.exists()] or [folder / ".kg" / "current"])
        damage = chance.choice(DAMAGES)
        if path.exists():
            damage(path, chance)
            done.append(f"{damage.__name__} {path.relative_to(folder)}")
    verb = chance.choice(VERBS)
    said = f"KG_DAMAGE_SEED={seed}: {', '.join(done)}; kg {' '.join(verb)}"
    code, out, error = call(folder, *verb)
    assert "Traceback" not in error, f"{said}\n{error}"
    assert code in (0, 4), f"{said}: exit {code}\n{error}"
    assert code == 4 or out == right[verb], f"{said}: a wrong answer\n{out}\n{error}"
    build(Workspace(folder))
    assert verify(in_use(folder)).whole, said
    code, out, error = call(folder, *verb)
    assert (code, out) == (0, right[verb]), f"{said}\n{error}"


def try_many(folder: Path, times: int) -> None:
    right: dict[tuple[str, ...], str] = {}
    for verb in VERBS:
        code, right[verb], error = call(folder, *verb)
        assert code == 0, error
        assert right[verb]
    print(f"damages from KG_DAMAGE_SEED={FIRST_SEED} to {FIRST_SEED + times - 1}")
    for seed in range(FIRST_SEED, FIRST_SEED + times):
        try_damage(folder, seed, right)


def test_some_damages(folder: Path) -> None:
    try_many(folder, 3)


@pytest.mark.soak
def test_a_thousand_damages(folder: Path) -> None:
    try_many(folder, TIMES // 2)


def test_the_meta_of_a_snapshot_is_json(folder: Path) -> None:
    meta = json.loads((in_use(folder).path / "meta.json").read_text(encoding="utf-8"))
    assert {"crc32", "digest", "files"} <= set(meta)
    (in_use(folder).path / "meta.json").write_text("[" * 100_000, encoding="utf-8")
    with pytest.raises(SnapshotDamaged):
        _ = in_use(folder).meta


def test_a_state_folder_without_permission_is_a_problem_of_the_system(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (in_use(folder).path / "graph.nq").write_bytes(b"")

    def refuse(*_: object, **__: object) -> None:
        raise OSError(30, "Read-only file system")

    def here(ws: Workspace, *_: object) -> dict[str, object]:
        """The build in this process, where the folder is refused."""
        with pytest.raises(EnvironmentProblem) as caught:
            build(ws)
        return {"error": "EnvironmentProblem", "errors": [limited._as_json(caught.value)]}

    monkeypatch.setattr(limited, "_run", here)
    monkeypatch.setattr(os, "mkdir", refuse)
    with pytest.raises(EnvironmentProblem, match=r"damaged.*cannot be built again.*Read-only"):
        ensure(Workspace(folder))
