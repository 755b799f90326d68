"""No test reads or writes a snapshot of the repository, because other code or data may have built it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import kg
from kg.errors import KgError
from tests.asking import graph, repository

ROOT = Path(__file__).resolve().parent.parent
NORDIC = ROOT / "tests" / "workspaces" / "nordic"


@pytest.mark.parametrize("folder", [ROOT, NORDIC])
def test_the_state_of_the_repository_cannot_be_opened(folder: Path) -> None:
    with pytest.raises(FileNotFoundError, match="hidden from the tests"), open(folder / ".kg" / "current", encoding="utf-8"):
        pass
    with pytest.raises(RuntimeError, match="a test uses"), open(folder / ".kg" / "current", "w", encoding="utf-8"):
        pass
    with pytest.raises(KgError, match="a test uses"):  # the process that builds is refused
        kg.open(folder)
    with pytest.raises(RuntimeError, match="a test uses"):
        (folder / ".kg").mkdir()


@pytest.mark.parametrize("words", [["query", "coverage"], ["sources"], ["build"]])
def test_a_process_that_a_test_starts_cannot_open_it_either(words: list[str]) -> None:
    done = subprocess.run([sys.executable, "-m", "kg", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "a test uses .kg" in done.stderr


def test_the_graph_of_the_tests_is_built_by_them() -> None:
    assert Path(graph().snapshot.folder).is_relative_to(repository())
    assert not repository().is_relative_to(ROOT)
