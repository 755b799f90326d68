"""Whether an entailed triple was so by a day, from the acts that prove it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store, Triple

from kg.namespaces import DIP, XSD, prefixes_of
from kg.record.names import Names
from kg.record.times import Times
from kg.snapshot.proofs import Derivation, Entailed, Proofs, format_line

W = "https://example.org/"
DATA = f"""
@prefix dip: <{DIP}> . @prefix : <{W}> . @prefix xsd: <{XSD}> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
dip:Act rdfs:subClassOf dip:Matter . dip:Tenure a rdfs:Class .
:early a dip:Act ; dip:actor :norway ; dip:earliest "1900-01-01"^^xsd:date ; dip:latest "1900-12-31"^^xsd:date ;
  dip:begunBy "1900-12-31"^^xsd:date .
:late a dip:Act ; dip:actor :norway ; dip:earliest "1950-01-01"^^xsd:date ; dip:latest "1950-12-31"^^xsd:date ;
  dip:begunBy "1950-12-31"^^xsd:date .
:undated a dip:Act ; dip:actor :norway .
:norway a dip:State .
"""


def n(name: str) -> NamedNode:
    return NamedNode(W + name)


def role(act: str) -> Triple:
    return Triple(n(act), NamedNode(DIP + "actor"), n("norway"))


def conclusion(name: str) -> Triple:
    return Triple(n("norway"), NamedNode(DIP + "dealtWith"), n(name))


KIND = Triple(n("norway"), NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), NamedNode(DIP + "State"))


@pytest.mark.parametrize(
    ("derivations", "states"),
    [
        ([[role("early")]], ["no", "yes", "yes"]),
        ([[role("early"), role("late")]], ["no", "no", "yes"]),  # all premises are needed
        ([[role("late")], [role("early")]], ["no", "yes", "yes"]),  # one derivation is enough
        ([[role("early"), role("undated")]], ["no", "undecided", "undecided"]),
        ([[role("late")], [role("undated")]], ["undecided", "undecided", "yes"]),
        ([[role("early"), KIND]], ["no", "yes", "yes"]),  # what dates nothing changes nothing
        ([[KIND]], [None, None, None]),
        ([[KIND], [role("late")]], [None, None, None]),  # one derivation needs no act
        ([[conclusion("sweden")], [role("early")]], ["no", "yes", "yes"]),  # a conclusion does not prove itself
        ([[conclusion("denmark"), role("early")]], ["no", "no", "yes"]),  # a premise can be entailed
    ],
)
def test_a_conclusion_by_a_day(tmp_path: Path, derivations: list[list[Triple]], states: list[str | None]) -> None:
    path = tmp_path / "proofs.jsonl"
    entailed = [
        Entailed(conclusion("denmark"), 1, (Derivation("met", (role("late"),)),)),
        Entailed(conclusion("sweden"), 2, tuple(Derivation("met", tuple(each)) for each in derivations)),
    ]
    path.write_text("".join(map(format_line, entailed)), encoding="utf-8")
    store = Store()
    store.load(DATA.encode(), RdfFormat.TRIG)
    times, proofs = Times(Names(store, prefixes_of(W))), Proofs(str(path))
    assert [times.triple_by(conclusion("sweden"), date(year, 6, 1), proofs) for year in (1890, 1920, 1960)] == states


def test_a_triple_that_is_not_entailed_is_dated_by_its_subject(tmp_path: Path) -> None:
    (tmp_path / "proofs.jsonl").write_text("", encoding="utf-8")
    store = Store()
    store.load(DATA.encode(), RdfFormat.TRIG)
    times, proofs = Times(Names(store, prefixes_of(W))), Proofs(str(tmp_path / "proofs.jsonl"))
    assert [times.triple_by(each, date(1920, 1, 1), proofs) for each in (role("early"), role("undated"), KIND)] == [
        "yes",
        "undecided",
        None,
    ]


def test_the_order_of_things_in_time() -> None:
    store = Store()
    store.load((DATA + ':open dip:latest "1899-12-31"^^xsd:date .').encode(), RdfFormat.TRIG)
    times = Times(Names(store, prefixes_of(W)))
    assert sorted(map(n, ("undated", "late", "open", "early")), key=times.order) == list(map(n, ("open", "early", "late", "undated")))
    assert times.order(n("open")) == ("1899-12-31", "1899-12-31")
