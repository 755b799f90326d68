"""Fixtures for all tests."""

from __future__ import annotations

import _thread
import gc
import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from kg.cli.main import run
from tests.asking import Said, repository
from tests.guard import sitecustomize

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT.parent / "shared" / "sources"

os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [os.path.dirname(sitecustomize.__file__), os.environ.get("PYTHONPATH")]))

# With this variable set, each of the many processes that tests start would compile every module again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# The reasoner runs for seconds only: Java's second compiler and parallel collector would cost more than they save.
os.environ.setdefault("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")

settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.register_profile("ci", parent=settings.get_profile("default"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")


def pytest_collection_finish() -> None:
    """Keep the collected tests out of the garbage collector, which would look at them again and again, and let it run less often.

    The shared graphs and the remembered ontologies live until the end, so that a full collection takes long and finds little.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove the settings of the person who runs the tests from the environment.

    Small snapshots, which have little more than the ontology, are kept in memory, because writing them as a store on disk takes a good
    part of their build. The graphs that many tests share, and the larger ones, are on disk.
    """
    for name in list(os.environ):
        if name.startswith("KG_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("KG_MEMORY_QUADS", "20000")


@pytest.fixture
def measured_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start the threads of `_thread` with `threading`, because coverage measures no others."""

    def start(function: Callable[..., object], arguments: tuple[object, ...]) -> None:
        threading.Thread(target=function, args=arguments, daemon=True).start()

    monkeypatch.setattr(_thread, "start_new_thread", start)


@pytest.fixture
def root() -> Path:
    """The repository, which is also a workspace."""
    return ROOT


@pytest.fixture
def sources() -> Path:
    """The folder with the texts of the source documents. Without them, the test is skipped."""
    if not SOURCES.is_dir():
        pytest.skip("the texts of the source documents are neither in the repository nor beside it")
    return SOURCES


@pytest.fixture
def kg(capsys: pytest.CaptureFixture[str]) -> Said:
    """Run ``kg`` in the repository. Return the exit code, standard output and standard error."""

    def call(*words: str) -> tuple[int, str, str]:
        code = run(["-C", str(repository()), *words])
        out, err = capsys.readouterr()
        return code, out, err

    return call


ONE_DOCUMENT = """\
@prefix dip: <https://w3id.org/chancery/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

<https://example.org/small/graph/record> { <https://example.org/small/doc/one> a dip:SourceDocument ; skos:prefLabel "one"@en . }
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A minimal workspace: settings and one data file with one document."""
    folder = tmp_path / "small"
    (folder / "data").mkdir(parents=True)
    text = '[workspace]\nname = "small"\ntitle = "A small one"\nbase = "https://example.org/small/"\n'
    (folder / "chancery.toml").write_text(text, encoding="utf-8")
    (folder / "data" / "one.trig").write_text(ONE_DOCUMENT, encoding="utf-8")
    return folder
