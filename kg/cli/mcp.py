"""``kg mcp``: tools for agents over the Model Context Protocol."""

from __future__ import annotations

from kg.cli import output
from kg.cli.arguments import Call, Verb
from kg.errors import EnvironmentProblem


def run(call: Call) -> int:
    """Run the verb."""
    try:
        import mcp  # noqa: F401 - whether it is installed
    except ModuleNotFoundError as error:
        raise EnvironmentProblem("the package mcp is not installed", None, "pip install 'chancery[mcp]'") from error
    import anyio.to_thread

    from kg.graph import Graph
    from kg.server.mcp import calling
    from kg.server.mcp import run as serve
    from kg.service.context import Context
    from kg.service.message import Asked, Reply
    from kg.service.service import Service

    opened = Graph(call.workspace(), progress=call.note)
    with Graph(opened.workspace, snapshot=opened.snapshot) as graph:
        service = Service(Context(graph))
        one = anyio.CapacityLimiter(1)

        async def reply(asked: Asked) -> Reply:
            return await anyio.to_thread.run_sync(service.reply, asked, limiter=one)

        output.tell(f"tools over {graph.snapshot.title}, snapshot {graph.snapshot.digest[:12]}, on standard input and output")
        serve(calling(reply), graph.snapshot.title)
    return 0


VERB = Verb(
    name="mcp",
    summary="offer tools for agents, over the Model Context Protocol",
    usage="",
    description=(
        "An agent starts this verb and speaks with it on standard input and output. Its tools read the snapshot and change nothing: "
        "coverage, find, ask, sparql, show, why and disputes. It needs the extra chancery[mcp]. docs/agents.md says how to add it to a "
        "client."
    ),
    examples=("kg mcp",),
    run=run,
)
