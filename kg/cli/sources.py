"""``kg sources``: list documents, passages and coverage; split a text into passages; verify a copy of the texts."""

from __future__ import annotations

import json
import os

from kg.cli.arguments import Call, Option, Positional, Verb
from kg.errors import EnvironmentProblem, UsageError


def run(call: Call) -> int:
    """Run the verb; the exit code is 1 if a passage is not found in the texts."""
    action = call.text("action")
    if action == "index":
        return _index(call)
    if action not in ("", "verify"):
        raise UsageError(f"kg sources has no action {action!r}", None, "the actions are index FILE and verify --text DIR")
    if call.has("file"):
        raise UsageError(f"kg sources {action} takes no file", None, "kg sources index FILE splits a text")
    return _verify(call) if action == "verify" else _cover(call)


def _cover(call: Call) -> int:
    from kg.graph import Graph

    found = Graph(call.workspace(), progress=call.note).sources()
    if call.flag("json"):
        call.out(json.dumps([each.to_json() for each in found], ensure_ascii=False, indent=2))
        return 0
    for each in found:
        call.write(each.text(call.flag("passages")))
    total = sum(len(each.passages) for each in found)
    missing = sum(len(each.uncovered) for each in found)
    call.out(f"{total - missing} of {total} passages are covered")
    return 0


def _verify(call: Call) -> int:
    from kg.graph import Graph

    folder = call.option("text")
    if folder is None:
        raise UsageError("kg sources verify needs --text DIR", None, "the folder that holds your copies of the texts")
    found = Graph(call.workspace(), progress=call.note).verify_sources(folder)
    show = call.options("show")
    if call.flag("json"):
        call.out(json.dumps(found.to_json(show), ensure_ascii=False, indent=2))
    else:
        call.write(found.text(show))
    return 0 if found.good else 1


def _index(call: Call) -> int:
    from kg.files import read_file
    from kg.graph import Graph
    from kg.sources import index_text

    path = call.text("file")
    if not path:
        raise UsageError("kg sources index needs a FILE", None, "kg sources index article.txt --document article --letter A")
    try:
        text = read_file(path).decode("utf-8")
    except UnicodeDecodeError as error:
        raise EnvironmentProblem("the text is not UTF-8", path, "save it in UTF-8") from error
    if call.flag("json"):
        call.out(json.dumps([each.to_json() for each in index_text(text)], ensure_ascii=False, indent=2))
        return 0
    slug = call.option("document") or os.path.splitext(os.path.basename(path))[0].lower().replace(" ", "-").replace("_", "-")
    call.write(Graph(call.workspace()).index_source(text, document=slug, letter=call.option("letter") or None))
    return 0


VERB = Verb(
    name="sources",
    summary="documents, passages and coverage; index or verify texts",
    usage="[index FILE | verify --text DIR]",
    positionals=(
        Positional("action", "index or verify (default: report the coverage)", optional=True),
        Positional("file", "for index: a text in UTF-8", optional=True),
    ),
    options=(
        Option("passages", None, "list all passages, not only those that are not covered"),
        Option("text", "DIR", "for verify: the folder that holds your copies of the texts"),
        Option("show", "NAME", "for verify: show the exact words of a passage, such as A12", repeat=True),
        Option("document", "SLUG", "for index: the document's name, as in e:SLUG (default: from the name of the file)"),
        Option("letter", "X", "for index: the beginning of passage names, as in X12"),
        Option("json", None, "print JSON"),
    ),
    examples=(
        "kg sources",
        "kg sources verify --text ~/texts --show A12",
        "kg sources index article.txt --document article --letter A > data/article.passages.trig",
    ),
    description="The words of the texts are not part of a workspace. A passage is identified by its offsets in code points and the\n"
    "SHA-256 of its text; verify compares both with your own copy. Exit code 1: a passage was not found where it should be.",
    run=run,
)
