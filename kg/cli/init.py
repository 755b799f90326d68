"""``kg init``: make a new workspace from one's own texts."""

from __future__ import annotations

import json
import os

from kg.cli.arguments import Call, Option, Positional, Verb
from kg.errors import UsageError

_ORIGIN = ("address", "publisher", "author", "license", "date", "retrieved")
"""The options that say where a text comes from, by the attributes of `kg.Origin`."""


def run(call: Call) -> int:
    """Run the verb."""
    from kg.sources import Origin
    from kg.starting import init

    folder, texts = call.text("dir"), call.texts("text")
    if call.directory is not None:
        raise UsageError("kg init takes no -C", None, f"kg init {os.path.join(call.directory, folder)}")
    given = {name: call.options(name) for name in _ORIGIN}
    for name, values in given.items():
        if values and len(values) != len(texts):
            times = "once" if len(values) == 1 else f"{len(values)} times"
            hint = f"give it once for each text, in the same order; --{name} '' leaves one out"
            raise UsageError(f"--{name} is given {times}, for {len(texts)} texts", None, hint)
    origins = [Origin(**{name: values[number] for name, values in given.items() if values}) for number in range(len(texts))]
    made = init(
        folder,
        texts,
        name=call.option("name", "") or "",
        title=call.option("title", "") or "",
        base=call.option("base", "") or "",
        language=call.option("language", "en") or "en",
        origins=origins,
    )
    call.write(json.dumps(made.to_json(), ensure_ascii=False, indent=2) + "\n" if call.flag("json") else str(made))
    return 0


VERB = Verb(
    name="init",
    summary="make a new workspace from one's own texts",
    usage="DIR [TEXT...]",
    positionals=(
        Positional("dir", "the folder of the workspace; it is made if it does not exist"),
        Positional("text", "texts in UTF-8", optional=True, many=True),
    ),
    options=(
        Option("name", "NAME", "the short name of the workspace (default: that of the folder)"),
        Option("title", "TEXT", "its title (default: the name of the folder, in words)"),
        Option("base", "IRI", "the beginning of all its IRIs, ending in a slash (default: https://example.org/NAME/)"),
        Option("language", "TAG", "the language of the texts and labels (default: en)"),
        Option("address", "URL", "the address of a text on the web", repeat=True),
        Option("publisher", "NAME", "the publisher of a text", repeat=True),
        Option("author", "NAME", "the author of a text", repeat=True),
        Option("license", "URL", "the address of the licence of a text", repeat=True),
        Option("date", "EDTF", "when a text was issued or last revised, such as 2012-08-31", repeat=True),
        Option("retrieved", "DAY", "when the copy of a text was made", repeat=True),
        Option("json", None, "print JSON"),
    ),
    examples=(
        "kg init lake article.txt",
        "kg init lake article.txt --title 'Two states on a lake' --date 2012-08-31 --publisher 'A newspaper'",
    ),
    description="Writes chancery.toml with every setting, copies the texts into texts/, which git ignores, and writes the records of the\n"
    "documents and their passages into data/. What is not known of a document is left as a commented line; kg check lists these\n"
    "lines, and the passages that are still to be coded. An option on a text is given once for each text, in the same order.\n"
    "No file is overwritten, and if something fails, nothing is left behind.",
    run=run,
)
