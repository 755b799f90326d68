"""``kg watch``: build and check whenever a file is saved."""

from __future__ import annotations

import sys
from contextlib import nullcontext

from kg.cli import output
from kg.cli.arguments import Call, Option, Verb

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.desk.showing import Shown
    from kg.rounds import Round, Watcher

PAUSE = 0.3
"""Seconds between two looks at the files."""


def run(call: Call) -> int:
    """Run the verb."""
    from time import sleep

    from kg.build.watched import watched
    from kg.errors import UsageError
    from kg.rounds import Watcher

    picture = call.option("view")
    if call.flag("open") and (picture is None or call.flag("once")):
        raise UsageError("--open needs --view OUT.html, and not --once", None, "kg watch --view out/graph.html --open")
    try:
        with watched("build", call.note, call.leave) as tell:
            watcher = Watcher(call.workspace(), picture, tell, call.option("text"))
            first = watcher.round()
        show(call, first)
        if call.flag("once"):
            return 1 if first.error or any(each.severity == "error" for each in (*first.first, *first.others)) else 0
        with shown(call, picture) if call.flag("open") and picture is not None else nullcontext() as page:
            follow(call, watcher, lambda: sleep(PAUSE), "" if page is None else page.address)
    except KeyboardInterrupt:
        output.tell("\nstopped")
    return 0


def shown(call: Call, picture: str) -> Shown:
    """Show the picture in the browser, in a page that loads it again.

    Args:
        call: the call of the verb.
        picture: the path of the picture.
    """
    import webbrowser

    from kg.desk.showing import Shown

    found = Shown(picture)
    output.tell(f"the picture is shown at {found.address}")
    webbrowser.open(found.address)
    return found


def follow(call: Call, watcher: Watcher, wait: Callable[[], None], address: str = "") -> None:
    """Show a round whenever a file has changed, until an interrupt.

    Args:
        call: the call of the verb.
        watcher: notices changes, and builds and checks.
        wait: waits before the next look at the files.
        address: where the picture is shown; empty if it is not.
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
        show(call, made, address)


def show(call: Call, made: Round, address: str = "") -> None:
    """Print a round: on a terminal as one screen, elsewhere as lines, or as JSON on one line.

    Args:
        call: the call of the verb.
        made: the round.
        address: where the picture is shown, which a new screen would wipe away.
    """
    import json
    import shutil

    from kg.files import visible

    if call.flag("json"):
        call.out(json.dumps(made.to_json(), ensure_ascii=False))
    elif sys.stdout.isatty():
        lines = made.lines(shutil.get_terminal_size().lines - 3)
        lines += [f"the picture is shown at {address}"] if address else []
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
        Option("text", "DIR", "the folder with your copies of the texts (default: texts/ in the workspace, if it is there)"),
        Option("open", None, "show the picture in the browser, where it loads itself again"),
        Option("once", None, "build and check once, and end; exit code 1 if there is an error"),
        Option("json", None, "print JSON, one line for each build"),
    ),
    examples=("kg watch", "kg watch --view out/graph.html --open", "kg watch --once"),
    description="Looks at the files three times a second. When one has changed, it builds and checks the workspace without the reasoner,\n"
    "and prints the findings about the passage that was changed last, then all others, and the next passage to code. While a file\n"
    "has an error, the last good build and the last picture stay. With --open a page of this machine shows the picture, and loads\n"
    "it again with what was chosen in it; opened otherwise, it must be reloaded. Ctrl-C ends it.",
    run=run,
)
