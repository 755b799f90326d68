"""Every ``curl`` line of the page about the endpoint is answered as its comment says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from kg.service.message import Asked
from kg.service.problems import TITLES
from tests.service.conftest import repository_service

PAGE = Path(__file__).resolve().parents[2] / "docs" / "sparql-endpoint.md"
TEXT = PAGE.read_text(encoding="utf-8")
LINES = re.findall(r"^(curl .*?)\s+# (\d{3}) (\S+)$", TEXT, re.MULTILINE)


def request(line: str) -> Asked:
    """The request that curl would send."""
    words = iter(shlex.split(line)[1:])
    method, as_query, address = "", False, ""
    data: list[str] = []
    headers: dict[str, str] = {}
    for word in words:
        if word == "-G":
            as_query = True
        elif word == "-X":
            method = next(words)
        elif word == "-H":
            name, _, value = next(words).partition(": ")
            headers[name.lower()] = value
        elif word == "--data-urlencode":
            name, _, value = next(words).partition("=")
            data.append(f"{name}={quote(value, safe='')}")
        elif word == "--data-binary":
            data.append(next(words))
        else:
            assert not word.startswith("-"), word
            address = word
    parts = urlsplit(address)
    assert (parts.scheme, parts.netloc) == ("http", "127.0.0.1:8000")
    if as_query or not data:
        return Asked(method or "GET", parts.path, "&".join(filter(None, (parts.query, *data))), headers)
    headers.setdefault("content-type", "application/x-www-form-urlencoded")
    return Asked(method or "POST", parts.path, parts.query, headers, "&".join(data).encode())


def test_every_curl_line_says_what_it_returns() -> None:
    assert len(LINES) == len(re.findall(r"^curl ", TEXT, re.MULTILINE)) > 15


@pytest.mark.parametrize(("line", "status", "media"), LINES, ids=[line for line, *_ in LINES])
def test_a_request_is_answered_as_the_page_says(line: str, status: str, media: str) -> None:
    reply = repository_service().reply(request(line))
    assert (reply.status, (reply.header("content-type") or "").partition(";")[0]) == (int(status), media), reply.body[:500]


def test_the_statuses_of_the_page_are_those_of_the_problems() -> None:
    listed = re.findall(r"^\| (\d{3}) \| `([a-z-]+)` \|", TEXT, re.MULTILINE)
    assert listed
    assert {(name, int(status)) for status, name in listed} <= {(name, status) for name, (status, _) in TITLES.items()}
