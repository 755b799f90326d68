"""``kg disputes``: who tells the same, who tells it otherwise, what is doubted."""

from __future__ import annotations

import sys

from kg.cli import output
from kg.cli.arguments import Option, Positional, Verb

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kg.cli.arguments import Call


def run(call: Call) -> int:
    """Print the report, or write it to a file."""
    from kg.build import ensure
    from kg.disputes import disputes
    from kg.disputes.render import is_file
    from kg.ontology import load_ontology
    from kg.record.claims import Record
    from kg.record.names import Names

    words = call.texts("name")
    out = words.pop() if words and is_file(words[-1]) else None
    if call.flag("json") and out is not None:
        from kg.errors import UsageError

        raise UsageError("--json is for standard output", None, f"the extension of {out} tells the format")
    workspace = call.workspace()
    snapshot = ensure(workspace, call.note)
    record = Record(Names(snapshot.store, workspace.prefixes(), workspace.language))
    about, kinds, document = " ".join(words) or None, call.options("kind"), call.option("document")
    found = disputes(record, snapshot, load_ontology(workspace), about=about, kinds=kinds, document=document)
    if out is not None:
        from kg.disputes.render import file_content
        from kg.export.rdf import write_atomically

        data = file_content(found, out)
        write_atomically(out, data)
        call.out(f"{out}: {len(data):,} bytes, {len(found.disputes):,} points, snapshot {snapshot.digest[:12]}")
    elif call.flag("json"):
        import json

        from kg.disputes.render.json import as_json

        call.out(json.dumps(as_json(found), ensure_ascii=False, indent=1))
    else:
        from kg.disputes.render.terminal import terminal
        from kg.settings import setting

        call.write(terminal(found, output.width(), setting("table_rows") if sys.stdout.isatty() else None))
    return 0


VERB = Verb(
    name="disputes",
    summary="who tells the same, who tells it otherwise, what is doubted",
    usage="[NAME] [OUT.html|OUT.md]",
    description="Claims in conflict, tellings that differ, what is told with doubt, what is open to doubt, and what is told more than\n"
    "once, with passages, speakers and independent witnesses: documents that share text count as one. In our own words.",
    positionals=(
        Positional("name", "only what involves it: an entity, an act, a claim, a passage; behind it or alone, a file to write", True, True),
    ),
    options=(
        Option("kind", "KIND", "conflict, tellings, doubt, reading, agreement; a standing; a kind of note", short="k", repeat=True),
        Option("document", "NAME", "only what rests on this document"),
        Option("json", None, "print JSON"),
    ),
    examples=(
        "kg disputes",
        "kg disputes out/disputes.html",
        "kg disputes Green Line --kind tellings",
        "kg disputes --kind 'probable misprint' --kind rumoured",
    ),
    run=run,
)
