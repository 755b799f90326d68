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

This page is written by `scripts/write_cli_page.py` from what `kg VERB --help` prints. A test sees to it that it is current, and runs
every example below against the workspace of this repository.

`kg` works in a workspace: the folder of `-C DIR`, else the nearest folder upward that has a `chancery.toml`, else the workspace that
came with the package. Every verb that answers builds the graph first if there is none, and again if the files have changed; if they
are wrong it answers from the last good one and says so. Results go to standard output, warnings, progress and errors to standard error.
An error is two lines: what is wrong and where, and what to do next.
"""

EXIT_CODES: Final = (
    (0, "done; a query without rows too"),
    (1, "a negative answer: an ASK that is false, a triple that is not held, a check that found an error, no chain"),
    (UsageError.exit_code, "the call is wrong: an option, a parameter, a name that nothing or more than one thing has"),
    (DataError.exit_code, "the data, the ontology or a query is wrong, with file, line and column; or a limit stopped a query"),
    (EnvironmentProblem.exit_code, "the machine refuses: a file that cannot be read or written, a program or package that is missing"),
    (KgError.exit_code, "a fault of `kg` itself; with `KG_DEBUG=1` it prints where"),
    (130, "interrupted"),
    (141, "the reader of a pipe went away"),
)


def page() -> str:
    """The whole page as Markdown."""
    # As an attribute of kg.cli the name is that of the function.
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
        "Environment variables with whole numbers. For the two limits of queries 0 is none.",
        "",
        "| variable | without it | what it does |",
    ]
    lines += ["|---|---|---|", *(f"| `KG_{each.name.upper()}` | {each.default:,} | {each.help} |" for each in SETTINGS)]
    lines += ["", "`NO_COLOR` turns colours off; `COLUMNS` tells the width of tables where the output is no terminal."]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    (ROOT / "docs" / "cli.md").write_text(page(), encoding="utf-8")
    print("docs/cli.md", file=sys.stderr)
