"""The requests in docs/pages.md are answered."""

from __future__ import annotations

import re
import shlex
from urllib.parse import urlsplit

import pytest

from kg.service.message import Asked
from tests.asking import ROOT
from tests.service.conftest import repository_service

REQUESTS = re.findall(r"^curl .*$", (ROOT / "docs" / "pages.md").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("line", REQUESTS)
def test_a_documented_request_is_answered(line: str) -> None:
    words = shlex.split(line)[1:]
    headers = {}
    if words[0] == "-H":
        name, _, value = words[1].partition(": ")
        headers[name.lower()] = value
    address = urlsplit(words[-1])
    reply = repository_service().reply(Asked("GET", address.path, address.query, headers))
    assert reply.status == 200
    assert reply.body


def test_there_are_requests() -> None:
    assert len(REQUESTS) > 5
