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
        folder, [*VOTES, {"record": "3-DK", "actor_code": "DK", "actor_name": "Denmark", "position": "Against", "day": "1905-06-07"}]
    )
    denmark = [each for each in countries() if each.iso2 == "DK"]
    (entity,) = write_states(Workspace(folder), "assembly", denmark, lambda _: False)
    assert (entity.iri, entity.names) == (f"{BASE}id/denmark", ("Denmark",))
    text = (folder / FILE).read_text(encoding="utf-8")
    assert f"dcterms:source <{BASE}coded/assembly>" in text
    graph = built(folder)
    assert [str(each) for each in graph.check(owl=False).findings if FILE in str(each)] == []
    assert graph.snapshot.meta["counts"]["rows"] == 4
    write_states(Workspace(folder), "assembly", [each for each in countries() if each.iso2 == "FI"], lambda _: False)
    again = (folder / FILE).read_text(encoding="utf-8")
    assert "e:denmark" in again
    assert "e:finland" in again


def test_a_dry_run_writes_no_states(tmp_path: Path) -> None:
    folder = nordic(tmp_path / "nordic")
    assert len(write_states(Workspace(folder), "assembly", countries()[:3], lambda _: False, dry_run=True)) == 3
    assert not (folder / FILE).exists()
