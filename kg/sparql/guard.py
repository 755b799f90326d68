"""Refuse forbidden queries, and explain syntax errors, with line, column and the offending text."""

from __future__ import annotations

from kg.errors import QueryError
from kg.sparql.binding import tokens_of, written_offset
from kg.sparql.limits import check_size, check_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from kg.places import Place
    from kg.sparql.binding import Shift
    from kg.tokens import Token

FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_UPDATES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY"})


def check_allowed(
    text: str,
    name: str = "query",
    known_graph: Callable[[str], bool] | None = None,
    prefixes: Mapping[str, str] | None = None,
) -> str:
    """Refuse a query that would reach beyond the snapshot or change it.

    A bare word of SPARQL is always a keyword (names carry a colon or brackets), and the engine refuses a keyword that is written with
    escapes, so looking at the tokens is enough.

    Args:
        text: the query.
        name: what an error names as the place, usually the file.
        known_graph: whether an IRI is a graph of the snapshot; None allows no FROM at all.
        prefixes: prefixes that the query need not declare.

    Returns:
        The form of the query: ``SELECT``, ``ASK``, ``CONSTRUCT`` or ``DESCRIBE``.

    Raises:
        QueryError: the text contains SERVICE, an update, FROM with anything but a graph of the snapshot, or a character that begins no
            token; or it is not a query, or too large for the engine (`kg.sparql.limits`).

    >>> check_allowed("ask { ?service ?p 'LOAD' }")
    'ASK'
    """
    check_text(text, name)
    return check_tokens(text, tokens_of(text), name, known_graph, prefixes)


def check_tokens(
    text: str,
    tokens: list[Token],
    name: str = "query",
    known_graph: Callable[[str], bool] | None = None,
    prefixes: Mapping[str, str] | None = None,
) -> str:
    """As `check_allowed`, for a query whose tokens are known."""
    check_size(tokens, name)
    form = ""
    for index, token in enumerate(tokens):
        if token.kind == "error":
            raise QueryError(f"cannot read the query at {token.text[:40]!r}", _place(name, token), "is a quote or a bracket left open?")
        if token.kind != "word":
            continue
        word = token.text.upper()
        if word == "SERVICE":
            hint = "a query reads the snapshot only: load a dump (`kg dump`) into another engine to run it there"
            raise QueryError(f"SERVICE is not allowed: {_context(text, token)!r}", _place(name, token), hint)
        if word in _UPDATES:
            hint = "a snapshot is read-only: edit data/ and run `kg build`"
            raise QueryError(f"{word} is not allowed: {_context(text, token)!r}", _place(name, token), hint)
        if word == "FROM":
            _check_from(tokens, index, name, known_graph, prefixes or {})
        if not form and word in FORMS:
            form = word
    if not form:
        raise QueryError("this is not a query", _place(name, tokens[0] if tokens else None), "it needs SELECT, ASK, CONSTRUCT or DESCRIBE")
    return form


def syntax_problem(
    bound: str,
    text: str,
    shifts: Iterable[Shift] = (),
    name: str = "query",
    prefixes: Mapping[str, str] | None = None,
    base: str | None = None,
) -> QueryError:
    """The error for a query that the engine cannot parse.

    The engine tries long keywords beyond the place where parsing fails, and reports the farthest place that it reached. The query is
    therefore parsed again with its tokens so far apart that the place is that of the offending token.

    Args:
        bound: the text that the engine refused with a SyntaxError.
        text: the query as written.
        shifts: how the two differ, from `kg.sparql.binding.bind_with_shifts`.
        name: what the error names as the place.
        prefixes: prefixes that the query need not declare.
        base: the base IRI of its relative IRIs; None if it can have none.

    Returns:
        The error, with the line, column and text of the token that could not be read.

    >>> str(syntax_problem("ASK { ?s ?p ] }", "ASK { ?s ?p ] }"))
    "cannot read the query at ']' (query:1:13)"
    """
    tokens = tokens_of(bound)
    try:
        check_size(tokens, name)
    except QueryError as error:
        return error
    message, index = _refusal(tokens, prefixes or {}, base)
    if any(said in message for said, _ in _MEANT):
        index = next((number for number, each in enumerate(tokens) if each.text.upper() == "SELECT"), index)
    written = tokens_of(text)
    if index == len(tokens) or not written:
        return QueryError("the query is incomplete", _place(name, written[-1] if written else None), _expected(message))
    offset = written_offset(shifts, tokens[index].start)
    at = next((each for each in written if each.end > offset), written[-1])
    shown = at.text[:40]
    if "Prefix not found" in message and at.kind == "pname":
        prefix = shown.partition(":")[0]
        return QueryError(f"the prefix {prefix}: is not declared, at {shown!r}", _place(name, at), f"add PREFIX {prefix}: <...>")
    for said, hint in _MEANT:
        if said in message:
            return QueryError(f"{said[0].lower()}{said[1:]}: {_context(text, at)!r}", _place(name, at), hint)
    return QueryError(f"cannot read the query at {shown!r}", _place(name, at), _expected(message))


