"""``kg view``: write the interactive picture as one HTML file."""

from __future__ import annotations

import os
from typing import cast

from kg.cli.arguments import Option, Positional, Verb

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kg.cli.arguments import Call
    from kg.picture import Measure

DEFAULT = os.path.join("out", "graph.html")
MEASURES = ("acts", "degree", "betweenness")


def run(call: Call) -> int:
    """Write the picture, and print its path and size."""
    from kg.errors import UsageError
    from kg.graph import Graph

    if call.options("param") and call.option("query") is None:
        raise UsageError("--param belongs to --query", None, "kg view --query NAME -p k=v")
    path = call.text("out", DEFAULT)
    _check_extension(path)
    told = call.option("story")
    story: Sequence[Mapping[str, str]] = ()
    if told is not None:
        from kg.picture import read_story

        story = read_story(told)
    graph = Graph(call.workspace(), progress=call.note)
    graph.workspace.spare(path)
    call.note("drawing")
    made = graph.view(
        about=call.option("about"),
        kind=call.option("type"),
        start=call.option("from"),
        end=call.option("to"),
        as_of=call.option("as-of"),
        query=call.option("query"),
        params=dict(call.pairs("param")),
        measure=cast("Measure", call.option("measure", "acts")),
        title=call.option("title"),
        sparql=call.flag("sparql"),
        story=story,
    )
    size = made.save(path)
    call.out(f"{path}: {size / 1_000_000:.2f} MB, {made.things} things, {made.lines} direct lines; opens in any browser, without network")
    if call.flag("open"):
        import webbrowser
        from pathlib import Path

        if not webbrowser.open(Path(path).resolve().as_uri()):
            call.warn("no browser could be started; open the file yourself")
    return 0


def _check_extension(path: str) -> None:
    """Raise UsageError if the name of a file promises another format than HTML."""
    extension = os.path.splitext(path)[1].lower()
    if extension in ("", ".html", ".htm"):
        return
    from kg.errors import UsageError
    from kg.export.writing import WRITERS
    from kg.files import did_you_mean, nearest

    possible = f"`kg dump {path}` writes the graph in this format" if extension in WRITERS else "use .html; `kg dump` writes other formats"
    hint = did_you_mean(nearest(extension, (".html",), 1), possible)
    raise UsageError(f"the picture is an HTML file and cannot be written as {extension}", path, hint)


VERB = Verb(
    name="view",
    summary="write the interactive picture as one HTML file",
    usage="[OUT.html]",
    positionals=(Positional("out", f"the file to write (default: {DEFAULT})", optional=True),),
    options=(
        Option("about", "NAME", "only what is around a person, state, organization, act..."),
        Option("type", "KIND", "only acts of a kind (Recognition, Visit...), or only things of a kind with their acts"),
        Option("from", "DATE", "only what may have happened on that date or later"),
        Option("to", "DATE", "only what may have happened on that date or earlier"),
        Option("as-of", "DATE", "open the view as of that date"),
        Option("query", "NAME", "only the triples of a stored query or file: a CONSTRUCT, or SELECT ?s ?p ?o"),
        Option("param", "k=v", "a parameter of the query", short="p", repeat=True),
        Option("measure", "MEASURE", "what the size of nodes shows at first: acts, or", choices=MEASURES),
        Option("title", "TEXT", "the heading"),
        Option("sparql", None, "include the query engine, for queries without a network"),
        Option("story", "FILE", "open the view as a story: a JSON file with views, each with a caption and an address"),
        Option("open", None, "open it in the browser"),
    ),
    examples=(
        "kg view",
        "kg view out/1974.html --from 1974 --to 1975 --title 'Lahore and Rabat'",
        "kg view out/abbas.html --about 'Mahmoud Abbas'",
        "kg view out/ask.html --sparql --open",
        "kg view out/story.html --story story.json",
    ),
    description="One file that opens with a double click, without network or server. What is only hedged, rumoured, conditional or said\n"
    "by a speaker is in the file, but hidden until the reader switches it on, and then marked. A story file is a JSON list:\n"
    '[{"caption": "...", "address": "as-of=1974-02-22"}], where an address is what stands after the # of a link to a view.',
    run=run,
)
