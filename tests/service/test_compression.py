"""Replies compressed for clients that accept it."""

from __future__ import annotations

import gzip

import pytest

from tests.service.conftest import Get


def test_a_long_text_is_compressed_and_means_the_same(get: Get) -> None:
    plain, packed = get("/id/pakistan", accept="text/turtle"), get("/id/pakistan", accept="text/turtle", accept_encoding="gzip, br")
    assert packed.header("content-encoding") == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert len(packed.body) < len(plain.body) / 2
    assert "Accept-Encoding" in (plain.header("vary") or "")


def test_a_compressed_reply_has_a_tag_of_its_own_that_is_known_again(get: Get) -> None:
    plain = get("/id/pakistan", accept="text/turtle").header("etag")
    packed = get("/id/pakistan", accept="text/turtle", accept_encoding="gzip").header("etag")
    assert plain is not None
    assert packed is not None
    assert plain != packed
    again = get("/id/pakistan", accept="text/turtle", accept_encoding="gzip", if_none_match=packed)
    assert (again.status, again.body, again.header("etag")) == (304, b"", packed)
    assert get("/id/pakistan", accept="text/turtle", if_none_match=plain).status == 304


@pytest.mark.parametrize("accepted", ["", "identity", "br", "gzip;q=0", "gzip; q=0.0"])
def test_nobody_gets_what_they_do_not_accept(get: Get, accepted: str) -> None:
    assert get("/id/pakistan", accept="text/turtle", accept_encoding=accepted).header("content-encoding") is None


def test_a_short_text_stays_as_it_is(get: Get) -> None:
    assert get("/sparql", {"query": "ASK {}"}, accept_encoding="gzip").body == b'{"head":{},"boolean":true}'
