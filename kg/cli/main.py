"""From the command line to a verb, and from what it gives or raises to an exit code."""

from __future__ import annotations

import os
import sys

from kg.cli import output
from kg.cli.arguments import COMMON, help_of, parse
from kg.errors import EnvironmentProblem, KgError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.cli.arguments import Verb

VERBS: dict[str, str] = {
    "build": "assemble, infer and index the graph",
    "check": "report everything that is wrong, with file and line",
    "format": "lay out data files in one canonical way, comments kept",
    "queries": "list the stored queries with their parameters",
    "query": "run a stored query, a file, or standard input",
    "show": "all that is held, claimed and doubted about an entity or act",
    "why": "the assertions and rules behind a triple, down to passages",
    "disputes": "where accounts agree, where they differ, and what is doubted",
    "path": "the shortest chains of acts between two agents",
    "view": "write the interactive picture as one HTML file",
    "dump": "write the graph in a format told by the extension",
    "sources": "documents, passages and coverage; index or verify texts",
    "serve": "answer SPARQL and stored queries over HTTP",
    "init": "make a new workspace",
}
"""Every verb, to its summary. The verb ``x`` is in the module ``kg.cli.x``; one whose module is missing is not offered."""

ASKING = ("query", "show", "why", "path")
"""The verbs that do little else than ask the snapshot."""

DESCRIPTION = "Chancery: a knowledge graph of diplomatic history that can be queried, looked at and cited."


def main(arguments: Sequence[str] | None = None) -> None:
    """Run ``kg`` and leave the process with its exit code.

    Args:
        arguments: the command line without the program's name; `sys.argv` without one.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        _open_early(words)
        code = run(words)
    except KeyboardInterrupt:
        sys.stderr.write("\ninterrupted\n")
        code = 130
    output.leave(code)


def run(arguments: Sequence[str]) -> int:
    """Run ``kg`` and give its exit code. Errors are printed, not raised; only `KeyboardInterrupt` passes.

    Args:
        arguments: the command line without the program's name.
    """
    try:
        return _dispatch(arguments)
    except KgError as problem:
        output.complain(problem)
        return problem.exit_code
    except BrokenPipeError:
        # The reader has gone; nothing more can be written, not even what is still in the buffer.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except OSError as problem:
        where = problem.filename if isinstance(problem.filename, str) else None
        output.complain(EnvironmentProblem(f"the machine refuses: {problem.strerror or problem}", where))
        return EnvironmentProblem.exit_code
    except Exception as problem:  # noqa: BLE001 - the last resort: whatever we did not foresee is a fault of ours
        return _fault(problem)


def _open_early(words: Sequence[str]) -> None:
    """Where a verb that asks the snapshot is called, start to open it while the verb is imported."""
    directory = None
    if len(words) > 2 and words[0] == "-C":
        directory, words = words[1], words[2:]
    elsewhere = ("-C", "--directory", "-h", "--help", "--version")
    if words and words[0] in ASKING and not any(word.startswith(elsewhere) for word in words):
        from kg.snapshot.early import begin

        begin(directory)


def _fault(problem: Exception) -> int:
    """Tell of an exception that nobody foresaw."""
    if os.environ.get("KG_DEBUG"):
        import traceback

        traceback.print_exception(problem)
    hint = "set KG_DEBUG=1 to see where, and report it with what you did"
    output.complain(KgError(f"a fault in kg itself: {type(problem).__name__}: {problem}", None, hint))
    return KgError.exit_code


def _dispatch(arguments: Sequence[str]) -> int:
    """Understand what stands before the verb, and call it."""
    directory: str | None = None
    index = 0
    while index < len(arguments):
        word = arguments[index]
        index += 1
        if word in ("-h", "--help"):
            output.write(_help())
            return 0
        if word == "--version":
            output.write(f"kg {_version()}\n")
            return 0
        if word in ("-C", "--directory"):
            if index == len(arguments):
                raise UsageError(f"{word} wants a folder", None, "kg -C DIR VERB ...")
            directory = arguments[index]
            index += 1
        elif word.startswith("--directory="):
            directory = word.partition("=")[2]
        elif word.startswith("-C"):
            directory = word[2:]
        elif word.startswith("-"):
            from kg.files import did_you_mean, nearest

            near = nearest(word, [f"--{option.name}" for option in COMMON], 1)
            hint = did_you_mean(near, "the options of a verb follow its name; kg --help lists the verbs")
            raise UsageError(f"kg has no option {word}", None, hint)
        elif word == "help":
            return _dispatch([*arguments[index : index + 1], "--help"])
        else:
            return _call(word, arguments[index:], directory)
    output.write(_help())
    return UsageError.exit_code


def _call(name: str, arguments: Sequence[str], directory: str | None) -> int:
    """Call a verb with what stands behind its name."""
    verb = _verb(name)
    before_dashes = arguments[: arguments.index("--")] if "--" in arguments else arguments
    if "--help" in before_dashes or "-h" in before_dashes:
        output.write(help_of(verb))
        return 0
    if "--version" in before_dashes:
        output.write(f"kg {_version()}\n")
        return 0
    return verb.run(parse(verb, arguments, directory))


def _verb(name: str) -> Verb:
    """Import a verb.

    Raises:
        UsageError: there is no such verb.
    """
    if name in VERBS and _is_there(name):
        verb: Verb = __import__(f"kg.cli.{name}", fromlist=["VERB"]).VERB
        return verb
    from kg.files import did_you_mean, nearest

    hint = did_you_mean((f"kg {near}" for near in nearest(name, _offered(), 1)), "kg --help lists the verbs")
    raise UsageError(f"kg has no verb {name!r}", None, hint)


def _is_there(name: str) -> bool:
    return os.path.exists(os.path.join(os.path.dirname(__file__), name + ".py"))


def _offered() -> list[str]:
    return [name for name in VERBS if _is_there(name)]


def _help() -> str:
    """The help of ``kg`` itself."""
    lines = ["usage: kg [-C DIR] VERB [options]", "", DESCRIPTION, "", "verbs:"]
    lines += [f"  {name:10} {VERBS[name]}" for name in _offered()]
    lines += ["", "options:", "  -C DIR      work in the workspace DIR, not the one around the current folder"]
    lines += ["  -h, --help  show this help; kg VERB --help shows that of a verb", "  --version   show the version"]
    lines += ["", "example:", "  kg query acts-between -p a=Pakistan -p b=Israel"]
    return "\n".join(lines) + "\n"


def _version() -> str:
    from importlib.metadata import version

    return version("chancery")
