"""The rule roles-differ: accounts of one matter that cannot all be right in who did what to whom.

Which accounts are opposed is computed by `kg.build.opposed`, for `kg disputes` too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kg.authored.finding import Finding
from kg.build.opposed import oppositions
from kg.namespaces import DIP

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.authored.locator import Locator

_NOTED: Final = frozenset(
    DIP + name
    for name in ("ConflictingClaims", "InternalInconsistency", "OpenReading", "ProbableMisnomer", "UncertainIdentity", "UncertainReference")
)
_HINT: Final = (
    "correct the account that is wrong; if each is as its passage has it, add a note of kind ConflictingClaims that cites both passages, "
    "or split the node in two"
)


def roles_differ(locator: Locator) -> Iterator[Finding]:
    """The matters to which held accounts give roles that exclude each other.

    Args:
        locator: the data and its places.

    Yields:
        A finding named ``roles-differ`` for each matter and pair of roles, in the later account.
    """
    noted = locator.data.noted(_NOTED)
    short, label = locator.short, locator.data.ontology.label
    for each in oppositions(locator.data):
        if noted & {each.node, *each.graphs}:
            continue
        role, other_role = label(each.role) or short(each.role), label(each.other_role) or short(each.other_role)
        what = (
            f"{short(each.node)} has {short(each.value)} as {role} in {short(each.graph)}, "
            f"and {short(each.other_value)} as {other_role} in {short(each.other_graph)}"
        )
        place = locator.place(each.node, (each.role,), each.value, each.graph)
        yield Finding("roles-differ", what, place, _HINT, "warning", each.node, each.graph, locator.passages(each.graph), path=each.role)
