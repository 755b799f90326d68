"""``kg queries``: the stored queries with their parameters."""

from __future__ import annotations

from kg.cli.arguments import Option, Positional, Verb

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kg.cli.arguments import Call
    from kg.errors import KgError
    from kg.sparql.stored import Param, StoredQuery


def run(call: Call) -> int:
    """List the stored queries, or describe one. Those that cannot be used are reported after the others."""
    from kg.cli.output import complain
    from kg.errors import NameNotFound

    graph = call.graph()
    ws = graph.workspace
    problems: list[KgError] = []
    try:
        found = [graph.stored(call.text("name"))] if call.has("name") else graph.queries(call.option("tag"), on_error=problems.append)
    except NameNotFound:  # the query with the name or the tag may be one that cannot be used
        for problem in problems:
            complain(problem)
        raise
    if call.flag("json"):
        import json

        call.out(json.dumps([{**query.to_json(), "path": ws.display(query.path)} for query in found], ensure_ascii=False, indent=1))
    elif call.has("name"):
        call.write(described(found[0], ws.display(found[0].path)))
    else:
        width = max(len(query.name) for query in found)
        for query in found:
            call.out(f"{query.name:{width}}  {query.summary}")
            if query.params:
                call.out(f"{'':{width}}    {'  '.join(map(_usage, query.params))}")
    for problem in problems:
        complain(problem)
    return max((problem.exit_code for problem in problems), default=0)


def described(query: StoredQuery, path: str) -> str:
    """The description of one query: what it answers, each parameter, an example, its file."""
    from kg.cli.output import width
    from kg.results.layout import wrap

    lines = [f"{query.name}: {query.summary}"]
    if query.description:
        lines += ["", *wrap(query.description, width())]
    if query.params:
        lines += ["", "parameters:"]
        side = max(len(_usage(param)) for param in query.params)
        for param in query.params:
            facts = [param.help] if param.help else []
            if param.choices:
                facts.append("one of " + ", ".join(param.choices))
            if param.type == "date" and param.end == "last":
                facts.append("the last day of a period")
            lines.append(f"  {_usage(param):{side}}  {param.type}: {'; '.join(facts)}")
    wanted = " ".join(f"-p {param.name}=..." for param in query.params if param.required)
    lines += ["", f"tags: {', '.join(query.tags)}", f"run:  kg query {query.name} {wanted}".rstrip(), f"file: {path}"]
    return "\n".join(lines) + "\n"


def _usage(param: Param) -> str:
    """A parameter as it is written on the command line; in brackets if it may be left out."""
    if param.default is not None:
        return f"[{param.name}={param.default}]"
    return f"{param.name}=" if param.required else f"[{param.name}=]"


VERB = Verb(
    name="queries",
    summary="list the stored queries with their parameters",
    usage="[NAME]",
    description=(
        "Parameters in brackets may be left out. A workspace's own queries/*.rq add to those that come with the package. A file that "
        "cannot be used is reported, and the others are listed. Exit code 3: a query file is invalid. 4: it cannot be read or is too "
        "large."
    ),
    positionals=(Positional("name", "the query to describe", optional=True),),
    options=(
        Option("tag", "TAG", "only those with this tag, such as time or doubt"),
        Option("json", None, "print JSON"),
    ),
    examples=("kg queries", "kg queries acts-between", "kg queries --tag doubt"),
    run=run,
)
