"""The graphs that a query names in FROM and FROM NAMED."""

from __future__ import annotations

from kg.sparql.binding import tokens_of
from kg.sparql.guard import iri_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


def graphs_of(text: str, prefixes: Mapping[str, str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The IRIs after FROM and those after FROM NAMED, each once, as they are written.

    Args:
        text: a query that can be parsed.
        prefixes: prefixes that it need not declare.

    >>> graphs_of("SELECT * FROM <x:g> FROM e:h FROM NAMED <x:n> { ?from <x:from> 'FROM <x:i>' }", {"e": "x:"})
    (('x:g', 'x:h'), ('x:n',))
    >>> graphs_of("SELECT ?from { ?from <x:from> 'FROM' }", {})
    ((), ())
    """
    default: dict[str, None] = {}
    named: dict[str, None] = {}
    if "FROM" in text.upper():
        tokens = tokens_of(text)
        for index, token in enumerate(tokens[:-1]):
            if token.kind == "word" and token.text.upper() == "FROM":
                is_named = tokens[index + 1].text.upper() == "NAMED"
                (named if is_named else default)[iri_of(tokens, index + 1 + is_named, prefixes)] = None
    return tuple(default), tuple(named)
