"""Lookups in a snapshot by subject and predicate, in all its graphs."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode

from kg.record.names import farness

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kg.record.names import Names


class Row:
    """What the graphs of a snapshot say of one subject.

    Args:
        pairs: predicates and objects, in any order; duplicates are allowed.
        language: the language to prefer among texts.
    """

    __slots__ = ("_language", "_objects")

    def __init__(self, pairs: Iterable[tuple[NamedNode, object]], language: str) -> None:
        self._language = language
        self._objects: dict[NamedNode, set[object]] = {}
        for predicate, value in pairs:
            found = self._objects.get(predicate)
            if found is None:
                self._objects[predicate] = {value}
            else:
                found.add(value)

    def __contains__(self, predicate: object) -> bool:
        return predicate in self._objects

    def nodes(self, predicate: NamedNode) -> tuple[NamedNode, ...]:
        """The IRIs among the objects of a predicate, sorted."""
        found = [value for value in self._objects.get(predicate, ()) if isinstance(value, NamedNode)]
        return tuple(sorted(found, key=lambda node: node.value) if len(found) > 1 else found)

    def texts(self, predicate: NamedNode) -> list[str]:
        """The texts of the objects of a predicate: those in the preferred language first, then those without one, those in English and the
        rest (`kg.record.names.farness`), each group sorted."""
        found = [value for value in self._objects.get(predicate, ()) if isinstance(value, NamedNode | Literal)]
        if len(found) < 2:
            return [value.value for value in found]
        return [text for _, text in sorted({(self._rank(value), value.value) for value in found})]

    def _rank(self, value: NamedNode | Literal) -> int:
        return farness(None if isinstance(value, NamedNode) else value.language, self._language)

    def text(self, predicate: NamedNode) -> str:
        """The first of `texts`, or an empty string."""
        found = self.texts(predicate)
        return found[0] if found else ""

    def language(self, predicate: NamedNode) -> str:
        """The language tag of the first of `texts`; empty without one."""
        text = self.text(predicate)
        found = sorted(
            (self._rank(value), value.language or "")
            for value in self._objects.get(predicate, ())
            if isinstance(value, Literal) and value.value == text
        )
        return found[0][1] if found else ""

    def number(self, predicate: NamedNode) -> int | None:
        """The first of `texts` as a whole number; None if it is not one."""
        text = self.text(predicate)
        return int(text) if text.isdecimal() else None


class Lookup:
    """Lookups in a snapshot. Nothing is read before it is asked for.

    Args:
        names: the snapshot's names; they know its store.
    """

    def __init__(self, names: Names) -> None:
        self.names = names
        self.store = names.store

    def row(self, subject: NamedNode) -> Row:
        """Everything that is said of a subject, in any graph."""
        quads = self.store.quads_for_pattern(subject, None, None)
        return Row(((quad.predicate, quad.object) for quad in quads), self.names.language)

    def nodes(self, subject: NamedNode, predicate: NamedNode) -> tuple[NamedNode, ...]:
        """The IRIs that are objects of a subject and predicate in any graph, sorted."""
        found = {quad.object for quad in self.store.quads_for_pattern(subject, predicate, None) if isinstance(quad.object, NamedNode)}
        return tuple(sorted(found, key=lambda node: node.value))

    def text(self, subject: NamedNode, predicate: NamedNode) -> str:
        """The text of an object of a subject and predicate in any graph, in the preferred language if it exists; empty without one."""
        quads = self.store.quads_for_pattern(subject, predicate, None)
        return Row(((predicate, quad.object) for quad in quads), self.names.language).text(predicate)

    def subjects(self, predicate: NamedNode, value: NamedNode | None = None) -> tuple[NamedNode, ...]:
        """The IRIs that have a predicate, with a given object or with any, in any graph, sorted."""
        found = {quad.subject for quad in self.store.quads_for_pattern(None, predicate, value) if isinstance(quad.subject, NamedNode)}
        return tuple(sorted(found, key=lambda node: node.value))

    def pairs(self, predicate: NamedNode) -> Iterator[tuple[NamedNode, NamedNode]]:
        """The subjects and objects of a predicate that are IRIs, in any graph, in no order; a pair comes once for each graph."""
        for quad in self.store.quads_for_pattern(None, predicate, None):
            subject, value = quad.subject, quad.object
            if isinstance(subject, NamedNode) and isinstance(value, NamedNode):
                yield subject, value
