"""The rule similar-label: two nodes whose labels differ by one character, or only look alike, are often one node with a misspelt label.

The pairs are found here, because `difflib` would have to compare every label with every other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import combinations, product
from typing import Final, TypeAlias

import pyoxigraph as ox

from kg.authored.finding import Finding
from kg.authored.locator import Locator
from kg.authored.reading import Dataset
from kg.namespaces import DIP, SKOS

_LABELS: Final = (SKOS + "prefLabel", SKOS + "altLabel")
_SHORTEST: Final = 5
_LONGEST: Final = 200  # the time for a label grows with the square of its length
_NOTED: Final = frozenset(DIP + name for name in ("UncertainIdentity", "Ambiguity", "ChangedName", "ProbableMisprint"))
_HINT: Final = (
    "merge the two nodes, or correct the label; if both are right, "
    "add a note of kind UncertainIdentity, Ambiguity, ChangedName or ProbableMisprint on one of them"
)
_ALIKE: Final = str.maketrans("авекмнорстухіјѕһԁԛԝαβεζηικμνορτυχ", "abekmhopctyxijshdqwabezhikmnoptyx")
"""Cyrillic and Greek letters to the Latin letters that look like them, in lower case or in upper case."""
_Label: TypeAlias = tuple[str, str]
"""The language of a label, and the label in lower case without punctuation."""


def similar_labels(locator: Locator) -> Iterator[Finding]:
    """Pairs of nodes whose labels differ by one inserted, missing or replaced character, or only by letters that look alike.

    Labels in one language are compared without case and punctuation. Short labels and labels with different numbers are not
    compared. Equal labels are reported by the rule same-label.

    Args:
        locator: the data and its places.

    Yields:
        A finding named ``similar-label`` for each pair of nodes, about the node whose IRI sorts last.
    """
    labels = _labels(locator.data)
    noted = locator.data.noted(_NOTED)
    seen = set()
    near = ((pair, "differ by one character") for pair in _near_pairs(labels))
    alike = ((pair, "look alike, but are written with letters of different scripts") for pair in _alike_pairs(labels))
    for (one, other), how in (*alike, *near):
        for first, second in product(labels[one], labels[other]):
            pair = frozenset({first, second})
            if first == second or pair in seen or noted & pair:
                continue
            seen.add(pair)
            written = {first: labels[one][first], second: labels[other][second]}
            earlier, later = sorted(pair)
            names = f"{written[later]} / {written[earlier]}"
            what = f"the labels of {locator.short(later)} and {locator.short(earlier)} {how}: {names}"
            place = locator.place(later, _LABELS, written[later])
            yield Finding("similar-label", what, place, _HINT, "info", later)


def _near_pairs(labels: Iterable[_Label]) -> Iterator[tuple[_Label, _Label]]:
    """The pairs of labels in one language that are `one_letter_apart`.

    Labels are grouped by themselves and by each text that remains when one character is deleted. Labels that are one character
    apart have a group in common, so that only the labels within a group are compared.
    """
    buckets: dict[_Label, set[_Label]] = {}
    for language, text in labels:
        for key in {text, *(text[:at] + text[at + 1 :] for at in range(len(text)))}:
            buckets.setdefault((language, key), set()).add((language, text))
    for alike in buckets.values():
        for one, other in combinations(sorted(alike), 2):
            if one_letter_apart(one[1], other[1]):
                yield one, other


def _alike_pairs(labels: Iterable[_Label]) -> Iterator[tuple[_Label, _Label]]:
    """The pairs of different labels in one language that look alike."""
    buckets: dict[_Label, set[_Label]] = {}
    for language, text in labels:
        buckets.setdefault((language, looks_like(text)), set()).add((language, text))
    for group in buckets.values():
        yield from combinations(sorted(group), 2)


def looks_like(label: str) -> str:
    """A label in small letters with Latin letters for those that look like them.

    >>> looks_like("\u0440akistan")
    'pakistan'
    """
    return label.translate(_ALIKE)


def without_punctuation(label: str) -> str:
    """A label in small letters without punctuation, as labels are compared.

    >>> without_punctuation("First Intifada (1987)")
    'first intifada 1987'
    """
    return " ".join(re.findall(r"[^\W_]+", label.lower()))


def one_letter_apart(one: str, other: str) -> bool:
    """Whether two texts differ by one inserted, missing or replaced character that is not a digit.

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


def _labels(data: Dataset) -> dict[_Label, dict[str, str]]:
    """The language and normal form of each label, to the nodes that have it and the label as written."""
    found: dict[_Label, dict[str, str]] = {}
    for quad, _ in data.statements():
        if quad.predicate.value in _LABELS and isinstance(quad.object, ox.Literal) and isinstance(quad.subject, ox.NamedNode):
            normal = without_punctuation(quad.object.value)
            if _SHORTEST <= len(normal) <= _LONGEST:
                found.setdefault((quad.object.language or "", normal), {}).setdefault(quad.subject.value, quad.object.value)
    return found
