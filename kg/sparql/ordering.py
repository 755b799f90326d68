"""A sort that the engine survives.

Oxigraph compares two numbers by their values, and a number with a text by their characters. So 9 is before 10, 10 before "1x", and "1x"
before 9, and the library that sorts ends the process when it notices. A query may ask for this at any time: the values of all properties
of a thing are numbers and texts. SPARQL does not say whether numbers come before texts. A key before the one that was asked for, which
tells numbers from everything else, therefore changes nothing that is promised, and no number is compared with a text any more.
"""

from __future__ import annotations

import re

from kg.tokens import scan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from kg.tokens import Token

_ORDER: Final = re.compile(r"\border\s+by\b", re.IGNORECASE)
_DIRECTIONS: Final = ("ASC", "DESC")


def steady(text: str) -> str:
    """The same query with a key before each variable after ORDER BY.

    Args:
        text: a query in SPARQL 1.1.

    Returns:
        The query. Only variables alone, in brackets and after ASC or DESC get a key, because other expressions seldom have values of
        both kinds.

    >>> steady("SELECT ?o { ?s ?p ?o } ORDER BY DESC(?o) ?s LIMIT 3")
    'SELECT ?o { ?s ?p ?o } ORDER BY DESC(isNumeric(?o)) DESC(?o) (isNumeric(?s)) ?s LIMIT 3'
    >>> steady("SELECT ?o { ?s ?p 'order by ?x' } # order by ?o")
    "SELECT ?o { ?s ?p 'order by ?x' } # order by ?o"
    """
    if _ORDER.search(text) is None:
        return text
    tokens = list(scan(text))
    keys: list[tuple[int, str]] = []
    at = 0
    while at + 1 < len(tokens):
        if _is(tokens[at], "ORDER") and _is(tokens[at + 1], "BY"):
            at = _take(tokens, at + 2, keys)
        else:
            at += 1
    for start, key in reversed(keys):
        text = f"{text[:start]}{key} {text[start:]}"
    return text


def _take(tokens: list[Token], at: int, keys: list[tuple[int, str]]) -> int:
    """Take the variables of one ORDER BY, from its first condition on. Return where it ends."""
    while at < len(tokens):
        direction = tokens[at].text.upper() if tokens[at].kind == "word" and tokens[at].text.upper() in _DIRECTIONS else ""
        start = at + 1 if direction else at
        alone = not direction and tokens[start].kind == "var" if start < len(tokens) else False
        inner = start + 2 < len(tokens) and tokens[start].text == "(" and tokens[start + 1].kind == "var" and tokens[start + 2].text == ")"
        if alone or inner:
            variable = tokens[start if alone else start + 1].text
            keys.append((tokens[at].start, f"{direction}(isNumeric({variable}))"))
            at = start + (1 if alone else 3)
        elif direction or tokens[at].text == "(" or (tokens[at].kind in ("word", "iri", "pname") and _opens(tokens, at + 1)):
            at = _behind_brackets(tokens, start if direction or tokens[at].text == "(" else at + 1)
        else:
            return at
    return at


def _opens(tokens: list[Token], at: int) -> bool:
    return at < len(tokens) and tokens[at].text == "("


def _behind_brackets(tokens: list[Token], at: int) -> int:
    """Where the brackets that open here are closed; the end if they are not."""
    depth = 0
    while at < len(tokens):
        depth += (tokens[at].text == "(") - (tokens[at].text == ")")
        at += 1
        if depth <= 0:
            break
    return at


def _is(token: Token, word: str) -> bool:
    return token.kind == "word" and token.text.upper() == word
