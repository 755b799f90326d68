"""Every request in the manuals is answered, and as they say."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from kg.service.message import Asked, Reply
from tests.asking import ROOT
from tests.service.conftest import repository_service

MANUALS = ("api.md", "agents.md")


class Documented(NamedTuple):
    """A request of a manual, and the part of the reply that follows it."""

    line: str
    body: str
    said: dict[str, Any] | None


def documented(path: Path) -> list[Documented]:
    """The requests in the blocks of a manual, the last of each with the JSON that follows the block."""
    found = []
    for block, said in re.findall(
        r"^```http\n(.*?)^```\n(?:\n```json\n(.*?)^```)?", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    ):
        requests = re.findall(r"^((?:GET|POST) \S+)\n([^GP].*\n)?", block, re.MULTILINE)
        assert requests, block
        found += [Documented(line, body, None) for line, body in requests[:-1]]
        line, body = requests[-1]
        found.append(Documented(line, body, json.loads(said) if said else None))
    return found


REQUESTS = [each for name in MANUALS for each in documented(ROOT / "docs" / name)]


def asked(line: str, body: str) -> Reply:
    method, _, address = line.partition(" ")
    path, _, query = address.partition("?")
    return repository_service().reply(Asked(method, path, query, {"content-type": "application/json"} if body else {}, body.encode()))


def has(found: object, said: object) -> bool:
    """Whether a reply has all that a manual shows of it; of a list, its first entries."""
    if isinstance(said, dict):
        return isinstance(found, dict) and all(name in found and has(found[name], value) for name, value in said.items())
    if isinstance(said, list):
        return isinstance(found, list) and len(found) >= len(said) and all(map(has, found, said))
    return found == said


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda each: f"{each.line} {each.body}".strip())
def test_each_request_is_answered_as_the_manual_says(request_: Documented) -> None:
    reply = asked(request_.line, request_.body)
    said = request_.said
    assert reply.status == (200 if said is None else said.get("status", 200)), reply.body
    if said is not None:
        assert has(json.loads(reply.body), said), reply.body.decode()


def test_the_manuals_show_enough() -> None:
    assert len(REQUESTS) > 15
    assert sum(each.said is not None for each in REQUESTS) == 6
