"""docs/kg.1 is up to date, and the formatters accept it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from scripts.write_man_page import page

PAGE = Path(__file__).resolve().parent.parent / "docs" / "kg.1"


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="ascii") == page(), "run scripts/write_man_page.py"


@pytest.mark.parametrize("command", [["groff", "-man", "-ww", "-z", "-Tutf8"], ["mandoc", "-T", "lint", "-W", "error"]])
def test_a_formatter_has_nothing_to_report(command: list[str]) -> None:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    done = subprocess.run([*command, str(PAGE)], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
