"""``kg import``: take in tables that others have coded."""

from __future__ import annotations

import json
import sys
import time

from kg.cli import output
from kg.cli.arguments import Call, Option, Positional, Verb
from kg.errors import UsageError

_EVERY = 10.0
"""Where standard error is not a terminal, progress is a line in this many seconds."""


def run(call: Call) -> int:
    """Run the verb."""
    files = call.texts("file")
    if call.flag("mappings"):
        return _list(call)
    shown = call.option("show-mapping")
    if shown is not None:
        from kg.coded.mapping import find

        call.write(find(shown).text)
        return 0
    from kg.graph import Graph

    graph = Graph(call.workspace(), progress=_progress(call))
    removed = call.option("remove")
    if removed is not None:
        if files or call.option("mapping") is not None:
            raise UsageError("--remove takes no files and no mapping", None, "kg import --remove NAME")
        graph.remove_import(removed, call.warn)
        call.out(json.dumps({"removed": removed}) if call.flag("json") else f"{removed} is removed")
        return 0
    mapping = call.option("mapping")
    if not files:
        raise UsageError("kg import needs a file", None, "kg import FILE... --mapping NAME; kg import --mappings lists the mappings")
    if mapping is None:
        raise UsageError("kg import needs --mapping NAME or FILE", None, "kg import --mappings lists those that come with the package")
    roles = [each.strip() for each in (call.option("acting-for-state") or "").split(",") if each.strip()]
    made = graph.import_tables(
        files,
        mapping,
        name=call.option("name"),
        grain=call.option("grain"),
        acting_for_state=roles,
        with_states=call.flag("with-states"),
        dry_run=call.flag("dry-run"),
        warn=call.warn,
    )
    if call.flag("json"):
        call.out(json.dumps(made.to_json(), ensure_ascii=False, indent=2))
    else:
        call.write(str(made))
    return 0


def _list(call: Call) -> int:
    from kg.coded.mapping import find, shipped

    found = [find(name) for name in shipped()]
    if call.flag("json"):
        rows = [{"name": each.name, "title": each.title, "about": each.about, "homepage": each.homepage} for each in found]
        call.out(json.dumps(rows, ensure_ascii=False, indent=2))
        return 0
    width = max(len(each.name) for each in found)
    for each in found:
        call.out(f"{each.name:{width}}  {each.about}")
    return 0


def _progress(call: Call):  # type: ignore[no-untyped-def]  # noqa: ANN202
    """Where progress goes: one line that is replaced on a terminal, else a line now and then."""
    if sys.stderr.isatty():
        return call.note
    last = time.monotonic()

    def tell(what: str) -> None:
        nonlocal last
        if time.monotonic() - last >= _EVERY:
            last = time.monotonic()
            output.tell(what)

    return tell


VERB = Verb(
    name="import",
    summary="take in tables that others have coded, by a mapping",
    usage="FILE... --mapping NAME|FILE",
    positionals=(Positional("file", "tables: CSV, TSV, Parquet or XLSX; text also as gz, zst or zip", optional=True, many=True),),
    options=(
        Option("mapping", "NAME|FILE", "how columns become records: a mapping of the package, or a file", short="m"),
        Option("name", "NAME", "the name of the source (default: that of the mapping)"),
        Option("grain", "GRAIN", "what the graph has of the records (default: as before, or as the mapping)", choices=("series", "acts")),
        Option("acting-for-state", "ROLES", "roles whose acts count as acts of their state, such as GOV,MIL"),
        Option("with-states", None, "add the states that codes name and the workspace lacks, in data/states.trig"),
        Option("dry-run", None, "read, count and match; write nothing"),
        Option("remove", "NAME", "remove a source with all its records"),
        Option("mappings", None, "list the mappings that come with the package"),
        Option("show-mapping", "NAME", "print a mapping, to begin one of your own with"),
        Option("json", None, "print JSON"),
    ),
    examples=(
        "kg import 20150218230000.export.CSV.zip --mapping gdelt",
        "kg import un_votes.csv un_roll_calls.csv --mapping unga --with-states",
        "kg import --show-mapping icews > mine.toml",
    ),
    description="Each row becomes a record in coded/NAME with an address of its own; the graph has them as series of acts, and keeps them\n"
    "apart from what documents say. Rows that cannot be used are set aside in coded/NAME/set-aside.csv, with their lines; parties that\n"
    "are not in the workspace are listed in coded/NAME/unmatched.csv, and never guessed. Importing a file again adds nothing.\n"
    "docs/importing.md describes the mappings. Needs the extra chancery[tables].",
    run=run,
)
