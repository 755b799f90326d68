"""Open dates: told with the event after which they are, and counted no further than the documents that tell of them."""

from __future__ import annotations

from datetime import date
from functools import cache

import pyoxigraph as ox
import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Store

from kg.authored.reading import DataFile, Dataset
from kg.build.filling import fill
from kg.export.dyads import dyads
from kg.namespaces import DCTERMS, DIP, EDTF, SKOS, prefixes_of
from kg.network.reading import read
from kg.ontology import Ontology, load_ontology
from kg.record.model import When
from kg.record.names import Names, slug
from kg.record.times import Times
from kg.workspace import Workspace
from tests.asking import ROOT, graph

W = "https://example.org/"
PREFIXES = f"""
@prefix a: <{W}assertion/> . @prefix dcterms: <{DCTERMS}> . @prefix dip: <{DIP}> . @prefix edtf: <{EDTF}> . @prefix k: <{W}graph/> .
@prefix skos: <{SKOS}> . @prefix : <{W}> .
"""
# Two documents. The article has three claims: an open act, an act of 1988, and a plan for 2030. The essay has one, on the same open act.
DATA = """
k:record {
  :article a dip:SourceDocument . :essay a dip:SourceDocument .
  :A1 dip:document :article . :A2 dip:document :article . :E1 dip:document :essay .
  a:a1 dip:standing dip:Stated ; dip:cites :A1 . a:a2 dip:standing dip:Stated ; dip:cites :A2 .
  a:a3 dip:standing dip:Planned ; dip:cites :A2 . a:e1 dip:standing dip:Stated ; dip:cites :E1 .
}
a:a1 { :pact a dip:Act ; skos:prefLabel "Pact" ; dip:after :war ; dip:date "[1973..]"^^edtf:EDTF . }
a:a2 { :visit a dip:Act ; skos:prefLabel "Visit" ; dip:date "1988-11"^^edtf:EDTF .
  :letter a dip:Act ; skos:prefLabel "Letter" ; dip:after :war . }
a:a3 { :plan a dip:Act ; skos:prefLabel "Plan" ; dip:date "2030"^^edtf:EDTF . }
a:e1 { :pact dip:date "[1974..]"^^edtf:EDTF . :war a dip:Act ; skos:prefLabel "War of 1973" . }
"""
"""The letter has no date."""


@cache
def ontology() -> Ontology:
    return load_ontology(Workspace(ROOT))


def store(more: str = "") -> Store:
    """What the build makes of the two documents."""
    text = PREFIXES + DATA + more
    filled = fill(Dataset(W, ontology(), [DataFile("data.trig", text, ox.parse(text, RdfFormat.TRIG))]))
    found = Store()
    for name, triples in filled.named.items():
        found.extend(Quad(each.subject, each.predicate, each.object, NamedNode(name)) for each in triples)
    found.extend(Quad(each.subject, each.predicate, each.object) for each in filled.default)
    return found


def names(more: str = "") -> Names:
    return Names(store(more), prefixes_of(W))


def of_article(dated: str) -> str:
    return f"k:record {{ :article dcterms:date {dated} . }}" if dated else ""


def n(name: str) -> NamedNode:
    return NamedNode(W + name)


def n_dip(name: str) -> NamedNode:
    return NamedNode(DIP + name)


@pytest.mark.parametrize(
    ("dated", "until"),
    [
        ("", "1988-11-30"),  # the last day of what is held, and not of the plan
        ('"1991-05"^^edtf:EDTF', "1991-05-31"),
        ('"1980"^^edtf:EDTF', "1980-12-31"),
        ('"[1985..]"^^edtf:EDTF', "1988-11-30"),
        ('"[1990-02..]"^^edtf:EDTF', "1990-02-01"),
        ('"../.."^^edtf:EDTF', "1988-11-30"),
        ('"/1975"^^edtf:EDTF', "1975-12-31"),
        ('"last spring"', "1988-11-30"),
    ],
)
def test_an_open_date_is_counted_until_the_date_of_the_document_or_the_last_day_that_it_tells_of(dated: str, until: str) -> None:
    times = Times(names(of_article(dated)))
    assert {each.graph: each.counted_until for each in times.accounts(n("pact"))}[n("assertion/a1")] == until


def test_an_open_date_is_counted_until_the_last_of_the_documents_that_tell_of_it() -> None:
    times = Times(names())
    assert [(each.graph, each.counted_until) for each in times.accounts(n("pact"))] == [
        (None, "1988-11-30"),
        (n("assertion/a1"), "1988-11-30"),
        (n("assertion/e1"), "1974-01-01"),  # the essay names no later day than the first one of the pact
    ]
    assert times.counted_until(n("pact")) == date(1988, 11, 30)
    assert times.counted_until(n("visit")) == date(1988, 11, 30)
    assert times.counted_until(n("plan")) == date(2030, 12, 31)
    assert times.counted_until(n("letter")) is None
    assert [each.counted_until for each in times.accounts(n("visit"))] == ["", ""]
    later = Times(names('k:record { :essay dcterms:date "1995"^^edtf:EDTF . }'))
    assert later.counted_until(n("pact")) == date(1995, 12, 31)


def test_the_build_writes_until_when_an_open_date_is_counted() -> None:
    """Once in each graph that has the date, and once in the default graph; nowhere for a date with a last day."""
    found = {(quad.graph_name, quad.subject, str(quad.object)) for quad in store().quads_for_pattern(None, n_dip("countedUntil"), None)}
    day = '"{}"^^<http://www.w3.org/2001/XMLSchema#date>'
    assert found == {
        (ox.DefaultGraph(), n("pact"), day.format("1988-11-30")),
        (n("assertion/a1"), n("pact"), day.format("1988-11-30")),
        (n("assertion/e1"), n("pact"), day.format("1974-01-01")),
    }


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


def test_what_came_after_something_dated_has_one_bound_in_answers_and_in_the_network() -> None:
    """It is drawn until the last day of the documents that say so: not of the essay, which only dates the war."""
    more = """
    k:record { :article dcterms:date "1990-05"^^edtf:EDTF . :essay dcterms:date "2001"^^edtf:EDTF . }
    a:e1 { :war dip:date "1973"^^edtf:EDTF . }
    """
    found = store(more)
    (letter,) = read(found, W).whens[W + "letter"]
    words = "after War of 1973 (in or after 1973)"
    assert letter == When(earliest="1973-01-01", words=words, counted_until="1990-05-31", after=("War of 1973",))
    assert Times(names(more)).words(n("letter")) == words
    # Without a date of the war there is no bound, and nothing to draw.
    assert read(store(), W).whens[W + "letter"] == (When(words="after War of 1973", after=("War of 1973",)),)


def test_no_open_date_of_the_repository_is_counted_after_september_2025() -> None:
    """The last event of the article is of September 2025. The essay has no date and names no day after 1982."""
    base = graph().snapshot.base
    times = Times(graph().names)
    assert times.counted_until(NamedNode(base + "id/training-agreement")) == date(2025, 9, 30)
    rows = [row for row in dyads(graph().snapshot, graph().names) if "training-agreement" in {slug(act.value) for act in row.acts}]
    assert {row.year for row in rows} == set(range(1973, 2026))
    assert {(row.least, row.most) for row in rows} == {(0, 1)}


def test_as_of_a_day_after_the_document_an_open_date_is_undecided() -> None:
    times = Times(names(of_article('"1991"^^edtf:EDTF')))
    assert [times.by(n("pact"), date(year, 1, 1)) for year in (1973, 1980, 2031)] == ["no", "undecided", "undecided"]
