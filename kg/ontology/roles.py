"""Which roles a kind of act or situation needs so that a relation follows, in which order they are given, and which are usual besides.

The coding line and `docs/acts.md` read the same table of verbs (`kg.ontology.verbs`).
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

import pyoxigraph as ox

from kg.namespaces import DIP, RDFS
from kg.ontology.verbs import verbs

if TYPE_CHECKING:
    from kg.ontology.terms import Ontology
    from kg.ontology.verbs import Pattern

_ACT: Final = DIP + "Act"
_FIRST: Final = ("actor", "holder", "party", "sentBy", "firstSide", "host", "member")
_SECOND: Final = ("recipient", "counterpart", "target", "victim", "place", "onText", "inOrganization", "personConcerned")


class Way(NamedTuple):
    """A pattern from which something follows for a kind, and how many levels above the kind the class of the pattern is."""

    levels: int
    pattern: Pattern


class Roles:
    """The roles of the kinds of an ontology.

    Args:
        ontology: the terms of a workspace.

    Attributes:
        entailed: the IRIs of the relations that follow from acts, and are never authored.

    >>> from kg.ontology.terms import Ontology, parse_turtle
    >>> text = '''@prefix dip: <https://w3id.org/chancery/ontology#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
    ... dip:Meeting a owl:Class ; dip:usualRole dip:place . dip:place a owl:ObjectProperty .
    ... dip:actor a owl:ObjectProperty . dip:counterpart a owl:ObjectProperty . dip:met a owl:ObjectProperty ;
    ...     dip:followsFrom [ dip:ofClass dip:Meeting ; dip:fromRole dip:actor ; dip:toRole dip:counterpart ] .'''
    >>> roles = Roles(Ontology(parse_turtle(text.encode(), "own.ttl")))
    >>> [iri.rpartition("#")[2] for iri in roles.sequence([DIP + "Meeting"])]
    ['actor', 'counterpart']
    >>> roles.usual(DIP + "Meeting") == [DIP + "place"]
    True
    """

    def __init__(self, ontology: Ontology) -> None:
        self.ontology = ontology
        self._ways: dict[str, list[Pattern]] = defaultdict(list)
        self._usual: dict[str, set[str]] = defaultdict(set)
        self._above: dict[str, set[str]] = defaultdict(set)
        self._above_roles: dict[str, set[str]] = defaultdict(set)
        self._sequences: dict[tuple[str, ...], tuple[str, ...]] = {}
        self.entailed = frozenset(verb.iri for verb in verbs(ontology) if verb.follows)
        for verb in verbs(ontology):
            for pattern in verb.follows:
                self._ways[pattern.of_class].append(pattern)
        for triple in ontology.triples:
            if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.NamedNode):
                subject, value = triple.subject.value, triple.object.value
                if triple.predicate.value == DIP + "usualRole":
                    self._usual[subject].add(value)
                elif triple.predicate.value == RDFS + "subClassOf":
                    self._above[subject].add(value)
                elif triple.predicate.value == RDFS + "subPropertyOf":
                    self._above_roles[subject].add(value)

    def levels(self, kind: str) -> dict[str, int]:
        """A class and the classes above it, each with its distance from the class.

        Args:
            kind: the IRI of a class.
        """
        found = {kind: 0}
        layer = [kind]
        while layer:
            layer = sorted({up for each in layer for up in self._above.get(each, ()) if up not in found})
            found.update(dict.fromkeys(layer, max(found.values()) + 1))
        return found

    def ways(self, kind: str) -> list[Way]:
        """The patterns from which something follows for acts of a kind, those that are meant first at the beginning.

        First come patterns of which both sides are needed, then those of the nearest class, then those with two different roles.

        Args:
            kind: the IRI of a class.
        """
        found = [Way(levels, pattern) for above, levels in self.levels(kind).items() if above != _ACT for pattern in self._ways[above]]
        return sorted(found, key=_rank)

    def sequence(self, kinds: list[str]) -> tuple[str, ...]:
        """The roles whose values are given by their position, for a node of one or more kinds: the IRIs of at most four roles.

        If both sides have the same role, it is there twice, behind who decides between them, if anybody does. A kind from which nothing
        follows has the actor, or the party twice.

        Args:
            kinds: the IRIs of classes.
        """
        key = tuple(kinds)
        if key not in self._sequences:
            self._sequences[key] = self._sequence(kinds)
        return self._sequences[key]

    def _sequence(self, kinds: list[str]) -> tuple[str, ...]:
        ways = sorted((way for kind in kinds for way in self.ways(kind)), key=_rank)
        if not ways:
            if any(self.ontology.is_a(kind, _ACT) for kind in kinds):
                return (DIP + "actor", DIP + "recipient")
            return (DIP + "party", DIP + "party") if any(self.ontology.is_a(kind, DIP + "Situation") for kind in kinds) else ()
        first = ways[0].pattern
        roles = [first.from_role, first.to_role]
        for _, each in ways[1:]:
            if each.from_role in roles and not each.mutual and not each.one_sided and each.to_role not in roles:
                roles.append(each.to_role)
            elif first.mutual and each.from_role == DIP + "actor" and each.to_role == first.from_role and each.from_role not in roles:
                roles.insert(0, each.from_role)  # who decides between the parties is named before them
        if DIP + "office" in self._usual_above(kinds) and DIP + "office" not in roles:
            roles.append(DIP + "office")
        return tuple(roles[:4])

    def _usual_above(self, kinds: list[str]) -> set[str]:
        return {each for kind in kinds for up in self.ontology.superclasses(kind) for each in self._usual[up]}

    def usual(self, kind: str) -> list[str]:
        """The usual roles of a class and of the classes above it; a narrower role of its own stands for a broader one from above.

        Args:
            kind: the IRI of a class.

        Returns:
            The IRIs, sorted.
        """
        roles = self._usual_above([kind])
        narrowed = {up for each in roles for up in self._above_roles.get(each, ())} - self._usual[kind]
        return sorted(roles - narrowed)


def _rank(way: Way) -> tuple[object, ...]:
    levels, pattern = way
    first, second = pattern.from_role.removeprefix(DIP), pattern.to_role.removeprefix(DIP)
    one = _FIRST.index(first) if first in _FIRST else len(_FIRST)
    other = _SECOND.index(second) if second in _SECOND else len(_SECOND)
    return pattern.one_sided, levels, pattern.mutual, one, other, pattern
