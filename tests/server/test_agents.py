"""The tools over HTTP, asked by the official client."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

import kg
from tests.asking import repository
from tests.server.running import RUNAWAY, Server, serving, until

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


def test_a_call_that_nobody_waits_for_is_stopped(server: Server) -> None:
    call = {"name": "sparql", "arguments": {"query": RUNAWAY}}
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}).encode()
    head = server.head(
        "POST /mcp", "Content-Type: application/json", "Accept: application/json, text/event-stream", f"Content-Length: {len(body)}"
    )
    connection = server.raw(head + body)
    until(lambda: server.computing() == 1)
    began = time.monotonic()
    connection.close()
    until(lambda: server.computing() == 0)
    assert time.monotonic() - began < 2


def test_the_tools_have_the_headers_and_the_line_of_the_log_of_every_reply(server: Server) -> None:
    body = b'{"jsonrpc": "2.0", "id": 1, "method": "tools/list"}'
    answered = server.get("/mcp", "POST", body, content_type="application/json", accept="application/json, text/event-stream")
    assert answered.headers["x-content-type-options"] == "nosniff"
    assert "content-security-policy" in answered.headers
    until(lambda: any("POST /mcp 200 " in line and line.endswith(f" {len(answered.body)} B") for line in server.log))
    assert server.get("/mcp", "POST", b"{", content_type="text/plain").status >= 400
    until(lambda: any("POST /mcp 4" in line for line in server.log))


@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT"])
def test_the_tools_are_only_posted_to(server: Server, method: str) -> None:
    answered = server.get("/mcp", method)
    assert (answered.status, answered.headers["allow"]) == (405, "POST, OPTIONS")
