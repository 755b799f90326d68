"""Requests: what was asked, from the command line, from Python or by a server."""

from __future__ import annotations

from kg.errors import UsageError
from kg.settings import setting
from kg.sparql.stored import StoredQuery
from kg.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from kg.terms import Term


MOST = 10**9
"""The largest limit of rows or seconds."""

DAY = "day"
"""The date of a query whose answer says what was so on a day, such as whether a measure was in force: by default that of ``as_of``."""


class Request(NamedTuple):
    """One question to a snapshot.

    Attributes:
        query: the query.
        params: parameter name to value, as a user writes it.
        cite: whether to add to each row its passages, standing, speaker, witnesses and notes.
        as_of: only what was so as of that day; None for all time.
        rows: stop after this many rows or triples; None for no limit.
        seconds: stop the evaluation after this many seconds; None for no limit.
        engine: what computes the answer: ``sparql``, ``duckdb`` or the address of a Spark Connect server; None for the
            faster of the first two.
        tables: the address under which a Spark cluster reads the tables of the snapshot; None for the files themselves.
    """

    query: StoredQuery
    params: Mapping[str, str]
    cite: bool = False
    as_of: date | None = None
    rows: int | None = None
    seconds: float | None = None
    engine: str | None = None
    tables: str | None = None


def request(
    query: StoredQuery,
    params: Mapping[str, str | float | date | Term],
    *,
    cite: bool = False,
    as_of: str | date | None = None,
    rows: int | None = None,
    seconds: float | None = None,
    engine: str | None = None,
    tables: str | None = None,
) -> Request:
    """Make a request from a user's input.

    Args:
        query: the query.
        params: parameter name to value.
        cite: see `Request`.
        as_of: a day, or a date in EDTF, whose last day counts. A query with a date named ``day`` is also asked about that day.
        rows: see `Request`; None for the setting ``query_rows``, 0 for no limit.
        seconds: see `Request`; None for the setting ``query_seconds``, 0 for no limit.
        engine: see `Request`.
        tables: see `Request`.

    Raises:
        UsageError: a parameter, a limit, an engine or `as_of` cannot be used, or the answer has counts, which have no evidence or date.
    """
    _check_limit("rows", rows)
    _check_limit("seconds", seconds)
    day = None if as_of is None else as_of_day(as_of)
    _check_counts(query, cite, day)
    _check_engine(query, engine, tables)
    given = {name: _text(value) for name, value in params.items()}
    if day is not None and any(param.name == DAY and param.type == "date" for param in query.params):
        given.setdefault(DAY, day.isoformat())
    return Request(
        query,
        given,
        cite,
        day,
        (setting("query_rows") if rows is None else rows) or None,
        (setting("query_seconds") if seconds is None else seconds) or None,
        engine,
        tables,
    )


COMPARISON = "borne-out"
"""The question of `kg.tables.questions` that compares acts with records, which SPARQL does not reach."""
SPARQL = "sparql"
"""The engine that evaluates the query itself."""
EMBEDDED = "duckdb"
"""The engine that computes from the tables in this process."""
REMOTE = "sc://"
"""How the address of a Spark Connect server begins."""


def _check_counts(query: StoredQuery, cite: bool, day: date | None) -> None:
    """Refuse evidence and a date of rows that are counts: what they rest on is the acts that are counted."""
    if not query.tables or query.cite or not (cite or day is not None):
        return
    said, name = ("have no passages of their own", "cite") if cite else ("cannot be cut at a date afterwards", "as-of")
    hint = "`kg query counted-acts` with the same parameters lists the acts that are counted, and can be cited"
    hint = hint if cite else "the parameter `to` counts only what is not later; `kg query counted-acts` lists the acts"
    raise UsageError(f"{query.name}: the rows are counts, which {said}", None, hint, parameter=name)


def _check_engine(query: StoredQuery, engine: str | None, tables: str | None) -> None:
    if engine is None or engine == SPARQL:
        if tables is not None:
            raise UsageError("only a cluster reads the tables under another address", None, "use it with the engine sc://HOST:PORT")
        return
    if engine != EMBEDDED and not engine.startswith(REMOTE):
        hint = f"use {SPARQL}, {EMBEDDED}, or {REMOTE}HOST:PORT for Spark Connect"
        raise UsageError(f"there is no engine {engine!r}", None, hint, parameter="engine")
    if tables is not None and engine == EMBEDDED:
        raise UsageError("only a cluster reads the tables under another address", None, "use it with the engine sc://HOST:PORT")
    if not query.tables:
        hint = f"`kg queries` lists the others; leave out the engine, or use {SPARQL}"
        raise UsageError(f"{query.name} cannot be answered from tables: its header has no `tables`", None, hint, parameter="engine")


def _check_limit(name: str, limit: object) -> None:
    if limit is not None and not (isinstance(limit, int | float) and 0 <= limit < MOST):
        raise UsageError(f"{name} must be a number from 0 to {MOST:,}, not {limit!r}", None, "0 stands for no limit", parameter=name)


def as_of_day(value: str | date) -> date:
    """The last day of a date: "as of 1987" means as of its end.

    Raises:
        UsageError: the text is not a date, or a date without a last day.

    >>> as_of_day("1987")
    datetime.date(1987, 12, 31)
    """
    return day_of("as-of", value, last=True)


def day_of(name: str, value: str | date, *, last: bool) -> date:
    """The first or last day of a date that a user writes.

    Args:
        name: what the date is for, for messages.
        value: a day, or a date in EDTF.
        last: whether the last day is wanted.

    Raises:
        UsageError: the text is not a date, or the date has no such day.

    >>> day_of("from", "1974-02", last=False)
    datetime.date(1974, 2, 1)
    """
    from kg.dates import DateProblem, OpenDate, first_day, last_day

    try:
        return last_day(value) if last else first_day(value)
    except OpenDate as error:
        raise UsageError(f"{name} has no {'last' if last else 'first'} day: {value!r}", None, error.hint, parameter=name) from error
    except DateProblem as error:
        hint = error.hint or "such as 1988-11-16, 1988-11 or 1988"
        raise UsageError(f"{name} is not a date: {value!r}", None, hint, parameter=name) from error


def _text(value: object) -> str:
    """A parameter's value as a user would write it."""
    if isinstance(value, str):
        return value
    from datetime import date

    from pyoxigraph import Literal, NamedNode

    if isinstance(value, NamedNode | Literal):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return str(value)
    raise UsageError(f"a parameter cannot be {value!r}", None, "use text, a number, a date or a term")
