"""``kg dump``: the graph in a file."""

from __future__ import annotations

from kg.cli.arguments import Call, Option, Positional, Verb


def run(call: Call) -> int:
    """Run the verb."""
    from kg.build import ensure
    from kg.dump import dump, render

    snapshot = ensure(call.workspace(), call.note)
    held = call.flag("held")
    if not call.has("out"):
        extension = call.option("format", "ttl")
        call.write(render(snapshot, f".{extension}", held=held).decode("utf-8"))
        return 0
    path = call.text("out")
    if call.option("format") is not None:
        from kg.errors import UsageError

        raise UsageError("--format is for standard output", None, f"the extension of {path} tells the format")
    size = dump(snapshot, path, held=held)
    counts = snapshot.meta["counts"]
    call.out(f"{path}: {size:,} bytes, {counts['default']:,} triples held, snapshot {snapshot.digest[:12]}")
    return 0


VERB = Verb(
    name="dump",
    summary="write the graph in a format told by the extension",
    usage="[OUT]",
    positionals=(
        Positional("out", "a file .ttl .nt .rdf (what is held) or .trig .nq .jsonld (all graphs); without it, to stdout", optional=True),
    ),
    options=(
        Option("held", None, "also write what is held as the named graph graph/held, for engines whose default graph is the union"),
        Option("format", "FORMAT", "the format on standard output", short="f", choices=("ttl", "nt", "rdf", "trig", "nq", "jsonld")),
    ),
    examples=("kg dump out/graph.ttl", "kg dump --held out/graph.trig", "kg dump -f nq | gzip > graph.nq.gz"),
    description="The same snapshot gives the same bytes. A file is replaced in one step; a dump that fails leaves the old one.",
    run=run,
)
