"""The questions that the columnar tables answer, as Ibis expressions: for each, what its stored query in SPARQL says.

`QUESTIONS` has them by the names that the decorator ``tables`` of a stored query uses. Each is a function of the tables (`kg.tables.star`)
and of what is asked for (`Given`), to a table with the columns and the order of the answer. The same expression runs on every engine.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from kg.namespaces import DIP, XSD
from kg.tables.star import CODED_DOING, CODED_DONE_TO
from kg.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import ibis

    from kg.tables.engines import Engine
    from kg.tables.star import Star
    from kg.terms import Term

    Terms = tuple[Term | None, ...]

_DOING: Final = tuple(DIP + name for name in ("actor", "party"))
_DONE_TO: Final = tuple(DIP + name for name in ("recipient", "counterpart", "target", "victim", "host", "party", "receivingParty"))
_CODED_DOING: Final = tuple(DIP + name for name in CODED_DOING)
_CODED_DONE_TO: Final = tuple(DIP + name for name in CODED_DONE_TO)
_RECEIVING: Final = DIP + "receivingParty"
_MOST_YEARS: Final = 100
"""A date that spans more years is of no known year."""


class Given(NamedTuple):
    """What is asked for; None for no restriction.

    Attributes:
        kind: only acts of this class: an IRI.
        party: only acts in which this agent has a role.
        source: only acts of this document or coded source; None for what is held.
        since: only what may be on this day or later.
        until: only what may be on this day or earlier.
    """

    kind: str | None = None
    party: str | None = None
    source: str | None = None
    since: date | None = None
    until: date | None = None


def given(values: Mapping[str, Term]) -> Given:
    """What is asked for, by the variables of a stored query.

    >>> given({"_kind_iri": ox.NamedNode("x:Visit"), "_from_date": ox.Literal("1974-01-01")})
    Given(kind='x:Visit', party=None, source=None, since=datetime.date(1974, 1, 1), until=None)
    """
    texts = {name: term.value for name, term in values.items() if isinstance(term, ox.NamedNode | ox.Literal)}
    days = {name: date.fromisoformat(texts[name]) for name in ("_from_date", "_to_date") if name in texts}
    kind, party, source = (texts.get(f"_{name}_iri") for name in ("kind", "party", "source"))
    return Given(kind, party, source, days.get("_from_date"), days.get("_to_date"))


def answer(name: str, engine: Engine, star: Star, asked: Given, rows: int | None = None) -> tuple[tuple[str, ...], list[Terms]]:
    """The answer to a question.

    Args:
        name: one of `QUESTIONS`.
        engine: the engine that computes it.
        star: the tables, as this engine reads them.
        asked: what is asked for.
        rows: at most this many rows; None for all.

    Returns:
        The columns, and the rows as terms.

    Raises:
        EnvironmentProblem: the engine failed.
    """
    table = QUESTIONS[name](star, asked)
    found = engine.rows(table if rows is None else table.limit(rows))
    columns = tuple(table.columns)
    makers = [_maker(each) for each in columns]
    return columns, [tuple(None if value is None else make(value) for make, value in zip(makers, row, strict=True)) for row in found]


_INTEGER: Final = ox.NamedNode(XSD + "integer")
_DATE: Final = ox.NamedNode(XSD + "date")
_DAYS: Final = ("earliest", "latest", "first", "last")
_NUMBERS: Final = ("least", "most", "year")
_TEXTS: Final = ("in_period",)


def _maker(column: str) -> Callable[[Any], Term]:
    """From a value in a column to a term."""
    if column in _NUMBERS:
        return lambda value: ox.Literal(str(value), datatype=_INTEGER)
    if column in _DAYS:
        return lambda value: ox.Literal(value.isoformat(), datatype=_DATE)
    return ox.Literal if column in _TEXTS else ox.NamedNode


# What counts


def _acts(star: Star, asked: Given, *, whole: bool = False) -> ibis.Table:
    """The acts that count, with ``within``: whether the date lies surely in the period asked for.

    Args:
        star: the tables.
        asked: what is asked for.
        whole: whether coded sources count that are not held, if no source is asked for.
    """
    import ibis

    acts = star.acts
    if asked.source is not None:
        acts = acts.semi_join(star.sources.filter(star.sources.source == asked.source), "act")
    elif not whole:
        acts = acts.filter(acts.held)
    if asked.party is not None:
        acts = acts.semi_join(star.parties.filter((star.parties.party == asked.party) & (star.parties.role != _RECEIVING)), "act")
    within = ibis.literal(True)
    if asked.since is not None:
        acts = acts.filter(acts.until.isnull() | (acts.until >= asked.since))
    if asked.until is not None:
        acts = acts.filter(acts.earliest.isnull() | (acts.earliest <= asked.until))
    if asked.since is not None or asked.until is not None:
        acts = acts.filter(acts.earliest.notnull() | acts.latest.notnull())
    if asked.since is not None:
        within &= (acts.earliest >= asked.since).fill_null(False)
    if asked.until is not None:
        within &= (acts.latest <= asked.until).fill_null(False)
    return acts.mutate(within=within)


def _kinds(star: Star, asked: Given) -> ibis.Table:
    """The kinds of the acts, those below the one asked for if one is."""
    if asked.kind is None:
        return star.kinds
    below = star.classes.filter(star.classes.above == asked.kind)[["kind"]]
    return star.kinds.semi_join(below, "kind")


def _of_kind(acts: ibis.Table, star: Star, asked: Given) -> ibis.Table:
    """The acts that are of the kind asked for, each once."""
    return acts if asked.kind is None else acts.semi_join(_kinds(star, asked), "act")


def _by_kind(acts: ibis.Table, star: Star, asked: Given) -> ibis.Table:
    """The acts, each once for each of its kinds."""
    kinds = _kinds(star, asked)
    joined = acts.left_join(kinds, "act") if asked.kind is None else acts.inner_join(kinds, "act")
    return joined.select(*(acts[each] for each in acts.columns), kind=kinds.kind)


def _by_pair(acts: ibis.Table, star: Star) -> ibis.Table:
    """The acts, each once for each pair of an agent that acts and another that it acts toward."""
    import ibis

    parties = star.parties.inner_join(acts.select("act", "source"), "act")
    coded = parties.source != ""
    doing = ibis.ifelse(coded, parties.role.isin(_CODED_DOING), parties.role.isin(_DOING))
    done_to = ibis.ifelse(coded, parties.role.isin(_CODED_DONE_TO), parties.role.isin(_DONE_TO))
    agents = parties.filter(doing).select("act", agent="party").distinct()
    others = parties.filter(done_to).select("act", toward="party").distinct()
    pairs = agents.inner_join(others, "act")
    return acts.inner_join(pairs.filter(pairs.agent != pairs.toward), "act")


def _by_year(acts: ibis.Table, asked: Given) -> ibis.Table:
    """The acts, each once for each year in which it may lie, with ``sole``: whether there is only one."""
    import ibis

    first = acts.earliest.year().cast("int64")
    last = acts.until.coalesce(acts.earliest).year().cast("int64")
    known = (first.notnull() & (last >= first) & (last - first < _MOST_YEARS)).fill_null(False)
    one = (last == first).fill_null(False)
    years = ibis.ifelse(known, ibis.range(first, last + 1), ibis.array([ibis.null("int64")]))
    found = acts.mutate(sole=one | ~known, year=years).unnest("year")
    if asked.since is not None:
        found = found.filter(found.year >= asked.since.year)
    if asked.until is not None:
        found = found.filter(found.year <= asked.until.year)
    return found


def _counts(acts: ibis.Table, keys: Sequence[str], *, days: bool = False) -> ibis.Table:
    """The least and the greatest number of acts in each group, unsorted."""
    import ibis

    sure = acts.within & acts.sole if "sole" in acts.columns else acts.within
    acts = acts.mutate(surely=ibis.ifelse(sure, acts.least, 0), open=ibis.ifelse(acts.most.isnull(), 1, 0))
    more = {"first": acts.earliest.min(), "last": acts.latest.max()} if days else {}
    found = acts.group_by(list(keys)).agg(least=acts.surely.sum(), known=acts.most.sum(), unknown=acts.open.sum(), **more)
    most = ibis.ifelse(found.unknown == 0, found.known, None)
    return found.select(*keys, least=found.least.cast("int64"), most=most.cast("int64"), **{each: found[each] for each in more})


def _sorted(table: ibis.Table, keys: Iterable[str]) -> ibis.Table:
    """A table in the order of ``ORDER BY``: a minus before a key turns its order round. What is missing comes first; with
    a question mark before the key, it comes last."""
    order: list[Any] = []
    for key in keys:
        column = table[key.lstrip("-?")]
        last = "?" in key
        order.append(column.isnull().asc() if last else column.isnull().desc())
        order.append(column.desc() if "-" in key else column.asc())
    return table.order_by(order)


# The questions


def _counts_by_year(star: Star, asked: Given) -> ibis.Table:
    acts = _by_year(_by_kind(_acts(star, asked), star, asked), asked)
    return _sorted(_counts(acts, ("kind", "year")), ("kind", "?year"))


def _counts_by_pair(star: Star, asked: Given) -> ibis.Table:
    acts = _by_kind(_by_pair(_acts(star, asked), star), star, asked)
    return _sorted(_counts(acts, ("agent", "toward", "kind")), ("agent", "toward", "kind"))


def _dyad_years(star: Star, asked: Given) -> ibis.Table:
    acts = _by_year(_by_kind(_by_pair(_acts(star, asked), star), star, asked), asked)
    return _sorted(_counts(acts, ("year", "agent", "toward", "kind")), ("?year", "agent", "toward", "kind"))


def _top_kinds(star: Star, asked: Given) -> ibis.Table:
    return _sorted(_counts(_by_kind(_acts(star, asked), star, asked), ("kind",)), ("-least", "kind"))


def _top_parties(star: Star, asked: Given) -> ibis.Table:
    acts = _of_kind(_acts(star, asked), star, asked)
    parties = star.parties.filter(star.parties.role != _RECEIVING).select("act", agent="party").distinct()
    return _sorted(_counts(acts.inner_join(parties, "act"), ("agent",)), ("-least", "agent"))


def _top_pairs(star: Star, asked: Given) -> ibis.Table:
    acts = _by_pair(_of_kind(_acts(star, asked), star, asked), star)
    return _sorted(_counts(acts, ("agent", "toward")), ("-least", "agent", "toward"))


def _ties(star: Star, asked: Given) -> ibis.Table:
    acts = _by_pair(_of_kind(_acts(star, asked), star, asked), star)
    return _sorted(_counts(acts, ("agent", "toward"), days=True), ("agent", "toward"))


def _counts_by_source(star: Star, asked: Given) -> ibis.Table:
    acts = _of_kind(_acts(star, asked, whole=True), star, asked)
    sources = star.sources.select("act", origin="source")
    return _sorted(_counts(acts.drop("source").inner_join(sources, "act"), ("origin",), days=True), ("origin",))


def _counted_acts(star: Star, asked: Given) -> ibis.Table:
    import ibis

    acts = _by_kind(_acts(star, asked), star, asked)
    bounded = acts.earliest.notnull() & acts.latest.notnull()
    said = ibis.ifelse(acts.within, "surely", ibis.ifelse(bounded, "possibly", "open"))
    in_period = ibis.null("string") if asked.since is None and asked.until is None else said
    least = ibis.ifelse(acts.within, acts.least, 0)
    found = acts.select("act", "kind", least=least, most=acts.most, earliest=acts.earliest, latest=acts.latest, in_period=in_period)
    return _sorted(found, ("?earliest", "?latest", "act", "kind"))


def _newest_acts(star: Star, asked: Given) -> ibis.Table:
    acts = _by_kind(_acts(star, asked), star, asked)
    found = acts.filter(acts.earliest.notnull()).select("act", "kind", "earliest", "latest")
    return _sorted(found, ("-earliest", "?-latest", "act", "kind"))


QUESTIONS: Final[dict[str, Callable[[Star, Given], ibis.Table]]] = {
    "counted-acts": _counted_acts,
    "counts-by-pair": _counts_by_pair,
    "counts-by-source": _counts_by_source,
    "counts-by-year": _counts_by_year,
    "dyad-years": _dyad_years,
    "newest-acts": _newest_acts,
    "ties": _ties,
    "top-kinds": _top_kinds,
    "top-pairs": _top_pairs,
    "top-parties": _top_parties,
}
"""The questions by name."""

COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "counted-acts": ("act", "kind", "least", "most", "earliest", "latest", "in_period"),
    "counts-by-pair": ("agent", "toward", "kind", "least", "most"),
    "counts-by-source": ("origin", "least", "most", "first", "last"),
    "counts-by-year": ("kind", "year", "least", "most"),
    "dyad-years": ("year", "agent", "toward", "kind", "least", "most"),
    "newest-acts": ("act", "kind", "earliest", "latest"),
    "ties": ("agent", "toward", "least", "most", "first", "last"),
    "top-kinds": ("kind", "least", "most"),
    "top-pairs": ("agent", "toward", "least", "most"),
    "top-parties": ("agent", "least", "most"),
}
"""The columns of their answers."""

PARAMETERS: Final = ("_kind_iri", "_party_iri", "_from_date", "_to_date", "_source_iri")
"""The variables of the parameters that they know."""

COMPARISON: Final = "borne-out"
"""The question that compares acts with the records of coded sources, which no query in SPARQL reaches; see `kg.coded.comparing`."""
COMPARISON_COLUMNS: Final = (
    *("act", "verdict", "differs", "record", "source", "told_earliest", "told_latest", "coded_earliest", "coded_latest", "note"),
)
COMPARISON_PARAMETERS: Final = ("_document_iri", "_kind_iri", "_party_iri", "_source_iri")
