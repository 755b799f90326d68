"""``kg query``: run a stored query, a file, or standard input."""

from __future__ import annotations

import sys

from kg.cli.arguments import Option, Positional, Verb

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kg.cli.arguments import Call
    from kg.errors import LimitReached
    from kg.results import Table
    from kg.sparql.stored import StoredQuery
    from kg.workspace import Workspace

FORMATS = ("table", "csv", "tsv", "json", "xml", "md", "ttl", "parquet")


def run(call: Call) -> int:
    """Answer one query; 1 for an ASK that is false."""
    from kg.cli import output
    from kg.files import visible
    from kg.query.running import InProcess

    # This process evaluates the query: starting another one would take longer than most answers.
    graph = call.graph(lambda snapshot: InProcess(snapshot.store, _leave))
    query = _query(call, graph.workspace)
    _check_format(call, query)
    _check_output(call, graph.workspace)
    if call.flag("print"):
        call.write(graph.bound(query, _once(call.pairs("param"))))
        return 0
    answer = graph.query(
        query,
        _once(call.pairs("param")),
        cite=call.flag("cite"),
        as_of=call.option("as-of"),
        rows=call.number_or_none("rows"),
        seconds=call.number_or_none("seconds"),
        engine=call.option("engine"),
        tables=call.option("tables"),
    )
    code = _print(call, answer) if call.option("output") is None else _save(call, graph.workspace, answer)
    if query.params:
        for line in graph.remarks(query, _once(call.pairs("param")), as_of=call.option("as-of"), empty=_nothing(answer)):
            output.tell(visible(f"  {line}" if _nothing(answer) else f"note: {line}"))
    return code


def _check_output(call: Call, ws: Workspace) -> None:
    """Refuse a file that is one of the workspace, and Parquet on standard output."""
    from kg.errors import UsageError

    path = call.option("output")
    if path is not None:
        ws.spare(path)
    elif call.option("format") == "parquet":
        raise UsageError("Parquet is for a file", None, "name it: kg query NAME -f parquet -o FILE.parquet")


def _save(call: Call, ws: Workspace, answer: Table) -> int:
    """Write an answer into a file; 1 for an ASK that is false."""
    from kg.results import Truth

    path = str(call.option("output"))
    style = "json" if call.flag("json") else call.option("format") or _style_of(path)
    if style == "parquet":
        from kg.results.columnar import parquet

        data = parquet(answer, call.flag("labels"))
    else:
        data = answer.text(style, labels=call.flag("labels")).encode("utf-8")
    ws.write(path, data)
    call.out(f"{path}: {len(data):,} bytes, {len(answer):,} row{'' if len(answer) == 1 else 's'}")
    if answer.cut:
        call.warn(answer.cut)
    return 0 if not isinstance(answer, Truth) or answer else 1


def _style_of(path: str) -> str:
    """The format that the extension of a file determines; CSV for others."""
    extension = path.rpartition(".")[2].lower()
    return extension if extension in FORMATS and extension != "table" else "csv"


def _nothing(answer: Table) -> bool:
    """Whether an answer has no rows; the answer to an ASK always has one."""
    return not answer.rows


def _leave(problem: LimitReached) -> None:
    """Report a query that took too long or too much memory, and end the process."""
    from kg.cli import output

    output.complain(problem)
    output.leave(problem.exit_code)


def _query(call: Call, ws: Workspace) -> StoredQuery:
    """The query that a user names: ``-`` for standard input, a file, or the name of a stored query."""
    from kg.sparql.stored import find_or_load, parse

    name = call.text("name")
    if name == "-":
        return parse(_standard_input(), "standard input")
    return find_or_load(ws, name)


def _standard_input() -> str:
    """The query on standard input."""
    from kg.errors import QueryError, UsageError
    from kg.sparql.limits import MOST_CHARACTERS

    if sys.stdin is None:
        raise UsageError("standard input is closed", None, "kg query - reads the query from it")
    try:
        return sys.stdin.read(MOST_CHARACTERS + 1)
    except UnicodeDecodeError as error:
        raise QueryError(f"the query is not UTF-8: {error.reason}", "standard input", "encode it in UTF-8") from error


