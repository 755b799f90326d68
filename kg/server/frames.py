"""What a server and the processes that compute its replies write to each other.

A frame is the lengths of a head and a body, each in four bytes, then both. The head is JSON. The body of a large reply is in a file that
the head names: the process that computed it does not wait for slow readers, and the server does not hold it in memory.

    to the process      {"method": ..., "path": ..., "query": ..., "headers": {...}, "origin": ...}     the body of the request
    from the process    {"ready": true}                                                                 once, at its start
                        {"status": ..., "headers": [...], "kept": ..., "file": null, "last": false}     the body of the reply
                        {"full": 1024}                      it was stopped at this many megabytes, and ends
"""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING, Final

from kg.service.message import Asked, Reply

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

LENGTHS: Final = struct.Struct(">II")
ORDER_BYTES: Final = 9
"""The length of an order to the process that forks those that compute replies, see `kg.server.computing`, which the server does not import:
that process needs far more modules."""
FORK: Final = b"F" + bytes(ORDER_BYTES - 1)
KILL: Final = b"K"
REMOVE: Final = b"R"
INLINE: Final = 256 * 1024
"""A body with more bytes than this goes into a file."""


def frame(head: object, body: bytes = b"") -> bytes:
    """A frame.

    >>> Frames().feed(frame({"ready": True}, b"x"))
    [({'ready': True}, b'x')]
    """
    written = json.dumps(head).encode()
    return LENGTHS.pack(len(written), len(body)) + written + body


def request_frame(asked: Asked) -> bytes:
    """A request as a frame."""
    head = {"method": asked.method, "path": asked.path, "query": asked.query, "headers": dict(asked.headers), "origin": asked.origin}
    return frame(head, asked.body)


def request_of(head: dict[str, Any], body: bytes) -> Asked:
    """The request in a frame."""
    return Asked(head["method"], head["path"], head["query"], head["headers"], body, head["origin"])


def reply_frame(reply: Reply, file: str | None = None, last: bool = False) -> bytes:
    """A reply as a frame.

    Args:
        reply: the reply.
        file: the path of the file that has its body, if it is not to be in the frame.
        last: whether the process ends after this reply.
    """
    head = {"status": reply.status, "headers": list(reply.headers), "kept": reply.kept, "file": file, "last": last}
    return frame(head, reply.body if file is None else b"")


def reply_of(head: dict[str, Any], body: bytes) -> Reply:
    """The reply in a frame, without what is in its file."""
    return Reply(head["status"], body, [(name, value) for name, value in head["headers"]], head["kept"])


class Frames:
    """Takes bytes as they arrive, and gives the frames that are complete."""

    def __init__(self) -> None:
        self._pieces = bytearray()

    def feed(self, data: bytes) -> list[tuple[dict[str, Any], bytes]]:
        """The frames that are complete with these bytes: the head and body of each."""
        self._pieces += data
        return list(self._complete())

    def _complete(self) -> Iterator[tuple[dict[str, Any], bytes]]:
        while len(self._pieces) >= LENGTHS.size:
            head, body = LENGTHS.unpack_from(self._pieces)
            end = LENGTHS.size + head + body
            if len(self._pieces) < end:
                return
            start = LENGTHS.size + head
            yield json.loads(self._pieces[LENGTHS.size : start]), bytes(self._pieces[start:end])
            del self._pieces[:end]
