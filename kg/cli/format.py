"""``kg format``: the canonical layout of data files."""

from __future__ import annotations

import json
import os
from difflib import unified_diff

from kg.cli.arguments import Call, Option, Positional, Verb
from kg.errors import DataError, EnvironmentProblem, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kg.authored.formatting import Layout


def run(call: Call) -> int:
    """Run the verb. With ``--check`` the exit code is 1 if a file is not in the canonical layout; 3 if a file has a syntax error."""
    from kg.files import write_atomically

    reads_only = call.flag("check") or call.flag("diff")
    results, errors = _formatted(_paths(call))
    changed = [each for each in results if each.changed]
    if not reads_only:
        for each in changed:
            write_atomically(os.path.realpath(each.path), each.after.encode())
    if call.flag("json"):
        call.out(json.dumps([each.to_json() for each in results], indent=2))
    else:
        _report(call, results, changed, "would format" if reads_only else "formatted")
    if errors:
        first, *others = errors
        raise DataError(first.what, first.place, first.hint, others)
    return 1 if changed and call.flag("check") else 0


def _paths(call: Call) -> list[tuple[str, str]]:
    """The files to format, each with its name in messages: those of the call, or all data files of the workspace."""
    if not call.has("file"):
        workspace = call.workspace()
        return [(os.fspath(path), workspace.display(path)) for path in workspace.data_files()]
    for path in call.texts("file"):
        if os.path.isdir(path):
            raise UsageError("a folder, not a file", path, f"name its files, such as {os.path.join(path, '*.trig')}")
        if not path.endswith(".trig"):
            raise UsageError("not a TriG file", path, "kg format takes files whose names end in .trig")
    return [(path, path) for path in dict.fromkeys(call.texts("file"))]


def _formatted(paths: list[tuple[str, str]]) -> tuple[list[Layout], list[DataError]]:
    """The files in the canonical layout, and the errors of those that have none."""
    from kg.authored.formatting import Layout, formatted

    results: list[Layout] = []
    errors: list[DataError] = []
    for path, shown in paths:
        try:
            before = _read(path, shown)
            after = formatted(before, shown)
        except DataError as error:
            errors.append(error)
        else:
            results.append(Layout(path, shown, before, after))
    return results, errors


def _read(path: str, shown: str) -> str:
    from kg.files import read_file
    from kg.places import Place

    try:
        raw = read_file(path)
    except EnvironmentProblem as problem:
        raise EnvironmentProblem(problem.what, shown, problem.hint) from problem
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as problem:
        line = raw.count(b"\n", 0, problem.start) + 1
        raise DataError("the file is not UTF-8", Place(shown, line, 1), "save the file in UTF-8") from problem


def _report(call: Call, results: list[Layout], changed: list[Layout], verb: str) -> None:
    """Print what was changed, or would be; and warn of lines that are too long in the files that keep their lines."""
    from kg.authored.formatting import WIDTH

    for each in changed:
        if call.flag("diff"):
            lines = unified_diff(each.before.splitlines(True), each.after.splitlines(True), each.shown, each.shown, n=2)
            call.write("".join(line if line.endswith("\n") else line + "\n" for line in lines))
        else:
            call.out(f"{verb} {each.shown}")
    call.out(f"{verb} {_files(len(changed))}, {len(results) - len(changed)} unchanged")
    for each in results:
        if not each.changed or verb == "formatted":
            for line in each.overlong:
                call.warn(f"the line has {line.characters} characters, over {WIDTH}: shorten its text ({each.shown}:{line.line})")


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count} files"


VERB = Verb(
    name="format",
    summary="rewrite data files in the canonical layout, keeping comments",
    usage="[FILE...]",
    positionals=(Positional("file", "TriG files (default: all data files of the workspace)", optional=True, many=True),),
    options=(
        Option("check", None, "write nothing; exit with 1 and list the files that are not in the canonical layout"),
        Option("diff", None, "write nothing; print what would change"),
        Option("json", None, "print JSON"),
    ),
    examples=("kg format", "kg format data/essay.trig", "kg format --diff"),
    description="Changes white space only: terms, their order and comments stay as they are. A line has at most 140 characters. Longer\n"
    "texts cannot be broken in TriG; a warning names their lines. A file with a syntax error is left unchanged.\n"
    "Exit code 1: with --check, a file is not in the canonical layout. 3: a file has a syntax error.",
    run=run,
)
