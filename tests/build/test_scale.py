"""A build of many acts: how far it is, and how much memory an act costs."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.acts import write_workspace
from kg.build.assembling import read
from kg.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
BASE = "https://example.org/acts/"
PEAK = """
import resource, sys
from kg.build import build
from kg.workspace import Workspace
counts = build(Workspace(sys.argv[1])).meta["counts"]
print(counts["quads"], resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
ACTS = 40_000  # with so many, the copy of the network that smaller builds keep does not count
MOST_BYTES_AN_ACT = 27_000
"""3 GB, less what a build of nothing takes, for a hundred thousand acts."""


def test_reading_many_files_says_how_far_it_is(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "chancery.toml").write_text(f'[workspace]\nname = "acts"\ntitle = "Acts"\nbase = "{BASE}"\n', encoding="utf-8")
    for number in range(60):
        (tmp_path / "data" / f"{number:02}.trig").write_text("# nothing yet\n", encoding="utf-8")
    told: list[str] = []
    read(Workspace(tmp_path), told.append)
    at = told.index("reading the data")
    assert told[at + 1 : at + 3] == ["reading the data, file 6 of 60", "reading the data, file 12 of 60"]
    assert told[-2:] == ["reading the data, file 60 of 60", "linting the data"]


@pytest.mark.soak
@pytest.mark.timeout(1_200)
@pytest.mark.skipif(sys.platform != "linux", reason="the largest memory is reported in other units elsewhere")
def test_an_act_costs_little_memory(tmp_path: Path) -> None:
    write_workspace(tmp_path / "w", ACTS)
    run = subprocess.run([sys.executable, "-c", PEAK, str(tmp_path / "w")], cwd=ROOT, capture_output=True, text=True, check=True)
    quads, peak = map(int, re.findall(r"\d+", run.stdout))
    assert quads > 60 * ACTS
    assert peak * 1024 < 300e6 + MOST_BYTES_AN_ACT * ACTS
