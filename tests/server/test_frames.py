"""Frames, whatever the pieces in which they arrive."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kg.server.frames import Frames, frame, reply_frame, reply_of, request_frame, request_of
from kg.service.message import Asked, Reply

heads = st.dictionaries(st.text(), st.one_of(st.text(), st.integers(), st.none(), st.booleans()))


@given(st.lists(st.tuples(heads, st.binary()), max_size=5), st.integers(1, 7))
def test_frames_arrive_whole_whatever_their_pieces(sent: list[tuple[dict[str, object], bytes]], size: int) -> None:
    data = b"".join(frame(head, body) for head, body in sent)
    frames = Frames()
    found = [each for start in range(0, len(data), size) for each in frames.feed(data[start : start + size])]
    assert found == sent


@given(st.text(), st.text(), st.dictionaries(st.text(), st.text()), st.binary())
def test_a_request_and_a_reply_come_back(path: str, query: str, headers: dict[str, str], body: bytes) -> None:
    asked = Asked("POST", path, query, headers, body, "http://127.0.0.1:8000")
    ((head, found),) = Frames().feed(request_frame(asked))
    assert request_of(head, found) == asked
    reply = Reply(200, body, [("ETag", '"1"')], kept=True)
    ((head, found),) = Frames().feed(reply_frame(reply))
    assert reply_of(head, found) == reply
    ((head, found),) = Frames().feed(reply_frame(reply, "/a/file"))
    assert (head["file"], found) == ("/a/file", b"")
