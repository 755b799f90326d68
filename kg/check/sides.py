"""The rule missing-side: an act of a kind from which a relation follows, but without one of the two sides that the relation needs.

Which kinds need which sides is in the table of verbs (`kg.ontology.verbs`).
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kg.authored.finding import Finding
from kg.authored.reading import graph_name
from kg.namespaces import DIP
from kg.ontology.verbs import verbs
from kg.terms import TYPE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kg.authored.locator import Locator
    from kg.authored.reading import Dataset
    from kg.ontology import Ontology
    from kg.ontology.verbs import Pattern

_NOTED: Final = frozenset(DIP + name for name in ("NotStated", "OpenReading", "UncertainReference", "UncertainIdentity"))
_ACT: Final = DIP + "Act"
_SITUATION: Final = DIP + "Situation"
_SAME: Final = (("actor", "recipient"), ("actor", "counterpart"), ("firstSide", "secondSide"))
"""Pairs of roles in which the rule deals-with-itself reports one agent."""
_OUTCOME: Final = DIP + "outcome"


def missing_sides(locator: Locator) -> Iterator[Finding]:
    """Held acts and situations from which nothing follows, because none of the ways in which something could is complete.

    An act that was not carried out is not reported, nor one whose other side is given in a graph that is not held, nor one with a note
    that says what is not stated or not clear.

    Args:
        locator: the data and its places.

    Yields:
        A finding named ``missing-side`` for each node and each of its classes.
    """
    data = locator.data
    ways = _ways(data.ontology)
    held, all_roles = _roles(data)
    noted = data.noted(_NOTED)
    for node in sorted(held):
        if node in noted or _OUTCOME in held[node] or _has_another_slip(held[node], data.ontology):
            continue
        for kind in sorted(_types(data, node)):
            every = [each for above in data.ontology.superclasses(kind) for each in ways.get(above, ())]
            patterns = [each for each in every if not each.one_sided]
            if not patterns or any(_complete(each, all_roles[node], data.ontology) for each in every):
                continue
            label = data.ontology.label(kind) or locator.short(kind)
            wanted = " or ".join(dict.fromkeys(_wanted(each, data.ontology) for each in sorted(patterns)))
            has = _given(patterns, held[node], data.ontology)
            what = f"{locator.short(node)} is of the kind {label}, which needs {wanted}, and has {has}: no relation follows from it"
            hint = "add the missing side; if the passage does not name it, add a note of kind NotStated on the act"
            yield Finding("missing-side", what, locator.place(node, (TYPE.value,), kind), hint, "warning", node=node)


def _has_another_slip(roles: Mapping[str, set[str]], ontology: Ontology) -> bool:
    """Whether a misspelt role, or one agent on both sides, is the reason that a side is missing: other rules report these."""
    if not all(ontology.is_property(each) for each in roles):
        return True
    return any(roles.get(DIP + one, set()) & roles.get(DIP + other, set()) for one, other in _SAME)


@lru_cache(maxsize=2)
def _ways(ontology: Ontology) -> Mapping[str, Sequence[Pattern]]:
    """The patterns of acts and situations, by class; not those of every act. They are remembered for the last ontologies."""
    found: dict[str, list[Pattern]] = defaultdict(list)
    for verb in verbs(ontology):
        for pattern in verb.follows:
            matter = ontology.is_a(pattern.of_class, _ACT) or ontology.is_a(pattern.of_class, _SITUATION)
            if matter and pattern.of_class != _ACT:
                found[pattern.of_class].append(pattern)
    return found


def _roles(data: Dataset) -> tuple[dict[str, dict[str, set[str]]], dict[str, dict[str, set[str]]]]:
    """Node to property to values: what is held, and what any graph says."""
    held: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    every: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for quad, _ in data.statements():
        graph = graph_name(quad)
        if not data.is_assertion(graph) or not isinstance(quad.subject, ox.NamedNode) or not isinstance(quad.object, ox.NamedNode):
            continue
        every[quad.subject.value][quad.predicate.value].add(quad.object.value)
        if data.assertion_graphs[graph]:
            held[quad.subject.value][quad.predicate.value].add(quad.object.value)
    return held, every


def _types(data: Dataset, node: str) -> set[str]:
    """The most specific classes of a node."""
    types = {each for each in data.types.get(node, ()) if data.ontology.is_class(each)}
    return {each for each in types if not any(each != other and data.ontology.is_a(other, each) for other in types)}


def _values(role: str, roles: Mapping[str, set[str]], ontology: Ontology) -> set[str]:
    return {value for each, values in roles.items() if role in ontology.superproperties(each) for value in values}


def _complete(pattern: Pattern, roles: Mapping[str, set[str]], ontology: Ontology) -> bool:
    one, other = _values(pattern.from_role, roles, ontology), _values(pattern.to_role, roles, ontology)
    return len(one) > 1 if pattern.mutual else any(each != two for each in one for two in other)


def _wanted(pattern: Pattern, ontology: Ontology) -> str:
    one, other = (ontology.label(role) or role for role in (pattern.from_role, pattern.to_role))
    return f"{one} twice" if pattern.mutual else f"{one} and {other}"


def _given(patterns: Iterable[Pattern], roles: Mapping[str, set[str]], ontology: Ontology) -> str:
    """The roles that matter and are there, with their numbers."""
    wanted = sorted({role for each in patterns for role in (each.from_role, each.to_role)})
    numbers = {ontology.label(role) or role: len(_values(role, roles, ontology)) for role in wanted}
    return ", ".join(f"{number} {role}" for role, number in numbers.items() if number) or "neither"
