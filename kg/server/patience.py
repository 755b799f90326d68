"""How long a connection may take for the head of a request, and how large it may be. The protocols of uvicorn do not limit either."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from uvicorn.protocols.http.auto import AutoHTTPProtocol

if TYPE_CHECKING:
    from uvicorn.protocols.http.h11_impl import H11Protocol as Protocol
    from uvicorn.protocols.http.h11_impl import RequestResponseCycle
else:
    Protocol = AutoHTTPProtocol

HEAD_SECONDS: Final = 15
"""How long the head of a request may take, from its first byte, and for the first request from the opening of the connection."""
HEAD_BYTES: Final = 64 * 1024
"""How large the head of a request may be."""


class Patient(Protocol):
    """The protocol that uvicorn chooses, which closes a connection whose request does not come."""

    _timer: asyncio.TimerHandle | None = None
    _taken = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for a request."""
        super().connection_made(transport)
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

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._stop()
        super().connection_lost(exc)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _close(self) -> None:
        self._stop()
        self.transport.close()
