"""The cases of the W3C's tests of the SPARQL 1.1 Protocol, in our own words, and what a read-only endpoint replies to each.

In the file, ``g1``, ``g2`` and ``g3`` stand for graphs of the snapshot, and ``<urn:s1>`` for a thing of which only ``g1`` says anything.
"""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from kg.service.message import Asked
from kg.service.service import Service
from tests.asking import nordic
from tests.service.conftest import service_of

CASES: list[dict[str, Any]] = json.loads(Path(__file__).with_name("protocol_cases.json").read_text(encoding="utf-8"))


@functools.cache
def service() -> Service:
    return service_of(nordic())


@functools.cache
def stand_ins() -> dict[str, str]:
    """What the names in the file stand for."""
    base = nordic().snapshot.base
    subjects = {
        name: {str(quad.subject) for quad in nordic().store.quads_for_pattern(None, None, None, name)}
        for name in sorted(nordic().store.named_graphs(), key=str)
        if str(name).startswith(f"<{base}assertion/")
    }
    found: dict[str, str] = {}
    for name, own in subjects.items():
        only = sorted(own.difference(*(each for other, each in subjects.items() if other != name)))
        if only and len(found) < 6:
            number = len(found) // 2 + 1
            found[f"<urn:s{number}>"] = only[0]
            found[f"g{number}"] = str(name)[1:-1]
    assert len(found) == 6
    return found


def with_names(text: str) -> str:
    names = stand_ins()
    for name, stands_for in names.items():
        text = text.replace(name if name[0] == "<" else f"<{name}>", stands_for if name[0] == "<" else f"<{stands_for}>")
    return names.get(text, text)


def pairs(given: list[list[str]]) -> str:
    return urlencode([(name, with_names(value)) for name, value in given])


def test_there_are_all_34_cases() -> None:
    assert len(CASES) == len({case["name"] for case in CASES}) == 34


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: dict[str, Any]) -> None:
    headers = {"content-type": case["type"]} if "type" in case else {}
    body = with_names(case.get("body", "")).encode(case.get("encoding", "utf-8"))
    if "form" in case:
        headers["content-type"] = "application/x-www-form-urlencoded"
        body = pairs(case["form"]).encode()
    reply = service().reply(Asked(case["method"], "/sparql", pairs(case.get("query", [])), headers, body))
    assert reply.status == case["status"], reply.body
    media = (reply.header("content-type") or "").partition(";")[0]
    shape = case.get("shape")
    if shape is None:
        assert media == "application/problem+json"
        assert json.loads(reply.body)["status"] == case["status"]
    elif shape == "triples":
        assert media == "text/turtle"
    else:
        assert media == "application/sparql-results+json"
        answer = json.loads(reply.body)
        assert ("results" if shape == "rows" else "boolean") in answer
        assert shape != "true" or answer["boolean"] is True
