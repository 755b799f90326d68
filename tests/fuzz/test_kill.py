"""Kill -9 at random moments of a build: the last complete snapshot opens every time, and no files are left behind."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg.settings import setting
from kg.snapshot import current
from kg.workspace import Workspace
from tests.fuzz.world import FILES, call, write

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kill -9 needs POSIX")


def start(folder: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "kg", "-C", str(folder), "build"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def change(folder: Path, number: int) -> None:
    """Change the data, so that the next build has work to do."""
    text = FILES["data/base.trig"].replace('"Ada goes to Beta"@en', f'"Ada goes to Beta, told for the {number}. time"@en', 1)
    (folder / "data" / "base.trig").write_text(text, encoding="utf-8")


def opens(folder: Path) -> tuple[str, int]:
    """Open the snapshot in use, assert that it is complete, and return its name and the number in its data."""
    snapshot = current(Workspace(folder))
    assert snapshot is not None
    assert len(snapshot.store) == snapshot.meta["counts"]["quads"]
    assert sum(1 for _ in snapshot.proofs()) == snapshot.meta["counts"]["entailed"]
    gists = [quad.object.value for quad in snapshot.store if "time" in str(quad.object) and quad.predicate.value.endswith("#gist")]
    assert len(set(gists)) == 1
    return snapshot.path.name, int(gists[0].split()[-2].rstrip("."))


def kill_builds(folder: Path, times: int) -> int:
    """Kill `times` builds, each at a random moment. Return how many were killed before their snapshot was in use."""
    write(folder)
    change(folder, 0)
    assert call(folder, "build")[0] == 0
    change(folder, 1)
    begun = time.monotonic()
    assert start(folder).wait() == 0
    usual = time.monotonic() - begun
    name, number = opens(folder)
    assert number == 1
    cut_off = 0
    moments = random.Random(20)  # noqa: S311 - moments, not secrets
    for attempt in range(2, times + 2):
        change(folder, attempt)
        process = start(folder)
        time.sleep(moments.uniform(0, usual))
        process.send_signal(signal.SIGKILL)
        process.wait()
        found, told = opens(folder)
        # The old or the new snapshot, and complete.
        assert (found, told) == (name, number) or told == attempt
        cut_off += told != attempt
        name, number = found, told
        if attempt % 5 == 0:  # a later verb answers, whatever was killed before
            code, said = call(folder, "query", "own", "-f", "json")
            assert code == 0, said
            assert json.loads(said)["results"]["bindings"]
            name, number = opens(folder)
            assert number == attempt, "the verb did not build what the killed build had left"
    change(folder, times + 2)
    assert call(folder, "build")[0] == 0
    assert opens(folder)[1] == times + 2
    left = sorted(path.name for path in (folder / ".kg" / "snapshots").iterdir())
    assert not [each for each in left if each.startswith("tmp")], left
    assert len(left) <= setting("snapshots_kept"), left
    assert sorted(path.name for path in (folder / ".kg").iterdir()) == ["current", "seen", "snapshots"]
    return cut_off


def test_twelve_killed_builds(tmp_path: Path) -> None:
    assert kill_builds(tmp_path / "w", 12) > 3, "too few builds were killed in time, so the test checks nothing"


@pytest.mark.soak
def test_two_hundred_killed_builds(tmp_path: Path) -> None:
    assert kill_builds(tmp_path / "w", 200) > 50
