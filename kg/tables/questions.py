"""The questions that the columnar tables answer, as Ibis expressions: for each, what its stored query in SPARQL says.

`QUESTIONS` has them by the names that the decorator ``tables`` of a stored query uses. Each is a function of the tables (`kg.tables.star`)
and of what is asked for (`Given`), to a table with the columns and the order of the answer. The same expression runs on every engine; what
is asked for is in it as parameters, so that an engine can keep it compiled (`kg.tables.answering`).

Acts are counted first by the sets that they share, and what is in these sets is joined to the few groups.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from kg.tables.making import total
from kg.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import ibis

    from kg.tables.making import Tables
    from kg.terms import Term

_MOST_YEARS: Final = 100
"""A date that spans more years is of no known year."""
_SUMS: Final = ("surely", "known", "unknown")
ADDRESSES: Final = ("agent", "toward", "kind", "origin")
"""The columns of answers in which the tables have numbers of `names`."""


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

    def texts(self) -> dict[str, str]:
        """What is restricted, as texts.

        >>> Given(kind="x:Visit", since=date(1974, 1, 1)).texts()
        {'kind': 'x:Visit', 'since': '1974-01-01'}
        """
        return {name: str(value) for name, value in zip(self._fields, self, strict=True) if value is not None}


class Asked(NamedTuple):
    """What is asked for, as the parameters of an expression; None for no restriction."""

    kind: ibis.Scalar | None = None
    party: ibis.Scalar | None = None
    source: ibis.Scalar | None = None
    since: ibis.Scalar | None = None
    until: ibis.Scalar | None = None


def given(values: Mapping[str, Term]) -> Given:
    """What is asked for, by the variables of a stored query.

    >>> given({"_kind_iri": ox.NamedNode("x:Visit"), "_from_date": ox.Literal("1974-01-01")})
    Given(kind='x:Visit', party=None, source=None, since=datetime.date(1974, 1, 1), until=None)
    """
    texts = {name: term.value for name, term in values.items() if isinstance(term, ox.NamedNode | ox.Literal)}
    days = {name: date.fromisoformat(texts[name]) for name in ("_from_date", "_to_date") if name in texts}
    kind, party, source = (texts.get(f"_{name}_iri") for name in ("kind", "party", "source"))
    return Given(kind, party, source, days.get("_from_date"), days.get("_to_date"))


def expression(name: str, tables: Tables, asked: Iterable[str], rows: int | None = None) -> tuple[ibis.Table, dict[str, ibis.Scalar]]:
    """The expression of a question.

    Args:
        name: one of `QUESTIONS`.
        tables: the tables.
        asked: what is restricted: names of the attributes of `Given`.
        rows: at most this many rows; None for all.

    Returns:
        The expression, and its parameters by the names in `asked`. All are texts.
    """
    import ibis

    parameters = {each: ibis.param("string") for each in asked}
    known = {each: value.cast("date") if each in ("since", "until") else value for each, value in parameters.items()}
    return QUESTIONS[name](tables, Asked(**known), rows), parameters


# Which acts count


def _thing(tables: Tables, address: ibis.Scalar) -> ibis.Table:
    """The number of an address, as a table with one row or none."""
    return tables.names.filter(tables.names.address == address).select("thing")


def _kinds(tables: Tables, asked: Asked) -> ibis.Table:
    """The kinds in each set, those below the one asked for if one is."""
    if asked.kind is None:
        return tables.kinds
    below = tables.classes.semi_join(_thing(tables, asked.kind), [("above", "thing")])
    return tables.kinds.semi_join(below, "kind")


def _restricted(acts: ibis.Table, tables: Tables, asked: Asked, *, whole: bool = False) -> ibis.Table:
    """The rows of `acts` or `totals` of the kind, party and source asked for.

    Args:
        acts: the rows.
        tables: the tables.
        asked: what is asked for.
        whole: whether coded sources count that are not held, if no source is asked for.
    """
    if asked.source is not None:
        acts = acts.semi_join(tables.sources.semi_join(_thing(tables, asked.source), [("source", "thing")]), "sources")
    elif not whole:
        acts = acts.filter(acts.held)
    if asked.party is not None:
        acts = acts.semi_join(tables.parties.semi_join(_thing(tables, asked.party), [("party", "thing")]), "casting")
    if asked.kind is not None:
        acts = acts.semi_join(_kinds(tables, asked), "kinds")
    return acts


def _acts(tables: Tables, asked: Asked, *, whole: bool = False) -> ibis.Table:
    """The acts that count, with ``within``: whether the date lies surely in the period asked for."""
    import ibis

    acts = tables.acts
    within = ibis.literal(True)
    if asked.since is not None:
        acts = acts.filter(acts.until.isnull() | (acts.until >= asked.since))
        within &= (acts.earliest >= asked.since).fill_null(False)
    if asked.until is not None:
        acts = acts.filter(acts.earliest.isnull() | (acts.earliest <= asked.until))
        within &= (acts.latest <= asked.until).fill_null(False)
    if asked.since is not None or asked.until is not None:
        acts = acts.filter(acts.earliest.notnull() | acts.latest.notnull())
    return _restricted(acts.mutate(within=within), tables, asked, whole=whole)


# How many


def _groups(tables: Tables, asked: Asked, keys: Sequence[str], *, whole: bool = False) -> ibis.Table:
    """The acts that count, in groups of those that share some sets.

    Args:
        tables: the tables.
        asked: what is asked for.
        keys: the columns with the sets.
        whole: as for `_restricted`.

    Returns:
        The keys; ``surely``, ``known``, ``unknown``: the sums of ``least`` and ``most``, and how many have no ``most``; the ``first``
        and the ``last`` day.
    """
    import ibis

    if asked.since is None and asked.until is None:
        found = _restricted(tables.totals, tables, asked, whole=whole).rename(surely="least")
    else:
        acts = _acts(tables, asked, whole=whole)
        unknown = acts.most.isnull().cast("int64")
        surely = ibis.ifelse(acts.within, acts.least, 0)
        found = acts.select(*keys, surely=surely, known=acts.most, unknown=unknown, first=acts.earliest, last=acts.latest)
    return _summed(found, keys, days=True)


def _groups_by_year(tables: Tables, asked: Asked, keys: Sequence[str]) -> ibis.Table:
    """As `_groups`, each once for each ``year`` in which its acts may lie; surely only if there is no other. Without days."""
    import ibis

    acts = _acts(tables, asked)
    first = acts.earliest.year().cast("int64")
    last = acts.until.coalesce(acts.earliest).year().cast("int64")
    surely = ibis.ifelse(acts.within, acts.least, 0)
    unknown = acts.most.isnull().cast("int64")
    spans = acts.select(*keys, begins=first, ends=last, surely=surely, known=acts.most, unknown=unknown)
    spans = _summed(spans, [*keys, "begins", "ends"])
    first, last = spans.begins, spans.ends
    known = (first.notnull() & (last >= first) & (last - first < _MOST_YEARS)).fill_null(False)
    one = (last == first).fill_null(False)
    years = ibis.ifelse(known, ibis.range(first, last + 1), ibis.array([ibis.null("int64")]))
    found = spans.mutate(surely=ibis.ifelse(one | ~known, spans.surely, 0), year=years).drop("begins", "ends").unnest("year")
    if asked.since is not None:
        found = found.filter(found.year >= asked.since.year())
    if asked.until is not None:
        found = found.filter(found.year <= asked.until.year())
    return found


def _summed(found: ibis.Table, keys: Sequence[str], *, days: bool = False) -> ibis.Table:
    """Groups put together by other keys."""
    more = {"first": found["first"].min(), "last": found["last"].max()} if days else {}
    return found.group_by(list(keys)).agg(**{each: total(found[each]) for each in _SUMS}, **more)


def _counts(found: ibis.Table, keys: Sequence[str], *, days: bool = False) -> ibis.Table:
    """The least and the greatest number of acts by some keys, unsorted."""
    import ibis

    found = _summed(found, keys, days=days)
    most = ibis.ifelse(found.unknown == 0, found.known, None)
    return found.select(*keys, *(("first", "last") if days else ()), least=found.surely, most=most)


def _by(found: ibis.Table, sets: ibis.Table, key: str) -> ibis.Table:
    """Groups, each once for each row of its set."""
    return found.inner_join(sets, key)


# In which order, and by which names


def _sorted(table: ibis.Table, keys: Iterable[str]) -> ibis.Table:
    """A table in the order of ``ORDER BY``: a minus before a key turns its order round. What is missing comes first; with
    a question mark before the key, it comes last."""
    order: list[Any] = []
    for key in keys:
        column = table[key.lstrip("-?")]
        order.append((column.desc if "-" in key else column.asc)(nulls_first="?" not in key))
    return table.order_by(order)


def _answer(name: str, tables: Tables, found: ibis.Table, order: Sequence[str], rows: int | None) -> ibis.Table:
    """The rows of an answer in their order, with the addresses of what is numbered in them, which are in the order of their numbers."""
    if rows is not None:
        found = _sorted(found, order).limit(rows)
    columns = COLUMNS[name]
    for column in (each for each in columns if each in ADDRESSES):
        names = tables.names.select(**{f"{column}_number": tables.names.thing, f"{column}_address": tables.names.address})
        found = found.left_join(names, [(column, f"{column}_number")])
    shown = {each: found[f"{each}_address"] if each in ADDRESSES else found[each] for each in columns}
    return _sorted(found, order).select(**shown)


# The questions


def _counts_by_year(tables: Tables, asked: Asked, rows: int | None) -> ibis.Table:
    groups = _by(_groups_by_year(tables, asked, ["kinds"]), _kinds(tables, asked), "kinds")
    return _answer("counts-by-year", tables, _counts(groups, ("kind", "year")), ("kind", "?year"), rows)


def _counts_by_pair(tables: Tables, asked: Asked, rows: int | None) -> ibis.Table:
    keys = ("agent", "toward", "kind")
    groups = _by(_by(_groups(tables, asked, ["casting", "kinds"]), tables.pairs, "casting"), _kinds(tables, asked), "kinds")
    return _answer("counts-by-pair", tables, _counts(groups, keys), keys, rows)


def _dyad_years(tables: Tables, asked: Asked, rows: int | None) -> ibis.Table:
    keys = ("year", "agent", "toward", "kind")
    groups = _by(_by(_groups_by_year(tables, asked, ["casting", "kinds"]), tables.pairs, "casting"), _kinds(tables, asked), "kinds")
    return _answer("dyad-years", tables, _counts(groups, keys), ("?year", *keys[1:]), rows)


def _top_kinds(tables: Tables, asked: Asked, rows: int | None) -> ibis.Table:
    groups = _by(_groups(tables, asked, ["kinds"]), _kinds(tables, asked), "kinds")
    return _answer("top-kinds", tables, _counts(groups, ("kind",)), ("-least", "kind"), rows)


def _top_parties(tables: Tables, asked: Asked, rows: int | None) -> ibis.Table:
    groups = _by(_groups(tables, asked, ["casting"]), tables.parties.rename(agent="party"), "casting")
    return _answer("top-parties", tables, _counts(groups, ("agent",)), ("-least", "agent"), rows)


def _top_pairs(tables: Tables, asked: Asked, rows: int | None) -> ibis.Table:
    groups = _by(_groups(tables, asked, ["casting"]), tables.pairs, "casting")
    return _answer("top-pairs", tables, _counts(groups, ("agent", "toward")), ("-least", "agent", "toward"), rows)


def _ties(tables: Tables, asked: Asked, rows: int | None) -> ibis.Table:
    groups = _by(_groups(tables, asked, ["casting"]), tables.pairs, "casting")
    return _answer("ties", tables, _counts(groups, ("agent", "toward"), days=True), ("agent", "toward"), rows)


def _counts_by_source(tables: Tables, asked: Asked, rows: int | None) -> ibis.Table:
    groups = _by(_groups(tables, asked, ["sources"], whole=True), tables.sources.rename(origin="source"), "sources")
    return _answer("counts-by-source", tables, _counts(groups, ("origin",), days=True), ("origin",), rows)


def _listed(name: str, tables: Tables, asked: Asked, acts: ibis.Table, order: Sequence[str], rows: int | None) -> ibis.Table:
    """Acts, each once for each of its kinds. Each has one, so that the first rows are of the first acts."""
    if rows is not None:
        acts = _sorted(acts, order).limit(rows)
    return _answer(name, tables, _by(acts, _kinds(tables, asked), "kinds"), (*order, "kind"), rows)


def _counted_acts(tables: Tables, asked: Asked, rows: int | None) -> ibis.Table:
    import ibis

    acts = _acts(tables, asked)
    bounded = acts.earliest.notnull() & acts.latest.notnull()
    said = ibis.ifelse(acts.within, "surely", ibis.ifelse(bounded, "possibly", "open"))
    in_period = ibis.null("string") if asked.since is None and asked.until is None else said
    least = ibis.ifelse(acts.within, acts.least, 0)
    found = acts.select("act", "kinds", least=least, most=acts.most, earliest=acts.earliest, latest=acts.latest, in_period=in_period)
    return _listed("counted-acts", tables, asked, found, ("?earliest", "?latest", "act"), rows)


def _newest_acts(tables: Tables, asked: Asked, rows: int | None) -> ibis.Table:
    acts = _acts(tables, asked)
    found = acts.filter(acts.earliest.notnull()).select("act", "kinds", "earliest", "latest")
    return _listed("newest-acts", tables, asked, found, ("-earliest", "?-latest", "act"), rows)


QUESTIONS: Final[dict[str, Callable[[Tables, Asked, int | None], ibis.Table]]] = {
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
