"""Serving until the process is interrupted."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import uvicorn

from kg.errors import EnvironmentProblem
from kg.server.application import CLIENT, GONE, Application
from kg.server.patience import HEAD_BYTES, Patient
from kg.server.publication import Publication
from kg.settings import setting

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from types import FrameType

    from starlette.types import ASGIApp

    from kg.server.application import Rules
    from kg.snapshot import Snapshot
    from kg.workspace import Workspace

_KEEP_ALIVE_SECONDS = 15
_GRACE_SECONDS = 5


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens.

    Args:
        host: an address of this machine, or a name of it.
        port: the port; 0 for any that is free.

    Raises:
        EnvironmentProblem: the port is taken or not allowed, or the host is not of this machine.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        found = socket.socket(family, kind, protocol)
        try:
            if sys.platform != "win32":
                found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            found.bind(address)
            found.listen(2048)  # at once: two servers can be bound to a port on which neither listens
        except OSError:
            found.close()
            raise
    except OSError as error:
        hint = "name another one: --port 8010; 0 takes any that is free"
        raise EnvironmentProblem(f"cannot listen on {host}, port {port}: {error.strerror or error}", None, hint) from error
    return found


def hosts_of(host: str, port: int, names: tuple[str, ...]) -> frozenset[str]:
    """The values of the header Host that are answered.

    Args:
        host: the address that is listened on.
        port: its port.
        names: the names that the owner has given, with or without a port; ``*`` for any name.

    >>> sorted(hosts_of("127.0.0.1", 8000, ("graph.example",)))
    ['127.0.0.1:8000', '[::1]:8000', 'graph.example', 'graph.example:8000', 'localhost:8000']
    """
    if "*" in names:
        return frozenset()
    known = {f"{each}:{port}" for each in ("127.0.0.1", "localhost", "[::1]", f"[{host}]" if ":" in host else host.lower())}
    known.discard(f"0.0.0.0:{port}")
    known.discard(f"[::]:{port}")
    if port == 80:
        known |= {each.rpartition(":")[0] for each in known}
    for name in names:
        known |= {name.lower(), name.lower() if ":" in name else f"{name.lower()}:{port}"}
    return frozenset(known)


def serve(
    workspace: Workspace,
    snapshot: Snapshot,
    at: socket.socket,
    rules: Rules,
    *,
    texts: str | None,
    proxies: str | None,
    ready: Callable[[], None],
    log: Callable[[str], None],
) -> None:
    """Serve a snapshot, and each newer one, until the process is interrupted.

    Args:
        workspace: the workspace.
        snapshot: its snapshot.
        at: where; see `listen`.
        rules: how the server presents itself.
        texts: a folder with copies of the texts; None for none.
        proxies: the addresses, separated by commas, of proxies whose header X-Forwarded-For is believed; None for none.
        ready: is called as soon as requests are answered.
        log: takes a line for each request, and for what else happens.

    Raises:
        EnvironmentProblem: the processes that compute replies do not start.
    """

    async def run() -> None:
        publication = Publication(workspace, snapshot, texts, log)
        async with _agents(publication) as agents:
            await answer(publication, Application(publication, rules, log, agents))

    async def answer(publication: Publication, application: Application) -> None:
        config = uvicorn.Config(
            application,
            log_level="critical",
            access_log=False,
            lifespan="off",
            ws="none",
            server_header=False,
            proxy_headers=proxies is not None,
            forwarded_allow_ips=proxies or "",
            limit_concurrency=setting("serve_connections"),
            timeout_keep_alive=_KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=_GRACE_SECONDS,
            http=Patient,
            h11_max_incomplete_event_size=HEAD_BYTES,
        )
        server = _Server(config, ready)
        await publication.start()
        try:
            await server.serve([at])
        finally:
            await publication.stop()

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # until the server below takes it
    try:
        import uvloop
    except ModuleNotFoundError:  # of the extra chancery[serve]
        asyncio.run(run())
    else:
        uvloop.run(run())


@asynccontextmanager
async def _agents(publication: Publication) -> AsyncIterator[ASGIApp | None]:
    """The application for ``/mcp``; None without the extra ``chancery[mcp]``."""
    try:
        from kg.server.mcp import calling, streamable
    except ModuleNotFoundError:
        yield None
        return
    async with streamable(calling(lambda asked: publication.reply(asked, CLIENT.get(), GONE.get()))) as application:
        yield application


class _Server(uvicorn.Server):
    """Says when it is ready. The signal TERM ends it in order, and is not raised again, which would leave files behind."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if sig == signal.SIGTERM:
            self.should_exit = True
        else:
            super().handle_exit(sig, frame)
