"""One place in the source decides what is held."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def comparisons(tree: ast.AST) -> set[str]:
    """The functions of a module that compare something with the name of the standing Stated."""

    def names_it(node: ast.AST) -> bool:
        return any(isinstance(each, ast.Constant) and each.value == "Stated" for each in ast.walk(node))

    functions = [each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)]
    return {each.name for each in functions for part in ast.walk(each) if isinstance(part, ast.Compare) and names_it(part)}


def test_no_other_code_decides_what_is_held() -> None:
    """Other code compares a standing with Stated only to choose words, never together with rank and speech to decide what is held."""
    found = {
        (str(path.relative_to(ROOT / "kg")), name)
        for path in sorted((ROOT / "kg").rglob("*.py"))
        for name in comparisons(ast.parse(path.read_text(encoding="utf-8")))
    }
    wording = {("record/claims.py", "status"), ("export/edges.py", "_standing"), ("disputes/survey.py", "doubted")}
    assert found - wording == {("authored/reading.py", "is_held")}
