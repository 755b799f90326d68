"""Requests and replies, as values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote_to_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Asked(NamedTuple):
    """A request, as far as it decides the reply.

    Attributes:
        method: in upper case, such as ``GET``.
        path: the path as it was sent, percent-encoded, beginning with ``/``.
        query: what follows the ``?``, as it was sent; empty without one.
        headers: the name of each header in lower case, and its value; the values of a header that was sent repeatedly are joined by commas.
        body: the whole body.
        origin: the scheme, host and port that the client uses, such as ``http://127.0.0.1:8000``, without a slash at the end.
    """

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = {}
    body: bytes = b""
    origin: str = "http://127.0.0.1:8000"

    @property
    def accept(self) -> str | None:
        """The value of the header Accept; None without one."""
        return self.headers.get("accept")

    @property
    def content_type(self) -> str:
        """The media type of the body in lower case, without parameters; empty if it is not said."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


class Reply(NamedTuple):
    """What is answered.

    Attributes:
        status: the status code of HTTP.
        body: the whole body; that of a HEAD request is left out by the server, so that its headers are those of GET.
        headers: names and values, without Content-Length.
        kept: whether the reply may be kept and given again to the same request, as long as the snapshot is the same.
    """

    status: int
    body: bytes = b""
    headers: Sequence[tuple[str, str]] = ()
    kept: bool = False

    def header(self, name: str) -> str | None:
        """The value of a header, or None.

        >>> Reply(200, b"{}", [("Content-Type", "application/json")]).header("content-type")
        'application/json'
        """
        return next((value for each, value in self.headers if each.lower() == name.lower()), None)


_STRAY = re.compile("%(?![0-9A-Fa-f]{2})")


class Undecodable(ValueError):
    """A part of a request is not percent-encoded UTF-8."""


def decoded(text: str, plus: bool = False) -> str:
    """Text that was percent-encoded.

    Args:
        text: what was sent.
        plus: whether ``+`` stands for a blank, as in a query or a form.

    Raises:
        Undecodable: it is not UTF-8, or a percent sign is not followed by two digits.

    >>> decoded("a%20b+c", plus=True)
    'a b c'
    """
    if plus:
        text = text.replace("+", " ")
    if "%" not in text:
        return text
    stray = _STRAY.search(text)
    if stray is not None:
        raise Undecodable(f"a percent sign without two digits at {text[stray.start() : stray.start() + 12]!r}")
    try:
        if text.isascii():
            # The same as below, without a step of Python for each sign: a long query has a hundred of them.
            return text.replace("\\", "\\\\").replace("%", "\\x").encode().decode("unicode_escape").encode("latin-1").decode()
        return unquote_to_bytes(text).decode()
    except UnicodeError as error:
        raise Undecodable(f"not UTF-8: {text[:40]!r}") from error


def parameters(text: str) -> list[tuple[str, str]]:
    """The names and values of a query string or of a form, in order, those without a value too.

    Raises:
        Undecodable: a name or value is not percent-encoded UTF-8.

    >>> parameters("query=ASK%20%7B%7D&default-graph-uri=urn:a&default-graph-uri=urn:b&x")
    [('query', 'ASK {}'), ('default-graph-uri', 'urn:a'), ('default-graph-uri', 'urn:b'), ('x', '')]
    """
    found = []
    for piece in text.split("&"):
        if piece:
            name, _, value = piece.partition("=")
            found.append((decoded(name, plus=True), decoded(value, plus=True)))
    return found
