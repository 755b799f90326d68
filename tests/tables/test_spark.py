"""Every expression on a local Spark server through Spark Connect: the same rows as in DuckDB."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.coded import mapping
from kg.tables.questions import QUESTIONS
from tests.asking import ROOT
from tests.tables.on_spark import ASKED

pytestmark = pytest.mark.soak

SPARK = ROOT / "out" / "spark"
PATIENCE = 180
"""Seconds that the server may take to start."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A server with Spark Connect on this machine, in an environment of its own."""
    homes = [*SPARK.glob("server/lib/python3*/site-packages/pyspark")]
    if not homes or not (SPARK / "client").is_dir():
        pytest.skip("Spark is not set up: sh scripts/setup-spark.sh")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {
        "spark.connect.grpc.binding.address": "127.0.0.1",
        "spark.connect.grpc.binding.port": str(port),
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "2",
    }
    command = [str(homes[0] / "bin" / "spark-submit"), "--master", "local[2]", "--driver-memory", "1g"]
    command += ["--class", "org.apache.spark.sql.connect.service.SparkConnectServer"]
    command += [each for name, value in settings.items() for each in ("--conf", f"{name}={value}")]
    environment = os.environ | {"SPARK_HOME": str(homes[0]), "SPARK_LOCAL_IP": "127.0.0.1"}
    server = subprocess.Popen([*command, "spark-internal"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + PATIENCE
        while True:
            assert server.poll() is None, "the server has ended"
            assert time.monotonic() < end, "the server does not answer"
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.5)
        yield f"sc://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(60)


def _on_spark(code: list[str]) -> subprocess.CompletedProcess[str]:
    """Run Python with the client of Spark, which is not among the packages of the tests."""
    path = os.pathsep.join((str(ROOT), str(SPARK / "client")))
    return subprocess.run(
        [sys.executable, "-W", "ignore", *code],
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )


def test_every_expression_gives_the_same_rows(address: str, tmp_path: Path) -> None:
    done = _on_spark(["-m", "tests.tables.on_spark", address, str(tmp_path)])
    assert done.returncode == 0, done.stderr
    cases = [json.loads(line) for line in done.stdout.splitlines()]
    assert [case for case in cases if "rows" not in case or "differ" in case] == []
    assert len(cases) == len(QUESTIONS) * len(ASKED) + len(mapping.shipped()) + 2
    assert sum(case["rows"] > 0 for case in cases) > len(cases) * 2 // 3


def test_the_command_line_asks_the_server(address: str, tmp_path: Path) -> None:
    """The same answer, from the tables at an address that the server reads."""
    shutil.copytree(ROOT / "tests" / "workspaces" / "straits", tmp_path / "straits", ignore=shutil.ignore_patterns(".kg"))
    workspace = ["-C", str(tmp_path / "straits")]
    asked = ["query", "top-kinds", "-f", "csv"]
    by_spark = _on_spark(["-m", "kg", *workspace, *asked, "--engine", address])
    here = _on_spark(["-m", "kg", *workspace, *asked, "--engine", "duckdb"])
    assert by_spark.returncode == here.returncode == 0, by_spark.stderr
    assert by_spark.stdout == here.stdout
    nowhere = _on_spark(["-m", "kg", *workspace, *asked, "--engine", address, "--tables", str(tmp_path / "nothing")])
    assert nowhere.returncode == 4, nowhere.stdout
    assert "Traceback" not in nowhere.stderr
