"""What the tokens of a query say before it is evaluated."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kg.sparql.binding import tokens_of
from kg.sparql.guard import check_tokens
from kg.sparql.limits import check_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.tokens import Token

_CHANGING = frozenset({"NOW", "RAND", "UUID", "STRUUID", "BNODE"})


class Checked(NamedTuple):
    """A query that is allowed, but for the graphs of its FROM clauses.

    Attributes:
        form: ``SELECT``, ``ASK``, ``CONSTRUCT`` or ``DESCRIBE``.
        has_from: whether it has a FROM clause, whose graphs must be checked against a snapshot.
        prefixes: the prefixes that it uses.
        same: whether it has the same answer every time: it asks for no time, random number or new blank node.
    """

    form: str
    has_from: bool
    prefixes: frozenset[str]
    same: bool


def checked(text: str) -> Checked:
    """Check a query as `kg.sparql.guard.check_allowed` does, but for the graphs of its FROM clauses.

    Args:
        text: the query.

    Raises:
        QueryError: it is not allowed, is not a query, or is too large.

    >>> checked("CONSTRUCT { ?s ?p [] } { ?s ?p dip:Visit }")
    Checked(form='CONSTRUCT', has_from=False, prefixes=frozenset({'dip'}), same=False)
    """
    check_text(text)
    tokens = tokens_of(text)
    form = check_tokens(text, tokens, known_graph=lambda _: True)
    words = {token.text.upper() for token in tokens if token.kind == "word"}
    prefixes = frozenset(token.text.partition(":")[0] for token in tokens if token.kind == "pname")
    same = words.isdisjoint(_CHANGING) and not (form == "CONSTRUCT" and _makes_nodes(tokens))
    return Checked(form, "FROM" in words, prefixes, same)


def _makes_nodes(tokens: Sequence[Token]) -> bool:
    """Whether the template of a CONSTRUCT, which is its first group, has blank nodes or collections. Without a template, it has none."""
    start = next(index for index, token in enumerate(tokens) if token.text.upper() == "CONSTRUCT" and token.kind == "word")
    for token in tokens[start + 1 :]:
        if token.kind == "bnode" or token.text in {"[", "("}:
            return True
        if token.text == "}" or token.text.upper() == "WHERE":
            return False
    return False
