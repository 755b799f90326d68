"""``kg code``: read the lines of the coding notation, and write what they say into the workspace."""

from __future__ import annotations

import json
import sys

from kg.cli.arguments import Call, Option, Positional, Verb
from kg.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kg.coding.saving import Files
    from kg.values import Json

_MOST_CHARACTERS = 4_000_000


def run(call: Call) -> int:
    """Run the verb."""
    from kg.coding.saving import Files

    if call.flag("show") or call.option("document"):
        return _show(call, Files(call.workspace()))
    if len(call.texts("what")) != 1:
        raise UsageError("kg code needs one file, or - for standard input", None, "kg code lines.txt")
    text, shown = _text(call.text("what"))
    return _code(call, Files(call.workspace()), text, shown)


def _text(name: str) -> tuple[str, str]:
    if name != "-":
        from kg.files import read_text

        try:
            return read_text(name, _MOST_CHARACTERS).removeprefix("\ufeff"), name
        except UnicodeDecodeError as error:
            raise UsageError("the file is not UTF-8", name, "save the lines in UTF-8") from error
    try:
        text = sys.stdin.read(_MOST_CHARACTERS)
        text.encode("utf-8")  # bytes that are no text come as half of a pair
    except UnicodeError as error:
        raise UsageError("standard input is not UTF-8", None, "give the lines in UTF-8") from error
    return text.removeprefix("\ufeff"), "standard input"


def _code(call: Call, files: Files, text: str, shown: str) -> int:
    from kg.coding.meaning import coded
    from kg.coding.saving import write

    codings = coded(text, files.vocabulary, shown)
    entries = [entry for coding in codings for entry in coding.entries().values()]
    if not entries:
        raise UsageError("no line says anything", shown, "write @ and a passage, and below it a line such as meeting; Ann; Bob")
    written = [] if call.flag("check") else write(files, codings)
    kinds = ("graph", "note", "nothing", "background")
    counts = {kind: sum(entry.kind == kind for entry in entries) for kind in kinds}
    if call.flag("json"):
        result: dict[str, Json] = {"files": list(written), "passages": len(codings)}
        named = {"graph": "graphs", "note": "notes", "nothing": "nothing", "background": "new"}
        result |= {named[kind]: [entry.iri for entry in entries if entry.kind == kind] for kind in kinds}
        call.write(json.dumps(result, ensure_ascii=False, indent=2) + "\n")
        return 0
    for each in written:
        call.out(f"wrote {each}")
    verb = "can be coded" if call.flag("check") else "coded"
    call.out(
        f"{verb}: {_number(len(codings), 'passage')}, {_number(counts['graph'], 'assertion graph')}, {_number(counts['note'], 'note')}, "
        f"{_number(counts['background'], 'new name')}"
    )
    return 0


def _number(count: int, name: str) -> str:
    return f"{count} {name}{'' if count == 1 else 's'}"


def _show(call: Call, files: Files) -> int:
    from kg.coding.lines import lines_of
    from kg.files import did_you_mean, nearest

    document = call.option("document")
    names = [name.lstrip("@") for name in call.texts("what")]
    if document:
        if names:
            raise UsageError("both passages and a document", None, "give one of them")
        names = files.passages_of(document)
    if not names:
        raise UsageError("kg code --show needs passages or --document", None, "kg code --show A1 A2")
    for name in names:
        if name not in files.vocabulary.passages:
            raise UsageError(
                f"no passage is called {name}", None, did_you_mean(nearest(name, files.vocabulary.passages), "kg sources lists them")
            )
    codings = files.codings(dict.fromkeys(names))
    shown = lines_of(codings, files.without(codings))
    if call.flag("json"):
        kept = [{"iri": entry.iri, "quads": [str(quad) for quad in entry.quads]} for entry in shown.kept]
        call.write(json.dumps({"lines": list(shown.lines), "kept": kept}, ensure_ascii=False, indent=2) + "\n")
        return 0
    call.write(shown.text)
    for entry in shown.kept:
        call.out(f"# {entry.iri} cannot be written as lines, and stays in the data files as it is")
    return 0


VERB = Verb(
    name="code",
    summary="write what passages say, typed in short lines, into the data files",
    usage="FILE|- | --show PASSAGE... | --document NAME",
    positionals=(Positional("what", "a file of lines, or - for standard input; with --show, passages", optional=True, many=True),),
    options=(
        Option("check", None, "read the lines and write nothing"),
        Option("show", None, "print the lines of what is coded of passages"),
        Option("document", "NAME", "print the lines of what is coded of a document"),
        Option("json", None, "print JSON"),
    ),
    examples=("kg code lines.txt", "kg code --check lines.txt", "kg code --show A1 A2", "kg code --document essay > lines.txt"),
    description="Each line says one thing of a passage: meeting; Ann Ames; Bob Bell; 26 April 1988. docs/coding.md has the notation. All\n"
    "errors are reported with line and column, and nothing is written if a line is wrong.",
    run=run,
)
