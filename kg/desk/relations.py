"""The graph that grows on the desk: the relations that follow from what is coded of a document."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kg.authored.reading import is_held
from kg.coding.making import Claimed, complete, patterns
from kg.namespaces import DIP, RDF_TYPE
from kg.picture.arranging import arrange
from kg.terms import text_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from kg.coding import Vocabulary
    from kg.editing.coding import Entry
    from kg.values import Json, JsonObject

STANDING: Final = DIP + "standing"
RANK: Final = DIP + "rank"
CONTENT_OF: Final = DIP + "contentOf"
MOST: Final = 12
"""The number of parties at most; the picture of `kg view` shows all."""


def drawn(entries: Iterable[Entry], own: frozenset[str], vocabulary: Vocabulary) -> JsonObject:
    """The relations that follow from held assertion graphs, with a position for each party.

    Args:
        entries: assertion graphs, the most interesting first.
        own: the IRIs of those of the passage that is open.
        vocabulary: the names.

    Returns:
        `nodes` with `name`, `label`, `x` and `y` from 0 to 1; `lines` with the numbers of two nodes, the verbs, and whether the passage
        says so; and the number of parties that are left out above `MOST`: those with the fewest lines.
    """
    lines: dict[tuple[str, str], dict[str, None]] = {}
    said: set[tuple[str, str]] = set()
    for entry in entries:
        standings, ranks, speeches = (
            {text_of(quad.object) for quad in entry.record if quad.predicate.value == name} for name in (STANDING, RANK, CONTENT_OF)
        )
        if not is_held(standings, ranks, speeches):
            continue
        for claimed in _claims(entry):
            for verb, one, other in _pairs(claimed, vocabulary):
                lines.setdefault((one, other), {})[vocabulary.words.label(verb)] = None
                if entry.iri in own:
                    said.add((one, other))
    parties = _chosen(lines, said)
    places = {iri: place for place, iri in enumerate(parties)}
    shown = {pair: verbs for pair, verbs in lines.items() if places.keys() >= set(pair)}
    joined = {tuple(sorted((places[one], places[other]))) for one, other in shown}
    at = _arranged(len(places), tuple(sorted((one, other) for one, other in joined)))
    nodes: list[Json] = [
        {"name": iri.rpartition("/")[2], "label": vocabulary.label(iri), "x": x, "y": y} for iri, (x, y) in zip(places, at, strict=True)
    ]
    rows: list[Json] = [[places[one], places[other], list(verbs), (one, other) in said] for (one, other), verbs in shown.items()]
    return {"nodes": nodes, "lines": rows, "more": len({iri for pair in lines for iri in pair}) - len(places)}


@lru_cache(maxsize=8)
def _arranged(count: int, joined: tuple[tuple[int, int], ...]) -> tuple[tuple[float, float], ...]:
    """The position of each party. It is remembered, because the next passage mostly has the same graph."""
    return arrange(count, joined, 0)


def _chosen(lines: Mapping[tuple[str, str], Collection[str]], said: Collection[tuple[str, str]]) -> list[str]:
    """The parties that are drawn: those of the passage, then those with most relations to others, each with a line to another."""
    weight: Counter[str] = Counter()
    for pair, verbs in lines.items():
        for iri in pair:
            weight[iri] += len(verbs)
    own = {iri for pair in said for iri in pair}
    ranked = sorted(weight, key=lambda iri: (iri not in own, -weight[iri], iri))[:MOST]
    found = [iri for iri in ranked if any(iri in pair and set(pair) <= set(ranked) for pair in lines)]
    # Not in the order of the passage, so that the graph stays as it is when another passage is opened.
    return sorted(found, key=lambda iri: (-weight[iri], iri))


def _claims(entry: Entry) -> list[Claimed]:
    """What a graph says of each thing that has a kind in it."""
    kinds: dict[str, list[str]] = {}
    values: dict[str, list[tuple[str, ox.NamedNode | ox.Literal]]] = {}
    for quad in entry.content:
        subject = text_of(quad.subject)
        if quad.predicate.value == RDF_TYPE:
            kinds.setdefault(subject, []).append(text_of(quad.object))
        elif isinstance(quad.object, ox.NamedNode | ox.Literal):
            values.setdefault(subject, []).append((quad.predicate.value, quad.object))
    return [Claimed(subject, tuple(own), None, tuple(values.get(subject, ()))) for subject, own in kinds.items()]


def _pairs(claimed: Claimed, vocabulary: Vocabulary) -> list[tuple[str, str, str]]:
    """The relations that follow from a claim: the verb and its two ends."""
    found = []
    for pattern in patterns(claimed, vocabulary):
        if complete(pattern, claimed, vocabulary):
            one, other = claimed.of(vocabulary, pattern.from_role), claimed.of(vocabulary, pattern.to_role)
            pairs = (
                [(a, b) for place, a in enumerate(one) for b in one[place + 1 :]]
                if pattern.mutual
                else [(a, b) for a in one for b in other]
            )
            found += [(pattern.verb, a, b) for a, b in pairs if a != b]
    return found
