"""The tools over HTTP, asked by the official client."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

import kg
from tests.asking import repository
from tests.server.running import Server, serving

pytest.importorskip("mcp")

from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    kg.open(repository())
    with serving(repository(), settings={"serve_seconds": 3}) as started:
        yield started


def call(server: Server, tool: str, **arguments: Any) -> Any:
    """The result of a tool."""

    async def ask() -> Any:
        async with streamable_http_client(server.address + "mcp") as streams, ClientSession(streams[0], streams[1]) as session:
            await session.initialize()
            return await session.call_tool(tool, arguments)

    # In a thread of its own, because the tests in a browser leave a loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, ask()).result()


def test_a_tool_is_called_over_http(server: Server) -> None:
    found = call(server, "find", name="Pakistan")
    assert not found.is_error
    assert "https://w3id.org/chancery/pk-ps/id/pakistan" in found.content[0].text


def test_a_tool_has_the_limits_of_every_answer(server: Server) -> None:
    found = call(server, "sparql", query="SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    assert found.is_error
    assert "too-long" in found.content[0].text


def test_another_site_cannot_call_tools(server: Server) -> None:
    body = b'{"jsonrpc": "2.0", "id": 1, "method": "tools/list"}'
    accept = "application/json, text/event-stream"
    answered = server.get("/mcp", "POST", body, content_type="application/json", accept=accept, origin="https://evil.example")
    assert answered.status == 400
    own = server.address.rstrip("/")
    assert server.get("/mcp", "POST", body, content_type="application/json", accept=accept, origin=own).status == 200
