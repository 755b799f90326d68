"""What every reply is made from: the graph of one snapshot, the limits, and the addresses."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from typing import TYPE_CHECKING, NamedTuple, TypeVar, cast

from kg.service.message import Reply
from kg.service.negotiation import choose
from kg.service.problems import refused
from kg.settings import setting

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kg.graph import Graph
    from kg.service.message import Asked

T = TypeVar("T")


class Limits(NamedTuple):
    """What an answer may cost; the settings that begin with ``serve_`` say the same of the server around it.

    Attributes:
        seconds: the time that it takes.
        rows: its rows or triples.
        bytes: its length as it is sent.
    """

    seconds: int
    rows: int
    bytes: int


def limits() -> Limits:
    """The limits that the settings say.

    Raises:
        UsageError: an environment variable is not a number.
    """
    return Limits(setting("serve_seconds"), setting("serve_rows"), setting("serve_answer_megabytes") * 1_000_000)


class Context:
    """What replies are made from. It answers from one snapshot, and never builds.

    Args:
        graph: the graph of the snapshot, made with ``snapshot=``; its runner evaluates in this process or another.
        limits: what an answer may cost; by default what the settings say.
        texts: a folder with copies of the texts, whose sentences are shown; None to show none.

    Attributes:
        graph: see above.
        limits: see above.
        texts: see above.
        base: the base IRI of the workspace, which its things share.
        digest: that of the snapshot.
    """

    def __init__(self, graph: Graph, limits_: Limits | None = None, texts: str | None = None) -> None:
        self.graph = graph
        self.limits = limits() if limits_ is None else limits_
        self.texts = texts
        self.base = graph.snapshot.base
        self.digest = graph.snapshot.digest
        self._seed = f"{version('chancery')} {self.digest}"
        self._made: dict[object, object] = {}

    def once(self, make: Callable[[Context], T]) -> T:
        """What a function makes of this context. It is called at the first use, and what it returned is kept.

        Args:
            make: a function of a module; its result must depend on the snapshot alone.
        """
        if make not in self._made:
            self._made[make] = make(self)
        return cast("T", self._made[make])

    def tag(self, *parts: str) -> str:
        """A strong entity tag: of the snapshot, the program, and whatever else decides the representation, such as query and format."""
        digest = hashlib.sha256(self._seed.encode())
        for part in parts:
            digest.update(b"\0" + part.encode(errors="surrogatepass"))
        return f'"{digest.hexdigest()[:32]}"'

    def validated(self, asked: Asked, parts: Sequence[str], make: Callable[[], Reply]) -> Reply:
        """A reply with an entity tag; status 304 without a body, and without making the reply, if the client has it already.

        Args:
            asked: the request.
            parts: what decides the representation, besides the snapshot; see `tag`.
            make: makes the reply. If its status is 200, it gets the tag, and may be kept.
        """
        tag = self.tag(*parts)
        headers = (("ETag", tag), ("Vary", "Accept, Accept-Encoding"), ("Cache-Control", "no-cache"))
        if asked.method in {"GET", "HEAD"} and has(asked.headers.get("if-none-match"), tag):
            return Reply(304, b"", headers)
        made = make()
        if made.status != 200:
            return made
        own = {name.lower() for name, _ in made.headers}
        added = headers if own.isdisjoint(("etag", "vary", "cache-control")) else [each for each in headers if each[0].lower() not in own]
        return Reply(200, made.body, (*made.headers, *added), kept=True)


def acceptable(asked: Asked, offers: Sequence[str]) -> str:
    """The media type of a reply.

    Args:
        asked: the request.
        offers: the media types that can be written, the preferred one first.

    Raises:
        Refused: the client accepts none of them (406).
    """
    found = choose(asked.accept, offers)
    if found is None:
        raise refused("not-acceptable", f"nothing here is {asked.accept}", headers=[("Vary", "Accept")], offers=list(offers))
    return found


def has(condition: str | None, tag: str) -> bool:
    """Whether the header If-None-Match names a tag, or is ``*``. The comparison is weak, as RFC 9110 wants it here.

    >>> has('"a", W/"b"', '"b"'), has(None, '"b"')
    (True, False)
    """
    if condition is None:
        return False
    names = [each.strip().removeprefix("W/") for each in condition.split(",")]
    return "*" in names or tag in names
