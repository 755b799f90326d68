"""How many things of each class a snapshot has, which properties they have, and what these lead to.

The numbers are those of the default graph, which is what a plain query sees. One pass over the types and one over all triples are enough,
because things with the same classes are counted together.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

import pyoxigraph as ox

from kg.terms import TYPE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kg.snapshot import Snapshot

MOST: Final = 2_000_000
"""The largest number of triples that are counted one by one; beyond, there is only their number."""

LITERALS: Final = "literal"
RESOURCES: Final = "resource"
"""What stands for the objects that are no instances of a class, and for literals, in the counts of `Statistics`."""


class Property(NamedTuple):
    """A property, with the things of a class or with all.

    Attributes:
        triples: how many triples have it.
        classes: for each class, how many of them lead to an instance of it; an object may have several classes.
        datatypes: for each datatype, how many of them have such a literal.
    """

    triples: int
    classes: Mapping[str, int]
    datatypes: Mapping[str, int]


class Statistics(NamedTuple):
    """The numbers of a snapshot. IRIs are the keys of all mappings, and sorted.

    Attributes:
        triples: the number of triples.
        counted: whether there are the other numbers; they are empty in a snapshot that is too large.
        subjects: the number of different subjects.
        classes: for each class, the number of its instances.
        properties: each property.
        used: for each class, the properties of its instances.
    """

    triples: int
    counted: bool = False
    subjects: int = 0
    classes: Mapping[str, int] = {}
    properties: Mapping[str, Property] = {}
    used: Mapping[str, Mapping[str, Property]] = {}


def statistics(snapshot: Snapshot, most: int = MOST) -> Statistics:
    """The numbers of a snapshot.

    Args:
        snapshot: the snapshot.
        most: how many triples are counted.
    """
    triples = int(snapshot.meta["counts"]["default"])
    if triples > most:
        return Statistics(triples)
    quads = snapshot.store.quads_for_pattern
    types: dict[object, set[str]] = {}
    for quad in quads(None, TYPE, None, ox.DefaultGraph()):
        if isinstance(quad.object, ox.NamedNode):
            types.setdefault(quad.subject, set()).add(quad.object.value)
    sets = {node: frozenset(found) for node, found in types.items()}
    none: frozenset[str] = frozenset()
    links: Counter[tuple[frozenset[str], str, frozenset[str] | str]] = Counter()
    subjects = set()
    for quad in quads(None, None, None, ox.DefaultGraph()):
        subject, value = quad.subject, quad.object
        subjects.add(subject)
        kind = value.datatype.value if isinstance(value, ox.Literal) else sets.get(value, none)
        links[sets.get(subject, none), quad.predicate.value, kind] += 1
    instances = Counter(each for found in sets.values() for each in found)
    properties = _properties((name, kind, number) for (_, name, kind), number in links.items())
    by_class: dict[str, list[tuple[str, frozenset[str] | str, int]]] = {each: [] for each in sorted(instances)}
    for (classes, name, kind), number in links.items():
        for each in classes:
            by_class[each].append((name, kind, number))
    used = {each: _properties(found) for each, found in by_class.items()}
    return Statistics(triples, True, len(subjects), dict(sorted(instances.items())), properties, used)


def counted(triples: Sequence[ox.Triple], most: int = MOST) -> Statistics:
    """The numbers of some triples, without what the properties lead to and which properties each class has.

    Args:
        triples: the triples, without duplicates.
        most: how many triples are counted.
    """
    if len(triples) > most:
        return Statistics(len(triples))
    predicates = [each.predicate for each in triples]
    properties = Counter(predicates)
    classes = Counter(each.object for each, predicate in zip(triples, predicates, strict=True) if predicate == TYPE)
    subjects = len({each.subject for each in triples})
    by_class = {each.value: number for each, number in classes.items() if isinstance(each, ox.NamedNode)}
    by_property = {each.value: Property(number, {}, {}) for each, number in properties.items()}
    return Statistics(len(triples), True, subjects, dict(sorted(by_class.items())), dict(sorted(by_property.items())))


def _properties(links: Iterable[tuple[str, frozenset[str] | str, int]]) -> dict[str, Property]:
    """The properties among counted links: the name of each, the datatype or classes of its objects, and how many triples there are."""
    triples: Counter[str] = Counter()
    classes: dict[str, Counter[str]] = {}
    datatypes: dict[str, Counter[str]] = {}
    for name, kind, number in links:
        triples[name] += number
        if isinstance(kind, str):
            datatypes.setdefault(name, Counter())[kind] += number
        for each in kind if isinstance(kind, frozenset) else ():
            classes.setdefault(name, Counter())[each] += number
    empty: Counter[str] = Counter()
    return {
        name: Property(triples[name], dict(sorted(classes.get(name, empty).items())), dict(sorted(datatypes.get(name, empty).items())))
        for name in sorted(triples)
    }
