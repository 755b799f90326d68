"""The rule of dates in `reactions`: what was said wholly before an event is no reaction to it. In Oxigraph and in rdflib."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import rdflib
from pyoxigraph import NamedNode, QuerySolutions, RdfFormat, Store, parse, serialize

from kg.sparql.binding import bind
from kg.sparql.stored import catalogue
from kg.workspace import Workspace
from tests.asking import ROOT

DATA = """
@prefix dip: <https://w3id.org/chancery/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix : <urn:x:> .

dip:inResponseTo rdfs:label "in response to" . dip:target rdfs:label "target" . dip:about rdfs:label "about" .
dip:during rdfs:label "during" . dip:inSupportOf rdfs:label "in support of" . dip:after rdfs:label "after" .

:raid a dip:Matter, dip:Act, dip:Attack ; dip:victim :crew ; dip:place :harbour ;
  dip:earliest "2001-05-10"^^xsd:date ; dip:latest "2001-05-12"^^xsd:date .
:raid-unanswered a dip:Matter, dip:Act, dip:Attack ; dip:earliest "2002-01-01"^^xsd:date ; dip:latest "2002-01-01"^^xsd:date .
:raid-undated a dip:Matter, dip:Act, dip:Attack .

:praise-of-crew a dip:Statement ; dip:about :crew ; dip:earliest "2001-05-01"^^xsd:date ; dip:latest "2001-05-09"^^xsd:date .
:mourning a dip:Statement ; dip:about :crew ; dip:earliest "2001-05-10"^^xsd:date ; dip:latest "2001-05-10"^^xsd:date .
:overlapping a dip:Statement ; dip:about :raid ; dip:earliest "2001-05-01"^^xsd:date ; dip:latest "2001-05-31"^^xsd:date .
:open a dip:Statement ; dip:about :raid ; dip:earliest "2001-01-01"^^xsd:date .
:undated a dip:Statement ; dip:target :raid .
:forecast a dip:Statement ; dip:about :raid ; dip:earliest "2001-04-01"^^xsd:date ; dip:latest "2001-04-01"^^xsd:date .
:plea a dip:Statement ; dip:target :raid ; dip:latest "2001-04-30"^^xsd:date .
:answer a dip:Statement ; dip:inResponseTo :raid ; dip:about :crew ;
  dip:earliest "2001-05-02"^^xsd:date ; dip:latest "2001-05-02"^^xsd:date .
:warning-content { :raid dip:place :harbour . }
:warning-content dip:contentOf :warning .
:warning a dip:Statement ; dip:earliest "2001-03-01"^^xsd:date ; dip:latest "2001-03-01"^^xsd:date .
:lament-content { :raid dip:place :harbour . }
:lament-content dip:contentOf :lament .
:lament a dip:Statement ; dip:earliest "2001-06-01"^^xsd:date ; dip:latest "2001-06-01"^^xsd:date .

:early-fear a dip:Statement ; dip:about :raid-unanswered ; dip:earliest "2001-12-31"^^xsd:date ; dip:latest "2001-12-31"^^xsd:date .
:on-undated a dip:Statement ; dip:about :raid-undated ; dip:earliest "1990-01-01"^^xsd:date ; dip:latest "1990-01-01"^^xsd:date .
"""

Rows = list[tuple[str, str | None, str | None]]


def oxigraph(text: str) -> Rows:
    store = Store()
    store.load(DATA.encode(), RdfFormat.TRIG)
    rows = store.query(text)
    assert isinstance(rows, QuerySolutions)
    return [
        (row["event"].value.removeprefix("urn:x:"), row["act"] and row["act"].value.removeprefix("urn:x:"), row["how"] and row["how"].value)
        for row in rows
    ]


def in_rdflib(text: str) -> Rows:
    dataset = rdflib.Dataset()
    dataset.parse(data=serialize(parse(DATA, RdfFormat.TRIG), format=RdfFormat.N_QUADS), format="nquads")
    return [
        (str(row["event"])[6:], row["act"] and str(row["act"])[6:], row["how"] and str(row["how"]))
        for row in dataset.query(text)
        if isinstance(row, rdflib.query.ResultRow)
    ]


@pytest.mark.filterwarnings("ignore:Dataset.(default_context|contexts) is deprecated:DeprecationWarning")  # by rdflib itself
@pytest.mark.parametrize("engine", [oxigraph, in_rdflib])
@pytest.mark.parametrize(
    ("event", "rows"),
    [
        (
            "raid",
            [
                ("raid", "answer", "about those in it, in response to"),
                ("raid", "lament", "only in what is said"),
                ("raid", "mourning", "about those in it"),
                ("raid", "open", "about"),
                ("raid", "overlapping", "about"),
                ("raid", "undated", "target"),
            ],
        ),
        ("raid-unanswered", [("raid-unanswered", None, None)]),
        ("raid-undated", [("raid-undated", "on-undated", "about")]),
        (
            None,
            [
                ("raid", "answer", "about those in it, in response to"),
                ("raid", "mourning", "about those in it"),
                ("raid", "open", "about"),
                ("raid", "overlapping", "about"),
                ("raid", "undated", "target"),
                ("raid-unanswered", None, None),
                ("raid-undated", "on-undated", "about"),
            ],
        ),
    ],
    ids=["dated", "only-before", "undated", "all"],
)
def test_what_was_said_before_an_event_is_no_reaction(event: str | None, rows: Rows, engine: Callable[[str], Rows]) -> None:
    query = next(query for query in catalogue(Workspace(ROOT)) if query.name == "reactions")
    text = bind(query.text, {"_event_iri": NamedNode(f"urn:x:{event}")} if event else {})
    assert sorted(engine(text), key=str) == sorted(rows, key=str)
