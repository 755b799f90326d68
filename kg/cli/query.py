"""``kg query``: run a stored query, a file, or standard input."""

from __future__ import annotations

import os
import sys

from kg.cli.arguments import Option, Positional, Verb
from kg.cli.output import width

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from kg.cli.arguments import Call
    from kg.query.stored import StoredQuery
    from kg.results import Table
    from kg.workspace import Workspace

FORMATS = ("table", "csv", "tsv", "json", "xml", "md", "ttl")


def run(call: Call) -> int:
    """Answer one query; 1 for an ASK that is false."""
    from kg.build import ensure
    from kg.query.answer import evaluate, prepare, values
    from kg.record.names import Names
    from kg.settings import setting

    ws = call.workspace()
    query = _query(ws, call.text("name"))
    _check_format(call, query)
    snapshot = ensure(ws, call.note)
    names = Names(snapshot.store, ws.prefixes(), ws.language)
    bound = values(query, _once(call.pairs("param")), names)
    as_of = call.option("as-of")
    day = None if as_of is None else day_of(as_of)
    seconds = call.number("seconds", setting("query_seconds"))
    rows = call.number("rows", setting("query_rows"))
    disarm = _stop_after(seconds)
    stamp = f"{query.name} over snapshot {snapshot.digest[:12]} of {snapshot.title}. {ws.citation}".strip()
    try:
        answer = evaluate(snapshot.store, prepare(query, bound, snapshot.store, names.prefixes), names, rows or None, stamp)
        if day is not None:
            from kg.explain.answers import with_dates

            answer = with_dates(answer, query.cite, day)
        if call.flag("cite"):
            from kg.explain.answers import with_evidence
            from kg.snapshot.proofs import Proofs

            answer = with_evidence(answer, query.cite, Proofs(snapshot.proofs_file))
    finally:
        disarm()
    return _print(call, answer)


def _query(ws: Workspace, name: str) -> StoredQuery:
    """The query that a user means: ``-`` for standard input, a file, or a stored query's name."""
    from kg.query.stored import find, load, parse

    if name == "-":
        return parse(sys.stdin.read(), "standard input")
    if (os.sep in name or name.endswith((".rq", ".sparql"))) and os.path.isfile(name):
        return load(name)
    return find(ws, name)


def _check_format(call: Call, query: StoredQuery) -> None:
    """Refuse Turtle for an answer that is no longer triples alone."""
    beside = "cite" if call.flag("cite") else "as-of" if call.option("as-of") is not None else None
    if beside is not None and call.option("format") == "ttl" and query.form in {"CONSTRUCT", "DESCRIBE"}:
        from kg.errors import UsageError

        hint = "`kg why S P O -f ttl` gives the evidence of one triple in Turtle" if beside == "cite" else "filter by date in the query"
        hint = f"leave out --{beside}, or take -f csv, tsv, json or xml; {hint}"
        raise UsageError(f"-f ttl has no room for what --{beside} adds to the triples", None, hint)


def _once(pairs: list[tuple[str, str]]) -> dict[str, str]:
    """The parameters that a user gives, none of them twice."""
    from kg.errors import UsageError

    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(name for name, _ in pairs if [each for each, _ in pairs].count(name) > 1)
        raise UsageError(f"the parameter {twice!r} is given twice", None, "a parameter takes one value")
    return found


def day_of(text: str) -> date:
    """The last day of a date in EDTF: "as of 1987" is as of its end."""
    from kg.dates import DateProblem, parse_edtf
    from kg.errors import UsageError

    try:
        latest = parse_edtf(text).latest
    except DateProblem as error:
        raise UsageError(f"--as-of wants a date, not {text!r}", None, error.hint or "such as 1987-12-31") from error
    if latest is None:
        raise UsageError(f"--as-of wants a date that ends: {text!r}", None, "such as 1987-12-31")
    return latest


def _print(call: Call, answer: Table) -> int:
    """Print an answer as asked; the exit code."""
    from kg.results import Truth

    terminal = sys.stdout.isatty()
    style = "json" if call.flag("json") else call.option("format") or ("table" if terminal else "csv")
    shown = None
    if style == "table":
        from kg.settings import setting

        shown = setting("table_rows") if terminal else None
    call.write(answer.text(style, width(), shown, call.flag("labels")))
    if answer.cut:
        call.warn(answer.cut)
    if shown is not None and len(answer) > shown:
        sys.stderr.write(f"{len(answer) - shown} more rows: -f csv shows all\n")
    if isinstance(answer, Truth):
        return 0 if answer else 1
    if not answer.rows:
        sys.stderr.write("no rows: nothing that is held answers this\n")
    return 0


def _stop_after(seconds: int) -> Callable[[], None]:
    """Stop this process with an error after so many seconds (0: never), unless the function that is given back is called before.

    The engine cannot be told to stop, and leaves the interpreter's lock while it works: so another thread ends the process.
    """
    if not seconds:
        return lambda: None
    import _thread

    from kg.cli import output
    from kg.errors import LimitReached

    lock = _thread.allocate_lock()
    lock.acquire()

    def watch() -> None:
        if not lock.acquire(True, seconds):
            hint = "raise it with --seconds N (0 for none), or ask for less"
            output.complain(LimitReached(f"the query was stopped after {seconds} seconds", None, hint))
            sys.stderr.flush()
            os._exit(LimitReached.exit_code)

    _thread.start_new_thread(watch, ())
    return lock.release


VERB = Verb(
    name="query",
    summary="run a stored query, a file, or standard input",
    usage="NAME|FILE|- [-p k=v]...",
    description="Stored queries and their parameters are listed by `kg queries`. A parameter that is an entity takes a label, an alias, a\n"
    "slug, a CURIE or an IRI; a date takes EDTF. Tables show labels, data formats IRIs.",
    positionals=(Positional("name", "a stored query, a file, or - for standard input"),),
    options=(
        Option("param", "k=v", "a parameter of the query", short="p", repeat=True),
        Option("format", "FORMAT", "table on a terminal, csv in a pipe, or one of", short="f", choices=FORMATS),
        Option("json", None, "the same as -f json"),
        Option("cite", None, "add to each row its passages, standing, speaker, witnesses and notes"),
        Option("as-of", "DATE", "only what was so by that date; what is undecided is marked"),
        Option("labels", None, "labels instead of IRIs in data formats too"),
        Option("rows", "N", "stop after N rows; 0 for no limit"),
        Option("seconds", "N", "stop after N seconds; 0 for no limit"),
    ),
    examples=(
        "kg query acts-between -p a=Pakistan -p b=Israel --cite",
        "kg query chronology -p agent=Pakistan --as-of 1987-12-31",
        "echo 'SELECT ?state { ?state a dip:State }' | kg query - -f csv",
    ),
    run=run,
)
