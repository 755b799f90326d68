"""``kg path``: the shortest chains of acts between two agents, with the passages that report each step."""

from __future__ import annotations

from kg.cli.arguments import Option, Positional, Verb

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kg.cli.arguments import Call


def run(call: Call) -> int:
    """Print the chains; the exit code is 1 if there is none."""

    limit = call.number("limit", 5)
    found = call.graph().path(call.text("a"), call.text("b"), limit=limit)
    if call.flag("json"):
        import json

        call.out(json.dumps(found.to_json(), ensure_ascii=False, indent=2))
    else:
        call.write(str(found))
    return 0 if found else 1


VERB = Verb(
    name="path",
    summary="the shortest chains of acts between two agents",
    usage="A B",
    positionals=(Positional("a", "an agent: label, alias, slug or IRI"), Positional("b", "another")),
    options=(Option("limit", "N", "at most N chains (default: 5)"), Option("json", None, "print JSON")),
    examples=("kg path 'Mahmoud Abbas' Israel", "kg path Pakistan Egypt --json"),
    description="Each step is a relation that a rule infers from acts that a source states as fact. Exit code 1: there is no chain.",
    run=run,
)
