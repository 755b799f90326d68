"""A local page that shows a picture and loads it again when its file has been written again, as ``kg watch --open`` does."""

from __future__ import annotations

import os
import secrets
import threading
from typing import TYPE_CHECKING, Final

from starlette.applications import Starlette
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from kg.desk.server import FOLDER, HEADERS, LOOPBACK, Guard, listen
from kg.errors import EnvironmentProblem
from kg.files import read_file
from kg.pages import templates

if TYPE_CHECKING:
    from types import TracebackType

    from starlette.requests import Request

AROUND: Final = HEADERS | {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self'; "
    "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}
"""The headers of the page around the picture."""
INSIDE: Final = HEADERS | {"Content-Security-Policy": "frame-ancestors 'self'"}
"""The headers of the picture, which has a policy of its own besides."""


def application(picture: str, secret: str, port: int) -> Guard:
    """The page around a picture, as an ASGI application.

    Args:
        picture: the path of the picture, which may not be there yet.
        secret: the first part of every path.
        port: the port that it will be served on.
    """
    base = f"/{secret}"

    def around(_: Request) -> Response:
        text = templates(FOLDER).get_template("shown.html").render(name=os.path.basename(picture))
        return Response(text, media_type="text/html", headers=AROUND)

    def script(_: Request) -> Response:
        return Response(read_file(os.path.join(FOLDER, "app", "shown.js")), media_type="text/javascript", headers=HEADERS)

    def style(_: Request) -> Response:
        return Response(read_file(os.path.join(FOLDER, "app", "shown.css")), media_type="text/css", headers=HEADERS)

    def inside(_: Request) -> Response:
        try:
            return Response(read_file(picture), media_type="text/html", headers=INSIDE)
        except EnvironmentProblem:
            return PlainTextResponse("There is no picture yet: the first build has an error.", 404, INSIDE)

    def stamp(_: Request) -> Response:
        try:
            found = os.stat(picture)
        except OSError:
            return JSONResponse({"stamp": ""}, headers=HEADERS)
        return JSONResponse({"stamp": f"{found.st_mtime_ns} {found.st_size} {found.st_ino}"}, headers=HEADERS)

    routes = [(f"{base}/", around), (f"{base}/shown.js", script), (f"{base}/shown.css", style)]
    routes += [(f"{base}/picture.html", inside), (f"{base}/stamp", stamp)]
    return Guard(Starlette(routes=[Route(path, answer) for path, answer in routes]), secret, port)


class Shown:
    """Serves a picture on this machine, until it is closed.

    Args:
        picture: its path.

    Attributes:
        address: the address of the page, secret included.

    Raises:
        EnvironmentProblem: no port is free.
    """

    def __init__(self, picture: str) -> None:
        import uvicorn

        secret, at = secrets.token_urlsafe(18), listen(0)
        port = at.getsockname()[1]
        config = uvicorn.Config(application(picture, secret, port), log_level="warning", access_log=False, lifespan="off", ws="none")
        self._server = uvicorn.Server(config)
        at.listen()  # whoever asks before the server has started waits for it
        self._thread = threading.Thread(target=self._server.run, args=([at],), daemon=True)
        self._thread.start()
        self.address = f"http://{LOOPBACK}:{port}/{secret}/"

    def __enter__(self) -> Shown:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.should_exit = True
        self._thread.join(5)
