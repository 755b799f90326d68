"""The threat model names tests, and every one of them exists."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_test_that_the_threat_model_names_exists() -> None:
    page = (ROOT / "docs" / "threat-model.md").read_text("utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| ") and not line.startswith("| attack")]
    assert len(rows) > 25
    missing = []
    for row in rows:
        named = re.findall(r"`([\w/]+\.py)::(\w+)`", row)
        assert named, row
        for file, test in named:
            path = ROOT / (file if file.startswith("tests/") else f"tests/server/{file}")
            if not path.is_file() or f"def {test}(" not in path.read_text("utf-8"):
                missing.append(f"{file}::{test}")
    assert missing == []
