"""Labels that differ by one letter: a slip of the pen makes two of one, and no query notices."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from typing import Final

import pyoxigraph as ox

from kg.authored.finding import Finding
from kg.authored.places import Places
from kg.authored.reading import Dataset, objects
from kg.namespaces import DIP, SKOS

_LABELS: Final = (SKOS + "prefLabel", SKOS + "altLabel")
_SHORTEST: Final = 5
_NOTED: Final = frozenset(DIP + name for name in ("UncertainIdentity", "Ambiguity", "ChangedName", "ProbableMisprint"))
_HINT: Final = "merge the two nodes or mend the label; or note UncertainIdentity, Ambiguity, ChangedName or ProbableMisprint on one of them"


def similar_labels(places: Places) -> Iterator[Finding]:
    """Pairs of nodes with labels of which one becomes the other by one letter more, less or other.

    Labels in one language are compared without capitals and punctuation; labels with different numbers are not alike, however
    near, and neither are short ones. What is the same to the letter is the rule same-label's.

    Args:
        places: the data and its places.

    Yields:
        A finding named ``similar-label`` for each pair of nodes, on the later of the two by name.
    """
    data = places.data
    labels = _labels(data)
    buckets: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for language, text in labels:
        for key in {text, *(text[:at] + text[at + 1 :] for at in range(len(text)))}:
            buckets.setdefault((language, key), set()).add((language, text))
    noted = _noted(data)
    seen = set()
    for alike in buckets.values():
        for one, other in combinations(sorted(alike), 2):
            if not one_letter_apart(one[1], other[1]):
                continue
            for first in labels[one]:
                for second in labels[other]:
                    pair = (min(first, second), max(first, second))
                    if first == second or pair in seen or noted & set(pair):
                        continue
                    seen.add(pair)
                    later, earlier = pair[1], pair[0]
                    names = (labels[one][first], labels[other][second])
                    what = f"{places.short(later)} and {places.short(earlier)} have labels that differ by a letter: {' / '.join(names)}"
                    where = places.where(later, _LABELS, labels[one].get(later) or labels[other].get(later))
                    yield Finding("similar-label", what, where, _HINT, "info", later)


def one_letter_apart(one: str, other: str) -> bool:
    """Whether one letter more, less or other makes one text of another, with the same numbers in both.

    >>> one_letter_apart("gilani", "gillani"), one_letter_apart("res 3379", "res 3378"), one_letter_apart("abcd", "dcba")
    (True, False, False)
    """
    if one == other or re.findall(r"\d+", one) != re.findall(r"\d+", other) or abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    rest = (one[start:], other[start:])
    return rest[0][1:] == rest[1][1:] or rest[0][1:] == rest[1] or rest[0] == rest[1][1:]


def _labels(data: Dataset) -> dict[tuple[str, str], dict[str, str]]:
    """Language and normal form, to the nodes that have such a label and the label as written."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for quad, _ in data.statements():
        if quad.predicate.value in _LABELS and isinstance(quad.object, ox.Literal) and isinstance(quad.subject, ox.NamedNode):
            normal = " ".join(re.findall(r"[^\W_]+", quad.object.value.lower()))
            if len(normal) >= _SHORTEST:
                found.setdefault((quad.object.language or "", normal), {}).setdefault(quad.subject.value, quad.object.value)
    return found


def _noted(data: Dataset) -> set[str]:
    """The nodes whose name or identity a note speaks of."""
    return {
        node
        for properties in data.records.values()
        if _NOTED & set(objects(properties.get(DIP + "noteKind", ())))
        for node in objects(properties.get(DIP + "on", ()))
    }
