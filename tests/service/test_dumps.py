"""The dumps over the web are those of ``kg dump``."""

from __future__ import annotations

import json

import pytest

from kg.service.context import Limits
from kg.service.dumps import DUMPS
from tests.asking import graph
from tests.service.conftest import Get, ask, service_of


@pytest.mark.parametrize("name", DUMPS)
def test_a_dump_is_that_of_the_command_line(get: Get, name: str) -> None:
    reply = get(f"/dump/{name}")
    assert reply.status == 200
    assert reply.body == graph().serialize(name if name == "dyads.csv" else "." + name.rpartition(".")[2])
    assert name in (reply.header("content-disposition") or "")
    assert get(f"/dump/{name}", if_none_match=reply.header("etag")).status == 304


def test_a_dump_that_is_too_large_is_refused() -> None:
    reply = ask(service_of(graph(), Limits(10, 100, 1_000)), "/dump/graph.nt")
    assert reply.status == 413
    assert "graph store" in json.loads(reply.body)["hint"]


@pytest.mark.parametrize("name", ["", "graph.exe", "../chancery.toml"])
def test_there_is_no_other_dump(get: Get, name: str) -> None:
    assert get(f"/dump/{name}").status == 404
