"""Write docs/cli.md from the help of every verb, the exit codes of the errors, and the settings.

Run it after a change of a verb; a test compares the page with what this would write, and runs every example in it.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Final

from kg.cli.arguments import help_of
from kg.errors import DataError, EnvironmentProblem, KgError, UsageError
from kg.settings import SETTINGS

ROOT: Final = Path(__file__).resolve().parent.parent
INTRODUCTION: Final = """# The command line

This page is written by `scripts/write_cli_page.py` from what `kg VERB --help` prints. A test checks that it is current, and runs every
example below against the workspace of this repository.

`kg` works in a workspace: the folder of `-C DIR`, else the nearest folder upward that has a `chancery.toml`, else the workspace that came
with the package. Outside a workspace, `kg` alone says in three lines how to ask that included graph and how to make a workspace, and
exits with 2, as no verb was given; in a workspace it prints the help. Every verb that answers builds the graph first if there is none,
and again if the files have changed. If a build fails, or takes too long, the verb answers from the last good snapshot and prints a
warning. No verb answers from a damaged snapshot. Results go to standard output, warnings, progress and errors to standard error. An error
has two lines: what is wrong and where, and what to do next.
"""

EXIT_CODES: Final = (
    (0, "success, also for a query without rows"),
    (1, "a negative answer: an ASK that is false, a triple that is not held, a check that found an error, no chain"),
    (UsageError.exit_code, "the call is invalid: an option, a parameter, or a name that nothing or more than one thing has"),
    (
        DataError.exit_code,
        "the data, the ontology or a query is wrong, with file, line and column; or a query reached a limit",
    ),
    (
        EnvironmentProblem.exit_code,
        "the system prevents it: a file or stream cannot be read or written, a program or package is missing",
    ),
    (KgError.exit_code, "an internal error; with `KG_DEBUG=1`, `kg` prints the traceback"),
    (130, "interrupted"),
)


def page() -> str:
    """The whole page as Markdown."""
    # The attribute `main` of kg.cli is the function, not the module.
    main = importlib.import_module("kg.cli.main")
    names = list(main.VERBS)
    lines = [INTRODUCTION, "Verbs: " + " · ".join(f"[{name}](#kg-{name})" for name in names) + ".", ""]
    lines += ["```text", main._help().rstrip("\n"), "```", ""]
    for name in names:
        lines += [f"## kg {name}", "", "```text", help_of(main._verb(name)).rstrip("\n"), "```", ""]
    lines += ["## Exit codes", "", "| code | meaning |", "|---|---|", *(f"| {code} | {meaning} |" for code, meaning in EXIT_CODES), ""]
    lines += [
        "## Settings",
        "",
        "Environment variables with whole numbers. For the limits of queries, builds and rebuilds, 0 means no limit.",
        "",
        "| variable | default | meaning |",
    ]
    lines += ["|---|---|---|", *(f"| `KG_{each.name.upper()}` | {each.default:,} | {each.help} |" for each in SETTINGS)]
    lines += ["", "`NO_COLOR` turns colours off. `COLUMNS` sets the width of tables if the output is not a terminal."]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    (ROOT / "docs" / "cli.md").write_text(page(), encoding="utf-8")
    print("docs/cli.md", file=sys.stderr)
