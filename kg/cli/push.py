"""``kg push``: send the snapshot to a SPARQL 1.1 store."""

from __future__ import annotations

from kg.cli.arguments import Option, Positional, Verb

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kg.cli.arguments import Call

KINDS = ("oxigraph", "virtuoso", "graph-store", "update")


def run(call: Call) -> int:
    """Send what has changed, and say what was sent."""
    from kg.graph import Graph

    done = Graph(call.workspace(), progress=call.note).push(
        call.text("url"),
        kind=call.option("kind"),
        update=call.option("update-url"),
        graphs=call.option("graphs-url"),
        dry=call.flag("dry-run"),
        adopt=call.flag("adopt"),
        folder=call.option("folder"),
        warn=call.warn,
    )
    if call.flag("json"):
        import json

        call.out(json.dumps(done.to_json(), ensure_ascii=False, indent=1))
    else:
        call.write(str(done))
    return 0


VERB = Verb(
    name="push",
    summary="send the snapshot to a SPARQL 1.1 store",
    usage="URL",
    description="Only graphs that have changed since the last push are sent, and only graphs that this workspace pushed are removed.\n"
    "The next push continues one that was interrupted, from any machine: a graph on the server records what is there. What\n"
    "is held is also a graph of its own, graph/held. Credentials come from the environment: KG_PUSH_USER and\n"
    "KG_PUSH_PASSWORD, or KG_PUSH_TOKEN. `kg --endpoint URL VERB` asks what was pushed.",
    positionals=(Positional("url", "the address of the server, or of its query service"),),
    options=(
        Option("kind", "KIND", "how the server takes graphs, which is found out by default", choices=KINDS),
        Option("update-url", "URL", "the address of its update service"),
        Option("graphs-url", "URL", "the address of its graph store (Graph Store HTTP Protocol)"),
        Option("adopt", None, "replace graphs with names of this workspace that no push has recorded"),
        Option("folder", "DIR", "a folder that a Virtuoso on this machine may read: large graphs go through files there"),
        Option("dry-run", None, "say what would be sent, and send nothing"),
        Option("json", None, "print what was sent as JSON"),
    ),
    examples=("kg push http://localhost:7878", "kg push http://localhost:8890 --kind virtuoso --dry-run"),
    run=run,
)
