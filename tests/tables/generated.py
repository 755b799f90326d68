"""Small graphs of invented acts, with all that a count depends on: kinds, roles, days, series, members, sources, held and not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pyoxigraph as ox
from hypothesis import strategies as st

from kg.namespaces import DIP, RDF, RDFS, XSD

BASE = "https://example.org/g/"
ABOVE = {
    "Act": ["Matter"],
    "ActSeries": ["Matter"],
    "Statement": ["Act"],
    "Condemnation": ["Statement"],
    "Visit": ["Act"],
    "OfficialVisit": ["Visit"],
}
"""Each class with those directly above it."""
BELOW_PARTICIPANT = {
    "actor": "participant",
    "party": "participant",
    "firstSide": "party",
    "recipient": "participant",
    "host": "participant",
}
KINDS = ("Statement", "Condemnation", "Visit", "OfficialVisit")
AGENTS = ("a", "b", "c")
DOCUMENTS = ("one", "two")
SOURCES = ("gdelt", "unga")
DAYS = ("1973-12-31", "1974-02-01", "1974-12-31", "1975-06-30", "1990-01-01", "1873-01-01")


class Deed(NamedTuple):
    """An act or a series of acts."""

    series: bool
    kinds: tuple[str, ...]
    roles: tuple[tuple[str, str], ...]
    days: tuple[str | None, str | None, str | None]
    claimed: int | None
    outcome: str | None
    told: tuple[str, ...]
    counted_in: int | None


class Coded(NamedTuple):
    """A row or a series of a coded source."""

    source: str
    series: bool
    kind: str
    actor: str
    other: tuple[str, str] | None
    days: tuple[str, str] | None
    claimed: int


def _pair(days: list[str]) -> tuple[str | None, str | None, str | None]:
    first, last = sorted(days)
    return first, last, None


DATED = st.one_of(
    st.just((None, None, None)),
    st.lists(st.sampled_from(DAYS), min_size=2, max_size=2).map(_pair),
    st.sampled_from(DAYS).map(lambda day: (day, None, "1990-12-31")),
    st.sampled_from(DAYS).map(lambda day: (None, day, None)),
)
DEEDS = st.builds(
    Deed,
    series=st.booleans(),
    kinds=st.lists(st.sampled_from(KINDS), min_size=1, max_size=2, unique=True).map(tuple),
    roles=st.lists(
        st.tuples(st.sampled_from((*BELOW_PARTICIPANT, "target", "intendedFor", "receivingParty")), st.sampled_from(AGENTS)),
        max_size=4,
        unique=True,
    ).map(tuple),
    days=DATED,
    claimed=st.one_of(st.none(), st.integers(0, 5)),
    outcome=st.sampled_from((None, None, None, "Done", "FailedAttempt")),
    told=st.lists(st.sampled_from(DOCUMENTS), min_size=1, max_size=2, unique=True).map(tuple),
    counted_in=st.one_of(st.none(), st.integers(0, 5)),
)
CODED = st.builds(
    Coded,
    source=st.sampled_from(SOURCES),
    series=st.booleans(),
    kind=st.sampled_from(KINDS),
    actor=st.sampled_from(AGENTS),
    other=st.one_of(st.none(), st.tuples(st.sampled_from(("recipient", "target", "counterpart")), st.sampled_from(AGENTS))),
    days=st.one_of(st.none(), st.lists(st.sampled_from(DAYS), min_size=2, max_size=2).map(lambda days: (min(days), max(days)))),
    claimed=st.integers(1, 9),
)
PARAMETERS = st.fixed_dictionaries(
    {},
    optional={
        "_kind_iri": st.sampled_from(("Act", *KINDS)).map(lambda name: ox.NamedNode(DIP + name)),
        "_party_iri": st.sampled_from(AGENTS).map(lambda name: ox.NamedNode(BASE + name)),
        "_source_iri": st.sampled_from((*DOCUMENTS, "coded/gdelt", "coded/unga")).map(lambda name: ox.NamedNode(BASE + name)),
        "_from_date": st.sampled_from(DAYS).map(lambda day: _day(day)),
        "_to_date": st.sampled_from(DAYS).map(lambda day: _day(day)),
    },
)


def _day(day: str) -> ox.Literal:
    return ox.Literal(day, datatype=ox.NamedNode(XSD + "date"))


def lines_of(store: ox.Store) -> list[bytes]:
    """The quads of a store as sorted N-Quads, as a snapshot has them: each line a piece of its own."""
    return sorted(f"{quad} .\n".encode() for quad in store)


def store_of(deeds: list[Deed], coded: list[Coded], held: bool) -> ox.Store:
    """The graph of some acts and some coded rows.

    Args:
        deeds: the acts that documents tell of.
        coded: the rows of coded sources.
        held: whether the source gdelt is held.
    """
    store = ox.Store()
    store.extend(ox.Quad(*each) for each in {*_ontology(), *_told(deeds)})
    for source in SOURCES:
        store.add(ox.Quad(_own(f"coded/{source}"), _TYPE, _dip("CodedSource")))
    for number, row in enumerate(coded):
        graph = _own(f"coded/{row.source}")
        for triple in _row(number, row, graph):
            store.add(ox.Quad(*triple, graph))
            if held and row.source == "gdelt":
                store.add(ox.Quad(*triple))
    return store


_TYPE = ox.NamedNode(RDF + "type")
Triple = tuple[Any, ox.NamedNode, Any]


def _dip(name: str) -> ox.NamedNode:
    return ox.NamedNode(DIP + name)


def _own(name: str) -> ox.NamedNode:
    return ox.NamedNode(BASE + name)


def _classes(name: str) -> Iterator[str]:
    yield name
    for above in ABOVE.get(name, ()):
        yield from _classes(above)


def _ontology() -> Iterator[Triple]:
    for name, above in ABOVE.items():
        for each in above:
            yield _dip(name), ox.NamedNode(RDFS + "subClassOf"), _dip(each)
    for name, each in BELOW_PARTICIPANT.items():
        yield _dip(name), ox.NamedNode(RDFS + "subPropertyOf"), _dip(each)
    for agent in AGENTS:
        yield _own(agent), _TYPE, _dip("Agent")
        yield _own(agent), ox.NamedNode(RDFS + "label"), ox.Literal(f'Agent, "{agent}"\n', language="en")
    for document in DOCUMENTS:
        yield _own(document), _TYPE, _dip("SourceDocument")
        yield _own(f"passage/{document}"), _dip("document"), _own(document)


def _told(deeds: list[Deed]) -> Iterator[Triple]:
    for number, deed in enumerate(deeds):
        act = _own(f"act/{number}")
        for kind in ("ActSeries",) if deed.series else deed.kinds:
            for each in _classes(kind):
                yield act, _TYPE, _dip(each)
        if deed.series:
            for kind in deed.kinds:
                yield act, _dip("memberKind"), _dip(kind)
            if deed.claimed is not None:
                yield act, _dip("claimedCount"), ox.Literal(str(deed.claimed), datatype=ox.NamedNode(XSD + "integer"))
        elif deed.counted_in is not None and deed.counted_in < len(deeds) and deeds[deed.counted_in].series:
            yield act, _dip("countedIn"), _own(f"act/{deed.counted_in}")
        for role, agent in deed.roles:
            while role:
                yield act, _dip(role), _own(agent)
                role = BELOW_PARTICIPANT.get(role, "")
        for name, day in zip(("earliest", "latest", "countedUntil"), deed.days, strict=True):
            if day is not None:
                yield act, _dip(name), _day(day)
        if deed.outcome is not None:
            yield act, _dip("outcome"), _dip(deed.outcome)
        for document in deed.told:
            yield act, _dip("statedIn"), _own(f"passage/{document}")


def _row(number: int, row: Coded, graph: ox.NamedNode) -> Iterator[Triple]:
    act = _own(f"{'series' if row.series else 'record'}/{row.source}/{number}")
    yield act, _TYPE, _dip("ActSeries" if row.series else row.kind)
    if row.series:
        yield act, _dip("memberKind"), _dip(row.kind)
        yield act, _dip("claimedCount"), ox.Literal(str(row.claimed), datatype=ox.NamedNode(XSD + "integer"))
    yield act, _dip("actor"), _own(row.actor)
    if row.other is not None:
        yield act, _dip(row.other[0]), _own(row.other[1])
    for name, day in zip(("earliest", "latest"), row.days or (), strict=False):
        yield act, _dip(name), _day(day)
    yield act, _dip("statedIn"), graph
    yield _own(f"coded/{row.source}/text/1"), _TYPE, _dip("Text")
    yield _own(f"coded/{row.source}/text/1"), _dip("statedIn"), graph


Maker = Callable[..., ox.Store]
