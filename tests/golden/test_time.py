"""How stored queries treat dates and reactions, over small graphs, in Oxigraph and in rdflib.

What was said wholly before an event is not a reaction to it, an event has reactions or a row without one, and an open date counts until the
day that the build has derived for it.
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

:raid a dip:Matter, dip:Act, dip:Attack, dip:ViolentAct ; dip:victim :crew ; dip:place :harbour ;
  dip:earliest "2001-05-10"^^xsd:date ; dip:latest "2001-05-12"^^xsd:date .
:raid-unanswered a dip:Matter, dip:Act, dip:Attack, dip:ViolentAct ;
  dip:earliest "2002-01-01"^^xsd:date ; dip:latest "2002-01-01"^^xsd:date .
:raid-undated a dip:Matter, dip:Act, dip:Attack, dip:ViolentAct .

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

REACTIONS = """
@prefix dip: <https://w3id.org/chancery/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix : <urn:x:> .

dip:inResponseTo rdfs:label "in response to" . dip:target rdfs:label "target" . dip:about rdfs:label "about" .
dip:during rdfs:label "during" . dip:inSupportOf rdfs:label "in support of" . dip:after rdfs:label "after" .

# A strike that answers a raid, during a war: no reaction to the war.
:war a dip:Matter, dip:Occurrence, dip:Conflict .
:raid a dip:Matter, dip:Act, dip:Attack, dip:ViolentAct ; dip:earliest "2001-05-10"^^xsd:date ; dip:latest "2001-05-10"^^xsd:date .
:strike a dip:Matter, dip:Act, dip:Attack, dip:ViolentAct ; dip:inResponseTo :raid ; dip:target :raid ; dip:during :war .

# A statement about one attack that has another as its target, and is made during a second war.
:second-war a dip:Matter, dip:Occurrence, dip:Conflict .
:shelling a dip:Matter, dip:Act, dip:Attack, dip:ViolentAct .
:bombing a dip:Matter, dip:Act, dip:Attack, dip:ViolentAct .
:protest a dip:Matter, dip:Act, dip:Statement ; dip:target :bombing ; dip:about :shelling ; dip:during :second-war ; dip:actor :minister .
:minister dip:heldOffice :office . :office dip:officeOf :ann .

# An attack on a boat: what is said about its passengers counts, but not what was said before, nor what is said about a people.
:boarding a dip:Matter, dip:Act, dip:Attack, dip:ViolentAct ; dip:target :boat ; dip:victim :nation ;
  dip:earliest "2001-05-10"^^xsd:date ; dip:latest "2001-05-10"^^xsd:date .
:boat a dip:Matter ; dip:passenger :crew .
:nation a dip:People .
:concern a dip:Matter, dip:Act, dip:Statement ; dip:about :crew ; dip:actor :bob .
:farewell a dip:Matter, dip:Act, dip:Statement ; dip:about :crew ; dip:actor :ann ; dip:latest "2001-05-09"^^xsd:date .
:praise a dip:Matter, dip:Act, dip:Statement ; dip:about :nation ; dip:actor :ann .

# An attack of which only the content of a statement tells, and one that is only followed: by an act, and by a situation.
:looting a dip:Matter, dip:Act, dip:Attack, dip:ViolentAct .
:report-content { :looting dip:place :harbour . }
:report-content dip:contentOf :report .
:report a dip:Matter, dip:Act, dip:Statement ; dip:actor :ann .
:ambush a dip:Matter, dip:Act, dip:Attack, dip:ViolentAct .
:treaty a dip:Matter, dip:Act ; dip:after :ambush ; dip:party :ann .
:border a dip:Matter, dip:Situation ; dip:after :ambush .
:quarrel a dip:Matter, dip:Occurrence, dip:Conflict .
:line a dip:Matter, dip:Situation ; dip:after :quarrel .
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

ORDER = """
@prefix dip: <https://w3id.org/chancery/ontology#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix : <urn:x:> .

:lease a dip:Act ; dip:earliest "1990-01-01"^^xsd:date ; dip:countedUntil "1999-12-31"^^xsd:date .
:visit a dip:Act ; dip:earliest "1999-01-01"^^xsd:date ; dip:latest "1999-12-31"^^xsd:date .
:parade a dip:Act ; dip:earliest "2000-01-01"^^xsd:date ; dip:latest "2000-12-31"^^xsd:date .
:founding a dip:Act ; dip:latest "1995-12-31"^^xsd:date .
"""

