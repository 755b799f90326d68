"""``kg disputes``: who tells the same, who tells it otherwise, what is doubted."""

from __future__ import annotations

import os
import sys

from kg.cli.arguments import Option, Positional, Verb

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kg.cli.arguments import Call

FILES = (".html", ".md")
"""The extensions of what can be written; a word that ends in one of them is a file, not part of a name."""


def run(call: Call) -> int:
    """Run the verb."""
    from kg.build import ensure
    from kg.disputes import disputes

    words = call.texts("name")
    out = words.pop() if words and words[-1].lower().endswith(FILES) else None
    workspace = call.workspace()
    snapshot = ensure(workspace, call.note)
    about = " ".join(words) or None
    report = disputes(workspace, snapshot, about=about, kinds=call.options("kind"), document=call.option("document"))
    if call.flag("json"):
        import json

        from kg.disputes.render.text import as_json

        if out is not None:
            from kg.errors import UsageError

            raise UsageError("--json is for standard output", None, f"the extension of {out} tells the format")
        call.out(json.dumps(as_json(report), ensure_ascii=False, indent=1))
        return 0
    if out is None:
        from kg.cli.output import width
        from kg.disputes.render.text import terminal
        from kg.settings import setting

        call.write(terminal(report, width(), setting("table_rows") if sys.stdout.isatty() else None))
        return 0
    from kg.export.rdf import write_atomically

    if os.path.splitext(out)[1].lower() == ".html":
        from kg.disputes.render.page import page

        text = page(report)
    else:
        from kg.disputes.render.text import markdown

        text = markdown(report)
    data = text.encode("utf-8", errors="replace")
    write_atomically(out, data)
    call.out(f"{out}: {len(data):,} bytes, {len(report.disputes):,} points, snapshot {snapshot.digest[:12]}")
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
