"""Change the records of a document and its passages in a data file, and leave everything else in the file as it is."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from kg.authored.formatting import formatted
from kg.authored.outline import outline
from kg.errors import DataError
from kg.namespaces import prefixes_of
from kg.tokens import Token, resolve


class Insertion(NamedTuple):
    """Statements in Turtle, the IRIs of the things behind whose statements they stand, and whether they stand before these instead."""

    text: str
    beside: tuple[str, ...]
    before: bool = False


def edited(text: str, values: Mapping[tuple[str, str], str], insertions: Sequence[Insertion], base: str, shown: str) -> str:
    """The text of a data file with other values and more statements, in the canonical layout; unchanged if that makes no difference.

    Args:
        text: the text of the file.
        values: the new value of a number or a plain string, by the IRIs of subject and predicate. What the file does not say is not added.
        insertions: statements with the prefixes ``dip:``, ``e:``, ``oa:`` and ``p:``, in order.
        base: the base IRI of the workspace, ending in a slash.
        shown: the name of the file in messages.

    Raises:
        DataError: the text is not TriG, or lacks a prefix that an insertion needs.

    >>> said = "@prefix x: <https://x.org/> .\\nx:g { x:a x:b 1 . }\\n"
    >>> print(edited(said, {("https://x.org/a", "https://x.org/b"): "2"}, [], "https://x.org/", "own.trig"))
    @prefix x: <https://x.org/> .
    <BLANKLINE>
    x:g {
      x:a x:b 2 .
    }
    <BLANKLINE>
    """
    laid_out = formatted(text, shown)
    found = outline(laid_out)
    statements = [each for each in found.statements() if each.subject]
    if insertions:
        _check_prefixes(found.prefixes, base, shown)
    edits: list[tuple[int, int, str]] = []
    for statement in statements:
        for predicate, token in _values(statement.tokens, found.prefixes):
            value = values.get((statement.subject, predicate))
            written = f'"{value}"' if token.kind == "string" else value
            if value is not None and written != token.text:
                edits.append((token.start, token.end, str(written)))
    for added, beside, before in insertions:
        places = [each for each in statements if each.subject in beside]
        if places and before:
            edits.append((min(each.start for each in places), min(each.start for each in places), f"{added.strip()}\n\n  "))
        elif places:
            edits.append((max(each.end for each in places), max(each.end for each in places), f"\n{added}"))
    if not edits:
        return text
    for start, end, new in sorted(edits, key=lambda each: each[:2], reverse=True):
        laid_out = laid_out[:start] + new + laid_out[end:]
    return formatted(laid_out, shown)


def _check_prefixes(prefixes: Mapping[str, str], base: str, shown: str) -> None:
    """Raise `DataError` unless a file declares the prefixes of the statements that are added to it."""
    for name, iri in prefixes_of(base).items():
        if name in ("dip", "e", "oa", "p") and prefixes.get(name) != iri:
            raise DataError(f"new passages need the prefix {name}: with its usual meaning", shown, f"add @prefix {name}: <{iri}> .")


def _values(tokens: Sequence[Token], prefixes: Mapping[str, str]) -> Iterator[tuple[str, Token]]:
    """The numbers and strings of a statement, each with its predicate."""
    predicate = ""
    for before, token in itertools.pairwise(tokens):
        if before is tokens[0] or before.text == ";":
            predicate = resolve(token, prefixes) or ""
        elif token.kind in ("number", "string"):
            yield predicate, token
