"""Open dates: told with the event after which they are, and counted no further than the documents that tell of them."""

from __future__ import annotations

from datetime import date

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store

from kg.export.dyads import dyads
from kg.namespaces import DCTERMS, DIP, EDTF, RDFS, XSD, prefixes_of
from kg.record.names import Names, slug
from kg.record.reach import Reach
from kg.record.times import Times
from tests.asking import graph

W = "https://example.org/"
HEAD = f"""
@prefix dip: <{DIP}> . @prefix : <{W}> . @prefix xsd: <{XSD}> . @prefix edtf: <{EDTF}> . @prefix dcterms: <{DCTERMS}> .
@prefix rdfs: <{RDFS}> .
"""
# Two documents. The article has three claims: an open act, an act of 1988, and a plan for 2030. The essay has one, on the same open act.
RECORD = """
:record {
  :article a dip:Document . :essay a dip:Document . :A1 dip:document :article . :A2 dip:document :article . :E1 dip:document :essay .
  :a1 dip:standing dip:Stated ; dip:held true ; dip:cites :A1 . :a2 dip:standing dip:Stated ; dip:held true ; dip:cites :A2 .
  :a3 dip:standing dip:Planned ; dip:held false ; dip:cites :A2 . :e1 dip:standing dip:Stated ; dip:held true ; dip:cites :E1 .
}
:a1 { :pact a dip:Act ; rdfs:label "Pact" ; dip:after :war ; dip:date "[1973..]"^^edtf:EDTF ; dip:earliest "1973-01-01"^^xsd:date . }
:a2 { :visit a dip:Act ; rdfs:label "Visit" ; dip:date "1988-11"^^edtf:EDTF ; dip:earliest "1988-11-01"^^xsd:date ;
  dip:latest "1988-11-30"^^xsd:date . }
:a3 { :plan a dip:Act ; rdfs:label "Plan" ; dip:date "2030"^^edtf:EDTF ; dip:earliest "2030-01-01"^^xsd:date ;
  dip:latest "2030-12-31"^^xsd:date . }
:e1 { :pact dip:date "[1974..]"^^edtf:EDTF ; dip:earliest "1974-01-01"^^xsd:date . :war rdfs:label "War of 1973" . }
:pact a dip:Act ; rdfs:label "Pact" ; dip:after :war ; dip:date "[1973..]"^^edtf:EDTF , "[1974..]"^^edtf:EDTF ;
  dip:earliest "1974-01-01"^^xsd:date .
:visit a dip:Act ; rdfs:label "Visit" ; dip:date "1988-11"^^edtf:EDTF ; dip:earliest "1988-11-01"^^xsd:date ;
  dip:latest "1988-11-30"^^xsd:date .
:war a dip:Act ; rdfs:label "War of 1973" .
:letter a dip:Act ; rdfs:label "Letter" ; dip:after :war .
"""


def names(more: str = "") -> Names:
    store = Store()
    store.load((HEAD + RECORD + more).encode(), RdfFormat.TRIG)
    return Names(store, prefixes_of(W))


def n(name: str) -> NamedNode:
    return NamedNode(W + name)


@pytest.mark.parametrize(
    ("dated", "until"),
    [
        ("", "1988-11-30"),  # the last day of what is held, and not of the plan
        (':article dcterms:date "1991-05"^^edtf:EDTF .', "1991-05-31"),
        (':article dcterms:date "1980"^^edtf:EDTF .', "1980-12-31"),
        (':article dcterms:date "[1985..]"^^edtf:EDTF .', "1988-11-30"),
        (':article dcterms:date "[1990-02..]"^^edtf:EDTF .', "1990-02-01"),
        (':article dcterms:date "../.."^^edtf:EDTF .', "1988-11-30"),
        (':article dcterms:date "/1975"^^edtf:EDTF .', "1975-12-31"),
        (':article dcterms:date "last spring" .', "1988-11-30"),
    ],
)
def test_a_document_reaches_until_its_date_or_the_last_day_that_it_tells_of(dated: str, until: str) -> None:
    reach = Reach(names(dated))
    assert reach.of_document(n("article")) == until
    assert reach.of_graphs([n("a1")]) == until
    assert reach.of_document(n("unknown")) == reach.of_graphs([n("unknown")]) == ""


def test_an_open_date_is_counted_until_the_last_of_the_documents_that_tell_of_it() -> None:
    times = Times(names())
    assert [(each.graph, each.counted_until) for each in times.counted(n("pact"))] == [
        (None, "1988-11-30"),
        (n("a1"), "1988-11-30"),
        (n("e1"), "1974-01-01"),  # the essay names no later day than the first one of the pact
    ]
    assert times.counted_until(n("pact")) == date(1988, 11, 30)
    assert times.counted_until(n("visit")) == date(1988, 11, 30)
    assert times.counted_until(n("plan")) == date(2030, 12, 31)
    assert times.counted_until(n("letter")) is None
    assert [each.counted_until for each in times.counted(n("visit"))] == ["", ""]
    later = Times(names(':essay dcterms:date "1995"^^edtf:EDTF .'))
    assert later.counted_until(n("pact")) == date(1995, 12, 31)


def test_an_open_date_is_told_with_what_it_was_after() -> None:
    times = Times(names())
    # Both accounts are held: together they are narrower than each of them.
    assert times.words(n("pact")) == "after War of 1973 (in or after 1974)"
    assert [each.words for each in times.accounts(n("pact"))] == [
        "after War of 1973 (in or after 1974)",
        "after War of 1973 (in or after 1973)",
        "in or after 1974",  # the essay does not say after what
    ]
    assert times.words(n("visit")) == "November 1988"
    assert times.words(n("letter")) == "after War of 1973"
    assert times.words(n("war")) == ""


def test_no_open_date_of_the_repository_is_counted_after_september_2025() -> None:
    """The last event of the article is of September 2025. The essay has no date and names no day after 1982."""
    base = graph().snapshot.base
    times = Times(graph().names)
    assert times.counted_until(NamedNode(base + "id/training-agreement")) == date(2025, 9, 30)
    rows = [row for row in dyads(graph().snapshot, graph().names) if "training-agreement" in {slug(act.value) for act in row.acts}]
    assert {row.year for row in rows} == set(range(1973, 2026))
    assert {(row.least, row.most) for row in rows} == {(0, 1)}


def test_as_of_a_day_after_the_document_an_open_date_is_undecided() -> None:
    times = Times(names(':article dcterms:date "1991"^^edtf:EDTF .'))
    assert [times.by(n("pact"), date(year, 1, 1)) for year in (1973, 1980, 2031)] == ["no", "undecided", "undecided"]
