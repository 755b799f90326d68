"""docs/checks.md is what `kg check --rules` writes, and lists every rule that a finding can have."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Final

from kg.check.page import page, rule_names
from kg.workspace import Workspace

ROOT = Path(__file__).resolve().parent.parent.parent


def test_the_page_is_what_the_rules_say() -> None:
    written = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
    assert written == page(Workspace(ROOT)), "regenerate it: kg check --rules > docs/checks.md"


RULE_AT: Final = {"Finding": 0, "findings_of": 1, "undeclared_in": 3, "_finding": 0}
"""Functions that create findings, with the position of the argument that is the name of the rule."""


def test_every_rule_that_the_code_names_is_on_the_page() -> None:
    named = set()
    for path in [path for room in ("authored", "build", "check") for path in (ROOT / "kg" / room).rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                at = RULE_AT.get(getattr(node.func, "id", getattr(node.func, "attr", "")))
                rule = node.args[at] if at is not None and len(node.args) > at else None
                if isinstance(rule, ast.Constant):
                    named.add(rule.value)
    known = rule_names(Workspace(ROOT))
    assert len(named) > 25
    assert {"no-data", "inference-rule", "shacl-term", "syntax"} <= named
    assert named - known == set()


def test_every_rule_on_the_page_can_be_read_by_itself() -> None:
    text = page(Workspace(ROOT))
    for name in rule_names(Workspace(ROOT)) - {"not-stated-is-noted"}:  # a part of other shapes
        assert f"### {name} (" in text or f"| {name} |" in text
    assert "|  |" not in text, "a rule has an empty text"
