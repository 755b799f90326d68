"""The server of the desk: one browser on this machine, and nobody else.

It listens on the loopback interface only. The address has a secret, so that other users of the machine do not find it. A request whose
``Host`` is another name is refused, so that no site can have its name point here; one whose ``Origin`` is another is refused, so that no
page of another site can send anything; and every change has to be JSON, which such a page cannot send unasked.
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import socket
import threading
from typing import TYPE_CHECKING, Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from kg.errors import EnvironmentProblem, KgError, UsageError
from kg.files import read_file
from kg.pages import templates

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

    from kg.desk.desk import Desk
    from kg.values import JsonObject

    Answer = Callable[[Mapping[str, object]], JsonObject]
    """Answers a question of the page, given with its arguments."""

LOOPBACK: Final = "127.0.0.1"
LARGEST: Final = 1_000_000
"""The largest body of a request, in bytes."""
FOLDER: Final = os.path.dirname(os.path.abspath(__file__))
KINDS: Final = {".js": "text/javascript", ".css": "text/css"}
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""The headers of every answer. Without a referrer the secret in the address does not leave with a link."""


class Guard:
    """Refuses every request that does not come from the page itself, or from the browser that opens it.

    Args:
        app: what answers the others.
        secret: the first part of the path.
        port: the port that the server listens on.
    """

    def __init__(self, app: ASGIApp, secret: str, port: int) -> None:
        self._app = app
        self._secret = secret
        self._hosts = frozenset(f"{name}:{port}" for name in (LOOPBACK, "localhost"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        await (self._app if refusal is None else refusal)(scope, receive, send)

    def _refusal(self, scope: Scope) -> Response | None:
        if scope["type"] != "http":
            return PlainTextResponse("only HTTP is spoken here", 400)
        headers: dict[str, str] = {}
        for name, value in scope["headers"]:
            headers.setdefault(name.decode("latin-1").lower(), value.decode("latin-1"))
        host, origin = headers.get("host", ""), headers.get("origin")
        if host not in self._hosts:
            return PlainTextResponse("this address is not known here", 421, HEADERS)
        if origin is not None and origin.removeprefix("http://") != host:
            return PlainTextResponse("another site may not ask here", 403, HEADERS)
        if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            return PlainTextResponse("another site may not ask here", 403, HEADERS)
        first = scope["path"].split("/")[1] if scope["path"].startswith("/") else ""
        if not secrets.compare_digest(first.encode(), self._secret.encode()):
            return PlainTextResponse("not found: open the whole address that was printed", 404, HEADERS)
        return None


def application(desk: Desk, secret: str, port: int) -> Guard:
    """The desk as an ASGI application.

    Args:
        desk: answers the questions of the page, one after the other.
        secret: the first part of every path; letters and digits.
        port: the port that it will be served on.
    """
    turn = threading.Lock()
    base = f"/{secret}"
    page = templates(FOLDER).get_template("page.html")

    async def show(_: Request) -> Response:
        text = page.render(title=desk.workspace.title, language=desk.workspace.language)
        return Response(text, media_type="text/html", headers=HEADERS)

    async def asset(request: Request) -> Response:
        name = request.path_params["name"]
        path = os.path.join(FOLDER, "app", name)
        kind = KINDS.get(os.path.splitext(name)[1])
        if kind is None or not os.path.isfile(path):
            return PlainTextResponse("not found", 404, HEADERS)
        return Response(read_file(path), media_type=kind, headers=HEADERS)

    def answering(answer: Answer) -> Callable[[Request], object]:
        def ask(arguments: Mapping[str, object]) -> Response:
            with turn:
                try:
                    return JSONResponse(answer(arguments), headers=HEADERS)
                except (UnicodeError, RecursionError):
                    return JSONResponse(
                        {"error": "the text has characters that no file can have", "hint": "nothing was written"}, 400, HEADERS
                    )
                except KgError as error:
                    problem = {"error": error.what, "place": error.where or "", "hint": error.hint or ""}
                    return JSONResponse(problem, 400 if isinstance(error, UsageError) else 409, HEADERS)

        async def endpoint(request: Request) -> Response:
            if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
                return JSONResponse({"error": "the body has to be JSON"}, 415, HEADERS)
            body = b""
            async for chunk in request.stream():
                body += chunk
                if len(body) > LARGEST:
                    return JSONResponse({"error": "the body is too large"}, 413, HEADERS)
            try:
                arguments = json.loads(body)
            except (ValueError, RecursionError):
                arguments = None
            if not isinstance(arguments, dict):
                return JSONResponse({"error": "the body has to be a JSON object"}, 400, HEADERS)
            return await run_in_threadpool(ask, arguments)

        return endpoint

    routes = [Route(base + "/", show), Route(base + "/app/{name}", asset)]
    routes += [Route(f"{base}/ask/{name}", answering(answer), methods=["POST"]) for name, answer in desk.answers().items()]
    return Guard(Starlette(routes=routes), secret, port)


def listen(port: int) -> socket.socket:
    """A socket on the loopback interface.

    Args:
        port: the port; 0 for any that is free.

    Raises:
        EnvironmentProblem: the port is taken.
    """
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((LOOPBACK, port))
    except OSError as error:
        found.close()
        raise EnvironmentProblem(f"port {port} is taken: {error.strerror}", None, "name another one: --port 8010; 0 takes any") from error
    return found


def serve(desk: Desk, at: socket.socket, ready: Callable[[str], None]) -> None:
    """Serve the desk until the process is interrupted.

    Args:
        desk: what is served.
        at: where; see `listen`.
        ready: is called with the address, secret included, as soon as it answers.
    """
    import uvicorn

    secret = secrets.token_urlsafe(18)
    port = at.getsockname()[1]

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            ready(f"http://{LOOPBACK}:{port}/{secret}/")

    config = uvicorn.Config(application(desk, secret, port), log_level="warning", access_log=False, lifespan="off", ws="none")
    asyncio.run(Server(config).serve([at]))
