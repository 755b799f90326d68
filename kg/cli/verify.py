"""``kg verify``: check that the snapshot in use is what its build wrote."""

from __future__ import annotations

import json

from kg.cli.arguments import Call, Option, Verb


def run(call: Call) -> int:
    """Run the verb; the exit code is 1 if a file of the snapshot is damaged."""
    from kg.graph import Graph

    found = Graph(call.workspace(), progress=call.note).verify()
    if call.flag("json"):
        call.out(json.dumps(found.to_json(), ensure_ascii=False, indent=2))
    else:
        call.write(str(found))
    if not found.whole:
        call.warn("the snapshot is damaged: the next verb that answers builds it again; so does kg build")
    return 0 if found.whole else 1


VERB = Verb(
    name="verify",
    summary="check that no file of the snapshot is damaged",
    usage="",
    options=(Option("json", None, "print JSON"),),
    examples=("kg verify", "kg verify --json"),
    description="Reads every file of the snapshot in use and compares it with the size and the digest that the build recorded, and the\n"
    "quads in the engine's files with those in the text. Nothing is built or changed. kg sources verify is another thing: it compares\n"
    "the passages with your copies of the texts. Every verb that answers also looks for damage, but reads only the files whose size,\n"
    "times or inode have changed. Exit code 1: a file is damaged. 2: there is no snapshot.",
    run=run,
)
