"""Replies compressed with gzip, for clients that accept it."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from kg.service.message import Asked, Reply

SMALLEST: Final = 1_400
"""A body with fewer bytes than this fits into one packet, and is sent as it is."""
_LEVEL: Final = 5
_TEXTS: Final = ("json", "xml", "text/", "turtle", "trig", "n-quads", "n-triples", "javascript", "svg")
_MARK: Final = '-gzip"'
"""How the tag of a reply to such a client ends: a compressed reply is another representation, and needs a tag of its own."""


def accepts(asked: Asked) -> bool:
    """Whether the client accepts gzip.

    >>> from kg.service.message import Asked
    >>> accepts(Asked("GET", "/", headers={"accept-encoding": "br, gzip;q=0.5"})), accepts(Asked("GET", "/"))
    (True, False)
    >>> accepts(Asked("GET", "/", headers={"accept-encoding": "*;q=0, gzip"}))
    True
    """
    wanted = {}
    for piece in asked.headers.get("accept-encoding", "").lower().split(","):
        name, _, quality = piece.partition(";")
        wanted[name.strip()] = quality.replace(" ", "").rstrip("0") not in {"q=", "q=0."}
    return wanted.get("gzip", wanted.get("*", False))


def plain_condition(asked: Asked) -> Asked:
    """The request with the tags of If-None-Match as they are of replies that are not compressed."""
    condition = asked.headers.get("if-none-match")
    if condition is None:
        return asked
    return asked._replace(headers={**asked.headers, "if-none-match": condition.replace(_MARK, '"')})


def compressed(reply: Reply) -> Reply:
    """A reply for a client that accepts gzip: compressed if it is a text that is not short. The same reply has the same bytes."""
    headers = [(name, value[:-1] + _MARK if name.lower() == "etag" else value) for name, value in reply.headers]
    kind = reply.header("content-type") or ""
    if len(reply.body) < SMALLEST or not any(each in kind for each in _TEXTS):
        return reply._replace(headers=headers)
    body = gzip.compress(reply.body, _LEVEL, mtime=0)
    return reply._replace(body=body, headers=[*headers, ("Content-Encoding", "gzip")])
