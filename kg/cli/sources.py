"""``kg sources``: list documents, passages and coverage; split a text into passages; verify copies of the texts; note a few words."""

from __future__ import annotations

import json
import os

from kg.cli.arguments import Call, Option, Positional, Verb
from kg.errors import UsageError


def run(call: Call) -> int:
    """Run the verb; the exit code is 1 if a passage is not found in the texts."""
    action = call.text("action")
    if action == "index":
        return _index(call)
    if action not in ("", "verify", "words"):
        hint = "the actions are index FILE, verify --text DIR and words --text DIR"
        raise UsageError(f"kg sources has no action {action!r}", None, hint)
    if call.has("file"):
        raise UsageError(f"kg sources {action} takes no file", None, "kg sources index FILE splits a text")
    return {"verify": _verify, "words": _words}.get(action, _cover)(call)


def _cover(call: Call) -> int:

    found = call.graph().sources()
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

    found = call.graph().verify_sources(_folder(call, "verify"))
    show = call.options("show")
    if call.flag("json"):
        call.out(json.dumps(found.to_json(show), ensure_ascii=False, indent=2))
    else:
        call.write(found.text(show))
    return 0 if found.good else 1


def _words(call: Call) -> int:
    from kg.graph import Graph

    found = Graph(call.workspace(), progress=call.note).add_words(_folder(call, "words"))
    call.write(json.dumps(found.to_json(), ensure_ascii=False, indent=2) + "\n" if call.flag("json") else str(found))
    return 0


def _folder(call: Call, action: str) -> str:
    folder = call.option("text")
    if folder is None:
        raise UsageError(f"kg sources {action} needs --text DIR", None, "the folder that holds your copies of the texts")
    return folder


def _index(call: Call) -> int:
    from kg.graph import Graph
    from kg.sources import Origin
    from kg.sources.copies import text_of_copy
    from kg.sources.indexing import spans

    path = call.text("file")
    if not path:
        raise UsageError("kg sources index needs a FILE", None, "kg sources index article.txt --document article --letter A")
    workspace = call.workspace()
    root = os.path.realpath(workspace.folder)
    # Without a workspace around the current folder, verbs answer from the packaged one, which nobody wants to change.
    if call.flag("write") and call.directory is None and not (os.path.realpath(os.getcwd()) + os.sep).startswith(root + os.sep):
        hint = f"kg init DIR {path} makes a workspace; kg -C DIR sources index {path} --write writes into another"
        raise UsageError("there is no workspace here to write into", os.getcwd(), hint)
    found = Graph(workspace).index_source(
        text_of_copy(path),
        document=call.option("document"),
        letter=call.option("letter"),
        origin=Origin(*(call.option(each, "") or "" for each in Origin._fields)),
        file_name=os.path.basename(path),
        write=call.flag("write"),
    )
    if call.flag("json"):
        call.out(json.dumps(found.to_json(), ensure_ascii=False, indent=2))
    elif call.flag("write"):
        call.write(found.summary())
    else:
        call.write(found.trig)
        if found.lost:
            call.warn(f"no longer in the text, and left as they are: {spans(found.lost)}")
        for each in found.remarks:
            call.warn(each)
    return 0


VERB = Verb(
    name="sources",
    summary="documents, passages and coverage; index or verify texts",
    usage="[index FILE | verify --text DIR | words --text DIR]",
    positionals=(
        Positional("action", "index, verify or words (default: report the coverage)", optional=True),
        Positional("file", "for index: a text in UTF-8", optional=True),
    ),
    options=(
        Option("passages", None, "list all passages, not only those that are not covered"),
        Option("text", "DIR", "for verify and words: the folder that holds your copies of the texts"),
        Option("show", "NAME", "for verify: show the exact words of a passage, such as A12", repeat=True),
        Option("write", None, "for index: write into data/, and copy the text into texts/ if that folder exists"),
        Option("document", "SLUG", "for index: the document's name, as in e:SLUG (default: that with this text, else from FILE)"),
        Option("letter", "X", "for index: the beginning of passage names, as in X12 (default: a letter that no document has)"),
        Option("title", "TEXT", "for index, a new document: its title (default: the first line, if it is a heading)"),
        Option("address", "URL", "for index, a new document: its address on the web"),
        Option("publisher", "NAME", "for index, a new document: its publisher"),
        Option("author", "NAME", "for index, a new document: its author"),
        Option("license", "URL", "for index, a new document: the address of its licence"),
        Option("date", "EDTF", "for index, a new document: when it was issued or last revised, such as 2012-08-31"),
        Option("retrieved", "DAY", "for index, a new document: when the copy was made"),
        Option("json", None, "print JSON"),
    ),
    examples=(
        "kg sources",
        "kg sources verify --text ~/texts --show A12",
        "kg sources index article.txt --document report --date 2012-08-31 --write",
        "kg sources words --text ~/texts",
    ),
    description="The texts are not part of a workspace. A passage is identified by its offsets in code points and the SHA-256 of its\n"
    "text; verify compares both with your own copy. A link into the source needs the first and last words of a passage, at most four\n"
    "each and never all of its words. index notes them for new passages; words writes them into the data files for those that exist.\n"
    "index prints the records of the document and its passages as TriG, or writes them. Passages that are recorded already are kept, also\n"
    "where they were cut by hand; new ones are added, and those that are no longer in the text are named.\n"
    "Exit code 1: a passage was not found where it should be.",
    run=run,
)
