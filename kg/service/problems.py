"""Errors as replies: one JSON object for each, as RFC 9457 describes it, with what is wrong, where, and what to do next.

===================  ======  =========================================================================
type                 status  when
===================  ======  =========================================================================
``bad-request``      400     the request is not what the protocol allows
``bad-parameter``    400     a parameter is missing, unknown, or of the wrong kind
``bad-name``         400     nothing, or more than one thing, has a given name; ``candidates`` says which are near
``bad-query``        400     the query cannot be read, is not allowed, or cannot be evaluated
``read-only``        403     an update was asked for; nothing can be changed here
``not-found``        404     there is nothing at this address
``not-allowed``      405     the method is not allowed here; everything is read-only
``not-acceptable``   406     nothing can be sent in a format that the client accepts
``too-large``        413     the request, or the answer, is larger than a limit
``wrong-type``       415     the body of the request has a media type that is not taken here
``too-many``         429     this client has asked too often
``failed``           500     a fault of the service
``too-long``         503     the answer took too long, or too much memory
``busy``             503     too many queries are being evaluated
===================  ======  =========================================================================

The type of a problem is an IRI: `BASE` with the name above.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from kg.errors import DataError, LimitReached, NameAmbiguous, NameNotFound, QueryError, UsageError
from kg.service.message import Reply

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.errors import KgError
    from kg.values import Json

BASE: Final = "https://w3id.org/chancery/problem/"
MEDIA_TYPE: Final = "application/problem+json"

TITLES: Final = {
    "bad-request": (400, "The request cannot be understood"),
    "bad-parameter": (400, "A parameter cannot be used"),
    "bad-name": (400, "A name does not stand for one thing"),
    "bad-query": (400, "The query cannot be answered"),
    "read-only": (403, "Nothing can be changed here"),
    "not-found": (404, "There is nothing here"),
    "not-allowed": (405, "The method is not allowed"),
    "not-acceptable": (406, "No representation is acceptable"),
    "too-large": (413, "Too large"),
    "wrong-type": (415, "The media type is not supported"),
    "too-many": (429, "Too many requests"),
    "failed": (500, "The service has failed"),
    "too-long": (503, "The answer took too long"),
    "busy": (503, "The service is busy"),
}
"""The name of each type of problem, to its status and its title."""

RETRY: Final = {"too-many": 10, "too-long": 30, "busy": 2}
"""After how many seconds it makes sense to ask again."""


class Refused(Exception):
    """A request that is refused, with the reply that says so.

    Args:
        reply: the reply.
    """

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.status)
        self.reply = reply


def problem(name: str, detail: str, *, headers: Sequence[tuple[str, str]] = (), **more: Json) -> Reply:
    """A problem as a reply.

    Args:
        name: a key of `TITLES`.
        detail: a sentence about this request.
        headers: further headers.
        more: further members of the object, such as ``hint`` or ``line``; those that are None are left out.

    >>> problem("busy", "8 queries are waiting").status
    503
    """
    status, title = TITLES[name]
    said: dict[str, Json] = {"type": BASE + name, "title": title, "status": status, "detail": detail}
    said.update({key: value for key, value in more.items() if value is not None})
    retry = [("Retry-After", str(RETRY[name]))] if name in RETRY else []
    body = json.dumps(said, ensure_ascii=False).encode(errors="replace") + b"\n"
    return Reply(status, body, [("Content-Type", MEDIA_TYPE), ("Cache-Control", "no-store"), *retry, *headers])


def refused(name: str, detail: str, *, headers: Sequence[tuple[str, str]] = (), **more: Json) -> Refused:
    """A problem to raise; the arguments are those of `problem`."""
    return Refused(problem(name, detail, headers=headers, **more))


def of_error(error: KgError) -> Reply:
    """The reply for an error of the program.

    The place of an error of a query is its line and column; no path of a file leaves the service.
    """
    place = error.place
    line, column = (None, None) if place is None else (place.line, place.column)
    if isinstance(error, LimitReached):
        return problem("too-long", error.what, hint="narrow the query", line=line, column=column)
    if isinstance(error, NameNotFound | NameAmbiguous):
        candidates = list(error.candidates) or None
        return problem("bad-name", error.what, hint=error.hint, candidates=candidates, parameter=error.parameter)
    if isinstance(error, QueryError):
        return problem("bad-query", error.what, hint=error.hint, line=line, column=column)
    if isinstance(error, UsageError):
        candidates = list(error.candidates) or None
        return problem("bad-parameter", error.what, hint=error.hint, candidates=candidates, parameter=error.parameter)
    if isinstance(error, DataError):
        return problem("failed", "the files of the workspace contain an error", hint="`kg check` says which")
    return problem("failed", "the service cannot read what it needs", hint="the log of the service says more")
