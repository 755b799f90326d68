"""Imports go only downward, from room to room and module to module, also inside functions, for types, and through names in strings."""

from __future__ import annotations

import ast
import importlib.util
import re
from pathlib import Path
from typing import Final

import pytest

ROOT = Path(__file__).resolve().parent.parent

ROOMS: Final = (
    ("places", "a place in a file, as messages name it"),
    ("errors", "the exceptions, with their exit codes"),
    ("values", "named tuples and JSON without the cost of importing typing and json, and values that print themselves"),
    ("namespaces", "the one prefix table"),
    ("settings", "limits and defaults as data"),
    ("watching", "limits of the time and memory of this process, and interrupts of the engine"),
    ("terms", "RDF terms: short forms, N-Triples syntax, and conversion between rdflib and pyoxigraph"),
    ("numbered", "terms and triples as numbers"),
    ("tokens", "the tokenizer for Turtle, TriG and SPARQL"),
    ("dates", "EDTF literals and their first and last days"),
    ("periods", "when each value held, from events whose days are known only within bounds"),
    ("formats", "formats by file extension"),
    ("files", "reading and atomic writing of files, text that is safe for a terminal, and suggestions for misspelt names"),
    ("digests", "digests of files, remembered with the status of each"),
    ("pages", "HTML pages: templates that escape every value, and content-security policies"),
    ("headers", "the parser of the ``#+`` headers of queries and rules"),
    ("workspace", "the files and settings of a workspace"),
    ("sparql", "SPARQL as text: stored queries, parameters, forbidden features, and syntax errors"),
    ("ontology", "the terms that data may use, and the OWL reasoner"),
    ("snapshot", "the result of a build: its format, writing, opening, freshness and proofs"),
    ("authored", "the data files as authored: the place of each statement, the lint, and the canonical layout"),
    ("rules", "inference rules, and the derivations of their conclusions"),
    ("record", "the model of who says what: names, claims, passages, witnesses, times"),
    ("network", "the graph as a network: its model, measures, chains and positions"),
    ("tables", "columnar tables of acts, the questions that they answer, and the engines that compute over them"),
    ("coded", "tables that others have coded: mappings, records, and the series of acts that they become"),
    ("build", "from the files of a workspace to a snapshot; a build that fails changes nothing"),
    ("results", "answers, and the formats that they are printed in"),
    ("query", "from a request to an answer: names resolved, parameters bound, limits kept"),
    ("endpoint", "a snapshot in a store on another machine: sent to it, asked there, and copied from it"),
    ("explain", "why something is held, what is known about a thing, and what an answer rests on"),
    ("export", "the graph in a file for other tools"),
    ("disputes", "who agrees, who differs, and what is doubted"),
    ("sources", "documents and passages, and a reader's own copies of the texts"),
    ("starting", "a new workspace from one's own texts"),
    ("editing", "changes of what is coded of a passage, in the data files: merged, saved in one step, and taken back"),
    ("coding", "the coding line: from a line of text to the assertion graphs of a passage, and back"),
    ("drafting", "what a passage seems to say, as suggestions with reasons"),
    ("check", "everything that can be wrong with a workspace, in one report"),
    ("picture", "the interactive picture in one HTML file, and the figure for print"),
    ("graph", "the Python interface"),
    ("service", "answers to requests of the web, as pure functions from a request to a reply"),
    ("server", "HTTP, and the processes that compute the replies"),
    ("desk", "the local page in which a text is read and coded"),
    ("rounds", "a round of ``kg watch``: what has changed, the build, the check, the picture, and what to do next"),
    ("cli", "the command line: one module for each verb"),
    ("__init__", "the names that users import"),
    ("__main__", "``python -m kg``"),
)
"""The rooms of ``kg`` from the bottom up, each with a sentence on what is in it. A room may import the rooms above its line only."""

LEVEL: Final = {room: level for level, (room, _) in enumerate(ROOMS)}


def room_of(module: str) -> str:
    """The room of a module: its file or folder directly below ``kg``."""
    names = module.split(".")
    return names[1] if len(names) > 1 else "__init__"


def module_of(path: Path, root: Path) -> str:
    names = list(path.relative_to(root).with_suffix("").parts)
    return ".".join(names[:-1] if names[-1] == "__init__" else names)


