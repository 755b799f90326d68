"""``kg disputes``: where accounts agree, where they differ, and what is doubted."""

from __future__ import annotations

import sys

from kg.cli import output
from kg.cli.arguments import Option, Positional, Verb

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kg.cli.arguments import Call
    from kg.graph import Graph


def run(call: Call) -> int:
    """Print the report, or write it to a file."""
    from kg.disputes.render import is_file
    from kg.errors import UsageError

    words = call.texts("name")
    out = words.pop() if words and is_file(words[-1]) else None
    if call.flag("json") and out is not None:
        raise UsageError("--json prints to standard output and cannot be used with a file", None, f"leave out --json or {out}")
    graph = call.graph()
    if words and out is None:
        _check_extension(graph, words)
    if out is not None:
        graph.workspace.spare(out)
    found = graph.disputes(" ".join(words) or None, kinds=call.options("kind"), document=call.option("document"))
    if out is not None:
        size = found.save(out)
        call.out(f"{out}: {size:,} bytes, {len(found.disputes):,} points, snapshot {graph.snapshot.digest[:12]}")
    elif call.flag("json"):
        import json

        call.out(json.dumps(found.to_json(), ensure_ascii=False, indent=1))
    else:
        from kg.settings import setting

        call.write(found.text(output.width(), setting("table_rows") if sys.stdout.isatty() else None))
    return 0


def _check_extension(graph: Graph, words: list[str]) -> None:
    """Raise UsageError if the last word is the name of a file that the report cannot be written to, and not part of a name."""
    import os

    from kg.disputes.render import extension_of
    from kg.errors import NameNotFound

    ending = os.path.splitext(words[-1])[1][1:]
    if ending.isalnum() and len(ending) <= 5:
        try:
            graph.find(" ".join(words))
        except NameNotFound:
            extension_of(words[-1])


VERB = Verb(
    name="disputes",
    summary="where accounts agree, where they differ, and what is doubted",
    usage="[NAME] [OUT.html|OUT.md]",
    description="Claims in conflict, accounts that differ, what is reported with doubt, open questions, and what is reported more than\n"
    "once, with passages, speakers and independent witnesses (documents that share text count as one). All texts are the curators' own.",
    positionals=(
        Positional("name", "only what involves this entity, act, claim or passage; the last word may be a file to write", True, True),
    ),
    options=(
        Option("kind", "KIND", "conflict, accounts, doubt, reading or agreement; a standing; a kind of note", short="k", repeat=True),
        Option("document", "NAME", "only what rests on a passage of this document"),
        Option("json", None, "print JSON"),
    ),
    examples=(
        "kg disputes",
        "kg disputes out/disputes.html",
        "kg disputes Green Line --kind accounts",
        "kg disputes --kind 'probable misprint' --kind rumoured",
    ),
    run=run,
)
