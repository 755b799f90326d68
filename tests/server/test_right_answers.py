"""Each answer belongs to its question, whatever happens to other clients and to the processes meanwhile."""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import random
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

import kg
from tests.asking import repository
from tests.server.running import Server, serving

SECONDS = 5
ROWS = {"small": 1, "in a frame": 300, "in a file": 3_000}
SETTINGS = {"serve_workers": 3, "serve_client_requests": 0, "serve_client_answers": 0, "serve_seconds": 1, "serve_waiting": 500}


def path(mark: str, rows: int) -> str:
    """The path of a query whose answer has a mark in every row."""
    return "/sparql?query=" + quote(f'SELECT ("{mark}" AS ?mark) ?s ?p ?o {{ ?s ?p ?o }} LIMIT {rows}')


def marks(body: bytes) -> list[str]:
    """The marks of an answer."""
    rows: list[dict[str, Any]] = json.loads(body)["results"]["bindings"]
    return [each["mark"]["value"] for each in rows]


def ask(server: Server, mark: str, rows: int, dice: random.Random) -> None:
    """Ask once, compressed or not."""
    compressed = dice.random() < 0.5
    got = server.get(path(mark, rows), Accept_Encoding="gzip") if compressed else server.get(path(mark, rows))
    if got.status != 200:
        assert got.status in {500, 503}
        assert got.json["status"] == got.status
        return
    assert "content-encoding" not in got.headers or compressed
    body = gzip.decompress(got.body) if "content-encoding" in got.headers else got.body
    assert marks(body) == [mark] * rows


def leave(server: Server, mark: str, rows: int, dice: random.Random) -> None:
    """Ask, and go away at about the moment at which the answer comes."""
    with server.raw(server.head("GET " + path(mark, rows))) as connection, contextlib.suppress(OSError):
        connection.settimeout(dice.choice([0.001, 0.003, 0.01, 0.05, 0.1]))
        connection.recv(dice.choice([1, 100_000]))


def ask_at_once(server: Server, mark: str, rows: int, _: random.Random) -> None:
    """Ask several questions on one connection without waiting."""
    several = [f"{mark}-{number}" for number in range(4)]
    heads = [server.head("GET " + path(each, min(rows, 300)), *(["Connection: close"] if each == several[-1] else [])) for each in several]
    with server.raw(b"".join(heads)) as connection, connection.makefile("rb") as replies:
        for each in several:
            status = int(replies.readline().split()[1])
            length = 0
            while line := replies.readline().strip().lower():
                if line.startswith(b"content-length:"):
                    length = int(line.partition(b":")[2])
            body = replies.read(length)
            assert status != 200 or set(marks(body)) == {each}


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="the system does not say which processes a process has")
def test_each_answer_belongs_to_its_question() -> None:
    kg.open(repository())
    with serving(repository(), ["--quiet"], settings=SETTINGS) as server:
        end = time.monotonic() + SECONDS
        asked: list[str] = []

        def client(number: int) -> None:
            dice = random.Random(number)  # noqa: S311 - the same each time
            while time.monotonic() < end:
                mark = f"{number}-{len(asked)}"
                asked.append(mark)
                dice.choice([ask, ask, leave, ask_at_once])(server, mark, dice.choice(list(ROWS.values())), dice)

        def kill() -> None:
            (parent,) = server.children()
            dice = random.Random(0)  # noqa: S311 - the same each time
            while time.monotonic() < end:
                time.sleep(0.3)
                children = Path(f"/proc/{parent}/task/{parent}/children").read_text("utf-8").split()
                with contextlib.suppress(ProcessLookupError, IndexError):
                    os.kill(int(dice.choice(children)), signal.SIGKILL)

        killing = threading.Thread(target=kill)
        killing.start()
        with ThreadPoolExecutor(8) as pool:
            clients = [pool.submit(client, number) for number in range(8)]
        killing.join()
        for each in clients:
            each.result()
        assert len(asked) > 40
        ask(server, "last", 1, random.Random(1))  # noqa: S311 - the same each time
