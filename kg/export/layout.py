"""Turtle and TriG as a person reads them: in which order their blocks come, and blank lines between these.

The order of blocks is: the dataset, that is, the description of the dump; acts and other matters in time order, those without a date last;
agents; places; other things of the workspace; documents; passages with their selectors; assertion graphs; notes; the counts of classes and
properties; the terms of the ontology; last, the terms of other vocabularies and the things of others. Blocks that are alike in this are
sorted by IRI, where numbers count as such: ``A2`` precedes ``A10``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kg.export.about import DCAT, GRAPH
from kg.namespaces import DIP
from kg.record.vocabulary import EARLIEST, LATEST
from kg.terms import TYPE, plain_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_CLASSES: Final = ("Matter", "Agent", "Location", "", "SourceDocument", "Passage", "AssertionGraph", "Note")
"""The classes of things in the order of their blocks. The empty name stands for all other things of the workspace."""

_DATASET: Final = 0
_RANKS: Final = {
    ox.NamedNode(DCAT + "Dataset"): _DATASET,
    **{ox.NamedNode(DIP + name): rank for rank, name in enumerate(_CLASSES, 1) if name},
}
_OTHER: Final = _CLASSES.index("") + 1
_PASSAGES: Final = _CLASSES.index("Passage") + 1
_COUNTS: Final = len(_CLASSES) + 1
_TERMS: Final = _COUNTS + 1
_FOREIGN: Final = _COUNTS + 2

_MATTERS: Final = _CLASSES.index("Matter") + 1
_DATES: Final = frozenset((EARLIEST, LATEST))

_Key = tuple[int, str, str, list[str | int], str]


class Layout:
    """The order of the blocks of a dump.

    Args:
        base: the base IRI of the workspace.
        default: the triples of the default graph, types first, which say of most things what they are and when.
    """

    def __init__(self, base: str, default: Iterable[ox.Triple]) -> None:
        self.base = base
        self._keys = self._read(_blocks(default))

    def sorted(self, triples: Iterable[ox.Triple]) -> list[ox.Triple]:
        """Triples with the blocks of their subjects in order. What is said of one subject stays in its order.

        Args:
            triples: the triples of a graph, types first.
        """
        blocks = _blocks(triples)
        keys = self._read({subject: block for subject, block in blocks.items() if subject not in self._keys})
        order = sorted(blocks, key=lambda each: self._keys.get(each) or keys[each])
        return [each for subject in order for each in blocks[subject]]

    def _read(self, blocks: Mapping[object, Iterable[ox.Triple]]) -> dict[object, _Key]:
        """The keys of the subjects of some blocks."""
        keys = {}
        for subject, block in blocks.items():
            rank, first, last = _FOREIGN, "", ""
            for each in block:
                predicate = each.predicate
                if predicate == TYPE:
                    value = each.object
                    rank = min(rank, _RANKS.get(value, _FOREIGN)) if isinstance(value, ox.NamedNode) else rank
                elif rank == _MATTERS and predicate in _DATES:
                    day = each.object.value if isinstance(each.object, ox.Literal) else ""
                    if predicate == EARLIEST:
                        first = min(first or day, day)
                    else:
                        last = min(last or day, day)
            keys[subject] = self._key(subject, rank, first, last)
        return keys

    def _key(self, subject: object, rank: int, first: str, last: str) -> _Key:
        iri = subject.value if isinstance(subject, ox.NamedNode) else str(subject)
        if iri.startswith(f"{self.base}{GRAPH}#"):
            rank = _DATASET if rank == _DATASET else _COUNTS
        elif rank == _FOREIGN and iri.startswith(self.base):
            rank = _PASSAGES if iri.startswith(f"{self.base}passage/") else _OTHER
        elif rank == _FOREIGN and iri.startswith(DIP):
            rank = _TERMS
        dated = (first or last or "9999", last or "9999") if rank == _MATTERS else ("", "")
        numbered: list[str | int] = [int(part) if place % 2 else part for place, part in enumerate(re.split(r"(\d{1,18})", iri))]
        return rank, *dated, numbered, iri


def _blocks(triples: Iterable[ox.Triple]) -> dict[object, list[ox.Triple]]:
    """Triples by subject."""
    blocks: dict[object, list[ox.Triple]] = {}
    for each in triples:
        blocks.setdefault(each.subject, []).append(each)
    return blocks


def tidy(text: str, prefixes: Mapping[str, str]) -> str:
    r"""Turtle or TriG with a blank line after each block, without escapes in names, and with the prefix lines that are used, sorted.

    Args:
        text: what pyoxigraph wrote.
        prefixes: prefix to namespace IRI, as it was written with.

    >>> print(tidy('@prefix e: <http://x/> .\n@prefix a: <http://y/> .\ne:a e:p "1" .\ne:b e:p "2" .\n', {"e": "http://x/", "a": "http://y/"}))
    @prefix e: <http://x/> .
    <BLANKLINE>
    e:a e:p "1" .
    <BLANKLINE>
    e:b e:p "2" .
    <BLANKLINE>
    """
    text = plain_names(text, prefixes)
    match = re.match(r"(?:@prefix [^\n]*\n)*", text)
    head, body = (match[0], text[match.end() :]) if match else ("", text)
    used = set(re.findall(r"(?<![\w<:\"])([A-Za-z][\w-]*):", body))
    lines = sorted(line for line in head.splitlines(keepends=True) if line.split()[1].rstrip(":") in used)
    # A string has no line breaks, so that a full stop at the end of a line ends a block.
    spaced = body.replace(" .\n", " .\n\n").replace("\n\n}", "\n}").replace("}\n", "}\n\n")
    return "".join((*lines, "\n" if lines and spaced else "", spaced.rstrip("\n"), "\n" if spaced else ""))
