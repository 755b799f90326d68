"""The workspace that `benchmarks.view` measures can be built, and both pictures of it show the same acts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks.view import PYVIS, write_workspace
from kg.build import build
from kg.network.projection import project
from kg.workspace import Workspace


def test_the_workspace_of_many_acts(tmp_path: Path) -> None:
    write_workspace(tmp_path / "w", 30, 10)
    workspace = Workspace(tmp_path / "w")
    snapshot = build(workspace)
    projection = project(workspace, snapshot)
    assert sum(node.group == "act" for node in projection.nodes.values()) == 30
    assert len(projection.passages) == len(projection.claims) == 30
    plain = tmp_path / "plain.html"
    subprocess.run([sys.executable, "-c", PYVIS, snapshot.graph_file, str(plain)], check=True, capture_output=True)
    text = plain.read_text("utf-8")
    assert all(f'"label": "{node.label}"' in text for node in projection.nodes.values() if node.group == "act")
