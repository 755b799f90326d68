"""Imports go only downward: module by module, over the syntax tree, inside functions and for types too."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

LAYERS = (
    {"errors", "namespaces", "settings"},
    {"terms", "formats", "dates", "tokens"},
    {"workspace", "store", "ontology"},
    {"sources", "rules", "validation", "catalogue", "projection", "names", "results"},
    {"build", "evidence", "answer", "picture", "dump", "disputes"},
    {"protocol"},
    {"server", "graph", "cli", "__init__", "__main__"},
)
"""The parts of ``kg`` in each layer. A module ``store_writing`` belongs to the part ``store``, as the modules of a folder do to it."""

LEVEL = {part: level for level, parts in enumerate(LAYERS) for part in parts}


def part_of(module: str) -> str:
    """The part that a module of ``kg`` belongs to: ``kg.store_writing`` and ``kg.store`` to ``store``."""
    names = module.split(".")
    if len(names) == 1:
        return "__init__"
    return names[1] if names[1] in LEVEL else names[1].split("_")[0]


def module_of(path: Path, root: Path) -> str:
    names = list(path.relative_to(root).with_suffix("").parts)
    return ".".join(names[:-1] if names[-1] == "__init__" else names)


def imports_of(tree: ast.AST, module: str, is_package: bool, modules: set[str]) -> set[str]:
    """The modules of ``kg`` that a syntax tree imports, anywhere in it, also by ``__import__`` and ``import_module`` of a fixed name."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            source = node.module or ""
            if node.level:
                package = module.split(".") if is_package else module.split(".")[:-1]
                above = package[: len(package) - node.level + 1]
                source = ".".join([*above, source] if source else above)
            for alias in node.names:
                inner = f"{source}.{alias.name}"
                found.add(inner if inner in modules else source)
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in ("__import__", "import_module"):
                found.add(str(node.args[0].value))
    return {name for name in found if name == "kg" or name.startswith("kg.")}


@pytest.fixture(scope="module")
def graph() -> dict[str, set[str]]:
    """Every module of ``kg`` to those that it imports."""
    root = Path(__file__).resolve().parent.parent
    paths = {module_of(path, root): path for path in sorted((root / "kg").rglob("*.py"))}
    assert "kg.store" in paths
    return {
        module: imports_of(ast.parse(path.read_text(encoding="utf-8")), module, path.name == "__init__.py", set(paths))
        for module, path in paths.items()
    }


def test_every_module_has_a_layer(graph: dict[str, set[str]]) -> None:
    assert {module: part_of(module) for module in graph if part_of(module) not in LEVEL} == {}


def test_imports_go_only_downward(graph: dict[str, set[str]]) -> None:
    upward = {
        f"{module} (layer {LEVEL[part_of(module)]}) imports {other} (layer {LEVEL[part_of(other)]})"
        for module, others in graph.items()
        for other in others
        if LEVEL[part_of(other)] > LEVEL[part_of(module)]
    }
    assert upward == set()


def test_no_two_parts_import_each_other(graph: dict[str, set[str]]) -> None:
    """Within a layer there is an order too."""
    parts: dict[str, set[str]] = {}
    for module, others in graph.items():
        parts.setdefault(part_of(module), set()).update(part_of(other) for other in others if part_of(other) != part_of(module))
    done: set[str] = set()

    def visit(part: str, path: tuple[str, ...]) -> None:
        assert part not in path, " imports ".join([*path[path.index(part) :], part])
        if part not in done:
            for other in sorted(parts.get(part, ())):
                visit(other, (*path, part))
            done.add(part)

    for part in sorted(parts):
        visit(part, ())


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("import kg.store", {"kg.store"}),
        ("from kg import store, open", {"kg.store", "kg"}),
        ("from kg.store import current", {"kg.store"}),
        ("def f():\n from kg.cli.main import run", {"kg.cli.main"}),
        ("if TYPE_CHECKING:\n from kg.cli import main", {"kg.cli.main"}),
        ("from . import arguments", {"kg.cli.arguments"}),
        ("from ..store import x", {"kg.store"}),
        ("import_module('kg.build')", {"kg.build"}),
        ("__import__('kg.build')", {"kg.build"}),
        ("import os, kgx", set()),
    ],
)
def test_the_test_sees_every_way_to_import(code: str, expected: set[str]) -> None:
    modules = {"kg", "kg.store", "kg.cli", "kg.cli.main", "kg.cli.arguments", "kg.cli.output"}
    assert imports_of(ast.parse(code), "kg.cli.output", False, modules) == expected
