"""From the command line to a verb, and from what the verb returns or raises to an exit code."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

    from kg.cli.arguments import Verb

# Our own modules are imported inside the functions: `main` first starts to open the snapshot, which takes longer than all of them.

VERBS: dict[str, str] = {
    "init": "make a new workspace from one's own texts",
    "build": "assemble, infer and index the graph",
    "check": "report everything that is wrong, with file and line",
    "code": "write what passages say, typed in short lines, into the data files",
    "desk": "read and code a text in a local page",
    "watch": "build and check whenever a file is saved",
    "format": "rewrite data files in the canonical layout, keeping comments",
    "queries": "list the stored queries with their parameters",
    "query": "run a stored query, a file, or standard input",
    "show": "all that is held, claimed and doubted about an entity or act",
    "why": "the assertions and rules behind a triple, down to passages",
    "rows": "the rows of a coded source that a series counts",
    "promote": "make rows of a coded source acts of the curated data",
    "disputes": "where accounts agree, where they differ, and what is doubted",
    "path": "the shortest chains of acts between two agents",
    "view": "write the interactive picture as one HTML file",
    "serve": "publish the graph: SPARQL, pages, stored queries, tools for agents",
    "dump": "write the graph in the format of the file's extension",
    "push": "send the snapshot to a SPARQL 1.1 store",
    "verify": "check that no file of the snapshot is damaged",
    "import": "take in tables that others have coded, by a mapping",
    "draft": "suggest what passages say, with reasons; nothing is asserted",
    "sources": "documents, passages and coverage; index or verify texts",
    "mcp": "offer tools for agents, over the Model Context Protocol",
    "completion": "print a script that completes the command line in a shell",
}
"""Every verb, to its summary. The verb ``x`` is in the module ``kg.cli.x``, or ``kg.cli.x_`` if Python keeps the word for itself."""

KEPT_WORDS = ("import",)
"""The verbs that are words of Python."""

ASKING = ("query", "show", "why")
"""The verbs that ask the snapshot, and read little of it."""

READING = ("path", "view")
"""The verbs that read most of the snapshot."""

REMOTE = ("queries", "query", "show", "why", "disputes", "path", "view", "serve", "dump", "mcp", "sources")
"""The verbs that can ask a snapshot on a server."""

DESCRIPTION = "Chancery: a knowledge graph of diplomatic history that can be queried, looked at and cited."


def main(arguments: Sequence[str] | None = None) -> None:
    """Run ``kg`` and leave the process with its exit code.

    Args:
        arguments: the command line without the program's name; `sys.argv` without one.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    if sys.stdin is None or sys.stdout is None or sys.stderr is None:
        from kg.cli.output import open_streams

        open_streams()
    try:
        _open_early(words)
        from kg.cli import output
        from kg.watching import on_interrupt

        on_interrupt(_interrupted)
        code = run(words)
    except KeyboardInterrupt:
        _interrupted()
    output.leave(code)


def _interrupted() -> NoReturn:
    """Say that the verb was interrupted, and end the process."""
    from kg.cli import output

    output.tell("\ninterrupted")
    output.leave(130)


def run(arguments: Sequence[str]) -> int:
    """Run ``kg`` and return its exit code. Errors are printed, not raised; only `KeyboardInterrupt` passes.

    Args:
        arguments: the command line without the program's name.
    """
    from kg.cli import output
    from kg.errors import EnvironmentProblem, KgError

    try:
        return _dispatch(arguments)
    except KgError as problem:
        output.complain(problem)
        return problem.exit_code
    except BrokenPipeError:
        # The reader has closed the pipe: nothing more can be written, not even the rest of the buffer.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EnvironmentProblem.exit_code
    except OSError as problem:
        where = problem.filename if isinstance(problem.filename, str) else None
        output.complain(EnvironmentProblem(f"system error: {problem.strerror or problem}", where))
        return EnvironmentProblem.exit_code
    except Exception as problem:  # noqa: BLE001 - the last resort: an unforeseen exception is a bug of ours
        return _fault(problem)


def _open_early(words: Sequence[str]) -> None:
    """For a verb that asks or reads the snapshot, start opening it while the verb is imported, and collect no garbage."""
    directory = None
    if len(words) > 2 and words[0] == "-C":
        directory, words = words[1], words[2:]
    elsewhere = ("-C", "--directory", "-h", "--help", "--version", "--endpoint")
    if os.environ.get("KG_ENDPOINT"):
        return
    if words and words[0] in (*ASKING, *READING) and not any(word.startswith(elsewhere) for word in words):
        import gc

        from kg.snapshot.early import begin

        gc.disable()  # a process that ends with its answer saves the time of looking for what it could free
        begin(directory, in_memory=words[0] in READING)


