"""``kg dump``: the graph in a file."""

from __future__ import annotations

from kg.cli.arguments import Call, Option, Positional, Verb
from kg.export.writing import WRITERS


def run(call: Call) -> int:
    """Run the verb."""
    from kg.graph import Graph

    graph = Graph(call.workspace(), progress=call.note)
    held, claimed = call.flag("held"), call.flag("claimed")
    if not call.has("out"):
        chosen = call.option("format", "ttl")
        [ending] = [each.ending for each in WRITERS.values() if each.name == chosen]
        call.write(graph.serialize(ending, held=held, claimed=claimed).decode("utf-8"))
        return 0
    path = call.text("out")
    if call.option("format") is not None:
        from kg.errors import UsageError

        raise UsageError("--format is for standard output", None, f"the extension of {path} determines the format")
    size = graph.dump(path, held=held, claimed=claimed)
    counts = graph.snapshot.meta["counts"]
    call.out(f"{path}: {size:,} bytes, {counts['default']:,} triples held, snapshot {graph.snapshot.digest[:12]}")
    return 0


VERB = Verb(
    name="dump",
    summary="write the graph in the format of the file's extension",
    usage="[OUT]",
    positionals=(Positional("out", "the file, whose extension determines the format (default: standard output)", optional=True),),
    options=(
        Option("held", None, "also write what is held as the named graph graph/held, for engines whose default graph is the union"),
        Option("claimed", None, "in a network, also write what is claimed and not held, each edge with its standing"),
        Option("format", "FORMAT", "the format on standard output", short="f", choices=tuple(each.name for each in WRITERS.values())),
    ),
    examples=(
        "kg dump out/graph.ttl",
        "kg dump --held out/graph.trig",
        "kg dump out/network.graphml",
        "kg dump --claimed out/edges.csv",
        "kg dump out/dyads.csv",
        "kg dump -f nq | gzip > graph.nq.gz",
    ),
    description="What is held: .ttl .nt .rdf. All graphs, including who says what: .trig .nq .jsonld.\n"
    "The network for other tools: .graphml .gexf, and .csv with a row for each edge and act. A file called dyads.csv: the number\n"
    "of acts of each kind by one agent toward another in a year. docs/loading.md shows how to load them.\n"
    "The same snapshot always produces the same bytes. A file is replaced atomically; a dump that fails leaves the old one.",
    run=run,
)
