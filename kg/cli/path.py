"""``kg path``: the shortest chains of acts between two agents, with the passages that report each step."""

from __future__ import annotations

from kg.cli.arguments import Option, Positional, Verb

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kg.cli.arguments import Call


def run(call: Call) -> int:
    """Print the chains; the exit code is 1 if there is none."""
    from kg.build import ensure
    from kg.network.path import path
    from kg.network.path_text import as_json, as_text
    from kg.network.projection import project
    from kg.record.names import Names

    workspace = call.workspace()
    limit = call.number("limit", 5)
    snapshot = ensure(workspace, call.note)
    names = Names(snapshot.store, workspace.prefixes(), workspace.language)
    found = path(names, project(workspace, snapshot), call.text("a"), call.text("b"), limit)
    if call.flag("json"):
        import json

        call.out(json.dumps(as_json(found), ensure_ascii=False, indent=2))
    else:
        call.write(as_text(found))
    return 0 if found else 1


VERB = Verb(
    name="path",
    summary="the shortest chains of acts between two agents",
    usage="A B",
    positionals=(Positional("a", "an agent: label, alias, slug or IRI"), Positional("b", "another")),
    options=(Option("limit", "N", "at most N chains (5 without it)"), Option("json", None, "print JSON")),
    examples=("kg path 'Mahmoud Abbas' Israel", "kg path Pakistan Egypt --json"),
    description="Each step is a relation that a rule infers from acts which a source states as fact. Exit code 1: there is no chain.",
    run=run,
)
