"""docs/checks.md is what `kg check --rules` writes, and every rule that a finding can have stands in it."""

from __future__ import annotations

import ast
from pathlib import Path

from kg.check.page import page, rule_names
from kg.workspace import Workspace

ROOT = Path(__file__).resolve().parent.parent.parent


def test_the_page_is_what_the_rules_say() -> None:
    written = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
    assert written == page(Workspace(ROOT)), "write it again: kg check --rules > docs/checks.md"


def test_every_rule_that_the_code_names_is_on_the_page() -> None:
    named = set()
    for path in [path for room in ("authored", "check") for path in (ROOT / "kg" / room).rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Finding" and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    named.add(first.value)
    known = rule_names(Workspace(ROOT))
    assert len(named) > 15
    assert named - known == set()


def test_every_rule_on_the_page_can_be_read_by_itself() -> None:
    text = page(Workspace(ROOT))
    for name in rule_names(Workspace(ROOT)) - {"not-stated-is-noted"}:  # a part of other shapes
        assert f"### {name} (" in text or f"| {name} |" in text
    assert "|  |" not in text, "something has no words"
