"""The rule sides-reversed: a sentence names the other side before the verb of an act, and its actor only behind it.

English names who acts before the verb, but for the passive. Nothing is parsed: sentences in the passive, or with *by*, are let pass.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kg.authored.finding import Finding
from kg.authored.reading import objects
from kg.check.evidence import tokens
from kg.check.uncoded import is_told
from kg.namespaces import DIP
from kg.ontology.words import is_past
from kg.terms import TYPE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kg.authored.locator import Locator
    from kg.check.evidence import Evidence
    from kg.check.names import Names
    from kg.ontology.words import Hit, KindWords

_ACT: Final = DIP + "Act"
_ACTOR: Final = DIP + "actor"
_OTHERS: Final = tuple(DIP + name for name in ("recipient", "target", "victim", "personConcerned", "counterpart"))
_PASSIVE: Final = frozenset(("was", "were", "been", "be", "being", "is", "are", "by"))
_BY: Final = re.compile(r"\W*(?:\w+\W+){0,6}by\b")
_HINT: Final = "compare who acts in the passage, and swap the roles if they are reversed"


def reversed_sides(locator: Locator, evidence: Evidence, names: Names, words: KindWords, graphs: Iterable[str]) -> Iterator[Finding]:
    """The acts of which a passage names all other sides only before the verb, and all actors only behind it.

    Args:
        locator: the data and its places.
        evidence: the texts of the passages.
        names: the names of agents and places.
        words: the words of the kinds.
        graphs: the IRIs of the assertion graphs that are compared.

    Yields:
        A finding named ``sides-reversed`` for each act and graph.
    """
    for graph in graphs:
        acts = _acts(graph, locator, names)
        for passage in objects(locator.data.recorded(graph, "cites")) if acts else ():
            text = evidence.texts.get(passage, "")
            hits = words.found_in(text)
            for node, roles in acts.items():
                if any(_is_reversed(text, hit, roles, names) for hit in _verbs(text, hits, roles[TYPE.value], locator)):
                    act = locator.short(node)
                    what = f"{locator.short(passage)} names the actor of {act} only behind the verb, and the other side before it"
                    place = locator.place(node, (_ACTOR,), roles[_ACTOR][0], graph)
                    yield Finding("sides-reversed", what, place, _HINT, "info", node, graph, (passage,), path=_ACTOR)


def _acts(graph: str, locator: Locator, names: Names) -> dict[str, dict[str, list[str]]]:
    """The acts of a graph that have an actor and another side: node to its classes, actors and other sides."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad, _ in locator.data.graphs.get(graph, ()):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
            role = _OTHERS[0] if quad.predicate.value in _OTHERS else quad.predicate.value
            kept = quad.predicate == TYPE or (role in (_ACTOR, _OTHERS[0]) and names.is_entity(quad.object.value))
            if kept:
                found[quad.subject.value][role].append(quad.object.value)
    return {node: roles for node, roles in found.items() if roles.keys() >= {TYPE.value, _ACTOR, _OTHERS[0]}}


def _verbs(text: str, hits: list[Hit], kinds: list[str], locator: Locator) -> Iterator[Hit]:
    """The words of a text that are a verb in the active past tense for one of some kinds."""
    for hit in hits:
        fits = hit.kind != _ACT and any(locator.data.ontology.is_a(kind, hit.kind) for kind in kinds)
        if not fits or not is_told(hit, text) or not is_past(tokens(text[hit.start : hit.end])[0]):
            continue
        if not _PASSIVE & {*tokens(text[max(0, hit.start - 40) : hit.start])[-4:]} and not _BY.match(text[hit.end :]):
            yield hit


def _is_reversed(text: str, hit: Hit, roles: Mapping[str, list[str]], names: Names) -> bool:
    before, behind = text[: hit.start], text[hit.start :]
    actors = all(names.stands_in(each, behind) and not names.stands_in(each, before) for each in roles[_ACTOR])
    return actors and all(names.stands_in(each, before) and not names.stands_in(each, behind) for each in roles[_OTHERS[0]])
