"""``kg build``: assemble, infer and index."""

from __future__ import annotations

import json

from kg.cli.arguments import Call, Option, Verb


def run(call: Call) -> int:
    """Run the verb."""
    from kg.build import build

    workspace = call.workspace()
    snapshot = build(workspace, call.note)
    counts = snapshot.meta["counts"]
    if call.flag("json"):
        call.out(json.dumps({"digest": snapshot.digest, "snapshot": snapshot.folder, "counts": counts}, indent=2))
        return 0
    call.out(f"{workspace.title}: snapshot {snapshot.digest[:12]}")
    rows = (
        ("documents", "documents"),
        ("passages", "passages"),
        ("assertions", "assertion graphs"),
        ("held", "of them held"),
        ("default", "triples in the default graph"),
        ("entailed", "of them entailed"),
        ("quads", "quads in all graphs"),
    )
    for key, label in rows:
        call.out(f"{counts[key]:>9,} {label}")
    if counts["uncovered"]:
        call.warn(f"{counts['uncovered']} passages have neither an assertion graph nor a reason for having none: kg sources lists them")
    return 0


VERB = Verb(
    name="build",
    summary="assemble, infer and index the graph",
    usage="",
    options=(Option("json", None, "print JSON"),),
    examples=("kg build", "kg -C ~/my-workspace build"),
    description="Reads data/**/*.trig, the ontology and the rules; looks for mistakes; fills the default graph with what is held; infers;\n"
    "and puts a new snapshot in use, in one step. If anything is wrong it says all of it, and the last snapshot stays in use.",
    run=run,
)
