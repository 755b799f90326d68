"""``kg build``: build a new snapshot from the files of a workspace."""

from __future__ import annotations

import json

from kg.cli.arguments import Call, Option, Verb

_ROWS = (
    ("documents", "documents"),
    ("passages", "passages"),
    ("assertions", "assertion graphs"),
    ("held", "of them held"),
    ("default", "triples in the default graph"),
    ("entailed", "of them entailed"),
    ("quads", "quads in all graphs"),
)


def run(call: Call) -> int:
    """Run the verb."""
    from kg.build.watched import watched
    from kg.graph import Graph

    workspace = call.workspace()
    with watched("build", call.note, call.leave) as tell:
        snapshot = Graph(workspace, progress=tell).build(call.warn)
    counts = snapshot.meta["counts"]
    if call.flag("json"):
        call.out(json.dumps(snapshot.to_json(), indent=2))
        return 0
    call.out(f"{snapshot.title}: snapshot {snapshot.digest[:12]}")
    for key, label in _ROWS:
        call.out(f"{counts[key]:>9,} {label}")
    if not counts["documents"]:
        call.warn("there is no data; kg sources index FILE --write begins with a text")
    uncovered = counts["uncovered"]
    if uncovered:
        passages = "1 passage has" if uncovered == 1 else f"{uncovered} passages have"
        call.warn(f"{passages} neither an assertion graph nor a reason for having none; kg sources lists them")
    return 0


VERB = Verb(
    name="build",
    summary="assemble, infer and index the graph",
    usage="",
    options=(Option("json", None, "print JSON"),),
    examples=("kg build", "kg -C ~/my-workspace build"),
    description="Reads data/**/*.trig, the ontology and the rules, lints the data, fills the default graph with what is held, runs the\n"
    "inference rules, and puts a new snapshot in use in one step. If the files contain errors, all of them are reported and the\n"
    "last snapshot stays in use.",
    run=run,
)
