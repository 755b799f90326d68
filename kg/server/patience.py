"""How many connections there may be, how long one may take for the head of a request and for a reply, and how large a head may be.

The protocols of uvicorn limit neither heads nor replies. Beyond the number of connections they refuse all requests, also those of the
connections that there were before.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from uvicorn.protocols.http.auto import AutoHTTPProtocol

from kg.service.problems import problem

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send
    from uvicorn.protocols.http.h11_impl import H11Protocol as Protocol
    from uvicorn.protocols.http.h11_impl import RequestResponseCycle
else:
    Protocol = AutoHTTPProtocol

HEAD_SECONDS: Final = 15
"""How long the head of a request may take, from its first byte, and for the first request from the opening of the connection."""
HEAD_BYTES: Final = 64 * 1024
"""How large the head of a request may be."""
SEND_SECONDS: Final = 32
"""How long a client may take nothing, or too little, of what was written to it; a little longer than the application waits. Closing
such a connection is not enough: it stays open as long as there is something left to send."""


class Patient(Protocol):
    """The protocol that uvicorn chooses, which closes a connection whose request does not come or whose reply is not taken."""

    _timer: asyncio.TimerHandle | None = None
    _unsent: asyncio.TimerHandle | None = None
    _taken = 0
    _before: RequestResponseCycle | None = None
    """The request that is being answered while others wait behind it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for a request."""
        super().connection_made(transport)
        transport.set_write_buffer_limits(0)  # whatever the system does not take at once pauses the writing
        most, self.limit_concurrency = self.limit_concurrency, None
        if most is not None and len(self.connections) > most:
            self.app = _full
        self._timer = self.loop.call_later(HEAD_SECONDS, self._close)

    def data_received(self, data: bytes) -> None:
        """Take bytes; a request is being answered if they have completed its head."""
        before = self.cycle
        super().data_received(data)
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is not None and (cycle is not before or not cycle.response_complete):
            self._taken = 0
            self._stop()
            return
        self._taken += len(data)
        if self._taken > HEAD_BYTES:
            self._close()
        elif self._timer is None:
            self._timer = self.loop.call_later(HEAD_SECONDS, self._close)

    def send_400_response(self, msg: str) -> None:
        """Say that what was sent is no HTTP, unless that would stand in the middle of the reply to a request before."""
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is None or cycle.response_complete:
            reply = problem("bad-request", "this is not a request of HTTP/1.1")
            head = [*reply.headers, ("Content-Length", str(len(reply.body))), ("Connection", "close")]
            lines = "".join(f"{name.lower()}: {value}\r\n" for name, value in head)
            self.transport.write(f"HTTP/1.1 400 Bad Request\r\n{lines}\r\n".encode() + reply.body)
        self._close()

    def on_headers_complete(self) -> None:
        """Begin a request, or let it wait behind those before it; httptools calls this."""
        before: RequestResponseCycle | None = self.cycle
        super().on_headers_complete()  # type: ignore[misc]
        if before is not None and not before.response_complete and (self._before is None or self._before.response_complete):
            self._before = before

    def pause_writing(self) -> None:
        """Wait until the client has taken what was written."""
        super().pause_writing()
        if self._unsent is None:
            self._unsent = self.loop.call_later(SEND_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """The client has taken all."""
        self._sent()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._stop()
        self._sent()
        if self._before is not None and not self._before.response_complete:  # uvicorn tells only the last request
            self._before.disconnected = True
            self._before.message_event.set()
        super().connection_lost(exc)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _sent(self) -> None:
        if self._unsent is not None:
            self._unsent.cancel()
            self._unsent = None

    def _close(self) -> None:
        self._stop()
        self.transport.close()


async def _full(_: Scope, __: Receive, send: Send) -> None:
    """Refuse a request on a connection too many."""
    reply = problem("busy", "too many connections are open", headers=[("Connection", "close")])
    headers = [(name.lower().encode(), value.encode()) for name, value in reply.headers]
    headers.append((b"content-length", str(len(reply.body)).encode()))
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": reply.body})
