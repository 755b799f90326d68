"""Bind the parameters of a query as terms, where the tokenizer found them: never as text, and never by a VALUES block.

A parameter is a variable whose name starts with an underscore. Each occurrence is replaced by the serialised term wherever SPARQL 1.1
allows a term; elsewhere by an expression of the same meaning:

=====================  ==========================
in the query           bound to ``<urn:x>``
=====================  ==========================
``?s ?p ?_x_iri``      ``?s ?p <urn:x>``
``SELECT ?_x_iri``     ``SELECT (<urn:x> AS ?_x_iri)``
``BOUND(?_x_iri)``     ``true``
``GROUP BY ?_x_iri``   ``GROUP BY (<urn:x>)``
``ORDER BY ?_x_iri``   ``ORDER BY (<urn:x>)``
=====================  ==========================

A parameter without a value stays an unbound variable. The convention for optional parameters is therefore
``FILTER(!BOUND(?_x_iri) || EXISTS { ?act a ?_x_iri })``, which runs unchanged in any SPARQL 1.1 engine and then restricts nothing.
"""

from __future__ import annotations

from kg.errors import QueryError
from kg.terms import n3
from kg.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kg.terms import Term
    from kg.tokens import Token


class Slot(NamedTuple):
    """One occurrence of a parameter.

    Attributes:
        start: the offset where the replaced text begins.
        end: the offset after it.
        variable: the parameter's variable, without its sign.
        form: ``term``, ``projection``, ``group`` (or order) or ``bound``, which decides what replaces it; ``assigned`` where nothing can.
    """

    start: int
    end: int
    variable: str
    form: str


class Shift(NamedTuple):
    """A replacement: at `start` of the bound text, `bound` characters stand for `written` characters of the query as written."""

    start: int
    bound: int
    written: int


class Bound(NamedTuple):
    """A query with its parameters bound, and the replacements that lead from its positions back to the query as written."""

    text: str
    shifts: tuple[Shift, ...]


def tokens_of(text: str) -> list[Token]:
    """The tokens of a query."""
    from kg.tokens import scan  # imported here, because a stored query that the build has scanned does not need it

    return list(scan(text))


def is_parameter(token: Token) -> bool:
    """Whether a token is a variable that stands for a parameter.

    >>> [is_parameter(each) for each in tokens_of("?_a ?a")]
    [True, False]
    """
    return token.kind == "var" and token.text[1:2] == "_"


def variables(slots: Iterable[Slot]) -> list[str]:
    """The parameter variables of a query, without their signs, in order of appearance.

    >>> variables(slots_of(tokens_of("ASK { ?x a ?_kind_iri . FILTER(?x != $_a_iri && BOUND(?_kind_iri)) }")))
    ['_kind_iri', '_a_iri']
    """
    return list(dict.fromkeys(slot.variable for slot in slots))


def bind(text: str, values: Mapping[str, Term], name: str = "query") -> str:
    """A query with the given parameters bound.

    Args:
        text: a SPARQL 1.1 query.
        values: variable name (``_kind_iri``) to term. All other variables stay unbound.
        name: what an error names as the place.

    Returns:
        The query's text, in which only the bound tokens differ.

    Raises:
        QueryError: a value is given for a variable the query does not have, or the query assigns a parameter itself.

    >>> from pyoxigraph import NamedNode
    >>> bind("SELECT ?_a_iri ?x { ?x ?p ?_a_iri }", {"_a_iri": NamedNode("urn:a")})
    'SELECT (<urn:a> AS ?_a_iri) ?x { ?x ?p <urn:a> }'
    """
    return bind_slots(text, slots_of(tokens_of(text)), values, name).text


