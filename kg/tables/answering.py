"""Answers from the columnar tables: the expression of a question, compiled, kept and run.

Ibis takes a second to import and some twenty milliseconds to compile a question, which is more than DuckDB takes to answer most. So
what it has compiled for DuckDB is kept: in the process, and in the state folder for the next one. What is asked for is in it as
parameters, so that one text serves all values. Spark gets the expression itself.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from kg.errors import EnvironmentProblem
from kg.files import write_atomically
from kg.namespaces import XSD
from kg.tables import making, questions
from kg.tables.making import TABLES, TYPES, Tables
from kg.tables.questions import COLUMNS, expression
from kg.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kg.tables.engines import Engine
    from kg.tables.questions import Given
    from kg.tables.star import Star
    from kg.terms import Term

    Terms = tuple[Term | None, ...]

KEPT: Final = "questions"
"""The folder of compiled questions, in the state folder of a workspace."""


class Compiled(NamedTuple):
    """An expression that is compiled for DuckDB.

    Attributes:
        text: what it runs, with ``$kind`` and so on for what is asked for.
        tables: the tables that it reads.
    """

    text: str
    tables: tuple[str, ...]


def answer(
    name: str, engine: Engine, star: Star, asked: Given, rows: int | None = None, kept: str | None = None
) -> tuple[tuple[str, ...], list[Terms]]:
    """The answer to a question.

    Args:
        name: one of `kg.tables.questions.QUESTIONS`.
        engine: the engine that computes it.
        star: the tables, as this engine reads them.
        asked: what is asked for.
        rows: at most this many rows; None for all.
        kept: the folder of compiled questions, which is made; None to keep them in this process only.

    Returns:
        The columns, and the rows as terms.

    Raises:
        EnvironmentProblem: the engine failed.
    """
    texts = asked.texts()
    # Few limits are compiled, so that few texts are kept.
    limit = None if rows is None else 1 << max(rows - 1, 0).bit_length()
    if engine.embedded:
        compiled = _compiled(name, tuple(texts), limit, kept)
        found = engine.run(compiled.text, texts, {each: star.path(each) for each in compiled.tables})
    else:
        table, parameters = expression(name, star.tables(), texts, limit)
        found = engine.rows(table, {parameters[each]: value for each, value in texts.items()})
    columns = COLUMNS[name]
    terms = [_terms(column, values) for column, values in zip(columns, zip(*found[:rows], strict=True), strict=False)]
    return columns, list(zip(*terms, strict=True))


_INTEGER: Final = ox.NamedNode(XSD + "integer")
_DATE: Final = ox.NamedNode(XSD + "date")
_DAYS: Final = ("earliest", "latest", "first", "last")
_NUMBERS: Final = ("least", "most", "year")
_TEXTS: Final = ("in_period",)


def _terms(column: str, values: Iterable[Any]) -> list[Term | None]:
    """The values of a column as terms. Equal values are one term."""
    make: Callable[[Any], Term] = ox.Literal if column in _TEXTS else ox.NamedNode
    if column in _NUMBERS:
        make = _number
    elif column in _DAYS:
        make = _day
    known = _Terms(make)
    return [known[value] for value in values]


class _Terms(dict[Any, "Term | None"]):
    """From values to terms, each made once."""

    def __init__(self, make: Callable[[Any], Term]) -> None:
        super().__init__({None: None})
        self._make = make

    def __missing__(self, value: Any) -> Term | None:
        self[value] = made = self._make(value)
        return made


def _number(value: int) -> ox.Literal:
    return ox.Literal(str(value), datatype=_INTEGER)


def _day(value: Any) -> ox.Literal:
    return ox.Literal(value.isoformat(), datatype=_DATE)


# Compiled expressions

_known: Final[dict[tuple[str, tuple[str, ...], int | None], Compiled]] = {}
_MARK: Final = "\0"
"""How the place of a parameter begins while an expression is compiled; no value of a parameter does."""


def _compiled(name: str, asked: tuple[str, ...], rows: int | None, kept: str | None) -> Compiled:
    """A question for DuckDB: as this process or another has compiled it, else compiled now.

    Args:
        name: the question.
        asked: what is restricted.
        rows: at most this many rows.
        kept: as for `answer`.
    """
    key = (name, asked, rows)
    if key not in _known:
        path = None
        if kept is not None and (version := _version()):
            path = os.path.join(kept, f"{'-'.join((name, *asked, str(rows or 'all')))}-{version}.json")
        found = None if path is None else _read(path)
        if found is None:
            found = compile_for_duckdb(name, asked, rows)
            if path is not None:
                _keep(path, found)
        _known[key] = found
    return _known[key]


def compile_for_duckdb(name: str, asked: Iterable[str], rows: int | None) -> Compiled:
    """Compile a question for DuckDB, with a named parameter for each text that is asked for.

    Args:
        name: the question.
        asked: what is restricted: names of the attributes of `kg.tables.questions.Given`.
        rows: at most this many rows.

    >>> compile_for_duckdb("top-kinds", ["party"], 8).tables
    ('kinds', 'names', 'parties', 'totals')
    """
    import ibis
    import sqlglot.expressions as sge
    from ibis.backends.sql.compilers.duckdb import DuckDBCompiler

    tables = Tables(lambda each: ibis.table(TYPES[each], name=each))
    table, parameters = expression(name, tables, asked, rows)
    tree = DuckDBCompiler().to_sqlglot(table, params={parameter: _MARK + each for each, parameter in parameters.items()})

    def marked(node: sge.Expression) -> sge.Expression:
        is_mark = isinstance(node, sge.Literal) and node.is_string and node.this.startswith(_MARK)
        return sge.Placeholder(this=node.this.removeprefix(_MARK)) if is_mark else node

    tree = tree.transform(marked)
    read = {each.name for each in tree.find_all(sge.Table)} & {*TABLES}
    return Compiled(tree.sql("duckdb"), tuple(sorted(read)))


def _version() -> str:
    """A digest of all that decides how a question is compiled; empty if it cannot be told."""
    digest = hashlib.sha256()
    try:
        for path in (questions.__file__, making.__file__, __file__, getattr(importlib.util.find_spec("ibis"), "origin", "")):
            with open(path, "rb") as file:
                digest.update(file.read())
    except OSError:
        return ""
    return digest.hexdigest()[:16]


def _read(path: str) -> Compiled | None:
    """What another process has compiled; None if there is nothing, or nothing whole."""
    try:
        with open(path, encoding="utf-8") as file:
            digest, text, tables = json.load(file)
        found = Compiled(text, tuple(tables))
    except (OSError, ValueError, TypeError):
        return None
    return found if digest == _digest(found) else None


def _keep(path: str, compiled: Compiled) -> None:
    """Keep what is compiled, if the folder can be written."""
    try:
        write_atomically(path, json.dumps([_digest(compiled), compiled.text, compiled.tables]).encode())
    except EnvironmentProblem:
        return


def _digest(compiled: Compiled) -> str:
    return hashlib.sha256("\n".join((compiled.text, *compiled.tables)).encode()).hexdigest()
