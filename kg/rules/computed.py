"""Derivations that the build computes without a rule file, and the explanations of all derivations by name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from kg.rules.reading import Rule

RELATIONS_IN_TIME: Final = "relations-in-time"
"""The name of the derivations of the periods of relations; see `kg.build.relations`."""

COMPUTED: Final = {
    RELATIONS_IN_TIME: (
        "What held between two agents follows from the acts and situations that change it, as the ontology's table dip:changes says, "
        "and from the bounds and the order of their dates."
    ),
}
"""The explanation of each derivation that is no rule, by name."""


def explanations(rules: Iterable[Rule]) -> dict[str, str]:
    """The explanation of each derivation, by name: those of the rules, and those that the build computes without a rule.

    Args:
        rules: the rules.

    >>> list(explanations([]))
    ['relations-in-time']
    """
    return {**{rule.name: rule.explanation for rule in rules}, **COMPUTED}
