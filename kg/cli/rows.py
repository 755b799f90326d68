"""``kg rows``: the rows of a coded source that a series counts."""

from __future__ import annotations

import sys

from kg.cli.arguments import Option, Positional, Verb

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kg.cli.arguments import Call

FORMATS = ("table", "csv", "tsv", "json", "xml", "md")


def run(call: Call) -> int:
    """Open one series, or one row."""
    from kg.cli import output

    found = call.graph().rows(call.text("name"), call.number_or_none("rows"))
    terminal = sys.stdout.isatty()
    style = "json" if call.flag("json") else call.option("format") or ("table" if terminal else "csv")
    call.write(found.text(style, output.width(), None, call.flag("labels")))
    if found.cut:
        call.warn(found.cut)
    return 0


VERB = Verb(
    name="rows",
    summary="the rows of a coded source that a series counts",
    usage="NAME",
    description="A series of acts from a coded source counts rows of its tables. This lists them, with the entities and the class that\n"
    "they stand for, with what was coded, and with the line where each stood. The address of a row lists that row.",
    positionals=(Positional("name", "the IRI, CURIE or label of a series, or the address of a row"),),
    options=(
        Option("format", "FORMAT", "table on a terminal, csv in a pipe, or one of", short="f", choices=FORMATS),
        Option("json", None, "the same as -f json"),
        Option("labels", None, "labels instead of IRIs in data formats too; CSV is then safe for spreadsheets"),
        Option("rows", "N", "stop after N rows; 0 for no limit"),
    ),
    examples=("kg rows https://w3id.org/chancery/pk-ps/series/unga/pakistan.Vote.InFavour.1975",),
    run=run,
)
