"""The Model Context Protocol, asked by the official client: on standard input and output, and over HTTP."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anyio
import httpx2
import jsonschema
import pytest
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client

from kg.errors import EnvironmentProblem
from kg.server.mcp import calling, streamable
from kg.service.message import Asked, Reply
from kg.service.tools import INSTRUCTIONS, TOOLS
from tests.asking import ROOT, graph, nordic
from tests.service.conftest import repository_service

Session = Callable[[ClientSession], Awaitable[None]]


def run_apart(main: Callable[[], Awaitable[None]]) -> None:
    """Run in a thread of its own, because the tests in a browser leave a loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(anyio.run, main).result()


def over_stdio(folder: str, use: Session) -> None:
    """Use a session with ``kg mcp`` over the workspace in a folder."""

    async def main() -> None:
        started = StdioServerParameters(command=sys.executable, args=["-m", "kg", "-C", folder, "mcp"], cwd=str(ROOT), env=dict(os.environ))
        async with stdio_client(started) as (read, write), ClientSession(read, write) as session:
            found = await session.initialize()
            assert found.server_info.name == "chancery"
            assert found.instructions == INSTRUCTIONS
            await use(session)

    run_apart(main)


def over_http(use: Session) -> None:
    """Use a session with the application at ``/mcp``, without any network."""

    async def reply(asked: Asked) -> Reply:
        return repository_service().reply(asked)

    async def main() -> None:
        async with streamable(calling(reply)) as application:
            client = httpx2.AsyncClient(transport=httpx2.ASGITransport(application), base_url="http://127.0.0.1")
            async with (
                client,
                streamable_http_client("http://127.0.0.1/mcp", http_client=client) as (read, write),
                ClientSession(read, write) as session,
            ):
                await session.initialize()
                await use(session)

    run_apart(main)


async def result(session: ClientSession, name: str, arguments: Mapping[str, Any], failed: bool = False) -> dict[str, Any]:
    """What a tool returns, whose text and structure are the same, and fit its schema."""
    found = await session.call_tool(name, dict(arguments))
    assert found.is_error is failed, found
    (block,) = found.content
    assert block.type == "text"
    said: dict[str, Any] = json.loads(block.text)
    assert said == found.structured_content
    if not failed:
        jsonschema.validate(said, next(tool.output_schema for tool in TOOLS if tool.name == name))
    return said


async def talk(session: ClientSession) -> None:
    """What an agent asks of the repository's graph."""
    offered = (await session.list_tools()).tools
    assert [tool.name for tool in offered] == [tool.name for tool in TOOLS]
    for tool in offered:
        jsonschema.Draft202012Validator.check_schema(tool.input_schema)
        jsonschema.Draft202012Validator.check_schema(tool.output_schema or {})
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint
    digest = graph().snapshot.digest
    assert (await result(session, "coverage", {}))["snapshot"] == digest
    found = await result(session, "ask", {"query": "acts-between", "parameters": {"a": "Pakistan", "b": "Israel"}})
    assert found["total"] == len(graph().query("acts-between", a="Pakistan", b="Israel"))
    assert found["rows"][0]["passages"][0]["name"]
    assert (await result(session, "why", {"subject": "Pakistan", "predicate": "dip:recognized", "object": "Israel"}))[
        "answer"
    ] == "not held"
    wrong = await result(session, "ask", {"query": "acts-betwen"}, failed=True)
    assert (wrong["status"], wrong["candidates"]) == (404, ["acts-between"])
    wrong = await result(session, "find", {"nme": "Pakistan"}, failed=True)
    assert (wrong["status"], wrong["parameter"]) == (400, "nme")
    wrong = await result(session, "sparql", {"query": "SELECT ?x { ?x a }"}, failed=True)
    assert (wrong["line"], bool(wrong["column"])) == (1, True)
    assert (await result(session, "nothing/../tools", {}, failed=True))["status"] == 404
    shown = await result(session, "show", {"name": "Pakistan", "part": "claimed", "rows": 2})
    assert len(shown["claimed"]) == 2


def test_an_agent_over_http() -> None:
    over_http(talk)


@pytest.mark.slow
def test_an_agent_on_standard_input_and_output() -> None:
    over_stdio(graph().workspace.folder, talk)


@pytest.mark.slow
def test_a_call_that_takes_too_long_ends_and_the_next_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_SERVE_SECONDS", "2")

    async def use(session: ClientSession) -> None:
        slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
        said = await result(session, "sparql", {"query": slow}, failed=True)
        assert (said["status"], said["type"].rpartition("/")[2]) == (503, "too-long")
        assert (await result(session, "find", {"name": "Pakistan"}))["answer"] == "found"

    over_stdio(graph().workspace.folder, use)


def test_another_workspace() -> None:
    nordic().snapshot  # noqa: B018 - it is built here

    async def use(session: ClientSession) -> None:
        assert (await result(session, "coverage", {}))["title"] == nordic().snapshot.title

    over_stdio(nordic().workspace.folder, use)


def test_without_the_extra_the_verb_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    from kg.cli.arguments import parse
    from kg.cli.mcp import VERB

    monkeypatch.setitem(sys.modules, "mcp", None)
    with pytest.raises(EnvironmentProblem, match="mcp is not installed") as caught:
        VERB.run(parse(VERB, [], None))
    assert caught.value.hint == "pip install 'chancery[mcp]'"
