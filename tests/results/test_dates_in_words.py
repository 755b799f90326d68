"""Dates in formats for people: in words as far as they are known, and never a bound as if it were a date."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store

from kg.namespaces import DIP, EDTF, XSD, prefixes_of
from kg.record.names import Names
from kg.results import Table
from kg.terms import Term
from tests.asking import graph

DATA = f"""
@prefix dip: <{DIP}> . @prefix : <https://example.org/> . @prefix xsd: <{XSD}> . @prefix edtf: <{EDTF}> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
:pact a dip:Matter ; rdfs:label "Pact" ; dip:after :war ; dip:date "[1973..]"^^edtf:EDTF ; dip:earliest "1973-01-01"^^xsd:date .
:talks a dip:Matter ; rdfs:label "Talks" ; dip:date "[1973..]"^^edtf:EDTF ; dip:earliest "1973-01-01"^^xsd:date .
:visit a dip:Matter ; rdfs:label "Visit" ; dip:date "1974-08~"^^edtf:EDTF ;
  dip:earliest "1974-08-01"^^xsd:date ; dip:latest "1974-08-31"^^xsd:date .
:letter a dip:Matter ; rdfs:label "Letter" ; dip:after :war .
:war a dip:Matter ; rdfs:label "War of 1973" ; dip:date "1973"^^edtf:EDTF ;
  dip:earliest "1973-01-01"^^xsd:date ; dip:latest "1973-12-31"^^xsd:date .
:ann a dip:Person ; rdfs:label "Ann" .
"""


def n(name: str) -> NamedNode:
    return NamedNode(f"https://example.org/{name}")


def day(text: str) -> Literal:
    return Literal(text, datatype=NamedNode(XSD + "date"))


def edtf(text: str) -> Literal:
    return Literal(text, datatype=NamedNode(EDTF + "EDTF"))


def names() -> Names:
    store = Store()
    store.load(DATA.encode(), RdfFormat.TURTLE)
    return Names(store, prefixes_of("https://example.org/"))


def shown(variables: str, *row: Term | None) -> dict[str, str]:
    """The heads and cells of an answer with one row, as Markdown has them."""
    head, _, cells = Table(variables.split(), [row], names()).text("md").splitlines()
    return dict(zip((each.strip() for each in head.split("|")[1:-1]), (each.strip() for each in cells.split("|")[1:-1]), strict=True))


SINCE_1973 = (day("1973-01-01"), None)


@pytest.mark.parametrize(
    ("variables", "row", "cells"),
    [
        ("earliest latest", SINCE_1973, {"date": "in or after 1973"}),
        ("earliest latest", (day("2005-01-01"), day("2005-12-31")), {"date": "2005"}),
        ("earliest latest", (None, None), {"date": ""}),
        # the node with these bounds says more of the date than the bounds
        ("act earliest latest", (n("pact"), *SINCE_1973), {"act": "Pact", "date": "after War of 1973 (in or after 1973)"}),
        ("earliest act latest", (SINCE_1973[0], n("pact"), None), {"date": "after War of 1973 (in or after 1973)", "act": "Pact"}),
        ("act earliest latest", (n("visit"), day("1974-08-01"), day("1974-08-31")), {"act": "Visit", "date": "about August 1974"}),
        (
            "act who earliest latest",
            (n("letter"), n("ann"), None, None),
            {"act": "Letter", "who": "Ann", "date": "after War of 1973 (in or after 1973)"},
        ),
        # another date than that of the node
        ("act earliest latest", (n("visit"), *SINCE_1973), {"act": "Visit", "date": "in or after 1973"}),
        # two nodes with these bounds, whose dates differ in words
        ("act other earliest latest", (n("pact"), n("talks"), *SINCE_1973), {"act": "Pact", "other": "Talks", "date": "in or after 1973"}),
        # bounds that are named after a column belong to it
        (
            "act other earliest latest other_earliest other_latest",
            (n("pact"), n("talks"), *SINCE_1973, *SINCE_1973),
            {"act": "Pact", "other": "Talks", "date": "after War of 1973 (in or after 1973)", "other date": "in or after 1973"},
        ),
        ("who first_earliest first_latest", (n("pact"), *SINCE_1973), {"who": "Pact", "first date": "in or after 1973"}),
        # a column with the date itself
        ("act date", (n("pact"), edtf("[1973..]")), {"act": "Pact", "date": "after War of 1973 (in or after 1973)"}),
        ("date earliest latest", (edtf("1974-08~"), day("1974-08-01"), day("1974-08-31")), {"date": "about August 1974"}),
        ("date earliest latest", (Literal("2012 or 2012-08-31"), day("2012-08-31"), day("2012-08-31")), {"date": "31 August 2012"}),
        (
            "date earliest latest",
            (edtf("2012"), day("2012-08-31"), day("2012-08-31")),
            {"date": "2012", "bounds": "not before 31 August 2012, not after 31 August 2012"},
        ),
        ("what", (edtf("[1973..]"),), {"what": "in or after 1973"}),
        # what is no pair of bounds stays as it is, under its own name
        ("earliest", (day("1973-01-01"),), {"earliest": "1973-01-01"}),
        ("earliest latest", (Literal("Ann"), None), {"earliest": "Ann", "latest": ""}),
        ("date", (Literal("soon"),), {"date": "soon"}),
        ("date", (day("1973-01-01"),), {"date": "1973-01-01"}),
    ],
)
def test_a_date_is_told_as_it_is_known(variables: str, row: tuple[Term | None, ...], cells: dict[str, str]) -> None:
    assert shown(variables, *row) == cells


def test_all_formats_for_people_tell_a_date_alike_and_data_formats_keep_the_columns() -> None:
    table = Table(("act", "earliest", "latest"), [(n("pact"), *SINCE_1973)], names())
    words = "after War of 1973 (in or after 1973)"
    assert words in table.text("table")
    assert words in table.text("md")
    assert f">{words}</td>" in table._repr_html_()
    assert not any("1973-01-01" in text for text in (table.text("table"), table.text("md"), table._repr_html_()))
    assert table.text("csv").splitlines() == ["act,earliest,latest", "https://example.org/pact,1973-01-01,"]
    assert table.text("csv", labels=True).splitlines() == ["act,earliest,latest", "Pact,1973-01-01,"]
    assert [name for name in ("tsv", "json", "xml") if "1973-01-01" not in table.text(name)] == []
    date = Table(("date",), [(edtf("[1973..]"),)], names())
    assert date.text("csv", labels=True).splitlines() == ["date", "[1973..]"]


def test_an_answer_with_evidence_has_the_bounds_beside_the_date() -> None:
    cited = graph().query("dates-of", {"of": "e:training-agreement"}, cite=True)
    lines = dict(line.split("  ", 1) for line in cited.text("table").splitlines() if "  " in line)
    assert lines["date"].strip() == "after Arab–Israeli war of 1973 (in or after 1973)"
    assert lines["bounds"].strip() == "not before 1 January 1973"
    assert "| date | basis | day of week | bounds |" in cited.text("md")
    whole = graph().query("dates-of", {"of": "e:raid-flotilla-2010"}, cite=True)
    assert "31 May 2010" in whole.text("md")
    assert "bounds" not in whole.text("md")  # a day has no other bounds
