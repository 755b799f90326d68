"""Servers as processes of their own: Oxigraph, Virtuoso and a second Chancery."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

VIRTUOSO = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa

[TempDatabase]
DatabaseFile = {folder}/temporary.db
TransactionFile = {folder}/temporary.trx

[Parameters]
ServerPort = 127.0.0.1:{sql}
DirsAllowed = {folder}
NumberOfBuffers = 10000

[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}

[SPARQL]
ResultSetMaxRows = 10000
"""
"""Its limit of rows is that of its own default settings, and less than some graphs of the demo have triples."""


@contextlib.contextmanager
def oxigraph(folder: Path | None = None, *, union: bool = False, port: int | None = None) -> Iterator[str]:
    """An Oxigraph server; in memory, or in a folder."""
    program = shutil.which("oxigraph", path=os.pathsep.join((os.path.dirname(sys.executable), os.environ.get("PATH", ""))))
    if program is None:
        pytest.skip("the Oxigraph server is not installed: pip install oxigraph")
    number = free_port() if port is None else port
    where = [] if folder is None else ["--location", str(folder)]
    command = [program, "serve", "--bind", f"127.0.0.1:{number}", *where, *(["--union-default-graph"] if union else [])]
    with running(command, f"http://127.0.0.1:{number}/query?query=ASK%7B%7D"):
        yield f"http://127.0.0.1:{number}"


@contextlib.contextmanager
def virtuoso(folder: Path) -> Iterator[str]:
    """A Virtuoso, whose user ``dba`` may write."""
    if not shutil.which("virtuoso-t"):
        pytest.skip("Virtuoso is not installed: scripts/setup-virtuoso.sh")
    http, sql = free_port(), free_port()
    (folder / "virtuoso.ini").write_text(VIRTUOSO.format(folder=folder, http=http, sql=sql), "utf-8")
    command = ["virtuoso-t", "+configfile", "virtuoso.ini", "+foreground"]
    with running(command, f"http://127.0.0.1:{http}/sparql", folder, patience=120):
        yield f"http://127.0.0.1:{http}"


@contextlib.contextmanager
def chancery(workspace: str) -> Iterator[str]:
    """A ``kg serve`` of a workspace."""
    number = free_port()
    command = [sys.executable, "-m", "kg", "-C", workspace, "serve", "--port", str(number), "--quiet"]
    with running(command, f"http://127.0.0.1:{number}/healthz"):
        yield f"http://127.0.0.1:{number}"


@contextlib.contextmanager
def running(command: list[str], address: str, folder: Path | None = None, patience: float = 60) -> Iterator[subprocess.Popen[bytes]]:
    """A server from when it answers until the block ends."""
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + patience
        while True:
            assert process.poll() is None, f"{command[0]} ended with {process.returncode}"
            assert time.monotonic() < end, f"{command[0]} does not answer"
            try:
                with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - on this machine
                    break
            except urllib.error.HTTPError:
                break
            except OSError:
                time.sleep(0.05)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
