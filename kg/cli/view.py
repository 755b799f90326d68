"""``kg view``: write the interactive picture as one HTML file, or the principal parties as a figure for print."""

from __future__ import annotations

import os
from typing import cast

from kg.cli.arguments import Option, Positional, Verb

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import TypedDict

    from kg.cli.arguments import Call
    from kg.graph import Graph
    from kg.picture import Measure, Theme

    class _Part(TypedDict):
        about: str | None
        kind: str | None
        start: str | None
        end: str | None
        as_of: str | None
        query: str | None
        params: dict[str, str]
        title: str | None


DEFAULT = os.path.join("out", "graph.html")
MEASURES = ("acts", "degree", "betweenness")
THEMES = ("light", "dark")
SIZE = "1440x900"


def run(call: Call) -> int:
    """Write the picture, the figure, or both, and print their paths and sizes."""
    from kg.errors import UsageError

    if call.options("param") and call.option("query") is None:
        raise UsageError("--param belongs to --query", None, "kg view --query NAME -p k=v")
    figure = call.option("figure")
    for name in ("size", "theme"):
        if figure is None and call.option(name) is not None:
            raise UsageError(f"--{name} belongs to --figure", None, f"kg view --figure FILE.svg --{name} ...")
    path = call.text("out", DEFAULT if figure is None else "")
    for name in ("text", "story", "sparql", "measure"):
        if not path and (call.flag(name) if name == "sparql" else call.option(name) is not None):
            raise UsageError(f"--{name} belongs to the picture", None, f"name its file: kg view OUT.html --figure FILE.svg --{name} ...")
    if path:
        _check_extension(path)
    if figure is not None:
        _check_figure(figure)
    told = call.option("story")
    story: Sequence[Mapping[str, str]] = ()
    if told is not None:
        from kg.picture import read_story

        story = read_story(told)
    graph = call.graph()
    for each in filter(None, (path, figure)):
        graph.workspace.spare(each)
    call.note("drawing")
    _import_libraries()
    if figure is not None:
        _draw_figure(call, graph, figure)
    if path:
        _draw_picture(call, graph, path, story)
    if call.flag("open"):
        import webbrowser
        from pathlib import Path

        if not webbrowser.open(Path(path or figure or "").resolve().as_uri()):
            call.warn("no browser could be started; open the file yourself")
    return 0


def _import_libraries() -> None:
    """Import what draws the picture, while another thread reads the snapshot (`kg.snapshot.early`)."""
    import networkx  # noqa: F401
    import numpy  # noqa: F401
    import pyvis.network  # noqa: F401


def _part(call: Call) -> _Part:
    """What is drawn, in the picture and in the figure."""
    return {
        "about": call.option("about"),
        "kind": call.option("type"),
        "start": call.option("from"),
        "end": call.option("to"),
        "as_of": call.option("as-of"),
        "query": call.option("query"),
        "params": dict(call.pairs("param")),
        "title": call.option("title"),
    }


def _draw_picture(call: Call, graph: Graph, path: str, story: Sequence[Mapping[str, str]]) -> None:
    """Write the picture, and say of which copies it quotes."""
    from kg.picture.quoting import mismatches, notice

    made = graph.view(
        **_part(call),
        measure=cast("Measure", call.option("measure", "acts")),
        sparql=call.flag("sparql"),
        texts=call.option("text"),
        story=story,
    )
    if made.texts is not None:
        for why in mismatches(made.texts):
            call.warn(why)
    if not made.things:
        from kg.picture.part import how_to_begin

        call.warn(f"the graph is empty: {how_to_begin(graph.workspace)}")
    size = made.save(path)
    call.out(f"{path}: {size / 1_000_000:.2f} MB, {made.things} things, {made.lines} direct lines; opens in any browser, without network")
    if made.texts is not None and (line := notice(made.texts)):
        call.out(line)


def _draw_figure(call: Call, graph: Graph, path: str) -> None:
    """Write the figure."""
    made = graph.figure(
        **_part(call),
        size=call.option("size", SIZE) or SIZE,
        theme=cast("Theme", call.option("theme", "light")),
    )
    size = made.save(path)
    shown, lines, labels = len(made.sheet.agents), len(made.sheet.strokes), len(made.sheet.plates)
    call.out(
        f"{path}: {size / 1_000:.0f} kB, {made.sheet.wide:g} x {made.sheet.high:g} pixels, {shown} agents, {lines} lines, {labels} labelled"
    )


def _check_figure(path: str) -> None:
    """Raise UsageError if the name of a file promises another format than SVG."""
    extension = os.path.splitext(path)[1].lower()
    if extension == ".svg":
        return
    from kg.errors import UsageError

    what = f"cannot be written as {extension}" if extension else "needs a name that ends in .svg"
    raise UsageError(f"the figure is an SVG file and {what}", path, "kg view --figure out/figure.svg")


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
        Option("as-of", "DATE", "open the view as of that date; in a figure, only what may have happened by then"),
        Option("query", "NAME", "only the triples of a stored query or file: a CONSTRUCT, or SELECT ?s ?p ?o"),
        Option("param", "k=v", "a parameter of the query", short="p", repeat=True),
        Option("measure", "MEASURE", "what the size of nodes shows at first: acts, or", choices=MEASURES),
        Option("title", "TEXT", "the heading"),
        Option("sparql", None, "include the query engine, for queries without a network"),
        Option("text", "DIR", "quote the passages from your own copies of the texts in this folder"),
        Option(
            "figure",
            "FILE.svg",
            "draw the principal parties as a figure for print; the picture only if OUT is given",
        ),
        Option("size", "WxH", f"the width and height of the figure in pixels (default: {SIZE})"),
        Option("theme", "THEME", "the colours of the figure", choices=THEMES),
        Option("story", "FILE", "open the view as a story: a JSON file with views, each with a caption and an address"),
        Option("open", None, "open it in the browser"),
    ),
    examples=(
        "kg view",
        "kg view out/1974.html --from 1974 --to 1975 --title 'Lahore and Rabat'",
        "kg view out/abbas.html --about 'Mahmoud Abbas'",
        "kg view out/ask.html --sparql --open",
        "kg view out/quoted.html --text ~/texts",
        "kg view --figure out/figure.svg --theme dark",
        "kg view out/story.html --story story.json",
    ),
    description="One file that opens with a double click, without network or server. What is only hedged, rumoured, conditional or said\n"
    "by a speaker is in the file, but hidden until the reader switches it on, and then marked.\n"
    "With --text, the file holds sentences of the texts, whose licences then apply to it; copies that do not match are named.\n"
    'A story file is a JSON list: [{"caption": "...", "address": "as-of=1974-02-22"}], where an address is what stands after the # of a\n'
    "link to a view.\n"
    "A figure shows the principal parties, which chancery.toml names, and the agents with the strongest ties to them; the strongest lines\n"
    "are labelled with what was done and when.",
    run=run,
)
