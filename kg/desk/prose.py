"""A text as running prose: paragraphs and headings, in which each passage is known."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Span(NamedTuple):
    """A passage in a text.

    Attributes:
        passage: its IRI.
        start: the offset of its first character.
        end: the offset after its last character.
        kind: ``Heading``, ``ListItem``, ``Sentence`` or empty.
    """

    passage: str
    start: int
    end: int
    kind: str = ""


class Piece(NamedTuple):
    """A part of a paragraph: its text, and the IRI of the passage that it belongs to; empty between passages."""

    text: str
    passage: str = ""


class Paragraph(NamedTuple):
    """A paragraph, a heading or an item of a list.

    Attributes:
        kind: ``heading``, ``item`` or ``prose``.
        pieces: its parts, in order. Put together they are the text.
    """

    kind: str
    pieces: tuple[Piece, ...]


_KINDS = {"Heading": "heading", "ListItem": "item"}


def paragraphs(text: str, spans: Iterable[Span]) -> list[Paragraph]:
    r"""Divide a text into paragraphs at its line feeds between passages.

    Args:
        text: the text.
        spans: its passages. One that overlaps an earlier one is left out.

    Returns:
        The paragraphs in order, without empty ones. What no passage covers stands in pieces of its own.

    >>> paragraphs("War\n\nIt began. It ended.", [Span("x:1", 0, 3, "Heading"), Span("x:2", 5, 14), Span("x:3", 15, 24)])[1].pieces
    (Piece(text='It began.', passage='x:2'), Piece(text=' ', passage=''), Piece(text='It ended.', passage='x:3'))
    """
    found: list[Paragraph] = []
    pieces: list[Piece] = []
    kind = "prose"

    def finish() -> None:
        nonlocal kind
        if any(piece.text.strip() for piece in pieces):
            found.append(Paragraph(kind, tuple(pieces)))
        pieces.clear()
        kind = "prose"

    def between(gap: str) -> None:
        first, *others = gap.replace("\r", "").split("\n")
        if first:
            pieces.append(Piece(first))
        for line in others:
            finish()
            if line:
                pieces.append(Piece(line))

    at = 0
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if span.start < at or span.end <= span.start:
            continue
        between(text[at : span.start])
        pieces.append(Piece(text[span.start : span.end], span.passage))
        kind = _KINDS.get(span.kind, kind)
        at = span.end
    between(text[at:])
    finish()
    return found
