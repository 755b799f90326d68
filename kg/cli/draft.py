"""``kg draft``: suggest what passages say. Nothing is asserted."""

from __future__ import annotations

import json
import os

from kg.cli.arguments import Call, Option, Positional, Verb
from kg.errors import UsageError


def run(call: Call) -> int:
    """Run the verb."""
    from kg.graph import Graph
    from kg.sources.indexing import TEXTS_FOLDER

    workspace = call.workspace()
    texts = call.option("text") or os.path.join(workspace.folder, TEXTS_FOLDER)
    if call.option("text") is None and not os.path.isdir(texts):
        raise UsageError("kg draft needs --text DIR", None, "the folder that holds your copies of the texts")
    found = Graph(workspace, progress=call.note).draft(
        call.texts("passage"),
        texts=texts,
        document=call.option("document"),
        command=call.option("with"),
        grammar=not call.flag("no-parser"),
    )
    if call.flag("json"):
        call.out(json.dumps(found.to_json(), ensure_ascii=False, indent=2))
    else:
        call.write(str(found))
    return 0


VERB = Verb(
    name="draft",
    summary="suggest what passages say, with reasons; nothing is asserted",
    usage="[PASSAGE...]",
    positionals=(
        Positional("passage", "the names of passages, such as A12 (default: those that are not covered)", optional=True, many=True),
    ),
    options=(
        Option("document", "NAME", "all passages of this document, as in e:NAME"),
        Option("text", "DIR", "the folder that holds your copies of the texts (default: texts/ of the workspace)"),
        Option("with", "COMMAND", "let a program suggest; it reads and writes JSON"),
        Option("no-parser", None, "go by the order of the words, also where spaCy is installed"),
        Option("json", None, "print JSON"),
    ),
    examples=(
        "kg draft A12 A13 --text ~/texts",
        "kg draft --document article --text ~/texts --json",
    ),
    description="Each suggestion has its reason and the words that it rests on. Suggestions are kept in the state folder of the workspace\n"
    "and never enter a build. Without --with, nothing leaves this machine. COMMAND is split into words and started without a shell; it\n"
    "gets the passages and the names of the workspace on its standard input. What quotes words that a passage does not have, names\n"
    "unknown terms or does not fit the schema is refused, and counted. docs/drafting.md describes both sides.",
    run=run,
)
