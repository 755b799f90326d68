"""From a query and what a user gives it to an answer: values bound, evaluation limited, dates and evidence added.

Nothing here writes or exits: `kg.cli.query` prints, `kg.graph` serves Python.
"""

from __future__ import annotations

from collections import namedtuple

from pyoxigraph import Literal, NamedNode, QueryBoolean, QuerySolutions

from kg.errors import NameAmbiguous, NameNotFound, QueryError, UsageError
from kg.namespaces import XSD
from kg.query.binding import bind_with_shifts
from kg.query.guard import check_allowed, syntax_problem
from kg.results import Table, Triples, Truth

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, NamedTuple

    from pyoxigraph import Store

    from kg.query.binding import Shift
    from kg.query.stored import Param, StoredQuery
    from kg.record.names import Names
    from kg.terms import Term

    class _Prepared(NamedTuple):
        text: str
        query: StoredQuery
        shifts: tuple[Shift, ...]
else:
    _Prepared = namedtuple("_Prepared", "text query shifts")

_DATE = NamedNode(XSD + "date")


def values(query: StoredQuery, given: Mapping[str, str], names: Names) -> dict[str, Term]:
    """The values of a query's parameters as terms.

    Args:
        query: the query.
        given: parameter name to value, as a user gives it; `Param.default` where one is missing.
        names: the dataset, for entities by name.

    Returns:
        Variable name to term; optional parameters left out are not in it.

    Raises:
        UsageError: a value is missing, too much, or of the wrong kind.
        NameNotFound: an entity has no such name.
        NameAmbiguous: several entities have it.
    """
    known = {param.name: param for param in query.params}
    unknown = [name for name in given if name not in known]
    if unknown:
        from kg.files import did_you_mean, nearest

        hint = did_you_mean(nearest(unknown[0], known, 1), f"it takes {', '.join(known)}" if known else "it takes none")
        raise UsageError(f"{query.name} has no parameter {unknown[0]!r}", None, hint)
    missing = [param for param in query.params if param.required and param.name not in given]
    if missing:
        wanted = ", ".join(f"{param.name} ({param.help or param.type})" for param in missing)
        hint = f"kg query {query.name} " + " ".join(f"-p {param.name}=..." for param in missing)
        raise UsageError(f"{query.name} wants {wanted}", None, hint)
    found: dict[str, Term] = {}
    for param in query.params:
        text = given.get(param.name, param.default)
        if text is not None:
            found[param.variable] = value(param, text, names)
    return found


