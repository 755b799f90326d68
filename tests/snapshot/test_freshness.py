"""A snapshot records the files, code and engine that built it. A change of any of them makes it stale. A mere touch does not."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox
import pytest

from kg.snapshot import Snapshot
from kg.snapshot.format import FORMAT, seal
from kg.snapshot.freshness import is_fresh
from kg.snapshot.inputs import BUILDING, Origin, code_files, code_stamp, stamp
from kg.snapshot.writing import write_snapshot
from kg.workspace import Workspace
from tests.test_layers import imports_of, module_of, room_of

if TYPE_CHECKING:
    from kg.snapshot.format import Meta

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def workspace(small: Path) -> Workspace:
    return Workspace(small)


def change_meta(snapshot: Snapshot, **changes: object) -> Snapshot:
    """The snapshot with another ``meta.json``, as if something else had built it."""
    path = snapshot.path / "meta.json"
    path.write_text(seal(cast("Meta", {**snapshot.meta, **changes})), encoding="utf-8")
    return Snapshot(snapshot.folder)


def test_fresh_means_the_same_files_with_the_same_content(workspace: Workspace) -> None:
    snapshot = write_snapshot(workspace, [], [])
    data = workspace.root / "data" / "one.trig"
    before = data.read_text(encoding="utf-8")
    os.utime(data, ns=(1, 1))
    assert is_fresh(workspace, snapshot), "only the time has changed"
    data.write_text("#", encoding="utf-8")
    assert not is_fresh(workspace, snapshot), "the size has changed"
    data.write_text(before, encoding="utf-8")
    assert is_fresh(workspace, snapshot), "the file is as before"
    (workspace.root / "data" / "two.trig").write_text("", encoding="utf-8")
    assert not is_fresh(workspace, snapshot), "a file was added"
    (workspace.root / "data" / "two.trig").unlink()
    data.rename(data.with_name("other.trig"))
    assert not is_fresh(workspace, snapshot), "a file was renamed"
    data.with_name("other.trig").unlink()
    assert not is_fresh(workspace, snapshot), "a file was removed"


def test_other_content_of_the_same_size_is_noticed(workspace: Workspace) -> None:
    data = workspace.root / "data" / "one.trig"
    data.write_text("#1", encoding="utf-8")
    snapshot = write_snapshot(workspace, [], [])
    data.write_text("#2", encoding="utf-8")
    os.utime(data, ns=(1, 1))
    assert not is_fresh(workspace, snapshot)


def test_an_edit_that_keeps_size_and_time_is_noticed(workspace: Workspace) -> None:
    data = workspace.root / "data" / "one.trig"
    data.write_text("#1", encoding="utf-8")
    os.utime(data, ns=(1, 1))
    time.sleep(0.2)  # older than a tick of the clock of the file system, so that its status is trusted
    snapshot = write_snapshot(workspace, [], [])
    assert is_fresh(Workspace(workspace.folder), snapshot)
    data.write_text("#2", encoding="utf-8")
    os.utime(data, ns=(1, 1))
    assert not is_fresh(Workspace(workspace.folder), snapshot)


def test_an_edit_within_a_tick_of_the_clock_is_noticed(workspace: Workspace) -> None:
    """The status of a file that has just been written is not trusted, because a second edit may leave it as it is."""
    data = workspace.root / "data" / "one.trig"
    for number in range(20):
        data.write_text(f"#{number:02}", encoding="utf-8")
        snapshot = write_snapshot(workspace, [], [])
        data.write_text(f"!{number:02}", encoding="utf-8")
        assert not is_fresh(Workspace(workspace.folder), snapshot)


def test_a_file_that_changes_during_a_build_makes_the_snapshot_stale(workspace: Workspace) -> None:
    stamped = stamp(workspace)
    (workspace.root / "data" / "one.trig").write_text("# later", encoding="utf-8")
    snapshot = write_snapshot(workspace, [], [], origin=stamped)
    assert snapshot.digest == stamped.digest
    assert not is_fresh(workspace, snapshot)
    assert is_fresh(workspace, write_snapshot(workspace, [], []))


def test_a_snapshot_says_what_made_it(workspace: Workspace) -> None:
    snapshot = write_snapshot(workspace, [], [])
    assert snapshot.meta["version"] == version("chancery")
    assert snapshot.meta["engine"] == f"pyoxigraph {ox.__version__}"
    assert snapshot.meta["code_digest"] == stamp(workspace).code_digest
    assert [name for name, *_ in snapshot.meta["code"]] == code_files()
    assert snapshot.digest == stamp(workspace).digest


def test_another_format_engine_or_code_is_stale(workspace: Workspace) -> None:
    snapshot = write_snapshot(workspace, [], [])
    meta = snapshot.meta
    (name, size, digest), *others = meta["code"]
    for changes in (
        {"format": FORMAT - 1},
        {"engine": "pyoxigraph 0.0.0"},
        {"code": [[name, size, "0" * 64], *others]},
        {"code": [["build/removed.py", size, digest], *others]},
    ):
        assert not is_fresh(workspace, change_meta(snapshot, **{**meta, **changes})), changes
    assert is_fresh(workspace, change_meta(snapshot, **meta))


def test_a_snapshot_of_the_first_format_is_stale(workspace: Workspace) -> None:
    snapshot = write_snapshot(workspace, [], [])
    old = {name: value for name, value in snapshot.meta.items() if name not in ("code", "engine", "version", "code_digest")}
    (snapshot.path / "meta.json").write_text(json.dumps({**old, "format": 1}), encoding="utf-8")
    assert not is_fresh(workspace, Snapshot(snapshot.folder))


def test_the_digest_depends_on_inputs_code_and_engine_and_not_on_their_order() -> None:
    one = Origin((("a", 1, "11"), ("b", 1, "22")), (("c.py", 1, "33"),), "engine 1", "0.1")
    assert Origin((("b", 1, "22"), ("a", 1, "11")), (("c.py", 1, "33"),), "engine 1", "0.2").digest == one.digest
    for other in (
        Origin((("a", 1, "12"), ("b", 1, "22")), one.code, one.engine),
        Origin(one.inputs[:1], one.code, one.engine),
        Origin(one.inputs, (("c.py", 1, "34"),), one.engine),
        Origin((*one.inputs, *one.code), (), one.engine),
        Origin(one.inputs, one.code, "engine 2"),
    ):
        assert other.digest != one.digest
        assert (other.code_digest == one.code_digest) == (other.code == one.code)


def test_the_code_of_a_build_is_all_that_it_imports() -> None:
    paths = {module_of(path, ROOT): path for path in (ROOT / "kg").rglob("*.py")}
    used: set[str] = set()
    waiting = ["kg.build.assembling"]
    while waiting:
        module = waiting.pop()
        if module not in used:
            used.add(module)
            path = paths[module]
            waiting += imports_of(ast.parse(path.read_text(encoding="utf-8")), module, path.name == "__init__.py", set(paths))
            waiting += [above for above in paths if module.startswith(above + ".") and above != "kg"]
    assert {room_of(module) for module in used} == set(BUILDING)
    assert {paths[module].relative_to(ROOT / "kg").as_posix() for module in used} <= set(code_files())


def test_the_code_is_stamped_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The code in memory stays the same even if its files change."""
    before = code_stamp()
    monkeypatch.setattr("kg.snapshot.inputs.PACKAGE", "/nowhere")
    assert code_stamp() == before


