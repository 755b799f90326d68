"""How stored queries treat dates, over small graphs, in Oxigraph and in rdflib.

What was said wholly before an event is no reaction to it, and an open date counts until the day that the build has derived for it.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, QuerySolutions, RdfFormat, Store, parse, serialize

from kg.sparql.binding import bind
from kg.sparql.stored import catalogue
from kg.terms import Term
from kg.workspace import Workspace
from tests.asking import ROOT

XSD_DATE = NamedNode("http://www.w3.org/2001/XMLSchema#date")

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

OPEN = """
@prefix dip: <https://w3id.org/chancery/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix : <urn:x:> .

dip:inResponseTo rdfs:label "in response to" . dip:during rdfs:label "during" .
:ann a dip:Agent .
:siege a dip:Matter, dip:Occurrence, dip:Conflict ; dip:party :ann ;
  dip:earliest "1990-01-01"^^xsd:date ; dip:countedUntil "2001-06-30"^^xsd:date .
:speech a dip:Matter, dip:Act, dip:Statement ; dip:during :siege ; dip:actor :ann ;
  dip:earliest "1990-02-01"^^xsd:date ; dip:countedUntil "1999-12-31"^^xsd:date .
:visit a dip:Matter, dip:Act ; dip:actor :ann ; dip:earliest "1995-01-01"^^xsd:date ; dip:latest "1995-12-31"^^xsd:date .
:tenure dip:holder :ann ; dip:office :chair ; dip:attestedIn :speech .
:answer a dip:Matter, dip:Act, dip:Statement ; dip:inResponseTo :undated ; dip:actor :ann ;
  dip:earliest "1990-03-01"^^xsd:date ; dip:countedUntil "1999-12-31"^^xsd:date .
:undated a dip:Matter .
"""

Cell = str | None
Engine = Callable[[str, str], list[dict[str, Cell]]]


def oxigraph(text: str, data: str) -> list[dict[str, Cell]]:
    store = Store()
    store.load(data.encode(), RdfFormat.TRIG)
    rows = store.query(text)
    assert isinstance(rows, QuerySolutions)
    names = [each.value for each in rows.variables]
    return [{name: _plain(row[name] and row[name].value) for name in names} for row in rows]


def in_rdflib(text: str, data: str) -> list[dict[str, Cell]]:
    dataset = rdflib.Dataset()
    dataset.parse(data=serialize(parse(data, RdfFormat.TRIG), format=RdfFormat.N_QUADS), format="nquads")
    rows = [row for row in dataset.query(text) if isinstance(row, rdflib.query.ResultRow)]
    return [{str(name): _plain(row[name]) for name in row.labels} for row in rows]


def _plain(value: object) -> Cell:
    return None if value is None else str(value).removeprefix("urn:x:")


def bound(name: str, **values: Term) -> str:
    query = next(query for query in catalogue(Workspace(ROOT)) if query.name == name)
    return bind(query.text, values)


def rows(engine: Engine, text: str, data: str, *columns: str) -> list[tuple[Cell, ...]]:
    """The rows with the given columns, sorted, because engines differ in the order of equal keys."""
    return sorted({tuple(row[column] for column in columns) for row in engine(text, data)}, key=str)


both_engines = pytest.mark.parametrize("engine", [oxigraph, in_rdflib])
quiet = pytest.mark.filterwarnings("ignore:Dataset.(default_context|contexts) is deprecated:DeprecationWarning")  # by rdflib itself


@quiet
@both_engines
@pytest.mark.parametrize(
    ("event", "expected"),
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
def test_what_was_said_before_an_event_is_no_reaction(event: str | None, expected: list[tuple[Cell, ...]], engine: Engine) -> None:
    text = bound("reactions", **({"_event_iri": NamedNode(f"urn:x:{event}")} if event else {}))
    assert rows(engine, text, DATA, "event", "act", "how") == sorted(expected, key=str)


@quiet
@both_engines
@pytest.mark.parametrize(
    ("name", "columns", "found"),
    [
        ("chronology", ("act", "in_period"), {"1990": ["answer", "siege", "speech", "visit"], "1996": ["answer", "siege", "speech"]}),
        ("participants", ("act",), {"1990": ["answer", "siege", "speech", "visit"], "1996": ["answer", "siege", "speech"]}),
        ("offices-attested", ("act",), {"1990": ["speech"], "1996": ["speech"], "2000": []}),
        ("statements-in-crises", ("statement",), {"1990": ["speech"], "1996": ["speech"], "2000": ["speech"]}),
        ("reactions", ("event",), {"1990": ["siege", "undated"], "1996": ["siege", "undated"]}),
    ],
)
def test_an_open_date_counts_until_the_documents_that_tell_of_it(
    name: str, columns: tuple[str, ...], found: dict[str, list[str]], engine: Engine
) -> None:
    """The document of the siege reaches until June 2001, the other until the end of 1999."""
    for year, expected in {"2000": ["siege"], "2002": [], **found}.items():
        text = bound(name, _from_date=Literal(f"{year}-01-01", datatype=XSD_DATE))
        answer = rows(engine, text, OPEN, *columns)
        assert [row[0] for row in answer] == expected, year
        if name == "chronology":
            assert {row[1] for row in answer if row[0] != "visit"} <= {"open", "surely"}