def value(param: Param, text: str, names: Names) -> Term:
    """One value as a term, by the type of its parameter.

    Raises:
        UsageError: the text is no value of that type; see `values`.
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise UsageError(f"{param.name} is not UTF-8: {text!r}", None, "give it in UTF-8") from error
    if param.type == "entity":
        try:
            return names.find(text, param.of)
        except (NameNotFound, NameAmbiguous) as error:
            raise type(error)(f"{param.name}: {error.what}", None, error.hint, error.candidates) from error
    if param.type == "date":
        return Literal(_day(param, text), datatype=_DATE)
    if param.type == "number":
        return _number(param, text)
    if param.type == "choice":
        return _choice(param, text, names)
    return Literal(text)


def _day(param: Param, text: str) -> str:
    """The first or last day of a date in EDTF."""
    from kg.dates import DateProblem, parse_edtf

    try:
        bounds = parse_edtf(text)
    except DateProblem as error:
        raise UsageError(f"{param.name} is no date: {text!r}", None, error.hint or "such as 1988-11-16, 1988-11 or 1988") from error
    day = bounds.earliest if param.end == "first" else bounds.latest
    if day is None:
        raise UsageError(f"{param.name} has no {param.end} day: {text!r}", None, "give a date that is closed on that side")
    return day.isoformat()


def _number(param: Param, text: str) -> Literal:
    digits = text[1:] if text[:1] in {"-", "+"} else text
    whole, _, fraction = digits.partition(".")
    if not ((whole or fraction) and (whole + fraction).isdecimal() and (whole + fraction).isascii()):
        raise UsageError(f"{param.name} is no number: {text!r}", None, "such as 3 or 2.5")
    return Literal(text, datatype=NamedNode(XSD + ("decimal" if "." in text else "integer")))


def _choice(param: Param, text: str, names: Names) -> Term:
    wanted = text.casefold().replace("-", " ").replace("_", " ")
    for choice in param.choices:
        if choice.casefold() == text.casefold() or _spoken(choice) == wanted or _spoken(choice).replace(" ", "") == wanted:
            if not param.variable.endswith("_iri"):
                return Literal(choice)
            from kg.terms import expand

            iri = expand(choice, names.prefixes)
            return NamedNode(choice if iri is None else iri)
    from kg.files import did_you_mean, nearest

    spoken = [_spoken(choice) if param.variable.endswith("_iri") else choice for choice in param.choices]
    hint = did_you_mean(nearest(wanted, spoken, 1), f"one of {', '.join(spoken)}")
    raise UsageError(f"{param.name} cannot be {text!r}", None, hint)


def _spoken(choice: str) -> str:
    """A choice as a user would say it: ``dip:OpenReading`` as ``open reading``."""
    local = choice.rpartition(":")[2]
    return "".join(f" {each.lower()}" if each.isupper() else each for each in local).strip()


class Prepared(_Prepared):
    """A query ready to be evaluated: its bound text, and the query it was made from.

    Attributes:
        text: the query with its parameters bound.
        query: the query as written.
        shifts: how the two differ.
    """

    __slots__ = ()

    def syntax_problem(self, prefixes: Mapping[str, str]) -> QueryError:
        """Why the engine, which knows these prefixes without their being declared, cannot parse it."""
        return syntax_problem(self.text, self.query.text, self.shifts, self.query.path, prefixes)

    def failure(self, said: object) -> QueryError:
        """Why the engine could not evaluate it."""
        hint = "simplify it, or see that its functions are of SPARQL 1.1"
        return QueryError(f"the query failed: {said}", self.query.path, hint)


def prepare(query: StoredQuery, bound: Mapping[str, Term], store: Store, prefixes: Mapping[str, str] | None = None) -> Prepared:
    """Bind a query's parameters and see that it reaches nothing but the snapshot.

    Args:
        query: the query.
        bound: variable name to term, from `values`.
        store: the snapshot's store, to know its graphs.
        prefixes: prefixes that the query need not declare.

    Raises:
        QueryError: it is not allowed.
    """
    whole = bind_with_shifts(query.text, bound, query.path)
    check_allowed(query.text, query.path, lambda iri: _is_graph(store, iri), prefixes)
    return Prepared(whole.text, query, whole.shifts)


def evaluate(store: Store, prepared: Prepared, names: Names, rows: int | None = None, stamp: str = "") -> Table:
    """The answer of a store to a query, in this process and without a time limit.

    Args:
        store: the snapshot's store.
        prepared: the query.
        names: the dataset's names; its prefixes are known to the query without being declared.
        rows: stop after so many rows or triples; None for no limit.
        stamp: what the answer says of its origin.

    Returns:
        A `Table`, a `Truth` or `Triples`, by the form of the query.

    Raises:
        QueryError: the query cannot be read, or fails.
    """
    try:
        return table(*run(store, prepared.text, names.prefixes, rows), names, stamp)
    except SyntaxError as error:
        raise prepared.syntax_problem(names.prefixes) from error
    except (OSError, RuntimeError, ValueError) as error:
        raise prepared.failure(error) from error


def run(store: Store, text: str, prefixes: Mapping[str, str], rows: int | None) -> tuple[tuple[str, ...] | None, Any, str | None]:
    """Evaluate a query to the end or to a limit.

    Args:
        store: the store.
        text: the query.
        prefixes: prefixes that the query need not declare.
        rows: stop after so many rows or triples; None for no limit.

    Returns:
        The variables and the rows of a SELECT; None and a bool for an ASK; None and a list of triples for the others; and the sentence
        that says which limit cut the answer, or None.

    Raises:
        SyntaxError: the query cannot be read.
        OSError: the store cannot be read.
        RuntimeError: the evaluation failed.
        ValueError: the evaluation failed.
    """
    found = store.query(text, prefixes=dict(prefixes))
    if isinstance(found, QueryBoolean):
        return None, bool(found), None
    taken: list[Any] = []
    cut = None
    variables = tuple(variable.value for variable in found.variables) if isinstance(found, QuerySolutions) else None
    for each in found:
        if rows is not None and len(taken) >= rows:
            cut = f"stopped at the limit of {rows} {'triples' if variables is None else 'rows'}; there are more"
            break
        taken.append(each if variables is None else tuple(each))
    return variables, taken, cut


def table(variables: tuple[str, ...] | None, found: Any, cut: str | None, names: Names, stamp: str = "") -> Table:
    """What `run` found, as an answer."""
    if variables is not None:
        return Table(variables, found, names, cut, stamp)
    if isinstance(found, bool):
        return Truth(found, names, stamp)
    return Triples(found, names, cut, stamp)


def _is_graph(store: Store, iri: str) -> bool:
    try:
        return store.contains_named_graph(NamedNode(iri))
    except ValueError:
        return False
