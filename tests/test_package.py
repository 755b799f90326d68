"""The wheel contains a workspace, works without the repository, and does not write to its own folder."""

from __future__ import annotations

import configparser
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a wheel and a source package, built without a network."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, unpacked as an installer would."""
    folder = tmp_path_factory.mktemp("site")
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def kg(installed: Path, cache: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run ``kg`` of the unpacked package outside the repository."""
    environment = {**os.environ, "PYTHONPATH": str(installed), "XDG_CACHE_HOME": str(cache)}
    script = "import sys, kg; assert kg.__file__.startswith(sys.path[1]), kg.__file__; from kg.cli import main; main()"
    command = [sys.executable, "-c", script, *words]
    return subprocess.run(command, cwd=cache, env=environment, capture_output=True, text=True, check=False, timeout=120)


def test_the_wheel_carries_the_workspace_of_the_repository(installed: Path) -> None:
    core = installed / "kg" / "_core"
    for folder in ("ontology", "queries", "data"):
        own = {path.relative_to(ROOT) for path in (ROOT / folder).rglob("*") if path.is_file() and not path.name.startswith(".")}
        assert own
        assert {path for path in own if not (core / path).is_file()} == set()
    assert (core / "chancery.toml").read_bytes() == (ROOT / "chancery.toml").read_bytes()
    assert (installed / "kg" / "py.typed").is_file()


def test_an_installed_kg_builds_and_answers_from_what_it_carries(installed: Path, tmp_path: Path) -> None:
    before = sorted(str(path) for path in (installed / "kg" / "_core").rglob("*"))
    done = kg(installed, tmp_path, "sources")
    assert done.returncode == 0, done.stderr
    assert "passages" in done.stdout
    assert sorted(str(path) for path in (installed / "kg" / "_core").rglob("*")) == before
    assert [path.name.startswith("packaged-") for path in (tmp_path / "chancery").iterdir()] == [True]
    done = kg(installed, tmp_path, "--version")
    assert done.stdout.startswith("kg 0.")


def test_the_source_package_has_what_it_takes_to_build_and_test(built: Path) -> None:
    (path,) = built.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    wanted = {
        "Makefile",
        "README.md",
        "LICENSE",
        "LICENSE-DATA",
        "pyproject.toml",
        "hatch_build.py",
        "chancery.toml",
        "requirements/dev.txt",
    }
    assert wanted <= names
    assert {name for name in names if name.split("/")[0] in {".venv", ".kg", "out", "node_modules"}} == set()
    assert any(name.startswith("tests/") for name in names)


def wheel_from(folder: Path, target: Path) -> Path:
    """The wheel that is built from a folder."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(target)]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1800000000"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    (wheel,) = target.glob("*.whl")
    return wheel


def test_the_source_package_builds_the_wheel_of_the_repository_to_the_byte(built: Path, tmp_path: Path) -> None:
    (source,) = built.glob("*.tar.gz")
    with tarfile.open(source) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    (unpacked,) = (tmp_path / "unpacked").iterdir()
    own, again = wheel_from(ROOT, tmp_path / "own"), wheel_from(unpacked, tmp_path / "again")
    with zipfile.ZipFile(own) as one, zipfile.ZipFile(again) as other:
        assert sorted(other.namelist()) == sorted(one.namelist())
    assert again.read_bytes() == own.read_bytes()


def test_the_command_has_the_name_of_the_distribution_too(installed: Path) -> None:
    """Tools that run a distribution, such as uvx, start the script that has its name."""
    (listed,) = installed.glob("*.dist-info/entry_points.txt")
    parser = configparser.ConfigParser()
    parser.read(listed, encoding="utf-8")
    assert dict(parser["console_scripts"]) == {"chancery": "kg.cli:main", "kg": "kg.cli:main"}


def test_the_wheel_brings_the_man_page(installed: Path) -> None:
    (page,) = installed.glob("*.data/data/share/man/man1/kg.1")
    assert page.read_bytes() == (ROOT / "docs" / "kg.1").read_bytes()
