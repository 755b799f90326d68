"""How entailed edges follow: the lines of a snapshot's ``proofs.jsonl``, as derivations of the picture model."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from kg.errors import DataError
from kg.namespaces import RDF
from kg.network.model import Derivation, Literal
from kg.network.reading import Derivations, Object, value_of
from kg.terms import parse_n3

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

TYPE = f"<{RDF}type>"


def read_proofs(lines: Iterable[str], where: str = "proofs.jsonl") -> Derivations:
    """The derivations of all entailed triples but types, which a picture does not draw.

    Args:
        lines: one JSON object a line, ``{"triple": [s, p, o], "rank": n, "derivations": [{"rule": ..., "premises": [...]}]}``,
            terms in N-Triples syntax.
        where: the file's name, for messages.

    Returns:
        Triple (as IRIs) to its derivations; their acts are not filled yet.

    Raises:
        DataError: a line is not of that form.

    >>> premise = '["<x:m>", "<x:actor>", "<x:a>"]'
    >>> way = f'{{"rule": "met", "premises": [{premise}]}}'
    >>> read_proofs([f'{{"triple": ["<x:a>", "<x:met>", "<x:b>"], "rank": 1, "derivations": [{way}]}}'])
    {('x:a', 'x:met', 'x:b'): (Derivation(rule='met', premises=(('x:m', 'x:actor', 'x:a'),), acts=()),)}
    """
    found: dict[tuple[str, str, str], tuple[Derivation, ...]] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            if row["triple"][1] == TYPE:
                continue
            subject, predicate, value = triple(row["triple"])
            ways = tuple(Derivation(way["rule"], tuple(triple(premise) for premise in way["premises"]), ()) for way in row["derivations"])
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise DataError(f"this line is not a proof: {error}", f"{where}:{number}", "run `kg build` again") from error
        if isinstance(value, str):
            found[subject, predicate, value] = ways
    return found


def triple(texts: Sequence[str]) -> tuple[str, str, Object]:
    """Three terms in N-Triples syntax as subject, predicate, object of the model."""
    subject, predicate, value = texts
    return str(term(subject)), str(term(predicate)), term(value)


def term(text: str) -> Object:
    """One term in N-Triples syntax; the common case, a plain IRI, without a parser."""
    if text.startswith("<") and "\\" not in text:
        return text[1:-1]
    value = value_of(parse_n3(text))
    return value if value is not None else Literal(text, "")
