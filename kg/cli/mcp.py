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
    from kg.files import visible
    from kg.server.mcp import serve

    graph = call.graph().copy
    snapshot = graph.snapshot

    def ready() -> None:
        output.tell(f"Tools over {snapshot.title}, snapshot {snapshot.digest[:12]}, and each newer one, on standard input and output.")

    serve(graph.workspace, snapshot, ready, lambda line: output.tell(visible(line, one_line=True)))
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
