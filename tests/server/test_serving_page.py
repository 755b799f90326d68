"""The tables of the manual are those of the program."""

from __future__ import annotations

from kg.service.problems import TITLES
from scripts.write_serving_page import PAGE, kinds, written


def test_the_tables_are_what_the_script_writes() -> None:
    text = PAGE.read_text("utf-8")
    assert written(text) == text, "run scripts/write_serving_page.py"


def test_every_type_of_problem_is_described_with_its_status() -> None:
    rows = kinds().splitlines()[2:]
    assert {(row.split("`")[1], int(row.split("|")[2])) for row in rows} == {(name, status) for name, (status, _) in TITLES.items()}
