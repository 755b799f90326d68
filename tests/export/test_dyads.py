"""Dyad-years: one row for each pair of agents, year and kind of act, with the least and the greatest number of such acts."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import kg
from kg.export.dyads import COLUMNS, dyads, dyads_csv
from kg.graph import Graph
from tests.asking import ROOT, graph, nordic

# Three visits, of which one is told by itself, unnumbered attacks in one of two years, and a visit without a date.
SERIES = """
@prefix a: <https://example.org/nordic/assertion/> .
@prefix dip: <https://w3id.org/chancery/ontology#> .
@prefix e: <https://example.org/nordic/id/> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix k: <https://example.org/nordic/graph/> .
@prefix p: <https://example.org/nordic/passage/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
k:record { a:N10-8 dip:cites p:N10 ; dip:standing dip:Stated ; dip:gist "Visits and attacks were made."@en . }
a:N10-8 {
  e:visits a dip:ActSeries ; skos:prefLabel "Visits"@en ; dip:memberKind dip:Visit ; dip:claimedCount 3 ; dip:actor e:oscar ;
    dip:place e:norway ; dip:date "1904"^^edtf:EDTF ; dip:dateBasis dip:AsStated .
  e:visit a dip:Visit ; skos:prefLabel "Visit"@en ; dip:countedIn e:visits ; dip:actor e:oscar ; dip:place e:norway ;
    dip:date "1904-05"^^edtf:EDTF ; dip:dateBasis dip:AsStated .
  e:attacks a dip:ActSeries ; skos:prefLabel "Attacks"@en ; dip:memberKind dip:Attack ; dip:actor e:sweden ; dip:target e:norway ;
    dip:date "[1903..1904]"^^edtf:EDTF ; dip:dateBasis dip:AsStated .
  e:other-visit a dip:Visit ; skos:prefLabel "Another visit"@en ; dip:actor e:carl ; dip:place e:sweden .
}
"""


def rows_of(made: Graph) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(dyads_csv(made.snapshot).decode(), newline="")))


def test_dyads_of_a_small_graph() -> None:
    found = {(row["year"], row["source_label"], row["target_label"], row["kind"]): (row["least"], row["most"]) for row in rows_of(nordic())}
    assert found == {
        ("1905", "Norway", "Sweden", "Agreement"): ("1", "1"),
        ("1905", "Sweden", "Norway", "Agreement"): ("1", "1"),
        ("1905", "Sweden", "Norway", "Recognition"): ("1", "1"),
        ("1905", "delegates of Norway", "delegates of Sweden", "Meeting"): ("1", "1"),
        ("1905", "delegates of Sweden", "delegates of Norway", "Meeting"): ("1", "1"),
    }


def test_dyads_of_the_repository() -> None:
    """From the documents: acts with a year count once, open dates count from 0 to 1, claimed numbers minus the acts described."""
    rows = rows_of(graph())
    assert list(rows[0]) == list(COLUMNS)

    def of(kind: str, source: str, target: str) -> dict[str, tuple[str, str]]:
        named = [row for row in rows if (row["kind"], row["source_label"], row["target_label"]) == (kind, source, target)]
        return {row["year"]: (row["least"], row["most"]) for row in named}

    pakistan, authority = "Pakistan", "Palestinian Authority"
    assert of("Recognition", pakistan, authority) == {"1988": ("1", "1")}
    assert of("EstablishmentOfRelations", pakistan, authority) == {"1988": ("0", "1"), "1989": ("0", "1")}
    assert of("Visit", "Mahmoud Abbas", pakistan) == {"": ("3", "3")}  # A25 does not say whether the visit of 2005 is one of the three
    assert of("OfficialVisit", "Mahmoud Abbas", pakistan) == {"2005": ("1", "1")}
    assert of("HumanitarianAid", pakistan, authority) == {"": ("1", "")}
    assert of("Meeting", "Mahmoud Abbas", "Shaukat Aziz") == {"2005": ("1", "1")}
    assert of("Meeting", "Pervez Musharraf", "Shaukat Aziz") == {}
    assert of("Recognition", pakistan, "Israel") == {}
    assert of("MilitaryAid", pakistan, "the Arabs") == {}


def test_every_dyad_is_an_edge() -> None:
    """Each act of a row makes an inferred edge from the one agent to the other."""
    lines = list(csv.DictReader(io.StringIO(graph().serialize(".csv").decode(), newline="")))
    edges = {(line["source"], line["target"], line["act"]) for line in lines if line["basis"] == "rule"}
    found = {(row.source.value, row.target.value, act.value) for row in dyads(graph().snapshot, graph().names) for act in row.acts}
    assert len(found) > 280
    assert found <= edges


def test_the_joint_statement_of_2025_is_a_warning_to_none_of_those_who_issued_it() -> None:
    rows = [row for row in dyads(graph().snapshot, graph().names) if any(act.value.endswith("/joint-statement-2025") for act in row.acts)]
    assert len(rows) == 16 * 15
    assert {row.kind for row in rows} == {"JointStatement"}


def test_every_dyad_rests_on_acts_that_are_held() -> None:
    rows = dyads(graph().snapshot, graph().names)
    assert len(rows) > 100
    held = set(graph().query("SELECT ?matter { ?matter a dip:Matter }").column("matter"))
    for row in rows:
        assert row.acts
        assert set(row.acts) <= held
        assert row.most is None or row.least <= row.most


def test_a_series_counts_its_claimed_number_without_the_acts_told_by_themselves(tmp_path: Path) -> None:
    folder = tmp_path / "nordic"
    shutil.copytree(ROOT / "tests" / "workspaces" / "nordic", folder, ignore=shutil.ignore_patterns(".kg"))
    (folder / "data" / "series.trig").write_text(SERIES, encoding="utf-8")
    with kg.open(folder) as made:
        rows = rows_of(made)
    found = [(row["year"], row["source_label"], row["target_label"], row["kind"], row["least"], row["most"]) for row in rows]
    assert [each for each in found if each[0] != "1905"] == [
        ("1903", "Sweden", "Norway", "Attack", "0", ""),
        ("1904", "Oscar II", "Norway", "Visit", "3", "3"),  # two of the series, and the one told by itself
        ("1904", "Sweden", "Norway", "Attack", "0", ""),
        ("", "Prince Carl of Denmark", "Sweden", "Visit", "1", "1"),
    ]
    assert [each[0] for each in found] == sorted((each[0] for each in found), key=lambda year: year or "9999")
