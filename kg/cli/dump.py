"""``kg dump``: the graph in a file, or as a static site in a folder."""

from __future__ import annotations

import os

from kg.cli.arguments import Call, Option, Positional, Verb
from kg.errors import UsageError
from kg.export.writing import WRITERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypedDict

    from kg.graph import Graph

    class _Part(TypedDict):
        about: list[str]
        kind: str | None
        start: str | None
        end: str | None
        query: str | None
        params: dict[str, str]


def run(call: Call) -> int:
    """Run the verb."""
    if call.options("param") and call.option("query") is None:
        raise UsageError("--param belongs to --query", None, "kg dump --query NAME -p k=v")
    graph = call.graph()
    held, claimed = call.flag("held"), call.flag("claimed")
    if not call.has("out"):
        if call.flag("checksum"):
            raise UsageError("--checksum is for a file", None, "kg dump --checksum out/graph.ttl")
        chosen = call.option("format", "ttl")
        [ending] = [each.ending for each in WRITERS.values() if each.name == chosen]
        call.write(graph.serialize(ending, held=held, claimed=claimed, **_part(call)).decode("utf-8"))
        return 0
    path = call.text("out")
    if _is_folder(path):
        return _site(call, graph, path)
    for name in ("text", "url"):
        if call.option(name) is not None:
            raise UsageError(f"--{name} is for a static site", None, "a static site is written to a folder: kg dump site/")
    if call.option("format") is not None:
        raise UsageError("--format is for standard output", None, f"the extension of {path} determines the format")
    size = graph.dump(path, held=held, claimed=claimed, checksum=call.flag("checksum"), **_part(call))
    digest = graph.snapshot.digest[:12]
    if any(_part(call).values()):
        call.out(f"{path}: {size:,} bytes, a selection of snapshot {digest}")
        return 0
    counts = graph.snapshot.meta["counts"]
    call.out(f"{path}: {size:,} bytes, {counts['default']:,} triples held, snapshot {digest}")
    return 0


def _part(call: Call) -> _Part:
    """What the dump is restricted to."""
    return {
        "about": call.options("about"),
        "kind": call.option("type"),
        "start": call.option("from"),
        "end": call.option("to"),
        "query": call.option("query"),
        "params": dict(call.pairs("param")),
    }


def _is_folder(path: str) -> bool:
    """Whether a name is that of a folder: it ends in a slash, or a folder is there."""
    return path.endswith(("/", os.sep)) or os.path.isdir(path)


def _site(call: Call, graph: Graph, path: str) -> int:
    """Write the static site."""
    from kg.service.site import write_site

    for name in ("format", "held", "claimed", "about", "type", "from", "to", "query", "checksum"):
        if call.flag(name):
            raise UsageError(
                f"--{name} is not for a static site",
                None,
                f"{path} is a folder, and a site has all formats of the whole graph, with checksums",
            )
    written = write_site(graph, path, texts=call.option("text"), url=call.option("url"), progress=call.note)
    digest = graph.snapshot.digest[:12]
    call.out(f"{path}: {written.pages:,} pages, {written.files:,} files, {written.bytes:,} bytes, snapshot {digest}")
    return 0


VERB = Verb(
    name="dump",
    summary="write the graph in the format of the file's extension",
    usage="[OUT]",
    positionals=(
        Positional(
            "out",
            "the file, whose extension determines the format, or a folder for a static site (default: standard output)",
            optional=True,
        ),
    ),
    options=(
        Option("held", None, "also write what is held as the named graph graph/held, for engines whose default graph is the union"),
        Option("claimed", None, "in a network, also write what is claimed and not held, each edge with its standing"),
        Option("about", "NAME", "only acts in which a person, state, organization... takes part (repeatable: all of them)", repeat=True),
        Option("type", "KIND", "only acts and other things of a kind (Recognition, Visit, State...)"),
        Option("from", "DATE", "only what may have happened on that date or later"),
        Option("to", "DATE", "only what may have happened on that date or earlier"),
        Option("query", "NAME", "only the acts and other things that a stored query or a query in a file returns"),
        Option("param", "k=v", "a parameter of the query", short="p", repeat=True),
        Option("checksum", None, "also write OUT.sha256, which `sha256sum --check` reads"),
        Option("format", "FORMAT", "the format on standard output", short="f", choices=tuple(each.name for each in WRITERS.values())),
        Option("text", "DIR", "in a static site, quote the passages from your own copies of the texts in this folder"),
        Option("url", "URL", "where the static site will be (default: the base IRI of the workspace)"),
    ),
    examples=(
        "kg dump out/graph.ttl",
        "kg dump --held out/graph.trig",
        "kg dump out/network.graphml",
        "kg dump --claimed out/edges.csv",
        "kg dump out/dyads.csv",
        "kg dump out/visits.ttl --about Pakistan --type Visit --from 2000",
        "kg dump -f nq | gzip > graph.nq.gz",
        "kg dump site/",
    ),
    description="What is held: .ttl .nt .rdf. All graphs, including who says what: .trig .nq .jsonld.\n"
    "The network for other tools: .graphml .gexf, and .csv with a row for each edge and act. A file called dyads.csv: the number\n"
    "of acts of each kind by one agent toward another in a year. docs/loading.md shows how to load them.\n"
    "With --about, --type, --from, --to or --query, only the acts and other things that meet all these conditions, with their\n"
    "passages, what follows from them alone, and the labels of all that they name.\n"
    "A folder, named with a slash at its end: the pages, the picture, the data of each thing and the dumps as a static site, for any\n"
    "host of files. A site that this command wrote is replaced; any other folder that is not empty is refused. docs/publishing.md\n"
    "shows how to publish it.\n"
    "The same snapshot always produces the same bytes. A file is replaced atomically; a dump that fails leaves the old one.",
    run=run,
)
