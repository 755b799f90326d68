"""The agents of a workspace as what codes and names are compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import pyoxigraph as ox

from kg.namespaces import DIP, SCHEMA, SKOS
from kg.record.names import farness
from kg.terms import TYPE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.ontology import Ontology

AGENT: Final = DIP + "Agent"
_NAMES: Final = frozenset(SKOS + name for name in ("prefLabel", "altLabel"))
_SAME: Final = frozenset((SCHEMA + "sameAs", SKOS + "exactMatch"))
NAMING: Final = frozenset(map(ox.NamedNode, {TYPE.value} | _NAMES | _SAME))
"""The properties that say which agents there are, and what they are called."""


class Entity(NamedTuple):
    """An agent.

    Attributes:
        iri: its IRI.
        label: its preferred label, in the language of the workspace if there is one.
        names: all its labels, sorted.
        same: the IRIs of the things of other datasets that it is, sorted.
    """

    iri: str
    label: str
    names: tuple[str, ...]
    same: tuple[str, ...]


def entities_of(ontology: Ontology, triples: Iterable[ox.Triple], language: str) -> list[Entity]:
    """The agents of which some triples tell, sorted by IRI.

    Args:
        ontology: the ontology, which says what an agent is.
        triples: what is held, before or after inference.
        language: the language that labels are preferred in.

    >>> from kg.namespaces import PREFIXES
    >>> from kg.ontology.terms import Ontology, parse_turtle
    >>> start = "".join(f"@prefix {name}: <{iri}> ." for name, iri in PREFIXES.items())
    >>> classes = "dip:Agent a owl:Class . dip:State a owl:Class ; rdfs:subClassOf dip:Agent . dip:Visit a owl:Class ."
    >>> things = "<x:fr> a dip:State ; skos:prefLabel 'Frankreich'@de , 'France'@en . <x:v> a dip:Visit ; skos:prefLabel 'a visit'@en ."
    >>> ontology = Ontology(parse_turtle((start + classes).encode(), "x.ttl"))
    >>> held = parse_turtle((start + things).encode(), "x.ttl")
    >>> entities_of(ontology, held, "en")
    [Entity(iri='x:fr', label='France', names=('France', 'Frankreich'), same=())]
    """
    agents: set[str] = set()
    names: dict[str, list[tuple[bool, int, str]]] = {}
    same: dict[str, set[str]] = {}
    for triple in triples:
        subject, predicate, value = triple.subject, triple.predicate.value, triple.object
        if not isinstance(subject, ox.NamedNode):
            continue
        if triple.predicate == TYPE:
            if isinstance(value, ox.NamedNode) and ontology.is_a(value.value, AGENT):
                agents.add(subject.value)
        elif predicate in _NAMES and isinstance(value, ox.Literal):
            own = (predicate != SKOS + "prefLabel", farness(value.language, language), value.value)
            names.setdefault(subject.value, []).append(own)
        elif predicate in _SAME and isinstance(value, ox.NamedNode):
            same.setdefault(subject.value, set()).add(value.value)
    found = []
    for iri in sorted(agents):
        own_names = sorted(names.get(iri, ()))
        label = own_names[0][2] if own_names else iri
        found.append(Entity(iri, label, tuple(sorted({each[2] for each in own_names})), tuple(sorted(same.get(iri, ())))))
    return found