def bind_slots(text: str, slots: Sequence[Slot], values: Mapping[str, Term], name: str = "query") -> Bound:
    """Bind parameters at known places, and record how positions in the bound query map to positions in the query as written.

    Args:
        text: a SPARQL 1.1 query.
        slots: its parameters, from `slots_of`.
        values: variable name to term.
        name: what an error names as the place.

    Raises:
        QueryError: see `bind`.
    """
    missing = set(values).difference(slot.variable for slot in slots)
    if missing:
        raise QueryError(f"the query has no parameter ?{min(missing)}", name, "`kg queries` lists the parameters of each query")
    pieces: list[str] = []
    shifts: list[Shift] = []
    done = length = 0
    for slot in slots:
        if slot.variable not in values:
            continue
        if slot.form == "assigned":
            raise _assigned(text, slot, name)
        replacement = _replacement(slot, n3(values[slot.variable]), text)
        pieces += (text[done : slot.start], replacement)
        length += slot.start - done
        shifts.append(Shift(length, len(replacement), slot.end - slot.start))
        length += len(replacement)
        done = slot.end
    pieces.append(text[done:])
    return Bound("".join(pieces), tuple(shifts))


def with_prefixes(text: str, prefixes: Mapping[str, str]) -> str:
    """A query without its header, with a declaration for each prefix that it uses and does not declare.

    Args:
        text: a SPARQL 1.1 query.
        prefixes: prefix to namespace IRI.

    >>> print(with_prefixes("#+ summary: States\\nSELECT ?x { ?x a e:state }", {"e": "https://example.org/", "f": "urn:f"}))
    PREFIX e: <https://example.org/>
    SELECT ?x { ?x a e:state }
    """
    from itertools import pairwise

    body = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("#+"))
    tokens = tokens_of(body)
    names = [token.text.partition(":")[0] for token in tokens if token.kind == "pname"]
    declared = {name.text.partition(":")[0] for keyword, name in pairwise(tokens) if keyword.text.upper() == "PREFIX"}
    added = [f"PREFIX {each}: <{prefixes[each]}>\n" for each in sorted({*names} - declared) if each in prefixes]
    return "".join((*added, body))


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


def _replacement(slot: Slot, term: str, text: str) -> str:
    """The text that replaces an occurrence of a parameter."""
    if slot.form == "bound":
        return "true"
    if slot.form == "projection":
        return f"({term} AS {text[slot.start : slot.end]})"
    return f"({term})" if slot.form == "group" else term


def _assigned(text: str, slot: Slot, name: str) -> QueryError:
    token = next(each for each in tokens_of(text) if each.start == slot.start)
    from kg.places import Place  # dataclasses take long to import

    what = f"the query assigns a value to its parameter {token.text}"
    return QueryError(what, Place(name, token.line, token.column), "assign to another variable")


def slots_of(tokens: Sequence[Token]) -> tuple[Slot, ...]:
    """The parameters among the tokens of a query, in order."""
    found = []
    region = ""  # "projection", "group" for GROUP BY and ORDER BY, "values" in the head of a VALUES block, "" elsewhere
    depth = 0  # of parentheses inside the region
    for index, token in enumerate(tokens):
        if token.kind == "word":
            region, depth = _region(token.text.upper(), region, depth)
        elif token.kind == "punct":
            if token.text in {"{", "}"}:
                region, depth = "", 0
            elif token.text in {"(", ")"}:
                depth += 1 if token.text == "(" else -1
        elif is_parameter(token):
            found.append(_slot(tokens, index, region, depth))
    return tuple(found)


def _slot(tokens: Sequence[Token], index: int, region: str, depth: int) -> Slot:
    """The parameter at an index."""
    token = tokens[index]
    variable = token.text[1:]
    before = [each.text.upper() for each in tokens[max(index - 2, 0) : index]]
    if region == "values" or (before[-1:] == ["AS"] and tokens[index - 1].kind == "word"):
        return Slot(token.start, token.end, variable, "assigned")
    if before == ["BOUND", "("]:
        end = tokens[index + 1].end if index + 1 < len(tokens) else token.end
        return Slot(tokens[index - 2].start, end, variable, "bound")
    form = region if region in {"projection", "group"} and depth == 0 else "term"
    return Slot(token.start, token.end, variable, form)


def _region(word: str, region: str, depth: int) -> tuple[str, int]:
    """The region and depth after a keyword."""
    if word == "SELECT":
        return "projection", 0
    if word == "BY":
        return "group", 0
    if word == "VALUES":
        return "values", 0
    if depth == 0 and word in {"WHERE", "FROM", "HAVING", "LIMIT", "OFFSET", "ORDER", "GROUP"}:
        return "", 0
    return region, depth
