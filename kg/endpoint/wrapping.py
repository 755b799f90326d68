"""Queries over what is held, for engines whose default graph is another one."""

from __future__ import annotations

from kg.errors import QueryError
from kg.sparql.binding import tokens_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kg.tokens import Token

_FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})


def form_of(text: str) -> str:
    """The form of a query: ``SELECT``, ``ASK``, ``CONSTRUCT`` or ``DESCRIBE``."""
    return next((word for token in tokens_of(text) if token.kind == "word" and (word := token.text.upper()) in _FORMS), "")


def in_held(text: str, held: str) -> str:
    """A query of whose patterns the plain ones are matched in a graph.

    Args:
        text: a query without FROM, which can be parsed.
        held: the IRI of the graph.

    Raises:
        QueryError: it is a DESCRIBE, or looks into the default graph outside its WHERE clause.

    >>> in_held("SELECT ?s { ?s ?p ?o } LIMIT 1", "x:g")
    'SELECT ?s { GRAPH <x:g> { ?s ?p ?o } } LIMIT 1'
    >>> in_held("CONSTRUCT WHERE { ?s ?p ?o }", "x:g")
    'CONSTRUCT { ?s ?p ?o } WHERE { GRAPH <x:g> { ?s ?p ?o } }'
    """
    tokens = tokens_of(text)
    start = next(index for index, token in enumerate(tokens) if token.kind == "word" and token.text.upper() in _FORMS)
    form = tokens[start].text.upper()
    if form == "DESCRIBE":
        hint = "write a CONSTRUCT; what DESCRIBE returns differs from engine to engine"
        raise QueryError("DESCRIBE cannot be asked of this server, whose default graph is not what is held", None, hint)
    first = _brace(tokens, start)
    if form == "CONSTRUCT" and tokens[first - 1].text.upper() != "WHERE":
        first = _brace(tokens, _end(tokens, first) + 1)
    elif form == "CONSTRUCT":
        last = _end(tokens, first)
        template = text[tokens[first].start : tokens[last].end]
        where = f"{template} WHERE {{ GRAPH <{held}> {template} }}"
        return text[: tokens[first - 1].start] + where + text[tokens[last].end :]
    last = _end(tokens, first)
    outside = (*tokens[start:first], *tokens[last + 1 :])
    if any(token.kind == "word" and token.text.upper() == "EXISTS" for token in outside):
        hint = "put it into the WHERE clause, with BIND"
        raise QueryError("EXISTS outside WHERE cannot be asked of this server, whose default graph is not what is held", None, hint)
    inside = text[tokens[first].end : tokens[last].start].strip(" ")
    return f"{text[: tokens[first].end]} GRAPH <{held}> {{ {inside} }} {text[tokens[last].start :]}"


def _brace(tokens: list[Token], start: int) -> int:
    """The first opening brace outside parentheses from a token on: an EXISTS in a projection has braces, too."""
    depth = 0
    for index in range(start, len(tokens)):
        sign = tokens[index].text if tokens[index].kind == "punct" else ""
        depth += (sign == "(") - (sign == ")")
        if sign == "{" and depth == 0:
            return index
    raise QueryError("the query has no WHERE clause")


def _end(tokens: list[Token], start: int) -> int:
    """The brace that closes another one."""
    depth = 0
    for index in range(start, len(tokens)):
        sign = tokens[index].text if tokens[index].kind == "punct" else ""
        depth += (sign == "{") - (sign == "}")
        if depth == 0:
            return index
    raise QueryError("a brace of the query is not closed")
