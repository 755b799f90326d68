"""``kg watch``: build and check whenever a file is saved."""

from __future__ import annotations

import sys

from kg.cli import output
from kg.cli.arguments import Call, Option, Verb

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.rounds import Round, Watcher

PAUSE = 0.3
"""Seconds between two looks at the files."""


def run(call: Call) -> int:
    """Run the verb."""
    from time import sleep

    from kg.build.watched import watched
    from kg.rounds import Watcher

    try:
        with watched("build", call.note, call.leave) as tell:
            watcher = Watcher(call.workspace(), call.option("view"), tell)
            first = watcher.round()
        show(call, first)
        if call.flag("once"):
            return 1 if first.error or any(each.severity == "error" for each in (*first.first, *first.others)) else 0
        follow(call, watcher, lambda: sleep(PAUSE))
    except KeyboardInterrupt:
        output.tell("\nstopped")
    return 0


def follow(call: Call, watcher: Watcher, wait: Callable[[], None]) -> None:
    """Show a round whenever a file has changed, until an interrupt.

    Args:
        call: the call of the verb.
        watcher: notices changes, and builds and checks.
        wait: waits before the next look at the files.
    """
    from kg.build.watched import watched
    from kg.errors import KgError

    while True:
        wait()
        try:
            if not watcher.changed():
                continue
            with watched("build", call.note, call.leave):
                made = watcher.round()
        except KgError as problem:  # such as a folder that cannot be read: it may be there again at the next look
            output.complain(problem)
            continue
        show(call, made)


def show(call: Call, made: Round) -> None:
    """Print a round: on a terminal as one screen, elsewhere as lines, or as JSON on one line."""
    import json
    import shutil

    from kg.files import visible

    if call.flag("json"):
        call.out(json.dumps(made.to_json(), ensure_ascii=False))
    elif sys.stdout.isatty():
        lines = made.lines(shutil.get_terminal_size().lines - 2)
        output.write("\x1b[2J\x1b[H" + "".join(f"{visible(line, one_line=False)}\n" for line in lines), safe=True)
    else:
        call.write(str(made))
    sys.stdout.flush()


VERB = Verb(
    name="watch",
    summary="build and check whenever a file is saved",
    usage="",
    options=(
        Option("view", "OUT.html", "also write the interactive picture again at each build"),
        Option("once", None, "build and check once, and end; exit code 1 if there is an error"),
        Option("json", None, "print JSON, one line for each build"),
    ),
    examples=("kg watch", "kg watch --view out/graph.html", "kg watch --once"),
    description="Looks at the files three times a second. When one has changed, it builds and checks the workspace without the reasoner,\n"
    "and prints the findings about the passage that was changed last, then all others, and the next passage to code. While a file\n"
    "has an error, the last good build and the last picture stay. A picture that is open in a browser must be reloaded there.\n"
    "Ctrl-C ends it.",
    run=run,
)
