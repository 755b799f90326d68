"""``kg dump``: the graph in a file."""

from __future__ import annotations

from kg.cli.arguments import Call, Option, Positional, Verb
from kg.export.writing import FORMATS


def run(call: Call) -> int:
    """Run the verb."""
    from kg.graph import Graph

    graph = Graph(call.workspace(), progress=call.note)
    held, claimed = call.flag("held"), call.flag("claimed")
    if not call.has("out"):
        chosen = call.option("format", "ttl")
        [ending] = [each.ending for each in FORMATS.values() if each.name == chosen]
        call.write(graph.serialize(ending, held=held, claimed=claimed).decode("utf-8"))
        return 0
    path = call.text("out")
    if call.option("format") is not None:
        from kg.errors import UsageError

        raise UsageError("--format is for standard output", None, f"the extension of {path} tells the format")
    size = graph.dump(path, held=held, claimed=claimed)
    counts = graph.snapshot.meta["counts"]
    call.out(f"{path}: {size:,} bytes, {counts['default']:,} triples held, snapshot {graph.snapshot.digest[:12]}")
    return 0


VERB = Verb(
    name="dump",
    summary="write the graph in a format told by the extension",
    usage="[OUT]",
    positionals=(Positional("out", "a file whose extension tells the format; without it, to standard output", optional=True),),
    options=(
        Option("held", None, "also write what is held as the named graph graph/held, for engines whose default graph is the union"),
        Option("claimed", None, "in a network also what is claimed and not held, each edge with its standing"),
        Option("format", "FORMAT", "the format on standard output", short="f", choices=tuple(each.name for each in FORMATS.values())),
    ),
    examples=(
        "kg dump out/graph.ttl",
        "kg dump --held out/graph.trig",
        "kg dump out/network.graphml",
        "kg dump --claimed out/edges.csv",
        "kg dump out/dyads.csv",
        "kg dump -f nq | gzip > graph.nq.gz",
    ),
    description="What is held: .ttl .nt .rdf. All graphs, who says what included: .trig .nq .jsonld.\n"
    "The network for other tools: .graphml .gexf, and .csv with a row for each edge and act. A file called dyads.csv: how often\n"
    "one agent did an act of a kind toward another in a year. docs/loading.md shows what reads them.\n"
    "The same snapshot gives the same bytes. A file is replaced in one step; a dump that fails leaves the old one.",
    run=run,
)
