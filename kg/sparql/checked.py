"""What the tokens of a query say before it is evaluated."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from kg.sparql.binding import tokens_of
from kg.sparql.guard import check_tokens
from kg.sparql.limits import MOST_DEPTH, MOST_JOINED, check_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.tokens import Token

_CHANGING = frozenset({"NOW", "RAND", "UUID", "STRUUID", "BNODE"})


class Checked(NamedTuple):
    """A query that is allowed, but for the graphs of its FROM clauses.

    Attributes:
        form: ``SELECT``, ``ASK``, ``CONSTRUCT`` or ``DESCRIBE``.
        has_from: whether it has a FROM clause, whose graphs must be checked against a snapshot.
        same: whether it has the same answer every time: it asks for no time, random number or new blank node.
    """

    form: str
    has_from: bool
    same: bool


def checked(text: str) -> Checked:
    """Check a query as `kg.sparql.guard.check_allowed` does, but for the graphs of its FROM clauses.

    Args:
        text: the query.

    Raises:
        QueryError: it is not allowed, is not a query, or is too large.

    >>> checked("CONSTRUCT { ?s ?p [] } { ?s ?p dip:Visit }")
    Checked(form='CONSTRUCT', has_from=False, same=False)
    """
    quick = _quickly(text)
    if quick is not None:
        return quick
    check_text(text)
    tokens = tokens_of(text)
    form = check_tokens(text, tokens, known_graph=lambda _: True)
    words = {token.text.upper() for token in tokens if token.kind == "word"}
    same = words.isdisjoint(_CHANGING) and not (form == "CONSTRUCT" and _makes_nodes(tokens))
    return Checked(form, "FROM" in words, same)


_HARMLESS = 3_000  # characters, which is also the largest number of tokens
_ALARMING = (
    *("SERVICE", "INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "FROM"),
    *("NOW", "RAND", "UUID", "BNODE", "CONSTRUCT", "VALUES"),
)
_HEAD = re.compile(
    r"""(?:[ \t\r\n]|PREFIX[ \t\r\n]+[A-Za-z0-9]*:[ \t\r\n]*<[^\x00-\x20<>"{}|^`\\]*>)*+(SELECT|ASK|DESCRIBE)(?![\w:.-])""", re.IGNORECASE
)


def _quickly(text: str) -> Checked | None:
    """What the tokens would say of a short, plain query, without looking at them; None if that takes a look.

    It is plain if the words that would be refused are nowhere in it, not even in a string, and if it has too few signs of all kinds for
    any limit of `kg.sparql.limits`.
    """
    if len(text) > _HARMLESS or not text.isascii():
        return None
    capitals = text.upper()
    if any(word in capitals for word in _ALARMING):
        return None
    in_lists = len(text) // 2 if "(" in text else 0
    if sum(map(text.count, "([{<")) > MOST_DEPTH or in_lists + sum(map(text.count, ".;,/{")) > MOST_JOINED:
        return None
    head = _HEAD.match(text)
    return None if head is None else Checked(head[1].upper(), False, True)


def _makes_nodes(tokens: Sequence[Token]) -> bool:
    """Whether the template of a CONSTRUCT, which is its first group, has blank nodes or collections. Without a template, it has none."""
    start = next(index for index, token in enumerate(tokens) if token.text.upper() == "CONSTRUCT" and token.kind == "word")
    for token in tokens[start + 1 :]:
        if token.kind == "bnode" or token.text in {"[", "("}:
            return True
        if token.text == "}" or token.text.upper() == "WHERE":
            return False
    return False
