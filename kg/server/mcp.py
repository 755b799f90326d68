"""The tools of `kg.service.tools` over the Model Context Protocol: on standard input and output, and over HTTP.

See https://modelcontextprotocol.io. What a call returns is structured content, and the same as text. A problem is the result of a call that
has failed, with its object as structured content, so that a model can read what to do next.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, TypeAlias

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.transport_security import TransportSecuritySettings
from mcp_types import CallToolResult, TextContent, ToolAnnotations
from mcp_types import Tool as Offered

from kg.server.publication import Publication
from kg.service.message import Asked
from kg.service.problems import BASE
from kg.service.tools import INSTRUCTIONS, TOOLS
from kg.settings import setting

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

    from starlette.types import ASGIApp

    from kg.service.message import Reply
    from kg.snapshot import Snapshot
    from kg.values import JsonObject
    from kg.workspace import Workspace

    Call: TypeAlias = Callable[[str, Mapping[str, Any]], Awaitable[JsonObject]]
    """Calls a tool: from its name and its arguments to what it returns, or to the object of a problem."""


def request_of(name: str, arguments: Mapping[str, Any]) -> Asked:
    """The request that calls a tool, for `kg.service.service.Service.reply`.

    >>> request_of("find", {"name": "Pakistan"}).path
    '/tools/find'
    """
    from urllib.parse import quote

    body = json.dumps(dict(arguments)).encode()
    return Asked("POST", f"/tools/{quote(name, safe='')}", "", {"content-type": "application/json"}, body)


def calling(reply: Callable[[Asked], Awaitable[Reply]]) -> Call:
    """A `Call` that asks a service.

    Args:
        reply: replies to a request, in this process or in another.
    """

    async def call(name: str, arguments: Mapping[str, Any]) -> JsonObject:
        found: JsonObject = json.loads((await reply(request_of(name, arguments))).body)
        return found

    return call


class Server(MCPServer[Any]):
    """A server with our tools.

    Args:
        call: calls a tool.
        title: the title of the graph.
    """

    def __init__(self, call: Call, title: str | None = None) -> None:
        super().__init__("chancery", title, instructions=INSTRUCTIONS, version=version("chancery"), log_level="WARNING")
        self._call = call

    async def list_tools(self) -> list[Offered]:
        """All tools with their schemas. None of them changes anything."""
        reading = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
        return [
            Offered(
                name=tool.name,
                title=tool.title,
                description=tool.description,
                input_schema=tool.input_schema,
                output_schema=tool.output_schema,
                annotations=reading,
            )
            for tool in TOOLS
        ]

    async def call_tool(self, name: str, arguments: dict[str, Any], context: Context[Any, Any] | None = None) -> CallToolResult:
        """Call a tool. A problem is a result, which says that the call has failed."""
        found = await self._call(name, arguments)
        failed = str(found.get("type", "")).startswith(BASE)
        text = json.dumps(found, ensure_ascii=False)
        return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=dict(found), is_error=failed)


@asynccontextmanager
async def streamable(call: Call, path: str = "/mcp") -> AsyncIterator[ASGIApp]:
    """The tools over HTTP, as an ASGI application, while the context lasts.

    It keeps no sessions. The server around it checks hosts and origins.

    Args:
        call: calls a tool.
        path: the path that it answers.
    """
    server = Server(call)
    application = server.streamable_http_app(
        streamable_http_path=path,
        json_response=True,
        stateless_http=True,
        max_request_body_size=setting("serve_request_kilobytes") * 1_000,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )
    async with server.session_manager.run():
        yield application


def serve(workspace: Workspace, snapshot: Snapshot, ready: Callable[[], None], log: Callable[[str], None]) -> None:
    """Serve the tools on standard input and output until the input ends, from a snapshot and each newer one.

    Args:
        workspace: the workspace.
        snapshot: its snapshot.
        ready: is called as soon as calls are answered.
        log: takes a sentence about what happens.

    Raises:
        EnvironmentProblem: the processes that compute answers do not start.
    """

    async def run() -> None:
        publication = Publication(workspace, snapshot, None, log, workers=1)
        await publication.start()

        def leave(code: int) -> None:
            publication.pool.close()
            os._exit(code)  # a thread waits for standard input, and cannot be interrupted

        for number, code in ((signal.SIGTERM, 0), (signal.SIGINT, 130)):
            asyncio.get_running_loop().add_signal_handler(number, leave, code)
        try:
            ready()
            server = Server(calling(lambda asked: publication.reply(asked, "agent")), snapshot.title)
            await server.run_stdio_async()
        finally:
            await publication.stop()

    asyncio.run(run())
