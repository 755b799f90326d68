"""Parameters of a query bound as terms by the tokeniser: never spliced as text, never by a VALUES block.

A parameter is a variable whose name starts with an underscore. Each occurrence is replaced by the serialised term, wherever SPARQL 1.1
allows a term; where it allows none, by what means the same:

=====================  ==========================
in the query           bound to ``<urn:x>``
=====================  ==========================
``?s ?p ?_x_iri``      ``?s ?p <urn:x>``
``SELECT ?_x_iri``     ``SELECT (<urn:x> AS ?_x_iri)``
``BOUND(?_x_iri)``     ``true``
``GROUP BY ?_x_iri``   ``GROUP BY (<urn:x>)``
``ORDER BY ?_x_iri``   ``ORDER BY (<urn:x>)``
=====================  ==========================

A parameter that is left out stays what it is, a variable that nothing binds. So the convention for optional parameters is
``FILTER(!BOUND(?_x_iri) || EXISTS { ?act a ?_x_iri })``: it runs as it is in any SPARQL 1.1 engine and then restricts nothing.
"""

from __future__ import annotations

from collections import namedtuple

from kg.errors import QueryError
from kg.terms import n3
from kg.tokens import scan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import NamedTuple

    from kg.terms import Term
    from kg.tokens import Token

    class Shift(NamedTuple):
        """Where the bound text differs: at `start` of the bound text, `bound` characters stand for `written` characters."""

        start: int
        bound: int
        written: int

    class Bound(NamedTuple):
        """A query with its parameters bound, and how to get from its positions back to those of the query as written."""

        text: str
        shifts: tuple[Shift, ...]
else:
    Shift = namedtuple("Shift", "start bound written")
    Bound = namedtuple("Bound", "text shifts")


_last: tuple[str, list[Token]] = ("", [])


def tokens_of(text: str) -> list[Token]:
    """The tokens of a query. The last query's are kept: reading, checking and binding one query each want them."""
    global _last
    if _last[0] != text:
        _last = (text, list(scan(text)))
    return _last[1]


def is_parameter(token: Token) -> bool:
    """Whether a token is a variable that stands for a parameter.

    >>> [is_parameter(each) for each in scan("?_a ?a")]
    [True, False]
    """
    return token.kind == "var" and token.text[1:2] == "_"


def variables(text: str) -> list[str]:
    """The parameter variables of a query, without the question mark, in order of appearance.

    >>> variables("ASK { ?x a ?_kind_iri . FILTER(?x != $_a_iri && BOUND(?_kind_iri)) }")
    ['_kind_iri', '_a_iri']
    """
    found: dict[str, None] = {}
    for token in tokens_of(text):
        if is_parameter(token):
            found[token.text[1:]] = None
    return list(found)


def bind(text: str, values: Mapping[str, Term], name: str = "query") -> str:
    """The query with the given parameters bound.

    Args:
        text: a SPARQL 1.1 query.
        values: variable name (``_kind_iri``) to term. Variables not named stay variables.
        name: what an error names as the place.

    Returns:
        The query's text; every token but the bound ones is as written.

    Raises:
        QueryError: a value is given for a variable the query does not have, or the query assigns a parameter itself.

    >>> from pyoxigraph import NamedNode
    >>> bind("SELECT ?_a_iri ?x { ?x ?p ?_a_iri }", {"_a_iri": NamedNode("urn:a")})
    'SELECT (<urn:a> AS ?_a_iri) ?x { ?x ?p <urn:a> }'
    """
    return bind_with_shifts(text, values, name).text


def bind_with_shifts(text: str, values: Mapping[str, Term], name: str = "query") -> Bound:
    """As `bind`, with what is needed to say where an error of the engine stands in the query as written.

    Raises:
        QueryError: as `bind`.
    """
    tokens = tokens_of(text)
    missing = set(values).difference(token.text[1:] for token in tokens if is_parameter(token))
    if missing:
        raise QueryError(f"the query has no parameter ?{min(missing)}", name, "`kg queries` lists the parameters of each query")
    pieces: list[str] = []
    shifts: list[Shift] = []
    done = length = 0
    for start, end, replacement in _replacements(tokens, values, name):
        pieces += (text[done:start], replacement)
        length += start - done
        shifts.append(Shift(length, len(replacement), end - start))
        length += len(replacement)
        done = end
    pieces.append(text[done:])
    return Bound("".join(pieces), tuple(shifts))


def written_offset(shifts: Iterable[Shift], offset: int) -> int:
    """The offset in the query as written for an offset in the bound text (inside a replaced term: that term's start).

    >>> written_offset((Shift(4, 10, 3),), 20)
    13
    """
    moved = 0
    for shift in shifts:
        if offset < shift.start:
            break
        if offset < shift.start + shift.bound:
            return shift.start - moved
        moved += shift.bound - shift.written
    return offset - moved


def _replacements(tokens: list[Token], values: Mapping[str, Term], name: str) -> list[tuple[int, int, str]]:
    """What to put where, as (start, end, replacement), in order."""
    found = []
    region = ""  # "select" in a projection, "by" in GROUP BY and ORDER BY, "values" in the head of a VALUES block, "" elsewhere
    depth = 0  # of parentheses inside the region
    for index, token in enumerate(tokens):
        if token.kind == "word":
            region, depth = _region(token.text.upper(), region, depth)
        elif token.kind == "punct":
            if token.text in {"{", "}"}:
                region, depth = "", 0
            elif token.text in {"(", ")"}:
                depth += 1 if token.text == "(" else -1
        elif is_parameter(token) and token.text[1:] in values:
            if region == "values" or (index and tokens[index - 1].kind == "word" and tokens[index - 1].text.upper() == "AS"):
                from kg.places import Place

                place = Place(name, token.line, token.column)
                raise QueryError(f"the query gives the parameter {token.text} a value itself", place, "assign to another variable")
            term = n3(values[token.text[1:]])
            before = tokens[max(index - 2, 0) : index]
            if [each.text.upper() for each in before] == ["BOUND", "("]:
                found.append((before[0].start, tokens[index + 1].end if index + 1 < len(tokens) else token.end, "true"))
            elif region == "select" and depth == 0:
                found.append((token.start, token.end, f"({term} AS {token.text})"))
            elif region == "by" and depth == 0:
                found.append((token.start, token.end, f"({term})"))
            else:
                found.append((token.start, token.end, term))
    return found


def _region(word: str, region: str, depth: int) -> tuple[str, int]:
    """The region and depth after a keyword."""
    if word == "SELECT":
        return "select", 0
    if word == "BY":
        return "by", 0
    if word == "VALUES":
        return "values", 0
    if depth == 0 and word in {"WHERE", "FROM", "HAVING", "LIMIT", "OFFSET", "ORDER", "GROUP"}:
        return "", 0
    return region, depth
