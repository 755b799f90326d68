"""Write the tables of limits and problems in ``docs/serving.md``.

python scripts/write_serving_page.py
"""

from __future__ import annotations

import re
from pathlib import Path

from kg.service import problems
from kg.settings import SETTINGS

PAGE = Path(__file__).resolve().parent.parent / "docs" / "serving.md"


def limits() -> str:
    """The table of the settings of the server."""
    rows = [
        f"| `KG_{each.name.upper()}` | {each.default:,} | {each.help.removeprefix('kg serve: ')} |"
        for each in SETTINGS
        if each.name.startswith("serve_")
    ]
    return "\n".join(["| setting | default | what it says |", "|---|---|---|", *rows])


def kinds() -> str:
    """The table of the types of problems, from the docstring of the module that makes them."""
    found = re.findall(r"^``([a-z-]+)`` +(\d+) +(.*)$", problems.__doc__ or "", re.MULTILINE)
    return "\n".join(["| type | status | when |", "|---|---|---|", *(f"| `{name}` | {status} | {when} |" for name, status, when in found)])


def written(text: str) -> str:
    """The page with its tables."""
    for name, table in (("limits", limits()), ("problems", kinds())):
        text = re.sub(rf"<!-- {name} -->\n.*?<!-- /{name} -->", f"<!-- {name} -->\n{table}\n<!-- /{name} -->", text, flags=re.DOTALL)
    return text


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text("utf-8")), "utf-8")
