"""From a request to a query that can be evaluated: names resolved, parameters bound, everything forbidden refused."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode

from kg.errors import NameAmbiguous, NameNotFound, QueryError, UsageError
from kg.namespaces import XSD
from kg.query.request import day_of
from kg.sparql.binding import Shift, bind_slots
from kg.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyoxigraph import Store

    from kg.query.request import Request
    from kg.record.names import Names
    from kg.sparql.stored import Param, StoredQuery
    from kg.terms import Term

_DATE = NamedNode(XSD + "date")


class Prepared(NamedTuple):
    """A query ready to be evaluated.

    Attributes:
        text: the query with its parameters bound.
        query: the query as written.
        shifts: how the two differ.
    """

    text: str
    query: StoredQuery
    shifts: tuple[Shift, ...]

    def syntax_problem(self, prefixes: Mapping[str, str]) -> QueryError:
        """The error for a query that the engine cannot parse; these prefixes need not be declared in it."""
        from kg.sparql.guard import syntax_problem

        return syntax_problem(self.text, self.query.text, self.shifts, self.query.path, prefixes)

    def failure(self, said: object) -> QueryError:
        """The error for a query that the engine could not evaluate."""
        hint = "simplify it, and check that its functions are in SPARQL 1.1"
        return QueryError(f"the query failed: {said}", self.query.path, hint)


def prepare(request: Request, names: Names) -> Prepared:
    """Resolve the names in a request, bind its parameters, and check that the query reaches nothing but the snapshot.

    Args:
        request: what was asked.
        names: the names of the snapshot that is to answer; its prefixes need not be declared in the query.

    Raises:
        UsageError: a parameter is missing, unknown or of the wrong kind.
        NameNotFound: no entity has a given name.
        NameAmbiguous: several entities have it.
        QueryError: the query is not allowed.
    """
    query = request.query
    bound = bind_slots(query.text, query.slots, values(query, request.params, names), query.path)
    if query.has_from:
        from kg.sparql.guard import check_allowed

        check_allowed(query.text, query.path, lambda iri: _is_graph(names.store, iri), names.prefixes)
    return Prepared(bound.text, query, bound.shifts)


def _is_graph(store: Store, iri: str) -> bool:
    try:
        return store.contains_named_graph(NamedNode(iri))
    except ValueError:
        return False


def values(query: StoredQuery, given: Mapping[str, str], names: Names) -> dict[str, Term]:
    """The values of a query's parameters as terms.

    Args:
        query: the query.
        given: parameter name to value, as a user writes it; `Param.default` where one is missing.
        names: the names of the snapshot, for entities.

    Returns:
        Variable name to term; optional parameters that were left out are not in it.

    Raises:
        UsageError: a parameter is missing, unknown or of the wrong kind.
        NameNotFound: no entity has a given name.
        NameAmbiguous: several entities have it.
    """
    known = {param.name: param for param in query.params}
    unknown = [name for name in given if name not in known]
    if unknown:
        from kg.files import did_you_mean, nearest

        near = nearest(unknown[0], known, 1)
        hint = did_you_mean(near, f"it takes {', '.join(known)}" if known else "it takes none")
        raise UsageError(f"{query.name} has no parameter {unknown[0]!r}", None, hint, near or list(known), unknown[0])
    missing = [param for param in query.params if param.required and param.name not in given]
    if missing:
        wanted = ", ".join(f"{param.name} ({param.help or param.type})" for param in missing)
        hint = f"kg query {query.name} " + " ".join(f"-p {param.name}=..." for param in missing)
        raise UsageError(f"{query.name} needs {wanted}", None, hint, parameter=missing[0].name)
    found: dict[str, Term] = {}
    for param in query.params:
        text = given.get(param.name, param.default)
        if text is not None:
            found[param.variable] = value(param, text, names)
    return found


def entities(names: Names, query: StoredQuery, given: Mapping[str, str]) -> list[tuple[Param, str, NamedNode]]:
    """The parameters of a question that are entities, each with the name that was given and the node that has it.

    Args:
        names: the names of the snapshot.
        query: the query.
        given: parameter name to value, as a user writes it.

    Raises:
        NameNotFound: no entity has a given name.
        NameAmbiguous: several entities have it.
    """
    params = [param for param in query.params if param.type == "entity" and param.name in given]
    return [(param, given[param.name], names.find(given[param.name], param.of)) for param in params]


def readings(names: Names, query: StoredQuery, given: Mapping[str, str], every: bool = False) -> list[str]:
    """What the names in a question were taken for, one line for each name. Errors as for `entities`.

    Args:
        names: the names of the snapshot.
        query: the query.
        given: parameter name to value, as a user writes it.
        every: whether to list also names that are the label, the CURIE, the slug or the IRI of what they stand for.
    """
    from kg.record.names import fold, slug

    found = []
    for param, text, node in entities(names, query, given):
        same = fold(text) == fold(names.label(node)) or text.strip().strip("<>") in {node.value, names.short(node), slug(node.value)}
        if every or not same:
            found.append(f"{param.name}: {text!r} was taken for {names.describe(node)}")
    return found


def value(param: Param, text: str, names: Names) -> Term:
    """One value as a term, by the type of its parameter.

    Raises:
        UsageError: the text is not a value of that type; see `values`.
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise UsageError(f"{param.name} is not UTF-8: {text!r}", None, "encode it in UTF-8", parameter=param.name) from error
    if param.type == "entity":
        try:
            return names.find(text, param.of)
        except (NameNotFound, NameAmbiguous) as error:
            raise type(error)(f"{param.name}: {error.what}", None, error.hint, error.candidates, param.name) from error
    if param.type == "date":
        return Literal(day_of(param.name, text, last=param.end == "last").isoformat(), datatype=_DATE)
    if param.type == "number":
        return _number(param, text)
    if param.type == "choice":
        return _choice(param, text, names)
    return Literal(text)


def _number(param: Param, text: str) -> Literal:
    digits = text[1:] if text[:1] in {"-", "+"} else text
    whole, _, fraction = digits.partition(".")
    if not ((whole or fraction) and (whole + fraction).isdecimal() and (whole + fraction).isascii()):
        raise UsageError(f"{param.name} is not a number: {text!r}", None, "such as 3 or 2.5", parameter=param.name)
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
    near = nearest(wanted, spoken, 1)
    hint = did_you_mean(near, f"use one of {', '.join(spoken)}")
    raise UsageError(f"{param.name} cannot be {text!r}", None, hint, near or spoken, param.name)


def _spoken(choice: str) -> str:
    """A choice as a user would write it: ``dip:OpenReading`` as ``open reading``."""
    local = choice.rpartition(":")[2]
    return "".join(f" {each.lower()}" if each.isupper() else each for each in local).strip()
