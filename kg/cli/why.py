"""``kg why``: the assertions and rules behind a triple, down to passages."""

from __future__ import annotations

from kg.cli.arguments import Option, Positional, Verb

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kg.cli.arguments import Call


def run(call: Call) -> int:
    """Explain one triple. Returns 1 if it is not held."""
    graph = call.graph()
    found = graph.why(call.text("s"), call.text("p"), call.text("o"))
    style = "json" if call.flag("json") else call.option("format", "text")
    if style == "json":
        import json

        call.out(json.dumps(found.to_json(), ensure_ascii=False, indent=1))
    elif style == "ttl":
        call.write(graph.proof(found).text("ttl"))
    else:
        call.write(str(found))
    return 0 if found.held else 1


VERB = Verb(
    name="why",
    summary="the assertions and rules behind a triple, down to passages",
    usage="S P O",
    description="Subject, property and object are given by label, alias, slug, CURIE or IRI; the property `a` asks for a type.\n"
    "For a triple that is not held: the nearest claims and why they do not make it held; the exit code is then 1.",
    positionals=(
        Positional("s", "the subject"),
        Positional("p", "the property"),
        Positional("o", "the object"),
    ),
    options=(
        Option("format", "FORMAT", "how to print; ttl is Turtle with PROV-O", short="f", choices=("text", "json", "ttl")),
        Option("json", None, "the same as -f json"),
    ),
    examples=("kg why 'Mahmoud Abbas' met 'Pervez Musharraf'", "kg why Pakistan dip:recognized Israel"),
    run=run,
)
