"""``kg promote``: make rows of a coded source acts of the curated data."""

from __future__ import annotations

import json

from kg.cli.arguments import Option, Positional, Verb

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kg.cli.arguments import Call


def run(call: Call) -> int:
    """Promote the rows and say what was made of them."""
    from kg.cli import output
    from kg.graph import Graph

    graph = Graph(call.workspace(), progress=call.note)
    made = graph.promote(call.texts("row"))
    if call.flag("json"):
        call.out(json.dumps(made.to_json(), ensure_ascii=False, indent=1))
        return 0
    call.write(str(made))
    if made.acts:
        output.tell("read and correct the acts in the data file, then run `kg check`")
    return 0


VERB = Verb(
    name="promote",
    summary="make rows of a coded source acts of the curated data",
    usage="ROW...",
    description="A row that matters becomes a passage, an assertion graph and an act, in data/coded/, where a curator can correct them\n"
    "like any other. The line of the row is kept in texts/. Addresses of rows are listed by `kg rows`. A row that was\n"
    "promoted before adds nothing.",
    positionals=(Positional("row", "the address of a row", many=True),),
    options=(Option("json", None, "print JSON"),),
    examples=("kg promote https://w3id.org/chancery/pk-ps/record/unga/1582-PK",),
    run=run,
)
