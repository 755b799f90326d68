"""The tasks of the repository: steps are repeated only if their files change, and make and tasks.py have the same tasks."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import threading
import time
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent


def load(path: str) -> ModuleType:
    """A module of the repository that is not part of the package."""
    spec = importlib.util.spec_from_file_location(Path(path).stem, ROOT / path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def tasks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The tasks module, with an empty folder as the repository."""
    module = load("tasks.py")
    (tmp_path / ".venv").mkdir()
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    return module


def test_make_and_python_know_the_same_tasks() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = re.search(r"^TASKS\s*:=(.*)$", makefile, re.MULTILINE)
    assert named is not None
    assert sorted(named[1].split()) == sorted(load("tasks.py").TASKS)


def test_a_step_is_done_once_and_again_when_a_file_changes(tasks: ModuleType, tmp_path: Path) -> None:
    done: list[str] = []
    pins = tmp_path / "pins.txt"
    pins.write_text("a==1\n", encoding="utf-8")
    for text in ("a==1\n", "a==1\n", "a==2\n", "a==2\n"):
        pins.write_text(text, encoding="utf-8")
        tasks.step("packages", ("pins.txt",), lambda text=text: done.append(text))
    assert done == ["a==1\n", "a==2\n"]


def test_a_step_that_could_not_be_done_is_tried_again(tasks: ModuleType) -> None:
    tried: list[int] = []

    def fails() -> bool:
        tried.append(1)
        return False

    tasks.step("frontend", (), fails)
    tasks.step("frontend", (), fails)
    assert len(tried) == 2


def test_a_task_ends_with_the_exit_code_of_the_command_that_failed(tasks: ModuleType) -> None:
    with pytest.raises(SystemExit) as stopped:
        tasks.run(sys.executable, "-c", "import sys; sys.exit(7)")
    assert stopped.value.code == 7
    assert tasks.run(sys.executable, "-c", "import sys; sys.exit(7)", check=False) == 7


def test_what_is_done_together_ends_before_the_task_fails(tasks: ModuleType) -> None:
    met = threading.Barrier(2, timeout=30)
    done: list[str] = []

    def fails() -> None:
        met.wait()
        tasks.run(sys.executable, "-c", "import sys; sys.exit(7)")

    def works() -> None:
        met.wait()  # passes only if both run at the same time
        time.sleep(0.2)
        done.append("works")

    with pytest.raises(SystemExit) as stopped:
        tasks.together(fails, works)
    assert stopped.value.code == 7
    assert done == ["works"]


def test_an_unknown_task_lists_the_tasks() -> None:
    done = subprocess.run([sys.executable, "-m", "tasks", "tset"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert "error: unknown task 'tset'" in done.stderr
    for name in load("tasks.py").TASKS:
        assert f"  {name} " in done.stdout


def test_an_old_python_is_refused(tasks: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(tasks, "OLDEST", (99, 0))
    assert tasks.main(["test"]) == 4
    assert "Chancery needs Python 99.0 or newer" in capsys.readouterr().err


def test_a_release_needs_one_version_everywhere(tmp_path: Path) -> None:
    check = load("scripts/check_release.py")
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "1.2.0"\n', encoding="utf-8")
    (tmp_path / "CITATION.cff").write_text("version: 1.2.0\n", encoding="utf-8")
    (tmp_path / "CHANGELOG.md").write_text("## 1.2.0 (2027-01-15)\n", encoding="utf-8")
    for name in ("package.json", "package-lock.json"):
        (tmp_path / name).write_text('{"version": "1.2.0"}', encoding="utf-8")
    assert check.problems("v1.2.0", tmp_path) == []
    assert check.problems("v1.3.0", tmp_path) == ["the tag is v1.3.0, but pyproject.toml has version 1.2.0"]
    (tmp_path / "CITATION.cff").write_text("version: 1.1.0\n", encoding="utf-8")
    (tmp_path / "package.json").write_text('{"version": "1.1.0"}', encoding="utf-8")
    (tmp_path / "CHANGELOG.md").write_text("## 1.2.0 (unreleased)\n", encoding="utf-8")
    assert check.problems("v1.2.0", tmp_path) == [
        "CITATION.cff does not have version 1.2.0",
        "package.json does not have version 1.2.0",
        "CHANGELOG.md does not date version 1.2.0: unreleased",
    ]
    (tmp_path / "CHANGELOG.md").write_text("", encoding="utf-8")
    assert "CHANGELOG.md has no section for version 1.2.0" in check.problems("v1.2.0", tmp_path)


def test_the_versions_of_this_repository_agree() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    found = load("scripts/check_release.py").problems(f"v{version}")
    assert [each for each in found if "unreleased" not in each] == []
