"""Terms and triples as numbers: a number takes a tenth of the memory of a triple of pyoxigraph, and is compared much faster.

>>> terms = Terms()
>>> a, p = terms.numbers[ox.NamedNode("x:a")], terms.numbers[ox.NamedNode("x:p")]
>>> terms.text(packed(a, p, a)), terms.triple(packed(a, p, a))
('<x:a> <x:p> <x:a>', <Triple subject=<NamedNode value=x:a> predicate=<NamedNode value=x:p> object=<NamedNode value=x:a>>)
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    AnyTerm = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

_BITS: Final = 28
_MASK: Final = (1 << _BITS) - 1
_AT_ONCE: Final = 50_000
"""This many triples are added to a store at once: it has all of them twice meanwhile."""


def packed(subject: int, predicate: int, value: int) -> int:
    """A triple of the numbers of terms as one number.

    >>> unpacked(packed(1, 2, 3))
    (1, 2, 3)
    """
    return subject << 2 * _BITS | predicate << _BITS | value


def unpacked(triple: int) -> tuple[int, int, int]:
    """The numbers of the terms of a triple; the inverse of `packed`."""
    return triple >> 2 * _BITS, triple >> _BITS & _MASK, triple & _MASK


def subject_of(triple: int) -> int:
    """The number of the subject of a triple."""
    return triple >> 2 * _BITS


def predicate_of(triple: int) -> int:
    """The number of the predicate of a triple."""
    return triple >> _BITS & _MASK


def object_of(triple: int) -> int:
    """The number of the object of a triple."""
    return triple & _MASK


def with_predicate(triple: int, predicate: int) -> int:
    """The triple with the same subject and object, and another predicate.

    >>> unpacked(with_predicate(packed(1, 2, 3), 4))
    (1, 4, 3)
    """
    return triple ^ (triple >> _BITS & _MASK ^ predicate) << _BITS


class _Numbers(dict["AnyTerm", int]):
    """The number of each term; a term that is not known gets the next one."""

    def __init__(self, terms: list[AnyTerm], texts: list[str]) -> None:
        self._terms = terms
        self._texts = texts

    def __missing__(self, term: AnyTerm) -> int:
        number = self[term] = len(self._terms)
        self._terms.append(term)
        self._texts.append(str(term))
        return number


class Terms:
    """Some terms, numbered from 0 as they come.

    Attributes:
        numbers: the number of each term; looking up a new one gives it a number.
        terms: the term of each number.
        texts: the term of each number in N-Triples syntax.
    """

    def __init__(self) -> None:
        self.terms: list[AnyTerm] = []
        self.texts: list[str] = []
        self.numbers: dict[AnyTerm, int] = _Numbers(self.terms, self.texts)

    def number(self, triple: ox.Triple) -> int:
        """The number of a triple."""
        numbers = self.numbers
        return packed(numbers[triple.subject], numbers[triple.predicate], numbers[triple.object])

    def triple(self, number: int) -> ox.Triple:
        """The triple that a number stands for."""
        subject, predicate, value = unpacked(number)
        return ox.Triple(self.terms[subject], self.terms[predicate], self.terms[value])  # type: ignore[arg-type]  # it came from a triple

    def text(self, number: int) -> str:
        """The triple that a number stands for, as N-Triples without a full stop."""
        texts = self.texts
        return f"{texts[number >> 2 * _BITS]} {texts[number >> _BITS & _MASK]} {texts[number & _MASK]}"

    def lines(self, numbers: Iterable[int], graph: str = "") -> Iterator[str]:
        """The lines of some triples in N-Quads, each with its line feed.

        Args:
            numbers: the triples.
            graph: the name of their graph in N-Triples syntax; the empty string for the default graph.
        """
        texts = self.texts
        end = f" {graph} .\n" if graph else " .\n"
        return (f"{texts[each >> 56]} {texts[each >> 28 & _MASK]} {texts[each & _MASK]}{end}" for each in numbers)

    def quads(self, numbers: Iterable[int], graph: ox.NamedNode | None = None) -> Iterator[ox.Quad]:
        """Some triples as quads.

        Args:
            numbers: the triples.
            graph: their graph; None for the default graph.
        """
        terms = self.terms
        for each in numbers:
            yield ox.Quad(terms[each >> 56], terms[each >> 28 & _MASK], terms[each & _MASK], graph)  # type: ignore[arg-type]

    def put(self, store: ox.Store, numbers: Iterable[int], graph: ox.NamedNode | None = None) -> None:
        """Add some triples to a store.

        Args:
            store: the store.
            numbers: the triples.
            graph: their graph; None for the default graph.

        >>> terms, store = Terms(), ox.Store()
        >>> given = [ox.Triple(ox.NamedNode("x:a"), ox.NamedNode("x:p"), each) for each in (ox.Literal("_: 1"), ox.BlankNode("b"))]
        >>> terms.put(store, map(terms.number, given))
        >>> {quad.triple for quad in store} == set(given)
        True
        """
        given = iter(numbers)
        while some := list(islice(given, _AT_ONCE)):
            # The engine reads a text in little more than half the time in which it takes over as many objects.
            text = "".join(self.lines(some, str(graph) if graph is not None else ""))
            if "_:" in text:  # it would give blank nodes other names
                store.extend(self.quads(some, graph))
            else:
                store.load(text.encode(), format=ox.RdfFormat.N_QUADS, lenient=True)