def _check_format(call: Call, query: StoredQuery) -> None:
    """Refuse Turtle for an answer that has more than triples."""
    beside = "cite" if call.flag("cite") else "as-of" if call.option("as-of") is not None else None
    if beside is not None and call.option("format") == "ttl" and query.form in {"CONSTRUCT", "DESCRIBE"}:
        from kg.errors import UsageError

        hint = "`kg why S P O -f ttl` writes the evidence of one triple in Turtle" if beside == "cite" else "filter by date in the query"
        hint = f"leave out --{beside}, or use -f csv, tsv, json or xml; {hint}"
        raise UsageError(f"-f ttl cannot hold what --{beside} adds to the triples", None, hint)


def _once(pairs: list[tuple[str, str]]) -> dict[str, str]:
    """The parameters of the call. Raises UsageError if one is given twice."""
    from kg.errors import UsageError

    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(name for name, _ in pairs if [each for each, _ in pairs].count(name) > 1)
        raise UsageError(f"the parameter {twice!r} is given twice", None, "a parameter takes one value")
    return found


def _print(call: Call, answer: Table) -> int:
    """Print an answer in the format asked for; the exit code."""
    from kg.cli import output
    from kg.results import Truth

    terminal = sys.stdout.isatty()
    style = "json" if call.flag("json") else call.option("format") or ("table" if terminal else "csv")
    shown = None
    if style == "table":
        from kg.settings import setting

        shown = setting("table_rows") if terminal else None
    call.write(answer.text(style, output.width(), shown, call.flag("labels")))
    if answer.cut:
        call.warn(answer.cut)
    if shown is not None and len(answer) > shown:
        left_out = len(answer) - shown
        output.tell(f"{left_out} more row{'' if left_out == 1 else 's'}: -f csv shows all")
    if isinstance(answer, Truth):
        return 0 if answer else 1
    if not answer.rows:
        output.tell("no rows: nothing that is held answers this")
    return 0


VERB = Verb(
    name="query",
    summary="run a stored query, a file, or standard input",
    usage="NAME|FILE|- [-p k=v]...",
    description="Stored queries and their parameters are listed by `kg queries`. A parameter that is an entity takes a label, an alias, a\n"
    "slug, a CURIE or an IRI; a date takes EDTF. Tables show labels, and dates in words. Data formats have IRIs, and\n"
    "the columns of the query. Counts over a large graph are computed from its tables (docs/scaling.md).",
    positionals=(Positional("name", "a stored query, a file, or - for standard input"),),
    options=(
        Option("param", "k=v", "a parameter of the query", short="p", repeat=True),
        Option("format", "FORMAT", "table on a terminal, csv in a pipe, or one of", short="f", choices=FORMATS),
        Option("json", None, "the same as -f json"),
        Option("output", "FILE", "write the answer to this file, by default in the format of its extension", short="o"),
        Option("cite", None, "add to each row its passages, standing, speaker, witnesses and notes"),
        Option("as-of", "DATE", "only what was so as of that date; what is undecided is marked"),
        Option("print", None, "print the query with its parameters bound and its prefixes declared, and do not run it"),
        Option("labels", None, "labels instead of IRIs in data formats too; CSV is then safe for spreadsheets"),
        Option("rows", "N", "stop after N rows; 0 for no limit"),
        Option("seconds", "N", "stop after N seconds; 0 for no limit"),
        Option("engine", "ENGINE", "what counts: sparql, duckdb (from the tables), or sc://HOST:PORT (Spark); by default the faster one"),
        Option("tables", "ADDRESS", "with Spark: where the cluster reads the tables, such as s3a://bucket/tables"),
    ),
    examples=(
        "kg query acts-between -p a=Pakistan -p b=Israel --cite",
        "kg query chronology -p agent=Pakistan --as-of 1987-12-31",
        "kg query visits -p place=Pakistan --print > visits.rq",
        "kg query dyad-years -p from=1970 -o dyads.parquet",
        "echo 'SELECT ?state { ?state a dip:State }' | kg query - -f csv",
    ),
    run=run,
)
