"""Asking an ASGI application without a network, and replies without processes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

from kg.server.cache import Cache
from kg.server.pool import Computed
from kg.service.message import Asked, Reply

HOST = "127.0.0.1:8000"


class Answered(NamedTuple):
    """What an application has sent."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    ended: bool

    def header(self, name: str) -> str | None:
        """The value of a header; None without it."""
        return next((value for key, value in self.headers if key == name.lower()), None)


class CannedPool:
    """Gives replies that a test has made."""

    busy = 0

    def __init__(self, make: Callable[[Asked], Computed]) -> None:
        self.make = make
        self.asked: list[Asked] = []

    async def reply(self, asked: Asked, client: str, gone: Callable[[], Awaitable[None]] | None = None) -> Computed | None:
        """The reply of the test."""
        self.asked.append(asked)
        return self.make(asked)


HELLO = Reply(200, b"hello", [("Content-Type", "text/plain"), ("ETag", '"1"')], kept=True)


class Published:
    """A publication without a snapshot."""

    def __init__(self, make: Callable[[Asked], Computed] | None = None) -> None:
        self.pool = CannedPool(make or (lambda _: Computed(HELLO)))
        self.kept: Cache[tuple[str | bytes, ...], Reply] = Cache(1_000_000)
        self.snapshot = type("Snapshot", (), {"digest": "0" * 64})()


def ask(
    application: Any,
    path: str = "/",
    method: str = "GET",
    headers: Sequence[tuple[str, str]] = (("host", HOST),),
    pieces: Sequence[bytes] = (),
    query: str = "",
    client: str = "127.0.0.1",
    before: Callable[[dict[str, Any]], None] | None = None,
) -> Answered:
    """Ask an application; the body comes in pieces, and the client has gone away when they are over.

    ``before`` is called with each message that is sent.
    """
    scope = {
        "type": "http",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in headers],
        "client": (client, 40000),
    }
    left = [{"type": "http.request", "body": piece, "more_body": number < len(pieces) - 1} for number, piece in enumerate(pieces)]
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return left.pop(0) if left else {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        if before is not None:
            before(message)
        sent.append(message)

    # In a thread of its own, because the tests in a browser leave a loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, application(scope, receive, send)).result()
    begun: dict[str, Any] = sent[0] if sent else {"status": 0, "headers": []}
    bodies = [each for each in sent if each["type"] == "http.response.body"]
    return Answered(
        begun["status"],
        [(name.decode(), value.decode()) for name, value in begun["headers"]],
        b"".join(each.get("body", b"") for each in bodies),
        bool(bodies) and not bodies[-1].get("more_body", False),
    )
