"""``kg show``: all that is held, claimed and doubted about an entity or act."""

from __future__ import annotations

from kg.cli.arguments import Option, Positional, Verb

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kg.cli.arguments import Call


def run(call: Call) -> int:
    """Describe one node."""
    from kg.cli.output import width
    from kg.explain.text import description_text

    graph = call.graph()
    day = call.option("as-of")
    found = graph.show(" ".join(call.texts("name")), day)
    if call.flag("json"):
        import json

        call.out(json.dumps(found.to_json(), ensure_ascii=False, indent=1))
    else:
        call.write(description_text(found, width()))
    return 0


VERB = Verb(
    name="show",
    summary="all that is held, claimed and doubted about an entity or act",
    usage="NAME|IRI",
    description="The name may be a label, an alias, a slug, a CURIE or an IRI. Held is what a document states as fact in its own voice;\n"
    "claimed is what is hedged, rumoured, conditional, planned, judged, denied, or said by somebody.",
    positionals=(Positional("name", "an entity or act, by label, alias, slug, CURIE or IRI", many=True),),
    options=(
        Option("as-of", "DATE", "only what was so as of that date; what is undecided is marked"),
        Option("json", None, "print JSON"),
    ),
    examples=("kg show Mahmoud Abbas", "kg show 'Palestine Liberation Organization' --as-of 1987-12-31"),
    run=run,
)
