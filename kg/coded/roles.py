"""Which role the first and the second party of a coded row have, by the kind of act.

A code says who did it and to whom. What the second party is, is different from kind to kind: the target of a condemnation, the counterpart
of a meeting, the recipient of aid. The table of verbs in the ontology says which.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kg.namespaces import DIP
from kg.ontology.roles import Roles

if TYPE_CHECKING:
    from kg.ontology import Ontology

_FIRST: Final = frozenset(DIP + name for name in ("actor", "party", "holder", "sentBy", "firstSide", "host", "member"))
_SECOND: Final = frozenset(
    DIP + name for name in ("recipient", "counterpart", "target", "victim", "party", "secondSide", "place", "receivingParty")
)
"""The roles that a state or an organization can have in what another does."""
_USUAL: Final = (DIP + "actor", DIP + "recipient")


class PartyRoles:
    """The roles of the two parties of coded rows.

    Args:
        ontology: the ontology.
    """

    def __init__(self, ontology: Ontology) -> None:
        self._ontology = ontology
        self._roles = Roles(ontology)
        self._known: dict[str, tuple[str, str]] = {}

    def of(self, kind: str) -> tuple[str, str]:
        """The IRIs of the roles of the first and the second party in acts of a class.

        Args:
            kind: the IRI of the class.
        """
        if kind not in self._known:
            roles = self._roles.sequence([kind])
            first = next((each for each in roles if each in _FIRST), _USUAL[0])
            others = list(roles)
            if first in others:
                others.remove(first)
            self._known[kind] = (first, next((each for each in others if each in _SECOND), _USUAL[1]))
        return self._known[kind]
