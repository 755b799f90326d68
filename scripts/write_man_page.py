"""Write docs/kg.1, the man page, from the help of every verb and the exit codes of the errors.

Run it after a change of a verb; a test compares the page with what this would write. The wheel installs it as share/man/man1/kg.1.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Final

from kg.cli.arguments import help_of
from scripts.write_cli_page import EXIT_CODES

ROOT: Final = Path(__file__).resolve().parent.parent


def page() -> str:
    """The whole page in the macros of man."""
    # The attribute `main` of kg.cli is the function, not the module.
    main = importlib.import_module("kg.cli.main")
    lines = [
        '.TH KG 1 "" Chancery "User commands"',
        ".SH NAME",
        "kg \\- " + escaped(main.DESCRIPTION.removeprefix("Chancery: ").rstrip(".")),
    ]
    lines += [".SH SYNOPSIS", ".B kg", "[\\-C DIR] VERB [options]", ".SH DESCRIPTION", *verbatim(main._help().partition("\n\n")[2])]
    lines += [".SH VERBS"]
    for name in main.VERBS:
        lines += [f".SS kg {name}", *verbatim(help_of(main._verb(name)))]
    lines += [".SH EXIT STATUS"]
    for code, meaning in EXIT_CODES:
        lines += [".TP", f".B {code}", escaped(meaning.replace("`", ""))]
    return "\n".join(lines) + "\n"


def verbatim(text: str) -> list[str]:
    """Lines that are shown as they are."""
    return [".PP", ".nf", *map(escaped, text.rstrip("\n").split("\n")), ".fi"]


def escaped(line: str) -> str:
    r"""A line in which nothing is a command of man.

    >>> print(escaped(".kg -f a\\b"))
    \&.kg \-f a\eb
    """
    plain = (
        line.replace("\\", "\\e")
        .replace("-", "\\-")
        .replace("'", "\\(aq")
        .replace("`", "\\(ga")
        .replace("^", "\\(ha")
        .replace("~", "\\(ti")
    )
    plain = "".join(each if each.isascii() else f"\\[u{ord(each):04X}]" for each in plain)
    return f"\\&{plain}" if plain.startswith((".", "'")) else plain


if __name__ == "__main__":
    (ROOT / "docs" / "kg.1").write_text(page(), encoding="ascii")
    print("docs/kg.1", file=sys.stderr)
