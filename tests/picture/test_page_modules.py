"""The pure modules of the page, by the test runner of Node."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

from kg.picture.bundle import ASSETS

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
NODE = shutil.which("node", path=os.pathsep.join((os.environ.get("PATH", os.defpath), os.path.join(ROOT, ".venv", "bin"))))


@pytest.mark.skipif(NODE is None, reason="NO NODE: run scripts/build-frontend (it needs Node and npm once), and run again")
@pytest.mark.skipif(not os.path.exists(os.path.join(ROOT, "node_modules", "minisearch")), reason=f"NO FRONT END in {ASSETS}")
def test_the_modules_pass_their_own_tests() -> None:
    folder = os.path.join(ROOT, "tests", "page")
    files = sorted(os.path.join(folder, name) for name in os.listdir(folder) if name.endswith(".test.mjs"))
    assert len(files) >= 3
    assert NODE is not None
    done = subprocess.run([NODE, "--test", *files], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout[-4000:]
