"""States that an import adds: what the checks ask of background is there."""

from __future__ import annotations

from pathlib import Path

from kg.coded.countries import countries
from kg.coded.states import FILE, write_states
from kg.workspace import Workspace
from tests.coded.sources import BASE, VOTES, add_source, built, nordic


def test_added_states_pass_the_checks(tmp_path: Path) -> None:
    folder = nordic(tmp_path / "nordic")
    add_source(
        folder, [*VOTES, {"record": "3-FI", "actor_code": "FI", "actor_name": "Finland", "position": "Against", "day": "1905-06-07"}]
    )
    finland = [each for each in countries() if each.iso2 == "FI"]
    (entity,) = write_states(Workspace(folder), "assembly", finland, lambda _: False)
    assert (entity.iri, entity.names) == (f"{BASE}id/finland", ("Finland",))
    text = (folder / FILE).read_text(encoding="utf-8")
    assert "dcterms:source <https://example.org/nordic/coded/assembly>" in text
    graph = built(folder)
    assert [str(each) for each in graph.check(owl=False).findings if FILE in str(each)] == []
    assert graph.snapshot.meta["counts"]["rows"] == 4
    write_states(Workspace(folder), "assembly", [each for each in countries() if each.iso2 == "IS"], lambda _: False)
    again = (folder / FILE).read_text(encoding="utf-8")
    assert "e:finland" in again
    assert "e:iceland" in again


def test_a_dry_run_writes_no_states(tmp_path: Path) -> None:
    folder = nordic(tmp_path / "nordic")
    assert len(write_states(Workspace(folder), "assembly", countries()[:3], lambda _: False, dry_run=True)) == 3
    assert not (folder / FILE).exists()
