"""The files that pages load, at ``/assets/NAME``: scripts, style sheets, and the licences of what is in them.

`FILES` is made when this module is imported, from the names in `FOLDERS`; a request chooses a key of it, and no path is made from what
somebody asks. `address` adds the digest of the content to an address, and what is asked for with its digest may be kept for ever.
"""

from __future__ import annotations

import hashlib
import os
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.errors import EnvironmentProblem
from kg.service.context import has
from kg.service.message import Reply, parameters
from kg.service.routing import Route

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.service.context import Context
    from kg.service.message import Asked

ROOT: Final = os.path.dirname(os.path.abspath(__file__))
BUNDLED: Final = os.path.join(ROOT, "_assets")
"""What ``scripts/build-frontend`` bundles; it is not committed, but carried in the wheel."""

FOLDERS: Final = (BUNDLED,)
"""The folders whose files are published."""

TYPES: Final = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".json": "application/json",
}
"""The media type of each extension; files with another one are not published."""

YEAR: Final = 365 * 24 * 3600


class Asset(NamedTuple):
    """A file that is published.

    Attributes:
        body: its content.
        media_type: the value of the header Content-Type.
        digest: the first half of the SHA-256 digest of the content, in hexadecimal.
    """

    body: bytes
    media_type: str
    digest: str


def _listed() -> dict[str, str]:
    found: dict[str, str] = {}
    for folder in FOLDERS:
        names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
        found.update({name: os.path.join(folder, name) for name in names if os.path.splitext(name)[1] in TYPES})
    return found


FILES: Final[Mapping[str, str]] = _listed()
"""The name of each file that is published, to its path."""


@cache
def asset(name: str) -> Asset:
    """A file that is published, read once.

    Args:
        name: a key of `FILES`.

    Raises:
        EnvironmentProblem: it is not there, because the front end is not set up.
    """
    hint = "run scripts/build-frontend (it needs Node and npm once)"
    if name not in FILES:
        raise EnvironmentProblem("the scripts of the query page are not set up", name, hint)
    try:
        with open(FILES[name], "rb") as file:
            body = file.read()
    except OSError as error:
        raise EnvironmentProblem("a file of the query page cannot be read", FILES[name], hint) from error
    return Asset(body, TYPES[os.path.splitext(name)[1]], hashlib.sha256(body).hexdigest()[:32])


def available() -> bool:
    """Whether the front end is set up."""
    return "query.js" in FILES and "query.css" in FILES


def address(name: str) -> str:
    """The address of a file, relative to the root of the service, with its digest.

    Raises:
        EnvironmentProblem: see `asset`.
    """
    return f"assets/{name}?v={asset(name).digest[:16]}"


def answered(context: Context, asked: Asked, name: str) -> Reply:
    """A file, with an entity tag that depends on its content only.

    Args:
        context: not used; a file is the same for each snapshot.
        asked: the request; with ``v`` and the beginning of the digest, the client may keep the file for a year without asking again.
        name: a key of `FILES`.

    Raises:
        EnvironmentProblem: it cannot be read.
    """
    found = asset(name)
    named = dict(parameters(asked.query)).get("v", "")
    kept = f"public, max-age={YEAR}, immutable" if len(named) >= 16 and found.digest.startswith(named) else "no-cache"
    headers = [("ETag", f'"{found.digest}"'), ("Cache-Control", kept)]
    if asked.method in {"GET", "HEAD"} and has(asked.headers.get("if-none-match"), f'"{found.digest}"'):
        return Reply(304, b"", headers)
    return Reply(200, found.body, [("Content-Type", found.media_type), *headers], kept=True)


def _route(name: str) -> Route:
    return Route(f"/assets/{name}", lambda context, asked, _: answered(context, asked, name))


ROUTES: Final = tuple(map(_route, FILES))
"""An address for each file; other addresses below ``/assets/`` are those of `kg.service.pages`."""