def imports_of(tree: ast.AST, module: str, is_package: bool, modules: set[str]) -> set[str]:
    """The modules of ``kg`` that a syntax tree names: in an import anywhere in it, or as the whole of a string."""
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
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.update(_named_in(node.value, modules))
    return {name for name in found if name == "kg" or name.startswith("kg.")} - {module}


def _named_in(text: str, modules: set[str]) -> set[str]:
    """The module that a string names as a whole, with or without something in it, and those that code in a string imports."""
    found = set(re.findall(r"\b(?:from|import) (kg(?:\.\w+)+)", text))
    if re.fullmatch(r"kg(?:\.\w+)+(?::\w+)?", text):
        name = text.partition(":")[0]
        while name not in modules and "." in name:
            name = name.rpartition(".")[0]
        found.add(name)
    return found & modules - {"kg"}


@pytest.fixture(scope="module")
def graph() -> dict[str, set[str]]:
    """Every module of ``kg`` with the modules that it imports."""
    paths = {module_of(path, ROOT): path for path in sorted((ROOT / "kg").rglob("*.py"))}
    assert "kg.workspace" in paths
    return {
        module: imports_of(ast.parse(path.read_text(encoding="utf-8")), module, path.name == "__init__.py", set(paths))
        for module, path in paths.items()
    }


def test_modules_are_imported_by_computed_names_in_two_places_only() -> None:
    """There the name is one of a table in the same file, or of the same room."""
    found = set()
    for path in sorted((ROOT / "kg").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = getattr(node.func, "attr", getattr(node.func, "id", "")) if isinstance(node, ast.Call) else ""
            if called in ("__import__", "import_module"):
                found.add(path.relative_to(ROOT).as_posix())
    assert found == {"kg/__init__.py", "kg/cli/main.py"}


def circles(graph: dict[str, set[str]]) -> list[str]:
    """The circles among modules, each once, as texts."""
    found: dict[str, None] = {}
    done: set[str] = set()

    def visit(module: str, path: tuple[str, ...]) -> None:
        if module in path:
            found[" imports ".join([*path[path.index(module) :], module])] = None
        elif module not in done:
            for other in sorted(graph.get(module, ())):
                visit(other, (*path, module))
            done.add(module)

    for module in sorted(graph):
        visit(module, ())
    return list(found)


def test_every_module_has_a_room(graph: dict[str, set[str]]) -> None:
    assert {module for module in graph if room_of(module) not in LEVEL} == set()
    assert {room_of(module) for module in graph} == set(LEVEL)


def test_imports_go_only_downward(graph: dict[str, set[str]]) -> None:
    upward = {
        f"{module} imports {other}"
        for module, others in graph.items()
        for other in others
        if room_of(module) != room_of(other) and LEVEL[room_of(other)] >= LEVEL[room_of(module)]
    }
    assert upward == set()


def test_no_modules_import_each_other(graph: dict[str, set[str]]) -> None:
    assert circles(graph) == []


def test_circles_are_found() -> None:
    assert circles({"kg.a": {"kg.b"}, "kg.b": {"kg.c"}, "kg.c": {"kg.a"}, "kg.d": {"kg.a"}}) == [
        "kg.a imports kg.b imports kg.c imports kg.a"
    ]


def test_no_name_of_a_module_repeats_its_room(graph: dict[str, set[str]]) -> None:
    """``store_early`` beside ``store`` is a folder that was not made; only the leaves lie flat."""
    flat = [module.split(".")[1] for module in graph if module.count(".") == 1]
    assert [name for name in flat if any(name.startswith(other + "_") for other in flat)] == []


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
        ("HOME = {'x': 'kg.build:run'}", {"kg.build"}),
        ("'kg.build.ensure'", {"kg.build"}),
        ("f'import sys; from kg.cli.main import main; {x}'", {"kg.cli.main"}),
        ("'see kg.build for more'", set()),
        ("import os, kgx", set()),
    ],
)
def test_the_test_recognizes_every_form_of_import(code: str, expected: set[str]) -> None:
    modules = {"kg", "kg.store", "kg.build", "kg.cli", "kg.cli.main", "kg.cli.arguments", "kg.cli.output"}
    assert imports_of(ast.parse(code), "kg.cli.output", False, modules) == expected


def test_the_manual_has_this_table() -> None:
    spec = importlib.util.spec_from_file_location("write_architecture_page", ROOT / "scripts" / "write_architecture_page.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    written = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert "| `record` |" in written
    assert written == module.page(written), "run scripts/write_architecture_page.py"
