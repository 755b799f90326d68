"""The rule same-agent: two nodes whose labels are probably names of one agent.

Equal labels, labels that are one character apart, and a label that is the other name of another node are reported by other rules.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kg.authored.finding import Finding
from kg.check.evidence import tokens
from kg.namespaces import DIP, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.authored.locator import Locator

_LABELS: Final = (SKOS + "prefLabel", SKOS + "altLabel")
_NOTED: Final = frozenset(DIP + name for name in ("UncertainIdentity", "Ambiguity", "ChangedName"))
_LITTLE: Final = frozenset("the of and for in on".split())  # noqa: SIM905
_FORMS: Final = frozenset("the of and republic kingdom state federal democratic people's islamic arab socialist union".split())  # noqa: SIM905
"""Words by which the long name of a state differs from the short one."""
_HINT: Final = (
    "merge the two nodes and keep the other name as skos:altLabel; if they are two, add a note of kind Ambiguity, ChangedName or "
    "UncertainIdentity on one of them"
)


def same_agents(locator: Locator) -> Iterator[Finding]:
    """Pairs of agents of which one has the surname, the initials or the long form of the other as its label.

    Args:
        locator: the data and its places.

    Yields:
        A finding named ``same-agent`` for each pair, about the node whose IRI sorts last.
    """
    data = locator.data
    noted = data.noted(_NOTED)
    labels: dict[str, set[str]] = defaultdict(set)
    linked: set[frozenset[str]] = set()
    for quad, _ in data.statements():
        if not isinstance(quad.subject, ox.NamedNode):
            continue
        if quad.predicate.value in _LABELS and isinstance(quad.object, ox.Literal):
            labels[quad.subject.value].add(quad.object.value)
        elif isinstance(quad.object, ox.NamedNode):
            linked.add(frozenset((quad.subject.value, quad.object.value)))
    groups: dict[tuple[str, ...], dict[str, str]] = defaultdict(dict)
    for iri, names in labels.items():
        if data.is_a(iri, "Agent"):
            for name in sorted(names):
                for key in _keys(name, person=data.is_a(iri, "Person"), state=data.is_a(iri, "State")):
                    groups[key].setdefault(iri, name)
    seen: set[frozenset[str]] = set()
    for key, group in sorted(groups.items()):
        for earlier, later in combinations(sorted(group), 2):
            pair = frozenset((earlier, later))
            if pair in seen or pair in linked or noted & pair or _shared(labels[earlier], labels[later]):
                continue
            if key[0] == "person" and _differ(set(tokens(group[earlier])), set(tokens(group[later]))):
                continue
            if key[0] == "initials" and group[earlier].isupper() == group[later].isupper():
                continue
            seen.add(pair)
            what = f"{locator.short(later)} and {locator.short(earlier)} are probably one agent: {group[later]} / {group[earlier]}"
            yield Finding("same-agent", what, locator.place(later, _LABELS, group[later]), _HINT, "info", later)


def _keys(name: str, *, person: bool, state: bool) -> Iterator[tuple[str, ...]]:
    """The keys that a name has in common with other names of the same agent."""
    words = [each for each in tokens(name) if each not in _LITTLE]
    if not words or any(part[0].isdigit() for part in words):
        return
    if not name[0].isupper():
        return
    yield ("words", *sorted(words))
    if state and set(words) - _FORMS:
        yield ("state", *sorted(set(words) - _FORMS))
    if person:
        yield ("person", words[-1])
    else:
        yield ("initials", "".join(each[0] for each in words) if len(words) > 2 else words[0] if name.isupper() else " ".join(words))


def _differ(one: set[str], other: set[str]) -> bool:
    """Whether the words of neither of two names are all among those of the other, as "Ada Bell" and "Bo Bell" differ."""
    return not (one <= other or other <= one)


def _shared(one: set[str], other: set[str]) -> bool:
    """Whether two nodes have a label in common, which other rules report."""
    return bool({each.lower() for each in one} & {each.lower() for each in other})
