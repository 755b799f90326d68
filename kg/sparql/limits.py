"""Limits on the size of a query.

The parser of the engine is recursive: a query with enough brackets or operators overflows the stack, which ends the process without an
error. The time that the engine takes to order the joins of a query grows with the third power of their number. A query is therefore
measured on its tokens before the engine sees it.

Lists in VALUES are flat, and count only toward `MOST_TOKENS`.
"""

from __future__ import annotations

from kg.errors import QueryError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.tokens import Token

MOST_CHARACTERS = 1_000_000
"""The largest number of characters in a query."""

MOST_BYTES = 4 * MOST_CHARACTERS
"""The largest number of bytes that are read of the file of a query."""

MOST_TOKENS = 100_000
"""The largest number of tokens in a query, the lists in VALUES included."""

MOST_PARTS = 3_000
"""The largest number of tokens in a query, without the lists in VALUES."""

MOST_DEPTH = 64
"""The largest number of brackets of all kinds inside each other."""

MOST_PATTERNS = 200
"""The largest number of triple patterns, steps of property paths, elements of collections and groups in a query, approximately."""

MOST_JOINED = 100
"""The largest number of triple patterns that are joined, approximately. The parts of OPTIONAL, UNION, MINUS, EXISTS and a SELECT inside the
query are joined by themselves, so that a query can have more."""

_OPENING = frozenset({"(", "{", "[", "<<", "<<(", "{|"})
_CLOSING = frozenset({")", "}", "]", ">>", ")>>", "|}"})
_TERMS = frozenset({"a", "true", "false"})  # words that can stand before a collection
_GROUP, _LIST, _EXPRESSION, _VALUES = range(4)


def check_text(text: str, name: str = "query", subject: str = "the query") -> None:
    """Refuse a query that has too many characters to be read, or begins with a byte order mark.

    Args:
        text: the query.
        name: what the error names as the place.
        subject: what the error says is too large.

    Raises:
        QueryError: it has more than `MOST_CHARACTERS` characters; the place is that of the first character too many. Or it begins with a
            byte order mark, which SPARQL does not allow.
    """
    if text.startswith("\ufeff"):
        from kg.places import Place

        raise QueryError(f"{subject} begins with a byte order mark", Place(name, 1, 1), "save it as UTF-8 without one")
    if len(text) > MOST_CHARACTERS:
        from kg.places import Place

        before = text[:MOST_CHARACTERS]
        place = Place(name, before.count("\n") + 1, len(before) - before.rfind("\n"))
        raise QueryError(f"{subject} has more than {MOST_CHARACTERS:,} characters", place, "split it into several queries")


def check_size(tokens: Sequence[Token], name: str = "query", subject: str = "the query") -> None:
    """Refuse a query that is too large or too deep for the engine.

    Args:
        tokens: the tokens of the query.
        name: what the error names as the place.
        subject: what the error says is too large.

    Raises:
        QueryError: one of the limits of this module is exceeded; the place is that of the first token too many.

    >>> from kg.tokens import scan
    >>> check_size(list(scan("ASK { " + "{ " * 63 + "}" * 64)))
    >>> check_size(list(scan("ASK { " + "{ " * 64 + "}" * 65)))
    Traceback (most recent call last):
    ...
    kg.errors.QueryError: the query has more than 64 brackets inside each other (query:1:133)
    """
    if len(tokens) > MOST_TOKENS:
        raise _too_large(f"{subject} has more than {MOST_TOKENS:,} tokens", tokens[MOST_TOKENS], name, "split it into several queries")
    inside: list[int] = []
    joined: list[int] = []  # for each group, how many patterns are joined in it
    apart: list[int | None] = []  # for each group that is joined by itself, as how many patterns it counts around it
    parts = patterns = 0
    before_values = False
    for index, token in enumerate(tokens):
        text = token.text
        where = inside[-1] if inside else _EXPRESSION
        parts += where != _VALUES
        if token.kind == "punct":
            if text in _OPENING:
                if text == "{" or text == "{|":
                    kind = _VALUES if before_values else _GROUP
                    before_values = False
                    patterns += kind == _GROUP
                elif text == "(":
                    kind = _round(tokens, index, where)
                else:
                    kind = _GROUP
                inside.append(kind)
                if text == "{":
                    joined.append(0)
                    apart.append(_apart(tokens, index))
            elif text in _CLOSING:
                if inside:
                    inside.pop()
                if text == "}" and joined:
                    within, whole = joined.pop(), apart.pop()
                    if joined:
                        joined[-1] += whole if whole is not None else 1 if _word(tokens, index + 1) == "UNION" else within + 1
            elif where == _GROUP:
                patterns += text in {".", ";", ",", "/"}
                if joined:
                    joined[-1] += text in {".", ";", ","}
            elif where == _LIST:
                patterns += text == "/"
        elif where == _LIST:
            patterns += 1
        elif token.kind == "word" and text.upper() == "VALUES":
            before_values = True
        if len(inside) > MOST_DEPTH:
            hint = "write it with fewer groups or parentheses inside each other"
            raise _too_large(f"{subject} has more than {MOST_DEPTH} brackets inside each other", token, name, hint)
        if parts > MOST_PARTS:
            hint = "split it into several queries, or put a long list into VALUES"
            raise _too_large(f"{subject} has more than {MOST_PARTS:,} tokens outside VALUES", token, name, hint)
        if joined and joined[-1] > MOST_JOINED:
            hint = "split it into several queries, or into SELECTs inside it"
            raise _too_large(f"{subject} joins more than {MOST_JOINED} triple patterns", token, name, hint)
        if patterns > MOST_PATTERNS:
            what = f"{subject} has more than {MOST_PATTERNS} triple patterns and groups"
            raise _too_large(what, token, name, "split it into several queries")


def _apart(tokens: Sequence[Token], index: int) -> int | None:
    """As how many patterns the group that a curly bracket opens is joined with what surrounds it; None if its patterns are."""
    if _word(tokens, index - 1) in {"OPTIONAL", "UNION", "MINUS", "EXISTS"}:
        return 0
    return 1 if _word(tokens, index + 1) == "SELECT" else None


def _word(tokens: Sequence[Token], index: int) -> str:
    """The word at an index in capitals; empty if there is none."""
    return tokens[index].text.upper() if 0 <= index < len(tokens) and tokens[index].kind == "word" else ""


def _round(tokens: Sequence[Token], index: int, where: int) -> int:
    """What a round bracket opens: a list in VALUES, a collection or a property path, or an expression."""
    if where in {_VALUES, _EXPRESSION}:
        return where
    before = tokens[index - 1]
    if before.kind == "word" and before.text not in _TERMS:
        return _EXPRESSION
    called = before.kind in {"pname", "iri"} and index > 1 and tokens[index - 2].text.upper() == "FILTER"
    return _EXPRESSION if called else _LIST


def _too_large(what: str, token: Token, name: str, hint: str) -> QueryError:
    from kg.places import Place

    return QueryError(what, Place(name, token.line, token.column), hint)