ENSURE = """
import os, sys
import kg.build
from kg.workspace import Workspace
snapshot = kg.build.ensure(Workspace(sys.argv[1]))
print(kg.build.__file__, snapshot.digest, os.stat(os.path.join(snapshot.folder, "meta.json")).st_ino, sep="\\n")
"""


@pytest.mark.parametrize("layout", ["repository", "wheel"])
def test_an_upgrade_rebuilds_and_a_touch_does_not(tmp_path: Path, layout: str) -> None:
    site = tmp_path / "site"
    shutil.copytree(ROOT / "kg", site / "kg", ignore=shutil.ignore_patterns("__pycache__", "_assets", "_core"))
    core = site if layout == "repository" else site / "kg" / "_core"
    for name in ("ontology", "queries"):
        shutil.copytree(ROOT / name, core / name)
    folder = tmp_path / "nordic"
    shutil.copytree(ROOT / "tests" / "workspaces" / "nordic", folder, ignore=shutil.ignore_patterns(".kg"))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(site), os.environ.get("PYTHONPATH", "")])}

    def ensure() -> tuple[str, str]:
        command = [sys.executable, "-c", ENSURE, str(folder)]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
        place, digest, inode = done.stdout.splitlines()
        assert Path(place) == site / "kg" / "build" / "__init__.py"
        return digest, inode

    first = ensure()
    assert ensure() == first, "nothing has changed"
    filling = site / "kg" / "build" / "filling.py"
    later = filling.stat().st_mtime_ns + 10**9
    os.utime(filling, ns=(later, later))
    assert ensure() == first, "a touch"
    text = filling.read_text(encoding="utf-8")
    filling.write_text(re.sub("what", "What", text, count=1), encoding="utf-8")
    os.utime(filling, ns=(later + 10**9, later + 10**9))
    assert filling.stat().st_size == len(text.encode())
    second = ensure()
    assert second[0] != first[0], "a byte has changed"
    assert ensure() == second
    filling.write_text(text, encoding="utf-8")
    assert ensure()[0] == first[0], "the old code has the old digest"
    path = site / "kg" / "picture" / "page.py"
    before = ensure()
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert ensure() == before, "a build does not depend on the code of the picture"
