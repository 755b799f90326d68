"""Write docs/python.md from the docstrings of what ``kg`` exports.

Run it after a change of a method of `kg.Graph` or of what ``kg`` exports; a test compares the page with what this would write.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import kg
from kg.cli.main import VERBS
from kg.graph import Graph

ROOT: Final = Path(__file__).resolve().parent.parent
INTRODUCTION: Final = """# The Python interface

This page is written by `scripts/write_python_page.py` from the docstrings. A test checks that it is current.

    import kg
    graph = kg.open()
    print(graph.show("Mahmoud Abbas"))

`kg.open` returns a `kg.Graph`, which has a method for every verb of the [command line](cli.md) but `format`. What the methods return
prints as text, is displayed in a notebook, and has methods for other formats. Errors are subclasses of `kg.KgError`. The names on this page
are the public ones.
"""
MORE: Final = {
    "Measure": "What the size of a node of a picture can stand for: `acts`, `degree` or `betweenness`.",
    "Term": "An RDF term: a named node, a blank node or a literal of pyoxigraph.",
}
"""Descriptions of the aliases of types, which have no docstring of their own."""


def page() -> str:
    """The whole page as Markdown."""
    tree = ast.parse(Path(inspect.getfile(Graph)).read_text(encoding="utf-8"))
    [opening] = [each for each in tree.body if isinstance(each, ast.FunctionDef) and each.name == "open_graph"]
    [graph] = [each for each in tree.body if isinstance(each, ast.ClassDef) and each.name == "Graph"]
    lines = [INTRODUCTION, "## kg.open", "", *_described(opening, "kg.open"), "## kg.Graph", "", *_block(inspect.getdoc(Graph) or "")]
    for each in graph.body:
        if isinstance(each, ast.FunctionDef) and not each.name.startswith("_"):
            lines += [f"### {each.name}", "", *_described(each, f"graph.{each.name}")]
            if each.name in VERBS:
                lines += [f"On the command line: [kg {each.name}](cli.md#kg-{each.name}).", ""]
    lines += ["## What the methods take and return", "", "| name | what it is | methods and properties |", "|---|---|---|"]
    lines += [f"| `kg.{name}` | {_summary(name)} | {', '.join(_members(name))} |" for name in kg.__all__ if name not in ("Graph", "open")]
    return "\n".join(lines) + "\n"


def _described(function: ast.FunctionDef, name: str) -> list[str]:
    """The signature and the docstring of a function."""
    arguments = re.sub(r"^self(, )?", "", ast.unparse(function.args))
    returned = ast.unparse(function.returns) if function.returns is not None else "None"
    is_property = any(isinstance(each, ast.Name) and each.id == "property" for each in function.decorator_list)
    signature = f"{name}: {returned}" if is_property else f"{name}({arguments}) -> {returned}"
    return ["```python", signature, "```", "", *_block(ast.get_docstring(function) or "")]


def _block(text: str) -> list[str]:
    return ["```text", *text.splitlines(), "```", ""]


def _summary(name: str) -> str:
    """The first paragraph of a docstring as one line of Markdown."""
    text = MORE.get(name) or inspect.getdoc(getattr(kg, name)) or ""
    return " ".join(text.partition("\n\n")[0].split()).replace("``", "`").replace("|", "\\|")


def _members(name: str) -> Iterator[str]:
    """The public methods and properties of a class that the package defines, by name."""
    found = getattr(kg, name)
    for member, value in inspect.getmembers(found) if inspect.isclass(found) else ():
        written = value.fget if isinstance(value, property) else value
        if not member.startswith("_") and inspect.isroutine(written) and getattr(written, "__module__", "").startswith("kg."):
            yield f"`{member}`"


if __name__ == "__main__":
    (ROOT / "docs" / "python.md").write_text(page(), encoding="utf-8", newline="\n")
