"""Write the table of rooms in docs/architecture.md from the table in tests/test_layers.py."""

from __future__ import annotations

import re
import runpy
from collections.abc import Iterable
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
PAGE: Final = ROOT / "docs" / "architecture.md"


def rooms() -> Iterable[tuple[str, str]]:
    """The rooms and what is in them, from the bottom up."""
    found: Iterable[tuple[str, str]] = runpy.run_path(str(ROOT / "tests" / "test_layers.py"))["ROOMS"]
    return found


def page(text: str) -> str:
    """The page with its table replaced by one of the present rooms.

    Args:
        text: the page, with the comments that mark the beginning and the end of the table.
    """
    lines = ["| room | what is in it |", "|---|---|", *(f"| `{room}` | {what.replace('``', '`')} |" for room, what in rooms())]
    table = "<!-- rooms -->\n\n" + "\n".join(lines) + "\n\n<!-- /rooms -->"
    return re.sub(r"<!-- rooms -->.*?<!-- /rooms -->", lambda _: table, text, flags=re.DOTALL)


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
