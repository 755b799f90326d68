"""Connections that are slow, too many, or say that they are others. The times and numbers are shortened for the tests."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn

from kg.server import application as module
from kg.server import patience
from kg.server.application import Application, Rules
from kg.server.cache import Cache
from kg.server.patience import Patient
from kg.server.pool import Computed
from kg.server.running import listen
from kg.service.message import Reply
from tests.server.asgi import Published


@contextlib.contextmanager
def serving(served: Application, **more: object) -> Iterator[int]:
    """Serve an application in a thread; gives the port."""
    with listen("127.0.0.1", 0) as at:
        config = uvicorn.Config(served, log_level="critical", lifespan="off", ws="none", http=Patient, **more)  # type: ignore[arg-type]
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([at],), daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield at.getsockname()[1]
        server.should_exit = True
        thread.join(10)


def sent(port: int, data: bytes) -> socket.socket:
    """A connection on which some bytes were sent."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=10)
    connection.sendall(data)
    return connection


def plain(log: list[str] | None = None) -> Application:
    """An application that answers everybody."""
    return Application(Published(), Rules(), (log if log is not None else []).append)  # type: ignore[arg-type]


@pytest.mark.parametrize("beginning", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /again HT"])
def test_a_head_that_does_not_come_closes_the_connection(monkeypatch: pytest.MonkeyPatch, beginning: bytes) -> None:
    monkeypatch.setattr(patience, "HEAD_SECONDS", 0.3)
    with serving(plain(), timeout_keep_alive=1) as port, sent(port, beginning) as connection:
        began = time.monotonic()
        while connection.recv(10_000):
            pass
        assert 0.2 < time.monotonic() - began < 5


def test_a_request_that_comes_in_pieces_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "HEAD_SECONDS", 5)
    with serving(plain()) as port, sent(port, b"GET / HTTP/1.1\r\n") as connection:
        time.sleep(0.1)
        connection.sendall(b"Host: a\r\n\r\n")
        assert b" 200 " in connection.recv(10_000)


def test_a_body_that_does_not_come_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_BODY_SECONDS", 0.3)
    with serving(plain()) as port, sent(port, b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc") as connection:
        assert b" 400 " in connection.recv(10_000)


def test_what_is_no_request_is_a_problem_like_others() -> None:
    with serving(plain()) as port, sent(port, b"NONSENSE\r\n\r\n") as connection:
        refused = connection.recv(10_000)
        assert refused.startswith(b"HTTP/1.1 400 ")
        assert b"application/problem+json" in refused


def test_nonsense_behind_a_request_does_not_stand_in_its_reply() -> None:
    class Slow(Published):
        """Takes a while."""

        class Pool:
            busy = 0

            async def reply(self, *_: object) -> Computed:
                await asyncio.sleep(0.5)
                return Computed(Reply(200, b"hello"))

        pool = Pool()  # type: ignore[assignment]

        def __init__(self) -> None:
            self.kept = Cache(0)

    served = Application(Slow(), Rules(), print)  # type: ignore[arg-type]
    with serving(served) as port, sent(port, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n") as connection:
        time.sleep(0.1)
        connection.sendall(b"NONSENSE\r\n\r\n")
        assert not connection.recv(10_000).startswith(b"HTTP/1.1 400 ")


def test_a_reader_that_takes_nothing_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_SEND_SECONDS", 0.3)
    log: list[str] = []
    large = Published(lambda _: Computed(Reply(200, b"x" * 50_000_000)))
    served = Application(large, Rules(), log.append)  # type: ignore[arg-type]
    with serving(served) as port, sent(port, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"):
        end = time.monotonic() + 10
        while not log and time.monotonic() < end:
            time.sleep(0.05)
        assert " 499 " in log[0]


@pytest.mark.parametrize(("size", "requests"), [(60_000, 80), (30_000_000, 1)])
def test_a_reader_that_takes_nothing_does_not_stay_connected(monkeypatch: pytest.MonkeyPatch, size: int, requests: int) -> None:
    monkeypatch.setattr(module, "_SEND_SECONDS", 0.3)
    monkeypatch.setattr(patience, "SEND_SECONDS", 0.5)
    served = Application(Published(lambda _: Computed(Reply(200, b"x" * size))), Rules(), print)  # type: ignore[arg-type]
    with serving(served, timeout_keep_alive=1, limit_concurrency=1) as port, contextlib.closing(socket.socket()) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        connection.connect(("127.0.0.1", port))
        connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n" * requests)
        time.sleep(2)
        with sent(port, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n") as other:
            assert b" 200 " in other.recv(10_000), "the one connection that is allowed is free again"


def test_more_connections_than_allowed_are_refused() -> None:
    with serving(plain(), limit_concurrency=3) as port:
        waiting = [sent(port, b"GET / HT") for _ in range(3)]
        time.sleep(0.2)
        with sent(port, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n") as connection:
            refused = connection.recv(10_000)
        assert b" 503 " in refused
        assert b"retry-after" in refused
        assert b"application/problem+json" in refused
        waiting[0].sendall(b"TP/1.1\r\nHost: a\r\n\r\n")
        assert b" 200 " in waiting[0].recv(10_000), "those that were there before are answered"
        for each in waiting:
            each.close()


@pytest.mark.parametrize(("proxies", "statuses"), [("127.0.0.1", [200, 200, 200]), ("192.0.2.1", [200, 429, 429])])
def test_a_forwarded_address_is_believed_of_named_proxies_only(monkeypatch: pytest.MonkeyPatch, proxies: str, statuses: list[int]) -> None:
    monkeypatch.setenv("KG_SERVE_CLIENT_REQUESTS", "1")
    found = []
    with serving(plain(), proxy_headers=True, forwarded_allow_ips=proxies) as port:
        for number in range(3):
            head = f"GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 198.51.100.{number}\r\n\r\n"
            with sent(port, head.encode()) as connection:
                found.append(int(connection.recv(10_000).split()[1]))
    assert found == statuses