_APART = " " * 32  # more than the longest keyword of SPARQL


def _refusal(tokens: list[Token], prefixes: Mapping[str, str], base: str | None) -> tuple[str, int]:
    """The engine's message, and the index of the offending token; the number of tokens for the end of the query."""
    starts = []
    pieces: list[str] = []
    length = 0
    for token in tokens:
        one_line = token.text.replace("\n", " ").replace("\r", " ")  # of the same length, so that a column is an offset
        starts.append(length)
        pieces += (one_line, _APART)
        length += len(one_line) + len(_APART)
    from pyoxigraph import Store

    try:
        Store().query("".join(pieces), base_iri=base, prefixes=dict(prefixes))
    except SyntaxError as error:
        message = str(error)
        numbers = message.removeprefix("error at ").split(":", 2)
        if len(numbers) == 3 and numbers[0] == "1" and numbers[1].isdecimal():
            column = int(numbers[1]) - 1
            if column >= length:
                return message, len(tokens)
            return message, max((index for index, start in enumerate(starts) if start <= column), default=0)
        return message, 0
    return "", 0


_MEANT = (
    ("The SELECT contains a variable that is unbound", "name it in GROUP BY, or wrap it in an aggregate such as SAMPLE(...)"),
    ("SELECT * is not authorized with GROUP BY", "name the variables"),
)


def _check_from(tokens: list[Token], index: int, name: str, known_graph: Callable[[str], bool] | None, prefixes: Mapping[str, str]) -> None:
    target = index + 1
    if target < len(tokens) and tokens[target].text.upper() == "NAMED":
        target += 1
    if target == len(tokens):
        return  # the engine says what is missing
    token, iri = tokens[target], iri_of(tokens, target, prefixes)
    if known_graph is None or not known_graph(iri):
        hint = "FROM takes graphs of the snapshot only; without it a query reads all that is held"
        raise QueryError(f"FROM {token.text} is not a graph of the snapshot", _place(name, token), hint)


def iri_of(tokens: list[Token], index: int, prefixes: Mapping[str, str]) -> str:
    """The IRI that a token of a query is: in brackets, or a prefixed name by the query's own prefixes or the known ones."""
    token = tokens[index]
    return token.text[1:-1] if token.kind == "iri" else _expand(tokens, token.text, prefixes)


def _expand(tokens: list[Token], pname: str, prefixes: Mapping[str, str]) -> str:
    """Expand a prefixed name by the query's own prefixes, or else by the known ones; unchanged if neither has its prefix."""
    prefix, _, local = pname.partition(":")
    for first, second, third in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if first.kind == "word" and first.text.upper() == "PREFIX" and second.text == f"{prefix}:" and third.kind == "iri":
            return third.text[1:-1] + local
    return prefixes[prefix] + local if prefix in prefixes else pname


def _expected(message: str) -> str:
    """The keywords and signs among what the parser says it expected, without its character classes."""
    names = [each.strip(" '\"") for each in message.partition("expected ")[2].removeprefix("one of ").split(", ")]
    plain = [each for each in names if (each.isalpha() and each.isupper()) or each in {"{", "}", "(", ")", ".", ";"}]
    return f"expected {' or '.join(plain)} or a term" if plain else "compare it with a stored query: `kg queries`"


def _place(name: str, token: Token | None) -> Place:
    from kg.places import Place

    return Place(name, token.line, token.column) if token else Place(name, 1, 1)


def _context(text: str, token: Token) -> str:
    """The token and what follows it on its line, at most 40 characters."""
    return text[token.start : token.start + 40].splitlines()[0].rstrip()
