"""Rows that become acts of the curated data."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kg.authored.formatting import formatted
from kg.errors import NameNotFound, UsageError
from kg.namespaces import DIP
from tests.coded.sources import BASE, VOTES, Row, add_source, built, nordic

EVENTS: list[Row] = [
    {
        "record": "7/a: b",
        "actor_code": "NO",
        "actor_name": "Norway",
        "recipient_code": "SE",
        "recipient_name": "Sweden",
        "kind_code": "111",
        "earliest": date(1905, 1, 1),
        "latest": date(1905, 12, 31),
    },
]


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = nordic(tmp_path / "nordic")
    add_source(folder, VOTES)
    add_source(
        folder, EVENTS, "events", kind_default=None, scheme="cameo", coding="machine", license="free; cite it", title="Events of the north"
    )
    return folder


def test_a_row_becomes_an_act_with_a_passage(workspace: Path) -> None:
    graph = built(workspace)
    made = graph.promote(f"{BASE}record/assembly/1-NO")
    act = f"{BASE}id/norway-vote-in-favour-1-1-1905-06-07"
    assert made.acts == ((act, f"{BASE}passage/assembly-1"),)
    after = built(workspace)
    shown = after.show(act)
    assert (shown.name, shown.types, shown.date) == ("Norway: vote in favour, 1/1", ("vote",), "1905-06-07")
    held = {(each.property.predicate.name, each.property.text): each.evidence for each in shown.properties}
    assert {("actor", "Norway"), ("position", "in favour"), ("on text", "1/1")} <= set(held)
    assert [each.node.value for each in held["actor", "Norway"].passages] == [f"{BASE}passage/assembly-1"]
    row = after.query(f"SELECT ?row WHERE {{ <{BASE}passage/assembly-1> <{DIP}ofRow> ?row }}")
    assert row.rows[0]["row"].value == f"{BASE}record/assembly/1-NO"  # type: ignore[union-attr]


def test_what_is_promoted_passes_the_checks_and_its_text_is_verified(workspace: Path) -> None:
    graph = built(workspace)
    graph.promote([f"{BASE}record/assembly/1-NO", f"{BASE}record/assembly/2-NO"])
    built(workspace).promote(f"{BASE}record/events/7%2Fa%3A%20b")
    built(workspace).promote(f"{BASE}record/assembly/1-SE")
    for path in sorted((workspace / "data" / "coded").glob("*.trig")):
        text = path.read_text(encoding="utf-8")
        assert formatted(text) == text
    report = built(workspace).check(owl=False, texts=workspace / "texts")
    assert [str(each) for each in report.findings if "coded/" in str(each)] == []
    text = str(built(workspace).verify_sources(workspace / "texts"))
    assert "assembly-rows" in text
    assert "events-rows" in text


def test_the_second_party_has_the_role_of_the_kind(workspace: Path) -> None:
    made = built(workspace).promote(f"{BASE}record/events/7%2Fa%3A%20b")
    (act, _) = made.acts[0]
    asked = f"SELECT ?role WHERE {{ GRAPH ?g {{ <{act}> ?role <{BASE}id/sweden> }} ?g <{DIP}cites> ?p }}"
    found = built(workspace).query(asked)
    assert [row["role"].value.removeprefix(DIP) for row in found.rows] == ["target"]  # type: ignore[union-attr]
    assert built(workspace).show(act).date == "1905"


def test_a_row_is_promoted_once(workspace: Path) -> None:
    address = f"{BASE}record/assembly/1-NO"
    built(workspace).promote(address)
    files = {path: path.read_bytes() for folder in ("data", "texts") for path in (workspace / folder).rglob("*") if path.is_file()}
    again = built(workspace).promote([address, address])
    assert (again.acts, again.known, again.files) == ((), (address,), ())
    assert {path: path.read_bytes() for folder in ("data", "texts") for path in (workspace / folder).rglob("*") if path.is_file()} == files


def test_what_a_curator_has_changed_stays(workspace: Path) -> None:
    built(workspace).promote(f"{BASE}record/assembly/1-NO")
    path = workspace / "data" / "coded" / "assembly-rows.trig"
    changed = path.read_text(encoding="utf-8").replace("Norway: vote in favour, 1/1", "The vote of Norway") + "# read\n"
    path.write_text(changed, encoding="utf-8")
    built(workspace).promote(f"{BASE}record/assembly/1-SE")
    text = path.read_text(encoding="utf-8")
    assert "The vote of Norway" in text
    assert "# read" in text
    assert "sweden-vote-against-1-1-1905-06-07" in text


@pytest.mark.parametrize(
    ("rows", "error", "what"),
    [
        ([f"{BASE}record/assembly/2-XX"], UsageError, "the actor Atlantis XX of the row 2-XX is no entity"),
        ([f"{BASE}record/assembly/9"], NameNotFound, "is not the address of a row"),
        (["Norway"], NameNotFound, "is not the address of a row"),
        ([f"{BASE}record/assembly/1-NO", f"{BASE}record/events/7%2Fa%3A%20b"], UsageError, "of several sources: assembly, events"),
        ([f"{BASE}record/assembly/1-NO", f"{BASE}record/assembly/2-XX"], UsageError, "is no entity"),
    ],
)
def test_what_cannot_be_promoted_changes_nothing(workspace: Path, rows: list[str], error: type[Exception], what: str) -> None:
    with pytest.raises(error, match=what):
        built(workspace).promote(rows)
    assert not (workspace / "data" / "coded").exists()
