"""``kg view``: write the interactive picture as one HTML file."""

from __future__ import annotations

import os

from kg.cli.arguments import Option, Positional, Verb

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kg.answer import Table
    from kg.cli.arguments import Call
    from kg.names import Names
    from kg.store import Snapshot
    from kg.terms import Term
    from kg.workspace import Workspace

DEFAULT = os.path.join("out", "graph.html")
MEASURES = ("acts", "degree", "betweenness")


def run(call: Call) -> int:
    """Write the picture, and say where it is and how large."""
    from kg.build import ensure
    from kg.names import Names
    from kg.picture import picture

    ws = call.workspace()
    snapshot = ensure(ws, call.note)
    names = Names(snapshot.store, ws.prefixes(), ws.language)
    about, kind, query = call.option("about"), call.option("type"), call.option("query")
    start, end, as_of = (_day(call, name, last) for name, last in (("from", False), ("to", True), ("as-of", True)))
    made = picture(
        ws,
        snapshot,
        about=names.find(about).value if about is not None else None,
        kind=_kind(names, kind) if kind is not None else None,
        start=start,
        end=end,
        as_of=as_of,
        triples=_triples(call, ws, snapshot, names, query) if query is not None else None,
        query=query or "",
        measure=call.option("measure") or "acts",
        title=call.option("title"),
        sparql=call.flag("sparql"),
    )
    path = call.text("out", DEFAULT)
    call.note("writing the picture")
    size = made.save(path)
    nodes, edges = len(made.data["nodes"]), len(made.data["edges"])
    call.out(f"{path}: {size / 1_000_000:.2f} MB, {nodes} things, {edges} direct lines; opens in any browser, without network")
    if call.flag("open"):
        import webbrowser
        from pathlib import Path

        if not webbrowser.open(Path(path).resolve().as_uri()):
            call.warn("no browser could be started; open the file yourself")
    return 0


def _day(call: Call, option: str, last: bool) -> str:
    """The first or last day of a date option, as an ISO day; empty without the option.

    Raises:
        UsageError: it is no date, or one without that end.
    """
    from kg.dates import DateProblem, parse_edtf
    from kg.errors import UsageError

    text = call.option(option)
    if text is None:
        return ""
    try:
        bounds = parse_edtf(text)
    except DateProblem as error:
        raise UsageError(f"--{option} wants a date, not {text!r}", None, error.hint or "such as 1974, 1974-02 or 1974-02-22") from error
    day = bounds.latest if last else bounds.earliest
    if day is None:
        raise UsageError(f"--{option} wants a date that is closed: {text!r}", None, "such as 1974, 1974-02 or 1974-02-22")
    return day.isoformat()


def _kind(names: Names, text: str) -> str:
    """The IRI of a class by its name, CURIE or IRI.

    Raises:
        NameNotFound: no class has that name; the nearest are in the hint.
    """
    from difflib import get_close_matches

    from kg.errors import NameNotFound
    from kg.names import fold, slug
    from kg.projection.reading import TYPE, read
    from kg.terms import expand

    model = read(names.store, names.prefixes.get("e", "").removesuffix("id/"), language=names.language)
    iri = text.strip("<>") if "://" in text else expand(text, names.prefixes)
    classes = {up for node in model.nodes.values() for kind in node.kinds for up in model.ancestors(kind)} - {TYPE}
    by_name = {fold(name): each for each in sorted(classes) for name in (slug(each), model.label(each))}
    found = iri if iri in classes else by_name.get(fold(text))
    if found is None:
        near = get_close_matches(fold(text), by_name, 3, 0.5)
        shown = [model.label(by_name[name]) for name in near]
        hint = f"did you mean {' or '.join(dict.fromkeys(shown))}?" if shown else "such as --type Recognition or --type State"
        raise NameNotFound(f"no kind of act or thing in the graph is called {text!r}", None, hint, shown)
    return found


def _triples(call: Call, ws: Workspace, snapshot: Snapshot, names: Names, name: str) -> list[tuple[Term | None, ...]]:
    """What a query gives, as rows of subject, predicate, object.

    Raises:
        UsageError: it is neither a CONSTRUCT nor a SELECT with ?s, ?p and ?o, or gives nothing to draw.
    """
    from kg.answer import evaluate, values
    from kg.catalogue import find, load
    from kg.errors import UsageError

    is_file = (os.sep in name or name.endswith((".rq", ".sparql"))) and os.path.isfile(name)
    query = load(name) if is_file else find(ws, name)
    answer: Table = evaluate(snapshot.store, query, values(query, dict(call.pairs("param")), names), names)
    columns = [variable.lstrip("?") for variable in answer.variables]
    hint = "a CONSTRUCT, or SELECT ?s ?p ?o ..., becomes a picture; other answers are tables: kg query " + name
    if columns[:3] in (["subject", "predicate", "object"], ["s", "p", "o"]):
        places = (0, 1, 2)
    elif {"s", "p", "o"} <= set(columns):
        places = (columns.index("s"), columns.index("p"), columns.index("o"))
    else:
        raise UsageError(f"{query.name} gives {', '.join(columns) or 'no rows'}: nothing that can be drawn", query.path, hint)
    rows = [tuple(row[place] for place in places) for row in answer.rows]
    rows = [row for row in rows if None not in row]
    if not rows:
        raise UsageError(f"{query.name} gives nothing to draw", query.path, "see what it gives: kg query " + name)
    return rows


VERB = Verb(
    name="view",
    summary="write the interactive picture as one HTML file",
    usage="[OUT.html]",
    positionals=(Positional("out", f"where to; {DEFAULT} without it", optional=True),),
    options=(
        Option("about", "NAME", "only what is around a person, state, organization, act..."),
        Option("type", "KIND", "only acts of a kind (Recognition, Visit...), or only things of a kind with their acts"),
        Option("from", "DATE", "only what may have happened on that date or later"),
        Option("to", "DATE", "only what may have happened on that date or earlier"),
        Option("as-of", "DATE", "open the view as of that date"),
        Option("query", "NAME", "only what a stored query or a file gives: a CONSTRUCT, or SELECT ?s ?p ?o"),
        Option("param", "k=v", "a parameter of the query", short="p", repeat=True),
        Option("measure", "MEASURE", "what the size of nodes shows at first: acts, or", choices=MEASURES),
        Option("title", "TEXT", "the heading"),
        Option("sparql", None, "put the query engine into the file too, so that it can be asked offline"),
        Option("open", None, "open it in the browser"),
    ),
    examples=(
        "kg view",
        "kg view out/1974.html --from 1974 --to 1975 --title 'Lahore and Rabat'",
        "kg view out/abbas.html --about 'Mahmoud Abbas'",
        "kg view out/ask.html --sparql --open",
    ),
    description="One file that opens by a double click, without network or server. What is only hedged, rumoured, conditional or said by\n"
    "a speaker is in the file, off until the reader switches it on, and then marked.",
    run=run,
)
