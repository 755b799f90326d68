"""The ASGI application: HTTP around `kg.service`.

It reads a request within limits, gives a reply that is kept or has it computed by a process, and adds the headers that every reply has.
What a reply says is decided in `kg.service`.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import time
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import TYPE_CHECKING, NamedTuple

from kg.server.rates import Rates, whole
from kg.service.compression import accepts
from kg.service.context import has
from kg.service.message import Asked, Reply
from kg.service.problems import problem
from kg.settings import setting

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from kg.server.publication import Publication

_CHUNK = 64 * 1024
_BODY_SECONDS = 15
"""How long a client may take for the body of its request."""
_SEND_SECONDS = 30
"""How long a client may take for each 64 KiB of a reply."""
_HOST = re.compile(r"[A-Za-z0-9._~-]*(:[0-9]*)?|\[[0-9A-Fa-f:.]+\](:[0-9]*)?")
"""Names and addresses, of which IRIs can be made. A request of HTTP/1.0 need not have the header."""
_HEADERS = ("accept", "accept-encoding", "content-type", "if-none-match")
"""The headers of a request on which a reply depends."""
_ALWAYS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("X-Frame-Options", "SAMEORIGIN"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
)
_POLICY = ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
"""For every reply that does not have a policy of its own."""
_EXPOSED = "ETag, Retry-After, Link, Location, Chancery-Snapshot, Chancery-Remark"


CLIENT: ContextVar[str] = ContextVar("CLIENT", default="agents")
"""Who asks, for what is called on behalf of a request."""
GONE: ContextVar[Callable[[], Awaitable[None]] | None] = ContextVar("GONE", default=None)
"""Returns when the client of that request has gone away."""


class ClientGone(Exception):
    """The client does not wait for the reply any more."""


class Rules(NamedTuple):
    """How a server presents itself.

    Attributes:
        hosts: the values of the header Host that are answered; empty for any. It keeps a page of another site from reaching a server on
            the same machine by a name of its own (DNS rebinding).
        origins: the origins whose pages may read replies (CORS); ``*`` for all.
        public: the address that clients use, such as ``https://example.org/graph``; None to take it from each request.
        log_queries: whether the log has the queries, too.
    """

    hosts: frozenset[str] = frozenset()
    origins: frozenset[str] = frozenset()
    public: str | None = None
    log_queries: bool = False


class Application:
    """Serves a publication.

    Args:
        publication: what is published.
        rules: how.
        log: takes a line for each request.
        agents: an application for ``/mcp``; None if there is none.
    """

    def __init__(self, publication: Publication, rules: Rules, log: Callable[[str], None], agents: ASGIApp | None = None) -> None:
        self.publication = publication
        self._rules = rules
        self._log = log
        self._agents = agents
        """The application for ``/mcp``."""
        self._rates = Rates(setting("serve_client_requests"))
        self._largest = setting("serve_request_kilobytes") * 1_000

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1008})
            return
        began = time.perf_counter()
        headers = _headers(scope)
        client = whole(scope["client"][0]) if scope.get("client") else ""
        reply = self._refusal(scope, headers, client)
        for_agents = scope["path"] in {"/mcp", "/mcp/"}
        if reply is None and for_agents:
            reply = self._refused_to_agents(scope["method"], headers)
        file: str | None = None
        sent = 0
        try:
            if reply is None and for_agents:
                body = await self._body(headers, receive)
                if not isinstance(body, Reply):
                    status, sent = await self._agents_reply(scope, headers, body, client, receive, send)
                    self._note(scope, status, began, sent)
                    return
                reply = body
            if reply is None:
                body = await self._body(headers, receive)
                found = (body, None) if isinstance(body, Reply) else await self._found(self._asked(scope, headers, body), client, receive)
                reply, file = found
            sent = await self._send(reply, file, scope, headers, send)
            self._note(scope, reply.status, began, sent)
        except ClientGone:
            self._note(scope, 499, began, sent)
        finally:
            if file is not None:
                _remove(file)

    def _refusal(self, scope: Scope, headers: dict[str, str], client: str) -> Reply | None:
        """The reply to a request that is not even read."""
        if not _HOST.fullmatch(headers.get("host", "")):
            return problem("bad-request", "the header Host is not a name and a port")
        if self._rules.hosts and headers.get("host", "").lower() not in self._rules.hosts:
            return problem("bad-request", "this server is not known by that name", hint="its owner can name it with --host-name")
        if scope["method"] == "OPTIONS" and scope["raw_path"] == b"*":  # of the server as a whole: RFC 9110, 9.3.7
            return Reply(204, b"", [("Allow", "GET, HEAD, POST, OPTIONS")])
        if scope["method"] == "OPTIONS" and "origin" in headers and "access-control-request-method" in headers:
            return Reply(204, b"", [("Access-Control-Allow-Methods", "GET, HEAD, POST, OPTIONS"), *self._preflight(headers)])
        if headers.get("content-encoding", "identity").lower() != "identity":
            return problem("wrong-type", "the body is compressed", hint="send it as it is")
        if not self._rates.allows(client, time.monotonic()):
            return problem("too-many", f"more than {setting('serve_client_requests'):,} requests in a minute")
        return None

    async def _agents_reply(
        self, scope: Scope, headers: dict[str, str], body: bytes, client: str, receive: Receive, send: Send
    ) -> tuple[int, int]:
        """Let the application of the agents reply, with the headers that every reply has; returns the status and the bytes of the body."""
        assert self._agents is not None
        left: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]
        status, sent = 499, 0

        async def read() -> Message:
            return left.pop() if left else await receive()

        async def gone() -> None:
            while (await receive())["type"] != "http.disconnect":
                pass

        async def write(message: Message) -> None:
            nonlocal status, sent
            if message["type"] == "http.response.start":
                status = message["status"]
                own = self._all(Reply(status), headers)
                added = [(name.lower().encode("latin-1"), value.encode("latin-1", "replace")) for name, value in own]
                message = {**message, "headers": [*message.get("headers", ()), *added]}
            sent += len(message.get("body", b""))
            await send(message)

        asking, leaving = CLIENT.set(client), GONE.set(gone)
        try:
            await self._agents(scope, read, write)
        finally:
            CLIENT.reset(asking)
            GONE.reset(leaving)
        return status, sent

    def _refused_to_agents(self, method: str, headers: dict[str, str]) -> Reply | None:
        """The reply to a request for the tools that is refused. The Model Context Protocol wants origins to be checked."""
        if self._agents is None:
            return problem("not-found", "the tools for agents are not installed here", hint="its owner can install chancery[mcp]")
        if method != "POST":  # no sessions are kept, so there is nothing to listen to, and nothing to delete
            allowed = [("Allow", "POST, OPTIONS")]
            return (
                Reply(204, b"", allowed)
                if method == "OPTIONS"
                else problem("not-allowed", f"{method} is not allowed here", headers=allowed)
            )
        origin = headers.get("origin")
        known = origin is None or origin.partition("://")[2] == headers.get("host") or not self._rules.origins.isdisjoint({"*", origin})
        return None if known else problem("bad-request", "another site may not ask here", hint="its owner can name it with --cors")

    @staticmethod
    def _preflight(headers: dict[str, str]) -> list[tuple[str, str]]:
        return [
            (
                "Access-Control-Allow-Headers",
                "Accept, Content-Type, If-None-Match, Mcp-Method, Mcp-Name, Mcp-Protocol-Version, Mcp-Session-Id",
            ),
            ("Access-Control-Max-Age", "86400"),
        ]

    def _asked(self, scope: Scope, headers: dict[str, str], body: bytes) -> Asked:
        path = scope["raw_path"].decode("latin-1")
        origin = self._rules.public or f"{scope['scheme']}://{headers.get('host', 'localhost')}"
        wanted = {name: headers[name] for name in _HEADERS if name in headers}
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        return Asked(method, path, scope["query_string"].decode("latin-1"), wanted, body, origin)

    async def _body(self, headers: dict[str, str], receive: Receive) -> bytes | Reply:
        """The body of a request; a problem if it is too large or too slow.

        Raises:
            ClientGone: the client has gone away.
        """
        if "content-length" not in headers and "transfer-encoding" not in headers:
            return b""
        too_large = problem("too-large", f"the body has more than {self._largest:,} bytes", headers=[("Connection", "close")])
        length = headers.get("content-length", "0")
        if length.isdecimal() and int(length) > self._largest:
            return too_large
        pieces = bytearray()
        try:
            async with asyncio.timeout(_BODY_SECONDS):
                while True:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        raise ClientGone
                    pieces += message.get("body", b"")
                    if len(pieces) > self._largest:
                        return too_large
                    if not message.get("more_body", False):
                        return bytes(pieces)
        except TimeoutError:
            return problem("bad-request", f"the body took more than {_BODY_SECONDS} seconds", headers=[("Connection", "close")])

    async def _found(self, asked: Asked, client: str, receive: Receive) -> tuple[Reply, str | None]:
        """The reply that is kept or computed, and the file with its body.

        Raises:
            ClientGone: the client has gone away.
        """
        if asked.path == "/health":
            return self._health(asked.method), None
        publication = self.publication
        kept = publication.kept
        key = (
            asked.method,
            asked.path,
            asked.query,
            asked.headers.get("accept", ""),
            asked.headers.get("content-type", ""),
            asked.body,
            asked.origin,
            "gzip" if accepts(asked) else "",
        )
        found = kept.get(key)
        if found is not None:
            if asked.method == "GET" and has(asked.headers.get("if-none-match"), found.header("etag") or ""):
                return found._replace(status=304, body=b""), None
            return found, None

        async def gone() -> None:
            while (await receive())["type"] != "http.disconnect":
                pass

        computed = await publication.pool.reply(asked, client, gone)
        if computed is None:
            raise ClientGone
        reply, file = computed
        if reply.kept and file is None:
            kept.put(key, reply, len(reply.body) + sum(map(len, key)) + 1_000)
        return reply, file

    def _health(self, method: str) -> Reply:
        if method != "GET":
            allowed = [("Allow", "GET, HEAD, OPTIONS")]
            return (
                Reply(204, b"", allowed)
                if method == "OPTIONS"
                else problem("not-allowed", f"{method} is not allowed here", headers=allowed)
            )
        said = {"status": "ok", "snapshot": self.publication.snapshot.digest, "computing": self.publication.pool.busy}
        return Reply(200, json.dumps(said).encode() + b"\n", [("Content-Type", "application/json"), ("Cache-Control", "no-store")])

    async def _send(self, reply: Reply, file: str | None, scope: Scope, headers: dict[str, str], send: Send) -> int:
        """Send a reply; returns how many bytes of the body were sent.

        Raises:
            ClientGone: the client takes it too slowly, or not at all.
        """
        opened = None
        if file is not None:  # it is opened before anything is awaited, because a pool that is retired removes its files
            opened = open(file, "rb")  # noqa: SIM115 - closed below
            _remove(file)
        try:
            return await self._send_with(reply, opened, scope, headers, send)
        finally:
            if opened is not None:
                opened.close()

    async def _send_with(self, reply: Reply, opened: BinaryIO | None, scope: Scope, headers: dict[str, str], send: Send) -> int:
        length = len(reply.body) if opened is None else os.fstat(opened.fileno()).st_size
        bare = scope["method"] == "HEAD" or reply.status in {204, 304}
        sent = [(name.lower().encode("latin-1"), value.encode("latin-1", "replace")) for name, value in self._all(reply, headers)]
        if reply.status not in {204, 304}:
            sent.append((b"content-length", str(length).encode()))
        await send({"type": "http.response.start", "status": reply.status, "headers": sent})
        if bare:
            await send({"type": "http.response.body"})
            return 0
        if opened is None and length <= _CHUNK:
            await send({"type": "http.response.body", "body": reply.body})
            return length
        try:
            for chunk in _chunks(reply.body) if opened is None else iter(lambda: opened.read(_CHUNK), b""):
                async with asyncio.timeout(_SEND_SECONDS):
                    await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await send({"type": "http.response.body"})
        except (TimeoutError, OSError) as error:
            raise ClientGone from error
        return length

    def _all(self, reply: Reply, headers: dict[str, str]) -> list[tuple[str, str]]:
        """The headers of a reply, with those that every reply has."""
        found = [*reply.headers, *_ALWAYS]
        if reply.header("content-security-policy") is None:
            found.append(_POLICY)
        if self._rules.origins:
            everyone = "*" in self._rules.origins
            origin = headers.get("origin")
            if everyone or origin in self._rules.origins:
                found += [("Access-Control-Allow-Origin", "*" if everyone else origin or ""), ("Access-Control-Expose-Headers", _EXPOSED)]
            if not everyone:
                found.append(("Vary", "Origin"))
        return found

    def _note(self, scope: Scope, status: int, began: float, sent: int) -> None:
        query = scope["query_string"].decode("latin-1") if self._rules.log_queries else ""
        path = scope["raw_path"].decode("latin-1") + (f"?{query}" if query else "")
        self._log(f"{scope['method']} {path} {status} {(time.perf_counter() - began) * 1000:.0f} ms {sent} B")


def _chunks(body: bytes) -> Iterator[bytes]:
    return (body[start : start + _CHUNK] for start in range(0, len(body), _CHUNK))


def _remove(file: str) -> None:
    try:
        os.unlink(file)
    except OSError:  # it was removed when it was opened
        pass


def _headers(scope: Scope) -> dict[str, str]:
    """The headers of a request by name; repeated ones are joined."""
    found: dict[str, str] = {}
    for name, value in scope["headers"]:
        key, text = name.decode("latin-1"), value.decode("latin-1")
        found[key] = f"{found[key]}, {text}" if key in found else text
    return found