def _fault(problem: Exception) -> int:
    """Report an unforeseen exception."""
    from kg.cli import output
    from kg.errors import KgError

    if os.environ.get("KG_DEBUG"):
        import traceback

        traceback.print_exception(problem)
    hint = "set KG_DEBUG=1 to see the traceback, and report the error with the command"
    output.complain(KgError(f"internal error: {type(problem).__name__}: {problem}", None, hint))
    return KgError.exit_code


def _dispatch(arguments: Sequence[str]) -> int:
    """Read the options before the verb, and call the verb."""
    from kg.cli import output
    from kg.cli.arguments import COMMON
    from kg.errors import UsageError

    directory: str | None = None
    endpoint: str | None = None
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
                raise UsageError(f"{word} needs a folder", None, "kg -C DIR VERB ...")
            directory = arguments[index]
            index += 1
        elif word.startswith("--directory="):
            directory = word.partition("=")[2]
        elif word.startswith("-C"):
            directory = word[2:]
        elif word == "--endpoint":
            if index == len(arguments):
                raise UsageError("--endpoint needs an address", None, "kg --endpoint URL VERB ...")
            endpoint = arguments[index]
            index += 1
        elif word.startswith("--endpoint="):
            endpoint = word.partition("=")[2]
        elif word.startswith("-"):
            from kg.files import did_you_mean, nearest

            near = nearest(word, [f"--{option.name}" for option in COMMON], 1)
            hint = did_you_mean(near, "the options of a verb follow its name; kg --help lists the verbs")
            raise UsageError(f"kg has no option {word}", None, hint)
        elif word == "__complete":  # what the scripts of kg completion call
            from kg.cli.completion import complete

            return complete(arguments[index:], list(VERBS), _verb)
        elif word == "help":
            return _dispatch([*arguments[index : index + 1], "--help"])
        else:
            return _call(word, arguments[index:], directory, endpoint)
    output.write(_help() if directory is not None or endpoint is not None else _beginning() or _help())
    return UsageError.exit_code


def _beginning() -> str | None:
    """Three lines on how to begin, for whoever is in no workspace; None inside one."""
    from kg.workspace import Workspace, core_folder, folder_around

    if folder_around() is not None:
        return None
    return (
        f"No workspace here: kg answers from the included graph, {Workspace(core_folder()).title}.\n"
        "Ask it:         kg queries, then kg query acts-between -p a=Pakistan -p b=Israel (all verbs: kg --help)\n"
        "Begin your own: kg init FOLDER makes a workspace from your texts\n"
    )


def _call(name: str, arguments: Sequence[str], directory: str | None, endpoint: str | None = None) -> int:
    """Call a verb with the arguments after its name."""
    from kg.cli import output
    from kg.cli.arguments import help_of, parse

    verb = _verb(name)
    before_dashes = arguments[: arguments.index("--")] if "--" in arguments else arguments
    if "--help" in before_dashes or "-h" in before_dashes:
        output.write(help_of(verb))
        return 0
    if "--version" in before_dashes:
        output.write(f"kg {_version()}\n")
        return 0
    call = parse(verb, arguments, directory, endpoint)
    if call.endpoint is not None and name not in REMOTE:
        from kg.errors import UsageError

        raise UsageError(f"kg {name} works on the files of a workspace, not on a server", None, f"--endpoint is for {', '.join(REMOTE)}")
    return verb.run(call)


def _verb(name: str) -> Verb:
    """Import a verb.

    Raises:
        UsageError: the verb does not exist.
    """
    if name in VERBS:
        module = f"{name}_" if name in KEPT_WORDS else name
        verb: Verb = __import__(f"kg.cli.{module}", fromlist=["VERB"]).VERB
        return verb
    from kg.errors import UsageError
    from kg.files import did_you_mean, nearest

    hint = did_you_mean((f"kg {near}" for near in nearest(name, VERBS, 1)), "kg --help lists the verbs")
    raise UsageError(f"kg has no verb {name!r}", None, hint)


def _help() -> str:
    """The help of ``kg`` itself."""
    lines = ["usage: kg [-C DIR] VERB [options]", "", DESCRIPTION, "", "verbs:"]
    lines += [f"  {name:10} {VERBS[name]}" for name in VERBS]
    lines += ["", "options:", "  -C DIR      work in the workspace DIR, not the one around the current folder"]
    lines += ["  --endpoint URL", "              ask the snapshot on a server: of a store (kg push) or a kg serve"]
    lines += ["  -h, --help  show this help; kg VERB --help shows that of a verb", "  --version   show the version"]
    lines += ["", "example:", "  kg query acts-between -p a=Pakistan -p b=Israel"]
    return "\n".join(lines) + "\n"


def _version() -> str:
    from importlib.metadata import version

    return version("chancery")