ALIKE = """
@prefix dip: <https://w3id.org/chancery/ontology#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix : <urn:x:> .

:page-2 dip:parallels :page-1 .
:one dip:cites :page-1 ; dip:standing dip:Stated . :other dip:cites :page-2 ; dip:standing dip:Stated .
:one { :visit a dip:Visit ; dip:dateBasis dip:AsStated ; dip:date "1990" . }
:other { :visit a dip:Visit ; dip:dateBasis dip:AsStated ; dip:date "1991" . }
:first dip:cites :page-1 ; dip:standing dip:Hedged . :second dip:cites :page-2 ; dip:standing dip:Hedged .
:first { :founding dip:actor :ann . }
:second { :founding dip:actor :ann . }
:founding dip:latest "1995-12-31"^^xsd:date .
"""

IN_PERIOD = {
    "1990": {"answer": "surely", "siege": "surely", "speech": "surely", "visit": "surely"},
    "1996": {"answer": "open", "siege": "open", "speech": "open"},
    "2000": {"siege": "open"},
    "2002": {},
}
"""What ``chronology`` says of each act of ``OPEN`` in a period from the first day of a year."""

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


both_engines = pytest.mark.parametrize("engine", [oxigraph, pytest.param(in_rdflib, marks=pytest.mark.soak)])
"""The second engine is left to ``make soak``; ``test_queries.py`` compares both each time."""
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


ALL_REACTIONS: dict[str, list[tuple[Cell, Cell]]] = {
    "war": [],
    "raid": [("strike", "in response to, target")],
    "strike": [],
    "second-war": [("protest", "during")],
    "shelling": [("protest", "about")],
    "bombing": [("protest", "target")],
    "boarding": [("concern", "about those in it")],
    "looting": [],
    "ambush": [],
    "quarrel": [],
}
"""The conflicts and attacks of ``REACTIONS``, with the reactions that a query without an event lists."""

NOTHING: tuple[Cell, Cell] = (None, None)
"""The act, and how it is a reaction, of an event without any."""


@quiet
@both_engines
def test_without_an_event_each_conflict_or_attack_has_its_reactions_or_a_row_without_one(engine: Engine) -> None:
    expected = [(event, *reaction) for event, reactions in ALL_REACTIONS.items() for reaction in reactions or [NOTHING]]
    assert rows(engine, bound("reactions"), REACTIONS, "event", "act", "how") == sorted(expected, key=str)


@quiet
@both_engines
@pytest.mark.parametrize("event", ALL_REACTIONS)
def test_an_event_that_is_given_has_its_reactions_or_a_row_without_one(event: str, engine: Engine) -> None:
    given: dict[str, list[tuple[Cell, Cell]]] = {
        **ALL_REACTIONS,
        "looting": [("report", "only in what is said")],
        "ambush": [("treaty", "after")],
    }
    text = bound("reactions", _event_iri=NamedNode(f"urn:x:{event}"))
    assert rows(engine, text, REACTIONS, "act", "how") == (given[event] or [NOTHING])


@quiet
@both_engines
@pytest.mark.parametrize(
    ("event", "by", "expected"),
    [
        ("boarding", "bob", "concern"),
        ("boarding", "ann", None),
        ("shelling", "ann", "protest"),
        ("shelling", "bob", None),
        ("looting", "ann", "report"),
        ("looting", "bob", None),
    ],
)
def test_the_reactions_of_a_side_or_a_row_without_one(event: str, by: str, expected: Cell, engine: Engine) -> None:
    text = bound("reactions", _event_iri=NamedNode(f"urn:x:{event}"), _by_iri=NamedNode(f"urn:x:{by}"))
    assert rows(engine, text, REACTIONS, "event", "act") == [(event, expected)]


@quiet
@both_engines
def test_the_order_of_an_open_date_is_undecided_until_the_documents_that_tell_of_it(engine: Engine) -> None:
    """The lease of 1990 or later may have come after the visit of 1999, and not after the parade of 2000. The founding comes by 1995."""
    day = {name: Literal(text, datatype=XSD_DATE) for name, text in {"_from_date": "1990-01-01", "_to_date": "2001-12-31"}.items()}
    text = bound("undecided-order", **day, _pairs=Literal("all"), _dates=Literal("all"))
    assert rows(engine, text, ORDER, "act", "other") == [("founding", "lease"), ("lease", "visit")]


@quiet
@both_engines
@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ({}, [("first", "second")]),
        ({"_from_date": "1990-01-01"}, [("first", "second")]),
        ({"_to_date": "1990-12-31"}, [("first", "second")]),
        ({"_from_date": "1996-01-01"}, []),
    ],
    ids=["always", "from", "to", "after"],
)
def test_claims_that_share_only_the_basis_of_their_dates_are_not_alike(
    period: dict[str, str], expected: list[tuple[Cell, ...]], engine: Engine
) -> None:
    """The founding has no first day."""
    text = bound("reported-by-several", **{name: Literal(day, datatype=XSD_DATE) for name, day in period.items()})
    assert rows(engine, text, ALIKE, "claim", "other_claim") == expected


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
            assert {row[0]: row[1] for row in answer} == IN_PERIOD[year], year
